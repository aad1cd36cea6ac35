/**
 * The commands, and what their errors become. To add a command: its file, and its line here.
 *
 * A command's file says what can be typed; what it does lies under `runs/` and is loaded when it
 * runs, so that `--help` and completion are there at once.
 */
import { Command, CommanderError } from 'commander';
import { plain } from '../model/plain.js';
import { UserError } from '../model/user-error.js';
import { TOOL_VERSION } from '../tool-version.js';
import { auditCommand } from './commands/audit.js';
import { baselineCommand } from './commands/baseline.js';
import { checkCommand } from './commands/check.js';
import { collectCommand } from './commands/collect.js';
import { completionCommand } from './commands/completion.js';
import { configCommand } from './commands/config.js';
import { diffCommand } from './commands/diff.js';
import { doctorCommand } from './commands/doctor.js';
import { explainCommand, whoCanCommand } from './commands/explain.js';
import { initCommand } from './commands/init.js';
import { recommendCommand } from './commands/recommend.js';
import { reportCommand } from './commands/report.js';
import { schemaCommand } from './commands/schema.js';
import { type Resolved, resolveSettings } from './config/resolve.js';
import { EXIT } from './exit.js';

export type AddCommand = (program: Command, done: (code: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  auditCommand,
  collectCommand,
  checkCommand,
  recommendCommand,
  reportCommand,
  explainCommand,
  whoCanCommand,
  diffCommand,
  baselineCommand,
  configCommand,
  initCommand,
  doctorCommand,
  schemaCommand,
  completionCommand,
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
  let origins: readonly Resolved[] = [];
  program.hook('preAction', (_, command) => {
    origins = resolveSettings(command, process.env);
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    return explain(error, origins);
  }
}

function explain(error: unknown, settings: readonly Resolved[]): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UserError) {
    process.stderr.write(`leastwise: ${plain(error.message)}\n  ${plain(error.hint)}\n`);
    for (const line of originsOf(error.message, settings)) process.stderr.write(`  ${line}\n`);
    return EXIT.usage;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `leastwise: internal error, nothing was changed anywhere\n${trace}\n  please report it with the command line\n`,
  );
  return EXIT.internal;
}

/** Where a value came from that was not on the command line and is complained about. */
function originsOf(message: string, settings: readonly Resolved[]): readonly string[] {
  return settings
    .filter(({ origin }) => origin.kind === 'environment' || origin.kind === 'file')
    .filter(({ setting }) => message.startsWith(`--${setting.name} `))
    .map(({ setting, origin }) => plain(`--${setting.name} comes from ${origin.name}`));
}
