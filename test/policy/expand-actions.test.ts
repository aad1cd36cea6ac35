import { describe, expect, test } from 'vitest';
import { actionsOf, sizeOf } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import {
  createActionExpander,
  expandActions,
  unknownNames,
} from '../../src/policy/expand-actions.js';

const catalog = loadCatalog();
const expander = createActionExpander(catalog);
const namesOf = (negated: boolean, ...patterns: string[]) =>
  actionsOf(catalog, expandActions(expander, { negated, patterns }));
const countOf = (negated: boolean, ...patterns: string[]) =>
  sizeOf(expandActions(expander, { negated, patterns }));

describe('Action', () => {
  test.each([
    { pattern: 'sqs:SendMessage', expected: ['sqs:SendMessage'], why: 'a name is itself' },
    { pattern: 'SQS:sendmessage', expected: ['sqs:SendMessage'], why: 'IAM ignores case' },
    { pattern: 'sqs:SendMessage*', expected: ['sqs:SendMessage'], why: 'star may be empty' },
    { pattern: 'sqs:SendMessage?', expected: [], why: 'question mark is one character' },
    { pattern: 'sqs:?endMessage', expected: ['sqs:SendMessage'], why: 'question mark inside' },
    { pattern: 'sqs:*dMess*', expected: ['sqs:SendMessage'], why: 'text between two stars' },
    { pattern: 'sq*:SendMessage', expected: ['sqs:SendMessage'], why: 'star in the prefix' },
    { pattern: 'sqs', expected: [], why: 'no implicit rest' },
    { pattern: '', expected: [], why: 'empty' },
    { pattern: 'sqs:SendMessageBatch', expected: [], why: 'an API operation, but no action' },
    { pattern: '\u212Ams:*', expected: [], why: 'a Kelvin sign is no k' },
  ])('$pattern: $why', ({ pattern, expected }) => {
    expect(namesOf(false, pattern)).toEqual(expected);
  });

  test('* is everything, a service is its slice, a near namesake is left alone', () => {
    expect(countOf(false, '*')).toBe(22_091);
    expect(countOf(false, '**')).toBe(22_091);
    expect(countOf(false, '*:*')).toBe(22_091);
    expect(namesOf(false, 'ec2:*')).not.toContain('ec2-instance-connect:SendSSHPublicKey');
    expect(namesOf(false, 'ec2*')).toContain('ec2-instance-connect:SendSSHPublicKey');
  });

  test('patterns unite', () => {
    expect(namesOf(false, 'sqs:Send*', 'sns:Publish', 'sqs:SendMessage')).toEqual([
      'sns:Publish',
      'sqs:SendMessage',
    ]);
    expect(namesOf(false)).toEqual([]);
  });
});

describe('NotAction', () => {
  test('is the complement of the union, not the union of complements', () => {
    expect(countOf(true, 'iam:*', 'sts:*')).toBe(
      22_091 - countOf(false, 'iam:*') - countOf(false, 'sts:*'),
    );
    expect(namesOf(true, 'iam:*', 'sts:*')).not.toContain('iam:CreateUser');
  });

  test('of nothing known is everything', () => {
    expect(countOf(true, 'nowhere:*')).toBe(22_091);
    expect(countOf(true)).toBe(22_091);
    expect(countOf(true, '*')).toBe(0);
  });
});

test('names what matches no known action, once and sorted', () => {
  const patterns = ['s3:Nonsense', 's3:Get*', 'nowhere:*', 's3:Nonsense', 'S3:GETOBJECT'];
  expect(unknownNames(expander, patterns)).toEqual(['nowhere:*', 's3:Nonsense']);
});

test.each([
  { pattern: '*a'.repeat(50_000), why: 'more stars than any name has characters' },
  { pattern: `s3:${'*?'.repeat(50_000)}`, why: 'asks for 50,000 characters' },
  { pattern: '*a*e*i*o*u*a*e*i*o*u*', why: 'many stars that nearly match' },
  { pattern: `${'*'.repeat(100_000)}Object`, why: 'a long run of stars' },
])('is not slowed by hostile patterns: $why', ({ pattern }) => {
  expect(countOf(false, pattern)).toBeLessThan(22_091);
});
