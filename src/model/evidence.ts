/** All facts of one audit: what is granted, what was used, what could have been seen, what was read. */
import { type CollectedUnit, holesOf } from './collected.js';
import type { EvidenceCoverage } from './coverage.js';
import type { Problem } from './problem.js';
import type { Snapshot } from './snapshot.js';
import type { UsageLedger } from './usage.js';

export type SourceKind =
  | 'authorization-details'
  | 'credential-report'
  | 'organization'
  | 'trail-settings'
  | 'last-accessed'
  | 'digest'
  | 'cloudtrail'
  | 'collection'
  | 'policy-document'
  | 'terraform-state'
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

/** The evidence with the holes that its collection left. */
export function withHolesOfCollection(evidence: Evidence): Evidence {
  const { coverage, collection } = evidence;
  const holes = holesOf(collection);
  return holes.length === 0
    ? evidence
    : { ...evidence, coverage: { ...coverage, holes: [...coverage.holes, ...holes] } };
}

/** What collecting must know again in a later run. */
export type CollectionMemory = {
  /** Account and instance profile → patterns of the roles that logs show in it. */
  readonly profileRoles: Readonly<Record<string, readonly string[]>>;
};

export type Evidence = {
  readonly snapshots: readonly Snapshot[];
  readonly usage: UsageLedger;
  readonly coverage: EvidenceCoverage;
  readonly sources: readonly SourceReport[];
  /** What a live collection says of each of its sources; empty for files that came otherwise. */
  readonly collection: readonly CollectedUnit[];
  readonly problems: readonly Problem[];
  readonly memory?: CollectionMemory;
};
