/** What the analyzer says of every (identity, action): one verdict, with the reason for it. */
import type { ActionSet } from './action.js';
import type { Denial } from './denial.js';
import type { IdentityKind } from './identity.js';
import type { Instant } from './time.js';
import type { Outcome, UseKind } from './usage.js';

export const VERDICTS = ['used', 'unused', 'unobservable', 'unknown'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** Why a verdict holds. Each belongs to exactly one verdict: see `verdictOfReason`. */
export type VerdictReason =
  /** The log shows the call, allowed or failed for another cause than authorization. */
  | { readonly kind: 'logged-use' }
  /** Checked beside a logged call (tags on create, object versions …): kept, never added. */
  | { readonly kind: 'conditional-use' }
  /** Never logged; the request of another call shows it. */
  | { readonly kind: 'inferred-use' }
  /** A coarser source saw the service used and the log does not show which action it was. */
  | {
      readonly kind: 'coarse-use';
      readonly source: 'access-key-last-used' | 'action-last-accessed' | 'service-last-accessed';
      readonly service: string;
      readonly at: Instant;
    }
  /** Observable without a gap from `since` on in `regions`, and nothing seen. */
  | {
      readonly kind: 'silent';
      readonly events: string;
      readonly regions: readonly string[];
      readonly since: Instant;
      readonly until: Instant;
      /** Trails whose settings make it certain that such events were recorded; absent: their records do. */
      readonly trails?: readonly string[];
      /** All log files from `since` up to then are verified by digests; absent: not all are. */
      readonly verifiedUntil?: Instant;
    }
  /** AWS tracks attempts of it, denied ones too, and reports none from `since` on. */
  | {
      readonly kind: 'action-silent';
      readonly since: Instant;
      readonly until: Instant;
    }
  /** Its whole service is silent: AWS reports no attempt to call it from `since` on. */
  | {
      readonly kind: 'service-silent';
      readonly since: Instant;
      readonly until: Instant;
    }
  /** In no log, or only in one that was not given. */
  | { readonly kind: 'never-logged'; readonly how: string }
  /** No known operation logs it. */
  | { readonly kind: 'unlisted'; readonly how: string }
  /** A data event, and data events of its type were not recorded where the grant reaches. */
  | { readonly kind: 'data-events-off'; readonly resourceTypes: readonly string[] }
  /**
   * Data events were seen there, and nothing that was given says that all of them are recorded: selectors
   * choose by name, caller and parts of a resource, too.
   */
  | { readonly kind: 'selectors-unknown'; readonly resourceTypes: readonly string[] }
  /** The account's trail records no management events of this class. */
  | { readonly kind: 'class-not-recorded'; readonly access: 'read' | 'write' }
  /** Not one record covers these regions; `trails`: and these do not record there. */
  | {
      readonly kind: 'no-coverage';
      readonly regions: readonly string[];
      readonly trails?: readonly string[];
    }
  /** Gap-free coverage is shorter than the minimum. */
  | {
      readonly kind: 'short-coverage';
      readonly region: string;
      readonly coveredDays: number;
      readonly neededDays: number;
      readonly because: string;
      /** The logs end there, and the window goes on. */
      readonly endsAt?: Instant;
    }
  | {
      readonly kind: 'identity-too-young';
      readonly createdAt: Instant | undefined;
      readonly neededDays: number;
    }
  | {
      readonly kind: 'grant-too-young';
      readonly changedAt: Instant;
      readonly change: string;
      readonly neededDays: number;
    }
  /** This identity made calls of the same service that no table maps to an action. */
  | {
      readonly kind: 'unmapped-event';
      /** IAM prefix; `undefined` when not even that is known. */
      readonly service: string | undefined;
      readonly events: readonly string[];
    }
  /** Somebody made such calls in the account, and the record does not say who. */
  | { readonly kind: 'unattributed-use'; readonly count: number }
  /** AWS says the identity was used when and where the log shows nothing of it. */
  | { readonly kind: 'used-outside-the-log'; readonly at: Instant; readonly region: string }
  /** A trail may leave this service out, and not one of its events was seen. */
  | { readonly kind: 'source-may-be-excluded'; readonly service: string }
  /** A policy of the identity was not understood in full. */
  | { readonly kind: 'policy-not-understood'; readonly policy: string };

const VERDICT_OF_REASON: Readonly<Record<VerdictReason['kind'], Verdict>> = {
  'action-silent': 'unused',
  'class-not-recorded': 'unobservable',
  'coarse-use': 'used',
  'conditional-use': 'used',
  'data-events-off': 'unobservable',
  'grant-too-young': 'unknown',
  'identity-too-young': 'unknown',
  'inferred-use': 'used',
  'logged-use': 'used',
  'never-logged': 'unobservable',
  'no-coverage': 'unknown',
  'policy-not-understood': 'unknown',
  'selectors-unknown': 'unknown',
  'service-silent': 'unused',
  'short-coverage': 'unknown',
  silent: 'unused',
  'source-may-be-excluded': 'unknown',
  'unattributed-use': 'unknown',
  unlisted: 'unobservable',
  'unmapped-event': 'unknown',
  'used-outside-the-log': 'unknown',
};

export function verdictOfReason(reason: VerdictReason): Verdict {
  return VERDICT_OF_REASON[reason.kind];
}

/** Actions of one identity that share a reason. Groups of one identity do not overlap. */
export type VerdictGroup = {
  readonly reason: VerdictReason;
  readonly actions: ActionSet;
};

/** How the log shows one used action of an identity. */
export type ActionUse = {
  readonly action: string;
  readonly kind: UseKind;
  /** ARNs seen; `any` when one use did not log its resource. */
  readonly resources: readonly string[] | 'any';
  /** How often each of the resources was used, in their order; absent for `any`. */
  readonly resourceCounts?: readonly number[];
  readonly regions: readonly string[];
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
  readonly via: readonly string[];
};

/** Asked for and refused; never a use. */
export type DeniedCall = {
  readonly action: string;
  readonly errorCode: string;
  /** Where the message of the error names the policy that refused. */
  readonly denial?: Denial;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** Who may change the identity's policies: its account, or only AWS. */
export type Manageability = 'editable' | 'service-linked' | 'identity-center';

/** Who took a role inside the window: users, roles, services, providers, accounts. */
export type RoleTaking = {
  readonly by: readonly {
    /** ARN of the caller or provider, host of a service, or an account id. */
    readonly by: string;
    readonly event: string;
    readonly lastSeen: Instant;
    readonly count: number;
  }[];
  /** What not being in the list means; `silent`: did not take it. */
  readonly silence: VerdictReason;
};

/** Everything that is said of one identity. */
export type Assessment = {
  readonly arn: string;
  readonly id: string;
  readonly name: string;
  readonly kind: IdentityKind;
  readonly account: string;
  readonly createdAt: Instant | undefined;
  readonly manageability: Manageability;
  /** Newest sign of use of any kind inside the evidence. */
  readonly lastUsedAt: Instant | undefined;
  readonly granted: ActionSet;
  /** Granted and yet allowed nowhere: a Deny, the boundary or an SCP blocks it. */
  readonly dead: ActionSet;
  /**
   * Used actions of which the log shows every use of the window: what it does not show in `uses` did
   * not happen, by the same evidence as for `unused`.
   */
  readonly fullyLogged: ActionSet;
  readonly groups: readonly VerdictGroup[];
  /**
   * The same for what its permissions boundary lets through and none of its policies grants: a
   * resource policy may. Absent: no boundary, or none that was read.
   */
  readonly bounded?: readonly VerdictGroup[];
  /** Of roles only. */
  readonly taking?: RoleTaking;
  /** Uses inside the window, sorted by action; those not granted here included. */
  readonly uses: readonly ActionUse[];
  readonly denied: readonly DeniedCall[];
};

/** Uses that belong to nobody in the snapshot. */
export type UnattributedUse = {
  readonly bucket: string;
  /** ARN of a deleted or unknown identity, where there is one. */
  readonly arn: string | undefined;
  readonly account: string;
  readonly outcome: Outcome;
  readonly count: number;
  readonly lastSeen: Instant;
};
