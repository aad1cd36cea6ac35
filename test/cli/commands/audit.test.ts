import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../../src/model/result.js';
import { MEADOW } from '../../meadow.js';
import { runCaptured } from '../run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-audit-'));
const input = join(folder, 'input');
const trail = join(input, 'logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/10');
let runs = 0;

type Details = { readonly RoleDetailList: readonly { readonly RoleName: string }[] };

/** These hold nearly all of AWS: most of the time of an audit goes into what they keep. */
const LARGE = /^(AWSReservedSSO_.*|meadow-break-glass|meadow-orders-support|meadow-sandbox)$/;

/** The example without most of its log and its largest roles: quick to audit, many times over. */
beforeAll(() => {
  mkdirSync(trail, { recursive: true });
  for (const name of readdirSync(`${MEADOW}/input`)) {
    if (name.startsWith('authorization-details')) {
      const details = JSON.parse(readFileSync(`${MEADOW}/input/${name}`, 'utf8')) as Details;
      const RoleDetailList = details.RoleDetailList.filter((role) => !LARGE.test(role.RoleName));
      writeFileSync(join(input, name), JSON.stringify({ ...details, RoleDetailList }));
    } else if (name !== 'logs') cpSync(`${MEADOW}/input/${name}`, join(input, name));
  }
  cpSync(`${MEADOW}/input/logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/10`, trail, {
    recursive: true,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

type Audited = Awaited<ReturnType<typeof auditOf>>;
let first: Promise<Audited> | undefined;

/** One audit of the input for all tests that only look at what it left. */
function firstAudit(): Promise<Audited> {
  first ??= auditOf(input);
  return first;
}

async function auditOf(...words: readonly string[]) {
  const out = join(folder, `out-${runs++}`);
  const captured = await runCaptured('audit', '-o', out, ...words);
  const result = (): Result => JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as Result;
  return { ...captured, dir: out, result };
}

describe('mistakes of the user end with 2, a reason and what to do', () => {
  test.each([
    { words: ['nowhere'], err: /`nowhere`/, why: 'no such input' },
    {
      words: ['.', '--window', 'ninety'],
      err: /--window takes a number of days/,
      why: 'no number',
    },
    { words: ['.', '--window', '0'], err: /from 1 to/, why: 'an empty window' },
    { words: ['.', '--min-window', '-1'], err: /--min-window/, why: 'a negative minimum' },
    { words: ['.', '--as-of', 'yesterday'], err: /2026-11-20/, why: 'no instant' },
    { words: ['.', '--unobservable', 'drop'], err: /remove=s3/, why: 'an unknown treatment' },
    { words: ['.', '--format', 'pdf'], err: /summary/, why: 'an unknown format' },
    { words: ['.', '--fail-on', 'awful'], err: /critical/, why: 'an unknown severity' },
    { words: ['.', '--windows', '3'], err: /unknown option/, why: 'an unknown flag' },
    { words: [], err: /missing required argument/, why: 'no input at all' },
  ])('$why', async ({ words, err }) => {
    const { exit, out, err: said } = await auditOf(...words);
    expect(exit).toBe(2);
    expect(said).toMatch(err);
    expect(out).toBe('');
  });
});

describe('streams and codes', () => {
  test('results on stdout, everything else on stderr', async () => {
    const { exit, out, err, dir } = await auditOf(input, '--format', 'json=-');
    expect(exit).toBe(0);
    expect((JSON.parse(out) as Result).schema).toBe('leastwise.result/1');
    expect(err).toContain(dir);
  });

  test('quiet says nothing and writes all the same', async () => {
    const { out, err, result } = await auditOf(input, '--quiet');
    expect(out + err).toBe('');
    expect(result().identities.length).toBeGreaterThan(30);
  });

  test('--fail-on ends with 1 from its severity on', async () => {
    expect((await auditOf(input, '-q', '--fail-on', 'low')).exit).toBe(1);
    expect((await auditOf(input, '-q', '--fail-on', 'none')).exit).toBe(0);
  });

  test('the folder is for its owner only', async () => {
    const { dir } = await firstAudit();
    expect(statSync(dir).mode & 0o077).toBe(0);
    expect(statSync(join(dir, 'result.json')).mode & 0o077).toBe(0);
    expect(statSync(join(dir, 'evidence/facts-000001.json.gz')).mode & 0o077).toBe(0);
  });

  test('report renders the stored result again, the same', async () => {
    const { out, dir } = await firstAudit();
    expect((await runCaptured('report', dir)).out).toBe(out);
    expect((await runCaptured('report', join(folder, 'none'))).exit).toBe(2);
  });
});

describe('a broken log is a problem, a hole and exit 3; the rest is used', () => {
  test.each([
    {
      breakIt: (file: string) => truncateSync(file, statSync(file).size - 200),
      problem: /cut short/,
      why: 'truncated gzip',
    },
    {
      breakIt: (file: string) => appendFileSync(file, 'more'),
      problem: /bytes behind its gzip data/,
      why: 'bytes behind the gzip data',
    },
    {
      breakIt: (file: string) => writeFileSync(file, 'not a log'),
      problem: /no input that we know|cannot be|not valid JSON/,
      why: 'something else under the name of a log',
    },
    {
      breakIt: (file: string) => writeFileSync(file, '{"Records":[{"eventName":"X"}]}'),
      problem: /record 0 of/,
      why: 'a record without userIdentity',
    },
  ])('$why', async ({ breakIt, problem }) => {
    const broken = join(folder, `broken-${runs}`);
    cpSync(input, broken, { recursive: true });
    const logs = readdirSync(join(broken, trail.slice(input.length))).sort();
    breakIt(join(broken, trail.slice(input.length), logs[0] ?? ''));
    const { exit, result } = await auditOf(broken, '-q', '--min-window', '0', '--grace', '0');
    expect(exit).toBe(3);
    const { problems, holes, accounting } = result();
    expect(problems.some(({ message }) => problem.test(message))).toBe(true);
    expect(holes.length).toBeGreaterThan(0);
    const ignored = Object.values(accounting.ignored).reduce((sum, count) => sum + count, 0);
    expect(accounting.uses + ignored + accounting.problems).toBe(accounting.records);
    expect(accounting.uses).toBeGreaterThan(0);
  });

  test('a folder with nobody in it is no success: 3, and what to give', async () => {
    const wrong = join(folder, 'wrong');
    mkdirSync(wrong);
    writeFileSync(join(wrong, 'notes.txt'), 'buy seeds');
    const { exit, out } = await auditOf(wrong);
    expect(exit).toBe(3);
    expect(out).toContain('There is nobody to audit');
    expect(out).toContain('aws iam get-account-authorization-details');
  });

  test('a file that is no input is named, and not fatal', async () => {
    const mixed = join(folder, 'mixed');
    cpSync(input, mixed, { recursive: true });
    writeFileSync(join(mixed, 'notes.txt'), 'buy seeds');
    const { exit, result } = await auditOf(mixed, '-q');
    expect(exit).toBe(0);
    expect(result().sources.find(({ status }) => status === 'unrecognised')?.name).toMatch(
      /notes\.txt$/,
    );
  });
});

describe('running again', () => {
  test('reads no log twice and says the same', async () => {
    const { dir, out } = await firstAudit();
    const again = await runCaptured('audit', '-o', dir, input);
    expect(again.out).toBe(out);
  });

  test('an evidence folder is an input', async () => {
    const { dir, out } = await firstAudit();
    const copied = await auditOf(dir);
    expect(copied.out).toBe(out);
  });

  test('two evidence folders are one too many', async () => {
    const { dir } = await firstAudit();
    const other = join(folder, 'other');
    cpSync(dir, other, { recursive: true });
    const { exit, err } = await runCaptured('audit', '-o', dir, other);
    expect(exit).toBe(2);
    expect(err).toContain('two evidence folders');
  });
});
