/** `leastwise explain` and `leastwise who-can`: questions to an evidence folder. */
import type { Command } from 'commander';
import { withConfig } from '../config/with-config.js';
import { collect } from '../repeatable.js';
import type { QuestionFlags } from '../runs/explain.js';
import type { Session } from '../session.js';

export function explainCommand(program: Command, { terminal }: Session): void {
  withFlags(
    program
      .command('explain')
      .description(
        'why an identity has its verdicts: statements, layers that block, calls that were logged',
      )
      .argument('<dir>', 'a folder that leastwise audit filled')
      .argument('<identity>', 'ARN, unique id or name of a user, group or role')
      .argument('[action]', 'one action, or a pattern such as s3:Get*')
      .argument('[resource]', 'ARN of one resource'),
  ).action(
    async (
      dir: string,
      identity: string,
      action: string | undefined,
      resource: string | undefined,
      flags: QuestionFlags,
    ) => {
      const { runExplain } = await import('../runs/explain.js');
      await runExplain(dir, { identity, action, resource }, flags, terminal());
    },
  );
}

export function whoCanCommand(program: Command, { terminal }: Session): void {
  withFlags(
    program
      .command('who-can')
      .description('users and roles that may do one thing, by all policies of the evidence')
      .argument('<dir>', 'a folder that leastwise audit filled')
      .argument('<action>', 'one action, such as s3:GetObject')
      .argument('[resource]', 'ARN of one resource'),
  ).action(
    async (dir: string, action: string, resource: string | undefined, flags: QuestionFlags) => {
      const { runWhoCan } = await import('../runs/explain.js');
      await runWhoCan(dir, { action, resource }, flags, terminal());
    },
  );
}

function withFlags(command: Command): Command {
  return withConfig(command)
    .option('--as-of <instant>', 'the moment to speak for (default: the newest record)')
    .option('--window <days>', 'how far back usage counts (default: 90)')
    .option('--min-window <days>', 'gap-free coverage before anything is unused (default: 90)')
    .option('--grace <days>', 'age that identities and grants must have beyond it (default: 7)')
    .option(
      '--context <key=value>',
      'take a condition key as given, such as aws:RequestedRegion=eu-west-1; repeatable',
      collect,
    )
    .option('--format <text|json>', 'for people or for programs', 'text');
}
