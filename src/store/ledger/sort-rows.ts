/**
 * Sorts millions of rows by columns of small numbers: least significant digit first, 16 bits each.
 * Columns that fit into 32 bits together are one key, so that there are few passes over all rows.
 */
const KEY_BITS = 32;
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/** Rows are alike when all keys are; the key that decides first comes first. */
export function packKeys(rows: number, columns: readonly Uint32Array[]): readonly Uint32Array[] {
  const keys: { readonly key: Uint32Array; bits: number }[] = [];
  for (const column of columns.toReversed()) {
    const bits = KEY_BITS - Math.clz32(largest(column, rows));
    const open = keys.at(-1);
    if (open !== undefined && open.bits + bits <= KEY_BITS) {
      addAbove(open.key, column, rows, open.bits);
      open.bits += bits;
    } else {
      keys.push({ key: column.slice(0, rows), bits });
    }
  }
  return keys.map(({ key }) => key).toReversed();
}

function addAbove(key: Uint32Array, column: Uint32Array, rows: number, shift: number): void {
  // A shift by all 32 bits is one by none: there is nothing above, and nothing to add.
  if (shift >= KEY_BITS) return;
  for (let row = 0; row < rows; row++) {
    key[row] = ((key[row] ?? 0) | ((column[row] ?? 0) << shift)) >>> 0;
  }
}

/**
 * @param keys from `packKeys`, or any columns
 * @returns row numbers in order; rows alike stay as they were
 */
export function sortedRows(rows: number, keys: readonly Uint32Array[]): Uint32Array {
  let order = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) order[row] = row;
  let spare = new Uint32Array(rows);
  for (const key of keys.toReversed()) {
    const most = largest(key, rows);
    for (let shift = 0; shift < KEY_BITS && most >>> shift > 0; shift += DIGIT_BITS) {
      placeByDigit(order, spare, key, shift);
      [order, spare] = [spare, order];
    }
  }
  return order;
}

function largest(column: Uint32Array, rows: number): number {
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const value = column[row] ?? 0;
    if (value > most) most = value;
  }
  return most;
}

function placeByDigit(
  from: Uint32Array,
  to: Uint32Array,
  column: Uint32Array,
  shift: number,
): void {
  const next = new Uint32Array(DIGITS + 1);
  for (let n = 0; n < from.length; n++) {
    const digit = ((column[from[n] ?? 0] ?? 0) >>> shift) & (DIGITS - 1);
    next[digit + 1] = (next[digit + 1] ?? 0) + 1;
  }
  for (let digit = 0; digit < DIGITS; digit++) {
    next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
  }
  for (let n = 0; n < from.length; n++) {
    const row = from[n] ?? 0;
    const digit = ((column[row] ?? 0) >>> shift) & (DIGITS - 1);
    const place = next[digit] ?? 0;
    to[place] = row;
    next[digit] = place + 1;
  }
}
