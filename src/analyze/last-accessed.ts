/**
 * IAM's last-accessed data: attempts to use a service or an action, denied ones too.
 *
 * It may always keep a permission. To support `unused` it takes more: a row of the action itself,
 * which AWS gives only for actions that it tracks; or the silence of the whole service, for actions
 * that are calls of that service's own API. Both only where the report reaches the window's end but
 * for a day, the tracking period its beginning, and every region of the account is tracked.
 *
 * A missing row, an empty report and a failed job say nothing: reports cover only what the identity's
 * policies allow.
 */
import { intersect, isEmptySet, minus, setOfActions, union } from '../catalog/action-set.js';
import { isOwnCall } from '../catalog/observability.js';
import {
  actionsTrackedSince,
  LAST_ACCESSED_LAG_HOURS,
  TRACKED_DAYS,
  TRACKED_REGIONS,
} from '../catalog/tracking.js';
import type { ActionSet } from '../model/action.js';
import { serviceOf } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import type { Identity } from '../model/identity.js';
import type { LastAccessedReport } from '../model/snapshot.js';
import {
  addDays,
  daysBetween,
  earlier,
  type Instant,
  instantOfMs,
  later,
  msOf,
} from '../model/time.js';
import type { VerdictGroup, VerdictReason } from '../model/verdict.js';
import { groupBy, isAround } from './ledger-index.js';
import {
  byReason,
  type Claim,
  callersOf,
  serviceActions,
  type VerdictContext,
} from './verdict-context.js';

const HOUR_MS = 3_600_000;
/** A report may be a day older than the end of the window, as logs may begin a day late. */
const END_SLACK_DAYS = 1;

/** What AWS saw used inside the window, and the log does not explain. */
export function lastAccessedUseClaims(
  context: VerdictContext,
  identity: Identity,
): readonly Claim[] {
  return [...new Set([identity, ...callersOf(context.directory, identity)])].flatMap((subject) => {
    const report = context.lastAccessed.get(subject.arn);
    return report === undefined ? [] : useClaims(context, subject, report);
  });
}

function useClaims(
  context: VerdictContext,
  subject: Identity,
  { services }: LastAccessedReport,
): readonly Claim[] {
  const calls = callersOf(context.directory, subject).flatMap(({ id }) =>
    context.ledger.usesOf(id),
  );
  return services.flatMap(({ service, at, actions }) => {
    const used = actions.flatMap((row) =>
      row.at !== undefined && row.at >= context.window.from ? [{ ...row, at: row.at }] : [],
    );
    const unexplained = used.filter(
      (row) => !calls.some((use) => use.action === row.action && isAround(use, row.at)),
    );
    const claims = unexplained.map(
      (row): Claim => ({
        actions: setOfActions(context.catalog, [row.action]),
        reason: { kind: 'coarse-use', source: 'action-last-accessed', service, at: row.at },
      }),
    );
    if (at === undefined || at < context.window.from) return claims;
    const isExplained =
      calls.some((use) => serviceOf(use.action) === service && isAround(use, at)) ||
      used.some((row) => row.at >= addDays(at, -1));
    const all = serviceActions(context, service);
    return isExplained || isEmptySet(all)
      ? claims
      : [
          ...claims,
          {
            actions: all,
            reason: { kind: 'coarse-use', source: 'service-last-accessed', service, at },
          },
        ];
  });
}

/** Turns what no log can show, or did not show for long enough, into `unused` where AWS shows silence. */
export function withReportedSilence(
  context: VerdictContext,
  identity: Identity,
  groups: readonly VerdictGroup[],
  blocked: () => ActionSet,
): readonly VerdictGroup[] {
  if (!groups.some(({ reason }) => LOGS_FALL_SHORT.has(reason.kind))) return groups;
  const silences = silencesOf(context, identity);
  if (silences.length === 0) return groups;
  const free = minusFrom(silences, blocked());
  const found: Claim[] = [];
  const rest: VerdictGroup[] = [];
  for (const group of groups) {
    let left = group.actions;
    for (const { reason, actions } of LOGS_FALL_SHORT.has(group.reason.kind) ? free : []) {
      const silent = intersect(left, actions);
      if (isEmptySet(silent)) continue;
      found.push({ reason, actions: silent });
      left = minus(left, silent);
    }
    if (!isEmptySet(left)) rest.push({ reason: group.reason, actions: left });
  }
  return [...rest, ...byReason(found)];
}

/** Only these give way: what stands against trusting any silence stays. */
const LOGS_FALL_SHORT: ReadonlySet<VerdictReason['kind']> = new Set([
  'class-not-recorded',
  'data-events-off',
  'never-logged',
  'no-coverage',
  'selectors-unknown',
  'short-coverage',
  'source-may-be-excluded',
  'unlisted',
]);

function minusFrom(silences: readonly Claim[], blocked: ActionSet): readonly Claim[] {
  return silences.map(({ reason, actions }) => ({ reason, actions: minus(actions, blocked) }));
}

/** A group is silent by its own report, or when all of its members are. */
function silencesOf(context: VerdictContext, identity: Identity): readonly Claim[] {
  if (!isTrackedWhole(context, identity)) return [];
  const own = context.lastAccessed.get(identity.arn);
  if (own !== undefined) return silencesIn(context, identity, own);
  if (identity.kind !== 'group') return [];
  const members = callersOf(context.directory, identity).map((member) => {
    const report = context.lastAccessed.get(member.arn);
    return report === undefined ? [] : silencesIn(context, member, report);
  });
  const [first = [], ...others] = members;
  return others.reduce(bothSilent, first);
}

function bothSilent(a: readonly Claim[], b: readonly Claim[]): readonly Claim[] {
  return a.flatMap((one) =>
    b
      .filter(({ reason }) => reason.kind === one.reason.kind)
      .map(
        (other): Claim => ({
          reason: shorter(one.reason, other.reason),
          actions: intersect(one.actions, other.actions),
        }),
      ),
  );
}

function shorter(a: VerdictReason, b: VerdictReason): VerdictReason {
  const isSilence = (one: VerdictReason) =>
    one.kind === 'action-silent' || one.kind === 'service-silent';
  if (!isSilence(a) || !isSilence(b)) return a;
  return { ...a, since: later(a.since, b.since), until: earlier(a.until, b.until) };
}

function isTrackedWhole({ coverage }: VerdictContext, { account, arn }: Identity): boolean {
  return (
    arnParts(arn)?.partition === 'aws' &&
    coverage.regionsSeen(account).every((region) => TRACKED_REGIONS.has(region))
  );
}

function silencesIn(
  context: VerdictContext,
  subject: Identity,
  { generatedAt, services }: LastAccessedReport,
): readonly Claim[] {
  const { window, catalog, ledger, directory, options } = context;
  const until = earlier(
    window.to,
    instantOfMs(msOf(generatedAt) - LAST_ACCESSED_LAG_HOURS * HOUR_MS),
  );
  if (until < addDays(window.to, -END_SLACK_DAYS)) return [];
  const called = new Set(
    callersOf(directory, subject).flatMap(({ id }) => [
      ...ledger
        .usesOf(id)
        .filter(({ lastSeen }) => lastSeen >= window.from)
        .map(({ action }) => serviceOf(action)),
      ...ledger
        .unmappedOf(id)
        .filter(({ lastSeen }) => lastSeen >= window.from)
        .map(({ service }) => service ?? ''),
    ]),
  );
  const isSilent = (at: Instant | undefined) => at === undefined || at < window.from;
  const trackedFrom = later(window.from, addDays(generatedAt, -TRACKED_DAYS));
  const rows = services.flatMap(({ service, at, actions }) => [
    ...actions
      .filter((row) => isSilent(row.at))
      .map(({ action }) => ({
        kind: 'action-silent' as const,
        since: later(trackedFrom, actionsTrackedSince(service)),
        actions: setOfActions(catalog, [action]),
      })),
    ...(options.serviceSilence === 'on' && isSilent(at) && !called.has(service)
      ? [
          {
            kind: 'service-silent' as const,
            since: trackedFrom,
            actions: ownCalls(context, service),
          },
        ]
      : []),
  ]);
  return [...groupBy(rows, ({ kind, since }) => `${kind} ${since}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (
      first === undefined ||
      daysBetween(first.since, window.to) < options.minWindowDays - END_SLACK_DAYS
    )
      return [];
    const actions = alike.map((row) => row.actions).reduce(union);
    return [{ actions, reason: { kind: first.kind, since: first.since, until } }];
  });
}

function ownCalls(context: VerdictContext, service: string): ActionSet {
  const { catalog } = context;
  const range = catalog.services.get(service);
  const names = range === undefined ? [] : catalog.actions.slice(range.first, range.end);
  return setOfActions(
    catalog,
    names.filter((action) => isOwnCall(catalog, action)),
  );
}
