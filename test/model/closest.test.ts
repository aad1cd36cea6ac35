import { describe, expect, test } from 'vitest';
import { closest } from '../../src/model/closest.js';

const names = ['meadow-auditor', 'meadow-ci-deployer', 'meadow-sandbox', 'sam.rivers'];

describe('names that may have been meant', () => {
  test.each([
    { text: 'sam.river', expected: ['sam.rivers'], why: 'a letter short' },
    { text: 'Meadow-Sandbx', expected: ['meadow-sandbox'], why: 'case does not count' },
    { text: 'deployer', expected: ['meadow-ci-deployer'], why: 'part of a name' },
    { text: 'grace.okafor', expected: [], why: 'too far from everybody' },
    { text: '', expected: [], why: 'nothing was written' },
    { text: 'x'.repeat(100_000), expected: [], why: 'long text costs no more' },
  ])('$text: $why', ({ text, expected }) => expect(closest(text, names)).toEqual(expected));
});
