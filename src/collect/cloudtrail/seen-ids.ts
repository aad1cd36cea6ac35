/**
 * Which event ids were met before: 128 bits each in open addressing, exact for UUIDs.
 *
 * Memory is bounded by two generations: when the younger is full it becomes the older, and the
 * oldest ids are forgotten. Copies of an event are delivered close together; one that is missed
 * raises a count and changes no verdict. Source: CloudTrail User Guide, "CloudTrail log file
 * examples" (a file may be delivered more than once, with the same `eventID`).
 */
export type SeenIds = {
  /** Notes the id; true when it was there already. */
  readonly seenBefore: (id: string) => boolean;
  /**
   * The same for many UUIDs at once, given as their four words each.
   *
   * @param words kept as they are, so nobody may change them
   * @returns which of them were there already, in order
   */
  readonly blockSeenBefore: (words: Uint32Array<ArrayBuffer>) => readonly number[];
  /** Ids noted since the last time, four words each, for the run after this one. */
  readonly takeNew: () => Uint32Array;
};

const FIRST_SLOTS = 1 << 14;
/** Of a list of ids that come one by one. */
const FIRST_WORDS = 1 << 14;
/** 16 bytes a slot: 64 MiB for each of the two generations. */
const MAX_SLOTS = 1 << 22;
const MAX_LOAD = 0.7;
/** Ids chosen to collide must not make look-ups slow: such a one is not remembered. */
const MAX_PROBES = 256;

/** Signed words: they stay numbers of the engine's short kind. */
type Id = Int32Array;
type Generation = { words: Int32Array; slots: number; used: number };

/** @param earlier ids of earlier runs, the oldest first; asked for when the first id is met */
export function createSeenIds(
  earlier: () => Iterable<Uint32Array> = () => [],
  maxSlots: number = MAX_SLOTS,
): SeenIds {
  const id: Id = new Int32Array(4);
  let young: Generation | undefined;
  let old: Generation | undefined;
  const fresh = createIdList();

  /** @param at where it belongs in the generation, as `find` answers */
  const noted = (generation: Generation, each: Id, at: number): Generation => {
    if (generation.used < generation.slots * MAX_LOAD) {
      insertAt(generation, each, at);
      return generation;
    }
    if (generation.slots >= maxSlots) old = generation;
    const into =
      generation.slots < maxSlots ? grown(generation, maxSlots) : newGeneration(maxSlots);
    insert(into, each);
    return into;
  };

  const remembered = (): Generation => {
    let generation = newGeneration(Math.min(FIRST_SLOTS, maxSlots));
    const each: Id = new Int32Array(4);
    for (const words of earlier()) {
      for (let at = 0; at + 4 <= words.length; at += 4) {
        readWords(words, at, each);
        generation = noted(generation, each, find(generation, each));
      }
    }
    return generation;
  };

  /** Of the id in `id`. */
  const met = (): boolean => {
    young ??= remembered();
    const at = find(young, id);
    if (at >= 0 || (old !== undefined && find(old, id) >= 0)) return true;
    young = noted(young, id, at);
    return false;
  };

  return {
    seenBefore: (text) => {
      readId(text, id);
      const isCopy = met();
      if (!isCopy) fresh.add(id);
      return isCopy;
    },
    blockSeenBefore: (words) => {
      const signed = new Int32Array(words.buffer, words.byteOffset, words.length);
      const copies: number[] = [];
      for (let at = 0; at + 4 <= signed.length; at += 4) {
        readWords(signed, at, id);
        if (met()) copies.push(at / 4);
      }
      fresh.addBlock(words, copies);
      return copies;
    },
    takeNew: fresh.take,
  };
}

/** Ids in the order in which they came, whole blocks as they are. */
function createIdList() {
  let blocks: Uint32Array[] = [];
  /** The ids that came one by one, behind the blocks. */
  const last = new Uint32Array(FIRST_WORDS);
  let length = 0;

  const closeLast = (): void => {
    if (length > 0) blocks.push(last.slice(0, length));
    length = 0;
  };

  const add = (id: ArrayLike<number>): void => {
    if (length + 4 > last.length) closeLast();
    for (let n = 0; n < 4; n++) last[length++] = id[n] ?? 0;
  };

  return {
    add,
    addBlock: (words: Uint32Array, copies: readonly number[]): void => {
      closeLast();
      let from = 0;
      for (const copy of [...copies, words.length / 4]) {
        if (copy > from) blocks.push(words.subarray(4 * from, 4 * copy));
        from = copy + 1;
      }
    },
    take: (): Uint32Array => {
      closeLast();
      const taken = new Uint32Array(blocks.reduce((sum, block) => sum + block.length, 0));
      let at = 0;
      for (const block of blocks) {
        taken.set(block, at);
        at += block.length;
      }
      blocks = [];
      return taken;
    },
  };
}

function newGeneration(slots: number): Generation {
  return { words: new Int32Array(slots * 4), slots, used: 0 };
}

function grown(from: Generation, maxSlots: number): Generation {
  const to = newGeneration(Math.min(from.slots * 4, maxSlots));
  const id: Id = new Int32Array(4);
  for (let at = 0; at < from.words.length; at += 4) {
    if (isEmpty(from.words, at)) continue;
    for (let n = 0; n < 4; n++) id[n] = from.words[at + n] ?? 0;
    insert(to, id);
  }
  return to;
}

/** All zero marks an empty slot; `readId` never makes it. */
function isEmpty(words: Int32Array, at: number): boolean {
  return words[at] === 0 && words[at + 1] === 0 && words[at + 2] === 0 && words[at + 3] === 0;
}

/** Position of the id, or the complement of the empty slot where it belongs; NaN when crowded. */
function find({ words, slots }: Generation, id: Id): number {
  const a = id[0] ?? 0;
  const b = id[1] ?? 0;
  const c = id[2] ?? 0;
  const d = id[3] ?? 0;
  let slot = slotOf(id, slots);
  for (let probe = 0; probe < MAX_PROBES; probe++) {
    const at = slot * 4;
    const word = words[at];
    if (word === a && words[at + 1] === b && words[at + 2] === c && words[at + 3] === d) return at;
    if (word === 0 && isEmpty(words, at)) return ~at;
    slot = (slot + 1) & (slots - 1);
  }
  return Number.NaN;
}

function insert(generation: Generation, id: Id): void {
  insertAt(generation, id, find(generation, id));
}

/** @param at as `find` answers */
function insertAt(generation: Generation, id: Id, at: number): void {
  if (Number.isNaN(at) || at >= 0) return;
  const { words } = generation;
  for (let n = 0; n < 4; n++) words[~at + n] = id[n] ?? 0;
  generation.used++;
}

function slotOf(id: Id, slots: number): number {
  let mixed = 0;
  for (let n = 0; n < 4; n++) {
    mixed = Math.imul(mixed ^ (id[n] ?? 0), 0x9e3779b1) ^ (mixed >>> 15);
  }
  return (mixed ^ (mixed >>> 13)) & (slots - 1);
}

const UUID_LENGTH = 36;

function readWords(words: ArrayLike<number>, at: number, into: Id): void {
  for (let n = 0; n < 4; n++) into[n] = words[at + n] ?? 0;
  if (isEmpty(into, 0)) into[3] = 1;
}

/** The 128 bits of a UUID as they are; of any other text, 128 bits of hash. */
function readId(text: string, into: Id): void {
  if (!readUuid(text, into)) hash(text, into);
  // Only the nil UUID, which stands for nothing: any other mark will do.
  if (isEmpty(into, 0)) into[3] = 1;
}

function readUuid(text: string, into: Id): boolean {
  if (text.length !== UUID_LENGTH) return false;
  let nibbles = 0;
  let word = 0;
  for (let i = 0; i < UUID_LENGTH; i++) {
    const code = text.charCodeAt(i);
    if (i === 8 || i === 13 || i === 18 || i === 23) {
      if (code !== 45) return false;
      continue;
    }
    const nibble = hexValue(code);
    if (nibble < 0) return false;
    word = (word << 4) | nibble;
    nibbles++;
    if (nibbles % 8 === 0) into[nibbles / 8 - 1] = word;
  }
  return true;
}

function hexValue(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Four multiplicative hashes with different seeds, finished by a mix. */
function hash(text: string, into: Id): void {
  let [a, b, c, d] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x85ebca6b) ^ (b >>> 15);
    b = Math.imul(b ^ code, 0xc2b2ae35) ^ (c >>> 13);
    c = Math.imul(c ^ code, 0x27d4eb2f) ^ (d >>> 16);
    d = Math.imul(d ^ code, 0x165667b1) ^ (a >>> 14);
  }
  into.set([mix(a ^ d), mix(b ^ a), mix(c ^ b), mix(d ^ c)]);
}

function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  return once ^ (once >>> 13);
}
