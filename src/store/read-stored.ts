/** Reads what a manifest names; whatever is not as it was written is refused. */
import { readFileSync } from 'node:fs';
import type { Evidence } from '../model/evidence.js';
import type { UsageLedger } from '../model/usage.js';
import { UserError } from '../model/user-error.js';
import { type Facts, unpackFacts } from './facts-file.js';
import { foldRows } from './ledger/fold-rows.js';
import { type FoldedUses, foldUses } from './ledger/fold-uses.js';
import { usesOfCallers } from './ledger/stored-uses.js';
import {
  GENERALISED,
  MEMBER_TABLES,
  type Table,
  type TableName,
  unpackRows,
} from './ledger/tables.js';
import { readUses } from './ledger/use-columns.js';
import { type Manifest, type Segment, type StoredFile, unusable } from './manifest.js';
import { inFolder, sha256 } from './stored-file.js';

function readStored(dir: string, { file, bytes, sha256: hash }: StoredFile): Buffer {
  const content = readOrRefuse(dir, file);
  if (content.length !== bytes || sha256(content) !== hash) {
    throw unusable(dir, `\`evidence/${file}\` was changed or cut short since it was written`);
  }
  return content;
}

function readOrRefuse(dir: string, file: string): Buffer {
  try {
    return readFileSync(inFolder(dir, file));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is missing' : `cannot be read (${code})`;
    throw unusable(dir, `\`evidence/${file}\` ${why}`, cause);
  }
}

export function factsIn(dir: string, manifest: Manifest | undefined): Facts | undefined {
  if (manifest === undefined || manifest.facts.file === '') return undefined;
  const packed = readStored(dir, manifest.facts);
  try {
    return unpackFacts(packed);
  } catch (cause) {
    throw unusable(dir, `\`evidence/${manifest.facts.file}\` cannot be unpacked`, cause);
  }
}

export function filesReadOf(dir: string, lists: readonly Segment[]): readonly string[] {
  return lists.flatMap((list) => {
    const text = readStored(dir, list).toString('utf8');
    return JSON.parse(text) as readonly string[];
  });
}

export function* eventIdsOf(dir: string, lists: readonly Segment[]): Generator<Uint32Array> {
  for (const list of lists) {
    const bytes = readStored(dir, list);
    const words = new Uint32Array(bytes.length / 4);
    for (let n = 0; n < words.length; n++) words[n] = bytes.readUInt32LE(n * 4);
    yield words;
  }
}

export async function loadStored(dir: string, manifest: Manifest): Promise<Evidence> {
  const facts = factsIn(dir, manifest);
  if (facts === undefined) throw unusable(dir, 'it holds nothing yet');
  const folded = await foldedUses(dir, manifest);
  const rows = async <Row>(table: Table<Row>): Promise<readonly Row[]> =>
    foldRows(table, await tableRows(dir, manifest, table));
  const usage: UsageLedger = {
    uses: [],
    stored: usesOfCallers(folded),
    generalised: folded.generalised,
    assumptions: await rows(MEMBER_TABLES.assumptions),
    signIns: await rows(MEMBER_TABLES.signIns),
    roleHolders: await rows(MEMBER_TABLES.roleHolders),
    grantChanges: await rows(MEMBER_TABLES.grantChanges),
    unmapped: await rows(MEMBER_TABLES.unmapped),
  };
  return { ...facts, usage };
}

export async function foldedUses(
  dir: string,
  manifest: Manifest,
  segments: readonly Segment[] = manifest.tables.uses,
): Promise<FoldedUses> {
  const generalised = await tableRows(dir, manifest, GENERALISED);
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0);
  try {
    return foldUses(await readUses(rows, bytesOf(dir, segments)), generalised);
  } catch (cause) {
    throw asUnusable(dir, 'uses', cause);
  }
}

function* bytesOf(dir: string, segments: readonly Segment[]): Generator<Uint8Array> {
  for (const segment of segments) yield readStored(dir, segment);
}

export async function tableRows<Row>(
  dir: string,
  manifest: Manifest,
  table: Table<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const segment of manifest.tables[table.name]) {
    const bytes = readStored(dir, segment);
    try {
      for (const row of await unpackRows(table, bytes)) rows.push(row);
    } catch (cause) {
      throw asUnusable(dir, table.name, cause);
    }
  }
  return rows;
}

function asUnusable(dir: string, table: TableName, cause: unknown): unknown {
  return cause instanceof UserError
    ? cause
    : unusable(dir, `its table \`${table}\` cannot be read`, cause);
}
