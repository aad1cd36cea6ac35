/**
 * How far damage of a log file reaches: the time for which something may be missing.
 *
 * A file of a trail says by its name when it was delivered. Any other file tells by the records next
 * to the damaged one, as far as its records are in order: the disorder seen widens the stretch.
 *
 * Source: CloudTrail User Guide, "How CloudTrail works": events are delivered in about five minutes
 * on average, which is not guaranteed.
 */
import type { CoverageHole } from '../model/coverage.js';
import { earlier, type Instant, instantOfMs, later, msOf } from '../model/time.js';
import type { SourceFile } from './records.js';

const BEFORE_DELIVERY_MS = 2 * 3_600_000;
const AFTER_DELIVERY_MS = 15 * 60_000;
const AROUND_NEIGHBOURS_MS = 3_600_000;
/** Beyond this many damaged places, everything between them counts as damaged. */
const MAX_PLACES = 1_000;

export type FileDamage = {
  /** Of every record that says its time, in the order of the file. */
  readonly passed: (at: Instant) => void;
  /** A record here could not be read. */
  readonly lost: (reason: string) => void;
  /** The whole file could not be read, or nobody knows how much of it. */
  readonly lostFile: (reason: string) => void;
  readonly holes: () => readonly CoverageHole[];
};

type Lost = {
  readonly after: Instant | undefined;
  before: Instant | undefined;
  readonly reason: string;
};

export function createFileDamage({ trail }: Pick<SourceFile, 'trail'>): FileDamage {
  const places: Lost[] = [];
  let open: Lost | undefined;
  let whole: string | undefined;
  let last: Instant | undefined;
  let newest: Instant | undefined;
  let oldest: Instant | undefined;
  // How far records lie out of ascending, and out of descending order.
  let ascendingMs = 0;
  let descendingMs = 0;

  const holeOf = ({ after, before, reason }: Lost): CoverageHole => {
    const slackMs = AROUND_NEIGHBOURS_MS + Math.min(ascendingMs, descendingMs);
    if (after === undefined || before === undefined) return hole(undefined, undefined, reason);
    const from = instantOfMs(msOf(earlier(after, before)) - slackMs);
    return hole(from, instantOfMs(msOf(later(after, before)) + slackMs), reason);
  };

  const hole = (
    from: Instant | undefined,
    to: Instant | undefined,
    reason: string,
  ): CoverageHole => ({
    account: trail?.account,
    region: trail?.region,
    service: undefined,
    from,
    to,
    reason,
  });

  const wholeFile = (reason: string): CoverageHole => {
    if (trail === undefined) return hole(undefined, undefined, reason);
    const delivered = msOf(trail.deliveredAt);
    return hole(
      instantOfMs(delivered - BEFORE_DELIVERY_MS),
      instantOfMs(delivered + AFTER_DELIVERY_MS),
      reason,
    );
  };

  return {
    passed: (at) => {
      if (open !== undefined) open.before = at;
      open = undefined;
      last = at;
      newest = newest === undefined ? at : later(newest, at);
      oldest = oldest === undefined ? at : earlier(oldest, at);
      if (at < newest) ascendingMs = Math.max(ascendingMs, msOf(newest) - msOf(at));
      if (at > oldest) descendingMs = Math.max(descendingMs, msOf(at) - msOf(oldest));
    },
    lost: (reason) => {
      if (trail !== undefined || places.length >= MAX_PLACES) whole = reason;
      else if (open === undefined) {
        open = { after: last, before: undefined, reason };
        places.push(open);
      }
    },
    lostFile: (reason) => {
      whole = reason;
    },
    holes: () => (whole === undefined ? places.map(holeOf) : [wholeFile(whole)]),
  };
}
