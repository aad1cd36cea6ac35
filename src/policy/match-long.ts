/**
 * Glob matching for long patterns on long texts, where going back to the last star could take
 * hours: each piece between two stars is searched with one pass of bit-parallel Shift-And.
 *
 * Time is |text| × |pattern| / 32. Source: Baeza-Yates and Gonnet, "A new approach to text
 * searching" (1992).
 */

/** Code units, already folded where case does not count; wildcards are negative. */
export type Codes = readonly number[];

export const ANY_RUN = -1;
export const ANY_ONE = -2;

const WORD_BITS = 32;

export function matchesLong(pattern: Codes, text: Codes): boolean {
  const pieces = piecesOf(pattern);
  const [head = []] = pieces;
  const tail = pieces.at(-1) ?? [];
  if (pieces.length === 1) return text.length === head.length && standsAt(head, text, 0);
  const end = text.length - tail.length;
  if (end < head.length || !standsAt(head, text, 0) || !standsAt(tail, text, end)) return false;
  let from = head.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = endOfFirst(piece, text, from, end);
    if (found === undefined) return false;
    from = found;
  }
  return true;
}

/** What stands between the stars; the first and the last may be empty. */
function piecesOf(pattern: Codes): readonly Codes[] {
  const pieces: Codes[] = [];
  let from = 0;
  for (let star = pattern.indexOf(ANY_RUN); star !== -1; star = pattern.indexOf(ANY_RUN, from)) {
    pieces.push(pattern.slice(from, star));
    from = star + 1;
  }
  pieces.push(pattern.slice(from));
  return pieces;
}

function standsAt(piece: Codes, text: Codes, at: number): boolean {
  return piece.every((code, index) => code === ANY_ONE || code === text[at + index]);
}

/** Where the first occurrence ends; the earliest is the best, because a star follows. */
function endOfFirst(piece: Codes, text: Codes, from: number, to: number): number | undefined {
  if (piece.length === 0) return from;
  const { masks, others } = masksOf(piece);
  const state = new Int32Array(others.length);
  const last = others.length - 1;
  const done = 1 << ((piece.length - 1) % WORD_BITS);
  for (let at = from; at < to; at++) {
    const mask = masks.get(text[at] ?? 0) ?? others;
    let carry = 1;
    for (let word = 0; word <= last; word++) {
      const bits = state[word] ?? 0;
      state[word] = ((bits << 1) | carry) & (mask[word] ?? 0);
      carry = bits >>> (WORD_BITS - 1);
    }
    if (((state[last] ?? 0) & done) !== 0) return at + 1;
  }
  return undefined;
}

/** Per character, the positions of the piece that it may stand at. */
function masksOf(piece: Codes): {
  readonly masks: ReadonlyMap<number, Int32Array>;
  readonly others: Int32Array;
} {
  const others = new Int32Array(Math.ceil(piece.length / WORD_BITS));
  piece.forEach((code, index) => {
    if (code === ANY_ONE) setBit(others, index);
  });
  const masks = new Map<number, Int32Array>();
  piece.forEach((code, index) => {
    if (code === ANY_ONE) return;
    const mask = masks.get(code) ?? others.slice();
    setBit(mask, index);
    masks.set(code, mask);
  });
  return { masks, others };
}

function setBit(words: Int32Array, index: number): void {
  const word = Math.floor(index / WORD_BITS);
  words[word] = (words[word] ?? 0) | (1 << (index % WORD_BITS));
}
