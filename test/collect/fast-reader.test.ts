/** Both readers find the same: whole evidence, member by member. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCatalog, readFiles, readsOfEvent, startCollection } from '../../src/index.js';
import type { Evidence } from '../../src/model/evidence.js';
import { DEPLOYER, OTHER_ACCOUNT, trailRecord } from './trail-records.js';

const catalog = loadCatalog();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leastwise-both-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function evidenceOf(input: string, reader: 'fast' | 'plain'): Promise<Evidence> {
  const collection = startCollection(catalog);
  const readsOf = (source: string, name: string) => readsOfEvent(catalog, source, name);
  let batches = 0;
  for await (const event of readFiles([input], reader === 'plain' ? {} : { readsOf })) {
    if (event.type === 'batch') batches++;
    collection.add(event);
  }
  if (reader === 'fast') expect(batches).toBeGreaterThan(0);
  return collection.finish();
}

async function sameEvidence(input: string): Promise<Evidence> {
  const [fast, plain] = [await evidenceOf(input, 'fast'), await evidenceOf(input, 'plain')];
  expect(JSON.stringify(fast)).toBe(JSON.stringify(plain));
  return fast;
}

const recordAt = (n: number, change: object = {}): object =>
  trailRecord({
    eventID: `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`,
    eventTime: `2026-03-02T10:${`${n % 60}`.padStart(2, '0')}:00Z`,
    ...change,
  });
const listOf = (...records: readonly object[]): string => JSON.stringify({ Records: records });
const name = (suffix: string, account = '111122223333'): string =>
  `${account}_CloudTrail_eu-west-1_20260302T1105Z_${suffix}.json.gz`;

/** One sound file beside the one in question. */
function putBoth(content: Buffer, fileName = name('odd')): void {
  writeFileSync(join(folder, name('sound')), gzipSync(listOf(recordAt(1), recordAt(2))));
  writeFileSync(join(folder, fileName), content);
}

describe('the fast reader finds what the plain one finds', () => {
  test('in the example account', async () => {
    await sameEvidence('fixtures/accounts/meadow/input');
  });

  const sound = gzipSync(listOf(recordAt(11), recordAt(12)));
  const broken = Buffer.from(sound);
  broken[broken.length - 6] = (broken.at(-6) ?? 0) ^ 1;
  test.each([
    { why: 'a gzip member behind another', content: Buffer.concat([sound, sound]), kinds: [] },
    {
      why: 'bytes behind the gzip data',
      content: Buffer.concat([sound, Buffer.from('more')]),
      kinds: ['unreadable-file'],
    },
    { why: 'a checksum that fails', content: broken, kinds: ['unreadable-file'] },
    { why: 'gzip data cut short', content: sound.subarray(0, -20), kinds: ['truncated-file'] },
    {
      why: 'a gzip bomb',
      content: gzipSync(`{"Records":[{"note":"${'x'.repeat(100_000_000)}"}]}`),
      kinds: ['record-too-large'],
    },
    { why: 'no gzip at all', content: Buffer.from(listOf(recordAt(11))), kinds: [] },
  ])('in a file with $why', async ({ content, kinds }) => {
    putBoth(content);
    const { problems, coverage } = await sameEvidence(folder);
    expect(problems.map(({ kind }) => kind)).toEqual(kinds);
    expect(coverage.holes.length > 0).toBe(kinds.length > 0);
  });

  test('two trails that deliver the same events: they count once', async () => {
    for (const trail of ['one', 'two']) {
      mkdirSync(join(folder, trail));
      writeFileSync(join(folder, trail, name(trail)), gzipSync(listOf(recordAt(1), recordAt(2))));
    }
    const { usage, sources } = await sameEvidence(folder);
    expect(usage.uses.map(({ count }) => count)).toEqual([2]);
    expect(sources.map(({ ignored }) => ignored)).toEqual([{ 'duplicate-event': 2 }]);
  });

  test('functions that call as a role', async () => {
    const by = (credentialsIssuedTo: string) => ({
      userIdentity: { ...DEPLOYER, inScopeOf: { issuerType: 'AWS::…', credentialsIssuedTo } },
    });
    const resize = 'arn:aws:lambda:eu-west-1:111122223333:function:resize';
    putBoth(
      gzipSync(
        listOf(
          recordAt(21, by(resize)),
          recordAt(23, by(resize)),
          recordAt(24, by('arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1234def567890')),
        ),
      ),
    );
    const { usage } = await sameEvidence(folder);
    expect(usage.roleHolders).toMatchObject([
      {
        caller: { id: 'AROA4DEPLOYER7EXAMPL' },
        resource: resize,
        lastSeen: '2026-03-02T10:23:00Z',
        count: 2,
      },
    ]);
  });

  test('a trail of another account is told apart', async () => {
    const theirs = recordAt(21, { recipientAccountId: OTHER_ACCOUNT });
    putBoth(gzipSync(listOf(theirs)), name('theirs', OTHER_ACCOUNT));
    const { coverage } = await sameEvidence(folder);
    expect(coverage.management.map(({ account }) => account)).toEqual([
      '111122223333',
      OTHER_ACCOUNT,
    ]);
  });

  test('an event later than the delivery of its file counts as of the delivery, and is named', async () => {
    const odd = [recordAt(31, { eventTime: '2099-01-01T00:00:00Z' }), recordAt(32)];
    putBoth(gzipSync(listOf(...odd)));
    const { coverage, usage, problems } = await sameEvidence(folder);
    expect(coverage.lastRecord).toBe('2026-03-02T12:05:00Z');
    expect(usage.uses.reduce((sum, { count }) => sum + count, 0)).toBe(4);
    expect(problems).toMatchObject([{ kind: 'bad-record', at: '2099-01-01T00:00:00Z' }]);
  });

  test('events from the future and a name with a line break', async () => {
    putBoth(gzipSync(listOf(recordAt(31, { eventTime: '2099-01-01T00:00:00Z' }))), 'a\nb.json.gz');
    const { coverage, usage } = await sameEvidence(folder);
    expect(coverage.lastRecord).toBe('2099-01-01T00:00:00Z');
    expect(usage.uses.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});
