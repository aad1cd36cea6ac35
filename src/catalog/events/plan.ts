/** What one event name of one service means, worked out once; the record fills in the rest. */
import type { Action } from '../../model/action.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { type Catalog, findAction, resourceTypesOf } from '../catalog.js';
import { type Condition, compileCondition, pathsOfCondition } from './condition.js';
import { SHARED_SOURCES } from './event-source.js';
import type { ActionRow, EventRow } from './event-table.js';
import { type EventMapping, IGNORED, type MappedAction, type MappingContext } from './mapping.js';
import { IGNORED_EVENTS } from './no-permission.js';
import { passRoleRule, pathsOfPassRole } from './pass-role.js';
import { compileTemplates, pathsOfTemplate, type ResourceTemplate } from './resource-template.js';
import { EVENT_TABLES } from './tables.js';
import { tagRule } from './tag-on-create.js';

export type Plan = (event: TrailEvent) => EventMapping;

/**
 * API date that Lambda and CloudFront append: `20150331`, `20150331v2`, `2019_03_26`. Nothing
 * shorter: `ListFindingsV2` and `CreateEnvironmentEC2` are names.
 * Source: Lambda Developer Guide, "Logging Lambda API calls using CloudTrail".
 */
const API_DATE = /(?:20\d{6}(?:v\d{1,3})?|20\d\d_\d\d_\d\d)$/;

type Step = {
  readonly action: Action;
  readonly conditional: boolean;
  readonly when: Condition | undefined;
  readonly resources: ResourceTemplate | undefined;
};

export function createPlan(prefix: string, eventName: string, context: MappingContext): Plan {
  const operation = operationName(eventName);
  const ignored = own(own(IGNORED_EVENTS, prefix), operation);
  if (ignored !== undefined) return always(IGNORED[ignored]);
  for (const candidate of [prefix, ...(own(SHARED_SOURCES, prefix) ?? [])]) {
    const steps = stepsOf(candidate, operation, context.catalog);
    if (steps.length > 0) return planOf(candidate, operation, { steps, context });
  }
  if (prefix === 'signin') return always(IGNORED['console-sign-in']);
  return always(Object.freeze({ kind: 'unmapped', service: prefix }));
}

/** Paths that the plan of an event may read; `tags`: any object of the request, too. */
export function readsOfPlan(
  prefix: string,
  eventName: string,
  catalog: Catalog,
): { readonly paths: readonly string[]; readonly tags: boolean } {
  const operation = operationName(eventName);
  if (own(own(IGNORED_EVENTS, prefix), operation) !== undefined) return { paths: [], tags: false };
  const row = own(own(EVENT_TABLES, prefix), operation);
  const rows = actionRowsOf(row, `${prefix}:${operation}`);
  const paths = rows.flatMap(({ when, arns = row?.arns ?? [] }) => [
    ...(when === undefined ? [] : pathsOfCondition(when)),
    ...arns.flatMap(pathsOfTemplate),
  ]);
  const first = stepsOf(prefix, operation, catalog)[0]?.action;
  return {
    paths: [...paths, ...pathsOfPassRole(prefix, operation)],
    tags: tagRule(catalog, prefix, first) !== undefined,
  };
}

/** The operation behind an event name. */
export function operationName(eventName: string): string {
  return eventName.replace(API_DATE, '');
}

const always =
  (mapping: EventMapping): Plan =>
  () =>
    mapping;

function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function stepsOf(prefix: string, operation: string, catalog: Catalog): readonly Step[] {
  const row = own(own(EVENT_TABLES, prefix), operation);
  return actionRowsOf(row, `${prefix}:${operation}`).flatMap((actionRow) => {
    const action = findAction(catalog, actionRow.action);
    if (action === undefined) return [];
    const formats = resourceTypesOf(catalog, action).map(({ arn }) => arn);
    const arns = formats.length === 0 ? [] : (actionRow.arns ?? row?.arns ?? []);
    return {
      action,
      conditional: actionRow.conditional === true,
      when: actionRow.when === undefined ? undefined : compileCondition(actionRow.when),
      resources: arns.length === 0 ? undefined : compileTemplates(arns, formats),
    };
  });
}

/** Rows that only add something (`conditional`) stand beside the action of the same name. */
function actionRowsOf(row: EventRow | undefined, sameName: string): readonly ActionRow[] {
  const rows = (row?.actions ?? []).map((item) =>
    typeof item === 'string' ? { action: item } : item,
  );
  return rows.every(({ conditional }) => conditional) ? [{ action: sameName }, ...rows] : rows;
}

type PlanParts = { readonly steps: readonly Step[]; readonly context: MappingContext };

function planOf(prefix: string, operation: string, { steps, context }: PlanParts): Plan {
  const { catalog, rolesOfInstanceProfile } = context;
  const tagging = tagRule(catalog, prefix, steps[0]?.action);
  const passRole = findAction(catalog, 'iam:PassRole');
  const passing = passRole && passRoleRule(prefix, operation, { passRole, rolesOfInstanceProfile });
  if (tagging === undefined && passing === undefined && steps.every(isFixed)) {
    return always(frozen(steps.map(fixedAction)));
  }
  return (event) => {
    const actions: MappedAction[] = [];
    for (const step of steps) {
      const action = actionOf(step, event);
      if (action !== undefined) actions.push(action);
    }
    if (actions.length === 0) actions.push(...steps.map(possibleAction));
    const passed = passing?.(event);
    if (passed !== undefined) actions.push(passed);
    if (tagging?.mayApply(event)) {
      actions.push({ action: tagging.action, kind: 'conditional', resources: undefined });
    }
    return { kind: 'mapped', actions };
  };
}

/** Shared by all records of the name, so nobody may change it. */
function frozen(actions: readonly MappedAction[]): EventMapping {
  for (const action of actions) Object.freeze(action);
  return Object.freeze({ kind: 'mapped', actions: Object.freeze(actions) });
}

function isFixed({ when, resources }: Step): boolean {
  return when === undefined && resources === undefined;
}

function fixedAction({ action, conditional }: Step): MappedAction {
  return { action, kind: conditional ? 'conditional' : 'primary', resources: undefined };
}

/** A request that fits none of the rows may have been any of them. */
function possibleAction({ action }: Step): MappedAction {
  return { action, kind: 'conditional', resources: undefined };
}

function actionOf(step: Step, event: TrailEvent): MappedAction | undefined {
  const holds = step.when?.(event) ?? 'yes';
  if (holds === 'no') return undefined;
  const sure = holds === 'yes' && !step.conditional;
  return {
    action: step.action,
    kind: sure ? 'primary' : 'conditional',
    resources: step.resources?.(event),
  };
}
