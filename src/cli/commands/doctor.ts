/** `leastwise doctor`: what can be known of logs, before anybody trusts what is concluded from them. */
import { type Command, Option } from 'commander';
import type { DoctorFlags } from '../runs/doctor.js';
import type { Session } from '../session.js';

export function doctorCommand(program: Command, { done, terminal }: Session): void {
  program
    .command('doctor')
    .description('how much of the logs the event tables map, and what the rest holds back')
    .requiredOption(
      '--mapping <input...>',
      'logs, or a folder that leastwise audit filled: events mapped, set aside, unmapped',
    )
    .addOption(
      new Option('--format <format>', 'for people or for programs')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (flags: DoctorFlags) => {
      const { runMapping } = await import('../runs/doctor.js');
      done(await runMapping(flags, terminal()));
    });
}
