/**
 * From active hours to covered intervals.
 *
 * A log names what happened, never what was switched off: a long silence may be a quiet account or a
 * stopped trail. A series is therefore covered between two active hours only when the silence between
 * them is ordinary for that series. Intervals are half-open: `from` belongs to them, `to` does not.
 */
import type { ActiveHours, CoverageHole, Interval } from './coverage.js';
import { earlier, type Instant, instantOfMs, later } from './time.js';

const HOUR_MS = 3_600_000;

/** How long a series may be silent before the silence counts as a gap, in hours. */
export type Rhythm = {
  /** Any series may be silent this long … */
  readonly minSilenceHours: number;
  /** … but one that hardly ever pauses: `factor` times its longest usual pause, and at least this long. */
  readonly minPauseHours: number;
  /** Which is this percentile of its silences. */
  readonly pausePercentile: number;
  /** No series may be silent longer. */
  readonly maxSilenceHours: number;
  /** In between: this many times the series' own usual silence … */
  readonly factor: number;
  /** … which is this percentile of all its silences, 0 to 1. */
  readonly percentile: number;
};

export const DEFAULT_RHYTHM: Rhythm = {
  minSilenceHours: 24,
  minPauseHours: 6,
  pausePercentile: 0.99,
  maxSilenceHours: 7 * 24,
  factor: 3,
  percentile: 0.9,
};

/** The gap-free stretches of one series, sorted; from the first active hour's start to the last one's end. */
export function coveredIntervals(
  hours: ActiveHours,
  rhythm: Rhythm = DEFAULT_RHYTHM,
): readonly Interval[] {
  const sorted = [...new Set(hours)].sort((a, b) => a - b);
  const allowed = allowedSilence(sorted, rhythm);
  const intervals: Interval[] = [];
  let start = sorted[0];
  let last = start;
  for (const hour of sorted) {
    if (start === undefined || last === undefined) break;
    if (hour - last - 1 > allowed) {
      intervals.push(intervalOfHours(start, last));
      start = hour;
    }
    last = hour;
  }
  if (start !== undefined && last !== undefined) intervals.push(intervalOfHours(start, last));
  return intervals;
}

/** Hours that a series may be silent; `sorted` holds distinct ascending hours. */
export function allowedSilence(sorted: ActiveHours, rhythm: Rhythm = DEFAULT_RHYTHM): number {
  const silences = sorted
    .slice(1)
    .map((hour, i) => hour - (sorted[i] ?? hour) - 1)
    .sort((a, b) => a - b);
  const least = Math.max(
    rhythm.minPauseHours,
    Math.min(rhythm.minSilenceHours, rhythm.factor * nearestRank(silences, rhythm.pausePercentile)),
  );
  const usual = nearestRank(silences, rhythm.percentile);
  return Math.max(least, Math.min(rhythm.maxSilenceHours, rhythm.factor * usual));
}

/** A silence that really occurred, never one interpolated between two. */
function nearestRank(sorted: readonly number[], percentile: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * percentile) - 1)] ?? 0;
}

/**
 * Does the place live enough, from one hour to another, for a silence to be told from a gap? Where
 * even its usual silence is long, a missing file looks like a quiet week.
 */
export function hasOwnRhythm(
  hours: ActiveHours,
  fromHour: number,
  toHour: number,
  { percentile, factor, maxSilenceHours }: Rhythm = DEFAULT_RHYTHM,
): boolean {
  const inside = hours.filter((hour) => hour >= fromHour && hour <= toHour);
  if (inside.length === 0) return false;
  const silences = [fromHour - 1, ...inside, toHour + 1]
    .map((hour, i, all) => hour - (all[i - 1] ?? hour - 1) - 1)
    .slice(1)
    .sort((a, b) => a - b);
  const usual = nearestRank(silences, percentile);
  return usual * factor <= maxSilenceHours;
}

function intervalOfHours(first: number, last: number): Interval {
  return { from: instantOfMs(first * HOUR_MS), to: instantOfMs((last + 1) * HOUR_MS) };
}

/** Where a question is asked; a hole that leaves a member open concerns every value of it. */
export type Place = {
  readonly account: string;
  readonly region: string;
  /** IAM prefix. */
  readonly service: string;
};

/** The holes that concern a place. */
export function holesAt(
  holes: readonly CoverageHole[],
  { account, region, service }: Place,
): readonly CoverageHole[] {
  return holes.filter(
    (hole) =>
      (hole.account === undefined || hole.account === account) &&
      (hole.region === undefined || hole.region === region) &&
      (hole.service === undefined || hole.service === service),
  );
}

/** What of `intervals` lies outside every hole; an open bound of a hole reaches to the end of time. */
export function subtractHoles(
  intervals: readonly Interval[],
  holes: readonly Pick<CoverageHole, 'from' | 'to'>[],
): readonly Interval[] {
  let left: readonly Interval[] = intervals;
  for (const hole of holes) left = left.flatMap((interval) => withoutHole(interval, hole));
  return [...left].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

function withoutHole(
  { from, to }: Interval,
  hole: { readonly from: Instant | undefined; readonly to: Instant | undefined },
): readonly Interval[] {
  const before: Interval = { from, to: hole.from === undefined ? from : earlier(to, hole.from) };
  const after: Interval = { from: hole.to === undefined ? to : later(from, hole.to), to };
  return [before, after].filter((interval) => interval.from < interval.to);
}
