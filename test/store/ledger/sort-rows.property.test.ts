import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packKeys, sortedRows } from '../../../src/store/ledger/sort-rows.js';

const someBits = fc.constantFrom(0, 1, 7, 16, 17, 31, 32);
const someColumns = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.array(someBits, { minLength: 1, maxLength: 5 }))
  .chain(([rows, bits]) =>
    fc.tuple(
      ...bits.map((width) =>
        fc
          .array(fc.integer({ min: 0, max: 2 ** width - 1 }), { minLength: rows, maxLength: rows })
          .map((values) => Uint32Array.from(values)),
      ),
    ),
  );

test('rows come in the order of their columns, the first one first, and rows alike stay', () => {
  fc.assert(
    fc.property(someColumns, (columns) => {
      const rows = columns[0]?.length ?? 0;
      const differs = (a: number, b: number): number => {
        const column = columns.find((each) => each[a] !== each[b]);
        return column === undefined ? a - b : (column[a] ?? 0) - (column[b] ?? 0);
      };
      const expected = Array.from({ length: rows }, (_, row) => row).sort(differs);
      expect([...sortedRows(rows, columns)]).toEqual(expected);
      const keys = packKeys(rows, columns);
      expect([...sortedRows(rows, keys)]).toEqual(expected);
      for (let row = 1; row < rows; row++) {
        const alike = keys.every((key) => key[row] === key[row - 1]);
        expect(alike).toBe(columns.every((column) => column[row] === column[row - 1]));
      }
    }),
    { numRuns: 300 },
  );
});
