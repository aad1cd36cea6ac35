import { describe, expect, test } from 'vitest';
import {
  matchesAction,
  matchesArnComponents,
  matchesGlob,
  matchesResource,
} from '../../src/policy/match.js';

describe('matchesGlob', () => {
  test.each([
    { pattern: '', text: '', expected: true, why: 'empty matches empty' },
    { pattern: '', text: 'a', expected: false, why: 'empty matches nothing else' },
    { pattern: '*', text: '', expected: true, why: 'star takes the empty run' },
    { pattern: '?', text: '', expected: false, why: 'question mark takes exactly one' },
    { pattern: '?', text: 'ab', expected: false, why: 'question mark takes exactly one' },
    { pattern: '?*', text: 'a', expected: true, why: 'at least one' },
    { pattern: 'a*b', text: 'acb', expected: true, why: 'star in the middle' },
    { pattern: 'a*b', text: 'acbc', expected: false, why: 'anchored at the end' },
    { pattern: '*ab*ab', text: 'abab', expected: true, why: 'goes back to the last star' },
    { pattern: '*a?c', text: 'aabcabc', expected: true, why: 'question mark behind a star' },
    { pattern: 'A*', text: 'abc', expected: false, why: 'case counts' },
    { pattern: '***', text: 'x', expected: true, why: 'runs of stars' },
    { pattern: 'a*', text: 'a*', expected: true, why: 'a star in the text is a character' },
    { pattern: 'a.c', text: 'abc', expected: false, why: 'dots are dots' },
    { pattern: '*\n', text: 'a\n', expected: true, why: 'line feeds are characters' },
  ])('$pattern on $text: $why', ({ pattern, text, expected }) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  test('a literal star matches a star only', () => {
    expect(matchesGlob('a*', 'a*', new Set([1]))).toBe(true);
    expect(matchesGlob('a*', 'ab', new Set([1]))).toBe(false);
  });

  test.each([
    { pattern: `${'*a'.repeat(20_000)}b`, expected: false, why: 'many stars' },
    { pattern: `*${'a'.repeat(30_000)}b*`, expected: false, why: 'a long piece' },
    { pattern: `*${'?a'.repeat(15_000)}b*`, expected: false, why: 'a long piece with gaps' },
    { pattern: `*${'?a'.repeat(15_000)}*a`, expected: true, why: 'a long piece with gaps' },
  ])('$why on a long text: no hang', ({ pattern, expected }) => {
    expect(matchesGlob(pattern, 'a'.repeat(100_000))).toBe(expected);
  });
});

describe('matchesAction', () => {
  test.each([
    { pattern: 's3:Get*', action: 's3:GetObject', expected: true, why: 'star spans the rest' },
    { pattern: 'S3:getobject', action: 's3:GetObject', expected: true, why: 'IAM ignores case' },
    { pattern: 's3:Get', action: 's3:GetObject', expected: false, why: 'no implicit prefix match' },
    { pattern: '*', action: 'kms:Decrypt', expected: true, why: 'everything' },
    { pattern: '*:*', action: 'kms:Decrypt', expected: true, why: 'everything, spelled out' },
    { pattern: 'iam:*Role', action: 'iam:PassRole', expected: true, why: 'suffix' },
    { pattern: 'ec2:?tartInstances', action: 'ec2:StartInstances', expected: true, why: 'one' },
    { pattern: '\u212Ams:Decrypt', action: 'kms:Decrypt', expected: false, why: 'Kelvin is no k' },
  ])('$pattern on $action: $why', ({ pattern, action, expected }) => {
    expect(matchesAction(pattern, action)).toBe(expected);
  });
});

describe('matchesResource', () => {
  const bucket = 'arn:aws:s3:::meadow-logs/2026/11/a:b.gz';
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders';
  test.each([
    { pattern: '*', arn: table, flat: true, segmented: true, why: 'everything' },
    { pattern: 'arn:aws:s3:::meadow-logs/*', arn: bucket, flat: true, segmented: true, why: '/' },
    { pattern: 'arn:*:table/orders', arn: table, flat: true, segmented: false, why: 'crosses :' },
    { pattern: 'arn:aws:dynamodb:*', arn: table, flat: true, segmented: true, why: 'final star' },
    { pattern: 'arn:aws:*:*:*:table/*', arn: table, flat: true, segmented: true, why: 'in place' },
    { pattern: 'arn:aws:s3:::*b.gz', arn: bucket, flat: true, segmented: true, why: 'last part' },
    { pattern: 'arn?aws:s3:::*', arn: bucket, flat: true, segmented: false, why: '? is no colon' },
    { pattern: 'arn:aws:s3:::Meadow*', arn: bucket, flat: false, segmented: false, why: 'case' },
    { pattern: 'arn:aws:dynamodb:*:table/*', arn: table, flat: true, segmented: false, why: 'two' },
    { pattern: '*', arn: '*', flat: true, segmented: true, why: 'actions without resources' },
  ])('$pattern on $arn: $why', ({ pattern, arn, flat, segmented }) => {
    expect(matchesResource(pattern, arn)).toBe(flat);
    expect(matchesResource(pattern, arn, 'segmented')).toBe(segmented);
  });
});

describe('matchesArnComponents', () => {
  const role = 'arn:aws:iam::111122223333:role/ci/deployer';
  test.each([
    { pattern: 'arn:aws:iam::*:role/ci/*', value: role, expected: true, why: 'per component' },
    { pattern: 'arn:aws:iam:*:role/ci/*', value: role, expected: false, why: 'five components' },
    { pattern: 'arn:aws:iam::*:role/CI/*', value: role, expected: false, why: 'case counts' },
    { pattern: 'arn:*:*:*:*:*', value: 'deployer', expected: false, why: 'the value is no ARN' },
  ])('$pattern on $value: $why', ({ pattern, value, expected }) => {
    expect(matchesArnComponents(pattern, value)).toBe(expected);
  });
});
