/** Verdicts → policies that are tighter and proven, and a plan for what nobody uses. */
import type { Catalog } from '../catalog/catalog.js';
import type { Finding } from '../model/finding.js';
import type { AuditOptions } from '../model/options.js';
import type {
  AccountProposal,
  Family,
  ParetoPoint,
  PermissionSetProposal,
  Recommendation,
  TrustProposal,
  Withheld,
} from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import { addDays, type Instant } from '../model/time.js';
import type { UsageLedger } from '../model/usage.js';
import type { Assessment } from '../model/verdict.js';
import { createActionExpander } from '../policy/expand-actions.js';
import { directoryOf } from '../policy/holdings.js';
import { proposeForAccount } from './account.js';
import type { WorkedRegions } from './account-policy.js';
import { boundsOf } from './boundary.js';
import { explainer } from './explained.js';
import { type Copies, copiesAmong, familiesOf, translated } from './families.js';
import { type Kept, keptByAll, keptOf, keptTools, nothingKept } from './kept.js';
import { quotasOf } from './pack.js';
import { proposeForPermissionSets } from './permission-sets.js';
import { yardstick } from './permissiveness.js';
import { type Proposal, propose, type Workshop } from './propose.js';
import { type Revocations, revocationPlan } from './revoke/plan.js';
import { paretoOf } from './risk.js';
import { roomWithin } from './room.js';
import { type Names, tasksOf } from './tasks.js';
import { proposeTrust } from './trust.js';

export type Recommendations = Revocations & {
  readonly recommendations: readonly Recommendation[];
  readonly withheld: readonly Withheld[];
  readonly pareto: readonly ParetoPoint[];
  readonly families: readonly Family[];
  readonly trust: readonly TrustProposal[];
  readonly accountProposals: readonly AccountProposal[];
  readonly permissionSets: readonly PermissionSetProposal[];
};

export type RecommendInput = {
  readonly snapshots: readonly Snapshot[];
  readonly assessments: readonly Assessment[];
  readonly findings: readonly Finding[];
  readonly usage: UsageLedger;
  readonly asOf: Instant | undefined;
  /** By account; without it no region is closed. */
  readonly regions?: ReadonlyMap<string, WorkedRegions>;
};

export function recommend(
  input: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): Recommendations {
  const { snapshots, findings, usage } = input;
  const shop = workshopFor(input, catalog, options);
  const trust = proposeTrust(snapshots, input.assessments);
  const accounts = accountProposals(input, catalog, options);
  const permissionSets = proposeForPermissionSets(shop, snapshots);
  const proposals = snapshots.flatMap((snapshot) => proposalsFor(shop, snapshot));
  const family = new Map<string, string>(
    shop.copies.flatMap(({ id, members }) => members.map(({ arn }) => [arn, id] as const)),
  );
  const recommendations = proposals
    .flatMap((proposal) => (proposal.kind === 'made' ? proposal.recommendation : []))
    .map((one) => {
      const own = one.holders.length === 1 ? family.get(one.holders[0]?.arn ?? '') : undefined;
      return own === undefined ? one : { ...one, family: own };
    })
    .toSorted((a, b) => compare(a.id, b.id));
  return {
    recommendations,
    withheld: [
      ...proposals.flatMap((proposal) => (proposal.kind === 'withheld' ? proposal.withheld : [])),
      ...trust.withheld,
      ...accounts.withheld,
      ...permissionSets.withheld,
    ].toSorted((a, b) => compare(a.policy, b.policy)),
    pareto: paretoOf(recommendations),
    families: familiesOf(shop.copies, recommendations),
    trust: trust.trust.toSorted((a, b) => compare(a.id, b.id)),
    accountProposals: accounts.made,
    permissionSets: permissionSets.made,
    ...revocationPlan({ snapshots, findings, usage, asOf: input.asOf }, options),
  };
}

function workshopFor(
  { snapshots, assessments }: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): Omit<Workshop, 'room'> & { readonly copies: readonly Copies[] } {
  const expander = createActionExpander(catalog);
  const tools = keptTools(catalog, snapshots);
  const copies = copiesAmong(snapshots);
  const kept = new Map(
    assessments.map((assessment) => [assessment.arn, keptOf(tools, assessment, options)]),
  );
  const together = keptTogether(catalog, kept, copies);
  return {
    catalog,
    expander,
    options,
    yardstick: yardstick(expander),
    explain: explainer(expander),
    kept: together,
    bounds: boundsOf(catalog, assessments, together, options),
    copies,
  };
}

/** Copies of a role keep what all of them need, each in its own account. */
function keptTogether(
  catalog: Catalog,
  kept: ReadonlyMap<string, Kept>,
  copies: readonly Copies[],
): ReadonlyMap<string, Kept> {
  const together = new Map(kept);
  for (const { members } of copies) {
    for (const member of members) {
      const needs = members.map(({ arn, account }) => {
        const own = kept.get(arn);
        return own === undefined ? undefined : translated(own, account, member.account);
      });
      // A copy of which nothing is known may need everything.
      if (needs.includes(undefined)) together.delete(member.arn);
      else {
        together.set(
          member.arn,
          needs.reduce<Kept>(
            (all, own) => (own === undefined ? all : keptByAll(catalog, all, own)),
            nothingKept(catalog),
          ),
        );
      }
    }
  }
  return together;
}

function accountProposals(
  { snapshots, assessments, usage, asOf, regions }: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): { readonly made: readonly AccountProposal[]; readonly withheld: readonly Withheld[] } {
  const since = asOf === undefined ? undefined : addDays(asOf, -options.windowDays);
  const tools = keptTools(catalog, snapshots);
  const made: AccountProposal[] = [];
  const withheld: Withheld[] = [];
  for (const snapshot of snapshots) {
    const { account } = snapshot;
    const own = assessments.filter((one) => one.account === account);
    const kept = new Map(own.map((one) => [one.arn, keptOf(tools, one, options)]));
    const worked = regions?.get(account);
    const found = proposeForAccount({
      catalog,
      snapshot,
      assessments: own,
      kept,
      usage,
      since,
      ...(worked === undefined ? {} : { regions: worked }),
    });
    made.push(...found.made);
    if (found.reason !== undefined) {
      withheld.push({ account, policy: 'unused services', holders: [], reason: found.reason });
    }
  }
  return { made: made.toSorted((a, b) => compare(a.id, b.id)), withheld };
}

/** Proposals share quotas and names, so their order counts. */
function proposalsFor(tools: Omit<Workshop, 'room'>, snapshot: Snapshot): readonly Proposal[] {
  const held = snapshot.managedPolicies.filter(({ owner }) => owner === 'customer').length;
  const policies = snapshot.surroundings?.summary?.Policies ?? held;
  const shop = { ...tools, room: roomWithin(quotasOf(snapshot), policies) };
  const directory = directoryOf(snapshot);
  const names: Names = new Set(
    snapshot.managedPolicies
      .filter(({ owner }) => owner === 'customer')
      .map(({ name }) => name.toLowerCase()),
  );
  return tasksOf(directory, shop.options.shared).map((task) =>
    propose(shop, directory, task, names),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
