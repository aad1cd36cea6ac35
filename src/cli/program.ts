/** The commands, and what their errors become. To add a command: its file, and its line here. */
import { Command, CommanderError } from 'commander';
import { plain, TOOL_VERSION, UserError } from '../index.js';
import { auditCommand } from './commands/audit.js';
import { checkCommand } from './commands/check.js';
import { collectCommand } from './commands/collect.js';
import { explainCommand, whoCanCommand } from './commands/explain.js';
import { reportCommand } from './commands/report.js';
import { EXIT } from './exit.js';

export type AddCommand = (program: Command, done: (code: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  auditCommand,
  collectCommand,
  checkCommand,
  reportCommand,
  explainCommand,
  whoCanCommand,
];

/**
 * Results on stdout, everything else on stderr.
 *
 * @param words the command line without `node` and the script
 * @returns the exit code
 */
export async function run(words: readonly string[]): Promise<number> {
  let exit: number = EXIT.ok;
  const done = (code: number): void => {
    exit = code;
  };
  const program = new Command('leastwise')
    .description(
      'Least privilege for AWS IAM, with evidence: what is granted, what was used, what can go, and how we know.',
    )
    .version(TOOL_VERSION)
    .configureOutput({ writeErr: (text) => process.stderr.write(text) })
    .exitOverride()
    .showHelpAfterError('(leastwise COMMAND --help says more)');
  for (const add of COMMANDS) add(program, done);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UserError) {
    process.stderr.write(`leastwise: ${plain(error.message)}\n  ${plain(error.hint)}\n`);
    return EXIT.usage;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `leastwise: internal error, nothing was changed anywhere\n${trace}\n  please report it with the command line\n`,
  );
  return EXIT.internal;
}
