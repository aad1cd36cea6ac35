/** Runs a live collection against the fake, with time and chance in our hand. */
import { collectLive, type LiveOptions } from '../../src/collect/sources/aws/collect-live.js';
import type { OpenUnit } from '../../src/collect/sources/aws/collect-unit.js';
import type { Clock } from '../../src/collect/sources/aws/pace.js';
import type { Send } from '../../src/collect/sources/aws/session.js';
import {
  type CollectedUnit,
  LIVE_SOURCES,
  type LiveSourceName,
} from '../../src/model/collected.js';
import { findUnits, openUnit } from '../../src/store/index.js';
import { NOW } from './account.js';
import { asCaller } from './caller.js';
import { type Fake, HOME } from './fake.js';

export type RunOptions = Partial<LiveOptions> & {
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly openUnit?: OpenUnit;
  readonly wrap?: (send: Send) => Send;
};

export type Run = {
  /** Why sources were read from their start again. */
  readonly startedOver: readonly string[];
  readonly units: readonly CollectedUnit[];
  /** Milliseconds that the run thinks it took. */
  readonly elapsed: number;
  readonly of: (source: LiveSourceName, region?: string, account?: string) => CollectedUnit;
};

/** Waiting passes at once, and counts. */
export function instantClock(
  start: number = NOW.getTime(),
): Clock & { readonly elapsed: () => number } {
  let now = start;
  return {
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      now += ms;
    },
    random: () => 0.5,
    elapsed: () => now - start,
  };
}

export async function runCollection(
  fake: Fake,
  out: string,
  options: RunOptions = {},
): Promise<Run> {
  const clock = instantClock();
  const {
    signal = new AbortController().signal,
    clock: given = clock,
    openUnit: open = (place) => openUnit(out, place),
    wrap = (send) => send,
    ...live
  } = options;
  const startedOver: string[] = [];
  const ignore = (): void => undefined;
  const units = await asCaller(fake, HOME, () =>
    collectLive(
      {
        accounts: 'callers own',
        roleName: undefined,
        externalId: undefined,
        regions: [],
        sources: Object.keys(LIVE_SOURCES) as LiveSourceName[],
        trailBuckets: [],
        days: 97,
        rate: undefined,
        maxAttempts: undefined,
        parallelAccounts: 2,
        freshHours: 12,
        ...live,
      },
      {
        onCaller: ignore,
        onPlan: ignore,
        onUnit: ignore,
        onProgress: ignore,
        onStartOver: (_, why) => startedOver.push(why),
        onCall: ignore,
        onWait: ignore,
      },
      {
        openUnit: open,
        findUnits: (account) => findUnits(out, account),
        signal,
        clock: given,
        wrap,
      },
    ),
  );
  return {
    units,
    startedOver,
    elapsed: clock.elapsed(),
    of: (source, region = 'global', account = '111122223333') => {
      const found = units.find(
        (unit) => unit.source === source && unit.region === region && unit.account === account,
      );
      if (found === undefined) throw new Error(`no ${source} in ${region}`);
      return found;
    },
  };
}
