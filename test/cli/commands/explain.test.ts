import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEvidence } from '../../../src/store/index.js';
import { collectMeadow } from '../../meadow.js';
import { runCaptured as leastwise } from '../run-captured.js';

let dir: string;

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-explain-'));
  const { evidence } = await collectMeadow();
  const store = openEvidence(dir, { toolVersion: '0.0.0' });
  store.commit({ evidence, filesRead: [], eventIds: new Uint32Array() });
  store.close();
}, 60_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('answers', () => {
  test('explain says it in text', async () => {
    const { exit, out } = await leastwise('explain', dir, 'sam.rivers', 'ec2:StartInstances');
    expect(exit).toBe(0);
    expect(out).toContain('used: seen in the log');
  });

  test('explain and who-can say it in JSON', async () => {
    const explained = await leastwise('explain', dir, 'sam.rivers', '--format', 'json');
    expect(JSON.parse(explained.out)).toMatchObject({
      kind: 'identity',
      identity: { name: 'sam.rivers' },
    });
    const words = ['who-can', dir, 'ec2:StartInstances', '--format', 'json'];
    const who = await leastwise(...words, '--context', 'aws:RequestedRegion=eu-west-1');
    const { rows, asked } = JSON.parse(who.out);
    expect(asked).toBe(33);
    expect(rows).toContainEqual(
      expect.objectContaining({
        identity: expect.objectContaining({ name: 'sam.rivers' }),
        access: 'allowed',
        verdict: 'used',
      }),
    );
  });

  test('a longer window is taken over', async () => {
    const words = ['explain', dir, 'diego.fuentes', 'rds:RebootDBInstance', '--format', 'json'];
    const wide = await leastwise(...words, '--window', '120');
    expect(JSON.parse(wide.out).verdict.verdict).toBe('used');
  });
});

describe('mistakes of the user', () => {
  test.each([
    { words: ['explain', 'DIR', 'sam.river'], says: 'did you mean `sam.rivers`' },
    { words: ['explain', 'DIR', 'sam.rivers', 'ec2'], says: '`ec2` is no action' },
    {
      words: ['explain', 'DIR', 'sam.rivers', 'ec2:*', 'arn:aws:ec2:eu-west-1:111122223333:vpc/v'],
      says: 'a resource goes with one action',
    },
    {
      words: ['explain', 'DIR', 'sam.rivers', 's3:GetObject', 'meadow-orders-prod'],
      says: '`meadow-orders-prod` is no ARN of one resource',
    },
    { words: ['who-can', 'DIR', 's3:Get*'], says: '`s3:Get*` is no action' },
    {
      words: ['who-can', 'DIR', 's3:GetObject', '--context', 'eu-west-1'],
      says: '--context takes KEY=VALUE',
    },
    {
      words: ['who-can', 'DIR', 's3:GetObject', '--format', 'xml'],
      says: '--format takes text or',
    },
    { words: ['who-can', 'DIR', 's3:GetObject', '--window', 'x'], says: '--window takes a number' },
    { words: ['who-can', '/nowhere', 's3:GetObject'], says: 'no evidence in `/nowhere`' },
    { words: ['explain', 'DIR'], says: "missing required argument 'identity'" },
  ])('$words: $says', async ({ words, says }) => {
    const { exit, out, err } = await leastwise(...words.map((one) => (one === 'DIR' ? dir : one)));
    expect(exit).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(says);
  });
});
