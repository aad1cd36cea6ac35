/** What the evidence shows done: uses, folded as they are read, and what stands beside them. */
import type { Action } from './action.js';
import type { Instant } from './time.js';

/**
 * `denied` calls are never uses. `indeterminate` is any other error: authorization may have passed,
 * so the grant stays.
 */
export type Outcome = 'allowed' | 'denied' | 'indeterminate';

/**
 * How an event shows an action: the call itself, an action that is only checked beside it (kept if
 * granted, never added), or one that is never logged and is inferred from the request.
 */
export type UseKind = 'primary' | 'conditional' | 'inferred';

/** Who made a call. Booked by unique id, because a re-created role has the same ARN. */
export type Caller =
  | {
      readonly kind: 'identity';
      /** `AIDA…` or `AROA…`. */
      readonly id: string;
      readonly arn: string;
      readonly account: string;
    }
  | { readonly kind: 'bucket'; readonly bucket: CallerBucket; readonly account: string };

/** Callers that are nobody's identity here; shown, never dropped. */
export type CallerBucket =
  | 'aws-service'
  | 'other-account'
  | 'root'
  | 'anonymous'
  | 'federated'
  | 'identity-center'
  | 'unknown-shape';

/** One row of the ledger: everything alike, folded. */
export type Use = {
  readonly caller: Caller;
  readonly action: Action;
  readonly kind: UseKind;
  /** ARN (`*` wildcards where a part is not logged); `undefined`: not logged, so any resource. */
  readonly resource: string | undefined;
  readonly region: string;
  /** Service that made the call with the caller's session (`invokedBy`). */
  readonly via: string | undefined;
  readonly outcome: Outcome;
  readonly errorCode: string | undefined;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** A role was assumed, or a service took it: use of the role, not of a permission. */
export type Assumption = {
  readonly roleArn: string;
  /** `AROA…` when the response carries it. */
  readonly roleId: string | undefined;
  /** ARN of the caller, service host or account id. */
  readonly by: string;
  readonly event: string;
  readonly outcome: Outcome;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

export type UnmappedEvent = {
  readonly eventSource: string;
  readonly eventName: string;
  /** IAM prefix when the source is known. */
  readonly service: string | undefined;
  readonly caller: Caller;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** A user signed in to the console. */
export type SignIn = {
  readonly caller: Caller;
  readonly outcome: Outcome;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** A logged change of what somebody is granted; a grant younger than the window proves nothing. */
export type GrantChange = {
  readonly account: string;
  readonly target:
    | { readonly kind: 'user' | 'group' | 'role'; readonly name: string }
    | { readonly kind: 'policy'; readonly arn: string };
  /** Name or ARN of the policy that the change was about, where the event says so. */
  readonly policy?: string;
  readonly event: string;
  readonly at: Instant;
};

export type UsageLedger = {
  readonly uses: readonly Use[];
  readonly assumptions: readonly Assumption[];
  readonly signIns: readonly SignIn[];
  readonly grantChanges: readonly GrantChange[];
  readonly unmapped: readonly UnmappedEvent[];
};
