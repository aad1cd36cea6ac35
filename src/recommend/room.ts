/**
 * What fits where: policies within the quotas of the account, over everything that an identity holds.
 * Proposals take from one pool: what one takes, the next one has not.
 */
import type { Identity } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import { policySize } from '../policy/print-policy.js';
import { type Quotas, splitPolicy } from './pack.js';
import { type BoundaryTask, holdersOf, isBoundary, type Task } from './tasks.js';

export type Room = {
  readonly quotas: Quotas;
  /** How many more customer-managed policies the account can hold. */
  sparePolicies: number;
  /** Attachments that an identity has left, by ARN. */
  readonly spareAttachments: Map<string, number>;
  /** Characters of an identity's inline policies after what was proposed so far, by ARN. */
  readonly inlineSizes: Map<string, number>;
};

/** @param policies customer-managed ones that the account has */
export function roomWithin(quotas: Quotas, policies: number): Room {
  const sparePolicies = quotas.policies - policies;
  return { quotas, sparePolicies, spareAttachments: new Map(), inlineSizes: new Map() };
}

/** @returns documents within the quotas, none when nothing is left; or why it does not fit */
export function pack(
  room: Room,
  task: Task,
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  if (isBoundary(task)) return packBoundary(room, task, trimmed);
  if (trimmed.statements.length === 0) return [];
  return task.kind === 'inline'
    ? packInline(room, task, trimmed)
    : packManaged(room, task, trimmed);
}

/** A boundary is one policy. */
function packBoundary(
  { quotas, sparePolicies }: Room,
  task: BoundaryTask,
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  if (!trimmed.statements.some(({ effect }) => effect === 'Allow')) {
    return 'nothing that it lets through is needed: a boundary without it would stop its holders altogether, which is for the revocation plan to do';
  }
  const size = policySize(trimmed);
  if (size > quotas.managedPolicySize) {
    return `written out it takes ${size} characters, and a boundary is one policy of ${quotas.managedPolicySize} at most`;
  }
  return madeAnew(task, 1) > sparePolicies ? noRoomFor(1, quotas, sparePolicies) : [trimmed];
}

function packInline(
  room: Room,
  { owner, document }: Task & { kind: 'inline' },
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  const size = policySize(trimmed);
  if (size <= policySize(document)) return [trimmed];
  const others = inlineSizeOf(room, owner) - policySize(document);
  const quota = room.quotas.inlineSize[owner.kind];
  return size + others <= quota
    ? [trimmed]
    : `written out it takes ${size} characters; with the other inline policies that is over the quota of ${quota} for a ${owner.kind}`;
}

function inlineSizeOf({ inlineSizes }: Room, owner: Identity): number {
  return (
    inlineSizes.get(owner.arn) ??
    owner.inlinePolicies.reduce((sum, { document }) => sum + policySize(document), 0)
  );
}

function spareOf({ spareAttachments, quotas }: Room, holder: Identity): number {
  return (
    spareAttachments.get(holder.arn) ??
    quotas.attachments[holder.kind] - holder.attachedPolicies.length
  );
}

/** Only what is proposed takes room. What shrinks or goes gives none: it may not be followed. */
export function takeRoom(room: Room, task: Task, packed: readonly PolicyDocument[]): void {
  if (task.kind === 'inline') {
    const grown = packed.reduce((sum, part) => sum + policySize(part), -policySize(task.document));
    if (grown <= 0) return;
    room.inlineSizes.set(task.owner.arn, inlineSizeOf(room, task.owner) + grown);
    return;
  }
  room.sparePolicies -= madeAnew(task, packed.length);
  const extra = packed.length - 1;
  if (extra <= 0) return;
  for (const holder of holdersOf(task)) {
    room.spareAttachments.set(holder.arn, spareOf(room, holder) - extra);
  }
}

/** A customer's own policy is edited; all others are made. */
function madeAnew({ kind }: Task, parts: number): number {
  if (kind === 'boundary') return 0;
  return kind === 'customer-managed' ? Math.max(0, parts - 1) : parts;
}

function noRoomFor(made: number, { policies }: Quotas, spare: number): string {
  return `it would take ${made} more customer-managed policies, and the account can hold ${Math.max(0, spare)} more of ${policies}`;
}

function packManaged(
  room: Room,
  task: Exclude<Task, { kind: 'inline' } | BoundaryTask>,
  trimmed: PolicyDocument,
): readonly PolicyDocument[] | string {
  const quota = room.quotas.managedPolicySize;
  const parts = splitPolicy(trimmed, quota);
  if (parts.some((part) => policySize(part) > quota)) {
    return `one statement alone is over the quota of ${quota} characters of a managed policy`;
  }
  const made = madeAnew(task, parts.length);
  if (made > 0 && made > room.sparePolicies) {
    return noRoomFor(made, room.quotas, room.sparePolicies);
  }
  const extra = parts.length - 1;
  const crowded = holdersOf(task).find((holder) => spareOf(room, holder) < extra);
  if (extra > 0 && crowded !== undefined) {
    return `it would take ${parts.length} managed policies where ${Math.max(0, spareOf(room, crowded)) + 1} can be attached, because so much is kept that no log shows; --unobservable remove=SERVICE shortens it`;
  }
  return parts;
}
