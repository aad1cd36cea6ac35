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
    `Evidence as of ${result.asOf ?? 'no date'}. leastwise runs none of this: read the diff, choose **one** format for each proposal, apply.`,
    '',
    '- `cli/NAME/apply.sh` checks the account and every policy before it changes anything, and stops where something is not as it was read; `rollback.sh` beside it takes it back.',
    '- `terraform/` is one module for each account: `terraform init && terraform plan` shows imports and changes in place. Leave out files that you do not want. `terraform-json/` says the same.',
    '- `cloudformation/` and `cdk/` hold the resources for a stack.',
    '- What CloudFormation or Terraform keeps already has no script: change it where it is kept.',
    '',
    ...emitted.flatMap(section),
  ].join('\n')}\n`;
}

function section({ change, formats }: Emitted): readonly string[] {
  return [
    `## ${markdown(change.title)}`,
    '',
    ...change.owners.map((owner) => `- kept in code: ${markdown(describeOwner(owner))}`),
    ...formats.map(({ format, emission }) =>
      'reason' in emission
        ? `- ${format}: none, ${markdown(emission.reason)}`
        : `- ${format}: ${emission.files
            .filter(({ path }) => !path.includes('policies'))
            .map(({ path }) => code(path.slice(1).join('/')))
            .join(', ')}`,
    ),
    '',
  ];
}
