/** Worker threads run JavaScript files, so this suite bundles the readers as they are shipped. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReadFilesOptions } from '../../../src/collect/sources/files.js';
import { loadCatalog, readFiles, readsOfEvent, startCollection } from '../../../src/index.js';
import { trailRecord } from '../trail-records.js';

const catalog = loadCatalog();
const readsOf = (source: string, name: string) => readsOfEvent(catalog, source, name);
const folder = mkdtempSync(join(tmpdir(), 'leastwise-crew-'));
const logs = join(folder, 'logs');
let bundled: typeof readFiles;

beforeAll(async () => {
  await build({
    entryPoints: ['src/collect/sources/files.ts', 'src/collect/sources/trail-worker.ts'],
    outdir: join(folder, 'bundle'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    outExtension: { '.js': '.js' },
  });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  bundled = (await import(pathToFileURL(join(folder, 'bundle/files.js')).href)).readFiles;
  mkdirSync(logs);
  const regions = ['eu-west-1', 'us-east-1', 'ap-southeast-2'];
  for (let file = 0; file < 24; file++) {
    const region = regions[file % 3] ?? '';
    const records = Array.from({ length: 60 }, (_, n) =>
      trailRecord({
        // Hardly to be packed, so that the logs are worth a crew.
        userAgent: randomBytes(2400).toString('base64'),
        eventID: `00000000-0000-4000-8000-${String(file * 50 + n).padStart(12, '0')}`,
        eventTime: `2026-03-02T${String(file).padStart(2, '0')}:00:${String(n % 60).padStart(2, '0')}Z`,
        eventName: n % 7 === 0 ? 'StopInstances' : 'DescribeInstances',
        awsRegion: region,
        requestParameters: { instancesSet: { items: [{ instanceId: `i-${n % 5}` }] } },
        ...(n === 30
          ? { eventTime: `2026-03-02T${String(file).padStart(2, '0')}:00:00+00:00` }
          : {}),
      }),
    );
    const text = JSON.stringify({ Records: records });
    const content = gzipSync(file === 7 ? text.slice(0, -200) : text);
    const name = `111122223333_CloudTrail_${region}_20260302T${String(file).padStart(2, '0')}05Z_f.json.gz`;
    writeFileSync(join(logs, name), file === 11 ? Buffer.concat([content, content]) : content);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function evidenceOf(read: typeof readFiles, options: ReadFilesOptions): Promise<string> {
  const collection = startCollection(catalog);
  for await (const event of read([logs], options)) collection.add(event);
  return JSON.stringify(collection.finish());
}

test('workers find what one thread finds, in the same order', async () => {
  let workers = 0;
  const count = (): void => {
    workers++;
  };
  process.on('worker', count);
  const byCrew = await evidenceOf(bundled, { readsOf });
  process.off('worker', count);
  expect(workers).toBeGreaterThan(0);
  expect(byCrew).toBe(await evidenceOf(readFiles, { readsOf }));
  expect(byCrew).toBe(await evidenceOf(readFiles, {}));
});

test('a reader that stops early leaves no worker behind', async () => {
  for await (const event of bundled([logs], { readsOf })) if (event.type === 'batch') break;
});
