/** Both readers find the same: whole evidence, member by member. */
import { describe, expect, test } from 'vitest';
import { loadCatalog, readFiles, readsOfEvent, startCollection } from '../../src/index.js';
import type { Evidence } from '../../src/model/evidence.js';

const catalog = loadCatalog();

async function evidenceOf(input: string, reader: 'fast' | 'plain'): Promise<Evidence> {
  const collection = startCollection(catalog);
  const options =
    reader === 'plain'
      ? {}
      : { readsOf: (source: string, name: string) => readsOfEvent(catalog, source, name) };
  let batches = 0;
  for await (const event of readFiles([input], options)) {
    if (event.type === 'batch') batches++;
    collection.add(event);
  }
  expect(batches > 0).toBe(reader === 'fast');
  return collection.finish();
}

describe('the fast reader finds what the plain one finds', () => {
  test('in the example account', async () => {
    const input = 'fixtures/accounts/meadow/input';
    const [fast, plain] = [await evidenceOf(input, 'fast'), await evidenceOf(input, 'plain')];
    expect(JSON.stringify(fast)).toBe(JSON.stringify(plain));
  });
});
