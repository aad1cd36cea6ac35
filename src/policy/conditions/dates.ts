/**
 * Dates as condition values: the W3C profile of ISO 8601, or seconds since the epoch.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Date condition operators;
 * W3C note "Date and Time Formats".
 */

const W3C =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
/** Four digits are a year; no policy means a second of 1970. */
const EPOCH_SECONDS = /^(?:\d{1,3}|\d{5,11})$/;
const MINUTE_MS = 60_000;

/** Milliseconds since the epoch; `undefined` for anything that is no date. */
export function parseDate(text: string): number | undefined {
  if (EPOCH_SECONDS.test(text)) return Number(text) * 1000;
  const match = W3C.exec(text);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match;
  const [, , , , , , , fraction = '', zone = 'Z'] = match;
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const isRealDate =
    Number.isFinite(local) && new Date(local).toISOString().startsWith(`${year}-${month}-${day}`);
  if (!isRealDate) return undefined;
  return local + Number(`0.${fraction || '0'}`) * 1000 - offsetMs(zone);
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}
