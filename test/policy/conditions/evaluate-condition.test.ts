import { describe, expect, test } from 'vitest';
import { evaluateCondition } from '../../../src/policy/conditions/evaluate-condition.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';
import type { Truth } from '../../../src/policy/truth.js';

const KEY = 'aws:PrincipalTag/team';

/** `values` of one key in the request; `undefined`: the request does not have it. */
function holds(
  operator: string,
  wanted: unknown,
  values: readonly string[] | undefined,
  more: Readonly<Record<string, readonly string[]>> = {},
): Truth {
  const { document, problems } = parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { [KEY]: wanted } },
    },
  });
  expect(problems).toEqual([]);
  const [condition] = document.statements[0]?.conditions ?? [];
  if (condition === undefined) throw new Error('no condition was read');
  const context = new Map<string, readonly string[]>(Object.entries(more));
  if (values !== undefined) context.set(KEY.toLowerCase(), values);
  return evaluateCondition(condition, { context }, 'substituted');
}

/** Operator, values in the policy, value in the request, answer, why. */
type Row = readonly [string, unknown, string | undefined, Truth, string];
type SetRow = readonly [string, readonly string[], readonly string[] | undefined, Truth, string];
type VariableRow = readonly [
  string,
  unknown,
  string,
  Readonly<Record<string, readonly string[]>>,
  Truth,
  string,
];

const ROLE = 'arn:aws:iam::111122223333:role/ci/deployer';

/** IAM User Guide, "IAM JSON policy elements: Condition operators", section by section. */
describe.each<{ readonly section: string; readonly rows: readonly Row[] }>([
  {
    section: 'String condition operators',
    rows: [
      ['StringEquals', 'ops', 'ops', true, 'exact'],
      ['StringEquals', 'ops', 'Ops', false, 'case sensitive'],
      ['StringEquals', 'o*', 'ops', false, 'no wildcards'],
      ['StringEquals', 'o*', 'o*', true, 'a star is a star'],
      ['StringEquals', ['dev', 'ops'], 'ops', true, 'values are alternatives'],
      ['StringNotEquals', 'ops', 'dev', true, 'negated'],
      ['StringNotEquals', ['dev', 'ops'], 'ops', false, 'negated values are NOR'],
      ['StringEqualsIgnoreCase', 'OPS', 'ops', true, 'case ignored'],
      ['StringNotEqualsIgnoreCase', 'OPS', 'ops', false, 'case ignored, negated'],
      ['StringLike', 'o?s*', 'ops-eu', true, 'wildcards'],
      ['StringLike', 'O*', 'ops', false, 'case-sensitive matching'],
      ['StringLike', '', '', true, 'the empty prefix of the console example'],
      ['StringNotLike', 'o*', 'ops', false, 'negated'],
      ['StringNotLike', 'o*', 'dev', true, 'negated'],
    ],
  },
  {
    section: 'Numeric condition operators',
    rows: [
      ['NumericEquals', '10', '10.0', true, 'by value, not by text'],
      ['NumericEquals', '9007199254740992', '9007199254740993', false, 'beyond doubles'],
      ['NumericEquals', '-0', '0', true, 'zero has no sign'],
      ['NumericNotEquals', '10', '11', true, 'negated'],
      ['NumericNotEquals', '10', '10', false, 'negated'],
      ['NumericLessThan', '10', '9.99', true, 'the request is less than the policy'],
      ['NumericLessThan', '10', '10', false, 'not equal'],
      ['NumericLessThanEquals', '10', '10', true, 'or equal'],
      ['NumericGreaterThan', '9', '10', true, 'by value: as text 10 is below 9'],
      ['NumericGreaterThan', '-10', '-9', true, 'negative numbers'],
      ['NumericGreaterThanEquals', 1.2, '1.2', true, 'TLS version'],
      ['NumericLessThan', '10', 'ten', false, 'no number'],
    ],
  },
  {
    section: 'Date condition operators',
    rows: [
      ['DateEquals', '2026-11-23', '2026-11-23T00:00:00Z', true, 'a day starts at midnight'],
      ['DateEquals', '2026-11-23T01:00:00+01:00', '1795392000', true, 'zone and epoch seconds'],
      ['DateNotEquals', '2026', '2026-01-01T00:00:00Z', false, 'a year'],
      ['DateLessThan', '2026-11-23T17:48:00Z', '2026-11-23T17:47:59.999Z', true, 'fractions'],
      ['DateLessThanEquals', '2026-11', '2026-11-01T00:00Z', true, 'a month, and minutes'],
      ['DateGreaterThan', '2020-01-01T00:00:01Z', '2026-11-23T17:48:00Z', true, 'the example'],
      ['DateGreaterThanEquals', '2026-11-23', '2026-11-22T23:59:59Z', false, 'before'],
      ['DateGreaterThan', '2020-01-01', 'yesterday', false, 'no date'],
    ],
  },
  {
    section: 'Boolean condition operators',
    rows: [
      ['Bool', true, 'true', true, 'without quotes'],
      ['Bool', 'True', 'true', true, 'any case'],
      ['Bool', 'false', 'true', false, 'another value'],
      ['Bool', 'false', undefined, false, 'absent is not false'],
    ],
  },
  {
    section: 'Binary condition operators',
    rows: [
      ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true, 'the same bytes'],
      ['BinaryEquals', 'QmluYXJ5', 'qmluYXJ5', false, 'other bytes'],
    ],
  },
  {
    section: 'IP address condition operators',
    rows: [
      ['IpAddress', '203.0.113.0/24', '203.0.113.1', true, 'the example'],
      ['IpAddress', '203.0.113.0/24', '198.51.100.1', false, 'the example'],
      ['IpAddress', '203.0.113.7', '203.0.113.7', true, 'the default prefix is /32'],
      ['IpAddress', '203.0.113.77/24', '203.0.113.1', true, 'bits behind the prefix do not count'],
      ['IpAddress', '0.0.0.0/0', '198.51.100.1', true, 'everything of version 4'],
      ['IpAddress', '0.0.0.0/0', '2001:db8::1', false, 'nothing of version 6'],
      ['IpAddress', '10.0.0.0/9', '10.127.255.255', true, 'a prefix inside a byte'],
      ['IpAddress', '10.0.0.0/9', '10.128.0.0', false, 'a prefix inside a byte'],
      ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::9', true, 'version 6'],
      ['IpAddress', '2001:db8::/32', '2001:db9::', false, 'version 6'],
      ['IpAddress', '2001:db8::1', '2001:0db8:0:0:0:0:0:1', true, 'two spellings'],
      ['NotIpAddress', ['10.0.0.0/8', '203.0.113.0/24'], '203.0.113.1', false, 'NOR'],
      ['NotIpAddress', '10.0.0.0/8', '198.51.100.1', true, 'outside'],
    ],
  },
  {
    section: 'Amazon Resource Name (ARN) condition operators',
    rows: [
      ['ArnEquals', 'arn:aws:iam::111122223333:role/*', ROLE, true, 'wildcards in ArnEquals too'],
      ['ArnLike', 'arn:aws:iam::*:role/ci/*', ROLE, true, 'per component'],
      ['ArnLike', 'arn:aws:iam::*:ci/*', ROLE, false, 'a star stays in its component'],
      ['ArnLike', 'arn:aws:iam::111122223333:Role/*', ROLE, false, 'case-sensitive'],
      ['ArnNotEquals', 'arn:aws:iam::*:role/*', ROLE, false, 'negated'],
      ['ArnNotLike', 'arn:aws:iam::*:user/*', ROLE, true, 'negated'],
      ['ArnLike', 'arn:*:*:*:*:*', 'deployer', false, 'the value is no ARN'],
    ],
  },
  {
    section: 'absent keys',
    rows: [
      ['StringEquals', 'ops', undefined, false, 'the values do not match'],
      ['StringNotEquals', 'ops', undefined, true, 'negated: the condition is true'],
      ['ArnNotLike', 'arn:aws:iam::*:user/*', undefined, true, 'negated: the condition is true'],
      ['NotIpAddress', '10.0.0.0/8', undefined, true, 'negated: the condition is true'],
      ['NumericLessThan', '10', undefined, false, 'less-than is no negation'],
      ['DateNotEquals', '2026-11-23', undefined, true, 'negated: the condition is true'],
    ],
  },
  {
    section: '...IfExists condition operators',
    rows: [
      ['StringEqualsIfExists', 'ops', undefined, true, 'absent: true'],
      ['StringEqualsIfExists', 'ops', 'dev', false, 'present: as specified'],
      ['StringNotEqualsIfExists', 'ops', undefined, true, 'absent: true'],
      ['BoolIfExists', 'true', undefined, true, 'absent: true'],
      ['NumericLessThanIfExists', '10', '11', false, 'present: as specified'],
    ],
  },
  {
    section: 'Condition operator to check existence of condition keys',
    rows: [
      ['Null', 'true', undefined, true, 'absent'],
      ['Null', 'true', 'ops', false, 'present'],
      ['Null', 'false', 'ops', true, 'present'],
      ['Null', false, undefined, false, 'absent'],
      ['Null', ['true', 'false'], undefined, true, 'either'],
      ['Null', 'false', '', false, 'an empty string is a null dataset'],
    ],
  },
])('$section', ({ rows }) => {
  test.each(rows)('%s %j on %j is %s: %s', (operator, wanted, value, expected) => {
    expect(holds(operator, wanted, value === undefined ? undefined : [value])).toBe(expected);
  });
});

describe('set operators ("Single-valued vs. multivalued context keys")', () => {
  test.each<SetRow>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true, 'a subset'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false, 'one outside'],
    ['ForAllValues:StringEquals', ['a'], undefined, true, 'no key in the request'],
    ['ForAllValues:StringEquals', ['a'], [], true, 'a null dataset'],
    ['ForAllValues:StringEquals', ['a'], [''], true, 'a null dataset, such as an empty string'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true, 'none of the values can match'],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false, 'one matches'],
    ['ForAllValues:StringLike', ['team-*'], ['team-a', 'team-b'], true, 'each one matches'],
    ['ForAllValues:Bool', ['true'], ['true', 'false'], false, 'an array of booleans'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true, 'one matches'],
    ['ForAnyValue:StringEquals', ['a'], ['b'], false, 'none matches'],
    ['ForAnyValue:StringEquals', ['a'], undefined, false, 'no key in the request'],
    ['ForAnyValue:StringEquals', [''], [''], false, 'a null dataset'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true, 'at least one must NOT match'],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false, 'all match'],
    ['ForAnyValue:StringNotEquals', ['a'], undefined, false, 'negated, and still false'],
    ['ForAnyValue:StringLikeIfExists', ['a*'], undefined, true, 'IfExists: true when absent'],
    ['StringEquals', ['a'], ['b', 'a'], true, 'several values without a set operator: any'],
    ['StringNotEquals', ['a'], ['b', 'a'], false, 'the negation of that'],
    ['StringEquals', ['a'], [], false, 'no value is like no key'],
    ['StringNotEquals', ['a'], [], true, 'no value is like no key'],
    ['Null', ['true'], [], true, 'no value is like no key'],
  ])('%s %j on %j is %s: %s', (operator, wanted, values, expected) => {
    expect(holds(operator, wanted, values)).toBe(expected);
  });
});

describe('variables in values ("IAM policy elements: Variables and tags")', () => {
  const alice = { 'aws:username': ['alice'] };
  test.each<VariableRow>([
    ['StringEquals', '${aws:username}', 'alice', alice, true, 'replaced'],
    ['StringEquals', '${AWS:UserName}', 'alice', alice, true, 'keys ignore case'],
    ['StringLike', 'home/${aws:username}/*', 'home/alice/a', alice, true, 'with wildcards'],
    ['StringLike', '${aws:username}', 'alice', { 'aws:username': ['*'] }, false, 'no wildcard'],
    ['StringLike', '${*}', 'alice', {}, false, '${*} is a star'],
    ['StringLike', 'a${?}${$}', 'a?$', {}, true, '${?} and ${$}'],
    ['StringLike', "${aws:username, 'a*'}", 'a*', {}, true, 'a default is text, too'],
    ['StringLike', "${aws:username, 'a*'}", 'alice', {}, false, 'a default is text, too'],
    ['StringEquals', '${aws:username}', 'alice', {}, false, 'no value'],
    ['StringEquals', ['${aws:username}', 'alice'], 'alice', {}, true, 'the other value'],
    ['StringNotEquals', '${aws:username}', 'alice', {}, 'unknown', 'AWS: might be invalid'],
    ['StringEquals', '${aws:TagKeys}', 'a', { 'aws:tagkeys': ['a', 'b'] }, false, 'multivalued'],
    ['ArnLike', '${aws:PrincipalArn}', ROLE, { 'aws:principalarn': [ROLE] }, true, 'a whole ARN'],
    ['Bool', '${aws:ViaAWSService}', 'true', { 'aws:viaawsservice': ['true'] }, true, 'Bool'],
  ])('%s %j on %j with %j is %s: %s', (operator, wanted, value, more, expected) => {
    expect(holds(operator, wanted, [value], more)).toBe(expected);
  });
});

test('a key that is not known leaves the condition open, but for a Null that takes both', () => {
  const request = { context: new Map(), unknownKeys: 'unknown' } as const;
  const open = { operator: 'StringNotEquals', ifExists: true, key: KEY, values: ['ops'] };
  expect(evaluateCondition(open, request, 'substituted')).toBe('unknown');
  const either = { operator: 'Null', ifExists: false, key: KEY, values: ['true', 'false'] };
  expect(evaluateCondition(either, request, 'substituted')).toBe(true);
});

test('in version 2008-10-17 a variable is text', () => {
  const condition = { operator: 'StringLike', ifExists: false, key: KEY, values: ['${*}'] };
  const ask = (value: string) =>
    evaluateCondition(condition, { context: new Map([[KEY.toLowerCase(), [value]]]) }, 'literal');
  expect([ask('${ops}'), ask('*')]).toEqual([true, false]);
});

test('an operator that nobody knows leaves the condition open', () => {
  const condition = { operator: 'StringSounds', ifExists: false, key: KEY, values: ['ops'] };
  expect(evaluateCondition(condition, { context: new Map() }, 'substituted')).toBe('unknown');
});
