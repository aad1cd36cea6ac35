/** What can be revoked now, what became of what was planned before, and what is exempt. */
import type { Finding } from '../../model/finding.js';
import type { Exempted, FollowUp } from '../../model/follow-up.js';
import type { AuditOptions } from '../../model/options.js';
import type { Revocation } from '../../model/recommendation.js';
import type { Snapshot } from '../../model/snapshot.js';
import { describeOwner } from '../../model/standing.js';
import type { Instant } from '../../model/time.js';
import { rowsUntil, type UsageLedger } from '../../model/usage.js';
import { directoryOf } from '../../policy/holdings.js';
import { withoutExempted } from '../exemptions.js';
import { dated, followUp, stillHeld } from '../follow-up.js';
import { type Standings, standingsIn } from '../standing.js';
import { planRevocation } from './index.js';

export type RevocationFacts = {
  readonly snapshots: readonly Snapshot[];
  readonly findings: readonly Finding[];
  readonly usage: UsageLedger;
  readonly asOf: Instant | undefined;
};

export type Revocations = {
  readonly revocations: readonly Revocation[];
  readonly followUps: readonly FollowUp[];
  readonly exempted: readonly Exempted[];
};

export function revocationPlan(facts: RevocationFacts, options: AuditOptions): Revocations {
  const { snapshots, findings, usage, asOf } = facts;
  const followUps = followUp({ ...facts, options });
  const all = [...findings, ...stillHeld(followUps, findings)];
  const roleHolders = asOf === undefined ? [] : rowsUntil(usage.roleHolders ?? [], asOf);
  const found = snapshots.flatMap((snapshot) =>
    planRevocation(directoryOf(snapshot), all, { ...usage, roleHolders }, snapshots),
  );
  const { revocations, exempted } = withoutExempted(found, snapshots, options.exemptions, asOf);
  const standings = standingsIn(snapshots);
  return {
    revocations: revocations
      .map((one) => withOwners(dated(one, followUps, asOf), standings))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    followUps,
    exempted,
  };
}

/** Whoever reads the plan asks them first. */
function withOwners(one: Revocation, standings: Standings): Revocation {
  const owners = standings.ownersOf(one.account, one.arn, one.kind);
  return owners.length === 0
    ? one
    : {
        ...one,
        owners,
        ownerHints: [
          ...one.ownerHints,
          ...owners.map((owner) => `kept by ${describeOwner(owner)}`),
        ],
      };
}
