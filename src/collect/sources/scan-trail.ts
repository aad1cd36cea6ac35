/** Reads one trail file whole and finds the shapes of its records. Runs in workers, or without them. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { inflateWhole, isGzip } from './inflate.js';
import { readAt } from './read-at.js';
import type { AskReads, ScannedTrail, TrailScanner } from './trail-scanner.js';

export type TrailJob = {
  readonly path: string;
  /** In bytes, when the file was identified: one that has grown since is left to others. */
  readonly size: number;
};

/** Larger files are read in a stream. */
export const MAX_FILE_BYTES: number = 24 * 1024 * 1024;
const MAX_CONTENT_BYTES = 64 * 1024 * 1024;

/** @returns `undefined` whenever anything is unusual: then the plain reader says what it is */
export async function scanTrail(
  scanner: TrailScanner,
  job: TrailJob,
  ask: AskReads,
): Promise<ScannedTrail | undefined> {
  const content = contentOf(job);
  return content === undefined ? undefined : scanner.scan(content, ask);
}

function contentOf({ path, size }: TrailJob): Buffer | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size !== size || size > MAX_FILE_BYTES) return undefined;
    const file = readAt(fd, 0, size);
    if (file.length !== size) return undefined;
    return isGzip(file) ? inflateWhole(file, MAX_CONTENT_BYTES) : file;
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
