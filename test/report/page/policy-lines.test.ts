/** A policy as lines: nothing is lost, and each word of the verdicts meets its pattern. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyLines, readPart } from '../../../src/report/page/policy-lines.js';

const textOf = (document: unknown) =>
  policyLines(document, [])
    .map(({ depth, text, tail }) => `${'  '.repeat(depth)}${text}${tail}`)
    .join('\n');

test('the lines of any document are its JSON with two spaces', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(textOf(value)).toBe(JSON.stringify(value, undefined, 2));
    }),
  );
});

test.each([
  {
    word: '2:61,3:34',
    part: {
      reasons: [
        { reason: 2, count: 61 },
        { reason: 3, count: 34 },
      ],
      dead: false,
    },
    why: 'two reasons',
  },
  {
    word: '1:1!',
    part: { reasons: [{ reason: 1, count: 1 }], dead: true },
    why: 'blocked everywhere',
  },
  { word: '-', part: { reasons: [], dead: false }, why: 'matches nothing that is known' },
])('$word: $why', ({ word, part }) => {
  expect(readPart(word)).toEqual(part);
});

test('words go to the patterns of their statement, one text or a list, and to NotAction as a whole', () => {
  const document = {
    Statement: [
      { Effect: 'Allow', Action: ['s3:Get*', 's3:Put*'], Condition: { x: { Action: ['no'] } } },
      { Effect: 'Deny', Action: 's3:*' },
      { Effect: 'Allow', NotAction: ['iam:*'] },
      { Effect: 'Allow', Action: 'sqs:*' },
    ],
  };
  const marked = policyLines(document, ['0:1 1:2', '', '2:9', '3:4'])
    .filter(({ part }) => part !== undefined)
    .map(({ text, part }) => [text, part?.reasons[0]?.count]);
  expect(marked).toEqual([
    ['"s3:Get*"', 1],
    ['"s3:Put*"', 2],
    ['"NotAction": [', 9],
    ['"Action": "sqs:*"', 4],
  ]);
});
