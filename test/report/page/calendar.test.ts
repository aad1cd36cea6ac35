/** Days of coverage: the edges of days, windows and years. */
import { expect, test } from 'vitest';
import type { Instant } from '../../../src/model/time.js';
import {
  dayNumber,
  dayStates,
  dayText,
  gapsOf,
  monthsOf,
  runsOf,
  weekdayOf,
} from '../../../src/report/page/calendar.js';

const days = { first: dayNumber('2026-11-01T00:00:00Z'), end: dayNumber('2026-11-06T00:00:00Z') };
const span = (from: string, to: string) => ({ from: from as Instant, to: to as Instant });

test.each([
  { intervals: [], states: ['none', 'none', 'none', 'none', 'none'], why: 'no record at all' },
  {
    intervals: [span('2026-10-01T00:00:00Z', '2026-12-01T00:00:00Z')],
    states: ['full', 'full', 'full', 'full', 'full'],
    why: 'longer than the calendar on both sides',
  },
  {
    intervals: [
      span('2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z'),
      span('2026-11-04T00:00:00Z', '2026-11-05T00:00:00Z'),
    ],
    states: ['full', 'part', 'none', 'full', 'none'],
    why: 'half a day, a day without, and a stretch that ends at midnight',
  },
  {
    intervals: [
      span('2026-11-02T00:00:00Z', '2026-11-02T10:00:00Z'),
      span('2026-11-02T10:00:00Z', '2026-11-03T00:00:00Z'),
    ],
    states: ['none', 'full', 'none', 'none', 'none'],
    why: 'two stretches make a day',
  },
] as const)('$why', ({ intervals, states }) => {
  expect(dayStates(intervals, days, undefined)).toEqual(states);
});

test('what comes after the end of the audit is not missing', () => {
  const states = dayStates(
    [span('2026-11-01T00:00:00Z', '2026-11-05T09:00:00Z')],
    days,
    '2026-11-05T09:30:00Z',
  );
  expect(states.at(-1)).toBe('full');
});

test('gaps are named by their days', () => {
  const runs = runsOf(['full', 'none', 'none', 'part', 'full']);
  expect(gapsOf(runs, days.first)).toEqual(['2026-11-02 to 2026-11-03', '2026-11-04 in part']);
});

test('months begin on the right weekday and hold each day once', () => {
  expect(weekdayOf(dayNumber('2026-11-02T00:00:00Z'))).toBe(0);
  const year = { first: dayNumber('2027-12-20T00:00:00Z'), end: dayNumber('2028-03-02T00:00:00Z') };
  const months = monthsOf(year);
  expect(months.map(({ name }) => name)).toEqual(['2027-12', '2028-01', '2028-02', '2028-03']);
  const all = months.flatMap(({ weeks }) => weeks.flat()).filter((day) => day !== undefined);
  expect(all).toHaveLength(year.end - year.first);
  expect(all.map(dayText)).toContain('2028-02-29');
});
