/** Days of coverage: which were covered whole, in part, not at all. */
import type { CoverageResult } from '../../model/result.js';

export type DayState = 'full' | 'part' | 'none';

/** Days that are alike and follow each other. `first` and `end` count days from the calendar's start. */
export type DayRun = { readonly state: DayState; readonly first: number; readonly end: number };

/** UTC days since the epoch, `end` not included. */
export type Days = { readonly first: number; readonly end: number };

const DAY_MS = 86_400_000;
/** Coverage is cut to hours and the newest one is still running: less than this is no gap. */
const SLACK_MS = 3_600_000;

export function dayNumber(instant: string): number {
  return Math.floor(Date.parse(instant) / DAY_MS);
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Monday is 0. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * One state per day of the calendar.
 *
 * @param until the instant that the audit speaks for: what comes behind it is not missing
 */
export function dayStates(
  intervals: CoverageResult['intervals'],
  { first, end }: Days,
  until: string | undefined,
): readonly DayState[] {
  const covered = new Float64Array(Math.max(0, end - first));
  for (const { from, to } of intervals) {
    const [start, stop] = [Date.parse(from), Date.parse(to)];
    const lastDay = Math.min(end - 1, Math.floor((stop - 1) / DAY_MS));
    for (let day = Math.max(first, Math.floor(start / DAY_MS)); day <= lastDay; day += 1) {
      const overlap = Math.min(stop, (day + 1) * DAY_MS) - Math.max(start, day * DAY_MS);
      covered[day - first] = (covered[day - first] ?? 0) + overlap;
    }
  }
  const limit = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
  return Array.from(covered, (ms, at) => {
    const wanted = Math.min(DAY_MS, limit - (first + at) * DAY_MS);
    if (ms >= wanted - SLACK_MS && ms > 0) return 'full';
    return ms > 0 ? 'part' : 'none';
  });
}

export function runsOf(states: readonly DayState[]): readonly DayRun[] {
  const runs: DayRun[] = [];
  for (const [at, state] of states.entries()) {
    const open = runs.at(-1);
    if (open?.state === state) runs[runs.length - 1] = { ...open, end: at + 1 };
    else runs.push({ state, first: at, end: at + 1 });
  }
  return runs;
}

/** `2026-08-03 to 2026-08-05` for each stretch of days that are not covered whole. */
export function gapsOf(runs: readonly DayRun[], start: number): readonly string[] {
  return runs
    .filter(({ state }) => state !== 'full')
    .map(({ state, first, end }) => {
      const days =
        end - first === 1
          ? dayText(start + first)
          : `${dayText(start + first)} to ${dayText(start + end - 1)}`;
      return state === 'part' ? `${days} in part` : days;
    });
}

export type Month = {
  readonly name: string;
  /** Days since the epoch; `undefined` outside the month or the calendar. */
  readonly weeks: readonly (readonly (number | undefined)[])[];
};

export function monthsOf({ first, end }: Days): readonly Month[] {
  const byMonth = new Map<string, number[]>();
  for (let day = first; day < end; day += 1) {
    const name = dayText(day).slice(0, 7);
    const days = byMonth.get(name);
    if (days === undefined) byMonth.set(name, [day]);
    else days.push(day);
  }
  return [...byMonth].map(([name, days]) => ({ name, weeks: weeksOf(days) }));
}

function weeksOf(days: readonly number[]): readonly (readonly (number | undefined)[])[] {
  const [first = 0] = days;
  const cells: (number | undefined)[] = [
    ...Array.from({ length: weekdayOf(first) }, () => undefined),
    ...days,
  ];
  while (cells.length % 7 !== 0) cells.push(undefined);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}
