/**
 * Writes a set of actions as few readable patterns.
 *
 * `compressActions` narrows one `Action` or `NotAction` element and never widens it, not even for
 * actions that AWS adds later: every pattern it emits lies, over all strings, inside what the element
 * matched. Where that is not plain to see it emits names. The decider proves the result again.
 * `compactExact` serves reports, where only today's catalogue counts.
 *
 * The choice is greedy by characters saved, then what became superfluous is dropped.
 */
import {
  type ActionRange,
  type ActionSet,
  actionsOf,
  equalSets,
  hasIndex,
  indicesOf,
  intersect,
  minus,
  setOfIndices,
  setOfRanges,
  sizeOf,
} from '../catalog/action-set.js';
import { accessLevelOf, type Catalog, foldAction } from '../catalog/catalog.js';
import { choosePatterns, type Overgrant, type Style } from './choose-patterns.js';
import {
  type ActionElement,
  type ActionExpander,
  expandActions,
  expandPatterns,
} from './expand-actions.js';
import { matchesGlob } from './match.js';

export type CompressOptions = {
  /**
   * `lossless` introduces wildcards that match no known action beyond those kept; `none` introduces
   * none. Wildcards of the element that are kept whole stay in both.
   */
  readonly wildcards: 'lossless' | 'none';
  /** `readable` unless said otherwise. */
  readonly style?: Style;
  /** Wildcards may match unused actions too, within a budget; never those that manage permissions. */
  readonly overgrant?: Overgrant;
  /** A service that is wanted whole may be written `svc:*`, with what manages permissions. */
  readonly wholeServices?: true;
};

/**
 * Narrows an element to the actions in `kept` that it grants.
 *
 * When that is all it grants, it comes back as it is, `NotAction` included; otherwise the answer is a
 * positive list, sorted. A pattern of an `Action` element that matches no known action stays: nothing
 * is known against it.
 */
export function compressActions(
  expander: ActionExpander,
  element: ActionElement,
  kept: ActionSet,
  { wildcards, style = 'readable', overgrant, wholeServices }: CompressOptions,
): ActionElement {
  const { catalog } = expander;
  const granted = expandActions(expander, element);
  const wanted = intersect(granted, kept);
  if (equalSets(granted, wanted)) return element;
  const services = wholeServices ? servicesWithin(catalog, wanted, languageOf(element)) : [];
  const own = element.negated ? [] : keptWhole(expander, element.patterns, wanted);
  const whole = services.length === 0 ? own : withoutCovered([...new Set([...services, ...own])]);
  const rest = minus(wanted, expandPatterns(expander, whole));
  const narrowed =
    wildcards === 'none'
      ? actionsOf(catalog, rest)
      : choosePatterns(catalog, {
          rest,
          mayMatch: minus(wanted, permissionsManagement(catalog, wanted)),
          isInside: languageOf(element),
          style,
          ...(overgrant === undefined ? {} : { overgrant }),
        });
  return { negated: false, patterns: sortPatterns([...whole, ...narrowed]) };
}

function servicesWithin(
  catalog: Catalog,
  wanted: ActionSet,
  isInside: (pattern: string) => boolean,
): readonly string[] {
  return [...catalog.services.values()]
    .filter((service) => isWhole(service, wanted))
    .map(({ prefix }) => `${prefix}:*`)
    .filter(isInside);
}

/** Patterns that match exactly the set in this release of the catalogue. For reading, not for policies. */
export function compactExact(catalog: Catalog, set: ActionSet): readonly string[] {
  if (sizeOf(set) === catalog.actions.length) return ['*'];
  const services = [...catalog.services.values()].filter((service) => isWhole(service, set));
  const rest = minus(set, setOfRanges(catalog, services));
  return sortPatterns([
    ...services.map(({ prefix }) => `${prefix}:*`),
    ...choosePatterns(catalog, { rest, mayMatch: set, isInside: () => true, style: 'readable' }),
  ]);
}

function isWhole({ first, end }: ActionRange, set: ActionSet): boolean {
  for (let index = first; index < end; index += 1) if (!hasIndex(set, index)) return false;
  return true;
}

function sortPatterns(patterns: readonly string[]): readonly string[] {
  const keyed = patterns.map((pattern) => ({ pattern, folded: foldAction(pattern) }));
  keyed.sort((a, b) => (a.folded < b.folded ? -1 : a.folded > b.folded ? 1 : 0));
  return keyed.map(({ pattern }) => pattern);
}

/** These are always written out, so that whoever reads the policy sees each of them. */
function permissionsManagement(catalog: Catalog, set: ActionSet): ActionSet {
  const indices = indicesOf(set).filter((index) => {
    const action = catalog.actions[index];
    return action !== undefined && accessLevelOf(catalog, action) === 'Permissions management';
  });
  return setOfIndices(catalog, indices);
}

/** Patterns all of whose known actions are wanted, without those that lie inside another one. */
function keptWhole(
  expander: ActionExpander,
  patterns: readonly string[],
  wanted: ActionSet,
): readonly string[] {
  const byFolded = new Map<string, string>();
  for (const pattern of patterns.toSorted()) {
    if (!expander.rangesOf(pattern).every((range) => isWhole(range, wanted))) continue;
    const folded = foldAction(pattern);
    if (!byFolded.has(folded)) byFolded.set(folded, canonicalSpelling(expander.catalog, pattern));
  }
  return withoutCovered([...byFolded.values()]);
}

function canonicalSpelling(catalog: Catalog, pattern: string): string {
  const position = catalog.positions.get(foldAction(pattern));
  return (position === undefined ? undefined : catalog.actions[position]) ?? pattern;
}

/** Only wildcards can cover others; names, of which a policy may list thousands, are not compared. */
function withoutCovered(patterns: readonly string[]): readonly string[] {
  const wildcards = patterns.filter(isWildcard);
  const isCovered = (pattern: string) =>
    wildcards.some(
      (other) =>
        includesGlob(foldAction(other), foldAction(pattern)) &&
        !includesGlob(foldAction(pattern), foldAction(other)),
    );
  return patterns.filter((pattern) => !isCovered(pattern));
}

function isWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Whether every string that `inner` matches is matched by `outer`, both folded, as far as one look can
 * tell: `outer` reads `inner` as text, where only a star may take a star. True is certain, false is not.
 */
function includesGlob(outer: string, inner: string): boolean {
  if (outer.includes('?') && isWildcard(inner)) return outer === inner;
  return matchesGlob(outer, inner);
}

/** Tells of a wildcard pattern whether all it can ever match is inside the element's language. */
function languageOf({ negated, patterns }: ActionElement): (pattern: string) => boolean {
  const shapes = [...new Set(patterns.map(foldAction))].map(shapeOf);
  if (negated) {
    return (pattern) => {
      const shape = shapeOf(foldAction(pattern));
      return shapes.every((excluded) => areApart(shape, excluded));
    };
  }
  const wildcards = shapes.filter(({ text }) => isWildcard(text));
  return (pattern) => wildcards.some(({ text }) => includesGlob(text, foldAction(pattern)));
}

/** A folded pattern, and its text before the first wildcard and behind the last one. */
type Shape = { readonly text: string; readonly head: string; readonly tail: string };

function shapeOf(text: string): Shape {
  const first = text.search(/[*?]/);
  const last = Math.max(text.lastIndexOf('*'), text.lastIndexOf('?'));
  return first < 0
    ? { text, head: text, tail: text }
    : { text, head: text.slice(0, first), tail: text.slice(last + 1) };
}

/** Whether no string can match both, as far as heads and tails tell. True is certain, false is not. */
function areApart(wildcard: Shape, other: Shape): boolean {
  if (!isWildcard(other.text)) return !matchesGlob(wildcard.text, other.text);
  const mayStartAlike =
    wildcard.head.startsWith(other.head) || other.head.startsWith(wildcard.head);
  const mayEndAlike = wildcard.tail.endsWith(other.tail) || other.tail.endsWith(wildcard.tail);
  return !mayStartAlike || !mayEndAlike;
}
