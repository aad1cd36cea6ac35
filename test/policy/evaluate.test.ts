import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { evaluate, evaluateBounds, type Layers } from '../../src/policy/evaluate.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Principal } from '../../src/policy/principals.js';
import type { Request } from '../../src/policy/request.js';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const QUEUE = `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`;

const alice: Principal = {
  kind: 'user',
  account: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  uniqueId: 'AIDAEXAMPLEALICE0001',
};
const deployer: Principal = {
  kind: 'role-session',
  account: ACCOUNT,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
  sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/deployer/build-17`,
};
const linked: Principal = {
  kind: 'role-session',
  account: ACCOUNT,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
  sessionArn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForECS/ecs`,
};
const guest: Principal = {
  kind: 'federated-user-session',
  account: ACCOUNT,
  sessionArn: `arn:aws:sts::${ACCOUNT}:federated-user/guest`,
  issuerArn: alice.arn,
};
const root: Principal = { kind: 'root', account: ACCOUNT };
const partner: Principal = {
  kind: 'user',
  account: OTHER,
  arn: `arn:aws:iam::${OTHER}:user/partner`,
};
const events: Principal = { kind: 'service', name: 'events.amazonaws.com' };
const okta: Principal = {
  kind: 'federated',
  provider: `arn:aws:iam::${ACCOUNT}:saml-provider/okta`,
};
const anonymous: Principal = { kind: 'anonymous' };

function policy(...statements: unknown[]): PolicyDocument {
  const { document, problems } = parsePolicy({ Version: '2012-10-17', Statement: statements });
  expect(problems).toEqual([]);
  return document;
}
const allow = { Effect: 'Allow', Action: 'sqs:*', Resource: '*' };
const deny = { ...allow, Effect: 'Deny' };
const elsewhere = { ...allow, Action: 's3:*' };
const ALLOW = policy(allow);
const DENY = policy(deny);
const ELSEWHERE = policy(elsewhere);
const NOTHING = policy();
const naming = (Principal: unknown, kind: 'role-trust' | 'kms-key' | 'other' = 'other') => ({
  kind,
  document: policy({ ...allow, Principal }),
});
const send = (principal: Principal, change: Partial<Request> = {}): Request => ({
  action: 'sqs:SendMessage',
  resource: QUEUE,
  principal,
  context: new Map(),
  ...change,
});

const FLOW = 'How AWS enforcement code logic evaluates requests to allow or deny access';
const SINGLE = 'Policy evaluation for requests within a single account';
const CROSS = 'Cross-account policy evaluation logic';
const SCP = 'SCP evaluation';
const RCP = 'Resource control policies (RCPs)';
const BOUNDARY = 'Permissions boundaries for IAM entities';
const PRINCIPAL = 'AWS JSON policy elements: Principal';

type Row = {
  readonly page: string;
  readonly why: string;
  readonly principal: Principal;
  readonly layers: Layers;
  readonly expected: string;
};

/** `expected` is the outcome's first letters and the layer that blocked. */
const ROWS: readonly Row[] = [
  {
    page: FLOW,
    why: 'nothing allows',
    principal: alice,
    layers: { identity: [] },
    expected: 'Implicitly identity',
  },
  {
    page: FLOW,
    why: 'an identity policy allows',
    principal: alice,
    layers: { identity: [ELSEWHERE, ALLOW] },
    expected: 'Allowed',
  },
  {
    page: FLOW,
    why: 'a Deny wins',
    principal: alice,
    layers: { identity: [ALLOW, DENY] },
    expected: 'Explicitly identity',
  },
  {
    page: FLOW,
    why: 'a Deny wins from the boundary',
    principal: alice,
    layers: { identity: [ALLOW], boundary: policy(allow, deny) },
    expected: 'Explicitly boundary',
  },
  {
    page: FLOW,
    why: 'a Deny wins over naming the caller',
    principal: alice,
    layers: { identity: [DENY], resourcePolicy: naming({ AWS: alice.arn }) },
    expected: 'Explicitly identity',
  },
  {
    page: FLOW,
    why: 'the first layer that denies is named',
    principal: alice,
    layers: { identity: [DENY], scpLevels: [[ALLOW, DENY]] },
    expected: 'Explicitly scp',
  },
  {
    page: FLOW,
    why: 'the root user needs no policy',
    principal: root,
    layers: { identity: [] },
    expected: 'Allowed',
  },
  {
    page: BOUNDARY,
    why: 'a boundary alone grants nothing',
    principal: alice,
    layers: { identity: [], boundary: ALLOW },
    expected: 'Implicitly identity',
  },
  {
    page: BOUNDARY,
    why: 'a boundary must allow too',
    principal: alice,
    layers: { identity: [ALLOW], boundary: ELSEWHERE },
    expected: 'Implicitly boundary',
  },
  {
    page: BOUNDARY,
    why: 'an empty boundary allows nothing',
    principal: alice,
    layers: { identity: [ALLOW], boundary: NOTHING },
    expected: 'Implicitly boundary',
  },
  {
    page: FLOW,
    why: 'a session policy must allow too',
    principal: deployer,
    layers: { identity: [ALLOW], session: [ELSEWHERE] },
    expected: 'Implicitly session',
  },
  {
    page: FLOW,
    why: 'session policies add up',
    principal: deployer,
    layers: { identity: [ALLOW], session: [ELSEWHERE, ALLOW] },
    expected: 'Allowed',
  },
  {
    page: FLOW,
    why: 'an empty session policy allows nothing',
    principal: deployer,
    layers: { identity: [ALLOW], session: [] },
    expected: 'Implicitly session',
  },
  {
    page: 'GetFederationToken',
    why: 'no session policy, no permissions',
    principal: guest,
    layers: { identity: [ALLOW] },
    expected: 'Implicitly session',
  },
  {
    page: 'GetFederationToken',
    why: 'user and session policy both allow',
    principal: guest,
    layers: { identity: [ALLOW], session: [ALLOW] },
    expected: 'Allowed',
  },
  {
    page: SCP,
    why: 'every level must allow',
    principal: alice,
    layers: { identity: [ALLOW], scpLevels: [[ALLOW], [ELSEWHERE], [ALLOW]] },
    expected: 'Implicitly scp',
  },
  {
    page: SCP,
    why: 'one policy of a level is enough',
    principal: alice,
    layers: { identity: [ALLOW], scpLevels: [[ALLOW], [ELSEWHERE, ALLOW]] },
    expected: 'Allowed',
  },
  {
    page: SCP,
    why: 'a level without policies allows nothing',
    principal: alice,
    layers: { identity: [ALLOW], scpLevels: [[]] },
    expected: 'Implicitly scp',
  },
  {
    page: SCP,
    why: 'SCPs grant nothing',
    principal: alice,
    layers: { identity: [], scpLevels: [[ALLOW]] },
    expected: 'Implicitly identity',
  },
  {
    page: SCP,
    why: 'the root user of a member account is bound',
    principal: root,
    layers: { identity: [], scpLevels: [[ELSEWHERE]] },
    expected: 'Implicitly scp',
  },
  {
    page: SCP,
    why: 'the management account is not bound',
    principal: alice,
    layers: { identity: [ALLOW], scpLevels: [[DENY]], managementAccount: ACCOUNT },
    expected: 'Allowed',
  },
  {
    page: SCP,
    why: 'service-linked roles are not bound',
    principal: linked,
    layers: { identity: [ALLOW], scpLevels: [[DENY]] },
    expected: 'Allowed',
  },
  {
    page: SCP,
    why: 'services have no account that SCPs bind',
    principal: events,
    layers: { identity: [], scpLevels: [[DENY]], resourcePolicy: naming({ Service: events.name }) },
    expected: 'Allowed',
  },
  {
    page: RCP,
    why: 'a Deny binds everybody',
    principal: partner,
    layers: { identity: [ALLOW], rcpLevels: [[ALLOW, DENY]], resourcePolicy: naming('*') },
    expected: 'Explicitly rcp',
  },
  {
    page: RCP,
    why: 'every level must allow',
    principal: alice,
    layers: { identity: [ALLOW], rcpLevels: [[ALLOW], []] },
    expected: 'Implicitly rcp',
  },
  {
    page: RCP,
    why: 'service-linked roles are not bound',
    principal: linked,
    layers: { identity: [ALLOW], rcpLevels: [[DENY]] },
    expected: 'Allowed',
  },
  {
    page: RCP,
    why: 'resources of the management account are not bound',
    principal: partner,
    layers: {
      identity: [ALLOW],
      rcpLevels: [[DENY]],
      resourcePolicy: naming('*'),
      managementAccount: ACCOUNT,
    },
    expected: 'Allowed',
  },
  {
    page: RCP,
    why: 'that the caller is of the management account is no excuse',
    principal: partner,
    layers: {
      identity: [ALLOW],
      rcpLevels: [[DENY]],
      resourcePolicy: naming('*'),
      managementAccount: OTHER,
    },
    expected: 'Explicitly rcp',
  },
  {
    page: SINGLE,
    why: 'a user named needs nothing else',
    principal: alice,
    layers: { identity: [], boundary: ELSEWHERE, resourcePolicy: naming({ AWS: alice.arn }) },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a session named needs nothing else',
    principal: deployer,
    layers: {
      identity: [],
      boundary: NOTHING,
      session: [],
      resourcePolicy: naming({ AWS: deployer.sessionArn }),
    },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a federated session named needs nothing else',
    principal: guest,
    layers: { identity: [], resourcePolicy: naming({ AWS: guest.sessionArn }) },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a role named needs no identity policy',
    principal: deployer,
    layers: { identity: [], resourcePolicy: naming({ AWS: deployer.roleArn }) },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a role named is bound by its boundary',
    principal: deployer,
    layers: {
      identity: [],
      boundary: ELSEWHERE,
      resourcePolicy: naming({ AWS: deployer.roleArn }),
    },
    expected: 'Implicitly boundary',
  },
  {
    page: SINGLE,
    why: 'a role named is bound by its session policy',
    principal: deployer,
    layers: {
      identity: [],
      session: [ELSEWHERE],
      resourcePolicy: naming({ AWS: deployer.roleArn }),
    },
    expected: 'Implicitly session',
  },
  {
    page: SINGLE,
    why: 'another user is no issuer',
    principal: guest,
    layers: { identity: [], session: [ALLOW], resourcePolicy: naming({ AWS: partner.arn }) },
    expected: 'Implicitly identity',
  },
  {
    page: SINGLE,
    why: 'the issuer of a federated session is like a role',
    principal: guest,
    layers: { identity: [], session: [ELSEWHERE], resourcePolicy: naming({ AWS: alice.arn }) },
    expected: 'Implicitly session',
  },
  {
    page: PRINCIPAL,
    why: 'everyone is not limited by a boundary',
    principal: deployer,
    layers: { identity: [], boundary: ELSEWHERE, resourcePolicy: naming('*') },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'AWS:* is everyone',
    principal: deployer,
    layers: { identity: [], boundary: ELSEWHERE, resourcePolicy: naming({ AWS: '*' }) },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'the account leaves it to its own policies',
    principal: alice,
    layers: { identity: [], resourcePolicy: naming({ AWS: ACCOUNT }) },
    expected: 'Implicitly identity',
  },
  {
    page: PRINCIPAL,
    why: 'the root ARN is the account',
    principal: alice,
    layers: {
      identity: [ALLOW],
      resourcePolicy: naming({ AWS: `arn:aws:iam::${ACCOUNT}:root` }, 'kms-key'),
    },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'a deleted identity shows as its id',
    principal: alice,
    layers: { identity: [], resourcePolicy: naming({ AWS: 'AIDAEXAMPLEALICE0001' }) },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'a service',
    principal: events,
    layers: {
      identity: [],
      resourcePolicy: naming({ Service: ['s3.amazonaws.com', 'events.amazonaws.com'] }),
    },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'another service',
    principal: events,
    layers: { identity: [], resourcePolicy: naming({ Service: 's3.amazonaws.com' }) },
    expected: 'Implicitly resource',
  },
  {
    page: PRINCIPAL,
    why: 'an identity provider',
    principal: okta,
    layers: { identity: [], resourcePolicy: naming({ Federated: okta.provider }, 'role-trust') },
    expected: 'Allowed',
  },
  {
    page: PRINCIPAL,
    why: 'strangers need a star',
    principal: anonymous,
    layers: { identity: [], resourcePolicy: naming({ AWS: ACCOUNT }) },
    expected: 'Implicitly resource',
  },
  {
    page: PRINCIPAL,
    why: 'a star is for strangers too',
    principal: anonymous,
    layers: { identity: [], resourcePolicy: naming('*') },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a resource policy elsewhere does not matter',
    principal: alice,
    layers: { identity: [ALLOW], resourcePolicy: { kind: 'other', document: NOTHING } },
    expected: 'Allowed',
  },
  {
    page: SINGLE,
    why: 'a trust policy must name the caller',
    principal: alice,
    layers: { identity: [ALLOW], resourcePolicy: naming({ AWS: OTHER }, 'role-trust') },
    expected: 'Implicitly resource',
  },
  {
    page: SINGLE,
    why: 'a key policy must name the caller',
    principal: alice,
    layers: { identity: [ALLOW], resourcePolicy: { kind: 'kms-key', document: NOTHING } },
    expected: 'Implicitly resource',
  },
  {
    page: SINGLE,
    why: 'a trust policy for the account needs an identity policy',
    principal: alice,
    layers: { identity: [], resourcePolicy: naming({ AWS: ACCOUNT }, 'role-trust') },
    expected: 'Implicitly identity',
  },
  {
    page: SINGLE,
    why: 'a trust policy for the caller is enough',
    principal: alice,
    layers: { identity: [], resourcePolicy: naming({ AWS: alice.arn }, 'role-trust') },
    expected: 'Allowed',
  },
  {
    page: CROSS,
    why: 'the identity side alone',
    principal: partner,
    layers: { identity: [ALLOW] },
    expected: 'Implicitly resource',
  },
  {
    page: CROSS,
    why: 'the resource side alone',
    principal: partner,
    layers: { identity: [], resourcePolicy: naming({ AWS: partner.arn }) },
    expected: 'Implicitly identity',
  },
  {
    page: CROSS,
    why: 'both sides',
    principal: partner,
    layers: { identity: [ALLOW], resourcePolicy: naming({ AWS: OTHER }) },
    expected: 'Allowed',
  },
  {
    page: CROSS,
    why: 'a boundary binds on its side',
    principal: partner,
    layers: {
      identity: [ALLOW],
      boundary: ELSEWHERE,
      resourcePolicy: naming({ AWS: partner.arn }),
    },
    expected: 'Implicitly boundary',
  },
];

describe('composition of layers', () => {
  test.each(ROWS)('$page: $why', ({ principal, layers, expected }) => {
    const { outcome, layer } = evaluate(send(principal), layers);
    const [wanted, blocked] = expected.split(' ');
    expect(outcome.startsWith(wanted ?? '')).toBe(true);
    expect(layer).toBe(blocked);
  });

  test('a trust policy names no resource: the role is it', () => {
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: alice.arn },
      Action: ['sts:TagSession', 'sts:AssumeRole'],
    });
    const assume = send(alice, { action: 'sts:AssumeRole', resource: deployer.roleArn });
    const layers: Layers = {
      identity: [],
      resourcePolicy: { kind: 'role-trust', document: trust },
    };
    expect(evaluate(assume, layers).outcome).toBe('Allowed');
  });

  test('an RCP is written for everyone, and understood', () => {
    const rcp = policy({ ...allow, Principal: '*' });
    const layers = { identity: [ALLOW], rcpLevels: [[rcp], [rcp, ELSEWHERE]] };
    expect(evaluate(send(alice), layers).outcome).toBe('Allowed');
    const named = policy({ ...allow, Principal: { AWS: alice.arn } });
    const odd = { identity: [ALLOW], rcpLevels: [[named]] };
    expect(evaluate(send(alice), odd)).toMatchObject({ layer: 'rcp' });
  });

  test('kms:RetireGrant is outside RCPs', () => {
    const retire = send(alice, { action: 'kms:RetireGrant' });
    const layers = { identity: [policy({ ...allow, Action: '*' })], rcpLevels: [[]] };
    expect(evaluate(retire, layers).outcome).toBe('Allowed');
  });

  test('the statements that decided are named', () => {
    const layers = {
      identity: [ELSEWHERE, policy(elsewhere, allow)],
      scpLevels: [[ALLOW], [ALLOW]],
    };
    expect(evaluate(send(alice), layers).statements).toEqual([
      { layer: 'scp', level: 0, policy: 0, statement: 0 },
      { layer: 'scp', level: 1, policy: 0, statement: 0 },
      { layer: 'identity', policy: 1, statement: 1 },
    ]);
    const denied = { identity: [policy(elsewhere, deny)], boundary: DENY };
    expect(evaluate(send(alice), denied).statements).toEqual([
      { layer: 'identity', policy: 0, statement: 1 },
      { layer: 'boundary', policy: 0, statement: 0 },
    ]);
  });

  test('the owner of a bucket is not in its ARN', () => {
    const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::meadow-logs/2026/11/23.gz' };
    const layers = { identity: [ELSEWHERE] };
    expect(evaluate(send(alice, read), layers).outcome).toBe('Allowed');
    const foreign = send(alice, { ...read, resourceAccount: OTHER });
    expect(evaluate(foreign, layers)).toMatchObject({ layer: 'resource' });
  });
});

describe('NotPrincipal with Deny ("AWS JSON policy elements: NotPrincipal")', () => {
  const rootArn = `arn:aws:iam::${ACCOUNT}:root`;
  test.each([
    {
      listed: [alice.arn, rootArn],
      principal: alice,
      every: 'Allowed',
      some: 'Allowed',
      why: 'user and account',
    },
    {
      listed: [alice.arn],
      principal: alice,
      every: 'ExplicitlyDenied',
      some: 'Allowed',
      why: 'AWS might validate the account first',
    },
    {
      listed: [rootArn],
      principal: alice,
      every: 'ExplicitlyDenied',
      some: 'Allowed',
      why: 'the account alone',
    },
    {
      listed: [OTHER],
      principal: alice,
      every: 'ExplicitlyDenied',
      some: 'ExplicitlyDenied',
      why: 'somebody else',
    },
    {
      listed: [rootArn],
      principal: root,
      every: 'Allowed',
      some: 'Allowed',
      why: 'the root user is the account',
    },
    {
      listed: [deployer.sessionArn, deployer.roleArn, ACCOUNT],
      principal: deployer,
      every: 'Allowed',
      some: 'Allowed',
      why: 'session, role and account',
    },
    {
      listed: [deployer.roleArn, ACCOUNT],
      principal: deployer,
      every: 'ExplicitlyDenied',
      some: 'Allowed',
      why: 'then the assumed-role user',
    },
  ])('$why', ({ listed, principal, every, some }) => {
    const document = policy({ ...deny, NotPrincipal: { AWS: listed } });
    const layers: Layers = { identity: [ALLOW], resourcePolicy: { kind: 'other', document } };
    const bounds = evaluateBounds(send(principal), layers);
    expect([bounds.everyContext.outcome, bounds.someContext.outcome]).toEqual([every, some]);
  });

  test('everyone excepted is nobody denied', () => {
    const document = policy({ ...deny, NotPrincipal: { AWS: '*' } });
    const layers: Layers = { identity: [ALLOW], resourcePolicy: { kind: 'other', document } };
    expect(evaluate(send(alice), layers).outcome).toBe('Allowed');
  });

  test('a boundary changes nothing for a Deny with Principal', () => {
    const document = policy({ ...deny, Principal: { AWS: partner.arn } });
    const resourcePolicy = { kind: 'other', document } as const;
    const layers = { identity: [ALLOW], boundary: ALLOW, resourcePolicy };
    expect(evaluate(send(alice), layers).outcome).toBe('Allowed');
  });

  test('a boundary loses the exception', () => {
    const document = policy({ ...deny, NotPrincipal: { AWS: [alice.arn, ACCOUNT] } });
    const resourcePolicy = { kind: 'other', document } as const;
    const layers = { identity: [ALLOW], boundary: ALLOW, resourcePolicy };
    expect(evaluateBounds(send(alice), layers).someContext.outcome).toBe('ExplicitlyDenied');
  });
});

describe('elements of a statement', () => {
  const evaluated = (statement: unknown, change: Partial<Request> = {}) =>
    evaluate(send(alice, change), { identity: [policy(statement)] }).outcome === 'Allowed';

  test.each([
    { change: { Action: 'SQS:sendmessage' }, expected: true, why: 'actions ignore case' },
    { change: { Action: undefined, NotAction: 'sqs:Delete*' }, expected: true, why: 'NotAction' },
    { change: { Action: undefined, NotAction: 'sqs:Send*' }, expected: false, why: 'NotAction' },
    {
      change: { Resource: undefined, NotResource: `${QUEUE}-*` },
      expected: true,
      why: 'NotResource',
    },
    { change: { Resource: undefined, NotResource: QUEUE }, expected: false, why: 'NotResource' },
    { change: { Resource: 'arn:aws:sqs:*:orders' }, expected: true, why: 'a star crosses colons' },
  ])('$change is $expected: $why', ({ change, expected }) => {
    const { Action, Resource, ...rest } = { ...allow, ...change };
    const written = { ...rest, ...(Action && { Action }), ...(Resource && { Resource }) };
    expect(evaluated(written)).toBe(expected);
  });

  test('the segmented reading keeps a star in its segment', () => {
    const layers = { identity: [policy({ ...allow, Resource: 'arn:aws:sqs:*:orders' })] };
    expect(evaluate(send(alice), layers, { reading: 'segmented' }).outcome).toBe(
      'ImplicitlyDenied',
    );
  });

  const own = 'arn:aws:sqs:eu-west-1:111122223333:${aws:username}-*';
  const byName = { ...allow, Resource: own };
  test.each([
    {
      statement: byName,
      context: [['aws:username', 'alice']],
      every: true,
      some: true,
      why: 'replaced',
    },
    {
      statement: byName,
      context: [['aws:username', 'bob']],
      every: false,
      some: false,
      why: 'another',
    },
    {
      statement: byName,
      context: [['aws:username', '*']],
      every: false,
      some: false,
      why: 'a value is no wildcard',
    },
    { statement: byName, context: [], every: false, some: false, why: 'no value, no match' },
    {
      statement: { ...allow, Resource: own.replace('}', ", 'alice'}") },
      context: [],
      every: true,
      some: true,
      why: 'default',
    },
    {
      statement: { ...allow, Resource: own.replace('}', ", 'bob'}") },
      context: [['aws:username', 'alice']],
      every: true,
      some: true,
      why: 'a value wins over the default',
    },
    {
      statement: { ...allow, Resource: undefined, NotResource: own },
      context: [],
      every: false,
      some: true,
      why: 'AWS: "might" be invalid',
    },
    {
      statement: { ...allow, Resource: 'arn:aws:sqs:eu-west-1:111122223333:alice-${*}' },
      context: [],
      every: false,
      some: false,
      why: '${*} is a star',
    },
  ])('variables: $why', ({ statement, context, every, some }) => {
    const { Resource, ...rest } = statement;
    const written = policy({ ...rest, ...(Resource && { Resource }) });
    const request = send(alice, {
      resource: 'arn:aws:sqs:eu-west-1:111122223333:alice-orders',
      context: new Map(context.map(([key = '', value = '']) => [key, [value]])),
    });
    const bounds = evaluateBounds(request, { identity: [written] });
    expect(bounds.everyContext.outcome === 'Allowed').toBe(every);
    expect(bounds.someContext.outcome === 'Allowed').toBe(some);
  });

  test('a variable whose key is not known may match, where its surroundings do', () => {
    const layers = { identity: [policy(byName)] };
    const bounds = (name: string) => {
      const resource = `arn:aws:sqs:eu-west-1:${ACCOUNT}:${name}`;
      const { everyContext, someContext } = evaluateBounds(
        send(alice, { resource, unknownKeys: 'unknown' }),
        layers,
      );
      return [everyContext.outcome, someContext.outcome];
    };
    expect(bounds('alice-orders')).toEqual(['ImplicitlyDenied', 'Allowed']);
    expect(bounds('orders')).toEqual(['ImplicitlyDenied', 'ImplicitlyDenied']);
  });

  test('a key that is not known need not take its default', () => {
    const statement = { ...allow, Resource: own.replace('}', ", 'alice'}") };
    const resource = `arn:aws:sqs:eu-west-1:${ACCOUNT}:alice-orders`;
    const request = send(alice, { resource, unknownKeys: 'unknown' });
    const bounds = evaluateBounds(request, { identity: [policy(statement)] });
    expect(bounds.everyContext.outcome).toBe('ImplicitlyDenied');
    expect(bounds.someContext.outcome).toBe('Allowed');
  });

  test('version 2008-10-17 takes variables for text', () => {
    const { document } = parsePolicy({ Statement: [byName] });
    const context = new Map([['aws:username', ['alice']]]);
    const ask = (name: string) =>
      evaluate(send(alice, { context, resource: own.replace('*', name) }), {
        identity: [document],
      });
    expect(ask('orders').outcome).toBe('Allowed');
    const resource = `arn:aws:sqs:eu-west-1:${ACCOUNT}:alice-orders`;
    expect(evaluate(send(alice, { context, resource }), { identity: [document] }).outcome).toBe(
      'ImplicitlyDenied',
    );
  });
});

describe('what is not known', () => {
  const fromOffice = { ...allow, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };

  test.each([
    { statements: [fromOffice], every: 'ImplicitlyDenied', some: 'Allowed', why: 'may allow' },
    {
      statements: [allow, { ...fromOffice, Effect: 'Deny' }],
      every: 'ExplicitlyDenied',
      some: 'Allowed',
      why: 'may deny',
    },
    { statements: [allow, fromOffice], every: 'Allowed', some: 'Allowed', why: 'does not matter' },
    {
      statements: [deny, fromOffice],
      every: 'ExplicitlyDenied',
      some: 'ExplicitlyDenied',
      why: 'does not matter',
    },
  ])('a condition on a key that is not given $why', ({ statements, every, some }) => {
    const request = send(alice, { unknownKeys: 'unknown' });
    const bounds = evaluateBounds(request, { identity: [policy(...statements)] });
    expect([bounds.everyContext.outcome, bounds.someContext.outcome]).toEqual([every, some]);
  });

  test.each([
    { statement: { ...allow, Extra: 1 }, every: 'ImplicitlyDenied', some: 'Allowed' },
    { statement: { ...deny, Extra: 1 }, every: 'ExplicitlyDenied', some: 'ImplicitlyDenied' },
    { statement: { ...allow, Effect: 'allow' }, every: 'ExplicitlyDenied', some: 'Allowed' },
    { statement: { ...elsewhere, Extra: 1 }, every: 'ImplicitlyDenied', some: 'ImplicitlyDenied' },
  ])('an opaque statement $statement proves nothing', ({ statement, every, some }) => {
    const { document } = parsePolicy({ Version: '2012-10-17', Statement: [statement] });
    const bounds = evaluateBounds(send(alice), { identity: [document] });
    expect([bounds.everyContext.outcome, bounds.someContext.outcome]).toEqual([every, some]);
  });

  test('a principal in an identity policy is not understood', () => {
    const layers = { identity: [policy({ ...allow, Principal: '*' })] };
    const bounds = evaluateBounds(send(alice), layers);
    expect([bounds.everyContext.outcome, bounds.someContext.outcome]).toEqual([
      'ImplicitlyDenied',
      'Allowed',
    ]);
  });
});
