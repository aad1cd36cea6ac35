/** What each piece of evidence, and each lack of it, makes of one granted action. */
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../src/catalog/action-set.js';
import type { Identity } from '../../src/model/identity.js';
import type { Instant } from '../../src/model/time.js';
import type { GrantChange, Use } from '../../src/model/usage.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  analysed,
  arnOf,
  assessed,
  callerOf,
  fullCoverage,
  group,
  hours,
  inline,
  managed,
  policy,
  role,
  use,
  user,
  verdict,
  verdictIn,
  type World,
} from '../world.js';

const NADIA = user('nadia', { inlinePolicies: inline(allow('ec2:*')) });
const DEPLOYER = role('deployer', { inlinePolicies: inline(allow('ec2:*')) });
const STOP = 'ec2:StopInstances';

const seconds = (at: Instant, more: number): Instant =>
  new Date(Date.parse(at) + more * 1000).toISOString().replace('.000', '') as Instant;

describe('the window', () => {
  test.each([
    { lastSeen: AS_OF, expected: 'used: logged-use', why: 'used today' },
    { lastSeen: ago(90), expected: 'used: logged-use', why: 'its first second belongs to it' },
    { lastSeen: seconds(ago(90), -1), expected: 'unused: silent', why: 'a second too early' },
    { lastSeen: ago(91), expected: 'unused: silent', why: 'a day too early' },
  ])('used at $lastSeen: $why', ({ lastSeen, expected }) => {
    const world: World = {
      snapshot: { users: [NADIA] },
      usage: { uses: [use(NADIA, STOP, { firstSeen: ago(110), lastSeen })] },
    };
    expect(verdictIn(world, 'nadia', STOP)).toBe(expected);
  });

  test('a row that reaches over the window counts, because some of its calls may lie inside', () => {
    const uses = [use(NADIA, STOP, { firstSeen: ago(200), lastSeen: AS_OF })];
    const world = { snapshot: { users: [NADIA] }, usage: { uses }, options: { asOf: ago(20) } };
    expect(verdictIn(world, 'nadia', STOP)).toBe('used: logged-use');
  });

  test('what was first seen after the instant that the audit speaks for is not there yet', () => {
    const uses = [use(NADIA, STOP, { firstSeen: ago(3), lastSeen: ago(1) })];
    const world = { snapshot: { users: [NADIA] }, usage: { uses }, options: { asOf: ago(10) } };
    expect(verdictIn(world, 'nadia', STOP)).toBe('unused: silent');
  });

  test('its end is pulled back by the delivery lag', () => {
    expect(analysed({}).window).toEqual({
      asOf: AS_OF,
      from: ago(90),
      to: '2026-11-20T11:45:00Z',
    });
  });
});

describe('outcomes and kinds of use', () => {
  test.each([
    { some: {}, expected: 'used: logged-use', why: 'allowed' },
    {
      some: { outcome: 'indeterminate', errorCode: 'ThrottlingException' },
      expected: 'used: logged-use',
      why: 'authorization may have passed',
    },
    {
      some: { outcome: 'denied', errorCode: 'AccessDenied' },
      expected: 'unused: silent',
      why: 'a denied call is no use',
    },
    { some: { kind: 'conditional' }, expected: 'used: conditional-use', why: 'checked beside' },
    { some: { kind: 'inferred' }, expected: 'used: inferred-use', why: 'seen in a request' },
    {
      some: { via: 'athena.amazonaws.com' },
      expected: 'used: logged-use',
      why: 'with her session',
    },
  ] as const)('$some: $why', ({ some, expected }) => {
    const world = { snapshot: { users: [NADIA] }, usage: { uses: [use(NADIA, STOP, some)] } };
    expect(verdictIn(world, 'nadia', STOP)).toBe(expected);
  });

  test('calls of a deleted identity with the same ARN are not those of its successor', () => {
    const caller = { ...callerOf(DEPLOYER), id: 'AROAEARLIERONE' };
    const world = {
      snapshot: { roles: [DEPLOYER] },
      usage: { uses: [use(DEPLOYER, STOP, { caller })] },
    };
    expect(verdictIn(world, 'deployer', STOP)).toBe('unused: silent');
    expect(analysed(world).unattributed).toMatchObject([{ bucket: 'not-in-snapshot', count: 1 }]);
  });
});

describe('coverage', () => {
  const inEu = (change: Partial<{ hours: readonly number[]; drop: 'read' | 'write' }>) =>
    fullCoverage().management.flatMap((row) =>
      row.region !== 'eu-west-1' || change.drop === row.access
        ? row.region === 'eu-west-1'
          ? []
          : [row]
        : [{ ...row, hours: change.hours ?? row.hours }],
    );
  const everywhere = { account: undefined, region: undefined, service: undefined } as const;

  const lookedUp = fullCoverage().management.map((row) => ({
    ...row,
    origin: 'selected' as const,
  }));

  test.each<{ world: World; action?: string; expected: string; why: string }>([
    { world: {}, expected: 'unused: silent', why: '120 days without a gap' },
    {
      world: { coverage: fullCoverage(91) },
      expected: 'unused: silent',
      why: 'logs begin before the window',
    },
    {
      world: { coverage: { management: lookedUp } },
      expected: 'unknown: no-coverage',
      why: 'look-ups may be a selection: they prove no silence',
    },
    {
      world: { coverage: { management: lookedUp }, options: { selectedLogs: 'complete' } },
      expected: 'unused: silent',
      why: 'unless the user says that they are complete',
    },
    {
      world: { coverage: fullCoverage(80) },
      expected: 'unknown: short-coverage',
      why: 'logs begin ten days late',
    },
    {
      world: { coverage: { management: inEu({ hours: [...hours(120, 40), ...hours(30)] }) } },
      expected: 'unknown: short-coverage',
      why: 'a gap of ten days',
    },
    {
      world: { coverage: { management: inEu({ hours: hours(120, 12) }) } },
      expected: 'unknown: short-coverage',
      why: 'logs end twelve days early',
    },
    {
      world: { coverage: { management: inEu({ hours: hours(200, 95) }) } },
      expected: 'unknown: short-coverage',
      why: 'logs end before the window',
    },
    {
      world: { coverage: { management: [] } },
      expected: 'unknown: no-coverage',
      why: 'no log at all is no proof of silence',
    },
    {
      world: {
        coverage: { management: fullCoverage().management.filter((r) => r.access === 'read') },
      },
      expected: 'unobservable: class-not-recorded',
      why: 'the trail records reads only',
    },
    {
      world: {
        coverage: { management: fullCoverage().management.filter((r) => r.access === 'read') },
      },
      action: 'ec2:DescribeInstances',
      expected: 'unused: silent',
      why: 'and reads it does show',
    },
    {
      world: {
        coverage: {
          management: fullCoverage().management.map((row) =>
            row.access === 'read' ? { ...row, hours: [...hours(120, 40), ...hours(30)] } : row,
          ),
        },
      },
      action: 'ec2:DescribeInstances',
      expected: 'unknown: short-coverage',
      why: 'reads that come all the time did not come for ten days, and writes did',
    },
    {
      world: { coverage: { management: inEu({ drop: 'write' }) } },
      expected: 'unknown: short-coverage',
      why: 'writes are recorded in the other region only',
    },
    {
      world: {
        coverage: { holes: [{ ...everywhere, from: ago(50), to: ago(49), reason: 'a lost file' }] },
      },
      expected: 'unknown: short-coverage',
      why: 'a hole everywhere',
    },
    {
      world: {
        coverage: {
          holes: [
            { ...everywhere, account: '444455556666', from: ago(50), to: ago(49), reason: 'x' },
          ],
        },
      },
      expected: 'unused: silent',
      why: "another account's hole",
    },
    {
      world: {
        coverage: {
          holes: [
            { ...everywhere, service: 'ec2', from: ago(50), to: ago(49), reason: 'a bad record' },
          ],
        },
      },
      expected: 'unknown: short-coverage',
      why: 'a hole of this service',
    },
    {
      world: {
        coverage: {
          holes: [
            { ...everywhere, service: 'sns', from: ago(50), to: ago(49), reason: 'a bad record' },
          ],
        },
      },
      expected: 'unused: silent',
      why: 'a hole of another service',
    },
    {
      world: {
        coverage: {
          holes: [{ ...everywhere, from: undefined, to: undefined, reason: 'an unread identity' }],
        },
      },
      expected: 'unknown: short-coverage',
      why: 'a hole without bounds',
    },
    {
      world: {
        coverage: { management: fullCoverage(2).management },
        options: { windowDays: 1, minWindowDays: 0, graceDays: 0 },
      },
      expected: 'unused: silent',
      why: 'the user asks for no minimum',
    },
    {
      world: { options: { windowDays: 30 } },
      expected: 'unknown: short-coverage',
      why: 'a window below the minimum',
    },
  ])('$why: $expected', ({ world, action = STOP, expected }) => {
    expect(verdictIn({ ...world, snapshot: { users: [NADIA] } }, 'nadia', action)).toBe(expected);
  });

  test('a region that lives with one event in some hours counts as covered', () => {
    const management = fullCoverage().management.map((row) => ({
      ...row,
      hours: row.hours.filter((_, index) => index % 20 === 0),
    }));
    const world = { snapshot: { users: [NADIA] }, coverage: { management } };
    expect(verdictIn(world, 'nadia', STOP)).toBe('unused: silent');
  });

  test.each([
    {
      statement: allow('ec2:*', 'arn:aws:ec2:ap-south-1:111122223333:instance/*'),
      why: 'in an ARN',
    },
    {
      statement: {
        ...allow('ec2:*'),
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'ap-south-1'] } },
      },
      why: 'in a condition',
    },
  ])('a region that a policy names and no log covers: $why', ({ statement }) => {
    const sam = user('sam', { inlinePolicies: inline(statement) });
    expect(verdictIn({ snapshot: { users: [sam] } }, 'sam', STOP)).toBe('unknown: no-coverage');
  });

  test('the region where AWS saw the role last must be covered, too', () => {
    const seen = role('deployer', {
      inlinePolicies: inline(allow('ec2:*')),
      lastUsed: { at: ago(10), region: 'sa-east-1' },
    });
    const uses = [use(seen, 'ec2:StartInstances', { firstSeen: ago(80), lastSeen: ago(2) })];
    expect(verdictIn({ snapshot: { roles: [seen] }, usage: { uses } }, 'deployer', STOP)).toBe(
      'unknown: no-coverage',
    );
  });

  test.each([
    { excludable: [], why: 'nowhere seen', expected: 'unknown: source-may-be-excluded' },
    {
      excludable: fullCoverage().excludable.slice(0, 1),
      why: 'seen in one of two regions: the other may have a trail of its own',
      expected: 'unknown: source-may-be-excluded',
    },
    {
      excludable: fullCoverage().excludable.map((row) => ({ ...row, hours: hours(120, 60) })),
      why: 'seen until two months ago',
      expected: 'unknown: short-coverage',
    },
    { excludable: fullCoverage().excludable, why: 'seen all along', expected: 'unused: silent' },
  ])('KMS events, which a trail may leave out, $why', ({ excludable, expected }) => {
    const keys = user('keys', {
      inlinePolicies: inline(allow(['kms:Decrypt', 'ec2:StopInstances'])),
    });
    const world = { snapshot: { users: [keys] }, coverage: { excludable } };
    expect(verdictIn(world, 'keys', 'kms:Decrypt')).toBe(expected);
    expect(verdictIn(world, 'keys', STOP)).toBe('unused: silent');
  });

  test('an action that no log shows is unobservable, however long the logs are', () => {
    const pass = user('pass', { inlinePolicies: inline(allow('iam:PassRole')) });
    expect(verdictIn({ snapshot: { users: [pass] } }, 'pass', 'iam:PassRole')).toBe(
      'unobservable: never-logged',
    );
  });
});

describe('data events', () => {
  const BUCKET = 'arn:aws:s3:::orders-prod';
  const logged = (access: 'read' | 'write', days: readonly number[] = hours(120)) => ({
    account: ACCOUNT,
    region: 'eu-west-1',
    resourceType: 'AWS::S3::Object',
    container: BUCKET,
    origin: 'delivered' as const,
    access,
    hours: days,
  });
  const data = [logged('read'), logged('write')];

  test.each<{ statements: readonly object[]; expected: string; why: string; data?: typeof data }>([
    {
      statements: [allow('s3:GetObject', `${BUCKET}/*`)],
      expected: 'unknown: selectors-unknown',
      why: 'the logged bucket, of which selectors may leave some calls out',
    },
    {
      statements: [allow('s3:GetObject', 'arn:aws:s3:::archive/*')],
      expected: 'unobservable: data-events-off',
      why: 'another bucket',
    },
    {
      statements: [allow('s3:GetObject', `${BUCKET}-copy/*`)],
      expected: 'unobservable: data-events-off',
      why: 'a bucket whose name goes on',
    },
    {
      statements: [allow('s3:GetObject')],
      expected: 'unobservable: data-events-off',
      why: 'any bucket',
    },
    {
      statements: [
        { Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::archive/*' },
      ],
      expected: 'unobservable: data-events-off',
      why: 'NotResource reaches everywhere else',
    },
    {
      statements: [allow('s3:GetObject', [`${BUCKET}/*`, 'arn:aws:s3:::archive/*'])],
      expected: 'unobservable: data-events-off',
      why: 'one of two buckets is not logged',
    },
    {
      statements: [allow('s3:GetObject', `${BUCKET}/*`), allow('s3:GetObjectAcl', '*')],
      expected: 'unknown: selectors-unknown',
      why: 'what another action reaches says nothing of this one',
    },
    {
      statements: [
        allow('s3:GetObject', `${BUCKET}/*`),
        allow('s3:Get*', 'arn:aws:s3:::archive/*'),
      ],
      expected: 'unobservable: data-events-off',
      why: 'a second statement grants it elsewhere',
    },
    {
      statements: [allow('s3:GetObject', `${BUCKET}/*`)],
      data: [logged('write')],
      expected: 'unobservable: data-events-off',
      why: 'only writes are logged',
    },
    {
      statements: [allow('s3:GetObject', `${BUCKET}/*`)],
      data: [logged('read', hours(20)), logged('write', hours(20))],
      expected: 'unknown: short-coverage',
      why: 'logged since three weeks',
    },
    {
      statements: [allow('s3:GetObject', `${BUCKET}/*`)],
      data: [logged('read', hours(120, 30)), logged('write', hours(120, 30))],
      expected: 'unknown: short-coverage',
      why: 'logged until a month ago',
    },
  ])('$why: $expected', ({ statements, expected, data: own = data }) => {
    const reader = user('reader', { inlinePolicies: inline(...statements) });
    const world = { snapshot: { users: [reader] }, coverage: { data: own } };
    expect(verdictIn(world, 'reader', 's3:GetObject')).toBe(expected);
  });
});

describe('what stands against trusting a silence', () => {
  const change = (event: string, some: Partial<GrantChange>): GrantChange => ({
    account: ACCOUNT,
    target: { kind: 'user', name: 'nadia' },
    event,
    at: ago(20),
    ...some,
  });
  const unmapped = (service: string | undefined) => ({
    eventSource: `${service ?? 'gardenia'}.amazonaws.com`,
    eventName: 'DescribeForecast',
    service,
    caller: callerOf(NADIA),
    firstSeen: ago(40),
    lastSeen: ago(40),
    count: 2,
  });

  const nameless = (action: string, some: Partial<Use> = {}): Use => ({
    ...use(NADIA, action, some),
    caller: { kind: 'bucket', bucket: 'unknown-shape', account: ACCOUNT },
  });

  test.each<{ world: World; who?: Identity; expected: string; why: string }>([
    {
      world: { usage: { uses: [nameless(STOP)] } },
      expected: 'unknown: unattributed-use',
      why: 'a call whose caller has no name may have been hers',
    },
    {
      world: { usage: { uses: [nameless('ec2:StartInstances')] } },
      expected: 'unused: silent',
      why: 'a nameless call of another action says nothing of this one',
    },
    {
      world: { usage: { uses: [nameless(STOP, { outcome: 'denied' })] } },
      expected: 'unused: silent',
      why: "a denied call is nobody's use",
    },
    {
      world: {},
      who: user('nadia', { ...NADIA, createdAt: ago(96) }),
      expected: 'unknown: identity-too-young',
      why: 'a day younger than window and grace',
    },
    {
      world: {},
      who: user('nadia', { ...NADIA, createdAt: ago(97) }),
      expected: 'unused: silent',
      why: 'as old as window and grace',
    },
    {
      world: {},
      who: user('nadia', { ...NADIA, createdAt: undefined }),
      expected: 'unknown: identity-too-young',
      why: 'an unknown age is not an old one',
    },
    {
      world: { usage: { grantChanges: [change('PutUserPolicy', { policy: 'work' })] } },
      expected: 'unknown: grant-too-young',
      why: 'its policy was put three weeks ago',
    },
    {
      world: {
        usage: { grantChanges: [change('PutUserPolicy', { policy: 'work', at: ago(98) })] },
      },
      expected: 'unused: silent',
      why: 'its policy was put before window and grace',
    },
    {
      world: { usage: { grantChanges: [change('PutUserPolicy', { policy: 'other' })] } },
      expected: 'unused: silent',
      why: 'another policy was put',
    },
    {
      world: { usage: { grantChanges: [change('DeleteUserPolicy', { policy: 'gone' })] } },
      expected: 'unknown: grant-too-young',
      why: 'a policy that may have denied it was taken away',
    },
    {
      world: { usage: { grantChanges: [change('DeleteUserPermissionsBoundary', {})] } },
      expected: 'unknown: grant-too-young',
      why: 'a boundary was taken away',
    },
    {
      world: {
        usage: {
          grantChanges: [change('PutUserPolicy', { policy: 'work', account: '444455556666' })],
        },
      },
      expected: 'unused: silent',
      why: 'a namesake in another account',
    },
    {
      world: { usage: { unmapped: [unmapped('ec2')] } },
      expected: 'unknown: unmapped-event',
      why: 'a call of the service that no table knows',
    },
    {
      world: { usage: { unmapped: [unmapped('sns')] } },
      expected: 'unused: silent',
      why: 'a call of another service that no table knows',
    },
    {
      world: { usage: { unmapped: [unmapped(undefined)] } },
      expected: 'unknown: unmapped-event',
      why: 'a call of nobody knows which service',
    },
    {
      world: {
        usage: { unmapped: [{ ...unmapped('ec2'), firstSeen: ago(99), lastSeen: ago(98) }] },
      },
      expected: 'unused: silent',
      why: 'such a call before the window',
    },
    {
      world: {},
      who: user('nadia', {
        inlinePolicies: inline({
          ...allow('ec2:*'),
          Condition: { SomethingNew: { 'aws:x': 'y' } },
        }),
      }),
      expected: 'unknown: policy-not-understood',
      why: 'a condition that nobody understands',
    },
  ])('$why: $expected', ({ world, who = NADIA, expected }) => {
    expect(
      verdictIn(
        { ...world, snapshot: { users: [user('nadia', { ...(who as typeof NADIA) })] } },
        'nadia',
        STOP,
      ),
    ).toBe(expected);
  });

  test('a detached policy that is known to deny nothing says nothing', () => {
    const detach = (name: string) => change('DetachUserPolicy', { policy: arnOf('policy', name) });
    const managedPolicies = [
      managed('reader', policy(allow('sns:*'))),
      managed('brake', policy({ Effect: 'Deny', Action: 'ec2:*', Resource: '*' })),
    ];
    const world = (name: string): World => ({
      snapshot: { users: [NADIA], managedPolicies },
      usage: { grantChanges: [detach(name)] },
    });
    expect(verdictIn(world('reader'), 'nadia', STOP)).toBe('unused: silent');
    expect(verdictIn(world('brake'), 'nadia', STOP)).toBe('unknown: grant-too-young');
  });

  describe('versions of a managed policy', () => {
    const wide = policy(allow('ec2:*'));
    const narrow = policy(allow('ec2:StartInstances'));
    const version = (versionId: string, days: number, document = wide) => ({
      versionId,
      createdAt: ago(days),
      document,
    });
    const holder = user('nadia', { attachedPolicies: [arnOf('policy', 'servers')] });
    const young = { versionId: 'v3', versionCreatedAt: ago(20) };
    test.each([
      { some: young, expected: 'unknown: grant-too-young', why: 'a young version, and no other' },
      {
        some: { ...young, otherVersions: [version('v1', 400, narrow)] },
        expected: 'unknown: grant-too-young',
        why: 'new in the young version',
      },
      {
        some: { ...young, otherVersions: [version('v1', 400)] },
        expected: 'unused: silent',
        why: 'an old version granted it as well',
      },
      {
        some: { ...young, otherVersions: [version('v1', 400), version('v2', 60, narrow)] },
        expected: 'unknown: grant-too-young',
        why: 'for a while it was not granted',
      },
      {
        some: { ...young, otherVersions: [version('v1', 400, narrow), version('v2', 200)] },
        expected: 'unused: silent',
        why: 'granted since longer than the window',
      },
      {
        some: {
          ...young,
          otherVersions: [
            version(
              'v1',
              400,
              policy(allow('ec2:*'), { Effect: 'Deny', Action: 'ec2:Stop*', Resource: '*' }),
            ),
          ],
        },
        expected: 'unknown: grant-too-young',
        why: 'the old version denied it',
      },
      {
        some: { ...young, owner: 'aws' as const },
        expected: 'unused: silent',
        why: 'AWS revises its own policies all the time',
      },
    ])('$why: $expected', ({ some, expected }) => {
      const managedPolicies = [managed('servers', wide, some)];
      expect(verdictIn({ snapshot: { users: [holder], managedPolicies } }, 'nadia', STOP)).toBe(
        expected,
      );
    });

    test('the choice of an older version is a change, and a version with no date is not old', () => {
      const target = { kind: 'policy' as const, arn: arnOf('policy', 'servers') };
      const grantChanges = [change('SetDefaultPolicyVersion', { target, policy: target.arn })];
      const servers = managed('servers', wide);
      const chosen = {
        snapshot: { users: [holder], managedPolicies: [servers] },
        usage: { grantChanges },
      };
      expect(verdictIn(chosen, 'nadia', STOP)).toBe('unknown: grant-too-young');
      const { versionCreatedAt: _none, ...undated } = servers;
      expect(
        verdictIn({ snapshot: { users: [holder], managedPolicies: [undated] } }, 'nadia', STOP),
      ).toBe('unknown: policy-not-understood');
    });
  });

  describe('use that AWS saw and the log does not show', () => {
    const lastUsed = { at: ago(10), region: 'eu-west-1' };
    const deployer = role('deployer', { inlinePolicies: inline(allow('ec2:*')), lastUsed });
    test.each<{ world: World; expected: string; why: string }>([
      { world: {}, expected: 'unknown: used-outside-the-log', why: 'no trace of the role' },
      {
        world: {
          usage: {
            uses: [use(deployer, 'sns:Publish', { firstSeen: ago(10), lastSeen: ago(10) })],
          },
        },
        expected: 'unused: silent',
        why: 'another call explains it',
      },
      {
        world: {
          usage: {
            uses: [use(deployer, 'sns:Publish', { firstSeen: ago(40), lastSeen: ago(30) })],
          },
        },
        expected: 'unknown: used-outside-the-log',
        why: 'calls of long before do not explain it',
      },
      {
        world: {
          usage: {
            assumptions: [
              {
                roleArn: deployer.arn,
                roleId: deployer.id,
                by: 'ec2.amazonaws.com',
                event: 'AssumeRole',
                outcome: 'allowed',
                firstSeen: ago(60),
                lastSeen: ago(1),
                count: 9,
              },
            ],
          },
        },
        expected: 'unused: silent',
        why: 'a service took the role',
      },
    ])('$why: $expected', ({ world, expected }) => {
      expect(verdictIn({ ...world, snapshot: { roles: [deployer] } }, 'deployer', STOP)).toBe(
        expected,
      );
    });

    const credentials = (service: string, at: Instant) => ({
      generatedAt: undefined,
      users: [
        {
          userArn: NADIA.arn,
          passwordEnabled: false,
          mfaActive: false,
          accessKeys: [
            { slot: 1 as const, active: true, lastRotated: ago(300), lastUsed: { at, service } },
          ],
        },
      ],
    });
    test.each<{
      service: string;
      uses?: readonly ReturnType<typeof use>[];
      at?: Instant;
      expected: string;
      why: string;
    }>([
      { service: 'ec2', expected: 'used: coarse-use', why: 'her key was used with the service' },
      {
        service: 'ec2',
        uses: [use(NADIA, 'ec2:RunInstances', { firstSeen: ago(70), lastSeen: ago(3) })],
        expected: 'unused: silent',
        why: 'the log shows what she did with it',
      },
      {
        service: 'ec2',
        uses: [use(NADIA, 'ec2:RunInstances', { firstSeen: ago(70), lastSeen: ago(60) })],
        expected: 'used: coarse-use',
        why: 'the log shows only what she did with it long before',
      },
      { service: 'ec2', at: ago(95), expected: 'unused: silent', why: 'before the window' },
      {
        service: 'sns',
        expected: 'unknown: used-outside-the-log',
        why: 'another service, not in the log',
      },
      {
        service: 'gardenia',
        expected: 'unknown: used-outside-the-log',
        why: 'a service nobody knows',
      },
    ])('$service at $at: $why', ({ service, uses = [], at = ago(5), expected }) => {
      const world = {
        snapshot: { users: [NADIA], credentials: credentials(service, at) },
        usage: { uses },
      };
      expect(verdictIn(world, 'nadia', STOP)).toBe(expected);
    });

    test('CloudWatch is `monitoring` in the credential report', () => {
      const eye = user('nadia', { inlinePolicies: inline(allow('cloudwatch:*')) });
      const world = { snapshot: { users: [eye], credentials: credentials('monitoring', ago(5)) } };
      expect(verdictIn(world, 'nadia', 'cloudwatch:DeleteAlarms')).toBe('used: coarse-use');
    });

    test('a password used without a sign-in in the log', () => {
      const [row] = credentials('', ago(300)).users;
      if (row === undefined) throw new Error('no row');
      const users = [{ ...row, accessKeys: [], passwordEnabled: true, passwordLastUsed: ago(8) }];
      const snapshot = { users: [NADIA], credentials: { generatedAt: undefined, users } };
      const signIns = [
        {
          caller: callerOf(NADIA),
          outcome: 'allowed' as const,
          firstSeen: ago(8),
          lastSeen: ago(8),
          count: 1,
        },
      ];
      expect(verdictIn({ snapshot }, 'nadia', STOP)).toBe('unknown: used-outside-the-log');
      expect(verdictIn({ snapshot, usage: { signIns } }, 'nadia', STOP)).toBe('unused: silent');
    });
  });
});

describe('groups', () => {
  const crew = group('crew', { inlinePolicies: inline(allow('ec2:*')) });
  const ann = user('ann', { groups: ['crew'] });
  const bob = user('bob', { groups: ['crew'] });

  test('what one member used is used by the group, and unused by the other', () => {
    const world = {
      snapshot: { groups: [crew], users: [ann, bob] },
      usage: { uses: [use(ann, STOP)] },
    };
    expect(verdictIn(world, 'crew', STOP)).toBe('used: logged-use');
    expect(verdictIn(world, 'ann', STOP)).toBe('used: logged-use');
    expect(verdictIn(world, 'bob', STOP)).toBe('unused: silent');
  });

  test.each<{ world: World; members: readonly (typeof ann)[]; expected: string; why: string }>([
    { world: {}, members: [ann, bob], expected: 'unused: silent', why: 'old members, silent' },
    { world: {}, members: [], expected: 'unused: silent', why: 'nobody is in it' },
    {
      world: {},
      members: [ann, { ...bob, createdAt: ago(3) }],
      expected: 'unknown: identity-too-young',
      why: 'a young member',
    },
    {
      world: {
        usage: {
          grantChanges: [
            {
              account: ACCOUNT,
              target: { kind: 'user', name: 'bob' },
              event: 'AddUserToGroup',
              at: ago(3),
            },
          ],
        },
      },
      members: [ann, bob],
      expected: 'unknown: grant-too-young',
      why: 'an old user who came lately',
    },
  ])('$why: $expected', ({ world, members, expected }) => {
    const all = { ...world, snapshot: { groups: [crew], users: members } };
    expect(verdictIn(all, 'crew', STOP)).toBe(expected);
  });
});

describe('dead grants', () => {
  test('what an SCP closes is dead, and says nothing of how it is used', () => {
    const document = policy(allow('*'), { Effect: 'Deny', Action: 'ec2:Stop*', Resource: '*' });
    const scp = {
      name: 'guard',
      arn: 'arn:aws:organizations::444455556666:policy/o-1/p-1',
      document,
    };
    const scpLevels = [{ target: 'r-1', policies: [scp] }];
    const sam = assessed({ snapshot: { users: [NADIA], scpLevels } }, 'nadia');
    const names = analysed({ snapshot: { users: [NADIA], scpLevels } }).findings.map(
      ({ kind }) => kind,
    );
    expect(names).toContain('dead-grant');
    expect(verdict(sam, STOP)).toBe('unused: silent');
  });

  test('a boundary that was not read kills nothing', () => {
    const bound = user('nadia', { ...NADIA, boundary: arnOf('policy', 'not-read') });
    expect(
      analysed({ snapshot: { users: [bound] } }).findings.map(({ kind }) => kind),
    ).not.toContain('dead-grant');
  });

  test('the management account and service-linked roles are not bound by SCPs', () => {
    const scpLevels = [{ target: 'r-1', policies: [] }];
    const deadIn = (snapshot: NonNullable<World['snapshot']>, name: string) =>
      sizeOf(assessed({ snapshot: { ...snapshot, scpLevels } }, name).dead) > 0;
    const linked = role('linked', { ...DEPLOYER, name: 'linked', path: '/aws-service-role/x/' });
    expect(deadIn({ users: [NADIA] }, 'nadia')).toBe(true);
    expect(deadIn({ users: [NADIA], isManagementAccount: true }, 'nadia')).toBe(false);
    expect(deadIn({ roles: [linked] }, 'linked')).toBe(false);
  });
});
