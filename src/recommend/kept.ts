/**
 * What must stay, straight from the verdicts and the ledger: as a set of known actions for the trimmer,
 * and as boxes (action, resource language) for the certificate, which must not rest on what the trimmer
 * did.
 *
 * A box is narrower than "any resource" only where the log shows every use of the action with its
 * resources: then what it does not show did not happen.
 */
import {
  actionsOf,
  emptySet,
  hasAction,
  intersect,
  isEmptySet,
  minus,
  setOfActions,
  union,
} from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import { actionsPassingRoles } from '../catalog/events/pass-role.js';
import { type PassedTo, servicesPassedTo } from '../catalog/events/passed-to-service.js';
import { type ActionSet, serviceOf } from '../model/action.js';
import { arnParts, nameOfArn } from '../model/arn.js';
import type { AuditOptions } from '../model/options.js';
import type { KeptBox } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { ActionUse, Assessment, VerdictGroup } from '../model/verdict.js';
import { verdictOfReason } from '../model/verdict.js';

/** How often one resource (an ARN, or a pattern where the log or the ledger has no more) was used. */
export type ResourceUse = { readonly resource: string; readonly count: number };

export type Kept = {
  readonly actions: ActionSet;
  /** The same with what could go only because it is blocked everywhere. */
  readonly actionsOrDead: ActionSet;
  readonly boxes: readonly KeptBox[];
  /**
   * Actions whose every use is known with its resources: one list for each identity that used it.
   * Kept actions that are missing here need any resource.
   */
  readonly located: ReadonlyMap<string, readonly (readonly ResourceUse[])[]>;
  /** Service principals that roles were passed to, none where none was; `any` unless all are known. */
  readonly passedTo: readonly string[] | 'any';
  readonly unobservable: ActionSet;
  readonly unknown: ActionSet;
};

/** What the ledger's words are read with. */
export type KeptTools = {
  readonly catalog: Catalog;
  readonly passingRoles: ActionSet;
  readonly servicesPassedTo: PassedTo;
  /** ARNs of an account's roles by `account name`, folded: names are unique whatever the path. */
  readonly roles: ReadonlyMap<string, string>;
};

const PASS_ROLE = 'iam:PassRole';

export function keptTools(catalog: Catalog, snapshots: readonly Snapshot[]): KeptTools {
  return {
    catalog,
    passingRoles: actionsPassingRoles(catalog),
    servicesPassedTo: servicesPassedTo(catalog),
    roles: new Map(
      snapshots.flatMap(({ roles }) =>
        roles.map(({ account, name, arn }) => [`${account} ${name.toLowerCase()}`, arn] as const),
      ),
    ),
  };
}

export function nothingKept(catalog: Catalog): Kept {
  const none = emptySet(catalog);
  return {
    actions: none,
    actionsOrDead: none,
    boxes: [],
    located: new Map(),
    passedTo: [],
    unobservable: none,
    unknown: none,
  };
}

/** What several holders of one policy need together. */
export function keptByAll(catalog: Catalog, a: Kept, b: Kept): Kept {
  const located = new Map<string, readonly (readonly ResourceUse[])[]>();
  for (const action of new Set([...a.located.keys(), ...b.located.keys()])) {
    const [own, other] = [a.located.get(action), b.located.get(action)];
    const needsAny = [a, b].some(
      (one) => hasAction(catalog, one.actions, action) && !one.located.has(action),
    );
    if (!needsAny) located.set(action, [...(own ?? []), ...(other ?? [])]);
  }
  return {
    actions: union(a.actions, b.actions),
    actionsOrDead: union(a.actionsOrDead, b.actionsOrDead),
    boxes: [...a.boxes, ...b.boxes],
    located,
    passedTo:
      a.passedTo === 'any' || b.passedTo === 'any'
        ? 'any'
        : [...new Set([...a.passedTo, ...b.passedTo])].sort(),
    unobservable: union(a.unobservable, b.unobservable),
    unknown: union(a.unknown, b.unknown),
  };
}

export function keptOf(
  tools: KeptTools,
  assessment: Assessment,
  options: Pick<AuditOptions, 'disabledRules' | 'scope' | 'unobservable'>,
): Kept {
  const { catalog } = tools;
  const sets = (wanted: (group: VerdictGroup) => boolean) =>
    assessment.groups
      .filter(wanted)
      .map(({ actions }) => actions)
      .reduce(union, emptySet(catalog));
  const used = sets(({ reason }) => verdictOfReason(reason) === 'used');
  const unknown = sets(({ reason }) => verdictOfReason(reason) === 'unknown');
  const unseen = keptUnobservable(
    catalog,
    sets(({ reason }) => verdictOfReason(reason) === 'unobservable'),
    options,
  );
  // What is blocked everywhere can go although no log could show it: no call of it succeeds.
  const unobservable = minus(unseen, assessment.dead);
  const doubtful = union(unknown, unobservable);
  const located = locatedUses(tools, assessment, used, doubtful);
  const actions = union(used, doubtful);
  const passedTo = servicesOf(tools, assessment, { actions, located }, options);
  return {
    actions,
    actionsOrDead: union(union(used, unknown), unseen),
    boxes: [
      ...actionsOf(catalog, used).map((action): KeptBox => {
        const uses = located.get(action)?.flat();
        return uses === undefined
          ? anywhere(action)
          : {
              action,
              resources: uses.map(({ resource }) => resource),
              ...(action === PASS_ROLE && passedTo !== 'any' ? { passedTo } : {}),
            };
      }),
      ...actionsOf(catalog, doubtful).map(anywhere),
      ...unmappedBoxes(assessment),
    ],
    located,
    passedTo,
    unobservable,
    unknown,
  };
}

/**
 * To which services roles were passed: what the calls that pass them prove, where every use of
 * `iam:PassRole` is known.
 */
function servicesOf(
  { catalog, servicesPassedTo: passedToBy }: KeptTools,
  { uses }: Assessment,
  { actions, located }: Pick<Kept, 'actions' | 'located'>,
  { disabledRules, scope }: Pick<AuditOptions, 'disabledRules' | 'scope'>,
): Kept['passedTo'] {
  if (!hasAction(catalog, actions, PASS_ROLE)) return [];
  const roles = located.get(PASS_ROLE)?.flat();
  const isAsked = scope === 'resources' && !disabledRules.includes('passed-to-service');
  // In other partitions some services have another principal.
  if (!isAsked || roles?.every(({ resource }) => resource.startsWith('arn:aws:')) !== true) {
    return 'any';
  }
  const services = passedToBy(uses.map(({ action }) => action));
  return services.length === 0 ? 'any' : services;
}

export function keptUnobservable(
  catalog: Catalog,
  actions: ActionSet,
  { unobservable }: Pick<AuditOptions, 'unobservable'>,
): ActionSet {
  const removed = actionsOf(catalog, actions).filter(
    (action) => (unobservable.byService[serviceOf(action)] ?? unobservable.default) === 'remove',
  );
  return minus(actions, setOfActions(catalog, removed));
}

/** The used actions of which every use is known, with all its resources. */
function locatedUses(
  tools: KeptTools,
  assessment: Assessment,
  used: ActionSet,
  doubtful: ActionSet,
): Kept['located'] {
  const { catalog } = tools;
  const rows = new Map<string, ActionUse[]>();
  for (const use of assessment.uses) {
    const known = rows.get(use.action);
    if (known === undefined) rows.set(use.action, [use]);
    else known.push(use);
  }
  const located = new Map<string, readonly (readonly ResourceUse[])[]>();
  for (const [action, own] of rows) {
    if (!hasAction(catalog, used, action)) continue;
    const isComplete =
      action === PASS_ROLE
        ? isPassingFullyLogged(tools, assessment, used, doubtful)
        : hasAction(catalog, assessment.fullyLogged, action);
    const uses = isComplete ? resourceUses(tools, own) : undefined;
    if (uses !== undefined) located.set(action, [uses]);
  }
  return located;
}

/**
 * `iam:PassRole` is in no log; the calls that pass roles are. Its uses are all known when none of the
 * calls that may pass a role, and that the identity keeps, could have gone unseen.
 */
function isPassingFullyLogged(
  { passingRoles }: KeptTools,
  { granted, dead, fullyLogged }: Assessment,
  used: ActionSet,
  doubtful: ActionSet,
): boolean {
  const passing = minus(intersect(granted, passingRoles), dead);
  return isEmptySet(intersect(passing, union(doubtful, minus(used, fullyLogged))));
}

/** `undefined` as soon as one use may have been on any resource. */
function resourceUses(
  tools: KeptTools,
  rows: readonly ActionUse[],
): readonly ResourceUse[] | undefined {
  const counts = new Map<string, number>();
  for (const { resources, resourceCounts } of rows) {
    if (resources === 'any') return undefined;
    resources.forEach((resource, index) => {
      const arn = roleByName(tools, resource);
      counts.set(arn, (counts.get(arn) ?? 0) + (resourceCounts?.[index] ?? 1));
    });
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([resource, count]) => ({ resource, count }));
}

/** A role that a request names without its path is logged as `role/*name`: there is one such role at most. */
function roleByName({ roles }: KeptTools, resource: string): string {
  const parts = resource.includes(':role/*') ? arnParts(resource) : undefined;
  if (parts === undefined || parts.service !== 'iam') return resource;
  const name = nameOfArn(resource).replace(/^\*/, '').toLowerCase();
  return roles.get(`${parts.account} ${name}`) ?? resource;
}

export const anywhere = (action: string): KeptBox => ({ action, resources: 'any' });

/** A call that no table maps may have been any action of its service, known or not. */
function unmappedBoxes({ groups }: Assessment): readonly KeptBox[] {
  return groups.flatMap(({ reason }) =>
    reason.kind === 'unmapped-event'
      ? [anywhere(reason.service === undefined ? '*' : `${reason.service}:*`)]
      : [],
  );
}
