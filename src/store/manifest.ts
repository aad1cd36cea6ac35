/**
 * `evidence/manifest.json`: what the evidence is made of. A file that it does not name is not part of
 * it, so putting a new manifest in its place is what makes a commit happen, as a whole.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { writeAtomically } from './atomic-write.js';
import { TABLES, type TableName } from './ledger/tables.js';
import { readIfThere } from './stored-file.js';

export const SCHEMA = 'leastwise.evidence/2';
/** One file with everything in it, as version 0.1 wrote. */
export const FIRST_SCHEMA = 'leastwise.evidence/1';
const ANY_SCHEMA = /^\s*\{\s*"schema"\s*:\s*"leastwise\.evidence\//;

/** A file below `evidence/`, written once and never changed. */
export type StoredFile = {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
};

/** A segment of a table, or a list: `rows` is the number of what it holds. */
export type Segment = StoredFile & { readonly rows: number };

export type Manifest = {
  readonly schema: typeof SCHEMA;
  /** The leastwise that wrote it. */
  readonly toolVersion: string;
  /** Rises with each commit; files are named by the one that wrote them. */
  readonly commit: number;
  /** All but uses: identities, coverage, sources, problems. */
  readonly facts: StoredFile;
  readonly tables: Readonly<Record<TableName, readonly Segment[]>>;
  /** Identities of the trail files whose records are in the tables. */
  readonly filesRead: readonly Segment[];
  /** Ids of the newest events in the tables, the oldest first. */
  readonly eventIds: readonly Segment[];
  /** Events whose ids are no longer kept: delivered again, they would count again. */
  readonly forgottenEventIds: number;
};

export const manifestPath = (dir: string): string => join(dir, 'evidence', 'manifest.json');

/** Does the folder hold evidence of ours, of any version? Reads the first bytes of the manifest. */
export function isEvidenceFolder(dir: string): boolean {
  let fd: number;
  try {
    fd = openSync(manifestPath(dir), 'r');
  } catch {
    return false;
  }
  try {
    const head = Buffer.alloc(128);
    const length = readSync(fd, head, 0, head.length, 0);
    return ANY_SCHEMA.test(head.toString('utf8', 0, length));
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

export type FoundManifest =
  | { readonly kind: 'none' }
  | { readonly kind: 'first'; readonly manifest: Readonly<Record<string, unknown>> }
  | { readonly kind: 'current'; readonly manifest: Manifest };

/** @throws UserError for one that is damaged or of a version that is not known here */
export function readManifest(dir: string): FoundManifest {
  const text = readIfThere(manifestPath(dir))?.toString('utf8');
  if (text === undefined) return { kind: 'none' };
  const manifest = parseObject(text);
  if (manifest === undefined) throw damagedManifest(dir);
  if (manifest.schema === FIRST_SCHEMA) return { kind: 'first', manifest };
  if (manifest.schema !== SCHEMA) throw otherVersion(dir, manifest.schema);
  const whole = withAllTables(manifest);
  if (!isManifest(whole)) throw damagedManifest(dir);
  return { kind: 'current', manifest: whole };
}

export function writeManifest(dir: string, manifest: Manifest): void {
  writeAtomically(manifestPath(dir), [`${JSON.stringify(manifest, null, 2)}\n`]);
}

/** All files that the manifest names. */
export function filesOf(manifest: Manifest): readonly StoredFile[] {
  const { facts, tables, filesRead, eventIds } = manifest;
  return [facts, ...TABLES.flatMap((name) => tables[name]), ...filesRead, ...eventIds];
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tables that were added since it was written hold nothing yet. */
function withAllTables(manifest: Record<string, unknown>): Record<string, unknown> {
  const { tables } = manifest;
  return isObject(tables) ? { ...manifest, tables: { role_holders: [], ...tables } } : manifest;
}

function isManifest(value: Record<string, unknown>): value is Record<string, unknown> & Manifest {
  const { toolVersion, commit, facts, tables, filesRead, eventIds, forgottenEventIds } = value;
  return (
    typeof toolVersion === 'string' &&
    isCount(commit) &&
    isStoredFile(facts) &&
    isObject(tables) &&
    TABLES.every((name) => isSegments(tables[name])) &&
    isSegments(filesRead) &&
    isSegments(eventIds) &&
    isCount(forgottenEventIds)
  );
}

function isSegments(value: unknown): value is readonly Segment[] {
  return Array.isArray(value) && value.every((each) => isStoredFile(each) && isCount(each.rows));
}

function isStoredFile(value: unknown): value is StoredFile & { readonly rows?: unknown } {
  return (
    isObject(value) &&
    typeof value.file === 'string' &&
    isOurName(value.file) &&
    isCount(value.bytes) &&
    typeof value.sha256 === 'string'
  );
}

/** The manifest is a file like any other: what it names must not lead out of the folder. */
export function isOurName(file: string): boolean {
  return OUR_NAME.test(file);
}

const OUR_NAME =
  /^(?:facts-\d{6,15}\.json\.gz|ledger\/[a-z_]+\/\d{6,15}(?:-\d+)?\.parquet|read\/\d{6,15}\.(?:files\.json|ids))$/;

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

const START_ANEW = 'pass another folder with --out, or remove this one, and read all input again';

export function unusable(dir: string, why: string, cause?: unknown): UserError {
  return new UserError(`cannot use the evidence in \`${dir}\`: ${why}`, START_ANEW, { cause });
}

function damagedManifest(dir: string): UserError {
  return unusable(dir, 'its `evidence/manifest.json` is damaged');
}

function otherVersion(dir: string, schema: unknown): UserError {
  return new UserError(
    `cannot use the evidence in \`${dir}\`: its schema is \`${String(schema)}\`, ours is \`${SCHEMA}\``,
    'use the leastwise that wrote it, or pass another folder with --out and read all input again',
  );
}
