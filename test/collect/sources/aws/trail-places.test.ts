/** Where trail files lie: whose bucket, which prefix, which region; and how little of it is listed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  accountHandlers,
  bucketHandlers,
  TRAIL_BUCKET,
  trailObjects,
} from '../../../aws/account.js';
import {
  type Fake,
  type Handlers,
  HOME,
  type Reply,
  type Request,
  startFake,
} from '../../../aws/fake.js';
import { type Run, type RunOptions, runCollection } from '../../../aws/run.js';

const MEMBER = '444455556666';
const LOGS = {
  sources: ['trails', 'trail-files'],
  regions: ['us-east-1'],
} as const satisfies RunOptions;
const DENIED = { error: 'AccessDenied', status: 403 } as const;

let out: string;
let fake: Fake | undefined;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'leastwise-places-'));
});
afterEach(async () => {
  await fake?.close();
  fake = undefined;
  rmSync(out, { recursive: true, force: true });
});

/** Days of log files of an account, below a prefix. */
function lying(prefix: string, account = HOME, days = 3): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...trailObjects(account, 'us-east-1', days)].map(([key, body]) => [
      key.replace(/^AWSLogs\//, `${prefix}AWSLogs/`),
      body,
    ]),
  );
}

function inOrganization(objects: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  return new Map(
    [...objects].map(([key, body]) => [key.replace('AWSLogs/', 'AWSLogs/o-abcdefghij/'), body]),
  );
}

function trailNamed(some: Readonly<Record<string, unknown>>): Handlers {
  return {
    'cloudtrail:DescribeTrails': ({ account }) => ({
      answer: {
        trailList: [
          {
            Name: 'harbor',
            S3BucketName: TRAIL_BUCKET,
            HomeRegion: 'us-east-1',
            IsMultiRegionTrail: true,
            TrailARN: `arn:aws:cloudtrail:us-east-1:${account}:trail/harbor`,
            ...some,
          },
        ],
      },
    }),
  };
}

const NO_TRAIL: Handlers = { 'cloudtrail:DescribeTrails': () => ({ answer: { trailList: [] } }) };

async function collected(
  handlers: Handlers,
  options: RunOptions = {},
  middle: (request: Request) => Reply | undefined = () => undefined,
): Promise<Run & { readonly asked: Fake['calls'] }> {
  fake = await startFake({ ...accountHandlers(), ...handlers }, middle);
  const run = await runCollection(fake, out, { ...LOGS, ...options });
  return { ...run, asked: fake.calls.filter(({ operation }) => operation.startsWith('s3:')) };
}

describe('files are found', () => {
  test.each([
    { why: 'of a trail of the account', handlers: {}, objects: lying(''), days: 3 },
    {
      why: 'below the prefix of the trail',
      handlers: trailNamed({ S3KeyPrefix: 'logs/all' }),
      objects: lying('logs/all/'),
      days: 3,
    },
    {
      why: 'of a trail of the organization, beside those of the account’s own',
      handlers: trailNamed({ IsOrganizationTrail: true }),
      objects: new Map([...lying('', HOME, 2), ...inOrganization(lying('', HOME, 4))]),
      days: 6,
    },
    {
      why: 'in a bucket that no trail names',
      handlers: NO_TRAIL,
      objects: lying('archive/'),
      options: { trailBuckets: [`s3://${TRAIL_BUCKET}/archive`] },
      days: 3,
    },
    {
      why: 'where the address goes as far as AWSLogs',
      handlers: NO_TRAIL,
      objects: lying('archive/'),
      options: { trailBuckets: [`s3://${TRAIL_BUCKET}/archive/AWSLogs/`] },
      days: 3,
    },
  ])('$why', async ({ handlers, objects, options = {}, days }) => {
    const run = await collected({ ...handlers, ...bucketHandlers(objects) }, options);
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({ status: 'complete', items: days });
  });
});

test('logs of a region that takes no call any more are read from the bucket elsewhere', async () => {
  const run = await collected(
    bucketHandlers(trailObjects(HOME, 'eu-west-1', 4)),
    { regions: ['eu-west-1', 'us-east-1'] },
    ({ region, operation }) =>
      region === 'eu-west-1' && operation !== 'cloudtrail:DescribeTrails' ? DENIED : undefined,
  );
  expect(run.of('trail-files', 'eu-west-1')).toMatchObject({ status: 'complete', items: 4 });
});

describe('listed is', () => {
  const everything = new Map([
    ...lying('', HOME, 30),
    ...lying('', MEMBER, 30),
    ...inOrganization(lying('', HOME, 30)),
    ...inOrganization(lying('', MEMBER, 30)),
  ]);

  test('the account, the region and the days that are asked for, and nothing else', async () => {
    const run = await collected(
      { ...trailNamed({ IsOrganizationTrail: true }), ...bucketHandlers(everything) },
      { days: 5 },
    );
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({ status: 'complete', items: 12 });
    const lists = run.asked.filter(({ operation }) => operation === 's3:ListObjectsV2');
    const below = lists.filter(({ input }) => input.delimiter === undefined);
    expect(below.map(({ input }) => [input.prefix, input['start-after']])).toEqual(
      ['CloudTrail', 'CloudTrail-Digest'].flatMap((kind) =>
        ['AWSLogs/', 'AWSLogs/o-abcdefghij/'].map((root) => [
          `${root}${HOME}/${kind}/us-east-1/`,
          `${root}${HOME}/${kind}/us-east-1/2026/11/19/`,
        ]),
      ),
    );
    // Of the folders beside each other, only those of organizations.
    const folders = lists.filter(({ input }) => input.delimiter === '/');
    expect(new Set(folders.map(({ input }) => input.prefix))).toEqual(new Set(['AWSLogs/o-']));
  });
});

describe('a bucket of another account', () => {
  const objects = inOrganization(lying('', MEMBER));
  const handlers = { ...trailNamed({ IsOrganizationTrail: true }), ...bucketHandlers(objects) };
  const member: RunOptions = { accounts: [MEMBER], roleName: 'audit' };
  const shut = ({ operation, account }: Request): Reply | undefined =>
    operation.startsWith('s3:') && account === MEMBER ? DENIED : undefined;

  test('is read with the account’s own role, where that may', async () => {
    const run = await collected(handlers, member);
    expect(run.of('trail-files', 'us-east-1', MEMBER)).toMatchObject({
      status: 'complete',
      items: 3,
    });
    expect(new Set(run.asked.map(({ account }) => account))).toEqual(new Set([MEMBER]));
  });

  test('is read as the caller, where that role may not', async () => {
    const run = await collected(handlers, member, shut);
    expect(run.of('trail-files', 'us-east-1', MEMBER)).toMatchObject({
      status: 'complete',
      items: 3,
    });
    const fetched = run.asked.filter(({ operation }) => operation === 's3:GetObject');
    expect(new Set(fetched.map(({ account }) => account))).toEqual(new Set([HOME]));
  });

  test('that lets neither in is missing, by name', async () => {
    const run = await collected(handlers, member, ({ operation }) =>
      operation === 's3:ListObjectsV2' ? DENIED : undefined,
    );
    expect(run.of('trail-files', 'us-east-1', MEMBER)).toMatchObject({
      status: 'partial',
      missing: [{ code: 'AccessDenied', subject: `s3://${TRAIL_BUCKET}/AWSLogs/` }],
    });
  });
});

test('a bucket in another region is asked there', async () => {
  const run = await collected({
    ...bucketHandlers(lying('')),
    's3:GetBucketLocation': () => ({ answer: { LocationConstraint: 'eu-central-1' } }),
  });
  expect(run.of('trail-files', 'us-east-1').status).toBe('complete');
  const others = run.asked.filter(({ operation }) => operation !== 's3:GetBucketLocation');
  expect(new Set(others.map(({ region }) => region))).toEqual(new Set(['eu-central-1']));
});

test('a bucket that is gone costs its files, and those of the other bucket are read', async () => {
  const run = await collected(
    bucketHandlers(lying('')),
    { trailBuckets: ['s3://long-gone'] },
    ({ operation, input }) =>
      operation.startsWith('s3:') && input.Bucket === 'long-gone'
        ? { error: 'NoSuchBucket', status: 404 }
        : undefined,
  );
  expect(run.of('trail-files', 'us-east-1')).toMatchObject({
    status: 'partial',
    items: 3,
    missing: [{ code: 'NoSuchBucket', subject: 's3://long-gone/AWSLogs/' }],
  });
});

test('files that KMS encrypted and does not decrypt are missing, with what to grant', async () => {
  const run = await collected(
    { ...trailNamed({ KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/anchor' }) },
    {},
    ({ operation }) =>
      operation === 's3:GetObject'
        ? {
            error: 'AccessDenied',
            status: 403,
            message:
              'User: arn:aws:iam::111122223333:user/auditor is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/anchor because no identity-based policy allows the kms:Decrypt action',
          }
        : undefined,
  );
  const { status, missing } = run.of('trail-files', 'us-east-1');
  expect(status).toBe('partial');
  expect(missing.map(({ grant }) => grant)).toEqual(Array(5).fill(['kms:Decrypt']));
});

test('a list of objects that goes round ends, and what lies behind it is missing', async () => {
  const handlers = bucketHandlers(lying('', HOME, 9), 3);
  let first: unknown;
  const run = await collected(handlers, {}, (request) => {
    const { operation, input } = request;
    const reply = operation === 's3:ListObjectsV2' ? handlers[operation]?.(request) : undefined;
    if (reply === undefined || !('answer' in reply) || input.delimiter !== undefined) return reply;
    first ??= reply.answer.NextContinuationToken;
    return { answer: { ...reply.answer, IsTruncated: true, NextContinuationToken: first } };
  });
  expect(run.of('trail-files', 'us-east-1')).toMatchObject({
    status: 'partial',
    missing: [{ code: 'BrokenPaging' }],
  });
});
