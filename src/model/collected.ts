/**
 * What a live collection says of itself: per account, region and source, complete or what is missing.
 *
 * One such statement lies beside the answers of every source (`unit.json`), so that whoever reads the
 * folder later knows what it cannot show.
 */
import type { CoverageHole } from './coverage.js';
import type { Instant } from './time.js';

export const COLLECTED_SCHEMA = 'leastwise.collected/1';

/** The region of what has none: IAM, Organizations. */
export const GLOBAL_REGION = 'global';

/** What the verdicts lose where a source is missing. */
export type Withheld =
  /** Nothing in the account is called unused. */
  | 'account'
  /** Nothing in the account is called unused for want of use in the time of the source. */
  | 'time'
  /** No verdict stands on it. */
  | 'nothing';

export type LiveSourceName =
  | 'account'
  | 'authorization-details'
  | 'account-summary'
  | 'credential-report'
  | 'trails'
  | 'trail-files';

export type LiveSource = {
  /** What it costs when it is missing, in a few words. */
  readonly costs: string;
  readonly withholds: Withheld;
};

/** Every source of a live collection, in the order of reading. */
export const LIVE_SOURCES: Readonly<Record<LiveSourceName, LiveSource>> = {
  account: {
    costs: 'nothing in the account, or in regions that it did not name, is called unused',
    withholds: 'account',
  },
  'authorization-details': {
    costs: 'nothing in the account is called unused',
    withholds: 'account',
  },
  'account-summary': {
    costs: 'new policies are packed for the default quotas of IAM',
    withholds: 'nothing',
  },
  'credential-report': {
    costs: 'passwords and access keys are not judged',
    withholds: 'nothing',
  },
  trails: {
    costs: 'what the trails leave out is judged by their records alone',
    withholds: 'nothing',
  },
  'trail-files': {
    costs: 'nothing in the account is called unused for want of use in that time',
    withholds: 'time',
  },
};

export type CollectedStatus = 'complete' | 'partial' | 'failed';

/** One thing that could not be read, and what would let it be read. */
export type Missing = {
  /** `service:Operation`, as the API names it. */
  readonly operation: string;
  /** Error code of AWS, or ours. */
  readonly code: string;
  readonly message: string;
  /** The one thing concerned, where the source reads many: an ARN, a bucket, a key. */
  readonly subject?: string;
  /** IAM actions to grant; empty where no grant would help. */
  readonly grant: readonly string[];
  /** How many things alike were missing. */
  readonly count: number;
};

export type CollectedUnit = {
  readonly account: string;
  readonly region: string;
  readonly source: LiveSourceName;
  readonly status: CollectedStatus;
  /** When its reading began, and when it ended or last went on. */
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** The time that a log source was asked for. */
  readonly from?: Instant;
  readonly to?: Instant;
  /** Things read: identities, files, events. */
  readonly items: number;
  readonly missing: readonly Missing[];
};

/**
 * Where a collection could not read, nothing can be told from silence.
 *
 * Derived anew for each audit, never stored: what a later collection can read is no hole any more.
 */
export function holesOf(collection: readonly CollectedUnit[]): readonly CoverageHole[] {
  return collection.flatMap(({ account, region, source, status, from, to }): CoverageHole[] => {
    const { withholds } = LIVE_SOURCES[source];
    if (status === 'complete' || withholds === 'nothing') return [];
    const reason = `the collection of ${source} in ${region} is not complete`;
    // Whatever was called in a region that nobody could read was called by somebody of the account.
    const everywhere = { account, region: undefined, service: undefined, reason };
    return withholds === 'account'
      ? [{ ...everywhere, from: undefined, to: undefined }]
      : [{ ...everywhere, from, to }];
  });
}
