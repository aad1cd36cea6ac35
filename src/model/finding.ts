/** What is true of an account and worth somebody's time. */
import type { Mark } from './mark.js';
import type { Severity } from './severity.js';
import type { Instant } from './time.js';

export type FindingKind =
  | 'dead-grant'
  | 'denied-only'
  | 'empty-group'
  | 'expired-waiver'
  | 'failed-verification'
  | 'orphaned-instance-profile'
  | 'privilege-escalation'
  | 'stale-access-key'
  | 'stale-console-password'
  | 'stale-role'
  | 'stale-user'
  | 'unattached-policy'
  | 'unused-identity-provider'
  | 'unused-permissions'
  | 'waiver-without-effect'
  | 'weak-trust'
  | PolicyFindingKind;

/** What is wrong with the text of a policy, whoever holds it. */
export type PolicyFindingKind =
  | 'allow-not-action'
  | 'dead-statement'
  | 'for-all-values-allow'
  | 'impossible-condition'
  | 'literal-wildcard'
  | 'pointless-deny'
  | 'unknown-action'
  | 'unknown-condition-key'
  | 'unsupported-resource'
  | 'wildcard-pass-role';

/** What can be revoked: an identity, a credential, a policy, what holds a role. */
export const REVOCATION_KINDS = [
  'access-key',
  'console-password',
  'empty-group',
  'identity-provider',
  'instance-profile',
  'role',
  'unattached-policy',
  'user',
] as const;
export type RevocationKind = (typeof REVOCATION_KINDS)[number];

/** What a finding offers for revocation. */
export type Revocable = {
  readonly kind: RevocationKind;
  readonly name: string;
  readonly lastUsedAt: Instant | undefined;
  /** Of the credential report, for access keys. */
  readonly slot?: 1 | 2;
};

/** `id` is stable across audits of the same thing. */
export type Finding = {
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  readonly account: string;
  /** ARN of the identity or policy concerned. */
  readonly identity: string;
  readonly title: string;
  /** One sentence each: what shows it. */
  readonly evidence: readonly string[];
  readonly remediation: string;
  readonly revocable?: Revocable;
  readonly mark?: Mark;
};
