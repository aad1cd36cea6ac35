/**
 * Folds records by their shapes: each shape is parsed and mapped once, and of each record only its id is
 * looked at. The outcome is that of folding record by record.
 */
import {
  createShapeDays,
  dayOf,
  MAX_SHAPES,
  ODD_SHAPE,
  type ShapeDays,
} from '../../model/shape-days.js';
import { type Instant, instantOfSeconds } from '../../model/time.js';
import type { TrailEvent } from '../../model/trail-event.js';
import type { ShapeDictionary, TrailBatch } from '../records.js';
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

export type BatchFold = { readonly add: (batch: TrailBatch, sink: BatchSink) => void };

type Shape =
  | { readonly kind: 'alone'; readonly value: object }
  | { readonly kind: 'bad'; readonly bad: Extract<ParsedEvent, { kind: 'bad' }> }
  | { readonly kind: 'summary'; readonly rule: string }
  | CountedShape;

type CountedShape = {
  readonly kind: 'counted';
  readonly reading: EventReading;
  readonly places: CoveragePlaces;
};

/** By number. */
type Shapes = {
  readonly of: ShapeDictionary;
  readonly all: Shape[];
  /** 1 for those of kind `counted`, so that the many need no look at their shape. */
  readonly isCounted: Uint8Array;
};

/** Records that count otherwise than the batch says. */
type Corrections = {
  /** Delivered before. */
  readonly copies: readonly number[];
  readonly isLate: boolean;
};

export function createBatchFold(ledger: LedgerFold, coverage: CoverageFacts): BatchFold {
  const known = new Map<string, Shapes>();
  const daysOf = createShapeDays();

  const shapesOf = (dictionary: ShapeDictionary): Shapes => {
    const { name } = dictionary;
    const before = known.get(name);
    if (before?.of === dictionary) return before;
    const made = { of: dictionary, all: [], isCounted: new Uint8Array(MAX_SHAPES) };
    known.set(name, made);
    return made;
  };

  const read = (value: Record<string, unknown>, seconds: number, sink: BatchSink): Shape => {
    // Any time: only that there is one matters.
    value.eventTime = instantOfSeconds(seconds);
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
    return {
      kind: 'counted',
      reading,
      places: coverage.placesOf(parsed.event, account, 'delivered'),
    };
  };

  /** The shapes that are new. */
  const readAll = ({ days, dictionary }: TrailBatch, to: Shapes, sink: BatchSink): void => {
    for (let row = 0; row < days.shapes.length; row++) {
      const number = days.shapes[row] ?? ODD_SHAPE;
      if (to.all[number] !== undefined) continue;
      const shape = read(dictionary.take(number), days.first[row] ?? 0, sink);
      to.all[number] = shape;
      to.isCounted[number] = shape.kind === 'counted' ? 1 : 0;
    }
  };

  /** In their order: ids are noted, and what is more than counted is folded. */
  const pass = (batch: TrailBatch, { all, isCounted }: Shapes, sink: BatchSink): Corrections => {
    const { shapes: numbers, seconds, ids, odd } = batch;
    const { passed, late, latest = Number.POSITIVE_INFINITY } = sink;
    const copies: number[] = [];
    const isLate = batch.days.last.some((last) => last > latest);
    const countedUpTo = (from: number, to: number): void => {
      if (from === to) return;
      if (isLate || passed !== undefined) {
        for (const at of seconds.subarray(from, to)) {
          if (at > latest) late(instantOfSeconds(at));
          passed?.(instantOfSeconds(Math.min(at, latest)));
        }
      }
      const found = ledger.duplicatesIn(ids.subarray(4 * from, 4 * to));
      for (const n of found) copies.push(from + n);
    };
    let oddMet = 0;
    let from = 0;
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n] ?? ODD_SHAPE;
      if (isCounted[number] === 1) continue;
      countedUpTo(from, n);
      from = n + 1;
      if (number === ODD_SHAPE) {
        sink.single(n, odd.parse(oddMet++));
        continue;
      }
      const eventTime = instantOfSeconds(seconds[n] ?? 0);
      const shape = all[number];
      if (shape?.kind === 'summary') sink.summary(shape.rule, 1);
      else if (shape?.kind === 'bad') sink.bad(n, { ...shape.bad, eventTime });
      else if (shape?.kind === 'alone') {
        sink.single(n, { ...shape.value, eventTime, eventID: uuidOf(ids, 4 * n) });
      }
    }
    countedUpTo(from, numbers.length);
    return { copies, isLate };
  };

  const markAll = (days: ShapeDays, shapes: readonly Shape[], overflow: () => void): void => {
    let oldest = Number.POSITIVE_INFINITY;
    let newest = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < days.shapes.length; row++) {
      const shape = shapes[days.shapes[row] ?? ODD_SHAPE];
      if (shape?.kind !== 'counted') continue;
      oldest = Math.min(oldest, days.first[row] ?? oldest);
      newest = Math.max(newest, days.last[row] ?? newest);
      if (!coverage.mark(shape.places, dayOf(days, row), days.hours[row] ?? 0)) overflow();
    }
    if (oldest <= newest) coverage.span(instantOfSeconds(oldest), instantOfSeconds(newest));
  };

  const bookAll = (days: ShapeDays, shapes: readonly Shape[], sink: BatchSink): void => {
    for (let row = 0; row < days.shapes.length; row++) {
      const shape = shapes[days.shapes[row] ?? ODD_SHAPE];
      if (shape?.kind !== 'counted') continue;
      const count = days.count[row] ?? 0;
      const seen = { first: days.first[row] ?? 0, last: days.last[row] ?? 0, count };
      sink.fate(shape.reading, ledger.book(shape.reading, seen), count);
    }
  };

  return {
    add: (batch, sink) => {
      const shapes = shapesOf(batch.dictionary);
      readAll(batch, shapes, sink);
      const { copies, isLate } = pass(batch, shapes, sink);
      const seconds = isLate ? cappedAt(batch.seconds, sink.latest) : batch.seconds;
      const marked = isLate ? daysOf(batch.shapes, seconds) : batch.days;
      markAll(marked, shapes.all, sink.overflow);
      const own = copies.length === 0 ? marked : daysOf(without(batch.shapes, copies), seconds);
      bookAll(own, shapes.all, sink);
      for (const n of copies) {
        const shape = shapes.all[batch.shapes[n] ?? ODD_SHAPE];
        if (shape?.kind === 'counted') sink.fate(shape.reading, 'duplicate-event', 1);
      }
    },
  };
}

function cappedAt(seconds: Uint32Array, latest = Number.POSITIVE_INFINITY): Uint32Array {
  return seconds.map((at) => Math.min(at, latest));
}

function without(shapes: Uint32Array, copies: readonly number[]): Uint32Array {
  const own = shapes.slice();
  for (const n of copies) own[n] = ODD_SHAPE;
  return own;
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
