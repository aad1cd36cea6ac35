import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Interval } from '../../src/model/coverage.js';
import { coveredIntervals, subtractHoles } from '../../src/model/intervals.js';
import { instantOfMs, msOf } from '../../src/model/time.js';

const HOUR_MS = 3_600_000;
const someHours = fc.array(fc.integer({ min: 490_000, max: 493_000 }), { maxLength: 200 });
const someHoles = fc.array(
  fc
    .tuple(fc.integer({ min: 490_000, max: 493_000 }), fc.integer({ min: 0, max: 100 }))
    .map(([hour, length]) => ({
      from: instantOfMs(hour * HOUR_MS),
      to: instantOfMs((hour + length) * HOUR_MS),
    })),
  { maxLength: 10 },
);
const covers = (intervals: readonly Interval[], ms: number): boolean =>
  intervals.some(({ from, to }) => msOf(from) <= ms && ms < msOf(to));

test('order and repetition of the hours change nothing', () => {
  fc.assert(
    fc.property(someHours, (hours) => {
      expect(coveredIntervals([...hours, ...hours].reverse())).toEqual(coveredIntervals(hours));
    }),
  );
});

test('every active hour is covered, nothing before the first or after the last, no overlaps', () => {
  fc.assert(
    fc.property(someHours, (hours) => {
      const intervals = coveredIntervals(hours);
      for (const hour of hours) expect(covers(intervals, hour * HOUR_MS)).toBe(true);
      const first = intervals[0];
      const last = intervals.at(-1);
      if (first !== undefined) expect(msOf(first.from)).toBe(Math.min(...hours) * HOUR_MS);
      if (last !== undefined) expect(msOf(last.to)).toBe((Math.max(...hours) + 1) * HOUR_MS);
      for (const [i, { from, to }] of intervals.entries()) {
        expect(from < to).toBe(true);
        expect(i === 0 || (intervals[i - 1]?.to ?? '') < from).toBe(true);
      }
    }),
  );
});

test('no hour inside a hole stays covered, and every covered hour outside the holes does', () => {
  fc.assert(
    fc.property(someHours, someHoles, (hours, holes) => {
      const all = coveredIntervals(hours);
      const left = subtractHoles(all, holes);
      for (let hour = 489_990; hour < 493_010; hour += 7) {
        const ms = hour * HOUR_MS;
        expect(covers(left, ms)).toBe(covers(all, ms) && !covers(holes, ms));
      }
      expect(subtractHoles(all, holes.toReversed())).toEqual(left);
    }),
  );
});
