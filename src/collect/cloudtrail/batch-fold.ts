/**
 * Folds records by their shapes: each shape is parsed and mapped once, each record only counted.
 *
 * What is counted waits until the ledger is asked for. The outcome is that of folding record by record.
 */
import { type Instant, instantOfSeconds } from '../../model/time.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { ODD_SHAPE, type ShapeDictionary, type TrailBatch } from '../records.js';
import type { CoverageFacts, CoveragePlaces } from './coverage.js';
import type { EventFate, EventReading, LedgerFold } from './fold.js';
import { type ParsedEvent, parseEvent } from './parse-event.js';

/** What becomes of the records, one by one or many at once. */
export type BatchSink = {
  /** A record whole, to be folded like any other. */
  readonly single: (index: number, value: unknown) => void;
  readonly bad: (index: number, bad: Extract<ParsedEvent, { kind: 'bad' }>) => void;
  readonly summary: (rule: string, count: number) => void;
  /** The account whose log an event is in. */
  readonly accountOf: (event: TrailEvent) => string;
  /** Events whose time matters beyond counting. */
  readonly isAlone: (event: TrailEvent) => boolean;
  readonly passed: ((at: Instant) => void) | undefined;
  /** Seconds since 1970: what says that it happened later happened then, and is told to `late`. */
  readonly latest: number | undefined;
  readonly late: (at: Instant) => void;
  readonly fate: (reading: EventReading, fate: EventFate, count: number) => void;
  readonly overflow: () => void;
};

export type BatchFold = {
  readonly add: (batch: TrailBatch, sink: BatchSink) => void;
  /** Books what waits. */
  readonly flush: () => void;
};

type Shape =
  | { readonly kind: 'alone'; readonly value: object }
  | { readonly kind: 'bad'; readonly bad: Extract<ParsedEvent, { kind: 'bad' }> }
  | { readonly kind: 'summary'; readonly rule: string }
  | CountedShape;

type CountedShape = {
  readonly kind: 'counted';
  readonly reading: EventReading;
  readonly places: CoveragePlaces;
  /** Records of the batch being added. */
  inBatch: number;
  fate: EventFate | undefined;
  /** Waiting to be booked. */
  count: number;
  first: number;
  last: number;
};

const HOUR = 3600;
const DAY = 24 * HOUR;

export function createBatchFold(ledger: LedgerFold, coverage: CoverageFacts): BatchFold {
  const known = new Map<string, { readonly of: ShapeDictionary; readonly shapes: Shape[] }>();

  const shapesOf = (dictionary: ShapeDictionary): Shape[] => {
    const { name } = dictionary;
    const before = known.get(name);
    if (before?.of === dictionary) return before.shapes;
    for (const shape of before?.shapes ?? []) if (shape?.kind === 'counted') bookWaiting(shape);
    const shapes: Shape[] = [];
    known.set(name, { of: dictionary, shapes });
    return shapes;
  };

  const bookWaiting = (shape: CountedShape): EventFate | undefined => {
    if (shape.count === 0) return undefined;
    const { reading, first, last, count } = shape;
    shape.count = 0;
    return ledger.book(reading, { first, last, count });
  };

  const read = (value: Record<string, unknown>, at: Instant, sink: BatchSink): Shape => {
    // Any time: only that there is one matters.
    value.eventTime = at;
    const parsed = parseEvent(value);
    if (parsed.kind === 'summary') return { kind: 'summary', rule: parsed.rule };
    if (parsed.kind === 'bad') return { kind: 'bad', bad: parsed };
    const account = sink.accountOf(parsed.event);
    const reading = ledger.read(parsed.event, account);
    // Without it, the account depends on the file.
    if (
      reading.change !== undefined ||
      reading.sharedEventId !== undefined ||
      sink.isAlone(parsed.event) ||
      parsed.event.recipientAccountId === undefined
    ) {
      return { kind: 'alone', value };
    }
    const places = coverage.placesOf(parsed.event, account, 'delivered');
    const waiting = { count: 0, first: 0, last: 0 };
    return { kind: 'counted', reading, places, inBatch: 0, fate: undefined, ...waiting };
  };

  const count = (shape: CountedShape, at: number): void => {
    // Rows are of one day, so that usage can be told as of any day.
    if (shape.count > 0 && Math.floor(at / DAY) !== Math.floor(shape.first / DAY)) {
      bookWaiting(shape);
    }
    if (shape.count === 0) {
      shape.first = at;
      shape.last = at;
    } else if (at < shape.first) shape.first = at;
    else if (at > shape.last) shape.last = at;
    shape.count++;
    // The first is booked at once: only then is it known whether there is room.
    shape.fate ??= bookWaiting(shape);
  };

  return {
    add: (batch, sink) => {
      const { shapes: numbers, seconds, ids, from, odd, dictionary } = batch;
      const shapes = shapesOf(dictionary);
      const { passed, latest = Number.POSITIVE_INFINITY } = sink;
      const met: CountedShape[] = [];
      let oddMet = 0;
      let oldest = Number.POSITIVE_INFINITY;
      let newest = Number.NEGATIVE_INFINITY;
      for (let n = 0; n < numbers.length; n++) {
        const number = numbers[n] ?? ODD_SHAPE;
        if (number === ODD_SHAPE) {
          sink.single(from + n, odd[oddMet++]);
          continue;
        }
        const at = Math.min(seconds[n] ?? 0, latest);
        let shape = shapes[number];
        if (shape === undefined) {
          shape = read(dictionary.parse(number), instantOfSeconds(at), sink);
          shapes[number] = shape;
        }
        if (shape.kind === 'counted') {
          if ((seconds[n] ?? 0) > latest) sink.late(instantOfSeconds(seconds[n] ?? 0));
          passed?.(instantOfSeconds(at));
          if (at < oldest) oldest = at;
          if (at > newest) newest = at;
          if (!coverage.mark(shape.places, Math.floor(at / HOUR))) sink.overflow();
          if (ledger.isDuplicate(ids, 4 * n)) sink.fate(shape.reading, 'duplicate-event', 1);
          else {
            count(shape, at);
            if (shape.inBatch++ === 0) met.push(shape);
          }
        } else if (shape.kind === 'summary') sink.summary(shape.rule, 1);
        else if (shape.kind === 'bad') {
          sink.bad(from + n, { ...shape.bad, eventTime: instantOfSeconds(seconds[n] ?? 0) });
        } else {
          sink.single(from + n, {
            ...shape.value,
            eventTime: instantOfSeconds(seconds[n] ?? 0),
            eventID: uuidOf(ids, 4 * n),
          });
        }
      }
      if (oldest <= newest) coverage.span(instantOfSeconds(oldest), instantOfSeconds(newest));
      for (const shape of met) {
        sink.fate(shape.reading, shape.fate ?? 'use', shape.inBatch);
        shape.inBatch = 0;
      }
    },
    flush: () => {
      for (const { shapes } of known.values()) {
        for (const shape of shapes) if (shape?.kind === 'counted') bookWaiting(shape);
      }
    },
  };
}

function uuidOf(words: Uint32Array, at: number): string {
  const hex = [0, 1, 2, 3].map((n) => (words[at + n] ?? 0).toString(16).padStart(8, '0')).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}
