/** What a folded ledger is turned into: rows of one caller when asked, segments when it is compacted. */
import type { Action } from '../../model/action.js';
import type { Instant } from '../../model/time.js';
import type { Caller, CallerUses, Use } from '../../model/usage.js';
import { ranksOf } from './dictionary.js';
import type { FoldedUses } from './fold-uses.js';
import { packSegment } from './segment.js';
import { packKeys, sortedRows } from './sort-rows.js';
import { USES } from './tables.js';
import type { UseVariant } from './use-columns.js';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

/** Callers in order of their keys, each with rows in order of their members. */
export function usesOfCallers(folded: FoldedUses): readonly CallerUses[] {
  const { callers, rows, claim } = folded;
  const ends = new Uint32Array(callers.length + 1);
  for (let row = 0; row < rows; row++) ends[(claim[row] ?? 0) + 1] = row + 1;
  for (let n = 1; n < ends.length; n++) ends[n] = Math.max(ends[n] ?? 0, ends[n - 1] ?? 0);
  const order = orderOfMembers(folded);
  const instantText = createInstantTexts();
  return callers.map((caller, n) => ({
    caller,
    rows: () => useRows(folded, caller, order.subarray(ends[n] ?? 0, ends[n + 1]), instantText),
  }));
}

/** By members, as `Use` names them: numbers are sorted faster than objects are compared. */
function orderOfMembers(folded: FoldedUses): Uint32Array {
  const { rows, claim, action, resource, variant, variants, first, last } = folded;
  const kinds = sharedRanksOf(variants.map(({ kind }) => kind));
  const resources = ranksOf(folded.resources.texts);
  const others = sharedRanksOf(
    variants.map(({ kind: _, ...rest }) => Object.values(rest).join('\n')),
  );
  const keys = packKeys(rows, [
    claim,
    action,
    variant.map((number) => kinds[number] ?? 0),
    resource.map((number) => resources[number] ?? 0),
    variant.map((number) => others[number] ?? 0),
    ...daysAndSeconds(first, rows),
    ...daysAndSeconds(last, rows),
  ]);
  return sortedRows(rows, keys);
}

function daysAndSeconds(instants: Float64Array, rows: number): readonly Uint32Array[] {
  const days = new Int32Array(rows).map((_, row) => Math.floor((instants[row] ?? 0) / DAY_MS));
  const firstDay = days.reduce((least, day) => Math.min(least, day), 0x7fffffff);
  return [
    new Uint32Array(rows).map((_, row) => (days[row] ?? 0) - firstDay),
    new Uint32Array(rows).map((_, row) =>
      Math.floor(((instants[row] ?? 0) - (days[row] ?? 0) * DAY_MS) / SECOND_MS),
    ),
  ];
}

/** The same for texts that come more than once. */
function sharedRanksOf(texts: readonly string[]): readonly number[] {
  const sorted = [...new Set(texts)].sort(compare);
  const ranks = new Map(sorted.map((text, rank) => [text, rank]));
  return texts.map((text) => ranks.get(text) ?? 0);
}

function useRows(
  folded: FoldedUses,
  caller: Caller,
  order: Uint32Array,
  instantText: (ms: number) => Instant,
): readonly Use[] {
  const uses: Use[] = [];
  for (const row of order) {
    const { kind, region, via, outcome, errorCode, denial } = variantOf(folded, row);
    uses.push({
      caller,
      action: (folded.actions[folded.action[row] ?? 0] ?? '') as Action,
      kind,
      resource: folded.resources.texts[folded.resource[row] ?? 0] || undefined,
      region,
      via: via || undefined,
      outcome,
      errorCode: errorCode || undefined,
      denial: (denial || undefined) as Use['denial'],
      firstSeen: instantText(folded.first[row] ?? 0),
      lastSeen: instantText(folded.last[row] ?? 0),
      count: folded.count[row] ?? 0,
    });
  }
  return uses;
}

function variantOf({ variants, variant }: FoldedUses, row: number): UseVariant {
  const found = variants[variant[row] ?? 0];
  if (found === undefined) throw new Error('a row without its variant');
  return found;
}

/** Millions of instants are of few days and of 86,400 times of day. */
function createInstantTexts(): (ms: number) => Instant {
  const days = new Map<number, string>();
  const times: (string | undefined)[] = [];
  return (ms) => {
    const day = Math.floor(ms / DAY_MS);
    const second = Math.floor((ms - day * DAY_MS) / SECOND_MS);
    let date = days.get(day);
    if (date === undefined) {
      date = new Date(day * DAY_MS).toISOString().slice(0, 'yyyy-mm-ddT'.length);
      days.set(day, date);
    }
    let time = times[second];
    if (time === undefined) {
      time = `${new Date(second * SECOND_MS).toISOString().slice('yyyy-mm-ddT'.length, -5)}Z`;
      times[second] = time;
    }
    return (date + time) as Instant;
  };
}

/** @returns segments of at most so many rows, in an order that the rows alone decide */
export function* packFolded(folded: FoldedUses, maxRows: number): Generator<PackedUses> {
  const order = orderOfMembers(folded);
  for (let from = 0; from < order.length; from += maxRows) {
    yield packPart(folded, order.subarray(from, from + maxRows));
  }
}

export type PackedUses = {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
};

function packPart(folded: FoldedUses, order: Uint32Array): PackedUses {
  const { callers, actions, resources, claim, action, resource } = folded;
  const all = Array.from(order);
  const caller = (row: number): Caller | undefined => callers[claim[row] ?? 0];
  const text: Readonly<Record<string, (row: number) => string>> = {
    identity_id: (row) => idOf(caller(row)),
    identity_arn: (row) => arnOf(caller(row)),
    account: (row) => caller(row)?.account ?? '',
    bucket: (row) => bucketOf(caller(row)),
    action: (row) => actions[action[row] ?? 0] ?? '',
    kind: (row) => variantOf(folded, row).kind,
    resource: (row) => resources.texts[resource[row] ?? 0] ?? '',
    region: (row) => variantOf(folded, row).region,
    via: (row) => variantOf(folded, row).via,
    outcome: (row) => variantOf(folded, row).outcome,
    error_code: (row) => variantOf(folded, row).errorCode,
    denial: (row) => variantOf(folded, row).denial,
  };
  const numbers: Readonly<Record<string, Float64Array>> = {
    first_seen: folded.first,
    last_seen: folded.last,
    count: folded.count,
  };
  const values = USES.cells.map(({ name }) => {
    const textOf = text[name];
    if (textOf !== undefined) return all.map(textOf);
    const own = numbers[name];
    return all.map((row) => own?.[row] ?? 0);
  });
  return {
    bytes: packSegment(USES.name, USES.cells, values),
    rows: all.length,
    first: all.reduce((least, row) => Math.min(least, folded.first[row] ?? 0), Infinity),
    last: all.reduce((most, row) => Math.max(most, folded.last[row] ?? 0), -Infinity),
  };
}

function idOf(caller: Caller | undefined): string {
  return caller?.kind === 'identity' ? caller.id : '';
}

function arnOf(caller: Caller | undefined): string {
  return caller?.kind === 'identity' ? caller.arn : '';
}

function bucketOf(caller: Caller | undefined): string {
  return caller?.kind === 'bucket' ? caller.bucket : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
