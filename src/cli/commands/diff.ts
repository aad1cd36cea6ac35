/** `leastwise diff BEFORE AFTER`: what got better between two audits, and what crept back. */
import { type Command, Option } from 'commander';
import { renderTrend, trendOf } from '../../index.js';
import { readResult } from '../../store/index.js';

export function diffCommand(program: Command): void {
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
    .action((before: string, after: string, { format }: { readonly format: string }) => {
      const trend = trendOf(readResult(before), readResult(after));
      process.stdout.write(
        format === 'json' ? `${JSON.stringify(trend, undefined, 2)}\n` : renderTrend(trend),
      );
    });
}
