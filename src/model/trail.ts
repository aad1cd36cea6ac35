/**
 * What is known of trails: where they record, which events, since when.
 *
 * Sources: CloudTrail API Reference, "DescribeTrails", "GetTrailStatus", "GetEventSelectors",
 * "AdvancedFieldSelector"; CloudTrail User Guide, "Logging management events" and "Logging data events".
 */
import type { Instant } from './time.js';

/** Trails as a user declares them; see `docs/coverage.md`. */
export const TRAILS_SCHEMA = 'leastwise.trails/1';

export const SELECTOR_OPERATORS = [
  'Equals',
  'NotEquals',
  'StartsWith',
  'NotStartsWith',
  'EndsWith',
  'NotEndsWith',
] as const;

export type SelectorOperator = (typeof SELECTOR_OPERATORS)[number];

export type FieldSelector = {
  /** `eventCategory`, `readOnly`, `resources.ARN`, … */
  readonly field: string;
  /** All of them must hold; of the values of one operator, any (of a negated one, none). */
  readonly operators: Readonly<Partial<Record<SelectorOperator, readonly string[]>>>;
};

/** An event is recorded when all fields of one selector hold. Basic selectors are brought to this form. */
export type EventSelector = { readonly fields: readonly FieldSelector[] };

export type TrailSettings = {
  readonly homeRegion?: string;
  readonly multiRegion?: boolean;
  /** Of the organization whose management account (or delegate) owns it: records every account's events. */
  readonly organization?: boolean;
  readonly globalServiceEvents?: boolean;
  readonly bucket?: string;
  readonly keyPrefix?: string;
  readonly logFileValidation?: boolean;
};

export type TrailStatement =
  | { readonly kind: 'settings'; readonly settings: TrailSettings }
  /** `undefined`: they were set, and what was set could not be read. */
  | { readonly kind: 'selectors'; readonly selectors: readonly EventSelector[] | undefined }
  | {
      readonly kind: 'logging';
      readonly logging: boolean;
      /** Of `GetTrailStatus`: the last start and the last stop. */
      readonly startedAt?: Instant;
      readonly stoppedAt?: Instant;
      readonly deliveryError?: string;
    }
  | { readonly kind: 'created' }
  | { readonly kind: 'deleted' };

/** One thing that somebody or something says of one trail. */
export type TrailFact = {
  readonly trail: string;
  /** `answer`: of CloudTrail's API. `event`: a logged change. `declared`: by the user. */
  readonly source: 'answer' | 'event' | 'declared';
  /**
   * `event`: when it became so. `answer`: when it was so; `undefined`: at the end of the logs.
   * `declared`: since when it has been so; `undefined`: always.
   */
  readonly at: Instant | undefined;
  readonly says: TrailStatement;
};

const TRAIL_ARN = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/[A-Za-z0-9._-]{3,128}$/;

/** Region and account in a trail's ARN; `undefined` when it is none. */
export function trailArnParts(
  arn: string,
): { readonly region: string; readonly account: string } | undefined {
  const [, region, account] = TRAIL_ARN.exec(arn) ?? [];
  return region === undefined || account === undefined ? undefined : { region, account };
}

/** What a trail records unless it is told otherwise: management events, all of them. */
export const DEFAULT_SELECTORS: readonly EventSelector[] = [
  { fields: [{ field: 'eventCategory', operators: { Equals: ['Management'] } }] },
];
