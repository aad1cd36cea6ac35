/** `revocation/plan.json`: what can be revoked, in stages, without the backup of each thing. */
import type { Revocation } from './recommendation.js';

export const PLAN_SCHEMA = 'leastwise.revocation-plan/1';

export type PlannedRevocation = Omit<Revocation, 'backup'>;

export type RevocationPlan = {
  readonly schema: typeof PLAN_SCHEMA;
  readonly revocations: readonly PlannedRevocation[];
};
