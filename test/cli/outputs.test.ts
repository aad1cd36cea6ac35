/** `--format`: what goes where. */
import { expect, test } from 'vitest';
import { outputs } from '../../src/cli/audit-options.js';

test.each<{ words: readonly string[]; said: string; why: string }>([
  { words: ['json', 'csv'], said: 'not json and csv for stdout', why: 'no program can read both' },
  { words: ['summary', 'json=-'], said: 'not summary and json for stdout', why: 'nor this' },
  { words: ['csv=x', 'json=x'], said: 'not csv and json for `x`', why: 'the first would be lost' },
  { words: ['pdf'], said: 'takes NAME or NAME=FILE, not `pdf`', why: 'there is no such format' },
  { words: ['csv='], said: 'takes NAME or NAME=FILE, not `csv=`', why: 'a file has a name' },
])('$words is refused: $why', ({ words, said }) => {
  expect(() => outputs(words)).toThrow(said);
});

test('each format has a place of its own, and one may be stdout', () => {
  expect(outputs(['summary', 'csv=a=b.csv', 'json=c'])).toEqual([
    { format: 'summary', file: '-' },
    { format: 'csv', file: 'a=b.csv' },
    { format: 'json', file: 'c' },
  ]);
});
