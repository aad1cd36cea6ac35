/** Who may take a role, as its trust policy says: a hint, since whoever is named must be allowed to ask too. */
import type { Identity, TrustedPrincipal } from '../model/identity.js';
import type { PrincipalSet, Statement } from '../model/policy.js';
import { matchesAction } from '../policy/match.js';

const ASSUMING: readonly string[] = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
];

export function trustsOf(identity: Identity): readonly TrustedPrincipal[] {
  if (identity.kind !== 'role') return [];
  const rows = (identity.trustPolicy?.statements ?? []).filter(isTrust).flatMap(principalsIn);
  const distinct = new Map(rows.map((row) => [JSON.stringify(row), row]));
  return [...distinct.values()].toSorted((a, b) =>
    a.principal < b.principal ? -1 : a.principal > b.principal ? 1 : 0,
  );
}

function isTrust({ effect, actions }: Statement): boolean {
  const names = ASSUMING.some((action) =>
    actions.patterns.some((pattern) => matchesAction(pattern, action)),
  );
  return effect === 'Allow' && names !== actions.negated;
}

function principalsIn({ principals, conditions }: Statement): readonly TrustedPrincipal[] {
  if (principals === undefined) return [];
  const conditionKeys = [...new Set(conditions.map(({ key }) => key))].sort();
  return namesOf(principals.set).map((principal) => ({
    principal,
    conditionKeys,
    negated: principals.negated,
  }));
}

function namesOf(set: PrincipalSet): readonly string[] {
  return set.kind === 'any'
    ? ['*']
    : [...set.aws, ...set.service, ...set.federated, ...set.canonicalUser];
}
