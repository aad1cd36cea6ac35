/**
 * What stands against trusting a silence: calls that no table maps, policies that were not
 * understood, identities and grants that are too young, use that AWS saw and the log does not show.
 */
import {
  emptySet,
  fullSet,
  intersect,
  isEmptySet,
  minus,
  setOfActions,
  setOfRanges,
  union,
} from '../catalog/action-set.js';
import type { ActionSet } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import { addDays, type Instant } from '../model/time.js';
import type { GrantChange } from '../model/usage.js';
import type { VerdictReason } from '../model/verdict.js';
import { grantedActions } from '../policy/effective-grants.js';
import { expandActions } from '../policy/expand-actions.js';
import { describeHolding, type Holding, holdingsOf } from '../policy/holdings.js';
import { groupBy, isAround, isInWindow } from './ledger-index.js';
import {
  type Claim,
  callersOf,
  keyUsesOf,
  passwordUseOf,
  type VerdictContext,
} from './verdict-context.js';

/** Calls of a service that no table maps: any of the service's actions may have been used. */
export function unmappedClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  const own = callersOf(context.directory, identity).flatMap((caller) =>
    context.ledger.unmappedOf(caller.id),
  );
  const events = [...own, ...context.ledger.namelessUnmappedOf(identity.account)].filter((event) =>
    isInWindow(event, context.window),
  );
  const byService = [...groupBy(events, (event) => event.service ?? '')];
  byService.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return byService.map(([service, rows]) => {
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

/** Calls that may have been anybody's: what they did may be a use of this identity. */
export function namelessClaims(context: VerdictContext, identity: Identity): readonly Claim[] {
  const uses = context.ledger
    .namelessUsesOf(identity.account)
    .filter((use) => use.outcome !== 'denied' && isInWindow(use, context.window));
  if (uses.length === 0) return [];
  const count = uses.reduce((sum, use) => sum + use.count, 0);
  const actions = uses.map(({ action }) => action);
  return [
    {
      actions: setOfActions(context.catalog, actions),
      reason: { kind: 'unattributed-use', count },
    },
  ];
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
 * `RoleLastUsed`, the last use of a key or password, or that of an action which logs show falls into the
 * window, and around that time the log shows not one trace of the identity: the log misses something,
 * and nobody knows what.
 */
function unseenUseOf(context: VerdictContext, subject: Identity): readonly VerdictReason[] {
  const { window, ledger } = context;
  const calls = [...ledger.usesOf(subject.id), ...ledger.unmappedOf(subject.id)];
  const outside = (
    used: KnownUse | undefined,
    traces: readonly Span[],
  ): readonly VerdictReason[] =>
    used === undefined ||
    used.at < window.from ||
    used.at > window.to ||
    traces.some((trace) => isAround(trace, used.at))
      ? []
      : [{ kind: 'used-outside-the-log', at: used.at, region: used.region ?? 'unknown' }];
  if (subject.kind === 'role') {
    const traces = [...calls, ...ledger.assumptionsOf(subject)];
    return firstOf([subject.lastUsed, ...attemptsOf(context, subject)], (used) =>
      outside(used, traces),
    );
  }
  const passwordLastUsed = passwordUseOf(context, subject);
  const signIns = ledger.signInsOf(subject.id);
  return [
    ...firstOf([...keyUsesOf(context, subject), ...attemptsOf(context, subject)], (used) =>
      outside(used, calls),
    ),
    ...(passwordLastUsed === undefined
      ? []
      : outside({ at: passwordLastUsed }, [...calls, ...signIns])),
  ];
}

type KnownUse = { readonly at: Instant; readonly region?: string | undefined };

/** When last-accessed data says that actions were tried of which logs tell, allowed or not. */
function attemptsOf(context: VerdictContext, { arn }: Identity): readonly KnownUse[] {
  const rows = (context.lastAccessed.get(arn)?.services ?? []).flatMap(({ actions }) => actions);
  if (rows.length === 0) return [];
  const logged = context.classes
    .filter(({ observability }) => observability.kind === 'management')
    .map(({ actions }) => actions)
    .reduce(union, emptySet(context.catalog));
  return rows.flatMap(({ action, at }) =>
    at === undefined || isEmptySet(intersect(logged, setOfActions(context.catalog, [action])))
      ? []
      : [{ at }],
  );
}

/** One such use is enough to doubt all. */
function firstOf(
  uses: readonly (KnownUse | undefined)[],
  outside: (used: KnownUse | undefined) => readonly VerdictReason[],
): readonly VerdictReason[] {
  for (const used of uses) {
    const found = outside(used);
    if (found.length > 0) return found;
  }
  return [];
}

type Span = { readonly firstSeen: Instant; readonly lastSeen: Instant };

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
  const { directory, ledger } = context;
  const groups = identity.kind === 'user' ? identity.groups : [];
  const subjects = [
    identity,
    ...groups.flatMap((name) => directory.groups.get(name) ?? []),
    // What a member could not do until lately, nobody knows whether the group needs it.
    ...(identity.kind === 'group' ? callersOf(directory, identity) : []),
  ];
  const [last] = [
    ...subjects.flatMap((subject) =>
      ledger
        .grantChangesOf(subject)
        .filter((change) => concerns(context, change, subject, holding)),
    ),
    ...(holding.kind === 'managed'
      ? ledger.grantChangesOfPolicy(holding.arn).filter(({ event }) => event === SET_DEFAULT)
      : []),
    ...subjects.flatMap((subject) =>
      subject.kind === 'group' || subject.boundary === undefined
        ? []
        : ledger.grantChangesOfPolicy(subject.boundary),
    ),
  ]
    .filter((change) => isYoung(context, change.at))
    .toSorted((a, b) => (a.at < b.at || (a.at === b.at && a.event < b.event) ? 1 : -1));
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
  const now = grantedActions(context.expander, document?.statements ?? []);
  if (versionCreatedAt === undefined) {
    // An unknown age is not an old one.
    return [{ actions: now, reason: { kind: 'policy-not-understood', policy: holding.arn } }];
  }
  if (!isYoung(context, versionCreatedAt)) return [];
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
  const deniedBefore = before
    .slice(0, established === -1 ? before.length : established + 1)
    .map((version) => noLongerDenied(context, version.document, document))
    .reduce(union, emptySet(context.catalog));
  return [{ actions: union(minus(now, throughout), deniedBefore), reason }];
}

/** What a version denied, anywhere and under any condition, in a statement that is gone. */
function noLongerDenied(
  { expander, catalog }: VerdictContext,
  before: PolicyDocument,
  now: PolicyDocument | undefined,
): ActionSet {
  const kept = new Set((now?.statements ?? []).map(({ raw }) => JSON.stringify(raw)));
  return before.statements
    .filter(({ effect, raw }) => effect === 'Deny' && !kept.has(JSON.stringify(raw)))
    .map(({ actions }) => expandActions(expander, actions))
    .reduce(union, emptySet(catalog));
}

function youngGrant(context: VerdictContext, changedAt: Instant, change: string): VerdictReason {
  return { kind: 'grant-too-young', changedAt, change, neededDays: neededDays(context) };
}

/** The versions of a policy carry their age; only the choice among them does not. */
const SET_DEFAULT = 'SetDefaultPolicyVersion';

function concerns(
  context: VerdictContext,
  { event, policy }: GrantChange,
  subject: Identity,
  holding: Holding,
): boolean {
  if (policy === undefined) return true;
  // What was taken away may have denied until then what the rest grants.
  if (/^(Detach|Delete)/.test(event)) return mayDeny(context, policy);
  return (
    subject === holding.owner && policy === (holding.kind === 'inline' ? holding.name : holding.arn)
  );
}

/** Inline policies are gone with their text; so is a managed one that nobody else holds. */
function mayDeny({ directory }: VerdictContext, policy: string): boolean {
  const document = directory.policies.get(policy)?.document;
  return document === undefined || document.statements.some(({ effect }) => effect === 'Deny');
}
