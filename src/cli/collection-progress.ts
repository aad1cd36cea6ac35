/** What a live collection is doing, in one line: parts done, calls and their rate, time left. */
import type { LiveEvents } from '../index.js';
import { timeLeft } from './time-left.js';

export type CollectionProgress = {
  readonly events: Omit<LiveEvents, 'onCaller' | 'onStartOver'>;
  readonly calls: () => number;
};

/** Fewer parts than this say nothing about the others. */
const TELLING = 5;

type Running = { readonly since: number; readonly doneThen: number; leftMs: number };

/** @param clock milliseconds */
export function collectionProgress(
  show: (text: string) => void,
  clock: () => number = Date.now,
): CollectionProgress {
  const began = clock();
  const running = new Map<string, Running>();
  let [planned, done, calls, waits] = [0, 0, 0, 0];
  let at = '';
  /** Parts are not alike: the one that takes longest says when all is over. */
  const left = (): string => {
    if (done < TELLING) return '';
    const elapsed = clock() - began;
    const slowest = Math.max(0, ...[...running.values()].map(({ leftMs }) => leftMs));
    const byParts = (elapsed / done) * Math.max(0, planned - done);
    return `, ${timeLeft(Math.max(slowest, byParts), 1, 2)} left`;
  };
  const tell = (): void => {
    // Before there is a plan there is nothing to tell, and the caller is told first.
    if (planned === 0) return;
    const seconds = (clock() - began) / 1000;
    const rate =
      seconds < 1 ? '' : ` (${(calls / seconds).toFixed(calls / seconds < 10 ? 1 : 0)}/s)`;
    const waiting = waits === 0 ? '' : `, ${waits} retries`;
    show(`${done} of ${planned} parts, ${calls} calls${rate}${waiting}${left()}${at}`);
  };
  return {
    events: {
      onPlan: (units) => {
        planned += units;
        tell();
      },
      onUnit: ({ account, region, source }) => {
        running.delete(`${account} ${region} ${source}`);
        if (source !== 'account') done += 1;
        tell();
      },
      onProgress: ({ account, region, source, done: things, total }) => {
        const key = `${account} ${region} ${source}`;
        const one = running.get(key) ?? { since: clock(), doneThen: things, leftMs: 0 };
        running.set(key, one);
        const gone = things - one.doneThen;
        if (total !== undefined && gone > 0) {
          one.leftMs = ((clock() - one.since) / gone) * Math.max(0, total - things);
        }
        at = `; ${key} ${things}${total === undefined ? '' : ` of ${total}`}`;
        tell();
      },
      onCall: () => {
        calls += 1;
        tell();
      },
      onWait: () => {
        waits += 1;
        tell();
      },
    },
    calls: () => calls,
  };
}
