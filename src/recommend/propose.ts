/** One task → one proposal: trimmed, scoped, packed, certified, or the reason why not. */
import {
  actionsOf,
  emptySet,
  hasAction,
  indicesOf,
  intersect,
  isEmptySet,
  minus,
  sizeOf,
  union,
} from '../catalog/action-set.js';
import { accessLevelOf, type Catalog } from '../catalog/catalog.js';
import { type AccessLevel, type ActionSet, serviceOf } from '../model/action.js';
import { type Identity, isIdentityCenterReserved, isServiceLinked } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { PolicyDocument } from '../model/policy.js';
import type {
  Certificate,
  Certificates,
  Holder,
  NamedPolicy,
  Recommendation,
  SharedChoice,
  SharedCost,
  Withheld,
} from '../model/recommendation.js';
import type { Overgrant } from '../policy/choose-patterns.js';
import { grantedActions } from '../policy/effective-grants.js';
import type { ActionExpander } from '../policy/expand-actions.js';
import type { Directory } from '../policy/holdings.js';
import { policySize } from '../policy/print-policy.js';
import { certify, isProven } from './certify.js';
import type { Explain } from './explained.js';
import { type Kept, keptByAll, nothingKept } from './kept.js';
import { notesOn } from './notes.js';
import { overgrantWeight, type Yardstick } from './permissiveness.js';
import { riskOf } from './risk.js';
import { pack, type Room, takeRoom } from './room.js';
import { type Scoped, scopePolicy } from './scope/scope-policy.js';
import {
  holdersOf,
  idOf,
  kindOf,
  type Names,
  nameOf,
  newName,
  splitTasks,
  type Task,
} from './tasks.js';
import { LOSSLESS, trimPolicy, type Wording } from './trim-policy.js';

export type Workshop = {
  readonly catalog: Catalog;
  readonly expander: ActionExpander;
  readonly yardstick: Yardstick;
  readonly options: AuditOptions;
  /** By identity ARN; identities that were not assessed are missing, and then keep everything. */
  readonly kept: ReadonlyMap<string, Kept>;
  readonly explain: (directory: Directory, holders: readonly Identity[]) => Explain;
  readonly room: Room;
};

export type Proposal =
  | { readonly kind: 'made'; readonly recommendation: Recommendation }
  | { readonly kind: 'withheld'; readonly withheld: Withheld }
  | { readonly kind: 'nothing-to-do' };

export function propose(shop: Workshop, directory: Directory, task: Task, names: Names): Proposal {
  const { document } = task;
  const holders = holdersOf(task);
  const kept = keptForAll(shop, holders);
  if (kept === undefined) return { kind: 'nothing-to-do' };
  const fitted = fitTask(shop, directory, task, kept);
  if (fitted === undefined) return { kind: 'nothing-to-do' };
  const others = otherUsersOf(directory, task);
  if (others !== undefined) return withheld(directory, task, others);
  const { scoped, packed, notes } = fitted;
  if (typeof packed === 'string') return withheld(directory, task, packed);
  const certificates = certify(document, packed, kept.boxes);
  if (!isProven(certificates)) return withheld(directory, task, whyNotProven(certificates));
  takeRoom(shop.room, task, packed);
  return {
    kind: 'made',
    recommendation: describe(shop, directory, task, {
      kept,
      scoped,
      packed,
      certificates,
      names,
      notes,
    }),
  };
}

type Fitted = {
  readonly scoped: Scoped;
  readonly packed: readonly PolicyDocument[] | string;
  /** What had to be given up to make it fit. */
  readonly notes: readonly string[];
};

/** The tightest text that fits; `undefined` when nothing can go. */
function fitTask(shop: Workshop, directory: Directory, task: Task, kept: Kept): Fitted | undefined {
  const granted = grantedActions(shop.expander, task.document.statements);
  const readable = worded(shop, directory, task, kept, losslessWording(shop, 'readable'));
  if (readable === undefined || isShort(readable)) return readable;
  const shortest = worded(shop, directory, task, kept, losslessWording(shop, 'shortest'));
  const best = shortest === undefined || isShorter(readable, shortest) ? readable : shortest;
  if (typeof best.packed !== 'string')
    return isWorthMore(shop, task, best, granted) ? best : undefined;
  const needed = weightOfSet(shop, intersect(granted, kept.actions));
  // What an earlier proposal left is not chased any further: twice is once.
  const beside = weightOfSet(shop, minus(granted, kept.actions));
  for (const share of BUDGET_SHARES) {
    if (beside <= MOST_SHARE * needed + 1) break;
    const weight = Math.ceil(share * needed);
    const tried = worded(shop, directory, task, kept, budgetWording(shop, weight));
    if (tried !== undefined && typeof tried.packed !== 'string') {
      return { ...tried, notes: [budgetNote(shop, tried, kept)] };
    }
  }
  return best;
}

/** What wildcards may match beside, as shares of the weight of what is kept, where nothing else fits. */
const MOST_SHARE = 0.4;
const BUDGET_SHARES: readonly number[] = [0.02, 0.05, 0.1, 0.2, MOST_SHARE];

function losslessWording(
  { options, yardstick }: Workshop,
  style: 'readable' | 'shortest',
): Wording {
  const { pack: wanted } = options;
  if (wanted.kind === 'lossless') return { ...LOSSLESS, style };
  return { ...LOSSLESS, style, overgrant: overgrantOf(yardstick, wanted.weight) };
}

function budgetWording({ yardstick }: Workshop, weight: number): Wording {
  return { ...LOSSLESS, style: 'shortest', overgrant: overgrantOf(yardstick, weight) };
}

function overgrantOf(yardstick: Yardstick, weight: number): Overgrant {
  return { weightOf: (index) => overgrantWeight(yardstick, index), budget: { left: weight } };
}

function isShort({ packed }: Fitted): boolean {
  return typeof packed !== 'string' && packed.length <= 1;
}

function isShorter(a: Fitted, b: Fitted): boolean {
  if (typeof a.packed === 'string') return typeof b.packed === 'string';
  return typeof b.packed === 'string' || a.packed.length <= b.packed.length;
}

/** More policies than there were are not worth it for the rest that shorter wildcards leave. */
const LEAST_WORTH = 0.3;

function isWorthMore(
  shop: Workshop,
  task: Task,
  { packed, scoped }: Fitted,
  granted: ActionSet,
): boolean {
  if (typeof packed === 'string' || packed.length <= 1) return true;
  if (policySize(scoped.document) <= policySize(task.document)) return true;
  const removed = minus(granted, grantedBy(shop, packed));
  return weightOfSet(shop, removed) > LEAST_WORTH * weightOfSet(shop, granted);
}

function weightOfSet({ yardstick }: Workshop, set: ActionSet): number {
  return indicesOf(set).reduce((sum, index) => sum + (yardstick.weights[index] ?? 0), 0);
}

function budgetNote(shop: Workshop, { packed }: Fitted, kept: Kept): string {
  const documents = typeof packed === 'string' ? [] : packed;
  const beside = sizeOf(minus(grantedBy(shop, documents), kept.actions));
  return `does not fit when only what is kept is named: wildcards match ${beside} unused actions beside, none of which manages permissions; --unobservable remove=SERVICE makes room without them`;
}

function worded(
  shop: Workshop,
  directory: Directory,
  task: Task,
  kept: Kept,
  wording: Wording,
): Fitted | undefined {
  const { document } = task;
  const trimmed = trimPolicy(shop.expander, document, kept.actions, wording);
  const base = isBloated(shop, document, trimmed, kept) ? document : trimmed;
  let last: Fitted | undefined;
  for (const scoped of scopings(shop, directory, task, base, kept, wording)) {
    if (scoped.document === document) return undefined;
    const packed = pack(shop.room, task, scoped.document);
    last = { scoped, packed, notes: [] };
    if (typeof packed !== 'string') return last;
  }
  return last;
}

/** From the tightest to the shortest: by action, by service, resources as they are written. */
function* scopings(
  { catalog, expander, options, explain }: Workshop,
  directory: Directory,
  task: Task,
  base: PolicyDocument,
  kept: Kept,
  wording: Wording,
): Generator<Scoped> {
  if (options.scope === 'resources' && kept.located.size > 0) {
    const isExplained = explain(directory, holdersOf(task));
    for (const grouping of ['action', 'service'] as const) {
      const tools = { expander, sample: options, isExplained, grouping, wording };
      const scoped = scopePolicy(tools, base, kept);
      if (scoped.document === base) break;
      yield scoped;
    }
  }
  yield { document: base, scopes: [], unscoped: [], narrowed: emptySet(catalog) };
}

/** A longer text that takes away nothing but what is blocked anyway is no help. */
function isBloated(
  { expander }: Workshop,
  document: PolicyDocument,
  trimmed: PolicyDocument,
  { actionsOrDead }: Kept,
): boolean {
  return (
    trimmed !== document &&
    policySize(trimmed) > policySize(document) &&
    trimPolicy(expander, document, actionsOrDead) === document
  );
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

/** A holder of whom nothing is known, or whom only AWS may change, keeps the policy as it is. */
function keptForAll({ catalog, kept }: Workshop, holders: readonly Identity[]): Kept | undefined {
  let all = nothingKept(catalog);
  for (const holder of holders) {
    const own = kept.get(holder.arn);
    if (own === undefined || !isEditable(holder)) return undefined;
    all = keptByAll(catalog, all, own);
  }
  return all;
}

function isEditable(identity: Identity): boolean {
  return (
    identity.kind !== 'role' || !(isServiceLinked(identity) || isIdentityCenterReserved(identity))
  );
}

type Made = {
  readonly kept: Kept;
  readonly scoped: Scoped;
  readonly packed: readonly PolicyDocument[];
  readonly certificates: Certificates;
  readonly names: Names;
  readonly notes: readonly string[];
};

function describe(
  shop: Workshop,
  directory: Directory,
  task: Task,
  { kept, scoped, packed, certificates, names, notes }: Made,
): Recommendation {
  const { catalog, expander } = shop;
  const { document } = task;
  const holders = holdersOf(task);
  const granted = grantedActions(expander, document.statements);
  const removed = minus(granted, grantedBy(shop, packed));
  const shared = sharedChoice(shop, directory, task, packed);
  return {
    id: idOf(task),
    kind: kindOf(task, packed.length),
    account: directory.snapshot.account,
    holders: holders.map(holderOf),
    before: named(nameOf(task), document, task.kind === 'inline' ? undefined : task.policy.arn),
    after: packed.map((part, index) => named(newName(task, index, names), part, undefined)),
    removed,
    removedByLevel: countLevels(catalog, removed),
    keptUnobservable: sizeOf(intersect(granted, kept.unobservable)),
    keptUnknown: sizeOf(intersect(granted, kept.unknown)),
    narrowed: minus(scoped.narrowed, removed),
    scopes: scoped.scopes,
    unscoped: scoped.unscoped,
    risk: riskOf(shop.yardstick, directory, holders, document, packed),
    ...(shared === undefined ? {} : { shared }),
    notes: [
      ...notesOn(expander, task),
      ...notes,
      ...spreadNote(catalog, intersect(granted, kept.unobservable), packed.length),
    ],
    certificates,
    kept: kept.boxes.filter(
      ({ action }) => isPattern(action) || hasAction(catalog, granted, action),
    ),
  };
}

/** Why one policy became many: what is kept because no log shows it, and what would. */
function spreadNote(catalog: Catalog, unseen: ActionSet, parts: number): readonly string[] {
  if (parts < 2 || isEmptySet(unseen)) return [];
  const counts = new Map<string, number>();
  for (const action of actionsOf(catalog, unseen)) {
    const service = serviceOf(action);
    counts.set(service, (counts.get(service) ?? 0) + 1);
  }
  const most = [...counts]
    .toSorted(([a, some], [b, others]) => others - some || (a < b ? -1 : 1))
    .slice(0, MOST_NAMED)
    .map(([service]) => service);
  return [
    `takes ${parts} policies because ${sizeOf(unseen)} actions of ${counts.size} services are kept that no log shows, most of them of ${most.join(', ')}: last-accessed data, which leastwise collect reads, say which services were silent`,
  ];
}

const MOST_NAMED = 5;

/** A pattern, or a name beyond the catalogue: whether the policy grants it is the decider's to say. */
function isPattern(action: string): boolean {
  return action.includes('*');
}

function grantedBy(
  { catalog, expander }: Workshop,
  documents: readonly PolicyDocument[],
): ActionSet {
  return documents
    .map(({ statements }) => grantedActions(expander, statements))
    .reduce(union, emptySet(catalog));
}

/** What one policy for all and one for each would cost; only of policies that several hold. */
function sharedChoice(
  shop: Workshop,
  directory: Directory,
  task: Task,
  packed: readonly PolicyDocument[],
): SharedChoice | undefined {
  if (task.kind !== 'customer-managed' || task.holders.length < 2) return undefined;
  const split = splitTasks(task).map((one) => {
    const kept = keptForAll(shop, holdersOf(one));
    const own = kept === undefined ? undefined : fitTask(shop, directory, one, kept);
    const documents =
      own === undefined || typeof own.packed === 'string' ? [one.document] : own.packed;
    return costOf(shop, holdersOf(one), documents);
  });
  return { chosen: 'union', union: costOf(shop, task.holders, packed), split: split.reduce(sum) };
}

function costOf(
  shop: Workshop,
  holders: readonly Identity[],
  documents: readonly PolicyDocument[],
): SharedCost {
  const granted = grantedBy(shop, documents);
  const unneeded = holders.map((holder) =>
    sizeOf(minus(granted, shop.kept.get(holder.arn)?.actions ?? granted)),
  );
  return {
    policies: documents.length,
    characters: documents.reduce((size, document) => size + policySize(document), 0),
    unneededGrants: unneeded.reduce((a, b) => a + b, 0),
  };
}

function sum(a: SharedCost, b: SharedCost): SharedCost {
  return {
    policies: a.policies + b.policies,
    characters: a.characters + b.characters,
    unneededGrants: a.unneededGrants + b.unneededGrants,
  };
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

export function whyNotProven({ noNewAccess, nothingUsedLost }: Certificates): string {
  const say = (promise: string, { status, reason, witness }: Certificate) =>
    status === 'proven'
      ? []
      : `${promise}: ${status}${reason === undefined ? '' : ` (${reason})`}${witness === undefined ? '' : ` for ${witness.action} on ${witness.resource}`}`;
  return [say('no new access', noNewAccess), say('nothing used lost', nothingUsedLost)]
    .flat()
    .join('; ');
}

export function holderOf({ kind, name, arn }: Identity): Holder {
  return { kind, name, arn };
}

export function named(
  name: string,
  document: PolicyDocument,
  arn: string | undefined,
): NamedPolicy {
  const size = policySize(document);
  return arn === undefined ? { name, document, size } : { name, arn, document, size };
}

function countLevels(catalog: Catalog, removed: ActionSet): Readonly<Record<AccessLevel, number>> {
  const counts = { List: 0, Read: 0, Write: 0, 'Permissions management': 0, Tagging: 0 };
  if (isEmptySet(removed)) return counts;
  for (const action of actionsOf(catalog, removed)) {
    counts[accessLevelOf(catalog, action) ?? 'Write'] += 1;
  }
  return counts;
}
