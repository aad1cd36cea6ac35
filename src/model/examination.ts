/** What a live collection may do and what it would find: JSON of `doctor` without `--mapping`. */
import type { CollectedUnit } from './collected.js';

export const DOCTOR_SCHEMA = 'leastwise.doctor/1';

export type Examination = {
  readonly schema: typeof DOCTOR_SCHEMA;
  readonly caller: { readonly account: string; readonly arn: string; readonly region: string };
  readonly accounts: readonly string[];
  /**
   * How the trial of each source ended, on one thing of each kind: `complete` is "allowed", and a
   * source that found nothing to ask about may still be turned away when there is something.
   */
  readonly units: readonly CollectedUnit[];
  /** Operations that were not needed, or that nothing was found to try them on, by source. */
  readonly untried: readonly { readonly source: string; readonly operations: readonly string[] }[];
  /** Trails as seen from the regions that were tried, in words. */
  readonly trails: readonly {
    readonly arn: string;
    readonly known: readonly string[];
    readonly dataEvents: boolean;
  }[];
  readonly calls: number;
};
