/** Answers questions to an evidence folder. */
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
import type { Terminal } from '../terminal.js';

export type QuestionFlags = Pick<AuditFlags, 'asOf' | 'window' | 'minWindow' | 'grace'> & {
  readonly format: string;
  readonly context?: readonly string[];
};

type Asked = {
  readonly identity: string;
  readonly action: string | undefined;
  readonly resource: string | undefined;
};

export async function runExplain(
  dir: string,
  { identity, action, resource }: Asked,
  flags: QuestionFlags,
  terminal: Terminal,
): Promise<void> {
  const question = {
    identity,
    context: contextOf(flags.context ?? []),
    ...(action !== undefined && { action }),
    ...(resource !== undefined && { resource }),
  };
  const evidence = await evidenceOf(dir);
  print(
    flags,
    terminal,
    (options) => explain(evidence, loadCatalog(), question, options),
    renderExplanation,
  );
}

export async function runWhoCan(
  dir: string,
  { action, resource }: { readonly action: string; readonly resource: string | undefined },
  flags: QuestionFlags,
  terminal: Terminal,
): Promise<void> {
  const question = {
    action,
    context: contextOf(flags.context ?? []),
    ...(resource !== undefined && { resource }),
  };
  const evidence = await evidenceOf(dir);
  print(
    flags,
    terminal,
    (options) => whoCan(evidence, loadCatalog(), question, options),
    renderWhoCan,
  );
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
  flags: QuestionFlags,
  terminal: Terminal,
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
  if (flags.format === 'json') process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  else terminal.print(render(answer));
}

async function evidenceOf(dir: string): Promise<Evidence> {
  const stored = await loadEvidence(dir);
  if (stored !== undefined) return stored;
  throw new UserError(
    `no evidence in \`${dir}\``,
    'give a folder that `leastwise audit … --out` filled',
  );
}
