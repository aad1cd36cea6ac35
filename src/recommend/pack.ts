/**
 * Fits trimmed statements into IAM's quotas: as they are where they fit, else over several managed
 * policies, statement by statement, a long list of actions cut where it must be.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas". White space does not count.
 */

import type { IdentityKind } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { policySize } from '../policy/print-policy.js';
import { withActions } from './trim-policy.js';

export const MANAGED_POLICY_SIZE = 6144;

/** Sum over all inline policies of one identity. */
export const INLINE_SIZE: Readonly<Record<IdentityKind, number>> = {
  group: 5120,
  role: 10_240,
  user: 2048,
};

/** Managed policies that can be attached; defaults, an account may have more. */
export const ATTACHMENTS: Readonly<Record<IdentityKind, number>> = {
  group: 10,
  role: 20,
  user: 10,
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

/** Halves the list of actions until each part fits alone. One that cannot shrink stays too long. */
function splitStatement(
  document: PolicyDocument,
  statement: Statement,
  size: number,
): readonly Statement[] {
  const { negated, patterns } = statement.actions;
  const fits = policySize({ ...document, statements: [statement] }) <= size;
  // Denies are never cut: half a `NotAction` would deny more.
  if (fits || negated || statement.effect === 'Deny' || patterns.length < 2) return [statement];
  const middle = Math.ceil(patterns.length / 2);
  return [patterns.slice(0, middle), patterns.slice(middle)].flatMap((part) =>
    splitStatement(document, withActions(withoutSid(statement), part), size),
  );
}

/** Sids must be unique inside a policy, so the parts of a statement go without. */
function withoutSid(statement: Statement): Statement {
  const { Sid: _sid, ...raw } = statement.raw;
  const { sid: _name, ...rest } = statement;
  return { ...rest, raw };
}
