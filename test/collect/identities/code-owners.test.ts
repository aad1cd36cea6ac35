/** Which things of an account a Terraform state keeps. */
import { describe, expect, test } from 'vitest';
import { createCodeOwners } from '../../../src/collect/identities/code-owners.js';
import type { TerraformResource } from '../../../src/collect/records.js';
import type { Snapshot } from '../../../src/model/snapshot.js';
import {
  ACCOUNT,
  allow,
  arnOf,
  evidenceOf,
  group,
  inline,
  managed,
  policy,
  role,
} from '../../world.js';

const OTHER = '444455556666';
const [SNAPSHOT] = evidenceOf({
  snapshot: {
    roles: [
      role('kiosk', {
        inlinePolicies: inline(allow('s3:*')),
        attachedPolicies: [arnOf('policy', 'till')],
      }),
    ],
    groups: [group('clerks', { attachedPolicies: [arnOf('policy', 'till')] })],
    managedPolicies: [managed('till', policy(allow('sqs:*')))],
  },
}).snapshots as [Snapshot];

const PROVIDER = 'provider["registry.terraform.io/hashicorp/aws"]';
const resource = (
  type: string,
  names: TerraformResource['names'],
  some: Partial<TerraformResource> = {},
): TerraformResource => ({
  address: `${type}.it`,
  type,
  mode: 'managed',
  provider: PROVIDER,
  names,
  ...some,
});
const roleIn = (account: string, some: Partial<TerraformResource> = {}) =>
  resource('aws_iam_role', { arn: `arn:aws:iam::${account}:role/kiosk`, name: 'kiosk' }, some);

function kept(...resources: readonly TerraformResource[]): readonly string[] {
  const owners = createCodeOwners();
  for (const one of resources) owners.add('terraform.tfstate', one);
  return (owners.of(SNAPSHOT) ?? []).map(({ of }) => of.replaceAll(`arn:aws:iam::${ACCOUNT}:`, ''));
}

describe('what a resource is in the account', () => {
  test.each([
    { one: roleIn(ACCOUNT), is: ['role/kiosk'], why: 'by its ARN' },
    { one: roleIn(OTHER), is: [], why: 'of another account' },
    { one: roleIn(ACCOUNT, { mode: 'data' }), is: [], why: 'a data source keeps nothing' },
    {
      one: resource('aws_iam_role_policy', { role: 'kiosk', name: 'work' }),
      is: ['inline policy work of role/kiosk'],
      why: 'by the names of role and policy',
    },
    {
      one: resource('aws_iam_role_policy', { role: 'kiosk', name: 'gone' }),
      is: [],
      why: 'a policy that the account does not hold',
    },
    {
      one: resource('aws_iam_policy', { arn: arnOf('policy', 'till'), name: 'till' }),
      is: ['policy/till'],
      why: 'a managed policy',
    },
    {
      one: resource('aws_iam_group_policy_attachment', {
        group: 'clerks',
        policy_arn: arnOf('policy', 'till'),
      }),
      is: ['attachment of policy/till to group/clerks'],
      why: 'an attachment',
    },
    {
      one: resource('aws_iam_policy_attachment', {
        groups: ['clerks', 'nobody'],
        roles: ['kiosk'],
        users: [],
        policy_arn: arnOf('policy', 'till'),
      }),
      is: ['attachment of policy/till to group/clerks', 'attachment of policy/till to role/kiosk'],
      why: 'one resource for all attachments of a policy',
    },
    {
      one: resource('aws_iam_role_policies_exclusive', { role_name: 'kiosk' }),
      is: ['role/kiosk'],
      why: 'whoever says which policies there are keeps the role',
    },
    { one: resource('aws_s3_bucket', { arn: 'x' }), is: [], why: 'not of IAM' },
  ])('$why', ({ one, is }) => {
    expect(kept(one)).toEqual(is);
  });
});

describe('the account of what names none', () => {
  const work = resource('aws_iam_role_policy', { role: 'kiosk', name: 'work' });
  const elsewhere = { provider: `${PROVIDER}.other` };
  test('is that of the role of this name in the same state', () => {
    expect(kept(roleIn(OTHER), work)).toEqual([]);
    expect(kept(roleIn(ACCOUNT), work)).toContain('inline policy work of role/kiosk');
  });
  test('is the one that resources of the same provider configuration name', () => {
    const caller = (account_id: string) =>
      resource('aws_caller_identity', { account_id }, { mode: 'data' });
    expect(kept(caller(OTHER), work)).toEqual([]);
    expect(kept(caller(OTHER), { ...work, ...elsewhere })).toHaveLength(1);
  });
});

test('the same state twice says it once; no state is not an empty one', () => {
  expect(kept(roleIn(ACCOUNT), roleIn(ACCOUNT))).toHaveLength(1);
  expect(createCodeOwners().of(SNAPSHOT)).toBeUndefined();
});
