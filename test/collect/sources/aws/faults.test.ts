/** Everything that goes wrong between an account and its auditor, and what must come of each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../../src/catalog/catalog.js';
import { startCollection } from '../../../../src/collect/index.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import { audit } from '../../../../src/index.js';
import type { Result } from '../../../../src/model/result.js';
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
import { instantClock, type Run, type RunOptions, runCollection } from '../../../aws/run.js';

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

async function auditOf(folder: string): Promise<Result> {
  const catalog = loadCatalog();
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
    const details = authorizationDetails(PAGES);
    let stop = true;
    const fake = await fakeOf({ [DETAILS]: details }, ({ operation, input, times }) => {
      if (operation !== DETAILS || input.Marker !== 'page-3') return undefined;
      if (stop) return { error: 'ServiceUnavailable', status: 503 };
      return times > 0 && tokenIsDead
        ? { error: 'ValidationError', message: 'Invalid Marker' }
        : undefined;
    });
    let tokenIsDead = true;
    await runCollection(fake, out, { ...IDENTITIES, maxAttempts: 2 });
    stop = false;
    const running = runCollection(fake, out, IDENTITIES);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const deadUntilFirstPage = setInterval(() => {
      if (
        fake.calls.filter(
          ({ operation, input }) => operation === DETAILS && input.Marker === undefined,
        ).length > 1
      )
        tokenIsDead = false;
    }, 1);
    const run = await running;
    clearInterval(deadUntilFirstPage);
    expect(run.of('authorization-details')).toMatchObject({ status: 'complete', items: 11 });
    expect(names(await auditOf(out))).toEqual(ALL_NAMES);
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
  const handlers = { [DETAILS]: authorizationDetails(PAGES), ...bucketHandlers(objects, 3) };
  const options: RunOptions = { regions: ['us-east-1'], parallelAccounts: 1 };

  test.each([3, 8, 17, 30, 47])(
    'after %i calls, and the next run goes on: nothing lost, nothing twice',
    async (most) => {
      const controller = new AbortController();
      let calls = 0;
      const fake = await fakeOf(handlers, () => {
        calls += 1;
        if (calls === most) controller.abort();
        return undefined;
      });
      const first = await runCollection(fake, out, { ...options, signal: controller.signal });
      expect(first.units.some(({ status }) => status !== 'complete')).toBe(true);
      const between = await auditOf(out);
      expect(between.collection.missing.map(({ code }) => code)).toContain('Interrupted');
      expect(between.totals.unused).toBe(0);
      const second = await runCollection(fake, out, options);
      expect(second.units.filter(({ status }) => status !== 'complete')).toEqual([]);
      const result = await auditOf(out);
      expect(names(result)).toEqual(ALL_NAMES);
      expect(result.accounting.uses).toBe(20);
      expect(result.accounting.ignored['duplicate-identity']).toBeUndefined();
      expect(result.collection.missing).toEqual([]);
    },
  );
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
