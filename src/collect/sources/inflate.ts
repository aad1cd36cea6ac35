/**
 * Inflates gzip step by step, each member checked against its CRC-32 and length.
 *
 * Node's own gunzip is not used because it drops the last good bytes when something is wrong behind
 * them, and says nothing about bytes that it left unread.
 * Source: RFC 1952, "GZIP file format specification".
 */
import { crc32, createInflateRaw, type InflateRaw, inflateRawSync } from 'node:zlib';
import { readAt } from './read-at.js';

export type Piece =
  /** `at`: how far into the file that took. */
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly at: number }
  /** The last piece, when something was wrong: how it went wrong. */
  | { readonly kind: 'trouble'; readonly trouble: 'truncated' | 'corrupt' | 'trailing' };

/** Smaller ones cost more than they save: each is a round between two threads. */
const OUTPUT_BYTES = 1_048_576;
/** Inflates to 68 MB at most, since deflate cannot pack tighter than 1,032 to 1. */
const STEP_BYTES = 65_536;
const READ_BYTES = 262_144;
const HEADER_BYTES = 65_536;
const TRAILER_BYTES = 8;
/** Deflate cannot pack tighter. */
const MAX_RATIO = 1032;
const SMALL_FILE = 262_144;
const SMALL_CONTENT = 4 * 1024 * 1024;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8;
}

export async function* inflateFile(fd: number, size: number): AsyncGenerator<Piece> {
  const small = size <= SMALL_FILE ? inflateWhole(readAt(fd, 0, size), SMALL_CONTENT) : undefined;
  if (small === undefined) yield* inflateMembers(fd, size);
  else yield* windowsOf(small, size);
}

function* windowsOf(content: Buffer, at: number): Generator<Piece> {
  for (let from = 0; from < content.length; from += OUTPUT_BYTES) {
    yield { kind: 'bytes', bytes: content.subarray(from, from + OUTPUT_BYTES), at };
  }
}

/**
 * The short way for a file of one sound member; `undefined` for anything else.
 *
 * @param maxContent bytes that the content may have: what the file claims is not trusted
 */
export function inflateWhole(file: Buffer, maxContent: number): Buffer | undefined {
  const start = headerLength(file);
  if (typeof start !== 'number' || file.length < start + TRAILER_BYTES) return undefined;
  const claimed = file.readUInt32LE(file.length - 4);
  if (claimed > maxContent || claimed > MAX_RATIO * file.length) return undefined;
  const deflated = file.subarray(start, file.length - TRAILER_BYTES);
  try {
    const content = inflateRawSync(deflated, {
      chunkSize: Math.max(64, claimed + 64),
      maxOutputLength: maxContent,
      info: true,
    }) as unknown as { readonly buffer: Buffer; readonly engine: InflateRaw };
    const { buffer, engine } = content;
    const sound =
      engine.bytesWritten === deflated.length &&
      buffer.length === claimed &&
      crc32(buffer) === file.readUInt32LE(file.length - TRAILER_BYTES);
    return sound ? buffer : undefined;
  } catch {
    return undefined;
  }
}

/** A file that grows meanwhile is read up to the member that lay at its end. */
async function* inflateMembers(fd: number, size: number): AsyncGenerator<Piece> {
  let at = 0;
  for (let member = 0; member === 0 || at < size; member += 1) {
    const header = headerLength(readAt(fd, at, HEADER_BYTES));
    if (header === 'empty' && member > 0) return;
    if (header === 'none' && member > 0 && isZeroToEnd(fd, at)) return;
    if (typeof header !== 'number') {
      yield { kind: 'trouble', trouble: troubleOf(header, member) };
      return;
    }
    const deflated = yield* inflateMember(fd, at + header);
    if (deflated === undefined) return;
    at += header + deflated + TRAILER_BYTES;
  }
}

function troubleOf(
  header: 'empty' | 'cut' | 'none',
  member: number,
): 'truncated' | 'trailing' | 'corrupt' {
  if (header === 'cut') return 'truncated';
  return member > 0 ? 'trailing' : 'corrupt';
}

/** @returns bytes of deflated data; `undefined` when something was wrong, which was yielded */
async function* inflateMember(
  fd: number,
  start: number,
): AsyncGenerator<Piece, number | undefined, undefined> {
  const inflater = startInflater(fd, start);
  let check = { crc: 0, length: 0 };
  try {
    let next = inflater.step();
    for (;;) {
      const { output, state } = await next;
      // The next step inflates in another thread while the caller works on this one's output.
      if (state === 'more') next = inflater.step();
      for (const bytes of output) {
        check = { crc: crc32(bytes, check.crc), length: (check.length + bytes.length) >>> 0 };
        yield { kind: 'bytes', bytes, at: start + inflater.consumed() };
      }
      if (state === 'more') continue;
      const trouble =
        state === 'ended' ? checkTrailer(fd, start + inflater.consumed(), check) : state;
      if (trouble === undefined) return inflater.consumed();
      yield { kind: 'trouble', trouble };
      return undefined;
    }
  } finally {
    inflater.close();
  }
}

type Step = {
  readonly output: readonly Buffer[];
  readonly state: 'more' | 'ended' | 'truncated' | 'corrupt';
};

type Inflater = {
  readonly step: () => Promise<Step>;
  /** Bytes of deflated data used so far. */
  readonly consumed: () => number;
  readonly close: () => void;
};

function startInflater(fd: number, start: number): Inflater {
  const stream = createInflateRaw({ chunkSize: OUTPUT_BYTES });
  const nextInput = inputFrom(fd, start);
  let output: Buffer[] = [];
  let fed = 0;
  let settle: (state: Step['state']) => void = () => {};
  stream.on('data', (bytes: Buffer) => output.push(bytes));
  stream.on('error', () => settle('corrupt'));
  const feed = (input: Buffer): Promise<Step['state']> =>
    new Promise((resolve) => {
      settle = resolve;
      fed += input.length;
      // Input that is left over lies behind the end of the deflated data.
      stream.write(input, () => resolve(stream.bytesWritten < fed ? 'ended' : 'more'));
    });
  return {
    step: async () => {
      const input = nextInput();
      const state = input.length === 0 ? 'truncated' : await feed(input);
      const done = output;
      output = [];
      return { output: done, state };
    },
    consumed: () => stream.bytesWritten,
    close: () => stream.destroy(),
  };
}

function inputFrom(fd: number, start: number): () => Buffer {
  let at = start;
  let block: Buffer = Buffer.alloc(0);
  return () => {
    if (block.length === 0) {
      block = readAt(fd, at, READ_BYTES);
      at += block.length;
    }
    const input = block.subarray(0, STEP_BYTES);
    block = block.subarray(input.length);
    return input;
  };
}

/** Where the deflated data begin; `cut` when the file ends inside the header. */
function headerLength(bytes: Buffer): number | 'empty' | 'cut' | 'none' {
  if (bytes.length === 0) return 'empty';
  if (!isGzip(bytes)) return bytes.length < 3 && isPrefixOfMagic(bytes) ? 'cut' : 'none';
  if (bytes.length < 10) return 'cut';
  const flags = bytes[3] ?? 0;
  let at = 10;
  if (flags & FLAG.extra) at += 2 + (bytes.length >= 12 ? bytes.readUInt16LE(10) : HEADER_BYTES);
  if (flags & FLAG.name) at = behindZero(bytes, at);
  if (flags & FLAG.comment) at = behindZero(bytes, at);
  if (flags & FLAG.headerCrc) at += 2;
  return at <= bytes.length ? at : 'cut';
}

const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

function isPrefixOfMagic(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && (bytes.length < 2 || bytes[1] === 0x8b);
}

function behindZero(bytes: Buffer, from: number): number {
  const zero = bytes.indexOf(0, from);
  return zero === -1 ? Number.POSITIVE_INFINITY : zero + 1;
}

/** Zeros behind the last member are padding, as gzip sees it. */
function isZeroToEnd(fd: number, start: number): boolean {
  for (let at = start; ; at += READ_BYTES) {
    const bytes = readAt(fd, at, READ_BYTES);
    if (bytes.some((byte) => byte !== 0)) return false;
    if (bytes.length < READ_BYTES) return true;
  }
}

function checkTrailer(
  fd: number,
  position: number,
  check: { readonly crc: number; readonly length: number },
): 'truncated' | 'corrupt' | undefined {
  const trailer = readAt(fd, position, TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES) return 'truncated';
  const same = trailer.readUInt32LE(0) === check.crc && trailer.readUInt32LE(4) === check.length;
  return same ? undefined : 'corrupt';
}
