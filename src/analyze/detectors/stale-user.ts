/**
 * A user of whom nothing was seen inside the window: no call, no sign-in, no use of a password or
 * key. Without the credential report nobody can say so: keys may act where no log looks.
 */
import type { Finding } from '../../model/finding.js';
import { plural } from '../../model/number-words.js';
import { isReportRecent } from './credential-report.js';
import type { Detector } from './detector.js';
import { isSettled } from './settled.js';

export const findStaleUsers: Detector = (context, assessments) => {
  if (!isReportRecent(context)) return [];
  const users = new Map(context.directory.snapshot.users.map((user) => [user.arn as string, user]));
  return assessments.flatMap((assessment): readonly Finding[] => {
    const user = users.get(assessment.arn);
    const credentials = context.credentials.get(assessment.arn);
    if (user === undefined || credentials === undefined) return [];
    const { lastUsedAt } = assessment;
    if (lastUsedAt !== undefined && lastUsedAt >= context.window.from) return [];
    if (!isSettled(context, user.createdAt)) return [];
    const keys = credentials.accessKeys.filter(({ active }) => active).length;
    return [
      {
        id: `stale-user ${user.arn}`,
        kind: 'stale-user',
        severity: keys > 0 || credentials.passwordEnabled ? 'high' : 'medium',
        account: user.account,
        identity: user.arn,
        title: `user ${user.name} was not active for ${context.options.windowDays} days or more`,
        evidence: [
          lastUsedAt === undefined
            ? 'no call, sign-in, password or key use was ever recorded'
            : `last sign of life: ${lastUsedAt}`,
          `password ${credentials.passwordEnabled ? 'enabled' : 'off'}, ${plural(keys, 'active access key')}`,
          `exists since ${user.createdAt}`,
        ],
        remediation: 'deactivate the keys and the password, wait, then delete the user',
        revocable: { kind: 'user', name: user.name, lastUsedAt },
      },
    ];
  });
};
