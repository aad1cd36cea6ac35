/**
 * `result.json`: the whole answer as plain JSON. Every other output is a pure function of it, so a
 * number is the same in all of them.
 */

import type { CollectionGap } from './collection-gaps.js';
import type { Elsewhere } from './coverage.js';
import type { SourceReport } from './evidence.js';
import type { Finding } from './finding.js';
import type { Exempted, FollowUp } from './follow-up.js';
import type { IdentityKind, Tag, TrustedPrincipal } from './identity.js';
import type { IdentitySurroundings } from './identity-surroundings.js';
import type { Mark } from './mark.js';
import type { Problem } from './problem.js';
import type {
  AccountProposal,
  Certificates,
  Family,
  Holder,
  ParetoPoint,
  PermissionSetProposal,
  RecommendationKind,
  Revocation,
  Risk,
  SharedChoice,
  StatementScope,
  TrustProposal,
  Unscoped,
  Withheld,
} from './recommendation.js';
import type { Review } from './review.js';
import type { OrganizationPart } from './snapshot.js';
import type { CodeOwner, Standing } from './standing.js';
import type { Instant } from './time.js';
import type { Outcome } from './usage.js';
import type {
  ActionUse,
  DeniedCall,
  Manageability,
  UnattributedUse,
  VerdictReason,
} from './verdict.js';
import type { Verification } from './verification.js';

export const RESULT_SCHEMA = 'leastwise.result/1';

/**
 * A set of actions. `actions` lists them by name, sorted, unless there are more than
 * `LISTED_ACTIONS`; then `compact` gives the same set exactly, as patterns over the catalogue that
 * the result names.
 */
export type ActionList = {
  readonly count: number;
  readonly actions?: readonly string[];
  readonly compact?: readonly string[];
};

/** Above this many names a list is given in compact form. */
export const LISTED_ACTIONS = 400;

export type VerdictSummary = ActionList & {
  readonly reasons: readonly (ActionList & { readonly reason: VerdictReason })[];
};

/** How many granted actions have each verdict: used, unused, unobservable, unknown, as in `VERDICTS`. */
export type VerdictCounts = readonly [number, number, number, number];

/** A policy in the hands of an identity, and what the verdicts say of each part of it. */
export type HeldPolicyResult = {
  /** `id` in `Result.policies`. */
  readonly policy: string;
  /** The group that it comes through. */
  readonly through?: string;
  /**
   * One text per statement, with one word per pattern of its `Action` element (one word in all for
   * `NotAction`, none for Deny). A word says which reasons the actions have that the pattern grants:
   * `2:61,3:34` is 61 actions with reason 2 and 34 with reason 3, counted from 0 through the reasons
   * of `verdicts` in the order used, unused, unobservable, unknown. `-`: no action that the
   * catalogue knows. A `!` at the end: none of them can work, whatever the verdict (dead).
   */
  readonly parts: readonly string[];
};

/** A policy as it is read: one that identities hold, once, however many they are. */
export type PolicyText = {
  readonly id: string;
  readonly kind: 'inline' | 'customer-managed' | 'aws-managed';
  readonly name: string;
  readonly arn?: string;
  readonly document: unknown;
};

/** Somebody took the role, or tried to. */
export type RoleTaken = {
  /** ARN of the caller, service host or account id. */
  readonly by: string;
  readonly event: string;
  readonly outcome: Outcome;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** Optional members are missing in results of leastwise 0.1.0. */
export type IdentityResult = {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly kind: IdentityKind;
  readonly account: string;
  readonly manageability: Manageability;
  readonly createdAt: Instant | undefined;
  readonly lastUsedAt: Instant | undefined;
  readonly granted: number;
  readonly dead: ActionList;
  readonly verdicts: {
    readonly used: VerdictSummary;
    readonly unused: VerdictSummary;
    readonly unobservable: VerdictSummary;
    readonly unknown: VerdictSummary;
  };
  readonly uses: readonly ActionUse[];
  readonly deniedCalls: readonly DeniedCall[];
  readonly tags?: readonly Tag[];
  /** Names of a user's groups. */
  readonly groups?: readonly string[];
  /** ARN of the permissions boundary. */
  readonly boundary?: string;
  /** By service prefix, as far as something is granted. */
  readonly services?: Readonly<Record<string, VerdictCounts>>;
  readonly accessLevels?: Readonly<Record<string, VerdictCounts>>;
  readonly policies?: readonly HeldPolicyResult[];
  /** Whom a role's trust policy names. */
  readonly trusts?: readonly TrustedPrincipal[];
  /** Who took the role, as far as the logs go back. */
  readonly taken?: readonly RoleTaken[];
  /** Only where a live collection read something around it. */
  readonly surroundings?: IdentitySurroundings;
};

export type PolicyResult = {
  readonly name: string;
  readonly arn?: string;
  /** Non-white-space characters, as IAM's quotas count. */
  readonly size: number;
  readonly document: unknown;
};

export type RecommendationResult = {
  readonly id: string;
  readonly kind: RecommendationKind;
  readonly account: string;
  readonly holders: readonly Holder[];
  readonly before: PolicyResult;
  readonly after: readonly PolicyResult[];
  readonly removes: ActionList & { readonly byAccessLevel: Readonly<Record<string, number>> };
  readonly keptUnobservable: number;
  readonly keptUnknown: number;
  /** Actions that stay, on fewer resources. */
  readonly narrows: ActionList;
  readonly scopes: readonly StatementScope[];
  readonly unscoped: readonly Unscoped[];
  readonly risk: Risk;
  /** Only of policies that several hold. */
  readonly shared?: SharedChoice;
  readonly family?: string;
  readonly notes: readonly string[];
  readonly certificates: Certificates;
  /** What `nothingUsedLost` was proven for: `leastwise recommend --verify` proves it again. */
  readonly kept: readonly KeptResult[];
  readonly standing: Standing;
  readonly mark?: Mark;
};

/** Boxes of the kept set that have their resources in common. */
export type KeptResult = ActionList & {
  readonly resources: readonly string[] | 'any';
  /** Names and patterns beyond the catalogue. */
  readonly patterns?: readonly string[];
  /** See `KeptBox`. */
  readonly passedTo?: readonly string[];
  readonly regions?: readonly string[];
};

/** `TrustProposal` with its policies as JSON. */
export type TrustProposalResult = Omit<TrustProposal, 'before' | 'after'> & {
  readonly before: PolicyResult;
  readonly after: PolicyResult;
  /** Who keeps the role in code. */
  readonly owners: readonly CodeOwner[];
};

/** `PermissionSetProposal` with its policies as JSON and its sets as lists. */
export type PermissionSetProposalResult = Omit<
  PermissionSetProposal,
  'after' | 'before' | 'kept' | 'removed'
> & {
  readonly before: readonly PolicyResult[];
  readonly after: readonly PolicyResult[];
  readonly removes: ActionList;
  readonly kept: readonly KeptResult[];
};

/** `AccountProposal` with its policy as JSON. */
export type AccountProposalResult = Omit<AccountProposal, 'kept' | 'policy'> & {
  readonly policy: PolicyResult;
  readonly kept: readonly KeptResult[];
};

/** What one account's logs could have shown in one region. */
export type CoverageResult = {
  readonly account: string;
  readonly region: string;
  /** `management read`, `management write`, or `data read AWS::S3::Object arn:…`. */
  readonly events: string;
  readonly intervals: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Gap-free days that reach the window's end; 0 when the last stretch ends before it. */
  readonly coveredDays: number;
};

export type Totals = {
  readonly identities: number;
  readonly granted: number;
  readonly used: number;
  readonly unused: number;
  readonly unobservable: number;
  readonly unknown: number;
  /** Granted and blocked everywhere; counted in the verdicts too. */
  readonly dead: number;
};

export type AccountResult = {
  readonly account: string;
  /** Its part in the organization; absent where nothing was read of one. */
  readonly organization?: OrganizationPart & { readonly isManagementAccount: boolean };
  readonly regionsSeen: readonly string[];
  /** Regions that no record comes from: quiet for certain, taken as quiet, or left out by the trails. */
  readonly elsewhere: Elsewhere;
  readonly totals: Totals;
};

export type Result = {
  readonly schema: typeof RESULT_SCHEMA;
  readonly tool: { readonly name: 'leastwise'; readonly version: string };
  readonly catalog: { readonly version: string; readonly publishedAt: string };
  readonly asOf: Instant | undefined;
  readonly window: {
    readonly requestedDays: number;
    readonly minDays: number;
    readonly graceDays: number;
    readonly from: Instant | undefined;
    readonly to: Instant | undefined;
    /** First and last record inside the evidence. */
    readonly firstRecord: Instant | undefined;
    readonly lastRecord: Instant | undefined;
    /** The shortest and longest gap-free stretch, in days, over accounts and regions. */
    readonly covered: { readonly leastDays: number; readonly mostDays: number };
  };
  readonly options: {
    readonly unobservable: string;
    readonly scope: 'actions' | 'resources';
    readonly minUses: number;
    readonly disabledRules: readonly string[];
    readonly pack: string;
    readonly shared: 'union' | 'split';
    /** Logs that are no trail files were among the input, and whether their silence counts. */
    readonly selectedLogs: 'none' | 'show-use-only' | 'complete';
    readonly serviceSilence: 'on' | 'off';
    readonly identities: readonly string[];
    readonly exclude: readonly string[];
  };
  readonly accounting: {
    readonly records: number;
    readonly uses: number;
    readonly ignored: Readonly<Record<string, number>>;
    readonly problems: number;
  };
  readonly sources: readonly SourceReport[];
  /** What a live collection could not read; `parts` is 0 where the input came otherwise. */
  readonly collection: { readonly parts: number; readonly missing: readonly CollectionGap[] };
  readonly coverage: readonly CoverageResult[];
  readonly holes: readonly { readonly where: string; readonly reason: string }[];
  /** What digests prove of the log files; `undefined`: none were given. */
  readonly verification: Omit<Verification, 'settled'> | undefined;
  /** What is known of the trails, newest last, in words; empty when nothing was told. */
  readonly trails: readonly { readonly arn: string; readonly known: readonly string[] }[];
  readonly accounts: readonly AccountResult[];
  readonly totals: Totals;
  readonly identities: readonly IdentityResult[];
  /** What the identities hold, sorted by `id`; missing in results of leastwise 0.1.0. */
  readonly policies?: readonly PolicyText[];
  readonly findings: readonly Finding[];
  readonly recommendations: readonly RecommendationResult[];
  readonly withheld: readonly Withheld[];
  /** How many edits buy how much: the proposals, those that remove most risk first. */
  readonly pareto: readonly ParetoPoint[];
  readonly families: readonly Family[];
  readonly trust: readonly TrustProposalResult[];
  readonly accountProposals: readonly AccountProposalResult[];
  /** Absent in results of earlier releases. */
  readonly permissionSets?: readonly PermissionSetProposalResult[];
  readonly revocations: readonly Revocation[];
  /** What became of the earlier plan. */
  readonly followUps: readonly FollowUp[];
  /** Stale, and kept by an exemption. */
  readonly exempted: readonly Exempted[];
  readonly problems: readonly Problem[];
  readonly unmappedEvents: readonly {
    readonly eventSource: string;
    readonly eventName: string;
    readonly callers: readonly string[];
    readonly count: number;
    readonly lastSeen: Instant;
  }[];
  readonly unattributed: readonly UnattributedUse[];
  /** Where waivers or a baseline were given. */
  readonly review?: Review;
  /** Names and account ids are replaced: it is for showing. */
  readonly redacted?: true;
};
