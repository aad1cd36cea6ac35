/** `leastwise diff BEFORE AFTER`: what got better between two audits, and what crept back. */
import { type Command, Option } from 'commander';
import type { Session } from '../session.js';

export function diffCommand(program: Command, { terminal }: Session): void {
  program
    .command('diff')
    .description('what got better between two audits, and what crept back or is new')
    .argument('<before>', 'the result folder of the earlier audit, or its result.json')
    .argument('<after>', 'that of the later audit')
    .addOption(
      new Option('--format <text|json>', 'for people or for programs')
        .choices(['text', 'json'])
        .default('text'),
    )
    .action(async (before: string, after: string, { format }: { readonly format: string }) => {
      const { showTrend } = await import('../runs/diff.js');
      showTrend(before, after, format, terminal());
    });
}
