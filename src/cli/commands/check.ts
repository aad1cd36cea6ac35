/** `leastwise check NEW OLD`: is NEW no more permissive than OLD? The gate of a pull request. */
import type { Command } from 'commander';
import { CHECK_FORMAT_NAMES } from '../../model/formats.js';
import { collect } from '../repeatable.js';
import type { CheckFlags } from '../runs/check.js';
import type { Session } from '../session.js';

const EXIT_CODES = `
Exit codes: 0 no new access (proven), 1 new access with a witness, 2 usage, 3 undecided or not
readable, 4 internal error.`;

export function checkCommand(program: Command, { done, terminal }: Session): void {
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
      `output: ${CHECK_FORMAT_NAMES.join(', ')}; repeatable; =- is stdout (default: human)`,
      collect,
    )
    .addHelpText('after', EXIT_CODES)
    .action(async (next: string, prior: string, flags: CheckFlags) => {
      const { runCheck } = await import('../runs/check.js');
      done(runCheck(next, prior, flags, terminal()));
    });
}
