/** Flags of every command that decides: what counts as unused, and how policies are trimmed. */
import type { Command } from 'commander';
import { collect } from './repeatable.js';

export function decisionOptions(command: Command): Command {
  return command
    .option('--as-of <instant>', 'the moment the audit speaks for (default: the newest record)')
    .option('--window <days>', 'how far back usage counts (default: 90)')
    .option('--min-window <days>', 'gap-free coverage before anything is unused (default: 90)')
    .option('--grace <days>', 'age that identities and grants must have beyond it (default: 7)')
    .option(
      '--unobservable <keep|remove[=service]>',
      'what trimming does with permissions that no log can show; repeatable (default: keep)',
      collect,
    )
    .option('--scope <actions|resources>', 'how deep trimming goes (default: resources)')
    .option(
      '--min-uses <n>',
      'uses of an action that its resources are narrowed on, at least (default: 5)',
    )
    .option(
      '--without-rule <name>',
      'turn a rule for resources off: exact, ephemeral-id, siblings, resource-type, passed-roles, passed-to-service; repeatable',
      collect,
    )
    .option(
      '--pack <lossless|budget=N>',
      'whether wildcards may match unused actions to save space, up to a weight (default: lossless)',
    )
    .option(
      '--shared <union|split>',
      'policies that several hold: one for all, or one for each (default: union)',
    )
    .option(
      '--complete-logs',
      'logs that are no trail files (look-ups, JSON lines) hold all events of their time',
    )
    .option(
      '--service-silence <on|off>',
      'whether a service that last-accessed data shows silent makes its actions unused (default: on)',
    )
    .option('--identity <glob>', 'only these identities, by name or ARN; repeatable', collect)
    .option('--exclude <glob>', 'not these identities; repeatable', collect);
}
