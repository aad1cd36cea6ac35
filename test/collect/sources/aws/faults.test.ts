/** Everything that goes wrong between an account and its auditor, and what must come of each. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startCollection } from '../../../../src/collect/index.js';
import { actionsOfPart } from '../../../../src/collect/sources/aws/collector-policy.js';
import { AWS_SOURCES } from '../../../../src/collect/sources/aws/index.js';
import { actionsOf } from '../../../../src/collect/sources/aws/operations.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import { audit } from '../../../../src/index.js';
import { LIVE_SOURCES, type LiveSourceName } from '../../../../src/model/collected.js';
import { gapsOf } from '../../../../src/model/collection-gaps.js';
import type { Result } from '../../../../src/model/result.js';
import { UserError } from '../../../../src/model/user-error.js';
import { openUnit } from '../../../../src/store/index.js';
import {
  accountHandlers,
  authorizationDetails,
  bucketHandlers,
  NOW,
  trailKey,
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
import { richAccountHandlers } from '../../../aws/rich-account.js';
import { instantClock, type Run, type RunOptions, runCollection } from '../../../aws/run.js';
import { CATALOG } from '../../../world.js';

const DETAILS = 'iam:GetAccountAuthorizationDetails';
const IDENTITIES = { sources: ['authorization-details'] } as const satisfies RunOptions;
const LOGS = {
  sources: ['trails', 'trail-files'],
  regions: ['us-east-1'],
} as const satisfies RunOptions;

let out: string;
const fakes: Fake[] = [];
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'leastwise-faults-'));
});
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.close();
  rmSync(out, { recursive: true, force: true });
});

async function fakeOf(
  handlers: Handlers,
  middle?: (request: Request) => Reply | undefined,
): Promise<Fake> {
  const fake = await startFake({ ...accountHandlers(), ...handlers }, middle);
  fakes.push(fake);
  return fake;
}

const catalog = CATALOG;

async function auditOf(folder: string): Promise<Result> {
  const collection = startCollection(catalog);
  for await (const event of readFiles([folder])) collection.add(event);
  return audit(collection.finish(), catalog, { windowDays: 90 });
}

const names = (result: Result) => result.identities.map(({ name }) => name).sort();
const PAGES = Array.from({ length: 5 }, (_, n) => [`pier-${n}`, `quay-${n}`]);
const ALL_NAMES = ['mara', ...PAGES.flat()].sort();

describe('what passes by itself is waited for', () => {
  const passing: readonly { readonly why: string; readonly reply: Reply }[] = [
    { why: 'throttling', reply: { error: 'Throttling', message: 'Rate exceeded' } },
    { why: 'a server error', reply: { error: 'InternalFailure', status: 500 } },
    {
      why: 'an HTML page of a proxy',
      reply: { raw: '<html><br>Bad gateway', status: 502, type: 'text/html' },
    },
    {
      why: 'an HTML page that says it is fine',
      reply: { raw: '<html><br>Sign in', status: 200, type: 'text/html' },
    },
    { why: 'a connection that breaks at once', reply: { breaks: 'at once' } },
    { why: 'a connection that breaks mid-page', reply: { breaks: 'midway' } },
  ];
  test.each(passing)('$why, twice on each page', async ({ reply }) => {
    const fake = await fakeOf({ [DETAILS]: authorizationDetails(PAGES) }, (request) =>
      request.operation === DETAILS && request.times <= 2 ? reply : undefined,
    );
    const run = await runCollection(fake, out, IDENTITIES);
    expect(run.of('authorization-details')).toMatchObject({ status: 'complete', items: 11 });
    expect(names(await auditOf(out))).toEqual(ALL_NAMES);
  });

  test('throttling for a whole minute', async () => {
    const clock = instantClock();
    const fake = await fakeOf({ [DETAILS]: authorizationDetails(PAGES) }, (request) =>
      request.operation === DETAILS && clock.elapsed() < 60_000
        ? { error: 'ThrottlingException', message: 'Rate exceeded' }
        : undefined,
    );
    const run = await runCollection(fake, out, { ...IDENTITIES, clock });
    expect(run.of('authorization-details').status).toBe('complete');
    expect(clock.elapsed()).toBeGreaterThan(60_000);
    expect(fake.calls.filter(({ operation }) => operation === DETAILS).length).toBeLessThan(20);
  });

  test('for ever is too long: the source is missing, and says so', async () => {
    const fake = await fakeOf({}, ({ operation }) =>
      operation === DETAILS ? { error: 'Throttling', message: 'Rate exceeded' } : undefined,
    );
    const run = await runCollection(fake, out, { ...IDENTITIES, maxAttempts: 4 });
    expect(run.of('authorization-details')).toMatchObject({
      status: 'failed',
      missing: [{ operation: DETAILS, code: 'Throttling', grant: [] }],
    });
    expect(fake.calls.filter(({ operation }) => operation === DETAILS)).toHaveLength(4);
  });
});

describe('what does not pass is said, and nothing is claimed', () => {
  test('a token that leads back to a page read before', async () => {
    const loop = ({ input, ...rest }: Request): Reply => {
      const reply = authorizationDetails(PAGES)({ ...rest, input });
      return 'answer' in reply && input.Marker === 'page-2'
        ? { answer: { ...reply.answer, Marker: 'page-1' } }
        : reply;
    };
    const run = await runCollection(await fakeOf({ [DETAILS]: loop }), out, IDENTITIES);
    expect(run.of('authorization-details')).toMatchObject({
      status: 'partial',
      missing: [{ code: 'BrokenPaging' }],
    });
    const result = await auditOf(out);
    expect(result.holes).not.toEqual([]);
    expect(result.totals.unused).toBe(0);
  });

  test('an answer that is cut short and names no next page', async () => {
    const cut = ({ account }: Request): Reply => ({
      answer: {
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: [],
        Policies: [],
        IsTruncated: true,
        Account: account,
      },
    });
    const run = await runCollection(await fakeOf({ [DETAILS]: cut }), out, IDENTITIES);
    expect(run.of('authorization-details').missing[0]?.code).toBe('BrokenPaging');
  });

  test('credentials that run out midway: the rest is not asked, and a new run goes on', async () => {
    let expired = false;
    const fake = await fakeOf(
      { [DETAILS]: authorizationDetails(PAGES) },
      ({ operation, input }) => {
        if (operation === DETAILS && input.Marker === 'page-3' && !renewed) expired = true;
        return expired && !renewed ? { error: 'ExpiredToken', status: 403 } : undefined;
      },
    );
    let renewed = false;
    const run = await runCollection(fake, out, {
      sources: ['authorization-details', 'users', 'access-keys', 'last-accessed'],
    });
    expect(run.of('authorization-details')).toMatchObject({ status: 'partial' });
    const after = fake.calls.filter(
      ({ operation }) =>
        operation !== DETAILS &&
        !operation.startsWith('sts:') &&
        operation !== 'ec2:DescribeRegions',
    );
    expect(after).toEqual([]);
    expect(
      run.units.every(({ status, source }) => status !== 'complete' || source === 'account'),
    ).toBe(true);
    renewed = true;
    const before = fake.calls.length;
    const next = await runCollection(fake, out, IDENTITIES);
    expect(next.of('authorization-details')).toMatchObject({ status: 'complete', items: 11 });
    const markers = fake.calls.slice(before).filter(({ operation }) => operation === DETAILS);
    expect(markers.map(({ input }) => input.Marker)).toEqual(['page-3', 'page-4']);
    expect(names(await auditOf(out))).toEqual(ALL_NAMES);
  });

  test('a page token that died with the run that got it: from the first page, and nothing twice', async () => {
    let run: 'first' | 'second' = 'first';
    let begunAnew = false;
    const fake = await fakeOf(
      { [DETAILS]: authorizationDetails(PAGES) },
      ({ operation, input }) => {
        if (operation !== DETAILS) return undefined;
        if (input.Marker === undefined) begunAnew = run === 'second';
        if (input.Marker !== 'page-3') return undefined;
        if (run === 'first') return { error: 'ServiceUnavailable', status: 503 };
        return begunAnew ? undefined : { error: 'ValidationError', message: 'Invalid Marker' };
      },
    );
    await runCollection(fake, out, { ...IDENTITIES, maxAttempts: 2 });
    run = 'second';
    const before = fake.calls.length;
    const next = await runCollection(fake, out, IDENTITIES);
    const markers = fake.calls.slice(before).filter(({ operation }) => operation === DETAILS);
    expect(markers.map(({ input }) => input.Marker)).toEqual([
      'page-3',
      undefined,
      ...['page-1', 'page-2', 'page-3', 'page-4'],
    ]);
    expect(next.of('authorization-details')).toMatchObject({ status: 'complete', items: 11 });
    expect(names(await auditOf(out))).toEqual(ALL_NAMES);
  });
});

describe('jobs of IAM on single identities', () => {
  const JOBS: RunOptions = { sources: ['authorization-details', 'last-accessed'] };
  const ship = `arn:aws:iam::${HOME}:role/ship`;
  const jobOf = (arn: string) => Buffer.from(arn).toString('hex').slice(-36).padStart(36, '0');

  test.each([
    { why: 'fails', reply: { answer: { JobStatus: 'FAILED', ServicesLastAccessed: [] } } },
    { why: 'never ends', reply: { answer: { JobStatus: 'IN_PROGRESS', IsTruncated: false } } },
    { why: 'may not be read', reply: { error: 'AccessDenied', status: 403 } },
  ])('one that $why leaves its identity unknown, and no other', async ({ reply }) => {
    const fake = await fakeOf({}, ({ operation, input }) =>
      operation === 'iam:GetServiceLastAccessedDetails' && input.JobId === jobOf(ship)
        ? reply
        : undefined,
    );
    const run = await runCollection(fake, out, JOBS);
    const { status, missing } = run.of('last-accessed');
    expect(status).toBe('partial');
    expect(missing.map(({ subject }) => subject)).toEqual([ship]);
    const collection = startCollection(catalog);
    for await (const event of readFiles([out])) collection.add(event);
    const [snapshot] = collection.finish().snapshots;
    expect(snapshot?.lastAccessed?.map(({ arn }) => arn)).toEqual([
      `arn:aws:iam::${HOME}:role/dock`,
      `arn:aws:iam::${HOME}:user/mara`,
    ]);
  });
});

describe('access denied on any one source', () => {
  const sources = (Object.keys(LIVE_SOURCES) as LiveSourceName[]).filter(
    // Without `account` nothing else is asked.
    (name) => name !== 'account',
  );
  /** What a source is read after. */
  const NEEDS: Partial<Record<LiveSourceName, readonly LiveSourceName[]>> = {
    users: ['authorization-details'],
    'access-keys': ['authorization-details'],
    'last-accessed': ['authorization-details'],
    'trail-files': ['authorization-details', 'trails'],
    'lookup-events': ['authorization-details'],
  };

  /** Denied, it costs nothing: the SDK follows where S3 sends it. */
  const NEEDLESS = 's3:GetBucketLocation';

  test.each(sources)('%s: each of its operations', async (name) => {
    const region = AWS_SOURCES[name].scope === 'account' ? 'global' : 'us-east-1';
    const allowed = actionsOfPart(AWS_SOURCES[name].part);
    for (const [n, denied] of AWS_SOURCES[name].operations.entries()) {
      const fake = await startFake(richAccountHandlers(), ({ operation }) =>
        operation === denied ? { error: 'AccessDenied', status: 403 } : undefined,
      );
      const run = await runCollection(fake, join(out, String(n)), {
        sources: [...(NEEDS[name] ?? ['authorization-details']), name],
        regions: ['us-east-1'],
      });
      await fake.close();
      const { status, missing } = run.of(name, region);
      if (denied === NEEDLESS || !fake.calls.some(({ operation }) => operation === denied)) {
        expect([denied, status]).toEqual([denied, 'complete']);
        continue;
      }
      const lacking = missing.filter(({ operation }) => operation === denied);
      expect([denied, lacking[0]?.code]).toEqual([denied, 'AccessDenied']);
      expect(status).not.toBe('complete');
      expect(lacking[0]?.grant).toEqual(actionsOf(denied));
      expect(allowed).toEqual(expect.arrayContaining(actionsOf(denied) as string[]));
      expect(gapsOf(run.units).map((gap) => gap.source)).toContain(name);
    }
  });
});

describe('regions that were left out', () => {
  test('look quiet to nobody', async () => {
    const run = await runCollection(await fakeOf({}), out, LOGS);
    expect(run.of('account').regions).toEqual(['eu-west-1', 'us-east-1']);
    const result = await auditOf(out);
    expect(result.collection.missing).toMatchObject([
      { code: 'NotAsked', where: `${HOME} eu-west-1` },
    ]);
    expect(result.holes).toMatchObject([{ reason: expect.stringContaining('eu-west-1') }]);
    await runCollection(await fakeOf({}), out, { ...LOGS, regions: ['eu-west-1'] });
    expect((await auditOf(out)).collection.missing).toEqual([]);
  });

  test('are read by a later run that leaves none out, however fresh the first is', async () => {
    await runCollection(await fakeOf({}), out, LOGS);
    const run = await runCollection(await fakeOf({}), out, { sources: LOGS.sources });
    expect(run.of('trail-files', 'eu-west-1').status).toBe('complete');
  });
});

describe('trail files', () => {
  const objects = trailObjects(HOME, 'us-east-1', 12);

  test('a body shorter than its listing is fetched again', async () => {
    const fake = await fakeOf(bucketHandlers(objects), ({ operation, input, times }) => {
      const body = objects.get(String(input.Key));
      if (operation !== 's3:GetObject' || body === undefined || times > 2) return undefined;
      return { body: body.subarray(0, 40), claimedLength: times === 1 ? body.length : 40 };
    });
    const run = await runCollection(fake, out, LOGS);
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({ status: 'complete', items: 12 });
    expect((await auditOf(out)).accounting.uses).toBe(12);
  });

  test('an object that is truncated in the bucket is a hole, not a silence', async () => {
    const [key = '', whole = Buffer.alloc(0)] = [...objects][3] ?? [];
    const broken = new Map([...objects, [key, whole.subarray(0, 60)]]);
    const run = await runCollection(await fakeOf(bucketHandlers(broken)), out, LOGS);
    expect(run.of('trail-files', 'us-east-1').status).toBe('complete');
    const result = await auditOf(out);
    expect(result.accounting.uses).toBe(11);
    expect(result.holes).not.toEqual([]);
  });

  test('one object that may not be read is named, and the others are read', async () => {
    const [denied = ''] = [...objects.keys()];
    const fake = await fakeOf(bucketHandlers(objects), ({ operation, input }) =>
      operation === 's3:GetObject' && input.Key === denied
        ? {
            error: 'AccessDenied',
            status: 403,
            message: 'not authorized to perform: kms:Decrypt on the key',
          }
        : undefined,
    );
    const run = await runCollection(fake, out, LOGS);
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({
      status: 'partial',
      missing: [
        {
          operation: 's3:GetObject',
          grant: ['kms:Decrypt'],
          subject: `s3://harbor-trail/${denied}`,
        },
      ],
    });
  });

  test('one object that may not be read is asked for again, until it may', async () => {
    const [, , , , denied = ''] = [...objects.keys()];
    let isOpen = false;
    const fake = await fakeOf(bucketHandlers(objects, 5), ({ operation, input }) =>
      operation === 's3:GetObject' && input.Key === denied && !isOpen
        ? { error: 'AccessDenied', status: 403 }
        : undefined,
    );
    for (let times = 0; times < 2; times += 1) {
      const run = await runCollection(fake, out, LOGS);
      expect(run.of('trail-files', 'us-east-1').status).toBe('partial');
    }
    isOpen = true;
    const run = await runCollection(fake, out, LOGS);
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({ status: 'complete' });
    expect((await auditOf(out)).accounting.uses).toBe(12);
  });

  test('a run that asks further back reads what lies there, however fresh the first is', async () => {
    const fake = await fakeOf(bucketHandlers(objects));
    await runCollection(fake, out, { ...LOGS, days: 3 });
    expect((await auditOf(out)).accounting.uses).toBeLessThan(5);
    await runCollection(fake, out, LOGS);
    expect((await auditOf(out)).accounting.uses).toBe(12);
  });

  test('a run that asks for less does not make a broken one whole', async () => {
    const [, , , , denied = ''] = [...objects.keys()];
    const fake = await fakeOf(bucketHandlers(objects), ({ operation, input }) =>
      operation === 's3:GetObject' && input.Key === denied
        ? { error: 'AccessDenied', status: 403 }
        : undefined,
    );
    await runCollection(fake, out, LOGS);
    const run = await runCollection(fake, out, { ...LOGS, days: 2 });
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({
      status: 'partial',
      from: '2026-08-19T12:00:00Z',
    });
  });

  test('a run that asks for less, later, leaves no gap behind the one before', async () => {
    await runCollection(await fakeOf(bucketHandlers(objects)), out, LOGS);
    const clock = instantClock(NOW.getTime() + 10 * 24 * 3_600_000);
    const between = trailKey(HOME, 'us-east-1', new Date(NOW.getTime() + 3 * 24 * 3_600_000));
    const [body = Buffer.alloc(0)] = objects.values();
    const fake = await fakeOf(bucketHandlers(new Map([...objects, [between, body]])));
    const run = await runCollection(fake, out, { ...LOGS, clock, days: 2 });
    expect(run.of('trail-files', 'us-east-1')).toMatchObject({
      status: 'complete',
      from: '2026-08-19T12:00:00Z',
      to: '2026-12-04T12:00:00Z',
    });
    const fetched = fake.calls.filter(({ operation }) => operation === 's3:GetObject');
    expect(fetched.map(({ input }) => input.Key)).toEqual([between]);
  });

  test('a later run lists from the last day on, and fetches only what is new', async () => {
    const later = new Map([...objects, ...trailObjects(HOME, 'us-east-1', 1)]);
    const key = trailKey(HOME, 'us-east-1', new Date(NOW.getTime() + 3_600_000), 7);
    later.set(key, trailObjects(HOME, 'us-east-1', 1).values().next().value ?? Buffer.alloc(0));
    await runCollection(await fakeOf(bucketHandlers(objects, 5)), out, LOGS);
    const fake = await fakeOf(bucketHandlers(later, 5));
    const clock = instantClock(NOW.getTime() + 24 * 3_600_000);
    const run = await runCollection(fake, out, { ...LOGS, clock });
    expect(run.of('trail-files', 'us-east-1').status).toBe('complete');
    const fetched = fake.calls.filter(({ operation }) => operation === 's3:GetObject');
    expect(fetched.map(({ input }) => input.Key)).toEqual([key]);
  });
});

describe('a kill at any moment', () => {
  const objects = trailObjects(HOME, 'us-east-1', 20);
  const handlers: Handlers = {
    [DETAILS]: authorizationDetails(PAGES),
    'ec2:DescribeRegions': () => ({ answer: { regionInfo: [{ regionName: 'us-east-1' }] } }),
    ...bucketHandlers(objects, 3),
  };
  const options: RunOptions = { parallelAccounts: 1 };

  async function killedAfter(most: number, folder: string): Promise<void> {
    const controller = new AbortController();
    let calls = 0;
    const fake = await fakeOf(handlers, () => {
      calls += 1;
      if (calls === most) controller.abort();
      return undefined;
    });
    const first = await runCollection(fake, folder, { ...options, signal: controller.signal });
    const wasKilled = controller.signal.aborted;
    expect(first.units.some(({ status }) => status !== 'complete')).toBe(wasKilled && most > 1);
    const between = await auditOf(folder);
    const codes = between.collection.missing.map(({ code }) => code);
    if (wasKilled && most > 1) expect(codes).toContain('Interrupted');
    expect(between.totals.unused).toBe(0);
    const second = await runCollection(fake, folder, options);
    expect(second.units.filter(({ status }) => status !== 'complete')).toEqual([]);
    const result = await auditOf(folder);
    expect(names(result)).toEqual(ALL_NAMES);
    expect(result.accounting.uses).toBe(20);
    expect(result.accounting.ignored['duplicate-identity']).toBeUndefined();
    expect(result.collection.missing).toEqual([]);
  }

  test.each([1, 3, 17, 47])('after %i calls: nothing lost, nothing twice', (most) =>
    killedAfter(most, out),
  );

  test('after however many calls', async () => {
    let runs = 0;
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 90 }), async (most) => {
      runs += 1;
      // Whoever is killed at the first call has written nothing, not even the folder.
      const folder = join(out, String(runs));
      mkdirSync(folder);
      await killedAfter(most, folder);
    });
    await fc.assert(property, { numRuns: 4 });
  });
});

test('a killed run is not made whole by a later one that asks for less', async () => {
  const controller = new AbortController();
  const fake = await fakeOf({}, ({ operation }) => {
    if (operation === DETAILS) controller.abort();
    return undefined;
  });
  await runCollection(fake, out, { signal: controller.signal });
  const next = await runCollection(fake, out, { sources: ['authorization-details'] });
  expect(next.units.filter(({ status }) => status !== 'complete')).toEqual([]);
  const result = await auditOf(out);
  expect(new Set(result.collection.missing.map(({ code }) => code))).toEqual(
    new Set(['Interrupted']),
  );
  expect(result.holes).not.toEqual([]);
});

describe('several accounts', () => {
  const SHUT = '444455556666';
  const OPEN = '555566667777';

  test('one that cannot be entered is unknown, and the others are read', async () => {
    const fake = await fakeOf({}, ({ operation, input }) =>
      operation === 'sts:AssumeRole' && String(input.RoleArn).includes(SHUT)
        ? { error: 'AccessDenied', status: 403 }
        : undefined,
    );
    const run = await runCollection(fake, out, {
      accounts: [HOME, OPEN, SHUT],
      roleName: 'audit',
      externalId: 'harbor',
      sources: ['authorization-details', 'users'],
    });
    expect(run.of('authorization-details', 'global', OPEN).status).toBe('complete');
    expect(run.of('authorization-details', 'global', HOME).status).toBe('complete');
    expect(run.of('account', 'global', SHUT)).toMatchObject({
      status: 'failed',
      missing: [{ operation: 'sts:AssumeRole', grant: ['sts:AssumeRole'] }],
    });
    const assumed = fake.calls.filter(({ operation }) => operation === 'sts:AssumeRole');
    expect(assumed.map(({ input }) => input.ExternalId)).toEqual(['harbor', 'harbor']);
    const result = await auditOf(out);
    expect(result.accounts.map(({ account }) => account)).toEqual([HOME, OPEN]);
    expect(result.holes.map(({ where }) => where.slice(0, 12))).toEqual([SHUT]);
  });
});

describe('sessions and clocks', () => {
  const MEMBER = '444455556666';
  const LONG = [Array.from({ length: 30 }, (_, n) => `pier-${n}`)];
  const JOBS = 'iam:GenerateServiceLastAccessedDetails';

  afterEach(() => {
    vi.useRealTimers();
  });

  /** Sessions of a chained role end after an hour, whoever still works with them; each call takes a minute. */
  function sessionsOfAnHour() {
    const begun = new Map<string, number>();
    const jobs = new Map<string, string>();
    const middle = ({ operation, accessKey, input }: Request): Reply | undefined => {
      vi.setSystemTime(Date.now() + 60_000);
      if (operation === 'sts:AssumeRole') {
        const key = `ASIA${MEMBER}${begun.size}`;
        begun.set(key, Date.now());
        const Expiration = new Date(Date.now() + 3_600_000);
        const keys = { AccessKeyId: key, SecretAccessKey: 'secret', SessionToken: 'token' };
        return { answer: { Credentials: { ...keys, Expiration } } };
      }
      const from = begun.get(accessKey);
      if (from !== undefined && Date.now() > from + 3_600_000) {
        return { error: 'ExpiredToken', status: 403 };
      }
      // Only the session that began a job may read it.
      const job = `${Buffer.from(String(input.Arn)).toString('hex').slice(-30)}${accessKey.slice(-6)}`;
      if (operation === JOBS) jobs.set(job, accessKey);
      if (operation === JOBS) return { answer: { JobId: job } };
      const owner = jobs.get(String(input.JobId));
      return owner !== undefined && owner !== accessKey
        ? { error: 'NoSuchEntity', status: 404 }
        : undefined;
    };
    return { begun, middle };
  }

  test('the session of a role is renewed while a run lasts longer than it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    const { begun, middle } = sessionsOfAnHour();
    const fake = await fakeOf({ [DETAILS]: authorizationDetails(LONG) }, middle);
    const run = await runCollection(fake, out, {
      accounts: [MEMBER],
      roleName: 'audit',
      sources: ['authorization-details', 'last-accessed'],
      clock: { ...instantClock(), now: Date.now },
    });
    expect(run.units.flatMap(({ missing }) => missing)).toEqual([]);
    expect(run.of('last-accessed', 'global', MEMBER)).toMatchObject({ items: 31 });
    expect(begun.size).toBeGreaterThanOrEqual(3);
  });

  test('a clock that is wrong by hours is set by the answer, as the SDK does it', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOW.getTime() - 3 * 3_600_000) });
    const day = NOW.toISOString().slice(0, 'yyyy-mm-ddThh'.length).replaceAll('-', '');
    const fake = await fakeOf({}, ({ operation, signedAt }) =>
      signedAt.startsWith(day)
        ? undefined
        : {
            error: operation.startsWith('ec2:') ? 'AuthFailure' : 'SignatureDoesNotMatch',
            message: 'Signature expired',
            status: 403,
            headers: { date: NOW.toUTCString() },
          },
    );
    const run = await runCollection(fake, out, IDENTITIES);
    expect(run.units.flatMap(({ missing }) => missing)).toEqual([]);
  });

  test('credentials that are wrong for good are not taken for a wrong clock', async () => {
    const fake = await fakeOf({}, ({ operation }) =>
      operation === DETAILS
        ? {
            error: 'SignatureDoesNotMatch',
            status: 403,
            headers: { date: new Date().toUTCString() },
          }
        : undefined,
    );
    await runCollection(fake, out, IDENTITIES);
    expect(fake.calls.filter(({ operation }) => operation === DETAILS)).toHaveLength(1);
  });
});

describe('the disk', () => {
  test('is full: all ends at once, in words, and the same command goes on', async () => {
    const fake = await fakeOf({ [DETAILS]: authorizationDetails(PAGES) });
    let left = 4;
    const full = (place: Parameters<typeof openUnit>[1]) => {
      const unit = openUnit(out, place);
      return {
        ...unit,
        writeStream: (path: string, bytes: AsyncIterable<Uint8Array>) => {
          left -= 1;
          if (left >= 0) return unit.writeStream(path, bytes);
          return Promise.reject(new UserError('cannot write: no space is left on the disk', ''));
        },
      };
    };
    const before = fake.calls.length;
    const options = { ...LOGS, sources: ['authorization-details', ...LOGS.sources] } as const;
    await expect(runCollection(fake, out, { ...options, openUnit: full })).rejects.toThrow(
      'no space is left',
    );
    const asked = fake.calls.slice(before).filter(({ operation }) => operation === 's3:GetObject');
    expect(asked.length).toBeLessThan(12);
    expect((await auditOf(out)).totals.unused).toBe(0);
    const run = await runCollection(fake, out, options);
    expect(run.units.flatMap(({ missing }) => missing)).toEqual([]);
  });
});

describe('odd accounts', () => {
  test('five thousand roles on pages of a thousand', async () => {
    const pages = Array.from({ length: 5 }, (_, page) =>
      Array.from({ length: 1000 }, (_, n) => `crew-${page}-${n}`),
    );
    const run: Run = await runCollection(
      await fakeOf({ [DETAILS]: authorizationDetails(pages) }),
      out,
      IDENTITIES,
    );
    expect(run.of('authorization-details')).toMatchObject({ status: 'complete', items: 5001 });
  });

  test('two hundred policies on one page, and names that nobody expects', async () => {
    const odd = ['../../etc/passwd', 'Zürich & <b>', '=cmd|calc', '\u202Egnp.exe', 'a'.repeat(64)];
    const policies = Array.from({ length: 200 }, (_, n) => ({
      PolicyName: `deck-${n}`,
      PolicyId: `ANPADECK${n}`,
      Arn: `arn:aws:iam::${HOME}:policy/deck-${n}`,
      Path: '/',
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: NOW,
      UpdateDate: NOW,
      PolicyVersionList: [
        {
          VersionId: 'v1',
          IsDefaultVersion: true,
          CreateDate: NOW,
          Document: '%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D',
        },
      ],
    }));
    const details = (request: Request): Reply => {
      const reply = authorizationDetails([odd])(request);
      return 'answer' in reply ? { answer: { ...reply.answer, Policies: policies } } : reply;
    };
    const run = await runCollection(await fakeOf({ [DETAILS]: details }), out, {
      sources: ['authorization-details', 'last-accessed'],
    });
    expect(run.of('authorization-details').items).toBe(206);
    expect(run.of('last-accessed')).toMatchObject({ status: 'complete', items: 6 });
    const result = await auditOf(out);
    expect(names(result)).toEqual([...odd, 'mara'].sort());
  });
});
