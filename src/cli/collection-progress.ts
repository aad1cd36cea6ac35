/** What a live collection is doing, in one line: parts done, calls, time left. */
import type { LiveEvents } from '../index.js';
import { timeLeft } from './time-left.js';

export type CollectionProgress = {
  readonly events: Omit<LiveEvents, 'onCaller'>;
  readonly calls: () => number;
};

/** Fewer parts than this say nothing about the others. */
const TELLING = 5;

export function collectionProgress(show: (text: string) => void): CollectionProgress {
  const began = Date.now();
  let [planned, done, calls, waits] = [0, 0, 0, 0];
  let at = '';
  const line = (): string => {
    const left = done < TELLING ? '' : `, ${timeLeft(Date.now() - began, done, planned)} left`;
    const waiting = waits === 0 ? '' : `, ${waits} retries`;
    return `${done} of ${planned} parts, ${calls} calls${waiting}${left}${at}`;
  };
  return {
    events: {
      onPlan: (units) => {
        planned += units;
        show(line());
      },
      onUnit: ({ source }) => {
        if (source !== 'account') done += 1;
        show(line());
      },
      onProgress: (one) => {
        const of = one.total === undefined ? '' : ` of ${one.total}`;
        at = `; ${one.account} ${one.region} ${one.source} ${one.done}${of}`;
        show(line());
      },
      onCall: () => {
        calls += 1;
        show(line());
      },
      onWait: () => {
        waits += 1;
        show(line());
      },
    },
    calls: () => calls,
  };
}
