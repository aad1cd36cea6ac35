/** Statements of several collections of one account: what is known of which time. */
import { describe, expect, test } from 'vitest';
import { createCollectedUnits } from '../../src/collect/collected-units.js';
import { holesOf, unreadRegions } from '../../src/model/collected.js';

const ACCOUNT = '111122223333';

type Said = {
  readonly source?: string;
  readonly region?: string;
  readonly status?: 'complete' | 'partial' | 'failed';
  readonly from?: string;
  readonly to?: string;
  readonly endedAt?: string;
  readonly regions?: readonly string[];
  readonly gaps?: readonly unknown[];
};

function said({
  source = 'trail-files',
  region = 'us-east-1',
  status = 'complete',
  ...more
}: Said) {
  const { from, to, regions, gaps } = more;
  const at = (day: string | undefined) => (day === undefined ? undefined : `${day}T00:00:00Z`);
  const endedAt = at(more.endedAt ?? to ?? '2026-11-24');
  const time = { from: at(from), to: at(to), startedAt: endedAt, endedAt };
  return {
    account: ACCOUNT,
    region,
    source,
    status,
    items: 1,
    missing: [],
    regions,
    gaps,
    ...time,
  };
}

const ENABLED = said({
  source: 'account',
  region: 'global',
  regions: ['eu-west-1', 'us-east-1'],
});

function told(...statements: readonly unknown[]) {
  const units = createCollectedUnits([]);
  for (const statement of statements) expect(units.add(statement)).toBe(true);
  return units.finish();
}

const days = (...statements: readonly unknown[]) =>
  told(...statements).map(({ status, from, to }) => [status, from?.slice(5, 10), to?.slice(5, 10)]);

describe('what a later statement leaves of an earlier one', () => {
  const broken = said({ status: 'partial', from: '2026-08-01', to: '2026-11-01' });

  test.each([
    {
      why: 'a whole reading of all of the time mends it',
      later: said({ from: '2026-08-01', to: '2026-11-24' }),
      expected: [['complete', '08-01', '11-24']],
    },
    {
      why: 'one that asks for less leaves the rest as broken as it was',
      later: said({ from: '2026-10-20', to: '2026-11-24' }),
      expected: [
        ['partial', '08-01', '10-20'],
        ['complete', '10-20', '11-24'],
      ],
    },
    {
      why: 'one that begins after it ended leaves all of it',
      later: said({ from: '2026-11-10', to: '2026-11-24' }),
      expected: [
        ['partial', '08-01', '11-01'],
        ['complete', '11-10', '11-24'],
      ],
    },
  ])('$why', ({ later, expected }) => {
    expect(days(broken, later)).toEqual(expected);
    // Files of a folder come in any order.
    expect(days(later, broken)).toEqual(expected);
  });

  test('two whole ones become one, however many months there are', () => {
    const months = ['08', '09', '10'].map((month) =>
      said({ from: `2026-${month}-01`, to: `2026-${month}-30`, endedAt: `2026-${month}-30` }),
    );
    const overlapping = months.map((one, n) => ({
      ...one,
      from: n === 0 ? one.from : `2026-0${7 + n}-28T00:00:00Z`,
    }));
    expect(days(...overlapping)).toEqual([['complete', '08-01', '10-30']]);
  });

  test('what is no log speaks for now alone', () => {
    const source = 'authorization-details';
    const before = said({ source, region: 'global', status: 'failed', from: '2026-08-01' });
    const now = said({ source, region: 'global', from: '2026-10-01', endedAt: '2026-11-25' });
    expect(told(before, now).map(({ status }) => status)).toEqual(['complete']);
  });
});

describe('times for which the logs of a region were not read while others were', () => {
  const home = said({ from: '2026-08-01', to: '2026-11-24' });
  const gapsOf = (...statements: readonly unknown[]) =>
    unreadRegions(told(ENABLED, ...statements)).map(({ region, gaps }) => [
      region,
      ...gaps.map(({ from, to }) => `${from?.slice(5, 10)} ${to?.slice(5, 10)}`),
    ]);

  test.each([
    { why: 'never', other: [], expected: [['eu-west-1', '08-01 11-24']] },
    {
      why: 'from the middle on',
      other: [said({ region: 'eu-west-1', from: '2026-10-01', to: '2026-11-24' })],
      expected: [['eu-west-1', '08-01 10-01']],
    },
    {
      why: 'not of late',
      other: [said({ region: 'eu-west-1', from: '2026-08-01', to: '2026-10-24' })],
      expected: [['eu-west-1', '10-24 11-24']],
    },
    {
      why: 'not for a while',
      other: [
        said({ region: 'eu-west-1', from: '2026-08-01', to: '2026-09-01', endedAt: '2026-09-01' }),
        said({ region: 'eu-west-1', from: '2026-10-01', to: '2026-11-24' }),
      ],
      expected: [['eu-west-1', '09-01 10-01']],
    },
    {
      why: 'all of the time: it was fresh when the others were read',
      other: [said({ region: 'eu-west-1', from: '2026-08-01', to: '2026-11-23' })],
      expected: [],
    },
    {
      why: 'all of the time, though not whole: that is said of it elsewhere',
      other: [
        said({ region: 'eu-west-1', status: 'partial', from: '2026-08-01', to: '2026-11-24' }),
      ],
      expected: [],
    },
  ])('$why', ({ other, expected }) => {
    expect(gapsOf(home, ...other)).toEqual(expected);
  });

  test('each is a hole in that region alone', () => {
    expect(holesOf(told(ENABLED, home))).toEqual([
      {
        account: ACCOUNT,
        region: 'eu-west-1',
        service: undefined,
        from: '2026-08-01T00:00:00Z',
        to: '2026-11-24T00:00:00Z',
        reason: 'the logs of eu-west-1 were left out of the collection',
      },
    ]);
  });
});

describe('stretches that nobody could tell any more', () => {
  const gap = (from: string, to: string) => ({
    from: `${from}T00:00:00Z`,
    to: `${to}T00:00:00Z`,
  });
  const history = (from: string, to: string, ...gaps: readonly unknown[]) =>
    said({ source: 'lookup-events', from, to, gaps });

  test.each([
    {
      why: 'are holes, each of its own',
      statements: [
        history(
          '2026-01-01',
          '2026-11-24',
          gap('2026-01-01', '2026-03-01'),
          gap('2026-05-01', '2026-08-01'),
        ),
      ],
      expected: [
        ['01-01', '03-01'],
        ['05-01', '08-01'],
      ],
    },
    {
      why: 'end where a later statement begins',
      statements: [
        history('2026-01-01', '2026-09-01', gap('2026-01-01', '2026-08-01')),
        history('2026-07-01', '2026-11-24'),
      ],
      expected: [['01-01', '07-01']],
    },
    {
      why: 'are told again by a statement that is of one stretch with theirs',
      statements: [
        history('2026-01-01', '2026-09-01', gap('2026-01-01', '2026-08-01')),
        history('2026-09-01', '2026-11-24', gap('2026-09-01', '2026-10-01')),
      ],
      expected: [
        ['01-01', '08-01'],
        ['09-01', '10-01'],
      ],
    },
    {
      why: 'are as wide as they may be where they cannot be understood',
      statements: [history('2026-01-01', '2026-11-24', { from: 'long ago' })],
      expected: [['01-01', '12-31']],
    },
  ])('$why', ({ statements, expected }) => {
    const holes = holesOf(told(...statements));
    expect(holes.map(({ from, to }) => [from?.slice(5, 10), to?.slice(5, 10)])).toEqual(expected);
  });
});
