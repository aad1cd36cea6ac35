/** What to do: policies to change, with their two certificates, and things to revoke. */
import type { AccessLevel, ActionSet } from './action.js';
import type { RevocationKind } from './finding.js';
import type { IdentityKind } from './identity.js';
import type { PolicyDocument } from './policy.js';
import type { Instant } from './time.js';

/** What a decision procedure says of one promise. `by` names the procedure. */
export type Certificate = {
  readonly status: 'proven' | 'refused' | 'unknown';
  readonly by: string;
  readonly reason?: string;
  /** A request that breaks the promise. */
  readonly witness?: { readonly action: string; readonly resource: string };
};

export type Certificates = {
  /** C1: every request that the new policies allow, the old ones allow. */
  readonly noNewAccess: Certificate;
  /** C2: every request inside the kept set that the old policies allow, the new ones allow. */
  readonly nothingUsedLost: Certificate;
};

export type RecommendationKind =
  | 'trim-inline-policy'
  | 'trim-managed-policy'
  | 'replace-aws-managed-policy'
  | 'remove-inline-policy'
  | 'detach-managed-policy';

export type Holder = { readonly kind: IdentityKind; readonly name: string; readonly arn: string };

export type NamedPolicy = {
  readonly name: string;
  readonly arn?: string;
  readonly document: PolicyDocument;
  /** Characters that count against the quota (white space does not). */
  readonly size: number;
};

export type Recommendation = {
  /** Stable across audits of the same thing. */
  readonly id: string;
  readonly kind: RecommendationKind;
  readonly account: string;
  /** Who holds the policy: one identity, or all that share it. */
  readonly holders: readonly Holder[];
  readonly before: NamedPolicy;
  /** Empty when the policy gives nothing that must stay. */
  readonly after: readonly NamedPolicy[];
  readonly removed: ActionSet;
  readonly removedByLevel: Readonly<Record<AccessLevel, number>>;
  /** Kept because nothing could show their use. */
  readonly keptUnobservable: number;
  readonly keptUnknown: number;
  readonly notes: readonly string[];
  readonly certificates: Certificates;
};

/** A proposal that was not made, and why: nothing unproven is emitted. */
export type Withheld = {
  readonly account: string;
  readonly policy: string;
  readonly holders: readonly Holder[];
  readonly reason: string;
};

/** One thing that can go, in stages: reversible first. */
export type Revocation = {
  readonly id: string;
  readonly kind: RevocationKind;
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  /** Access key slot of the credential report, for keys. */
  readonly slot?: 1 | 2;
  readonly lastUsedAt: Instant | undefined;
  readonly evidence: readonly string[];
  /** What refers to it and would notice. */
  readonly dependants: readonly string[];
  /** Who may know: tags, paths. */
  readonly ownerHints: readonly string[];
  /** Everything that was read of it, to be written before anything is done. */
  readonly backup: unknown;
  readonly stages: readonly RevocationStage[];
};

/** A word of a command line, not yet quoted, or a variable that an earlier command captured. */
export type Word = string | { readonly variable: string };

/** One AWS CLI call. `captures` names the variable that takes its output. */
export type Command = { readonly words: readonly Word[]; readonly captures?: string };

export type RevocationStage = {
  readonly stage: 'quarantine' | 'delete';
  readonly commands: readonly Command[];
  /** Exact reverse; empty where AWS has none (`why` says so). */
  readonly undo: readonly Command[];
  readonly why: string;
};
