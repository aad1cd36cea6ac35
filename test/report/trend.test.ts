/** What `diff` says first, whatever changed. */
import { expect, test } from 'vitest';
import { renderTrend, trendOf } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { parseInstant } from '../../src/model/time.js';
import { smallResult } from '../review/result.js';

const before = smallResult(['s3:DeleteObject', 's3:PutObject']);

function withoutFindings(one: Result): Result {
  return { ...one, findings: [] };
}

test.each<readonly [string, Result, RegExp]>([
  ['nothing', before, /^Nothing changed: the same findings and identities/m],
  ['findings', withoutFindings(before), /^2 findings gone\.$/m],
  ['what an identity holds', smallResult(['s3:DeleteObject']), /^1 identity better\.$/m],
  [
    'only what was counted',
    { ...before, totals: { ...before.totals, unknown: 7 } },
    /^No finding or identity came or went/m,
  ],
  ['who is there', { ...before, identities: before.identities.slice(1) }, /^1 identity gone\.$/m],
])('%s changed', (_, after, words) => {
  const text = renderTrend(trendOf(before, after));
  expect(text).toMatch(words);
  expect(text).not.toContain('later audit');
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('two audits the wrong way round are said to be so', () => {
  const earlier = { ...before, asOf: parseInstant('2026-10-20T12:00:00Z') };
  expect(renderTrend(trendOf(before, earlier))).toMatch(
    /^The first of the two is the later audit/m,
  );
});
