/**
 * What one trail recorded, and when: all of it, some of it, nothing, or nobody can say.
 *
 * An answer of CloudTrail says how a trail is set now, not how it was set 60 days ago. It speaks for
 * the past as far back as changes of the trail would have been seen: changes are management write
 * events of the trail's home region, so as far as the log of those is free of gaps, and no further
 * than the last change. A logged change speaks from its instant to the next change, under the same
 * condition. Before the first change inside that stretch nobody can say, unless something spoke then.
 * `GetTrailStatus` dates the last start and stop itself; what a user declares holds since when the
 * user says. Where several speak, all of them must agree: the one that says least counts.
 *
 * A start without a stop before it was a start from standstill: the hour before it is a `no`.
 */
import { type Instant, instantOfMs, msOf } from '../../model/time.js';
import type { EventSelector, TrailFact, TrailSettings } from '../../model/trail.js';
import { type EventShape, selects } from './selects.js';

export type Told = 'yes' | 'partly' | 'no' | 'unknown';

/** What is asked: all of these events, in one region. */
export type TrailQuestion = {
  readonly region: string | typeof ELSEWHERE;
  /** The region is the one where the partition records its global services, and they are asked about. */
  readonly global: boolean;
  readonly shapes: readonly EventShape[];
};

/** Any region that no record comes from. */
export const ELSEWHERE = '*';

type Dimension = 'settings' | 'selectors' | 'logging';

type Word = TrailSettings | readonly EventSelector[] | undefined | boolean;

/** Said of `[from, to)`; an open end reaches to the end of time. */
type Span = { readonly from: Instant; readonly to: Instant; readonly word: Word };

export type Timeline = {
  /** The answer over `[from, to)`, in pieces without a gap between them. */
  readonly answers: (
    question: TrailQuestion,
    from: Instant,
    to: Instant,
  ) => readonly { readonly from: Instant; readonly to: Instant; readonly told: Told }[];
  /** How the trail is set at that instant, however long it has been so. */
  readonly saidOf: (question: TrailQuestion, at: Instant) => Told;
};

const START = '' as Instant;
const END = '\uffff' as Instant;
const HOUR_MS = 3_600_000;

/** @param seenSince changes of the trail would have been seen since then; `undefined`: never */
export function timelineOf(facts: readonly TrailFact[], seenSince: Instant | undefined): Timeline {
  const spans = spansOfAll(facts, seenSince);
  const said = spansOfAll(facts, START);
  const all = Object.values(spans).flat();
  return {
    answers: (question, from, to) => {
      const cuts = [from, ...all.flatMap((span) => [span.from, span.to]), to]
        .filter((at) => at >= from && at <= to)
        .sort();
      return cuts.slice(1).flatMap((end, index) => {
        const start = cuts[index] ?? end;
        if (start >= end) return [];
        return [{ from: start, to: end, told: toldAt(spans, question, start) }];
      });
    },
    saidOf: (question, at) => toldAt(said, question, at),
  };
}

type Spans = Readonly<Record<Dimension, readonly Span[]>>;

function spansOfAll(facts: readonly TrailFact[], seenSince: Instant | undefined): Spans {
  return {
    settings: spansOf(facts, 'settings', seenSince),
    selectors: spansOf(facts, 'selectors', seenSince),
    logging: spansOf(facts, 'logging', seenSince),
  };
}

function toldAt(spans: Spans, question: TrailQuestion, at: Instant): Told {
  const of = (dimension: Dimension, tell: (word: Word) => Told): Told => {
    const words = spans[dimension].filter((span) => span.from <= at && at < span.to);
    return agreed(words.map(({ word }) => tell(word)));
  };
  return every([
    of('logging', (word) => (word === true ? 'yes' : 'no')),
    of('settings', (word) => reaches(word as TrailSettings, question)),
    of('selectors', (word) => records(word as readonly EventSelector[] | undefined, question)),
  ]);
}

/** Of what several say of one thing: silence is `unknown`. */
function agreed(told: readonly Told[]): Told {
  return told.length === 0 ? 'unknown' : every(told);
}

function every(told: readonly Told[]): Told {
  if (told.includes('no')) return 'no';
  if (told.includes('partly')) return 'partly';
  return told.every((one) => one === 'yes') ? 'yes' : 'unknown';
}

/** Source: CloudTrail User Guide, "CloudTrail concepts": global service events are events of one region. */
function reaches(settings: TrailSettings, { region, global }: TrailQuestion): Told {
  const { multiRegion, homeRegion, globalServiceEvents } = settings;
  if (global && globalServiceEvents === false) return 'no';
  if (multiRegion === true) return 'yes';
  if (multiRegion === undefined || homeRegion === undefined) {
    return homeRegion !== undefined && homeRegion === region ? 'yes' : 'unknown';
  }
  return homeRegion === region ? 'yes' : 'no';
}

function records(selectors: readonly EventSelector[] | undefined, { shapes }: TrailQuestion): Told {
  if (selectors === undefined) return 'unknown';
  const answers = shapes.map((shape) => selects(selectors, shape));
  if (answers.every((answer) => answer === 'always')) return 'yes';
  return answers.every((answer) => answer === 'never') ? 'no' : 'partly';
}

// --- what is said of one dimension --------------------------------------------------------------

function spansOf(
  facts: readonly TrailFact[],
  dimension: Dimension,
  seenSince: Instant | undefined,
): readonly Span[] {
  const dated = facts.flatMap((fact) => statusSpans(fact, dimension));
  const declared = facts
    .filter(({ source }) => source === 'declared')
    .flatMap(({ at, says }) => {
      const word = wordOf(says, dimension);
      return word === undefined ? [] : [{ from: at ?? START, to: END, word: word.word }];
    });
  return [
    ...dated,
    ...declared,
    ...(seenSince === undefined ? [] : seen(facts, dimension, seenSince)),
  ];
}

/** Events and answers, each for the stretch between two changes that it lies in. */
function seen(
  facts: readonly TrailFact[],
  dimension: Dimension,
  seenSince: Instant,
): readonly Span[] {
  const changes = facts
    .filter(({ source, says }) => source === 'event' && changesOf(says, dimension))
    .flatMap(({ at, says }) => (at === undefined || at < seenSince ? [] : [{ at, says }]))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const spans: Span[] = [];
  for (const [index, { at, says }] of changes.entries()) {
    const to = changes.slice(index + 1).find((later) => later.at > at)?.at ?? END;
    const word = wordOf(says, dimension);
    if (word !== undefined) spans.push({ from: at, to, word: word.word });
    if (dimension === 'logging')
      spans.push(...before(changes.slice(0, index), at, says, seenSince));
  }
  for (const { source, at, says } of facts) {
    const word = source === 'answer' ? wordOf(says, dimension) : undefined;
    if (word === undefined || (at !== undefined && at < seenSince)) continue;
    const when = at ?? END;
    const from = changes.findLast((change) => change.at <= when)?.at ?? seenSince;
    const to = changes.find((change) => change.at > when)?.at ?? END;
    spans.push({ from, to, word: word.word });
  }
  return spans;
}

/** What a creation or a start tells of the time before it. */
function before(
  earlier: readonly { readonly at: Instant; readonly says: TrailFact['says'] }[],
  at: Instant,
  says: TrailFact['says'],
  seenSince: Instant,
): readonly Span[] {
  const from = earlier.findLast((change) => change.at < at)?.at ?? seenSince;
  if (says.kind === 'created') return [{ from, to: at, word: false }];
  const isLoneStart = says.kind === 'logging' && says.logging && earlier.length === 0;
  return isLoneStart ? [{ from: instantOfMs(msOf(at) - HOUR_MS), to: at, word: false }] : [];
}

function changesOf(says: TrailFact['says'], dimension: Dimension): boolean {
  return says.kind === dimension || says.kind === 'deleted' || says.kind === 'created';
}

function wordOf(
  says: TrailFact['says'],
  dimension: Dimension,
): { readonly word: Word } | undefined {
  if (says.kind === 'deleted') return dimension === 'logging' ? { word: false } : undefined;
  if (says.kind === 'settings' && dimension === 'settings') return { word: says.settings };
  if (says.kind === 'selectors' && dimension === 'selectors') return { word: says.selectors };
  return says.kind === 'logging' && dimension === 'logging' ? { word: says.logging } : undefined;
}

/** `GetTrailStatus` says when the trail was started and stopped last. */
function statusSpans({ source, says }: TrailFact, dimension: Dimension): readonly Span[] {
  if (source !== 'answer' || says.kind !== 'logging' || dimension !== 'logging') return [];
  const { logging, startedAt, stoppedAt } = says;
  if (!logging) return stoppedAt === undefined ? [] : [{ from: stoppedAt, to: END, word: false }];
  if (startedAt === undefined) return [];
  const stopped = stoppedAt !== undefined && stoppedAt < startedAt;
  return [
    { from: startedAt, to: END, word: true },
    ...(stopped ? [{ from: stoppedAt, to: startedAt, word: false }] : []),
  ];
}
