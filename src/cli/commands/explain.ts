/** `leastwise explain` and `leastwise who-can`: questions to an evidence folder. */
import type { Command } from 'commander';
import {
  type Evidence,
  explain,
  type KnownContext,
  loadCatalog,
  renderExplanation,
  renderWhoCan,
  UserError,
  whoCan,
} from '../../index.js';
import { loadEvidence } from '../../store/index.js';
import { type AuditFlags, auditOptions } from '../audit-options.js';
import { withConfig } from '../config/resolve.js';
import { collect } from '../repeatable.js';

type Flags = Pick<AuditFlags, 'asOf' | 'window' | 'minWindow' | 'grace'> & {
  readonly format: string;
  readonly context?: readonly string[];
};

export function explainCommand(program: Command): void {
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
      flags: Flags,
    ) => {
      const question = {
        identity,
        context: contextOf(flags.context ?? []),
        ...(action !== undefined && { action }),
        ...(resource !== undefined && { resource }),
      };
      const evidence = await evidenceOf(dir);
      print(
        flags,
        (options) => explain(evidence, loadCatalog(), question, options),
        renderExplanation,
      );
    },
  );
}

export function whoCanCommand(program: Command): void {
  withFlags(
    program
      .command('who-can')
      .description('users and roles that may do one thing, by all policies of the evidence')
      .argument('<dir>', 'a folder that leastwise audit filled')
      .argument('<action>', 'one action, such as s3:GetObject')
      .argument('[resource]', 'ARN of one resource'),
  ).action(async (dir: string, action: string, resource: string | undefined, flags: Flags) => {
    const question = {
      action,
      context: contextOf(flags.context ?? []),
      ...(resource !== undefined && { resource }),
    };
    const evidence = await evidenceOf(dir);
    print(flags, (options) => whoCan(evidence, loadCatalog(), question, options), renderWhoCan);
  });
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

/** A key given twice has both values. */
function contextOf(words: readonly string[]): KnownContext {
  const context = new Map<string, readonly string[]>();
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, Math.max(at, 0)).toLowerCase();
    if (!key.includes(':')) {
      throw new UserError(
        `--context takes KEY=VALUE, not \`${word}\``,
        'for example --context aws:RequestedRegion=eu-west-1',
      );
    }
    context.set(key, [...(context.get(key) ?? []), word.slice(at + 1)]);
  }
  return context;
}

function print<Answer>(
  flags: Flags,
  ask: (options: ReturnType<typeof auditOptions>) => Answer,
  render: (answer: Answer) => string,
): void {
  if (flags.format !== 'text' && flags.format !== 'json') {
    throw new UserError(
      `--format takes text or json, not \`${flags.format}\``,
      'leave it out for text',
    );
  }
  const answer = ask(auditOptions(flags));
  process.stdout.write(
    flags.format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : render(answer),
  );
}

async function evidenceOf(dir: string): Promise<Evidence> {
  const stored = await loadEvidence(dir);
  if (stored !== undefined) return stored;
  throw new UserError(
    `no evidence in \`${dir}\``,
    'give a folder that `leastwise audit … --out` filled',
  );
}
