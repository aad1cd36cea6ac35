import { describe, expect, test } from 'vitest';
import { actionsOf, equalSets, isEmptySet, sizeOf } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import type { Effect, PolicyDocument, Statement } from '../../src/model/policy.js';
import {
  effectiveGrants,
  type GrantLayers,
  grantedActions,
} from '../../src/policy/effective-grants.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { createResourceReach } from '../../src/policy/resource-reach.js';

const catalog = loadCatalog();
const expander = createActionExpander(catalog);
const reach = createResourceReach(catalog);

type Extra = Partial<Omit<Statement, 'effect' | 'actions'>>;

const anyResource = { negated: false, patterns: ['*'] };
const oneBucket = { negated: false, patterns: ['arn:aws:s3:::ledger/*'] };
const onlyWithMfa = {
  operator: 'Bool',
  ifExists: false,
  key: 'aws:MultiFactorAuthPresent',
  values: ['true'],
};

function statement(
  effect: Effect,
  patterns: readonly string[],
  extra: Extra,
  negated = false,
): Statement {
  return {
    effect,
    actions: { negated, patterns },
    resources: anyResource,
    conditions: [],
    opaque: false,
    raw: {},
    ...extra,
  };
}
const allow = (patterns: string[], extra: Extra = {}) => statement('Allow', patterns, extra);
const deny = (patterns: string[], extra: Extra = {}) => statement('Deny', patterns, extra);
const allowNot = (patterns: string[]) => statement('Allow', patterns, {}, true);
const denyNot = (patterns: string[], extra: Extra = {}) => statement('Deny', patterns, extra, true);
const policy = (...statements: Statement[]): PolicyDocument => ({
  version: '2012-10-17',
  versionStated: true,
  statements,
});

/** Everything below is about these four. */
const queue = policy(
  allow(['sqs:SendMessage', 'sqs:DeleteMessage', 'sns:Publish', 's3:GetObject']),
);
const ALL_FOUR = ['s3:GetObject', 'sns:Publish', 'sqs:DeleteMessage', 'sqs:SendMessage'];

function effectiveOf(layers: GrantLayers): readonly string[] {
  return actionsOf(catalog, effectiveGrants(expander, reach, layers).effective);
}

describe('no other layer', () => {
  test('all that is granted is effective', () => {
    const { granted, effective, dead } = effectiveGrants(expander, reach, { identity: [queue] });
    expect(actionsOf(catalog, granted)).toEqual(ALL_FOUR);
    expect(equalSets(granted, effective)).toBe(true);
    expect(isEmptySet(dead)).toBe(true);
  });

  test('grants unite over policies; NotAction is a complement per statement', () => {
    const statements = [allowNot(['iam:*', 'sts:*']), allow(['iam:GetUser'])];
    const names = actionsOf(catalog, grantedActions(expander, statements));
    expect(names).toContain('iam:GetUser');
    expect(names).not.toContain('iam:CreateUser');
    expect(names).toContain('ec2:RunInstances');
  });

  test('no policy grants nothing', () => {
    expect(effectiveOf({ identity: [] })).toEqual([]);
  });
});

describe('Deny ("Policy evaluation logic": an explicit deny overrides any allow)', () => {
  test.each([
    {
      denying: deny(['sqs:*']),
      expected: ['s3:GetObject', 'sns:Publish'],
      why: 'unconditional on all resources',
    },
    {
      denying: denyNot(['sqs:*']),
      expected: ['sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'NotAction denies the complement',
    },
    {
      denying: deny(['*'], { resources: { negated: false, patterns: ['arn:aws:s3:::a', '*'] } }),
      expected: [],
      why: 'one pattern of the resource list is the star',
    },
    { denying: deny(['s3:*'], { resources: oneBucket }), expected: ALL_FOUR, why: 'other buckets' },
    { denying: deny(['*'], { conditions: [onlyWithMfa] }), expected: ALL_FOUR, why: 'conditional' },
    {
      denying: denyNot(['sqs:*'], { conditions: [onlyWithMfa] }),
      expected: ALL_FOUR,
      why: 'conditional, and negated',
    },
    {
      denying: deny(['*'], { resources: { negated: true, patterns: ['arn:aws:s3:::a'] } }),
      expected: ALL_FOUR,
      why: 'NotResource spares something',
    },
    {
      denying: deny(['*'], { resources: { negated: true, patterns: ['*'] } }),
      expected: ALL_FOUR,
      why: 'NotResource * is no resource at all',
    },
    { denying: deny(['*'], { opaque: true }), expected: ALL_FOUR, why: 'not understood' },
    {
      denying: deny(['*'], {
        principals: {
          negated: false,
          set: {
            kind: 'listed',
            aws: ['111122223333'],
            service: [],
            federated: [],
            canonicalUser: [],
          },
        },
      }),
      expected: ALL_FOUR,
      why: 'for some principals only',
    },
  ])('$why', ({ denying, expected }) => {
    expect(effectiveOf({ identity: [queue, policy(denying)] })).toEqual(expected);
    const open = policy(allow(['*']), denying);
    expect(effectiveOf({ identity: [queue], boundary: open })).toEqual(expected);
    expect(effectiveOf({ identity: [queue], scpLevels: [[open]] })).toEqual(expected);
  });
});

describe('boundary ("Permissions boundaries for IAM entities": the intersection)', () => {
  test.each([
    {
      boundary: policy(allow(['sqs:*'])),
      expected: ['sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'inside it',
    },
    { boundary: policy(), expected: [], why: 'an empty one allows nothing' },
    { boundary: policy(deny(['iam:*'])), expected: [], why: 'one with denies only allows nothing' },
    {
      boundary: policy(allow(['s3:*'], { resources: oneBucket, conditions: [onlyWithMfa] })),
      expected: ['s3:GetObject'],
      why: 'a partial, conditional allow may allow',
    },
    {
      boundary: policy(allow([], { opaque: true })),
      expected: ALL_FOUR,
      why: 'not understood may allow all',
    },
    {
      boundary: policy(deny([], { opaque: true })),
      expected: [],
      why: 'a deny allows nothing, understood or not',
    },
    {
      boundary: policy(allowNot(['s3:*'])),
      expected: ['sns:Publish', 'sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'NotAction in the boundary',
    },
  ])('$why', ({ boundary, expected }) => {
    expect(effectiveOf({ identity: [queue], boundary })).toEqual(expected);
  });
});

describe('SCPs ("SCP evaluation": an Allow at every level)', () => {
  const full = policy(allow(['*']));
  const queuesOnly = policy(allow(['sqs:*']));
  test.each([
    { scpLevels: [], expected: ALL_FOUR, why: 'no level restricts nothing' },
    { scpLevels: [[full], [full], [full]], expected: ALL_FOUR, why: 'FullAWSAccess at each level' },
    { scpLevels: [[full], [], [full]], expected: [], why: 'a level without policy allows nothing' },
    {
      scpLevels: [[full], [queuesOnly]],
      expected: ['sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'one level narrows',
    },
    { scpLevels: [[full, queuesOnly]], expected: ALL_FOUR, why: 'policies of one level unite' },
    {
      scpLevels: [[queuesOnly], [policy(allow(['sns:*']))]],
      expected: [],
      why: 'levels intersect',
    },
    {
      scpLevels: [[full], [full, policy(deny(['sns:*']))]],
      expected: ['s3:GetObject', 'sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'a deny at any level is final',
    },
    {
      scpLevels: [[policy(allow(['sqs:*'], { resources: oneBucket }))]],
      expected: ['sqs:DeleteMessage', 'sqs:SendMessage'],
      why: 'an SCP may name resources: may allow',
    },
  ])('$why', ({ scpLevels, expected }) => {
    expect(effectiveOf({ identity: [queue], scpLevels })).toEqual(expected);
  });
});

test('dead grants say which layer takes them away', () => {
  const { dead, deadBecause } = effectiveGrants(expander, reach, {
    identity: [queue, policy(deny(['s3:*']))],
    boundary: policy(allow(['sqs:SendMessage', 's3:*', 'sns:*'])),
    scpLevels: [[policy(allow(['sqs:*', 's3:*']))]],
  });
  expect(actionsOf(catalog, dead)).toEqual(['s3:GetObject', 'sns:Publish', 'sqs:DeleteMessage']);
  expect(actionsOf(catalog, deadBecause.deny)).toEqual(['s3:GetObject']);
  expect(actionsOf(catalog, deadBecause.boundary)).toEqual(['sqs:DeleteMessage']);
  expect(actionsOf(catalog, deadBecause.scp)).toEqual(['sns:Publish']);
});

test('an administrator behind a region deny loses nothing for certain', () => {
  const regions = {
    operator: 'StringNotEquals',
    ifExists: false,
    key: 'aws:RequestedRegion',
    values: ['eu-central-1'],
  };
  const guard = policy(allow(['*']), denyNot(['iam:*', 'sts:*'], { conditions: [regions] }));
  const { dead, granted } = effectiveGrants(expander, reach, {
    identity: [policy(allow(['*']))],
    scpLevels: [[guard]],
  });
  expect(sizeOf(granted)).toBe(22_091);
  expect(sizeOf(dead)).toBe(0);
});
