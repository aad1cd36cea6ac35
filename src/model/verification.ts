/** What the digests of a trail prove of its log files, and what they do not. */
import type { Instant } from './time.js';

/** Of `[from, to)`: every file that the trail delivered in it was there and is unchanged. */
export type VerifiedStretch = {
  readonly account: string;
  readonly region: string;
  readonly from: Instant;
  readonly to: Instant;
};

export type VerificationFailure = {
  readonly account: string;
  readonly region: string;
  readonly trail: string;
  /** File as the user gave it, or the S3 object that was not given. */
  readonly file: string;
  readonly what: /** The content is not what the trail delivered, or the file is more than one gzip member. */
    | 'changed-log-file'
    /** A digest names it, and it is not among the input. */
    | 'missing-log-file'
    /** The digest is not what CloudTrail signed. */
    | 'changed-digest'
    /** The digest behind it names it, and it is not among the input. */
    | 'missing-digest';
  readonly from: Instant;
  readonly to: Instant;
};

export type Verification = {
  readonly verified: readonly VerifiedStretch[];
  readonly failures: readonly VerificationFailure[];
  /** No digests were ever made for these: validation or logging was off. */
  readonly gaps: readonly VerifiedStretch[];
  readonly digests: { readonly valid: number; readonly failed: number; readonly unsigned: number };
  readonly logFiles: { readonly valid: number; readonly failed: number; readonly missing: number };
  /** Digests that need no second look, by a short hash of their bytes. */
  readonly settled: readonly string[];
};

/** One behind the other, those that touch made one. */
export function unitedStretches(stretches: readonly VerifiedStretch[]): readonly VerifiedStretch[] {
  const result: VerifiedStretch[] = [];
  for (const stretch of stretches.toSorted(byStretch)) {
    const last = result.at(-1);
    const joins =
      last?.account === stretch.account &&
      last.region === stretch.region &&
      stretch.from <= last.to;
    if (!joins || last === undefined) result.push(stretch);
    else if (stretch.to > last.to) result[result.length - 1] = { ...last, to: stretch.to };
  }
  return result;
}

export function byStretch(a: VerifiedStretch, b: VerifiedStretch): number {
  const [x, y] = [a, b].map((one) =>
    JSON.stringify([one.account, one.region, one.from, one.to, one]),
  );
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
