/**
 * For a comment on a pull request: what matters first, and never longer than a comment may be.
 *
 * GitHub refuses comments of more than 65,536 characters.
 */
import type { CheckResult, CheckVerdict, Comparison, NewAccess } from '../../model/check-result.js';
import {
  accessWords,
  cut,
  outcomeWords,
  placeWords,
  problemWords,
  statusWords,
  verdictWords,
} from '../check-phrases.js';
import { code, markdown } from '../escape.js';
import { plural } from '../phrases.js';

const MOST_CHARACTERS = 60_000;
/** For the lines behind the blocks. */
const RESERVE = 12_000;
const MOST_NAMES = 10;
const MOST_PROBLEMS = 10;

/** A later run finds its own comment by the first line. */
const MARKER = '<!-- leastwise check -->';

const ORDER: readonly CheckVerdict[] = ['new-access', 'unknown', 'included'];

export function renderCheckMarkdown(result: CheckResult): string {
  const head = [MARKER, `### leastwise check: ${markdown(verdictWords(result))}`, ''];
  const tail = [...problems(result), ...strangers(result)];
  const room = MOST_CHARACTERS - RESERVE;
  return `${[...head, ...blocks(result, room), ...tail].join('\n').trimEnd()}\n`;
}

function blocks({ comparisons }: CheckResult, room: number): readonly string[] {
  const changed = ORDER.flatMap((verdict) =>
    comparisons.filter(
      ({ outcome, status }) => outcome.verdict === verdict && status !== 'unchanged',
    ),
  );
  const shown: string[] = [];
  let size = 0;
  for (const [index, comparison] of changed.entries()) {
    const text = block(comparison).join('\n');
    size += text.length + 1;
    if (size > room) return [...shown, leftOut(changed.slice(index)), ''];
    shown.push(text);
  }
  return shown;
}

function leftOut(rest: readonly Comparison[]): string {
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: rest.filter(({ outcome }) => outcome.verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const words = counts.map(({ verdict, count }) => `${count} ${verdict}`).join(', ');
  return `**${plural(rest.length, 'more policy', 'more policies')} did not fit here: ${words}.** The JSON output has them all.`;
}

function block(comparison: Comparison): readonly string[] {
  const { path, outcome } = comparison;
  const name = path === '.' ? 'all identity policies' : quote(path);
  const head = `**${name}**${statusWords(comparison)}: ${outcomeWords(comparison)}`;
  switch (outcome.verdict) {
    case 'included':
      return [head, ''];
    case 'new-access': {
      const rest = outcome.rest === undefined ? [] : [`- ${markdown(cut(outcome.rest))}`];
      return [head, '', ...outcome.newAccess.flatMap(access), ...rest, ''];
    }
    case 'unknown':
      return [head, '', `- ${markdown(outcome.reason)}`, ''];
  }
}

function access(one: NewAccess): readonly string[] {
  return [
    `- now allows ${accessWords(one, quote)}`,
    `  - by ${placeWords(one.statement, quote)}`,
    `  - before: ${markdown(one.before.text)}`,
  ];
}

function quote(value: string): string {
  return code(cut(value));
}

function problems({ problems: all }: CheckResult): readonly string[] {
  if (all.length === 0) return [];
  const rest = all.length - MOST_PROBLEMS;
  return [
    `**Not understood: ${plural(all.length, 'place')}**`,
    '',
    ...all.slice(0, MOST_PROBLEMS).map((one) => `- ${markdown(problemWords(one, cut))}`),
    ...(rest > 0 ? [`- and ${rest} more`] : []),
    '',
  ];
}

function strangers({ notPolicies }: CheckResult): readonly string[] {
  const names = [...notPolicies.new, ...notPolicies.old];
  if (names.length === 0) return [];
  const rest = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).map((name) => code(name.slice(0, 100)));
  return [
    `Not compared, ${plural(names.length, 'JSON file')} without a policy: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
    '',
  ];
}
