import { expect, test } from 'vitest';
import { grantChangeOf } from '../../../src/collect/cloudtrail/grant-changes.js';
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import { ACCOUNT, trailRecord } from '../trail-records.js';

const policyArn = `arn:aws:iam::${ACCOUNT}:policy/ReadReports`;

test.each([
  {
    eventName: 'PutRolePolicy',
    requestParameters: { roleName: 'deployer', policyName: 'deploy' },
    target: { kind: 'role', name: 'deployer' },
    policy: 'deploy',
    why: 'an inline policy',
  },
  {
    eventName: 'AttachUserPolicy',
    requestParameters: { userName: 'alice', policyArn },
    target: { kind: 'user', name: 'alice' },
    policy: policyArn,
    why: 'an attached policy',
  },
  {
    eventName: 'AddUserToGroup',
    requestParameters: { userName: 'alice', groupName: 'developers' },
    target: { kind: 'user', name: 'alice' },
    policy: undefined,
    why: 'the user gains, not the group',
  },
  {
    eventName: 'CreatePolicyVersion',
    requestParameters: { policyArn, setAsDefault: true },
    target: { kind: 'policy', arn: policyArn },
    policy: policyArn,
    why: 'the new version counts at once',
  },
  {
    eventName: 'SetDefaultPolicyVersion',
    requestParameters: { policyArn, versionId: 'v3' },
    target: { kind: 'policy', arn: policyArn },
    policy: policyArn,
    why: 'another version counts',
  },
  {
    eventName: 'CreatePolicy',
    requestParameters: { policyName: 'ReadReports' },
    responseElements: { policy: { arn: policyArn } },
    target: { kind: 'policy', arn: policyArn },
    policy: 'ReadReports',
    why: 'the ARN is in the answer',
  },
  {
    eventName: 'DeleteRolePermissionsBoundary',
    requestParameters: { roleName: 'deployer' },
    target: { kind: 'role', name: 'deployer' },
    policy: undefined,
    why: 'taking a boundary away widens',
  },
  {
    eventName: 'DeleteRolePolicy',
    requestParameters: { roleName: 'deployer', policyName: 'deny-prod' },
    target: { kind: 'role', name: 'deployer' },
    policy: 'deny-prod',
    why: 'it may have been a Deny',
  },
  {
    eventName: 'CreateRole',
    requestParameters: { roleName: 'deployer' },
    target: { kind: 'role', name: 'deployer' },
    policy: undefined,
    why: 'a new role',
  },
])('$eventName: $why', ({ target, policy, why: _, ...change }) => {
  const parsed = parseEvent(
    trailRecord({ eventSource: 'iam.amazonaws.com', awsRegion: 'us-east-1', ...change }),
  );
  if (parsed.kind !== 'event') throw new Error('the fixture is no event');
  expect(grantChangeOf(parsed.event, ACCOUNT)).toEqual({
    account: ACCOUNT,
    target,
    ...(policy === undefined ? {} : { policy }),
    event: change.eventName,
    at: '2026-03-02T10:15:30Z',
  });
});

test.each([
  {
    change: {
      eventName: 'CreatePolicyVersion',
      requestParameters: { policyArn, setAsDefault: false },
    },
    why: 'a version that is not the default grants nothing',
  },
  {
    change: { eventName: 'PutRolePolicy', requestParameters: null },
    why: 'nobody knows whose policy',
  },
  {
    change: { eventName: 'GetRolePolicy', requestParameters: { roleName: 'deployer' } },
    why: 'reading changes nothing',
  },
  {
    change: {
      eventSource: 's3.amazonaws.com',
      eventName: 'CreateRole',
      requestParameters: { roleName: 'deployer' },
    },
    why: 'another service',
  },
])('no change: $why', ({ change }) => {
  const parsed = parseEvent(trailRecord({ eventSource: 'iam.amazonaws.com', ...change }));
  expect(parsed.kind === 'event' && grantChangeOf(parsed.event, ACCOUNT)).toBeUndefined();
});
