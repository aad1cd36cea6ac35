/**
 * Folds records by their shapes: each shape is parsed and mapped once, each record only counted.
 *
 * What is counted waits until the ledger is asked for. The outcome is that of folding record by record.
 */
import { type Instant, instantOfMs } from '../../model/time.js';
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
  /** The last hour that was marked in all places. */
  hour: number;
  fate: EventFate | undefined;
  /** Waiting to be booked. */
  count: number;
  first: number;
  last: number;
};

const HOUR = 3600;
const DAY = 24 * HOUR;

export function createBatchFold(ledger: LedgerFold, coverage: CoverageFacts): BatchFold {
  const dictionaries = new Map<
    string,
    { of: ShapeDictionary; shapes: Shape[]; values: (object | undefined)[] }
  >();

  const shapesOf = ({ dictionary, added }: TrailBatch) => {
    let known = dictionaries.get(dictionary.name);
    if (known === undefined || known.of !== dictionary) {
      for (const shape of known?.shapes ?? []) if (shape?.kind === 'counted') bookWaiting(shape);
      known = { of: dictionary, shapes: [], values: [] };
      dictionaries.set(dictionary.name, known);
    }
    for (const value of added) known.values.push(value as object);
    return known;
  };

  const bookWaiting = (shape: CountedShape): EventFate | undefined => {
    if (shape.count === 0) return undefined;
    const { reading, first, last, count } = shape;
    shape.count = 0;
    const seen = { first: instantOf(first), last: instantOf(last), count };
    return ledger.book(reading, seen);
  };

  const read = (value: { eventTime?: Instant }, at: Instant, sink: BatchSink): Shape => {
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
    return { kind: 'counted', reading, places, hour: -1, fate: undefined, ...waiting };
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
      const { shapes: numbers, seconds, ids, from, odd } = batch;
      const { shapes, values } = shapesOf(batch);
      const { passed } = sink;
      const fates = new Map<CountedShape, number>();
      let oddMet = 0;
      let oldest = Number.POSITIVE_INFINITY;
      let newest = Number.NEGATIVE_INFINITY;
      for (let n = 0; n < numbers.length; n++) {
        const number = numbers[n] ?? ODD_SHAPE;
        if (number === ODD_SHAPE) {
          sink.single(from + n, odd[oddMet++]);
          continue;
        }
        const at = seconds[n] ?? 0;
        let shape = shapes[number];
        if (shape === undefined) {
          const value = values[number];
          if (value === undefined) throw new Error('a shape that nobody added');
          shape = read(value, instantOf(at), sink);
          shapes[number] = shape;
          values[number] = undefined;
        }
        if (shape.kind === 'counted') {
          passed?.(instantOf(at));
          if (at < oldest) oldest = at;
          if (at > newest) newest = at;
          const hour = Math.floor(at / HOUR);
          if (hour !== shape.hour) {
            if (coverage.mark(shape.places, hour)) shape.hour = hour;
            else sink.overflow();
          }
          if (ledger.isDuplicate(ids, 4 * n)) sink.fate(shape.reading, 'duplicate-event', 1);
          else {
            count(shape, at);
            fates.set(shape, (fates.get(shape) ?? 0) + 1);
          }
        } else if (shape.kind === 'summary') sink.summary(shape.rule, 1);
        else if (shape.kind === 'bad') {
          sink.bad(from + n, { ...shape.bad, eventTime: instantOf(at) });
        } else {
          sink.single(from + n, {
            ...shape.value,
            eventTime: instantOf(at),
            eventID: uuidOf(ids, 4 * n),
          });
        }
      }
      if (oldest <= newest) coverage.span(instantOf(oldest), instantOf(newest));
      for (const [{ reading, fate }, times] of fates) sink.fate(reading, fate ?? 'use', times);
    },
    flush: () => {
      for (const { shapes } of dictionaries.values()) {
        for (const shape of shapes) if (shape?.kind === 'counted') bookWaiting(shape);
      }
    },
  };
}

function instantOf(seconds: number): Instant {
  return instantOfMs(seconds * 1000);
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
