/**
 * Small segments become larger ones now and then, so that there are never many of them, and none is
 * written again before what was added is as large as itself.
 */
import { numberText, store, storeIds, storeList, storeRows } from './commit.js';
import { foldRows } from './ledger/fold-rows.js';
import { mergeGeneralised } from './ledger/generalised.js';
import { packFolded } from './ledger/stored-uses.js';
import { GENERALISED, MEMBER_TABLES, type Table, type TableName } from './ledger/tables.js';
import type { Manifest, Segment } from './manifest.js';
import { eventIdsOf, filesReadOf, foldedUses, tableRows } from './read-stored.js';

/** Fewer small segments than these are left alone. */
const MAX_SMALL = 8;
/** What one compaction may hold in memory. */
const MAX_ROWS = 8_000_000;
const MAX_SEGMENT_ROWS = 1_000_000;

/** @returns `undefined` when there is nothing to put together */
export async function compacted(dir: string, before: Manifest): Promise<Manifest | undefined> {
  const commit = before.commit + 1;
  let next: Manifest = { ...before, commit };
  const crowded = segmentsToMerge(before.tables.uses);
  if (crowded.length > 0) next = await withUsesMerged(dir, next, crowded);
  for (const table of Object.values(MEMBER_TABLES)) {
    if (table.name !== 'uses')
      next = await withTableMerged(dir, next, table as unknown as Table<never>);
  }
  next = { ...next, ...mergedLists(dir, next) };
  return isSame(before, next) ? undefined : next;
}

function isSame(before: Manifest, { commit: _, ...next }: Manifest): boolean {
  return Object.entries(next).every(
    ([member, value]) => before[member as keyof Manifest] === value,
  );
}

/** The smaller ones, as far as the next is no larger than they are together. */
export function segmentsToMerge(segments: readonly Segment[]): readonly Segment[] {
  const chosen: Segment[] = [];
  let rows = 0;
  for (const segment of segments.toSorted((a, b) => a.rows - b.rows)) {
    const fits = rows + segment.rows <= MAX_ROWS;
    if (!fits || (chosen.length >= MAX_SMALL && segment.rows > rows)) break;
    chosen.push(segment);
    rows += segment.rows;
  }
  return chosen.length >= MAX_SMALL ? chosen : [];
}

async function withUsesMerged(
  dir: string,
  manifest: Manifest,
  merged: readonly Segment[],
): Promise<Manifest> {
  const { tables, commit } = manifest;
  const folded = await foldedUses(dir, manifest, merged);
  const uses = [...packFolded(folded, MAX_SEGMENT_ROWS)].map(({ bytes, rows }, part) => ({
    ...store(dir, `ledger/uses/${numberText(commit)}-${part}.parquet`, bytes),
    rows,
  }));
  const known = await tableRows(dir, manifest, GENERALISED);
  const generalised = mergeGeneralised([...known, ...folded.generalised]);
  return {
    ...manifest,
    tables: {
      ...tables,
      uses: [...tables.uses.filter((segment) => !merged.includes(segment)), ...uses],
      generalised: storeAll(dir, commit, GENERALISED, generalised),
    },
  };
}

async function withTableMerged<Row>(
  dir: string,
  manifest: Manifest,
  table: Table<Row>,
): Promise<Manifest> {
  const { tables, commit } = manifest;
  if (tables[table.name].length < MAX_SMALL) return manifest;
  const rows = await tableRows(dir, manifest, table);
  const folded =
    table.name === 'generalised' ? mergeGeneralised(rows as never) : foldRows(table, rows);
  const segments = storeAll(dir, commit, table, folded as readonly Row[]);
  return { ...manifest, tables: { ...tables, [table.name]: segments } };
}

function storeAll<Row>(
  dir: string,
  commit: number,
  table: Table<Row>,
  rows: readonly Row[],
): readonly Segment[] {
  const file = `ledger/${table.name satisfies TableName}/${numberText(commit)}.parquet`;
  return rows.length === 0 ? [] : [storeRows(dir, file, table, rows)];
}

function mergedLists(
  dir: string,
  { commit, filesRead, eventIds }: Manifest,
): Pick<Manifest, 'filesRead' | 'eventIds'> {
  const number = numberText(commit);
  const names = segmentsToMerge(filesRead);
  const ids = neighboursToMerge(eventIds);
  return {
    filesRead:
      names.length === 0
        ? filesRead
        : [
            ...filesRead.filter((list) => !names.includes(list)),
            ...storeList(dir, `read/${number}.files.json`, filesReadOf(dir, names)),
          ],
    eventIds:
      ids.length === 0
        ? eventIds
        : [
            ...eventIds.filter((list) => !ids.includes(list)),
            ...storeIds(dir, `read/${number}.ids`, joined([...eventIdsOf(dir, ids)])),
          ],
  };
}

/** Ids stay in the order of their events: only the newest lists may become one. */
function neighboursToMerge(lists: readonly Segment[]): readonly Segment[] {
  const newest: Segment[] = [];
  let rows = 0;
  for (const list of lists.toReversed()) {
    if (newest.length >= MAX_SMALL && list.rows > rows) break;
    newest.unshift(list);
    rows += list.rows;
  }
  return newest.length >= MAX_SMALL ? newest : [];
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
