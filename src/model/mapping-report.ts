/** How much of a log the event tables understand, and what the rest costs. JSON of `doctor --mapping`. */
import type { Instant } from './time.js';

export const MAPPING_SCHEMA = 'leastwise.mapping/1';

/** Where a record lies: `record` counts from 0 inside the file. */
export type RecordPlace = { readonly file: string; readonly record: number };

/** `mapped` + the sum of `ignored` + `unmapped` + `notKept` = records. */
export type MappingTally = {
  readonly mapped: number;
  /** Set aside, per named rule. */
  readonly ignored: Readonly<Record<string, number>>;
  readonly unmapped: number;
  /** For want of room. */
  readonly notKept: number;
};

export type UnmappedName = {
  readonly eventSource: string;
  readonly eventName: string;
  /** IAM prefix; `undefined`: the source is not known, so it may be any service. */
  readonly service: string | undefined;
  readonly count: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Where one lies; an evidence folder does not keep it. */
  readonly example: RecordPlace | undefined;
  /** Whose verdicts on the service's actions stay `unknown` while such a call is in the window. */
  readonly blocks: readonly {
    /** ARN of an identity; all of the account where the log does not name the caller. */
    readonly caller: string;
    readonly count: number;
  }[];
  /** Calls of AWS services, root, other accounts: they hold no verdict back. */
  readonly harmless: number;
};

export type MappingReport = {
  readonly schema: typeof MAPPING_SCHEMA;
  /** Records of CloudTrail; `unreadable` ones are no event of any source. */
  readonly records: number;
  readonly unreadable: number;
  readonly total: MappingTally;
  /** By `eventSource`, sorted; `undefined`: an evidence folder does not keep it. */
  readonly sources: readonly (MappingTally & { readonly eventSource: string })[] | undefined;
  /** Most calls first. */
  readonly unmapped: readonly UnmappedName[];
};
