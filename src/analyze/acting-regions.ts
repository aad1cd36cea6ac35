/**
 * Where could an identity have acted, so that the logs of which regions must tell of it?
 *
 * Source: IAM User Guide, "AWS global condition context keys" (`aws:RequestedRegion`).
 */
import { emptySet, intersect, isEmptySet, minus, union as unite } from '../catalog/action-set.js';
import { regionOfGlobalServices } from '../catalog/observability.js';
import type { ActionSet } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import { type Identity, isServiceLinked } from '../model/identity.js';
import type { Condition, PolicyDocument, Statement } from '../model/policy.js';
import { evaluateCondition } from '../policy/conditions/evaluate-condition.js';
import { grantedActions } from '../policy/effective-grants.js';
import { expandActions } from '../policy/expand-actions.js';
import { boundaryOf, holdingsOf } from '../policy/holdings.js';
import { callersOf, type VerdictContext } from './verdict-context.js';

/** Where IAM and its like are recorded, and grants change. */
export function homeOfGlobalServices({ arn }: Identity): string {
  return regionOfGlobalServices(arnParts(arn)?.partition ?? 'aws');
}

/**
 * Regions where the identity could act: those in which any record shows life of the account, the one of
 * the global services, those that its policies name, and where AWS saw the role last. That the account
 * is dead everywhere else is taken from the logs, unless a gap is known there or the settings of the
 * trails tell, and said in every report.
 */
export function actingRegions(context: VerdictContext, identity: Identity): readonly string[] {
  const regions = new Set(context.coverage.regionsAlive(identity.account));
  // IAM's own events are recorded here: without them nobody knows how old a grant is.
  regions.add(homeOfGlobalServices(identity));
  for (const statement of allowStatements(context, identity)) {
    for (const region of namedRegions(statement)) regions.add(region);
  }
  for (const caller of callersOf(context.directory, identity)) {
    const lastUsed = caller.kind === 'role' ? caller.lastUsed : undefined;
    if (lastUsed !== undefined && lastUsed.at >= context.window.from) regions.add(lastUsed.region);
  }
  return [...regions].sort();
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

function namedRegions(statement: Statement): readonly string[] {
  const inResources = statement.resources?.negated
    ? []
    : (statement.resources?.patterns ?? []).map((pattern) => pattern.split(':')[3] ?? '');
  const inConditions = statement.conditions
    .filter(
      ({ key, operator }) =>
        key.toLowerCase() === 'aws:requestedregion' && !operator.includes('Not'),
    )
    .flatMap(({ values }) => values);
  return [...inResources, ...inConditions].filter((region) => REGION.test(region));
}

/** What a statement grants, and the regions that every such call names. */
export type BoundGrant = { readonly actions: ActionSet; readonly regions: Bound['regions'] };

type Bound = { readonly actions: ActionSet; readonly regions: readonly string[] | 'any' };

export function boundGrants(context: VerdictContext, identity: Identity): readonly BoundGrant[] {
  return allowStatements(context, identity).map((statement) => ({
    actions: grantedActions(context.expander, [statement]),
    regions: boundRegions(statement),
  }));
}

/** Splits the actions by the regions that the statements granting them are bound to. */
export function byBinding(actions: ActionSet, grants: readonly BoundGrant[]): readonly Bound[] {
  // What no statement grants is bound to nothing, and neither is what one grants everywhere.
  const free = grants
    .filter(({ regions }) => regions === 'any')
    .reduce((left, grant) => minus(left, grant.actions), actions);
  let parts: readonly Bound[] = [{ actions: free, regions: [] }];
  for (const grant of grants.filter(({ regions }) => regions !== 'any')) {
    parts = parts.flatMap((part) =>
      [
        {
          actions: intersect(part.actions, grant.actions),
          regions: bothRegions(part.regions, grant.regions),
        },
        { actions: minus(part.actions, grant.actions), regions: part.regions },
      ].filter((half) => !isEmptySet(half.actions)),
    );
  }
  const bound = parts.filter(({ regions }) => regions.length > 0);
  const rest = bound.reduce((left, part) => minus(left, part.actions), actions);
  return [...bound, ...(isEmptySet(rest) ? [] : [{ actions: rest, regions: 'any' } as const])];
}

function bothRegions(a: Bound['regions'], b: Bound['regions']): Bound['regions'] {
  return a === 'any' || b === 'any' ? 'any' : [...new Set([...a, ...b])].sort();
}

/** Regions that every call allowed by the statement names; `any` on the slightest doubt. */
function boundRegions({ conditions, resources }: Statement): Bound['regions'] {
  const asked = conditions.find(
    ({ key, operator, qualifier, ifExists, values }) =>
      key.toLowerCase() === 'aws:requestedregion' &&
      !ifExists &&
      qualifier !== 'ForAllValues' &&
      /^String(Equals(IgnoreCase)?|Like)$/.test(operator) &&
      values.every((value) => REGION.test(value)),
  );
  if (asked !== undefined) return asked.values;
  const named = resources?.negated ? [] : (resources?.patterns ?? []);
  const regions = named.map((pattern) => pattern.split(':')[3] ?? '');
  return regions.length > 0 && regions.every((region) => REGION.test(region)) ? regions : 'any';
}

type Open = { readonly actions: ActionSet; readonly open: readonly string[] };

/** Actions that a Deny stops for certain wherever they are called in the region, by region. */
export function deniedIn(
  context: VerdictContext,
  identity: Identity,
  regions: readonly string[],
): ReadonlyMap<string, ActionSet> {
  const denies = denyStatements(context, identity).map((one) => ({
    ...one,
    actions: expandActions(context.expander, one.statement.actions),
  }));
  const none = emptySet(context.catalog);
  return new Map(
    denies.length === 0
      ? []
      : regions.map((region) => [
          region,
          denies
            .filter((one) => appliesIn(region, identity, one))
            .reduce((all, { actions }) => unite(all, actions), none),
        ]),
  );
}

/** Splits the actions by those of the regions in which nothing stops them. */
export function byOpenRegions(
  actions: ActionSet,
  regions: readonly string[],
  denied: ReadonlyMap<string, ActionSet>,
): readonly Open[] {
  let parts: readonly Open[] = [{ actions, open: [] }];
  for (const region of regions) {
    const stopped = denied.get(region);
    parts = parts.flatMap(({ actions: own, open }) => {
      if (stopped === undefined) return [{ actions: own, open: [...open, region] }];
      return [
        { actions: minus(own, stopped), open: [...open, region] },
        { actions: intersect(own, stopped), open },
      ].filter((half) => !isEmptySet(half.actions));
    });
  }
  return parts;
}

type Deny = { readonly statement: Statement; readonly version: PolicyDocument['version'] };

function isOnRegion({ key }: Condition): boolean {
  return key.toLowerCase() === 'aws:requestedregion';
}

/** By region: of control policies that bind the identity, of its boundary and of its own policies. */
function denyStatements({ directory }: VerdictContext, identity: Identity): readonly Deny[] {
  const { scpLevels = [], isManagementAccount } = directory.snapshot;
  const isBound = !isManagementAccount && !(identity.kind === 'role' && isServiceLinked(identity));
  const boundary = boundaryOf(directory, identity);
  const documents = [
    ...holdingsOf(directory, identity).flatMap(({ document }) => document ?? []),
    ...(typeof boundary === 'string' ? [] : [boundary]),
    ...(isBound
      ? scpLevels.flatMap(({ policies }) => policies.map(({ document }) => document))
      : []),
  ];
  return documents.flatMap(({ version, statements }) =>
    statements
      .filter(({ effect, conditions }) => effect === 'Deny' && conditions.some(isOnRegion))
      .map((statement) => ({ statement, version })),
  );
}

/** On every resource, in every context that such a call can have. */
function appliesIn(region: string, identity: Identity, { statement, version }: Deny): boolean {
  const { resources, conditions, opaque } = statement;
  if (opaque || resources?.negated === true) return false;
  if (resources !== undefined && !resources.patterns.includes('*')) return false;
  const context = new Map<string, readonly string[]>([
    ['aws:requestedregion', [region]],
    ['aws:principalaccount', [identity.account]],
    ...(identity.kind === 'group' ? [] : [['aws:principalarn', [identity.arn]] as const]),
  ]);
  const variables = version === '2012-10-17' ? 'substituted' : 'literal';
  return conditions.every(
    (condition) =>
      evaluateCondition(condition, { context, unknownKeys: 'unknown' }, variables) === true,
  );
}

export function allowStatements(context: VerdictContext, identity: Identity): readonly Statement[] {
  return holdingsOf(context.directory, identity)
    .flatMap((holding) => holding.document?.statements ?? [])
    .filter((statement) => statement.effect === 'Allow');
}
