/** What can be changed: one policy in the hands of those for whom it would be changed together. */
import { assertNever } from '../model/brand.js';
import type { Identity, ManagedPolicy } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { RecommendationKind } from '../model/recommendation.js';
import { type Directory, ownHoldings } from '../policy/holdings.js';

export type Task =
  | {
      readonly kind: 'inline';
      readonly owner: Identity;
      readonly name: string;
      readonly document: PolicyDocument;
    }
  | {
      readonly kind: 'customer-managed';
      readonly policy: ManagedPolicy;
      readonly document: PolicyDocument;
      readonly holders: readonly Identity[];
    }
  /** The holder gets a policy of its own: AWS's cannot be edited, and shared ones can be split. */
  | {
      readonly kind: 'aws-managed' | 'split';
      readonly policy: ManagedPolicy;
      readonly document: PolicyDocument;
      readonly owner: Identity;
    };

/**
 * A customer's managed policy is changed for all its holders at once, or split; AWS's are replaced for
 * each holder, as tight as that holder allows. In the order of their ids.
 */
export function tasksOf(directory: Directory, shared: 'union' | 'split'): readonly Task[] {
  const held = new Map<string, { policy: ManagedPolicy; holders: Identity[] }>();
  const tasks: Task[] = [];
  for (const owner of directory.identities) {
    for (const holding of ownHoldings(directory, owner)) {
      if (holding.document === undefined) continue;
      const { document } = holding;
      if (holding.kind === 'inline') {
        tasks.push({ kind: 'inline', owner, name: holding.name, document });
      } else if (holding.policy?.owner === 'aws') {
        tasks.push({ kind: 'aws-managed', policy: holding.policy, document, owner });
      } else if (holding.policy !== undefined) {
        const known = held.get(holding.arn);
        if (known === undefined)
          held.set(holding.arn, { policy: holding.policy, holders: [owner] });
        else known.holders.push(owner);
      }
    }
  }
  for (const { policy, holders } of held.values()) {
    const { document } = policy;
    if (document === undefined) continue;
    holders.sort((a, b) => compare(a.arn, b.arn));
    const together: Task = { kind: 'customer-managed', policy, document, holders };
    if (shared === 'split' && holders.length > 1) tasks.push(...splitTasks(together));
    else tasks.push(together);
  }
  return tasks.toSorted((a, b) => compare(idOf(a), idOf(b)));
}

/** One task for each holder. */
export function splitTasks({
  policy,
  document,
  holders,
}: Task & { readonly kind: 'customer-managed' }): readonly Task[] {
  return holders.map((owner) => ({ kind: 'split', policy, document, owner }));
}

export function holdersOf(task: Task): readonly Identity[] {
  return task.kind === 'customer-managed' ? task.holders : [task.owner];
}

export function kindOf(task: Task, parts: number): RecommendationKind {
  if (parts === 0) {
    return task.kind === 'inline' ? 'remove-inline-policy' : 'detach-managed-policy';
  }
  return TRIMMED_KIND[task.kind];
}

const TRIMMED_KIND: Readonly<Record<Task['kind'], RecommendationKind>> = {
  'aws-managed': 'replace-aws-managed-policy',
  'customer-managed': 'trim-managed-policy',
  inline: 'trim-inline-policy',
  split: 'split-managed-policy',
};

export function idOf(task: Task): string {
  switch (task.kind) {
    case 'inline':
      return `inline ${task.owner.arn} ${task.name}`;
    case 'customer-managed':
      return `managed ${task.policy.arn}`;
    case 'aws-managed':
    case 'split':
      return `${task.kind} ${task.policy.arn} ${task.owner.arn}`;
    default:
      return assertNever(task);
  }
}

export function nameOf(task: Task): string {
  return task.kind === 'inline' ? task.name : task.policy.name;
}

/** Names of an account's customer-managed policies, folded: IAM wants them unique whatever the case. */
export type Names = Set<string>;

/** IAM's limit for policy names. */
const LONGEST_NAME = 128;

/** What is edited keeps its name; what is made anew gets one that nothing in the account has. */
export function newName(task: Task, index: number, names: Names): string {
  const isNew = task.kind === 'aws-managed' || task.kind === 'split';
  if (!isNew && index === 0) return nameOf(task);
  const base = isNew ? `${task.policy.name}-${task.owner.name}` : nameOf(task);
  for (let number = index + 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${base.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (names.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    return name;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
