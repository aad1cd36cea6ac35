/** What a checkpoint adds to the evidence: new files, and the manifest that will name them. */
import { dirname } from 'node:path';
import type { Evidence } from '../model/evidence.js';
import type { UsageLedger } from '../model/usage.js';
import { openFolder, syncFolder, writeAtomically } from './atomic-write.js';
import { type Facts, packFacts } from './facts-file.js';
import { MEMBER_TABLES, packRows, TABLES, type Table, type TableName } from './ledger/tables.js';
import { filesOf, type Manifest, type Segment, type StoredFile } from './manifest.js';
import { folderOf, inFolder, sha256 } from './stored-file.js';

export type Checkpoint = {
  /** Its uses are those that are new. */
  readonly evidence: Evidence;
  /** Ids of the events in them, four words each. */
  readonly eventIds: Uint32Array;
  /** Identities of the files that gave them. */
  readonly filesRead: readonly string[];
};

/** Ids of two generations: see `createSeenIds`, which keeps no more either. */
const MAX_EVENT_IDS = 5_800_000;

export function numberText(commit: number): string {
  return String(commit).padStart(6, '0');
}

/** Writes all that is new; `undefined` when nothing is. */
export function committed(
  dir: string,
  before: Manifest,
  checkpoint: Checkpoint,
): Manifest | undefined {
  const { evidence, eventIds, filesRead } = checkpoint;
  const commit = before.commit + 1;
  const number = numberText(commit);
  const { usage, ...facts } = evidence;
  const added = {} as Record<TableName, readonly Segment[]>;
  for (const { table, rows } of rowsByTable(usage)) {
    added[table.name] =
      rows.length === 0
        ? []
        : [storeRows(dir, `ledger/${table.name}/${number}.parquet`, table, rows)];
  }
  const files = [...new Set(filesRead)].sort();
  const next: Manifest = {
    ...before,
    commit,
    facts: storeFacts(dir, `facts-${number}.json.gz`, facts, before.facts),
    tables: Object.fromEntries(
      TABLES.map((name) => [name, [...before.tables[name], ...added[name]]]),
    ) as unknown as Manifest['tables'],
    filesRead: [...before.filesRead, ...storeList(dir, `read/${number}.files.json`, files)],
    ...remembered(before, storeIds(dir, `read/${number}.ids`, eventIds)),
  };
  return filesOf(next).length === filesOf(before).length && next.facts === before.facts
    ? undefined
    : next;
}

type RowsOfTable<Row = never> = { readonly table: Table<Row>; readonly rows: readonly Row[] };

function rowsByTable(usage: UsageLedger): readonly RowsOfTable[] {
  const members = Object.keys(MEMBER_TABLES) as (keyof typeof MEMBER_TABLES)[];
  return members.map(
    (member) =>
      ({ table: MEMBER_TABLES[member], rows: usage[member] ?? [] }) as unknown as RowsOfTable,
  );
}

export function storeRows<Row>(
  dir: string,
  file: string,
  table: Table<Row>,
  rows: readonly Row[],
): Segment {
  return { ...store(dir, file, packRows(table, rows)), rows: rows.length };
}

function storeFacts(dir: string, file: string, facts: Facts, before: StoredFile): StoredFile {
  const packed = packFacts(facts);
  return sha256(packed) === before.sha256 ? before : store(dir, file, packed);
}

export function storeList(dir: string, file: string, list: readonly string[]): readonly Segment[] {
  if (list.length === 0) return [];
  return [{ ...store(dir, file, Buffer.from(JSON.stringify(list))), rows: list.length }];
}

export function storeIds(dir: string, file: string, ids: Uint32Array): readonly Segment[] {
  if (ids.length === 0) return [];
  const bytes = Buffer.alloc(ids.length * 4);
  ids.forEach((word, n) => {
    bytes.writeUInt32LE(word, n * 4);
  });
  return [{ ...store(dir, file, bytes), rows: ids.length / 4 }];
}

/** The oldest lists go when the others are enough. */
function remembered(
  before: Manifest,
  added: readonly Segment[],
): Pick<Manifest, 'eventIds' | 'forgottenEventIds'> {
  const eventIds = [...before.eventIds, ...added];
  let forgottenEventIds = before.forgottenEventIds;
  let total = eventIds.reduce((sum, { rows }) => sum + rows, 0);
  for (let oldest = eventIds[0]; oldest !== undefined; oldest = eventIds[0]) {
    total -= oldest.rows;
    if (total < MAX_EVENT_IDS) break;
    forgottenEventIds += oldest.rows;
    eventIds.shift();
  }
  return { eventIds, forgottenEventIds };
}

export function store(dir: string, file: string, bytes: Uint8Array): StoredFile {
  const path = inFolder(dir, file);
  makeFolder(dir, dirname(path));
  writeAtomically(path, [bytes]);
  return { file, bytes: bytes.length, sha256: sha256(bytes) };
}

/** A folder is only safe on the disk once the one that holds it is. */
export function makeFolder(dir: string, folder: string): void {
  if (folder === folderOf(dir)) return;
  makeFolder(dir, dirname(folder));
  openFolder(folder);
  syncFolder(dirname(folder));
}
