import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { evaluate } from '../../src/policy/evaluate.js';
import {
  type Box,
  decideInclusion,
  type Inclusion,
  type InclusionOptions,
} from '../../src/policy/includes.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

type Element = Readonly<Record<string, unknown>>;

const allow = (element: Element): Element => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: '*',
  ...element,
});
const deny = (element: Element): Element => ({ ...allow(element), Effect: 'Deny' });
const when = (operator: string, key: string, ...values: readonly string[]): Element => ({
  Condition: { [operator]: { [key]: values } },
});

function policy(...statements: readonly Element[]): PolicyDocument {
  return parsePolicy({ Version: '2012-10-17', Statement: statements }).document;
}

function oldPolicy(...statements: readonly Element[]): PolicyDocument {
  return parsePolicy({ Version: '2008-10-17', Statement: statements }).document;
}

const decide = (
  next: PolicyDocument,
  prior: PolicyDocument,
  options?: InclusionOptions,
): Inclusion => decideInclusion([next], [prior], options);

type Row = {
  readonly next: readonly Element[];
  readonly prior: readonly Element[];
  readonly expected: Inclusion['kind'];
  readonly why: string;
};

const BUCKET = 'arn:aws:s3:::ledger';
const USERNAME = '${aws:username}';

const ACTIONS: readonly Row[] = [
  {
    next: [allow({ Action: 'S3:getobject' })],
    prior: [allow({})],
    expected: 'included',
    why: 'actions ignore case',
  },
  {
    next: [allow({ Action: 's3:Get*' })],
    prior: [allow({})],
    expected: 'new-access',
    why: 'a star is wider than a name',
  },
  {
    next: [allow({ Action: ['s3:GetObject', 's3:PutObject'] })],
    prior: [allow({}), allow({ Action: 's3:Put*' })],
    expected: 'included',
    why: 'two statements share the work',
  },
  {
    next: [allow({ Action: 's3:*' })],
    prior: [allow({ NotAction: 's3:Get*', Action: undefined }), allow({ Action: 's3:G*' })],
    expected: 'included',
    why: 'a NotAction and what it leaves out, together',
  },
  {
    next: [allow({ NotAction: ['iam:*', 's3:*'], Action: undefined })],
    prior: [allow({ NotAction: 'iam:*', Action: undefined })],
    expected: 'included',
    why: 'more is left out',
  },
  {
    next: [allow({ NotAction: 'iam:*', Action: undefined })],
    prior: [allow({ NotAction: ['iam:*', 's3:*'], Action: undefined })],
    expected: 'new-access',
    why: 'less is left out',
  },
  {
    next: [allow({ Action: 's3:Get*' })],
    prior: [allow({ NotAction: ['s3:*', 'ec2:*'], Action: undefined })],
    expected: 'new-access',
    why: 'one of the actions left out is enough',
  },
  {
    next: [allow({ Action: '*' })],
    prior: [allow({ Action: '*:*' })],
    expected: 'new-access',
    why: 'texts without a colon count too: the answer is over all strings',
  },
];

const RESOURCES: readonly Row[] = [
  {
    next: [allow({ Resource: `${BUCKET}/2026/*` })],
    prior: [allow({ Resource: `${BUCKET}/*` })],
    expected: 'included',
    why: 'a longer prefix',
  },
  {
    next: [allow({ Resource: `${BUCKET}*` })],
    prior: [allow({ Resource: [BUCKET, `${BUCKET}/*`] })],
    expected: 'new-access',
    why: 'other buckets start alike',
  },
  {
    next: [allow({ Resource: `${BUCKET}*` })],
    prior: [allow({ Resource: `${BUCKET}?*` }), allow({ Resource: BUCKET })],
    expected: 'included',
    why: 'one more character or none, in two statements',
  },
  {
    next: [allow({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    prior: [allow({ NotResource: `${BUCKET}/secret/*`, Resource: undefined })],
    expected: 'included',
    why: 'more is left out',
  },
  {
    next: [allow({ NotResource: `${BUCKET}/secret/*`, Resource: undefined })],
    prior: [allow({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    expected: 'new-access',
    why: 'less is left out',
  },
  {
    next: [allow({})],
    prior: [
      allow({ NotResource: `${BUCKET}/*`, Resource: undefined }),
      allow({ Resource: `${BUCKET}/*` }),
    ],
    expected: 'included',
    why: 'a NotResource and what it leaves out, together',
  },
  {
    next: [allow({ Resource: `${BUCKET}/public/x` })],
    prior: [
      allow({ NotResource: [`${BUCKET}/public/*`, `${BUCKET}/other/*`], Resource: undefined }),
    ],
    expected: 'new-access',
    why: 'one of the patterns left out holds it, whatever the other does',
  },
  {
    next: [allow({ Resource: `${BUCKET}/nadia` })],
    prior: [allow({ NotResource: `${BUCKET}/${USERNAME}`, Resource: undefined })],
    expected: 'unknown',
    why: 'what is left out has a variable, which may have this very value',
  },
  {
    next: [allow({ Resource: `${BUCKET}/${USERNAME}` })],
    prior: [allow({ NotResource: `${BUCKET}/nadia`, Resource: undefined })],
    expected: 'unknown',
    why: 'the variable may have the very value that is left out',
  },
  {
    next: [allow({})],
    prior: [allow({}), deny({ NotResource: `${BUCKET}/public/*`, Resource: undefined })],
    expected: 'new-access',
    why: 'a Deny with NotResource that nobody repeats',
  },
  {
    next: [allow({ Resource: `${BUCKET}/*` })],
    prior: [allow({}), deny({ NotResource: 'arn:aws:s3:::other/*', Resource: undefined })],
    expected: 'new-access',
    why: 'a Deny of all but another bucket denies all of this one',
  },
  {
    next: [allow({ Resource: [`${BUCKET}/*`, 'arn:aws:s3:::other/*'] })],
    prior: [allow({ Resource: `${BUCKET}/*` })],
    expected: 'new-access',
    why: 'one of two resources is not enough',
  },
  {
    next: [allow({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    prior: [allow({ NotResource: [`${BUCKET}/*`, 'arn:aws:s3:::other/*'], Resource: undefined })],
    expected: 'new-access',
    why: 'the same is left out, and less besides',
  },
  {
    next: [allow({ Resource: `${BUCKET}/*` })],
    prior: [allow({ NotResource: [`${BUCKET}/*`, 'arn:aws:s3:::other/*'], Resource: undefined })],
    expected: 'new-access',
    why: 'what one names the other leaves out',
  },
  {
    next: [allow({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    prior: [allow({ Resource: [`${BUCKET}/*`, 'arn:aws:s3:::other/*'] })],
    expected: 'new-access',
    why: 'what one leaves out the other names',
  },
  {
    next: [allow({ Resource: ['arn:aws:s3:::other/*', `${BUCKET}/*`] })],
    prior: [allow({ Resource: `${BUCKET}/*` })],
    expected: 'new-access',
    why: 'nor is the last one',
  },
  {
    next: [allow({ Resource: `${BUCKET}/${USERNAME}/*` })],
    prior: [allow({ Resource: [`${BUCKET}/${USERNAME}/`, `${BUCKET}/${USERNAME}/?*`] })],
    expected: 'included',
    why: 'two patterns that make up one, behind the same variable',
  },
  {
    next: [allow({ Resource: `${BUCKET}/${USERNAME}` })],
    prior: [
      allow({ NotResource: [`${BUCKET}/${USERNAME}/*`, `${BUCKET}/root`], Resource: undefined }),
    ],
    expected: 'unknown',
    why: 'one variable among the patterns left out is enough',
  },
  {
    next: [allow({ Resource: 'arn:aws:s3:::LEDGER/*' })],
    prior: [allow({ Resource: `${BUCKET}/*` })],
    expected: 'new-access',
    why: 'resources keep their case',
  },
];

const DENIES: readonly Row[] = [
  {
    next: [allow({}), deny({ Resource: `${BUCKET}/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/*` })],
    expected: 'included',
    why: 'the Deny is repeated',
  },
  {
    next: [allow({})],
    prior: [allow({}), deny({ Resource: `${BUCKET}/*` })],
    expected: 'new-access',
    why: 'the Deny was dropped',
  },
  {
    next: [allow({}), deny({ Resource: `${BUCKET}/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/secret/*` })],
    expected: 'included',
    why: 'the Deny was widened',
  },
  {
    next: [allow({ Action: '*' }), deny({ Action: 's3:*' })],
    prior: [allow({ Action: '*' }), deny({ NotAction: 's3:*', Action: undefined })],
    expected: 'new-access',
    why: 'what was denied all around is denied inside',
  },
  {
    next: [allow({}), deny({ Resource: `${BUCKET}/secret/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/*` })],
    expected: 'new-access',
    why: 'the Deny was narrowed',
  },
  {
    next: [allow({ Resource: `${BUCKET}/2026/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/secret/*` })],
    expected: 'included',
    why: 'the dropped Deny is about other resources',
  },
  {
    next: [allow({})],
    prior: [allow({}), deny({ Action: 's3:PutObject' })],
    expected: 'included',
    why: 'the dropped Deny is about another action',
  },
  {
    next: [allow(when('StringEquals', 'aws:PrincipalTag/team', 'billing'))],
    prior: [allow({}), deny(when('StringNotEquals', 'aws:PrincipalTag/team', 'billing'))],
    expected: 'included',
    why: 'the condition says what the Deny said',
  },
  {
    next: [allow({}), deny(when('Bool', 'aws:MultiFactorAuthPresent', 'false'))],
    prior: [allow({}), deny(when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'))],
    expected: 'new-access',
    why: 'without the key, only `IfExists` denies',
  },
  {
    next: [allow({}), deny(when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'))],
    prior: [allow({}), deny(when('Bool', 'aws:MultiFactorAuthPresent', 'false'))],
    expected: 'included',
    why: '`IfExists` denies more',
  },
  {
    next: [allow({}), deny({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    prior: [allow({ Resource: `${BUCKET}/*` })],
    expected: 'included',
    why: 'a Deny with NotResource leaves the rest',
  },
];

const CONDITIONS: readonly Row[] = [
  ...rows('StringEquals', [
    [['eu-west-1'], ['eu-west-1', 'eu-central-1'], 'included', 'fewer values'],
    [['eu-west-1', 'eu-north-1'], ['eu-west-1'], 'new-access', 'more values'],
    [['EU-west-1'], ['eu-west-1'], 'new-access', 'values keep their case'],
  ]),
  ...rows('StringEqualsIgnoreCase', [
    [['EU-west-1'], ['eu-west-1'], 'included', 'values without case'],
    [['eu-west-1', 'a'], ['eu-west-1'], 'new-access', 'more values without case'],
  ]),
  ...rows('StringNotEquals', [
    [['eu-west-1', 'eu-central-1'], ['eu-west-1'], 'included', 'more is excluded'],
    [['eu-west-1'], ['eu-west-1', 'eu-central-1'], 'new-access', 'less is excluded'],
  ]),
  ...rows('StringLike', [
    [['eu-west-*'], ['eu-*'], 'included', 'a narrower pattern'],
    [['eu-*'], ['eu-west-*'], 'new-access', 'a wider pattern'],
    [['eu-*'], ['eu-?*', 'eu-'], 'included', 'two patterns that make up one'],
    [['a:b:c'], ['*:c'], 'included', 'a star goes over colons, the value being no ARN'],
  ]),
  ...rows('StringNotLike', [
    [['eu-*'], ['eu-west-*'], 'included', 'a wider pattern is excluded'],
    [['eu-west-*'], ['eu-*'], 'new-access', 'a narrower pattern is excluded'],
  ]),
  ...rows('ArnLike', [
    [
      ['arn:aws:sns:eu-west-1:111122223333:orders'],
      ['arn:aws:sns:*:111122223333:*'],
      'included',
      'an ARN of the pattern',
    ],
    [['arn:aws:sns:*:*:orders'], ['arn:aws:sns:*:111122223333:*'], 'new-access', 'another account'],
    [
      ['arn:aws:x:sns:eu-west-1:111122223333:orders'],
      ['arn:*:sns:eu-west-1:111122223333:orders'],
      'new-access',
      'a star stays in its segment of the ARN',
    ],
  ]),
  ...rows('NumericLessThan', [
    [['5'], ['10'], 'included', 'a smaller bound'],
    [['10'], ['5'], 'new-access', 'a larger bound'],
    [['10'], ['10'], 'included', 'the same bound'],
  ]),
  ...rows('NumericGreaterThanEquals', [
    [['10'], ['5'], 'included', 'a larger bound from below'],
    [['5'], ['10'], 'new-access', 'a smaller bound from below'],
  ]),
  ...rows('DateLessThan', [
    [['2026-01-01T00:00:00Z'], ['2026-06-01T00:00:00Z'], 'included', 'ends earlier'],
    [['2026-06-01T00:00:00Z'], ['2026-01-01T00:00:00Z'], 'new-access', 'ends later'],
    [['2026-02-31'], ['2026-06-01T00:00:00Z'], 'unknown', 'there is no such day'],
  ]),
  ...rows('IpAddress', [
    [['203.0.113.0/25'], ['203.0.113.0/24'], 'included', 'half of the block'],
    [['203.0.113.0/24'], ['203.0.113.0/25', '203.0.113.128/25'], 'included', 'both halves'],
    [['203.0.113.0/24'], ['203.0.113.0/25'], 'new-access', 'one half only'],
    [['2001:db8::/33'], ['2001:db8::/32'], 'included', 'version 6'],
    [['2001:db8::/32'], ['0.0.0.0/0'], 'new-access', 'the other version'],
    [['::ffff:203.0.113.1'], ['::/0'], 'unknown', 'an address of the other version inside'],
  ]),
  ...rows('NotIpAddress', [
    [['203.0.113.0/24'], ['203.0.113.0/25'], 'included', 'more is excluded'],
    [['203.0.113.0/25'], ['203.0.113.0/24'], 'new-access', 'less is excluded'],
  ]),
  ...rows('Bool', [
    [['true'], ['true'], 'included', 'the same'],
    [['true'], ['false'], 'new-access', 'the opposite'],
    [['true'], ['true', 'false'], 'included', 'either'],
  ]),
  ...rows('Null', [
    [['false'], ['false'], 'included', 'the same'],
    [['false'], ['true'], 'new-access', 'the opposite'],
    [['false'], ['true', 'false'], 'included', 'either'],
  ]),
  ...rows('ForAnyValue:StringEquals', [
    [['a'], ['a', 'b'], 'included', 'any of fewer'],
    [['a', 'b'], ['a'], 'new-access', 'any of more'],
  ]),
  ...rows('ForAllValues:StringEquals', [
    [['a'], ['a', 'b'], 'included', 'all of fewer'],
    [['a', 'b'], ['a'], 'new-access', 'all of more'],
  ]),
  ...rows('BinaryEquals', [[['QmluYXJ5'], ['QmluYXJ5', 'VGV4dA=='], 'included', 'fewer values']]),
  {
    next: [allow({})],
    prior: [
      allow({
        Condition: { StringLike: { 'aws:Key': 'a*' }, StringNotEquals: { 'aws:Key': 'ab' } },
      }),
    ],
    expected: 'new-access',
    why: 'two conditions on one key: it is enough that one of them fails',
  },
  {
    next: [allow(when('StringLike', 'aws:Key', 'a*'))],
    prior: [
      allow({
        Condition: {
          StringLike: { 'aws:Key': ['ab*', 'ac*'] },
          StringNotLike: { 'aws:Key': ['abc', 'acc'] },
        },
      }),
      allow(when('StringNotLike', 'aws:Key', 'ab*', 'ac*')),
    ],
    expected: 'new-access',
    why: 'what both leave over is a single value of the key',
  },
  {
    next: [allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'team'))],
    prior: [
      allow(when('ForAllValues:StringEquals', 'aws:TagKeys', 'team')),
      allow(when('ForAllValues:StringEquals', 'aws:TagKeys', 'stage')),
    ],
    expected: 'new-access',
    why: 'two values at once, which each of the old ones forbids',
  },
  {
    next: [allow(when('ForAnyValue:StringLike', 'aws:TagKeys', 'a${*}b'))],
    prior: [],
    expected: 'new-access',
    why: 'the witness holds the escaped star itself',
  },
  {
    next: [allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'team'))],
    prior: [
      allow({
        Condition: {
          'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team', 'stage'] },
          Null: { 'aws:SourceVpc': 'true' },
        },
      }),
      allow({
        Condition: {
          'ForAnyValue:StringEquals': { 'aws:TagKeys': ['team', 'owner'] },
          Null: { 'aws:SourceVpc': 'false' },
        },
      }),
    ],
    expected: 'included',
    why: 'more values in both halves of another question',
  },
];

function rows(
  operator: string,
  cases: readonly (readonly [readonly string[], readonly string[], Inclusion['kind'], string])[],
): readonly Row[] {
  return cases.map(([few, many, expected, why]) => ({
    next: [allow(when(operator, 'aws:Key', ...few))],
    prior: [allow(when(operator, 'AWS:key', ...many))],
    expected,
    why: `${operator}: ${why}`,
  }));
}

const CASE_SPLITS: readonly Row[] = [
  ...(
    [
      ['NumericGreaterThanEquals', 'included', 'the bound itself, from below'],
      ['NumericGreaterThan', 'new-access', 'the bound itself is not above it'],
      ['NumericLessThanEquals', 'included', 'the bound itself, from above'],
      ['NumericLessThan', 'new-access', 'the bound itself is not under it'],
    ] as const
  ).map(([operator, expected, why]) => ({
    next: [allow(when('NumericEquals', 'aws:Key', '10'))],
    prior: [allow(when(operator, 'aws:Key', '10'))],
    expected,
    why,
  })),
  {
    next: [allow({})],
    prior: [
      allow(when('StringEquals', 'aws:RequestedRegion', 'eu-west-1')),
      allow(when('StringNotEquals', 'aws:RequestedRegion', 'eu-west-1')),
    ],
    expected: 'included',
    why: 'a condition or its negation; a missing key meets the negated one',
  },
  {
    next: [allow({})],
    prior: [
      allow(when('StringEquals', 'aws:RequestedRegion', 'eu-west-1')),
      allow(when('StringNotEqualsIfExists', 'aws:RequestedRegion', 'eu-west-1')),
    ],
    expected: 'included',
    why: 'the same with `IfExists`',
  },
  {
    next: [allow(when('Null', 'aws:RequestedRegion', 'false'))],
    prior: [
      allow(when('StringLike', 'aws:RequestedRegion', 'eu-*')),
      allow(when('StringNotLike', 'aws:RequestedRegion', 'eu-*')),
    ],
    expected: 'included',
    why: 'the key is present',
  },
  {
    next: [allow({})],
    prior: [
      allow(when('Bool', 'aws:SecureTransport', 'true')),
      allow(when('Bool', 'aws:SecureTransport', 'false')),
    ],
    expected: 'new-access',
    why: 'the key may be absent',
  },
  {
    next: [allow(when('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'))],
    prior: [allow(when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'))],
    expected: 'included',
    why: '`IfExists` is weaker',
  },
  {
    next: [allow(when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'))],
    prior: [allow(when('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'))],
    expected: 'new-access',
    why: '`IfExists` holds without the key',
  },
  {
    next: [allow(when('StringEquals', 'aws:TagKeys', 'team'))],
    prior: [
      allow({ ...when('StringEquals', 'aws:TagKeys', 'team', 'cost') }),
      allow(when('StringNotEquals', 'aws:TagKeys', 'cost')),
    ],
    expected: 'included',
    why: 'several values: only the same operator with more values counts',
  },
  {
    next: [allow({})],
    prior: [
      allow(when('StringEquals', 'aws:TagKeys', 'team')),
      allow(when('StringNotEquals', 'aws:TagKeys', 'team')),
    ],
    expected: 'unknown',
    why: 'a key with several values: no negation is drawn from a condition',
  },
  {
    next: [allow(when('StringEquals', 'aws:Key', 'a'))],
    prior: [allow(when('ForAllValues:StringEquals', 'aws:Key', 'a'))],
    expected: 'unknown',
    why: 'a set operator makes the key one of several values',
  },
  {
    next: [
      allow({
        Condition: {
          StringLike: { 'aws:Key': '*' },
          Null: { 'aws:Key': 'true' },
        },
      }),
    ],
    prior: [allow({ Action: 's3:ListBucket' })],
    expected: 'new-access',
    why: 'the empty text is no value for `Null` and one for `StringLike`',
  },
  {
    next: [
      allow({
        Condition: {
          StringLike: { 'aws:Key': 'a*' },
          Null: { 'aws:Key': 'true' },
        },
      }),
    ],
    prior: [],
    expected: 'included',
    why: 'the empty text is not of a pattern that has a letter before its star',
  },
  {
    next: [allow(when('ForAllValues:StringEquals', 'aws:TagKeys', 'team'))],
    prior: [allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'team'))],
    expected: 'new-access',
    why: 'all of the values is another condition than any of them: without the key it holds',
  },
  {
    next: [
      allow({
        Condition: { StringEquals: { 'aws:Key': 'a' }, StringNotEquals: { 'aws:Key': 'a' } },
      }),
    ],
    prior: [],
    expected: 'included',
    why: 'what can never hold gives nothing',
  },
  {
    next: [
      allow({
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': 'team' },
          Null: { 'aws:TagKeys': 'false' },
        },
      }),
    ],
    prior: [
      allow({
        Condition: {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'cost'] },
          Null: { 'aws:TagKeys': 'false' },
        },
      }),
    ],
    expected: 'included',
    why: 'all of fewer values, and some value',
  },
  {
    next: [allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'team'))],
    prior: [allow(when('Null', 'aws:TagKeys', 'false'))],
    expected: 'included',
    why: 'any value means some value',
  },
  {
    next: [allow(when('Null', 'aws:TagKeys', 'true'))],
    prior: [allow(when('ForAllValues:StringLike', 'aws:TagKeys', 'team-*'))],
    expected: 'included',
    why: '`ForAllValues` holds without the key',
  },
  {
    next: [allow(when('Null', 'aws:TagKeys', 'true'))],
    prior: [allow(when('ForAnyValue:StringNotEquals', 'aws:TagKeys', 'team'))],
    expected: 'new-access',
    why: '`ForAnyValue` fails without the key, negated or not',
  },
  {
    next: [allow(when('Null', 'aws:TagKeys', 'true'))],
    prior: [allow(when('ForAnyValue:StringEqualsIfExists', 'aws:TagKeys', 'team'))],
    expected: 'unknown',
    why: 'an empty value is null, and yet it exists',
  },
  ...[['*'], ['*', 'eu-west-1']].map(
    (values): Row => ({
      next: [allow(when('StringLike', 'aws:RequestedRegion', ...values))],
      prior: [
        allow({
          Condition: {
            StringLike: { 'aws:RequestedRegion': values },
            Null: { 'aws:RequestedRegion': 'false' },
          },
        }),
      ],
      expected: 'new-access',
      why: `the empty text is like ${values.join(' or ')}, and null`,
    }),
  ),
  {
    next: [allow(when('Bool', 'aws:SecureTransport', 'maybe', 'true'))],
    prior: [allow(when('Bool', 'aws:SecureTransport', 'true'))],
    expected: 'unknown',
    why: 'what AWS reads in a word that is no boolean is not known',
  },
  {
    next: [allow(when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:orders', 'orders'))],
    prior: [allow(when('ArnLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*'))],
    expected: 'unknown',
    why: 'what AWS matches with a text that is no ARN is not known',
  },
  {
    next: [allow(when('StringEqualsIgnoreCase', 'aws:RequestedRegion', ''))],
    prior: [
      allow({
        Condition: {
          StringEqualsIgnoreCase: { 'aws:RequestedRegion': '' },
          Null: { 'aws:RequestedRegion': 'false' },
        },
      }),
    ],
    expected: 'new-access',
    why: 'the empty text equals itself in any case, and is null',
  },
  {
    next: [allow(when('Null', 'aws:MultiFactorAuthAge', 'true'))],
    prior: [allow(when('NumericNotEquals', 'aws:MultiFactorAuthAge', '5'))],
    expected: 'unknown',
    why: 'whether the empty text is not 5 is not known',
  },
  {
    next: [allow(when('Null', 'aws:RequestedRegion', 'false'))],
    prior: [allow(when('StringLike', 'aws:RequestedRegion', '*'))],
    expected: 'included',
    why: 'every value is like a star',
  },
  {
    next: [allow(when('StringLike', 'aws:RequestedRegion', 'eu-west-1', 'us-*'))],
    prior: [allow(when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'))],
    expected: 'new-access',
    why: 'a name and a pattern in one list',
  },
  {
    next: [allow(when('StringLike', 'aws:RequestedRegion', 'us-*'))],
    prior: [allow(when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'))],
    expected: 'new-access',
    why: 'patterns on one side, names on the other',
  },
  {
    next: [allow(when('NumericLessThan', 'aws:MultiFactorAuthAge', '-5000'))],
    prior: [allow(when('NumericGreaterThan', 'aws:MultiFactorAuthAge', '-5000'))],
    expected: 'new-access',
    why: 'below the lowest of the numbers',
  },
  {
    next: [allow(when('NumericEquals', 's3:max-keys', '5', '9007199254740993'))],
    prior: [allow(when('NumericEquals', 's3:max-keys', '5', '9007199254740992'))],
    expected: 'new-access',
    why: 'numbers are told apart to the last digit',
  },
  {
    next: [allow(when('DateEquals', 'aws:CurrentTime', '2026-01-01', '1788220800'))],
    prior: [allow(when('DateEquals', 'aws:CurrentTime', '2026-01-01'))],
    expected: 'unknown',
    why: 'one date in seconds is enough',
  },
  {
    next: [allow(when('IpAddress', 'aws:SourceIp', '203.0.113.7', '::ffff:198.51.100.1'))],
    prior: [allow(when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'))],
    expected: 'unknown',
    why: 'one address that carries another inside is enough',
  },
  {
    next: [allow(when('StringEqualsIgnoreCase', 'aws:PrincipalTag/a', 'a', '\u0130'))],
    prior: [allow(when('StringEqualsIgnoreCase', 'aws:PrincipalTag/a', 'a', 'i\u0307'))],
    expected: 'unknown',
    why: 'how AWS folds letters beyond ASCII is not known',
  },
  {
    next: [allow(when('NumericEquals', 's3:max-keys', '5', '10'))],
    prior: [allow(when('NumericEquals', 's3:max-keys', '5'))],
    expected: 'new-access',
    why: 'one more number',
  },
  {
    next: [allow(when('NumericEquals', 's3:max-keys', '5', '10'))],
    prior: [allow(when('NumericLessThan', 's3:max-keys', '8'))],
    expected: 'new-access',
    why: 'one of the numbers is too large',
  },
  {
    next: [allow(when('IpAddress', 'aws:SourceIp', '203.0.113.7'))],
    prior: [allow(when('IpAddress', 'aws:SourceIp', '198.51.100.0/24'))],
    expected: 'new-access',
    why: 'one address elsewhere',
  },
  {
    next: [allow(when('IpAddress', 'aws:SourceIp', '203.0.113.0/24'))],
    prior: [allow(when('IpAddress', 'aws:SourceIp', '203.0.113.0/25', '203.0.113.128/26'))],
    expected: 'new-access',
    why: 'the end of the block is missing',
  },
  {
    next: [allow(when('NullIfExists', 'aws:TokenIssueTime', 'false'))],
    prior: [allow(when('Null', 'aws:TokenIssueTime', 'false'))],
    expected: 'unknown',
    why: '`Null` takes no `IfExists`',
  },
];

const VARIABLES: readonly Row[] = [
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/a/*` })],
    prior: [allow({ Resource: `${BUCKET}/\${aws:UserName}/*` })],
    expected: 'included',
    why: 'the same variable',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
    prior: [allow({ Resource: `${BUCKET}/*/*` })],
    expected: 'included',
    why: 'a star takes any value',
  },
  {
    next: [allow({ Resource: `${BUCKET}/*/*` })],
    prior: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
    expected: 'new-access',
    why: 'a variable is not any text',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
    prior: [allow({ Resource: `${BUCKET}/\${aws:userid}/*` })],
    expected: 'unknown',
    why: 'another variable may have the same value, as in the request tried',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}` })],
    prior: [allow({ Resource: `${BUCKET}/?*` })],
    expected: 'unknown',
    why: 'the value may be empty, and the request tried has one',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
    prior: [allow({ Resource: `${BUCKET}/\${aws:username}/` })],
    expected: 'new-access',
    why: 'a star behind a variable takes letters',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/a*` })],
    prior: [allow({ Resource: `${BUCKET}/*/a?*` }), allow({ Resource: `${BUCKET}/*/a` })],
    expected: 'included',
    why: 'stars of two statements take the value of one variable',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${*}` })],
    prior: [allow({ Resource: `${BUCKET}/?` })],
    expected: 'included',
    why: 'an escaped star is one character',
  },
  ...['*', '?', '$'].flatMap((escaped): readonly Row[] => [
    {
      next: [allow({ Resource: [`${BUCKET}/\${${escaped}}`, `${BUCKET}/${USERNAME}`] })],
      prior: [allow({ Resource: [`${BUCKET}/?`, `${BUCKET}/${USERNAME}`] })],
      expected: 'included',
      why: `an escaped ${escaped} beside a variable is one character`,
    },
    {
      next: [allow({ Resource: `${BUCKET}/?` })],
      prior: [allow({ Resource: [`${BUCKET}/\${${escaped}}`, `${BUCKET}/${USERNAME}/`] })],
      expected: 'new-access',
      why: `an escaped ${escaped} beside a variable is no other character`,
    },
  ]),
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/root/*` })],
    expected: 'unknown',
    why: 'the value may be what the Deny names',
  },
  {
    next: [allow({ Resource: `${BUCKET}/*` })],
    prior: [allow({}), deny({ Resource: `${BUCKET}/\${aws:username}` })],
    expected: 'new-access',
    why: 'the Deny has some value',
  },
  {
    next: [allow({ Resource: `${BUCKET}/\${aws:username}` })],
    prior: [allow({ NotResource: `${BUCKET}/\${aws:userid}`, Resource: undefined })],
    expected: 'new-access',
    why: 'what NotResource leaves out depends on the variable',
  },
  {
    next: [allow({ Resource: 'arn:aws:sns:eu-west-1:111122223333:orders' })],
    prior: [allow({ NotResource: `${BUCKET}/${USERNAME}/*`, Resource: undefined })],
    expected: 'unknown',
    why: 'nowhere near what is left out, but where the variable has no value nobody knows that',
  },
  {
    next: [allow({ NotResource: `${BUCKET}/*`, Resource: undefined })],
    prior: [allow({ NotResource: `${BUCKET}/${USERNAME}/*`, Resource: undefined })],
    expected: 'unknown',
    why: 'more is left out, but by no variable that may lack a value',
  },
  {
    next: [allow(when('StringEquals', 'aws:Key', USERNAME))],
    prior: [allow(when('StringEquals', 'aws:Key', USERNAME, 'all'))],
    expected: 'included',
    why: 'fewer values, one of them a variable',
  },
  {
    next: [allow(when('StringEquals', 'aws:Key', USERNAME))],
    prior: [allow(when('StringNotEquals', 'aws:Key', 'nadia'))],
    expected: 'unknown',
    why: 'the variable may have the very value that the other condition leaves out',
  },
  {
    next: [allow(when('StringEquals', 'aws:Key', 'all', USERNAME))],
    prior: [allow(when('StringNotEquals', 'aws:Key', 'nadia'))],
    expected: 'unknown',
    why: 'one variable among the values is enough',
  },
];

function checkRows(name: string, table: readonly Row[]): void {
  describe(name, () => {
    test.each(table)('$why', ({ next, prior, expected }) => {
      const [after, before] = [policy(...next), policy(...prior)];
      const answer = decide(after, before);
      expect(answer.kind).toBe(expected);
      if (answer.kind === 'new-access') expectReplay(answer, [after], [before]);
    });
  });
}

function expectReplay(
  { witness, reading }: Extract<Inclusion, { kind: 'new-access' }>,
  next: readonly PolicyDocument[],
  prior: readonly PolicyDocument[],
): void {
  const request = {
    action: witness.action,
    resource: witness.resource,
    principal: {
      kind: 'user',
      account: '111122223333',
      arn: 'arn:aws:iam::111122223333:user/nadia',
    },
    resourceAccount: '111122223333',
    context: new Map(Object.entries(witness.context).map(([key, v]) => [key.toLowerCase(), v])),
  } as const;
  expect(evaluate(request, { identity: next }, { reading }).outcome).toBe('Allowed');
  expect(evaluate(request, { identity: prior }, { reading }).outcome).not.toBe('Allowed');
}

describe('decideInclusion', () => {
  checkRows('actions', ACTIONS);
  checkRows('resources', RESOURCES);
  checkRows('denies', DENIES);
  checkRows('conditions', CONDITIONS);
  checkRows('case splits', CASE_SPLITS);
  checkRows('variables', VARIABLES);

  test('nothing is within anything', () => {
    expect(decideInclusion([], []).kind).toBe('included');
    expect(decideInclusion([policy(deny({}))], []).kind).toBe('included');
    expect(decideInclusion([policy(allow({}))], []).kind).toBe('new-access');
  });

  test('names the statement that admits the witness', () => {
    const answer = decideInclusion(
      [
        policy(allow({})),
        policy(allow({ Action: 's3:ListBucket' }), allow({ Action: 'iam:Tag?*' })),
      ],
      [policy(allow({ Action: 's3:*' }))],
    );
    expect(answer).toMatchObject({
      kind: 'new-access',
      witness: { statement: { policy: 1, statement: 1 } },
    });
  });

  test.each([
    {
      prior: [allow({ Action: 's3:*' })],
      by: 'cover',
      why: 'one prior statement covers the pattern: no product is searched',
    },
    {
      prior: [allow({ Action: 's3:GetO*' }), allow({ NotAction: 's3:GetO*', Action: undefined })],
      by: 'product',
      why: 'two prior statements share the pattern',
    },
  ])('says how it was proven: $why', ({ prior, by }) => {
    const next = policy(allow({ Action: 's3:Get*' }));
    expect(decide(next, policy(...prior))).toMatchObject({ kind: 'included', by });
  });

  test('variables are text in version 2008-10-17', () => {
    const text = allow({ Resource: `${BUCKET}/\${aws:username}` });
    expect(decide(oldPolicy(text), policy(text)).kind).not.toBe('included');
    expect(decide(policy(text), oldPolicy(text)).kind).not.toBe('included');
    expect(decide(oldPolicy(text), oldPolicy(text)).kind).toBe('included');
    const condition = allow(when('StringEquals', 'aws:Key', USERNAME));
    expect(decide(oldPolicy(condition), policy(condition)).kind).not.toBe('included');
    expect(decide(policy(condition), oldPolicy(condition)).kind).not.toBe('included');
  });

  test('both readings of a star must hold', () => {
    const crossing = policy(allow({ Resource: 'arn:aws:sns:*:111122223333:orders' }));
    const wide = policy(allow({ Resource: 'arn:aws:sns:*:orders' }));
    const flat = decide(crossing, wide, { reading: 'flat' });
    const segmented = decide(crossing, wide, { reading: 'segmented' });
    expect(flat).toMatchObject({ kind: 'included', reading: 'flat' });
    expect(segmented).toMatchObject({ kind: 'new-access', reading: 'segmented' });
    expect(decide(crossing, wide)).toMatchObject({ kind: 'new-access', reading: 'segmented' });
  });
});

test('a variable may end where a star of one segment begins', () => {
  const next = policy(allow({ Resource: 'arn:aws:sns:${aws:username}:111122223333:orders' }));
  const prior = policy(allow({}), deny({ Resource: 'arn:aws:sns:*:*:orders' }));
  expect(decide(next, prior, { reading: 'segmented' }).kind).not.toBe('included');
});

describe('the same text, read with and without variables', () => {
  const text = allow({ Resource: `${BUCKET}/\${aws:username}/*` });
  test.each([
    {
      next: oldPolicy(text),
      prior: policy(text),
      why: 'a literal is not whatever the caller is named',
    },
    {
      next: policy(text),
      prior: oldPolicy(text),
      why: 'the caller is not named like the variable',
    },
    {
      next: policy(text),
      prior: oldPolicy({ ...text, Resource: [text.Resource, `${BUCKET}/public/*`] }),
      why: 'nor beside another pattern',
    },
    {
      next: oldPolicy(text),
      prior: policy({ ...text, Resource: [text.Resource, `${BUCKET}/public/*`] }),
      why: 'nor is a literal, beside another pattern',
    },
  ])('$why', ({ next, prior }) => {
    expect(decide(next, prior).kind).not.toBe('included');
  });
});

describe('statements that were not understood', () => {
  const odd = (element: Element): Element => ({ ...element, Surprise: 'x' });
  test.each([
    { next: [odd(allow({}))], prior: [allow({})], expected: 'unknown', why: 'a new Allow' },
    {
      next: [odd(allow({}))],
      prior: [odd(allow({}))],
      expected: 'included',
      why: 'a new Allow, repeated verbatim',
    },
    {
      next: [odd(allow({}))],
      prior: [odd(allow({})), deny({ Resource: BUCKET })],
      expected: 'unknown',
      why: 'repeated verbatim, but a Deny is gone',
    },
    {
      next: [allow({})],
      prior: [odd(allow({}))],
      expected: 'unknown',
      why: 'a prior Allow grants nothing that is sure, and takes nothing',
    },
    {
      next: [allow({})],
      prior: [allow({}), odd(deny({}))],
      expected: 'unknown',
      why: 'a prior Deny that is gone',
    },
    {
      next: [allow({}), odd(deny({}))],
      prior: [allow({}), odd(deny({}))],
      expected: 'included',
      why: 'a prior Deny, repeated verbatim',
    },
    {
      next: [allow({}), odd(deny({}))],
      prior: [],
      expected: 'unknown',
      why: 'a new Deny denies nothing that is sure',
    },
    { next: [], prior: [odd(deny({}))], expected: 'included', why: 'nothing new is allowed' },
    {
      next: [allow({ Action: 's3:*' }), deny({})],
      prior: [allow({ Action: 's3:*' }), odd(deny({}))],
      expected: 'unknown',
      why: 'a prior Deny repeated without what was not understood of it',
    },
  ] satisfies readonly Row[])('$why', ({ next, prior, expected }) => {
    expect(decide(policy(...next), policy(...prior)).kind).toBe(expected);
  });
});

describe('principals', () => {
  const trust = (principal: unknown, element: Element = {}): Element => ({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: principal,
    ...element,
  });
  const alice = 'arn:aws:iam::111122223333:user/alice';
  const bob = 'arn:aws:iam::111122223333:user/bob';
  test.each([
    {
      next: [trust({ AWS: alice })],
      prior: [trust({ AWS: [alice, bob] })],
      expected: 'included',
      why: 'fewer are trusted',
    },
    {
      next: [trust({ AWS: [alice, bob] })],
      prior: [trust({ AWS: alice })],
      expected: 'unknown',
      why: 'more are trusted',
    },
    {
      next: [trust({ AWS: alice })],
      prior: [trust('*')],
      expected: 'included',
      why: 'everyone was trusted',
    },
    {
      next: [trust('*')],
      prior: [trust({ AWS: alice })],
      expected: 'unknown',
      why: 'everyone is trusted',
    },
    {
      next: [trust({ Service: alice })],
      prior: [trust({ AWS: alice })],
      expected: 'unknown',
      why: 'another kind of principal',
    },
    {
      next: [trust({ AWS: alice }, when('Bool', 'aws:MultiFactorAuthPresent', 'true'))],
      prior: [trust({ AWS: alice })],
      expected: 'included',
      why: 'a condition was added',
    },
  ] satisfies readonly Row[])('$why', ({ next, prior, expected }) => {
    expect(decide(policy(...next), policy(...prior)).kind).toBe(expected);
  });
});

describe('within boxes', { timeout: 60_000 }, () => {
  const original = policy(allow({ Action: '*' }));
  const box = (action: string, resources: Box['resources'] = 'any'): Box => ({ action, resources });
  test.each([
    {
      kept: [allow({ Action: 's3:Get*' })],
      boxes: [box('s3:GetObject')],
      expected: 'included',
      why: 'the used action is kept',
    },
    {
      kept: [allow({ Action: 's3:List*' })],
      boxes: [box('S3:getobject')],
      expected: 'new-access',
      why: 'the used action is gone',
    },
    {
      kept: [allow({ Resource: `${BUCKET}/*` })],
      boxes: [box('s3:GetObject', [`${BUCKET}/a`])],
      expected: 'included',
      why: 'the used resource is kept',
    },
    {
      kept: [allow({ Resource: `${BUCKET}/*` })],
      boxes: [box('s3:GetObject')],
      expected: 'new-access',
      why: 'any resource may have been used',
    },
    {
      kept: [allow({ Resource: `${BUCKET}/*` })],
      boxes: [box('s3:GetObject', [`${BUCKET}*`])],
      expected: 'new-access',
      why: 'the box is wider',
    },
    {
      kept: [allow({ Action: 's3:Get*' })],
      boxes: [box('s3:GetO*')],
      expected: 'included',
      why: 'a box of actions',
    },
    {
      kept: [allow({ Action: 's3:Get*' })],
      boxes: [box('s3:*')],
      expected: 'new-access',
      why: 'a wider box of actions',
    },
    {
      kept: [allow({ Action: 's3:Get*' })],
      boxes: [],
      expected: 'included',
      why: 'nothing was used',
    },
    {
      kept: [allow({ NotAction: ['iam:*', 's3:GetObject'], Action: undefined })],
      boxes: [box('s3:GetObject')],
      expected: 'new-access',
      why: 'one of the actions left out is the used one',
    },
    {
      kept: [allow(when('Bool', 'aws:SecureTransport', 'true'))],
      boxes: [box('s3:GetObject')],
      expected: 'new-access',
      why: 'the context was not logged',
    },
    {
      kept: [allow({ Resource: `${BUCKET}/*` }), allow({ Resource: `${BUCKET}` })],
      boxes: [box('s3:GetObject', [BUCKET, `${BUCKET}/a/b`])],
      expected: 'included',
      why: 'each resource by its own statement',
    },
    {
      kept: [allow({ Resource: `${BUCKET}/*` })],
      boxes: [box('s3:GetObject', [`${BUCKET}/a`]), box('s3:GetObject', [BUCKET])],
      expected: 'new-access',
      why: 'two boxes of one action: the second is looked at for its own resources',
    },
    {
      kept: [allow({ Resource: [`${BUCKET}*/a*`] })],
      boxes: [box('s3:GetObject', ['*/a'])],
      granted: [allow({ Resource: `${BUCKET}*` })],
      expected: 'included',
      why: 'what is granted and used at once lies in neither alone',
    },
    {
      kept: [allow({ Resource: [`${BUCKET}*/a*`] })],
      boxes: [box('s3:GetObject', ['*/b'])],
      granted: [allow({ Resource: `${BUCKET}*` })],
      expected: 'new-access',
      why: 'and it is not kept',
    },
  ])('$why', ({ kept, boxes, granted, expected }) => {
    const whole = granted === undefined ? original : policy(...granted);
    const trimmed = policy(...kept);
    const answer = decide(whole, trimmed, { within: boxes });
    expect(answer.kind).toBe(expected);
    if (answer.kind === 'new-access') expectReplay(answer, [whole], [trimmed]);
  });

  test.each([
    {
      granted: 's3:GetObject',
      action: 's3:Get*',
      expected: 'new-access',
      why: 'a pattern stands for all its names',
    },
    {
      granted: 's3:GetObjectAcl',
      action: 's3:*x*Acl',
      expected: 'included',
      why: 'alike at both ends, and yet not inside',
    },
  ])('a box of actions, $action: $why', ({ granted, action, expected }) => {
    const own = policy(allow({ Action: granted }));
    expect(decide(own, policy(), { within: [box(action)] }).kind).toBe(expected);
  });

  test('keeps the spelling of condition keys in the witness', () => {
    const own = policy(allow(when('ForAnyValue:StringEquals', 'aws:TagKeys', 'team')));
    expect(decide(own, policy())).toMatchObject({
      witness: { context: { 'aws:TagKeys': ['team'] } },
    });
  });

  test('goes on behind a difference that nobody can confirm', () => {
    const always = when('ForAllValues:StringLike', 'aws:TagKeys', '*');
    const odd = allow({ Resource: `${BUCKET}/`, ...always });
    const answer = decide(policy(allow({ Resource: `${BUCKET}/*` })), policy(odd));
    expect(answer).toMatchObject({ kind: 'new-access' });
  });

  test('keeps the spelling of the box in the witness', () => {
    const answer = decide(original, policy(), { within: [box('ec2:StartInstances')] });
    expect(answer).toMatchObject({ witness: { action: 'ec2:StartInstances' } });
  });

  test('twenty thousand boxes', () => {
    const actions = Array.from({ length: 20_000 }, (_, n) => `svc${n % 300}:Do${n}`);
    const trimmed = policy(allow({ Action: actions }));
    const within = actions.map((action) => box(action));
    expect(decide(original, trimmed, { within })).toMatchObject({ kind: 'included' });
    const answer = decide(original, trimmed, { within: [...within, box('svc1:Other')] });
    expect(answer).toMatchObject({ kind: 'new-access', witness: { action: 'svc1:Other' } });
  });
});

describe('hostile input', { timeout: 60_000 }, () => {
  const long = 'a'.repeat(100_000);
  const stars = `${'*a'.repeat(50_000)}`;
  test.each([
    {
      name: 'ten thousand statements, other resources',
      next: many(10_000, 'x'),
      prior: many(10_000, 'y'),
    },
    {
      name: 'ten thousand statements, reversed',
      next: many(10_000, 'x').reverse(),
      prior: many(10_000, 'x'),
    },
    {
      name: 'a pattern of stars',
      next: [allow({ Resource: `*${long}` })],
      prior: [allow({ Resource: stars })],
    },
    {
      name: 'stars on both sides',
      next: [allow({ Resource: stars })],
      prior: [allow({ Resource: `${stars}b` })],
    },
    {
      name: 'a long text',
      next: [allow({ Resource: `*${long}` })],
      prior: [allow({ Resource: `*${long}b` })],
    },
    {
      name: 'question marks behind stars',
      next: [allow({ Resource: `*a${'?'.repeat(60)}*` })],
      prior: [
        allow({ Resource: `*b${'?'.repeat(60)}*` }),
        allow({ Resource: `*c${'?'.repeat(61)}` }),
      ],
    },
    { name: 'many conditions', next: [allow({})], prior: manyConditions(40) },
  ])('$name: answers', ({ next, prior }) => {
    const budget = { states: 2000, atoms: 10 };
    const answer = decide(policy(...next), policy(...prior), { budget });
    expect(['included', 'new-access', 'unknown']).toContain(answer.kind);
  });

  function many(count: number, tag: string): Element[] {
    return Array.from({ length: count }, (_, n) =>
      allow({ Resource: `arn:aws:s3:::${tag}${n}/*`, ...when('StringEquals', 'aws:Key', `v${n}`) }),
    );
  }

  function manyConditions(count: number): Element[] {
    return Array.from({ length: count }, (_, n) =>
      allow({
        Condition: {
          'ForAllValues:StringEquals': { [`aws:Key${n}`]: 'a' },
          'ForAnyValue:StringEquals': { [`aws:Key${(n * 7 + 1) % count}`]: 'a' },
        },
      }),
    );
  }

  test('patterns that overlap in every way cost nothing behind one that covers them', () => {
    const overlapping = Array.from({ length: 20 }, (_, n) =>
      allow({ Action: `s3:*${String.fromCharCode(97 + n)}*`, Resource: BUCKET }),
    );
    const prior = [allow({ Action: 's3:*' }), allow({ NotAction: 's3:*', Action: undefined })];
    const answer = decide(policy(allow({ Action: '*' })), policy(...prior, ...overlapping), {
      budget: { states: 2000, atoms: 10 },
    });
    expect(answer.kind).toBe('included');
  });

  test('gives up with a reason', () => {
    const next = policy(allow({ Resource: `*a${'?'.repeat(40)}*z` }));
    const prior = policy(allow({ Resource: `*a${'?'.repeat(39)}*y` }));
    const answer = decide(next, prior, { budget: { states: 3, atoms: 1 } });
    expect(answer).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('budget') });
  });

  test('a key named like a member of Object', () => {
    const next = policy(allow(when('StringEquals', 'toString', 'a')));
    const prior = policy(allow(when('StringEquals', 'constructor', 'b')));
    expect(decide(next, prior).kind).not.toBe('included');
  });
});

test('two different things that could not be read are not the same thing', () => {
  const unreadable = (text: string) =>
    parsePolicy({ Version: '2012-10-17', Statement: [text] }).document;
  expect(decideInclusion([unreadable('x')], [unreadable('y')]).kind).toBe('unknown');
});

test('a witness is found or missed whatever the order of statements', () => {
  const next = [
    {
      Effect: 'Allow',
      NotAction: ['s3:GetObject'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
    },
    {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:RequestedRegion': ['eu-*'] },
        StringEqualsIgnoreCase: { 'aws:RequestedRegion': ['EU-west-1'] },
      },
    },
  ];
  const prior = [{ Effect: 'Allow', Action: 'sns:*', Resource: 'arn:aws:s3:::ledger/????/*' }];
  const kindOf = (statements: readonly object[]) =>
    decideInclusion(
      [parsePolicy({ Version: '2012-10-17', Statement: statements }).document],
      [parsePolicy({ Version: '2012-10-17', Statement: prior }).document],
    ).kind;
  expect(kindOf(next.toReversed())).toBe(kindOf(next));
});
