/**
 * What the name of a trail file says. Names only order and locate files; what is in one is decided
 * by its content.
 *
 * Source: CloudTrail User Guide, "Finding your CloudTrail log files": delivery time, not event time.
 */
import { type Instant, parseInstant } from '../../model/time.js';

export type TrailName = {
  readonly account: string;
  readonly region: string;
  readonly deliveredAt: Instant;
};

const TRAIL_FILE =
  /^(\d{12})_CloudTrail_([a-z0-9-]{1,40})_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_[A-Za-z0-9]{1,64}\.json(?:\.gz)?$/;

/** @returns `undefined` for any other name, and for a date that is none */
export function parseTrailName(fileName: string): TrailName | undefined {
  const match = TRAIL_FILE.exec(fileName);
  if (match === null) return undefined;
  const [, account = '', region = '', year, month, day, hour, minute] = match;
  const deliveredAt = parseInstant(`${year}-${month}-${day}T${hour}:${minute}Z`);
  return deliveredAt === undefined ? undefined : { account, region, deliveredAt };
}
