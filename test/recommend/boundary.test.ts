/** A permissions boundary keeps what all whom it bounds use and can, and is left alone where somebody is not known. */
import { describe, expect, test } from 'vitest';
import type { ManagedPolicy } from '../../src/model/identity.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import {
  ago,
  allow,
  arnOf,
  inline,
  managed,
  policy,
  recommended,
  role,
  use,
  user,
  type World,
} from '../world.js';

const LIMIT = arnOf('policy', 'limit');
const AWS_LIMIT = 'arn:aws:iam::aws:policy/PowerUserAccess' as typeof LIMIT;
const ann = user('ann', {
  boundary: LIMIT,
  inlinePolicies: inline(allow(['ec2:StopInstances', 'ec2:RunInstances', 'cloudwatch:*'])),
});
const job = role('job', {
  boundary: LIMIT,
  inlinePolicies: inline(allow('ec2:StartInstances')),
});

const limit = (
  document = policy(allow(['ec2:*', 'cloudwatch:*'])),
  some: Partial<ManagedPolicy> = {},
) => managed('limit', document, { attachmentCount: 0, boundaryUsageCount: 2, ...some });

const world = (some: Partial<Snapshot> = {}, more: Partial<World> = {}): World => ({
  snapshot: { users: [ann], roles: [job], managedPolicies: [limit()], ...some },
  usage: {
    uses: [
      use(ann, 'ec2:StopInstances'),
      use(ann, 'cloudwatch:DeleteAlarms'),
      use(job, 'ec2:StartInstances'),
    ],
  },
  ...more,
});

function boundaryOf(some: World) {
  const { recommendations, withheld } = recommended(some);
  const own = recommendations.filter(({ kind }) => kind.endsWith('boundary'));
  const reasons = withheld.filter((one) => one.policy === 'limit' || one.policy === 'PowerUser');
  return { own, reasons: reasons.map(({ reason }) => reason) };
}

const keeps = (some: World) =>
  boundaryOf(some).own.map(({ after }) =>
    after.flatMap(({ document }) => document.statements.flatMap(({ actions }) => actions.patterns)),
  );

test('it keeps what all whom it bounds need together, as a new version, proven', () => {
  const { own } = boundaryOf(world());
  const [one, ...rest] = own;
  expect(rest).toEqual([]);
  expect(one).toMatchObject({
    kind: 'trim-permissions-boundary',
    before: { arn: LIMIT },
    certificates: {
      noNewAccess: { status: 'proven' },
      nothingUsedLost: { status: 'proven' },
    },
  });
  expect(one?.holders.map(({ name }) => name)).toEqual(['job', 'ann']);
  const [kept = []] = keeps(world());
  expect(kept).toEqual(
    expect.arrayContaining(['cloudwatch:DeleteAlarms', 'ec2:StartInstances', 'ec2:StopInstances']),
  );
  expect(kept).not.toContain('ec2:RunInstances');
  expect(kept).not.toContain('ec2:*');
  expect(one?.shared).toMatchObject({ chosen: 'union', split: { policies: 2 } });
});

describe('what none of the policies grants', () => {
  const lets = (...actions: readonly string[]) => ({
    managedPolicies: [limit(policy(allow(actions)))],
  });

  test('goes where nothing else could grant it', () => {
    const some = world(lets('ec2:*', 'cloudwatch:*', 'athena:*'));
    expect(keeps(some).flat().join()).not.toContain('athena');
  });

  test('stays where a resource policy could grant it and no log would show it', () => {
    const some = world(lets('ec2:*', 'cloudwatch:*', 's3:GetObject'));
    expect(keeps(some).flat()).toContain('s3:GetObject');
  });

  test('stays where it was used all the same', () => {
    const some = world(lets('ec2:*', 'cloudwatch:*', 'sqs:CreateQueue'), {
      usage: { uses: [use(ann, 'ec2:StopInstances'), use(job, 'sqs:CreateQueue')] },
    });
    expect(keeps(some).flat()).toContain('sqs:CreateQueue');
  });

  test('goes where a log would show it and does not', () => {
    const some = world(lets('ec2:*', 'cloudwatch:*', 'sqs:CreateQueue'));
    expect(keeps(some).flat()).not.toContain('sqs:CreateQueue');
  });

  test('stays where a policy of the holder was not read, which may grant it', () => {
    const open = { ...job, attachedPolicies: [arnOf('policy', 'lost')] };
    const some = world({ roles: [open], ...lets('ec2:*', 'cloudwatch:*', 'athena:*') });
    expect(keeps(some).flat().join()).toContain('athena');
  });
});

test.each<{ some: World; reason: string; why: string }>([
  {
    some: world({ managedPolicies: [limit(undefined, { boundaryUsageCount: 3 })] }),
    reason: '3 identities that it bounds, and 2 of them were read',
    why: 'AWS counts one more',
  },
  {
    some: world({ managedPolicies: [limit(undefined, { boundaryUsageCount: 0 })] }),
    reason: 'fewer than the 2 that were read',
    why: 'nobody counted them',
  },
  {
    some: world({ users: [], roles: [], managedPolicies: [limit()] }),
    reason: '0 of them were read',
    why: 'none of them was read',
  },
  {
    some: world({ managedPolicies: [limit(undefined, { attachmentCount: 1 })] }),
    reason: '1 more attachments',
    why: 'it is attached somewhere, too',
  },
  {
    some: world({}, { usage: { uses: [] } }),
    reason: 'nothing that it lets through is needed',
    why: 'it would let nothing through',
  },
])('it is withheld with the reason when $why', ({ some, reason }) => {
  const quiet = { ...ann, inlinePolicies: inline(allow('ec2:RunInstances')) };
  const world =
    some.usage?.uses?.length === 0
      ? {
          ...some,
          snapshot: {
            ...some.snapshot,
            users: [quiet],
            managedPolicies: [limit(policy(allow('ec2:R*Instances')))],
          },
        }
      : some;
  const { own, reasons } = boundaryOf(world);
  expect(own).toEqual([]);
  expect(reasons.join()).toContain(reason);
});

test.each([
  {
    some: world({ users: [{ ...ann, createdAt: ago(3) }] }),
    why: 'of a new holder nothing is known',
  },
  { some: world({}, { options: { exclude: ['ann'] } }), why: 'a holder is not looked at' },
])('it keeps what a holder may need when $why', ({ some }) => {
  const kept = keeps(some).flat();
  expect(kept.length === 0 || kept.includes('ec2:RunInstances')).toBe(true);
});

describe("a boundary of AWS's", () => {
  const power = managed(
    'PowerUserAccess',
    policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    {
      arn: AWS_LIMIT,
      owner: 'aws',
      boundaryUsageCount: 2,
    },
  );
  const some = (more: Partial<Snapshot> = {}) =>
    world({
      users: [{ ...ann, boundary: AWS_LIMIT }],
      roles: [{ ...job, boundary: AWS_LIMIT }],
      managedPolicies: [power],
      ...more,
    });

  test('gives its place to one of the account, for all of them', () => {
    const [one, ...rest] = boundaryOf(some()).own;
    expect(rest).toEqual([]);
    expect(one).toMatchObject({
      kind: 'replace-permissions-boundary',
      after: [{ name: 'PowerUserAccess-boundary' }],
    });
    expect(one?.holders).toHaveLength(2);
  });

  test('split, each gets its own', () => {
    const { own } = boundaryOf({ ...some(), options: { shared: 'split' } });
    expect(own.map(({ after }) => after.map(({ name }) => name))).toEqual([
      ['PowerUserAccess-job'],
      ['PowerUserAccess-ann'],
    ]);
  });

  test('stays where a policy demands just this one of new identities', () => {
    const demand = {
      ...allow('iam:CreateRole'),
      Condition: { StringEquals: { 'iam:PermissionsBoundary': AWS_LIMIT } },
    };
    const boss = user('boss', { inlinePolicies: inline(demand) });
    const { withheld, recommendations } = recommended(
      some({ users: [{ ...ann, boundary: AWS_LIMIT }, boss] }),
    );
    expect(recommendations.filter(({ kind }) => kind.endsWith('boundary'))).toEqual([]);
    expect(withheld.map(({ reason }) => reason).join()).toContain('work of boss let somebody work');
  });
});

test('a policy that both grants and bounds keeps what both ask of it', () => {
  const bob = user('bob', { attachedPolicies: [LIMIT] });
  const some = world(
    { users: [ann, bob], managedPolicies: [limit(undefined, { attachmentCount: 1 })] },
    {
      usage: {
        uses: [
          use(ann, 'ec2:StopInstances'),
          use(bob, 'ec2:CreateVolume'),
          use(job, 'ec2:StartInstances'),
        ],
      },
    },
  );
  const { own } = boundaryOf(some);
  expect(own.map(({ holders }) => holders.map(({ name }) => name))).toEqual([
    ['job', 'ann', 'bob'],
  ]);
  expect(keeps(some).flat()).toEqual(
    expect.arrayContaining(['ec2:CreateVolume', 'ec2:StartInstances', 'ec2:StopInstances']),
  );
});
