/** `leastwise collect`: read a live account into a folder that `audit` reads, without changing anything. */
import type { Command } from 'commander';
import { collect as repeat } from '../repeatable.js';
import type { CollectFlags } from '../runs/collect.js';
import type { Session } from '../session.js';
import { sourceNames } from '../source-names.js';

export function collectCommand(program: Command, { done, terminal }: Session): void {
  program
    .command('collect')
    .description('read a live account into a folder for audit: read-only, resumable')
    .option('-o, --out <dir>', 'folder that takes the answers of AWS', 'account')
    .option('--accounts <ids>', 'these accounts, by comma (default: the caller’s own)')
    .option('--org', 'every active account of the organization')
    .option('--role-name <name>', 'role to assume in every account but the caller’s')
    .option('--external-id <id>', 'external id for assuming it')
    .option('--regions <names>', 'only these regions, by comma (default: all that are enabled)')
    .option('--only <sources>', `only these sources, by comma: ${sourceNames().join(', ')}`)
    .option('--skip <sources>', 'all sources but these, by comma')
    .option('--days <days>', 'how far back logs are read', '97')
    .option(
      '--trail-bucket <s3://bucket/prefix>',
      'a bucket of trail files besides those that the trails name; repeatable',
      repeat,
    )
    .option('--rate <calls>', 'calls per second that no account and service gets more of')
    .option('--max-attempts <n>', 'how often a call is tried (default: 12, about a minute)')
    .option('--parallel <accounts>', 'accounts side by side', '4')
    .option('--fresh <hours>', 'a complete source younger than this is not read again', '12')
    .action(async (flags: CollectFlags) => {
      const { runCollect } = await import('../runs/collect.js');
      done(await runCollect(flags, terminal()));
    });
}
