/** What the evidence shows done: uses, folded as they are read, and what stands beside them. */
import type { Action } from './action.js';
import type { Denial } from './denial.js';
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

/**
 * One row of the ledger: everything alike in one period, folded.
 *
 * A period is a UTC day, in the older part of a ledger a month (see `periodOf`): what was used at
 * some instant in the past can be told from rows that begin before it.
 */
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
  /** Of a denied call whose message names a policy. */
  readonly denial?: Denial | undefined;
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
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

/** What called with the credentials of a role, as calls say it of Lambda functions (`inScopeOf`). */
export type RoleHolder = {
  readonly caller: Caller;
  /** ARN of the function. */
  readonly resource: string;
  readonly firstSeen: Instant;
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

/** All rows of one caller; `rows` makes them anew each time. */
export type CallerUses = { readonly caller: Caller; readonly rows: () => readonly Use[] };

/** Resources of one caller and action that were too many to keep apart. */
export type GeneralisedUse = {
  readonly caller: Caller;
  readonly action: Action;
  /** Separators kept of a resource, see `generaliseResource`; -1: any resource. */
  readonly depth: number;
  /** Of the resources as they were logged: see `sketch.ts`. */
  readonly sketch: readonly number[];
};

export type UsageLedger = {
  readonly uses: readonly Use[];
  /** More uses, which a store holds: there may be millions, so they are made caller by caller. */
  readonly stored?: readonly CallerUses[];
  readonly generalised?: readonly GeneralisedUse[];
  readonly assumptions: readonly Assumption[];
  readonly signIns: readonly SignIn[];
  readonly roleHolders?: readonly RoleHolder[];
  readonly grantChanges: readonly GrantChange[];
  readonly unmapped: readonly UnmappedEvent[];
};

/** The uses of a ledger, caller by caller; a caller may come more than once. */
export function usesByCaller({ uses, stored = [] }: UsageLedger): readonly CallerUses[] {
  const groups = new Map<string, { readonly caller: Caller; readonly own: Use[] }>();
  for (const use of uses) {
    const key = callerKey(use.caller);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { caller: use.caller, own: [use] });
    else group.own.push(use);
  }
  return [
    ...[...groups.values()].map(({ caller, own }) => ({ caller, rows: () => own })),
    ...stored,
  ];
}

/** Sorts by account, identities first. */
export function callerKey(caller: Caller): string {
  return caller.kind === 'identity'
    ? `${caller.account} 1 ${caller.arn} ${caller.id}`
    : `${caller.account} 2 ${caller.bucket}`;
}

/** When calls of a row were made: the first and the last of them. */
export type Seen = { readonly firstSeen: Instant; readonly lastSeen: Instant };

/**
 * Rows as they were known at an instant: those that begin later are left out. Of one that goes on
 * beyond it nobody knows which calls came before, but the first: all count as made by then.
 */
export function rowsUntil<Row extends Seen>(rows: readonly Row[], asOf: Instant): readonly Row[] {
  return rows.flatMap((row) => {
    if (row.firstSeen > asOf) return [];
    return row.lastSeen > asOf ? { ...row, lastSeen: asOf } : row;
  });
}
