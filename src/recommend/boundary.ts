/**
 * Permissions boundaries: what each holder needs its boundary to let through.
 *
 * A boundary grants nothing; a call passes when it and a policy both allow. So what a holder uses must
 * stay, whoever granted it, and so must all of which the verdicts do not say that it is unused. What none
 * of its policies grants goes, unless a resource policy may: those bind roles inside their boundary.
 * Sources: IAM User Guide, "Permissions boundaries for IAM entities" (resource-based policies, delegating
 * with `iam:PermissionsBoundary`); Service Authorization Reference, `iam:PermissionsBoundary`.
 */
import {
  actionsOf,
  emptySet,
  fullSet,
  intersect,
  isEmptySet,
  minus,
  setOfRanges,
  union,
} from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import { servicesGrantedOtherwise } from '../catalog/other-grants.js';
import type { ActionSet } from '../model/action.js';
import type { Identity, ManagedPolicy } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { PolicyDocument } from '../model/policy.js';
import type { KeptBox } from '../model/recommendation.js';
import { type Assessment, type VerdictReason, verdictOfReason } from '../model/verdict.js';
import { type Directory, holdingsOf, unknownGroups } from '../policy/holdings.js';
import { matchesGlob } from '../policy/match.js';
import { anywhere, type Kept, keptByAll, keptUnobservable } from './kept.js';
import type { BoundaryTask } from './tasks.js';

/**
 * How closely services are looked at that may be allowed without a policy of the holder: the closer, the
 * longer the text. `rest`: what the holder is not granted of such a service stays or goes as a whole;
 * `service`: all of the service does.
 */
export const GRAINS = ['action', 'rest', 'service'] as const;

export type Grain = (typeof GRAINS)[number];

/** `kept` without boxes for `open`, which may be needed on any resource: one box each does for all holders. */
export type Needed = { readonly kept: Kept; readonly open: ActionSet };

export type Bounds = {
  /** What the holder's boundary must let through; `undefined`: nothing is known of the holder. */
  readonly neededBy: (directory: Directory, holder: Identity, grain: Grain) => Needed | undefined;
  /** What the holder's policies grant, whatever bounds it. */
  readonly grantedTo: (holder: Identity) => ActionSet;
};

export function boundsOf(
  catalog: Catalog,
  assessments: readonly Assessment[],
  kept: ReadonlyMap<string, Kept>,
  options: Pick<AuditOptions, 'unobservable'>,
): Bounds {
  const known = new Map(assessments.map((one) => [one.arn, one]));
  const prefixes = servicesGrantedOtherwise(catalog);
  const services = [...catalog.services.values()].filter(({ prefix }) => prefixes.has(prefix));
  const otherwise = setOfRanges(catalog, services);
  return {
    neededBy: (directory, holder, grain) => {
      const [assessment, own] = [known.get(holder.arn), kept.get(holder.arn)];
      if (assessment === undefined || own === undefined) return undefined;
      const doubt = isWhollyRead(directory, holder) ? otherwise : fullSet(catalog);
      const closest = needed(catalog, assessment, own, doubt, options);
      return coarser(catalog, assessment, closest, doubt, grain);
    },
    grantedTo: ({ arn }) => known.get(arn)?.granted ?? emptySet(catalog),
  };
}

/** A policy that was not read may grant anything. */
function isWhollyRead(directory: Directory, holder: Identity): boolean {
  return (
    unknownGroups(directory, holder).length === 0 &&
    holdingsOf(directory, holder).every(({ document }) => document !== undefined)
  );
}

/** @param otherwise what may be allowed without a policy of the holder */
function needed(
  catalog: Catalog,
  { bounded = [] }: Assessment,
  own: Kept,
  otherwise: ActionSet,
  options: Pick<AuditOptions, 'unobservable'>,
): Needed {
  const sets = (wanted: (reason: VerdictReason) => boolean) =>
    bounded
      .filter(({ reason }) => wanted(reason))
      .reduce((all, { actions }) => union(all, actions), emptySet(catalog));
  const unobservable = keptUnobservable(
    catalog,
    sets((reason) => verdictOfReason(reason) === 'unobservable'),
    options,
  );
  const unknown = sets((reason) => verdictOfReason(reason) === 'unknown');
  const possible = (set: ActionSet) => intersect(set, otherwise);
  const beside = [
    sets((reason) => verdictOfReason(reason) === 'used'),
    // A call that no table maps may have been of any action of its service.
    sets(({ kind }) => kind === 'unmapped-event'),
    possible(unknown),
    possible(unobservable),
    // What its policies grant in vain is as good as not granted.
    possible(minus(own.actionsOrDead, own.actions)),
  ].reduce(union);
  const actions = union(own.actions, beside);
  const kept: Kept = {
    actions,
    actionsOrDead: actions,
    boxes: own.boxes,
    // Its statements keep their resources: those of the policies are what is scoped.
    located: new Map(),
    passedTo: 'any',
    unobservable: union(own.unobservable, possible(unobservable)),
    unknown: union(own.unknown, possible(unknown)),
  };
  return { kept, open: minus(actions, own.actions) };
}

/** The services in doubt of which anything that is not granted must stay, stay whole. */
function coarser(
  catalog: Catalog,
  { bounded = [], granted }: Assessment,
  closest: Needed,
  otherwise: ActionSet,
  grain: Grain,
): Needed {
  if (grain === 'action') return closest;
  const beside = bounded.reduce((all, { actions }) => union(all, actions), emptySet(catalog));
  const doubtful = intersect(intersect(beside, closest.kept.actions), otherwise);
  const services = [...catalog.services.values()].filter(
    (service) => !isEmptySet(intersect(doubtful, setOfRanges(catalog, [service]))),
  );
  const whole = intersect(setOfRanges(catalog, services), otherwise);
  const more = intersect(whole, grain === 'rest' ? beside : union(beside, granted));
  const actions = union(closest.kept.actions, more);
  return {
    kept: { ...closest.kept, actions, actionsOrDead: actions },
    open: union(closest.open, minus(more, closest.kept.actions)),
  };
}

/** What all of them need together. */
export function neededByAll(catalog: Catalog, first: Kept, needs: readonly Needed[]): Kept {
  const all = needs.reduce(
    (sum, { kept }) => keptByAll(catalog, sum, { ...kept, boxes: [] }),
    first,
  );
  const open = needs.reduce((sum, one) => union(sum, one.open), emptySet(catalog));
  const boxes = needs.flatMap(({ kept }) => kept.boxes);
  return {
    ...all,
    boxes: withoutInner([...first.boxes, ...boxes, ...actionsOf(catalog, open).map(anywhere)]),
  };
}

/** Many holders need the same: a box on any resource holds all others of its action. */
function withoutInner(boxes: readonly KeptBox[]): readonly KeptBox[] {
  const open = new Set(
    boxes.flatMap(({ action, resources }) => (resources === 'any' ? action : [])),
  );
  const seen = new Set<string>();
  return boxes.filter((box) => {
    if (!isOpen(box) && open.has(box.action)) return false;
    const key = isOpen(box) ? box.action : JSON.stringify(box);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function isOpen({ resources, passedTo, regions }: KeptBox): boolean {
  return resources === 'any' && passedTo === undefined && regions === undefined;
}

// --- who demands it -------------------------------------------------------------------------

const DEMAND = 'iam:permissionsboundary';

/** Names of policies that let somebody make or change identities only if this bounds them. */
export function demandedBy(
  { snapshot, identities }: Directory,
  { arn }: ManagedPolicy,
): readonly string[] {
  const texts: (readonly [string, PolicyDocument | undefined])[] = [
    ...snapshot.managedPolicies.map(({ name, document }) => [name, document] as const),
    ...identities.flatMap((one) =>
      one.inlinePolicies.map(({ name, document }) => [`${name} of ${one.name}`, document] as const),
    ),
    ...(snapshot.scpLevels ?? []).flatMap(({ policies }) =>
      policies.map(({ name, document }) => [name, document] as const),
    ),
  ];
  const names = texts.flatMap(([name, document]) => (demands(document, arn) ? [name] : []));
  return [...new Set(names)].sort();
}

/** A variable may stand for anything, and so may a condition that was not understood. */
function demands(document: PolicyDocument | undefined, arn: string): boolean {
  return (document?.statements ?? []).some(({ conditions, opaque, raw }) =>
    opaque
      ? JSON.stringify(raw).toLowerCase().includes(DEMAND)
      : conditions.some(
          ({ key, values }) =>
            key.toLowerCase() === DEMAND &&
            values.some((value) => matchesGlob(value.replace(/\$\{[^}]*\}/g, '*'), arn)),
        ),
  );
}

/** Why a boundary may not give its place to another one. */
export function whyDemanded(names: readonly string[]): string | undefined {
  return names.length === 0
    ? undefined
    : `${listed(names)} let somebody work on identities only while it bounds them (iam:PermissionsBoundary): another boundary in its place would take that away`;
}

export function boundaryNotes(directory: Directory, task: BoundaryTask): readonly string[] {
  const { length } = task.bounded;
  const demanded = task.kind === 'boundary' ? demandedBy(directory, task.policy) : [];
  return [
    `bounds ${length} ${length === 1 ? 'identity' : 'identities'}: trimmed to what they use and what their policies may let them use unseen`,
    'a boundary grants nothing: what its holders are granted later has to be let through by it, too',
    ...(demanded.length === 0
      ? []
      : [
          `${listed(demanded)} demand it of identities that are made later (iam:PermissionsBoundary): those are bound as tightly`,
        ]),
    ...(task.kind === 'boundary' && task.holders.length > 0
      ? [`attached to ${task.holders.length} identities as well: it keeps what these need, too`]
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_NAMED = 3;
