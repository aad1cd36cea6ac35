import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySize, printPolicy, toJson } from '../../src/policy/print-policy.js';

const oneOrMany = (item: fc.Arbitrary<unknown>) =>
  fc.oneof(item, fc.array(item, { minLength: 1, maxLength: 3 }));
const condition = fc.constantFrom(
  { StringEquals: { 'aws:PrincipalTag/team': ['ops', 'dev'] } },
  { Bool: { 'aws:SecureTransport': true }, NumericLessThan: { 's3:max-keys': 10 } },
  { 'foranyvalue:stringlike': { 'aws:TagKeys': 'team' } },
);
const statement = fc
  .record(
    {
      Sid: fc.constantFrom('A', 'B'),
      Effect: fc.constantFrom('Allow', 'Deny'),
      Principal: fc.constantFrom('*', { AWS: '111122223333' }, { Service: ['ec2.amazonaws.com'] }),
      Action: oneOrMany(fc.constantFrom('s3:GetObject', 'sqs:*', '*')),
      Resource: oneOrMany(fc.constantFrom('*', 'arn:aws:s3:::meadow-logs/*')),
      Condition: condition,
    },
    { requiredKeys: ['Effect', 'Action', 'Resource'] },
  )
  .chain((complete) => fc.shuffledSubarray(Object.entries(complete), shuffleAll(complete)))
  .map((entries) => Object.fromEntries(entries));

function shuffleAll(object: object): { minLength: number } {
  return { minLength: Object.keys(object).length };
}

const policy = fc.record(
  {
    Statement: oneOrMany(statement),
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Id: fc.constant('orders'),
  },
  { requiredKeys: ['Statement'] },
);
/** Whatever JSON holds, with the words of a policy in it. */
const words = fc.constantFrom('Statement', 'Effect', 'Action', 'Condition', 'Allow', '__proto__');
const anyJson = fc.oneof(
  fc.letrec<{ node: unknown; list: unknown; map: unknown }>((tie) => ({
    node: fc.oneof({ maxDepth: 5 }, fc.jsonValue({ maxDepth: 1 }), words, tie('list'), tie('map')),
    list: fc.array(tie('node'), { maxLength: 3 }),
    map: fc.dictionary(words, tie('node'), { maxKeys: 4 }),
  })).node,
  fc.jsonValue(),
);

/** The document without what it was read from: only the order of keys differs there. */
const meaning = ({ statements, ...rest }: PolicyDocument) => ({
  ...rest,
  statements: statements.map(({ raw: _raw, ...parts }) => parts),
});

test('what is printed reads the same, and prints the same', () => {
  fc.assert(
    fc.property(policy, (json) => {
      const { document, problems } = parsePolicy(json);
      expect(problems).toEqual([]);
      const again = parsePolicy(printPolicy(document)).document;
      expect(again).toEqual(document);
      expect(printPolicy(again)).toBe(printPolicy(document));
      expect(policySize(document)).toBeLessThanOrEqual(JSON.stringify(json).length + 2);
    }),
  );
});

test('statements made from parts read the same, too', () => {
  fc.assert(
    fc.property(policy, (json) => {
      const { document } = parsePolicy(json);
      const bare = {
        ...document,
        statements: document.statements.map((one) => ({ ...one, raw: {} })),
      };
      expect(meaning(parsePolicy(toJson(bare)).document)).toEqual(meaning(document));
    }),
  );
});

test('no JSON makes the parser throw, and what it gives can be printed and read', () => {
  fc.assert(
    fc.property(anyJson, (json) => {
      for (const input of [json, JSON.stringify(json), encodeURIComponent(JSON.stringify(json))]) {
        const { document, problems } = parsePolicy(input);
        const again = parsePolicy(printPolicy(document));
        expect(printPolicy(again.document)).toBe(printPolicy(document));
        // Nothing is concluded where something was not understood.
        const isOpaque = document.statements.some(({ opaque }) => opaque);
        expect(isOpaque).toBe(problems.length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});
