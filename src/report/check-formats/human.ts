/** For a terminal: one block for each policy that changed, and the verdict as the last line. */
import type { CheckResult, Comparison, NewAccess } from '../../model/check-result.js';
import {
  accessWords,
  cut,
  outcomeWords,
  placeWords,
  problemWords,
  statusWords,
  verdictWords,
} from '../check-phrases.js';
import { plain } from '../escape.js';
import { plural } from '../phrases.js';

const MOST_NAMES = 5;
const MOST_PROBLEMS = 20;

export function renderCheckHuman(result: CheckResult): string {
  const blocks = result.comparisons
    .filter(({ status }) => status !== 'unchanged')
    .map(block)
    .map((lines) => [...lines, '']);
  const lines = [...blocks.flat(), ...problems(result), ...strangers(result), verdictWords(result)];
  return `${lines.map(plain).join('\n')}\n`;
}

function block(comparison: Comparison): readonly string[] {
  const { path, outcome } = comparison;
  const name = path === '.' ? 'all identity policies' : cut(path);
  const head = `${name}${statusWords(comparison)}: ${outcomeWords(comparison)}`;
  switch (outcome.verdict) {
    case 'included':
      return [head];
    case 'new-access': {
      const rest = outcome.rest === undefined ? [] : [`  ${cut(outcome.rest)}`];
      return [head, ...outcome.newAccess.flatMap(access), ...rest];
    }
    case 'unknown':
      return [head, `  ${outcome.reason}`];
  }
}

function access(one: NewAccess): readonly string[] {
  return [
    `  now allows ${accessWords(one, cut)}`,
    `    by ${placeWords(one.statement, cut)}`,
    `    before: ${one.before.text}`,
  ];
}

function problems({ problems: all }: CheckResult): readonly string[] {
  if (all.length === 0) return [];
  const rest = all.length - MOST_PROBLEMS;
  return [
    `not understood: ${plural(all.length, 'place')}`,
    ...all.slice(0, MOST_PROBLEMS).map((problem) => `  ${problemWords(problem, cut)}`),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '',
  ];
}

function strangers({ notPolicies }: CheckResult): readonly string[] {
  const names = [...notPolicies.new, ...notPolicies.old];
  if (names.length === 0) return [];
  const rest = names.length - MOST_NAMES;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return [
    `not compared: ${plural(names.length, 'JSON file')} without a policy: ${names.slice(0, MOST_NAMES).map(cut).join(', ')}${more}`,
    '',
  ];
}
