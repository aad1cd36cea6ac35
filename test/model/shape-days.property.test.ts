import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createShapeDays, dayOf, ODD_SHAPE, type ShapeDays } from '../../src/model/shape-days.js';

const DAY = 86_400;
const daysOf = createShapeDays();

const someRecord = fc.record({
  shape: fc.oneof(fc.nat(4), fc.constant(ODD_SHAPE)),
  // Few days, so that records share them; many, so that a shape has more than are looked at.
  at: fc
    .oneof(fc.integer({ min: 20_000, max: 20_002 }), fc.integer({ min: 20_000, max: 20_060 }))
    .chain((day) => fc.nat(DAY - 1).map((second) => day * DAY + second)),
});

const hoursIn = (days: ShapeDays, row: number): readonly number[] =>
  Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => (((days.hours[row] ?? 0) >>> hour) & 1) !== 0)
    .map((hour) => 24 * dayOf(days, row) + hour);

/** By shape and day, whatever rows they are in. */
function summed(days: ShapeDays): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<
    string,
    { count: number; first: number; last: number; hours: Set<number> }
  >();
  for (let row = 0; row < days.shapes.length; row++) {
    const [first = 0, last = 0, count = 0] = [days.first[row], days.last[row], days.count[row]];
    expect(Math.floor(first / DAY)).toBe(Math.floor(last / DAY));
    const key = `${days.shapes[row]} ${Math.floor(first / DAY)}`;
    const before = sums.get(key) ?? { count: 0, first, last, hours: new Set() };
    sums.set(key, {
      count: before.count + count,
      first: Math.min(before.first, first),
      last: Math.max(before.last, last),
      hours: new Set([...before.hours, ...hoursIn(days, row)]),
    });
  }
  return new Map(
    [...sums].map(([key, { count, first, last, hours }]) => [
      key,
      [count, first, last, ...[...hours].sort()],
    ]),
  );
}

test('each record is in the row of its shape and day, whatever the order', () => {
  let shared = 0;
  fc.assert(
    fc.property(fc.array(someRecord, { maxLength: 80, size: 'max' }), (records) => {
      const expected = new Map<string, number[]>();
      for (const { shape, at } of records) {
        if (shape === ODD_SHAPE) continue;
        const key = `${shape} ${Math.floor(at / DAY)}`;
        expected.set(key, [...(expected.get(key) ?? []), at]);
      }
      const columns = [records.map(({ shape }) => shape), records.map(({ at }) => at)];
      const [shapes, seconds] = columns.map((column) => Uint32Array.from(column));
      if (shapes === undefined || seconds === undefined) return;
      const days = daysOf(shapes, seconds);
      if (days.shapes.length < records.length / 2) shared++;
      expect(summed(days)).toEqual(
        new Map(
          [...expected].map(([key, times]) => {
            const hours = [...new Set(times.map((at) => Math.floor(at / 3600)))].sort();
            return [key, [times.length, Math.min(...times), Math.max(...times), ...hours]];
          }),
        ),
      );
    }),
    { numRuns: 200 },
  );
  expect(shared).toBeGreaterThan(20);
});
