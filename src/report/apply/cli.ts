/**
 * A proposal as an AWS CLI script, and the script that takes it back. Policies lie in files beside
 * them. What does not look like a name or ARN of IAM gets no script.
 */
import { assertNever } from '../../model/brand.js';
import { iam, isIamName } from '../../model/iam-command.js';
import type { Command, Holder } from '../../model/recommendation.js';
import type { PolicyEdit } from './policy-edit.js';
import type { Step } from './script.js';

export type PolicyFile = { readonly name: string; readonly document: unknown };

export type CliChange = {
  readonly apply: readonly Step[];
  readonly rollback: readonly Step[];
  readonly files: readonly PolicyFile[];
};

/** One edit there and back. */
type Reversible = {
  readonly there: Step;
  readonly back: Step;
  readonly files: readonly PolicyFile[];
};

/** @returns `undefined` when a name is none that IAM would allow */
export function cliChange(edits: readonly PolicyEdit[]): CliChange | undefined {
  if (!edits.every(isSafe)) return undefined;
  const steps = edits.flatMap((edit, index) =>
    edit.kind === 'control-policy' ? controlPolicy(edit) : [reversible(edit, index + 1)],
  );
  return {
    apply: steps.map(({ there }) => there),
    rollback: steps.map(({ back }) => back).toReversed(),
    files: steps.flatMap(({ files }) => files),
  };
}

/** Paths may hold quotes, which would end the string of a query. */
const SAFE_ARN = /^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/;

function isSafe(edit: PolicyEdit): boolean {
  switch (edit.kind) {
    case 'inline-policy':
      return isIamName(edit.holder.name) && isIamName(edit.name);
    case 'trust-policy':
      return isIamName(edit.role.name);
    case 'control-policy':
      return isIamName(edit.name) && /^\d{12}$/.test(edit.account);
    case 'managed-policy':
    case 'new-policy':
      return isIamName(edit.name) && SAFE_ARN.test(edit.arn);
    case 'boundary':
      return [edit.from, edit.to].every((arn) => SAFE_ARN.test(arn)) && isIamName(edit.holder.name);
    case 'attach':
    case 'detach':
      return isIamName(edit.holder.name) && SAFE_ARN.test(edit.policyArn);
    default:
      return assertNever(edit);
  }
}

function reversible(edit: Exclude<PolicyEdit, { kind: 'control-policy' }>, n: number): Reversible {
  switch (edit.kind) {
    case 'inline-policy':
      return inlinePolicy(edit, n);
    case 'managed-policy':
      return managedPolicy(edit, n);
    case 'new-policy':
      return newPolicy(edit, n);
    case 'trust-policy':
      return trustPolicy(edit, n);
    case 'boundary':
      return boundary(edit);
    case 'attach':
      return attachment(edit, 'attach');
    case 'detach':
      return attachment(edit, 'detach');
    default:
      return assertNever(edit);
  }
}

const file = (n: number, what: string) => `policies/${n}-${what}.json`;
const document = (name: string) => ['--policy-document', `file://${name}`] as const;
const holderWords = ({ kind, name }: Holder) => [`--${kind}-name`, name] as const;

function inlinePolicy(
  { holder, name, before, after }: PolicyEdit & { kind: 'inline-policy' },
  n: number,
): Reversible {
  const words = [...holderWords(holder), '--policy-name', name] as const;
  const from = file(n, 'before');
  const to = after === undefined ? undefined : file(n, 'after');
  const read = iam(`get-${holder.kind}-policy`, ...words);
  const put = (path: string) => iam(`put-${holder.kind}-policy`, ...words, ...document(path));
  const title = `inline policy ${name} of ${holder.kind} ${holder.name}`;
  return {
    there: {
      title,
      probe: { kind: 'document', read, member: 'PolicyDocument', from, to },
      commands: [to === undefined ? iam(`delete-${holder.kind}-policy`, ...words) : put(to)],
    },
    back: {
      title,
      probe: { kind: 'document', read, member: 'PolicyDocument', from: to, to: from },
      commands: [put(from)],
    },
    files: [
      { name: from, document: before },
      ...(to === undefined ? [] : [{ name: to, document: after }]),
    ],
  };
}

function managedPolicy(
  { arn, name, before, after, versionId, prune }: PolicyEdit & { kind: 'managed-policy' },
  n: number,
): Reversible {
  const [from, to, pruned] = [file(n, 'before'), file(n, 'after'), file(n, 'pruned')];
  const policy = ['--policy-arn', arn] as const;
  const create = (path: string, ...more: readonly string[]): Command => {
    const { words } = iam('create-policy-version', ...policy, ...document(path));
    return { words: [...words, ...more] };
  };
  const remove = (version: string | { readonly variable: string }) =>
    iam('delete-policy-version', ...policy, '--version-id', version);
  const find: Command = {
    ...iam('get-policy', ...policy, '--query', 'Policy.DefaultVersionId', '--output', 'text'),
    captures: 'NEW_VERSION',
  };
  const title = `managed policy ${name}`;
  return {
    there: {
      title,
      probe: { kind: 'managed-policy', arn, from, to },
      commands: [
        ...(prune === undefined ? [] : [remove(prune.versionId)]),
        create(to, '--set-as-default'),
      ],
    },
    back: {
      title,
      probe: { kind: 'managed-policy', arn, from: to, to: from },
      commands: [
        find,
        versionId === undefined
          ? create(from, '--set-as-default')
          : iam('set-default-policy-version', ...policy, '--version-id', versionId),
        remove({ variable: 'NEW_VERSION' }),
        ...(prune === undefined ? [] : [create(pruned)]),
      ],
    },
    files: [
      { name: from, document: before },
      { name: to, document: after },
      ...(prune === undefined ? [] : [{ name: pruned, document: prune.document }]),
    ],
  };
}

function newPolicy(
  { arn, name, path, document: text }: PolicyEdit & { kind: 'new-policy' },
  n: number,
): Reversible {
  const to = file(n, 'new');
  const title = `new policy ${name}`;
  return {
    there: {
      title,
      probe: { kind: 'managed-policy', arn, from: undefined, to },
      commands: [iam('create-policy', '--policy-name', name, '--path', path, ...document(to))],
    },
    back: {
      title,
      probe: { kind: 'managed-policy', arn, from: to, to: undefined },
      commands: [iam('delete-policy', '--policy-arn', arn)],
    },
    files: [{ name: to, document: text }],
  };
}

function trustPolicy(
  { role, before, after }: PolicyEdit & { kind: 'trust-policy' },
  n: number,
): Reversible {
  const [from, to] = [file(n, 'before'), file(n, 'after')];
  const read = iam('get-role', ...holderWords(role));
  const member = 'Role.AssumeRolePolicyDocument';
  const update = (path: string) =>
    iam('update-assume-role-policy', ...holderWords(role), '--policy-document', `file://${path}`);
  const title = `trust policy of role ${role.name}`;
  return {
    there: { title, probe: { kind: 'document', read, member, from, to }, commands: [update(to)] },
    back: {
      title,
      probe: { kind: 'document', read, member, from: to, to: from },
      commands: [update(from)],
    },
    files: [
      { name: from, document: before },
      { name: to, document: after },
    ],
  };
}

function boundary({ holder, from, to }: PolicyEdit & { kind: 'boundary' }): Reversible {
  const read = iam(`get-${holder.kind}`, ...holderWords(holder));
  const kind = holder.kind === 'role' ? 'Role' : 'User';
  const member = `${kind}.PermissionsBoundary.PermissionsBoundaryArn`;
  const put = (arn: string) =>
    iam(
      `put-${holder.kind}-permissions-boundary`,
      ...holderWords(holder),
      '--permissions-boundary',
      arn,
    );
  const title = `permissions boundary of ${holder.kind} ${holder.name}`;
  const step = (old: string, next: string): Step => ({
    title,
    probe: { kind: 'value', read, member, from: old, to: next },
    commands: [put(next)],
  });
  return { there: step(from, to), back: step(to, from), files: [] };
}

function attachment(
  { holder, policyArn }: PolicyEdit & { kind: 'attach' | 'detach' },
  verb: 'attach' | 'detach',
): Reversible {
  const words = [...holderWords(holder), '--policy-arn', policyArn] as const;
  const list = iam(`list-attached-${holder.kind}-policies`, ...holderWords(holder));
  const attach = iam(`attach-${holder.kind}-policy`, ...words);
  const detach = iam(`detach-${holder.kind}-policy`, ...words);
  const title = `attachment of ${policyArn} to ${holder.kind} ${holder.name}`;
  const on: Step = {
    title,
    probe: { kind: 'attachment', list, arn: policyArn, from: 'detached' },
    commands: [attach],
  };
  const off: Step = {
    title,
    probe: { kind: 'attachment', list, arn: policyArn, from: 'attached' },
    commands: [detach],
  };
  return verb === 'attach'
    ? { there: on, back: off, files: [] }
    : { there: off, back: on, files: [] };
}

/** Made, then attached: each is asked for alone, so that a script may go on where it stopped. */
function controlPolicy({
  account,
  name,
  document: text,
}: PolicyEdit & { kind: 'control-policy' }): readonly Reversible[] {
  const content = 'policies/control-policy.json';
  const organizations = (...words: Command['words']): Command => ({
    words: ['aws', 'organizations', ...words],
  });
  const filter = '--filter=SERVICE_CONTROL_POLICY';
  const list = organizations('list-policies', filter);
  const find: Command = {
    ...organizations(
      'list-policies',
      filter,
      `--query=Policies[?Name=='${name}'].Id`,
      '--output=text',
    ),
    captures: 'POLICY_ID',
  };
  const id = ['--policy-id', { variable: 'POLICY_ID' }] as const;
  const listed = (query: Command, from: 'attached' | 'detached', commands: readonly Command[]) => ({
    title: `service control policy ${name}`,
    probe: {
      kind: 'attachment',
      list: query,
      arn: name,
      from,
      members: 'Policies[].Name',
    } as const,
    commands,
  });
  const target = `--target-id=${account}`;
  const attached = organizations('list-policies-for-target', target, filter);
  return [
    {
      there: listed(list, 'detached', [
        organizations(
          'create-policy',
          `--name=${name}`,
          '--description=Services that nobody in the account uses',
          '--type=SERVICE_CONTROL_POLICY',
          `--content=file://${content}`,
        ),
      ]),
      back: listed(list, 'attached', [find, organizations('delete-policy', ...id)]),
      files: [{ name: content, document: text }],
    },
    {
      there: listed(attached, 'detached', [find, organizations('attach-policy', ...id, target)]),
      back: listed(attached, 'attached', [find, organizations('detach-policy', ...id, target)]),
      files: [],
    },
  ];
}
