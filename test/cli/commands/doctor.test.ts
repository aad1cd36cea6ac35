/** `leastwise doctor --mapping`: every record is told of, and what is unmapped says what it costs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MappingReport } from '../../../src/model/mapping-report.js';
import { MEADOW } from '../../meadow.js';
import { runCaptured as leastwise } from '../run-captured.js';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-doctor-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function record(n: number, eventSource: string, eventName: string, userIdentity: unknown): unknown {
  return {
    eventVersion: '1.11',
    eventID: `0f0f0f0f-0000-4000-8000-${String(n).padStart(12, '0')}`,
    eventTime: `2026-10-0${n + 1}T09:00:00Z`,
    eventSource,
    eventName,
    awsRegion: 'eu-west-1',
    readOnly: true,
    managementEvent: true,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    requestParameters: null,
    responseElements: null,
    userIdentity,
  };
}

const MARA = {
  type: 'IAMUser',
  principalId: 'AIDAMARAXXXXXXXXXXXXX',
  arn: 'arn:aws:iam::111122223333:user/mara',
  accountId: '111122223333',
  userName: 'mara',
};
const ROOT = { type: 'Root', principalId: '111122223333', accountId: '111122223333' };

function logOf(records: readonly unknown[], name = 'log.json'): string {
  const file = join(dir, name);
  writeFileSync(file, JSON.stringify({ Records: records }));
  return file;
}

async function mappingOf(input: string): Promise<MappingReport> {
  const { out } = await leastwise('doctor', '--mapping', input, '--format', 'json');
  return JSON.parse(out) as MappingReport;
}

describe('over logs', () => {
  test('each record is of one kind, and an unmapped one says where it lies and whom it blocks', async () => {
    const file = logOf([
      record(0, 'sqs.amazonaws.com', 'ListQueues', MARA),
      record(1, 'sqs.amazonaws.com', 'FoldQueue', MARA),
      record(2, 'sqs.amazonaws.com', 'FoldQueue', ROOT),
      record(3, 'tide.example.net', 'Ebb', { type: 'IAMUser' }),
      record(1, 'sqs.amazonaws.com', 'FoldQueue', MARA),
      { eventTime: '2026-10-01T09:00:00Z' },
    ]);
    const { exit, out } = await leastwise('doctor', '--mapping', file, '--format', 'json');
    const report = JSON.parse(out) as MappingReport;
    expect(exit).toBe(3);
    expect(report).toMatchObject({ records: 6, unreadable: 1 });
    expect(report.total).toEqual({
      mapped: 1,
      ignored: { 'duplicate-event': 1 },
      unmapped: 3,
      notKept: 0,
    });
    expect(report.sources?.map(({ eventSource, unmapped }) => [eventSource, unmapped])).toEqual([
      ['sqs.amazonaws.com', 2],
      ['tide.example.net', 1],
    ]);
    expect(report.unmapped).toMatchObject([
      {
        eventName: 'FoldQueue',
        service: 'sqs',
        count: 2,
        example: { file, record: 1 },
        blocks: [{ caller: MARA.arn, count: 1 }],
        harmless: 1,
      },
      {
        eventName: 'Ebb',
        blocks: [{ caller: 'every identity of account 111122223333', count: 1 }],
      },
    ]);
  });

  test('names of files reach no terminal as they are', async () => {
    const file = logOf([record(0, 'sqs.amazonaws.com', 'FoldQueue', MARA)], 'a\u001b[2Jb.json');
    const { exit, out } = await leastwise('doctor', '--mapping', file);
    expect(exit).toBe(0);
    expect(out).toContain('blocks: actions of sqs stay unknown');
    expect(out).not.toContain('\u001b');
  });
});

test('over an evidence folder the counts are those of its audit', async () => {
  const out = join(dir, 'audit');
  await leastwise('audit', `${MEADOW}/input`, '--out', out, '--quiet');
  const stored = await mappingOf(out);
  const fresh = await mappingOf(`${MEADOW}/input`);
  expect(stored.records).toBeGreaterThan(1000);
  expect(stored.total).toEqual(fresh.total);
  expect(stored.sources).toBeUndefined();
});

test.each([
  { why: 'nothing is there', path: '/nowhere/at/all', says: 'there is no' },
  { why: 'no logs in it', path: 'package.json', says: 'holds no record of CloudTrail' },
])('usage error when $why', async ({ path, says }) => {
  const { exit, err } = await leastwise('doctor', '--mapping', path);
  expect(exit).toBe(2);
  expect(err).toContain(says);
});
