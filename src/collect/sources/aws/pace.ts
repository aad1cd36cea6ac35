/**
 * How fast and how often: a token bucket per account, region and service, and retries with jitter.
 *
 * A scanner that asks as fast as it can starves what the account runs on: AWS counts its calls
 * against the same limits. So there is a cap before AWS's own, and a throttled service is left alone
 * by all of us for a while.
 * Source: Amazon Builders' Library, "Timeouts, retries, and backoff with jitter".
 */
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Diagnosis } from './fault.js';

/** Time and chance, so that tests can hold both in their hand. */
export type Clock = {
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 up to 1. */
  readonly random: () => number;
};

export const REAL_CLOCK: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
  random: Math.random,
};

export type Pace = {
  /** Waits for this call's turn. */
  readonly take: (key: string, perSecond: number, signal: AbortSignal) => Promise<void>;
  /** The service said that it was too much: half the rate, coming back slowly. */
  readonly slowDown: (key: string) => void;
};

type Bucket = { nextAt: number; slowness: number };

/** Calls that may come at once after a pause, in seconds' worth. */
const BURST_SECONDS = 1;
const MAX_SLOWNESS = 16;
const RECOVERY = 0.98;

/** @param cap calls per second that no service exceeds; `undefined`: each its own */
export function createPace(clock: Clock, cap: number | undefined): Pace {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (key: string): Bucket => {
    const bucket = buckets.get(key) ?? { nextAt: 0, slowness: 1 };
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take: async (key, perSecond, signal) => {
      const bucket = bucketOf(key);
      const rate = Math.min(perSecond, cap ?? perSecond);
      const now = clock.now();
      // A slow service gets no burst: its calls come one by one.
      const burst = bucket.slowness > 1 || rate < 3 ? 0 : BURST_SECONDS * 1000;
      const at = Math.max(now - burst, bucket.nextAt);
      bucket.nextAt = at + (1000 / rate) * bucket.slowness;
      bucket.slowness = Math.max(1, bucket.slowness * RECOVERY);
      if (at > now) await clock.sleep(at - now, signal);
    },
    slowDown: (key) => {
      const bucket = bucketOf(key);
      bucket.slowness = Math.min(MAX_SLOWNESS, bucket.slowness * 2);
    },
  };
}

export type Retrying = {
  readonly attempts: number;
  readonly baseMs: number;
  readonly maxMs: number;
};

/** Half a second to twenty: twelve attempts outlast a minute of throttling. */
export const RETRYING: Retrying = { attempts: 12, baseMs: 500, maxMs: 20_000 };

/** Half of the wait is fixed, so that it grows for sure; half is chance, so that callers part. */
export function waitBefore(attempt: number, { baseMs, maxMs }: Retrying, clock: Clock): number {
  const whole = Math.min(maxMs, baseMs * 2 ** (attempt - 1));
  return whole / 2 + (whole / 2) * clock.random();
}

export function isPassing({ kind }: Pick<Diagnosis, 'kind'>): boolean {
  return kind === 'throttled' || kind === 'unavailable';
}
