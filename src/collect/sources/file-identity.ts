/**
 * What a file is known by, so that a later run does not read it again.
 *
 * A gzip file ends with the CRC-32 and the length of its content (RFC 1952), so eight bytes speak for
 * all of it. Of any other file the first and the last 64 KiB are hashed. The name and size count too.
 */
import { createHash } from 'node:crypto';
import { readAt } from './read-at.js';

/** 20 characters: compact, because a store may know a hundred thousand of them. */
export type FileIdentity = string;

const GZIP_TRAILER = 8;
const SAMPLE = 65_536;

export function identifyFile(
  fd: number,
  file: { readonly baseName: string; readonly size: number; readonly gzip: boolean },
): FileIdentity {
  const hash = createHash('sha256').update(`${file.baseName}\n${file.size}\n`);
  if (file.gzip) {
    hash.update(readAt(fd, Math.max(0, file.size - GZIP_TRAILER), GZIP_TRAILER));
  } else {
    hash.update(readAt(fd, 0, SAMPLE));
    hash.update(readAt(fd, Math.max(SAMPLE, file.size - SAMPLE), SAMPLE));
  }
  return hash.digest().subarray(0, 15).toString('base64url');
}
