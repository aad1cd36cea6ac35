/**
 * What a folder may have held that could not be opened: its path tells where a trail keeps its files.
 *
 * Source: CloudTrail User Guide, "Finding your CloudTrail log files":
 * `AWSLogs/[o-…/]ACCOUNT/CloudTrail/REGION/YYYY/MM/DD`.
 */
import type { CoverageHole } from '../model/coverage.js';
import { type Instant, instantOfMs, msOf, parseInstant } from '../model/time.js';

const PLACE =
  /(?:^|\/)(\d{12})\/CloudTrail(?:\/([a-z]{2}(?:-[a-z]+)+-\d)(?:\/(\d{4})(?:\/(\d\d)(?:\/(\d\d))?)?)?)?\/?$/;
const BEFORE_DELIVERY_MS = 2 * 3_600_000;
const AFTER_DELIVERY_MS = 15 * 60_000;

/** Anywhere else it may have held anything, identities among it. */
export function holeOfPlace(path: string): CoverageHole {
  const [, account, region, year, month, day] = PLACE.exec(path) ?? [];
  return {
    account,
    region,
    service: undefined,
    ...deliveredIn(year, month, day),
    reason: 'a folder that could not be read',
    file: path,
  };
}

/** Events are delivered somewhat later than they happen. */
function deliveredIn(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): { readonly from: Instant | undefined; readonly to: Instant | undefined } {
  const from = parseInstant(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`);
  if (from === undefined) return { from: undefined, to: undefined };
  const end = new Date(msOf(from));
  if (day !== undefined) end.setUTCDate(end.getUTCDate() + 1);
  else if (month !== undefined) end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCFullYear(end.getUTCFullYear() + 1);
  return {
    from: instantOfMs(msOf(from) - BEFORE_DELIVERY_MS),
    to: instantOfMs(end.getTime() + AFTER_DELIVERY_MS),
  };
}
