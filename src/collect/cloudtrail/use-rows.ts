/**
 * Uses, folded as they come: one row for everything alike in one period, in memory bounded by what
 * is distinct.
 *
 * Too many distinct resources of one caller and action are generalised, and so are those of all when
 * there are too many rows (see `generaliseResource`). What is generalised for its own number depends on
 * what was read, never on its order. What is for the number of all rows may: groups that are generalised
 * early leave room. That limit is for a single file of millions of distinct uses; between files, rows
 * are taken out long before.
 */
import type { Action } from '../../model/action.js';
import type { Denial } from '../../model/denial.js';
import { ANY_RESOURCE, EXACT, generaliseResource } from '../../model/generalise.js';
import { EMPTY_SKETCH, mergeSketches, type Sketch, sketchOf } from '../../model/sketch.js';
import type { Outcome, UseKind } from '../../model/usage.js';
import type { KnownCaller } from './callers.js';

/** What rows differ in besides caller, action and resource. */
export type Variant = {
  readonly kind: UseKind;
  readonly outcome: Outcome;
  readonly region: string;
  readonly via: string | undefined;
  readonly errorCode: string | undefined;
  readonly denial: Denial | undefined;
};

/** The same for equal ones, and for no others: what a log says of itself may hold any mark. */
export function textOfVariant(variant: Variant): string {
  const { kind, outcome, region, via = '', errorCode = '', denial = '' } = variant;
  return `${kind} ${outcome} ${region} ${denial} ${via.length} ${errorCode.length} ${via}${errorCode}`;
}

/** Instants are seconds since 1970. */
export type Seen = { readonly first: number; readonly last: number; readonly count: number };

/** What an event is a use of. Whoever books it again and again finds its line at once. */
export type BookedUse = {
  readonly action: Action;
  readonly variant: Variant;
  readonly resource: string | undefined;
  line?: UseLine;
};

/** The rows that differ in their period only. */
export type UseLine = {
  readonly variant: Variant;
  readonly resource: string | undefined;
  /** Of each row its period, first, last and count, in the order of periods: most lines have one row or two. */
  readonly cells: number[];
  readonly group: UseGroup;
  readonly key: string;
  /** The lines of its group that it is one of: other ones have taken their place when they differ. */
  readonly among: ReadonlyMap<string, UseLine>;
};

export type UseGroup = {
  readonly caller: KnownCaller;
  readonly action: Action;
  depth: number;
  lines: Map<string, UseLine>;
  resources: Set<string>;
  /** Of the resources as they were logged, from when on they are generalised. */
  sketch: Sketch;
  /** Logged since the sketch was made. */
  unsketched: string[];
};

type RemovedGroup = { readonly group: UseGroup; readonly lines: Iterable<UseLine> };

export type UseRows = {
  /** @returns false when there is no room for another row, however wide */
  readonly add: (caller: KnownCaller, use: BookedUse, seen: Seen) => boolean;
  readonly groups: () => IterableIterator<UseGroup>;
  /** Adds rows of a group to another caller's, generalised as far as they are. */
  readonly adopt: (caller: KnownCaller, group: UseGroup, line: UseLine, seen: Seen) => void;
  readonly size: () => number;
  readonly clear: () => void;
  /** Takes all rows of a caller out. */
  readonly remove: (caller: KnownCaller) => readonly RemovedGroup[];
};

export type UseLimits = { readonly maxResources: number; readonly maxRows: number };

const MAX_VARIANTS = 200_000;
const MAX_UNSKETCHED = 10_000;

export function createUseRows({ maxResources, maxRows }: UseLimits): UseRows {
  const groups = new Map<KnownCaller, Map<Action, UseGroup>>();
  const variants = new Map<string, { readonly number: number; readonly variant: Variant }>();
  let rowCount = 0;
  let commonDepth = EXACT;

  const shared = (variant: Variant) => {
    const key = textOfVariant(variant);
    const known = variants.get(key);
    if (known !== undefined) return known;
    if (variants.size >= MAX_VARIANTS) return undefined;
    const made = { number: variants.size, variant };
    variants.set(key, made);
    return made;
  };

  const groupOf = (caller: KnownCaller, action: Action): UseGroup => {
    let byAction = groups.get(caller);
    if (byAction === undefined) {
      byAction = new Map();
      groups.set(caller, byAction);
    }
    let group = byAction.get(action);
    if (group === undefined) {
      group = {
        caller,
        action,
        depth: commonDepth,
        lines: new Map(),
        resources: new Set(),
        sketch: EMPTY_SKETCH,
        unsketched: [],
      };
      byAction.set(action, group);
    }
    return group;
  };

  /** The line of the group that it belongs to; one that is not there yet is kept when it has a row. */
  const lineOf = (
    group: UseGroup,
    variant: Variant,
    resource: string | undefined,
  ): UseLine | undefined => {
    const known = shared(variant);
    if (known === undefined) return undefined;
    const wide = generaliseResource(resource, group.depth);
    const key = `${known.number} ${wide ?? ''}`;
    return group.lines.get(key) ?? newLine(group, key, known.variant, wide);
  };

  const isFull = (): boolean => rowCount >= maxRows && commonDepth === ANY_RESOURCE;

  /** @param isKept the row is moved, not new: it is never refused, or a use would be lost */
  const put = (line: UseLine, seen: Seen, isKept: boolean): boolean => {
    const period = periodNumber(seen);
    const { cells } = line;
    const at = positionOf(cells, period);
    if (cells[at] === period) {
      cells[at + 1] = Math.min(cells[at + 1] ?? seen.first, seen.first);
      cells[at + 2] = Math.max(cells[at + 2] ?? seen.last, seen.last);
      cells[at + 3] = (cells[at + 3] ?? 0) + seen.count;
      return true;
    }
    if (!isKept && isFull()) return false;
    if (cells.length === 0) attach(line);
    insert(cells, at, period, seen);
    rowCount++;
    return true;
  };

  const generalise = (group: UseGroup, depth: number): void => {
    if (group.depth <= depth) return;
    const { lines } = group;
    if (group.depth === EXACT) group.sketch = sketchOf(group.resources);
    group.depth = depth;
    group.lines = new Map();
    group.resources = new Set();
    for (const line of lines.values()) {
      rowCount -= rowsIn(line);
      const wider = lineOf(group, line.variant, line.resource);
      for (const seen of rowsOfLine(line)) if (wider !== undefined) put(wider, seen, true);
    }
  };

  const keepWithin = (group: UseGroup): void => {
    while (group.resources.size > maxResources) generalise(group, group.depth - 1);
    while (rowCount > maxRows && commonDepth > ANY_RESOURCE) {
      commonDepth--;
      for (const byAction of groups.values()) {
        for (const each of byAction.values()) generalise(each, commonDepth);
      }
    }
  };

  return {
    add: (caller, use, seen) => {
      let { line } = use;
      if (line === undefined || line.group.caller !== caller || !isCurrent(line)) {
        const group = groupOf(caller, use.action);
        if (group.depth < EXACT && use.resource !== undefined) noteGeneralised(group, use.resource);
        line = lineOf(group, use.variant, use.resource);
        if (line === undefined) return false;
        use.line = line;
      }
      const added = put(line, seen, false);
      keepWithin(line.group);
      return added;
    },
    adopt: (caller, from, { variant, resource }, seen) => {
      const group = groupOf(caller, from.action);
      generalise(group, from.depth);
      if (from.depth < EXACT) group.sketch = mergeSketches(sketchGroup(group), sketchGroup(from));
      const line = lineOf(group, variant, resource);
      if (line !== undefined) put(line, seen, true);
      keepWithin(group);
    },
    size: () => rowCount,
    clear: () => {
      for (const byAction of groups.values()) for (const group of byAction.values()) detach(group);
      groups.clear();
      rowCount = 0;
    },
    *groups() {
      for (const byAction of groups.values()) yield* byAction.values();
    },
    remove: (caller) => {
      const own = [...(groups.get(caller)?.values() ?? [])];
      groups.delete(caller);
      for (const { lines } of own) for (const line of lines.values()) rowCount -= rowsIn(line);
      return own.map(detach);
    },
  };
}

function newLine(
  group: UseGroup,
  key: string,
  variant: Variant,
  resource: string | undefined,
): UseLine {
  return { variant, resource, cells: [], group, key, among: group.lines };
}

function attach(line: UseLine): void {
  const { group, key, resource } = line;
  group.lines.set(key, line);
  if (resource !== undefined) group.resources.add(resource);
}

const isCurrent = ({ group, among }: UseLine): boolean => group.lines === among;

/** Lines that others still hold are no longer current: what they book goes to new ones. */
function detach(group: UseGroup): RemovedGroup {
  const lines = group.lines.values();
  group.lines = new Map();
  return { group, lines };
}

const CELLS = 4;

function rowsIn({ cells }: UseLine): number {
  return cells.length / CELLS;
}

function insert(cells: number[], at: number, period: number, { first, last, count }: Seen): void {
  if (at === cells.length) cells.push(period, first, last, count);
  else cells.splice(at, 0, period, first, last, count);
}

/** Where the cells of the period are, or belong. Logs come in order of time, nearly. */
function positionOf(cells: readonly number[], period: number): number {
  let [low, high] = [0, cells.length / CELLS];
  if (high === 0 || (cells[cells.length - CELLS] ?? 0) < period) return cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cells[middle * CELLS] ?? 0) < period) low = middle + 1;
    else high = middle;
  }
  return low * CELLS;
}

const DAY = 86_400;

/** The same for rows that are folded together, see `periodOf`: days count up from 1970, months down. */
function periodNumber({ first, last }: Seen): number {
  const day = Math.floor(first / DAY);
  if (Math.floor(last / DAY) === day) return day;
  const month = monthOf(first);
  return month === monthOf(last) ? month : -2 * MANY;
}

/** More than days or months are. */
const MANY = 1_000_000;

function monthOf(seconds: number): number {
  const date = new Date(seconds * 1000);
  return -MANY - (date.getUTCFullYear() * 12 + date.getUTCMonth());
}

export function* rowsOfLine({ cells }: UseLine): IterableIterator<Seen> {
  for (let at = 0; at < cells.length; at += CELLS) {
    yield { first: cells[at + 1] ?? 0, last: cells[at + 2] ?? 0, count: cells[at + 3] ?? 0 };
  }
}

function noteGeneralised(group: UseGroup, resource: string): void {
  group.unsketched.push(resource);
  if (group.unsketched.length >= MAX_UNSKETCHED) sketchGroup(group);
}

/** Of all resources of a group that was generalised. */
export function sketchGroup(group: UseGroup): Sketch {
  group.sketch = mergeSketches(group.sketch, sketchOf(group.unsketched));
  group.unsketched = [];
  return group.sketch;
}
