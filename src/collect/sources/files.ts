/**
 * Reads input files and folders, each recognised by its content.
 *
 * What is granted comes before what was done: everything that is no trail file first, then the trail
 * files in the order of their delivery.
 */
import { existsSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { SourceEvent } from '../records.js';
import { createDigestEvidence, rejectedFile } from './digests/digest-evidence.js';
import type { FileIdentity } from './file-identity.js';
import { identify, readFile, sniffsLikeTrail } from './read-file.js';
import { readTrails } from './read-trails.js';
import { type ReadsOf, startCrew, WORKER } from './trail-crew.js';
import { parseTrailName } from './trail-name.js';
import { type FoundFile, findFiles } from './walk.js';

export type { FileIdentity } from './file-identity.js';

export type ReadFilesOptions = {
  /**
   * What is read of an event's free-form members: then trail files are read by the shapes of their
   * records, as batches, on all cores. Without it records come one by one, from this thread.
   */
  readonly readsOf?: ReadsOf;
  /** True for files that an earlier run has read: they yield nothing. */
  readonly skip?: (file: FileIdentity) => boolean;
  /** Those of them whose records count: the others failed verification. All of them when not given. */
  readonly counted?: (file: FileIdentity) => boolean;
  /** Digests whose log files an earlier run has verified. */
  readonly settledDigests?: ReadonlySet<string>;
  /** Does leastwise keep its results in this folder? They are no input. */
  readonly isOwnFolder?: (path: string) => boolean;
  /** `bytes` as they lie on the disk; `filesTotal` is `undefined` until the folders are listed. */
  readonly onProgress?: (progress: {
    readonly files: number;
    readonly filesTotal: number | undefined;
    readonly bytes: number;
  }) => void;
};

/** @throws UserError when an input does not exist; all other trouble is an event */
export async function* readFiles(
  inputs: readonly string[],
  options: ReadFilesOptions = {},
): AsyncGenerator<SourceEvent, void, undefined> {
  const { onProgress, skip, isOwnFolder, readsOf } = options;
  onProgress?.({ files: 0, filesTotal: undefined, bytes: 0 });
  const found = findFiles(inputs, isOwnFolder === undefined ? {} : { isOwnFolder });
  for (const problem of found.problems) {
    const { source } = problem;
    const isUnread = found.unread.has(problem) && source !== undefined;
    yield { type: 'problem', problem, ...(isUnread ? { unread: source } : {}) };
  }
  const { facts, trail } = await inReadingOrder(found.files);
  const progress = createProgress(facts.length + trail.length, onProgress);
  const skipping = skip === undefined ? {} : { skip };
  const digests = createDigestEvidence();
  for (const file of facts) {
    for await (const event of readFile(file, { ...skipping, onBytes: progress.onBytes })) {
      digests.note(file, event);
      yield event;
    }
    progress.onEnd();
  }
  const isKnown = (file: FoundFile, is = skip): boolean => {
    const opened = is === undefined ? undefined : identify(file);
    return opened !== undefined && is?.(opened.identity) === true;
  };
  const verified = digests.verify(trail, {
    settled: options.settledDigests ?? NOTHING_SETTLED,
    isKnown: (file) => isKnown(file),
  });
  if (verified !== undefined) {
    yield { type: 'verification', verification: verified.verification };
    for (const file of trail.filter(({ name }) => verified.rejected.has(name))) {
      yield* rejectedFile(file, isKnown(file, options.counted ?? skip));
    }
  }
  const accepted = trail.filter(({ name }) => verified?.rejected.has(name) !== true);
  const byShape = readsOf === undefined ? [] : accepted;
  for (const file of readsOf === undefined ? accepted : []) {
    yield* readFile(file, { ...skipping, onBytes: progress.onBytes });
    progress.onEnd();
  }
  if (readsOf === undefined || byShape.length === 0) return;
  const crew = startCrew(workersFor(byShape), readsOf);
  try {
    yield* readTrails(byShape, crew, {
      ...skipping,
      onBytes: (_, bytes) => progress.onBytes(bytes),
      onEnd: progress.onEnd,
    });
  } finally {
    crew.close();
  }
}

const NOTHING_SETTLED: ReadonlySet<string> = new Set();

function createProgress(filesTotal: number, onProgress: ReadFilesOptions['onProgress']) {
  let files = 0;
  let before = 0;
  let bytes = 0;
  const report = (): void => onProgress?.({ files, filesTotal, bytes: before + bytes });
  return {
    /** @param taken of the file being read */
    onBytes: (taken: number): void => {
      bytes = taken;
      report();
    },
    onEnd: (): void => {
      files += 1;
      report();
      before += bytes;
      bytes = 0;
    },
  };
}

/** Starting a thread takes as long as scanning this many bytes, or so. */
const BYTES_WORTH_A_CREW = 2_000_000;
const FILES_WORTH_A_CREW = 1000;
const MAX_WORKERS = 8;

function workersFor(files: readonly FoundFile[]): number {
  if (!existsSync(WORKER) || !isWorthACrew(files)) return 0;
  return Math.min(availableParallelism(), MAX_WORKERS);
}

function isWorthACrew(files: readonly FoundFile[]): boolean {
  let bytes = 0;
  for (const { name } of files.slice(0, FILES_WORTH_A_CREW)) {
    bytes += statSync(name, { throwIfNoEntry: false })?.size ?? 0;
    if (bytes >= BYTES_WORTH_A_CREW) return true;
  }
  return files.length > FILES_WORTH_A_CREW;
}

async function inReadingOrder(
  files: readonly FoundFile[],
): Promise<{ readonly facts: readonly FoundFile[]; readonly trail: readonly FoundFile[] }> {
  const facts: FoundFile[] = [];
  const trail: { readonly file: FoundFile; readonly key: string }[] = [];
  for (const file of files) {
    const name = parseTrailName(file.baseName);
    if (name !== undefined) trail.push({ file, key: `${name.deliveredAt} ${file.name}` });
    // A tilde sorts behind every date: trail files without one come last.
    else if (await sniffsLikeTrail(file)) trail.push({ file, key: `~ ${file.name}` });
    else facts.push(file);
  }
  facts.sort((a, b) => compare(a.name, b.name));
  trail.sort((a, b) => compare(a.key, b.key));
  return { facts, trail: trail.map(({ file }) => file) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
