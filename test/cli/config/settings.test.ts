/** Flags, variables and the file: what wins, and that none of them is forgotten. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { SETTINGS } from '../../../src/cli/config/settings.js';
import { runCaptured } from '../run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-config-'));
const file = join(folder, 'leastwise.yaml');
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

type Row = { readonly setting: string; readonly value: unknown; readonly origin: string };

async function shown(...words: readonly string[]) {
  const { exit, out, err } = await runCaptured('config', 'show', '--as', 'json', ...words);
  const rows = exit === 0 ? (JSON.parse(out) as readonly Row[]) : [];
  return { exit, err, of: (name: string) => rows.find(({ setting }) => setting === name) };
}

test('flags win over variables, variables over the file, the file over what is built in', async () => {
  writeFileSync(file, 'window: 30\nmin-window: 31\ngrace: 32\n');
  vi.stubEnv('LEASTWISE_WINDOW', '40');
  vi.stubEnv('LEASTWISE_MIN_WINDOW', '41');
  const { of } = await shown('--config', file, '--window', '50');
  expect(of('window')).toMatchObject({ value: '50', origin: '--window' });
  expect(of('min-window')).toMatchObject({ value: '41', origin: 'LEASTWISE_MIN_WINDOW' });
  expect(of('grace')).toMatchObject({ value: '32', origin: `${file}:3:1` });
  expect(of('out')).toMatchObject({ value: 'leastwise-audit', origin: 'default' });
});

test('a variable names the file, and --no-config none', async () => {
  writeFileSync(file, 'window: 30\n');
  vi.stubEnv('LEASTWISE_CONFIG', file);
  expect((await shown()).of('window')?.value).toBe('30');
  expect((await shown('--no-config')).of('window')?.origin).toBe('default');
});

test.each([
  { variable: 'LEASTWISE_COMPLETE_LOGS', text: 'perhaps', said: /true or false, not `perhaps`/ },
  { variable: 'LEASTWISE_CONFIG', text: '/nowhere.yaml', said: /cannot read `\/nowhere.yaml`/ },
])('$variable=$text is a mistake', async ({ variable, text, said }) => {
  vi.stubEnv(variable, text);
  const { exit, err } = await shown();
  expect(exit).toBe(2);
  expect(err).toMatch(said);
});

test('a mistake that is not on the command line says where it is', async () => {
  vi.stubEnv('LEASTWISE_WINDOW', 'ninety');
  const { exit, err } = await runCaptured('audit', folder);
  expect(exit).toBe(2);
  expect(err).toContain('--window comes from LEASTWISE_WINDOW');
});

test('lists are separated by commas in a variable', async () => {
  vi.stubEnv('LEASTWISE_EXCLUDE', 'ci-*, ops-*');
  expect((await shown()).of('exclude')?.value).toEqual(['ci-*', 'ops-*']);
});

/** Flags of one run, not of a project. */
const OF_ONE_RUN = new Set(['as', 'config', 'help', 'no-config']);

test('every flag of an audit can be set in the file, and the schema knows it', async () => {
  const { out } = await runCaptured('config', 'show', '--help');
  const [own = ''] = out.split('Global Options:');
  const flags = [...own.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name = '']) => name);
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as {
    readonly properties: object;
  };
  const names = Object.keys(schema.properties);
  const settings = SETTINGS.map(({ name }) => name);
  expect(settings).toEqual(settings.toSorted());
  for (const flag of flags.filter((one) => !OF_ONE_RUN.has(one))) {
    expect(settings).toContain(flag);
    expect(names).toContain(flag);
  }
});
