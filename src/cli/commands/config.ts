/** `leastwise config show`: every setting, its value, and where that came from. */
import type { Command } from 'commander';
import { plain, UserError } from '../../index.js';
import { type Resolved, resolveSettings, withConfig } from '../config/resolve.js';
import { variableOf } from '../config/settings.js';
import { withSettings } from './audit.js';

type Row = {
  readonly setting: string;
  readonly value: unknown;
  readonly origin: string;
  readonly kind: Resolved['origin']['kind'];
  readonly variable: string;
};

export function configCommand(program: Command): void {
  const config = program.command('config').description('settings, and where they come from');
  const show = config
    .command('show')
    .description('every setting of an audit with its value and origin: flags may be given, too')
    .option('--as <text|json>', 'for people or for programs', 'text');
  withConfig(withSettings(show)).action((flags: { readonly as: string }) => {
    const rows = resolveSettings(show, process.env).map(rowOf);
    if (flags.as !== 'text' && flags.as !== 'json') {
      throw new UserError(`--as takes text or json, not \`${flags.as}\``, 'leave it out for text');
    }
    process.stdout.write(
      flags.as === 'json' ? `${JSON.stringify(rows, undefined, 2)}\n` : tableOf(rows),
    );
  });
}

function rowOf({ setting, value, origin }: Resolved): Row {
  const shown = origin.kind === 'default' ? origin.name : value;
  return {
    setting: setting.name,
    value: shown,
    origin: origin.kind === 'default' ? 'default' : origin.name,
    kind: origin.kind,
    variable: variableOf(setting),
  };
}

function tableOf(rows: readonly Row[]): string {
  const cells = rows.map(({ setting, value, origin }) => [setting, wordsOf(value), origin]);
  const widths = [0, 1].map((n) => Math.max(...cells.map((row) => (row[n] ?? '').length)));
  return cells
    .map((row) => row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  '))
    .map((line) => `${plain(line).trimEnd()}\n`)
    .join('');
}

const LONGEST = 40;

function wordsOf(value: unknown): string {
  const isData = Array.isArray(value) && value.some((one) => typeof one === 'object');
  if (isData) return `${(value as readonly unknown[]).length} listed`;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
