/**
 * The evidence folder: what earlier runs read, so that the next one adds to it and reads nothing twice.
 *
 *   evidence/manifest.json            names all other files, with their hashes
 *   evidence/facts-<commit>.json.gz   identities, coverage, sources, problems
 *   evidence/ledger/<table>/…parquet  uses and what else the logs show done: see docs/ledger.md
 *   evidence/read/…                   which files were read, ids of the newest events
 *
 * Files are written once; a commit writes what is new and then the manifest, so an interrupted run
 * leaves the state of its last commit, whole, and what it wrote since belongs to nobody.
 */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Evidence } from '../model/evidence.js';
import { openFolder } from './atomic-write.js';
import { type Checkpoint, committed, makeFolder } from './commit.js';
import { compacted } from './compact.js';
import type { Facts } from './facts-file.js';
import { FIRST_VERSION_FILES, readFirstVersion } from './first-version.js';
import { TABLES } from './ledger/tables.js';
import { type Lock, lockFolder } from './lock.js';
import {
  filesOf,
  isOurName,
  type Manifest,
  readManifest,
  SCHEMA,
  writeManifest,
} from './manifest.js';
import { eventIdsOf, factsIn, filesReadOf, loadStored } from './read-stored.js';
import { folderOf, inFolder } from './stored-file.js';

export type EvidenceStore = {
  /** All but uses; `undefined` when nothing was ever stored. */
  readonly facts: () => Facts | undefined;
  readonly filesRead: () => ReadonlySet<string>;
  /** Of earlier runs, the oldest first: four words each. */
  readonly eventIds: () => Iterable<Uint32Array>;
  /** All of it becomes part of the evidence, or nothing. */
  readonly commit: (checkpoint: Checkpoint) => void;
  readonly load: () => Promise<Evidence>;
  /** Puts small segments together where there are many. */
  readonly compact: () => Promise<void>;
  readonly close: () => void;
};

/**
 * Opens a folder to write to it, and keeps all other runs out until it is closed.
 *
 * @param from another evidence folder, to start with what that holds
 * @throws UserError when another run has it, or what is there cannot be used
 */
export function openEvidence(
  dir: string,
  { toolVersion, from }: { readonly toolVersion: string; readonly from?: string },
): EvidenceStore {
  openFolder(dir);
  openFolder(folderOf(dir));
  const lock = lockFolder(folderOf(dir));
  try {
    return storeIn(dir, toolVersion, from, lock);
  } catch (cause) {
    lock.release();
    throw cause;
  }
}

function storeIn(
  dir: string,
  toolVersion: string,
  from: string | undefined,
  lock: Lock,
): EvidenceStore {
  let state = stateOf(from ?? dir);
  if (from !== undefined && state.manifest !== undefined) adopt(from, dir, state.manifest);
  removeStrays(dir, state.manifest);

  const put = (next: Manifest): void => {
    writeManifest(dir, next);
    state = { manifest: next };
    removeStrays(dir, next);
    for (const name of FIRST_VERSION_FILES) rmSync(inFolder(dir, name), { force: true });
    lock.touch();
  };

  const commitOne = (checkpoint: Checkpoint): void => {
    const next = committed(dir, state.manifest ?? emptyManifest(toolVersion), checkpoint);
    if (next !== undefined) put({ ...next, toolVersion });
  };

  return {
    facts: () => (state.first === undefined ? factsIn(dir, state.manifest) : state.first.evidence),
    filesRead: () =>
      new Set(state.first?.filesRead ?? filesReadOf(dir, state.manifest?.filesRead ?? [])),
    eventIds: () => eventIdsOf(dir, state.manifest?.eventIds ?? []),
    commit: (checkpoint) => {
      // What an earlier version held comes first, in a commit of its own.
      if (state.first !== undefined) commitOne(firstCheckpoint(state.first));
      commitOne(checkpoint);
    },
    load: () => loadStored(dir, state.manifest ?? emptyManifest(toolVersion)),
    compact: async () => {
      if (state.manifest === undefined) return;
      const next = await compacted(dir, state.manifest);
      if (next !== undefined) put(next);
    },
    close: lock.release,
  };
}

type State = {
  readonly manifest?: Manifest;
  readonly first?: ReturnType<typeof readFirstVersion>;
};

function stateOf(dir: string): State {
  const found = readManifest(dir);
  switch (found.kind) {
    case 'none':
      return {};
    case 'first':
      return { first: readFirstVersion(dir, found.manifest) };
    case 'current':
      return { manifest: found.manifest };
  }
}

function firstCheckpoint({ evidence, filesRead }: NonNullable<State['first']>): Checkpoint {
  return { evidence, filesRead, eventIds: new Uint32Array() };
}

function emptyManifest(toolVersion: string): Manifest {
  return {
    schema: SCHEMA,
    toolVersion,
    commit: 0,
    facts: { file: '', bytes: 0, sha256: '' },
    tables: Object.fromEntries(TABLES.map((name) => [name, []])) as unknown as Manifest['tables'],
    filesRead: [],
    eventIds: [],
    forgottenEventIds: 0,
  };
}

/**
 * Reads what a folder holds, without a lock: files are not changed, and when a run that goes on
 * beside has put others in their place, the new ones are read.
 *
 * @returns `undefined` when nothing was ever stored there
 * @throws UserError when what is there cannot be used
 */
export async function loadEvidence(dir: string): Promise<Evidence | undefined> {
  for (let tries = 0; ; tries++) {
    const { manifest, first } = stateOf(dir);
    if (first !== undefined) return first.evidence;
    if (manifest === undefined) return undefined;
    try {
      return await loadStored(dir, manifest);
    } catch (cause) {
      const now = stateOf(dir).manifest;
      if (tries === 3 || now?.commit === manifest.commit) throw cause;
    }
  }
}

function adopt(from: string, dir: string, manifest: Manifest): void {
  for (const { file } of filesOf(manifest)) {
    const path = inFolder(dir, file);
    makeFolder(dir, dirname(path));
    cpSync(inFolder(from, file), path);
  }
}

/** Files of ours that no manifest names: an interrupted run wrote them, or a later one replaced them. */
function removeStrays(dir: string, manifest: Manifest | undefined): void {
  const named = new Set(manifest === undefined ? [] : filesOf(manifest).map(({ file }) => file));
  for (const entry of readdirSync(folderOf(dir), { recursive: true })) {
    const file = String(entry).replaceAll('\\', '/');
    if (isOurName(file) && !named.has(file)) rmSync(inFolder(dir, file), { force: true });
  }
}
