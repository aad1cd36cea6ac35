/** A customer-managed policy that nothing holds, as a policy or as a boundary. */
import type { Finding } from '../../model/finding.js';
import type { Detector } from './detector.js';
import { isExcluded } from './excluded.js';
import { isSettled } from './settled.js';

export const findUnattachedPolicies: Detector = (context) => {
  const { snapshot, identities } = context.directory;
  const held = new Set(
    identities.flatMap((identity) => [
      ...identity.attachedPolicies,
      ...(identity.kind === 'group' || identity.boundary === undefined ? [] : [identity.boundary]),
    ]),
  );
  return snapshot.managedPolicies
    .filter(({ owner }) => owner === 'customer')
    .filter((policy) => policy.attachmentCount === 0 && policy.boundaryUsageCount === 0)
    .filter(({ arn }) => !held.has(arn))
    .filter((policy) => !isExcluded(policy, context.options))
    .filter(({ createdAt }) => isSettled(context, createdAt))
    .map(
      (policy): Finding => ({
        id: `unattached-policy ${policy.arn}`,
        kind: 'unattached-policy',
        severity: 'low',
        account: snapshot.account,
        identity: policy.arn,
        title: `policy ${policy.name} is attached to nothing`,
        evidence: [
          `AWS counts 0 attachments and 0 uses as a boundary; it exists since ${policy.createdAt}`,
        ],
        remediation: 'delete the policy after keeping a copy',
        revocable: { kind: 'unattached-policy', name: policy.name, lastUsedAt: undefined },
      }),
    );
};
