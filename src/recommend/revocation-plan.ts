/** What can be revoked now, what became of what was planned before, and what is exempt. */
import type { Finding } from '../model/finding.js';
import type { Exempted, FollowUp } from '../model/follow-up.js';
import type { AuditOptions } from '../model/options.js';
import type { Revocation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Instant } from '../model/time.js';
import type { UsageLedger } from '../model/usage.js';
import { directoryOf } from '../policy/holdings.js';
import { withoutExempted } from './exemptions.js';
import { dated, followUp, stillHeld } from './follow-up.js';
import { planRevocation } from './revoke.js';

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
  const found = snapshots.flatMap((snapshot) => planRevocation(directoryOf(snapshot), all, usage));
  const { revocations, exempted } = withoutExempted(found, snapshots, options.exemptions, asOf);
  return {
    revocations: revocations
      .map((one) => dated(one, followUps, asOf))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    followUps,
    exempted,
  };
}
