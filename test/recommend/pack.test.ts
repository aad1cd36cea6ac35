/** Fitting trimmed statements into the size of a managed policy. */
import { describe, expect, test } from 'vitest';
import type { PolicyDocument } from '../../src/model/policy.js';
import { decideInclusion } from '../../src/policy/includes.js';
import { policySize } from '../../src/policy/print-policy.js';
import { splitPolicy } from '../../src/recommend/pack.js';
import { allow, policy } from '../world.js';

const names = (count: number, service = 's3') =>
  Array.from({ length: count }, (_, index) => `${service}:Operation${index}`);

function isSame(before: PolicyDocument, after: readonly PolicyDocument[]): readonly string[] {
  return [decideInclusion([before], after).kind, decideInclusion(after, [before]).kind];
}

describe('splitPolicy', () => {
  test('what fits stays one document', () => {
    const document = policy(allow(names(5)));
    expect(splitPolicy(document, policySize(document))).toEqual([document]);
  });

  test.each([
    { document: policy(allow(names(40)), allow(names(40, 'sns'))), why: 'between statements' },
    { document: policy({ Sid: 'Long', ...allow(names(300)) }), why: 'inside a long list' },
    {
      document: policy(allow(names(100)), { Effect: 'Deny', Action: 'sns:*', Resource: '*' }),
      why: 'a short Deny beside it',
    },
  ])('the parts together say the same: $why', ({ document }) => {
    const parts = splitPolicy(document, 1200);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(policySize).filter((size) => size > 1200)).toEqual([]);
    expect(isSame(document, parts)).toEqual(['included', 'included']);
  });

  test('a Deny is never cut, and neither is NotAction', () => {
    const deny = { Effect: 'Deny', NotAction: names(100), Resource: '*' };
    const parts = splitPolicy(policy(deny), 1200);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.statements[0]?.actions.patterns).toHaveLength(100);
  });

  test('the parts of a statement go without its Sid, which must be unique', () => {
    const parts = splitPolicy(policy({ Sid: 'Long', ...allow(names(300)) }), 1200);
    expect(parts.flatMap(({ statements }) => statements.flatMap(({ sid }) => sid ?? []))).toEqual(
      [],
    );
  });
});
