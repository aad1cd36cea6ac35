/**
 * Sets of known actions, as bits over the positions of a catalogue's actions.
 *
 * Immutable by convention: every function answers with a new set. Sets of two catalogues must not
 * be mixed; a set knows its catalogue by size only, and mixing sizes is our mistake: it crashes.
 */
import type { Action } from '../model/action.js';
import { type Catalog, foldAction } from './catalog.js';

export type ActionSet = {
  /** How many actions the catalogue has. */
  readonly universe: number;
  readonly words: Readonly<Uint32Array>;
};

/** Positions from `first` up to but without `end`. */
export type ActionRange = { readonly first: number; readonly end: number };

const WORD = 32;

function blank({ actions }: Catalog): Uint32Array {
  return new Uint32Array(Math.ceil(actions.length / WORD));
}

export function emptySet(catalog: Catalog): ActionSet {
  return { universe: catalog.actions.length, words: blank(catalog) };
}

export function fullSet(catalog: Catalog): ActionSet {
  return setOfRanges(catalog, [{ first: 0, end: catalog.actions.length }]);
}

export function setOfIndices(catalog: Catalog, indices: Iterable<number>): ActionSet {
  const words = blank(catalog);
  for (const index of indices) addIndex(words, index);
  return { universe: catalog.actions.length, words };
}

/** Names that the catalogue does not know are left out. */
export function setOfActions(catalog: Catalog, actions: Iterable<string>): ActionSet {
  const words = blank(catalog);
  for (const action of actions) {
    const index = catalog.positions.get(foldAction(action));
    if (index !== undefined) addIndex(words, index);
  }
  return { universe: catalog.actions.length, words };
}

/** The union of slices of the catalogue. */
export function setOfRanges(catalog: Catalog, ranges: Iterable<ActionRange>): ActionSet {
  const words = blank(catalog);
  for (const range of ranges) addRange(words, range);
  return { universe: catalog.actions.length, words };
}

function addIndex(words: Uint32Array, index: number): void {
  words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
}

function addRange(words: Uint32Array, { first, end }: ActionRange): void {
  let index = first;
  while (index < end && (index & 31) !== 0) addIndex(words, index++);
  while (index + WORD <= end) {
    words[index >>> 5] = 0xffffffff;
    index += WORD;
  }
  while (index < end) addIndex(words, index++);
}

function combine(
  a: ActionSet,
  b: ActionSet,
  word: (left: number, right: number) => number,
): ActionSet {
  checkUniverse(a, b);
  const words = new Uint32Array(a.words.length);
  for (let i = 0; i < words.length; i += 1) words[i] = word(a.words[i] ?? 0, b.words[i] ?? 0);
  return { universe: a.universe, words };
}

function checkUniverse(a: ActionSet, b: ActionSet): void {
  if (a.universe !== b.universe) throw new Error('action sets of two catalogues');
}

export function union(a: ActionSet, b: ActionSet): ActionSet {
  return combine(a, b, (left, right) => left | right);
}

export function intersect(a: ActionSet, b: ActionSet): ActionSet {
  return combine(a, b, (left, right) => left & right);
}

/** What `a` has and `b` has not. */
export function minus(a: ActionSet, b: ActionSet): ActionSet {
  return combine(a, b, (left, right) => left & ~right);
}

export function hasIndex({ words }: ActionSet, index: number): boolean {
  return (((words[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

/** False for an action that the catalogue does not know. */
export function hasAction(catalog: Catalog, set: ActionSet, action: string): boolean {
  const index = catalog.positions.get(foldAction(action));
  return index !== undefined && hasIndex(set, index);
}

/** How many of the set are in the range. */
export function sizeWithin({ words }: ActionSet, { first, end }: ActionRange): number {
  let size = 0;
  for (let at = first >>> 5; at << 5 < end; at++) {
    const start = at << 5;
    const before = first > start ? 0xffffffff << (first - start) : 0xffffffff;
    const behind = end < start + WORD ? 0xffffffff >>> (start + WORD - end) : 0xffffffff;
    size += bitCount((words[at] ?? 0) & before & behind);
  }
  return size;
}

export function sizeOf({ words }: ActionSet): number {
  let size = 0;
  for (const word of words) size += bitCount(word);
  return size;
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

export function isEmptySet({ words }: ActionSet): boolean {
  // A plain loop: this is asked millions of times, and a callback costs ten times as much.
  for (let i = 0; i < words.length; i += 1) if (words[i] !== 0) return false;
  return true;
}

/** Whether some action is in both. */
export function overlaps(a: ActionSet, b: ActionSet): boolean {
  checkUniverse(a, b);
  for (let i = 0; i < a.words.length; i += 1) {
    if (((a.words[i] ?? 0) & (b.words[i] ?? 0)) !== 0) return true;
  }
  return false;
}

export function equalSets(a: ActionSet, b: ActionSet): boolean {
  checkUniverse(a, b);
  return a.words.every((word, i) => word === b.words[i]);
}

/** Whether `b` has everything that `a` has. */
export function isSubset(a: ActionSet, b: ActionSet): boolean {
  checkUniverse(a, b);
  return a.words.every((word, i) => (word & ~(b.words[i] ?? 0)) === 0);
}

/** Ascending positions. */
export function indicesOf({ words }: ActionSet): readonly number[] {
  const indices: number[] = [];
  for (let i = 0; i < words.length; i += 1) {
    for (let word = words[i] ?? 0; word !== 0; word &= word - 1) {
      indices.push(i * WORD + 31 - Math.clz32(word & -word));
    }
  }
  return indices;
}

/** Names in the catalogue's order, which is alphabetical without regard to case. */
export function actionsOf(catalog: Catalog, set: ActionSet): readonly Action[] {
  return indicesOf(set).flatMap((index) => catalog.actions[index] ?? []);
}
