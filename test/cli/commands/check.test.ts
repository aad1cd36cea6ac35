import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCaptured as cli } from '../run-captured.js';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/check');

function story(name: string): readonly [string, string] {
  return [join(FIXTURES, name, 'new'), join(FIXTURES, name, 'old')];
}

test.each([
  { name: 'tightened', exit: 0, last: /^no new access: 2 of 2 comparisons proven$/ },
  { name: 'pull-request', exit: 1, last: /^new access: 2 of 5 comparisons$/ },
  { name: 'trust', exit: 1, last: /^new access: 3 of 4 comparisons$/ },
  { name: 'undecided', exit: 3, last: /^unknown: 3 of 3 comparisons undecided/ },
])('$name: exit $exit, one line says why, nothing on stderr', async ({ name, exit, last }) => {
  const result = await cli('check', ...story(name));
  expect(result).toMatchObject({ exit, err: '' });
  expect(result.out.trimEnd().split('\n').at(-1)).toMatch(last);
});

test('a split policy is new access file by file, and none together', async () => {
  expect(await cli('check', ...story('split'))).toMatchObject({ exit: 1 });
  expect(await cli('check', '--together', ...story('split'))).toMatchObject({ exit: 0 });
});

test.each([
  { why: 'nothing there', words: ['check', 'nowhere', 'nothing'], err: /cannot read `nowhere`/ },
  {
    why: 'no policy anywhere',
    words: ['check', import.meta.filename, import.meta.filename],
    err: /no policy in/,
  },
  { why: 'one side only', words: ['check', 'nowhere'], err: /missing required argument/ },
  {
    why: 'a folder with a file',
    words: ['check', FIXTURES, import.meta.filename],
    err: /cannot compare a folder with a file/,
  },
  {
    why: 'an unknown format',
    words: ['check', '--format', 'xml', ...story('split')],
    err: /names are human, json, markdown, sarif/,
  },
])('$why: exit 2, stdout empty', async ({ words, err }) => {
  const result = await cli(...words);
  expect(result).toMatchObject({ exit: 2, out: '' });
  expect(result.err).toMatch(err);
});

test('formats go where they are sent, all of one result', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-check-'));
  const file = join(folder, 'check.sarif');
  const result = await cli(
    'check',
    ...story('pull-request'),
    '--format',
    `sarif=${file}`,
    '--format',
    'json',
  );
  expect(result).toMatchObject({ exit: 1, err: '' });
  expect(JSON.parse(result.out)).toMatchObject({
    schema: 'leastwise.check/1',
    verdict: 'new-access',
  });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ version: '2.1.0' });
  const quiet = await cli('check', '-q', ...story('pull-request'), '--format', `markdown=${file}`);
  expect(quiet).toMatchObject({ exit: 1, out: '', err: '' });
  rmSync(folder, { recursive: true });
});
