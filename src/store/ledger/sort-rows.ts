/** Sorts millions of rows by columns of small numbers: least significant digit first, 16 bits each. */
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * @param columns the one that decides first comes first
 * @returns row numbers in order; rows alike stay as they were
 */
export function sortedRows(rows: number, columns: readonly Uint32Array[]): Uint32Array {
  let order = Uint32Array.from({ length: rows }, (_, row) => row);
  let spare = new Uint32Array(rows);
  for (const column of columns.toReversed()) {
    const most = largest(column, rows);
    for (let shift = 0; shift < 32 && most >>> shift > 0; shift += DIGIT_BITS) {
      placeByDigit(order, spare, column, shift);
      [order, spare] = [spare, order];
    }
  }
  return order;
}

function largest(column: Uint32Array, rows: number): number {
  let most = 0;
  for (let row = 0; row < rows; row++) most = Math.max(most, column[row] ?? 0);
  return most;
}

function placeByDigit(
  from: Uint32Array,
  to: Uint32Array,
  column: Uint32Array,
  shift: number,
): void {
  const next = new Uint32Array(DIGITS + 1);
  const digitOf = (row: number): number => ((column[row] ?? 0) >>> shift) & (DIGITS - 1);
  for (const row of from) next[digitOf(row) + 1] = (next[digitOf(row) + 1] ?? 0) + 1;
  for (let digit = 0; digit < DIGITS; digit++) {
    next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
  }
  for (const row of from) {
    const digit = digitOf(row);
    const place = next[digit] ?? 0;
    to[place] = row;
    next[digit] = place + 1;
  }
}
