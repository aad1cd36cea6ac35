/** What we could not read or place. Problems are values; every report prints them. */
import type { Instant } from './time.js';

export type ProblemKind =
  | 'unreadable-file'
  | 'unrecognised-file'
  | 'truncated-file'
  | 'not-json'
  | 'record-too-large'
  | 'bad-record'
  | 'bad-identity'
  | 'policy'
  | 'unmapped-event'
  | 'trail-settings'
  | 'last-accessed'
  | 'failed-verification'
  | 'too-many-distinct'
  | 'conflicting-input'
  | 'bad-name'
  | 'unsafe-proposal';

/**
 * One thing that could not be read, placed or proven. `message` says what happened, `hint` what to
 * do next. `count` is how often it happened when several alike were folded into one.
 */
export type Problem = {
  readonly kind: ProblemKind;
  readonly message: string;
  readonly hint?: string;
  /** File path as the user gave it. */
  readonly source?: string;
  /** Zero-based index of the record inside the file. */
  readonly record?: number;
  /** ARN of the identity or policy concerned. */
  readonly subject?: string;
  /** JSON path inside a policy document, such as `Statement[3].Action[0]`. */
  readonly path?: string;
  readonly count?: number;
  readonly at?: Instant;
};
