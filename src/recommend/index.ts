/** Verdicts → policies that are tighter and proven, and a plan for what nobody uses. */
import { actionsOf, emptySet, intersect, minus, sizeOf } from '../catalog/action-set.js';
import { accessLevelOf, type Catalog } from '../catalog/catalog.js';
import type { AccessLevel, ActionSet } from '../model/action.js';
import { assertNever } from '../model/brand.js';
import type { Finding } from '../model/finding.js';
import {
  type Identity,
  isIdentityCenterReserved,
  isServiceLinked,
  type ManagedPolicy,
} from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { PolicyDocument } from '../model/policy.js';
import type {
  Certificate,
  Certificates,
  Holder,
  NamedPolicy,
  Recommendation,
  RecommendationKind,
  Revocation,
  Withheld,
} from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Assessment } from '../model/verdict.js';
import { grantedActions } from '../policy/effective-grants.js';
import {
  type ActionExpander,
  createActionExpander,
  unknownNames,
} from '../policy/expand-actions.js';
import { type Directory, directoryOf, ownHoldings } from '../policy/holdings.js';
import { policySize } from '../policy/print-policy.js';
import { certify, isProven } from './certify.js';
import { type Kept, keptByAll, keptOf, nothingKept } from './kept.js';
import { ATTACHMENTS, INLINE_SIZE, MANAGED_POLICY_SIZE, splitPolicy } from './pack.js';
import { planRevocation } from './revoke.js';
import { trimPolicy } from './trim-policy.js';

export type Recommendations = {
  readonly recommendations: readonly Recommendation[];
  readonly withheld: readonly Withheld[];
  readonly revocations: readonly Revocation[];
};

export type RecommendInput = {
  readonly snapshots: readonly Snapshot[];
  readonly assessments: readonly Assessment[];
  readonly findings: readonly Finding[];
};

export function recommend(
  { snapshots, assessments, findings }: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): Recommendations {
  const shop: Workshop = {
    catalog,
    expander: createActionExpander(catalog),
    spareAttachments: new Map(),
    inlineSizes: new Map(),
    kept: new Map(
      assessments.map((assessment) => [assessment.arn, keptOf(catalog, assessment, options)]),
    ),
  };
  const proposals = snapshots.flatMap((snapshot) => {
    const directory = directoryOf(snapshot);
    const names: Names = new Set(
      snapshot.managedPolicies
        .filter(({ owner }) => owner === 'customer')
        .map(({ name }) => name.toLowerCase()),
    );
    // Proposals share quotas and names, so their order counts.
    return tasksOf(directory)
      .toSorted((a, b) => compare(idOf(a), idOf(b)))
      .map((task) => propose(shop, directory, task, names));
  });
  return {
    recommendations: proposals
      .flatMap((proposal) => (proposal.kind === 'made' ? proposal.recommendation : []))
      .toSorted((a, b) => compare(a.id, b.id)),
    withheld: proposals
      .flatMap((proposal) => (proposal.kind === 'withheld' ? proposal.withheld : []))
      .toSorted((a, b) => compare(a.policy, b.policy)),
    revocations: snapshots
      .flatMap((snapshot) => planRevocation(directoryOf(snapshot), findings))
      .toSorted((a, b) => compare(a.id, b.id)),
  };
}

type Workshop = {
  readonly catalog: Catalog;
  readonly expander: ActionExpander;
  /** By identity ARN; identities that were not assessed are missing, and then keep everything. */
  readonly kept: ReadonlyMap<string, Kept>;
  /** Attachments that an identity has left, by ARN: proposals take from one pool. */
  readonly spareAttachments: Map<string, number>;
  /** Characters of an identity's inline policies after what was proposed so far, by ARN. */
  readonly inlineSizes: Map<string, number>;
};

/** Names of an account's customer-managed policies, folded: IAM wants them unique whatever the case. */
type Names = Set<string>;

/** One policy in the hands of those for whom it would be changed together. */
type Task =
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
  | {
      readonly kind: 'aws-managed';
      readonly policy: ManagedPolicy;
      readonly document: PolicyDocument;
      readonly owner: Identity;
    };

type Proposal =
  | { readonly kind: 'made'; readonly recommendation: Recommendation }
  | { readonly kind: 'withheld'; readonly withheld: Withheld }
  | { readonly kind: 'nothing-to-do' };

/**
 * A customer's managed policy is changed for all its holders at once. AWS's policies cannot be
 * edited: each holder gets a replacement of its own, as tight as that holder allows.
 */
function tasksOf(directory: Directory): readonly Task[] {
  const shared = new Map<string, { policy: ManagedPolicy; holders: Identity[] }>();
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
        const known = shared.get(holding.arn);
        if (known === undefined)
          shared.set(holding.arn, { policy: holding.policy, holders: [owner] });
        else known.holders.push(owner);
      }
    }
  }
  for (const { policy, holders } of shared.values()) {
    if (policy.document === undefined) continue;
    holders.sort((a, b) => compare(a.arn, b.arn));
    tasks.push({ kind: 'customer-managed', policy, document: policy.document, holders });
  }
  return tasks;
}

function holdersOf(task: Task): readonly Identity[] {
  return task.kind === 'customer-managed' ? task.holders : [task.owner];
}

function propose(shop: Workshop, directory: Directory, task: Task, names: Names): Proposal {
  const { catalog, expander } = shop;
  const { document } = task;
  const holders = holdersOf(task);
  const kept = keptForAll(shop, holders);
  if (kept === undefined) return { kind: 'nothing-to-do' };
  const trimmed = trimPolicy(expander, document, kept.actions);
  if (trimmed === document || isBloated(expander, document, trimmed, kept)) {
    return { kind: 'nothing-to-do' };
  }
  const others = otherUsersOf(directory, task);
  if (others !== undefined) return withheld(directory, task, others);
  const packed = pack(shop, task, trimmed);
  if (typeof packed === 'string') return withheld(directory, task, packed);
  const certificates = certify(document, packed, kept.boxes);
  if (!isProven(certificates)) {
    return withheld(directory, task, whyNotProven(certificates));
  }
  takeRoom(shop, task, packed);
  const granted = grantedActions(expander, document.statements);
  const removed = minus(
    granted,
    packed.length === 0
      ? emptySet(catalog)
      : grantedActions(
          expander,
          packed.flatMap(({ statements }) => statements),
        ),
  );
  return {
    kind: 'made',
    recommendation: {
      id: idOf(task),
      kind: kindOf(task, packed),
      account: directory.snapshot.account,
      holders: holders.map(holderOf),
      before: named(nameOf(task), document, task.kind === 'inline' ? undefined : task.policy.arn),
      after: packed.map((part, index) => named(newName(task, index, names), part, undefined)),
      removed,
      removedByLevel: countLevels(catalog, removed),
      keptUnobservable: sizeOf(intersect(granted, kept.unobservable)),
      keptUnknown: sizeOf(intersect(granted, kept.unknown)),
      notes: notesOn(shop, task),
      certificates,
    },
  };
}

/**
 * A customer's policy that serves as a boundary, or is attached where nothing was read, limits or
 * grants somebody whose needs nobody asked for.
 */
function otherUsersOf({ identities }: Directory, task: Task): string | undefined {
  if (task.kind !== 'customer-managed') return undefined;
  const { arn, attachmentCount, boundaryUsageCount } = task.policy;
  const bounded = identities.filter((one) => one.kind !== 'group' && one.boundary === arn).length;
  const boundaries = Math.max(bounded, boundaryUsageCount);
  if (boundaries > 0) {
    return `it is also the permissions boundary of ${boundaries} identities: a narrower one would take from them`;
  }
  const unread = attachmentCount - task.holders.length;
  return unread > 0
    ? `AWS counts ${unread} more attachments than the identities that were read hold`
    : undefined;
}

/** A longer text that takes away nothing but what is blocked anyway is no help. */
function isBloated(
  expander: ActionExpander,
  document: PolicyDocument,
  trimmed: PolicyDocument,
  { actionsOrDead }: Kept,
): boolean {
  return (
    policySize(trimmed) > policySize(document) &&
    trimPolicy(expander, document, actionsOrDead) === document
  );
}

/** A holder of whom nothing is known, or whom only AWS may change, keeps the policy as it is. */
function keptForAll({ catalog, kept }: Workshop, holders: readonly Identity[]): Kept | undefined {
  let all = nothingKept(catalog);
  for (const holder of holders) {
    const own = kept.get(holder.arn);
    if (own === undefined || !isEditable(holder)) return undefined;
    all = keptByAll(all, own);
  }
  return all;
}

function isEditable(identity: Identity): boolean {
  return (
    identity.kind !== 'role' || !(isServiceLinked(identity) || isIdentityCenterReserved(identity))
  );
}

/** @returns documents within the quotas, none when nothing is left; or why it does not fit */
function pack(
  shop: Workshop,
  task: Task,
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  if (trimmed.statements.length === 0) return [];
  return task.kind === 'inline'
    ? packInline(shop, task, trimmed)
    : packManaged(shop, task, trimmed);
}

function packInline(
  shop: Workshop,
  { owner, document }: Task & { kind: 'inline' },
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  const size = policySize(trimmed);
  if (size <= policySize(document)) return [trimmed];
  const others = inlineSizeOf(shop, owner) - policySize(document);
  const quota = INLINE_SIZE[owner.kind];
  return size + others <= quota
    ? [trimmed]
    : `written out it takes ${size} characters; with the other inline policies that is over the quota of ${quota} for a ${owner.kind}`;
}

function inlineSizeOf({ inlineSizes }: Workshop, owner: Identity): number {
  return (
    inlineSizes.get(owner.arn) ??
    owner.inlinePolicies.reduce((sum, { document }) => sum + policySize(document), 0)
  );
}

function spareOf({ spareAttachments }: Workshop, holder: Identity): number {
  return (
    spareAttachments.get(holder.arn) ?? ATTACHMENTS[holder.kind] - holder.attachedPolicies.length
  );
}

/** Only what is proposed takes room. What shrinks or goes gives none: it may not be followed. */
function takeRoom(shop: Workshop, task: Task, packed: readonly PolicyDocument[]): void {
  if (task.kind === 'inline') {
    const grown = packed.reduce((sum, part) => sum + policySize(part), -policySize(task.document));
    if (grown <= 0) return;
    shop.inlineSizes.set(task.owner.arn, inlineSizeOf(shop, task.owner) + grown);
    return;
  }
  const extra = packed.length - 1;
  if (extra <= 0) return;
  for (const holder of holdersOf(task)) {
    shop.spareAttachments.set(holder.arn, spareOf(shop, holder) - extra);
  }
}

function packManaged(
  shop: Workshop,
  task: Exclude<Task, { kind: 'inline' }>,
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  const parts = splitPolicy(trimmed, MANAGED_POLICY_SIZE);
  if (parts.some((part) => policySize(part) > MANAGED_POLICY_SIZE)) {
    return `one statement alone is over the quota of ${MANAGED_POLICY_SIZE} characters of a managed policy`;
  }
  const extra = parts.length - 1;
  const crowded = holdersOf(task).find((holder) => spareOf(shop, holder) < extra);
  if (extra > 0 && crowded !== undefined) {
    return `it would take ${parts.length} managed policies where ${Math.max(0, spareOf(shop, crowded)) + 1} can be attached, because so much is kept that no log shows; --unobservable remove=SERVICE shortens it`;
  }
  return parts;
}

function withheld(directory: Directory, task: Task, reason: string): Proposal {
  return {
    kind: 'withheld',
    withheld: {
      account: directory.snapshot.account,
      policy: nameOf(task),
      holders: holdersOf(task).map(holderOf),
      reason,
    },
  };
}

function whyNotProven({ noNewAccess, nothingUsedLost }: Certificates): string {
  const say = (promise: string, { status, reason, witness }: Certificate) =>
    status === 'proven'
      ? []
      : `${promise}: ${status}${reason === undefined ? '' : ` (${reason})`}${witness === undefined ? '' : ` for ${witness.action} on ${witness.resource}`}`;
  return [say('no new access', noNewAccess), say('nothing used lost', nothingUsedLost)]
    .flat()
    .join('; ');
}

function kindOf(task: Task, packed: readonly PolicyDocument[]): RecommendationKind {
  if (packed.length === 0) {
    return task.kind === 'inline' ? 'remove-inline-policy' : 'detach-managed-policy';
  }
  switch (task.kind) {
    case 'inline':
      return 'trim-inline-policy';
    case 'customer-managed':
      return 'trim-managed-policy';
    case 'aws-managed':
      return 'replace-aws-managed-policy';
    default:
      return assertNever(task);
  }
}

function idOf(task: Task): string {
  switch (task.kind) {
    case 'inline':
      return `inline ${task.owner.arn} ${task.name}`;
    case 'customer-managed':
      return `managed ${task.policy.arn}`;
    case 'aws-managed':
      return `aws-managed ${task.policy.arn} ${task.owner.arn}`;
    default:
      return assertNever(task);
  }
}

function nameOf(task: Task): string {
  return task.kind === 'inline' ? task.name : task.policy.name;
}

/** IAM's limit for policy names. */
const LONGEST_NAME = 128;

/** What is edited keeps its name; what is made anew gets one that nothing in the account has. */
function newName(task: Task, index: number, names: Names): string {
  if (task.kind !== 'aws-managed' && index === 0) return nameOf(task);
  const base =
    task.kind === 'aws-managed' ? `${task.policy.name}-${task.owner.name}` : nameOf(task);
  for (let number = index + 1; ; number += 1) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${base.slice(0, LONGEST_NAME - suffix.length)}${suffix}`;
    if (names.has(name.toLowerCase())) continue;
    names.add(name.toLowerCase());
    return name;
  }
}

function holderOf({ kind, name, arn }: Identity): Holder {
  return { kind, name, arn };
}

function named(name: string, document: PolicyDocument, arn: string | undefined): NamedPolicy {
  const size = policySize(document);
  return arn === undefined ? { name, document, size } : { name, arn, document, size };
}

function countLevels(catalog: Catalog, removed: ActionSet): Readonly<Record<AccessLevel, number>> {
  const counts = { List: 0, Read: 0, Write: 0, 'Permissions management': 0, Tagging: 0 };
  for (const action of actionsOf(catalog, removed)) {
    counts[accessLevelOf(catalog, action) ?? 'Write'] += 1;
  }
  return counts;
}

/** Versions of one managed policy. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_VERSIONS = 5;

function notesOn({ expander }: Workshop, task: Task): readonly string[] {
  const allows = task.document.statements.filter(({ effect }) => effect === 'Allow');
  const unknown = allows.flatMap(({ actions }) =>
    actions.negated ? [] : unknownNames(expander, actions.patterns),
  );
  return [
    ...(task.kind === 'aws-managed'
      ? ['AWS owns this policy: detach it and attach the replacement']
      : []),
    ...(task.kind === 'customer-managed' && task.holders.length > 1
      ? [`shared: trimmed to what its ${task.holders.length} holders need together`]
      : []),
    ...(task.kind === 'customer-managed' && task.policy.versionCount >= MOST_VERSIONS
      ? [
          `all ${MOST_VERSIONS} versions are taken: delete one that is not the default before creating the new one`,
        ]
      : []),
    ...(allows.some(({ actions }) => actions.negated)
      ? [
          'NotAction became the list of what is kept: actions that AWS adds later are no longer granted',
        ]
      : []),
    ...(unknown.length > 0
      ? [`kept although unknown to the catalogue: ${unknown.join(', ')}`]
      : []),
    ...(allows.some(({ opaque }) => opaque)
      ? ['a statement that was not understood in full stays as it is']
      : []),
  ];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
