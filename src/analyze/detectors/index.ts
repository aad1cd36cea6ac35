/** All findings of one account. To add one: a detector file, and its line here. */
import type { Finding } from '../../model/finding.js';
import type { Assessment } from '../../model/verdict.js';
import type { VerdictContext } from '../verdict-context.js';
import { findDeadGrants } from './dead-grant.js';
import { findDeniedOnly } from './denied-only.js';
import type { Detector } from './detector.js';
import { findEmptyGroups } from './empty-group.js';
import { findFailedVerification } from './failed-verification.js';
import { findOrphanedInstanceProfiles } from './orphaned-instance-profile.js';
import { findPolicyLint } from './policy-lint.js';
import { findPrivilegeEscalations } from './privilege-escalation.js';
import { findStaleAccessKeys } from './stale-access-key.js';
import { findStaleConsolePasswords } from './stale-console-password.js';
import { findStaleRoles } from './stale-role.js';
import { findStaleUsers } from './stale-user.js';
import { findStatementsWithoutEffect } from './statements-without-effect.js';
import { findUnattachedPolicies } from './unattached-policy.js';
import { findUnusedIdentityProviders } from './unused-identity-provider.js';
import { findUnusedPermissions } from './unused-permissions.js';
import { findWeakTrust } from './weak-trust.js';

const DETECTORS: readonly Detector[] = [
  findDeadGrants,
  findDeniedOnly,
  findEmptyGroups,
  findFailedVerification,
  findOrphanedInstanceProfiles,
  findPolicyLint,
  findPrivilegeEscalations,
  findStaleAccessKeys,
  findStaleConsolePasswords,
  findStaleRoles,
  findStaleUsers,
  findStatementsWithoutEffect,
  findUnattachedPolicies,
  findUnusedIdentityProviders,
  findUnusedPermissions,
  findWeakTrust,
];

export function findAll(
  context: VerdictContext,
  assessments: readonly Assessment[],
): readonly Finding[] {
  return DETECTORS.flatMap((detect) => detect(context, assessments));
}
