/** What a live collection keeps as it came becomes facts around identities, and stays only while it is so. */
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import { startCollection } from '../../../src/collect/index.js';
import type { RawRecord } from '../../../src/collect/records.js';
import type { Evidence } from '../../../src/model/evidence.js';
import type { Surroundings } from '../../../src/model/surroundings.js';
import { mfaDevicesOf } from '../../../src/policy/surroundings.js';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ship`;
const catalog = loadCatalog();

function policyNaming(principal: unknown): string {
  const Statement = [{ Effect: 'Allow', Principal: principal, Action: '*', Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

type Kept = {
  readonly operation: string;
  readonly answer: unknown;
  readonly request?: unknown;
  readonly region?: string;
};

function kept({ operation, answer, request = {}, region = 'eu-west-1' }: Kept): unknown {
  const schema = 'leastwise.answer/1';
  return { schema, partition: 'aws', account: ACCOUNT, region, operation, request, answer };
}

function unit(source: string, region = 'eu-west-1', status = 'complete'): unknown {
  const at = '2026-11-24T12:00:00Z';
  const place = { schema: 'leastwise.collected/1', account: ACCOUNT, region, source };
  return { ...place, status, startedAt: at, endedAt: at, items: 1, missing: [] };
}

const USER = {
  Path: '/',
  UserName: 'mara',
  UserId: 'AIDAMARAXXXXXXXXXXXXX',
  Arn: `arn:aws:iam::${ACCOUNT}:user/mara`,
  CreateDate: '2024-03-01T09:00:00Z',
};

function evidenceOf(
  answers: readonly unknown[],
  units: readonly unknown[] = [],
  previous?: Evidence,
): Evidence {
  const collection = startCollection(catalog, previous);
  const records: readonly RawRecord[] = [
    { kind: 'user', index: 0, value: USER },
    ...answers.map((value, n) => ({ kind: 'api-answer', index: n, value }) as const),
    ...units.map((value, n) => ({ kind: 'collected-unit', index: n, value }) as const),
  ];
  const file = { name: 'answers.json', input: 'answers.json', kind: 'collection' } as const;
  collection.add({ type: 'begin', file: { ...file, kind: 'authorization-details' } });
  collection.add({ type: 'records', records });
  collection.add({ type: 'end', status: 'read', problems: [] });
  return collection.finish();
}

function around(evidence: Evidence): Surroundings {
  return evidence.snapshots[0]?.surroundings ?? {};
}

describe('how a user signs in', () => {
  const asked = { UserName: 'mara' };
  const device = { UserName: 'mara', SerialNumber: 'GAHT12345678', EnableDate: USER.CreateDate };
  const devices = kept({
    operation: 'iam:ListMFADevices',
    request: asked,
    answer: { MFADevices: [device], IsTruncated: false },
    region: 'global',
  });
  const found = (evidence: Evidence) => {
    const [snapshot] = evidence.snapshots;
    const [user] = snapshot?.users ?? [];
    return snapshot === undefined || user === undefined ? 'no user' : mfaDevicesOf(snapshot, user);
  };

  test('devices are known by serial number; no device is an answer, not asked is none', () => {
    expect(found(evidenceOf([devices]))).toEqual([
      { serialNumber: 'GAHT12345678', enabledAt: USER.CreateDate },
    ]);
    const none = { operation: 'iam:ListMFADevices', request: asked, answer: { MFADevices: [] } };
    expect(found(evidenceOf([kept(none)]))).toEqual([]);
    expect(found(evidenceOf([]))).toBeUndefined();
  });

  test('a device that is gone in a later reading is forgotten', () => {
    const none = kept({
      operation: 'iam:ListMFADevices',
      request: asked,
      answer: { MFADevices: [] },
      region: 'global',
    });
    const before = evidenceOf([devices]);
    expect(found(evidenceOf([none], [unit('users', 'global')], before))).toEqual([]);
  });

  test('a device without a serial number is no answer', () => {
    const bad = { operation: 'iam:ListMFADevices', request: asked, answer: { MFADevices: [{}] } };
    expect(found(evidenceOf([kept(bad)]))).toBeUndefined();
  });

  test('the last sign-in, as the user itself tells it', () => {
    const User = { ...USER, PasswordLastUsed: '2026-11-20T08:00:00Z' };
    const answered = kept({ operation: 'iam:GetUser', request: asked, answer: { User } });
    const [snapshot] = evidenceOf([answered]).snapshots;
    expect(snapshot?.users[0]?.passwordLastUsed).toBe('2026-11-20T08:00:00Z');
    const [before] = evidenceOf([], [], evidenceOf([answered])).snapshots;
    expect(before?.users[0]?.passwordLastUsed).toBe('2026-11-20T08:00:00Z');
  });

  test('the console password is known by when it was made', () => {
    const profile = { UserName: 'mara', CreateDate: USER.CreateDate, PasswordResetRequired: true };
    const answer = { LoginProfile: profile };
    const evidence = evidenceOf([
      kept({ operation: 'iam:GetLoginProfile', request: asked, answer }),
    ]);
    expect(around(evidence).loginProfiles).toMatchObject([
      { userName: 'mara', createdAt: USER.CreateDate, passwordResetRequired: true },
    ]);
  });
});

describe('policies that name principals', () => {
  const policy = policyNaming({ AWS: ROLE });
  test.each([
    {
      operation: 's3:GetBucketPolicy',
      request: { Bucket: 'cargo' },
      answer: { Policy: policy },
      resource: 'arn:aws:s3:::cargo',
    },
    {
      operation: 'kms:GetKeyPolicy',
      request: { KeyId: 'arn:aws:kms:eu-west-1:111122223333:key/k' },
      answer: { Policy: policy },
      resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
    },
    {
      operation: 'sqs:GetQueueAttributes',
      request: { QueueUrl: 'https://sqs/q' },
      answer: { Attributes: { Policy: policy, QueueArn: 'arn:aws:sqs:eu-west-1:1:q' } },
      resource: 'arn:aws:sqs:eu-west-1:1:q',
    },
    {
      operation: 'sns:GetTopicAttributes',
      request: { TopicArn: 'arn:aws:sns:eu-west-1:1:t' },
      answer: { Attributes: { Policy: policy } },
      resource: 'arn:aws:sns:eu-west-1:1:t',
    },
    {
      operation: 'lambda:GetPolicy',
      request: { FunctionName: 'arn:aws:lambda:eu-west-1:1:function:f' },
      answer: { Policy: policy },
      resource: 'arn:aws:lambda:eu-west-1:1:function:f',
    },
    {
      operation: 'secrets-manager:GetResourcePolicy',
      request: { SecretId: 'x' },
      answer: { ARN: 'arn:aws:secretsmanager:eu-west-1:1:secret:x', ResourcePolicy: policy },
      resource: 'arn:aws:secretsmanager:eu-west-1:1:secret:x',
    },
    {
      operation: 'ecr:GetRepositoryPolicy',
      request: { repositoryName: 'crane' },
      answer: { policyText: policy },
      resource: `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/crane`,
    },
  ])('$operation', ({ resource, ...answer }) => {
    const [found] = around(evidenceOf([kept(answer)])).resourcePolicies ?? [];
    expect(found).toMatchObject({ resource, document: { statements: [{ effect: 'Allow' }] } });
  });

  test('of services alone are no matter of identities', () => {
    const answer = { Policy: policyNaming({ Service: 'sns.amazonaws.com' }) };
    const request = { Bucket: 'cargo' };
    const evidence = evidenceOf([kept({ operation: 's3:GetBucketPolicy', request, answer })]);
    expect(around(evidence)).toEqual({});
  });

  test('that are no policies may name anybody', () => {
    const request = { Bucket: 'cargo' };
    const answer = { Policy: '{broken' };
    const evidence = evidenceOf([kept({ operation: 's3:GetBucketPolicy', request, answer })]);
    expect(around(evidence).resourcePolicies).toHaveLength(1);
    expect(evidence.problems).not.toEqual([]);
  });
});

test('what runs with a role, and what made it', () => {
  const { dependants } = around(
    evidenceOf([
      kept({
        operation: 'lambda:ListFunctions',
        answer: {
          Functions: [{ FunctionArn: 'arn:aws:lambda:eu-west-1:1:function:f', Role: ROLE }],
        },
      }),
      kept({
        operation: 'ec2:DescribeInstances',
        answer: {
          Instances: [
            {
              InstanceId: 'i-1',
              IamInstanceProfile: { Arn: 'arn:aws:iam::1:instance-profile/ship' },
              State: { Name: 'running' },
            },
            { InstanceId: 'i-2', State: { Name: 'terminated' } },
          ],
        },
      }),
      kept({
        operation: 'ecs:DescribeTaskDefinition',
        answer: { taskDefinition: { taskDefinitionArn: 'td', taskRoleArn: ROLE } },
      }),
      kept({
        operation: 'cloudformation:ListStackResources',
        request: { StackName: 'stack' },
        answer: {
          StackResourceSummaries: [
            { ResourceType: 'AWS::IAM::Role', PhysicalResourceId: 'ship' },
            { ResourceType: 'AWS::IAM::Policy', PhysicalResourceId: 'x' },
          ],
        },
      }),
    ]),
  );
  expect(dependants?.map(({ kind, names, as }) => [kind, names, as])).toEqual([
    ['CloudFormation stack', 'ship', 'made by'],
    ['EC2 instance', 'arn:aws:iam::1:instance-profile/ship', 'instance profile'],
    ['ECS task definition', ROLE, 'task role'],
    ['Lambda function', ROLE, 'execution role'],
  ]);
});

test('quotas, the boundary that the details leave out, a key’s last use', () => {
  const evidence = evidenceOf([
    kept({
      operation: 'iam:GetAccountSummary',
      answer: { SummaryMap: { PolicySizeQuota: 6144, RolePolicySizeQuota: -1, Surprise: 3 } },
    }),
    kept({
      operation: 'iam:GetUser',
      answer: {
        User: {
          ...USER,
          PermissionsBoundary: {
            PermissionsBoundaryType: 'Policy',
            PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge',
          },
        },
      },
    }),
    kept({
      operation: 'iam:GetAccessKeyLastUsed',
      answer: {
        UserName: 'mara',
        AccessKeyLastUsed: {
          LastUsedDate: '2026-11-01T00:00:00Z',
          ServiceName: 's3',
          Region: 'eu-west-1',
        },
      },
    }),
  ]);
  const [snapshot] = evidence.snapshots;
  expect(snapshot?.surroundings?.summary).toEqual({ PolicySizeQuota: 6144 });
  expect(snapshot?.users[0]?.boundary).toBe('arn:aws:iam::111122223333:policy/edge');
  expect(snapshot?.keyUses).toMatchObject([{ userName: 'mara', service: 's3' }]);
});

test('a permission set is put together from its answers', () => {
  const request = {
    InstanceArn: 'arn:aws:sso:::instance/i',
    PermissionSetArn: 'arn:aws:sso:::ps/p',
  };
  const of = (operation: string, answer: unknown, more = {}) =>
    kept({ operation: `sso-admin:${operation}`, answer, request: { ...request, ...more } });
  const { permissionSets } = around(
    evidenceOf([
      of('DescribePermissionSet', { PermissionSet: { Name: 'Deck' } }),
      of('GetInlinePolicyForPermissionSet', { InlinePolicy: '' }),
      of('ListManagedPoliciesInPermissionSet', {
        AttachedManagedPolicies: [{ Name: 'R', Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
      }),
      of('ListCustomerManagedPolicyReferencesInPermissionSet', {
        CustomerManagedPolicyReferences: [{ Name: 'own', Path: '/' }],
      }),
      of('ListAccountAssignments', { AccountAssignments: [] }, { AccountId: '444455556666' }),
      of(
        'ListAccountAssignments',
        {
          AccountAssignments: [{ AccountId: ACCOUNT, PrincipalType: 'GROUP', PrincipalId: 'g-1' }],
        },
        { AccountId: ACCOUNT },
      ),
    ]),
  );
  expect(permissionSets).toEqual([
    {
      source: 'identity-center',
      region: 'eu-west-1',
      arn: request.PermissionSetArn,
      instanceArn: request.InstanceArn,
      name: 'Deck',
      awsManagedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      customerManagedPolicies: [{ path: '/', name: 'own' }],
      accounts: [ACCOUNT, '444455556666'],
      assignments: [{ account: ACCOUNT, principalType: 'GROUP', principalId: 'g-1' }],
    },
  ]);
});

describe('a later run', () => {
  const queue = kept({
    operation: 'sqs:GetQueueAttributes',
    request: { QueueUrl: 'q' },
    answer: { Attributes: { Policy: policyNaming('*') } },
  });
  const first = evidenceOf([queue], [unit('sqs-queues')]);

  test.each([
    { why: 'that read the source whole says what there is', units: [unit('sqs-queues')], left: 0 },
    { why: 'that read it in part', units: [unit('sqs-queues', 'eu-west-1', 'partial')], left: 1 },
    { why: 'that read it elsewhere', units: [unit('sqs-queues', 'us-east-1')], left: 1 },
    { why: 'that did not read it', units: [], left: 1 },
  ])('$why', ({ units, left }) => {
    const { resourcePolicies = [] } = around(evidenceOf([], units, first));
    expect(resourcePolicies).toHaveLength(left);
  });
});

test.each([
  { why: 'no list', operation: 'lambda:ListFunctions', answer: { Functions: 'many' } },
  { why: 'no user', operation: 'iam:GetUser', answer: {} },
  { why: 'no name of the thing', operation: 's3:GetBucketPolicy', answer: { Policy: '{}' } },
])('an answer with $why is a problem, and counted', ({ operation, answer }) => {
  const evidence = evidenceOf([kept({ operation, answer })]);
  expect(evidence.problems).toMatchObject([{ kind: 'bad-record' }]);
  expect(evidence.sources[0]).toMatchObject({ records: 2, problems: 1 });
});
