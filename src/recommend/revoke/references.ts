/** Who names a role and would notice: policies that let somebody pass or take it, and who did. */
import type { Statement } from '../../model/policy.js';
import { type UsageLedger, usesByCaller } from '../../model/usage.js';
import { type Directory, describeHolding, ownHoldings } from '../../policy/holdings.js';
import { matchesGlob } from '../../policy/match.js';

const VERBS = [
  { action: 'iam:PassRole', words: 'may be passed by' },
  { action: 'sts:AssumeRole', words: 'may be taken by' },
] as const;

/** Sentences on who passed a role, by the role's ARN: read once, as a ledger may be large. */
export type Passers = ReadonlyMap<string, readonly string[]>;

export function passersIn(usage: UsageLedger): Passers {
  const passers = new Map<string, string[]>();
  for (const { caller, rows } of usesByCaller(usage)) {
    const by = caller.kind === 'identity' ? caller.arn : caller.bucket;
    for (const { action, resource, lastSeen } of rows()) {
      if (action !== 'iam:PassRole' || resource === undefined) continue;
      const known = passers.get(resource) ?? [];
      passers.set(resource, [...known, `was passed by ${by}, last ${lastSeen}`]);
    }
  }
  return passers;
}

export function referencesTo(
  directory: Directory,
  passers: Passers,
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
  return [...new Set([...granted, ...(passers.get(arn) ?? [])])].sort();
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
