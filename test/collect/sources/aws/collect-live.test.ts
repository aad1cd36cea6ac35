/** A live collection of a healthy account: what it writes, and what it asks a second time. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCollection } from '../../../../src/collect/index.js';
import type { Send } from '../../../../src/collect/sources/aws/session.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import { audit } from '../../../../src/index.js';
import type { Result } from '../../../../src/model/result.js';
import { accountHandlers, authorizationDetails } from '../../../aws/account.js';
import { type Fake, type Handlers, startFake } from '../../../aws/fake.js';
import { runCollection } from '../../../aws/run.js';
import { CATALOG } from '../../../world.js';

let out: string;
let fake: Fake | undefined;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'leastwise-live-'));
});
afterEach(async () => {
  await fake?.close();
  fake = undefined;
  rmSync(out, { recursive: true, force: true });
});

async function fakeOf(handlers: Handlers = {}): Promise<Fake> {
  fake = await startFake({ ...accountHandlers(), ...handlers });
  return fake;
}

const catalog = CATALOG;

async function auditOf(folder: string): Promise<Result> {
  const collection = startCollection(catalog);
  for await (const event of readFiles([folder])) collection.add(event);
  return audit(collection.finish(), catalog, { windowDays: 90 });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

test('a healthy account is read whole, into files of the owner alone', async () => {
  const run = await runCollection(await fakeOf(), out);
  expect(run.units.filter(({ status }) => status !== 'complete')).toEqual([]);
  expect(run.of('authorization-details').items).toBe(3);
  expect(run.of('trail-files', 'us-east-1').items).toBe(5);
  for (const file of filesBelow(out)) expect(statSync(file).mode & 0o077).toBe(0);
  const result = await auditOf(out);
  expect(result.identities.map(({ name }) => name).sort()).toEqual(['dock', 'mara', 'ship']);
  expect(result.accounting.uses).toBe(5);
  expect(result.collection.missing).toEqual([]);
});

test('pages are merged, and a second run within hours asks for nothing but the caller', async () => {
  const pages = Array.from({ length: 7 }, (_, n) => [`pier-${n}`, `quay-${n}`]);
  const handlers = { 'iam:GetAccountAuthorizationDetails': authorizationDetails(pages) };
  const one = await fakeOf(handlers);
  await runCollection(one, out);
  expect((await auditOf(out)).identities).toHaveLength(15);
  const before = one.calls.length;
  await runCollection(one, out);
  expect(one.calls.slice(before).map(({ operation }) => operation)).toEqual([
    'sts:GetCallerIdentity',
  ]);
});

test('event history of all regions is read side by side: each waits for a limit of its own', async () => {
  const regions = ['us-east-1', ...Array.from({ length: 15 }, (_, n) => `eu-west-${n + 1}`)];
  const one = await fakeOf({
    'ec2:DescribeRegions': () => ({
      answer: { regionInfo: regions.map((regionName) => ({ regionName })) },
    }),
  });
  const waiting = new Set<string>();
  let meet: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    meet = resolve;
  });
  const wrap =
    (send: Send): Send =>
    async (region, operation, ...rest) => {
      if (operation === 'cloudtrail:LookupEvents') {
        waiting.add(region);
        if (waiting.size === regions.length) meet();
        await all;
      }
      return send(region, operation, ...rest);
    };
  await runCollection(one, out, { sources: ['authorization-details', 'lookup-events'], wrap });
  expect([...waiting].sort()).toEqual([...regions].sort());
});
