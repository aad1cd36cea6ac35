/** A damaged trail file leaves a hole, and fetched again it fills it. */
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { startCollection } from '../../src/collect/index.js';
import type { SourceFile } from '../../src/collect/records.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Instant } from '../../src/model/time.js';

const catalog = loadCatalog();
const file = (name: string): SourceFile => ({
  name: `logs/${name}`,
  input: 'logs',
  kind: 'cloudtrail',
  trail: {
    account: '111122223333',
    region: 'eu-west-1',
    deliveredAt: '2026-10-01T10:00:00Z' as Instant,
  },
});

function read(name: string, status: 'read' | 'failed', previous?: Evidence): Evidence {
  const collection = startCollection(catalog, previous);
  collection.add({ type: 'begin', file: file(name) });
  const problem = { kind: 'truncated-file', message: 'it is cut short' } as const;
  collection.add({ type: 'end', status, problems: status === 'read' ? [] : [problem] });
  return collection.finish();
}

test.each([
  { again: 'a.json.gz', status: 'read' as const, holes: 0, why: 'the same file, whole' },
  { again: 'a.json.gz', status: 'failed' as const, holes: 1, why: 'the same file, damaged again' },
  { again: 'b.json.gz', status: 'read' as const, holes: 1, why: 'another file' },
])('$why', ({ again, status, holes }) => {
  const first = read('a.json.gz', 'failed');
  expect(first.coverage.holes).toMatchObject([{ file: 'a.json.gz' }]);
  expect(read(again, status, first).coverage.holes).toHaveLength(holes);
});
