/** Instants and days. The clock is an argument everywhere: nothing here reads it. */
import type { Brand } from './brand.js';

/** A UTC instant to the second, ISO 8601: `2026-11-23T17:48:00Z`. Compares as text. */
export type Instant = Brand<'Instant'>;

const DAY_MS = 86_400_000;
/** Years of four digits, so that instants compare as text. */
const FIRST_MS = Date.parse('0000-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** What we write ourselves, on days that every month has: nothing to convert, and most of a log. */
const CANONICAL =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** Reads what AWS writes (`…Z`, `…+00:00`, fractions, epoch seconds); `undefined` for anything else. */
export function parseInstant(value: unknown): Instant | undefined {
  if (typeof value === 'string' && CANONICAL.test(value)) return value as Instant;
  const ms =
    typeof value === 'number' ? value * 1000 : typeof value === 'string' ? parseText(value) : NaN;
  return ms >= FIRST_MS && ms <= LAST_MS ? instantOfMs(ms) : undefined;
}

function parseText(text: string): number {
  const [, year, month, day] = ISO.exec(text) ?? [];
  // `Date.parse` takes 31 November for 1 December.
  const daysOfMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(day) <= daysOfMonth ? Date.parse(text) : Number.NaN;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

export function instantOfMs(ms: number): Instant {
  return `${new Date(ms).toISOString().slice(0, 19)}Z` as Instant;
}

/**
 * From seconds since the epoch, for the many of a log: days and times of day repeat, and a date is slow to
 * tell. Of two parts, because the engine keeps a text by the parts it was put together from.
 */
export function instantOfSeconds(seconds: number): Instant {
  const day = Math.floor(seconds / DAY_SECONDS);
  return `${textOfDay(day)}${textOfTime(seconds - day * DAY_SECONDS)}` as Instant;
}

function textOfDay(day: number): string {
  const known = dayTexts.get(day);
  if (known !== undefined) return known;
  const text = instantOfMs(day * DAY_MS).slice(0, 'yyyy-mm-ddT'.length);
  if (dayTexts.size >= MAX_DAY_TEXTS) dayTexts.clear();
  dayTexts.set(day, text);
  return text;
}

/** @param second of the day; a fraction is left out */
function textOfTime(second: number): string {
  const whole = Math.floor(second);
  const known = timeTexts[whole];
  if (known !== undefined) return known;
  const text = instantOfMs(whole * 1000).slice('yyyy-mm-ddT'.length);
  timeTexts[whole] = text;
  return text;
}

const DAY_SECONDS = 86_400;
const dayTexts = new Map<number, string>();
/** Some years. */
const MAX_DAY_TEXTS = 4096;
/** By second of the day. */
const timeTexts: (string | undefined)[] = new Array(DAY_SECONDS).fill(undefined);

/** Seconds since the epoch. */
export function secondsOf(instant: Instant): number {
  return msOf(instant) / 1000;
}

/** Milliseconds since the epoch. */
export function msOf(instant: Instant): number {
  return Date.parse(instant);
}

/**
 * What rows of the ledger are folded within: the UTC day of both instants, else their month, else
 * nothing. Rows of one period add up; rows of two stay apart.
 */
export function periodOf(first: Instant, last: Instant): string {
  const day = first.slice(0, 10);
  if (last.startsWith(day)) return day;
  const month = first.slice(0, 7);
  return last.startsWith(month) ? month : '';
}

export function addDays(instant: Instant, days: number): Instant {
  return instantOfMs(msOf(instant) + days * DAY_MS);
}

export function daysBetween(from: Instant, to: Instant): number {
  return (msOf(to) - msOf(from)) / DAY_MS;
}

export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

export function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
