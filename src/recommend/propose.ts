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
import type { Identity } from '../model/identity.js';
import { number } from '../model/number-words.js';
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
import {
  type Bounds,
  boundaryNotes,
  demandedBy,
  GRAINS,
  type Grain,
  neededByAll,
  whyDemanded,
} from './boundary.js';
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
  isBoundary,
  isEditable,
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
  readonly bounds: Bounds;
  readonly explain: (directory: Directory, holders: readonly Identity[]) => Explain;
  readonly room: Room;
};

export type Proposal =
  | { readonly kind: 'made'; readonly recommendation: Recommendation }
  | { readonly kind: 'withheld'; readonly withheld: Withheld }
  | { readonly kind: 'nothing-to-do' };

export function propose(shop: Workshop, directory: Directory, task: Task, names: Names): Proposal {
  const { document } = task;
  const found = tightest(shop, directory, task);
  if (found === undefined) return { kind: 'nothing-to-do' };
  const { kept, fitted } = found;
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

/** What must stay and the text for it; coarser where only that fits. */
function tightest(
  shop: Workshop,
  directory: Directory,
  task: Task,
): { readonly kept: Kept; readonly fitted: Fitted } | undefined {
  let last: { readonly kept: Kept; readonly fitted: Fitted } | undefined;
  for (const grain of isBoundary(task) ? GRAINS : GRAINS.slice(0, 1)) {
    const kept = keptFor(shop, directory, task, grain);
    const isLast = !isBoundary(task) || grain === GRAINS.at(-1);
    const fitted = kept && fitTask(shop, directory, task, kept, isLast);
    // What a closer look would still take away is no help where only this fits.
    if (kept === undefined || fitted === undefined) return undefined;
    const notes = grain === 'action' ? fitted.notes : [...fitted.notes, COARSE_NOTE];
    last = { kept, fitted: { ...fitted, notes } };
    if (typeof fitted.packed !== 'string') break;
  }
  return last;
}

const COARSE_NOTE =
  'does not fit when every action is named: services that resource policies may open stay whole';

type Fitted = {
  readonly scoped: Scoped;
  readonly packed: readonly PolicyDocument[] | string;
  /** What had to be given up to make it fit. */
  readonly notes: readonly string[];
};

/**
 * The tightest text that fits; `undefined` when nothing can go.
 *
 * @param mayOvergrant wildcards may match more where nothing else fits
 */
function fitTask(
  shop: Workshop,
  directory: Directory,
  task: Task,
  kept: Kept,
  mayOvergrant: boolean,
): Fitted | undefined {
  const granted = grantedActions(shop.expander, task.document.statements);
  const readable = worded(shop, directory, task, kept, losslessWording(shop, 'readable'));
  if (readable === undefined || isShort(readable)) return readable;
  const shortest = worded(shop, directory, task, kept, losslessWording(shop, 'shortest'));
  const best = shortest === undefined || isShorter(readable, shortest) ? readable : shortest;
  if (typeof best.packed !== 'string')
    return isWorthMore(shop, task, best, granted) ? best : undefined;
  if (!mayOvergrant) return best;
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
  const own = isBoundary(task) ? ({ ...wording, wholeServices: true } as const) : wording;
  const trimmed = trimPolicy(shop.expander, document, kept.actions, own);
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
function otherUsersOf(directory: Directory, task: Task): string | undefined {
  if (task.kind === 'new-boundary') return whyDemanded(demandedBy(directory, task.policy));
  if (task.kind !== 'customer-managed' && task.kind !== 'boundary') return undefined;
  const { arn, attachmentCount, boundaryUsageCount } = task.policy;
  const bounded = directory.identities.filter(
    (one) => one.kind !== 'group' && one.boundary === arn,
  ).length;
  if (task.kind === 'customer-managed' && bounded > 0) {
    return `it is also the permissions boundary of ${bounded} identities: a narrower one would take from them`;
  }
  if (boundaryUsageCount > bounded) {
    return `AWS counts ${boundaryUsageCount} identities that it bounds, and ${bounded} of them were read: a narrower one would take from the others`;
  }
  if (boundaryUsageCount < bounded) {
    return `AWS counts ${boundaryUsageCount} identities that it bounds, fewer than the ${bounded} that were read: others may need what it lets through`;
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

/** What must stay of the policy, for whoever holds it and whomever it bounds. */
function keptFor(shop: Workshop, directory: Directory, task: Task, grain: Grain): Kept | undefined {
  if (!isBoundary(task)) return keptForAll(shop, holdersOf(task));
  const attached = keptForAll(shop, task.kind === 'boundary' ? task.holders : []);
  const needs = task.bounded.map((one) => shop.bounds.neededBy(directory, one, grain));
  if (attached === undefined || needs.includes(undefined)) return undefined;
  return neededByAll(
    shop.catalog,
    attached,
    needs.filter((one) => one !== undefined),
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
  const reach = (one: PolicyDocument) => withinReach(shop, task, one);
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
    risk: riskOf(shop.yardstick, directory, holders, reach(document), packed.map(reach)),
    ...(shared === undefined ? {} : { shared }),
    notes: [
      ...(isBoundary(task) ? boundaryNotes(directory, task) : []),
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

/** Of a boundary that only bounds, what the policies of those below it reach. */
function withinReach(shop: Workshop, task: Task, document: PolicyDocument): PolicyDocument {
  if (!isBoundary(task) || (task.kind === 'boundary' && task.holders.length > 0)) return document;
  const granted = task.bounded.map(shop.bounds.grantedTo).reduce(union, emptySet(shop.catalog));
  return trimPolicy(shop.expander, document, granted);
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
    `takes ${parts} policies because ${number(sizeOf(unseen))} actions of ${counts.size} services are kept that no log shows, most of them of ${most.join(', ')}: last-accessed data, which leastwise collect reads, say which services were silent`,
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

/** A boundary may bound a whole account: what one for each would cost is not counted then. */
const MOST_APART = 10;

/** What one policy for all and one for each would cost; only of policies that several hold. */
function sharedChoice(
  shop: Workshop,
  directory: Directory,
  task: Task,
  packed: readonly PolicyDocument[],
): SharedChoice | undefined {
  const apart = splitTasks(task);
  if (apart.length === 0 || (isBoundary(task) && apart.length > MOST_APART)) return undefined;
  const neededBy = (holder: Identity) =>
    isBoundary(task)
      ? shop.bounds.neededBy(directory, holder, 'action')?.kept.actions
      : shop.kept.get(holder.arn)?.actions;
  const split = apart.map((one) => {
    const own = tightest(shop, directory, one)?.fitted;
    const documents =
      own === undefined || typeof own.packed === 'string' ? [one.document] : own.packed;
    return costOf(shop, holdersOf(one), documents, neededBy);
  });
  const together = costOf(shop, holdersOf(task), packed, neededBy);
  return { chosen: 'union', union: together, split: split.reduce(sum) };
}

function costOf(
  shop: Workshop,
  holders: readonly Identity[],
  documents: readonly PolicyDocument[],
  neededBy: (holder: Identity) => ActionSet | undefined,
): SharedCost {
  const granted = grantedBy(shop, documents);
  const unneeded = holders.map((holder) => sizeOf(minus(granted, neededBy(holder) ?? granted)));
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
