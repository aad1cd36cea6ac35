import { expect, test } from 'vitest';
import { createFileProblems, createProblemLog } from '../../src/collect/problem-log.js';
import type { Problem } from '../../src/model/problem.js';

const bad = (source: string, record: number): Problem => ({
  kind: 'bad-record',
  message: 'no time',
  source,
  record,
});
const total = (problems: readonly Problem[]): number =>
  problems.reduce((sum, { count = 1 }) => sum + count, 0);

test('of one file the first few of each kind are listed, the rest counted', () => {
  const problems = createFileProblems('logs/a');
  for (let record = 0; record < 1_000; record++) problems.add(bad('logs/a', record));
  problems.add({ kind: 'not-json', message: 'no JSON', source: 'logs/a' });
  const all = problems.all();
  expect(all).toHaveLength(12);
  expect(all.at(-1)).toEqual({
    kind: 'bad-record',
    message: 'more of this kind in the file',
    source: 'logs/a',
    count: 990,
  });
  expect(total(all)).toBe(1_001);
});

test('of all files those that sort first are listed, the rest counted, in any order', () => {
  const problems = Array.from({ length: 12_000 }, (_, i) => bad(`logs/${i % 3_000}`, i));
  const listed = (order: readonly Problem[]) => {
    const log = createProblemLog();
    for (const problem of order) log.add(problem);
    return log.all();
  };
  const all = listed(problems);
  expect(all.length).toBeLessThan(5_002);
  expect(total(all)).toBe(12_000);
  expect(listed(problems.toReversed())).toEqual(all);
});

test('the same problem twice is one that counts two', () => {
  const log = createProblemLog();
  log.add({ kind: 'unmapped-event', message: 'no action is known', count: 3 });
  log.add({ kind: 'unmapped-event', message: 'no action is known', count: 4 });
  expect(log.all()).toEqual([{ kind: 'unmapped-event', message: 'no action is known', count: 7 }]);
});
