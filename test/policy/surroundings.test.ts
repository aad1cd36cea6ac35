import { describe, expect, test } from 'vitest';
import { type Arn, parseArn } from '../../src/model/arn.js';
import type { Role } from '../../src/model/identity.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import type { Surroundings } from '../../src/model/surroundings.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import {
  dependantsOf,
  namedBy,
  permissionSetOf,
  unusedAccessOf,
} from '../../src/policy/surroundings.js';

const ACCOUNT = '111122223333';
const ROLE: Role = {
  kind: 'role',
  arn: `arn:aws:iam::${ACCOUNT}:role/team/ship` as Arn,
  id: 'AROASHIPXXXXXXXXXXXXX',
  name: 'ship',
  path: '/team/',
  account: ACCOUNT,
  createdAt: undefined,
  inlinePolicies: [],
  attachedPolicies: [],
  tags: [],
  trustPolicy: undefined,
  instanceProfiles: [],
};

function snapshotWith(surroundings: Surroundings, account = ACCOUNT): Snapshot {
  const identities = { users: [], groups: [], roles: [ROLE], managedPolicies: [] };
  return { account, ...identities, isManagementAccount: false, surroundings };
}

const AT = { source: 's3-buckets', region: 'global' } as const;

describe('who names a role', () => {
  test.each([
    { why: 'its ARN', principal: { AWS: ROLE.arn }, named: true },
    {
      why: 'its unique id, as AWS shows one of a deleted role',
      principal: { AWS: ROLE.id },
      named: true,
    },
    {
      why: 'a session of it, which has no path',
      principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/ship/nightly` },
      named: true,
    },
    { why: 'its whole account', principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, named: false },
    { why: 'everybody', principal: '*', named: false },
    {
      why: 'a namesake of another account',
      principal: { AWS: 'arn:aws:sts::444455556666:assumed-role/ship/nightly' },
      named: false,
    },
    {
      why: 'a role whose name ends alike',
      principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/flagship` },
      named: false,
    },
  ])('$why: $named', ({ principal, named }) => {
    const { document } = parsePolicy({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: 's3:*', Resource: '*' }],
    });
    const policy = { ...AT, kind: 'S3 bucket', resource: 'arn:aws:s3:::cargo', document } as const;
    const elsewhere = snapshotWith({ resourcePolicies: [policy] }, '444455556666');
    expect(namedBy([elsewhere], ROLE)).toHaveLength(named ? 1 : 0);
  });

  test('a grant of a key, also where it may only be retired', () => {
    const grant = { ...AT, key: 'k', grantId: 'g', operations: ['Decrypt'] };
    const keyGrants = [
      { ...grant, grantee: ROLE.arn },
      { ...grant, grantee: 'other', retiring: ROLE.arn },
      { ...grant, grantee: 'other' },
    ];
    expect(namedBy([snapshotWith({ keyGrants })], ROLE)).toHaveLength(2);
    const mara = { arn: `arn:aws:iam::${ACCOUNT}:user/mara` as Arn, id: 'AIDAMARA' };
    expect(namedBy([snapshotWith({ keyGrants })], mara)).toEqual([]);
  });
});

test('what runs with a role: by ARN, through an instance profile, by name', () => {
  const profile = `arn:aws:iam::${ACCOUNT}:instance-profile/ship`;
  const thing = { ...AT, kind: 'EC2 instance', as: 'instance profile', resource: 'x' } as const;
  const snapshot = snapshotWith({
    instanceProfiles: [
      { ...AT, arn: profile, name: 'ship', createdAt: undefined, roles: [ROLE.arn] },
    ],
    dependants: [ROLE.arn, profile, 'ship', 'flagship'].map((names) => ({ ...thing, names })),
  });
  expect(dependantsOf(snapshot, ROLE).map(({ names }) => names)).toEqual([
    ROLE.arn,
    'ship',
    profile,
  ]);
});

describe('the permission set behind a reserved role', () => {
  const reserved: Role = {
    ...ROLE,
    name: 'AWSReservedSSO_Deck_Crew_0123456789abcdef',
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
  };
  const set = {
    ...AT,
    arn: 'arn:aws:sso:::ps/1',
    instanceArn: 'arn:aws:sso:::instance/1',
    name: 'Deck_Crew',
    awsManagedPolicies: [],
    customerManagedPolicies: [],
    accounts: [ACCOUNT],
    assignments: [],
  };
  const elsewhere = (permissionSets: Surroundings['permissionSets'] = []) => [
    snapshotWith({ permissionSets }, '444455556666'),
  ];

  test('is found by name, where it is provisioned', () => {
    expect(permissionSetOf(elsewhere([set]), reserved)).toBe(set);
  });

  test.each([
    { why: 'not provisioned here', sets: [{ ...set, accounts: ['444455556666'] }], role: reserved },
    { why: 'two of one name', sets: [set, { ...set, arn: 'arn:aws:sso:::ps/2' }], role: reserved },
    { why: 'a role that only looks so', sets: [set], role: { ...reserved, path: '/' } },
  ])('none: $why', ({ sets, role }) => {
    expect(permissionSetOf(elsewhere(sets), role)).toBeUndefined();
  });
});

test('findings of an analyzer in another account', () => {
  const finding = {
    ...AT,
    id: 'f',
    identity: ROLE.arn,
    kind: 'role',
    updatedAt: undefined,
  } as const;
  const snapshot = snapshotWith({ unusedAccess: [{ ...finding, services: [] }] }, '444455556666');
  expect(unusedAccessOf([snapshot], ROLE.arn)).toHaveLength(1);
  expect(unusedAccessOf([snapshot], parseArn('arn:aws:iam::1:role/x') ?? '')).toEqual([]);
});
