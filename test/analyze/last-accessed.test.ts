/** What last-accessed data keep, and when their silence means something. */
import { describe, expect, test } from 'vitest';
import { parseLastUse } from '../../src/collect/identities/last-accessed.js';
import type { LastAccessedService } from '../../src/model/snapshot.js';
import type { Instant } from '../../src/model/time.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  assessed,
  fullCoverage,
  group,
  inline,
  reasonOf,
  role,
  use,
  user,
  verdictIn,
  type World,
} from '../world.js';

const POLICY = inline(
  allow(['s3:*', 'sqs:*', 'iam:PassRole', 'iam:GetUser', 'ec2:*', 'logs:PutLogEvents']),
);
const NADIA = user('nadia', { inlinePolicies: POLICY });
const soon = new Date(Date.parse(AS_OF) + 5 * 3_600_000)
  .toISOString()
  .replace('.000', '') as Instant;

const row = (
  service: string,
  at?: Instant,
  actions: readonly (readonly [string, Instant | undefined])[] = [],
): LastAccessedService => ({
  service,
  at,
  actions: actions.map(([action, when]) => ({ action: `${service}:${action}`, at: when })),
});
const reported = (
  services: readonly LastAccessedService[],
  some: { arn?: string; generatedAt?: Instant } = {},
): World => ({
  snapshot: {
    users: [NADIA],
    lastAccessed: [{ arn: NADIA.arn, generatedAt: soon, services, ...some }],
  },
});

describe('silence', () => {
  test.each<{ world: World; action: string; expected: string; why: string }>([
    {
      world: reported([]),
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'an empty report says nothing',
    },
    {
      world: reported([row('s3')]),
      action: 's3:GetObject',
      expected: 'unused: service-silent',
      why: 'the whole service was silent',
    },
    {
      world: reported([row('s3', ago(100))]),
      action: 's3:GetObject',
      expected: 'unused: service-silent',
      why: 'last tried before the window',
    },
    {
      world: reported([row('s3', ago(89))]),
      action: 's3:GetObject',
      expected: 'used: coarse-use',
      why: 'tried inside the window, and the log does not show what: all of it stays',
    },
    {
      world: { ...reported([row('s3')]), options: { serviceSilence: 'off' } },
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'switched off',
    },
    {
      world: { ...reported([row('s3')]), usage: { uses: [use(NADIA, 's3:ListAllMyBuckets')] } },
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'the log shows a call: the service was not silent, whatever the report says',
    },
    {
      world: reported([row('s3')], { generatedAt: ago(3) }),
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'a report that ends three days before the window does',
    },
    {
      world: { ...reported([row('s3')]), options: { windowDays: 500, minWindowDays: 450 } },
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'services are tracked for 400 days only',
    },
    {
      world: { ...reported([row('s3')]), options: { windowDays: 30 } },
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'a window shorter than the minimum',
    },
    {
      world: reported([row('iam')]),
      action: 'iam:PassRole',
      expected: 'unobservable: never-logged',
      why: 'passing a role is checked in calls of other services',
    },
    {
      world: reported([row('logs')]),
      action: 'logs:PutLogEvents',
      expected: 'unused: service-silent',
      why: 'a call that CloudTrail does not record, and that is one of its own service',
    },
    {
      world: reported([row('s3')], { arn: `arn:aws:iam::${ACCOUNT}:user/other` }),
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'the report of somebody else',
    },
    {
      world: reported([row('s3', undefined, [['GetObject', undefined]])]),
      action: 's3:GetObject',
      expected: 'unused: action-silent',
      why: 'AWS tracks the action itself',
    },
    {
      world: reported([
        row('s3', ago(2), [
          ['GetObject', undefined],
          ['PutObject', ago(2)],
        ]),
      ]),
      action: 's3:GetObject',
      expected: 'unused: action-silent',
      why: 'another tracked action explains the use of the service',
    },
    {
      world: reported([
        row('s3', ago(2), [
          ['GetObject', undefined],
          ['PutObject', ago(2)],
        ]),
      ]),
      action: 's3:PutObject',
      expected: 'used: coarse-use',
      why: 'which is kept',
    },
    {
      world: reported([row('s3', ago(2), [['PutObject', undefined]])]),
      action: 's3:PutObject',
      expected: 'used: coarse-use',
      why: 'an action that is not tracked was tried: nobody knows which',
    },
    {
      world: { ...reported([row('ec2')]), coverage: fullCoverage(20) },
      action: 'ec2:StopInstances',
      expected: 'unused: service-silent',
      why: 'the log is too short, and AWS saw nothing for 90 days',
    },
    {
      world: reported([row('ec2')]),
      action: 'ec2:StopInstances',
      expected: 'unused: silent',
      why: 'where the log suffices it is the reason',
    },
    {
      world: {
        ...reported([row('s3')]),
        coverage: {
          management: fullCoverage().management.map((one) =>
            one.region === 'eu-west-1' ? { ...one, region: 'af-south-1' } : one,
          ),
        },
      },
      action: 's3:GetObject',
      expected: 'unobservable: data-events-off',
      why: 'a region of which it is not known that AWS tracks it',
    },
  ])('$action, $why: $expected', ({ world, action, expected }) => {
    expect(verdictIn(world, 'nadia', action)).toBe(expected);
  });

  test('doubt about the identity stands against it', () => {
    const young = { ...NADIA, createdAt: ago(10) };
    const world = reported([row('ec2'), row('s3')]);
    const it = {
      ...world,
      coverage: fullCoverage(20),
      snapshot: { ...world.snapshot, users: [young] },
    };
    expect(verdictIn(it, 'nadia', 'ec2:StopInstances')).toBe('unknown: identity-too-young');
    expect(verdictIn(it, 'nadia', 's3:GetObject')).toBe('unobservable: data-events-off');
  });

  test('the verdict names its stretch: the report ends four hours before it was made', () => {
    const world = reported([row('s3')], { generatedAt: AS_OF });
    expect(reasonOf(assessed(world, 'nadia'), 's3:GetObject')).toEqual({
      kind: 'service-silent',
      since: ago(90),
      until: '2026-11-20T08:00:00Z',
    });
  });
});

describe('use', () => {
  const denied = use(NADIA, 's3:ListAllMyBuckets', {
    outcome: 'denied',
    errorCode: 'AccessDenied',
    firstSeen: ago(5),
    lastSeen: ago(5),
  });
  test.each([
    {
      at: ago(5),
      expected: 'unobservable: data-events-off',
      why: 'the log shows the attempt, denied',
    },
    { at: ago(10), expected: 'used: coarse-use', why: 'no call explains the attempt' },
  ])('service tried at $at: $why', ({ at, expected }) => {
    const world = { ...reported([row('s3', at)]), usage: { uses: [denied] } };
    expect(verdictIn(world, 'nadia', 's3:GetObject')).toBe(expected);
  });
});

describe('groups', () => {
  const team = group('team', { inlinePolicies: inline(allow('s3:*')) });
  const members = ['ann', 'bo'].map((name) => user(name, { groups: ['team'] }));
  const reports = (arns: readonly string[]): World => ({
    snapshot: {
      users: members,
      groups: [team],
      lastAccessed: arns.map((arn) => ({ arn, generatedAt: soon, services: [row('s3')] })),
    },
  });
  const [ann, bo] = members.map(({ arn }) => arn as string);
  test.each([
    { arns: [team.arn], expected: 'unused: service-silent', why: 'its own report' },
    { arns: [ann, bo], expected: 'unused: service-silent', why: 'all of its members' },
    { arns: [ann], expected: 'unobservable: data-events-off', why: 'one of two members' },
  ])('$why: $expected', ({ arns, expected }) => {
    const known = arns.filter((arn) => arn !== undefined);
    expect(verdictIn(reports(known), 'team', 's3:GetObject')).toBe(expected);
  });

  test('a group without members has no silence of members', () => {
    const world = { snapshot: { groups: [team], lastAccessed: [] } };
    expect(verdictIn(world, 'team', 's3:GetObject')).toBe('unobservable: data-events-off');
  });
});

describe('answers on single keys', () => {
  const key = (at: Instant, service?: string): World => ({
    snapshot: {
      users: [NADIA],
      keyUses: [{ userName: 'nadia', at, region: 'eu-west-1', service }],
    },
  });
  test.each([
    { world: key(ago(10), 'sqs'), action: 'sqs:SendMessage', expected: 'used: coarse-use' },
    { world: key(ago(10)), action: 'ec2:StopInstances', expected: 'unknown: used-outside-the-log' },
    { world: key(ago(100), 'sqs'), action: 'ec2:StopInstances', expected: 'unused: silent' },
  ])('$action: $expected', ({ world, action, expected }) => {
    expect(verdictIn(world, 'nadia', action)).toBe(expected);
  });
});

test('a role is not stale when AWS saw it try something', () => {
  const deployer = role('deployer', { inlinePolicies: POLICY });
  const world: World = {
    snapshot: {
      roles: [deployer],
      lastAccessed: [{ arn: deployer.arn, generatedAt: soon, services: [row('sqs', ago(4))] }],
    },
  };
  expect(assessed(world, 'deployer').lastUsedAt).toBe(ago(4));
});

describe('answers', () => {
  const ARN = `arn:aws:iam::${ACCOUNT}:user/nadia`;
  const answer = { JobStatus: 'COMPLETED', JobCompletionDate: '2026-11-20T12:00:00Z', Arn: ARN };
  test.each([
    { value: { ...answer, JobStatus: 'IN_PROGRESS' }, kind: 'unusable', why: 'not ready' },
    { value: { ...answer, JobStatus: 'FAILED' }, kind: 'unusable', why: 'failed' },
    { value: { ...answer, Arn: undefined }, kind: 'unusable', why: 'of whom?' },
    { value: { ...answer, JobCompletionDate: 'x' }, kind: 'unusable', why: 'when?' },
    { value: { ...answer, ServicesLastAccessed: [{}] }, kind: 'unusable', why: 'which service?' },
    {
      value: {
        ...answer,
        ServicesLastAccessed: [{ ServiceNamespace: 's3', LastAuthenticated: 'never' }],
      },
      kind: 'unusable',
      why: 'a time that is none is not silence',
    },
    { value: { ...answer, ServicesLastAccessed: [] }, kind: 'report', why: 'empty' },
    { value: 7, kind: 'unusable', why: 'no object' },
    {
      value: { UserName: 'x', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } },
      kind: 'nothing',
      why: 'a key that was never used',
    },
  ])('$why', ({ value, kind }) => {
    expect(parseLastUse(value).kind).toBe(kind);
  });

  test('both levels', () => {
    const reading = parseLastUse({
      ...answer,
      JobType: 'ACTION_LEVEL',
      ServicesLastAccessed: [
        {
          ServiceName: 'Amazon S3',
          ServiceNamespace: 's3',
          LastAuthenticated: '2026-10-01T10:00:00+00:00',
          TrackedActionsLastAccessed: [
            { ActionName: 'CreateBucket', LastAccessedTime: '2026-10-01T10:00:00+00:00' },
            { ActionName: 'DeleteBucket' },
          ],
        },
        { ServiceName: 'Amazon SQS', ServiceNamespace: 'sqs', TotalAuthenticatedEntities: 0 },
      ],
    });
    expect(reading).toMatchObject({
      account: ACCOUNT,
      report: {
        arn: ARN,
        services: [
          {
            service: 's3',
            at: '2026-10-01T10:00:00Z',
            actions: [
              { action: 's3:CreateBucket', at: '2026-10-01T10:00:00Z' },
              { action: 's3:DeleteBucket', at: undefined },
            ],
          },
          { service: 'sqs', at: undefined, actions: [] },
        ],
      },
    });
  });
});
