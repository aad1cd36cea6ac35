import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateDistinct, mergeSketches, sketchOf } from '../../src/model/sketch.js';

const keys = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, n) => `arn:aws:s3:::reports/2026/${from + n}.csv`);

test('few are counted exactly, many within a fifth', () => {
  expect(estimateDistinct(sketchOf(keys(0, 200)))).toBe(200);
  for (const many of [1_000, 30_000, 400_000]) {
    const estimate = estimateDistinct(sketchOf(keys(0, many)));
    expect(Math.abs(estimate - many) / many).toBeLessThan(0.2);
  }
});

test('order, repetition and how they were put together do not matter', () => {
  const someKeys = fc.array(fc.string(), { maxLength: 400 });
  fc.assert(
    fc.property(someKeys, someKeys, (a, b) => {
      const together = sketchOf([...a, ...b]);
      expect(mergeSketches(sketchOf(a), sketchOf(b))).toEqual(together);
      expect(sketchOf([...b, ...a, ...b].toReversed())).toEqual(together);
    }),
    { numRuns: 50 },
  );
});
