/** `leastwise doctor`: what can be known of an account or of logs, before anybody trusts conclusions. */
import { type Command, Option } from 'commander';
import type { DoctorFlags } from '../runs/doctor.js';
import type { Session } from '../session.js';

export function doctorCommand(program: Command, { done, terminal }: Session): void {
  program
    .command('doctor')
    .description(
      'who you are, what collect may read and which trails there are; with --mapping: how much of logs is mapped, and what the rest holds back',
    )
    .option('--accounts <ids>', 'try these accounts, by comma (default: the caller’s own)')
    .option('--org', 'try every active account of the organization')
    .option('--role-name <name>', 'role to assume in every account but the caller’s')
    .option('--external-id <id>', 'external id for assuming it')
    .option(
      '--regions <names>',
      'try these regions, by comma (default: trails and event history in all that are enabled, the rest where you call from)',
    )
    .option('--only <sources>', 'try only these sources of collect, by comma')
    .option('--skip <sources>', 'all sources but these, by comma')
    .option(
      '--mapping <input...>',
      'logs, or a folder that leastwise audit filled: events mapped, set aside, unmapped',
    )
    .addOption(
      new Option('--format <format>', 'for people or for programs')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import('../runs/doctor.js');
      done(await runDoctor(flags, terminal()));
    });
}
