/**
 * Uses, folded as they come: one row for everything alike, in memory bounded by what is distinct.
 *
 * Too many distinct resources of one caller and action widen that pair's resources, first to the
 * pattern of their parent (`bucket/*`), then to any resource; too many rows in all widen every pair.
 * A wider resource claims more use, never less, so nothing used can look unused. What is widened
 * depends on what was read, never on its order.
 */
import type { Action } from '../../model/action.js';
import { arnParts } from '../../model/arn.js';
import { earlier, type Instant, later } from '../../model/time.js';
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

/** Exact ARNs, patterns of their parents, or any resource. */
type Width = 0 | 1 | 2;

export type UseGroup = {
  readonly caller: KnownCaller;
  readonly action: Action;
  width: Width;
  rows: Map<string, UseRow>;
  resources: Set<string>;
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
  /** Takes all rows of a caller out. */
  readonly remove: (caller: KnownCaller) => readonly UseGroup[];
};

export type UseLimits = { readonly maxResources: number; readonly maxRows: number };

const MAX_VARIANTS = 200_000;
const MAX_ARN = 4096;

export function createUseRows({ maxResources, maxRows }: UseLimits): UseRows {
  const groups = new Map<KnownCaller, Map<Action, UseGroup>>();
  const variants = new Map<string, { readonly number: number; readonly variant: Variant }>();
  let rowCount = 0;
  let commonWidth: Width = 0;

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
      group = { caller, action, width: commonWidth, rows: new Map(), resources: new Set() };
      byAction.set(action, group);
    }
    return group;
  };

  const put = (group: UseGroup, variant: Variant, resource: string | undefined, seen: Seen) => {
    const known = shared(variant);
    if (known === undefined) return false;
    const wide = widen(resource, group.width);
    const key = wide === undefined ? `${known.number}` : `${known.number} ${wide}`;
    const row = group.rows.get(key);
    if (row === undefined) {
      if (rowCount >= maxRows && commonWidth === 2) return false;
      const { first, last, count } = seen;
      group.rows.set(key, { variant: known.variant, resource: wide, first, last, count });
      rowCount++;
      if (wide !== undefined) group.resources.add(wide);
    } else {
      row.first = earlier(row.first, seen.first);
      row.last = later(row.last, seen.last);
      row.count += seen.count;
    }
    return true;
  };

  const widenGroup = (group: UseGroup, width: Width): void => {
    if (group.width >= width) return;
    const { rows } = group;
    rowCount -= rows.size;
    group.width = width;
    group.rows = new Map();
    group.resources = new Set();
    for (const row of rows.values()) put(group, row.variant, row.resource, row);
  };

  const keepWithin = (group: UseGroup): void => {
    while (group.resources.size > maxResources) widenGroup(group, next(group.width));
    while (rowCount > maxRows && commonWidth < 2) {
      commonWidth = next(commonWidth);
      for (const byAction of groups.values()) {
        for (const each of byAction.values()) widenGroup(each, commonWidth);
      }
    }
  };

  return {
    add: (caller, action, variant, resource, seen) => {
      const group = groupOf(caller, action);
      const added = put(group, variant, resource, seen);
      keepWithin(group);
      return added;
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

function next(width: Width): Width {
  return width === 0 ? 1 : 2;
}

function widen(resource: string | undefined, width: Width): string | undefined {
  if (resource === undefined || width === 2 || resource.length > MAX_ARN) return undefined;
  return width === 0 ? resource : parentPattern(resource);
}

/**
 * `arn:aws:s3:::bucket/key` → `arn:aws:s3:::bucket/*`. A colon behind the cut gives any resource:
 * whether `*` crosses it is documented differently over time.
 */
export function parentPattern(arn: string): string | undefined {
  const parts = arnParts(arn);
  if (parts === undefined) return undefined;
  const { partition, service, region, account, resource } = parts;
  const cut = resource.search(/[/:]/) + 1;
  if (resource.includes(':', cut)) return undefined;
  return `arn:${partition}:${service}:${region}:${account}:${resource.slice(0, cut)}*`;
}
