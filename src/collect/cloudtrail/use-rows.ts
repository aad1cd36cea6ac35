/**
 * Uses, folded as they come: one row for everything alike in one period, in memory bounded by what
 * is distinct.
 *
 * Too many distinct resources of one caller and action are generalised, and so are those of all when
 * there are too many rows (see `generaliseResource`). What is generalised depends on what was read,
 * never on its order.
 */
import type { Action } from '../../model/action.js';
import { ANY_RESOURCE, EXACT, generaliseResource } from '../../model/generalise.js';
import { EMPTY_SKETCH, mergeSketches, type Sketch, sketchOf } from '../../model/sketch.js';
import { earlier, type Instant, later, periodOf } from '../../model/time.js';
import type { Outcome, UseKind } from '../../model/usage.js';
import type { KnownCaller } from './callers.js';

/** What rows differ in besides caller, action and resource. */
export type Variant = {
  readonly kind: UseKind;
  readonly outcome: Outcome;
  readonly region: string;
  readonly via: string | undefined;
  readonly errorCode: string | undefined;
};

export type Seen = { readonly first: Instant; readonly last: Instant; readonly count: number };

export type UseRow = {
  readonly variant: Variant;
  readonly resource: string | undefined;
  first: Instant;
  last: Instant;
  count: number;
};

export type UseGroup = {
  readonly caller: KnownCaller;
  readonly action: Action;
  depth: number;
  rows: Map<string, UseRow>;
  resources: Set<string>;
  /** Of the resources as they were logged, from when on they are generalised. */
  sketch: Sketch;
  /** Logged since the sketch was made. */
  unsketched: string[];
};

export type UseRows = {
  /** @returns false when there is no room for another row, however wide */
  readonly add: (
    caller: KnownCaller,
    action: Action,
    variant: Variant,
    resource: string | undefined,
    seen: Seen,
  ) => boolean;
  readonly groups: () => IterableIterator<UseGroup>;
  /** Adds the rows of a group to another caller's, generalised as far as they are. */
  readonly adopt: (caller: KnownCaller, group: UseGroup, rows: Iterable<UseRow>) => void;
  readonly size: () => number;
  readonly clear: () => void;
  /** Takes all rows of a caller out. */
  readonly remove: (caller: KnownCaller) => readonly UseGroup[];
};

export type UseLimits = { readonly maxResources: number; readonly maxRows: number };

type Placed = {
  readonly variant: Variant;
  readonly resource: string | undefined;
  readonly seen: Seen;
  readonly isKept: boolean;
};

const MAX_VARIANTS = 200_000;
const MAX_UNSKETCHED = 10_000;

export function createUseRows({ maxResources, maxRows }: UseLimits): UseRows {
  const groups = new Map<KnownCaller, Map<Action, UseGroup>>();
  const variants = new Map<string, { readonly number: number; readonly variant: Variant }>();
  let rowCount = 0;
  let commonDepth = EXACT;

  const shared = (variant: Variant) => {
    const { kind, outcome, region, via, errorCode } = variant;
    const key = `${kind}\n${outcome}\n${region}\n${via ?? ''}\n${errorCode ?? ''}`;
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
        rows: new Map(),
        resources: new Set(),
        sketch: EMPTY_SKETCH,
        unsketched: [],
      };
      byAction.set(action, group);
    }
    return group;
  };

  /** @param isKept the row is moved, not new: it is never refused, or a use would be lost */
  const put = (group: UseGroup, { variant, resource, seen, isKept }: Placed): boolean => {
    const known = shared(variant);
    if (known === undefined) return false;
    const { first, last, count } = seen;
    const wide = generaliseResource(resource, group.depth);
    const key = `${known.number} ${periodOf(first, last)} ${wide ?? ''}`;
    const row = group.rows.get(key);
    if (row === undefined) {
      if (!isKept && rowCount >= maxRows && commonDepth === ANY_RESOURCE) return false;
      group.rows.set(key, { variant: known.variant, resource: wide, first, last, count });
      rowCount++;
      if (wide !== undefined) group.resources.add(wide);
    } else {
      row.first = earlier(row.first, first);
      row.last = later(row.last, last);
      row.count += count;
    }
    return true;
  };

  const generalise = (group: UseGroup, depth: number): void => {
    if (group.depth <= depth) return;
    const { rows } = group;
    if (group.depth === EXACT) group.sketch = sketchOf(group.resources);
    rowCount -= rows.size;
    group.depth = depth;
    group.rows = new Map();
    group.resources = new Set();
    for (const row of rows.values()) put(group, moved(row));
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
    add: (caller, action, variant, resource, seen) => {
      const group = groupOf(caller, action);
      if (group.depth < EXACT && resource !== undefined) noteGeneralised(group, resource);
      const added = put(group, { variant, resource, seen, isKept: false });
      keepWithin(group);
      return added;
    },
    adopt: (caller, from, rows) => {
      const group = groupOf(caller, from.action);
      generalise(group, from.depth);
      if (from.depth < EXACT) group.sketch = mergeSketches(sketchGroup(group), sketchGroup(from));
      for (const row of rows) put(group, moved(row));
      keepWithin(group);
    },
    size: () => rowCount,
    clear: () => {
      groups.clear();
      rowCount = 0;
    },
    *groups() {
      for (const byAction of groups.values()) yield* byAction.values();
    },
    remove: (caller) => {
      const removed = [...(groups.get(caller)?.values() ?? [])];
      groups.delete(caller);
      for (const group of removed) rowCount -= group.rows.size;
      return removed;
    },
  };
}

function moved(row: UseRow): Placed {
  return { variant: row.variant, resource: row.resource, seen: row, isKept: true };
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
