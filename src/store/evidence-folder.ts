/**
 * The evidence folder: what earlier runs read, so that the next one adds to it and reads nothing twice.
 *
 *   evidence/manifest.json      which files were read; names the evidence that they make up
 *   evidence/evidence.json.gz   the folded evidence
 *
 * The two change as one. The manifest carries the hash of its evidence, and putting the manifest in
 * place is what makes a save happen: the evidence waits beside it as `evidence.next.json.gz` until then.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Evidence } from '../model/evidence.js';
import { UserError } from '../model/user-error.js';
import { openFolder, syncFolder, writeAtomically } from './atomic-write.js';

export type StoredEvidence = {
  /** The leastwise that wrote it. */
  readonly toolVersion: string;
  /** Identities of the trail files that are folded into the evidence, sorted. */
  readonly filesRead: readonly string[];
  readonly evidence: Evidence;
};

type Manifest = {
  readonly schema: typeof SCHEMA;
  readonly toolVersion: string;
  readonly evidenceSha256: string;
  readonly filesRead: readonly string[];
};

const SCHEMA = 'leastwise.evidence/1';
const SCHEMA_FAMILY = 'leastwise.evidence/';
/** V8 holds no longer string. */
const MAX_TEXT_BYTES = 500 * 1024 * 1024;
const PIECE_CHARACTERS = 4 * 1024 * 1024;

const folderOf = (dir: string): string => join(dir, 'evidence');
const manifestOf = (dir: string): string => join(folderOf(dir), 'manifest.json');
const evidenceOf = (dir: string): string => join(folderOf(dir), 'evidence.json.gz');
const nextOf = (dir: string): string => join(folderOf(dir), 'evidence.next.json.gz');

/** Does the folder hold evidence of ours, of any version? Reads the first bytes of the manifest. */
export function isEvidenceFolder(dir: string): boolean {
  let fd: number;
  try {
    fd = openSync(manifestOf(dir), 'r');
  } catch {
    return false;
  }
  try {
    const head = Buffer.alloc(128);
    const length = readSync(fd, head, 0, head.length, 0);
    return head.toString('utf8', 0, length).includes(`"schema":"${SCHEMA_FAMILY}`);
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

/**
 * @returns `undefined` when nothing was ever saved there
 * @throws UserError when what is there cannot be used
 */
export function loadEvidence(dir: string): StoredEvidence | undefined {
  const text = readIfThere(manifestOf(dir));
  if (text === undefined) return undefined;
  const manifest = parseManifest(dir, text.toString('utf8'));
  const packed = [evidenceOf(dir), nextOf(dir)]
    .map(readIfThere)
    .find((bytes) => bytes !== undefined && sha256(bytes) === manifest.evidenceSha256);
  if (packed === undefined) {
    throw unusable(dir, 'its evidence is missing or was changed since it was saved');
  }
  const { toolVersion, filesRead } = manifest;
  return { toolVersion, filesRead, evidence: unpack(dir, packed) };
}

/** Replaces what is stored. An interrupted save leaves the old evidence or the new one. */
export function saveEvidence(dir: string, stored: StoredEvidence): void {
  openFolder(dir);
  openFolder(folderOf(dir));
  finishEarlierSave(dir);
  const hash = createHash('sha256');
  writeAtomically(nextOf(dir), hashed(packedPieces(stored.evidence), hash));
  const manifest: Manifest = {
    schema: SCHEMA,
    toolVersion: stored.toolVersion,
    evidenceSha256: hash.digest('hex'),
    filesRead: [...new Set(stored.filesRead)].sort(),
  };
  writeAtomically(manifestOf(dir), [`${JSON.stringify(manifest)}\n`]);
  renameSync(nextOf(dir), evidenceOf(dir));
  syncFolder(folderOf(dir));
}

/** An interrupted save may have left the evidence that the manifest names beside its place. */
function finishEarlierSave(dir: string): void {
  const text = readIfThere(manifestOf(dir));
  const next = readIfThere(nextOf(dir));
  if (text === undefined || next === undefined) return;
  const { evidenceSha256 } = parseManifest(dir, text.toString('utf8'));
  if (sha256(next) === evidenceSha256) renameSync(nextOf(dir), evidenceOf(dir));
  else rmSync(nextOf(dir));
}

// --- text -----------------------------------------------------------------------------------

/** How many arrays and objects to open, so that identities and uses are taken one by one. */
const SPREAD: Readonly<Record<keyof Evidence, number>> = {
  snapshots: 3,
  usage: 2,
  coverage: 2,
  sources: 1,
  collection: 1,
  problems: 1,
};

/** Gzip members one behind the other are one gzip file, and each piece is small. */
function* packedPieces(evidence: Evidence): Generator<Buffer> {
  let text = '';
  for (const part of evidenceParts(evidence)) {
    text += part;
    if (text.length < PIECE_CHARACTERS) continue;
    yield gzipSync(text);
    text = '';
  }
  yield gzipSync(text);
}

function* evidenceParts(evidence: Evidence): Generator<string> {
  let separator = '{';
  for (const [key, depth] of Object.entries(SPREAD)) {
    yield `${separator}${JSON.stringify(key)}:`;
    yield* jsonParts(evidence[key as keyof Evidence], depth);
    separator = ',';
  }
  yield '}';
}

/** What `JSON.stringify` gives, in parts. */
function* jsonParts(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [n, element] of value.entries()) {
      if (n > 0) yield ',';
      yield* jsonParts(element, depth - 1);
    }
    yield ']';
  } else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    yield '{';
    for (const [n, [key, member]] of members.entries()) {
      yield `${n > 0 ? ',' : ''}${JSON.stringify(key)}:`;
      yield* jsonParts(member, depth - 1);
    }
    yield '}';
  }
}

function* hashed(
  pieces: Iterable<Buffer>,
  hash: { readonly update: (bytes: Buffer) => unknown },
): Generator<Buffer> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

function unpack(dir: string, packed: Buffer): Evidence {
  try {
    const text = gunzipSync(packed, { maxOutputLength: MAX_TEXT_BYTES }).toString('utf8');
    // Evidence of a leastwise that knew no live collection says nothing of one.
    const evidence = JSON.parse(text) as Omit<Evidence, 'collection'> & Partial<Evidence>;
    return { collection: [], ...evidence };
  } catch (cause) {
    throw unusable(dir, 'its evidence cannot be unpacked', cause);
  }
}

function parseManifest(dir: string, text: string): Manifest {
  const manifest = tryParse(text);
  if (manifest === undefined) throw unusable(dir, 'its `evidence/manifest.json` is damaged');
  const { schema } = manifest;
  if (schema !== SCHEMA) throw otherVersion(dir, schema);
  const { toolVersion, evidenceSha256, filesRead } = manifest;
  if (
    typeof toolVersion !== 'string' ||
    typeof evidenceSha256 !== 'string' ||
    !Array.isArray(filesRead) ||
    !filesRead.every((file) => typeof file === 'string')
  ) {
    throw unusable(dir, 'its `evidence/manifest.json` is damaged');
  }
  return { schema: SCHEMA, toolVersion, evidenceSha256, filesRead };
}

function tryParse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(
      `cannot read \`${path}\``,
      'make it readable, or pass another folder with --out',
      { cause },
    );
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const START_ANEW = 'pass another folder with --out, or remove this one, and read all input again';

function unusable(dir: string, why: string, cause?: unknown): UserError {
  return new UserError(`cannot use the evidence in \`${dir}\`: ${why}`, START_ANEW, { cause });
}

function otherVersion(dir: string, schema: unknown): UserError {
  return new UserError(
    `cannot use the evidence in \`${dir}\`: its schema is \`${String(schema)}\`, ours is \`${SCHEMA}\``,
    'use the leastwise that wrote it, or pass another folder with --out and read all input again',
  );
}
