/**
 * Uses of many segments → one ledger: rows alike in one period become one, old days become months,
 * too many resources of one caller and action become patterns.
 *
 * What comes out depends on the rows alone: not on their order, not on how they lay in segments, not
 * on what was folded before.
 */

import type { Action } from '../../model/action.js';
import { EXACT, generaliseResource } from '../../model/generalise.js';
import { mergeSketches, type Sketch, sketchOf } from '../../model/sketch.js';
import { type Caller, callerKey, type GeneralisedUse } from '../../model/usage.js';
import { ranksOf } from './dictionary.js';
import { packKeys, sortedRows } from './sort-rows.js';
import { callerOf } from './tables.js';
import type { Claim, UseColumns } from './use-columns.js';

export type FoldLimits = {
  /** Days before the newest use for which days are kept apart. */
  readonly daysKept: number;
  /** Distinct resources of one caller and action. */
  readonly maxResources: number;
};

/** CloudTrail's own window of 90 days, the grace of a week, and some. */
export const FOLD_LIMITS: FoldLimits = { daysKept: 100, maxResources: 2_000 };

/** Sorted by caller, action, and numbers of resource, variant and period. */
export type FoldedUses = UseColumns & {
  /** By rank; `claim` of a row is this caller's number. */
  readonly callers: readonly Caller[];
  readonly generalised: readonly GeneralisedUse[];
};

const DAY_MS = 86_400_000;

export function foldUses(
  columns: UseColumns,
  generalised: readonly GeneralisedUse[],
  { daysKept, maxResources }: FoldLimits = FOLD_LIMITS,
): FoldedUses {
  const { rows } = columns;
  const { callers, ofClaim } = settleClaims(columns);
  const caller = columns.claim.map((claim) => ofClaim[claim] ?? 0);
  const actionRanks = ranksOf(columns.actions);
  const actions = columns.actions.toSorted();
  const action = columns.action.map((number) => actionRanks[number] ?? 0);
  const period = periodsOf(columns, daysKept);
  const { resource, variant } = columns;
  const columnsOfKey = [caller, action, resource, variant, period];
  let keys = packKeys(rows, columnsOfKey);
  let order = sortedRows(rows, keys);
  const found = generaliseGroups(
    { order, caller, action, resource },
    { callers, actions, resources: columns.resources, earlier: generalised, maxResources },
  );
  if (found.rewritten) {
    keys = packKeys(rows, columnsOfKey);
    order = sortedRows(rows, keys);
  }
  return {
    ...mergeAlike({ ...columns, claim: caller, action, actions }, order, keys),
    callers,
    generalised: found.generalised,
  };
}

// --- callers --------------------------------------------------------------------------------

/** An identity is its unique id; its newest ARN names it, of two equally new the greater one. */
function settleClaims({ rows, claims, claim, last }: UseColumns) {
  const newest = new Float64Array(claims.length).fill(Number.NEGATIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    const number = claim[row] ?? 0;
    newest[number] = Math.max(newest[number] ?? 0, last[row] ?? 0);
  }
  const chosen = new Map<string, number>();
  claims.forEach((each, number) => {
    const key = keyOfClaim(each);
    const rival = chosen.get(key);
    if (rival === undefined || describesBetter(number, rival)) chosen.set(key, number);
  });
  function describesBetter(a: number, b: number): boolean {
    const [at, than] = [newest[a] ?? 0, newest[b] ?? 0];
    const [one, other] = [claims[a]?.arn ?? '', claims[b]?.arn ?? ''];
    return at === than ? one > other : at > than;
  }
  const sorted = [...chosen]
    .map(([key, number]) => ({ key, caller: callerOfClaim(claims[number]) }))
    .sort((a, b) => compare(callerKey(a.caller), callerKey(b.caller)));
  const rankOf = new Map(sorted.map(({ key }, rank) => [key, rank]));
  return {
    callers: sorted.map(({ caller }) => caller),
    ofClaim: Uint32Array.from(claims, (each) => rankOf.get(keyOfClaim(each)) ?? 0),
  };
}

function callerOfClaim(claim: Claim | undefined): Caller {
  const { id = '', arn = '', account = '', bucket = '' } = claim ?? {};
  return callerOf(id, arn, account, bucket);
}

function keyOfClaim({ id, arn, account, bucket }: Claim): string {
  if (bucket !== '') return `${account} ${bucket}`;
  return id === '' ? `${account} ${arn}` : id;
}

function keyOfCaller(caller: Caller): string {
  return caller.kind === 'identity'
    ? keyOfClaim({ ...caller, bucket: '' })
    : keyOfClaim({ ...caller, id: '', arn: '' });
}

// --- periods --------------------------------------------------------------------------------

/** Days are above this, months below; all of time is 0. */
const FIRST_DAY = 1_000_000;

/** A small number for the period of each row: see `periodOf`, which says the same of two texts. */
function periodsOf({ rows, first, last }: UseColumns, daysKept: number): Uint32Array {
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < rows; row++) newest = Math.max(newest, last[row] ?? 0);
  const firstKept = Math.floor(newest / DAY_MS) - daysKept;
  const months = new Map<number, number>();
  const monthOf = (day: number): number => {
    const known = months.get(day);
    if (known !== undefined) return known;
    const date = new Date(day * DAY_MS);
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + 1;
    months.set(day, month);
    return month;
  };
  const numbers = new Map<number, number>();
  const numberOf = (period: number): number => {
    const known = numbers.get(period);
    if (known !== undefined) return known;
    numbers.set(period, numbers.size);
    return numbers.size - 1;
  };
  const periods = new Uint32Array(rows);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((first[row] ?? 0) / DAY_MS);
    const to = Math.floor((last[row] ?? 0) / DAY_MS);
    if (from === to && from >= firstKept) periods[row] = numberOf(from + FIRST_DAY);
    else periods[row] = numberOf(monthOf(from) === monthOf(to) ? monthOf(from) : 0);
  }
  return periods;
}

// --- resources ------------------------------------------------------------------------------

type Groups = {
  readonly order: Uint32Array;
  readonly caller: Uint32Array;
  readonly action: Uint32Array;
  /** Written to. */
  readonly resource: Uint32Array;
};

type GroupFacts = Pick<UseColumns, 'resources'> & {
  readonly callers: readonly Caller[];
  readonly actions: readonly string[];
  readonly earlier: readonly GeneralisedUse[];
  readonly maxResources: number;
};

function generaliseGroups(groups: Groups, facts: GroupFacts) {
  const earlier = earlierByGroup(facts.earlier);
  const generalised: GeneralisedUse[] = [];
  let rewritten = false;
  forEachGroup(
    groups,
    (from, to, caller, action) => {
      const known = earlier.get(`${keyOfCaller(caller)}\n${action}`);
      const distinct = distinctResources(groups, from, to);
      if (known === undefined && distinct.length <= facts.maxResources) return;
      const texts = distinct.map((number) => facts.resources.texts[number] ?? '');
      const depth = depthFor(texts, known?.depth ?? EXACT, facts.maxResources);
      const numbers = new Map(
        distinct.map((number, n) => [
          number,
          facts.resources.numberOf(generaliseResource(texts[n], depth) ?? ''),
        ]),
      );
      for (let n = from; n < to; n++) {
        const row = groups.order[n] ?? 0;
        const number = groups.resource[row] ?? 0;
        groups.resource[row] = numbers.get(number) ?? number;
      }
      rewritten = true;
      const sketch = mergeSketches(known?.sketch ?? [], sketchOf(texts.filter(isLogged)));
      generalised.push({ caller, action: action as Action, depth, sketch });
    },
    facts,
  );
  return { generalised, rewritten };
}

/** What a generalisation made is no resource of its own. */
function isLogged(resource: string): boolean {
  return !resource.endsWith('*');
}

function earlierByGroup(
  earlier: readonly GeneralisedUse[],
): ReadonlyMap<string, { readonly depth: number; readonly sketch: Sketch }> {
  const byGroup = new Map<string, { readonly depth: number; readonly sketch: Sketch }>();
  for (const { caller, action, depth, sketch } of earlier) {
    const key = `${keyOfCaller(caller)}\n${action}`;
    const known = byGroup.get(key);
    byGroup.set(key, {
      depth: Math.min(depth, known?.depth ?? EXACT),
      sketch: mergeSketches(sketch, known?.sketch ?? []),
    });
  }
  return byGroup;
}

function depthFor(texts: readonly string[], start: number, maxResources: number): number {
  let depth = start;
  const tooMany = (): boolean =>
    new Set(texts.map((text) => generaliseResource(text, depth)).filter(Boolean)).size >
    maxResources;
  while (tooMany()) depth--;
  return depth;
}

/** Rows of one caller and action lie together, and in them those of one resource. */
function forEachGroup(
  { order, caller, action }: Groups,
  visit: (from: number, to: number, caller: Caller, action: string) => void,
  { callers, actions }: GroupFacts,
): void {
  for (let from = 0; from < order.length; ) {
    const row = order[from] ?? 0;
    let to = from + 1;
    while (
      to < order.length &&
      caller[order[to] ?? 0] === caller[row] &&
      action[order[to] ?? 0] === action[row]
    ) {
      to++;
    }
    const who = callers[caller[row] ?? 0];
    if (who !== undefined) visit(from, to, who, actions[action[row] ?? 0] ?? '');
    from = to;
  }
}

function distinctResources({ order, resource }: Groups, from: number, to: number): number[] {
  const distinct: number[] = [];
  for (let n = from; n < to; n++) {
    const number = resource[order[n] ?? 0] ?? 0;
    if (number !== 0 && number !== distinct.at(-1)) distinct.push(number);
  }
  return distinct;
}

// --- rows -----------------------------------------------------------------------------------

function mergeAlike(
  columns: UseColumns,
  order: Uint32Array,
  keys: readonly Uint32Array[],
): UseColumns {
  const { claim, action, resource, variant, first, last, count } = columns;
  const { rows } = columns;
  const merged = {
    claim: new Uint32Array(rows),
    action: new Uint32Array(rows),
    resource: new Uint32Array(rows),
    variant: new Uint32Array(rows),
    first: new Float64Array(rows),
    last: new Float64Array(rows),
    count: new Float64Array(rows),
  };
  let to = -1;
  let before = -1;
  for (let n = 0; n < order.length; n++) {
    const row = order[n] ?? 0;
    if (before < 0 || !isAlike(keys, row, before)) {
      to++;
      merged.claim[to] = claim[row] ?? 0;
      merged.action[to] = action[row] ?? 0;
      merged.resource[to] = resource[row] ?? 0;
      merged.variant[to] = variant[row] ?? 0;
      merged.first[to] = first[row] ?? 0;
      merged.last[to] = last[row] ?? 0;
      merged.count[to] = count[row] ?? 0;
    } else {
      merged.first[to] = Math.min(merged.first[to] ?? 0, first[row] ?? 0);
      merged.last[to] = Math.max(merged.last[to] ?? 0, last[row] ?? 0);
      merged.count[to] = (merged.count[to] ?? 0) + (count[row] ?? 0);
    }
    before = row;
  }
  return { ...columns, ...merged, rows: to + 1 };
}

function isAlike(keys: readonly Uint32Array[], a: number, b: number): boolean {
  for (const key of keys) {
    if (key[a] !== key[b]) return false;
  }
  return true;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
