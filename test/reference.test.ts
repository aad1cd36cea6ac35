/** The reference of the documentation is what the program and its schemas say. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS, variableOf } from '../src/cli/config/settings.js';
import { programOf } from '../src/cli/program.js';
import { terminalOf } from '../src/cli/terminal.js';

const { referencePages } = (await import('../scripts/reference.mjs' as string)) as {
  readonly referencePages: (
    program: unknown,
    variables: ReadonlyMap<string, string>,
  ) => ReadonlyMap<string, string>;
};

const program = programOf((one) => ({ done: () => undefined, terminal: () => terminalOf(one) }));
const variables = new Map(
  SETTINGS.filter(({ kind }) => kind !== 'data').map((one) => [one.name, variableOf(one)]),
);
const pages = [...referencePages(program, variables)];

test.each(pages)('%s is current; UPDATE_DOCS=1 writes it anew', (path, text) => {
  if (process.env.UPDATE_DOCS === '1') {
    mkdirSync('docs/reference', { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
});

test('every command and every setting is in it', () => {
  const all = pages.map(([, text]) => text).join('\n');
  for (const { name } of SETTINGS) expect(all).toContain(`\`${name}\``);
  for (const one of program.commands) {
    if (one.name() !== 'help') expect(all).toContain(`leastwise ${one.name()}`);
  }
});
