/** Answers to two questions: why does an identity have this verdict, and who may do this? */
import type { IdentityKind, TrustedPrincipal } from './identity.js';
import type { IdentitySurroundings } from './identity-surroundings.js';
import type { Condition, Effect } from './policy.js';
import type { ActionList } from './result.js';
import type { Instant } from './time.js';
import type { ActionUse, DeniedCall, Manageability, Verdict, VerdictReason } from './verdict.js';

/** What is asked of one identity: all of it, one action or a pattern of actions, on one resource. */
export type ExplainQuestion = {
  /** ARN, unique id or name. */
  readonly identity: string;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: KnownContext;
};

/** Values of context keys that the question takes as given, by key. */
export type KnownContext = ReadonlyMap<string, readonly string[]>;

export type WhoCanQuestion = {
  readonly action: string;
  readonly resource?: string;
  readonly context?: KnownContext;
};

export type IdentityRef = {
  readonly kind: IdentityKind;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly account: string;
};

/** Layers of which the evidence holds the policies; resource and session policies are in none. */
export type ExplainedLayer = 'identity' | 'boundary' | 'scp' | 'rcp';

/** One statement that names the action. */
export type StatementAnswer = {
  readonly layer: ExplainedLayer;
  /** ARN of a managed policy, or `inline policy deploy of role ci`. */
  readonly policy: string;
  /** The group that brings it, or the organization's node that the control policy hangs on. */
  readonly through?: string;
  /** JSON path, such as `Statement[2]`. */
  readonly path: string;
  readonly sid?: string;
  readonly effect: Effect;
  readonly actions: { readonly negated: boolean; readonly patterns: readonly string[] };
  readonly resources?: { readonly negated: boolean; readonly patterns: readonly string[] };
  readonly conditions: readonly Condition[];
  /** In every context and, when no resource was asked for, on every resource; or only in some. */
  readonly applies: 'always' | 'sometimes';
  /** Part of it was not understood. */
  readonly opaque: boolean;
};

/**
 * `missing`: the layer names policies that were not read. `limits`: it depends on the resource or
 * the context.
 */
export type LayerAnswer = {
  readonly layer: ExplainedLayer;
  /** The organization's node, for SCPs and RCPs. */
  readonly name?: string;
  readonly answer: 'allows' | 'limits' | 'blocks' | 'missing';
};

/**
 * `allowed`: in every context, on the resource asked for or on those listed. `conditional`: some
 * context or resource may be allowed. `blocked`: granted, and some layer takes it back always.
 * `cannot-tell`: not granted by what was read, and not everything was read.
 */
export type Access = 'allowed' | 'conditional' | 'blocked' | 'not-granted' | 'cannot-tell';

export type AccessAnswer = {
  readonly access: Access;
  /** Resource patterns on which it is allowed in every context; empty when one was asked for. */
  readonly allowedOn: readonly string[];
  /** For `conditional`: the resource decides, when none was asked for. */
  readonly dependsOnResource: boolean;
  /** For `conditional`: keys of the conditions and variables that decide, sorted. */
  readonly conditionKeys: readonly string[];
  readonly layers: readonly LayerAnswer[];
  readonly grants: readonly StatementAnswer[];
  readonly denies: readonly StatementAnswer[];
  /** Allow statements of boundary and control policies that name the action. */
  readonly bounds: readonly StatementAnswer[];
  /** What was not read and could change the answer. */
  readonly caveats: readonly string[];
};

/** Logged calls of the action, of the whole evidence and of every outcome but `denied`. */
export type UseSummary = {
  readonly count: number;
  /** Of these, rows that reach into the window. */
  readonly inWindow: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** `any` when one call did not log its resource. */
  readonly resources: readonly string[] | 'any';
  readonly regions: readonly string[];
  readonly via: readonly string[];
};

export type HeldPolicy = {
  readonly policy: string;
  readonly through?: string;
  readonly granted: number;
  /** Attached, and not among the policies that were read. */
  readonly missing: boolean;
};

export type VerdictLine = ActionList & {
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
};

export type DeadPart = ActionList & {
  readonly because: Exclude<ExplainedLayer, 'rcp'> | 'deny' | 'resource';
};

export type IdentityExplanation = {
  readonly kind: 'identity';
  readonly identity: IdentityRef;
  readonly manageability: Manageability;
  readonly createdAt: Instant | undefined;
  readonly lastUsedAt: Instant | undefined;
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly granted: number;
  readonly policies: readonly HeldPolicy[];
  readonly boundary: string | undefined;
  /** Users of a group, groups of a user. */
  readonly groups: readonly string[];
  readonly members: readonly string[];
  readonly verdicts: readonly VerdictLine[];
  readonly dead: readonly DeadPart[];
  readonly uses: readonly ActionUse[];
  readonly denied: readonly DeniedCall[];
  readonly trusts: readonly TrustedPrincipal[];
  /** Only where a live collection read something around it. */
  readonly surroundings?: IdentitySurroundings;
};

export type ActionExplanation = {
  readonly kind: 'action';
  readonly identity: IdentityRef;
  readonly action: string;
  /** The catalogue has it. */
  readonly known: boolean;
  /** What may have been meant, when the catalogue lacks it. */
  readonly similar: readonly string[];
  readonly resource: string | undefined;
  /** What the question took as given. */
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly window: { readonly from: Instant; readonly to: Instant };
  /** Absent when the action is not granted or not in the catalogue. */
  readonly verdict?: { readonly verdict: Verdict; readonly reason: VerdictReason };
  readonly answer: AccessAnswer;
  readonly uses: UseSummary | undefined;
  readonly denied: readonly DeniedCall[];
  /** Who else holds the policies that grant it. */
  readonly otherHolders: readonly {
    readonly policy: string;
    readonly holders: readonly string[];
  }[];
};

export type ActionLine = {
  readonly action: string;
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  readonly dead: boolean;
  readonly lastSeen: Instant | undefined;
  readonly policies: readonly string[];
};

export type ActionsExplanation = {
  readonly kind: 'actions';
  readonly identity: IdentityRef;
  readonly pattern: string;
  readonly window: { readonly from: Instant; readonly to: Instant };
  readonly lines: readonly ActionLine[];
};

export type Explanation = IdentityExplanation | ActionExplanation | ActionsExplanation;

export type WhoCanRow = {
  readonly identity: IdentityRef;
  readonly access: Exclude<Access, 'not-granted'>;
  readonly allowedOn: readonly string[];
  readonly dependsOnResource: boolean;
  readonly conditionKeys: readonly string[];
  /** The layers that block, for `blocked`. */
  readonly blockedBy: readonly LayerAnswer[];
  /** Deny statements that always apply, for `blocked`. */
  readonly denies: readonly StatementAnswer[];
  readonly grants: readonly StatementAnswer[];
  readonly caveats: readonly string[];
  readonly verdict?: Verdict;
  readonly lastSeen: Instant | undefined;
  /** Roles only: who may take it. */
  readonly trusts: readonly TrustedPrincipal[];
};

export type WhoCan = {
  readonly action: string;
  readonly known: boolean;
  /** What may have been meant, when the catalogue lacks it. */
  readonly similar: readonly string[];
  readonly resource: string | undefined;
  /** What the question took as given. */
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly window: { readonly from: Instant; readonly to: Instant };
  /** Users and roles looked at. */
  readonly asked: number;
  readonly rows: readonly WhoCanRow[];
  /** What a live collection read of the resource itself; empty where it read nothing. */
  readonly resourceSide: readonly ResourceSide[];
};

/** One statement of a resource's policy, or one grant of a key, that names the action. */
export type ResourceSide = {
  readonly resource: string;
  readonly by: 'policy' | 'grant';
  readonly effect: Effect;
  readonly sid?: string;
  /** As written; `all but …` for `NotPrincipal`. */
  readonly principals: readonly string[];
  readonly conditionKeys: readonly string[];
};
