/**
 * Writes the outputs of an audit below the out folder, and removes those of an earlier audit.
 *
 * `evidence/outputs.json` lists what we wrote, with hashes: nothing else is ever overwritten or
 * deleted, and no link inside the folder leads us out of it.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, rmdirSync, type Stats, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { FOLDER_MODE, openFolder, writeAtomically } from './atomic-write.js';
import { onDisk } from './on-disk.js';
import { safePaths } from './safe-path.js';

export type OutputFile = {
  /** Segments below the out folder, in any characters. */
  readonly path: readonly string[];
  readonly content: string;
  /** 0600 unless said otherwise: `0o700` for a script. */
  readonly mode?: number;
};

type OutputIndex = ReadonlyMap<string, string>;

const SCHEMA = 'leastwise.outputs/1';
/** Folders whose files belong to one audit; files at the top are overwritten or stay. */
const SWEPT = /^(?:apply|policies|revocation)\//;
const SAFE_PATH = /^[A-Za-z0-9+=,.@_%~-]+(?:\/[A-Za-z0-9+=,.@_%~-]+)*$/;

/**
 * @returns the paths written, below the out folder, in the order of `files`
 * @throws UserError when a file that is not ours, or a link, stands in the way
 */
export function writeResult(dir: string, files: readonly OutputFile[]): readonly string[] {
  openFolder(dir);
  refuseObstacles(dir, 'evidence/outputs.json');
  openFolder(join(dir, 'evidence'));
  const before = readIndex(dir);
  const paths = safePaths(files.map(({ path }) => path)).map((path) => path.join('/'));
  for (const path of paths) refuseForeign(dir, path, before);
  const now = new Map(files.map(({ content }, n) => [paths[n] ?? '', sha256(content)]));
  // Before the files, so that a run that is interrupted still knows which of them are its own.
  writeIndex(dir, new Map([...before, ...now]));
  files.forEach((file, n) => {
    writeOne(dir, paths[n] ?? '', file);
  });
  const stale = [...before].filter(([path]) => SWEPT.test(path) && !now.has(path));
  for (const [path, hash] of stale) removeOne(dir, path, hash);
  writeIndex(
    dir,
    new Map([...before, ...now].filter(([path]) => now.has(path) || !SWEPT.test(path))),
  );
  return paths;
}

export type StoredOutput = {
  /** Below the out folder. */
  readonly path: string;
  /** `undefined`: there is none that can be read. */
  readonly content: string | undefined;
};

/** Reads back what `writeResult` wrote for these files, in their order, as it is now. */
export function readOutputs(
  dir: string,
  files: readonly Pick<OutputFile, 'path'>[],
): readonly StoredOutput[] {
  return safePaths(files.map(({ path }) => path)).map((segments) => {
    const path = segments.join('/');
    try {
      refuseObstacles(dir, path);
      return { path, content: readFileSync(join(dir, path), 'utf8') };
    } catch {
      return { path, content: undefined };
    }
  });
}

function writeOne(dir: string, path: string, { content, mode }: OutputFile): void {
  const target = join(dir, path);
  onDisk(dir, () => mkdirSync(dirname(target), { recursive: true, mode: FOLDER_MODE }));
  const options = { durability: 'quick', ...(mode === undefined ? {} : { mode }) } as const;
  writeAtomically(target, [content], options);
}

/** A file that was edited since we wrote it is no longer ours. */
function removeOne(dir: string, path: string, hash: string): void {
  if (obstacleOn(dir, path) !== undefined) return;
  const target = join(dir, path);
  if (statOf(target)?.isFile() !== true || sha256(readFileSync(target)) !== hash) return;
  onDisk(dir, () => unlinkSync(target));
  for (let folder = dirname(path); folder.includes('/'); folder = dirname(folder)) {
    try {
      rmdirSync(join(dir, folder));
    } catch {
      return;
    }
  }
}

// --- guards ---------------------------------------------------------------------------------

function refuseForeign(dir: string, path: string, before: OutputIndex): void {
  refuseObstacles(dir, path);
  const stats = statOf(join(dir, path));
  if (stats === undefined || (before.has(path) && stats.isFile())) return;
  throw new UserError(
    `\`${join(dir, path)}\` is there already, and leastwise did not write it`,
    'move it away, or pass another folder with --out',
  );
}

function refuseObstacles(dir: string, path: string): void {
  const obstacle = obstacleOn(dir, path);
  if (obstacle === undefined) return;
  throw new UserError(
    `\`${obstacle}\` is a link or no folder, and leastwise writes through neither`,
    'move it away, or pass another folder with --out',
  );
}

/** The first part of the path, below the out folder, that leads elsewhere or nowhere. */
function obstacleOn(dir: string, path: string): string | undefined {
  const segments = path.split('/');
  return segments
    .map((_, n) => join(dir, ...segments.slice(0, n + 1)))
    .find((part, n) => {
      const stats = statOf(part);
      if (stats === undefined) return false;
      return stats.isSymbolicLink() || (n < segments.length - 1 && !stats.isDirectory());
    });
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

// --- the index ------------------------------------------------------------------------------

function indexPath(dir: string): string {
  return join(dir, 'evidence', 'outputs.json');
}

/** An index that we cannot read names nothing of ours: then nothing is removed. */
function readIndex(dir: string): OutputIndex {
  let index: unknown;
  try {
    index = JSON.parse(readFileSync(indexPath(dir), 'utf8'));
  } catch {
    return new Map();
  }
  if (typeof index !== 'object' || index === null) return new Map();
  const { schema, files } = index as { readonly schema?: unknown; readonly files?: unknown };
  if (schema !== SCHEMA || typeof files !== 'object' || files === null) return new Map();
  return new Map(
    Object.entries(files).flatMap(([path, hash]): [string, string][] =>
      isInside(path) && typeof hash === 'string' ? [[path, hash]] : [],
    ),
  );
}

/** The index is a file like any other, so somebody may have edited it. */
function isInside(path: string): boolean {
  return SAFE_PATH.test(path) && !path.split('/').some((part) => part === '.' || part === '..');
}

function writeIndex(dir: string, index: OutputIndex): void {
  const files = Object.fromEntries([...index].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeAtomically(indexPath(dir), [`${JSON.stringify({ schema: SCHEMA, files }, null, 2)}\n`]);
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
