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
    ...wrap(headline(trend), '', ''),
    ...(isReversed(trend) ? wrap(REVERSED, '', '') : []),
    '',
    ...TOTALS.map((name) => totalLine(name, before.totals[name], after.totals[name])),
    ...block('Better: findings that are gone', findings.gone.map(findingWords)),
    ...block('Better: identities with less granted or less unused', trend.better.map(changeWords)),
    ...block('Better: identities that are gone', identities.gone),
    ...block('Crept back or new: findings', findings.new.map(findingWords)),
    ...block(
      'Crept back or new: identities with more granted or more unused',
      trend.worse.map(changeWords),
    ),
    ...block('New identities', identities.new),
  ].join('\n')}\n`;
}

const REVERSED =
  'The first of the two is the later audit: what stands under better got worse, and the other way round.';

function isReversed({ before, after }: TrendText): boolean {
  return before.asOf !== undefined && after.asOf !== undefined && after.asOf < before.asOf;
}

/** The answer in a sentence: no block below may mean that nothing was compared, or that nothing changed. */
function headline({ before, after, findings, identities, better, worse }: TrendText): string {
  const changes = [
    ...[findings.gone, findings.new].map((list, at) =>
      counted(list, 'finding', 'findings', WENT[at]),
    ),
    ...[better, worse].map((list, at) => counted(list, 'identity', 'identities', TURNED[at])),
    ...[identities.gone, identities.new].map((list, at) =>
      counted(list, 'identity', 'identities', WENT[at]),
    ),
  ].filter((words) => words !== '');
  if (changes.length > 0) return `${changes.join(', ')}.`;
  const isSame = TOTALS.every((name) => before.totals[name] === after.totals[name]);
  return isSame
    ? 'Nothing changed: the same findings and identities, and each holds and leaves unused as many actions.'
    : 'No finding or identity came or went, and none holds or leaves unused more or fewer actions; what else was counted did change.';
}

const WENT = ['gone', 'new'];
const TURNED = ['better', 'worse'];

function counted(list: readonly unknown[], one: string, many: string, what = ''): string {
  return list.length === 0 ? '' : `${plural(list.length, one, many)} ${what}`;
}

function totalLine(name: string, before: number, after: number): string {
  const change = after - before;
  const sign = change > 0 ? '+' : '-';
  const words = change === 0 ? '' : `  ${sign}${number(Math.abs(change))}`;
  return `  ${name.padEnd(13)}${number(before).padStart(9)} → ${number(after).padStart(9)}${words}`;
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
