/**
 * `markdown`: for a comment on a pull request or an issue. The numbers stand open, the lists are
 * folded, and it is never longer than a comment may be: GitHub refuses more than 65,536 characters.
 */
import type { Result } from '../../model/result.js';
import { SEVERITIES } from '../../model/severity.js';
import { VERDICTS } from '../../model/verdict.js';
import { code, markdown } from '../escape.js';
import {
  bySeverity,
  goingWords,
  KIND_WORDS,
  largestReductions,
  markWords,
  number,
  percent,
  plural,
  staleWords,
  unknowables,
  WHAT_VERDICT_MEANS,
  whose,
} from '../phrases.js';

const MOST_CHARACTERS = 60_000;
/** One value never takes more than this. */
const LONGEST = 300;

/** A later run finds its own comment by the first line. */
const AUDIT_MARKER = '<!-- leastwise audit -->';

type Section = { readonly title: string; readonly lines: readonly string[] };

export function renderPullRequest(result: Result): string {
  const head = [...heading(result), ...totals(result)].join('\n');
  const folded = foldAll(sections(result), MOST_CHARACTERS - head.length);
  return `${[head, ...folded].join('\n').trimEnd()}\n`;
}

/** Short sections first: what they do not need is left for the long ones. */
function foldAll(all: readonly Section[], room: number): readonly string[] {
  const texts = new Map<Section, string>();
  let left = room;
  for (const section of all.toSorted((a, b) => sizeOf(a) - sizeOf(b))) {
    const text = fold(section, Math.floor(left / (all.length - texts.size)));
    left -= text.length;
    texts.set(section, text);
  }
  return all.map((section) => texts.get(section) ?? '');
}

function sizeOf({ lines }: Section): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function heading({ tool, accounts, asOf, window, findings, review }: Result): readonly string[] {
  const names = accounts.map(({ account }) => account);
  const who = names.length > 3 ? plural(names.length, 'account') : names.join(', ');
  const open = findings.filter(({ mark }) => mark === undefined);
  const decided =
    review === undefined
      ? ''
      : [
          [review.findings.known, 'known from the baseline'] as const,
          [review.findings.waived, 'waived'] as const,
        ]
          .filter(([count]) => count > 0)
          .map(([count, what]) => `; ${number(count)} more ${what}`)
          .join('');
  return [
    AUDIT_MARKER,
    `### leastwise audit: ${markdown(who || 'no account')}`,
    '',
    `As of ${asOf ?? 'no date'}, window ${plural(window.requestedDays, 'day')}, leastwise ${markdown(tool.version)}.`,
    `**${plural(open.length, 'finding')}**: ${bySeverity(open)}${decided}.`,
    '',
  ];
}

function totals({ totals: all }: Result): readonly string[] {
  return [
    `${plural(all.identities, 'identity', 'identities')} hold ${plural(all.granted, 'granted action')}; ${number(all.dead)} of them are blocked everywhere.`,
    '',
    '| verdict | grants | share | |',
    '| --- | ---: | ---: | --- |',
    ...VERDICTS.map(
      (verdict) =>
        `| ${verdict} | ${number(all[verdict])} | ${percent(all[verdict], all.granted).replace('<', '&lt;').replace('>', '&gt;')} | ${WHAT_VERDICT_MEANS[verdict]} |`,
    ),
    '',
  ];
}

function sections(result: Result): readonly Section[] {
  return [
    findings(result),
    {
      title: `Proposals with both certificates proven: ${number(result.recommendations.length)}`,
      lines: largestReductions(result).map(
        (one) =>
          `- ${KIND_WORDS[one.kind]} ${value(one.before.name)} of ${text(whose(one))}: ${goingWords(one)}${marked(one)}`,
      ),
    },
    {
      title: `Stale, can be revoked in stages: ${number(result.revocations.length)}`,
      lines: result.revocations.map(
        (one) =>
          `- ${one.kind.replaceAll('-', ' ')} ${value(one.slot === undefined ? one.name : `${one.name}, key ${one.slot}`)}, ${staleWords(one)}${marked(one)}`,
      ),
    },
    {
      title: 'What the evidence cannot show',
      lines: unknowables(result).map(
        ({ grants, identities, because, remedy }) =>
          `- ${plural(grants, 'grant')} of ${plural(identities, 'identity', 'identities')}: ${text(because)}${remedy === undefined ? '' : `; to see it: ${text(remedy)}`}`,
      ),
    },
    {
      title: `Problems: ${number(result.problems.length)}`,
      lines: result.problems.map(
        ({ message, hint }) => `- ${text(message)}${hint === undefined ? '' : `: ${text(hint)}`}`,
      ),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function findings({ findings: all }: Result): Section {
  const rows = all.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
  );
  return {
    title: `Findings: ${number(all.length)}`,
    lines: rows.map((one) => `- **${one.severity}** ${text(one.title)}${marked(one)}`),
  };
}

function marked({ mark }: Pick<Result['findings'][number], 'mark'>): string {
  return mark === undefined ? '' : ` (${text(markWords(mark))})`;
}

function cut(words: string): string {
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
}

function text(words: string): string {
  return markdown(cut(words));
}

function value(words: string): string {
  return code(cut(words));
}

function fold({ title, lines }: Section, room: number): string {
  const shown: string[] = [];
  let size = title.length + 200;
  for (const line of lines) {
    size += line.length + 1;
    if (size > room) break;
    shown.push(line);
  }
  const rest = lines.length - shown.length;
  const more = rest === 0 ? [] : ['', `and ${number(rest)} more in report.md and result.json`];
  return [
    '<details>',
    `<summary>${title}</summary>`,
    '',
    ...shown,
    ...more,
    '',
    '</details>',
    '',
  ].join('\n');
}
