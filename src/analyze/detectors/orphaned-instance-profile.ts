/**
 * An instance profile that holds no role: nothing can run with it, and whoever may pass roles can put
 * one in. Known from a live collection only.
 */
import type { Finding } from '../../model/finding.js';
import type { Detector } from './detector.js';
import { isExcluded } from './excluded.js';
import { isSettled } from './settled.js';

export const findOrphanedInstanceProfiles: Detector = (context) => {
  const { snapshot } = context.directory;
  const { instanceProfiles = [], dependants = [] } = snapshot.surroundings ?? {};
  const inUse = new Set(dependants.map(({ names }) => names));
  return instanceProfiles
    .filter(({ roles }) => roles.length === 0)
    .filter(({ arn }) => !inUse.has(arn))
    .filter((profile) => !isExcluded(profile, context.options))
    .filter(({ createdAt }) => isSettled(context, createdAt))
    .map(
      ({ arn, name, createdAt }): Finding => ({
        id: `orphaned-instance-profile ${arn}`,
        kind: 'orphaned-instance-profile',
        severity: 'low',
        account: snapshot.account,
        identity: arn,
        title: `instance profile ${name} holds no role`,
        evidence: [`it exists since ${createdAt}, and no instance that was read has it`],
        remediation: 'delete the instance profile',
        revocable: { kind: 'instance-profile', name, lastUsedAt: undefined },
      }),
    );
};
