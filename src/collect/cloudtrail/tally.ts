/** Rows that only count how often something was seen in a period, and when: first, last, number. */
import { earlier, type Instant, later, periodOf } from '../../model/time.js';

export type Counted<Row> = { readonly row: Row; first: Instant; last: Instant; count: number };
export type Counts = { readonly first: Instant; readonly last: Instant; readonly count: number };

export type Tally<Row> = {
  /** @returns false when there is no room for another row */
  readonly add: (key: string, row: Row, counts: Counts) => boolean;
  /** Sorted by key and period. */
  readonly rows: () => readonly Counted<Row>[];
  readonly size: () => number;
  readonly clear: () => void;
};

export function createTally<Row>(maxRows: number): Tally<Row> {
  const rows = new Map<string, Counted<Row>>();
  return {
    add: (keyInPeriod, row, { first, last, count }) => {
      const key = `${keyInPeriod}\n${periodOf(first, last)}`;
      const known = rows.get(key);
      if (known !== undefined) {
        known.first = earlier(known.first, first);
        known.last = later(known.last, last);
        known.count += count;
        return true;
      }
      if (rows.size >= maxRows) return false;
      rows.set(key, { row, first, last, count });
      return true;
    },
    rows: () => [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, counted]) => counted),
    size: () => rows.size,
    clear: () => rows.clear(),
  };
}
