import { expect, test } from 'vitest';
import { packSegment } from '../../../src/store/ledger/segment.js';
import { packRows, USES, unpackRows } from '../../../src/store/ledger/tables.js';
import { readUses } from '../../../src/store/ledger/use-columns.js';
import { use } from '../ledger-samples.js';

const refused = use('2026-03-02', {
  outcome: 'denied',
  errorCode: 'AccessDenied',
  denial: 'no session policy allows it',
});

test('a denied call keeps which policy refused it', async () => {
  const bytes = packRows(USES, [refused]);
  expect(await unpackRows(USES, bytes)).toEqual([refused]);
  expect((await readUses(1, [bytes])).variants).toMatchObject([{ denial: refused.denial }]);
});

test('segments of before that was kept are read; those without another column are refused', async () => {
  const without = (name: string) => {
    const cells = USES.cells.filter((cell) => cell.name !== name);
    const rows = cells.map(({ kind }) => (kind === 'text' ? ['denied', 'denied'] : [1, 2]));
    return packSegment(USES.name, cells, rows as string[][]);
  };
  expect((await readUses(2, [without('denial')])).variants).toMatchObject([{ denial: '' }]);
  expect(await unpackRows(USES, without('denial'))).toMatchObject([
    { denial: undefined },
    { denial: undefined },
  ]);
  await expect(readUses(2, [without('region')])).rejects.toThrow('no column region');
});
