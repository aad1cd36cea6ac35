/**
 * What IAM's last-accessed data can show: since when, where, and of which calls.
 *
 * Source: IAM User Guide, "Refine permissions in AWS using last accessed information" (tracking
 * period, reporting period, regions).
 */
import { type Instant, parseInstant } from '../model/time.js';

/** Services are tracked over the last 400 days. */
export const TRACKED_DAYS = 400;

/** "Recent activity usually appears within four hours." */
export const LAST_ACCESSED_LAG_HOURS = 4;

const SINCE_BY_SERVICE: Readonly<Record<string, string>> = {
  ec2: '2021-04-07',
  iam: '2021-04-07',
  lambda: '2021-04-07',
  s3: '2020-04-12',
};
const SINCE_OTHERS = '2023-05-23';

/** From when on actions of a service are tracked. */
export function actionsTrackedSince(service: string): Instant {
  const since = Object.hasOwn(SINCE_BY_SERVICE, service) ? SINCE_BY_SERVICE[service] : undefined;
  const instant = parseInstant(since ?? SINCE_OTHERS);
  if (instant === undefined) throw new Error(`no date for ${service}`);
  return instant;
}

/** Regions that are enabled in every account, all of them tracked for years; others began later. */
export const TRACKED_REGIONS: ReadonlySet<string> = new Set([
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
]);
