#!/usr/bin/env node
/**
 * How long the command line takes until it answers, beside Node doing nothing in the same run: rows
 * by turns, so that other work on the machine meets all of them alike.
 *
 *   npm run build && node bench/start.mjs
 */
import { spawnSync } from 'node:child_process';
import { loadavg } from 'node:os';

const RUNS = 40;
const MAIN = 'dist/cli/main.cjs';
const ROWS = [
  ['-e', '0'],
  [MAIN, '--version'],
  [MAIN, '--help'],
  [MAIN, 'audit', '--help'],
];

const times = ROWS.map(() => []);
for (let run = 0; run < RUNS; run += 1) {
  ROWS.forEach((words, at) => {
    const start = performance.now();
    spawnSync(process.execPath, words, { stdio: 'ignore' });
    times[at].push(performance.now() - start);
  });
}
const sorted = times.map((row) => row.toSorted((a, b) => a - b));
console.log(`load ${loadavg()[0].toFixed(1)}`);
ROWS.forEach((words, at) => {
  const [least, median] = [sorted[at][0], sorted[at][RUNS / 2]];
  const beside = median / sorted[0][RUNS / 2];
  console.log(
    `node ${words.join(' ')}: median ${Math.round(median)} ms, least ${Math.round(least)} ms, ${beside.toFixed(2)} of node alone`,
  );
});
