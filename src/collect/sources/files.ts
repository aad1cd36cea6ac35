/**
 * Reads input files and folders, each recognised by its content.
 *
 * What is granted comes before what was done: everything that is no trail file first, then the trail
 * files in the order of their delivery.
 */
import type { SourceEvent } from '../records.js';
import type { FileIdentity } from './file-identity.js';
import { readFile, sniffsLikeTrail } from './read-file.js';
import { parseTrailName } from './trail-name.js';
import { type FoundFile, findFiles } from './walk.js';

export type { FileIdentity } from './file-identity.js';

export type ReadFilesOptions = {
  /** True for files that an earlier run has read: they yield nothing. */
  readonly skip?: (file: FileIdentity) => boolean;
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
  const { onProgress, skip, isOwnFolder } = options;
  onProgress?.({ files: 0, filesTotal: undefined, bytes: 0 });
  const found = findFiles(inputs, isOwnFolder === undefined ? {} : { isOwnFolder });
  for (const problem of found.problems) yield { type: 'problem', problem };
  const ordered = await inReadingOrder(found.files);
  let files = 0;
  let bytesBefore = 0;
  for (const file of ordered) {
    let bytes = 0;
    const report = (): void =>
      onProgress?.({ files, filesTotal: ordered.length, bytes: bytesBefore + bytes });
    const onBytes = (taken: number): void => {
      bytes = taken;
      report();
    };
    yield* readFile(file, skip === undefined ? { onBytes } : { skip, onBytes });
    files += 1;
    report();
    bytesBefore += bytes;
  }
}

async function inReadingOrder(files: readonly FoundFile[]): Promise<readonly FoundFile[]> {
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
  return [...facts, ...trail.map(({ file }) => file)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
