/** Folders that could not be opened: how far what they held reaches, and when it is there again. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { startCollection } from '../../src/collect/index.js';
import { readFiles } from '../../src/collect/sources/files.js';
import { holeOfPlace } from '../../src/collect/unread-place.js';

const TRAIL = 'in/AWSLogs/o-ab12/111122223333/CloudTrail';

test.each([
  { path: `${TRAIL}/eu-west-1/2026/02`, is: '111122223333 eu-west-1 2026-01-31T22..2026-03-01T00' },
  {
    path: `${TRAIL}/eu-west-1/2026/12/31`,
    is: '111122223333 eu-west-1 2026-12-30T22..2027-01-01T00',
  },
  { path: `${TRAIL}/eu-west-1/2026`, is: '111122223333 eu-west-1 2025-12-31T22..2027-01-01T00' },
  { path: `${TRAIL}/eu-west-1`, is: '111122223333 eu-west-1 ..' },
  { path: TRAIL, is: '111122223333  ..' },
  { path: 'in/AWSLogs', is: '  ..' },
  { path: `${TRAIL}/eu-west-1/2026/02/pages`, is: '  ..' },
])('$path may have held anything of $is', ({ path, is }) => {
  const { account = '', region = '', from = '', to = '' } = holeOfPlace(path);
  expect(`${account} ${region} ${from.slice(0, 13)}..${to.slice(0, 13)}`).toBe(is);
});

test('a file that is read in it fills the hole, in a later run, too', () => {
  const catalog = loadCatalog();
  const closed = startCollection(catalog);
  const place = `${TRAIL}/eu-west-1`;
  const message = 'cannot read folder';
  closed.add({ type: 'problem', problem: { kind: 'unreadable-file', message }, unread: place });
  const before = closed.finish();
  expect(before.coverage.holes.map(({ file }) => file)).toEqual([place]);
  const later = startCollection(catalog, before);
  expect(later.checkpoint().coverage.holes).toHaveLength(1);
  const file = { name: `${place}/2026/x.json.gz`, input: 'in', kind: 'cloudtrail' } as const;
  later.add({ type: 'begin', file });
  later.add({ type: 'end', status: 'read', problems: [] });
  const after = later.finish();
  expect({ holes: after.coverage.holes, problems: after.problems }).toEqual({
    holes: [],
    problems: [],
  });
});

test('a link that leads nowhere is such a place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'AWSLogs'));
  const unread: (string | undefined)[] = [];
  for await (const event of readFiles([folder])) {
    if (event.type === 'problem') unread.push(event.unread);
  }
  rmSync(folder, { recursive: true });
  expect(unread).toEqual([join(folder, 'AWSLogs')]);
});
