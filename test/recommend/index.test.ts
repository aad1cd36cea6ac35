/** Which policies are proposed, to whom they belong, and which are left alone. */
import { describe, expect, test } from 'vitest';
import type { Recommendation } from '../../src/model/recommendation.js';
import type { AccountSummary } from '../../src/model/surroundings.js';
import { toJson } from '../../src/policy/print-policy.js';
import {
  ACCOUNT,
  ago,
  allow,
  arnOf,
  callerOf,
  group,
  inline,
  managed,
  policy,
  recommended,
  role,
  use,
  user,
  type World,
} from '../world.js';

const ANN = user('ann', { attachedPolicies: [arnOf('policy', 'shared')] });
const BOB = user('bob', { attachedPolicies: [arnOf('policy', 'shared')] });
const SHARED = managed(
  'shared',
  policy(allow(['ec2:StopInstances', 'ec2:StartInstances', 'ec2:RunInstances'])),
  {
    attachmentCount: 2,
  },
);

function actionsAfter({ after }: Recommendation): readonly unknown[] {
  return after.map(({ document }) =>
    document.statements.flatMap(({ actions }) =>
      actions.negated ? ['NotAction'] : actions.patterns,
    ),
  );
}

describe('a policy that several hold', () => {
  const both: World = {
    snapshot: { users: [ANN, BOB], managedPolicies: [SHARED] },
    usage: { uses: [use(ANN, 'ec2:StopInstances'), use(BOB, 'ec2:StartInstances')] },
  };

  test('keeps what they need together, and says who they are', () => {
    const [one, ...rest] = recommended(both).recommendations;
    expect(rest).toEqual([]);
    expect(one && actionsAfter(one)).toEqual([['ec2:StartInstances', 'ec2:StopInstances']]);
    expect(one?.holders.map(({ name }) => name)).toEqual(['ann', 'bob']);
    expect(one?.kind).toBe('trim-managed-policy');
    expect(one?.notes.join()).toContain('2 holders');
  });

  test.each<{ some: World; why: string }>([
    { some: { options: { exclude: ['bob'] } }, why: 'a holder is not looked at' },
    {
      some: { snapshot: { ...both.snapshot, users: [ANN, { ...BOB, createdAt: ago(3) }] } },
      why: 'of a new holder nothing is known',
    },
    {
      some: {
        snapshot: {
          ...both.snapshot,
          roles: [
            role('sso', {
              path: '/aws-reserved/sso.amazonaws.com/',
              attachedPolicies: [SHARED.arn],
            }),
          ],
        },
      },
      why: 'one holder belongs to Identity Center',
    },
  ])('stays as it is when $why', ({ some }) => {
    expect(recommended({ ...both, ...some })).toMatchObject({ recommendations: [], withheld: [] });
  });

  test.each<{ some: World['snapshot']; reason: string; why: string }>([
    {
      some: { managedPolicies: [{ ...SHARED, attachmentCount: 3 }] },
      reason: '1 more attachments',
      why: 'AWS counts a holder that was not read',
    },
    {
      some: { managedPolicies: [{ ...SHARED, boundaryUsageCount: 1 }] },
      reason: 'counts 1 identities that it bounds, and 0 of them were read',
      why: 'AWS counts a use as a boundary',
    },
    {
      some: { roles: [role('batch', { boundary: SHARED.arn })] },
      reason: 'fewer than the 1 that were read',
      why: 'it bounds a role that AWS does not count',
    },
  ])('is withheld when $why', ({ some, reason }) => {
    const { recommendations, withheld } = recommended({
      ...both,
      snapshot: { ...both.snapshot, ...some },
    });
    expect(recommendations).toEqual([]);
    expect(withheld.map((one) => one.reason).join()).toContain(reason);
  });
});

describe("a policy of AWS's", () => {
  const reader = managed(
    'ReadOnly',
    policy(allow(['ec2:DescribeInstances', 'ec2:DescribeVpcs', 'iam:PassRole'])),
    {
      arn: 'arn:aws:iam::aws:policy/ReadOnly' as typeof SHARED.arn,
      owner: 'aws',
    },
  );
  const holder = (name: string) => ({ attachedPolicies: [reader.arn], name });

  test('is replaced for each holder by one of its own, under a name that nobody has', () => {
    const taken = managed('readonly-ANN', policy(allow('s3:*')), { attachmentCount: 0 });
    const { recommendations } = recommended({
      snapshot: {
        users: [user('ann', holder('ann'))],
        roles: [role('ann', holder('ann')), role('bob', holder('bob'))],
        managedPolicies: [reader, taken],
      },
      usage: { uses: [use(role('bob'), 'ec2:DescribeInstances')] },
    });
    expect(recommendations.map(({ kind }) => kind)).toEqual(
      Array(3).fill('replace-aws-managed-policy'),
    );
    expect(recommendations.map(({ after }) => after.map(({ name }) => name))).toEqual([
      ['ReadOnly-ann-2'],
      ['ReadOnly-bob'],
      ['ReadOnly-ann-3'],
    ]);
    const bob = recommendations.find(({ holders }) => holders[0]?.name === 'bob');
    expect(bob && actionsAfter(bob)).toEqual([['ec2:DescribeInstances', 'iam:PassRole']]);
  });
});

describe('quotas', () => {
  const everything = ['StopInstances', 'StartInstances'].map((name) =>
    use(user('ann'), `ec2:${name}`),
  );

  test('an inline policy that would grow over the quota of its holder is withheld, with the reason', () => {
    const wide = user('ann', {
      inlinePolicies: [
        { name: 'a', document: policy({ Effect: 'Allow', NotAction: 'sns:*', Resource: '*' }) },
      ],
    });
    const { recommendations, withheld } = recommended({
      snapshot: { users: [wide] },
      usage: { uses: everything },
    });
    expect(recommendations).toEqual([]);
    expect(withheld[0]?.reason).toMatch(/quota of 2048 for a user/);
  });

  test.each<{ why: string; summary: AccountSummary; made: number; reason?: RegExp }>([
    { why: 'nothing told: the default', summary: {}, made: 1 },
    {
      why: 'a smaller size of policies',
      summary: { PolicySizeQuota: 60 },
      made: 0,
      reason: /over the quota of 60 characters/,
    },
    {
      why: 'no room for another policy',
      summary: { Policies: 700, PoliciesQuota: 700 },
      made: 0,
      reason: /1 more customer-managed policies, and the account can hold 0 more of 700/,
    },
    { why: 'room for one more', summary: { Policies: 699, PoliciesQuota: 700 }, made: 1 },
  ])("the account's own quotas count: $why", ({ summary, made, reason }) => {
    const arn = 'arn:aws:iam::aws:policy/Starter' as typeof SHARED.arn;
    const starter = managed(
      'Starter',
      policy(allow(['ec2:StartInstances', 'ec2:StopInstances', 'ec2:RunInstances'])),
      { arn, owner: 'aws' },
    );
    const { recommendations, withheld } = recommended({
      snapshot: {
        users: [user('ann', { attachedPolicies: [arn] })],
        managedPolicies: [starter],
        surroundings: { summary },
      },
      usage: { uses: everything },
    });
    expect(recommendations).toHaveLength(made);
    expect(withheld.map((one) => one.reason)).toEqual(
      reason === undefined ? [] : [expect.stringMatching(reason)],
    );
  });

  test('two inline policies that both grow take from one quota', () => {
    const grow = { Effect: 'Allow', NotAction: ['sns:*', 'sqs:*', 'dynamodb:*'], Resource: '*' };
    const wide = role('ann', {
      inlinePolicies: ['a', 'b'].map((name) => ({ name, document: policy(grow) })),
    });
    const proposals = recommended({ snapshot: { roles: [wide] } });
    const sizes = proposals.recommendations.flatMap(({ after }) => after.map(({ size }) => size));
    const untouched = proposals.withheld.length * 100;
    expect(sizes.reduce((sum, size) => sum + size, untouched)).toBeLessThanOrEqual(10_240);
  });
});

test('what a group keeps is what its members need, and a member outside the filter counts as well', () => {
  const crew = group('crew', {
    inlinePolicies: inline(allow(['ec2:StopInstances', 'ec2:RunInstances'])),
  });
  const world: World = {
    snapshot: { groups: [crew], users: [user('ann', { groups: ['crew'] })] },
    usage: { uses: [use(user('ann'), 'ec2:StopInstances')] },
    options: { identities: ['crew'] },
  };
  const [one] = recommended(world).recommendations;
  expect(one && actionsAfter(one)).toEqual([['ec2:StopInstances']]);
  expect(one?.holders).toMatchObject([{ kind: 'group', name: 'crew' }]);
});

describe('what is kept although nothing shows its use', () => {
  const eve = user('eve', {
    inlinePolicies: inline(allow(['iam:PassRole', 'sqs:SendMessage', 'ec2:RunInstances'])),
  });
  const at = (unobservable: NonNullable<World['options']>['unobservable']) =>
    recommended({
      snapshot: { users: [eve] },
      options: unobservable === undefined ? {} : { unobservable },
    }).recommendations.map(actionsAfter);

  test.each([
    { unobservable: undefined, left: [[['iam:PassRole', 'sqs:SendMessage']]], why: 'the default' },
    {
      unobservable: { default: 'keep', byService: { sqs: 'remove' } },
      left: [[['iam:PassRole']]],
      why: 'one service goes',
    },
    {
      unobservable: { default: 'remove', byService: { sqs: 'keep' } },
      left: [[['sqs:SendMessage']]],
      why: 'one service stays',
    },
    { unobservable: { default: 'remove', byService: {} }, left: [[]], why: 'all goes' },
  ] as const)('$why', ({ unobservable, left }) => {
    expect(at(unobservable)).toEqual(left);
  });

  test('what may have been used by a call that nobody can read stays, whatever the user asks', () => {
    const unmapped = [
      {
        eventSource: 'sqs.amazonaws.com',
        eventName: 'Weigh',
        service: 'sqs',
        caller: callerOf(eve),
        firstSeen: ago(3),
        lastSeen: ago(3),
        count: 1,
      },
    ];
    const [one] = recommended({
      snapshot: { users: [eve] },
      usage: { unmapped },
      options: { unobservable: { default: 'remove', byService: {} } },
    }).recommendations;
    expect(one && actionsAfter(one)).toEqual([['sqs:SendMessage']]);
  });

  test('what is blocked everywhere goes, although no log could show it', () => {
    const document = policy(allow('*'), { Effect: 'Deny', Action: 'sqs:*', Resource: '*' });
    const arn = `arn:aws:organizations::${ACCOUNT}:policy/o-1/p-1`;
    const scpLevels = [{ target: 'r-1', policies: [{ name: 'guard', arn, document }] }];
    const [one] = recommended({ snapshot: { users: [eve], scpLevels } }).recommendations;
    expect(one && toJson(one.after[0]?.document ?? policy())).toMatchObject({
      Statement: [{ Action: 'iam:PassRole' }],
    });
  });
});
