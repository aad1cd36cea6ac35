/** All facts of one audit: what is granted, what was used, what could have been seen, what was read. */
import type { EvidenceCoverage } from './coverage.js';
import type { Problem } from './problem.js';
import type { Snapshot } from './snapshot.js';
import type { UsageLedger } from './usage.js';

export type SourceKind =
  | 'authorization-details'
  | 'credential-report'
  | 'organization'
  | 'trail-settings'
  | 'cloudtrail'
  | 'policy-document'
  | 'unrecognised';

/**
 * Files read: one alone when anything was wrong with it or it is no trail file; otherwise the clean
 * trail files of one account and region under one input, together.
 * `records` = `uses` + the sum of `ignored` + `problems`: nothing is dropped.
 */
export type SourceReport = {
  readonly name: string;
  readonly files: number;
  readonly kind: SourceKind;
  readonly status: 'read' | 'partial' | 'failed' | 'unrecognised';
  readonly records: number;
  /** Records that became at least one use (an allowed, denied or indeterminate call). */
  readonly uses: number;
  /** Records set aside, per named rule. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Records that could not be used. */
  readonly problems: number;
};

export type Evidence = {
  readonly snapshots: readonly Snapshot[];
  readonly usage: UsageLedger;
  readonly coverage: EvidenceCoverage;
  readonly sources: readonly SourceReport[];
  readonly problems: readonly Problem[];
};
