/**
 * What a live collection says of itself: per account, region and source, complete or what is missing.
 *
 * One such statement lies beside the answers of every source (`unit.json`), so that whoever reads the
 * folder later knows what it cannot show.
 */
import type { CoverageHole } from './coverage.js';
import { addDays, earlier, type Instant, later } from './time.js';

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
  | 'users'
  | 'access-keys'
  | 'instance-profiles'
  | 'identity-providers'
  | 'last-accessed'
  | 'organization'
  | 'identity-center'
  | 'trails'
  | 'public-keys'
  | 'trail-files'
  | 'lookup-events'
  | 's3-buckets'
  | 'kms-keys'
  | 'sqs-queues'
  | 'sns-topics'
  | 'lambda-functions'
  | 'secrets'
  | 'ecr-repositories'
  | 'ec2-instances'
  | 'ecs'
  | 'eks'
  | 'cloudformation'
  | 'unused-access-findings';

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
  users: {
    costs: 'permissions boundaries and sign-ins that the details leave out are not known',
    withholds: 'nothing',
  },
  'access-keys': {
    costs: 'access keys are known by slot, not by id',
    withholds: 'nothing',
  },
  'instance-profiles': {
    costs: 'instance profiles without a role are not seen',
    withholds: 'nothing',
  },
  'identity-providers': {
    costs: 'identity providers that nothing trusts are not seen',
    withholds: 'nothing',
  },
  'last-accessed': {
    costs: 'only logs can show use or silence of the identities it misses',
    withholds: 'nothing',
  },
  organization: {
    costs: 'grants that control policies block are not told apart',
    withholds: 'nothing',
  },
  'identity-center': {
    costs: 'reserved roles do not lead back to their permission set',
    withholds: 'nothing',
  },
  trails: {
    costs: 'what the trails leave out is judged by their records alone',
    withholds: 'nothing',
  },
  'public-keys': {
    costs: 'digests of that region cannot be verified',
    withholds: 'nothing',
  },
  'trail-files': {
    costs:
      'nothing that may be called in that region is called unused for want of use in that time',
    withholds: 'time',
  },
  'lookup-events': {
    costs: 'use in that region and time may be missed where no trail file tells it',
    withholds: 'time',
  },
  's3-buckets': {
    costs: 'what bucket policies give to identities is not known',
    withholds: 'nothing',
  },
  'kms-keys': {
    costs: 'what key policies and grants give to identities is not known',
    withholds: 'nothing',
  },
  'sqs-queues': {
    costs: 'what queue policies give to identities is not known',
    withholds: 'nothing',
  },
  'sns-topics': {
    costs: 'what topic policies give to identities is not known',
    withholds: 'nothing',
  },
  'lambda-functions': {
    costs: 'which functions run with a role is not known',
    withholds: 'nothing',
  },
  secrets: {
    costs: 'what policies of secrets give to identities is not known',
    withholds: 'nothing',
  },
  'ecr-repositories': {
    costs: 'what repository policies give to identities is not known',
    withholds: 'nothing',
  },
  'ec2-instances': {
    costs: 'which instances run with a role is not known',
    withholds: 'nothing',
  },
  ecs: {
    costs: 'which services and tasks run with a role is not known',
    withholds: 'nothing',
  },
  eks: {
    costs: 'which clusters and pods run with a role is not known',
    withholds: 'nothing',
  },
  cloudformation: {
    costs: 'which stacks own or use a role is not known',
    withholds: 'nothing',
  },
  'unused-access-findings': {
    costs: 'Access Analyzer’s second opinion is missing',
    withholds: 'nothing',
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

export type Stretch = { readonly from: Instant; readonly to: Instant };

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
  /** Stretches in between that nobody could tell any more; in order, none where not given. */
  readonly gaps?: readonly Stretch[];
  /** When the account first had its region not enabled any more: what is missing stays so. */
  readonly disabledBy?: Instant;
  /** Regions that the account has enabled; told by `account` alone. */
  readonly regions?: readonly string[];
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
  const incomplete = collection.flatMap((unit): CoverageHole[] => {
    const { account, region, source, status, gaps = [], disabledBy } = unit;
    const { withholds } = LIVE_SOURCES[source];
    if (withholds === 'nothing') return [];
    if (disabledBy !== undefined) return [...holesOfDisabled(unit, disabledBy)];
    if (status === 'complete') {
      const reason = `${source} in ${region} no longer told of that time when it was asked`;
      return gaps.map((gap) => ({ account, region, service: undefined, ...gap, reason }));
    }
    const reason = `the collection of ${source} in ${region} is not complete`;
    return [
      withholds === 'account'
        ? { ...EVERYWHERE, account, reason }
        : { ...EVERYWHERE, account, region, from: unit.from, to: unit.to, reason },
    ];
  });
  const leftOut = unreadRegions(collection).flatMap(({ account, region, gaps }) =>
    gaps.map(({ from, to }): CoverageHole => {
      const reason = `the logs of ${region} were left out of the collection`;
      return { account, region, service: undefined, from, to, reason };
    }),
  );
  return [...incomplete, ...leftOut];
}

const EVERYWHERE = {
  region: undefined,
  service: undefined,
  from: undefined,
  to: undefined,
} as const;

/** What was never told of a region before it was disabled, nobody can tell any more. */
function holesOfDisabled(
  { account, region, source, status, from, to, gaps = [] }: CollectedUnit,
  disabledBy: Instant,
): readonly CoverageHole[] {
  const reason = `${source} in ${region} was not read to the end before the region was disabled`;
  const hole = { ...EVERYWHERE, account, region, reason };
  if (status !== 'complete' || to === undefined) return [{ ...hole, from, to: disabledBy }];
  const rest = isApart(to, disabledBy) ? [{ from: to, to: disabledBy }] : [];
  return [...gaps, ...rest].map((gap) => ({ ...hole, ...gap }));
}

export type UnreadRegion = {
  readonly account: string;
  readonly region: string;
  /** Not empty, sorted; open bounds where the collection does not say when it read. */
  readonly gaps: readonly {
    readonly from: Instant | undefined;
    readonly to: Instant | undefined;
  }[];
};

/**
 * Regions that an account has enabled, and times for which nobody asked for their logs while those of
 * other regions were read: without a word on them they would look quiet.
 */
export function unreadRegions(collection: readonly CollectedUnit[]): readonly UnreadRegion[] {
  const enabled = new Map<string, Set<string>>();
  const asked = new Map<string, CollectedUnit[]>();
  for (const unit of collection) {
    const { account, source, regions = [], disabledBy } = unit;
    if (source === 'account') enabled.set(account, new Set(regions));
    if (LIVE_SOURCES[source].withholds === 'time' && disabledBy === undefined) {
      asked.set(account, [...(asked.get(account) ?? []), unit]);
    }
  }
  return [...asked].flatMap(([account, units]) => {
    const whole = spanOf(units);
    return [...(enabled.get(account) ?? [])].sort().flatMap((region) => {
      const gaps = gapsIn(
        whole,
        units.filter((unit) => unit.region === region),
      );
      return gaps.length === 0 ? [] : [{ account, region, gaps }];
    });
  });
}

type Span = { readonly from: Instant | undefined; readonly to: Instant | undefined };

function spanOf(units: readonly CollectedUnit[]): Span {
  const froms = units.flatMap(({ from }) => from ?? []);
  const tos = units.flatMap(({ to }) => to ?? []);
  return {
    from: froms.length < units.length ? undefined : froms.reduce(earlier),
    to: tos.length < units.length ? undefined : tos.reduce(later),
  };
}

/**
 * What of a time nobody read. Logs that begin within a day of what is needed count as reaching it, here as
 * in the analysis: 90 days of history are asked for some hours after the last record.
 *
 * @param read in any order, overlapping or not
 */
export function gapsBetween({ from, to }: Stretch, read: readonly Stretch[]): readonly Stretch[] {
  const gaps: Stretch[] = [];
  let reached = from;
  for (const one of read.toSorted(byStart)) {
    if (isApart(reached, one.from))
      gaps.push({ from: reached, to: addDays(one.from, -APART_DAYS) });
    reached = later(reached, one.to);
  }
  return isApart(reached, to) ? [...gaps, { from: reached, to }] : gaps;
}

function byStart(a: Stretch, b: Stretch): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

/** A part that is fresh is not read again, and those beside it are: so much later may they end. */
const APART_DAYS = 1;

function gapsIn(whole: Span, units: readonly CollectedUnit[]): UnreadRegion['gaps'] {
  if (units.length === 0) return [whole];
  let reached = whole.from;
  const gaps: Span[] = [];
  for (const { from, to } of units.toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))) {
    if (from === undefined || to === undefined) return [];
    if (reached !== undefined && isApart(reached, from)) gaps.push({ from: reached, to: from });
    reached = reached === undefined ? to : later(reached, to);
  }
  if (reached !== undefined && whole.to !== undefined && isApart(reached, whole.to)) {
    gaps.push({ from: reached, to: whole.to });
  }
  return gaps;
}

function isApart(a: Instant, b: Instant): boolean {
  return addDays(a, APART_DAYS) < b;
}
