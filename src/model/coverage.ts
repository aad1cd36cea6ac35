/** What the evidence could have shown: where, when, and which classes of events. */
import type { Instant } from './time.js';
import type { TrailFact } from './trail.js';
import type { Verification } from './verification.js';

/** Hours are UTC; `hours` counts since the epoch, sorted, distinct. */
export type ActiveHours = readonly number[];

/**
 * `delivered`: from a file as a trail delivers it (`{"Records": […]}`), which holds all of its time.
 * `selected`: from look-ups, event buses or JSON lines, which may hold a selection: use is proven by
 * it, silence only when the user says that it is complete.
 */
export type CoverageOrigin = 'delivered' | 'selected';

/** Management events seen in one account and region. Read and write are separate: a trail may log one only. */
export type ManagementCoverage = {
  readonly account: string;
  readonly region: string;
  readonly access: 'read' | 'write';
  readonly origin: CoverageOrigin;
  readonly hours: ActiveHours;
};

/** Data events seen for one container (bucket, table, function, queue …); others may be unlogged. */
export type DataCoverage = {
  readonly account: string;
  readonly region: string;
  /** `AWS::S3::Object` and so on, as CloudTrail's selectors name it. */
  readonly resourceType: string;
  /** ARN of the container: the bucket of an object, the table, the function. */
  readonly container: string;
  readonly access: 'read' | 'write';
  readonly origin: CoverageOrigin;
  readonly hours: ActiveHours;
};

/** Events of a source that a trail may leave out: seen at all, and when. */
export type ExcludableSource = {
  readonly account: string;
  readonly region: string;
  /** IAM prefix: `kms` or `rds-data`. */
  readonly service: string;
  readonly origin: CoverageOrigin;
  readonly hours: ActiveHours;
};

/** Time for which some evidence is known to be missing. `undefined` members mean all. */
export type CoverageHole = {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** IAM prefix when only one service is concerned. */
  readonly service: string | undefined;
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly reason: string;
  /** Name of the trail file that was damaged, path of what could not be opened: read later, it is no hole. */
  readonly file?: string;
};

export type EvidenceCoverage = {
  readonly firstRecord: Instant | undefined;
  readonly lastRecord: Instant | undefined;
  readonly management: readonly ManagementCoverage[];
  readonly data: readonly DataCoverage[];
  readonly excludable: readonly ExcludableSource[];
  readonly holes: readonly CoverageHole[];
  /** What is known of the trails that wrote the logs; absent: nothing. */
  readonly trails?: readonly TrailFact[];
  /** What digests prove of the log files; absent: none were given. */
  readonly verification?: Verification;
};

/** One gap-free stretch. */
export type Interval = { readonly from: Instant; readonly to: Instant };

/** What becomes of events in regions that no record comes from. */
export type Elsewhere =
  /** Nothing says that they are recorded, nothing that they are not. */
  | { readonly kind: 'assumed-quiet' }
  | { readonly kind: 'recorded'; readonly since: Instant; readonly trails: readonly string[] }
  | { readonly kind: 'left-out'; readonly until: Instant; readonly trails: readonly string[] };
