/**
 * Reads the records of a trail file and keeps of each only what leastwise reads: its shape.
 *
 * AssemblyScript, compiled by `npm run generate:scanner` into `src/collect/sources/trail-scanner-wasm.ts`.
 *
 * A shape is a JSON object of its own: the members named by `keepTop`, `keepCaller`, `keepMember` with
 * their bytes as they are in the record, in a fixed order. Equal shapes have one number, so that whoever
 * parses one has parsed all. Shapes are told apart by a keyed hash of all their bytes, so that none of
 * them need be looked at again; the caller draws the key. What differs from record to record
 * anyway (`eventTime`, `eventID`) comes out as numbers beside it. A record that cannot be told apart
 * like this is marked odd, and goes to `JSON.parse` whole.
 *
 * All of a record is checked to be JSON, kept or not. The caller checks that it is UTF-8. What is not
 * surely a list of JSON objects is refused: then the whole file goes to the plain reader.
 */

// --- memory -----------------------------------------------------------------------------------

/** Behind the compiler's own data. */
const INPUT: usize = 0x10000;
export const INPUT_BYTES: u32 = 0x110000;
/** Zeros behind the input: no JSON, so that no loop runs on, and wide loads stay inside. */
const PADDING: u32 = 64;

/** Records of one call: shape, seconds, and four words of the id. */
export const MAX_RECORDS: u32 = 4096;
const SHAPES: usize = INPUT + 0x120000;
const SECONDS: usize = SHAPES + 4 * MAX_RECORDS;
const IDS: usize = SECONDS + 4 * MAX_RECORDS;
/** Where each record of the call lies: start and end, from the start of the input. */
const PLACES: usize = IDS + 16 * MAX_RECORDS;

/** The shape being put together; no longer than its record. */
const KEY: usize = PLACES + 8 * MAX_RECORDS;
const KEY_BYTES: u32 = 0x120000;

/** Members of the three objects whose reading depends on the event: five words each. */
const MEMBERS: usize = KEY + KEY_BYTES;
const MAX_MEMBERS: u32 = 512;
const MEMBER_BYTES: u32 = 16;

/** Names of top members and of the caller's members: start and length, then the texts. */
const NAMES: usize = MEMBERS + 3 * MAX_MEMBERS * MEMBER_BYTES;
const NAMES_BYTES: u32 = 0x4000;

/** Kinds of events: event source and name, filled up with zeros, their lengths, and what is kept. */
const KIND_SLOTS: usize = NAMES + NAMES_BYTES;
const KIND_SLOT_COUNT: u32 = 0x4000;
export const MAX_KINDS: u32 = 4096;
const KIND_TABLE: usize = KIND_SLOTS + 4 * KIND_SLOT_COUNT;
const KIND_BYTES: u32 = 144;
const KIND_NAME: u32 = 64;
const KIND_LENGTHS: u32 = 128;
const KIND_RULES: u32 = 132;
/** Quotes included. */
const MAX_KIND_NAME: u32 = 64;

/** Which members are kept of which kind: kind and place, hash of the name. */
const KEPT: usize = KIND_TABLE + KIND_BYTES * MAX_KINDS;
const KEPT_SLOTS: u32 = 0x10000;

/** The key of the hash, and the longest shape that has a hash. */
const SECRET: usize = KEPT + 8 * KEPT_SLOTS;
const MAX_SHAPE: u32 = 0x4000;
export const SECRET_BYTES: u32 = MAX_SHAPE + 32;

/** Shapes by number: three words of hash, and length. */
export const MAX_SHAPES: u32 = 0x20000;
const SHAPE_TABLE: usize = SECRET + SECRET_BYTES;
const SHAPE_BYTES: u32 = 32;
/** Shapes by hash: some bits of it, and number plus one. */
const SHAPE_SLOTS: usize = SHAPE_TABLE + SHAPE_BYTES * MAX_SHAPES;
const FIRST_SHAPE_SLOTS: u32 = 0x2000;
const MAX_SHAPE_SLOTS: u32 = 0x40000;
const NUMBER_BITS: u32 = 18;

/** Texts of shapes that were not handed out yet, a comma behind each, and where they end. */
const ADDED_ENDS: usize = SHAPE_SLOTS + 4 * MAX_SHAPE_SLOTS;
const ADDED: usize = ADDED_ENDS + 4 * MAX_SHAPES;
const ADDED_BYTES: u32 = 0x2000000;

/** Ones and then as many zeros: what is loaded from between them is a mask. */
const ONES: u32 = 64;
const MASKS: usize = ADDED + ADDED_BYTES;
/** Names that are expected: text, mask, length and number. */
const EXPECTED: usize = MASKS + 128;
const EXPECTED_BYTES: u32 = 80;
const MAX_EXPECTED_NAME: u32 = 32;
/** Members of an object whose names are expected. */
const MEMBERS_EXPECTED: u32 = 8;
const EXPECTED_OF_OBJECT: u32 = MEMBERS_EXPECTED * EXPECTED_BYTES;
const TOP_EXPECTED: u32 = 64;
const EXPECTED_IN_TOP: usize = EXPECTED + TOP_EXPECTED * EXPECTED_BYTES;
const EXPECTED_OF_CALLER: usize = EXPECTED_IN_TOP + TOP_EXPECTED * EXPECTED_OF_OBJECT;
const EXPECTED_OF_CONTEXT: usize = EXPECTED_OF_CALLER + EXPECTED_OF_OBJECT;
const EXPECTED_IN_CONTEXT: usize = EXPECTED_OF_CONTEXT + EXPECTED_OF_OBJECT;

const END_OF_MEMORY: usize =
  EXPECTED_IN_CONTEXT + (MEMBERS_EXPECTED + 1) * EXPECTED_OF_OBJECT + 0x10000;

// --- what callers see ---------------------------------------------------------------------------

export const ODD: u32 = 0xffffffff;

/** How a call ended. */
export const ENDED: u32 = 0;
export const NEEDS_INPUT: u32 = 1;
export const NEEDS_ROOM: u32 = 2;
export const NEEDS_KINDS: u32 = 3;
export const REFUSED: u32 = 4;

/** What may come next in the list. */
const FIRST_OR_END: u32 = 0;
const NEXT: u32 = 1;

let recordCount: u32 = 0;
let consumed: u32 = 0;
let kindCount: u32 = 0;
let keptUsed: u32 = 0;
let shapeCount: u32 = 0;
let shapeSlots: u32 = FIRST_SHAPE_SLOTS;
let addedCount: u32 = 0;
let addedUsed: u32 = 0;
let expects: u32 = FIRST_OR_END;

export function inputAt(): usize {
  return INPUT;
}
export function namesAt(): usize {
  return NAMES;
}
export function shapesAt(): usize {
  return SHAPES;
}
export function secondsAt(): usize {
  return SECONDS;
}
export function idsAt(): usize {
  return IDS;
}
export function placesAt(): usize {
  return PLACES;
}
export function records(): u32 {
  return recordCount;
}
/** Bytes of the input that need not be given again. */
export function used(): u32 {
  return consumed;
}
export function kinds(): u32 {
  return kindCount;
}
export function shapes(): u32 {
  return shapeCount;
}
export function secretAt(): usize {
  return SECRET;
}
/** Shapes whose texts were not handed out yet, those with the highest numbers. */
export function added(): u32 {
  return addedCount;
}
export function addedBytes(): u32 {
  return addedUsed;
}
export function addedAt(): usize {
  return ADDED;
}
export function addedEndsAt(): usize {
  return ADDED_ENDS;
}
/** They were handed out. */
export function dropAdded(): void {
  addedCount = 0;
  addedUsed = 0;
}
export function kindSourceAt(kind: u32): usize {
  return KIND_TABLE + KIND_BYTES * kind;
}
export function kindNameAt(kind: u32): usize {
  return kindSourceAt(kind) + KIND_NAME;
}
export function kindSourceLength(kind: u32): u32 {
  return load<u16>(kindSourceAt(kind) + KIND_LENGTHS);
}
export function kindNameLength(kind: u32): u32 {
  return load<u16>(kindSourceAt(kind) + KIND_LENGTHS + 2);
}

/** Once, before everything else. */
export function start(): void {
  const pages = <i32>((END_OF_MEMORY + 0xffff) >>> 16);
  const missing = pages - memory.size();
  if (missing > 0) memory.grow(missing);
  memory.fill(MASKS, 0xff, ONES);
}

/** Before each file. */
export function startFile(): void {
  expects = FIRST_OR_END;
}

/** Forgets all shapes: their numbers begin at 0 again. */
export function forgetShapes(): void {
  memory.fill(SHAPE_SLOTS, 0, 4 * shapeSlots);
  shapeSlots = FIRST_SHAPE_SLOTS;
  shapeCount = 0;
  dropAdded();
}

// --- names --------------------------------------------------------------------------------------

/** Top members: the first ones have a meaning here, all others are kept whole. */
const EVENT_TIME: u32 = 0;
const EVENT_ID: u32 = 1;
const SHARED_EVENT_ID: u32 = 2;
const EVENT_SOURCE: u32 = 3;
const EVENT_NAME: u32 = 4;
const REQUEST: u32 = 5;
const RESPONSE: u32 = 6;
const ADDITIONAL: u32 = 7;
const CALLER: u32 = 8;
const ERROR_MESSAGE: u32 = 9;

/** Members of the caller: as above. */
const CALLER_TYPE: u32 = 0;
const PRINCIPAL_ID: u32 = 1;
const CALLER_ARN: u32 = 2;
const SESSION_CONTEXT: u32 = 3;
const IN_SCOPE_OF: u32 = 4;

const MAX_TOP: u32 = 32;
const MAX_CALLER: u32 = 16;
const NOT_KEPT: u32 = 0xff;

let topCount: u32 = 0;
let callerCount: u32 = 0;

/** `NAMES` holds at `at` the name, in the order of the constants above. */
export function keepTop(at: u32, length: u32): void {
  topNameAt[topCount] = NAMES + at;
  topNameLength[topCount++] = length;
}
export function keepCaller(at: u32, length: u32): void {
  callerNameAt[callerCount] = NAMES + at;
  callerNameLength[callerCount++] = length;
}

/** By these a message names what refused a call: each begins with a blank and has nine bytes or more. */
export function keepPhrase(at: u32, length: u32): void {
  phraseAt[phraseCount] = NAMES + at;
  phraseLength[phraseCount++] = length;
}

const MAX_PHRASES: u32 = 32;
let phraseCount: u32 = 0;
const phraseAt = new StaticArray<usize>(MAX_PHRASES);
const phraseLength = new StaticArray<u32>(MAX_PHRASES);

const topNameAt = new StaticArray<usize>(MAX_TOP);
const topNameLength = new StaticArray<u32>(MAX_TOP);
const topStart = new StaticArray<usize>(MAX_TOP);
const topEnd = new StaticArray<usize>(MAX_TOP);
const callerNameAt = new StaticArray<usize>(MAX_CALLER);
const callerNameLength = new StaticArray<u32>(MAX_CALLER);
const callerStart = new StaticArray<usize>(MAX_CALLER);
const callerEnd = new StaticArray<usize>(MAX_CALLER);

// @ts-ignore: decorator
@inline
function isText(at: usize, name: usize, length: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    if (load<u64>(at + i) != load<u64>(name + i)) return false;
  }
  return ((load<u64>(at + i) ^ load<u64>(name + i)) & lowBytes(length - i)) == 0;
}

/** A mask of fewer than eight bytes. */
// @ts-ignore: decorator
@inline
function lowBytes(count: u32): u64 {
  return ((<u64>1) << (8 * count)) - 1;
}

function topOf(at: usize, length: u32): u32 {
  for (let i: u32 = 0; i < topCount; i++) {
    if (unchecked(topNameLength[i]) == length && isText(at, unchecked(topNameAt[i]), length)) return i;
  }
  return NOT_KEPT;
}

function callerMemberOf(at: usize, length: u32): u32 {
  for (let i: u32 = 0; i < callerCount; i++) {
    if (unchecked(callerNameLength[i]) == length && isText(at, unchecked(callerNameAt[i]), length)) {
      return i;
    }
  }
  return NOT_KEPT;
}

// --- JSON ---------------------------------------------------------------------------------------

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const OPEN_LIST: u8 = 0x5b;
const CLOSE_LIST: u8 = 0x5d;
const MAX_DEPTH: u32 = 64;

/** Where the bytes stopped being JSON; 0 as long as they are. */
let failedAt: usize = 0;
/** The string read last holds a backslash. */
let escaped: bool = false;

// @ts-ignore: decorator
@inline
function fail(at: usize): usize {
  failedAt = at;
  return 0;
}

// @ts-ignore: decorator
@inline
function space(at: usize): usize {
  while (load<u8>(at) <= 0x20) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break;
    at++;
  }
  return at;
}

/** From behind the opening quote to the closing one. */
function stringEnd(at: usize): usize {
  const quotes = i8x16.splat(QUOTE);
  const backslashes = i8x16.splat(BACKSLASH);
  const controls = i8x16.splat(0x20);
  escaped = false;
  while (true) {
    const bytes = v128.load(at);
    const found = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, backslashes)),
        i8x16.lt_u(bytes, controls),
      ),
    );
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    const byte = load<u8>(at);
    if (byte == QUOTE) return at;
    if (byte != BACKSLASH) return fail(at);
    escaped = true;
    const length = escapeLength(at);
    if (length == 0) return fail(at);
    at += length;
  }
}

function escapeLength(at: usize): u32 {
  const byte = load<u8>(at + 1);
  switch (byte) {
    case 0x22:
    case 0x2f:
    case 0x5c:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return 2;
    case 0x75:
      for (let i: u32 = 2; i < 6; i++) if (hexValue(load<u8>(at + i)) > 15) return 0;
      return 6;
    default:
      return 0;
  }
}

// @ts-ignore: decorator
@inline
function hexValue(byte: u8): u32 {
  const digit = <u32>byte - 48;
  if (digit <= 9) return digit;
  const letter = (<u32>byte | 32) - 97;
  return letter <= 5 ? letter + 10 : 16;
}

/** Behind the value; `expected` as for `objectEnd`. */
function valueEnd(at: usize, depth: u32, expected: usize): usize {
  const byte = load<u8>(at);
  if (byte == QUOTE) {
    const end = stringEnd(at + 1);
    return end == 0 ? 0 : end + 1;
  }
  if (byte == OPEN) return objectEnd(at, depth, expected);
  if (byte == OPEN_LIST) return listEnd(at, depth);
  return literalEnd(at, byte);
}

function literalEnd(at: usize, byte: u8): usize {
  if (byte == 0x74) return load<u32>(at) == 0x65757274 ? at + 4 : fail(at);
  if (byte == 0x6e) return load<u32>(at) == 0x6c6c756e ? at + 4 : fail(at);
  if (byte == 0x66) return load<u32>(at + 1) == 0x65736c61 ? at + 5 : fail(at);
  return numberEnd(at);
}

// @ts-ignore: decorator
@inline
function isDigit(at: usize): bool {
  return <u32>load<u8>(at) - 48 <= 9;
}

function numberEnd(from: usize): usize {
  let at = from;
  if (load<u8>(at) == 0x2d) at++;
  if (load<u8>(at) == 0x30) at++;
  else {
    if (!isDigit(at)) return fail(at);
    while (isDigit(at)) at++;
  }
  if (load<u8>(at) == 0x2e) {
    at++;
    if (!isDigit(at)) return fail(at);
    while (isDigit(at)) at++;
  }
  if ((load<u8>(at) | 32) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    if (!isDigit(at)) return fail(at);
    while (isDigit(at)) at++;
  }
  return at;
}

/** Behind the colon of the member whose name opens at `at`; `nameEnd` is its closing quote. */
let nameEnd: usize = 0;
function memberValue(at: usize): usize {
  if (load<u8>(at) != QUOTE) return fail(at);
  const end = stringEnd(at + 1);
  if (end == 0) return 0;
  nameEnd = end;
  const colon = space(end + 1);
  if (load<u8>(colon) != COLON) return fail(colon);
  return space(colon + 1);
}

// --- expected names -----------------------------------------------------------------------------

/** Whose members are numbered. */
const OF_TOP: u32 = 0;
const OF_CALLER: u32 = 1;
const OF_CONTEXT: u32 = 2;
const OF_OTHERS: u32 = 3;

/** The number of the member whose value `expectedValue` found. */
let memberNumber: u32 = 0;

/**
 * Like `memberValue`. Most records have the same members in the same order, so that a name is compared
 * with the one that was last met in its place, instead of being read.
 *
 * @param place where the expected name is kept
 */
// @ts-ignore: decorator
@inline
function expectedValue(at: usize, place: usize, whose: u32): usize {
  const first = v128.and(v128.xor(v128.load(at), v128.load(place)), v128.load(place + 32));
  const second = v128.and(v128.xor(v128.load(at + 16), v128.load(place + 16)), v128.load(place + 48));
  const length = load<u32>(place + 64);
  if (length != 0 && !v128.any_true(v128.or(first, second))) {
    nameEnd = at + length - 2;
    escaped = false;
    memberNumber = load<u32>(place + 68);
    return space(at + length);
  }
  return unexpectedValue(at, place, whose);
}

function unexpectedValue(at: usize, place: usize, whose: u32): usize {
  const value = memberValue(at);
  if (value == 0) return 0;
  memberNumber = numberOf(at + 1, <u32>(nameEnd - at - 1), whose);
  const length = <u32>(nameEnd + 2 - at);
  if (!escaped && length <= MAX_EXPECTED_NAME && load<u8>(nameEnd + 1) == COLON) {
    v128.store(place, v128.load(at));
    v128.store(place + 16, v128.load(at + 16));
    v128.store(place + 32, v128.load(MASKS + ONES - min<u32>(length, 16)));
    v128.store(place + 48, v128.load(MASKS + ONES - (max<u32>(length, 16) - 16)));
    store<u32>(place + 64, length);
    store<u32>(place + 68, memberNumber);
  }
  return value;
}

function numberOf(name: usize, length: u32, whose: u32): u32 {
  if (whose == OF_TOP) return topOf(name, length);
  if (whose == OF_CALLER) return callerMemberOf(name, length);
  if (whose == OF_CONTEXT && length == 13 && isText(name, SESSION_ISSUER, 13)) return ISSUER;
  return NOT_KEPT;
}

/** The only member of a session's context that is read. */
const ISSUER: u32 = 0;

/** @param expected where the names of its members are kept; 0: nowhere */
function objectEnd(from: usize, depth: u32, expected: usize): usize {
  if (depth > MAX_DEPTH) return fail(from);
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) return at + 1;
  const last: usize = expected == 0 ? 0 : expected + <usize>(EXPECTED_OF_OBJECT - EXPECTED_BYTES);
  while (true) {
    at = expected == 0 ? memberValue(at) : expectedValue(at, expected, OF_OTHERS);
    if (expected < last) expected += EXPECTED_BYTES;
    if (at == 0) return 0;
    at = valueEnd(at, depth + 1, 0);
    if (at == 0) return 0;
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE) return at + 1;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
}

function listEnd(from: usize, depth: u32): usize {
  if (depth > MAX_DEPTH) return fail(from);
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE_LIST) return at + 1;
  while (true) {
    at = valueEnd(at, depth + 1, 0);
    if (at == 0) return 0;
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE_LIST) return at + 1;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
}

// --- one record ---------------------------------------------------------------------------------

let odd: bool = false;
const memberCount = new StaticArray<u32>(3);
/** More members than are noted: all of the object is kept. */
const TOO_MANY: u32 = 0xffffffff;
let contextStart: usize = 0;
let contextEnd: usize = 0;
let issuerStart: usize = 0;
let issuerEnd: usize = 0;

/** Behind the record that opens at `from`. */
function recordEnd(from: usize): usize {
  odd = false;
  for (let i: u32 = 0; i < topCount; i++) unchecked((topStart[i] = 0));
  let n: u32 = 0;
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) return at + 1;
  while (true) {
    at = expectedValue(at, EXPECTED + n * EXPECTED_BYTES, OF_TOP);
    if (at == 0) return 0;
    if (escaped) odd = true;
    const top = memberNumber;
    const value = at;
    at = topValueEnd(top, at, EXPECTED_IN_TOP + n * EXPECTED_OF_OBJECT);
    if (n < TOP_EXPECTED - 1) n++;
    if (at == 0) return 0;
    if (top != NOT_KEPT) {
      if (top == ERROR_MESSAGE && escaped && hidesLetters(value, at)) odd = true;
      // JSON takes the last of several: rare enough to leave it to who knows.
      if (unchecked(topStart[top]) != 0) odd = true;
      unchecked((topStart[top] = value));
      unchecked((topEnd[top] = at));
    }
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE) return at + 1;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
}

// @ts-ignore: decorator
@inline
function topValueEnd(top: u32, at: usize, expected: usize): usize {
  if (load<u8>(at) == OPEN) {
    if (top == CALLER) return callerEndOf(at);
    if (top - REQUEST <= ADDITIONAL - REQUEST) return membersEnd(at, top - REQUEST);
  }
  return valueEnd(at, 1, expected);
}

/** Does the text write characters by their numbers? Then it may say what its bytes do not. */
function hidesLetters(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) {
    if (load<u8>(at) == BACKSLASH && load<u8>(++at) == 0x75) return true;
  }
  return false;
}

/** Walks an object and notes where its members lie. */
function membersEnd(from: usize, place: u32): usize {
  let count: u32 = 0;
  let to = MEMBERS + place * MAX_MEMBERS * MEMBER_BYTES;
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) {
    unchecked((memberCount[place] = 0));
    return at + 1;
  }
  while (true) {
    const name = at;
    at = memberValue(at);
    if (at == 0) return 0;
    const value = at;
    const named: usize = escaped ? 0 : nameEnd;
    at = valueEnd(at, 2, 0);
    if (at == 0) return 0;
    if (count < MAX_MEMBERS) {
      store<u32>(to, <u32>name);
      store<u32>(to + 4, <u32>named);
      store<u32>(to + 8, <u32>value);
      store<u32>(to + 12, <u32>at);
      to += MEMBER_BYTES;
    }
    count++;
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE) break;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
  unchecked((memberCount[place] = count > MAX_MEMBERS ? TOO_MANY : count));
  return at + 1;
}

function callerEndOf(from: usize): usize {
  for (let i: u32 = 0; i < callerCount; i++) unchecked((callerStart[i] = 0));
  contextStart = 0;
  issuerStart = 0;
  let n: u32 = 0;
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) return at + 1;
  while (true) {
    at = expectedValue(at, EXPECTED_OF_CALLER + n * EXPECTED_BYTES, OF_CALLER);
    if (n < MEMBERS_EXPECTED - 1) n++;
    if (at == 0) return 0;
    if (escaped) odd = true;
    const member = memberNumber;
    const value = at;
    at =
      member == SESSION_CONTEXT && load<u8>(at) == OPEN ? contextEndOf(at) : valueEnd(at, 2, 0);
    if (at == 0) return 0;
    if (member != NOT_KEPT) {
      if (unchecked(callerStart[member]) != 0) odd = true;
      unchecked((callerStart[member] = value));
      unchecked((callerEnd[member] = at));
    }
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE) return at + 1;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
}

/** Of the session only who issued it is read. */
function contextEndOf(from: usize): usize {
  contextStart = from;
  let n: u32 = 0;
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) return at + 1;
  while (true) {
    at = expectedValue(at, EXPECTED_OF_CONTEXT + n * EXPECTED_BYTES, OF_CONTEXT);
    if (at == 0) return 0;
    if (escaped) odd = true;
    const isIssuer = memberNumber == ISSUER;
    const value = at;
    at = valueEnd(at, 3, EXPECTED_IN_CONTEXT + n * EXPECTED_OF_OBJECT);
    if (n < MEMBERS_EXPECTED - 1) n++;
    if (at == 0) return 0;
    if (isIssuer) {
      if (issuerStart != 0) odd = true;
      issuerStart = value;
      issuerEnd = at;
    }
    at = space(at);
    const byte = load<u8>(at);
    if (byte == CLOSE) return at + 1;
    if (byte != COMMA) return fail(at);
    at = space(at + 1);
  }
}

// --- what differs from record to record -----------------------------------------------------------

/** Of `"yyyy-mm-ddThh:mm:ssZ"`, quotes included; negative for anything else. */
function secondsOf(start: usize, end: usize): i64 {
  if (end - start != 22 || load<u8>(start) != QUOTE) return -1;
  const at = start + 1;
  if (
    load<u8>(at + 4) != 0x2d ||
    load<u8>(at + 7) != 0x2d ||
    load<u8>(at + 10) != 0x54 ||
    load<u8>(at + 13) != COLON ||
    load<u8>(at + 16) != COLON ||
    load<u8>(at + 19) != 0x5a
  ) {
    return -1;
  }
  const century = twoDigits(at);
  const yearOfCentury = twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  const hour = twoDigits(at + 11);
  const minute = twoDigits(at + 14);
  const second = twoDigits(at + 17);
  if ((century | yearOfCentury | month | day | hour | minute | second) < 0) return -1;
  const year = century * 100 + yearOfCentury;
  // Beyond what 32 bits count, and days that not every month has: left to who knows the calendar.
  if (year < 1971 || year > 2105 || month < 1 || month > 12 || day < 1) return -1;
  if (day > 28 && day > daysOf(month, year)) return -1;
  if (hour > 23 || minute > 59 || second > 59) return -1;
  return <i64>(dayNumber(year, month, day) * 24 + hour) * 3600 + <i64>(minute * 60 + second);
}

// @ts-ignore: decorator
@inline
function twoDigits(at: usize): i32 {
  const tens = <i32>load<u8>(at) - 48;
  const ones = <i32>load<u8>(at + 1) - 48;
  return <u32>tens > 9 || <u32>ones > 9 ? -1 : tens * 10 + ones;
}

function daysOf(month: i32, year: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days since 1970, in the Gregorian calendar whose years begin in March. */
function dayNumber(year: i32, month: i32, day: i32): i32 {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 9 : month - 3;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * m + 2) / 5 + day - 1;
  const dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The four words of a UUID in quotes; false for anything else. */
function readId(start: usize, end: usize, to: usize): bool {
  if (end - start != 38 || load<u8>(start) != QUOTE) return false;
  const at = start + 1;
  // Of 36 characters those at 8, 13, 18 and 23 are dashes, all others digits.
  if (
    hexDigits(at) != 0xdeff ||
    hexDigits(at + 16) != 0xff7b ||
    (hexDigits(at + 20) & 0xfff0) != 0xfff0 ||
    load<u8>(at + 8) != 0x2d ||
    load<u8>(at + 13) != 0x2d ||
    load<u8>(at + 18) != 0x2d ||
    load<u8>(at + 23) != 0x2d
  ) {
    return false;
  }
  store<u32>(to, (hex4(at) << 16) | hex4(at + 4));
  store<u32>(to + 4, (hex4(at + 9) << 16) | hex4(at + 14));
  store<u32>(to + 8, (hex4(at + 19) << 16) | hex4(at + 24));
  store<u32>(to + 12, (hex4(at + 28) << 16) | hex4(at + 32));
  return true;
}

/** One bit for each of 16 characters that is a hexadecimal digit. */
// @ts-ignore: decorator
@inline
function hexDigits(at: usize): i32 {
  const bytes = v128.load(at);
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(48)), i8x16.splat(10));
  const small = v128.or(bytes, i8x16.splat(32));
  const letters = i8x16.lt_u(i8x16.sub(small, i8x16.splat(97)), i8x16.splat(6));
  return i8x16.bitmask(v128.or(digits, letters));
}

/** Of four digits that are known to be some. */
// @ts-ignore: decorator
@inline
function hex4(at: usize): u32 {
  const four = load<u32>(at);
  const digits = (four & 0x0f0f0f0f) + 9 * ((four >>> 6) & 0x01010101);
  const pairs = (digits << 4) | (digits >>> 8);
  return ((pairs & 0xff) << 8) | ((pairs >>> 16) & 0xff);
}

// --- kinds of events ------------------------------------------------------------------------------

/** Everything of an event of this kind is kept. */
const ALL: u32 = 1;
/** Objects of its request are kept when they hold a member named for `NESTED`. */
const NESTED_TOO: u32 = 2;
const SETTLED: u32 = 4;

const NO_KIND: u32 = 0xffffffff;
/** The place beside the three objects: inside any object of the request. */
const NESTED: u32 = 3;

/** Says what is kept of a kind, once its members were named by `keepMember`. */
export function settleKind(kind: u32, everything: bool, nested: bool): void {
  store<u32>(
    kindSourceAt(kind) + KIND_RULES,
    SETTLED | (everything ? ALL : 0) | (nested ? NESTED_TOO : 0),
  );
}

/**
 * @param hash of the name in lower case, as `hashOf` makes it
 * @returns false when there is no room: then everything of the kind must be kept
 */
export function keepMember(kind: u32, place: u32, hash: u32): bool {
  if (keptUsed >= KEPT_SLOTS / 2) return false;
  const key = keptKey(kind, place, hash);
  let slot = keptSlot(key);
  while (true) {
    const found = load<u64>(KEPT + 8 * slot);
    if (found == key) return true;
    if (found == 0) break;
    slot = (slot + 1) & (KEPT_SLOTS - 1);
  }
  store<u64>(KEPT + 8 * slot, key);
  keptUsed++;
  return true;
}

// @ts-ignore: decorator
@inline
function keptKey(kind: u32, place: u32, hash: u32): u64 {
  return (<u64>(kind * 4 + place + 1) << 32) | <u64>hash;
}

// @ts-ignore: decorator
@inline
function keptSlot(key: u64): u32 {
  return <u32>((key * 0x9e3779b97f4a7c15) >> 48) & (KEPT_SLOTS - 1);
}

/** The caller makes the same hash. */
function isKept(kind: u32, place: u32, from: usize, end: usize): bool {
  const length = <u32>(end - from);
  let hash: u64 = length;
  for (let i: u32 = 0; i < length; i += 8) {
    let word = load<u64>(from + i);
    if (length - i < 8) word &= lowBytes(length - i);
    // Beyond ASCII small and capital letters are not our business.
    if ((word & 0x8080808080808080) != 0) return true;
    hash = mixed(hash, smallLetters(word));
  }
  const key = keptKey(kind, place, <u32>(hash >> 32));
  let slot = keptSlot(key);
  while (true) {
    const found = load<u64>(KEPT + 8 * slot);
    if (found == key) return true;
    if (found == 0) return false;
    slot = (slot + 1) & (KEPT_SLOTS - 1);
  }
}

/** Eight characters of ASCII: what is above `Z` or below `A` carries no bit into the eighth. */
// @ts-ignore: decorator
@inline
function smallLetters(word: u64): u64 {
  const fromA = word + 0x3f3f3f3f3f3f3f3f;
  const aboveZ = word + 0x2525252525252525;
  return word | (((fromA & ~aboveZ) & 0x8080808080808080) >> 2);
}

/** `NO_KIND` when a name is missing, is no simple short text, or there are too many kinds. */
function kindOf(): u32 {
  const source = unchecked(topStart[EVENT_SOURCE]);
  const name = unchecked(topStart[EVENT_NAME]);
  if (source == 0 || name == 0) return NO_KIND;
  const sourceLength = <u32>(unchecked(topEnd[EVENT_SOURCE]) - source);
  const nameLength = <u32>(unchecked(topEnd[EVENT_NAME]) - name);
  if (sourceLength > MAX_KIND_NAME || nameLength > MAX_KIND_NAME) return NO_KIND;
  if (load<u8>(source) != QUOTE || load<u8>(name) != QUOTE) return NO_KIND;
  const s0 = partOf(source, sourceLength, 0);
  const s1 = partOf(source, sourceLength, 16);
  const s2 = partOf(source, sourceLength, 32);
  const s3 = partOf(source, sourceLength, 48);
  const n0 = partOf(name, nameLength, 0);
  const n1 = partOf(name, nameLength, 16);
  const n2 = partOf(name, nameLength, 32);
  const n3 = partOf(name, nameLength, 48);
  const found = v128.or(
    v128.or(v128.or(backslashIn(s0), backslashIn(s1)), v128.or(backslashIn(s2), backslashIn(s3))),
    v128.or(v128.or(backslashIn(n0), backslashIn(n1)), v128.or(backslashIn(n2), backslashIn(n3))),
  );
  if (v128.any_true(found)) return NO_KIND;
  const sum = i64x2.add(
    i64x2.add(secretNh(s0, s1, 0), secretNh(s2, s3, 32)),
    i64x2.add(secretNh(n0, n1, 64), secretNh(n2, n3, 96)),
  );
  let slot = <u32>((sumOf(sum) * 0x9e3779b97f4a7c15) >> 40) & (KIND_SLOT_COUNT - 1);
  while (true) {
    const numbered = load<u32>(KIND_SLOTS + 4 * slot);
    if (numbered == 0) break;
    const kind = numbered - 1;
    const at = kindSourceAt(kind);
    const differ = v128.or(
      v128.or(
        v128.or(differenceAt(at, s0), differenceAt(at + 16, s1)),
        v128.or(differenceAt(at + 32, s2), differenceAt(at + 48, s3)),
      ),
      v128.or(
        v128.or(differenceAt(at + 64, n0), differenceAt(at + 80, n1)),
        v128.or(differenceAt(at + 96, n2), differenceAt(at + 112, n3)),
      ),
    );
    if (!v128.any_true(differ)) return kind;
    slot = (slot + 1) & (KIND_SLOT_COUNT - 1);
  }
  return addKind(slot, source, sourceLength, name, nameLength);
}

/** Of the text the 16 bytes from `from` on, zeros behind its end. */
// @ts-ignore: decorator
@inline
function partOf(at: usize, length: u32, from: u32): v128 {
  return v128.and(v128.load(at + from), v128.load(MASKS + ONES - length + from));
}

// @ts-ignore: decorator
@inline
function backslashIn(part: v128): v128 {
  return i8x16.eq(part, i8x16.splat(BACKSLASH));
}

// @ts-ignore: decorator
@inline
function secretNh(a: v128, b: v128, at: usize): v128 {
  return nh(i32x4.add(a, v128.load(SECRET + at)), i32x4.add(b, v128.load(SECRET + at + 16)));
}

// @ts-ignore: decorator
@inline
function differenceAt(at: usize, part: v128): v128 {
  return v128.xor(v128.load(at), part);
}

function addKind(slot: u32, source: usize, sourceLength: u32, name: usize, nameLength: u32): u32 {
  if (kindCount >= MAX_KINDS) return NO_KIND;
  const kind = kindCount++;
  memory.copy(kindSourceAt(kind), source, sourceLength);
  memory.copy(kindNameAt(kind), name, nameLength);
  store<u16>(kindSourceAt(kind) + KIND_LENGTHS, <u16>sourceLength);
  store<u16>(kindSourceAt(kind) + KIND_LENGTHS + 2, <u16>nameLength);
  store<u32>(KIND_SLOTS + 4 * slot, kind + 1);
  return kind;
}

// @ts-ignore: decorator
@inline
function mixed(hash: u64, word: u64): u64 {
  const product = (hash ^ word) * 0xff51afd7ed558ccd;
  return product ^ (product >> 32);
}

/** A text in quotes without escapes. */
function isSimple(at: usize, length: u32): bool {
  if (length < 2 || load<u8>(at) != QUOTE) return false;
  const backslashes = i8x16.splat(BACKSLASH);
  for (let i: u32 = 0; i < length; i += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at + i), backslashes));
    if (found != 0 && i + ctz(found) < length) return false;
  }
  return true;
}

// --- shapes ---------------------------------------------------------------------------------------

let key: usize = 0;

// @ts-ignore: decorator
@inline
function put(byte: u8): void {
  store<u8>(key, byte);
  key++;
}

/** May write up to 15 bytes behind, which the next ones overwrite. */
// @ts-ignore: decorator
@inline
function putBytes(from: usize, end: usize): void {
  const length = end - from;
  for (let i: usize = 0; i < length; i += 16) v128.store(key + i, v128.load(from + i));
  key += length;
}

function putName(name: usize, length: u32): void {
  if (load<u8>(key - 1) != OPEN) put(COMMA);
  put(QUOTE);
  putBytes(name, name + length);
  put(QUOTE);
  put(COLON);
}

function makeKey(kind: u32): void {
  key = KEY;
  put(OPEN);
  for (let top = EVENT_SOURCE; top < topCount; top++) {
    const start = unchecked(topStart[top]);
    if (start == 0) continue;
    if (top == ERROR_MESSAGE) {
      putPhrase(start, unchecked(topEnd[top]));
      continue;
    }
    putName(unchecked(topNameAt[top]), unchecked(topNameLength[top]));
    const isObject = load<u8>(start) == OPEN;
    if (isObject && top == CALLER) putCaller();
    else if (isObject && top - REQUEST <= ADDITIONAL - REQUEST) putMembers(kind, top);
    else putBytes(start, unchecked(topEnd[top]));
  }
  put(CLOSE);
}

/** Of a message only the first phrase in it: all else is of the one call. */
function putPhrase(start: usize, end: usize): void {
  if (load<u8>(start) != QUOTE) return;
  for (let at = start + 1; at < end; at++) {
    if (load<u8>(at) != 0x20) continue;
    const begin = load<u64>(at);
    for (let i: u32 = 0; i < phraseCount; i++) {
      const phrase = unchecked(phraseAt[i]);
      const length = unchecked(phraseLength[i]);
      // A phrase holds no quote, so none that fits reaches beyond the text.
      if (load<u64>(phrase) != begin || !isText(at, phrase, length)) continue;
      putName(unchecked(topNameAt[ERROR_MESSAGE]), unchecked(topNameLength[ERROR_MESSAGE]));
      put(QUOTE);
      putBytes(phrase, phrase + length);
      put(QUOTE);
      return;
    }
  }
}

function putMembers(kind: u32, top: u32): void {
  const place = top - REQUEST;
  const count = unchecked(memberCount[place]);
  const rules = kind == NO_KIND ? ALL : load<u32>(kindSourceAt(kind) + KIND_RULES);
  if ((rules & ALL) != 0 || count == TOO_MANY) {
    putBytes(unchecked(topStart[top]), unchecked(topEnd[top]));
    return;
  }
  put(OPEN);
  let member = MEMBERS + place * MAX_MEMBERS * MEMBER_BYTES;
  for (let i: u32 = 0; i < count; i++) {
    const name = <usize>load<u32>(member);
    const named = <usize>load<u32>(member + 4);
    const value = <usize>load<u32>(member + 8);
    const keepsIt =
      named == 0 ||
      isKept(kind, place, name + 1, named) ||
      (place == 0 && (rules & NESTED_TOO) != 0 && load<u8>(value) == OPEN && holdsKept(kind, value));
    if (keepsIt) {
      if (load<u8>(key - 1) != OPEN) put(COMMA);
      putBytes(name, <usize>load<u32>(member + 12));
    }
    member += MEMBER_BYTES;
  }
  put(CLOSE);
}

/** Does the object at `from`, known to be JSON, have a member that is kept, or that we cannot read? */
function holdsKept(kind: u32, from: usize): bool {
  let at = space(from + 1);
  if (load<u8>(at) == CLOSE) return false;
  while (true) {
    const name = at + 1;
    at = memberValue(at);
    if (escaped || isKept(kind, NESTED, name, nameEnd)) return true;
    at = space(valueEnd(at, 2, 0));
    if (load<u8>(at) == CLOSE) return false;
    at = space(at + 1);
  }
}

function putCaller(): void {
  put(OPEN);
  const isSession =
    unchecked(callerStart[CALLER_TYPE]) != 0 &&
    isAssumedRole(unchecked(callerStart[CALLER_TYPE]), unchecked(callerEnd[CALLER_TYPE]));
  for (let member: u32 = 0; member < callerCount; member++) {
    const start = unchecked(callerStart[member]);
    const end = unchecked(callerEnd[member]);
    if (start == 0 || (member == IN_SCOPE_OF && !mayNameFunction(start, end))) continue;
    putName(unchecked(callerNameAt[member]), unchecked(callerNameLength[member]));
    if (member == SESSION_CONTEXT && start == contextStart) putContext();
    else if (isSession && member == PRINCIPAL_ID) putUpTo(start, end, COLON, 1);
    else if (isSession && member == CALLER_ARN) putUpTo(start, end, 0x2f, 2);
    else putBytes(start, end);
  }
  put(CLOSE);
}

/** Does it hold `:function:`, or a character that is written in another way? */
function mayNameFunction(from: usize, end: usize): bool {
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (byte == BACKSLASH) return true;
    if (byte == COLON && load<u64>(at + 1) == 0x6e6f6974636e7566 && load<u8>(at + 9) == COLON) {
      return true;
    }
  }
  return false;
}

function putContext(): void {
  put(OPEN);
  if (issuerStart != 0) {
    putName(SESSION_ISSUER, 13);
    putBytes(issuerStart, issuerEnd);
  }
  put(CLOSE);
}

const SESSION_ISSUER: usize = memory.data<u8>([
  0x73, 0x65, 0x73, 0x73, 0x69, 0x6f, 0x6e, 0x49, 0x73, 0x73, 0x75, 0x65, 0x72, 0, 0, 0,
]);
const ASSUMED_ROLE: usize = memory.data<u8>([
  0x22, 0x41, 0x73, 0x73, 0x75, 0x6d, 0x65, 0x64, 0x52, 0x6f, 0x6c, 0x65, 0x22,
]);

function isAssumedRole(start: usize, end: usize): bool {
  return end - start == 13 && isText(start, ASSUMED_ROLE, 13);
}

/** A text up to the n-th mark: what follows is the name of the session, which nobody reads. */
function putUpTo(start: usize, end: usize, mark: u8, nth: u32): void {
  if (isSimple(start, <u32>(end - start))) {
    let met: u32 = 0;
    for (let at = start; at < end; at++) {
      if (load<u8>(at) == mark && ++met == nth) {
        putBytes(start, at);
        put(QUOTE);
        return;
      }
    }
  }
  putBytes(start, end);
}

/** The hash of the shape at `KEY`. */
let hashOne: u64 = 0;
let hashTwo: u64 = 0;
let hashThree: u64 = 0;

/**
 * Three times NH, each with the key moved on: whoever does not know the key finds two texts of one length
 * with the same hash by a chance of 2^-96. Source: RFC 4418, section 5.2 (the first layer of UMAC's hash).
 */
function hashKey(): void {
  v128.store(key, i8x16.splat(0));
  v128.store(key + 16, i8x16.splat(0));
  let one = i64x2.splat(0);
  let two = i64x2.splat(0);
  let three = i64x2.splat(0);
  let secret = SECRET;
  let k0 = v128.load(secret);
  let k1 = v128.load(secret + 16);
  for (let at = KEY; at < key; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at + 16);
    const k2 = v128.load(secret + 32);
    const k3 = v128.load(secret + 48);
    one = i64x2.add(one, nh(i32x4.add(a, k0), i32x4.add(b, k1)));
    two = i64x2.add(two, nh(i32x4.add(a, k1), i32x4.add(b, k2)));
    three = i64x2.add(three, nh(i32x4.add(a, k2), i32x4.add(b, k3)));
    k0 = k2;
    k1 = k3;
    secret += 32;
  }
  hashOne = sumOf(one);
  hashTwo = sumOf(two);
  hashThree = sumOf(three);
}

// @ts-ignore: decorator
@inline
function nh(a: v128, b: v128): v128 {
  return i64x2.add(i64x2.extmul_low_i32x4_u(a, b), i64x2.extmul_high_i32x4_u(a, b));
}

// @ts-ignore: decorator
@inline
function sumOf(lanes: v128): u64 {
  return i64x2.extract_lane(lanes, 0) + i64x2.extract_lane(lanes, 1);
}

const MAX_PROBES: u32 = 64;

/** The number of the shape at `KEY`; `ODD` when there is no room for another one, or no hash. */
function shapeOf(): u32 {
  const length = <u32>(key - KEY);
  if (length > MAX_SHAPE) return ODD;
  hashKey();
  const hash = placeOf(hashOne, hashTwo);
  const tag = tagOf(hash);
  let slot = <u32>(hash >> 46) & (shapeSlots - 1);
  for (let probe: u32 = 0; probe < MAX_PROBES; probe++) {
    const found = load<u32>(SHAPE_SLOTS + 4 * slot);
    if (found == 0) return addShape(slot, tag, length);
    if ((found >>> NUMBER_BITS) << NUMBER_BITS == tag) {
      const shape = (found ^ tag) - 1;
      const at = SHAPE_TABLE + SHAPE_BYTES * shape;
      if (
        load<u64>(at) == hashOne &&
        load<u64>(at + 8) == hashTwo &&
        load<u64>(at + 16) == hashThree &&
        load<u32>(at + 24) == length
      ) {
        return shape;
      }
    }
    slot = (slot + 1) & (shapeSlots - 1);
  }
  return ODD;
}

// @ts-ignore: decorator
@inline
function placeOf(one: u64, two: u64): u64 {
  return (one ^ rotl<u64>(two, 32)) * 0x9e3779b97f4a7c15;
}

// @ts-ignore: decorator
@inline
function tagOf(hash: u64): u32 {
  return <u32>hash & ~((1 << NUMBER_BITS) - 1);
}

function addShape(slot: u32, tag: u32, length: u32): u32 {
  if (shapeCount >= MAX_SHAPES || addedUsed + length + 1 > ADDED_BYTES) return ODD;
  memory.copy(ADDED + addedUsed, KEY, length);
  store<u8>(ADDED + addedUsed + length, COMMA);
  addedUsed += length + 1;
  store<u32>(ADDED_ENDS + 4 * addedCount++, addedUsed);
  const shape = shapeCount++;
  const at = SHAPE_TABLE + SHAPE_BYTES * shape;
  store<u64>(at, hashOne);
  store<u64>(at + 8, hashTwo);
  store<u64>(at + 16, hashThree);
  store<u32>(at + 24, length);
  store<u32>(SHAPE_SLOTS + 4 * slot, tag | (shape + 1));
  if (shapeCount > shapeSlots / 2 && shapeSlots < MAX_SHAPE_SLOTS) growSlots();
  return shape;
}

function growSlots(): void {
  shapeSlots <<= 1;
  memory.fill(SHAPE_SLOTS, 0, 4 * shapeSlots);
  for (let shape: u32 = 0; shape < shapeCount; shape++) {
    const at = SHAPE_TABLE + SHAPE_BYTES * shape;
    const hash = placeOf(load<u64>(at), load<u64>(at + 8));
    let slot = <u32>(hash >> 46) & (shapeSlots - 1);
    while (load<u32>(SHAPE_SLOTS + 4 * slot) != 0) slot = (slot + 1) & (shapeSlots - 1);
    store<u32>(SHAPE_SLOTS + 4 * slot, tagOf(hash) | (shape + 1));
  }
}

// --- the list of records ----------------------------------------------------------------------------

/**
 * Reads records from the input, up to the bracket that ends their list.
 *
 * @param length bytes of the input, the first of which is the first one that `used` did not count
 * @returns how it ended; `records` and `used` count what was read. `ENDED`: at the closing bracket.
 *   `NEEDS_INPUT`: a record lies partly behind the input. `NEEDS_KINDS`: records are of kinds that
 *   were not settled: settle those behind the last number, and call again.
 */
export function scan(length: u32): u32 {
  recordCount = 0;
  consumed = 0;
  memory.fill(INPUT + length, 0, PADDING);
  const end = INPUT + length;
  let at = INPUT;
  let asks = false;
  while (true) {
    at = space(at);
    if (at >= end) return asks ? NEEDS_KINDS : NEEDS_INPUT;
    if (load<u8>(at) == CLOSE_LIST && expects == FIRST_OR_END) {
      if (!asks) consumed = <u32>(at - INPUT);
      return asks ? NEEDS_KINDS : ENDED;
    }
    if (load<u8>(at) != OPEN) return REFUSED;
    if (recordCount >= MAX_RECORDS) return NEEDS_ROOM;
    failedAt = 0;
    const start = at;
    at = recordEnd(start);
    if (at == 0 || space(at) >= end) {
      if (at == 0 && failedAt + 16 < end) return REFUSED;
      return asks ? NEEDS_KINDS : NEEDS_INPUT;
    }
    const recordStop = at;
    at = space(at);
    const byte = load<u8>(at);
    if (byte != COMMA && byte != CLOSE_LIST) return REFUSED;
    const kind = kindOf();
    if (kind != NO_KIND && load<u32>(kindSourceAt(kind) + KIND_RULES) == 0) asks = true;
    if (!asks) {
      noteRecord(start, recordStop, kind);
      expects = byte == COMMA ? NEXT : FIRST_OR_END;
      consumed = <u32>(at - INPUT) + (byte == COMMA ? 1 : 0);
    }
    if (byte == CLOSE_LIST) return asks ? NEEDS_KINDS : ENDED;
    at++;
  }
}

function noteRecord(start: usize, end: usize, kind: u32): void {
  const n = recordCount++;
  store<u32>(PLACES + 8 * n, <u32>(start - INPUT));
  store<u32>(PLACES + 8 * n + 4, <u32>(end - INPUT));
  const time = unchecked(topStart[EVENT_TIME]);
  const id = unchecked(topStart[EVENT_ID]);
  const seconds = time == 0 ? -1 : secondsOf(time, unchecked(topEnd[EVENT_TIME]));
  const isRegular =
    !odd &&
    seconds >= 0 &&
    id != 0 &&
    unchecked(topStart[SHARED_EVENT_ID]) == 0 &&
    readId(id, unchecked(topEnd[EVENT_ID]), IDS + 16 * n);
  if (isRegular) makeKey(kind);
  store<u32>(SHAPES + 4 * n, isRegular ? shapeOf() : ODD);
  store<u32>(SECONDS + 4 * n, <u32>seconds);
}
