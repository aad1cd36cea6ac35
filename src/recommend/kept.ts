/**
 * What must stay, straight from the verdicts: as a set of known actions for the trimmer, and as boxes
 * (action, resource language) for the certificate, which must not rest on what the trimmer did.
 */
import { actionsOf, emptySet, minus, setOfActions, union } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import { type ActionSet, serviceOf } from '../model/action.js';
import type { AuditOptions } from '../model/options.js';
import type { Assessment, VerdictGroup } from '../model/verdict.js';
import { verdictOfReason } from '../model/verdict.js';
import type { Box } from '../policy/includes.js';

export type Kept = {
  readonly actions: ActionSet;
  /** The same with what could go only because it is blocked everywhere. */
  readonly actionsOrDead: ActionSet;
  readonly boxes: readonly Box[];
  readonly unobservable: ActionSet;
  readonly unknown: ActionSet;
};

export function nothingKept(catalog: Catalog): Kept {
  const none = emptySet(catalog);
  return { actions: none, actionsOrDead: none, boxes: [], unobservable: none, unknown: none };
}

/** What several holders of one policy need together. */
export function keptByAll(a: Kept, b: Kept): Kept {
  return {
    actions: union(a.actions, b.actions),
    actionsOrDead: union(a.actionsOrDead, b.actionsOrDead),
    boxes: [...a.boxes, ...b.boxes],
    unobservable: union(a.unobservable, b.unobservable),
    unknown: union(a.unknown, b.unknown),
  };
}

export function keptOf(
  catalog: Catalog,
  assessment: Assessment,
  options: Pick<AuditOptions, 'unobservable'>,
): Kept {
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
  return {
    actions: union(union(used, unknown), unobservable),
    actionsOrDead: union(union(used, unknown), unseen),
    boxes: [
      ...usedBoxes(catalog, assessment, used),
      ...actionsOf(catalog, union(unknown, unobservable)).map(anywhere),
      ...unmappedBoxes(assessment),
    ],
    unobservable,
    unknown,
  };
}

function keptUnobservable(
  catalog: Catalog,
  actions: ActionSet,
  { unobservable }: Pick<AuditOptions, 'unobservable'>,
): ActionSet {
  const removed = actionsOf(catalog, actions).filter(
    (action) => (unobservable.byService[serviceOf(action)] ?? unobservable.default) === 'remove',
  );
  return minus(actions, setOfActions(catalog, removed));
}

/** Where the log has the resources of every use, the box is those; else any resource. */
function usedBoxes(catalog: Catalog, { uses }: Assessment, used: ActionSet): readonly Box[] {
  const primary = uses.filter(({ kind }) => kind !== 'conditional');
  const seen = new Set(primary.map(({ action }) => action));
  return [
    ...primary.map(({ action, resources }): Box => ({ action, resources })),
    ...actionsOf(catalog, used)
      .filter((action) => !seen.has(action))
      .map(anywhere),
  ];
}

const anywhere = (action: string): Box => ({ action, resources: 'any' });

/** A call that no table maps may have been any action of its service, known or not. */
function unmappedBoxes({ groups }: Assessment): readonly Box[] {
  return groups.flatMap(({ reason }) =>
    reason.kind === 'unmapped-event'
      ? [anywhere(reason.service === undefined ? '*' : `${reason.service}:*`)]
      : [],
  );
}
