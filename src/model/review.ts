/**
 * What people decided about what an audit found: waivers, and the baseline of an earlier audit.
 * What they cover stays in the result, marked, and does not count for `--fail-on`.
 */
import type { Severity } from './severity.js';
import type { Instant } from './time.js';

/** Accepts what it names. What it says is matched together: each member given must match. */
export type Waiver = {
  /**
   * Ids or kinds of findings, proposals and revocations, such as `stale-role` or
   * `stale-role arn:aws:iam::111122223333:role/break-glass`; `*` and `?` stand for any text. Absent: any.
   */
  readonly id?: string;
  /** Name or ARN of the identity or policy concerned; `*` and `?` stand for any text. Absent: any. */
  readonly identity?: string;
  /**
   * Actions or patterns of actions. The waiver then covers only what concerns nothing but these
   * actions. Absent: any.
   */
  readonly actions?: readonly string[];
  /**
   * Why it is accepted.
   * @minLength 1
   */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner?: string;
  /**
   * The last day on which it holds, such as 2027-03-31, by the moment the audit speaks for.
   * @pattern ^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$
   */
  readonly expires?: string;
};

export type BaselineEntry = {
  readonly id: string;
  /** Of findings. */
  readonly severity?: Severity;
  /** How many actions it concerned, where it concerns actions. */
  readonly actions?: number;
};

/** What an audit had found: `leastwise baseline create` writes it. */
export type Baseline = {
  readonly schema: 'leastwise.baseline/1';
  readonly tool: { readonly name: 'leastwise'; readonly version: string };
  readonly asOf: Instant | undefined;
  readonly accounts: readonly string[];
  readonly findings: readonly BaselineEntry[];
  readonly recommendations: readonly BaselineEntry[];
  readonly revocations: readonly BaselineEntry[];
};

export const BASELINE_SCHEMA = 'leastwise.baseline/1';

export type WaiverStatus = 'active' | 'expired' | 'without-effect';

/** How the decisions met the result. */
export type Review = {
  readonly waivers: readonly (Waiver & {
    readonly status: WaiverStatus;
    /** Findings, proposals and revocations that it covers, or covered before it expired. */
    readonly covers: number;
  })[];
  readonly baseline?: {
    readonly asOf: Instant | undefined;
    /** Findings of the baseline that are no more. */
    readonly gone: readonly string[];
  };
  /** Of findings: all = counted + waived + known. */
  readonly findings: {
    readonly all: number;
    readonly counted: number;
    readonly waived: number;
    readonly known: number;
  };
};
