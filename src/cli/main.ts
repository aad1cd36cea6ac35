#!/usr/bin/env node
/**
 * The command line's entry point.
 *
 * Exit codes: 0 ok, 1 findings at or above `--fail-on`, 2 usage or configuration, 3 incomplete
 * evidence, 4 internal error.
 */
import { EXIT } from './exit.js';
import { run } from './program.js';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early: that is its right.
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});
void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
