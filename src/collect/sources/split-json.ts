/**
 * Cuts JSON of any size into pieces that fit in memory, from chunks of any size.
 *
 * The input is JSON values one behind the other (one document, JSON lines, concatenated) or one
 * array of them. Of an object that holds a list we know (`Records`, `RoleDetailList` …) the elements
 * are cut out one by one; any other object is one piece. Each piece is parsed by `JSON.parse` alone,
 * so bad bytes in one do not cost its neighbours.
 *
 * Memory: the piece being cut, up to its cap, and one chunk. No recursion.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import {
  BROKEN_LINE,
  isSpace,
  type Scan,
  type ScanState,
  scanContainer,
  scanLiteral,
  scanString,
} from './scan-value.js';

export type Parsed =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-utf8' }
  | { readonly kind: 'too-large'; readonly limit: number };

/** An object without known lists, whole. */
export type SplitDocument = {
  /** Its own keys; all that is known of one that is too large. */
  readonly has: (key: string) => boolean;
  readonly keys: () => Iterable<string>;
  readonly text: () => string | undefined;
  readonly parse: () => Parsed;
  readonly bytes: number;
};

export type SplitHandler = {
  /** Members by which an object is surely one whose lists are cut up. */
  readonly lists: readonly string[];
  /** Is the member cut up, if it is an array, in an object with these keys so far? */
  readonly isList: (key: string, keys: ReadonlySet<string>) => boolean;
  readonly elementCap: (list: string) => number;
  readonly documentCap: number;
  readonly onList: (name: string) => void;
  /** A member that is `true` or `false`. */
  readonly onFlag: (key: string, value: 'true' | 'false') => void;
  /** A member that is a number. */
  readonly onNumber: (key: string, value: number) => void;
  readonly onElement: (list: string, parsed: Parsed) => void;
  /** Says whether more documents like this are likely, so that guessing their ends pays. */
  readonly onDocument: (document: SplitDocument) => 'one-of-many' | 'single';
  /** A value that is no object, or a line that is no JSON. */
  readonly onStray: (parsed: Parsed) => void;
};

/** `cut`: the input stops inside a value. `malformed`: something between the pieces is no JSON. */
export type SplitEnd = { readonly cut: boolean; readonly malformed: boolean };

export type Splitter = {
  readonly push: (chunk: Buffer) => void;
  readonly end: () => SplitEnd;
};

type Target = 'key' | 'member' | 'element' | 'stray';

type State = {
  readonly handler: SplitHandler;
  /** Bytes looked at now: what was kept, then the new chunk. */
  window: Buffer;
  /** Kept bytes between chunks live here; grows by doubling, so that no byte is copied often. */
  store: Buffer;
  kept: number;
  ascii: boolean;
  /** Next byte to look at; may lie one behind the window, after a backslash. */
  at: number;
  /** Bytes before the window, for the byte order mark. */
  before: number;
  place: 'between' | 'object' | 'colon' | 'value' | 'list' | 'scan' | 'line';
  inArray: boolean;
  wantsComma: boolean;
  malformed: boolean;
  /** Start of the open object; `DROPPED` when nothing of it is kept. */
  documentStart: number;
  documentState: 'none' | 'whole' | 'lists' | 'too-large';
  keys: Set<string>;
  list: string | undefined;
  key: string | undefined;
  itemStart: number;
  itemTooLarge: boolean;
  target: Target;
  shape: 'container' | 'string' | 'literal';
  readonly scan: ScanState;
  guess: Guess;
};

/**
 * Records of one file look alike: where one ends, the next begins with the same bytes. Searching
 * those bytes is much faster than reading every byte. A guess is only believed when `JSON.parse`
 * accepts the piece: an object that parses ends where it ends, there is no other way to cut it.
 */
type Guess = {
  /** From the last byte of one piece to the first colon of the next, such as `},{"eventVersion":`. */
  separator: Buffer | undefined;
  /** End of the last piece, in the window. */
  lastEnd: number;
  /** Pieces to cut the slow way before guessing again; doubles with each miss. */
  pause: number;
  penalty: number;
  /** No separator is left in this window. */
  exhausted: boolean;
  manyDocuments: boolean;
};

const DROPPED = -1;
const MAX_KEY_BYTES = 1024;
const MAX_NUMBER_BYTES = 32;
const MAX_SEPARATOR_BYTES = 128;
const MAX_PENALTY = 4096;
const EMPTY = Buffer.alloc(0);

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const DIGIT_9 = 0x39;
const LETTER_F = 0x66;
const LETTER_T = 0x74;
const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

export function createSplitter(handler: SplitHandler): Splitter {
  const state: State = {
    handler,
    window: EMPTY,
    store: EMPTY,
    kept: 0,
    ascii: true,
    at: 0,
    before: 0,
    place: 'between',
    inArray: false,
    wantsComma: false,
    malformed: false,
    documentStart: DROPPED,
    documentState: 'none',
    keys: new Set(),
    list: undefined,
    key: undefined,
    itemStart: DROPPED,
    itemTooLarge: false,
    target: 'stray',
    shape: 'literal',
    scan: { depth: 0, inString: false },
    guess: newGuess(),
  };
  return {
    push: (chunk) => {
      open(state, chunk);
      while (state.at < state.window.length) step(state);
      keepTail(state);
    },
    end: () => finish(state),
  };
}

function newGuess(): Guess {
  return {
    separator: undefined,
    lastEnd: DROPPED,
    pause: 0,
    penalty: 1,
    exhausted: false,
    manyDocuments: false,
  };
}

// --- the window -----------------------------------------------------------------------------

function open(state: State, chunk: Buffer): void {
  state.guess.exhausted = false;
  state.ascii = state.ascii && isAscii(chunk);
  if (state.kept === 0) {
    state.window = chunk;
    return;
  }
  const length = state.kept + chunk.length;
  reserve(state, length);
  chunk.copy(state.store, state.kept);
  state.window = state.store.subarray(0, length);
}

function reserve(state: State, length: number): void {
  if (state.store.length >= length) return;
  const larger = Buffer.allocUnsafe(Math.max(length, 2 * state.store.length));
  state.store.copy(larger, 0, 0, state.kept);
  state.store = larger;
}

/** Moves what is still needed to the front, and all positions with it. */
function keepTail(state: State): void {
  dropTooLarge(state);
  const from = Math.min(firstNeeded(state), state.window.length);
  const tail = state.window.subarray(from);
  reserve(state, tail.length);
  if (from > 0 || state.kept === 0) tail.copy(state.store, 0);
  state.kept = tail.length;
  if (!state.ascii) state.ascii = isAscii(tail);
  state.window = EMPTY;
  state.at -= from;
  state.before += from;
  state.documentStart = moved(state.documentStart, from);
  state.itemStart = moved(state.itemStart, from);
  state.guess.lastEnd = moved(state.guess.lastEnd, from);
}

function firstNeeded(state: State): number {
  if (state.documentStart !== DROPPED) return state.documentStart;
  return state.itemStart !== DROPPED ? state.itemStart : state.at;
}

function moved(position: number, by: number): number {
  return position < by ? DROPPED : position - by;
}

function dropTooLarge(state: State): void {
  const { handler, window } = state;
  if (
    state.documentStart !== DROPPED &&
    window.length - state.documentStart > handler.documentCap
  ) {
    state.documentState = 'too-large';
    state.documentStart = DROPPED;
    if (state.target !== 'key') state.itemStart = DROPPED;
  }
  if (state.itemStart !== DROPPED && window.length - state.itemStart > itemCap(state)) {
    state.itemTooLarge = true;
    state.itemStart = DROPPED;
  }
}

function itemCap(state: State): number {
  switch (state.target) {
    case 'key':
      return MAX_KEY_BYTES;
    case 'element':
      return state.handler.elementCap(state.list ?? '');
    default:
      return state.handler.documentCap;
  }
}

// --- the grammar between the pieces ---------------------------------------------------------

function step(state: State): void {
  if (state.place === 'scan') scanOn(state);
  else if (state.place === 'line') skipLine(state);
  else {
    const byte = state.window[state.at];
    if (isSpace(byte)) skipSpace(state);
    else STEPS[state.place](state, byte);
  }
}

const STEPS: Readonly<
  Record<Exclude<State['place'], 'scan' | 'line'>, (state: State, byte: number | undefined) => void>
> = {
  between: stepBetween,
  object: stepObject,
  colon: stepColon,
  value: stepValue,
  list: stepList,
};

function skipSpace(state: State): void {
  const { window } = state;
  let { at } = state;
  while (at < window.length && isSpace(window[at])) at += 1;
  state.at = at;
}

function stepColon(state: State, byte: number | undefined): void {
  state.place = byte === COLON ? 'value' : 'object';
  if (byte === COLON) state.at += 1;
  else state.malformed = true;
}

function stepBetween(state: State, byte: number | undefined): void {
  if (byte === OPEN_BRACE) {
    noteMissingComma(state, state.inArray);
    if (!guessDocument(state)) openDocument(state);
  } else if (byte === BYTE_ORDER_MARK[state.before + state.at]) state.at += 1;
  else if (state.inArray) stepArray(state, byte);
  else if (byte === OPEN_BRACKET) {
    state.inArray = true;
    state.wantsComma = false;
    state.at += 1;
  } else state.place = 'line';
}

function stepArray(state: State, byte: number | undefined): void {
  if (byte === COMMA) takeComma(state);
  else if (byte === CLOSE_BRACKET) {
    state.inArray = false;
    state.at += 1;
  } else {
    noteMissingComma(state, true);
    startItem(state, 'stray', byte);
  }
}

function stepObject(state: State, byte: number | undefined): void {
  if (byte === QUOTE) startItem(state, 'key', byte);
  else if (byte === CLOSE_BRACE) {
    state.at += 1;
    closeDocument(state);
  } else {
    if (byte !== COMMA) state.malformed = true;
    state.at += 1;
  }
}

function stepValue(state: State, byte: number | undefined): void {
  const { key } = state;
  if (byte === OPEN_BRACKET && key !== undefined && state.handler.isList(key, state.keys)) {
    state.at += 1;
    openList(state, key);
  } else if (byte === CLOSE_BRACE || byte === COMMA) {
    state.malformed = true;
    state.place = 'object';
  } else {
    // No other literal begins with these letters; what stands behind them is checked as it is read.
    if (key !== undefined && byte === LETTER_T) state.handler.onFlag(key, 'true');
    if (key !== undefined && byte === LETTER_F) state.handler.onFlag(key, 'false');
    startItem(state, 'member', byte);
  }
}

function stepList(state: State, byte: number | undefined): void {
  if (byte === COMMA) takeComma(state);
  else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
    if (byte === CLOSE_BRACKET) state.at += 1;
    else state.malformed = true;
    state.list = undefined;
    state.place = 'object';
  } else {
    noteMissingComma(state, true);
    if (byte !== OPEN_BRACE || !guessElement(state)) startItem(state, 'element', byte);
  }
}

function takeComma(state: State): void {
  if (!state.wantsComma) state.malformed = true;
  state.wantsComma = false;
  state.at += 1;
}

function noteMissingComma(state: State, inList: boolean): void {
  if (inList && state.wantsComma) state.malformed = true;
  state.wantsComma = inList;
}

function openDocument(state: State): void {
  state.documentStart = state.at;
  state.documentState = 'whole';
  state.keys = new Set();
  state.place = 'object';
  state.at += 1;
}

function openList(state: State, name: string): void {
  state.documentState = 'lists';
  state.documentStart = DROPPED;
  state.list = name;
  state.wantsComma = false;
  state.guess = newGuess();
  state.place = 'list';
  state.handler.onList(name);
}

function closeDocument(state: State): void {
  const { documentState, documentStart, at } = state;
  leaveDocument(state);
  if (documentState === 'lists') return;
  const piece = documentState === 'too-large' ? undefined : documentOf(state, documentStart, at);
  const { keys, handler } = state;
  const many = handler.onDocument(
    piece ?? {
      has: (key) => keys.has(key),
      keys: () => keys,
      text: () => undefined,
      parse: () => tooLarge(handler.documentCap),
      bytes: handler.documentCap,
    },
  );
  state.guess.manyDocuments = many === 'one-of-many';
  notePiece(state, at);
}

function leaveDocument(state: State): void {
  state.documentState = 'none';
  state.documentStart = DROPPED;
  state.wantsComma = state.inArray;
  state.place = 'between';
}

function documentOf(state: State, start: number, end: number): SplitDocument | undefined {
  if (end - start > state.handler.documentCap) return undefined;
  const { keys } = state;
  return {
    has: (key) => keys.has(key),
    keys: () => keys,
    text: () => textOf(state, start, end),
    parse: () => parsedOf(state, start, end),
    bytes: end - start,
  };
}

// --- one value ------------------------------------------------------------------------------

function startItem(state: State, target: Target, byte: number | undefined): void {
  learnSeparator(state, target);
  state.target = target;
  state.itemStart = isTaken(target, byte) ? state.at : DROPPED;
  state.itemTooLarge = false;
  state.place = 'scan';
  state.scan.depth = 0;
  state.scan.inString = false;
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) state.shape = 'container';
  else {
    state.shape = byte === QUOTE ? 'string' : 'literal';
    state.at += 1;
  }
}

/** Of the members of an object only numbers are looked at by themselves. */
function isTaken(target: Target, byte: number | undefined): boolean {
  return target !== 'member' || (byte !== undefined && byte <= DIGIT_9 && byte !== QUOTE);
}

function scanOn(state: State): void {
  const { end, at } = scanShape(state);
  state.at = at;
  if (end === BROKEN_LINE) breakLine(state);
  else if (end >= 0) closeItem(state, end);
}

function scanShape(state: State): Scan {
  const { window, at, shape, scan } = state;
  const lines = state.inArray || state.list !== undefined ? 'free' : 'one-value-a-line';
  if (shape === 'container') return scanContainer(window, at, window.length, scan, lines);
  if (shape === 'string') return scanString(window, at, window.length, lines);
  return scanLiteral(window, at, window.length);
}

/** A line of JSON lines was cut short; the next line is a new start. */
function breakLine(state: State): void {
  const partOfLists = state.documentState === 'lists';
  state.itemStart = DROPPED;
  leaveDocument(state);
  if (partOfLists) state.malformed = true;
  else state.handler.onStray({ kind: 'not-json' });
}

function closeItem(state: State, end: number): void {
  const { target, itemStart: start, handler } = state;
  state.itemStart = DROPPED;
  switch (target) {
    case 'key':
      state.key = state.itemTooLarge ? undefined : keyOf(state, start, end);
      if (state.key !== undefined) state.keys.add(state.key);
      state.place = 'colon';
      return;
    case 'member':
      if (state.shape === 'literal') noteNumber(state, start, end);
      state.place = 'object';
      return;
    case 'element':
      state.place = 'list';
      handler.onElement(state.list ?? '', cappedPiece(state, start, end));
      notePiece(state, end);
      return;
    case 'stray':
      state.place = 'between';
      handler.onStray(cappedPiece(state, start, end));
  }
}

function noteNumber(state: State, start: number, end: number): void {
  const { key, handler } = state;
  if (key === undefined || start === DROPPED || end - start > MAX_NUMBER_BYTES) return;
  const parsed = parsedOf(state, start, end);
  if (parsed.kind === 'value' && typeof parsed.value === 'number') {
    handler.onNumber(key, parsed.value);
  }
}

function keyOf(state: State, start: number, end: number): string | undefined {
  if (end - start > MAX_KEY_BYTES) return undefined;
  const parsed = parsedOf(state, start, end);
  return parsed.kind === 'value' && typeof parsed.value === 'string' ? parsed.value : undefined;
}

function cappedPiece(state: State, start: number, end: number): Parsed {
  const limit = itemCap(state);
  return state.itemTooLarge || end - start > limit ? tooLarge(limit) : parsedOf(state, start, end);
}

function tooLarge(limit: number): Parsed {
  return { kind: 'too-large', limit };
}

/** ASCII, which nearly all of it is, decodes at half the cost. */
function textOf(state: State, start: number, end: number): string | undefined {
  if (state.ascii) return state.window.toString('latin1', start, end);
  const bytes = state.window.subarray(start, end);
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

function parsedOf(state: State, start: number, end: number): Parsed {
  const text = textOf(state, start, end);
  if (text === undefined) return { kind: 'not-utf8' };
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return { kind: 'not-json' };
  }
}

// --- guessing where a piece ends ------------------------------------------------------------

function notePiece(state: State, end: number): void {
  state.guess.lastEnd = end;
  if (state.guess.pause > 0) state.guess.pause -= 1;
}

function learnSeparator(state: State, target: Target | 'document'): void {
  const { guess, window, at } = state;
  if (guess.separator !== undefined || guess.lastEnd < 1) return;
  if (target !== 'element' && target !== 'document') return;
  const colon = window.subarray(0, guess.lastEnd + MAX_SEPARATOR_BYTES).indexOf(COLON, at);
  if (colon > at) guess.separator = Buffer.from(window.subarray(guess.lastEnd - 1, colon + 1));
}

function guessElement(state: State): boolean {
  const list = state.list ?? '';
  const piece = guessPiece(state, state.handler.elementCap(list));
  if (piece === undefined) return false;
  state.handler.onElement(list, piece);
  return true;
}

function guessDocument(state: State): boolean {
  const { guess, handler } = state;
  if (!guess.manyDocuments) return false;
  learnSeparator(state, 'document');
  const start = state.at;
  const piece = guessPiece(state, handler.documentCap);
  if (piece === undefined) return false;
  const value = piece.value as object;
  if (handler.lists.some((list) => Object.hasOwn(value, list))) {
    state.at = start;
    guess.lastEnd = DROPPED;
    return false;
  }
  const end = state.at;
  const many = handler.onDocument({
    has: (key) => Object.hasOwn(value, key),
    keys: () => Object.keys(value),
    text: () => textOf(state, start, end),
    parse: () => piece,
    bytes: end - start,
  });
  guess.manyDocuments = many === 'one-of-many';
  return true;
}

function guessPiece(state: State, cap: number): (Parsed & { kind: 'value' }) | undefined {
  const { guess, at } = state;
  if (guess.separator === undefined || guess.pause > 0 || guess.exhausted) return undefined;
  const found = state.window.indexOf(guess.separator, at);
  if (found === -1) {
    guess.exhausted = true;
    return undefined;
  }
  const end = found + 1;
  const parsed = end - at <= cap ? parsedOf(state, at, end) : undefined;
  if (parsed?.kind !== 'value') {
    noteMiss(guess);
    return undefined;
  }
  // Slowly: where every second guess fails, guessing does not pay.
  guess.penalty = Math.max(1, guess.penalty - 1);
  guess.lastEnd = end;
  state.at = end;
  return parsed;
}

function noteMiss(guess: Guess): void {
  guess.separator = undefined;
  guess.pause = guess.penalty;
  guess.penalty = Math.min(2 * guess.penalty + 2, MAX_PENALTY);
}

// --- lines that are no JSON, and the end ----------------------------------------------------

function skipLine(state: State): void {
  const end = state.window.indexOf(LINE_FEED, state.at);
  state.at = end === -1 ? state.window.length : end;
  if (end === -1) return;
  state.place = 'between';
  state.handler.onStray({ kind: 'not-json' });
}

function finish(state: State): SplitEnd {
  if (state.place === 'line') {
    state.place = 'between';
    state.handler.onStray({ kind: 'not-json' });
  }
  return { cut: state.place !== 'between' || state.inArray, malformed: state.malformed };
}
