/**
 * Reads one file, whatever it is: opens it, inflates it, cuts it into records.
 *
 * Nothing here throws for what is in a file: it becomes a status, and a problem with a hint.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { SourceKind } from '../../model/evidence.js';
import type { Problem } from '../../model/problem.js';
import type { RawRecord, SourceEvent, SourceFile } from '../records.js';
import { endOf, type Trouble } from './file-end.js';
import { type FileIdentity, identifyFile } from './file-identity.js';
import { type Piece as InflatedPiece, inflateFile, isGzip } from './inflate.js';
import { readAt } from './read-at.js';
import type { Reader } from './reader.js';
import { createJsonReader, createTextReader, textKindOf } from './readers.js';
import { parseTrailName } from './trail-name.js';
import { type FoundFile, reasonOf } from './walk.js';

export type ReadOptions = {
  /** True for a file that an earlier run has read: it yields nothing at all. */
  readonly skip?: (file: FileIdentity) => boolean;
  /** Called with the bytes of this file taken so far. */
  readonly onBytes?: (bytes: number) => void;
};

type Opened = {
  readonly fd: number;
  readonly size: number;
  readonly gzip: boolean;
  readonly identity: FileIdentity;
};

type Piece =
  | Extract<InflatedPiece, { readonly kind: 'bytes' }>
  | { readonly kind: 'trouble'; readonly trouble: Trouble };

const BATCH = 500;
const CHUNK_BYTES = 262_144;
/** Enough to tell JSON from a text, and one text from another. */
const HEAD_BYTES = 64;
/** A file that showed nothing known up to here is not ours. */
const MAX_UNKNOWN_BYTES = 64 * 1024 * 1024;
/** A CloudTrail event has at most 256 KB, so its members show within this much. */
const SNIFF_BYTES = 524_288;

export async function* readFile(
  found: FoundFile,
  options: ReadOptions = {},
): AsyncGenerator<SourceEvent, void, undefined> {
  const opened = openFile(found);
  if ('problem' in opened) {
    yield { type: 'begin', file: fileOf(found, kindByName(found), undefined) };
    yield { type: 'end', status: 'failed', problems: [opened.problem] };
    return;
  }
  try {
    if (options.skip?.(opened.identity) !== true) yield* readOpened(found, opened, options);
  } finally {
    closeSync(opened.fd);
  }
}

/** What a file is known by, without reading more of it; `undefined` when it cannot be opened. */
export function identify(
  found: FoundFile,
): { readonly identity: FileIdentity; readonly size: number } | undefined {
  const opened = openFile(found);
  if ('problem' in opened) return undefined;
  closeSync(opened.fd);
  return { identity: opened.identity, size: opened.size };
}

/** Is it a trail file, as far as its first bytes tell? For the order of reading only. */
export async function sniffsLikeTrail(found: FoundFile): Promise<boolean> {
  const opened = openFile(found);
  if ('problem' in opened) return false;
  try {
    let reader: Reader | undefined;
    let taken = 0;
    for await (const piece of withHead(piecesOf(opened))) {
      if (piece.kind === 'trouble' || taken > SNIFF_BYTES) break;
      reader ??= readerFor(piece.bytes, found.name);
      reader.push(piece.bytes);
      taken += piece.bytes.length;
      if (reader.kind() !== undefined || reader.isHopeless()) break;
    }
    return reader?.kind() === 'cloudtrail';
  } finally {
    closeSync(opened.fd);
  }
}

async function* readOpened(
  found: FoundFile,
  opened: Opened,
  options: ReadOptions,
): AsyncGenerator<SourceEvent, void, undefined> {
  let reader: Reader | undefined;
  let trouble: Trouble | undefined;
  let begun = false;
  let broken = 0;
  let taken = 0;
  for await (const piece of withHead(piecesOf(opened))) {
    if (piece.kind === 'trouble') {
      trouble = piece.trouble;
      break;
    }
    reader ??= readerFor(piece.bytes, found.name);
    reader.push(piece.bytes);
    taken += piece.bytes.length;
    options.onBytes?.(piece.at);
    const kind = reader.kind();
    if (kind === undefined) {
      if (reader.isHopeless() || taken > MAX_UNKNOWN_BYTES) break;
      continue;
    }
    if (!begun) yield { type: 'begin', file: fileOf(found, kind, opened.identity) };
    begun = true;
    for (const records of batchesOf(reader.takeRecords())) {
      broken += countBroken(records);
      yield { type: 'records', records };
    }
  }
  const finish = reader?.end() ?? { cut: false, malformed: false };
  const kind = reader?.kind();
  const end = endOf({
    name: found.name,
    kind,
    trailNamed: parseTrailName(found.baseName) !== undefined,
    empty: taken === 0,
    count: reader?.count() ?? 0,
    finish,
    trouble,
  });
  if (!begun) yield { type: 'begin', file: fileOf(found, end.kind, opened.identity) };
  for (const records of batchesOf(kind === undefined ? [] : (reader?.takeRecords() ?? []))) {
    broken += countBroken(records);
    yield { type: 'records', records };
  }
  const status = end.status === 'read' && broken > 0 ? 'partial' : end.status;
  const continued = reader?.isContinued() === true && kind === 'authorization-details';
  yield { type: 'end', status, problems: end.problems, ...(continued ? { continued } : {}) };
}

function readerFor(head: Buffer, name: string): Reader {
  const kind = textKindOf(head);
  return kind === undefined ? createJsonReader(name) : createTextReader(kind, name);
}

function* batchesOf(records: readonly RawRecord[]): Generator<readonly RawRecord[]> {
  for (let from = 0; from < records.length; from += BATCH) yield records.slice(from, from + BATCH);
}

function countBroken(records: readonly RawRecord[]): number {
  return records.reduce((sum, { kind }) => sum + (kind === 'broken' ? 1 : 0), 0);
}

// --- bytes ----------------------------------------------------------------------------------

/** Never blocks on a pipe, even when one took the place of the file since the folder was listed. */
function openFile(found: FoundFile): Opened | { readonly problem: Problem } {
  let fd: number | undefined;
  try {
    fd = openSync(found.name, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw new Error('it is not a regular file');
    const gzip = isGzip(readAt(fd, 0, 3));
    const { size } = stats;
    return { fd, size, gzip, identity: identifyFile(fd, { baseName: found.baseName, size, gzip }) };
  } catch (cause) {
    if (fd !== undefined) closeSync(fd);
    return { problem: cannotRead(found.name, cause) };
  }
}

async function* piecesOf(opened: Opened): AsyncGenerator<Piece, void, undefined> {
  try {
    if (opened.gzip) yield* inflateFile(opened.fd, opened.size);
    else yield* plainPieces(opened);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== 'read') throw cause;
    yield { kind: 'trouble', trouble: { reason: reasonOf(cause) } };
  }
}

/** Up to where the file ended when it was opened: one that grows is read on by the next run. */
function* plainPieces({ fd, size }: Opened): Generator<Piece, void, undefined> {
  // Used again and again: what is kept of a chunk is copied by who keeps it.
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  for (let at = 0; at < size; ) {
    const count = readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, size - at), at);
    if (count === 0) return;
    at += count;
    yield { kind: 'bytes', bytes: chunk.subarray(0, count), at };
  }
}

/** Makes the first piece long enough to look at, where the file is. */
async function* withHead(pieces: AsyncIterable<Piece>): AsyncGenerator<Piece, void, undefined> {
  let head: Extract<Piece, { kind: 'bytes' }> | undefined;
  let complete = false;
  for await (const piece of pieces) {
    if (
      complete ||
      (piece.kind === 'bytes' && head === undefined && piece.bytes.length >= HEAD_BYTES)
    ) {
      complete = true;
      yield piece;
    } else if (piece.kind === 'bytes') {
      const bytes = Buffer.concat([head?.bytes ?? Buffer.alloc(0), piece.bytes]);
      head = { kind: 'bytes', bytes, at: piece.at };
      if (bytes.length < HEAD_BYTES) continue;
      complete = true;
      yield head;
    } else {
      if (head !== undefined) yield head;
      complete = true;
      yield piece;
    }
  }
  if (!complete && head !== undefined) yield head;
}

// --- words ----------------------------------------------------------------------------------

export function fileOf(
  { name, baseName, input }: FoundFile,
  kind: SourceKind,
  identity: FileIdentity | undefined,
): SourceFile {
  const trail = parseTrailName(baseName);
  return {
    name,
    input,
    kind,
    ...(identity === undefined ? {} : { identity }),
    ...(trail === undefined ? {} : { trail }),
  };
}

/** Only where the content cannot speak: an unreadable trail file is a hole in what the trail shows. */
function kindByName({ baseName }: FoundFile): SourceKind {
  return parseTrailName(baseName) === undefined ? 'unrecognised' : 'cloudtrail';
}

function cannotRead(name: string, cause: unknown): Problem {
  return {
    kind: 'unreadable-file',
    message: `cannot read \`${name}\`: ${reasonOf(cause)}`,
    hint: 'make the file readable, or remove it from the input, and run again',
    source: name,
  };
}
