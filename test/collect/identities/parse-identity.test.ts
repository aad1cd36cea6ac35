import { describe, expect, test } from 'vitest';
import { parseIdentity } from '../../../src/collect/identities/parse-identity.js';
import { ACCOUNT } from '../trail-records.js';

const document = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
};
const text = JSON.stringify(document);
const USER = {
  Path: '/people/',
  UserName: 'alice',
  UserId: 'AIDAALICE77EXAMPLE00',
  Arn: `arn:aws:iam::${ACCOUNT}:user/people/alice`,
  CreateDate: '2025-01-01T00:00:00+00:00',
  UserPolicyList: [{ PolicyName: 'read', PolicyDocument: document }],
  GroupList: ['developers'],
  AttachedManagedPolicies: [
    { PolicyName: 'ReadOnlyAccess', PolicyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
  ],
  PermissionsBoundary: {
    PermissionsBoundaryType: 'Policy',
    PermissionsBoundaryArn: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
  },
  Tags: [{ Key: 'team', Value: 'payments' }],
};
const ROLE = {
  RoleName: 'deployer',
  RoleId: 'AROA4DEPLOYER7EXAMPL',
  Arn: `arn:aws:iam::${ACCOUNT}:role/deployer`,
  AssumeRolePolicyDocument: encodeURIComponent(text),
};
const POLICY = {
  PolicyName: 'ReadReports',
  PolicyId: 'ANPAREADREPORTSEXAMP',
  Arn: `arn:aws:iam::${ACCOUNT}:policy/ReadReports`,
  Path: '/',
  DefaultVersionId: 'v2',
  AttachmentCount: 3,
  PermissionsBoundaryUsageCount: 1,
  CreateDate: 1_735_689_600,
  PolicyVersionList: [
    {
      VersionId: 'v3',
      IsDefaultVersion: false,
      CreateDate: 1_735_776_000,
      Document: { Version: '2012-10-17', Statement: [] },
    },
    { VersionId: 'v2', IsDefaultVersion: true, CreateDate: '2025-01-01T00:00:00Z', Document: text },
  ],
};

function read(kind: Parameters<typeof parseIdentity>[0], value: unknown) {
  const reading = parseIdentity(kind, value);
  if (reading.kind === 'bad') throw new Error(reading.message);
  expect(reading.problems).toEqual([]);
  return reading.identity.value;
}

describe('an identity as AWS lists it', () => {
  test('a user', () => {
    expect(read('user', USER)).toMatchObject({
      kind: 'user',
      id: 'AIDAALICE77EXAMPLE00',
      account: ACCOUNT,
      path: '/people/',
      createdAt: '2025-01-01T00:00:00Z',
      groups: ['developers'],
      boundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
      attachedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tags: [{ key: 'team', value: 'payments' }],
      inlinePolicies: [{ name: 'read', document: { statements: [{ effect: 'Allow' }] } }],
    });
  });

  test.each([
    { given: document, why: 'an object, as the CLI gives it' },
    { given: text, why: 'JSON text' },
    { given: encodeURIComponent(text), why: 'URL-encoded text, as the API gives it' },
  ])('a document is read from $why', ({ given }) => {
    const user = read('user', {
      ...USER,
      UserPolicyList: [{ PolicyName: 'read', PolicyDocument: given }],
    });
    expect(user).toMatchObject({
      inlinePolicies: [{ document: { statements: [{ actions: { patterns: ['s3:GetObject'] } }] } }],
    });
  });

  test.each([
    { used: {}, expected: undefined, why: 'AWS knows of no use' },
    {
      used: { LastUsedDate: '2026-03-01T10:00:00+00:00', Region: 'eu-west-1' },
      expected: { at: '2026-03-01T10:00:00Z', region: 'eu-west-1' },
      why: 'ISO text',
    },
    {
      used: { LastUsedDate: 1_772_359_200 },
      expected: { at: '2026-03-01T10:00:00Z', region: '' },
      why: 'epoch seconds',
    },
  ])('last use of a role: $why', ({ used, expected }) => {
    const role = read('role', { ...ROLE, RoleLastUsed: used });
    expect('lastUsed' in role ? role.lastUsed : undefined).toEqual(expected);
  });

  test('a managed policy counts with its default version, whatever the order', () => {
    expect(read('managed-policy', POLICY)).toMatchObject({
      owner: 'customer',
      versionId: 'v2',
      versionCount: 2,
      createdAt: '2025-01-01T00:00:00Z',
      document: { statements: [{ effect: 'Allow' }] },
      otherVersions: [{ versionId: 'v3' }],
      attachmentCount: 3,
      boundaryUsageCount: 1,
    });
  });

  test('a member with a lower first letter is the same member', () => {
    const lower = Object.fromEntries(
      Object.entries(ROLE).map(([key, value]) => [
        key.charAt(0).toLowerCase() + key.slice(1),
        value,
      ]),
    );
    expect(read('role', lower)).toEqual(read('role', ROLE));
  });
});

test.each([
  { kind: 'user', value: null, message: 'no object', why: 'a hole in the list' },
  { kind: 'user', value: { ...USER, Arn: undefined }, message: '`Arn`', why: 'nobody knows whose' },
  { kind: 'user', value: { ...USER, Arn: ROLE.Arn }, message: 'user', why: 'a role among users' },
  {
    kind: 'user',
    value: { ...USER, Arn: 'arn:aws:iam::12:user/alice' },
    message: 'account',
    why: 'no account',
  },
  {
    kind: 'user',
    value: { ...USER, UserId: 7 },
    message: '`UserId`',
    why: 'uses are booked on the id',
  },
  {
    kind: 'user',
    value: { ...USER, GroupList: 'developers' },
    message: '`GroupList`',
    why: 'a group left out is a grant left out',
  },
  { kind: 'user', value: { ...USER, GroupList: [1] }, message: '`GroupList`', why: 'no name' },
  {
    kind: 'user',
    value: { ...USER, UserPolicyList: [{ PolicyName: 'read' }] },
    message: 'document',
    why: 'a policy that nobody can read',
  },
  {
    kind: 'user',
    value: { ...USER, PermissionsBoundary: { PermissionsBoundaryArn: 3 } },
    message: '`PermissionsBoundaryArn`',
    why: 'a boundary is there, and nobody knows which',
  },
  {
    kind: 'role',
    value: { ...ROLE, InstanceProfileList: [{}] },
    message: '`InstanceProfileName`',
    why: 'a profile without its name',
  },
  {
    kind: 'managed-policy',
    value: { ...POLICY, PolicyVersionList: 'v2' },
    message: '`PolicyVersionList`',
    why: 'no versions',
  },
] as const)('a $kind is refused whole: $why', ({ kind, value, message }) => {
  const reading = parseIdentity(kind, value);
  expect(reading.kind).toBe('bad');
  if (reading.kind === 'bad') expect(reading.message).toContain(message);
});
