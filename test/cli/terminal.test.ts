/** What a run says, and where: results on stdout, the rest on stderr, as people and programs want it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { paint } from '../../src/cli/paint.js';
import { readingLine } from '../../src/cli/reading-progress.js';
import { terminalOf, terminalOptions } from '../../src/cli/terminal.js';
import { FORMAT_NAMES } from '../../src/model/formats.js';
import { emptyResult, smallResult } from '../review/result.js';
import { runCaptured } from './run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-terminal-'));
const result = join(folder, 'result.json');
writeFileSync(result, JSON.stringify({ ...emptyResult, findings: smallResult().findings }));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function printed(isTTY: boolean, ...words: readonly string[]): string {
  const program = new Command();
  terminalOptions(program);
  program.parse(words, { from: 'user' });
  let out = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const before = process.stdout.isTTY;
  process.stdout.isTTY = isTTY;
  try {
    terminalOf(program).print('Findings: 1 finding\n');
  } finally {
    process.stdout.isTTY = before;
  }
  return out;
}

test.each([
  { isTTY: true, term: 'xterm', noColor: '', words: [], colour: true, why: 'a person looks' },
  { isTTY: false, term: 'xterm', noColor: '', words: [], colour: false, why: 'a pipe' },
  { isTTY: true, term: 'dumb', noColor: '', words: [], colour: false, why: 'TERM=dumb' },
  { isTTY: true, term: 'xterm', noColor: '1', words: [], colour: false, why: 'NO_COLOR' },
  {
    isTTY: true,
    term: 'xterm',
    noColor: '',
    words: ['--no-color'],
    colour: false,
    why: 'the flag',
  },
])('colour is $colour: $why', ({ isTTY, term, noColor, words, colour }) => {
  vi.stubEnv('TERM', term);
  vi.stubEnv('NO_COLOR', noColor);
  expect(printed(isTTY, ...words).includes('\u001b[')).toBe(colour);
});

test('colour adds nothing but colour', () => {
  const text = '  unused   41,182   59 %  can go\nFindings: 2\n  high     role x\nplain\n';
  expect(paint(text)).not.toBe(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what was added is taken away
  expect(paint(text).replace(/\u001b\[\d+m/g, '')).toBe(text);
});

test.each(FORMAT_NAMES.filter((name) => /json|sarif|ocsf/.test(name)))(
  '%s on stdout is JSON and nothing else, whatever is said beside it',
  async (format) => {
    const { out, err } = await runCaptured('report', result, '-v', '--format', format);
    expect(() => JSON.parse(out)).not.toThrow();
    expect(err).toBe('');
  },
);

test('stderr in lines of JSON: notes, details and mistakes', async () => {
  const out = join(folder, 'x.csv');
  const words = ['report', result, '-v', '--log-format', 'json', '--format', `csv=${out}`];
  const told = (await runCaptured(...words)).err.trim().split('\n');
  expect(told.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
    `wrote ${out}`,
  ]);
  const wrong = await runCaptured('report', join(folder, 'none'), '--log-format', 'json');
  expect(wrong.exit).toBe(2);
  expect(JSON.parse(wrong.err)).toMatchObject({ level: 'error', hint: expect.any(String) });
});

test('--quiet leaves the errors', async () => {
  const out = join(folder, 'baseline.json');
  const told = await runCaptured('baseline', 'create', result, '-o', out, '--quiet');
  expect(told).toEqual({ exit: 0, out: '', err: '' });
  expect((await runCaptured('report', join(folder, 'none'), '-q')).err).toContain('no result in');
});

test.each([
  {
    reading: { files: 3, filesTotal: 484, bytes: 2e6 },
    ms: 4000,
    line: 'reading 3 of 484 files, 2 MB',
    why: 'too few to tell a rate',
  },
  {
    reading: { files: 121, filesTotal: 484, bytes: 60e6 },
    ms: 10_000,
    line: 'reading 121 of 484 files, 60 MB, 6.0 MB/s, about 30 s left',
    why: 'a quarter in ten seconds',
  },
  {
    reading: { files: 100, filesTotal: 100_000, bytes: 50e6 },
    ms: 10_000,
    line: 'reading 100 of 100000 files, 50 MB, 5.0 MB/s, about 167 min left',
    why: 'hours in minutes',
  },
  {
    reading: { files: 7, bytes: 5e6 },
    ms: 1000,
    line: 'reading 7 of ? files, 5 MB, 5.0 MB/s',
    why: 'nobody counted yet',
  },
])('progress: $why', ({ reading, ms, line }) => {
  expect(readingLine(reading, ms)).toBe(line);
});
