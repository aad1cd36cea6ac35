/**
 * Where a collection lacks something, nothing that hangs on it is called unused: each case next to the
 * same account read whole, of which something is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startCollection } from '../../../../src/collect/index.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import { audit, renderCollection } from '../../../../src/index.js';
import {
  type CollectedUnit,
  holesOf,
  type LiveSourceName,
} from '../../../../src/model/collected.js';
import type { Result } from '../../../../src/model/result.js';
import {
  accountHandlers,
  authorizationDetails,
  bucketHandlers,
  NOW,
  role,
  trailObjects,
  trailRecord,
} from '../../../aws/account.js';
import { type Fake, HOME, type Reply, type Request, startFake } from '../../../aws/fake.js';
import { instantClock, type RunOptions, runCollection } from '../../../aws/run.js';
import { CATALOG } from '../../../world.js';

const DAYS = 20;
const WINDOW = { windowDays: 14, minWindowDays: 14, graceDays: 0 } as const;
const SOURCES = [
  'authorization-details',
  'trails',
  'trail-files',
  'lookup-events',
] as const satisfies readonly LiveSourceName[];
const HANDLERS = {
  ...accountHandlers(),
  'iam:GetAccountAuthorizationDetails': authorizationDetails([['ship'], ['dock']]),
  ...bucketHandlers(trailObjects(HOME, 'us-east-1', DAYS), 8),
};
const DENIED = { error: 'AccessDenied', status: 403 } as const;

const catalog = CATALOG;
let out: string;
let fake: Fake | undefined;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'leastwise-incomplete-'));
});
afterEach(async () => {
  await fake?.close();
  fake = undefined;
  rmSync(out, { recursive: true, force: true });
});

async function collected(
  middle: (request: Request) => Reply | undefined,
  options: RunOptions = {},
): Promise<Result> {
  fake = await startFake(HANDLERS, middle);
  await runCollection(fake, out, { sources: SOURCES, ...options });
  const collection = startCollection(catalog);
  for await (const event of readFiles([out])) collection.add(event);
  return audit(collection.finish(), catalog, WINDOW);
}

test('read whole, the role that did nothing has something unused', async () => {
  const result = await collected(() => undefined);
  expect(result.holes).toEqual([]);
  expect(result.totals.unused).toBe(1);
});

type Case = {
  readonly why: string;
  readonly middle?: (request: Request) => Reply | undefined;
  readonly options?: RunOptions;
};

const CASES: readonly Case[] = [
  {
    why: 'regions are not told',
    middle: ({ operation }) => (operation === 'ec2:DescribeRegions' ? DENIED : undefined),
  },
  {
    why: 'no region is told',
    middle: ({ operation }) =>
      operation === 'ec2:DescribeRegions' ? { answer: { regionInfo: [] } } : undefined,
  },
  { why: 'a region is left out', options: { regions: ['us-east-1'] } },
  {
    why: 'the second page of identities is denied',
    middle: ({ operation, input }) =>
      operation === 'iam:GetAccountAuthorizationDetails' && input.Marker !== undefined
        ? DENIED
        : undefined,
  },
  {
    why: 'the second page of the bucket is denied',
    middle: ({ operation, input }) =>
      operation === 's3:ListObjectsV2' && input['continuation-token'] !== undefined
        ? DENIED
        : undefined,
  },
  {
    why: 'one log file is denied',
    middle: ({ operation, input }) =>
      operation === 's3:GetObject' && String(input.Key).includes('20261115') ? DENIED : undefined,
  },
  {
    why: 'trails are denied in a region, so that its buckets may be others',
    middle: ({ operation, region }) =>
      operation === 'cloudtrail:DescribeTrails' && region === 'eu-west-1' ? DENIED : undefined,
  },
  {
    why: 'a region is disabled midway',
    middle: ({ operation, region }) =>
      region === 'eu-west-1' && operation !== 'cloudtrail:DescribeTrails'
        ? { error: 'UnrecognizedClientException', status: 403, message: 'token invalid' }
        : undefined,
  },
  {
    why: 'event history is denied where no file speaks',
    middle: ({ operation, region }) =>
      operation === 'cloudtrail:LookupEvents' && region === 'eu-west-1' ? DENIED : undefined,
  },
];

test('a region is left out: judged is what cannot have been called there, and nothing else', async () => {
  const granting = (name: string, statement: object) => ({
    ...role(HOME, name),
    RolePolicyList: [
      {
        PolicyName: 'work',
        PolicyDocument: encodeURIComponent(
          JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Resource: '*', ...statement }],
          }),
        ),
      },
    ],
  });
  const Action = 'ec2:DescribeInstances';
  const here = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
  const roles = [
    granting('anywhere', { Action }),
    granting('here', { Action, Condition: here }),
    granting('home', { Action: 'iam:ListRoles' }),
  ];
  const details = ({ operation, account }: Request): Reply | undefined => {
    if (operation !== 'iam:GetAccountAuthorizationDetails') return undefined;
    const lists = { UserDetailList: [], GroupDetailList: [], Policies: [], Account: account };
    return { answer: { ...lists, RoleDetailList: roles, IsTruncated: false } };
  };
  const result = await collected(details, { regions: ['us-east-1'] });
  expect(result.collection.missing).toMatchObject([{ code: 'NotAsked' }]);
  expect(result.identities.map(({ name, verdicts }) => [name, verdicts.unused.count])).toEqual([
    ['anywhere', 0],
    ['here', 1],
    ['home', 1],
  ]);
  expect(result.findings.filter(({ kind }) => kind === 'stale-role')).toEqual([]);
});

describe('nothing is called unused, and something is said to be missing, when', () => {
  test.each(CASES)('$why', async ({ middle = () => undefined, options = {} }) => {
    const result = await collected(middle, options);
    expect(result.totals.unused).toBe(0);
    expect(result.findings.filter(({ kind }) => kind === 'stale-role')).toEqual([]);
    expect(result.holes).not.toEqual([]);
    expect(result.collection.missing).not.toEqual([]);
  });

  test.each([2, 15, 26])('it was stopped after %i calls', async (most) => {
    const controller = new AbortController();
    let calls = 0;
    const result = await collected(
      () => {
        calls += 1;
        if (calls === most) controller.abort();
        return undefined;
      },
      { signal: controller.signal },
    );
    expect(result.totals.unused).toBe(0);
    expect(result.collection.missing).not.toEqual([]);
  });
});

describe('event history tells of 90 days, and what lies before is no silence', () => {
  const DAY_MS = 24 * 3_600_000;
  const WIDE = { windowDays: 120, minWindowDays: 14, graceDays: 0 } as const;
  /** A trail of one region, so that of the other only event history tells. */
  const filesFor = (days: number, now: Date) => ({
    ...HANDLERS,
    ...bucketHandlers(trailObjects(HOME, 'us-east-1', days, now)),
  });

  async function told(days: number, runs: readonly number[]) {
    for (const at of runs) {
      const now = new Date(NOW.getTime() + at * DAY_MS);
      const here = await startFake(filesFor(days + at, now));
      const clock = instantClock(now.getTime());
      await runCollection(here, out, { sources: SOURCES, days, clock });
      await here.close();
    }
    const collection = startCollection(catalog);
    for await (const event of readFiles([out])) collection.add(event);
    const evidence = collection.finish();
    const unit = evidence.collection.find(
      ({ source, region }) => source === 'lookup-events' && region === 'eu-west-1',
    );
    return { gaps: unit?.gaps ?? [], result: audit(evidence, catalog, WIDE), evidence };
  }

  test('the usual time leaves no gap, and silence is told', async () => {
    const { gaps, evidence } = await told(97, [0]);
    expect(gaps.map(({ to }) => to)).toEqual(['2026-08-25T12:00:00Z']);
    const usual = audit(evidence, catalog, { ...WIDE, windowDays: 90 });
    expect(usual.totals.unused).toBeGreaterThan(0);
    expect(usual.holes).toEqual([]);
  });

  test('a longer time has a hole in it', async () => {
    const { gaps, result } = await told(150, [0]);
    expect(gaps).toEqual([{ from: '2026-06-27T12:00:00Z', to: '2026-08-25T12:00:00Z' }]);
    expect(result.totals.unused).toBe(0);
    expect(result.holes.map(({ where }) => where)).toEqual([expect.stringContaining('eu-west-1')]);
  });

  test('and so has a pause of more than 90 days between two runs', async () => {
    const { gaps, result } = await told(97, [0, 130]);
    expect(gaps).toEqual([
      { from: '2026-08-19T12:00:00Z', to: '2026-08-25T12:00:00Z' },
      { from: '2026-11-24T11:45:00Z', to: '2027-01-02T12:00:00Z' },
    ]);
    expect(result.totals.unused).toBe(0);
  });

  test('a pause of less has none', async () => {
    const { gaps } = await told(97, [0, 60]);
    expect(gaps).toHaveLength(1);
  });
});

describe('event history is asked for the time before the first trail file', () => {
  const DAY_MS = 24 * 3_600_000;
  const before = (days: number) => new Date(NOW.getTime() - days * DAY_MS);
  const told = [25, 40, 80].map(before);
  const lookup = ({ account, region, input }: Request): Reply => ({
    answer: {
      Events: told
        .filter((at) => region === 'us-east-1' && at.getTime() / 1000 < Number(input.EndTime))
        .map((at) => ({
          EventId: `${region} ${at.toISOString()}`,
          EventTime: at,
          CloudTrailEvent: JSON.stringify(trailRecord(account, region, at, 'dock')),
        })),
    },
  });

  async function read(days: number, middle: (request: Request) => Reply | undefined) {
    const objects = bucketHandlers(trailObjects(HOME, 'us-east-1', days));
    const here = await startFake(
      { ...HANDLERS, ...objects, 'cloudtrail:LookupEvents': lookup },
      middle,
    );
    const run = await runCollection(here, out, { sources: SOURCES });
    await here.close();
    const collection = startCollection(catalog);
    for await (const event of readFiles([out])) collection.add(event);
    const asked = here.calls.filter(
      ({ operation, region }) => operation === 'cloudtrail:LookupEvents' && region === 'us-east-1',
    );
    return { run, asked, evidence: collection.finish() };
  }

  test('a young trail: older uses are uses, and its own silence is as good as before', async () => {
    const { run, asked, evidence } = await read(20, () => undefined);
    expect(asked.map(({ input }) => new Date(Number(input.EndTime) * 1000))).toEqual([
      new Date('2026-11-05T11:00:00Z'),
    ]);
    expect(run.of('lookup-events', 'us-east-1')).toMatchObject({ status: 'complete', items: 3 });
    expect(run.of('lookup-events', 'us-east-1').gaps).toBeUndefined();
    const times = evidence.usage.uses.map(({ firstSeen }) => new Date(firstSeen).getTime());
    expect(times).toEqual(expect.arrayContaining(told.map((at) => at.getTime())));
    expect(audit(evidence, catalog, { ...WINDOW, windowDays: 19 }).totals.unused).toBe(1);
    expect(audit(evidence, catalog, { ...WINDOW, windowDays: 60 }).totals.unused).toBe(0);
  });

  test('a trail older than the history is not helped by it', async () => {
    const { asked } = await read(98, () => undefined);
    expect(asked).toEqual([]);
  });

  test('files of an earlier run alone do not tell of the time since', async () => {
    await read(98, () => undefined);
    const here = await startFake({ ...HANDLERS, 'cloudtrail:LookupEvents': lookup });
    const clock = instantClock(NOW.getTime() + 3 * DAY_MS);
    const run = await runCollection(here, out, { sources: ['lookup-events'], clock });
    await here.close();
    expect(run.of('lookup-events', 'us-east-1')).toMatchObject({ to: '2026-11-27T12:00:00Z' });
    expect(here.calls.filter(({ region }) => region === 'us-east-1').length).toBeGreaterThan(2);
  });

  test('denied, it costs the time before the first file and no other', async () => {
    const denied = ({ operation }: Request) =>
      operation === 'cloudtrail:LookupEvents' ? DENIED : undefined;
    const { run, evidence } = await read(20, denied);
    expect(run.of('lookup-events', 'us-east-1')).toMatchObject({
      status: 'failed',
      to: '2026-11-05T11:00:00Z',
    });
    const holes = holesOf(evidence.collection).filter(({ region }) => region === 'us-east-1');
    expect(holes).toMatchObject([{ to: '2026-11-05T11:00:00Z' }]);
  });
});

describe('a region that the account has disabled since', () => {
  const DAY_MS = 24 * 3_600_000;
  const X = 'eu-west-1';
  const disabled: Middle = ({ operation }) =>
    operation === 'ec2:DescribeRegions'
      ? { answer: { regionInfo: [{ regionName: 'us-east-1' }] } }
      : undefined;
  const refused: Middle = ({ region }) =>
    region === X ? { error: 'UnrecognizedClientException', status: 403 } : undefined;
  type Middle = (request: Request) => Reply | undefined;

  async function runs(...days: readonly (readonly [at: number, middle: Middle])[]) {
    let units: readonly CollectedUnit[] = [];
    for (const [at, middle] of days) {
      const now = new Date(NOW.getTime() + at * DAY_MS);
      const objects = bucketHandlers(trailObjects(HOME, 'us-east-1', DAYS + at, now));
      const here = await startFake({ ...HANDLERS, ...objects }, middle);
      const clock = instantClock(now.getTime());
      ({ units } = await runCollection(here, out, { sources: SOURCES, clock }));
      await here.close();
    }
    const collection = startCollection(catalog);
    for await (const event of readFiles([out])) collection.add(event);
    return { units, result: audit(collection.finish(), catalog, WINDOW) };
  }

  test('midway: the next run has nothing to ask for there, and its silence stays unknown', async () => {
    const first = await runs([0, refused]);
    expect(first.result.collection.missing).not.toEqual([]);
    const { units, result } = await runs([0.1, disabled]);
    expect(result.collection.missing).toEqual([]);
    const where = `${HOME}, ${X}, 2026-08-19T12:00:00Z to 2026-11-24T14:24:00Z`;
    const reason = (source: string) =>
      `${source} in ${X} was not read to the end before the region was disabled`;
    expect(result.holes).toEqual([
      { where, reason: reason('lookup-events') },
      { where, reason: reason('trail-files') },
    ]);
    expect(result.totals.unused).toBe(0);
    expect(renderCollection(units)).toContain(
      'Nothing is missing.\nDisabled since an earlier run: eu-west-1',
    );
  });

  test('between two runs: what was called there in between nobody knows', async () => {
    const { units, result } = await runs([0, () => undefined], [5, disabled]);
    expect(units.filter(({ disabledBy }) => disabledBy !== undefined)).toHaveLength(2);
    expect(result.collection.missing).toEqual([]);
    expect(result.holes.map(({ where }) => where)).toEqual(
      Array(2).fill(`${HOME}, ${X}, 2026-11-24T12:00:00Z to 2026-11-29T12:00:00Z`),
    );
    expect(result.totals.unused).toBe(0);
  });

  test('once the window has passed it, all is as it was; a later run closes nothing again', async () => {
    const { units, result } = await runs([0, refused], [1, disabled], [16, disabled]);
    expect(units.filter(({ disabledBy }) => disabledBy !== undefined)).toEqual([]);
    expect(result.collection.missing).toEqual([]);
    expect(result.holes).toEqual([]);
    expect(result.totals.unused).toBe(1);
  });

  test('enabled again, it is read as it always was, and the time in between with it', async () => {
    const { result } = await runs([0, () => undefined], [2, disabled], [3, () => undefined]);
    expect(result.collection.missing).toEqual([]);
    expect(result.holes).toEqual([]);
    expect(result.totals.unused).toBe(1);
  });

  test('a list of regions that is older than what was read there closes nothing', async () => {
    await runs([0, disabled]);
    const here = await startFake(HANDLERS);
    const clock = instantClock(NOW.getTime() + 3_600_000);
    await runCollection(here, out, { sources: SOURCES, regions: [X], clock });
    await here.close();
    const { units } = await runs([0.1, disabled]);
    expect(units.filter(({ disabledBy }) => disabledBy !== undefined)).toEqual([]);
  });
});

test('stopped before anything was asked, nothing was read', async () => {
  const controller = new AbortController();
  const result = await collected(
    () => {
      controller.abort();
      return undefined;
    },
    { signal: controller.signal },
  );
  expect(result.identities).toEqual([]);
});
