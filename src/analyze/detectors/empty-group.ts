/** A group without a member gives nobody anything; only one older than window and grace counts. */
import type { Finding } from '../../model/finding.js';
import type { Detector } from './detector.js';
import { isSettled } from './settled.js';

export const findEmptyGroups: Detector = (context, assessments) => {
  // Who could not be read may be a member.
  if (context.coverage.isSnapshotPartial(context.directory.snapshot.account)) return [];
  const selected = new Set(assessments.map(({ arn }) => arn));
  return context.directory.snapshot.groups
    .filter(({ arn }) => selected.has(arn))
    .filter((group) => !context.directory.members.has(group.name))
    .filter(({ createdAt }) => isSettled(context, createdAt))
    .map(
      (group): Finding => ({
        id: `empty-group ${group.arn}`,
        kind: 'empty-group',
        severity: 'low',
        account: group.account,
        identity: group.arn,
        title: `group ${group.name} has no members`,
        evidence: [`no user of the account lists the group; it exists since ${group.createdAt}`],
        remediation: 'delete the group',
        revocable: { kind: 'empty-group', name: group.name, lastUsedAt: undefined },
      }),
    );
};
