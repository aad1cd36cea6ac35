/** Every setting, its value, and where that came from. */
import type { Command } from 'commander';
import { plain } from '../../model/plain.js';
import { UserError } from '../../model/user-error.js';
import { type Resolved, resolveSettings } from '../config/resolve.js';
import { variableOf } from '../config/settings.js';

type Row = {
  readonly setting: string;
  readonly value: unknown;
  readonly origin: string;
  readonly kind: Resolved['origin']['kind'];
  readonly variable: string;
};

/** @param as `text` for people, `json` for programs */
export function showSettings(command: Command, as: string): void {
  const rows = resolveSettings(command, process.env).map(rowOf);
  if (as !== 'text' && as !== 'json') {
    throw new UserError(`--as takes text or json, not \`${as}\``, 'leave it out for text');
  }
  process.stdout.write(as === 'json' ? `${JSON.stringify(rows, undefined, 2)}\n` : tableOf(rows));
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
