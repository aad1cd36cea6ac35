/**
 * The real command line against moto, an AWS that others trust: an organization of two accounts, seeded
 * with boto3, read with profiles, audited.
 *
 * What moto has not (last-accessed jobs, event history, Access Analyzer, public keys) is read from the
 * fake in `test/aws` instead.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../../src/model/result.js';

const CLI = 'dist/cli/main.cjs';
const LACKING = 'last-accessed,lookup-events,public-keys,unused-access-findings';
const hasMoto = spawnSync('moto_server', ['--help']).status === 0;

describe.skipIf(!hasMoto)('collect against moto_server', { timeout: 180_000 }, () => {
  let dir: string;
  let moto: ChildProcess;
  let management = '';
  let member = '';
  let environment: NodeJS.ProcessEnv;

  const leastwise = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('node', [CLI, ...words], {
      cwd: process.cwd(),
      env: environment,
      encoding: 'utf8',
      timeout: 120_000,
    });
    return { status, stdout, stderr };
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'leastwise-moto-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
      env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
      stdio: 'ignore',
    });
    await answering(url);
    const accounts = execFileSync('python3', ['-W', 'ignore', 'test/real/moto/seed.py', url], {
      encoding: 'utf8',
    }).trim();
    [management = '', member = ''] = accounts.split(' ');
    writeFileSync(
      join(dir, 'credentials'),
      '[management]\naws_access_key_id = test\naws_secret_access_key = test\n',
    );
    writeFileSync(
      join(dir, 'config'),
      `[profile management]\nregion = us-east-1\n[profile docks]\nregion = us-east-1\nrole_arn = arn:aws:iam::${member}:role/leastwise-collector\nsource_profile = management\nexternal_id = harbour\n`,
    );
    const { PATH, HOME } = process.env;
    environment = {
      PATH,
      HOME,
      AWS_ENDPOINT_URL: url,
      AWS_PROFILE: 'management',
      AWS_CONFIG_FILE: join(dir, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(dir, 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
    };
  }, 120_000);

  afterAll(() => {
    moto?.kill();
    rmSync(dir, { recursive: true, force: true });
  });

  test('an organization: every account, each by the role', async () => {
    const out = join(dir, 'organization');
    const run = leastwise(
      'collect',
      '-o',
      out,
      '--org',
      '--role-name',
      'leastwise-collector',
      '--trail-bucket',
      's3://harbour-trail',
      '--regions',
      'us-east-1',
      '--skip',
      LACKING,
    );
    expect(run.stderr).toContain(`account ${management} and 1 more`);
    // The account has more regions than were asked for, and that is all that is missing.
    expect(run.stdout).toContain('Missing: 1 thing could not be read\n  trail-files: NotAsked in');
    expect(run.status).toBe(3);

    const audited = leastwise('audit', out, '-o', join(dir, 'audit'), '-q');
    expect(audited.stderr).toBe('');
    const result = JSON.parse(readFileSync(join(dir, 'audit/result.json'), 'utf8')) as Result;
    expect(result.accounts.map(({ account }) => account).sort()).toEqual(
      [management, member].sort(),
    );
    expect(result.accounting.uses).toBe(8);
    const worker = result.identities.find(
      ({ name, account }) => name === 'worker' && account === member,
    );
    // The service control policy of the unit takes it away; in the management account none does.
    expect(worker?.dead.actions).toContain('sqs:DeleteQueue');
    const own = result.identities.find(
      ({ name, account }) => name === 'worker' && account === management,
    );
    expect(own?.dead.actions).not.toContain('sqs:DeleteQueue');
    expect(worker?.verdicts.used.actions).toEqual(['sqs:ListQueues']);
    expect(result.collection.missing.map(({ code }) => code)).toEqual(['NotAsked']);

    // What the credential report, boundaries, policies of resources and the organization tell.
    expect(worker?.boundary).toBe(`arn:aws:iam::${member}:policy/edge`);
    const { namedBy = [], dependants = [] } = worker?.surroundings ?? {};
    expect(new Set(namedBy.map(({ kind, by }) => `${by} of ${kind}`))).toEqual(
      new Set([
        'grant of KMS key',
        'policy of ECR repository',
        'policy of KMS key',
        'policy of S3 bucket',
        'policy of SNS topic',
        'policy of SQS queue',
        'policy of secret',
      ]),
    );
    expect(dependants.map(({ as }) => as).sort()).toEqual(['execution role', 'task role']);
    const mara = result.identities.find(
      ({ name, account }) => name === 'mara' && account === member,
    );
    expect(mara?.granted).toBeGreaterThan(1000);
    expect(mara?.surroundings).toMatchObject({
      namedBy: [],
      mfaDevices: [{ serialNumber: `arn:aws:iam::${member}:mfa/mara` }],
    });
    const part = result.accounts.find(({ account }) => account === member)?.organization;
    expect(part).toMatchObject({
      managementAccount: management,
      isManagementAccount: false,
      delegatedServices: ['guardduty.amazonaws.com'],
    });
  });

  test('a resource control policy takes back what nothing else does, in its account alone', () => {
    const whoCan = (account: string) =>
      leastwise('who-can', join(dir, 'audit'), 's3:GetBucketAcl', `arn:aws:s3:::cargo-${account}`)
        .stdout;
    const bound = whoCan(member);
    expect(bound).toContain('denied by Statement[0] "NoAcl" of no-acl at ou-');
    expect(bound).toContain('0 of 7 users and roles may');
    const free = whoCan(management);
    expect(free).toContain('2 of 7 users and roles may');
    expect(free).toContain(`the resource is of account ${management}`);
  });

  test('nothing secret is written, and everything is the owner’s', () => {
    const files = filesBelow(join(dir, 'organization'));
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      const bytes = readFileSync(file);
      const text = file.endsWith('.gz')
        ? gunzipSync(bytes).toString('utf8')
        : bytes.toString('utf8');
      expect(text).not.toContain('do-not-write-this');
    }
  });

  test('doctor: who calls, what may be read, which trails there are', () => {
    const run = leastwise('doctor', '--skip', LACKING);
    expect(run.stdout).toContain(`in account ${management}`);
    expect(run.stdout).toContain(':trail/harbour');
    expect(run.stdout).toContain('every region, home region us-east-1');
    expect(run.stdout).toContain('Nothing is in the way');
    expect(run.status).toBe(0);
  });

  test('one account through a profile that assumes a role', () => {
    const out = join(dir, 'docks');
    environment = { ...environment, AWS_PROFILE: 'docks' };
    const run = leastwise('collect', '-o', out, '--only', 'authorization-details');
    environment = { ...environment, AWS_PROFILE: 'management' };
    expect(run.stderr).toContain(`arn:aws:sts::${member}:assumed-role/leastwise-collector/`);
    expect(existsSync(join(out, member, 'global/authorization-details/unit.json'))).toBe(true);
  });

  test('what moto lacks is missing, costs exit 3, and is told once for all places', () => {
    const run = leastwise(
      'collect',
      '-o',
      join(dir, 'lacking'),
      '--only',
      'unused-access-findings',
      '--regions',
      'us-east-1,eu-west-1',
      '--max-attempts',
      '2',
    );
    expect(run.status).toBe(3);
    expect(run.stdout).toContain(
      'unused-access-findings: accessanalyzer:ListAnalyzers: HTTP 500 in',
    );
    expect(run.stdout.replace(/\s+/g, ' ')).toContain(
      `${management} eu-west-1, ${management} us-east-1`,
    );
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
}

async function answering(url: string): Promise<void> {
  for (let asks = 0; asks < 120; asks += 1) {
    try {
      await fetch(`${url}/moto-api/data.json`);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
  throw new Error('moto_server does not answer');
}
