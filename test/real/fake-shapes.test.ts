/**
 * The fake says nothing that AWS could not say, and no collector asks for what AWS does not take, or
 * reads what AWS does not name so: all held to the models that AWS publishes with botocore.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseApiAnswer } from '../../src/collect/surroundings/api-answer.js';
import { readerOf } from '../../src/collect/surroundings/readers.js';
import { accountHandlers } from '../aws/account.js';
import { type Fake, startFake } from '../aws/fake.js';
import { note, noted, noting, type Reads } from '../aws/recording.js';
import { richAccountHandlers } from '../aws/rich-account.js';
import { runCollection } from '../aws/run.js';

const hasBotocore = spawnSync('python3', ['-c', 'import botocore']).status === 0;

test.skipIf(!hasBotocore)(
  'questions and answers have the shapes of AWS’s models',
  { timeout: 120_000 },
  async () => {
    const reads: Reads = new Map();
    const asked = [
      ...(await exchanged(accountHandlers(), reads)),
      ...(await exchanged(richAccountHandlers(), reads)),
    ];
    expect(asked.length).toBeGreaterThan(150);
    expect(reads.size).toBeGreaterThan(70);
    const told = [...reads].map(([operation, paths]) => ({ operation, reads: [...paths].sort() }));
    const { stdout, stderr } = checked([...asked, ...told]);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^[78]\d operations checked/);
  },
);

test.skipIf(!hasBotocore)('what AWS would not say or take is found', () => {
  const user = { Path: 1, UserName: 'mara', Shoes: 2, CreateDate: true };
  const { stdout } = checked([
    { operation: 'iam:GetUser', input: { UserNam: 'mara' }, answer: { User: user } },
    { operation: 'kms:ListKeys', input: { Limit: 5000 }, answer: { Keys: {} } },
    { operation: 'iam:ListUsers', reads: ['Users[].UserName', 'Users[].Shoes', 'Users.Path'] },
  ]);
  expect(stdout.trim().split('\n')).toEqual([
    'iam:GetUser takes no UserNam',
    'iam:GetUser.User.Arn: missing',
    'iam:GetUser.User.CreateDate: no timestamp',
    'iam:GetUser.User.Path: no text',
    'iam:GetUser.User.Shoes: no member',
    'iam:GetUser.User.UserId: missing',
    'iam:ListUsers has no Users.Path',
    'iam:ListUsers has no Users[].Shoes',
    'kms:ListKeys.Keys: no list',
    'kms:ListKeys: Limit 5000 is not from 1 to 1000',
  ]);
});

type Checked =
  | Fake['answers'][number]
  | { readonly operation: string; readonly reads: readonly string[] };

function checked(asked: readonly Checked[]) {
  return spawnSync('python3', ['test/real/botocore/check.py'], {
    input: JSON.stringify(asked, asData),
    encoding: 'utf8',
  });
}

/** @param reads takes what collectors read of answers as they come, and the fold of those that were kept */
async function exchanged(
  handlers: Parameters<typeof startFake>[0],
  reads: Reads,
): Promise<Fake['answers']> {
  const out = mkdtempSync(join(tmpdir(), 'leastwise-shapes-'));
  const fake = await startFake(handlers);
  try {
    await runCollection(fake, out, { wrap: noting(reads) });
    readKept(out, reads);
    return fake.answers;
  } finally {
    await fake.close();
    rmSync(out, { recursive: true, force: true });
  }
}

function readKept(out: string, reads: Reads): void {
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter(
    (name) => name.endsWith('.json.gz') && !name.includes('AWSLogs'),
  )) {
    const lines = gunzipSync(readFileSync(join(out, file)))
      .toString('utf8')
      .trim()
      .split('\n');
    for (const line of lines) {
      const kept = parseApiAnswer(JSON.parse(line));
      const reader = kept === undefined ? undefined : readerOf(kept.operation);
      if (kept === undefined || reader === undefined) continue;
      const paths = new Set<string>();
      const answer = noted(kept.answer, (path) => paths.add(path));
      reader.read({ ...kept, answer }, reader.source);
      for (const path of asAwsSpells(paths)) note(reads, kept.operation, path);
    }
  }
}

/**
 * Instances are kept without the reservations around them, an answer on a key may name its user, and a
 * member that is not there is tried in lower case, too.
 */
function asAwsSpells(paths: ReadonlySet<string>): readonly string[] {
  return [...paths]
    .filter((path) => {
      const upper = path.replace(
        /(^|\.)([a-z])(?=\w*$)/,
        (_, dot, first) => dot + first.toUpperCase(),
      );
      return upper === path || !paths.has(upper);
    })
    .map((path) => path.replace(/^Instances(?=$|\[)/, 'Reservations[].Instances'))
    .filter((path) => path !== 'UserArn');
}

/** What JSON has no word for, so that Python can tell it from text. */
function asData(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const raw = this[key];
  if (raw instanceof Date) return { $date: raw.toISOString() };
  return raw instanceof Map ? { $map: [...raw] } : value;
}
