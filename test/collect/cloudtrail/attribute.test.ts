import { describe, expect, test } from 'vitest';
import {
  attributeEvent,
  indexIdentities,
  settleClaim,
} from '../../../src/collect/cloudtrail/attribute.js';
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import type { Arn } from '../../../src/model/arn.js';
import type { Identity } from '../../../src/model/identity.js';
import type { Instant } from '../../../src/model/time.js';
import type { Caller } from '../../../src/model/usage.js';
import { ACCOUNT, ALICE, DEPLOYER, OTHER_ACCOUNT, trailRecord } from '../trail-records.js';

const role: Identity = {
  kind: 'role',
  arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer` as Arn,
  id: 'AROA4DEPLOYER7EXAMPL',
  name: 'deployer',
  path: '/ci/',
  account: ACCOUNT,
  createdAt: '2025-01-01T00:00:00Z' as Instant,
  inlinePolicies: [],
  attachedPolicies: [],
  tags: [],
  trustPolicy: undefined,
  instanceProfiles: [],
};
const known = indexIdentities([role]);
const nobody = indexIdentities([]);

function callerOf(userIdentity: unknown, snapshot = known): Caller {
  const parsed = parseEvent(trailRecord({ userIdentity }));
  if (parsed.kind !== 'event') throw new Error('the fixture is no event');
  return settleClaim(attributeEvent(parsed.event, ACCOUNT), parsed.event.eventTime, snapshot);
}

const deployer: Caller = { kind: 'identity', id: role.id, arn: role.arn, account: ACCOUNT };
const alice: Caller = { kind: 'identity', id: ALICE.principalId, arn: ALICE.arn, account: ACCOUNT };
const bucket = (name: string, account = ACCOUNT) => ({ kind: 'bucket', bucket: name, account });

describe('who called', () => {
  test.each([
    {
      who: DEPLOYER,
      caller: deployer,
      why: 'a session belongs to its issuer, whose ARN has the path',
    },
    { who: { ...DEPLOYER, type: 'Role' }, caller: deployer, why: 'the same in other words' },
    {
      who: { ...DEPLOYER, invokedBy: 'ecs.amazonaws.com' },
      caller: deployer,
      why: 'a service with the role’s session needs the role’s permission',
    },
    {
      who: { ...DEPLOYER, type: 'SomethingNew' },
      caller: deployer,
      why: 'a type that comes later still names its issuer',
    },
    { who: ALICE, caller: alice, why: 'a user' },
    {
      who: { ...ALICE, sessionContext: { sessionIssuer: {} }, invokedBy: 'AWS Internal' },
      caller: alice,
      why: 'the console in her name',
    },
    {
      who: {
        type: 'FederatedUser',
        principalId: `${ACCOUNT}:bob`,
        accountId: ACCOUNT,
        sessionContext: { sessionIssuer: { ...ALICE } },
      },
      caller: alice,
      why: 'GetFederationToken keeps the issuing user’s permissions',
    },
    {
      who: {
        type: 'FederatedUser',
        accountId: ACCOUNT,
        sessionContext: {
          sessionIssuer: {
            type: 'Root',
            principalId: ACCOUNT,
            arn: `arn:aws:iam::${ACCOUNT}:root`,
            accountId: ACCOUNT,
          },
        },
      },
      caller: bucket('root'),
      why: 'a token that root issued',
    },
    {
      who: {
        type: 'Root',
        principalId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:root`,
        accountId: ACCOUNT,
      },
      caller: bucket('root'),
      why: 'root holds no policies',
    },
    {
      who: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
      caller: bucket('aws-service'),
      why: 'a service on its own',
    },
    {
      who: { accountId: ACCOUNT, invokedBy: 'secretsmanager.amazonaws.com' },
      caller: bucket('aws-service'),
      why: 'no type, but a service',
    },
    {
      who: { type: 'AWSAccount', principalId: 'AIDAFROMELSEWHERE000', accountId: OTHER_ACCOUNT },
      caller: bucket('other-account', OTHER_ACCOUNT),
      why: 'somebody of another account',
    },
    {
      who: { type: 'AWSAccount', principalId: DEPLOYER.principalId, accountId: ACCOUNT },
      caller: deployer,
      why: 'the unique id tells which identity of an audited account',
    },
    {
      who: { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
      caller: bucket('anonymous'),
      why: 'a public bucket’s reader',
    },
    {
      who: { type: 'SAMLUser', principalId: 'x:bob', userName: 'bob' },
      caller: bucket('federated'),
      why: 'before the role is taken',
    },
    {
      who: { type: 'IdentityCenterUser', onBehalfOf: {}, accountId: ACCOUNT },
      caller: bucket('identity-center'),
      why: 'no IAM identity',
    },
    { who: { type: 'Unknown' }, caller: bucket('unknown-shape'), why: 'AWS does not know either' },
    { who: {}, caller: bucket('unknown-shape'), why: 'an empty caller' },
  ])('$why', ({ who, caller }) => {
    expect(callerOf(who)).toEqual(caller);
  });

  test.each([
    {
      issuer: { arn: role.arn },
      expected: deployer,
      snapshot: known,
      why: 'the ARN names exactly one identity that existed',
    },
    {
      issuer: { arn: `arn:aws:iam::${ACCOUNT}:role/deployer` },
      expected: bucket('unknown-shape'),
      snapshot: known,
      why: 'another path is another role',
    },
    {
      issuer: undefined,
      expected: deployer,
      snapshot: known,
      why: 'a session ARN has lost the path, the name is unique',
    },
    {
      issuer: { arn: role.arn },
      expected: bucket('unknown-shape'),
      snapshot: nobody,
      why: 'nobody known by that ARN',
    },
    {
      issuer: { arn: role.arn },
      expected: bucket('unknown-shape'),
      snapshot: indexIdentities([{ ...role, createdAt: '2026-03-03T00:00:00Z' as Instant }]),
      why: 'the role was created after the call: it is another one of that name',
    },
    {
      issuer: { arn: role.arn },
      expected: bucket('unknown-shape'),
      snapshot: indexIdentities([{ ...role, createdAt: undefined }]),
      why: 'nobody knows when it was created',
    },
  ])('without a unique id: $why', ({ issuer, expected, snapshot }) => {
    const who = { ...DEPLOYER, principalId: 'odd', sessionContext: { sessionIssuer: issuer } };
    expect(callerOf(who, snapshot)).toEqual(expected);
  });

  test('an identity that is in no snapshot stays one: it may be deleted by now', () => {
    expect(callerOf(DEPLOYER, nobody)).toEqual(deployer);
  });
});
