/** A worker thread that scans trail files, one after the other, for `trail-crew.ts`. */
import { parentPort } from 'node:worker_threads';
import type { EventReads } from '../../model/trail-members.js';
import { scanTrail, type TrailJob } from './scan-trail.js';
import { createTrailScanner, type EventKind, type ScannedTrail } from './trail-scanner.js';

export type ToWorker =
  | { readonly type: 'scan'; readonly job: TrailJob }
  | { readonly type: 'reads'; readonly reads: readonly EventReads[] };

export type FromWorker =
  | { readonly type: 'ask'; readonly kinds: readonly EventKind[] }
  | { readonly type: 'scanned'; readonly scanned: ScannedTrail | undefined };

const scanner = createTrailScanner();
let answer: (reads: readonly EventReads[]) => void = () => {};

const post = (message: FromWorker, transfer: readonly ArrayBuffer[] = []): void => {
  parentPort?.postMessage(message, transfer);
};

const ask = (kinds: readonly EventKind[]): Promise<readonly EventReads[]> => {
  post({ type: 'ask', kinds });
  return new Promise((resolve) => {
    answer = resolve;
  });
};

async function scan(job: TrailJob): Promise<void> {
  const scanned = scanner === undefined ? undefined : await scanTrail(scanner, job, ask);
  post({ type: 'scanned', scanned }, scanned === undefined ? [] : buffersOf(scanned));
}

function buffersOf({ shapes, seconds, ids, days, added, odd }: ScannedTrail): ArrayBuffer[] {
  const texts = [added.bytes, added.ends, odd.bytes, odd.ends];
  return [shapes, seconds, ids, ...Object.values(days), ...texts].map(({ buffer }) => buffer);
}

/** One file at a time: while it waits for an answer, the next one does too. */
let last = Promise.resolve();
parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'reads') answer(message.reads);
  else {
    const { job } = message;
    last = last.then(() => scan(job));
  }
});
