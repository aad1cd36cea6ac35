/** The page that a person opens first in `apply/`: one table per account, the most risk first. */
import type { EmitFormat } from '../../model/formats.js';
import type { Result } from '../../model/result.js';
import { describeOwner } from '../../model/standing.js';
import { code, markdown } from '../escape.js';
import { plural } from '../phrases.js';
import type { Emission, Emitted } from './emission.js';

export function applyReadme(result: Result, emitted: readonly Emitted[]): string {
  const accounts = [...new Set(emitted.map(({ change }) => change.account))].sort();
  const ordered = byRisk(result, emitted);
  return `${[
    `# ${plural(emitted.length, 'proposal')}, ready to apply`,
    '',
    `Evidence as of ${result.asOf ?? 'no date'}. leastwise runs none of this. Every proposal has a NAME; the most risk goes first. Read its diff, then use **one** of the others:`,
    '',
    ...formatsTable(emitted),
    '',
    ...doubts(result),
    ...accounts.flatMap((account) =>
      section(
        account,
        ordered.filter(({ change }) => change.account === account),
      ),
    ),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

/** In the order in which each next one takes away most risk; what has no score stands behind. */
function byRisk({ pareto }: Result, emitted: readonly Emitted[]): readonly Emitted[] {
  const rank = new Map(pareto.map(({ id, edits }) => [id, edits]));
  const rankOf = ({ change }: Emitted) => rank.get(change.id) ?? Number.MAX_SAFE_INTEGER;
  return emitted.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** What Terraform keeps is known from its states only. */
function doubts({ sources }: Result): readonly string[] {
  const states = sources.filter(({ kind }) => kind === 'terraform-state');
  const unread = states.filter(({ status, problems }) => status !== 'read' || problems > 0);
  if (unread.length > 0) {
    const names = unread.map(({ name }) => code(name)).join(', ');
    return [
      `**Not all of Terraform is known**: ${names} could not be read whole. A script below may change what is kept there.`,
      '',
    ];
  }
  if (states.length > 0) return [];
  return [
    'No Terraform state was given: what Terraform keeps looks like nobody’s here. If you use it, give its states (`terraform show -json`) to the audit, too.',
    '',
  ];
}

// --- the formats ----------------------------------------------------------------------------

type Format = { readonly format: EmitFormat; readonly where: string; readonly what: string };

const FORMATS: readonly Format[] = [
  {
    format: 'diff',
    where: '`diff/NAME.txt`, `.patch`',
    what: 'what goes and what stays, with the use that keeps it; the JSON as a unified diff',
  },
  {
    format: 'cli',
    where: '`cli/NAME/apply.sh`, `rollback.sh`',
    what: 'checks the account and every policy before it changes anything, and stops where something is not as it was read',
  },
  {
    format: 'terraform',
    where: '`terraform/`',
    what: 'one module: `terraform init && terraform plan` shows imports and changes in place; leave out files that you do not want',
  },
  { format: 'terraform-json', where: '`terraform-json/`', what: 'the same as JSON' },
  {
    format: 'cloudformation',
    where: '`cloudformation/NAME.yaml`',
    what: 'the resources for a stack; they stay when the stack goes',
  },
  { format: 'cdk', where: '`cdk/NAME.ts`', what: 'the same as constructs' },
];

const EDITS: Omit<Format, 'format'> = {
  where: '`terraform-edits/NAME/`',
  what: 'blocks that a Terraform state keeps already, as they should be',
};

function formatsTable(emitted: readonly Emitted[]): readonly string[] {
  const used = FORMATS.filter(({ format }) =>
    emitted.some((one) => filesOf(one, format).length > 0),
  );
  const hasEdits = emitted.some(({ change }) =>
    change.owners.some(({ kind }) => kind === 'terraform'),
  );
  return [
    '| in the folder of the account | what it is |',
    '| ---------------------------- | ---------- |',
    ...[...used, ...(hasEdits ? [EDITS] : [])].map(({ where, what }) => `| ${where} | ${what} |`),
  ];
}

function filesOf({ formats }: Emitted, wanted: EmitFormat): Emission['files'] {
  return formats.find(({ format }) => format === wanted)?.emission.files ?? [];
}

// --- the proposals --------------------------------------------------------------------------

function section(account: string, emitted: readonly Emitted[]): readonly string[] {
  const free = emitted.filter(({ change }) => change.owners.length === 0);
  const kept = emitted.filter(({ change }) => change.owners.length > 0);
  return [
    `## Account ${account}`,
    '',
    ...(free.length === 0
      ? []
      : ['| proposal | NAME |', '| -------- | ---- |', ...free.map(rowOf), '']),
    ...(kept.length === 0 ? [] : keptSection(kept)),
  ];
}

function keptSection(kept: readonly Emitted[]): readonly string[] {
  return [
    '### Kept in code: change it there',
    '',
    'What is changed past its owner drifts back, so there is no script for these.',
    '',
    '| proposal | NAME | kept by |',
    '| -------- | ---- | ------- |',
    ...kept.map((one) => {
      const owners = one.change.owners.map((owner) => markdown(describeOwner(owner)));
      return `${rowOf(one)} ${owners.join(', ')} |`;
    }),
    '',
  ];
}

/** Names hold letters, digits and dashes only. */
function rowOf(one: Emitted): string {
  const { slug, title } = one.change;
  const diff = filesOf(one, 'diff').find(({ path }) => path.at(-1)?.endsWith('.txt'));
  const name = diff === undefined ? code(slug) : `[${slug}](${diff.path.slice(1).join('/')})`;
  return `| ${markdown(title)} | ${name}${without(one)} |`;
}

/** Of what nobody keeps: for the rest its owner is reason enough. */
function without({ change, formats }: Emitted): string {
  if (change.owners.length > 0) return '';
  const reasons = formats.flatMap(({ format, emission }) =>
    'reason' in emission ? [`no ${format}: ${markdown(emission.reason)}`] : [],
  );
  return reasons.length === 0 ? '' : ` (${reasons.join('; ')})`;
}
