/** Verdicts → policies that are tighter and proven, and a plan for what nobody uses. */
import type { Catalog } from '../catalog/catalog.js';
import type { Finding } from '../model/finding.js';
import type { AuditOptions } from '../model/options.js';
import type {
  AccountProposal,
  Family,
  ParetoPoint,
  Recommendation,
  TrustProposal,
  Withheld,
} from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Instant } from '../model/time.js';
import type { UsageLedger } from '../model/usage.js';
import type { Assessment } from '../model/verdict.js';
import { createActionExpander } from '../policy/expand-actions.js';
import { directoryOf } from '../policy/holdings.js';
import { explainer } from './explained.js';
import { keptOf, keptTools } from './kept.js';
import { DEFAULT_QUOTAS } from './pack.js';
import { yardstick } from './permissiveness.js';
import { type Proposal, propose, type Workshop } from './propose.js';
import { type Revocations, revocationPlan } from './revocation-plan.js';
import { paretoOf } from './risk.js';
import { roomWithin } from './room.js';
import { type Names, tasksOf } from './tasks.js';

export type Recommendations = Revocations & {
  readonly recommendations: readonly Recommendation[];
  readonly withheld: readonly Withheld[];
  readonly pareto: readonly ParetoPoint[];
  readonly families: readonly Family[];
  readonly trust: readonly TrustProposal[];
  readonly accountProposals: readonly AccountProposal[];
};

export type RecommendInput = {
  readonly snapshots: readonly Snapshot[];
  readonly assessments: readonly Assessment[];
  readonly findings: readonly Finding[];
  readonly usage: UsageLedger;
  readonly asOf: Instant | undefined;
};

export function recommend(
  input: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): Recommendations {
  const { snapshots, findings, usage, asOf } = input;
  const shop = workshopFor(input, catalog, options);
  const proposals = snapshots.flatMap((snapshot) => proposalsFor(shop, snapshot));
  const recommendations = proposals
    .flatMap((proposal) => (proposal.kind === 'made' ? proposal.recommendation : []))
    .toSorted((a, b) => compare(a.id, b.id));
  return {
    recommendations,
    withheld: proposals
      .flatMap((proposal) => (proposal.kind === 'withheld' ? proposal.withheld : []))
      .toSorted((a, b) => compare(a.policy, b.policy)),
    pareto: paretoOf(recommendations),
    families: [],
    trust: [],
    accountProposals: [],
    ...revocationPlan({ snapshots, findings, usage, asOf }, options),
  };
}

function workshopFor(
  { snapshots, assessments }: RecommendInput,
  catalog: Catalog,
  options: AuditOptions,
): Workshop {
  const expander = createActionExpander(catalog);
  const tools = keptTools(catalog, snapshots);
  return {
    catalog,
    expander,
    options,
    yardstick: yardstick(expander),
    explain: explainer(expander),
    room: roomWithin(DEFAULT_QUOTAS),
    kept: new Map(
      assessments.map((assessment) => [assessment.arn, keptOf(tools, assessment, options)]),
    ),
  };
}

/** Proposals share quotas and names, so their order counts. */
function proposalsFor(shop: Workshop, snapshot: Snapshot): readonly Proposal[] {
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
