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
import type { AddCommand, Session } from './session.js';
import { type Terminal, terminalOf, terminalOptions } from './terminal.js';

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

/** The whole command line, as it can be typed. */
export function programOf(session: (program: Command) => Session): Command {
  const program = new Command('leastwise')
    .description(
      'Least privilege for AWS IAM, with evidence: what is granted, what was used, what can go, and how we know.',
    )
    .version(TOOL_VERSION)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(leastwise COMMAND --help says more)');
  const own = session(program);
  program.configureOutput({ writeErr: (text) => own.terminal().error([text.trimEnd()]) });
  terminalOptions(program);
  for (const add of COMMANDS) add(program, own);
  return program;
}

/**
 * Results on stdout, everything else on stderr.
 *
 * @param words the command line without `node` and the script
 * @returns the exit code
 */
export async function run(words: readonly string[]): Promise<number> {
  let exit: number = EXIT.ok;
  const program = programOf((one) => ({
    done: (code) => {
      exit = code;
    },
    terminal: () => terminalOf(one),
  }));
  let origins: readonly Resolved[] = [];
  program.hook('preAction', (_, command) => {
    origins = resolveSettings(command, process.env);
    for (const line of settingLines(origins)) terminalOf(program).detail(line);
  });
  try {
    await program.parseAsync([...words], { from: 'user' });
    return exit;
  } catch (error) {
    return explain(error, origins, terminalOf(program));
  }
}

function explain(error: unknown, settings: readonly Resolved[], terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof UserError) {
    const [message, hint] = [plain(error.message), plain(error.hint)];
    const origins = originsOf(error.message, settings);
    terminal.error([`leastwise: ${message}`, ...[hint, ...origins].map((line) => `  ${line}`)], {
      hint,
    });
    return EXIT.usage;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.error(
    [
      'leastwise: internal error, nothing was changed anywhere',
      trace,
      '  please report it with the command line',
    ],
    { trace },
  );
  return EXIT.internal;
}

/** Settings that somebody made. */
function settingLines(settings: readonly Resolved[]): readonly string[] {
  return settings
    .filter(({ origin }) => origin.kind !== 'default')
    .map(({ setting, origin }) => plain(`${setting.name} comes from ${origin.name}`));
}

/** Where a value came from that was not on the command line and is complained about. */
function originsOf(message: string, settings: readonly Resolved[]): readonly string[] {
  return settings
    .filter(({ origin }) => origin.kind === 'environment' || origin.kind === 'file')
    .filter(({ setting }) => message.startsWith(`--${setting.name} `))
    .map(({ setting, origin }) => plain(`--${setting.name} comes from ${origin.name}`));
}
