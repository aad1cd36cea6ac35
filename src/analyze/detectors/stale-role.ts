/**
 * A role that nobody took inside the window, by every source: `RoleLastUsed`, its calls, and every
 * `AssumeRole*` that names it, services included. It is older than window and grace, and the log
 * could have shown an assumption all the time. Never: service-linked and Identity Center roles.
 */
import type { Finding } from '../../model/finding.js';
import type { Role } from '../../model/identity.js';
import type { VerdictContext } from '../verdict-context.js';
import type { Detector } from './detector.js';
import { isSettled } from './settled.js';

export const findStaleRoles: Detector = (context, assessments) => {
  const roles = new Map(context.directory.snapshot.roles.map((role) => [role.arn as string, role]));
  return assessments.flatMap((assessment): readonly Finding[] => {
    const role = roles.get(assessment.arn);
    if (role === undefined || assessment.manageability !== 'editable') return [];
    const { lastUsedAt } = assessment;
    if (lastUsedAt !== undefined && lastUsedAt >= context.window.from) return [];
    if (!isSettled(context, role.createdAt)) return [];
    const seen = assumptionsObservable(context, role);
    if (seen === undefined) return [];
    return [
      {
        id: `stale-role ${role.arn}`,
        kind: 'stale-role',
        severity: 'medium',
        account: role.account,
        identity: role.arn,
        title: `role ${role.name} was not used for ${context.options.windowDays} days or more`,
        evidence: [
          role.lastUsed === undefined
            ? 'RoleLastUsed: never in the 400 days that AWS keeps'
            : `RoleLastUsed: ${role.lastUsed.at} in ${role.lastUsed.region}`,
          `no call with the role and no AssumeRole of it between ${seen.since} and ${seen.until} in ${seen.regions.join(', ')}`,
          `exists since ${role.createdAt}`,
        ],
        remediation: 'quarantine the role, wait, then delete it: see the revocation plan',
        revocable: { kind: 'role', name: role.name, lastUsedAt },
      },
    ];
  });
};

function assumptionsObservable(context: VerdictContext, { account }: Role) {
  // AssumeRole is a management event that CloudTrail marks as read-only.
  const observed = context.coverage.management(account, {
    access: 'read',
    regions: [
      ...new Set([
        ...context.coverage.regionsAlive(account),
        ...context.coverage.holedRegions(account, 'sts'),
      ]),
    ],
    service: 'sts',
    excludable: false,
    global: false,
  });
  return observed.kind === 'observed' ? observed : undefined;
}
