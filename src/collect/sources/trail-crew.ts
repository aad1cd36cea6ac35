/**
 * Who scans trail files: a worker thread per core, or this thread where that does not pay.
 *
 * A worker that fails costs speed, not evidence: its files are read plainly.
 */
import { Worker } from 'node:worker_threads';
import type { EventReads } from '../../model/trail-members.js';
import type { ShapeDictionary } from '../records.js';
import { scanTrail, type TrailJob } from './scan-trail.js';
import { createTrailScanner, type EventKind, type ScannedTrail } from './trail-scanner.js';
import type { FromWorker, ToWorker } from './trail-worker.js';

export type ReadsOf = (eventSource: string, eventName: string) => EventReads;

export type CrewScan = { readonly scanned: ScannedTrail; readonly dictionary: ShapeDictionary };

export type TrailCrew = {
  /** How many files are worked on at a time. */
  readonly size: number;
  /** `undefined`: read it plainly. */
  readonly scan: (job: TrailJob) => Promise<CrewScan | undefined>;
  readonly close: () => void;
};

type Member = {
  readonly scan: (job: TrailJob) => Promise<ScannedTrail | undefined>;
  readonly close: () => void;
};

/** @param workers 0: this thread does it */
export function startCrew(workers: number, readsOf: ReadsOf): TrailCrew {
  const members =
    workers === 0 ? [ownThread(readsOf)] : Array.from({ length: workers }, () => worker(readsOf));
  const dictionaries = members.map((_, n) => ({ generation: 0, dictionary: { name: `${n}` } }));
  const idle = members.map((_, n) => n);
  const waiting: ((member: number) => void)[] = [];

  const dictionaryOf = (member: number, generation: number): ShapeDictionary => {
    const known = dictionaries[member];
    if (known !== undefined && known.generation === generation) return known.dictionary;
    const dictionary = { name: `${member}` };
    dictionaries[member] = { generation, dictionary };
    return dictionary;
  };

  const takeMember = (): Promise<number> => {
    const member = idle.shift();
    return member === undefined
      ? new Promise((resolve) => waiting.push(resolve))
      : Promise.resolve(member);
  };

  return {
    size: members.length,
    scan: async (job) => {
      const member = await takeMember();
      const scanned = await members[member]?.scan(job);
      const next = waiting.shift();
      if (next === undefined) idle.push(member);
      else next(member);
      if (scanned === undefined) return undefined;
      return { scanned, dictionary: dictionaryOf(member, scanned.generation) };
    },
    close: () => {
      for (const { close } of members) close();
    },
  };
}

function ownThread(readsOf: ReadsOf): Member {
  const scanner = createTrailScanner();
  const ask = async (kinds: readonly EventKind[]) => answersTo(kinds, readsOf);
  return {
    scan: async (job) => (scanner === undefined ? undefined : scanTrail(scanner, job, ask)),
    close: () => {},
  };
}

function answersTo(kinds: readonly EventKind[], readsOf: ReadsOf): readonly EventReads[] {
  return kinds.map(({ eventSource, eventName }) => readsOf(eventSource, eventName));
}

/** Not there where TypeScript runs as it is. */
export const WORKER: URL = new URL('./trail-worker.js', import.meta.url);

function worker(readsOf: ReadsOf): Member {
  const thread = new Worker(WORKER);
  let isGone = false;
  let settle: (scanned: ScannedTrail | undefined) => void = () => {};
  const send = (message: ToWorker): void => thread.postMessage(message);
  const leave = (): void => {
    isGone = true;
    settle(undefined);
  };
  thread.on('message', (message: FromWorker) => {
    if (message.type === 'ask') send({ type: 'reads', reads: answersTo(message.kinds, readsOf) });
    else settle(message.scanned);
  });
  thread.on('error', leave);
  thread.on('exit', leave);
  thread.unref();
  return {
    scan: (job) =>
      new Promise((resolve) => {
        if (isGone) {
          resolve(undefined);
          return;
        }
        settle = resolve;
        thread.ref();
        send({ type: 'scan', job });
      }),
    close: () => {
      thread.unref();
      void thread.terminate();
    },
  };
}
