import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActionSet,
  actionsOf,
  equalSets,
  intersect,
  minus,
  sizeOf,
  union,
} from '../../src/catalog/action-set.js';
import { accessLevelOf, loadCatalog } from '../../src/catalog/catalog.js';
import { compactExact, compressActions } from '../../src/policy/compress.js';
import {
  type ActionElement,
  createActionExpander,
  expandActions,
  expandPatterns,
} from '../../src/policy/expand-actions.js';

const catalog = loadCatalog();
const expander = createActionExpander(catalog);
const lossless = { wildcards: 'lossless' } as const;

/** Few services, so that what is granted and what is kept meet. */
const SERVICES = ['ec2', 's3', 'iam', 'sqs', 'lambda', 'acm-pca', 'ec2-instance-connect'];
const someName = fc.constantFrom(
  ...catalog.actions.filter((action) => SERVICES.includes(action.split(':')[0] ?? '')),
);
const somePattern = fc.oneof(
  someName,
  fc.tuple(someName, fc.integer({ min: 4, max: 14 })).map(([name, at]) => `${name.slice(0, at)}*`),
  fc
    .tuple(someName, fc.nat(12))
    .map(([name, at]) => `${name.split(':')[0]}:*${name.slice(-at - 1)}`),
  fc
    .tuple(someName, fc.integer({ min: 3, max: 12 }))
    .map(([name, at]) => `${name.slice(0, at)}?${name.slice(at + 1)}`),
  fc.constantFrom(...SERVICES).map((prefix) => `${prefix}:*`),
  fc.constantFrom('*', 'nowhere:Nothing', 'NOWHERE:Get*', 'ec2:*Tags', '*:Get*', 'S3:GET*'),
);
const someElement: fc.Arbitrary<ActionElement> = fc.record({
  negated: fc.boolean(),
  patterns: fc.array(somePattern, { minLength: 1, maxLength: 6 }),
});
/** Much or little, with holes: kept sets come from verdicts, and follow the words of names. */
const someKept = fc
  .tuple(fc.array(somePattern, { maxLength: 8 }), fc.array(somePattern, { maxLength: 4 }))
  .map(([added, taken]) => minus(expandPatterns(expander, added), expandPatterns(expander, taken)));
const everyCase = (check: (element: ActionElement, kept: ActionSet) => void) =>
  fc.assert(fc.property(someElement, someKept, check), { numRuns: 40 });

const compress = (element: ActionElement, kept: ActionSet) =>
  compressActions(expander, element, kept, lossless);

function regexOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i');
}

function grants({ negated, patterns }: ActionElement, action: string): boolean {
  return patterns.some((pattern) => regexOf(pattern).test(action)) !== negated;
}

describe('compressActions', () => {
  test('grants exactly what was granted and is kept', () => {
    everyCase((element, kept) => {
      const wanted = intersect(expandActions(expander, element), kept);
      expect(equalSets(expandActions(expander, compress(element, kept)), wanted)).toBe(true);
      const spelled = compressActions(expander, element, kept, { wildcards: 'none' });
      expect(equalSets(expandActions(expander, spelled), wanted)).toBe(true);
    });
  });

  test('grants nothing new of what AWS may add', () => {
    const filler = fc.stringMatching(/^[A-Za-z*?]{0,8}$/);
    fc.assert(
      fc.property(
        someElement,
        someKept,
        fc.array(filler, { minLength: 1, maxLength: 5 }),
        (element, kept, fillers) => {
          const { negated, patterns } = compress(element, kept);
          if (negated) return;
          for (const pattern of patterns) {
            for (const text of ['', ...fillers]) {
              const action = pattern.replaceAll('*', text).replaceAll('?', text[0] ?? 'x');
              if (!grants(element, action)) expect.fail(`${action} of ${pattern}`);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('changes nothing the second time', () => {
    everyCase((element, kept) => {
      const once = compress(element, kept);
      expect(compress(once, kept)).toEqual(once);
      expect(compress(element, expandActions(expander, once))).toEqual(once);
    });
  });

  test('does not depend on order, case or repetition', () => {
    everyCase((element, kept) => {
      const once = compress(element, kept);
      fc.pre(once !== element);
      const { negated, patterns } = element;
      expect(compress({ negated, patterns: [...patterns, ...patterns].reverse() }, kept)).toEqual(
        once,
      );
    });
  });

  test('introduces a wildcard for three known actions at least, none of them permissions management', () => {
    everyCase((element, kept) => {
      const { patterns } = compress(element, kept);
      const introduced = patterns.filter(
        (pattern) => pattern.includes('*') && !element.patterns.includes(pattern),
      );
      for (const pattern of introduced) {
        const matched = actionsOf(catalog, expandPatterns(expander, [pattern]));
        expect(matched.length).toBeGreaterThanOrEqual(3);
        expect(matched.map((action) => accessLevelOf(catalog, action))).not.toContain(
          'Permissions management',
        );
      }
    });
  });

  test('is sorted, without repetition', () => {
    everyCase((element, kept) => {
      const { patterns } = compress(element, kept);
      if (patterns === element.patterns) return;
      const folded = patterns.map((pattern) => pattern.toLowerCase());
      expect(folded).toEqual([...new Set(folded)].sort());
    });
  });

  test('keeps what the catalogue does not know', () => {
    everyCase((element, kept) => {
      if (element.negated || !element.patterns.includes('nowhere:Nothing')) return;
      expect(
        compress(element, kept).patterns.some((pattern) =>
          regexOf(pattern).test('nowhere:Nothing'),
        ),
      ).toBe(true);
    });
  });
});

describe('compactExact', () => {
  test('expands to exactly the set', () => {
    fc.assert(
      fc.property(someElement, someKept, (element, kept) => {
        for (const set of [
          kept,
          expandActions(expander, element),
          union(kept, expandActions(expander, element)),
        ]) {
          const patterns = compactExact(catalog, set);
          expect(equalSets(expandPatterns(expander, patterns), set)).toBe(true);
          expect(patterns.length).toBeLessThanOrEqual(sizeOf(set));
        }
      }),
      { numRuns: 25 },
    );
  });
});
