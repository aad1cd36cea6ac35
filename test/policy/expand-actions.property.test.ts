import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  actionsOf,
  equalSets,
  fullSet,
  intersect,
  isEmptySet,
  union,
} from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import {
  createActionExpander,
  expandActions,
  expandPatterns,
} from '../../src/policy/expand-actions.js';

const catalog = loadCatalog();
const expander = createActionExpander(catalog);

/** Patterns cut out of real names: `s3:Get*`, `*Object`, `ec2:?escribe*s`, in odd case. */
const somePattern = fc
  .record({
    action: fc.constantFrom(...catalog.actions),
    cuts: fc.array(
      fc.record({
        at: fc.nat(40),
        length: fc.nat(12),
        by: fc.constantFrom('*', '?', '', '**', '*?', '?*'),
      }),
      { maxLength: 3 },
    ),
    spelling: fc.constantFrom('same', 'upper', 'lower'),
  })
  .map(({ action, cuts, spelling }) => {
    let text: string = action;
    for (const { at, length, by } of cuts) text = text.slice(0, at) + by + text.slice(at + length);
    if (spelling === 'upper') return text.toUpperCase();
    return spelling === 'lower' ? text.toLowerCase() : text;
  });

/** One regular expression over all names: slow, and plain to see. */
function expandNaively(pattern: string): readonly string[] {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const regex = new RegExp(`^${source}$`, 'i');
  return catalog.actions.filter((action) => regex.test(action));
}

test('agrees with a regular expression over all names', () => {
  fc.assert(
    fc.property(somePattern, (pattern) => {
      expect(actionsOf(catalog, expandPatterns(expander, [pattern]))).toEqual(
        expandNaively(pattern),
      );
    }),
    { numRuns: 400 },
  );
});

test('remembering changes nothing', () => {
  fc.assert(
    fc.property(fc.array(somePattern, { maxLength: 6 }), (patterns) => {
      const anew = expandPatterns(createActionExpander(catalog), patterns);
      expect(equalSets(expandPatterns(expander, patterns), anew)).toBe(true);
      expect(equalSets(expandPatterns(expander, patterns.toReversed()), anew)).toBe(true);
    }),
  );
});

test('NotAction and Action of the same patterns split everything', () => {
  fc.assert(
    fc.property(fc.array(somePattern, { maxLength: 6 }), (patterns) => {
      const named = expandActions(expander, { negated: false, patterns });
      const others = expandActions(expander, { negated: true, patterns });
      expect(isEmptySet(intersect(named, others))).toBe(true);
      expect(equalSets(union(named, others), fullSet(catalog))).toBe(true);
    }),
  );
});
