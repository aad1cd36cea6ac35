/** The published schemas are those of the code, and what leastwise writes is valid by them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { audit, createBaseline, type Result, review } from '../src/index.js';
import { outputFiles } from '../src/report/index.js';
import { firstViolation } from '../src/store/schemas.js';
import { collectMeadow } from './meadow.js';
import { withEverything } from './report/page/everything.js';
import { emptyResult, smallResult } from './review/result.js';

test('the files of schemas/ are current', () => {
  const words = ['scripts/generate-schemas.mjs', '--check'];
  const { status, stdout } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
}, 120_000);

test('no member is left to be anything: the generator could not follow a type', () => {
  for (const name of readdirSync('schemas')) {
    expect(readFileSync(`schemas/${name}`, 'utf8'), name).not.toContain('"properties": {}');
  }
});

/** What is written is what JSON keeps. */
function written(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

test('the result, the plan and the baseline of the example account are valid', async () => {
  const { evidence, catalog } = await collectMeadow();
  const result = review(withEverything(audit(evidence, catalog)), {
    waivers: [{ id: 'stale-role', reason: 'tested', expires: '2027-01-01' }],
    baseline: createBaseline(smallResult()),
  });
  expect(firstViolation('result', written(result))).toBeUndefined();
  expect(firstViolation('baseline', written(createBaseline(result)))).toBeUndefined();
  const plan = outputFiles(result).find(({ path }) => path.join('/') === 'revocation/plan.json');
  expect(firstViolation('plan', JSON.parse(plan?.content ?? ''))).toBeUndefined();
});

test('results of check are valid', () => {
  for (const story of ['aws-cli-answers', 'pull-request', 'split', 'trust', 'undecided']) {
    const text = readFileSync(`fixtures/check/${story}/expected.json`, 'utf8');
    expect(firstViolation('check', JSON.parse(text))).toBeUndefined();
  }
});

test.each([
  { change: (result: Result) => ({ ...result, findings: 'none' }), at: 'findings' },
  {
    change: (result: Result) => ({ ...result, totals: { ...result.totals, used: '1' } }),
    at: 'totals.used',
  },
  { change: ({ identities: _, ...rest }: Result) => rest, at: '' },
])('a damaged result is told from a whole one: $at', ({ change, at }) => {
  expect(firstViolation('result', written(emptyResult))).toBeUndefined();
  expect(firstViolation('result', written(change(emptyResult)))?.path.join('.')).toBe(at);
});
