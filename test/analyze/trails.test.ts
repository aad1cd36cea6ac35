/** What the settings of trails make certain, and what they take away. */
import { describe, expect, test } from 'vitest';
import { parseSelectors } from '../../src/collect/cloudtrail/event-selectors.js';
import type { Instant } from '../../src/model/time.js';
import {
  DEFAULT_SELECTORS,
  type EventSelector,
  type TrailFact,
  type TrailSettings,
  type TrailStatement,
} from '../../src/model/trail.js';
import {
  ACCOUNT,
  ago,
  allow,
  assessed,
  fullCoverage,
  hours,
  inline,
  reasonOf,
  user,
  verdictIn,
  type World,
} from '../world.js';

const ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/main`;
const OTHER = `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/vendor`;
const NADIA = user('nadia', { inlinePolicies: inline(allow('ec2:*')) });
const STOP = 'ec2:StopInstances';
const EVERYWHERE: TrailSettings = { multiRegion: true, globalServiceEvents: true };

const answer = (says: TrailStatement, trail = ARN, at?: Instant): TrailFact => ({
  trail,
  source: 'answer',
  at,
  says,
});
const event = (at: Instant, says: TrailStatement, trail = ARN): TrailFact => ({
  trail,
  source: 'event',
  at,
  says,
});
const selectors = (from: object): TrailStatement => ({
  kind: 'selectors',
  selectors: parseSelectors(from as Record<string, unknown>),
});
const logging = (on: boolean): TrailStatement => ({ kind: 'logging', logging: on });
const trail = (
  {
    settings = EVERYWHERE,
    selected = DEFAULT_SELECTORS,
  }: { settings?: TrailSettings; selected?: readonly EventSelector[] } = {},
  arn = ARN,
): readonly TrailFact[] => [
  answer({ kind: 'settings', settings }, arn),
  answer({ kind: 'selectors', selectors: selected }, arn),
  answer(logging(true), arn),
];
const basic = (some: object): readonly EventSelector[] =>
  parseSelectors({
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ...some }],
  }) ?? [];
const advanced = (...fields: readonly object[]): readonly EventSelector[] =>
  parseSelectors({ AdvancedEventSelectors: [{ FieldSelectors: fields }] }) ?? [];
const field = (Field: string, some: object): object => ({ Field, ...some });
const MANAGEMENT = field('eventCategory', { Equals: ['Management'] });

const world = (trails: readonly TrailFact[], some: World = {}): World => ({
  snapshot: { users: [NADIA] },
  ...some,
  coverage: { ...some.coverage, trails },
});
const quietEu = fullCoverage().management.map((row) =>
  row.region === 'eu-west-1' ? { ...row, hours: [hours(60)[0] ?? 0] } : row,
);
const onlyUs = fullCoverage().management.filter(({ region }) => region === 'us-east-1');
const inAp = user('nadia', {
  inlinePolicies: inline(allow('ec2:*', `arn:aws:ec2:ap-south-1:${ACCOUNT}:instance/*`)),
});
const inUs = user('nadia', {
  inlinePolicies: inline({
    ...allow('ec2:*'),
    Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
  }),
});
const single = (region: string): readonly TrailFact[] =>
  trail({ settings: { multiRegion: false, homeRegion: region, globalServiceEvents: true } });

describe('regions', () => {
  test.each<{ trails: readonly TrailFact[]; some?: World; expected: string; why: string }>([
    { trails: [], expected: 'unused: silent', why: 'nothing is known: judged by records' },
    { trails: trail(), expected: 'unused: silent', why: 'a multi-region trail' },
    {
      trails: trail(),
      some: { snapshot: { users: [inAp] } },
      expected: 'unused: silent',
      why: 'a multi-region trail records the region that only a policy names',
    },
    {
      trails: [],
      some: { snapshot: { users: [inAp] } },
      expected: 'unknown: no-coverage',
      why: 'without settings it is not known to be recorded',
    },
    {
      trails: trail(),
      some: { coverage: { management: quietEu } },
      expected: 'unused: silent',
      why: 'one record in a region, and a multi-region trail: the rest was quiet',
    },
    {
      trails: [],
      some: { coverage: { management: quietEu } },
      expected: 'unknown: short-coverage',
      why: 'one record in a region, and nothing known of trails: no rhythm to judge by',
    },
    {
      trails: single('us-east-1'),
      some: { coverage: { management: onlyUs } },
      expected: 'unknown: no-coverage',
      why: 'a single-region trail, and a grant for everywhere',
    },
    {
      trails: single('us-east-1'),
      some: { coverage: { management: onlyUs }, snapshot: { users: [inUs] } },
      expected: 'unused: silent',
      why: 'a single-region trail, and a grant bound to its region',
    },
    {
      trails: [
        ...single('us-east-1').filter(({ says }) => says.kind !== 'settings'),
        answer({ kind: 'settings', settings: { ...EVERYWHERE } }),
        event(ago(20), { kind: 'settings', settings: { ...EVERYWHERE } }),
      ],
      some: { snapshot: { users: [inAp] } },
      expected: 'unknown: no-coverage',
      why: 'changed 20 days ago: nobody knows whether it recorded all regions before',
    },
    {
      trails: [
        ...trail(),
        event(ago(100), { kind: 'settings', settings: { multiRegion: false } }),
        event(ago(95), { kind: 'settings', settings: EVERYWHERE }),
      ],
      some: { snapshot: { users: [inAp] } },
      expected: 'unused: silent',
      why: 'all changes lie before the window',
    },
    {
      trails: trail(),
      some: {
        snapshot: { users: [inAp] },
        coverage: {
          holes: [
            {
              account: ACCOUNT,
              region: 'us-east-1',
              service: undefined,
              from: ago(50),
              to: ago(49),
              reason: 'a lost file',
            },
          ],
        },
      },
      expected: 'unknown: short-coverage',
      why: 'a hole in the home region',
    },
    {
      trails: trail().map((fact) => ({ ...fact, source: 'declared', at: ago(100) })),
      some: {
        snapshot: { users: [inAp] },
        coverage: {
          management: fullCoverage().management.filter(({ region }) => region === 'eu-west-1'),
        },
      },
      expected: 'unused: silent',
      why: 'declared by the user, who answers for the time that no log shows',
    },
  ])('$why: $expected', ({ trails, some, expected }) => {
    expect(verdictIn(world(trails, some), 'nadia', STOP)).toBe(expected);
  });

  test('the verdict names the trail that makes the silence mean something', () => {
    const quiet = world(trail(), { coverage: { management: quietEu } });
    expect(reasonOf(assessed(quiet, 'nadia'), STOP)).toMatchObject({
      kind: 'silent',
      events: 'management write',
      regions: ['eu-west-1', 'us-east-1'],
      trails: [ARN],
    });
  });
});

describe('several trails', () => {
  const vendor = trail({ selected: basic({ ReadWriteType: 'WriteOnly' }) }, OTHER);
  const ap = { snapshot: { users: [inAp] } };
  const readAp = (trails: readonly TrailFact[], coverage: World['coverage'] = {}) =>
    verdictIn(world(trails, { ...ap, coverage }), 'nadia', 'ec2:GetConsoleOutput');
  const writes = fullCoverage().management.filter(({ access }) => access === 'write');

  test.each([
    {
      trails: [...trail(), ...vendor],
      coverage: {},
      expected: 'unused: silent',
      why: 'reads were seen, and only one of the trails records reads: its files are among those given',
    },
    {
      trails: [...trail(), ...vendor],
      coverage: { management: writes },
      expected: 'unobservable: class-not-recorded',
      why: 'no read was seen: the files may be the other trail’s alone',
    },
  ])('$why: $expected', ({ trails, coverage, expected }) => {
    expect(readAp(trails, coverage)).toBe(expected);
  });
});

describe('what a trail leaves out cuts what its records show', () => {
  test.each<{ changes: readonly TrailFact[]; expected: string; why: string }>([
    {
      changes: [event(ago(30), logging(false)), event(ago(29.9), logging(true))],
      expected: 'unknown: short-coverage',
      why: 'stopped for two hours a month ago, too short a silence to be seen',
    },
    {
      changes: [event(ago(30), logging(true))],
      expected: 'unknown: short-coverage',
      why: 'started from standstill a month ago',
    },
    {
      changes: [event(ago(100), logging(false)), event(ago(99), logging(true))],
      expected: 'unused: silent',
      why: 'stopped before the window',
    },
    {
      changes: [
        event(ago(30), selectors({ eventSelectors: [{ readWriteType: 'ReadOnly' }] })),
        event(ago(28), selectors({ eventSelectors: [{ readWriteType: 'All' }] })),
      ],
      expected: 'unknown: short-coverage',
      why: 'writes left out for two days',
    },
    {
      changes: [
        event(ago(30), selectors({ eventSelectors: [{ readWriteType: 'WriteOnly' }] })),
        event(ago(28), selectors({ eventSelectors: [{ readWriteType: 'All' }] })),
      ],
      expected: 'unused: silent',
      why: 'reads left out for two days, and this is a write',
    },
    {
      changes: [event(ago(3), { kind: 'deleted' })],
      expected: 'unused: silent',
      why: 'deleted three days ago, and records go on: another trail writes them',
    },
    {
      changes: [
        answer({
          kind: 'logging',
          logging: true,
          startedAt: ago(10),
          stoppedAt: ago(11),
        }),
      ],
      expected: 'unknown: short-coverage',
      why: 'GetTrailStatus tells of a stop that no log shows',
    },
  ])('$why: $expected', ({ changes, expected }) => {
    expect(verdictIn(world([...trail(), ...changes]), 'nadia', STOP)).toBe(expected);
  });

  test('another trail that went on recording fills the time', () => {
    const stopped = [event(ago(30), logging(false)), event(ago(29), logging(true))];
    const both = [...trail(), ...stopped, ...trail({}, OTHER)];
    // Either one may have written the files.
    expect(verdictIn(world(both), 'nadia', STOP)).toBe('unknown: short-coverage');
    const writesOnly = trail({ selected: basic({ ReadWriteType: 'WriteOnly' }) }, OTHER);
    const stoppedOther = stopped.map((fact) => ({ ...fact, trail: OTHER }));
    expect(verdictIn(world([...trail(), ...writesOnly, ...stoppedOther]), 'nadia', STOP)).toBe(
      'unused: silent',
    );
  });
});

describe('sources that a trail may leave out', () => {
  const keys = user('nadia', { inlinePolicies: inline(allow(['kms:Decrypt', 'ec2:*'])) });
  const noKms = { snapshot: { users: [keys] }, coverage: { excludable: [] } };
  test.each([
    { selected: DEFAULT_SELECTORS, expected: 'unused: silent', why: 'none is left out' },
    {
      selected: basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
      expected: 'unknown: source-may-be-excluded',
      why: 'KMS is left out',
    },
    {
      selected: basic({ ExcludeManagementEventSources: ['rdsdata.amazonaws.com'] }),
      expected: 'unused: silent',
      why: 'only the RDS Data API is left out',
    },
    {
      selected: advanced(MANAGEMENT, field('eventSource', { NotEquals: ['kms.amazonaws.com'] })),
      expected: 'unknown: source-may-be-excluded',
      why: 'KMS is left out by an advanced selector',
    },
  ])('$why: $expected', ({ selected, expected }) => {
    const it = world(trail({ selected }), noKms);
    expect(verdictIn(it, 'nadia', 'kms:Decrypt')).toBe(expected);
    expect(verdictIn(it, 'nadia', STOP)).toBe('unused: silent');
  });

  test('KMS events were seen, and the trail leaves them out since a week: the last week shows nothing', () => {
    const changes = [
      event(
        ago(7),
        selectors({ eventSelectors: [{ excludeManagementEventSources: ['kms.amazonaws.com'] }] }),
      ),
    ];
    const it = world(
      [
        ...trail({ selected: basic({ ExcludeManagementEventSources: ['kms.amazonaws.com'] }) }),
        ...changes,
      ],
      { snapshot: { users: [keys] } },
    );
    expect(verdictIn(it, 'nadia', 'kms:Decrypt')).toBe('unknown: short-coverage');
  });
});

describe('data events', () => {
  const OBJECTS = [
    field('eventCategory', { Equals: ['Data'] }),
    field('resources.type', { Equals: ['AWS::S3::Object'] }),
  ];
  const reads = (resource: string | readonly string[]) =>
    user('nadia', { inlinePolicies: inline(allow(['s3:GetObject', 's3:PutObject'], resource)) });
  const BUCKET = 'arn:aws:s3:::orders/*';
  const both = (...fields: readonly object[]) => [
    ...DEFAULT_SELECTORS,
    ...advanced(...OBJECTS, ...fields),
  ];
  test.each<{
    selected: readonly EventSelector[];
    resource?: string | readonly string[];
    action?: string;
    expected: string;
    why: string;
  }>([
    { selected: DEFAULT_SELECTORS, expected: 'unobservable: data-events-off', why: 'none' },
    { selected: both(), expected: 'unused: silent', why: 'all objects' },
    {
      selected: [
        ...DEFAULT_SELECTORS,
        ...basic({ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }),
      ],
      expected: 'unused: silent',
      why: 'all objects, by a basic selector',
    },
    {
      selected: both(field('resources.ARN', { StartsWith: ['arn:aws:s3:::orders/'] })),
      expected: 'unused: silent',
      why: 'the bucket',
    },
    {
      selected: both(field('resources.ARN', { StartsWith: ['arn:aws:s3:::orders/eu/'] })),
      expected: 'unobservable: data-events-off',
      why: 'a part of the bucket',
    },
    {
      selected: both(field('resources.ARN', { StartsWith: ['arn:aws:s3:::orders/'] })),
      resource: [BUCKET, 'arn:aws:s3:::archive/*'],
      expected: 'unobservable: data-events-off',
      why: 'one of two buckets',
    },
    {
      selected: both(field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::logs/'] })),
      expected: 'unused: silent',
      why: 'all buckets but another one',
    },
    {
      selected: both(field('resources.ARN', { NotStartsWith: ['arn:aws:s3:::orders/tmp/'] })),
      expected: 'unobservable: data-events-off',
      why: 'all but a part of it',
    },
    {
      selected: both(field('readOnly', { Equals: ['false'] })),
      expected: 'unobservable: data-events-off',
      why: 'writes alone, and this is a read',
    },
    {
      selected: both(field('readOnly', { Equals: ['false'] })),
      action: 's3:PutObject',
      expected: 'unused: silent',
      why: 'writes alone, and this is one',
    },
    {
      selected: both(field('eventName', { Equals: ['GetObject'] })),
      expected: 'unobservable: data-events-off',
      why: 'some names only: other calls of the action may be left out',
    },
    {
      selected: both(
        field('userIdentity.arn', {
          NotStartsWith: ['arn:aws:sts::111122223333:assumed-role/noisy/'],
        }),
      ),
      expected: 'unobservable: data-events-off',
      why: 'not of everybody',
    },
    {
      selected: both(),
      resource: '*',
      expected: 'unobservable: data-events-off',
      why: 'a grant for any resource reaches access points, too, which another type selects',
    },
  ])(
    'selected: $why → $expected',
    ({ selected, resource = BUCKET, action = 's3:GetObject', expected }) => {
      const it = world(trail({ selected }), { snapshot: { users: [reads(resource)] } });
      expect(verdictIn(it, 'nadia', action)).toBe(expected);
    },
  );

  const SEEN = (['read', 'write'] as const).map((access) => ({
    account: ACCOUNT,
    region: 'eu-west-1',
    resourceType: 'AWS::S3::Object',
    container: 'arn:aws:s3:::orders',
    origin: 'delivered' as const,
    access,
    hours: hours(120),
  }));
  const inEu: TrailSettings = { multiRegion: false, homeRegion: 'eu-west-1' };
  test.each<{ trails: readonly TrailFact[]; expected: string; why: string }>([
    { trails: [], expected: 'unknown: selectors-unknown', why: 'no settings were given' },
    { trails: trail({ selected: both() }), expected: 'unused: silent', why: 'all objects' },
    {
      trails: trail({ selected: both(), settings: inEu }, OTHER),
      expected: 'unused: silent',
      why: 'all objects, by a trail of the region in which the bucket is',
    },
    {
      trails: trail({ selected: both(field('eventName', { NotEquals: ['GetObject'] })) }),
      expected: 'unknown: short-coverage',
      why: 'all names but this one',
    },
    {
      trails: trail({
        selected: both(field('resources.ARN', { StartsWith: ['arn:aws:s3:::orders/eu/'] })),
      }),
      expected: 'unknown: short-coverage',
      why: 'a part of the bucket',
    },
  ])('seen there, and recorded: $why → $expected', ({ trails, expected }) => {
    const it = world(trails, { snapshot: { users: [reads(BUCKET)] }, coverage: { data: SEEN } });
    expect(verdictIn(it, 'nadia', 's3:GetObject')).toBe(expected);
  });

  test('recorded since three weeks only, and never seen: a matter of time, not of settings', () => {
    const since = event(ago(21), { kind: 'selectors', selectors: both() });
    const it = world([...trail({ selected: both() }), since], {
      snapshot: { users: [reads(BUCKET)] },
    });
    expect(reasonOf(assessed(it, 'nadia'), 's3:GetObject')).toMatchObject({
      kind: 'short-coverage',
      coveredDays: 20.9,
    });
  });
});

describe('a trail that records writes alone', () => {
  const writes = fullCoverage().management.filter(({ access }) => access === 'write');
  const sara = user('sara', {
    inlinePolicies: inline(allow(['ec2:StopInstances', 'sts:AssumeRole', 'kms:Decrypt'])),
  });
  const it = world(trail({ selected: basic({ ReadWriteType: 'WriteOnly' }) }), {
    snapshot: { users: [sara] },
    coverage: { management: writes },
  });
  test.each([
    { action: STOP, expected: 'unused: silent', why: 'a write' },
    {
      action: 'sts:AssumeRole',
      expected: 'unobservable: class-not-recorded',
      why: 'of the level Write, and recorded as a read',
    },
    {
      action: 'kms:Decrypt',
      expected: 'unobservable: class-not-recorded',
      why: 'of the level Write, and recorded as a read',
    },
  ])('$action, $why: $expected', ({ action, expected }) => {
    expect(verdictIn(it, 'sara', action)).toBe(expected);
  });
});

describe('stops that the log shows, where no settings were given', () => {
  const hourly = (skip: (at: number) => boolean) =>
    fullCoverage().management.map((row) => ({
      ...row,
      hours: hours(120).filter((hour) => !skip(hour)),
    }));
  const from = '2026-10-01T06:00:00Z' as Instant;
  const to = '2026-10-01T10:40:00Z' as Instant;
  const at = (instant: string): number => Date.parse(instant) / 3_600_000;
  const between = (hour: number): boolean =>
    hour > at('2026-10-01T06:00:00Z') && hour < at('2026-10-01T10:00:00Z');
  const stopped = [event(from, logging(false)), event(to, logging(true))];
  test.each<{ trails: readonly TrailFact[]; expected: string; why: string; gap?: boolean }>([
    { trails: stopped, gap: true, expected: 'unknown: short-coverage', why: 'and nothing came' },
    { trails: stopped, expected: 'unused: silent', why: 'another trail went on' },
    { trails: [], gap: true, expected: 'unused: silent', why: 'no stop: three quiet hours' },
    {
      trails: [
        event(from, logging(false)),
        event('2026-10-01T06:50:00Z' as Instant, logging(true)),
      ],
      expected: 'unknown: short-coverage',
      why: 'for half an hour, of which nothing tells what was recorded',
    },
    {
      trails: [
        event(from, { kind: 'created' }),
        event(from, logging(false)),
        event('2026-10-01T06:21:00Z' as Instant, logging(true)),
      ],
      expected: 'unused: silent',
      why: 'a new trail beside the one that wrote the log',
    },
  ])('$why: $expected', ({ trails, gap = false, expected }) => {
    const management = hourly((hour) => gap && between(hour));
    expect(verdictIn(world(trails, { coverage: { management } }), 'nadia', STOP)).toBe(expected);
  });
});
