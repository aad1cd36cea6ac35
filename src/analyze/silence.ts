/** What a silence means: never logged, not recorded here, not covered long enough, or unused. */
import { intersect, isEmptySet, minus, overlaps } from '../catalog/action-set.js';
import type { RecordedAs } from '../catalog/recorded-as.js';
import type { ActionSet } from '../model/action.js';
import type { Elsewhere } from '../model/coverage.js';
import type { Identity } from '../model/identity.js';
import type { Statement } from '../model/policy.js';
import { daysBetween, later } from '../model/time.js';
import { type VerdictReason, verdictOfReason } from '../model/verdict.js';
import { grantedActions } from '../policy/effective-grants.js';
import {
  actingRegions,
  allowStatements,
  type BoundGrant,
  boundGrants,
  byBinding,
  byOpenRegions,
  deniedIn,
  homeOfGlobalServices,
} from './acting-regions.js';
import type { ActionClass } from './action-classes.js';
import type { Access, Observed } from './coverage-index.js';
import { byReason, type Claim, type VerdictContext } from './verdict-context.js';

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
  const claims = classes.flatMap(({ observability, actions }) => {
    if (observability.kind !== 'data') return [];
    return byReach(intersect(left, actions), statements).map((part) => {
      const { access, resourceTypes } = observability;
      const { reaches } = part;
      const observed = inAll(access, (one) =>
        context.coverage.data(identity.account, { access: one, resourceTypes, reaches }),
      );
      return { actions: part.actions, reason: reasonOf(observed, `data ${WORDS[access]}`) };
    });
  });
  return byReason(claims);
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

/** Management events, judged in the regions in which the grants of the identity let it act. */
export function managementClaims(
  context: VerdictContext,
  identity: Identity,
  left: ActionSet,
): readonly Claim[] {
  let grants: readonly BoundGrant[] | undefined;
  const denied = new Map<string, ReturnType<typeof deniedIn>>();
  return claimsOf(context, identity, left, (actions, holed) => {
    grants ??= boundGrants(context, identity);
    const key = holed.join();
    const stopped = denied.get(key) ?? deniedIn(context, identity, holed);
    denied.set(key, stopped);
    return byBinding(actions, grants).flatMap((part): readonly Part[] =>
      part.regions === 'any'
        ? byOpenRegions(part.actions, holed, stopped)
        : [{ actions: part.actions, bound: part.regions }],
    );
  });
}

/** The same for calls of anybody, which no grant of the identity binds to a region. */
export function anybodysManagementClaims(
  context: VerdictContext,
  identity: Identity,
  left: ActionSet,
): readonly Claim[] {
  return claimsOf(context, identity, left, (actions, open) => [{ actions, open }]);
}

/** Actions that are bound to regions, or those of the regions with gaps where they may be called. */
type Part = { readonly actions: ActionSet } & (
  | { readonly bound: readonly string[] }
  | { readonly open: readonly string[] }
);

function claimsOf(
  context: VerdictContext,
  identity: Identity,
  left: ActionSet,
  split: (actions: ActionSet, holed: readonly string[]) => readonly Part[],
): readonly Claim[] {
  const regions = actingRegions(context, identity);
  const home = homeOfGlobalServices(identity);
  return context.classes.flatMap((entry): readonly Claim[] => {
    const actions = intersect(left, entry.actions);
    if (entry.observability.kind !== 'management' || isEmptySet(actions)) return [];
    const { access, global } = entry.observability;
    const { service = '' } = entry;
    const elsewhere = ACCESSES[access]
      .map((one) => context.coverage.elsewhere(identity.account, { access: one, service }))
      .reduce((a, b) => (b.kind === 'left-out' ? b : a));
    const holed = context.coverage.holedRegions(identity.account, service);
    const inRegions = (where: readonly string[]): VerdictReason =>
      reasonOf(observeManagement(context, identity, entry, where), `management ${WORDS[access]}`);
    if (global) return [{ actions, reason: inRegions(regions) }];
    const claims = split(actions, holed).map((part): Claim => {
      if ('bound' in part) {
        // Only the home of IAM tells how old a grant is, whichever region it is bound to.
        return { actions: part.actions, reason: inRegions(union(part.bound, [home])) };
      }
      const reason = inRegions(union(regions, part.open));
      return {
        actions: part.actions,
        reason:
          elsewhere.kind === 'left-out' && reason.kind === 'silent'
            ? leftOutElsewhere(context, elsewhere)
            : reason,
      };
    });
    return byReason(claims);
  });
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
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

function observeManagement(
  context: VerdictContext,
  identity: Identity,
  { observability, service }: ActionClass,
  regions: readonly string[],
): Observed {
  if (observability.kind !== 'management') throw new Error('not a management class');
  const { access, excludable, global } = observability;
  return inAll(access, (one) =>
    context.coverage.management(identity.account, {
      access: one,
      regions: global ? [homeOfGlobalServices(identity)] : regions,
      service: service ?? '',
      excludable,
      global,
    }),
  );
}

const isNever = (reason: VerdictReason): boolean => verdictOfReason(reason) === 'unobservable';

const ACCESSES: Readonly<Record<RecordedAs, readonly [Access, ...Access[]]>> = {
  read: ['read'],
  write: ['write'],
  either: ['write', 'read'],
};
const WORDS: Readonly<Record<RecordedAs, string>> = {
  read: 'read',
  write: 'write',
  either: 'read or write',
};

/** Where a call may be recorded as a read or as a write, it was seen only where both are recorded. */
function inAll(access: RecordedAs, observe: (access: Access) => Observed): Observed {
  return ACCESSES[access].map(observe).reduce((a, b) => {
    if (b.kind === 'not-observed' && (a.kind === 'observed' || isNever(b.reason))) return b;
    if (a.kind === 'not-observed' || b.kind === 'not-observed') return a;
    const verified = [a.verifiedUntil, b.verifiedUntil];
    return {
      ...a,
      since: later(a.since, b.since),
      regions: union(a.regions, b.regions),
      trails: union(a.trails, b.trails),
      verifiedUntil: verified.includes(undefined) ? undefined : a.verifiedUntil,
    };
  });
}

function reasonOf(observed: Observed, events: string): VerdictReason {
  if (observed.kind === 'not-observed') return observed.reason;
  const { regions, since, until, trails, verifiedUntil } = observed;
  const named = trails.length === 0 ? {} : { trails };
  const verified = verifiedUntil === undefined ? {} : { verifiedUntil };
  return { kind: 'silent', events, regions, since, until, ...named, ...verified };
}

/** `*` for a `NotResource`. */
function reachesOf({ resources }: Statement): readonly string[] {
  return resources === undefined || resources.negated ? ['*'] : resources.patterns;
}
