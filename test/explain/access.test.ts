import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { type AccessQuestion, answerAccess } from '../../src/explain/access.js';
import type { NamedDocument, Standing } from '../../src/explain/standing.js';
import type { Arn } from '../../src/model/arn.js';
import type { User } from '../../src/model/identity.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const catalog = loadCatalog();
const arn = 'arn:aws:iam::111122223333:user/priya' as Arn;
const priya: User = {
  kind: 'user',
  arn,
  id: 'AIDAPRIYAEXAMPLE12345',
  name: 'priya',
  path: '/',
  account: '111122223333',
  createdAt: undefined,
  inlinePolicies: [],
  attachedPolicies: [],
  groups: [],
  tags: [],
};

type Json = Readonly<Record<string, unknown>>;

const allow = (Action: string, element: Json = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...element,
});
const deny = (Action: string, element: Json = {}): Json => ({
  ...allow(Action, element),
  Effect: 'Deny',
});
const inRegion = { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } };

function document(layer: NamedDocument['layer'], Statement: readonly Json[]): NamedDocument {
  const scp = layer === 'scp' ? { level: 0, through: 'r-root' } : {};
  const policy = parsePolicy({ Version: '2012-10-17', Statement }).document;
  return { layer, policy: `the ${layer} policy`, document: policy, ...scp };
}

type Layers = {
  readonly own: readonly Json[];
  readonly boundary?: readonly Json[] | 'missing';
  readonly scp?: readonly Json[];
  readonly missing?: readonly string[];
};

function standing({ own, boundary, scp, missing = [] }: Layers): Standing {
  return {
    identity: priya,
    documents: [
      document('identity', own),
      ...(boundary === undefined || boundary === 'missing' ? [] : [document('boundary', boundary)]),
      ...(scp === undefined ? [] : [document('scp', scp)]),
    ],
    boundary: boundary === undefined ? 'none' : boundary === 'missing' ? 'missing' : 'read',
    scpLevels: scp === undefined ? undefined : ['r-root'],
    missing,
    organization: scp === undefined ? 'unknown' : 'known',
    principal: { kind: 'user', account: '111122223333', arn },
    context: new Map([['aws:username', ['priya']]]),
  };
}

function ask(layers: Layers, question: Partial<AccessQuestion> = {}) {
  return answerAccess(standing(layers), catalog, {
    action: 's3:GetObject',
    resource: undefined,
    context: new Map(),
    ...question,
  });
}

const object = 'arn:aws:s3:::meadow-orders-prod/2026/a.json';
const objects = { Resource: 'arn:aws:s3:::meadow-orders-prod/*' };

describe('without a resource', () => {
  test.each([
    { why: 'an open grant', layers: { own: [allow('s3:*')] }, access: 'allowed', on: ['*'] },
    {
      why: 'a grant on a bucket, allowed there',
      layers: { own: [allow('s3:Get*', objects)] },
      access: 'allowed',
      on: [objects.Resource],
    },
    {
      why: 'a known variable is put in',
      layers: {
        own: [allow('s3:Get*', { Resource: 'arn:aws:s3:::meadow-home/${aws:username}/*' })],
      },
      access: 'allowed',
      on: ['arn:aws:s3:::meadow-home/priya/*'],
    },
    { why: 'no grant', layers: { own: [allow('s3:Put*')] }, access: 'not-granted', on: [] },
    {
      why: 'a condition decides',
      layers: { own: [allow('s3:*', inRegion)] },
      access: 'conditional',
      on: [],
    },
    {
      why: 'a Deny of everything',
      layers: { own: [allow('s3:*'), deny('s3:*')] },
      access: 'blocked',
      on: [],
    },
    {
      why: 'a Deny elsewhere leaves the bucket alone',
      layers: {
        own: [allow('s3:*', objects), deny('s3:*', { Resource: 'arn:aws:s3:::meadow-logs/*' })],
      },
      access: 'allowed',
      on: [objects.Resource],
    },
    {
      why: 'a Deny of everything but the bucket, too',
      layers: {
        own: [
          allow('s3:*', objects),
          { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::meadow-orders-prod/*' },
        ],
      },
      access: 'allowed',
      on: [objects.Resource],
    },
    {
      why: 'a Deny of part of the bucket leaves nothing certain',
      layers: {
        own: [
          allow('s3:*', objects),
          deny('s3:*', { Resource: 'arn:aws:s3:::meadow-orders-prod/secret/*' }),
        ],
      },
      access: 'conditional',
      on: [],
    },
    {
      why: 'the boundary leaves it out',
      layers: { own: [allow('s3:*')], boundary: [allow('ec2:*')] },
      access: 'blocked',
      on: [],
    },
    {
      why: 'an empty boundary allows nothing',
      layers: { own: [allow('s3:*')], boundary: [deny('iam:*')] },
      access: 'blocked',
      on: [],
    },
    {
      why: 'the boundary covers a part only',
      layers: { own: [allow('s3:*')], boundary: [allow('s3:*', objects)] },
      access: 'conditional',
      on: [],
    },
    {
      why: 'a boundary that was not read may block it',
      layers: { own: [allow('s3:*')], boundary: 'missing' as const },
      access: 'conditional',
      on: [],
    },
    {
      why: 'an SCP denies by region',
      layers: { own: [allow('s3:*')], scp: [allow('*'), deny('s3:*', inRegion)] },
      access: 'conditional',
      on: [],
    },
    {
      why: 'an SCP denies always',
      layers: { own: [allow('s3:*')], scp: [allow('*'), deny('s3:GetObject')] },
      access: 'blocked',
      on: [],
    },
    {
      why: 'what was not read may grant it',
      layers: { own: [], missing: ['policy x'] },
      access: 'cannot-tell',
      on: [],
    },
    {
      why: 'what was not read may deny it',
      layers: { own: [allow('s3:*')], missing: ['policy x'] },
      access: 'conditional',
      on: [],
    },
    {
      why: 'objects are no EC2 resources',
      layers: {
        own: [allow('s3:*', { Resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/*' })],
      },
      access: 'blocked',
      on: [],
    },
    {
      why: 'not understood, so not relied on',
      layers: { own: [allow('s3:*', { Condition: { Sometimes: { 'aws:userid': 'x' } } })] },
      access: 'conditional',
      on: [],
    },
  ])('$access: $why', ({ layers, access, on }) => {
    const answer = ask(layers);
    expect(answer.access).toBe(access);
    expect(answer.allowedOn).toEqual(on);
  });
});

describe('on one resource', () => {
  test.each([
    { why: 'inside the grant', layers: { own: [allow('s3:*', objects)] }, access: 'allowed' },
    {
      why: 'outside the grant',
      layers: { own: [allow('s3:*', { Resource: 'arn:aws:s3:::meadow-logs/*' })] },
      access: 'not-granted',
    },
    {
      why: 'a Deny of another part does not matter',
      layers: {
        own: [
          allow('s3:*', objects),
          deny('s3:*', { Resource: 'arn:aws:s3:::meadow-orders-prod/secret/*' }),
        ],
      },
      access: 'allowed',
    },
    {
      why: 'granted here, and the boundary allows another part',
      layers: {
        own: [allow('s3:*', objects)],
        boundary: [allow('s3:*', { Resource: 'arn:aws:s3:::meadow-logs/*' })],
      },
      access: 'blocked',
    },
    {
      why: 'depends on the region',
      layers: { own: [allow('s3:*', { ...objects, ...inRegion })] },
      access: 'conditional',
    },
  ])('$access: $why', ({ layers, access }) => {
    expect(ask(layers, { resource: object }).access).toBe(access);
  });

  test('a bucket of another account needs its policy too, and that is said', () => {
    const resource = 'arn:aws:sqs:eu-west-1:444455556666:orders';
    const { access, caveats } = ask(
      { own: [allow('sqs:*')], scp: [allow('*')] },
      { action: 'sqs:SendMessage', resource },
    );
    expect(access).toBe('allowed');
    expect(caveats).toEqual([
      'the resource is of account 444455556666: a policy there must allow the call too',
    ]);
  });
});

describe('what is given of the context', () => {
  const layers: Layers = { own: [allow('s3:*', inRegion)] };
  test.each([
    { region: 'eu-west-1', access: 'allowed' },
    { region: 'us-east-1', access: 'not-granted' },
  ])('in $region: $access', ({ region, access }) => {
    const context = new Map([['aws:requestedregion', [region]]]);
    expect(ask(layers, { resource: object, context }).access).toBe(access);
  });

  test('without it the deciding key is named, and known keys are not', () => {
    const own = [
      allow('s3:*', {
        ...inRegion,
        Resource: 'arn:aws:s3:::meadow-home/${aws:username}/${aws:PrincipalTag/team}/*',
      }),
    ];
    expect(ask({ own }).conditionKeys).toEqual(['aws:RequestedRegion', 'aws:principaltag/team']);
  });
});

test('an action that takes no resource is asked for on the star', () => {
  const own = [allow('ec2:DescribeInstances'), allow('ec2:Describe*', objects)];
  const { grants } = ask({ own }, { action: 'ec2:DescribeInstances' });
  expect(grants.map(({ path }) => path)).toEqual(['Statement[0]']);
});
