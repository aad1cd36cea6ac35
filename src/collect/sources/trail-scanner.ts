/**
 * Finds the records of a trail file and their shapes, in WebAssembly: see `assembly/trail-scanner.ts`.
 *
 * Only a file that is surely one list of JSON objects under `Records` is read like this; any other is
 * refused, and the plain reader reads it.
 */
import { isUtf8 } from 'node:buffer';
import { randomFillSync } from 'node:crypto';
import { DENIALS } from '../../model/denial.js';
import { createShapeDays, MAX_SHAPES, ODD_SHAPE, type ShapeDays } from '../../model/shape-days.js';
import {
  CALLER_MEMBERS,
  type EventReads,
  KEPT_MEMBERS,
  SINGLE_MEMBERS,
} from '../../model/trail-members.js';
import { TRAIL_SCANNER_WASM } from './trail-scanner-wasm.js';

export type EventKind = { readonly eventSource: string; readonly eventName: string };

/** What the fold reads of kinds of events; asked once for each kind. */
export type AskReads = (kinds: readonly EventKind[]) => Promise<readonly EventReads[]>;

/** Of one file. See `TrailBatch` for what the columns hold. */
export type ScannedTrail = {
  readonly shapes: Uint32Array<ArrayBuffer>;
  readonly seconds: Uint32Array<ArrayBuffer>;
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly days: ShapeDays;
  /** Counts up each time the scanner forgets its shapes. */
  readonly generation: number;
  /** The shapes that were not handed out yet. */
  readonly added: Texts;
  readonly odd: Texts;
};

/** JSON texts with a comma behind each; `ends[n]` is behind the comma of the n-th. */
export type Texts = {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
};

export type TrailScanner = {
  /**
   * One file at a time.
   *
   * @param pieces the content of the file
   * @returns `undefined`: not surely a list of records that can be told apart by shape
   */
  readonly scan: (
    pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
    ask: AskReads,
  ) => Promise<ScannedTrail | undefined>;
};

/** What we use of it: the types of Node do not name it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Fits in the cache of a core, and holds some hundred records. */
const WINDOW_BYTES = 262_144;
/** Shapes are forgotten between two files when refused ones have left more than this behind. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** A file of more records, or more bytes beside its columns, is left to the reader that streams. */
const MAX_RECORDS = 1_000_000;
const MAX_TEXT_BYTES = 24 * 1024 * 1024;
const HEAD_BYTES = 256;
const FIRST_ROOM = 4096;

type Exports = {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly INPUT_BYTES: { readonly value: number };
  readonly ENDED: { readonly value: number };
  readonly NEEDS_INPUT: { readonly value: number };
  readonly NEEDS_KINDS: { readonly value: number };
  readonly REFUSED: { readonly value: number };
  readonly start: () => void;
  readonly startFile: () => void;
  readonly SECRET_BYTES: { readonly value: number };
  readonly forgetShapes: () => void;
  readonly dropAdded: () => void;
  readonly keepTop: (at: number, length: number) => void;
  readonly keepCaller: (at: number, length: number) => void;
  readonly keepPhrase: (at: number, length: number) => void;
  readonly keepMember: (kind: number, place: number, hash: number) => number;
  readonly settleKind: (kind: number, everything: boolean, nested: boolean) => void;
  readonly scan: (length: number) => number;
} & Readonly<
  Record<
    | 'inputAt'
    | 'namesAt'
    | 'shapesAt'
    | 'secondsAt'
    | 'idsAt'
    | 'placesAt'
    | 'records'
    | 'used'
    | 'kinds'
    | 'shapes'
    | 'secretAt'
    | 'added'
    | 'addedBytes'
    | 'addedAt'
    | 'addedEndsAt',
    () => number
  >
> &
  Readonly<
    Record<
      'kindSourceAt' | 'kindNameAt' | 'kindSourceLength' | 'kindNameLength',
      (index: number) => number
    >
  >;

/** `undefined` where WebAssembly, or what we need of it, is not there. */
export function createTrailScanner(): TrailScanner | undefined {
  const wasm = instantiate();
  if (wasm === undefined) return undefined;
  nameMembers(wasm);
  const bytes = Buffer.from(wasm.memory.buffer);
  const daysOf = createShapeDays();
  let settled = 0;
  let generation = 0;

  const settleKinds = async (ask: AskReads): Promise<void> => {
    const kinds: EventKind[] = [];
    for (let kind = settled; kind < wasm.kinds(); kind++) kinds.push(kindAt(wasm, bytes, kind));
    const answers = await ask(kinds);
    answers.forEach((reads, n) => {
      settleKind(wasm, settled + n, reads);
    });
    settled += kinds.length;
  };

  /** In memory of their own, which can be handed to another thread. */
  const takeAdded = (): Texts => {
    const { buffer } = wasm.memory;
    const texts = new Uint8Array(buffer, wasm.addedAt(), wasm.addedBytes()).slice();
    const ends = new Uint32Array(buffer, wasm.addedEndsAt(), wasm.added()).slice();
    wasm.dropAdded();
    return { bytes: texts, ends };
  };

  return {
    scan: async (pieces, ask) => {
      if (wasm.addedBytes() > MAX_WAITING_BYTES || wasm.shapes() > MAX_SHAPES / 2) {
        wasm.forgetShapes();
        generation++;
      }
      const columns = await scanList(wasm, bytes, pieces, () => settleKinds(ask));
      if (columns === undefined) return undefined;
      const odd = joined(columns.odd);
      const days = daysOf(columns.shapes, columns.seconds);
      return { ...columns, days, odd, generation, added: takeAdded() };
    },
  };
}

function instantiate(): Exports | undefined {
  try {
    const module = new WebAssembly.Module(Buffer.from(TRAIL_SCANNER_WASM, 'base64'));
    const wasm = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    wasm.start();
    // Whoever writes a log must not know it: two shapes could be made to look like one.
    randomFillSync(new Uint8Array(wasm.memory.buffer, wasm.secretAt(), wasm.SECRET_BYTES.value));
    return wasm;
  } catch {
    return undefined;
  }
}

// --- what is kept -------------------------------------------------------------------------------

/** In the order of the scanner's constants. */
function nameMembers(wasm: Exports): void {
  const [source, name, request, response, additional, caller, message, ...others] = KEPT_MEMBERS;
  const first = [source, name, request, response, additional, caller, message];
  const top = [...SINGLE_MEMBERS, ...first, ...others];
  const texts = Buffer.from(wasm.memory.buffer, wasm.namesAt());
  let at = 0;
  for (const { names, keep } of [
    { names: top, keep: wasm.keepTop },
    { names: CALLER_MEMBERS, keep: wasm.keepCaller },
    { names: DENIALS.map(({ phrase }) => phrase), keep: wasm.keepPhrase },
  ]) {
    for (const each of names) {
      const length = texts.write(each, at, 'latin1');
      keep(at, length);
      // The scanner copies 16 bytes at a time.
      at += length + 16;
    }
  }
}

function kindAt(wasm: Exports, bytes: Buffer, kind: number): EventKind {
  // Texts in quotes, without escapes.
  const textOf = (at: number, length: number): string =>
    bytes.toString('utf8', at + 1, at + length - 1);
  return {
    eventSource: textOf(wasm.kindSourceAt(kind), wasm.kindSourceLength(kind)),
    eventName: textOf(wasm.kindNameAt(kind), wasm.kindNameLength(kind)),
  };
}

function settleKind(wasm: Exports, kind: number, reads: EventReads): void {
  if (reads === 'everything') {
    wasm.settleKind(kind, true, false);
    return;
  }
  const { nested } = reads;
  const places = [[...reads.request, ...nested], reads.response, reads.additional, nested];
  const found = places.every((names, place) =>
    names.every((name) => wasm.keepMember(kind, place, hashOf(name.toLowerCase())) !== 0),
  );
  wasm.settleKind(kind, !found, nested.length > 0);
}

/** As the scanner makes it; of names in ASCII. */
function hashOf(name: string): number {
  const text = Buffer.from(name, 'latin1');
  let hash = BigInt(text.length);
  for (let at = 0; at < text.length; at += 8) {
    const part = text.subarray(at, at + 8);
    const product = BigInt.asUintN(
      64,
      (hash ^ BigInt(`0x${part.reverse().toString('hex')}`)) * FACTOR,
    );
    hash = product ^ (product >> 32n);
  }
  return Number(hash >> 32n);
}

const FACTOR = 0xff51afd7ed558ccdn;

// --- one file -----------------------------------------------------------------------------------

const LIST_START = /^[ \t\r\n]*\{[ \t\r\n]*"Records"[ \t\r\n]*:[ \t\r\n]*\[/;
const FILE_END = /^\][ \t\r\n]*\}[ \t\r\n]*$/;

type Columns = Pick<ScannedTrail, 'shapes' | 'seconds' | 'ids'> & {
  readonly odd: readonly Buffer[];
};

async function scanList(
  wasm: Exports,
  bytes: Buffer,
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  settleKinds: () => Promise<void>,
): Promise<Columns | undefined> {
  const list = createListScan(wasm, bytes, settleKinds);
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; ) {
      from += list.fill(piece, from);
      if (list.isFull() && !(await list.scan())) return undefined;
    }
  }
  return (await list.scan()) && list.isWhole() ? list.columns() : undefined;
}

/** Scans what is in the window, and makes room in it for what follows. */
function createListScan(wasm: Exports, bytes: Buffer, settleKinds: () => Promise<void>) {
  const columns = createColumns(wasm, bytes);
  const input = wasm.inputAt();
  let window = WINDOW_BYTES;
  let filled = 0;
  let state: 'head' | 'list' | 'tail' = 'head';
  wasm.startFile();

  const textOf = (length: number): string => bytes.toString('latin1', input, input + length);
  const drop = (length: number): void => {
    bytes.copyWithin(input, input + length, input + filled);
    filled -= length;
  };

  const scanHead = (): boolean => {
    const [start] = LIST_START.exec(textOf(Math.min(filled, HEAD_BYTES))) ?? [];
    if (start === undefined) return false;
    drop(start.length);
    state = 'list';
    return true;
  };

  const scanRecords = async (): Promise<boolean> => {
    while (state === 'list') {
      const end = wasm.scan(filled);
      const used = wasm.used();
      // What is used ends with a comma or before a bracket, so never inside of a letter.
      if (end === wasm.REFUSED.value || !isUtf8(bytes.subarray(input, input + used))) return false;
      if (!columns.take()) return false;
      drop(used);
      if (end === wasm.ENDED.value) state = 'tail';
      else if (end === wasm.NEEDS_KINDS.value) await settleKinds();
      else if (end === wasm.NEEDS_INPUT.value) return makeRoom();
    }
    return true;
  };

  /** A record that fills the window gets a larger one, while there is one. */
  const makeRoom = (): boolean => {
    if (filled >= wasm.INPUT_BYTES.value) return false;
    if (filled < WINDOW_BYTES) window = WINDOW_BYTES;
    else if (filled >= window) window = Math.min(4 * window, wasm.INPUT_BYTES.value);
    return true;
  };

  return {
    /** @returns how much of the piece found room */
    fill: (piece: Buffer, from: number): number => {
      const taken = piece.copy(bytes, input + filled, from, from + window - filled);
      filled += taken;
      return taken;
    },
    isFull: () => filled >= window,
    /** @returns false when it is no list of records */
    scan: async (): Promise<boolean> => {
      if (state === 'head' && !scanHead()) return false;
      return (await scanRecords()) && (state === 'list' || filled <= HEAD_BYTES);
    },
    isWhole: () => state === 'tail' && FILE_END.test(textOf(filled)),
    columns: columns.all,
  };
}

function createColumns(wasm: Exports, bytes: Buffer) {
  let room = FIRST_ROOM;
  let shapes = new Uint32Array(room);
  let seconds = new Uint32Array(room);
  let ids = new Uint32Array(4 * room);
  let count = 0;
  const odd: Buffer[] = [];
  let oddBytes = 0;

  const reserve = (more: number): void => {
    if (count + more <= room) return;
    room = 2 * (count + more);
    shapes = grown(shapes, room);
    seconds = grown(seconds, room);
    ids = grown(ids, 4 * room);
  };

  return {
    /** @returns false when they are too many */
    take: (): boolean => {
      const records = wasm.records();
      reserve(records);
      const { buffer } = wasm.memory;
      const taken = new Uint32Array(buffer, wasm.shapesAt(), records);
      shapes.set(taken, count);
      seconds.set(new Uint32Array(buffer, wasm.secondsAt(), records), count);
      ids.set(new Uint32Array(buffer, wasm.idsAt(), 4 * records), 4 * count);
      const places = new Uint32Array(buffer, wasm.placesAt(), 2 * records);
      const input = wasm.inputAt();
      for (let n = 0; n < records; n++) {
        if (taken[n] !== ODD_SHAPE) continue;
        const [from = 0, end = 0] = places.subarray(2 * n, 2 * n + 2);
        odd.push(Buffer.from(bytes.subarray(input + from, input + end)));
        oddBytes += end - from;
      }
      count += records;
      return count <= MAX_RECORDS && oddBytes <= MAX_TEXT_BYTES;
    },
    all: (): Columns => ({
      shapes: shapes.slice(0, count),
      seconds: seconds.slice(0, count),
      ids: ids.slice(0, 4 * count),
      odd,
    }),
  };
}

function grown(from: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const to = new Uint32Array(length);
  to.set(from);
  return to;
}

/** In memory of its own, which can be handed to another thread. */
function joined(texts: readonly Buffer[]): Texts {
  const ends = new Uint32Array(texts.length);
  const bytes = new Uint8Array(texts.reduce((sum, { length }) => sum + length + 1, 0));
  let end = 0;
  texts.forEach((text, n) => {
    bytes.set(text, end);
    end += text.length + 1;
    bytes[end - 1] = COMMA;
    ends[n] = end;
  });
  return { bytes, ends };
}

const COMMA = 0x2c;
