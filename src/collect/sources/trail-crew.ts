/**
 * Who scans trail files: a worker thread per core, or this thread where that does not pay.
 *
 * A worker that fails costs speed, not evidence: its files are read plainly.
 */
import { Worker } from 'node:worker_threads';
import type { EventReads } from '../../model/trail-members.js';
import type { ShapeDictionary } from '../records.js';
import { type GrowingDictionary, growingDictionary } from './growing-dictionary.js';
import { scanTrail, type TrailJob } from './scan-trail.js';
import { createTrailScanner, type EventKind, type ScannedTrail } from './trail-scanner.js';
import type { FromWorker, ToWorker } from './trail-worker.js';

export type ReadsOf = (eventSource: string, eventName: string) => EventReads;

export type CrewScan = { readonly scanned: ScannedTrail; readonly dictionary: ShapeDictionary };

export type TrailCrew = {
  /** How many files are worked on at a time. */
  readonly size: number;
  /**
   * `undefined`: read it plainly.
   *
   * @param place files of one place have shapes in common: the same worker takes them where it can
   */
  readonly scan: (job: TrailJob, place: string) => Promise<CrewScan | undefined>;
  readonly close: () => void;
};

type Member = {
  /** Files that it may be given before it has answered. */
  readonly depth: number;
  /** Answers come in the order of the files. */
  readonly scan: (job: TrailJob) => Promise<ScannedTrail | undefined>;
  readonly close: () => void;
};

/** The next file is there when one is done, however busy this thread is. */
const WORKER_DEPTH = 3;

/** @param workers 0: this thread does it */
export function startCrew(workers: number, readsOf: ReadsOf): TrailCrew {
  const members =
    workers === 0 ? [ownThread(readsOf)] : Array.from({ length: workers }, () => worker(readsOf));
  const dictionaries: GrowingDictionary[] = members.map((_, n) => growingDictionary(`${n}`, 0));
  const free = members.map(({ depth }) => depth);
  const waiting: { readonly home: number; readonly start: (member: number) => void }[] = [];
  const homes = new Map<string, number>();

  /** A member scans in an order of its own, so its shapes are noted as they come. */
  const dictionaryOf = (member: number, { generation, added }: ScannedTrail): ShapeDictionary => {
    let own = dictionaries[member];
    if (own === undefined || own.generation !== generation) {
      own = growingDictionary(`${member}`, generation);
      dictionaries[member] = own;
    }
    own.add(added);
    return own.dictionary;
  };

  const homeOf = (place: string): number => {
    const home = homes.get(place) ?? homes.size % members.length;
    homes.set(place, home);
    return home;
  };

  const takeMember = (home: number): Promise<number> => {
    const member = (free[home] ?? 0) > 0 ? home : free.indexOf(Math.max(...free));
    if ((free[member] ?? 0) === 0) return new Promise((start) => waiting.push({ home, start }));
    free[member] = (free[member] ?? 0) - 1;
    return Promise.resolve(member);
  };

  const leaveMember = (member: number): void => {
    const own = waiting.findIndex(({ home }) => home === member);
    const [next] = waiting.splice(Math.max(own, 0), 1);
    if (next === undefined) free[member] = (free[member] ?? 0) + 1;
    else next.start(member);
  };

  return {
    size: members.length,
    scan: async (job, place) => {
      const member = await takeMember(homeOf(place));
      const scanned = await members[member]?.scan(job);
      const scan = scanned && { scanned, dictionary: dictionaryOf(member, scanned) };
      leaveMember(member);
      return scan;
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
    depth: 1,
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
  const asked: ((scanned: ScannedTrail | undefined) => void)[] = [];
  const send = (message: ToWorker): void => thread.postMessage(message);
  const leave = (): void => {
    isGone = true;
    for (const settle of asked.splice(0)) settle(undefined);
  };
  thread.on('message', (message: FromWorker) => {
    if (message.type === 'ask') send({ type: 'reads', reads: answersTo(message.kinds, readsOf) });
    else asked.shift()?.(message.scanned);
  });
  thread.on('error', leave);
  thread.on('exit', leave);
  thread.unref();
  return {
    depth: WORKER_DEPTH,
    scan: (job) =>
      new Promise((resolve) => {
        if (isGone) {
          resolve(undefined);
          return;
        }
        asked.push(resolve);
        thread.ref();
        send({ type: 'scan', job });
      }),
    close: () => {
      thread.unref();
      void thread.terminate();
    },
  };
}
