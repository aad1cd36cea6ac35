/**
 * Event history of one region, for the time before its trail files: management events of 90 days.
 *
 * Two calls a second, 50 events each, newest first. A run that was interrupted goes on below the
 * oldest event that it has, and a later one reads only what came since: both go by time, because page
 * tokens do not live long.
 * Source: CloudTrail API Reference, "LookupEvents"; CloudTrail User Guide, "Viewing events with
 * CloudTrail Event history" (events show within about 15 minutes).
 */
import type { Stretch } from '../../../../model/collected.js';
import {
  addDays,
  earlier,
  type Instant,
  instantOfMs,
  later,
  msOf,
  parseInstant,
} from '../../../../model/time.js';
import { listOf, textOf } from '../answers.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';
import { firstFileIn } from './trail-files.js';

const HISTORY_DAYS = 90;
const LAG_MS = 15 * 60_000;

type Reading = Stretch & {
  readonly file: string;
  /** Of the events read so far, and the ids of those in its second. */
  readonly oldest?: Instant;
  readonly ids?: readonly string[];
};

type State = {
  readonly done?: readonly Stretch[];
  readonly current?: Reading;
  readonly items?: number;
};

export const lookupEvents: AwsSource = {
  scope: 'region',
  part: 'event-history',
  after: 'trail-files',
  isPacedByRegion: true,
  keeps: 'files',
  operations: ['cloudtrail:LookupEvents'],
  collect: async (context) => {
    const { items: before = 0, ...state } = (context.resumeFrom ?? {}) as State;
    const firstFile = firstFileOf(context);
    const end = firstFile ?? context.now;
    if (end <= context.since) return before;
    context.tellsUntil(end);
    let items = before;
    let done = state.done ?? [];
    for (const reading of readingsOf(context, state, end)) {
      let own = 0;
      for await (const { kept, next } of read(context, reading)) {
        items += kept;
        own += kept;
        context.save({ done, current: next, items });
        context.progress(items, items - own + Math.round(own / shareOf(reading, next)));
      }
      done = [...done, { from: reading.from, to: reading.to }];
      context.save({ done, items });
    }
    // Older than 90 days, where a trail was on: without a file, nothing happened.
    if (firstFile === undefined) context.told(done);
    return items;
  },
};

/** Files of a trail say all that event history says, and more, from their first on. */
function firstFileOf({ unitOf, region, since, now }: SourceContext): Instant | undefined {
  const { items, status, to, checkpoint } = unitOf('trail-files', region);
  // Read by an earlier run alone, they do not tell of the time since.
  const isCurrent = to !== undefined && addDays(to, 1) >= now;
  if (status !== 'complete' || items === 0 || !isCurrent) return undefined;
  return firstFileIn(checkpoint) ?? since;
}

/** How much of its time a reading has come through, which goes backwards; above 0, at most 1. */
function shareOf({ from, to, oldest: begun = to }: Reading, { oldest = begun }: Reading): number {
  const whole = msOf(begun) - msOf(from);
  return Math.min(1, Math.max(1 / 10_000, (msOf(begun) - msOf(oldest)) / whole));
}

/** What an interrupted run left, then what came since, then what lies before all that. */
function readingsOf({ now, since }: SourceContext, state: State, end: Instant): readonly Reading[] {
  const { done = [] } = state;
  const to = earlier(end, instantOfMs(msOf(now) - LAG_MS));
  const history = addDays(now, -HISTORY_DAYS);
  const first = later(history, since);
  const current = state.current === undefined ? undefined : stillTold(state.current, history, end);
  const known = [...done, ...(current === undefined ? [] : [current])];
  const newest = known
    .map((one) => one.to)
    .toSorted()
    .at(-1);
  const oldest = known.map((one) => one.from).toSorted()[0];
  const windows: readonly Stretch[] = [
    { from: later(first, newest ?? first), to },
    { from: first, to: oldest ?? first },
  ];
  const readings = windows
    .filter(({ from, to: end }) => from < end)
    .map((window): Reading => ({ ...window, file: fileOf(window) }));
  return [...(current === undefined ? [] : [current]), ...readings];
}

/** What an interrupted run did not come to may be older by now than what AWS tells, or told by files. */
function stillTold(reading: Reading, history: Instant, end: Instant): Reading {
  const { from, to, oldest = to } = reading;
  const left = { ...reading, from: later(from, earlier(history, oldest)) };
  return end < oldest ? { ...left, oldest: end, ids: [] } : left;
}

function fileOf({ to }: Stretch): string {
  return `events-${to.replace(/[-:]/g, '')}.json.gz`;
}

async function* read(
  context: SourceContext,
  reading: Reading,
): AsyncGenerator<{ readonly kept: number; readonly next: Reading }> {
  let next = reading;
  const { from, to, oldest: end = to } = reading;
  if (from >= end) return;
  const input = { StartTime: new Date(from), EndTime: new Date(end), MaxResults: 50 };
  for await (const answer of pagesOf(context, 'cloudtrail:LookupEvents', input, BY_NEXT_TOKEN)) {
    const known = new Set(next.ids);
    const events = listOf(answer, 'Events').filter(
      (event) => !known.has(textOf(event, 'EventId') ?? ''),
    );
    if (events.length > 0) context.files.append(reading.file, { Events: events });
    next = below(next, events);
    yield { kept: events.length, next };
  }
}

function below(reading: Reading, events: readonly Answer[]): Reading {
  const times = events.flatMap((event) => timeOf(event) ?? []);
  const oldest = times.sort()[0];
  if (oldest === undefined) return reading;
  const ids = events
    .filter((event) => timeOf(event) === oldest)
    .flatMap((event) => textOf(event, 'EventId') ?? []);
  const before = reading.oldest === oldest ? (reading.ids ?? []) : [];
  return { ...reading, oldest, ids: [...before, ...ids] };
}

function timeOf({ EventTime: at }: Answer): Instant | undefined {
  return at instanceof Date ? instantOfMs(at.getTime()) : parseInstant(at);
}
