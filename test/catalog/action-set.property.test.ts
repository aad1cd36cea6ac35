import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ActionSet,
  actionsOf,
  emptySet,
  equalSets,
  fullSet,
  hasAction,
  hasIndex,
  indicesOf,
  intersect,
  isEmptySet,
  isSubset,
  minus,
  setOfActions,
  setOfIndices,
  setOfRanges,
  sizeOf,
  sizeWithin,
  union,
} from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';

const catalog = loadCatalog();
const last = catalog.actions.length - 1;
const someIndices = fc.array(
  fc.oneof(fc.nat(last), fc.constantFrom(0, 31, 32, 63, 64, last - 1, last)),
  { maxLength: 60 },
);
const someSet = someIndices.map((indices) => setOfIndices(catalog, indices));
const same = (a: ActionSet, b: ActionSet) => expect(equalSets(a, b)).toBe(true);

test('a set is the set of its indices', () => {
  fc.assert(
    fc.property(someIndices, (indices) => {
      const sorted = [...new Set(indices)].sort((a, b) => a - b);
      const set = setOfIndices(catalog, indices);
      expect(indicesOf(set)).toEqual(sorted);
      expect(sizeOf(set)).toBe(sorted.length);
      expect(isEmptySet(set)).toBe(sorted.length === 0);
      expect(actionsOf(catalog, set)).toEqual(sorted.map((index) => catalog.actions[index]));
      same(setOfActions(catalog, actionsOf(catalog, set)), set);
    }),
  );
});

test('set operations agree with those on plain sets', () => {
  fc.assert(
    fc.property(someIndices, someIndices, (left, right) => {
      const [a, b] = [setOfIndices(catalog, left), setOfIndices(catalog, right)];
      const inRight = new Set(right);
      same(union(a, b), setOfIndices(catalog, [...left, ...right]));
      same(
        intersect(a, b),
        setOfIndices(
          catalog,
          left.filter((index) => inRight.has(index)),
        ),
      );
      same(
        minus(a, b),
        setOfIndices(
          catalog,
          left.filter((index) => !inRight.has(index)),
        ),
      );
      expect(isSubset(a, b)).toBe(left.every((index) => inRight.has(index)));
    }),
  );
});

test('laws of set algebra', () => {
  const full = fullSet(catalog);
  fc.assert(
    fc.property(someSet, someSet, someSet, (a, b, c) => {
      same(minus(full, minus(full, a)), a);
      same(minus(full, union(a, b)), intersect(minus(full, a), minus(full, b)));
      same(intersect(a, union(b, c)), union(intersect(a, b), intersect(a, c)));
      same(union(minus(a, b), intersect(a, b)), a);
      same(union(a, emptySet(catalog)), a);
      same(intersect(a, full), a);
    }),
  );
});

test('ranges are their indices, at every alignment', () => {
  fc.assert(
    fc.property(fc.nat(200), fc.nat(200), (first, length) => {
      const indices = Array.from({ length }, (_, i) => first + i);
      same(setOfRanges(catalog, [{ first, end: first + length }]), setOfIndices(catalog, indices));
    }),
  );
});

test('what is counted within a range is what it has in common with a set', () => {
  fc.assert(
    fc.property(someSet, fc.nat(last), fc.nat(200), (set, first, length) => {
      const range = { first, end: Math.min(first + length, last + 1) };
      for (const whole of [set, fullSet(catalog)]) {
        const common = intersect(whole, setOfRanges(catalog, [range]));
        expect(sizeWithin(whole, range)).toBe(sizeOf(common));
      }
    }),
  );
});

test('the full set has every action and nothing beyond', () => {
  const full = fullSet(catalog);
  expect(sizeOf(full)).toBe(catalog.actions.length);
  expect(hasIndex(full, last)).toBe(true);
  expect(hasIndex(full, last + 1)).toBe(false);
  expect(hasAction(catalog, full, 'S3:getobject')).toBe(true);
  expect(hasAction(catalog, full, 's3:Nonsense')).toBe(false);
});

test('names that the catalogue does not know are left out', () => {
  expect(isEmptySet(setOfActions(catalog, ['s3:Nonsense', 's3:Get*', '']))).toBe(true);
});

test('operands are never changed', () => {
  const set = setOfIndices(catalog, [1, 5]);
  union(set, fullSet(catalog));
  minus(set, fullSet(catalog));
  expect(indicesOf(set)).toEqual([1, 5]);
});

test('sets of two catalogues do not mix', () => {
  const other: ActionSet = { universe: 1, words: new Uint32Array(1) };
  expect(() => union(fullSet(catalog), other)).toThrow('two catalogues');
});
