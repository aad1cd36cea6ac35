/** Who names a role and would notice: policies that let somebody pass or take it, and who did. */
import type { Statement } from '../model/policy.js';
import type { UsageLedger } from '../model/usage.js';
import { type Directory, describeHolding, ownHoldings } from '../policy/holdings.js';
import { matchesGlob } from '../policy/match.js';

const VERBS = [
  { action: 'iam:PassRole', words: 'may be passed by' },
  { action: 'sts:AssumeRole', words: 'may be taken by' },
] as const;

export function referencesTo(
  directory: Directory,
  usage: UsageLedger | undefined,
  arn: string,
): readonly string[] {
  const granted = directory.identities.flatMap((identity) =>
    ownHoldings(directory, identity).flatMap((holding) =>
      VERBS.filter(({ action }) =>
        (holding.document?.statements ?? []).some((statement) => names(statement, action, arn)),
      ).map(
        ({ words }) => `${words} ${identity.kind} ${identity.name} (${describeHolding(holding)})`,
      ),
    ),
  );
  const passed = (usage?.uses ?? [])
    .filter(({ action, resource }) => action === 'iam:PassRole' && resource === arn)
    .map(({ caller, lastSeen }) => {
      const by = caller.kind === 'identity' ? caller.arn : caller.bucket;
      return `was passed by ${by}, last ${lastSeen}`;
    });
  return [...new Set([...granted, ...passed])].sort();
}

/** A star that covers every role names none. */
function names({ effect, actions, resources }: Statement, action: string, arn: string): boolean {
  return (
    effect === 'Allow' &&
    !actions.negated &&
    actions.patterns.some((pattern) => matchesGlob(pattern.toLowerCase(), action.toLowerCase())) &&
    resources !== undefined &&
    !resources.negated &&
    resources.patterns.some((pattern) => !/[*]$/.test(pattern) && matchesGlob(pattern, arn))
  );
}
