/**
 * A console password that was not used inside the window, of a user that may be active otherwise. A
 * password of unknown age is not an old one: who has just got it had no time to use it.
 */
import type { Finding } from '../../model/finding.js';
import { passwordUseOf } from '../verdict-context.js';
import { isReportRecent } from './credential-report.js';
import type { Detector } from './detector.js';
import { isSettled } from './settled.js';

export const findStaleConsolePasswords: Detector = (context, assessments) => {
  if (!isReportRecent(context)) return [];
  const { window, ledger, credentials, directory, options } = context;
  const users = new Map(directory.snapshot.users.map((user) => [user.arn as string, user]));
  return assessments.flatMap(({ arn }): readonly Finding[] => {
    const user = users.get(arn);
    const report = credentials.get(arn);
    if (user === undefined || report?.passwordEnabled !== true) return [];
    const { passwordLastChanged } = report;
    const passwordLastUsed = passwordUseOf(context, user);
    if (passwordLastUsed !== undefined && passwordLastUsed >= window.from) return [];
    if (!isSettled(context, passwordLastChanged)) return [];
    if (ledger.signInsOf(user.id).some(({ lastSeen }) => lastSeen >= window.from)) return [];
    return [
      {
        id: `stale-console-password ${user.arn}`,
        kind: 'stale-console-password',
        severity: report.mfaActive ? 'medium' : 'high',
        account: user.account,
        identity: user.arn,
        title: `the console password of user ${user.name} was not used for ${options.windowDays} days or more`,
        evidence: [
          passwordLastUsed === undefined
            ? 'credential report: the password was never used'
            : `${passwordLastUsed === report.passwordLastUsed ? 'credential report' : 'GetUser'}: the password was last used ${passwordLastUsed}`,
          `set ${passwordLastChanged}, ${report.mfaActive ? 'with MFA' : 'without MFA'}`,
        ],
        remediation: 'delete the password: whoever needs the console again gets a new one',
        revocable: { kind: 'console-password', name: user.name, lastUsedAt: passwordLastUsed },
      },
    ];
  });
};
