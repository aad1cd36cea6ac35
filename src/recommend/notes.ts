/** What whoever follows a proposal has to know, in sentences. */
import type { ManagedPolicy } from '../model/identity.js';
import type { Statement } from '../model/policy.js';
import { type ActionExpander, unknownNames } from '../policy/expand-actions.js';
import type { Task } from './tasks.js';

/** Versions of one managed policy. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_VERSIONS = 5;

export function notesOn(expander: ActionExpander, task: Task): readonly string[] {
  const allows = task.document.statements.filter(({ effect }) => effect === 'Allow');
  return [...aboutPolicy(task), ...aboutText(expander, allows)];
}

function aboutPolicy(task: Task): readonly string[] {
  switch (task.kind) {
    case 'aws-managed':
      return ['AWS owns this policy: detach it and attach the replacement'];
    case 'split':
      return ['others hold this policy too: detach it here and attach the one of its own'];
    case 'customer-managed':
      return [
        ...(task.holders.length > 1
          ? [`shared: trimmed to what its ${task.holders.length} holders need together`]
          : []),
        ...aboutVersions(task.policy),
      ];
    case 'boundary':
      return aboutVersions(task.policy);
    default:
      return [];
  }
}

function aboutVersions({ versionCount }: ManagedPolicy): readonly string[] {
  return versionCount >= MOST_VERSIONS
    ? [
        `all ${MOST_VERSIONS} versions are taken: delete one that is not the default before creating the new one`,
      ]
    : [];
}

function aboutText(expander: ActionExpander, allows: readonly Statement[]): readonly string[] {
  const unknown = allows.flatMap(({ actions }) =>
    actions.negated ? [] : unknownNames(expander, actions.patterns),
  );
  return [
    ...(allows.some(({ actions }) => actions.negated)
      ? [
          'NotAction became the list of what is kept: actions that AWS adds later are no longer granted',
        ]
      : []),
    ...(unknown.length > 0
      ? [`kept although unknown to the catalogue: ${unknown.join(', ')}`]
      : []),
    ...(allows.some(({ opaque }) => opaque)
      ? ['a statement that was not understood in full stays as it is']
      : []),
  ];
}
