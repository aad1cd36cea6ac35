/** Reads one trail file in pieces and finds the shapes of its records. Runs in workers, or without them. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { inflateFile, isGzip, type Piece } from './inflate.js';
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
const READ_BYTES = 262_144;

/** @returns `undefined` whenever anything is unusual: then the plain reader says what it is */
export async function scanTrail(
  scanner: TrailScanner,
  job: TrailJob,
  ask: AskReads,
): Promise<ScannedTrail | undefined> {
  let fd: number | undefined;
  try {
    fd = openSync(job.path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size !== job.size || job.size > MAX_FILE_BYTES) return undefined;
    return await scanner.scan(contentOf(fd, job.size), ask);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** @throws Error when it is not all there, or too much */
async function* contentOf(fd: number, size: number): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const piece of isGzip(readAt(fd, 0, 3)) ? inflateFile(fd, size) : piecesOf(fd, size)) {
    if (piece.kind === 'trouble') throw new Error(piece.trouble);
    length += piece.bytes.length;
    if (length > MAX_CONTENT_BYTES) throw new Error('too large');
    yield piece.bytes;
  }
}

function* piecesOf(fd: number, size: number): Generator<Piece> {
  for (let at = 0; at < size; at += READ_BYTES) {
    const bytes = readAt(fd, at, Math.min(READ_BYTES, size - at));
    if (bytes.length === 0) throw new Error('cut');
    yield { kind: 'bytes', bytes, at };
  }
}
