/** The page that a person opens first in `apply/`. */
import type { Result } from '../../model/result.js';
import { code, markdown } from '../escape.js';
import { plural } from '../phrases.js';
import { describeOwner } from './change.js';
import type { Emitted } from './emission.js';

export function applyReadme(result: Result, emitted: readonly Emitted[]): string {
  return `${[
    `# ${plural(emitted.length, 'proposal')}, ready to apply`,
    '',
    `Evidence as of ${result.asOf ?? 'no date'}. leastwise runs none of this: read, choose one format for each proposal, apply.`,
    '',
    ...emitted.flatMap(section),
  ].join('\n')}\n`;
}

function section({ change, formats }: Emitted): readonly string[] {
  const { one, title } = change;
  return [
    `## ${markdown(title)}`,
    '',
    ...one.standing.owners.map((owner) => `- kept in code: ${markdown(describeOwner(owner))}`),
    ...formats.map(({ format, emission }) =>
      'reason' in emission
        ? `- ${format}: none, ${markdown(emission.reason)}`
        : `- ${format}: ${emission.files.map(({ path }) => code(path.slice(1).join('/'))).join(', ')}`,
    ),
    '',
  ];
}
