import { describe, expect, test } from 'vitest';
import type { Interval } from '../../src/model/coverage.js';
import {
  allowedSilence,
  coveredIntervals,
  DEFAULT_RHYTHM,
  holesAt,
  subtractHoles,
} from '../../src/model/intervals.js';
import type { Instant } from '../../src/model/time.js';

/** 2026-03-01T00:00:00Z. */
const MARCH = Date.UTC(2026, 2, 1) / 3_600_000;
const every = (step: number, count: number, from = MARCH): number[] =>
  Array.from({ length: count }, (_, i) => from + i * step);
const shown = (intervals: readonly Interval[]): string[] =>
  intervals.map(({ from, to }) => `${from.slice(5, 13)}..${to.slice(5, 13)}`);
const span = (from: string, to: string): Interval => ({ from: from as Instant, to: to as Instant });

describe('coveredIntervals', () => {
  test.each([
    { hours: [], expected: [], why: 'no record covers nothing' },
    { hours: [MARCH], expected: ['03-01T00..03-01T01'], why: 'one record speaks for its hour' },
    {
      hours: [MARCH + 30, MARCH, MARCH + 30],
      expected: ['03-01T00..03-01T01', '03-02T06..03-02T07'],
      why: 'one silence of 29 h between two hours is that series’ usual silence, times three',
      rhythm: { ...DEFAULT_RHYTHM, maxSilenceHours: 28 },
    },
    {
      hours: [...every(1, 100), ...every(1, 100, MARCH + 99 + 7)],
      expected: ['03-01T00..03-09T14'],
      why: 'an account that never pauses may do so for six hours',
    },
    {
      hours: [...every(1, 100), ...every(1, 100, MARCH + 99 + 8)],
      expected: ['03-01T00..03-05T04', '03-05T11..03-09T15'],
      why: 'for seven, files are missing, for all we know',
    },
    {
      hours: every(24, 14).flatMap((morning) => every(1, 14, morning)),
      expected: ['03-01T00..03-14T14'],
      why: 'nights are usual where every night is silent',
    },
    {
      hours: [...every(1, 40), ...every(1, 40, MARCH + 39 + 25)],
      expected: ['03-01T00..03-05T08'],
      why: 'a short history does not tell what is usual: a whole day is allowed',
    },
    {
      hours: [...every(1, 40), ...every(1, 40, MARCH + 39 + 26)],
      expected: ['03-01T00..03-02T16', '03-03T17..03-05T09'],
      why: 'a busy account silent for 25 h had its trail switched off, for all we know',
    },
    {
      hours: every(168, 6),
      expected: ['03-01T00..04-05T01'],
      why: 'a region with one weekly job is covered between the jobs',
    },
    {
      hours: every(170, 3),
      expected: ['03-01T00..03-01T01', '03-08T02..03-08T03', '03-15T04..03-15T05'],
      why: 'no series may be silent for more than seven days',
    },
    {
      hours: [...every(13, 40), ...every(13, 40, MARCH + 39 * 13 + 37)],
      expected: ['03-01T00..04-13T20'],
      why: 'usually silent for 12 h, so 36 h are ordinary',
    },
  ])('$why', ({ hours, expected, rhythm }) => {
    expect(shown(coveredIntervals(hours, rhythm))).toEqual(expected);
  });

  test('the allowed silence of a series is told apart, too', () => {
    expect(allowedSilence(every(13, 40))).toBe(36);
  });
});

describe('subtractHoles', () => {
  const march = [span('2026-03-01T00:00:00Z', '2026-03-31T00:00:00Z')];
  test.each([
    { holes: [], expected: ['03-01T00..03-31T00'], why: 'no hole, nothing lost' },
    {
      holes: [span('2026-03-05T10:00:00Z', '2026-03-05T12:00:00Z')],
      expected: ['03-01T00..03-05T10', '03-05T12..03-31T00'],
      why: 'a hole inside splits',
    },
    {
      holes: [{ from: undefined, to: '2026-03-05T12:00:00Z' as Instant }],
      expected: ['03-05T12..03-31T00'],
      why: 'an open beginning reaches to the beginning of time',
    },
    {
      holes: [{ from: '2026-03-05T12:00:00Z' as Instant, to: undefined }],
      expected: ['03-01T00..03-05T12'],
      why: 'an open end reaches to the end of time',
    },
    { holes: [{ from: undefined, to: undefined }], expected: [], why: 'a hole for all time' },
    {
      holes: [span('2026-04-01T00:00:00Z', '2026-04-02T00:00:00Z')],
      expected: ['03-01T00..03-31T00'],
      why: 'a hole behind the interval does not touch it',
    },
  ])('$why', ({ holes, expected }) => {
    expect(shown(subtractHoles(march, holes))).toEqual(expected);
  });
});

describe('holesAt', () => {
  const open = { from: undefined, to: undefined, reason: 'truncated file' };
  const place = { account: '111122223333', region: 'eu-west-1', service: 's3' };
  test.each([
    {
      hole: { account: undefined, region: undefined, service: undefined },
      concerns: true,
      why: 'nobody knows what the file held',
    },
    {
      hole: { account: '111122223333', region: 'eu-west-1', service: undefined },
      concerns: true,
      why: 'all services of the place',
    },
    {
      hole: { account: '444455556666', region: undefined, service: undefined },
      concerns: false,
      why: 'another account',
    },
    {
      hole: { account: '111122223333', region: 'us-east-1', service: undefined },
      concerns: false,
      why: 'another region',
    },
    {
      hole: { account: '111122223333', region: undefined, service: 'ec2' },
      concerns: false,
      why: 'another service',
    },
  ])('$why', ({ hole, concerns }) => {
    expect(holesAt([{ ...open, ...hole }], place)).toHaveLength(concerns ? 1 : 0);
  });
});
