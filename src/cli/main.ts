#!/usr/bin/env node
/**
 * The command line. Results on stdout, everything else on stderr.
 *
 * Exit codes: 0 ok, 1 findings at or above `--fail-on`, 2 usage or configuration, 3 incomplete
 * evidence, 4 internal error.
 */
import { Command, CommanderError } from 'commander';
import { TOOL_VERSION, UserError } from '../index.js';
import { auditCommand } from './commands/audit.js';
import { reportCommand } from './commands/report.js';
import { EXIT } from './exit.js';

export async function main(words: readonly string[]): Promise<number> {
  let exit: number = EXIT.ok;
  const done = (code: number) => {
    exit = code;
  };
  const program = new Command('leastwise')
    .description(
      'Least privilege for AWS IAM, with evidence: what is granted, what was used, what can go, and how we know.',
    )
    .version(TOOL_VERSION)
    .showHelpAfterError('(leastwise COMMAND --help says more)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(text) });
  for (const add of [auditCommand, reportCommand]) add(program, done);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
  if (error instanceof UserError) {
    process.stderr.write(`leastwise: ${error.message}\n  ${error.hint}\n`);
    return EXIT.usage;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `leastwise: internal error, nothing was changed anywhere\n${trace}\n  please report it with the command line\n`,
  );
  return EXIT.internal;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe may leave early: that is its right.
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});
process.exitCode = await main(process.argv.slice(2));
