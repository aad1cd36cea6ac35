/**
 * Which known actions an `Action` or `NotAction` element matches.
 *
 * Closed world: says nothing about actions that the catalogue does not know. What a pattern matches
 * is remembered as slices of the catalogue, so a pattern that many policies share is worked out once.
 * Source: IAM User Guide, "IAM JSON policy elements: Action" and "… NotAction".
 */
import {
  type ActionRange,
  type ActionSet,
  fullSet,
  minus,
  setOfRanges,
} from '../catalog/action-set.js';
import { type Catalog, foldAction } from '../catalog/catalog.js';
import type { Statement } from '../model/policy.js';
import { matchesGlob } from './match.js';

export type ActionElement = Statement['actions'];

/** Keep one per audit. It only remembers: any two over the same catalogue answer alike. */
export type ActionExpander = {
  readonly catalog: Catalog;
  /** Slices of the catalogue that a pattern matches: ascending, apart from each other. */
  readonly rangesOf: (pattern: string) => readonly ActionRange[];
};

/** Some 30,000 distinct patterns occur in an account of 5,000 roles; hostile input has no end. */
const REMEMBERED_PATTERNS = 100_000;

export function createActionExpander(catalog: Catalog): ActionExpander {
  const remembered = new Map<string, readonly ActionRange[]>();
  const names = nameIndexOf(catalog);
  const rangesOf = (pattern: string) => {
    const known = remembered.get(pattern);
    if (known !== undefined) return known;
    const ranges = findRanges(catalog, names, normalForm(pattern));
    if (remembered.size >= REMEMBERED_PATTERNS) remembered.clear();
    remembered.set(pattern, ranges);
    return ranges;
  };
  return { catalog, rangesOf };
}

/** Folded, and a run of stars is one: 100,000 of them would be walked for every name. */
function normalForm(pattern: string): string {
  return foldAction(pattern).replace(/\*+/g, '*');
}

function findRanges(catalog: Catalog, names: NameIndex, folded: string): readonly ActionRange[] {
  const wildcard = folded.search(/[*?]/);
  if (wildcard < 0) {
    const index = catalog.positions.get(folded);
    return index === undefined ? [] : [{ first: index, end: index + 1 }];
  }
  const slice = sliceOfPrefix(catalog, folded.slice(0, wildcard));
  if (folded.slice(wildcard) === '*') return slice.first < slice.end ? [slice] : [];
  return matchesWithin(catalog, names, slice, folded);
}

/** The actions whose folded text starts with `prefix`, which has no wildcard. */
export function sliceOfPrefix({ folded }: Catalog, prefix: string): ActionRange {
  const first = firstPosition(folded, (text) => text >= prefix);
  const end = firstPosition(folded, (text) => text >= prefix && !text.startsWith(prefix));
  return { first, end };
}

/** Binary search: `holds` is false up to some position, and true from there on. */
function firstPosition<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** All names in one text: hostile input holds thousands of patterns that start with a star. */
type NameIndex = {
  readonly text: string;
  /** Where each name starts; one more at the end. */
  readonly starts: readonly number[];
};

function nameIndexOf({ folded }: Catalog): NameIndex {
  const starts = [0];
  for (const name of folded) starts.push((starts.at(-1) ?? 0) + name.length + 1);
  return { text: `${folded.join('\n')}\n`, starts };
}

/** Looks only at names that hold the longest literal text of the pattern. */
function matchesWithin(
  { folded }: Catalog,
  { text, starts }: NameIndex,
  { first, end }: ActionRange,
  pattern: string,
): readonly ActionRange[] {
  const longest = pattern.split(/[*?]+/).reduce((a, b) => (b.length > a.length ? b : a), '');
  const least = pattern.replaceAll('*', '').length;
  const ranges: { first: number; end: number }[] = [];
  let index = first;
  while (index < end) {
    const at = text.indexOf(longest, starts[index]);
    if (at < 0) break;
    index = firstPosition(starts, (start) => start > at) - 1;
    const name = folded[index] ?? '';
    if (index < end && name.length >= least && matchesGlob(pattern, name)) {
      const open = ranges.at(-1);
      if (open?.end === index) open.end = index + 1;
      else ranges.push({ first: index, end: index + 1 });
    }
    index += 1;
  }
  return ranges;
}

export function expandPatterns(expander: ActionExpander, patterns: readonly string[]): ActionSet {
  return setOfRanges(expander.catalog, patterns.flatMap(expander.rangesOf));
}

/** `NotAction` is everything but the union of its patterns. */
export function expandActions(
  expander: ActionExpander,
  { negated, patterns }: ActionElement,
): ActionSet {
  const matched = expandPatterns(expander, patterns);
  return negated ? minus(fullSet(expander.catalog), matched) : matched;
}

/** The patterns, wildcard or not, that match no known action: sorted, each once, as written. */
export function unknownNames(
  { rangesOf }: ActionExpander,
  patterns: readonly string[],
): readonly string[] {
  return [...new Set(patterns)].filter((pattern) => rangesOf(pattern).length === 0).sort();
}
