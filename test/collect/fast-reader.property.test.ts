/** Both readers find the same, whatever is written into the logs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadCatalog, readFiles, readsOfEvent, startCollection } from '../../src/index.js';
import { FIXTURE_RECORDS, mutatedRecord, randomFrom } from './mutated-records.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 40);

const catalog = loadCatalog();
const folder = mkdtempSync(join(tmpdir(), 'leastwise-readers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Read = { readonly evidence: string; readonly batched: number; readonly odd: number };

async function read(reader: 'fast' | 'plain'): Promise<Read> {
  const collection = startCollection(catalog);
  const readsOf = (source: string, name: string) => readsOfEvent(catalog, source, name);
  let batched = 0;
  let odd = 0;
  for await (const event of readFiles([folder], reader === 'fast' ? { readsOf } : {})) {
    if (event.type === 'batch') {
      batched += event.batch.shapes.length;
      odd += event.batch.odd.length;
    }
    collection.add(event);
  }
  return { evidence: JSON.stringify(collection.finish(), null, 1), batched, odd };
}

async function expectEqual(files: readonly (string | Buffer)[]): Promise<Read> {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  files.forEach((content, n) => {
    const minute = `${n % 60}`.padStart(2, '0');
    const named = `111122223333_CloudTrail_eu-west-1_20260302T11${minute}Z_file${n}.json.gz`;
    writeFileSync(join(folder, n % 3 === 2 ? `log-${n}.json.gz` : named), gzipSync(content));
  });
  const [fast, plain] = [await read('fast'), await read('plain')];
  expect(fast.evidence).toBe(plain.evidence);
  return fast;
}

const seeds = fc.array(fc.nat(), { minLength: 1, maxLength: 60, size: 'max' });
const fileOf = (records: readonly string[]): string => `{"Records":[${records.join(',')}]}`;

describe('the fast reader finds what the plain one finds', () => {
  test('in records changed at random', async () => {
    let records = 0;
    let odd = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(seeds, { minLength: 1, maxLength: 3 }), async (files) => {
        const read = await expectEqual(
          files.map((file) => fileOf(file.map((n) => mutatedRecord(n, FIXTURE_RECORDS, 0.6)))),
        );
        records += read.batched;
        odd += read.odd;
      }),
      { numRuns: RUNS },
    );
    // Else the test would compare the plain reader with itself.
    expect(odd).toBeLessThan(records / 3);
    expect(records).toBeGreaterThan(RUNS * 20);
  });

  test('in files with a byte changed, or cut', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.nat(), async (file, seed) => {
        const random = randomFrom(seed);
        const bytes = Buffer.from(fileOf(file.map((n) => mutatedRecord(n, FIXTURE_RECORDS, 0.2))));
        const at = Math.floor(random() * bytes.length);
        if (random() < 0.3) await expectEqual([bytes.subarray(0, at)]);
        else {
          bytes[at] = random() < 0.5 ? Math.floor(random() * 256) : (bytes[at] ?? 0) ^ 1;
          await expectEqual([bytes]);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
