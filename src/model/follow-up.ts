/** What a later audit says of an earlier revocation plan, and what is kept from it. */
import type { Denial } from './denial.js';
import type { RevocationKind } from './finding.js';
import type { PlannedRevocation } from './plan.js';
import type { Instant } from './time.js';

export type FollowUpVerdict =
  /** Stale again by this audit's own evidence: go on to the next stage. */
  | { readonly kind: 'still-idle'; readonly next: 'quarantine' | 'delete' }
  /** Stale again, and not yet long enough in quarantine. */
  | { readonly kind: 'still-idle'; readonly next: 'wait'; readonly until: Instant }
  /** Stop: the newest sign of life since it was planned. */
  | { readonly kind: 'touched'; readonly event: string; readonly by: string; readonly at: Instant }
  /** Somebody was refused what it asked for since it is in quarantine. */
  | {
      readonly kind: 'denied';
      readonly action: string;
      readonly at: Instant;
      readonly calls: number;
      /** What refused the last of them, where the log names it. */
      readonly denial?: Denial;
      /** Whether one of these calls would have been allowed without the quarantine: if so, roll back. */
      readonly allowedBefore: boolean;
    }
  /** `remade`: something else has its name by now. */
  | { readonly kind: 'gone'; readonly remade: boolean }
  | { readonly kind: 'unknown'; readonly why: string };

export type FollowUp = {
  readonly id: string;
  readonly kind: RevocationKind;
  readonly account: string;
  readonly arn: string;
  readonly name: string;
  readonly slot?: 1 | 2;
  readonly plannedAt: Instant;
  /** Absent: not in quarantine. */
  readonly quarantinedAt?: Instant;
  readonly verdict: FollowUpVerdict;
  /** As it was planned: its stages say how to go on and how to take it back. */
  readonly item: PlannedRevocation;
};

/** What is never proposed for revocation, with a reason and an end. All that is given must match. */
export type Exemption = {
  /** Glob over names. */
  readonly name?: string;
  /** Glob over ARNs. */
  readonly arn?: string;
  /** Glob over paths, such as `/emergency/*`. */
  readonly path?: string;
  /** `value` absent: any. */
  readonly tag?: { readonly key: string; readonly value?: string };
  readonly reason: string;
  /** From then on it is proposed again. */
  readonly expires: Instant;
};

/** A stale thing that is left alone. */
export type Exempted = {
  readonly id: string;
  readonly kind: RevocationKind;
  readonly account: string;
  readonly name: string;
  readonly reason: string;
  readonly expires: Instant;
};
