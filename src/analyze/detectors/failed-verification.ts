/**
 * Log files or digests that are not what CloudTrail wrote: somebody changed, removed or damaged what
 * everything here stands on. One finding per trail and kind.
 */
import type { Finding } from '../../model/finding.js';
import type { VerificationFailure } from '../../model/verification.js';
import { groupBy } from '../ledger-index.js';
import type { Detector } from './detector.js';

const SHOWN = 10;

export const findFailedVerification: Detector = ({ coverage, directory }) => {
  const { account } = directory.snapshot;
  const failures = (coverage.verification?.failures ?? []).filter((one) => one.account === account);
  return [...groupBy(failures, ({ trail, what }) => `${trail}\n${what}`).values()].flatMap(
    (alike) => {
      const [first] = alike;
      return first === undefined ? [] : findingOf(account, first, alike);
    },
  );
};

function findingOf(
  account: string,
  { trail, what }: VerificationFailure,
  alike: readonly VerificationFailure[],
): Finding {
  const words = WORDS[what];
  const more = alike.length - SHOWN;
  return {
    id: `failed-verification ${account} ${trail} ${what}`,
    kind: 'failed-verification',
    severity: what === 'missing-log-file' || what === 'missing-digest' ? 'medium' : 'high',
    account,
    identity: `arn:aws:iam::${account}:root`,
    title: `${words.title}: ${alike.length} of trail ${trail}`,
    evidence: [
      ...alike
        .slice(0, SHOWN)
        .map(({ file, region, from, to }) => `${file} (${region}, ${from} to ${to})`),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    remediation: words.remediation,
  };
}

const WORDS: Readonly<
  Record<VerificationFailure['what'], { readonly title: string; readonly remediation: string }>
> = {
  'changed-digest': {
    title: 'digests that CloudTrail did not sign as they are',
    remediation:
      'fetch them again from the bucket; if they are so there, find out who changed them',
  },
  'changed-log-file': {
    title: 'log files that were changed since they were delivered',
    remediation:
      'fetch them again from the bucket; if they are so there, find out who changed them: nothing in them was used as evidence',
  },
  'missing-digest': {
    title: 'digests missing from their chain',
    remediation: 'fetch them from the bucket; if they are not there, find out who removed them',
  },
  'missing-log-file': {
    title: 'log files that a digest names and that were not given',
    remediation: 'fetch them from the bucket; if they are not there, find out who removed them',
  },
};
