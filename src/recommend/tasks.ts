/** What can be changed: one policy in the hands of those for whom it would be changed together. */
import { assertNever } from '../model/brand.js';
import {
  type Identity,
  isIdentityCenterReserved,
  isServiceLinked,
  type ManagedPolicy,
} from '../model/identity.js';
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
    }
  | BoundaryTask;

/** A policy that bounds identities: a boundary is one policy, so it is never cut. */
export type BoundaryTask =
  | {
      readonly kind: 'boundary';
      readonly policy: ManagedPolicy;
      readonly document: PolicyDocument;
      readonly bounded: readonly Identity[];
      /** Who holds the same policy as one that grants. */
      readonly holders: readonly Identity[];
    }
  /** Those that it bounds get another one: AWS's cannot be edited, and shared ones can be split. */
  | {
      readonly kind: 'new-boundary';
      readonly policy: ManagedPolicy;
      readonly document: PolicyDocument;
      readonly bounded: readonly Identity[];
      readonly isSplit: boolean;
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
  const limits = boundaryTasks(directory, shared, held);
  const edited = new Set(limits.map(({ kind, policy }) => `${kind} ${policy.arn}`));
  tasks.push(...limits);
  for (const { policy, holders } of held.values()) {
    const { document } = policy;
    if (document === undefined || edited.has(`boundary ${policy.arn}`)) continue;
    holders.sort((a, b) => compare(a.arn, b.arn));
    const together: Task = { kind: 'customer-managed', policy, document, holders };
    const apart = shared === 'split' ? splitTasks(together) : [];
    if (apart.length > 0) tasks.push(...apart);
    else tasks.push(together);
  }
  return tasks.toSorted((a, b) => compare(idOf(a), idOf(b)));
}

type Held = ReadonlyMap<
  string,
  { readonly policy: ManagedPolicy; readonly holders: readonly Identity[] }
>;

/** One for each policy that bounds somebody, or, split, for each whom it bounds. */
function boundaryTasks(
  { identities, policies }: Directory,
  shared: 'union' | 'split',
  held: Held,
): readonly BoundaryTask[] {
  const byPolicy = new Map<string, Identity[]>();
  for (const one of identities) {
    if (one.kind === 'group' || one.boundary === undefined) continue;
    byPolicy.set(one.boundary, [...(byPolicy.get(one.boundary) ?? []), one]);
  }
  return [...policies.values()].flatMap((policy): readonly BoundaryTask[] => {
    const { arn, document, owner, boundaryUsageCount } = policy;
    const bounded = (byPolicy.get(arn) ?? []).toSorted((a, b) => compare(a.arn, b.arn));
    if (document === undefined || (bounded.length === 0 && boundaryUsageCount === 0)) return [];
    // Whom only AWS may change keeps its boundary.
    const own = bounded.filter(isEditable);
    const isSplit = shared === 'split' && bounded.length > 1;
    if (isSplit) {
      return own.map((one) => ({
        kind: 'new-boundary',
        policy,
        document,
        bounded: [one],
        isSplit,
      }));
    }
    if (owner === 'aws') {
      return own.length === 0
        ? []
        : [{ kind: 'new-boundary', policy, document, bounded: own, isSplit }];
    }
    const holders = (held.get(arn)?.holders ?? []).toSorted((a, b) => compare(a.arn, b.arn));
    return [{ kind: 'boundary', policy, document, bounded, holders }];
  });
}

export function isEditable(identity: Identity): boolean {
  return (
    identity.kind !== 'role' || !(isServiceLinked(identity) || isIdentityCenterReserved(identity))
  );
}

export function isBoundary(task: Task): task is BoundaryTask {
  return task.kind === 'boundary' || task.kind === 'new-boundary';
}

/** Those that can be changed apart; none where there is but one. */
export function splitTasks(task: Task): readonly Task[] {
  const { document } = task;
  switch (task.kind) {
    case 'customer-managed': {
      const { policy, holders } = task;
      return holders.length < 2
        ? []
        : holders.map((owner) => ({ kind: 'split', policy, document, owner }));
    }
    case 'boundary':
    case 'new-boundary': {
      const { policy, bounded } = task;
      return bounded.length < 2
        ? []
        : bounded.map((one) => {
            return { kind: 'new-boundary', policy, document, bounded: [one], isSplit: true };
          });
    }
    default:
      return [];
  }
}

export function holdersOf(task: Task): readonly Identity[] {
  switch (task.kind) {
    case 'customer-managed':
      return task.holders;
    case 'boundary':
      return [...new Set([...task.bounded, ...task.holders])].toSorted((a, b) =>
        compare(a.arn, b.arn),
      );
    case 'new-boundary':
      return task.bounded;
    default:
      return [task.owner];
  }
}

export function kindOf(task: Task, parts: number): RecommendationKind {
  if (parts === 0) {
    return task.kind === 'inline' ? 'remove-inline-policy' : 'detach-managed-policy';
  }
  return TRIMMED_KIND[task.kind];
}

const TRIMMED_KIND: Readonly<Record<Task['kind'], RecommendationKind>> = {
  'aws-managed': 'replace-aws-managed-policy',
  boundary: 'trim-permissions-boundary',
  'customer-managed': 'trim-managed-policy',
  inline: 'trim-inline-policy',
  'new-boundary': 'replace-permissions-boundary',
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
    case 'boundary':
      return `boundary ${task.policy.arn}`;
    case 'new-boundary':
      return [
        'new-boundary',
        task.policy.arn,
        ...(task.isSplit ? [task.bounded[0]?.arn] : []),
      ].join(' ');
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
  const suffixOfNew = newSuffix(task);
  if (suffixOfNew === undefined && index === 0) return nameOf(task);
  const base = suffixOfNew === undefined ? nameOf(task) : `${nameOf(task)}-${suffixOfNew}`;
  for (let number = index + 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${base.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (names.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    return name;
  }
}

function newSuffix(task: Task): string | undefined {
  switch (task.kind) {
    case 'aws-managed':
    case 'split':
      return task.owner.name;
    case 'new-boundary':
      return task.isSplit ? (task.bounded[0]?.name ?? '') : 'boundary';
    default:
      return undefined;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
