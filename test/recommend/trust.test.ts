/** Who may still take a role, and when nothing is proposed. */
import { expect, test } from 'vitest';
import type { Assumption } from '../../src/model/usage.js';
import {
  ACCOUNT,
  ago,
  analysed,
  findingsIn,
  policy,
  recommended,
  role,
  type World,
} from '../world.js';

const OTHER = '444455556666';
const ANN = `arn:aws:iam::${ACCOUNT}:user/ann`;
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;
const VENDOR = `arn:aws:iam::${OTHER}:root`;
const GITHUB = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;

const trusting = (principal: object, some: object = {}) =>
  role('shared', {
    trustPolicy: policy({
      Effect: 'Allow',
      Principal: principal,
      Action: 'sts:AssumeRole',
      ...some,
    }),
  });

function taken(by: string, event = 'AssumeRole'): Assumption {
  return {
    roleArn: trusting({}).arn,
    roleId: trusting({}).id,
    by,
    event,
    outcome: 'allowed',
    firstSeen: ago(9),
    lastSeen: ago(2),
    count: 7,
  };
}

const removed = (world: World) => recommended(world).trust.flatMap((one) => one.removedPrincipals);

test.each<{ why: string; principal: object; by: readonly Assumption[]; gone: readonly string[] }>([
  { why: 'who never came goes', principal: { AWS: [ANN, BOB] }, by: [taken(ANN)], gone: [BOB] },
  {
    why: 'of a role that nobody took, nothing is said',
    principal: { AWS: [ANN, BOB] },
    by: [],
    gone: [],
  },
  {
    why: 'of a role that nobody took, other accounts go at once',
    principal: { AWS: VENDOR, Service: 'ec2.amazonaws.com' },
    by: [],
    gone: [VENDOR],
  },
  {
    why: 'a policy that trusts nobody is none: the role as a whole is in question',
    principal: { AWS: VENDOR },
    by: [],
    gone: [],
  },
  {
    why: 'a vendor that never came goes',
    principal: { AWS: [ANN, VENDOR] },
    by: [taken(ANN)],
    gone: [VENDOR],
  },
  {
    why: 'an account stays for anybody of it',
    principal: { AWS: [ANN, VENDOR] },
    by: [taken(ANN), taken(OTHER)],
    gone: [],
  },
  {
    why: 'Lambda@Edge wants both services',
    principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] },
    by: [taken('edgelambda.amazonaws.com')],
    gone: [],
  },
  {
    why: 'a token names its provider first',
    principal: { AWS: ANN, Federated: GITHUB },
    by: [taken(`${GITHUB}:sts.amazonaws.com:repo:meadow/shop`, 'AssumeRoleWithWebIdentity')],
    gone: [ANN],
  },
])('$why', ({ principal, by, gone }) => {
  expect(
    removed({ snapshot: { roles: [trusting(principal)] }, usage: { assumptions: by } }),
  ).toEqual(gone);
});

test.each([
  { why: 'nobody of the vendor came', by: [taken(ANN)], said: true },
  { why: 'the vendor came', by: [taken(OTHER)], said: false },
])('a finding says that $why', ({ by, said }) => {
  const world = {
    snapshot: { roles: [trusting({ AWS: [ANN, VENDOR] })] },
    usage: { assumptions: by },
  };
  const [one] = analysed(world).findings.filter(({ kind }) => kind === 'weak-trust');
  expect(one?.evidence.join().includes(`nobody of account ${OTHER}`)).toBe(said);
});

test('both certificates are proven, and conditions stay', () => {
  const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const roles = [trusting({ AWS: [ANN, BOB] }, { Condition })];
  const [one] = recommended({ snapshot: { roles }, usage: { assumptions: [taken(ANN)] } }).trust;
  expect(one?.certificates.noNewAccess.status).toBe('proven');
  expect(one?.certificates.nothingUsedLost.status).toBe('proven');
  expect(one?.after.document.statements[0]?.conditions).toEqual(
    one?.before.document.statements[0]?.conditions,
  );
});

test('a role younger than the window keeps whom it trusts', () => {
  const roles = [{ ...trusting({ AWS: [ANN, BOB] }), createdAt: ago(30) }];
  expect(removed({ snapshot: { roles }, usage: { assumptions: [taken(ANN)] } })).toEqual([]);
});

test.each([
  {
    why: 'another account without an external id',
    principal: { AWS: VENDOR },
    some: {},
    found: true,
  },
  {
    why: 'an external id',
    principal: { AWS: VENDOR },
    some: { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } },
    by: [taken(OTHER)],
    found: false,
  },
  {
    why: 'an external id, and nobody ever came with it',
    principal: { AWS: VENDOR },
    some: { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } },
    found: true,
  },
  { why: 'tokens of anybody', principal: { Federated: GITHUB }, some: {}, found: true },
  { why: 'a person without MFA', principal: { AWS: ANN }, some: {}, found: true },
  { why: 'a service', principal: { Service: 'ec2.amazonaws.com' }, some: {}, found: false },
])('weak trust: $why', ({ principal, some, by = [], found }) => {
  const world = {
    snapshot: { roles: [trusting(principal, some)] },
    usage: { assumptions: by },
  };
  expect(findingsIn(world, 'weak-trust')).toEqual(found ? ['shared'] : []);
});
