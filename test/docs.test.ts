/** Every link of the documentation leads somewhere, and every command of it can be typed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { programOf } from '../src/cli/program.js';
import { terminalOf } from '../src/cli/terminal.js';

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** As GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  return [...readFileSync(page, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(PAGES)('links of %s', (page) => {
  const text = readFileSync(page, 'utf8').replace(/^(`{3,})[\s\S]*?^\1$/gm, '');
  for (const [, link = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : join(dirname(page), file);
    expect(existsSync(target), `${link} in ${page}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(target), `${link} in ${page}`).toContain(anchor);
  }
});

const program = programOf((one) => ({ done: () => undefined, terminal: () => terminalOf(one) }));

/** In code, up to what the shell reads: `leastwise audit DIR --out x | jq .` is `audit DIR --out x`. */
function commandsOf(page: string): readonly string[] {
  const text = readFileSync(page, 'utf8');
  const code = [
    ...[...text.matchAll(/^```(?:sh|cron)\n([\s\S]*?)^```/gm)].map(([, block = '']) =>
      block.replaceAll('\\\n', ' '),
    ),
    ...[...text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
      ([, span = '']) => span,
    ),
  ].join('\n');
  return [...code.matchAll(/(?:^|&& |; )leastwise ([a-z][^\n|&;#<>]*)/gm)].map(
    ([, line = '']) => line,
  );
}

function commandOf(verb: string, under: Command): Command | undefined {
  return under.commands.find((one) => one.name() === verb);
}

test.each(PAGES)('commands of %s', (page) => {
  for (const line of commandsOf(page)) {
    const [verb = '', second = ''] = line.trim().split(/\s+/);
    const command = commandOf(verb, program);
    expect(command, `leastwise ${line}`).toBeDefined();
    if (command === undefined) continue;
    const all = [program, command, commandOf(second, command)].flatMap((one) => one?.options ?? []);
    const known = new Set(['--help', '--version', ...all.map(({ long }) => long)]);
    for (const [flag] of line.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) {
      expect(known.has(flag), `${flag} of leastwise ${line}`).toBe(true);
    }
  }
});

test('the documentation does name commands', () => {
  expect(PAGES.flatMap(commandsOf).length).toBeGreaterThan(40);
});
