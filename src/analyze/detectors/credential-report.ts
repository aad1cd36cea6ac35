/**
 * Does the credential report speak for the end of the window?
 *
 * A report that is weeks old does not know of a use since. The CSV does not say when it was made, but
 * no date in it is younger than it is. IAM makes a new one every four hours at most; a week leaves room for
 * inputs that were fetched on different days.
 * Source: IAM User Guide, "Getting credential reports for your AWS account".
 */
import type { UserCredentials } from '../../model/snapshot.js';
import { addDays, type Instant } from '../../model/time.js';
import { newest } from '../ledger-index.js';
import type { VerdictContext } from '../verdict-context.js';

const OLDEST_REPORT_DAYS = 7;

export function isReportRecent({ directory, window }: VerdictContext): boolean {
  const { credentials } = directory.snapshot;
  const known = credentials?.generatedAt ?? newest((credentials?.users ?? []).flatMap(datesOf));
  return known !== undefined && known >= addDays(window.asOf, -OLDEST_REPORT_DAYS);
}

function datesOf({
  passwordLastUsed,
  passwordLastChanged,
  accessKeys,
}: UserCredentials): readonly (Instant | undefined)[] {
  return [
    passwordLastUsed,
    passwordLastChanged,
    ...accessKeys.flatMap(({ lastRotated, lastUsed }) => [lastRotated, lastUsed?.at]),
  ];
}
