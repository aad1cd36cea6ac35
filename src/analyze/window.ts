/**
 * The stretch of time that counts.
 *
 * Its end is pulled back by the delivery lag of the logs: a call of the last minutes may not have
 * been delivered yet. Source: CloudTrail User Guide, "How CloudTrail works" (delivery in about five
 * minutes on average, not guaranteed); a quarter of an hour is three times that.
 */
import type { Evidence } from '../model/evidence.js';
import type { AuditOptions } from '../model/options.js';
import { addDays, type Instant, instantOfMs, msOf } from '../model/time.js';
import { newest } from './ledger-index.js';

const DELIVERY_LAG_MS = 15 * 60_000;

export type Window = {
  readonly asOf: Instant;
  readonly from: Instant;
  readonly to: Instant;
};

export function windowOf(
  evidence: Evidence,
  options: Pick<AuditOptions, 'asOf' | 'windowDays'>,
): Window {
  const asOf = options.asOf ?? evidence.coverage.lastRecord ?? newestDate(evidence);
  return {
    asOf,
    from: addDays(asOf, -options.windowDays),
    to: instantOfMs(msOf(asOf) - DELIVERY_LAG_MS),
  };
}

/** Without any log the audit speaks for the youngest date that IAM itself gave. */
function newestDate({ snapshots }: Evidence): Instant {
  const dates = snapshots.flatMap(({ users, groups, roles, credentials }) => [
    credentials?.generatedAt,
    ...[...users, ...groups, ...roles].map(({ createdAt }) => createdAt),
    ...roles.map(({ lastUsed }) => lastUsed?.at),
  ]);
  return newest(dates) ?? instantOfMs(0);
}
