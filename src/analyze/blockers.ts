/**
 * What stands against trusting a silence: calls that no table maps, policies that were not
 * understood, identities and grants that are too young, use that AWS saw and the log does not show.
 */
import { emptySet, fullSet, intersect, minus, setOfRanges } from '../catalog/action-set.js';
import type { Identity } from '../model/identity.js';
import { addDays, type Instant } from '../model/time.js';
import type { GrantChange } from '../model/usage.js';
import type { VerdictReason } from '../model/verdict.js';
import { grantedActions } from '../policy/effective-grants.js';
import { describeHolding, type Holding, holdingsOf } from '../policy/holdings.js';
import { groupBy, isInWindow } from './ledger-index.js';
import { type Claim, callersOf, type VerdictContext } from './verdict-context.js';

const DAY_MS = 86_400_000;

/** Calls of a service that no table maps: any of the service's actions may have been used. */
export function unmappedClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  const events = callersOf(context.directory, identity)
    .flatMap((caller) => context.ledger.unmappedOf(caller.id))
    .filter((event) => isInWindow(event, context.window));
  return [...groupBy(events, (event) => event.service ?? '')].map(([service, rows]) => {
    const range = context.catalog.services.get(service);
    const names = [...new Set(rows.map((row) => `${row.eventSource} ${row.eventName}`))].sort();
    return {
      // A service that the catalogue does not know may be granted by any wildcard.
      actions:
        range === undefined ? fullSet(context.catalog) : setOfRanges(context.catalog, [range]),
      reason: {
        kind: 'unmapped-event',
        service: range === undefined ? undefined : service,
        events: names,
      },
    };
  });
}

/** Statements of which some part was not understood: what they grant is kept. */
export function opaqueClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  return holdingsOf(context.directory, identity).flatMap((holding) => {
    const opaque = (holding.document?.statements ?? []).filter((statement) => statement.opaque);
    return opaque.length === 0
      ? []
      : {
          actions: grantedActions(context.expander, opaque),
          reason: { kind: 'policy-not-understood', policy: describeHolding(holding) } as const,
        };
  });
}

export function blockerClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  return [
    ...wholeIdentityReasons(context, identity).map((reason) => ({
      reason,
      actions: fullSet(context.catalog),
    })),
    ...youngGrantClaims(context, identity),
  ];
}

function wholeIdentityReasons(
  context: VerdictContext,
  identity: Identity,
): readonly VerdictReason[] {
  const members = callersOf(context.directory, identity);
  // A group's own age counts beside its members': what a new member needs is not known either.
  const subjects = identity.kind === 'group' ? [identity, ...members] : members;
  return subjects.flatMap((subject) => [
    ...youthOf(context, subject),
    ...unseenUseOf(context, subject),
  ]);
}

/** Age that an identity or grant must have before its silence means anything, in days. */
function neededDays({ options }: VerdictContext): number {
  return options.minWindowDays + options.graceDays;
}

function isYoung(context: VerdictContext, at: Instant): boolean {
  return at > addDays(context.window.asOf, -neededDays(context));
}

function youthOf(context: VerdictContext, { createdAt }: Identity): readonly VerdictReason[] {
  return createdAt === undefined || isYoung(context, createdAt)
    ? [{ kind: 'identity-too-young', createdAt, neededDays: neededDays(context) }]
    : [];
}

/**
 * `RoleLastUsed`, or a key's last use, falls into the window, and around that time the log shows not
 * one trace of the identity: the log misses something, and nobody knows what.
 */
function unseenUseOf(context: VerdictContext, subject: Identity): readonly VerdictReason[] {
  const { window, ledger, credentials } = context;
  const reported =
    subject.kind === 'role'
      ? [subject.lastUsed]
      : (credentials.get(subject.arn)?.accessKeys ?? []).map((key) => key.lastUsed);
  const traces = [
    ...ledger.usesOf(subject.id),
    ...ledger.unmappedOf(subject.id),
    ...(subject.kind === 'role' ? ledger.assumptionsOf(subject) : []),
  ];
  return reported.flatMap((used) => {
    if (used === undefined || used.at < window.from || used.at > window.to) return [];
    const since = new Date(Date.parse(used.at) - DAY_MS).toISOString();
    return traces.some((trace) => trace.lastSeen >= since)
      ? []
      : { kind: 'used-outside-the-log', at: used.at, region: used.region ?? 'unknown' };
  });
}

/** Grants that changed lately: silence since then says little. */
function youngGrantClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  return holdingsOf(context.directory, identity).flatMap((holding) => [
    ...changedLately(context, identity, holding),
    ...newInVersion(context, holding),
  ]);
}

function changedLately(
  context: VerdictContext,
  identity: Identity,
  holding: Holding,
): readonly Claim[] {
  const [last] = [
    ...context.ledger.grantChangesOf(identity),
    ...(holding.owner === identity ? [] : context.ledger.grantChangesOf(holding.owner)),
  ]
    .filter((change) => concerns(change, holding) && isYoung(context, change.at))
    .toSorted((a, b) => (a.at < b.at ? 1 : -1));
  if (last === undefined) return [];
  const actions = grantedActions(context.expander, holding.document?.statements ?? []);
  return [{ actions, reason: youngGrant(context, last.at, last.event) }];
}

/**
 * What a customer's policy grants since a version of late, and did not grant before. AWS revises its
 * own managed policies all the time and nobody here asked for it: for them only the attachment counts.
 */
function newInVersion(context: VerdictContext, holding: Holding): readonly Claim[] {
  if (holding.kind !== 'managed' || holding.policy?.owner !== 'customer') return [];
  const { versionId, versionCreatedAt, document, otherVersions, name } = holding.policy;
  if (versionCreatedAt === undefined || !isYoung(context, versionCreatedAt)) return [];
  const now = grantedActions(context.expander, document?.statements ?? []);
  const before = otherVersions
    .filter((version) => version.createdAt < versionCreatedAt)
    .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const established = before.findIndex((version) => !isYoung(context, version.createdAt));
  const throughout =
    established === -1
      ? emptySet(context.catalog)
      : before
          .slice(0, established + 1)
          .map((version) => grantedActions(context.expander, version.document.statements))
          .reduce(intersect, now);
  const reason = youngGrant(context, versionCreatedAt, `version ${versionId} of ${name}`);
  return [{ actions: minus(now, throughout), reason }];
}

function youngGrant(context: VerdictContext, changedAt: Instant, change: string): VerdictReason {
  return { kind: 'grant-too-young', changedAt, change, neededDays: neededDays(context) };
}

function concerns(change: GrantChange, holding: Holding): boolean {
  if (change.policy === undefined) return true;
  return change.policy === (holding.kind === 'inline' ? holding.name : holding.arn);
}
