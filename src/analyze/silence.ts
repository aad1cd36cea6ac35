/** What a silence means: never logged, not recorded here, not covered long enough, or unused. */
import { intersect, isEmptySet, minus, overlaps } from '../catalog/action-set.js';
import { regionOfGlobalServices } from '../catalog/observability.js';
import type { ActionSet } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import type { Elsewhere } from '../model/coverage.js';
import type { Identity } from '../model/identity.js';
import type { Statement } from '../model/policy.js';
import { daysBetween } from '../model/time.js';
import type { VerdictReason } from '../model/verdict.js';
import { grantedActions } from '../policy/effective-grants.js';
import { holdingsOf } from '../policy/holdings.js';
import type { ActionClass } from './action-classes.js';
import type { Observed } from './coverage-index.js';
import { type Claim, callersOf, type VerdictContext } from './verdict-context.js';

/** Actions that no log that was given could ever show. */
export function unloggedClaims(context: VerdictContext): readonly Claim[] {
  return context.classes.flatMap(({ observability, actions }): readonly Claim[] => {
    switch (observability.kind) {
      case 'never':
        return [{ actions, reason: { kind: 'never-logged', how: observability.how } }];
      case 'unlisted':
        return [{ actions, reason: { kind: 'unlisted', how: observability.how } }];
      default:
        return [];
    }
  });
}

/** Data events, judged action by action on the resources that the statements granting it reach. */
export function dataClaims(
  context: VerdictContext,
  identity: Identity,
  left: ActionSet,
): readonly Claim[] {
  const classes = context.classes.filter(
    ({ observability, actions }) => observability.kind === 'data' && overlaps(left, actions),
  );
  if (classes.length === 0) return [];
  const statements = allowStatements(context, identity)
    .map((statement) => ({
      actions: grantedActions(context.expander, [statement]),
      reaches: reachesOf(statement),
    }))
    .filter(({ actions }) => overlaps(left, actions));
  return classes.flatMap(({ observability, actions }) => {
    if (observability.kind !== 'data') return [];
    return byReach(intersect(left, actions), statements).map((part) => {
      const observed = context.coverage.data(identity.account, {
        access: observability.access,
        resourceTypes: observability.resourceTypes,
        reaches: part.reaches,
      });
      return { actions: part.actions, reason: reasonOf(observed, `data ${observability.access}`) };
    });
  });
}

type Reaching = { readonly actions: ActionSet; readonly reaches: readonly string[] };

/** Splits the actions by the statements that grant them; what one action reaches says nothing of another. */
function byReach(actions: ActionSet, statements: readonly Reaching[]): readonly Reaching[] {
  let parts: readonly Reaching[] = [{ actions, reaches: [] }];
  for (const statement of statements) {
    parts = parts.flatMap((part) =>
      [
        {
          actions: intersect(part.actions, statement.actions),
          reaches: [...part.reaches, ...statement.reaches],
        },
        { actions: minus(part.actions, statement.actions), reaches: part.reaches },
      ].filter((half) => !isEmptySet(half.actions)),
    );
  }
  return parts.filter((part) => !isEmptySet(part.actions));
}

export function managementClaims(
  context: VerdictContext,
  identity: Identity,
  left: ActionSet,
): readonly Claim[] {
  const regions = regionsOf(context, identity);
  return context.classes.flatMap((entry): readonly Claim[] => {
    const actions = intersect(left, entry.actions);
    if (entry.observability.kind !== 'management' || isEmptySet(actions)) return [];
    const { access, global } = entry.observability;
    const events = `management ${access}`;
    const { service = '' } = entry;
    const elsewhere = context.coverage.elsewhere(identity.account, { access, service });
    const inRegions = (where: readonly string[]): VerdictReason =>
      reasonOf(observeManagement(context, identity, entry, where), events);
    const reason = inRegions(regions);
    if (global || elsewhere.kind !== 'left-out') return [{ actions, reason }];
    // Some trail is known, and it does not record every region: only a grant that is bound to
    // regions can be judged.
    const unbound = reason.kind === 'silent' ? leftOutElsewhere(context, elsewhere) : reason;
    return byBinding(context, identity, actions).map((part) => ({
      actions: part.actions,
      reason: part.regions === 'any' ? unbound : inRegions(part.regions),
    }));
  });
}

function leftOutElsewhere(
  { window, options }: VerdictContext,
  { until, trails }: Extract<Elsewhere, { readonly kind: 'left-out' }>,
): VerdictReason {
  if (until >= window.to) return { kind: 'no-coverage', regions: [EVERY_OTHER_REGION], trails };
  return {
    kind: 'short-coverage',
    region: EVERY_OTHER_REGION,
    coveredDays: Math.floor(daysBetween(until, window.to) * 10) / 10,
    neededDays: options.minWindowDays,
    because: `${trails.join(' and ')} left it out until ${until}`,
  };
}

const EVERY_OTHER_REGION = 'every other region';

type Bound = { readonly actions: ActionSet; readonly regions: readonly string[] | 'any' };

/** Splits the actions by the regions that the statements granting them are bound to. */
function byBinding(
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
  return parts;
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

function observeManagement(
  context: VerdictContext,
  identity: Identity,
  { observability, service }: ActionClass,
  regions: readonly string[],
): Observed {
  if (observability.kind !== 'management') throw new Error('not a management class');
  const partition = arnParts(identity.arn)?.partition ?? 'aws';
  const { access, excludable, global } = observability;
  return context.coverage.management(identity.account, {
    access,
    regions: global ? [regionOfGlobalServices(partition)] : regions,
    service: service ?? '',
    excludable,
    global,
  });
}

function reasonOf(observed: Observed, events: string): VerdictReason {
  if (observed.kind === 'not-observed') return observed.reason;
  const { regions, since, until, trails, verifiedUntil } = observed;
  const named = trails.length === 0 ? {} : { trails };
  const verified = verifiedUntil === undefined ? {} : { verifiedUntil };
  return { kind: 'silent', events, regions, since, until, ...named, ...verified };
}

/**
 * Regions where the identity could act: those in which the account's logs show any life, the one of
 * the global services, those that its policies name, and where AWS saw the role last. That the account is dead everywhere else is
 * taken from the logs, unless the settings of the trails tell, and said in every report.
 */
function regionsOf(context: VerdictContext, identity: Identity): readonly string[] {
  const regions = new Set(context.coverage.regionsSeen(identity.account));
  // IAM's own events are recorded here: without them nobody knows how old a grant is.
  regions.add(regionOfGlobalServices(arnParts(identity.arn)?.partition ?? 'aws'));
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

function allowStatements(context: VerdictContext, identity: Identity): readonly Statement[] {
  return holdingsOf(context.directory, identity)
    .flatMap((holding) => holding.document?.statements ?? [])
    .filter((statement) => statement.effect === 'Allow');
}

/** `*` for a `NotResource`. */
function reachesOf({ resources }: Statement): readonly string[] {
  return resources === undefined || resources.negated ? ['*'] : resources.patterns;
}
