/**
 * Gap-free stretches that reach the end of the window: how far back silence means something.
 *
 * Delivery is judged on all records of a place together (files carry all classes); that a class is
 * recorded at all, on its own records: a trail may log reads or writes only.
 */
import type { ActiveHours, CoverageHole, Interval } from '../model/coverage.js';
import {
  allowedSilence,
  coveredIntervals,
  DEFAULT_RHYTHM,
  type Rhythm,
  subtractHoles,
} from '../model/intervals.js';
import { type Instant, instantOfMs, later, msOf } from '../model/time.js';
import type { Window } from './window.js';

const HOUR_MS = 3_600_000;
/**
 * A class of events that is silent for longer may have been switched off: reads, by a trail that was set
 * to writes for a while. Weekends are usual where all are silent.
 */
const CLASS_RHYTHM: Rhythm = {
  minSilenceHours: 24,
  minPauseHours: 24,
  maxSilenceHours: 14 * 24,
  factor: 3,
  percentile: 0.99,
  pausePercentile: 0.99,
};

/** `since`: inside the window; `undefined` when the stretch does not reach the window's end. */
export type Stretch = {
  readonly since: Instant | undefined;
  /** Why not from earlier on. */
  readonly because: string;
  /** The last instant that is covered, where the window goes on behind it. */
  readonly endsAt?: Instant;
};

export type Delivered = {
  readonly hours: ActiveHours;
  /** Those of them in which there were records, of any class. */
  readonly seen: ActiveHours;
  readonly holes: readonly CoverageHole[];
};

/** @param recorded hours in which the class was seen; `undefined`: known to be recorded all along */
export function stretchOf(
  { hours, seen, holes }: Delivered,
  recorded: ActiveHours | undefined,
  what: string,
  window: Window,
): Stretch {
  const intervals = subtractHoles(coveredIntervals(hours), holes);
  const last = intervals.findLast((interval) => interval.from < window.to);
  if (last === undefined) return { since: undefined, because: 'no record in the window' };
  // Regions are not read at the same moment: reading them all may take hours.
  const slack = Math.max(DEFAULT_RHYTHM.minSilenceHours, allowedSilence(hours)) * HOUR_MS;
  if (msOf(last.to) + slack < msOf(window.to)) {
    return { since: undefined, because: `nothing after ${last.to}`, endsAt: last.to };
  }
  const classSince =
    recorded === undefined ? last.from : recordedSince(recorded, seen, last, window.to);
  if (classSince === undefined) return { since: undefined, because: `no ${what} lately` };
  const since = later(later(last.from, classSince), window.from);
  const because =
    since === window.from
      ? 'the window is shorter than the minimum'
      : classSince > last.from
        ? `${what} begin at ${since}`
        : `${beginning(intervals, last, holes)} ${since}`;
  return { since, because };
}

/** The same stretch, as far as it lies behind an instant. */
export function cutAt(stretch: Stretch, at: Instant, because: string, window: Window): Stretch {
  if (at >= window.to) return { since: undefined, because };
  if (stretch.since === undefined || stretch.since >= at) return stretch;
  return { since: at, because: `${because} until ${at}` };
}

/** Of two arguments for the same silence, the one that reaches further back. */
export function longer(a: Stretch, b: Stretch): Stretch {
  if (a.since === undefined || b.since === undefined) return a.since === undefined ? b : a;
  return a.since <= b.since ? a : b;
}

/**
 * From when on a class of events was recorded without a suspicious silence, up to `until`. Where nothing
 * else was seen either, the place was quiet: then only a long silence is suspicious.
 */
function recordedSince(
  hours: ActiveHours,
  seen: ActiveHours,
  stretch: Interval,
  until: Instant,
): Instant | undefined {
  const from = msOf(stretch.from);
  const usual = allowedSilence(hours, CLASS_RHYTHM);
  /** Between the beginnings of two hours: the silence between them is an hour shorter. */
  const isSuspicious = (at: number, end: number): boolean => {
    const silent = (end - at) / HOUR_MS - 1;
    if (silent <= usual) return false;
    const isInside = (hour: number): boolean => hour * HOUR_MS > at && hour * HOUR_MS < end;
    return silent > CLASS_RHYTHM.maxSilenceHours || seen.some(isInside);
  };
  let reached = msOf(until);
  for (const hour of hours.toReversed()) {
    const at = hour * HOUR_MS;
    if (at > reached) continue;
    if (isSuspicious(at, reached)) break;
    reached = at;
    if (reached <= from) break;
  }
  if (reached === msOf(until)) return undefined;
  return isSuspicious(from, reached) ? instantOfMs(reached) : stretch.from;
}

function beginning(
  intervals: readonly Interval[],
  last: Interval,
  holes: readonly CoverageHole[],
): string {
  const hole = holes.find(({ to }) => to === undefined || to === last.from);
  if (hole !== undefined) return `${hole.reason}, up to`;
  return intervals[0] === last ? 'logs begin at' : 'a gap in the logs ends at';
}
