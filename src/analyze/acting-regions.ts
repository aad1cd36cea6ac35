/**
 * Where could an identity have acted, so that the logs of which regions must tell of it?
 *
 * Source: IAM User Guide, "AWS global condition context keys" (`aws:RequestedRegion`).
 */
import { intersect, isEmptySet, minus } from '../catalog/action-set.js';
import { regionOfGlobalServices } from '../catalog/observability.js';
import type { ActionSet } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import { type Identity, isServiceLinked } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
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

type Bound = { readonly actions: ActionSet; readonly regions: readonly string[] | 'any' };

/** Splits the actions by the regions that the statements granting them are bound to. */
export function byBinding(
  context: VerdictContext,
  identity: Identity,
  actions: ActionSet,
): readonly Bound[] {
  let parts: readonly Bound[] = [{ actions, regions: [] }];
  for (const statement of allowStatements(context, identity)) {
    const granted = grantedActions(context.expander, [statement]);
    const bound = boundRegions(statement);
    parts = parts.flatMap((part) =>
      [
        { actions: intersect(part.actions, granted), regions: bothRegions(part.regions, bound) },
        { actions: minus(part.actions, granted), regions: part.regions },
      ].filter((half) => !isEmptySet(half.actions)),
    );
  }
  // What no statement grants is bound to nothing.
  return parts.map((part) => (part.regions.length === 0 ? { ...part, regions: 'any' } : part));
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

/** Splits the actions by those of the regions in which no Deny stops the identity for certain. */
export function byOpenRegions(
  context: VerdictContext,
  identity: Identity,
  actions: ActionSet,
  regions: readonly string[],
): readonly Open[] {
  let parts: readonly Open[] = [{ actions, open: [] }];
  const denies = denyStatements(context, identity);
  for (const region of regions) {
    const denied = denies
      .filter((one) => appliesIn(region, identity, one))
      .map(({ statement }) => expandActions(context.expander, statement.actions));
    const stopped = (own: ActionSet): ActionSet =>
      denied.reduce((left, one) => minus(left, one), own);
    parts = parts.flatMap(({ actions: own, open }) => {
      const free = stopped(own);
      return [
        { actions: free, open: [...open, region] },
        { actions: minus(own, free), open },
      ].filter((half) => !isEmptySet(half.actions));
    });
  }
  return parts;
}

type Deny = { readonly statement: Statement; readonly version: PolicyDocument['version'] };

/** Of control policies that bind the identity, of its boundary and of its own policies. */
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
      .filter(({ effect }) => effect === 'Deny')
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
