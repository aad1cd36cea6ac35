/**
 * What a live collection says of itself, from its `unit.json` files.
 *
 * The file is input like any other. One that cannot be understood may have said that everything is
 * missing, and so it does.
 */
import {
  type CollectedUnit,
  LIVE_SOURCES,
  type LiveSourceName,
  type Missing,
  type Stretch,
} from '../model/collected.js';
import { earlier, type Instant, parseInstant } from '../model/time.js';
import { type Members, member, membersOf, textMember } from './members.js';

export type CollectedUnits = {
  /** @returns false for a statement that cannot be understood */
  readonly add: (value: unknown) => boolean;
  /** Of this run alone. */
  readonly added: () => readonly CollectedUnit[];
  readonly finish: () => readonly CollectedUnit[];
};

/**
 * What is said again of a place replaces what was said of it; of logs, for the time it speaks of: those
 * of the time before stay as whole or as broken as they were read.
 *
 * @param earlier of runs before
 */
export function createCollectedUnits(earlier: readonly CollectedUnit[]): CollectedUnits {
  const units = new Map<string, readonly CollectedUnit[]>();
  const added: CollectedUnit[] = [];
  const put = (unit: CollectedUnit): void => {
    const key = `${unit.account} ${unit.region} ${unit.source}`;
    units.set(key, together([...(units.get(key) ?? []), unit]));
  };
  for (const unit of earlier) put(unit);
  return {
    add: (value) => {
      const unit = parseUnit(value);
      if (unit === undefined) return false;
      put(unit);
      added.push(unit);
      return true;
    },
    added: () => added,
    finish: () =>
      [...units].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).flatMap(([, own]) => own),
  };
}

/** Of one place, in the order of their ends: each speaks for the time before the next one's begins. */
function together(units: readonly CollectedUnit[]): readonly CollectedUnit[] {
  const kept: CollectedUnit[] = [];
  for (const unit of units.toSorted(byEnd).toReversed()) {
    const newer = kept[0];
    const left = newer === undefined ? unit : before(newer, unit);
    if (left === undefined) continue;
    if (newer !== undefined && isOneStretch(left, newer)) {
      const gaps = [...(left.gaps ?? []), ...(newer.gaps ?? [])];
      kept[0] = {
        ...newer,
        ...(left.from === undefined ? {} : { from: left.from }),
        ...(gaps.length === 0 ? {} : { gaps }),
      };
    } else kept.unshift(left);
  }
  return kept;
}

function byEnd(a: CollectedUnit, b: CollectedUnit): number {
  return a.endedAt < b.endedAt ? -1 : a.endedAt > b.endedAt ? 1 : 0;
}

/** What of an older statement the newer one does not speak of. */
function before(newer: CollectedUnit, older: CollectedUnit): CollectedUnit | undefined {
  if (LIVE_SOURCES[newer.source].withholds !== 'time') return undefined;
  const { from, to } = older;
  if (newer.from === undefined || from === undefined || from >= newer.from) return undefined;
  const end = to === undefined || to > newer.from ? newer.from : to;
  return { ...older, to: end, ...gapsUpTo(end, older.gaps) };
}

function gapsUpTo(end: Instant, gaps: readonly Stretch[] = []): Pick<CollectedUnit, 'gaps'> {
  const left = gaps.filter(({ from }) => from < end);
  return left.length === 0
    ? {}
    : { gaps: left.map(({ from, to }) => ({ from, to: earlier(to, end) })) };
}

function isOneStretch(older: CollectedUnit, newer: CollectedUnit): boolean {
  return older.status === 'complete' && newer.status === 'complete' && older.to === newer.from;
}

const EARLIEST = '0001-01-01T00:00:00Z' as Instant;
const LATEST = '9999-12-31T23:59:59Z' as Instant;
const REGION = /^[a-z0-9-]{1,40}$/;

function parseUnit(value: unknown): CollectedUnit | undefined {
  const members = membersOf(value) ?? {};
  const account = matching(members, 'account', /^\d{12}$/);
  const region = matching(members, 'region', REGION);
  const source = matching(members, 'source', /^[a-z0-9-]{1,40}$/) as LiveSourceName | undefined;
  const status = matching(members, 'status', /^(complete|partial|failed)$/);
  const startedAt = parseInstant(member(members, 'startedAt'));
  const endedAt = parseInstant(member(members, 'endedAt'));
  if (account === undefined || region === undefined || status === undefined) return undefined;
  if (source === undefined || !Object.hasOwn(LIVE_SOURCES, source)) return undefined;
  if (startedAt === undefined || endedAt === undefined) return undefined;
  const from = parseInstant(member(members, 'from'));
  const to = parseInstant(member(members, 'to'));
  const disabledBy = parseInstant(member(members, 'disabledBy'));
  return {
    account,
    region,
    source,
    status: status as CollectedUnit['status'],
    startedAt,
    endedAt,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(disabledBy === undefined ? {} : { disabledBy }),
    ...gapsOf(members),
    ...regionsOf(members),
    items: countOf(members, 'items', 0),
    missing: objectsOf(members, 'missing').map(missingOf),
  };
}

/** One that cannot be understood is as wide as it may be. */
function gapsOf(members: Members): Pick<CollectedUnit, 'gaps'> {
  const gaps = objectsOf(members, 'gaps').map((gap) => ({
    from: parseInstant(member(gap, 'from')) ?? EARLIEST,
    to: parseInstant(member(gap, 'to')) ?? LATEST,
  }));
  return gaps.length === 0 ? {} : { gaps };
}

function regionsOf(members: Members): Pick<CollectedUnit, 'regions'> {
  const told = member(members, 'regions');
  if (!Array.isArray(told)) return {};
  return { regions: told.filter((one) => typeof one === 'string' && REGION.test(one)) };
}

function missingOf(members: Members): Missing {
  const subject = textMember(members, 'subject');
  const grant = member(members, 'grant');
  return {
    operation: textMember(members, 'operation') ?? '',
    code: textMember(members, 'code') ?? 'Unknown',
    message: textMember(members, 'message') ?? '',
    ...(subject === undefined ? {} : { subject }),
    grant: (Array.isArray(grant) ? grant : []).filter((one) => typeof one === 'string'),
    count: countOf(members, 'count', 1),
  };
}

function objectsOf(members: Members, name: string): readonly Members[] {
  const value = member(members, name);
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((one): readonly Members[] => {
    const object = membersOf(one);
    return object === undefined ? [] : [object];
  });
}

function matching(members: Members, name: string, form: RegExp): string | undefined {
  const text = textMember(members, name);
  return text !== undefined && form.test(text) ? text : undefined;
}

function countOf(members: Members, name: string, fallback: number): number {
  const value = member(members, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fallback;
}
