/**
 * The evaluator against the reference in `test/model`, on random policies and requests.
 *
 * `LEASTWISE_NIGHTLY=1` asks for a million requests. A run in which too little happened fails.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { evaluate, type Layers } from '../../src/policy/evaluate.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import type { Principal } from '../../src/policy/principals.js';
import type { Request } from '../../src/policy/request.js';
import { type Layers as ReferenceLayers, referenceEvaluate } from '../model/reference-evaluator.js';

const REQUESTS_PER_CASE = 40;
const CASES = process.env.LEASTWISE_NIGHTLY === '1' ? 25_000 : 500;
const LEAST_SHARE = 0.05;

type Json = Readonly<Record<string, unknown>>;

const HERE = '111122223333';
const THERE = '444455556666';
const ROLE = `arn:aws:iam::${HERE}:role/ci/deployer`;

const PRINCIPALS: readonly Principal[] = [
  { kind: 'user', account: HERE, arn: `arn:aws:iam::${HERE}:user/alice` },
  {
    kind: 'role-session',
    account: HERE,
    roleArn: ROLE,
    sessionArn: `arn:aws:sts::${HERE}:assumed-role/deployer/build-17`,
  },
  {
    kind: 'role-session',
    account: THERE,
    roleArn: `arn:aws:iam::${THERE}:role/partner`,
    sessionArn: `arn:aws:sts::${THERE}:assumed-role/partner/nightly`,
  },
  {
    kind: 'role-session',
    account: HERE,
    roleArn: `arn:aws:iam::${HERE}:role/aws-service-role/ecs.amazonaws.com/ForECS`,
    sessionArn: `arn:aws:sts::${HERE}:assumed-role/ForECS/ecs`,
  },
  {
    kind: 'federated-user-session',
    account: HERE,
    sessionArn: `arn:aws:sts::${HERE}:federated-user/guest`,
    issuerArn: `arn:aws:iam::${HERE}:user/alice`,
  },
  { kind: 'root', account: HERE },
  { kind: 'service', name: 'events.amazonaws.com' },
  { kind: 'federated', provider: `arn:aws:iam::${HERE}:saml-provider/okta` },
  {
    kind: 'canonical-user',
    id: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  },
  { kind: 'anonymous' },
];

const NAMES = [
  ...PRINCIPALS.flatMap((principal) => {
    const { kind, account, ...arns } = { account: '', ...principal };
    return Object.values<string>(arns).filter(
      (value) => value.startsWith('arn:') && kind !== 'federated',
    );
  }),
  HERE,
  THERE,
  `arn:aws:iam::${HERE}:root`,
];

const TARGETS = [
  { action: 's3:GetObject', resource: 'arn:aws:s3:::meadow-logs/alice/a:b.gz' },
  { action: 's3:GetObject', resource: 'arn:aws:s3:::meadow-logs/*/b' },
  { action: 's3:ListAllMyBuckets', resource: '*' },
  { action: 'sqs:SendMessage', resource: `arn:aws:sqs:eu-west-1:${HERE}:orders` },
  { action: 'sqs:DeleteMessage', resource: `arn:aws:sqs:eu-west-1:${THERE}:orders-eu` },
  { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${HERE}:key/0a1b` },
  { action: 'kms:RetireGrant', resource: `arn:aws:kms:eu-west-1:${HERE}:key/0a1b` },
  { action: 'sts:AssumeRole', resource: ROLE },
] as const;

const ACTIONS = [
  ...TARGETS.map(({ action }) => action),
  '*',
  '*',
  '*',
  's3:*',
  'sqs:*',
  'S3:getobject',
  's3:Get*',
  '*:*Message',
  'kms:?e*',
  'sts:*',
  'sqs:?endmessage',
  'ec2:*',
];
const RESOURCES = [
  '*',
  '*',
  '*',
  '*',
  ...TARGETS.map(({ resource }) => resource),
  'arn:aws:s3:::meadow-logs/*',
  'arn:aws:s3:::*b.gz',
  'arn:aws:*',
  'arn:*:orders',
  'arn:aws:sqs:*:orders',
  'arn:aws:sqs:*:*:orders*',
  'arn:aws:s3:::meadow-logs/${aws:username}/*',
  "arn:aws:s3:::meadow-logs/${aws:PrincipalTag/team, 'alice'}/*",
  'arn:aws:s3:::meadow-logs/${*}/b',
  `arn:aws:kms:*:${HERE}:key/????`,
  'arn:aws:sqs:eu-west-1:${aws:PrincipalAccount}:*',
  'arn?aws:*:*:*:*:*',
];

/** Per family: the operators, the keys, and values for policies and for requests. */
const FAMILIES = [
  {
    operators: [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
    ],
    keys: ['aws:PrincipalTag/team', 'aws:TagKeys', 'aws:username'],
    wanted: [
      'ops',
      'Ops',
      'o*',
      'd?v',
      'dev',
      '*',
      '',
      '${aws:username}',
      '${*}',
      "${aws:PrincipalTag/team, 'ops'}",
      'alice',
      'a${?}b',
    ],
    actual: ['ops', 'OPS', 'dev', '', 'alice', '*', 'a?b'],
  },
  {
    operators: [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    keys: ['s3:max-keys'],
    wanted: ['10', 10, '9.5', '-3', 0],
    actual: ['10', '10.0', '9', '-4', 'ten'],
  },
  {
    operators: [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    keys: ['aws:CurrentTime'],
    wanted: [
      '2026-11-23',
      '2026-11-23T12:00:00Z',
      '1795392000',
      '2026',
      '2026-11-23T01:00:00+01:00',
    ],
    actual: ['2026-11-23T00:00:00Z', '2026-11-23T12:00:00.5Z', '1795435200', 'noon'],
  },
  {
    operators: ['Bool', 'Null'],
    keys: ['aws:SecureTransport', 'aws:username', 'aws:TagKeys'],
    wanted: ['true', 'false', true, 'False'],
    actual: ['true', 'false', 'True', ''],
  },
  {
    operators: ['BinaryEquals'],
    keys: ['aws:Blob'],
    wanted: ['QmluYXJ5', 'QUJD'],
    actual: ['QmluYXJ5', 'qmluYXJ5'],
  },
  {
    operators: ['IpAddress', 'NotIpAddress'],
    keys: ['aws:SourceIp'],
    wanted: ['203.0.113.0/24', '10.0.0.0/9', '0.0.0.0/0', '198.51.100.7', '2001:db8::/32', '::/0'],
    actual: [
      '203.0.113.9',
      '10.127.0.1',
      '10.128.0.1',
      '198.51.100.7',
      '2001:db8::1',
      '2001:db9::1',
    ],
  },
  {
    operators: ['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
    keys: ['aws:PrincipalArn', 'aws:SourceArn'],
    wanted: [
      ROLE,
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::*:ci/*',
      `arn:aws:*:*:${HERE}:*`,
      '${aws:PrincipalArn}',
      'arn:aws:sqs:::${aws:username}',
    ],
    actual: [ROLE, `arn:aws:sns:eu-west-1:${HERE}:alerts:sub`, 'deployer', 'arn:aws:sqs:::alice'],
  },
] as const;

/** `undefined` but for one time in `n`. */
const sometimes = <Item>(item: fc.Arbitrary<Item>, n: number): fc.Arbitrary<Item | undefined> =>
  fc.oneof({ weight: n - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: item });

const oneOrMany = <Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<Item | Item[]> =>
  fc.oneof({ weight: 2, arbitrary: item }, fc.array(item, { minLength: 1, maxLength: 3 }));

const someCondition: fc.Arbitrary<Json> = fc.constantFrom(...FAMILIES).chain((family) =>
  fc
    .record({
      operator: fc.constantFrom<string>(...family.operators),
      qualifier: fc.constantFrom('', '', '', 'ForAllValues:', 'ForAnyValue:'),
      ifExists: fc.constantFrom('', '', '', 'IfExists'),
      key: fc.constantFrom<string>(...family.keys),
      // Null knows true and false only; a variable would make it something AWS refuses.
      values: oneOrMany(fc.constantFrom<string | number | boolean>(...family.wanted)),
    })
    .map(({ operator, qualifier, ifExists, key, values }) => {
      const name = operator === 'Null' ? operator : `${qualifier}${operator}${ifExists}`;
      return { [name]: { [key]: operator === 'Null' ? lowerCase(values) : values } };
    }),
);

function lowerCase(value: unknown): unknown {
  return Array.isArray(value) ? value.map(lowerCase) : String(value).toLowerCase();
}

const someConditions = fc
  .array(someCondition, { maxLength: 2 })
  .map((blocks): Json => Object.assign({}, ...blocks));

const somePrincipal: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>('*', { AWS: '*' }, { Service: 'events.amazonaws.com' }),
  fc.constantFrom<unknown>(
    { Federated: `arn:aws:iam::${HERE}:saml-provider/okta` },
    { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
  ),
  oneOrMany(fc.constantFrom(...NAMES)).map((AWS) => ({ AWS })),
  oneOrMany(fc.constantFrom(...NAMES)).map((AWS) => ({ AWS })),
);

const rarely = (name: string): fc.Arbitrary<string> =>
  fc.constantFrom(name, name, name, name, `Not${name}`);

function someStatement(where: 'identity' | 'resource'): fc.Arbitrary<Json> {
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Allow', 'Allow', 'Deny'),
      action: rarely('Action'),
      actions: oneOrMany(fc.constantFrom<string>(...ACTIONS)),
      resource: rarely('Resource'),
      resources: oneOrMany(fc.constantFrom<string>(...RESOURCES)),
      principal: rarely('Principal'),
      principals: somePrincipal,
      conditions: someConditions,
    })
    .map((s) => ({
      Effect: s.Effect,
      ...(where === 'resource' && { [s.principal]: s.principals }),
      [s.action]: s.actions,
      [s.resource]: s.resources,
      ...(Object.keys(s.conditions).length > 0 && { Condition: s.conditions }),
    }));
}

function somePolicy(where: 'identity' | 'resource' = 'identity'): fc.Arbitrary<Json> {
  return fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
    Statement: fc.oneof(
      someStatement(where),
      fc.array(someStatement(where), { minLength: 1, maxLength: 4 }),
    ),
  });
}

/** Boundaries, session policies, SCPs and RCPs mostly allow everything and deny a little. */
const someGuardrail: fc.Arbitrary<Json> = fc

  .tuple(
    fc.constantFrom(true, true, true, false),
    fc.array(someStatement('identity'), { maxLength: 2 }),
  )
  .map(([isOpen, statements]) => ({
    Version: '2012-10-17',
    Statement: isOpen
      ? [{ Effect: 'Allow', Action: '*', Resource: '*' }, ...statements]
      : statements,
  }));

const someLevels = fc.array(fc.array(someGuardrail, { minLength: 1, maxLength: 2 }), {
  maxLength: 2,
});

const someLayers: fc.Arbitrary<ReferenceLayers> = fc
  .record({
    identity: fc.array(somePolicy(), { minLength: 1, maxLength: 4 }),
    boundary: sometimes(someGuardrail, 2),
    session: sometimes(fc.array(someGuardrail, { maxLength: 2 }), 4),
    scpLevels: sometimes(someLevels, 2),
    rcpLevels: sometimes(someLevels, 4),
    resourcePolicy: sometimes(
      fc.record({
        document: somePolicy('resource'),
        kind: fc.constantFrom('other', 'other', 'other', 'other', 'role-trust', 'kms-key'),
      }),
      2,
    ),
    managementAccount: sometimes(fc.constantFrom(HERE, THERE), 8),
  })
  .map((layers) =>
    Object.fromEntries(Object.entries(layers).filter(([, value]) => value !== undefined)),
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<ReferenceLayers>;

const someContext = fc
  .tuple(
    ...FAMILIES.flatMap(({ keys, actual }) =>
      keys.map((key) =>
        sometimes(
          fc
            .array(fc.constantFrom<string>(...actual), { maxLength: 2 })
            .map((values): readonly [string, readonly string[]] => [key.toLowerCase(), values]),
          2,
        ),
      ),
    ),
  )
  .map((entries) => new Map(entries.filter((entry) => entry !== undefined)));

const someRequest = fc.record({
  principal: fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...PRINCIPALS) },
    { weight: 3, arbitrary: fc.constantFrom(...PRINCIPALS.slice(0, 2)) },
  ),
  target: fc.constantFrom(...TARGETS),
  resourceAccount: sometimes(fc.constant(THERE), 8),
  context: someContext,
  unknownKeys: fc.constantFrom('absent', 'absent', 'unknown'),
  reading: fc.constantFrom('flat', 'segmented'),
  doubt: fc.constantFrom('against-access', 'for-access'),
});

function parseCleanly(raw: Json): PolicyDocument {
  const { document, problems } = parsePolicy(raw);
  expect(problems).toEqual([]);
  return document;
}

function parsedLayers(
  raw: ReferenceLayers,
  change: (document: PolicyDocument) => PolicyDocument = (document) => document,
): Layers {
  const parsed = (json: Json): PolicyDocument => change(parseCleanly(json));
  const levels = (all: readonly (readonly Json[])[]) => all.map((level) => level.map(parsed));
  return {
    identity: raw.identity.map(parsed),
    ...(raw.boundary && { boundary: parsed(raw.boundary) }),
    ...(raw.session && { session: raw.session.map(parsed) }),
    ...(raw.scpLevels && { scpLevels: levels(raw.scpLevels) }),
    ...(raw.rcpLevels && { rcpLevels: levels(raw.rcpLevels) }),
    ...(raw.resourcePolicy && {
      resourcePolicy: {
        document: parsed(raw.resourcePolicy.document),
        kind: raw.resourcePolicy.kind as 'other',
      },
    }),
    ...(raw.managementAccount && { managementAccount: raw.managementAccount }),
  };
}

const withoutConditions = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  statements: document.statements.map((statement) => ({ ...statement, conditions: [] })),
});

test('the evaluator and the reference agree', () => {
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const requests = fc.array(someRequest, {
    minLength: REQUESTS_PER_CASE,
    maxLength: REQUESTS_PER_CASE,
  });
  fc.assert(
    fc.property(someLayers, requests, (raw, asked) => {
      const layers = parsedLayers(raw);
      const unconditional = parsedLayers(raw, withoutConditions);
      for (const { target, resourceAccount, reading, doubt, ...rest } of asked) {
        const request: Request & { unknownKeys: 'absent' | 'unknown' } = {
          ...target,
          ...rest,
          ...(resourceAccount && { resourceAccount }),
        };
        const { outcome, layer } = evaluate(request, layers, { reading, doubt });
        const answer = layer === undefined ? outcome : `${outcome}:${layer}`;
        expect(answer).toBe(referenceEvaluate(request, raw, { reading, doubt }));
        count('requests');
        count(outcome);
        if (evaluate(request, unconditional, { reading, doubt }).outcome !== outcome) {
          count('decided by a condition');
        }
        if (layer === 'boundary' || layer === 'scp') count('decided by a boundary or an SCP');
        if (layer === 'resource' || layer === 'rcp') count('decided on the resource side');
      }
    }),
    { numRuns: CASES },
  );
  const shares = sharesOf(counts);
  process.stdout.write(`${JSON.stringify(shares)}\n`);
  for (const what of [
    'Allowed',
    'ExplicitlyDenied',
    'ImplicitlyDenied',
    'decided by a condition',
    'decided by a boundary or an SCP',
    'decided on the resource side',
  ]) {
    expect(shares[what] ?? 0, what).toBeGreaterThanOrEqual(LEAST_SHARE);
  }
}, 3_600_000);

function sharesOf(counts: ReadonlyMap<string, number>): Record<string, number> {
  const total = counts.get('requests') ?? 1;
  return Object.fromEntries(
    [...counts].map(([what, n]) => [what, Math.round((n / total) * 1e3) / 1e3]),
  );
}
