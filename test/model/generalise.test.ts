import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_RESOURCE, EXACT, generaliseResource } from '../../src/model/generalise.js';
import { matchesGlob } from '../../src/policy/match.js';

describe('a resource at a depth', () => {
  test.each([
    { depth: EXACT, is: 'arn:aws:s3:::logs/2026/11/a.gz', why: 'as it was logged' },
    { depth: 3, is: 'arn:aws:s3:::logs/2026/11/*', why: 'all but the last part' },
    { depth: 2, is: 'arn:aws:s3:::logs/2026/*', why: 'a longer prefix before a shorter one' },
    { depth: 1, is: 'arn:aws:s3:::logs/*', why: 'objects of the bucket' },
    { depth: 0, is: 'arn:aws:s3:::*', why: 'any of the service' },
    { depth: ANY_RESOURCE, is: undefined, why: 'any resource' },
  ])('$depth: $why', ({ depth, is }) => {
    expect(generaliseResource('arn:aws:s3:::logs/2026/11/a.gz', depth)).toBe(is);
  });

  const group = 'arn:aws:logs:eu-west-1:111122223333:log-group';
  test.each([
    { arn: 'arn:aws:s3:::logs', depth: 1, is: 'arn:aws:s3:::logs', why: 'shorter: it stays' },
    { arn: 'arn:aws:s3:::logs/*', depth: 1, is: 'arn:aws:s3:::logs/*', why: 'its own pattern' },
    {
      arn: `${group}:/aws/lambda/etl:log-stream:2026`,
      depth: 6,
      is: `${group}:/aws/lambda/etl:log-stream:*`,
      why: 'streams of a group',
    },
    {
      arn: `${group}:/aws/lambda/etl:log-stream:2026`,
      depth: 3,
      is: undefined,
      why: 'whether * crosses a colon is documented differently over time',
    },
    { arn: 'no arn', depth: 11, is: undefined, why: 'no ARN, no pattern' },
    { arn: 'no arn', depth: EXACT, is: 'no arn', why: 'nothing is cut' },
    { arn: '', depth: EXACT, is: undefined, why: 'nothing named' },
    { arn: `arn:aws:s3:::${'a'.repeat(4100)}`, depth: EXACT, is: undefined, why: 'no real ARN' },
  ])('$arn at $depth: $why', ({ arn, depth, is }) => {
    expect(generaliseResource(arn, depth)).toBe(is);
  });
});

const someArn = fc
  .tuple(fc.constantFrom('s3', 'logs'), fc.stringMatching(/^[ab/:*]{0,14}$/))
  .map(([service, rest]) => `arn:aws:${service}:::${rest}`);
const someDepth = fc.integer({ min: ANY_RESOURCE, max: EXACT });

test('what is generalised still matches, and step by step is the same as at once', () => {
  fc.assert(
    fc.property(someArn, someDepth, someDepth, (arn, one, other) => {
      const [deep, shallow] = one > other ? [one, other] : [other, one];
      const pattern = generaliseResource(arn, shallow);
      expect(pattern === undefined || matchesGlob(pattern, arn)).toBe(true);
      expect(generaliseResource(generaliseResource(arn, deep), shallow)).toBe(pattern);
    }),
    { numRuns: 2_000 },
  );
});
