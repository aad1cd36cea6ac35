/**
 * What `check` says: per pair of policies, whether the new one allows what the old one did not.
 * Plain data; every output format is a pure function of it.
 */
import type { Problem } from './problem.js';

export type CheckVerdict = 'included' | 'new-access' | 'unknown';

/** A statement and where to find it. */
export type StatementPlace = {
  /** As the user would name it. */
  readonly file: string;
  /** Zero-based in its policy. */
  readonly index: number;
  readonly sid?: string;
  /** In the file, wrappers included: `PolicyVersion.Document.Statement[1]`. */
  readonly path: string;
  /** One-based; 1 where the policy is one long text inside its file. */
  readonly line: number;
};

/** Why the old policies did not allow it. `text` is one clause in plain words. */
export type Refusal = {
  readonly kind: 'action' | 'condition' | 'denied' | 'no-policy' | 'principal' | 'resource';
  readonly text: string;
  readonly statement?: StatementPlace;
};

/** A request that the new policies allow and the old ones do not: the evaluator confirms both. */
export type NewAccess = {
  readonly action: string;
  readonly resource: string;
  /** Values by context key; keys that are not there are absent from the request. */
  readonly context: Readonly<Record<string, readonly string[]>>;
  /** Who asks; in resource and trust policies only. */
  readonly principal?: string;
  /** The Allow that admits it. */
  readonly statement: StatementPlace;
  readonly before: Refusal;
};

export type Outcome =
  | {
      readonly verdict: 'included';
      /** `identical`: the same text; `removed`: no policy is left; `proven`: decided. */
      readonly because: 'identical' | 'proven' | 'removed';
    }
  | {
      readonly verdict: 'new-access';
      /** At least one; one for each statement that is found to allow more. */
      readonly newAccess: readonly NewAccess[];
      /** What was not looked for or not decided beyond these, in plain words. */
      readonly rest?: string;
    }
  | { readonly verdict: 'unknown'; readonly reason: string };

export type Comparison = {
  /** Path below both inputs. */
  readonly path: string;
  /** `together`: all identity policies of one side against all of the other. */
  readonly status: 'added' | 'changed' | 'removed' | 'together' | 'unchanged';
  readonly newFiles: readonly string[];
  readonly oldFiles: readonly string[];
  readonly outcome: Outcome;
};

export type CheckProblem = Problem & {
  readonly side: 'new' | 'old';
  /** One-based. */
  readonly line: number;
};

export type CheckResult = {
  readonly schema: 'leastwise.check/1';
  readonly tool: { readonly name: 'leastwise'; readonly version: string };
  readonly inputs: { readonly new: string; readonly old: string };
  readonly mode: 'each' | 'together';
  /** `new-access` when any comparison says so, else `unknown` when any does. */
  readonly verdict: CheckVerdict;
  readonly comparisons: readonly Comparison[];
  readonly problems: readonly CheckProblem[];
  /** JSON files that hold no policy: not compared. */
  readonly notPolicies: { readonly new: readonly string[]; readonly old: readonly string[] };
  readonly totals: {
    readonly compared: number;
    readonly included: number;
    readonly newAccess: number;
    readonly unknown: number;
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
    readonly unchanged: number;
    readonly notPolicies: number;
    readonly otherFiles: number;
    readonly problems: number;
  };
};
