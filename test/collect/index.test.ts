import { describe, expect, test } from 'vitest';
import { type Catalog, loadCatalog } from '../../src/catalog/catalog.js';
import { COLLECTION_LIMITS, startCollection } from '../../src/collect/index.js';
import type { RawRecord, SourceEvent, SourceFile } from '../../src/collect/records.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Problem } from '../../src/model/problem.js';
import type { Instant } from '../../src/model/time.js';
import { ACCOUNT, ALICE, DEPLOYER, eventId, OTHER_ACCOUNT, trailRecord } from './trail-records.js';

const catalog: Catalog = loadCatalog();
const trail = {
  account: ACCOUNT,
  region: 'eu-west-1',
  deliveredAt: '2026-03-02T10:20:00Z' as Instant,
};

type Given = Partial<SourceFile> & {
  readonly records?: readonly RawRecord[];
  readonly status?: 'read' | 'partial' | 'failed' | 'unrecognised';
  readonly problems?: readonly Problem[];
};

function eventsOf({ records = [], status = 'read', problems = [], ...file }: Given): SourceEvent[] {
  const begun: SourceFile = { name: 'logs/a.json.gz', input: 'logs', kind: 'cloudtrail', ...file };
  return [
    { type: 'begin', file: begun },
    { type: 'records', records },
    { type: 'end', status, problems },
  ];
}

function collect(
  files: readonly Given[],
  previous?: Evidence,
  limits = COLLECTION_LIMITS,
): Evidence {
  const collection = startCollection(catalog, previous, limits);
  for (const file of files) for (const event of eventsOf(file)) collection.add(event);
  return collection.finish();
}

const logged = (...changes: readonly Record<string, unknown>[]): readonly RawRecord[] =>
  changes.map((change, index) => ({
    kind: 'cloudtrail',
    index,
    value: trailRecord(change),
    origin: 'delivered',
  }));
const raw = (
  kind: 'user' | 'role' | 'group' | 'managed-policy',
  ...values: unknown[]
): RawRecord[] => values.map((value, index) => ({ kind, index, value }));

const ROLE = {
  Path: '/ci/',
  RoleName: 'deployer',
  RoleId: 'AROA4DEPLOYER7EXAMPL',
  Arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
  CreateDate: '2025-01-01T00:00:00+00:00',
  AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
  RoleLastUsed: {},
};
const AWS_POLICY = {
  PolicyName: 'ReadOnlyAccess',
  Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  DefaultVersionId: 'v2',
  AttachmentCount: 1,
  PolicyVersionList: [
    {
      VersionId: 'v2',
      IsDefaultVersion: true,
      CreateDate: 1_700_000_000,
      Document: { Version: '2012-10-17', Statement: [] },
    },
  ],
};
const details = { kind: 'authorization-details', name: 'iam.json', input: 'iam.json' } as const;

describe('each record ends in one place', () => {
  test.each([
    { change: {}, ends: { uses: 1 }, why: 'a call' },
    {
      change: { errorCode: 'AccessDenied' },
      ends: { uses: 1 },
      why: 'a denied call is a row of its own kind',
    },
    {
      change: { eventType: 'AwsServiceEvent' },
      ends: { ignored: { 'service-event': 1 } },
      why: 'no call',
    },
    {
      change: { eventCategory: 'Insight' },
      ends: { ignored: { 'insight-event': 1 } },
      why: 'no call',
    },
    {
      change: { eventSource: 'sts.amazonaws.com', eventName: 'GetCallerIdentity' },
      ends: { ignored: { 'no-permission-needed': 1 } },
      why: 'needs no permission',
    },
    {
      change: { errorCode: 'ExpiredToken' },
      ends: { ignored: { unauthenticated: 1 } },
      why: 'nobody’s permission was asked',
    },
    { change: { eventName: 'FrobnicateInstances' }, ends: { problems: 1 }, why: 'no such action' },
    { change: { userIdentity: null }, ends: { problems: 1 }, why: 'no caller' },
  ])('$why: $change', ({ change, ends }) => {
    const [report] = collect([{ trail, records: logged(change) }]).sources;
    expect(report).toMatchObject({ records: 1, uses: 0, ignored: {}, problems: 0, ...ends });
  });

  test('the same event delivered twice counts once', () => {
    const evidence = collect([
      { name: 'logs/a', trail, records: logged({ eventID: eventId(1) }) },
      { name: 'logs/b', trail, records: logged({ eventID: eventId(1) }, { eventID: eventId(2) }) },
    ]);
    expect(evidence.usage.uses.map(({ count }) => count)).toEqual([2]);
    expect(evidence.sources).toMatchObject([
      {
        name: `logs (${ACCOUNT} eu-west-1)`,
        files: 2,
        records: 3,
        uses: 2,
        ignored: { 'duplicate-event': 1 },
      },
    ]);
  });

  test('both accounts’ copies of a call are one use of the caller', () => {
    const takeRole = {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      sharedEventID: eventId(9),
      requestParameters: { roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/auditor` },
    };
    const ours = logged({ ...takeRole, eventID: eventId(1) });
    const theirs = logged({
      ...takeRole,
      eventID: eventId(2),
      recipientAccountId: OTHER_ACCOUNT,
      userIdentity: { type: 'AWSAccount', principalId: DEPLOYER.principalId, accountId: ACCOUNT },
    });
    for (const files of [
      [ours, theirs],
      [theirs, ours],
    ]) {
      const { uses, assumptions } = collect(
        files.map((records, i) => ({ name: `logs/${i}`, records })),
      ).usage;
      expect(uses.map(({ caller, action, count }) => ({ caller, action, count }))).toEqual([
        {
          caller: { kind: 'identity', id: 'AROA4DEPLOYER7EXAMPL', arn: ROLE.Arn, account: ACCOUNT },
          action: 'sts:AssumeRole',
          count: 1,
        },
      ]);
      expect(assumptions.map(({ by, count }) => ({ by, count }))).toEqual([
        { by: ROLE.Arn, count: 1 },
      ]);
    }
  });
});

describe('what the ledger says', () => {
  test('a denied call is no use and keeps its error', () => {
    const { uses } = collect([
      { records: logged({ errorCode: 'Client.UnauthorizedOperation' }) },
    ]).usage;
    expect(uses).toMatchObject([{ outcome: 'denied', errorCode: 'Client.UnauthorizedOperation' }]);
  });

  test('a failed call may have been authorised', () => {
    const { uses } = collect([
      { records: logged({ errorCode: 'Client.InvalidInstanceID.NotFound' }) },
    ]).usage;
    expect(uses).toMatchObject([{ outcome: 'indeterminate', errorCode: undefined }]);
  });

  test('a service that acts in the identity’s name is kept apart', () => {
    const userIdentity = { ...ALICE, invokedBy: 'secretsmanager.amazonaws.com' };
    const { uses } = collect([
      { records: logged({ userIdentity }, { userIdentity: ALICE }) },
    ]).usage;
    expect(uses.map(({ via }) => via)).toEqual([undefined, 'secretsmanager.amazonaws.com']);
  });

  test('a re-created role is another one', () => {
    const issuer = {
      ...DEPLOYER.sessionContext.sessionIssuer,
      principalId: 'AROANEWDEPLOYEREXAMP',
    };
    const again = { ...DEPLOYER, sessionContext: { sessionIssuer: issuer } };
    const { uses } = collect([{ records: logged({}, { userIdentity: again }) }]).usage;
    expect(uses.map(({ caller }) => caller.kind === 'identity' && caller.id)).toEqual([
      'AROA4DEPLOYER7EXAMPL',
      'AROANEWDEPLOYEREXAMP',
    ]);
  });

  test('sign-ins are no API use, but they are seen', () => {
    const signIn = {
      eventType: 'AwsConsoleSignIn',
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      userIdentity: ALICE,
      readOnly: false,
    };
    const evidence = collect([
      {
        records: logged(
          { ...signIn, responseElements: { ConsoleLogin: 'Success' } },
          { ...signIn, responseElements: { ConsoleLogin: 'Failure' } },
        ),
      },
    ]);
    expect(evidence.usage.signIns).toMatchObject([
      { outcome: 'allowed', count: 1 },
      { outcome: 'denied', count: 1 },
    ]);
    expect(evidence.usage.uses).toEqual([]);
  });

  test('an unmapped event blocks its service, and is a counted problem', () => {
    const evidence = collect([
      {
        records: logged({ eventName: 'FrobnicateInstances' }, { eventName: 'FrobnicateInstances' }),
      },
    ]);
    expect(evidence.usage.unmapped).toMatchObject([
      { eventName: 'FrobnicateInstances', service: 'ec2', count: 2 },
    ]);
    expect(evidence.problems).toMatchObject([{ kind: 'unmapped-event', count: 2 }]);
  });

  test('a role that a service or a provider takes is in use', () => {
    const roleArn = ROLE.Arn;
    const provider = `arn:aws:iam::${ACCOUNT}:saml-provider/okta`;
    const { assumptions } = collect([
      {
        records: logged(
          {
            eventSource: 'sts.amazonaws.com',
            eventName: 'AssumeRole',
            userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
            requestParameters: { roleArn },
            responseElements: { assumedRoleUser: { assumedRoleId: 'AROA4DEPLOYER7EXAMPL:fn' } },
          },
          {
            eventSource: 'sts.amazonaws.com',
            eventName: 'AssumeRoleWithSAML',
            userIdentity: { type: 'SAMLUser', principalId: 'x', userName: 'bob' },
            requestParameters: { roleArn, principalArn: provider },
          },
        ),
      },
    ]).usage;
    expect(assumptions.map(({ by, roleId, event }) => [by, roleId, event]).sort()).toEqual([
      [provider, undefined, 'AssumeRoleWithSAML'],
      ['lambda.amazonaws.com', 'AROA4DEPLOYER7EXAMPL', 'AssumeRole'],
    ]);
  });

  describe('a role behind an instance profile', () => {
    const run = {
      eventName: 'RunInstances',
      readOnly: false,
      requestParameters: {
        iamInstanceProfile: { name: 'web' },
        instancesSet: { items: [{ imageId: 'ami-0abc', minCount: 1, maxCount: 1 }] },
      },
    };
    const profile = {
      InstanceProfileName: 'web',
      Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
    };
    const passed = (files: readonly Given[]) =>
      collect(files)
        .usage.uses.filter(({ action }) => action === 'iam:PassRole')
        .map(({ resource }) => resource);
    const logs: Given = { records: logged(run) };
    const iam: Given = {
      ...details,
      records: raw('role', { ...ROLE, InstanceProfileList: [profile] }),
    };

    test('is passed, whichever is read first', () => {
      expect(passed([logs, iam])).toEqual([ROLE.Arn]);
      expect(passed([iam, logs])).toEqual([ROLE.Arn]);
    });
    test('is any role when nobody knows the profile', () => {
      expect(passed([logs])).toEqual([undefined]);
    });
    test('is also one that the log shows to have been in it', () => {
      const removed = {
        eventSource: 'iam.amazonaws.com',
        eventName: 'RemoveRoleFromInstanceProfile',
        awsRegion: 'us-east-1',
        readOnly: false,
        requestParameters: { instanceProfileName: 'web', roleName: 'old-web' },
      };
      expect(passed([{ records: logged(run, removed) }, iam])).toEqual([
        `arn:aws:iam::${ACCOUNT}:role/*old-web`,
        ROLE.Arn,
      ]);
    });
  });
});

describe('coverage', () => {
  const hour = Date.UTC(2026, 2, 2, 10) / 3_600_000;

  test('management events cover their hour, read and write apart, whoever called', () => {
    const { coverage } = collect([
      {
        records: logged(
          {},
          { readOnly: false, userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } },
        ),
      },
    ]);
    expect(coverage.management).toEqual([
      { account: ACCOUNT, region: 'eu-west-1', access: 'read', origin: 'delivered', hours: [hour] },
      {
        account: ACCOUNT,
        region: 'eu-west-1',
        access: 'write',
        origin: 'delivered',
        hours: [hour],
      },
    ]);
  });

  test('KMS events show that the trail does not leave them out', () => {
    const { coverage } = collect([
      { records: logged({ eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' }) },
    ]);
    expect(coverage.excludable).toEqual([
      { account: ACCOUNT, region: 'eu-west-1', service: 'kms', origin: 'delivered', hours: [hour] },
    ]);
  });

  test('data events cover the bucket they were logged for, and no other', () => {
    const get = {
      eventSource: 's3.amazonaws.com',
      eventName: 'GetObject',
      eventCategory: 'Data',
      managementEvent: false,
      requestParameters: { bucketName: 'reports', key: '2026/03.csv' },
      resources: [
        { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::reports/2026/03.csv' },
        { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::reports', accountId: ACCOUNT },
      ],
    };
    const { coverage } = collect([{ records: logged(get) }]);
    expect(coverage.management).toEqual([]);
    expect(coverage.data).toEqual([
      {
        account: ACCOUNT,
        region: 'eu-west-1',
        resourceType: 'AWS::S3::Object',
        container: 'arn:aws:s3:::reports',
        access: 'read',
        origin: 'delivered',
        hours: [hour],
      },
    ]);
  });

  test.each([
    {
      given: { trail, status: 'failed' },
      holes: [
        {
          account: ACCOUNT,
          region: 'eu-west-1',
          from: '2026-03-02T08:20:00Z',
          to: '2026-03-02T10:35:00Z',
        },
      ],
      why: 'a trail file says where and when',
    },
    {
      given: { trail, status: 'unrecognised', kind: 'unrecognised' },
      holes: [{ account: ACCOUNT, from: '2026-03-02T08:20:00Z' }],
      why: 'named like a trail file, holding something else',
    },
    {
      given: { status: 'failed' },
      holes: [{ account: undefined, region: undefined, from: undefined, to: undefined }],
      why: 'nobody knows what it held',
    },
    {
      given: { status: 'partial', problems: [{ kind: 'truncated-file', message: 'cut short' }] },
      holes: [{ account: undefined, from: undefined }],
      why: 'nobody knows what was behind the cut',
    },
    {
      given: { status: 'unrecognised', kind: 'unrecognised' },
      holes: [],
      why: 'a picture in the folder is no evidence',
    },
    {
      given: { trail, records: logged({ userIdentity: null }) },
      holes: [
        {
          account: ACCOUNT,
          region: 'eu-west-1',
          service: 'ec2',
          from: '2026-03-02T10:00:00Z',
          to: '2026-03-02T11:00:00Z',
        },
      ],
      why: 'one bad record costs its service that hour',
    },
    {
      given: { trail, records: logged({ userIdentity: null, eventTime: 'never' }) },
      holes: [{ service: undefined, from: '2026-03-02T08:20:00Z' }],
      why: 'without a time, the file’s time',
    },
  ] satisfies { given: Given; holes: unknown[]; why: string }[])(
    'a hole: $why',
    ({ given, holes }) => {
      expect(collect([given]).coverage.holes).toMatchObject(holes);
    },
  );

  test('an identity that cannot be read is a hole for its account', () => {
    const evidence = collect([
      { ...details, records: raw('role', ROLE, { ...ROLE, Arn: undefined }) },
    ]);
    expect(evidence.coverage.holes).toMatchObject([
      { account: ACCOUNT, from: undefined, to: undefined },
    ]);
    expect(evidence.problems).toMatchObject([
      { kind: 'bad-identity', source: 'iam.json', record: 1 },
    ]);
    expect(evidence.sources).toMatchObject([
      { records: 2, ignored: { 'read-into-snapshot': 1 }, problems: 1 },
    ]);
  });

  test('what memory cannot hold is a hole for everything', () => {
    const records = logged(
      ...[1, 2, 3].map((i) => ({ userIdentity: { ...ALICE, principalId: `AIDAALICE${i}` } })),
    );
    const evidence = collect([{ records }], undefined, { ...COLLECTION_LIMITS, maxCallers: 2 });
    expect(evidence.coverage.holes).toMatchObject([
      { account: undefined, from: undefined, to: undefined },
    ]);
    expect(evidence.problems).toMatchObject([{ kind: 'too-many-distinct', count: 1 }]);
    expect(evidence.sources).toMatchObject([{ records: 3, uses: 2, problems: 1 }]);
  });
});

describe('snapshots', () => {
  test('the same identity on two pages counts once', () => {
    const page = { ...details, records: raw('role', ROLE) };
    const evidence = collect([page, { ...page, name: 'iam-2.json' }]);
    expect(evidence.snapshots[0]?.roles).toHaveLength(1);
    expect(evidence.problems).toEqual([]);
    expect(evidence.sources.map(({ ignored }) => ignored)).toEqual([
      { 'duplicate-identity': 1 },
      { 'read-into-snapshot': 1 },
    ]);
  });

  test('of two that differ, the file with the greater name counts', () => {
    const older = { ...details, name: 'iam-1.json', records: raw('role', ROLE) };
    const newer = {
      ...details,
      name: 'iam-2.json',
      records: raw('role', { ...ROLE, RoleId: 'AROANEWDEPLOYEREXAMP' }),
    };
    for (const files of [
      [older, newer],
      [newer, older],
    ]) {
      const evidence = collect(files);
      expect(evidence.snapshots[0]?.roles.map(({ id }) => id)).toEqual(['AROANEWDEPLOYEREXAMP']);
      expect(evidence.problems).toMatchObject([
        { kind: 'conflicting-input', source: 'iam-1.json', subject: ROLE.Arn },
      ]);
    }
  });

  test('a policy of AWS may be attached a different number of times in each account', () => {
    const theirs = {
      ...ROLE,
      Arn: `arn:aws:iam::${OTHER_ACCOUNT}:role/ci/deployer`,
      RoleId: 'AROATHEIRSEXAMPLE000',
    };
    const evidence = collect([
      {
        ...details,
        name: 'a.json',
        records: [...raw('role', ROLE), { kind: 'managed-policy', index: 1, value: AWS_POLICY }],
      },
      {
        ...details,
        name: 'b.json',
        records: [
          ...raw('role', theirs),
          { kind: 'managed-policy', index: 1, value: { ...AWS_POLICY, AttachmentCount: 7 } },
        ],
      },
    ]);
    expect(evidence.problems).toEqual([]);
    expect(
      evidence.snapshots.map(({ managedPolicies }) => managedPolicies[0]?.attachmentCount),
    ).toEqual([1, 7]);
  });

  test('a credential report and an organization stand beside the identities', () => {
    const csv = `user,arn,user_creation_time,password_enabled,password_last_used,mfa_active,access_key_1_active,access_key_2_active\nalice,${ALICE.arn},2025-01-01T00:00:00+00:00,true,no_information,false,false,false\n`;
    const organization = {
      schema: 'leastwise.organization/1',
      managementAccount: OTHER_ACCOUNT,
      policies: [
        {
          id: 'p-FullAWSAccess',
          arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
          name: 'FullAWSAccess',
          content: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
          },
        },
      ],
      accounts: [
        {
          id: ACCOUNT,
          path: [
            { target: 'r-ab12', policies: ['p-FullAWSAccess'] },
            { target: ACCOUNT, policies: [] },
          ],
        },
      ],
    };
    const first = collect([{ ...details, records: raw('role', ROLE) }]);
    const second = collect(
      [
        {
          name: 'report.csv',
          input: 'report.csv',
          kind: 'credential-report',
          records: [{ kind: 'credential-report', index: 0, csv }],
        },
        {
          name: 'org.json',
          input: 'org.json',
          kind: 'organization',
          records: [{ kind: 'organization', index: 0, value: organization }],
        },
      ],
      first,
    );
    expect(second.problems).toEqual([]);
    expect(second.snapshots).toMatchObject([
      {
        account: ACCOUNT,
        roles: [{ name: 'deployer' }],
        isManagementAccount: false,
        scpLevels: [
          { target: 'r-ab12', policies: [{ name: 'FullAWSAccess' }] },
          { target: ACCOUNT, policies: [] },
        ],
        credentials: {
          users: [{ userArn: ALICE.arn, passwordEnabled: true, mfaActive: false, accessKeys: [] }],
        },
      },
    ]);
  });

  test('authorization details read again replace the account’s identities', () => {
    const first = collect([{ ...details, records: raw('role', ROLE) }]);
    const other = {
      ...ROLE,
      RoleName: 'runner',
      RoleId: 'AROARUNNEREXAMPLE000',
      Arn: `arn:aws:iam::${ACCOUNT}:role/ci/runner`,
    };
    const second = collect([{ ...details, records: raw('role', other) }], first);
    expect(second.snapshots[0]?.roles.map(({ name }) => name)).toEqual(['runner']);
  });

  test('a policy document alone is attached to nobody', () => {
    const evidence = collect([
      {
        name: 'p.json',
        input: 'p.json',
        kind: 'policy-document',
        records: [{ kind: 'policy-document', index: 0, text: '{"Version":"2012-10-17"' }],
      },
    ]);
    expect(evidence.sources).toMatchObject([
      { records: 1, ignored: { 'policy-document-not-attached': 1 } },
    ]);
    expect(evidence.problems).toMatchObject([{ kind: 'policy', source: 'p.json' }]);
  });
});

describe('an earlier run', () => {
  test('is added to', () => {
    const first = collect([
      {
        trail,
        records: logged(
          { eventTime: '2026-03-01T09:00:00Z' },
          { eventName: 'FrobnicateInstances' },
        ),
      },
    ]);
    const second = collect(
      [
        {
          trail: { ...trail, deliveredAt: '2026-03-03T09:20:00Z' as Instant },
          records: logged({ eventTime: '2026-03-03T09:00:00Z' }),
        },
      ],
      first,
    );
    expect(second.usage.uses).toMatchObject([{ firstSeen: '2026-03-03T09:00:00Z', count: 1 }]);
    expect(second.usage.unmapped).toEqual([]);
    expect(second.coverage).toMatchObject({
      firstRecord: '2026-03-01T09:00:00Z',
      lastRecord: '2026-03-03T09:00:00Z',
    });
    expect(second.coverage.management[0]?.hours).toHaveLength(3);
    expect(second.sources).toMatchObject([{ files: 2, records: 3, uses: 2, problems: 1 }]);
    expect(second.problems).toEqual(first.problems);
  });

  test('with nothing new stays as it was', () => {
    const first = collect([
      { ...details, records: raw('role', ROLE) },
      {
        trail,
        records: logged(
          {},
          { errorCode: 'AccessDenied' },
          { eventName: 'FrobnicateInstances' },
          { userIdentity: null },
        ),
      },
    ]);
    const { usage, ...facts } = first;
    for (const earlier of [first, JSON.parse(JSON.stringify(first)) as Evidence]) {
      const { usage: added, ...again } = collect([], earlier);
      expect(again).toEqual(facts);
      expect(added.uses).toEqual([]);
    }
    expect(usage.uses).not.toEqual([]);
  });
});

describe('a checkpoint', () => {
  test('takes what is new, and all else as it is by then', () => {
    const collection = startCollection(catalog);
    const twice = logged(
      { eventID: eventId(1) },
      { eventID: eventId(2), eventName: 'FrobnicateInstances' },
    );
    const read = (...records: readonly RawRecord[]) => {
      collection.add({
        type: 'begin',
        file: { name: 'logs/a', input: 'logs', kind: 'cloudtrail', trail },
      });
      collection.add({ type: 'records', records });
      collection.add({ type: 'end', status: 'read', problems: [] });
    };
    read(...twice);
    expect(collection.size()).toBe(2);
    const evidence = collection.checkpoint();
    expect(evidence.usage.uses).toHaveLength(1);
    expect(evidence.sources).toMatchObject([{ records: 2, uses: 1, problems: 1 }]);
    expect(collection.takeEventIds()).toHaveLength(8);
    expect(collection.size()).toBe(0);
    // The same events again: they are known, and the checkpoint has their uses.
    read(...twice);
    const last = collection.finish();
    expect(last.usage.uses).toEqual([]);
    expect(last.problems).toEqual(evidence.problems);
    expect(last.sources).toMatchObject([
      { files: 2, records: 4, uses: 1, ignored: { 'duplicate-event': 2 }, problems: 1 },
    ]);
  });

  test('what a log shows of instance profiles is known in the next run', () => {
    const added = logged({
      eventSource: 'iam.amazonaws.com',
      eventName: 'AddRoleToInstanceProfile',
      requestParameters: { instanceProfileName: 'web', roleName: 'web-server' },
    });
    const first = collect([{ trail, records: added }]);
    const launched = logged({
      eventName: 'RunInstances',
      requestParameters: { iamInstanceProfile: { name: 'web' } },
    });
    const { usage } = collect([{ trail, records: launched }], first);
    const passed = usage.uses.filter(({ action }) => action === 'iam:PassRole');
    expect(passed.map(({ resource }) => resource)).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/*web-server`,
    ]);
  });
});

describe('pages of authorization details', () => {
  const page = (name: string, continued: boolean): SourceEvent[] => [
    { type: 'begin', file: { name, input: name, kind: 'authorization-details' } },
    { type: 'records', records: raw('role', { ...ROLE, Arn: ROLE.Arn }) },
    { type: 'end', status: 'read', problems: [], ...(continued ? { continued } : {}) },
  ];
  const evidenceOf = (...pages: readonly SourceEvent[][]): Evidence => {
    const collection = startCollection(catalog);
    for (const event of pages.flat()) collection.add(event);
    return collection.finish();
  };

  test.each([
    { pages: [page('1.json', true)], holes: 1, why: 'the rest of the identities is unknown' },
    {
      pages: [page('1.json', true), page('2.json', false)],
      holes: 0,
      why: 'the last page is there',
    },
    { pages: [page('2.json', false), page('1.json', true)], holes: 0, why: 'in any order' },
    { pages: [page('1.json', false)], holes: 0, why: 'one page is all' },
  ])('$why', ({ pages, holes }) => {
    const { coverage, problems } = evidenceOf(...pages);
    expect(coverage.holes).toHaveLength(holes);
    expect(problems.filter(({ kind }) => kind === 'truncated-file')).toHaveLength(holes);
  });
});
