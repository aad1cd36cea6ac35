/**
 * Writes files so that a reader sees the old one or the new one, never half of one, and so that
 * nobody but the owner reads them: evidence names everything that an account may do.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { onDisk, refusalOf } from './on-disk.js';

export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

const TEMPORARY = /^\.leastwise-[0-9a-f]{16}\.tmp$/;

export type WriteOptions = {
  readonly mode?: number;
  /** `synced`: on the disk before it takes its place, which costs some milliseconds a file. */
  readonly durability?: 'synced' | 'quick';
};

/**
 * @param pieces the content, piece by piece, so that it need not be in memory as a whole
 * @throws UserError when the disk is full or refuses for another reason
 */
export function writeAtomically(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  options: WriteOptions = {},
): void {
  onDisk(dirname(path), () => replace(path, pieces, options));
}

function replace(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  { mode = FILE_MODE, durability = 'synced' }: WriteOptions,
): void {
  const temporary = join(dirname(path), `.leastwise-${randomBytes(8).toString('hex')}.tmp`);
  // `EXCL` also refuses a link that somebody has put there.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const fd = openSync(temporary, flags, mode);
  try {
    try {
      for (const piece of pieces) writeWhole(fd, piece);
      if (durability === 'synced') fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cause;
  }
  if (durability === 'synced') syncFolder(dirname(path));
}

function writeWhole(fd: number, piece: string | Uint8Array): void {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** A rename is only safe on the disk once its folder is. */
export function syncFolder(path: string): void {
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function noFolder({ code = 'it cannot be made' }: NodeJS.ErrnoException): string {
  return code === 'EEXIST' || code === 'ENOTDIR' ? 'that is a file, or lies below one' : code;
}

/** Makes the folder, and clears what an interrupted run left half written in it. */
export function openFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: FOLDER_MODE });
  } catch (cause) {
    throw new UserError(
      `cannot write into \`${path}\`: ${refusalOf(cause) ?? noFolder(cause as NodeJS.ErrnoException)}`,
      'pass another folder with --out',
      { cause },
    );
  }
  onDisk(path, () => {
    for (const entry of readdirSync(path)) {
      if (TEMPORARY.test(entry)) rmSync(join(path, entry), { force: true });
    }
  });
}
