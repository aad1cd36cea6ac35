/** Rows of the smaller tables: those alike in one period become one, old days become months. */
import { addDays, earlier, type Instant, later, periodOf } from '../../model/time.js';
import { FOLD_LIMITS } from './fold-uses.js';
import type { Table } from './tables.js';

type Counted = {
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** Sorted; what comes out depends on the rows alone. */
export function foldRows<Row>(
  table: Table<Row>,
  rows: readonly Row[],
  daysKept: number = FOLD_LIMITS.daysKept,
): readonly Row[] {
  const newest = rows.reduce<Instant | undefined>((at, row) => {
    if (!isCounted(row)) return at;
    return at === undefined ? row.lastSeen : later(at, row.lastSeen);
  }, undefined);
  const firstKept = newest === undefined ? '' : addDays(newest, -daysKept).slice(0, 10);
  const byKey = new Map<string, Row>();
  for (const row of rows) {
    const key = `${textsOf(table, row)}\n${isCounted(row) ? foldedPeriod(row, firstKept) : ''}`;
    const known = byKey.get(key);
    byKey.set(key, known === undefined ? row : merged(known, row));
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function isCounted(row: unknown): row is Counted {
  return typeof row === 'object' && row !== null && 'firstSeen' in row;
}

function foldedPeriod({ firstSeen, lastSeen }: Counted, firstKept: string): string {
  const period = periodOf(firstSeen, lastSeen);
  return period >= firstKept || period.length < firstKept.length
    ? period
    : period.slice(0, 'yyyy-mm'.length);
}

function textsOf<Row>({ cells }: Table<Row>, row: Row): string {
  return JSON.stringify(
    cells.flatMap((cell) =>
      cell.kind === 'text'
        ? (cell.of(row) ?? '')
        : cell.kind === 'instant' && !isCounted(row)
          ? cell.of(row)
          : [],
    ),
  );
}

function merged<Row>(a: Row, b: Row): Row {
  if (!isCounted(a) || !isCounted(b)) return a;
  return {
    ...a,
    firstSeen: earlier(a.firstSeen, b.firstSeen),
    lastSeen: later(a.lastSeen, b.lastSeen),
    count: a.count + b.count,
  };
}
