/**
 * Fits trimmed statements into IAM's quotas: as they are where they fit, else over several managed
 * policies, statement by statement, a long list of actions cut where it must be.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas". White space does not count.
 */

import type { IdentityKind } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { policySize } from '../policy/print-policy.js';
import { withActions, withoutSid, withResources } from './statement.js';

/** What an account may have; an account's own quotas come from `GetAccountSummary`. */
export type Quotas = {
  readonly managedPolicySize: number;
  /** Sum over all inline policies of one identity. */
  readonly inlineSize: Readonly<Record<IdentityKind, number>>;
  /** Managed policies that can be attached to one identity. */
  readonly attachments: Readonly<Record<IdentityKind, number>>;
};

export const DEFAULT_QUOTAS: Quotas = {
  managedPolicySize: 6144,
  inlineSize: { group: 5120, role: 10_240, user: 2048 },
  attachments: { group: 10, role: 20, user: 10 },
};

/** @returns documents that together hold all statements, each within `size` */
export function splitPolicy(document: PolicyDocument, size: number): readonly PolicyDocument[] {
  if (policySize(document) <= size) return [document];
  const packed: Statement[][] = [[]];
  for (const statement of document.statements.flatMap((one) =>
    splitStatement(document, one, size),
  )) {
    const current = packed.at(-1) ?? [];
    if (policySize({ ...document, statements: [...current, statement] }) <= size) {
      current.push(statement);
    } else {
      packed.push([statement]);
    }
  }
  return packed
    .filter((statements) => statements.length > 0)
    .map((statements) => ({ ...document, statements }));
}

/** Halves the list of actions, then that of resources, until each part fits alone. One that cannot shrink stays too long. */
function splitStatement(
  document: PolicyDocument,
  statement: Statement,
  size: number,
): readonly Statement[] {
  const { actions, resources } = statement;
  const fits = policySize({ ...document, statements: [statement] }) <= size;
  // Denies are never cut: half a `NotAction` would deny more.
  if (fits || statement.effect === 'Deny') return [statement];
  const halves =
    !actions.negated && actions.patterns.length > 1
      ? inHalves(actions.patterns).map((part) => withActions(withoutSid(statement), part))
      : resources !== undefined && !resources.negated && resources.patterns.length > 1
        ? inHalves(resources.patterns).map((part) => withResources(withoutSid(statement), part))
        : undefined;
  return halves?.flatMap((part) => splitStatement(document, part, size)) ?? [statement];
}

function inHalves(patterns: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(patterns.length / 2);
  return [patterns.slice(0, middle), patterns.slice(middle)];
}
