/** An active access key that was not used inside the window and is older than window and grace. */
import { nameOfArn } from '../../model/arn.js';
import type { Finding } from '../../model/finding.js';
import { isReportRecent } from './credential-report.js';
import type { Detector } from './detector.js';
import { isSettled } from './settled.js';

export const findStaleAccessKeys: Detector = (context, assessments) => {
  if (!isReportRecent(context)) return [];
  const selected = new Set(assessments.map(({ arn }) => arn));
  return (
    [...context.credentials.values()]
      .filter(({ userArn }) => selected.has(userArn))
      // An answer on one key does not say which slot it is: it may be any.
      .filter(
        ({ userArn }) =>
          !(context.keyUses.get(nameOfArn(userArn)) ?? []).some(
            ({ at }) => at >= context.window.from,
          ),
      )
      .flatMap(({ userArn, accessKeys }) =>
        accessKeys
          .filter(({ active, lastRotated }) => active && isSettled(context, lastRotated))
          .filter(({ lastUsed }) => lastUsed === undefined || lastUsed.at < context.window.from)
          .map(
            ({ slot, lastUsed, lastRotated }): Finding => ({
              id: `stale-access-key ${userArn} ${slot}`,
              kind: 'stale-access-key',
              severity: 'high',
              account: context.directory.snapshot.account,
              identity: userArn,
              title: `access key ${slot} of user ${nameOfArn(userArn)} was not used for ${context.options.windowDays} days or more`,
              evidence: [
                lastUsed === undefined
                  ? 'credential report: never used'
                  : `credential report: last used ${lastUsed.at}${lastUsed.service === undefined ? '' : ` for ${lastUsed.service}`}`,
                `active since ${lastRotated}`,
              ],
              remediation: 'make the key inactive, wait, then delete it',
              revocable: {
                kind: 'access-key',
                name: nameOfArn(userArn),
                lastUsedAt: lastUsed?.at,
                slot,
              },
            }),
          ),
      )
  );
};
