/**
 * The fake says nothing that AWS could not say, and no collector asks for what AWS does not take: both
 * held to the models that AWS publishes with botocore.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accountHandlers } from '../aws/account.js';
import { type Fake, startFake } from '../aws/fake.js';
import { richAccountHandlers } from '../aws/rich-account.js';
import { runCollection } from '../aws/run.js';

const hasBotocore = spawnSync('python3', ['-c', 'import botocore']).status === 0;

test.skipIf(!hasBotocore)(
  'questions and answers have the shapes of AWS’s models',
  { timeout: 120_000 },
  async () => {
    const asked = [
      ...(await exchanged(accountHandlers())),
      ...(await exchanged(richAccountHandlers())),
    ];
    expect(asked.length).toBeGreaterThan(150);
    const { stdout, stderr } = checked(asked);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^7\d operations checked/);
  },
);

test.skipIf(!hasBotocore)('what AWS would not say or take is found', () => {
  const user = { Path: 1, UserName: 'mara', Shoes: 2, CreateDate: true };
  const { stdout } = checked([
    { operation: 'iam:GetUser', input: { UserNam: 'mara' }, answer: { User: user } },
    { operation: 'kms:ListKeys', input: { Limit: 5000 }, answer: { Keys: {} } },
  ]);
  expect(stdout.trim().split('\n')).toEqual([
    'iam:GetUser takes no UserNam',
    'iam:GetUser.User.Arn: missing',
    'iam:GetUser.User.CreateDate: no timestamp',
    'iam:GetUser.User.Path: no text',
    'iam:GetUser.User.Shoes: no member',
    'iam:GetUser.User.UserId: missing',
    'kms:ListKeys.Keys: no list',
    'kms:ListKeys: Limit 5000 is not from 1 to 1000',
  ]);
});

function checked(asked: Fake['answers']) {
  return spawnSync('python3', ['test/real/botocore/check.py'], {
    input: JSON.stringify(asked, asData),
    encoding: 'utf8',
  });
}

async function exchanged(handlers: Parameters<typeof startFake>[0]): Promise<Fake['answers']> {
  const out = mkdtempSync(join(tmpdir(), 'leastwise-shapes-'));
  const fake = await startFake(handlers);
  try {
    await runCollection(fake, out);
    return fake.answers;
  } finally {
    await fake.close();
    rmSync(out, { recursive: true, force: true });
  }
}

/** What JSON has no word for, so that Python can tell it from text. */
function asData(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  if (raw instanceof Date) return { $date: raw.toISOString() };
  return raw instanceof Map ? { $map: [...raw] } : value;
}
