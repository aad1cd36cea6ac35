/** `leastwise check NEW OLD`: is NEW no more permissive than OLD? The gate of a pull request. */
import type { Command } from 'commander';
import {
  CHECK_FORMATS,
  type CheckFormatName,
  type CheckResult,
  check,
  loadCatalog,
  readPolicyFiles,
  UserError,
} from '../../index.js';
import { outputsAmong } from '../audit-options.js';
import { EXIT } from '../exit.js';
import { collect } from '../repeatable.js';
import { writeText } from '../write-outputs.js';

type Flags = {
  readonly together?: boolean;
  readonly format?: readonly string[];
  readonly quiet?: boolean;
};

const FORMAT_NAMES = Object.keys(CHECK_FORMATS) as CheckFormatName[];

const EXIT_CODES = `
Exit codes: 0 no new access (proven), 1 new access with a witness, 2 usage, 3 undecided or not
readable, 4 internal error.`;

export function checkCommand(program: Command, done: (code: number) => void): void {
  program
    .command('check')
    .description('is NEW no more permissive than OLD? Policy files or folders of them, offline')
    .argument('<new>', 'a policy file, or a folder of policy files')
    .argument('<old>', 'what it is compared with: files of folders are matched by path')
    .option(
      '--together',
      'all identity policies of NEW against all of OLD: they belong to one identity (after a split or merge)',
    )
    .option(
      '--format <name[=file]>',
      `output: ${FORMAT_NAMES.join(', ')}; repeatable; =- is stdout (default: human)`,
      collect,
    )
    .option('-q, --quiet', 'nothing on stdout unless --format asks for it')
    .addHelpText('after', EXIT_CODES)
    .action((next: string, prior: string, flags: Flags) => {
      done(runCheck(next, prior, flags));
    });
}

function runCheck(next: string, prior: string, flags: Flags): number {
  const wanted = outputsAmong(flags.format ?? [], FORMAT_NAMES);
  const mode = flags.together === true ? 'together' : 'each';
  const result = check(readPolicyFiles(next), readPolicyFiles(prior), loadCatalog(), { mode });
  if (result.totals.compared === 0) throw nothingToCompare(next, prior);
  const toStdout = wanted.some(({ file }) => file === '-');
  if (flags.quiet !== true && !toStdout) writeText('-', CHECK_FORMATS.human(result));
  for (const { format, file } of wanted) writeText(file, CHECK_FORMATS[format](result));
  return exitCode(result);
}

/** A gate that looks into the wrong folder must not stay green. */
function nothingToCompare(next: string, prior: string): UserError {
  return new UserError(
    `no policy in \`${next}\` nor in \`${prior}\``,
    'pass policy documents as JSON, or what `aws iam get-policy-version` and its like print',
  );
}

function exitCode({ verdict }: CheckResult): number {
  if (verdict === 'new-access') return EXIT.findings;
  return verdict === 'unknown' ? EXIT.incomplete : EXIT.ok;
}
