/**
 * Facts → verdicts and findings. Knows nothing of where facts came from.
 */
import { emptySet, isEmptySet, minus, setOfActions } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import type { ActionSet } from '../model/action.js';
import type { Elsewhere } from '../model/coverage.js';
import type { Evidence } from '../model/evidence.js';
import type { Finding } from '../model/finding.js';
import { type Identity, isIdentityCenterReserved, isServiceLinked } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { CoverageResult } from '../model/result.js';
import type { LastAccessedReport } from '../model/snapshot.js';
import { earlier, type Instant } from '../model/time.js';
import type { Caller, Use } from '../model/usage.js';
import {
  type ActionUse,
  type Assessment,
  type DeniedCall,
  type Manageability,
  type UnattributedUse,
  type Verdict,
  verdictOfReason,
} from '../model/verdict.js';
import { allowedActions, effectiveGrants } from '../policy/effective-grants.js';
import { createActionExpander } from '../policy/expand-actions.js';
import { boundaryOf, type Directory, directoryOf, holdingsOf } from '../policy/holdings.js';
import { matchesGlob } from '../policy/match.js';
import { createResourceReach } from '../policy/resource-reach.js';
import { classifyActions } from './action-classes.js';
import { indexCoverage } from './coverage-index.js';
import { findAll } from './detectors/index.js';
import { groupBy, indexLedger, isInWindow, type LedgerIndex, newest } from './ledger-index.js';
import { takingOf } from './role-taking.js';
import { usesInWindow } from './use-claims.js';
import { callersOf, keyUsesOf, passwordUseOf, type VerdictContext } from './verdict-context.js';
import { fullyLoggedOf, verdictsOf } from './verdicts.js';
import { type Window, windowOf } from './window.js';

export type Analysis = {
  readonly window: Window;
  readonly assessments: readonly Assessment[];
  readonly findings: readonly Finding[];
  readonly coverage: readonly CoverageResult[];
  readonly regionsSeen: ReadonlyMap<string, readonly string[]>;
  /** By account: management events of regions that no record comes from. */
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  readonly unattributed: readonly UnattributedUse[];
};

export function analyze(evidence: Evidence, catalog: Catalog, options: AuditOptions): Analysis {
  const { shared, contexts } = contextsOf(evidence, catalog, options);
  const { window, coverage } = shared;
  const accounts = contexts.map((context) => {
    const assessments = context.directory.identities
      .filter((identity) => isSelected(identity, options))
      .map((identity) => assess(context, identity));
    const { account } = context.directory.snapshot;
    return { account, assessments, findings: findAll(context, assessments) };
  });
  return {
    window,
    assessments: accounts.flatMap(({ assessments }) => assessments).toSorted(byArn),
    findings: accounts.flatMap(({ findings }) => findings).toSorted(byId),
    coverage: coverage.rows(),
    regionsSeen: new Map(accounts.map(({ account }) => [account, coverage.regionsSeen(account)])),
    elsewhere: new Map(
      accounts.map(({ account }) => [
        account,
        coverage.elsewhere(account, { access: 'write', service: '' }),
      ]),
    ),
    unattributed: unattributedUses(evidence, shared.ledger, window),
  };
}

/** Everything that is said of one identity, without findings; `undefined` when there is none of the ARN. */
export function assessIdentity(
  evidence: Evidence,
  catalog: Catalog,
  options: AuditOptions,
  arn: string,
): { readonly window: Window; readonly assessment: Assessment | undefined } {
  const { shared, contexts } = contextsOf(evidence, catalog, options);
  const [assessment] = contexts.flatMap((context) =>
    context.directory.identities
      .filter((identity) => identity.arn === arn)
      .map((identity) => assess(context, identity)),
  );
  return { window: shared.window, assessment };
}

/** The verdict of one action for those who are granted it, by ARN: cheaper than all of their verdicts. */
export function verdictsOfAction(
  evidence: Evidence,
  catalog: Catalog,
  options: AuditOptions,
  asked: { readonly action: string; readonly grantedTo: ReadonlySet<string> },
): { readonly window: Window; readonly verdicts: ReadonlyMap<string, Verdict> } {
  const { shared, contexts } = contextsOf(evidence, catalog, options);
  const only = setOfActions(catalog, [asked.action]);
  const verdicts = contexts.flatMap((context) =>
    context.directory.identities
      .filter(({ arn }) => asked.grantedTo.has(arn))
      .flatMap((identity) =>
        verdictsOf(context, identity, only).map(
          ({ reason }) => [identity.arn, verdictOfReason(reason)] as const,
        ),
      ),
  );
  return { window: shared.window, verdicts: new Map(verdicts) };
}

function contextsOf(evidence: Evidence, catalog: Catalog, options: AuditOptions) {
  const window = windowOf(evidence, options);
  const coverage = indexCoverage(evidence.coverage, window, options);
  const shared = {
    catalog,
    expander: createActionExpander(catalog),
    reach: createResourceReach(catalog),
    ledger: indexLedger(evidence.usage, window.asOf),
    coverage,
    classes: classifyActions(catalog, coverage.aloneServices),
    window,
    options,
  };
  const contexts = evidence.snapshots.map(
    (snapshot): VerdictContext => ({
      ...shared,
      directory: directoryOf(snapshot),
      keyUses: groupBy(snapshot.keyUses ?? [], ({ userName }) => userName),
      lastAccessed: new Map((snapshot.lastAccessed ?? []).map((row) => [row.arn, row])),
      credentials: new Map((snapshot.credentials?.users ?? []).map((row) => [row.userArn, row])),
    }),
  );
  return { shared, contexts };
}

function byArn(a: Assessment, b: Assessment): number {
  return a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0;
}

function byId(a: Finding, b: Finding): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function isSelected({ name, arn }: Identity, { identities, exclude }: AuditOptions): boolean {
  const matches = (pattern: string) => matchesGlob(pattern, name) || matchesGlob(pattern, arn);
  return (identities.length === 0 || identities.some(matches)) && !exclude.some(matches);
}

function assess(context: VerdictContext, identity: Identity): Assessment {
  const { arn, id, name, kind, account, createdAt } = identity;
  const { granted, dead } = grantsOf(context, identity);
  const groups = verdictsOf(context, identity, granted);
  const beside = minus(letThrough(context, identity), granted);
  return {
    arn,
    id,
    name,
    kind,
    account,
    createdAt,
    manageability: manageabilityOf(identity),
    lastUsedAt: lastUseOf(context, identity),
    granted,
    dead,
    fullyLogged: fullyLoggedOf(context, identity, groups),
    groups,
    ...(isEmptySet(beside) ? {} : { bounded: verdictsOf(context, identity, beside) }),
    ...(identity.kind === 'role' ? { taking: takingOf(context, identity) } : {}),
    uses: actionUses(usesInWindow(context, identity)),
    denied: deniedCalls(context, identity),
  };
}

/** By its permissions boundary; nothing where there is none. */
function letThrough(
  { directory, expander, catalog }: VerdictContext,
  identity: Identity,
): ActionSet {
  const boundary = boundaryOf(directory, identity);
  return typeof boundary === 'string' ? emptySet(catalog) : allowedActions(expander, [boundary]);
}

function grantsOf(
  { directory, expander, reach }: VerdictContext,
  identity: Identity,
): { readonly granted: ActionSet; readonly dead: ActionSet } {
  const boundary = boundaryOf(directory, identity);
  const { snapshot } = directory;
  const scpLevels = bindsScps(directory, identity)
    ? snapshot.scpLevels?.map(({ policies }) => policies.map(({ document }) => document))
    : undefined;
  const { granted, dead } = effectiveGrants(expander, reach, {
    identity: holdingsOf(directory, identity).flatMap(({ document }) => document ?? []),
    // A boundary that was not read may allow anything: only what is known makes a grant dead.
    ...(typeof boundary === 'string' ? {} : { boundary }),
    ...(scpLevels === undefined ? {} : { scpLevels }),
  });
  return { granted, dead };
}

/** Source: Organizations User Guide, "Service control policies": not the management account, not service-linked roles. */
function bindsScps({ snapshot }: Directory, identity: Identity): boolean {
  return !snapshot.isManagementAccount && manageabilityOf(identity) !== 'service-linked';
}

function manageabilityOf(identity: Identity): Manageability {
  if (identity.kind !== 'role') return 'editable';
  if (isServiceLinked(identity)) return 'service-linked';
  return isIdentityCenterReserved(identity) ? 'identity-center' : 'editable';
}

/** The newest sign of life of any kind, attempts included: it can only ever keep something. */
function lastUseOf(context: VerdictContext, identity: Identity): Instant | undefined {
  const { ledger, directory } = context;
  return newest(
    callersOf(directory, identity).flatMap((caller) => [
      ...ledger.usesOf(caller.id).map(({ lastSeen }) => lastSeen),
      ...ledger.unmappedOf(caller.id).map(({ lastSeen }) => lastSeen),
      ...ledger.signInsOf(caller.id).map(({ lastSeen }) => lastSeen),
      ...(caller.kind === 'role'
        ? [...ledger.assumptionsOf(caller).map(({ lastSeen }) => lastSeen), caller.lastUsed?.at]
        : []),
      passwordUseOf(context, caller),
      ...keyUsesOf(context, caller).map(({ at }) => at),
      ...reportedUses(context.lastAccessed.get(caller.arn)),
    ]),
  );
}

function reportedUses(report: LastAccessedReport | undefined): readonly (Instant | undefined)[] {
  return report?.services.map(({ at }) => at) ?? [];
}

/** One row per action and way of seeing it, sorted. */
function actionUses(uses: readonly Use[]): readonly ActionUse[] {
  const rows = [...groupBy(uses, ({ action, kind }) => `${action} ${kind}`).values()];
  return rows
    .flatMap((group): readonly ActionUse[] => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        {
          action: first.action,
          kind: first.kind,
          ...resourcesOf(group),
          regions: [...new Set(group.map(({ region }) => region))].sort(),
          firstSeen: group.map(({ firstSeen }) => firstSeen).reduce(earlier),
          lastSeen: newest(group.map(({ lastSeen }) => lastSeen)) ?? first.lastSeen,
          count: group.reduce((sum, { count }) => sum + count, 0),
          via: [...new Set(group.flatMap(({ via }) => via ?? []))].sort(),
        },
      ];
    })
    .toSorted((a, b) => compare(`${a.action} ${a.kind}`, `${b.action} ${b.kind}`));
}

function resourcesOf(group: readonly Use[]): Pick<ActionUse, 'resources' | 'resourceCounts'> {
  const counts = new Map<string, number>();
  for (const { resource, count } of group) {
    if (resource === undefined) return { resources: 'any' };
    counts.set(resource, (counts.get(resource) ?? 0) + count);
  }
  const sorted = [...counts].sort(([a], [b]) => compare(a, b));
  return {
    resources: sorted.map(([resource]) => resource),
    resourceCounts: sorted.map(([, count]) => count),
  };
}

function deniedCalls(context: VerdictContext, identity: Identity): readonly DeniedCall[] {
  const denied = callersOf(context.directory, identity)
    .flatMap((caller) => context.ledger.usesOf(caller.id))
    // What is only checked beside a call was not asked for by name.
    .filter((use) => use.outcome === 'denied' && use.kind === 'primary')
    .filter((use) => isInWindow(use, context.window));
  const rows = [
    ...groupBy(denied, (use) => `${use.action} ${use.errorCode} ${use.denial}`).values(),
  ];
  return rows
    .flatMap((group): readonly DeniedCall[] => {
      const [first] = group;
      if (first === undefined) return [];
      return [
        {
          action: first.action,
          errorCode: first.errorCode ?? '',
          ...(first.denial === undefined ? {} : { denial: first.denial }),
          lastSeen: newest(group.map(({ lastSeen }) => lastSeen)) ?? first.lastSeen,
          count: group.reduce((sum, { count }) => sum + count, 0),
        },
      ];
    })
    .toSorted((a, b) => compare(deniedKey(a), deniedKey(b)));
}

function deniedKey({ action, errorCode, denial }: DeniedCall): string {
  return `${action} ${errorCode} ${denial ?? ''}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Calls of AWS services, other accounts, root, and of identities that the snapshot does not hold. */
function unattributedUses(
  evidence: Evidence,
  ledger: LedgerIndex,
  window: Window,
): readonly UnattributedUse[] {
  const known = new Set(
    evidence.snapshots.flatMap(({ users, roles }) => [...users, ...roles].map(({ id }) => id)),
  );
  const found = new Map<string, UnattributedUse>();
  for (const { caller, rows } of ledger.foreignUses(known)) {
    const who = describeForeign(caller);
    for (const { outcome, count, lastSeen, ...use } of rows()) {
      if (!isInWindow({ ...use, lastSeen }, window)) continue;
      const key = JSON.stringify([who, outcome]);
      const before = found.get(key);
      found.set(key, {
        ...who,
        outcome,
        count: count + (before?.count ?? 0),
        lastSeen: newest([lastSeen, before?.lastSeen]) ?? lastSeen,
      });
    }
  }
  return [...found].toSorted(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

function describeForeign(caller: Caller): Pick<UnattributedUse, 'bucket' | 'arn' | 'account'> {
  const { account } = caller;
  return caller.kind === 'identity'
    ? { bucket: 'not-in-snapshot', arn: caller.arn, account }
    : { bucket: caller.bucket, arn: undefined, account };
}
