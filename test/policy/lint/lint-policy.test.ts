import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import { createLintTools, lintPolicy, type PolicyPurpose } from '../../../src/policy/lint/index.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';

const tools = createLintTools(loadCatalog());

type Json = Readonly<Record<string, unknown>>;

/** `kind path` of everything that is said. */
function lintsOf(statements: Json | readonly Json[], purpose: PolicyPurpose = 'grant') {
  const { document } = parsePolicy({ Version: '2012-10-17', Statement: statements });
  return lintPolicy(document, tools, purpose);
}

function kinds(statements: Json | readonly Json[], purpose: PolicyPurpose = 'grant') {
  return lintsOf(statements, purpose).map(({ kind, path }) => `${kind} ${path}`);
}

const allow = (element: Json): Json => ({ Effect: 'Allow', Resource: '*', ...element });
const deny = (element: Json): Json => ({ Effect: 'Deny', Resource: '*', ...element });
const orders = 'arn:aws:s3:::meadow-orders-prod';

describe('actions', () => {
  test.each([
    { why: 'a known name', statement: allow({ Action: 's3:GetObject' }), said: [] },
    { why: 'IAM ignores case', statement: allow({ Action: 'S3:getobject' }), said: [] },
    {
      why: 'no such name',
      statement: allow({ Action: ['s3:GetObject', 's3:GetObjects'] }),
      said: ['unknown-action Statement[0].Action'],
    },
    {
      why: 'a wildcard that matches nothing',
      statement: allow({ Action: 's3:Fetch*' }),
      said: ['unknown-action Statement[0].Action'],
    },
    {
      why: 'no such service',
      statement: allow({ Action: 'gardenia:ReadBed' }),
      said: ['unknown-action Statement[0].Action'],
    },
    {
      why: 'a slip in NotAction grants more than was meant',
      statement: deny({ NotAction: ['iam:*', 'sts:GetCalerIdentity'] }),
      said: ['unknown-action Statement[0].NotAction'],
    },
    {
      why: 'Allow with NotAction',
      statement: allow({ NotAction: 'iam:*' }),
      said: ['allow-not-action Statement[0].NotAction'],
    },
    {
      why: 'Deny with NotAction is the usual guard',
      statement: deny({ NotAction: 'iam:*' }),
      said: [],
    },
  ])('$why', ({ statement, said }) => expect(kinds(statement)).toEqual(said));

  test('a close name is offered', () => {
    const [lint] = lintsOf(allow({ Action: 's3:GetObjectz' }));
    expect(lint?.evidence[0]).toContain('it has s3:GetObject');
  });

  test('Allow with NotAction weighs less where resources or conditions bound it', () => {
    const severities = [
      allow({ NotAction: 'iam:*' }),
      allow({ NotAction: 's3:Put*', Resource: orders }),
    ]
      .flatMap((statement) => lintsOf(statement))
      .map(({ severity }) => severity);
    expect(severities).toEqual(['medium', 'low']);
  });
});

describe('resources', () => {
  const said = ['unsupported-resource Statement[0].Resource'];
  test.each([
    { why: 'an object', action: 's3:GetObject', resource: `${orders}/*`, said: [] },
    { why: 'the bucket is no object', action: 's3:GetObject', resource: orders, said },
    { why: 'objects are no bucket', action: 's3:ListBucket', resource: `${orders}/*`, said },
    {
      why: 'bucket and objects, an action for each',
      action: ['s3:GetObject', 's3:ListBucket'],
      resource: [orders, `${orders}/*`],
      said: [],
    },
    {
      why: 'an action written out that none of the resources is for',
      action: ['s3:GetObject', 's3:ListBucket'],
      resource: `${orders}/*`,
      said,
    },
    {
      why: 'a wildcard may mean the part that fits',
      action: 's3:Get*',
      resource: `${orders}/*`,
      said: [],
    },
    { why: 'another service', action: 'ec2:RunInstances', resource: `${orders}/*`, said },
    {
      why: 'EC2 describes everything or nothing',
      action: 'ec2:DescribeInstances',
      resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/*',
      said,
    },
    {
      why: 'AWS lists no type for it, and its own guide gives it this ARN',
      action: 's3:ListAllMyBuckets',
      resource: 'arn:aws:s3:::*',
      said: [],
    },
    {
      why: 'AWS lists no type for it, and its own policies give it ARNs',
      action: 'logs:DescribeLogGroups',
      resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:*',
      said: [],
    },
    {
      why: 'a variable may stand for anything',
      action: 's3:GetObject',
      resource: `${orders}/\${aws:username}/*`,
      said: [],
    },
    { why: 'the star is everything', action: 'ec2:DescribeInstances', resource: '*', said: [] },
    {
      why: 'an unknown action may take anything',
      action: 's3:FetchThing',
      resource: orders,
      said: ['unknown-action Statement[0].Action'],
    },
  ])('$action on $resource: $why', ({ action, resource, said }) =>
    expect(kinds(allow({ Action: action, Resource: resource }))).toEqual(said),
  );
});

describe('passing roles', () => {
  const said = ['wildcard-pass-role Statement[0].Resource'];
  const passedTo = (key: string) => ({ StringEquals: { [key]: 'lambda.amazonaws.com' } });
  test.each([
    { why: 'any role to any service', statement: allow({ Action: 'iam:PassRole' }), said },
    {
      why: 'every role of the account',
      statement: allow({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/*' }),
      said,
    },
    {
      why: 'all of IAM holds it too',
      statement: allow({ Action: 'iam:*' }),
      said,
    },
    {
      why: 'bound to a service',
      statement: allow({ Action: 'iam:PassRole', Condition: passedTo('iam:PassedToService') }),
      said: [],
    },
    {
      why: 'keys fold case',
      statement: allow({ Action: 'iam:PassRole', Condition: passedTo('IAM:passedToService') }),
      said: [],
    },
    {
      why: 'roles under one path',
      statement: allow({
        Action: 'iam:PassRole',
        Resource: 'arn:aws:iam::111122223333:role/app/*',
      }),
      said: [],
    },
    { why: 'an administrator says so himself', statement: allow({ Action: '*' }), said: [] },
    { why: 'a Deny gives nothing', statement: deny({ Action: 'iam:PassRole' }), said: [] },
  ])('$why', ({ statement, said }) => expect(kinds(statement)).toEqual(said));
});

describe('conditions', () => {
  const when = (Condition: Json, element: Json = { Action: 's3:GetObject' }) =>
    allow({ ...element, Condition });
  test.each([
    {
      why: 'two equals that exclude each other',
      statement: when({
        StringEquals: { 'aws:SourceVpc': 'vpc-0a1' },
        StringLike: { 'aws:SourceVpc': 'vpc-0b*' },
      }),
      said: ['impossible-condition Statement[0].Condition'],
    },
    {
      why: 'two equals with a common value',
      statement: when({
        StringEquals: { 'aws:SourceVpc': ['vpc-0a1', 'vpc-0b2'] },
        StringLike: { 'aws:SourceVpc': 'vpc-0b*' },
      }),
      said: [],
    },
    {
      why: 'an absent key that must have a value',
      statement: when({
        Null: { 'aws:SourceVpc': 'true' },
        StringEquals: { 'aws:SourceVpc': 'vpc-0a1' },
      }),
      said: ['impossible-condition Statement[0].Condition'],
    },
    {
      why: 'dates that have no day between them',
      statement: when({
        DateGreaterThan: { 'aws:CurrentTime': '2026-12-01T00:00:00Z' },
        DateLessThan: { 'aws:CurrentTime': '2026-06-01T00:00:00Z' },
      }),
      said: ['impossible-condition Statement[0].Condition'],
    },
    {
      why: 'whether a date has passed is not for a policy to say',
      statement: when({ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }),
      said: [],
    },
    {
      why: 'networks apart from each other',
      statement: when({
        IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
        NotIpAddress: { 'aws:SourceIp': '203.0.0.0/16' },
      }),
      said: ['impossible-condition Statement[0].Condition'],
    },
    {
      why: 'a key with several values can fulfil both',
      statement: when(
        {
          'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' },
          StringEquals: { 'aws:TagKeys': 'cost' },
        },
        { Action: 'ec2:RunInstances' },
      ),
      said: [],
    },
    {
      why: 'nothing is known of the key, so it may have several values',
      statement: when({
        StringEquals: { 'example.com/idp:groups': 'a' },
        StringLike: { 'example.com/idp:groups': 'b' },
      }),
      said: [],
    },
    {
      why: 'a misspelt key',
      statement: when({ StringEquals: { 'aws:SourceVpcs': 'vpc-0a1' } }),
      said: ['unknown-condition-key Statement[0].Condition.StringEquals.aws:SourceVpcs'],
    },
    {
      why: 'a tag key in a known family',
      statement: when({ StringEquals: { 's3:ExistingObjectTag/team': 'shop' } }),
      said: [],
    },
    {
      why: 'Secrets Manager names its placeholder otherwise',
      statement: when(
        { StringEquals: { 'secretsmanager:ResourceTag/team': 'shop' } },
        { Action: 'secretsmanager:GetSecretValue' },
      ),
      said: [],
    },
    {
      why: 'a misspelt variable',
      statement: allow({ Action: 's3:GetObject', Resource: `${orders}/\${aws:usrname}/*` }),
      said: ['unknown-condition-key Statement[0].Resource'],
    },
    {
      why: 'a star that StringEquals takes for a character',
      statement: when({ StringEquals: { 'aws:PrincipalTag/team': 'shop-*' } }),
      said: ['literal-wildcard Statement[0].Condition.StringEquals.aws:PrincipalTag/team'],
    },
    {
      why: 'a negated one never excludes what was meant',
      statement: when({ StringNotEquals: { 'aws:userid': 'AROAEXAMPLE:*' } }),
      said: ['literal-wildcard Statement[0].Condition.StringNotEquals.aws:userid'],
    },
    {
      why: 'ArnEquals behaves as ArnLike',
      statement: when({ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/ci/*' } }),
      said: [],
    },
    {
      why: 'StringLike means the wildcard',
      statement: when({ StringLike: { 'aws:PrincipalTag/team': 'shop-*' } }),
      said: [],
    },
    {
      why: 'the star itself, written as a variable',
      statement: when({ StringEquals: { 's3:prefix': '${*}' } }, { Action: 's3:ListBucket' }),
      said: [],
    },
    {
      why: 'who called through nobody passes',
      statement: when({ 'ForAllValues:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } }),
      said: ['for-all-values-allow Statement[0].Condition.ForAllValues:StringEquals.aws:CalledVia'],
    },
    {
      why: 'the key is asked for',
      statement: when({
        'ForAllValues:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' },
        Null: { 'aws:CalledVia': 'false' },
      }),
      said: [],
    },
    {
      why: 'every request has the key',
      statement: when({ 'ForAllValues:StringEquals': { 'aws:PrincipalAccount': '111122223333' } }),
      said: [],
    },
    {
      why: 'a tag that must be there brings its key',
      statement: when(
        {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
          StringEquals: { 'aws:RequestTag/team': 'shop' },
        },
        { Action: 'ec2:RunInstances' },
      ),
      said: [],
    },
    {
      why: 'calls about tags carry their keys',
      statement: when(
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
        { Action: 'ec2:CreateTags' },
      ),
      said: [],
    },
  ])('$why', ({ statement, said }) => expect(kinds(statement)).toEqual(said));

  test('under Deny, ForAllValues on an absent key denies more, not less', () => {
    const statement = deny({
      Action: 's3:*',
      Condition: { 'ForAllValues:StringEquals': { 'aws:CalledVia': 'athena.amazonaws.com' } },
    });
    expect(kinds(statement)).toEqual([]);
  });

  test('an impossible Deny weighs more than an impossible Allow', () => {
    const Condition = { Null: { 'aws:SourceVpc': 'true' }, StringEquals: { 'aws:SourceVpc': 'a' } };
    const severities = [allow({ Action: 's3:*', Condition }), deny({ Action: 's3:*', Condition })]
      .flatMap((statement) => lintsOf(statement))
      .map(({ severity }) => severity);
    expect(severities).toEqual(['low', 'medium']);
  });
});

describe('trust policies', () => {
  const trust = (Condition: Json): Json => ({
    Effect: 'Allow',
    Principal: {
      Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
  });
  const sub = 'token.actions.githubusercontent.com:sub';
  test.each([
    {
      why: 'the classic: a repository pattern under StringEquals matches no token',
      condition: { StringEquals: { [sub]: 'repo:meadow/shop:*' } },
      said: [`literal-wildcard Statement[0].Condition.StringEquals.${sub}`],
    },
    { why: 'StringLike', condition: { StringLike: { [sub]: 'repo:meadow/shop:*' } }, said: [] },
    {
      why: 'providers name their own keys',
      condition: {
        StringEquals: { 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE:aud': 'sts.amazonaws.com' },
      },
      said: [],
    },
  ])('$why', ({ condition, said }) => expect(kinds(trust(condition), 'trust')).toEqual(said));
});

describe('statements that others cover', () => {
  const read = allow({ Action: ['s3:GetObject', 's3:GetObjectTagging'], Resource: `${orders}/*` });
  const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  test.each([
    {
      why: 'a wider one',
      statements: [allow({ Action: 's3:Get*' }), read],
      said: ['dead-statement Statement[1]'],
    },
    {
      why: 'twice the same: the later',
      statements: [read, read],
      said: ['dead-statement Statement[1]'],
    },
    {
      why: 'two together',
      statements: [
        allow({ Action: 's3:GetObject' }),
        allow({ Action: 's3:GetObjectTagging' }),
        read,
      ],
      said: ['dead-statement Statement[2]'],
    },
    {
      why: 'the wider one asks for more',
      statements: [allow({ Action: 's3:Get*', Condition: mfa }), read],
      said: [],
    },
    {
      why: 'the narrower one asks for more',
      statements: [read, { ...read, Condition: mfa }],
      said: ['dead-statement Statement[1]'],
    },
    {
      why: 'a Deny does not cover an Allow',
      statements: [deny({ Action: 's3:Get*' }), read],
      said: [],
    },
    {
      why: 'a Deny covers a Deny',
      statements: [deny({ Action: 's3:Delete*' }), deny({ Action: 's3:DeleteObject' })],
      said: ['dead-statement Statement[1]'],
    },
    {
      why: 'names outside the catalogue are compared as text',
      statements: [allow({ Action: 'gardenia:*' }), allow({ Action: 'gardenia:ReadBed' })],
      said: [
        'unknown-action Statement[0].Action',
        'dead-statement Statement[1]',
        'unknown-action Statement[1].Action',
      ],
    },
    {
      why: 'other resources',
      statements: [allow({ Action: 's3:Get*', Resource: 'arn:aws:s3:::meadow-logs/*' }), read],
      said: [],
    },
  ])('$why', ({ statements, said }) => expect(kinds(statements)).toEqual(said));
});

test('nothing is said of a statement that was not understood', () => {
  expect(kinds({ Effect: 'Maybe', Action: 'iam:PassRole', Resource: '*' })).toEqual([]);
});
