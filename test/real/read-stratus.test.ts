import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readFiles } from '../../src/collect/sources/files.js';
import { readAll } from '../collect/sources/read-all.js';

const FOLDER = fileURLToPath(new URL('../../../shared/data/stratus-account', import.meta.url));

describe.skipIf(!existsSync(FOLDER))('the stratus account, where its data are at hand', () => {
  test('every record of every file is read, what is granted first', async () => {
    const { files, problems } = await readAll(readFiles([FOLDER]));
    expect(problems).toEqual([]);
    expect(files.filter(({ end }) => end.status !== 'read').map(({ file }) => file.name)).toEqual([
      `${FOLDER}/LICENSE`,
    ]);
    const kinds = files.map(({ file }) => file.kind);
    expect(kinds.slice(0, 2).sort()).toEqual(['authorization-details', 'unrecognised']);
    expect(kinds.slice(2)).toEqual(Array(55).fill('cloudtrail'));
    const records = files.flatMap((file) => file.records);
    const count = (kind: string): number => records.filter((one) => one.kind === kind).length;
    expect(['cloudtrail', 'user', 'role', 'managed-policy', 'broken'].map(count)).toEqual([
      2900, 6, 15, 4, 0,
    ]);
  });
});
