/** The out folder of the example account, as a whole: safe, and one number everywhere. */
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import { audit } from '../../src/index.js';
import type { Result } from '../../src/model/result.js';
import { VERDICTS } from '../../src/model/verdict.js';
import { renderMarkdown } from '../../src/report/formats/markdown.js';
import { renderSummary } from '../../src/report/formats/summary.js';
import type { OutputFile } from '../../src/report/output-file.js';
import { outputFiles } from '../../src/report/output-files.js';
import { number } from '../../src/report/phrases.js';
import { collectMeadow } from '../meadow.js';

let result: Result;
let files: readonly OutputFile[];
beforeAll(async () => {
  const { evidence, catalog } = await collectMeadow();
  result = audit(evidence, catalog);
  files = outputFiles(result);
}, 60_000);

/** Names, tags, session names and object keys of the story that would do harm. */
const PLANTED = ['<img', '</script>', '\u001b'];
const doesHarm = (text: string): boolean => PLANTED.some((part) => text.includes(part));

describe('hostile names of the example account', () => {
  test('are in the evidence, so that this test means something', async () => {
    const { evidence } = await collectMeadow();
    expect(doesHarm(JSON.stringify(evidence))).toBe(true);
  });

  test('reach no page, script or terminal as they are', () => {
    const pages = [
      ...files.filter(({ path }) => !/\.(?:html|json)$/.test(path.at(-1) ?? '')),
      {
        path: ['stdout'],
        content: renderSummary(result),
      },
    ];
    for (const { path, content } of pages) {
      expect(doesHarm(content), path.join('/')).toBe(false);
    }
  });
});

test('no output holds a control character', () => {
  for (const { path, content } of files) {
    expect(/\p{Cc}/u.test(content.replaceAll('\n', '')), path.join('/')).toBe(false);
  }
});

test('every script is valid shell, executable, and names its account', () => {
  const scripts = files.filter(({ path }) => path.at(-1)?.endsWith('.sh'));
  const plan = scripts.filter(({ path }) => path[0] === 'revocation');
  expect(plan.map(({ path }) => path.at(-1)).sort()).toEqual([
    '1-quarantine.sh',
    '1-quarantine.undo.sh',
    '2-delete.sh',
    '2-delete.undo.sh',
  ]);
  expect(scripts.length).toBeGreaterThan(plan.length);
  for (const { content, mode } of scripts) {
    execFileSync('bash', ['-n'], { input: content });
    expect(mode).toBe(0o700);
    expect(content).toContain('111122223333');
  }
});

test('a number in one output is the same number in every other', () => {
  const markdown = renderMarkdown(result);
  const summary = renderSummary(result);
  for (const verdict of VERDICTS) {
    const count = number(result.totals[verdict]);
    expect(markdown).toMatch(new RegExp(`\\| ${verdict} \\| ${count} \\|`));
    expect(summary).toMatch(new RegExp(`${verdict} +${count} `));
  }
  const own = result.identities.filter(({ manageability }) => manageability === 'editable');
  for (const verdict of VERDICTS) {
    const sum = own.reduce((total, { verdicts }) => total + verdicts[verdict].count, 0);
    expect(sum).toBe(result.totals[verdict]);
  }
  const ignored = Object.values(result.accounting.ignored).reduce((sum, count) => sum + count, 0);
  const { records, uses, problems } = result.accounting;
  expect(uses + ignored + problems).toBe(records);
});

test('each emitted policy is in the result, fits its quota, and parses', () => {
  const policies = files.filter(({ path }) => path[0] === 'policies');
  const emitted = [
    ...result.recommendations.flatMap(({ after }) => after),
    ...result.trust.map(({ after }) => after),
    ...result.accountProposals.map(({ policy }) => policy),
  ];
  expect(policies).toHaveLength(emitted.length);
  for (const { content } of policies) {
    const { Version, Statement } = JSON.parse(content) as Record<string, unknown>;
    expect(Version).toBe('2012-10-17');
    expect(Array.isArray(Statement)).toBe(true);
  }
});

test('the summary fits 100 columns', () => {
  for (const line of renderSummary(result).split('\n'))
    expect(line.length).toBeLessThanOrEqual(100);
});
