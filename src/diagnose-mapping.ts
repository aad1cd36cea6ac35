/** How much of a log the event tables map: from what was collected, and what was met on the way. */
import { isNameless } from './analyze/ledger-index.js';
import type { EventFate } from './collect/cloudtrail/fold.js';
import type { OnFate } from './collect/index.js';
import type { Evidence, SourceReport } from './model/evidence.js';
import {
  MAPPING_SCHEMA,
  type MappingReport,
  type MappingTally,
  type RecordPlace,
  type UnmappedName,
} from './model/mapping-report.js';
import type { UnmappedEvent } from './model/usage.js';

type OpenTally = {
  mapped: number;
  unmapped: number;
  notKept: number;
  ignored: Map<string, number>;
};

/** What a collection tells event by event; `onFate` is for `startCollection`. */
export type MappingWatch = {
  readonly onFate: OnFate;
  readonly sources: ReadonlyMap<string, OpenTally>;
  /** By source and name: where the first of them lies. */
  readonly places: ReadonlyMap<string, RecordPlace>;
};

/** Names and sources come from the log, and it may hold any number of them. */
const MAX_NAMES = 50_000;
const OTHER_SOURCES = 'other sources';

export function watchMapping(): MappingWatch {
  const sources = new Map<string, OpenTally>();
  const places = new Map<string, RecordPlace>();
  return {
    sources,
    places,
    onFate: ({ eventSource, eventName }, fate, count, { file, record }) => {
      const known = sources.has(eventSource) || sources.size < MAX_NAMES;
      const source = known ? eventSource : OTHER_SOURCES;
      const tally = sources.get(source) ?? newTally();
      sources.set(source, tally);
      addFate(tally, fate, count);
      const key = `${eventSource} ${eventName}`;
      if (fate !== 'unmapped' || record === undefined || places.has(key)) return;
      if (places.size < MAX_NAMES) places.set(key, { file, record });
    },
  };
}

function newTally(): OpenTally {
  return { mapped: 0, unmapped: 0, notKept: 0, ignored: new Map() };
}

function addFate(tally: OpenTally, fate: EventFate, count: number): void {
  if (fate === 'use') tally.mapped += count;
  else if (fate === 'unmapped') tally.unmapped += count;
  else if (fate === 'no-room') tally.notKept += count;
  else tally.ignored.set(fate, (tally.ignored.get(fate) ?? 0) + count);
}

/** @param watch what was met while the evidence was collected; none for a stored one */
export function diagnoseMapping(evidence: Evidence, watch?: MappingWatch): MappingReport {
  const unmapped = unmappedNames(evidence.usage.unmapped, watch?.places ?? new Map());
  const logs = evidence.sources.filter(({ kind }) => kind === 'cloudtrail');
  const records = sumOf(logs, ({ records: count }) => count);
  const sources =
    watch === undefined
      ? undefined
      : sorted(watch.sources).map(([eventSource, tally]) => ({ eventSource, ...closed(tally) }));
  const notKept = sumOf(sources ?? [], (source) => source.notKept);
  const total = { ...totalOf(logs), unmapped: sumOf(unmapped, ({ count }) => count), notKept };
  const placed = total.mapped + sumOf(Object.values(total.ignored), (count) => count);
  return {
    schema: MAPPING_SCHEMA,
    records,
    unreadable: Math.max(0, records - placed - total.unmapped - notKept),
    total,
    sources,
    unmapped,
  };
}

function totalOf(logs: readonly SourceReport[]): Pick<MappingTally, 'mapped' | 'ignored'> {
  const ignored = new Map<string, number>();
  for (const log of logs) {
    for (const [rule, count] of Object.entries(log.ignored)) {
      ignored.set(rule, (ignored.get(rule) ?? 0) + count);
    }
  }
  return { mapped: sumOf(logs, ({ uses }) => uses), ignored: Object.fromEntries(sorted(ignored)) };
}

function unmappedNames(
  rows: readonly UnmappedEvent[],
  places: ReadonlyMap<string, RecordPlace>,
): readonly UnmappedName[] {
  const groups = new Map<string, [UnmappedEvent, ...UnmappedEvent[]]>();
  for (const row of rows) {
    const key = `${row.eventSource} ${row.eventName}\n${row.service ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return sorted(groups)
    .map(([, group]) => unmappedName(group, places))
    .sort((a, b) => b.count - a.count);
}

function unmappedName(
  group: readonly [UnmappedEvent, ...UnmappedEvent[]],
  places: ReadonlyMap<string, RecordPlace>,
): UnmappedName {
  const [{ eventSource, eventName, service }] = group;
  const callers = new Map<string, number>();
  let harmless = 0;
  let { firstSeen, lastSeen } = group[0];
  for (const row of group) {
    if (row.firstSeen < firstSeen) firstSeen = row.firstSeen;
    if (row.lastSeen > lastSeen) lastSeen = row.lastSeen;
    const caller = blockedBy(row);
    if (caller === undefined) harmless += row.count;
    else callers.set(caller, (callers.get(caller) ?? 0) + row.count);
  }
  return {
    eventSource,
    eventName,
    service,
    count: sumOf(group, ({ count }) => count),
    firstSeen,
    lastSeen,
    example: places.get(`${eventSource} ${eventName}`),
    blocks: sorted(callers).map(([caller, count]) => ({ caller, count })),
    harmless,
  };
}

/** Whose verdicts a call holds back: its caller's, or everybody's where the log does not name one. */
function blockedBy(row: UnmappedEvent): string | undefined {
  const { caller } = row;
  if (isNameless(row)) return `every identity of account ${caller.account}`;
  return caller.kind === 'identity' ? caller.arn || caller.id : undefined;
}

function closed({ ignored, ...counts }: OpenTally): MappingTally {
  return { ...counts, ignored: Object.fromEntries(sorted(ignored)) };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function sumOf<Thing>(things: readonly Thing[], count: (thing: Thing) => number): number {
  return things.reduce((sum, thing) => sum + count(thing), 0);
}
