/**
 * One source at one place: taken up where an earlier run left it, read, and its outcome written down.
 *
 * Whatever happens becomes a statement in `unit.json`; only our own mistakes are thrown.
 */
import {
  type CollectedUnit,
  GLOBAL_REGION,
  gapsBetween,
  type LiveSourceName,
  type Missing,
  type Stretch,
} from '../../../model/collected.js';
import { earlier, type Instant, instantOfMs, msOf } from '../../../model/time.js';
import { AwsFault, missingOf, type Place } from './fault.js';
import { AWS_SOURCES } from './index.js';
import { actionsOf, type Operation } from './operations.js';
import type { Line, Send } from './session.js';
import type {
  Answer,
  AwsSource,
  CallOptions,
  Checkpoint,
  SourceContext,
  SourceOptions,
  UnitFiles,
} from './source.js';
import { CannotGoOn, openSteps, type StepStore, type Steps } from './steps.js';

/** The folder of one source at one place, as the store keeps it. */
export type Unit = UnitFiles &
  StepStore & {
    readonly found: (CollectedUnit & { readonly checkpoint?: Checkpoint }) | undefined;
    readonly start: (how: 'on' | 'anew') => void;
    readonly save: (unit: CollectedUnit, checkpoint?: Checkpoint) => void;
  };

export type OpenUnit = (place: Place & { readonly source: LiveSourceName }) => Unit;

export type UnitTask = {
  readonly name: LiveSourceName;
  readonly source: AwsSource;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly now: Instant;
  readonly since: Instant;
  readonly options: SourceOptions;
  readonly line: Line;
  readonly send: Send;
  readonly sendAsCaller: Send;
  readonly openUnit: OpenUnit;
  /** Younger than this, a complete source is not read again; milliseconds. */
  readonly freshMs: number;
  readonly onProgress: (done: number, total: number | undefined) => void;
  /** What an earlier run read is of no use, and all of it is read again. */
  readonly onStartOver: (why: string) => void;
};

/** More things alike are only counted. */
const MAX_MISSING = 50;

export async function collectUnit(asked: UnitTask): Promise<CollectedUnit> {
  const { name, source, account, region } = asked;
  const unit = asked.openUnit({ account, region, source: name });
  const { found } = unit;
  if (found !== undefined && isFresh(asked, found)) return found;
  const task = { ...asked, since: sinceOf(asked, found) };
  const goesOn = found !== undefined && (source.keeps === 'files' || mayGoOn(task, unit, found));
  try {
    return await read(task, unit, goesOn ? 'on' : 'anew');
  } catch (cause) {
    if (!goesOn || !(cause instanceof CannotGoOn)) throw cause;
    task.onStartOver(cause.message);
    return read(task, unit, 'anew');
  }
}

/**
 * Files stay, so what is said of them must be true of all: whoever asks for less time finishes what an
 * earlier run began, and leaves no gap behind its end.
 */
function sinceOf({ source, since }: UnitTask, found: Unit['found']): Instant {
  if (source.keeps !== 'files' || found?.from === undefined) return since;
  const { status, from, to = from, items, checkpoint } = found;
  if (status === 'complete') return earlier(since, to);
  return items === 0 && checkpoint === undefined ? since : earlier(since, from);
}

/** What lay there whole is part of what is there now. */
function beginningOf({ source, since }: UnitTask, found: Unit['found']): Instant {
  const isWhole = source.keeps === 'files' && found?.status === 'complete';
  return isWhole && found.from !== undefined ? earlier(since, found.from) : since;
}

/** Logs that were read for a shorter time than is asked for now are not. */
function isFresh(
  { line, freshMs, since, source }: Pick<UnitTask, 'line' | 'freshMs' | 'since' | 'source'>,
  { status, endedAt, from, disabledBy }: CollectedUnit,
): boolean {
  const reachesBack = source.keeps !== 'files' || (from !== undefined && from <= since);
  const isOpen = disabledBy === undefined;
  return (
    status === 'complete' && isOpen && reachesBack && line.clock.now() - msOf(endedAt) < freshMs
  );
}

/** Half an answer must not be much older than the other, nor made for a shorter time. */
function mayGoOn(
  { line, freshMs, since, source }: UnitTask,
  unit: Unit,
  { status, startedAt, from }: NonNullable<Unit['found']>,
): boolean {
  const { holdsTogetherMs = freshMs } = source;
  const isYoung = line.clock.now() - msOf(startedAt) < Math.min(freshMs, holdsTogetherMs);
  const reachesBack = from !== undefined && from <= since;
  return status !== 'complete' && isYoung && reachesBack && unit.steps().length > 0;
}

async function read(task: UnitTask, unit: Unit, how: 'on' | 'anew'): Promise<CollectedUnit> {
  const { name, account, region, line, source } = task;
  const found = how === 'on' ? unit.found : undefined;
  const startedAt = goesOnFrom(found) ?? instantOfMs(line.clock.now());
  const from = beginningOf(task, unit.found);
  const missing = createMissing();
  let checkpoint = found?.checkpoint;
  let items = found?.items ?? 0;
  let gaps: readonly Stretch[] = [];
  let to = task.now;
  const statement = (
    status: CollectedUnit['status'],
    extra: readonly Missing[] = [],
  ): CollectedUnit => ({
    account,
    region,
    source: name,
    status,
    startedAt,
    endedAt: instantOfMs(line.clock.now()),
    from,
    to,
    ...(gaps.length === 0 ? {} : { gaps }),
    items,
    missing: [...missing.all(), ...extra],
  });
  unit.start(how);
  const steps = openSteps(unit);
  unit.save(statement('partial', [INTERRUPTED]), checkpoint);
  const context: SourceContext = {
    ...task,
    files: unit,
    filesOf: (other, where) => task.openUnit({ account, region: where, source: other }),
    unitOf: (name, where) => {
      const { found: other } = task.openUnit({ account, region: where, source: name });
      const { status = 'not read', items: things = 0, to: end, checkpoint: left } = other ?? {};
      return { status, items: things, to: end, checkpoint: left };
    },
    once: steps.once,
    isOld: steps.isOld,
    call: callOf(task, task.send),
    asCaller: {
      call: callOf(task, task.sendAsCaller),
      download: downloadTo(task, unit, task.sendAsCaller),
    },
    download: downloadTo(task, unit, task.send),
    resumeFrom: checkpoint,
    save: (next) => {
      checkpoint = next;
      unit.save(statement('partial', [INTERRUPTED]), checkpoint);
    },
    told: (stretches) => {
      gaps = gapsBetween({ from, to }, stretches);
    },
    tellsUntil: (end) => {
      to = end;
    },
    miss: missing.add,
    progress: (done, total) => {
      items = done;
      // What an earlier run did takes no time, and would let the rest look as quick.
      if (!steps.isAnyLeft()) task.onProgress(done, total);
    },
    sleep: (ms) => line.clock.sleep(ms, line.signal),
  };
  try {
    line.signal.throwIfAborted();
    items = await source.collect(context);
    if (steps.isAnyLeft()) throw new CannotGoOn('what the earlier run read is not there any more');
    const { buildsOn } = source;
    if (buildsOn !== undefined && isBare(task, buildsOn)) missing.add(bareOf(buildsOn));
    const outcome = statement(missing.all().length === 0 ? 'complete' : 'partial');
    unit.save(outcome, checkpoint);
    return outcome;
  } catch (cause) {
    if (cause instanceof CannotGoOn) throw cause;
    const fault = faultOf(cause, task);
    const last = fault.kind === 'stopped' ? INTERRUPTED : { ...missingOf(fault), count: 1 };
    const status = isAnyDone(steps, checkpoint) ? 'partial' : 'failed';
    const outcome = statement(fault.kind === 'stopped' ? 'partial' : status, [last]);
    unit.save(outcome, checkpoint);
    return outcome;
  } finally {
    steps.close();
  }
}

function isAnyDone(steps: Steps, checkpoint: Checkpoint | undefined): boolean {
  return steps.isAnyDone() || checkpoint !== undefined;
}

function goesOnFrom(found: CollectedUnit | undefined): Instant | undefined {
  return found?.status === 'partial' ? found.startedAt : undefined;
}

/** Was the source that this one builds on not read at all, or broken off? Then so is this one. */
function isBare({ account, region, openUnit, options }: UnitTask, source: LiveSourceName): boolean {
  const where = AWS_SOURCES[source].scope === 'account' ? GLOBAL_REGION : region;
  const { found } = openUnit({ account, region: where, source });
  // Whoever names the buckets needs no trail to do so.
  if (found === undefined) return source !== 'trails' || options.trailBuckets.length === 0;
  return found.missing.some(({ subject }) => subject === undefined);
}

function bareOf(source: LiveSourceName): Omit<Missing, 'count'> {
  return {
    operation: '',
    code: 'NeedsMore',
    message: `it builds on ${source}, which was not read whole`,
    grant: [],
  };
}

/** Says that a place was not read yet, unless an earlier run read it (lately). */
export function announce(
  task: Pick<
    UnitTask,
    'name' | 'account' | 'region' | 'now' | 'since' | 'line' | 'openUnit' | 'freshMs'
  >,
  which: 'what was never read' | 'what was not read lately',
): void {
  const { name, account, region, openUnit, line, since, now } = task;
  const unit = openUnit({ account, region, source: name });
  const { found } = unit;
  if (found !== undefined && which === 'what was never read') return;
  if (found !== undefined && isFresh({ ...task, source: AWS_SOURCES[name] }, found)) return;
  const at = instantOfMs(line.clock.now());
  const place = { account, region, source: name, startedAt: at, endedAt: at, from: since, to: now };
  unit.start('anew');
  unit.save({ ...place, status: 'partial', items: 0, missing: [INTERRUPTED] });
}

export const INTERRUPTED: Missing = {
  operation: '',
  code: 'Interrupted',
  message: 'the collection was interrupted; run the same command again to go on',
  grant: [],
  count: 1,
};

/** Waiting is interrupted by a plain abort; all else that a source throws is ours to mend. */
function faultOf(cause: unknown, { account, region, source, line }: UnitTask): AwsFault {
  if (cause instanceof AwsFault) return cause;
  if (!line.signal.aborted) throw cause;
  const diagnosis = { kind: 'stopped', code: 'Stopped', status: undefined, message: '' } as const;
  const [operation = 'sts:GetCallerIdentity'] = source.operations;
  return new AwsFault(diagnosis, operation, { account, region }, cause);
}

function callOf({ source, region }: UnitTask, send: Send): SourceContext['call'] {
  const call = async (
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ): Promise<Answer | undefined> => {
    refuseUndeclared(source, operation);
    try {
      return await send(options.region ?? region, operation, input);
    } catch (cause) {
      if (cause instanceof AwsFault && options.absent?.includes(cause.code)) return undefined;
      throw cause;
    }
  };
  return call as SourceContext['call'];
}

/** A body that breaks off, or is shorter than its listing, is fetched again. */
function downloadTo({ source }: UnitTask, unit: Unit, send: Send): SourceContext['download'] {
  return (operation, input, { path, size, region }) => {
    refuseUndeclared(source, operation);
    return send(region, operation, input, async ({ Body: body, ...rest }) => {
      const written = await unit.writeStream(path, body as AsyncIterable<Uint8Array>);
      if (written !== size) throw new Error(`${written} bytes came where ${size} were listed`);
      return rest;
    });
  };
}

/** What is not declared is not in the collector's policy. */
export function refuseUndeclared(source: AwsSource, operation: Operation): void {
  if (source.operations.includes(operation)) return;
  throw new Error(
    `${operation} (${actionsOf(operation).join(', ')}) is not declared by its source`,
  );
}

function createMissing() {
  const met: Missing[] = [];
  return {
    all: (): readonly Missing[] => met,
    add: (one: Omit<Missing, 'count'>): void => {
      const at = met.findIndex(
        ({ operation, code }, n) =>
          operation === one.operation && code === one.code && n >= MAX_MISSING - 1,
      );
      const known = met[at];
      if (known !== undefined) met[at] = { ...known, count: known.count + 1 };
      else met.push({ ...one, count: 1 });
    },
  };
}
