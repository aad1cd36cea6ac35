import { expect, test } from 'vitest';
import type { SourceFile } from '../../src/collect/records.js';
import { createSourceReports, ignore, newTally } from '../../src/collect/source-reports.js';
import type { Instant } from '../../src/model/time.js';

const deliveredAt = '2026-03-02T10:20:00Z' as Instant;
const file = (name: string, region = 'eu-west-1'): SourceFile => ({
  name,
  input: 'logs',
  kind: 'cloudtrail',
  trail: { account: '111122223333', region, deliveredAt },
});

test('clean log files of one place are told together, a flawed one alone', () => {
  const reports = createSourceReports();
  for (const region of ['eu-west-1', 'us-east-1', 'eu-west-1']) {
    const tally = newTally(file(`logs/${region}`, region));
    tally.records = 2;
    tally.uses = 1;
    ignore(tally, 'service-event');
    reports.add(tally);
  }
  const flawed = newTally(file('logs/bad'));
  Object.assign(flawed, { records: 1, problems: 1, flawed: true });
  reports.add(flawed);
  expect(reports.all([], []).map(({ name, files, records }) => [name, files, records])).toEqual([
    ['logs (111122223333 eu-west-1)', 2, 4],
    ['logs (111122223333 us-east-1)', 1, 2],
    ['logs/bad', 1, 1],
  ]);
});

test('files of an earlier run are told with those of this one', () => {
  const reports = createSourceReports();
  const tally = newTally(file('logs/new'));
  Object.assign(tally, { records: 3, uses: 3 });
  reports.add(tally);
  const earlier = reports.all([], []);
  expect(reports.all([], earlier)).toMatchObject([{ files: 2, records: 6, uses: 6 }]);
  expect(reports.all([tally], earlier)).toMatchObject([{ files: 3, records: 9, uses: 9 }]);
  expect(reports.all([], [])).toEqual(earlier);
});

test('beyond a thousand flawed files the rest is one row, the same in any order', () => {
  const names = Array.from({ length: 2_500 }, (_, i) => `logs/${String(i).padStart(5, '0')}`);
  const listed = (order: readonly string[]) => {
    const reports = createSourceReports();
    for (const name of order) {
      const tally = newTally(file(name));
      Object.assign(tally, { records: 3, uses: 2, problems: 1, flawed: true, status: 'partial' });
      reports.add(tally);
    }
    return reports.all([], []);
  };
  const rows = listed(names);
  expect(rows).toHaveLength(1_001);
  expect(rows.at(-1)).toMatchObject({
    name: 'other files: cloudtrail, partial',
    files: 1_500,
    records: 4_500,
    uses: 3_000,
    problems: 1_500,
  });
  expect(listed(names.toReversed())).toEqual(rows);
});
