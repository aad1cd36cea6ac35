/** Analysis and recommendations → `result.json`: the one place where sets become lists of names. */
import type { Analysis } from './analyze/index.js';
import { actionsOf, emptySet, setOfActions, sizeOf, union } from './catalog/action-set.js';
import { type Catalog, findAction } from './catalog/catalog.js';
import { composeHoldings } from './compose-holdings.js';
import { describeTrails } from './describe-trails.js';
import type { ActionSet } from './model/action.js';
import { gapsOf } from './model/collection-gaps.js';
import type { CoverageHole } from './model/coverage.js';
import type { Evidence } from './model/evidence.js';
import { ANY_RESOURCE } from './model/generalise.js';
import { number } from './model/number-words.js';
import type { AuditOptions } from './model/options.js';
import type { Problem } from './model/problem.js';
import type { KeptBox, NamedPolicy, Recommendation } from './model/recommendation.js';
import {
  type AccountResult,
  type ActionList,
  type IdentityResult,
  type KeptResult,
  LISTED_ACTIONS,
  type PolicyResult,
  RESULT_SCHEMA,
  type RecommendationResult,
  type Result,
  type Totals,
  type VerdictSummary,
} from './model/result.js';
import { describePack, describeUnobservable } from './model/result-options.js';
import { estimateDistinct } from './model/sketch.js';
import type { Instant } from './model/time.js';
import { rowsUntil } from './model/usage.js';
import { type Assessment, type Verdict, verdictOfReason } from './model/verdict.js';
import { compactExact } from './policy/compress.js';
import { toJson } from './policy/print-policy.js';
import type { Recommendations } from './recommend/index.js';
import { standingsIn } from './recommend/standing.js';

export type ResultInput = {
  readonly evidence: Evidence;
  readonly analysis: Analysis;
  readonly proposals: Recommendations;
  readonly catalog: Catalog;
  readonly options: AuditOptions;
  readonly toolVersion: string;
};

export function composeResult(input: ResultInput): Result {
  const { evidence, analysis, proposals, catalog, options, toolVersion } = input;
  const { window, assessments } = analysis;
  const holdings = composeHoldings(evidence, catalog);
  const identities = assessments.map((assessment) => ({
    ...identityResult(catalog, assessment),
    ...holdings.heldBy(assessment),
  }));
  const standings = standingsIn(evidence.snapshots);
  const covered = analysis.coverage
    .filter(({ events }) => events.startsWith('management'))
    .map(({ coveredDays }) => coveredDays);
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'leastwise', version: toolVersion },
    catalog: { version: catalog.version, publishedAt: catalog.date },
    asOf: window.asOf,
    window: {
      requestedDays: options.windowDays,
      minDays: options.minWindowDays,
      graceDays: options.graceDays,
      from: window.from,
      to: window.to,
      firstRecord: evidence.coverage.firstRecord,
      lastRecord: evidence.coverage.lastRecord,
      covered: {
        leastDays: covered.length === 0 ? 0 : Math.min(...covered),
        mostDays: covered.length === 0 ? 0 : Math.max(...covered),
      },
    },
    options: {
      unobservable: describeUnobservable(options),
      scope: options.scope,
      minUses: options.minUses,
      disabledRules: [...options.disabledRules].sort(),
      pack: describePack(options),
      shared: options.shared,
      selectedLogs: hasSelectedLogs(evidence) ? options.selectedLogs : 'none',
      serviceSilence: options.serviceSilence,
      identities: options.identities,
      exclude: options.exclude,
    },
    accounting: accountingOf(evidence),
    sources: evidence.sources,
    collection: {
      parts: evidence.collection.length,
      missing: gapsOf(evidence.collection),
    },
    coverage: analysis.coverage,
    // What ends before the window costs no verdict.
    holes: evidence.coverage.holes
      .filter(({ to }) => to === undefined || to > window.from)
      .map((hole) => ({ where: whereOf(hole), reason: hole.reason })),
    verification: verificationOf(evidence),
    trails: describeTrails(evidence.coverage.trails ?? []),
    accounts: evidence.snapshots.map(
      ({ account, organization, isManagementAccount }): AccountResult => ({
        account,
        ...(organization === undefined
          ? {}
          : { organization: { ...organization, isManagementAccount } }),
        regionsSeen: analysis.regionsSeen.get(account) ?? [],
        elsewhere: analysis.elsewhere.get(account) ?? { kind: 'assumed-quiet' },
        totals: totalsOf(identities.filter((identity) => identity.account === account)),
      }),
    ),
    totals: totalsOf(identities),
    identities,
    policies: holdings.texts(),
    findings: analysis.findings,
    recommendations: proposals.recommendations.map((one) => ({
      ...recommendationResult(catalog, one),
      standing: standings.of(one),
    })),
    withheld: proposals.withheld,
    pareto: proposals.pareto,
    families: proposals.families,
    trust: proposals.trust.map(({ before, after, ...rest }) => ({
      ...rest,
      before: policyResult(before),
      after: policyResult(after),
      owners: standings.ownersOf(rest.account, rest.role.arn),
    })),
    permissionSets: proposals.permissionSets.map(({ before, after, removed, kept, ...rest }) => ({
      ...rest,
      before: before.map(policyResult),
      after: after.map(policyResult),
      removes: listActions(catalog, removed),
      kept: keptResult(catalog, kept),
    })),
    accountProposals: proposals.accountProposals.map(({ policy, kept, ...rest }) => ({
      ...rest,
      policy: policyResult(policy),
      kept: keptResult(catalog, kept),
    })),
    revocations: proposals.revocations,
    followUps: proposals.followUps,
    exempted: proposals.exempted,
    problems: [...evidence.problems, ...generalisedProblems(evidence)],
    unmappedEvents: unmappedOf(evidence, window.asOf),
    unattributed: analysis.unattributed,
  };
}

export function listActions(catalog: Catalog, set: ActionSet): ActionList {
  const count = sizeOf(set);
  return count > LISTED_ACTIONS
    ? { count, compact: compactExact(catalog, set) }
    : { count, actions: actionsOf(catalog, set) };
}

function identityResult(catalog: Catalog, assessment: Assessment): IdentityResult {
  const {
    granted,
    dead,
    groups,
    denied,
    bounded: _bounded,
    fullyLogged: _fullyLogged,
    taking: _taking,
    ...rest
  } = assessment;
  const summary = (verdict: Verdict): VerdictSummary => {
    const own = groups.filter(({ reason }) => verdictOfReason(reason) === verdict);
    const all = own.map(({ actions }) => actions).reduce(union, emptySet(catalog));
    return {
      ...listActions(catalog, all),
      reasons: own.map(({ reason, actions }) => ({ reason, ...listActions(catalog, actions) })),
    };
  };
  return {
    ...rest,
    granted: sizeOf(granted),
    dead: listActions(catalog, dead),
    verdicts: {
      used: summary('used'),
      unused: summary('unused'),
      unobservable: summary('unobservable'),
      unknown: summary('unknown'),
    },
    deniedCalls: denied,
  };
}

/** Roles that only AWS may change are listed and do not count. */
function totalsOf(identities: readonly IdentityResult[]): Totals {
  const own = identities.filter(({ manageability }) => manageability === 'editable');
  const sum = (count: (identity: IdentityResult) => number) =>
    own.reduce((total, identity) => total + count(identity), 0);
  return {
    identities: own.length,
    granted: sum(({ granted }) => granted),
    used: sum(({ verdicts }) => verdicts.used.count),
    unused: sum(({ verdicts }) => verdicts.unused.count),
    unobservable: sum(({ verdicts }) => verdicts.unobservable.count),
    unknown: sum(({ verdicts }) => verdicts.unknown.count),
    dead: sum(({ dead }) => dead.count),
  };
}

function recommendationResult(
  catalog: Catalog,
  one: Recommendation,
): Omit<RecommendationResult, 'standing'> {
  const { before, after, removed, removedByLevel, narrowed, kept, ...rest } = one;
  return {
    ...rest,
    before: policyResult(before),
    after: after.map(policyResult),
    removes: { ...listActions(catalog, removed), byAccessLevel: removedByLevel },
    narrows: listActions(catalog, narrowed),
    kept: keptResult(catalog, kept),
  };
}

function keptResult(catalog: Catalog, boxes: readonly KeptBox[]): readonly KeptResult[] {
  const byResources = new Map<string, KeptBox[]>();
  for (const box of boxes) {
    const key = JSON.stringify([box.resources, box.passedTo, box.regions]);
    const known = byResources.get(key);
    if (known === undefined) byResources.set(key, [box]);
    else known.push(box);
  }
  return [...byResources]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([, own]) => {
      const [first] = own;
      if (first === undefined) return [];
      const names = own.map(({ action }) => action);
      const patterns = [
        ...new Set(names.filter((name) => findAction(catalog, name) === undefined)),
      ];
      return {
        ...listActions(catalog, setOfActions(catalog, names)),
        resources: first.resources,
        ...(patterns.length === 0 ? {} : { patterns: patterns.sort() }),
        ...(first.passedTo === undefined ? {} : { passedTo: first.passedTo }),
        ...(first.regions === undefined ? {} : { regions: first.regions }),
      };
    });
}

function policyResult({ document, ...rest }: NamedPolicy): PolicyResult {
  return { ...rest, document: toJson(document) };
}

function accountingOf({ sources }: Evidence): Result['accounting'] {
  const ignored = new Map<string, number>();
  for (const source of sources) {
    for (const [rule, count] of Object.entries(source.ignored)) {
      ignored.set(rule, (ignored.get(rule) ?? 0) + count);
    }
  }
  const sum = (count: (source: Evidence['sources'][number]) => number) =>
    sources.reduce((total, source) => total + count(source), 0);
  return {
    records: sum(({ records }) => records),
    uses: sum(({ uses }) => uses),
    ignored: Object.fromEntries([...ignored].sort(([a], [b]) => compare(a, b))),
    problems: sum(({ problems }) => problems),
  };
}

function whereOf({ account, region, service, from, to }: CoverageHole): string {
  return [
    account ?? 'all accounts',
    region ?? 'all regions',
    ...(service === undefined ? [] : [service]),
    `${from ?? 'the beginning'} to ${to ?? 'the end'}`,
  ].join(', ');
}

function unmappedOf({ usage }: Evidence, asOf: Instant): Result['unmappedEvents'] {
  const rows = new Map<string, Result['unmappedEvents'][number]>();
  for (const { eventSource, eventName, caller, count, lastSeen } of rowsUntil(
    usage.unmapped,
    asOf,
  )) {
    const key = `${eventSource} ${eventName}`;
    const known = rows.get(key);
    const who = caller.kind === 'identity' ? caller.arn : caller.bucket;
    rows.set(key, {
      eventSource,
      eventName,
      callers: [...new Set([...(known?.callers ?? []), who])].sort(),
      count: (known?.count ?? 0) + count,
      lastSeen: known !== undefined && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
    });
  }
  return [...rows].sort(([a], [b]) => compare(a, b)).map(([, row]) => row);
}

/** Resources that were too many to keep apart: how many there were, and what they are kept as. */
function generalisedProblems({ usage }: Evidence): readonly Problem[] {
  return (usage.generalised ?? []).map(({ caller, action, depth, sketch }) => ({
    kind: 'too-many-distinct',
    message: `\`${action}\` was used on about ${number(estimateDistinct(sketch))} different resources: they are kept as ${describeDepth(depth)}`,
    hint: 'resource-level trimming of this action stays coarse; nothing used is lost by it',
    subject:
      caller.kind === 'identity' ? caller.arn || caller.id : `${caller.bucket} ${caller.account}`,
  }));
}

function describeDepth(depth: number): string {
  if (depth === ANY_RESOURCE) return 'any resource';
  const parts = depth === 1 ? 'part' : 'parts';
  return depth === 0 ? 'any of their type' : `patterns of their first ${depth} ${parts}`;
}

function hasSelectedLogs({ coverage }: Evidence): boolean {
  return [...coverage.management, ...coverage.data].some(({ origin }) => origin === 'selected');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function verificationOf({ coverage }: Evidence): Result['verification'] {
  if (coverage.verification === undefined) return undefined;
  const { settled: _settled, ...rest } = coverage.verification;
  return rest;
}
