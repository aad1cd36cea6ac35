/** What resource control policies take back, of which resources, and what stays open. */
import { describe, expect, test } from 'vitest';
import { explain, renderExplanation, renderWhoCan, whoCan } from '../../src/index.js';
import type { Arn } from '../../src/model/arn.js';
import type { ActionExplanation } from '../../src/model/explanation.js';
import type { Role } from '../../src/model/identity.js';
import type { ScpLevel, Snapshot } from '../../src/model/snapshot.js';
import { ACCOUNT, allow, CATALOG, evidenceOf, inline, policy, role } from '../world.js';

const OTHER = '444455556666';
const ORGANIZATION = { id: 'o-abcdefghij', managementAccount: OTHER, delegatedServices: [] };
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:berths`;
const SEND = 'sqs:SendMessage';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/0f0f0f0f-0000-4000-8000-000000000003`;
const managed = (manager: 'AWS' | 'customer') =>
  ({ source: 'kms-keys', region: 'eu-west-1', key: KEY, manager }) as const;

const everybody = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const denied = (some: object = {}) => ({ ...everybody, Sid: 'Edge', Effect: 'Deny', ...some });
const rcp = (...statements: readonly object[]): readonly ScpLevel[] => [
  {
    target: 'r-ab12',
    policies: [
      { name: 'RCPFullAWSAccess', arn: 'p-full', document: policy(everybody) },
      { name: 'perimeter', arn: 'p-edge', document: policy(...statements) },
    ],
  },
];
const withOrganization = (some: Partial<Snapshot>): Partial<Snapshot> => ({
  organization: ORGANIZATION,
  ...some,
});

const worker = role('worker', { inlinePolicies: inline(allow('*')) });
const linked: Role = {
  ...worker,
  name: 'AWSServiceRoleForQuay',
  path: '/aws-service-role/quay.amazonaws.com/',
  arn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/quay.amazonaws.com/AWSServiceRoleForQuay` as Arn,
};

type Case = {
  readonly why: string;
  readonly snapshot: Partial<Snapshot>;
  readonly others?: readonly Partial<Snapshot>[];
  readonly who?: Role;
  readonly action?: string;
  readonly resource?: string;
  /** Nothing is known of an organization. */
  readonly isAlone?: true;
  readonly expected: string;
  readonly caveat?: string;
};

function evidence({ snapshot, others = [], who = worker, isAlone }: Case) {
  const placed = isAlone ? snapshot : withOrganization(snapshot);
  const own = evidenceOf({ snapshot: { roles: [who], ...placed } });
  const more = others.map((one): Snapshot => {
    const [empty] = evidenceOf({
      snapshot: { account: OTHER, ...withOrganization(one) },
    }).snapshots;
    if (empty === undefined) throw new Error('no snapshot');
    return empty;
  });
  return { ...own, snapshots: [...own.snapshots, ...more] };
}

function asked(one: Case): ActionExplanation {
  const { who = worker, action = SEND, resource } = one;
  const question = { identity: who.arn, action, ...(resource === undefined ? {} : { resource }) };
  const answer = explain(evidence(one), CATALOG, question);
  if (answer.kind !== 'action') throw new Error('not about one action');
  return answer;
}

const CASES: readonly Case[] = [
  {
    why: 'a Deny of the resource’s account',
    snapshot: { rcpLevels: rcp(denied({ Action: 'sqs:*' })) },
    resource: QUEUE,
    expected: 'blocked',
  },
  {
    why: 'one of another action',
    snapshot: { rcpLevels: rcp(denied({ Action: 'sqs:Delete*' })) },
    resource: QUEUE,
    expected: 'allowed',
  },
  {
    why: 'everybody but the organization, of which the role is',
    snapshot: {
      rcpLevels: rcp(
        denied({
          Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION.id } },
        }),
      ),
    },
    resource: QUEUE,
    expected: 'allowed',
  },
  {
    why: 'everything that is not sent over TLS',
    snapshot: {
      rcpLevels: rcp(denied({ Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } })),
    },
    resource: QUEUE,
    expected: 'conditional on aws:SecureTransport',
  },
  {
    why: 'of an account on whose path it does not hang',
    snapshot: { rcpLevels: rcp(denied()) },
    others: [{ rcpLevels: rcp(everybody) }],
    resource: `arn:aws:sqs:eu-west-1:${OTHER}:berths`,
    expected: 'allowed',
  },
  {
    why: 'of another account of the organization',
    snapshot: { rcpLevels: rcp(everybody) },
    others: [{ rcpLevels: rcp(denied()) }],
    resource: `arn:aws:sqs:eu-west-1:${OTHER}:berths`,
    expected: 'blocked',
  },
  {
    why: 'resources of the management account are free',
    snapshot: { rcpLevels: rcp(everybody) },
    others: [{ rcpLevels: rcp(denied()), isManagementAccount: true }],
    resource: `arn:aws:sqs:eu-west-1:${OTHER}:berths`,
    expected: 'allowed',
  },
  {
    why: 'service-linked roles are free',
    snapshot: { rcpLevels: rcp(denied()) },
    who: linked,
    resource: QUEUE,
    expected: 'allowed',
  },
  {
    why: 'a service that AWS does not list is free, and told of',
    snapshot: { rcpLevels: rcp(denied()) },
    action: 'ec2:StopInstances',
    resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0123456789abcdef0`,
    expected: 'allowed',
    caveat: 'AWS did not list its service',
  },
  {
    why: 'an account of which nothing was read may deny it',
    snapshot: { rcpLevels: rcp(denied()) },
    resource: `arn:aws:sqs:eu-west-1:${OTHER}:berths`,
    expected: 'allowed',
    caveat: `those of account ${OTHER} were not read`,
  },
  {
    why: 'a bucket whose owner is not known may be denied',
    snapshot: { rcpLevels: rcp(denied()) },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::cargo/manifest',
    expected: 'allowed',
    caveat: 'which account owns the resource is not known',
  },
  {
    why: 'a bucket whose policy was read is of the account that it was read in',
    snapshot: {
      rcpLevels: rcp(denied()),
      surroundings: {
        resourcePolicies: [
          {
            source: 's3-buckets',
            region: 'global',
            resource: 'arn:aws:s3:::cargo',
            kind: 'S3 bucket',
            document: policy(everybody),
          },
        ],
      },
    },
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::cargo/manifest',
    expected: 'blocked',
  },
  {
    why: 'a key of which nobody knows who manages it is bound, and told of',
    snapshot: { rcpLevels: rcp(denied()) },
    action: 'kms:DescribeKey',
    resource: KEY,
    expected: 'blocked',
    caveat: 'do not bind keys that AWS manages',
  },
  {
    why: 'a key with an alias of the customer is bound',
    snapshot: { rcpLevels: rcp(denied()), surroundings: { keyManagers: [managed('customer')] } },
    action: 'kms:DescribeKey',
    resource: KEY,
    expected: 'blocked',
  },
  {
    why: 'a key that AWS manages is free',
    snapshot: { rcpLevels: rcp(denied()), surroundings: { keyManagers: [managed('AWS')] } },
    action: 'kms:DescribeKey',
    resource: KEY,
    expected: 'allowed',
  },
  {
    why: 'without a resource nobody knows whose policies bind it',
    snapshot: { rcpLevels: rcp(denied()) },
    expected: 'allowed',
    caveat: 'none was named',
  },
  {
    why: 'an account of whose organization nothing was read may be denied',
    snapshot: {},
    isAlone: true,
    resource: QUEUE,
    expected: 'allowed',
    caveat: 'were not given',
  },
  {
    why: 'an organization that has none denies nothing',
    snapshot: {},
    resource: QUEUE,
    expected: 'allowed',
  },
  {
    why: 'without a Deny there is nothing to tell of',
    snapshot: { rcpLevels: rcp(everybody) },
    expected: 'allowed',
  },
];

describe('explain', () => {
  test.each(CASES)('$expected: $why', (one) => {
    const { access, conditionKeys, caveats } = asked(one).answer;
    const keys = access === 'conditional' ? ` on ${conditionKeys.join(', ')}` : '';
    expect(`${access}${keys}`).toBe(one.expected);
    const told = caveats.filter((text) => text.startsWith('resource control policies'));
    expect(told).toEqual(one.caveat === undefined ? [] : [expect.stringContaining(one.caveat)]);
  });

  test('names the statement that blocks', () => {
    const [blocked] = CASES;
    if (blocked === undefined) throw new Error('no case');
    const text = renderExplanation(asked(blocked));
    expect(text).toMatch(/blocked always by\s+resource control policies at r-ab12/);
    expect(text).toContain(
      'Statement[0] "Edge" of resource control policy perimeter at r-ab12, always',
    );
  });
});

test('who-can names it, too, and nobody is left who may', () => {
  const [blocked] = CASES;
  if (blocked === undefined) throw new Error('no case');
  const answer = whoCan(evidence(blocked), CATALOG, { action: SEND, resource: QUEUE });
  expect(answer.rows.map(({ access }) => access)).toEqual(['blocked']);
  expect(renderWhoCan(answer)).toContain('denied by Statement[0] "Edge" of perimeter at r-ab12');
});
