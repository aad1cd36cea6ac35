/**
 * Fits trimmed statements into IAM's quotas: as they are where they fit, else over several managed
 * policies, statement by statement, a long list of actions cut where it must be.
 *
 * Sources: IAM User Guide, "IAM and AWS STS quotas" (white space does not count); IAM API Reference,
 * "GetAccountSummary", for the quotas that an account really has.
 */

import type { IdentityKind } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import type { Snapshot } from '../model/snapshot.js';
import { policySize } from '../policy/print-policy.js';
import { withActions, withoutSid, withResources } from './statement.js';

/** What an account may have. */
export type Quotas = {
  readonly managedPolicySize: number;
  /** Customer-managed policies of the account. */
  readonly policies: number;
  /** Sum over all inline policies of one identity. */
  readonly inlineSize: Readonly<Record<IdentityKind, number>>;
  /** Managed policies that can be attached to one identity. */
  readonly attachments: Readonly<Record<IdentityKind, number>>;
};

export const DEFAULT_QUOTAS: Quotas = {
  managedPolicySize: 6144,
  policies: 1500,
  inlineSize: { group: 5120, role: 10_240, user: 2048 },
  attachments: { group: 10, role: 20, user: 10 },
};

/** The account's own quotas, as far as it told them. */
export function quotasOf({ surroundings }: Pick<Snapshot, 'surroundings'>): Quotas {
  const told = surroundings?.summary ?? {};
  const { managedPolicySize, policies, inlineSize, attachments } = DEFAULT_QUOTAS;
  return {
    managedPolicySize: told.PolicySizeQuota ?? managedPolicySize,
    policies: told.PoliciesQuota ?? policies,
    inlineSize: {
      group: told.GroupPolicySizeQuota ?? inlineSize.group,
      role: told.RolePolicySizeQuota ?? inlineSize.role,
      user: told.UserPolicySizeQuota ?? inlineSize.user,
    },
    attachments: {
      group: told.AttachedPoliciesPerGroupQuota ?? attachments.group,
      role: told.AttachedPoliciesPerRoleQuota ?? attachments.role,
      user: told.AttachedPoliciesPerUserQuota ?? attachments.user,
    },
  };
}

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

/** Cuts the list of actions, or else that of resources. One that cannot shrink stays too long. */
function splitStatement(
  document: PolicyDocument,
  statement: Statement,
  size: number,
): readonly Statement[] {
  const { actions, resources } = statement;
  const sizeOf = (own: Statement) => policySize({ ...document, statements: [own] });
  // Denies are never cut: half a `NotAction` would deny more.
  if (sizeOf(statement) <= size || statement.effect === 'Deny') return [statement];
  const plain = withoutSid(statement);
  if (!actions.negated && actions.patterns.length > 1) {
    const room = size - sizeOf(withActions(plain, ['', '']));
    return filled(actions.patterns, room).flatMap((part) =>
      splitStatement(document, withActions(plain, part), size),
    );
  }
  if (resources?.negated === false && resources.patterns.length > 1) {
    const room = size - sizeOf(withResources(plain, ['', '']));
    return filled(resources.patterns, room).map((part) => withResources(plain, part));
  }
  return [statement];
}

/** As many as there is room for in each part, in their order, so that a service stays together. */
function filled(patterns: readonly string[], room: number): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let left = 0;
  for (const pattern of patterns) {
    const cost = JSON.stringify(pattern).length + 1;
    const current = parts.at(-1);
    if (current === undefined || cost > left) {
      parts.push([pattern]);
      left = room - cost;
    } else {
      current.push(pattern);
      left -= cost;
    }
  }
  return parts.length > 1 ? parts : [patterns.slice(0, 1), patterns.slice(1)];
}
