/**
 * A run that is killed anywhere, and the one that goes on: the same answers lie there at the end, each
 * once, and nothing that was kept is asked for again.
 *
 * The folder is copied as calls come in, which is what a kill at that moment leaves, and half a line is
 * put behind every file of the copy, which is what a kill in the middle of writing leaves.
 */
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LiveSourceName } from '../../../../src/model/collected.js';
import { STEPS_FILE } from '../../../../src/model/own-files.js';
import { authorizationDetails, NOW } from '../../../aws/account.js';
import { type Reply, type Request, startFake } from '../../../aws/fake.js';
import { harbourHandlers } from '../../../aws/harbour-account.js';
import { instantClock, type Run, type RunOptions, runCollection } from '../../../aws/run.js';

const DENIED = { error: 'AccessDenied', status: 403 } as const;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-steps-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Lines of all files but statements, in no order: what is asked side by side comes as it comes. */
function linesIn(folder: string): readonly string[] {
  return filesIn(folder)
    .filter((file) => file.endsWith('.gz') && !file.includes('AWSLogs'))
    .flatMap((file) =>
      gunzipSync(readFileSync(join(folder, file)))
        .toString('utf8')
        .trim()
        .split('\n')
        .map((line) => `${file} ${line}`),
    )
    .sort();
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function stepsIn(folder: string): readonly string[] {
  return filesIn(folder)
    .filter((file) => file.endsWith(STEPS_FILE))
    .flatMap((file) =>
      readFileSync(join(folder, file), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => `${file.split('/')[1]} ${JSON.parse(line).step}`),
    );
}

/** What a kill in the middle of an append leaves behind the last whole one. */
function tear(folder: string): void {
  for (const statement of filesIn(folder).filter((file) => file.endsWith('unit.json'))) {
    if (readFileSync(join(folder, statement), 'utf8').includes('"status": "complete"')) continue;
    const unit = join(folder, dirname(statement));
    for (const file of readdirSync(unit)) {
      const half =
        file === STEPS_FILE ? '{"schema":"leastwise.step/1","step":"s3:GetBu' : HALF_ANSWER;
      if (file === STEPS_FILE || file.endsWith('.gz')) appendFileSync(join(unit, file), half);
    }
  }
}

const HALF_ANSWER = gzipSync('{"half":"an answer"}\n').subarray(0, 17);

describe('killed at any call of a whole account', () => {
  /** Every so many calls; more of them in the nightly run. */
  const EVERY = process.env.LEASTWISE_NIGHTLY === undefined ? 53 : 3;
  const ONE_REGION = { regions: ['us-east-1'] };
  let all: string;
  let whole: string;
  let calls: number;
  const cuts: { readonly folder: string; readonly at: number }[] = [];

  beforeAll(async () => {
    all = mkdtempSync(join(tmpdir(), 'leastwise-cuts-'));
    whole = join(all, 'whole');
    // A kill at the first call leaves no more than the folder.
    mkdirSync(whole);
    let at = 0;
    const fake = await startFake(harbourHandlers(), () => {
      at += 1;
      if (at % EVERY !== 0) return undefined;
      const folder = join(all, `cut-${at}`);
      cpSync(whole, folder, { recursive: true });
      cuts.push({ folder, at });
      return undefined;
    });
    const run = await runCollection(fake, whole, ONE_REGION);
    await fake.close();
    calls = fake.calls.length;
    expect(run.units.filter(({ status }) => status !== 'complete')).toEqual([]);
  }, 600_000);
  afterAll(() => rmSync(all, { recursive: true, force: true }));

  test('the account has several of everything that is asked for one by one', () => {
    expect(calls).toBeGreaterThan(200);
    expect(cuts.length).toBeGreaterThan(2);
    expect(filesIn(whole).filter((file) => file.endsWith(STEPS_FILE))).toEqual([]);
  });

  test('nothing is lost, nothing is there twice, and what was kept is not asked for again', async () => {
    const expected = linesIn(whole);
    for (const { folder, at } of cuts) {
      const done = stepsIn(folder);
      tear(folder);
      const fake = await startFake(harbourHandlers());
      const run = await runCollection(fake, folder, ONE_REGION);
      await fake.close();
      expect([at, run.startedOver]).toEqual([at, []]);
      expect([at, run.units.filter(({ status }) => status !== 'complete')]).toEqual([at, []]);
      expect([at, linesIn(folder)]).toEqual([at, expected]);
      // Each step is one call or more, and up to four of eight sources were on their way.
      expect(fake.calls.length).toBeLessThanOrEqual(calls - done.length);
      expect(at + fake.calls.length).toBeLessThanOrEqual(calls + 32);
      expect(filesIn(folder).filter((file) => file.endsWith(STEPS_FILE))).toEqual([]);
    }
  }, 600_000);

  test('no cut keeps a secret, nor anything for others to read', () => {
    for (const { folder } of cuts) {
      for (const file of filesIn(folder).filter((name) => name.endsWith(STEPS_FILE))) {
        expect(readFileSync(join(folder, file), 'utf8')).not.toContain('do-not-write-this');
        expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
      }
    }
  });
});

type Middle = (request: Request) => Reply | undefined;

/** Runs one after another into the same folder, each with what it was told and asked for. */
async function runsOf(
  sources: readonly LiveSourceName[],
  middles: readonly Middle[],
  last: RunOptions = {},
) {
  const runs: (Run & { readonly asked: readonly string[] })[] = [];
  for (const [n, middle] of middles.entries()) {
    const fake = await startFake(harbourHandlers(), middle);
    const options = n + 1 < middles.length ? {} : last;
    const run = await runCollection(fake, dir, { sources, regions: ['us-east-1'], ...options });
    await fake.close();
    const asked = fake.calls
      .filter(({ operation }) => !/^(sts:|ec2:DescribeRegions)/.test(operation))
      .map(({ operation, input }) => `${operation} ${tokenOf(input)}`.trim());
    runs.push({ ...run, asked });
  }
  return runs;
}

function tokenOf({ Marker, NextToken, nextToken }: Request['input']): string {
  return String(Marker ?? NextToken ?? nextToken ?? '');
}

/** Once, so that a run breaks off there. */
function brokenAt(broken: string, page: string): Middle {
  return ({ operation, input }) =>
    operation === broken && tokenOf(input) === page
      ? { error: 'ExpiredToken', status: 403 }
      : undefined;
}

describe('a page token that AWS takes no more', () => {
  /** Codes as the services give them. Source: "Errors" of each operation in the API references. */
  const REFUSALS: readonly (readonly [LiveSourceName, string, string])[] = [
    ['kms-keys', 'kms:ListKeys', 'InvalidMarkerException'],
    ['kms-keys', 'kms:ListGrants', 'InvalidMarkerException'],
    ['public-keys', 'cloudtrail:ListPublicKeys', 'InvalidTokenException'],
    ['secrets', 'secrets-manager:ListSecrets', 'InvalidNextTokenException'],
    ['ecs', 'ecs:ListServices', 'InvalidParameterException'],
    ['organization', 'organizations:ListPolicies', 'InvalidInputException'],
    ['cloudformation', 'cloudformation:ListStackResources', 'ValidationError'],
  ];
  test.each(REFUSALS)(
    '%s, %s: it is read from its start again, in words',
    async (source, operation, code) => {
      let isRefused = true;
      const refused: Middle = (request) => {
        // Tokens of this run are good again.
        if (request.operation !== operation) return undefined;
        if (tokenOf(request.input) !== 'page-2' || !isRefused) return undefined;
        isRefused = false;
        return { error: code, message: 'The token is not valid' };
      };
      const [, next] = await runsOf([source], [brokenAt(operation, 'page-2'), refused]);
      expect(next?.startedOver).toEqual(['AWS refused the page token of the earlier run']);
      expect(next?.units.filter(({ status }) => status !== 'complete')).toEqual([]);
      const resumed = linesIn(dir);
      const [again] = await runsOf([source], [() => undefined]);
      expect(again?.asked).toEqual([]);
      rmSync(dir, { recursive: true });
      await runsOf([source], [() => undefined]);
      expect(resumed).toEqual(linesIn(dir));
    },
  );

  test('one of this very run is no reason to begin again', async () => {
    const refused: Middle = ({ operation, input }) =>
      operation === 'kms:ListGrants' && tokenOf(input) === 'page-2'
        ? { error: 'InvalidMarkerException' }
        : undefined;
    const [run, next] = await runsOf(['kms-keys'], [refused, refused]);
    expect(run?.startedOver).toEqual([]);
    expect(run?.of('kms-keys', 'us-east-1').missing).toHaveLength(3);
    expect(next?.startedOver).toHaveLength(1);
    expect(next?.of('kms-keys', 'us-east-1').missing).toHaveLength(3);
  });
});

describe('what goes on and what begins anew', () => {
  test('one thing that was denied is all that the next run asks for', async () => {
    const denied: Middle = ({ operation, input }) =>
      operation === 's3:GetBucketPolicy' && input.Bucket === 'cargo-1' ? DENIED : undefined;
    const [first, second, third] = await runsOf(['s3-buckets'], [denied, denied, () => undefined]);
    expect(first?.asked).toHaveLength(6);
    expect(second?.asked).toEqual(['s3:GetBucketPolicy']);
    expect(second?.of('s3-buckets')).toMatchObject({ status: 'partial', items: 3 });
    expect(third?.asked).toEqual(['s3:GetBucketPolicy']);
    expect(third?.of('s3-buckets')).toMatchObject({ status: 'complete', items: 3, missing: [] });
    expect(linesIn(dir).filter((line) => line.includes('GetBucketPolicy'))).toHaveLength(3);
  });

  test('half an answer is not finished when it is older than a whole one may be', async () => {
    const clock = instantClock(NOW.getTime() + 13 * 3_600_000);
    const broken = brokenAt('kms:ListKeys', 'page-1');
    const [, next] = await runsOf(['kms-keys'], [broken, () => undefined], { clock });
    expect(next?.asked[0]).toBe('kms:ListKeys');
  });

  test.each([
    { minutes: 10, first: 'organizations:ListPolicies page-1' },
    { minutes: 20, first: 'organizations:DescribeOrganization' },
  ])('an organization of $minutes minutes ago', async ({ minutes, first }) => {
    const clock = instantClock(NOW.getTime() + minutes * 60_000);
    const broken = brokenAt('organizations:ListPolicies', 'page-1');
    const [, next] = await runsOf(['organization'], [broken, () => undefined], { clock });
    expect(next?.asked[0]).toBe(first);
  });

  test('half an answer is not finished for a run that asks further back', async () => {
    const broken = brokenAt('cloudtrail:ListPublicKeys', 'page-1');
    const [, next] = await runsOf(['public-keys'], [broken, () => undefined], { days: 200 });
    expect(next?.asked).toEqual([
      'cloudtrail:ListPublicKeys',
      'cloudtrail:ListPublicKeys page-1',
      'cloudtrail:ListPublicKeys page-2',
    ]);
  });

  test('a later run asks for the same time as the one that it finishes', async () => {
    const clock = instantClock(NOW.getTime() + 3_600_000);
    const broken = brokenAt('cloudtrail:ListPublicKeys', 'page-1');
    const [, next] = await runsOf(['public-keys'], [broken, () => undefined], { clock });
    expect(next?.asked).toEqual([
      'cloudtrail:ListPublicKeys page-1',
      'cloudtrail:ListPublicKeys page-2',
    ]);
  });

  test('what the earlier run read of users that are gone is not kept', async () => {
    const broken: Middle = ({ operation, input }) =>
      operation === 'iam:ListMFADevices' && input.UserName === 'ove'
        ? { error: 'ExpiredToken', status: 403 }
        : undefined;
    await runsOf(['authorization-details', 'users'], [broken]);
    rmSync(join(dir, '111122223333/global/authorization-details'), { recursive: true });
    const without: Middle = ({ operation, account, input }) =>
      operation === 'iam:GetAccountAuthorizationDetails'
        ? authorizationDetails([['ship']])({ account, input } as Request)
        : undefined;
    const [next] = await runsOf(['authorization-details', 'users'], [without]);
    expect(next?.startedOver).toEqual(['what the earlier run read is not there any more']);
    expect(linesIn(dir).filter((line) => /"UserName":"(nils|ove)"/.test(line))).toEqual([]);
  });

  test.each([
    ['steps that cannot be read', (text: string) => `nonsense\n${text}`],
    ['steps of another version', (text: string) => text.replaceAll('step/1', 'step/0')],
    ['answers that lost their end', (text: string) => text.replaceAll('.gz":', '.gz":9')],
  ])('%s are none', async (_, spoil) => {
    await runsOf(['s3-buckets'], [brokenAt('s3:GetBucketPolicy', '')]);
    const path = join(dir, '111122223333/global/s3-buckets', STEPS_FILE);
    writeFileSync(path, spoil(readFileSync(path, 'utf8')));
    const [next] = await runsOf(['s3-buckets'], [() => undefined]);
    expect(next?.asked).toHaveLength(6);
    expect(linesIn(dir).filter((line) => line.includes('GetBucketPolicy'))).toHaveLength(3);
  });
});
