/** What changed between two audits, for people: plain text within 100 columns. */
import type { Totals } from '../model/result.js';
import type { Severity } from '../model/severity.js';
import { plain } from './escape.js';
import { day, number, plural } from './phrases.js';
import { wrap } from './wrap.js';

const SHOWN = 20;

type Side = { readonly asOf: string | undefined; readonly totals: Totals };
type Finding = { readonly severity: Severity; readonly title: string };
type Numbers = { readonly before: number; readonly after: number };
type Change = { readonly arn: string; readonly granted: Numbers; readonly unused: Numbers };

type TrendText = {
  readonly before: Side;
  readonly after: Side;
  readonly findings: { readonly gone: readonly Finding[]; readonly new: readonly Finding[] };
  readonly identities: { readonly gone: readonly string[]; readonly new: readonly string[] };
  readonly better: readonly Change[];
  readonly worse: readonly Change[];
};

const TOTALS = [
  'identities',
  'granted',
  'used',
  'unused',
  'unobservable',
  'unknown',
  'dead',
] as const;

export function renderTrend(trend: TrendText): string {
  const { before, after, findings, identities } = trend;
  return `${[
    `from ${day(before.asOf)} to ${day(after.asOf)}`,
    ...TOTALS.map((name) => totalLine(name, before.totals[name], after.totals[name])),
    ...block('Better: findings that are gone', findings.gone.map(findingWords)),
    ...block('Better: identities that hold less', trend.better.map(changeWords)),
    ...block('Better: identities that are gone', identities.gone),
    ...block('Crept back or new: findings', findings.new.map(findingWords)),
    ...block('Crept back or new: identities that hold more', trend.worse.map(changeWords)),
    ...block('New identities', identities.new),
  ].join('\n')}\n`;
}

function totalLine(name: string, before: number, after: number): string {
  const change = after - before;
  const sign = change > 0 ? '+' : change < 0 ? '-' : '';
  return `  ${name.padEnd(13)}${number(before).padStart(9)} → ${number(after).padStart(9)}  ${sign}${number(Math.abs(change))}`.trimEnd();
}

function findingWords({ severity, title }: Finding): string {
  return `${severity}: ${title}`;
}

function changeWords({ arn, granted, unused }: Change): string {
  return `${arn}: granted ${number(granted.before)} → ${number(granted.after)}, unused ${number(unused.before)} → ${number(unused.after)}`;
}

function block(title: string, rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const rest = rows.length - SHOWN;
  return [
    '',
    `${title} (${number(rows.length)})`,
    ...rows.slice(0, SHOWN).flatMap((row) => wrap(plain(row), '  ')),
    ...(rest > 0 ? [`  and ${plural(rest, 'more', 'more')} with --format json`] : []),
  ];
}
