/** What to do: policies to change, with their two certificates, and things to revoke. */
import type { AccessLevel, ActionSet } from './action.js';
import type { RevocationKind } from './finding.js';
import type { IdentityKind } from './identity.js';
import type { Mark } from './mark.js';
import type { PolicyDocument } from './policy.js';
import type { CodeOwner } from './standing.js';
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
  /** A customer's policy that several hold: this holder gets one of its own (detach, attach). */
  | 'split-managed-policy'
  | 'remove-inline-policy'
  | 'detach-managed-policy'
  /** A customer's policy that bounds identities gets a new version, for all of them. */
  | 'trim-permissions-boundary'
  /** AWS's policy, or a shared one that is split, bounds no longer: one of the account's own does. */
  | 'replace-permissions-boundary';

/**
 * The named rules that make resources out of what was observed, from the narrowest on. Each can be
 * turned off; what no rule settles stays on the statement's own resources.
 */
export const SCOPE_RULES = [
  /** The ARNs as they were used. */
  'exact',
  /** Parts that change from one resource to the next (ids, UUIDs, times) become wildcards. */
  'ephemeral-id',
  /** What lies under one parent, such as `bucket/reports/*`. */
  'siblings',
  /** All resources of the type in the accounts and regions where it was used. */
  'resource-type',
  /** `iam:PassRole` on the roles that were passed. */
  'passed-roles',
  /** `iam:PassedToService` where the calls that pass roles pass them to one service. */
  'passed-to-service',
] as const;

export type ScopeRule = (typeof SCOPE_RULES)[number];

/** One pattern that a rule made. */
export type ScopeStep = {
  readonly rule: ScopeRule;
  /** Actions that it serves. */
  readonly actions: readonly string[];
  /** What was seen, the first few; `observedCount` has them all. */
  readonly observed: readonly string[];
  readonly observedCount: number;
  readonly emitted: string;
  /** `emitted` matches more than what was observed. */
  readonly widened: boolean;
  readonly why: string;
};

/** One statement whose resources were narrowed, for some or all of its actions. */
export type StatementScope = {
  readonly sid?: string;
  /** `Resource` patterns before; `not` when they are those of a `NotResource`. */
  readonly from: readonly string[];
  readonly not: boolean;
  readonly to: readonly string[];
  readonly steps: readonly ScopeStep[];
};

/** Actions that kept the resources of their statement, and why. */
export type Unscoped = { readonly reason: string; readonly actions: readonly string[] };

/**
 * How much some policies permit, counted exactly over the known actions and the resource types that
 * each takes (an action that takes none is one cell).
 */
export type Permissiveness = {
  readonly cells: number;
  /** Of these, cells where only named resources or some part of a type can be reached. */
  readonly scopedCells: number;
  /** Sum of the weights of the access levels; a scoped cell counts a quarter. */
  readonly score: number;
};

export type Risk = {
  readonly before: Permissiveness;
  readonly after: Permissiveness;
  /** Published ways to more permissions that the old policy opens alone and the new one does not. */
  readonly escalationsBroken: readonly string[];
  /** Resource patterns that are no longer granted, or only in part. */
  readonly outOfReach: readonly { readonly pattern: string; readonly left: readonly string[] }[];
  /** Identities that hold the policy, members of groups included. */
  readonly identities: number;
};

/** What a way of changing a shared policy costs. */
export type SharedCost = {
  readonly policies: number;
  readonly characters: number;
  /** Sum over holders of actions that are left and that the holder itself does not need. */
  readonly unneededGrants: number;
};

export type SharedChoice = {
  readonly chosen: 'union' | 'split';
  readonly union: SharedCost;
  readonly split: SharedCost;
};

/** Proposals in the order in which each next one takes away most risk; sums up to and with each. */
export type ParetoPoint = {
  readonly edits: number;
  readonly id: string;
  readonly scoreRemoved: number;
  /** Share of what all proposals together remove, 0 to 1. */
  readonly share: number;
};

/** Roles that are copies of each other across accounts: one template serves all. */
export type Family = {
  readonly id: string;
  /** Name with what differs as `*`. */
  readonly name: string;
  readonly members: readonly Holder[];
  /** Proposals that are alike in all members; each was trimmed on what all of them need. */
  readonly recommendations: readonly string[];
};

/** Who may take a role. Certificates as for policies: narrower, and whoever took it still may. */
export type TrustProposal = {
  readonly id: string;
  readonly account: string;
  readonly role: Holder;
  readonly before: NamedPolicy;
  readonly after: NamedPolicy;
  /** Principals that nobody was seen taking the role as. */
  readonly removedPrincipals: readonly string[];
  /** Who took it, or may have: for them `nothingUsedLost` was proven. */
  readonly keptPrincipals: readonly { readonly principal: string; readonly why: string }[];
  readonly notes: readonly string[];
  readonly certificates: Certificates;
};

/**
 * A permission set, trimmed for all accounts that hold it: its inline policy takes the place of `before`,
 * which are the inline policy and AWS's own policies. The roles that are made from it are AWS's.
 */
export type PermissionSetProposal = {
  readonly id: string;
  /** The first that holds it. */
  readonly account: string;
  readonly name: string;
  readonly arn: string;
  readonly instanceArn: string;
  readonly accounts: readonly string[];
  readonly holders: readonly Holder[];
  readonly before: readonly NamedPolicy[];
  /** Empty when nothing of it must stay, else the inline policy. */
  readonly after: readonly NamedPolicy[];
  readonly removed: ActionSet;
  readonly kept: readonly KeptBox[];
  readonly notes: readonly string[];
  readonly certificates: Certificates;
};

/** A boundary or a service control policy for a whole account, from what it really uses. */
export type AccountProposal = {
  readonly id: string;
  readonly kind: 'permissions-boundary' | 'service-control-policy';
  readonly account: string;
  readonly policy: NamedPolicy;
  readonly quota: number;
  readonly deniedServices: readonly string[];
  readonly deniedRegions: 'not-proposed' | { readonly allowed: readonly string[] };
  /** Identities that are granted what it would take away, with how many actions. */
  readonly wouldNotice: readonly { readonly holder: Holder; readonly actions: number }[];
  /** Of everybody in the account; a boundary and a Deny grant nothing by themselves. */
  readonly nothingUsedLost: Certificate;
  /** What it was proven for. */
  readonly kept: readonly KeptBox[];
  readonly notes: readonly string[];
};

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
  /** Actions that stay, on fewer resources. */
  readonly narrowed: ActionSet;
  readonly scopes: readonly StatementScope[];
  readonly unscoped: readonly Unscoped[];
  readonly risk: Risk;
  /** Only of policies that several hold. */
  readonly shared?: SharedChoice;
  readonly family?: string;
  readonly notes: readonly string[];
  readonly certificates: Certificates;
  /** What `nothingUsedLost` was proven for, so that it can be proven again from the files alone. */
  readonly kept: readonly KeptBox[];
};

/** A part of the kept set: an action, or a pattern for names that nobody knows yet, on resources. */
export type KeptBox = {
  readonly action: string;
  readonly resources: readonly string[] | 'any';
  /** Of `iam:PassRole`: service principals that roles were passed to; absent: any may be. */
  readonly passedTo?: readonly string[];
  /** Of proposals that close regions: where it was used; absent: it may be used anywhere. */
  readonly regions?: readonly string[];
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
  /** Who keeps it in code, and deletes it there; absent or empty: nobody is known to. */
  readonly owners?: readonly CodeOwner[];
  /** Everything that was read of it, to be written before anything is done. */
  readonly backup?: unknown;
  readonly stages: readonly RevocationStage[];
  /** `AROA…`, `AIDA…`, …: something made again under the same name is another thing. */
  readonly uniqueId?: string;
  /** When an audit first proposed it. */
  readonly plannedAt?: Instant;
  /** Since when it is in quarantine; absent: it is not. */
  readonly quarantinedAt?: Instant;
  readonly mark?: Mark;
};

/** A word of a command line, not yet quoted, or a variable that an earlier command captured. */
export type Word = string | { readonly variable: string };

/** One AWS CLI call. */
export type Command = {
  readonly words: readonly Word[];
  /** Variable that takes its output. */
  readonly captures?: string;
  /** Of a requirement: what its output must be. */
  readonly expects?: string;
  /** File beside the script that takes its output. */
  readonly writes?: string;
  /** File that an earlier stage wrote, and that its words name; without it the call is left out. */
  readonly reads?: string;
};

export type Requirement = { readonly ask: Command; readonly otherwise: string };

export type RevocationStage = {
  readonly stage: 'quarantine' | 'delete';
  /** Asked first; the stage leaves the thing alone unless AWS answers `as-read`. */
  readonly guard?: Command;
  /** Asked next; a thing that does not meet one is left alone, with `otherwise` said. */
  readonly requires?: readonly Requirement[];
  /** Why nobody should do it without looking: it is done only where the thing is named. */
  readonly asksBecause?: string;
  readonly commands: readonly Command[];
  /** Exact reverse; empty where AWS has none (`why` says so). */
  readonly undo: readonly Command[];
  readonly why: string;
};
