/**
 * Reads a policy file, or all files of a folder tree, for `check`.
 *
 * Other than evidence, a file counts under every path that leads to it: a link that takes the place
 * of a policy is what will be deployed. What cannot be read is a file too, an unreadable one, so
 * that nothing is called included because it was not looked at.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { PolicyFile, PolicyFiles } from '../../model/policy-file.js';
import { UserError } from '../../model/user-error.js';
import { reasonOf } from './walk.js';

export type PolicyFileLimits = {
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Files, folders and links. */
  readonly entries: number;
};

/** A policy that IAM accepts has some ten thousand characters; links may multiply entries. */
const LIMITS: PolicyFileLimits = {
  fileBytes: 2_000_000,
  totalBytes: 256_000_000,
  entries: 100_000,
};

/** What version control and package managers keep; nobody deploys policies from there. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

type State = {
  readonly root: string;
  readonly limits: PolicyFileLimits;
  readonly files: PolicyFile[];
  readonly folders: Folder[];
  otherFiles: number;
  bytes: number;
  entries: number;
};

/** `reals`: this folder and those it lies in, by their real paths. */
type Folder = { readonly path: string; readonly reals: readonly string[] };

/** @throws UserError when the input does not exist or has too many files */
export function readPolicyFiles(
  input: string,
  limits: Partial<PolicyFileLimits> = {},
): PolicyFiles {
  const stats = statOf(input);
  const state: State = {
    root: input,
    limits: { ...LIMITS, ...limits },
    files: [],
    folders: [],
    otherFiles: 0,
    bytes: 0,
    entries: 0,
  };
  if (stats.isDirectory()) readFolders(state);
  else state.files.push(readOne(state, basename(input), input));
  const files = state.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const kind = stats.isDirectory() ? 'folder' : 'file';
  return { input, kind, files, otherFiles: state.otherFiles };
}

function statOf(input: string): Stats {
  try {
    return statSync(input);
  } catch (cause) {
    throw new UserError(
      `cannot read \`${input}\`: ${reasonOf(cause)}`,
      'pass a policy file or a folder of policy files that exists',
      { cause },
    );
  }
}

function readFolders(state: State): void {
  state.folders.push({ path: '', reals: [realpathSync(state.root)] });
  for (let folder = state.folders.pop(); folder !== undefined; folder = state.folders.pop()) {
    const name = nameIn(state, folder.path);
    try {
      for (const entry of readdirSync(name, { withFileTypes: true })) {
        countEntry(state);
        addEntry(state, folder, entry);
      }
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      if (folder.path === '')
        throw new UserError(
          `cannot read \`${name}\`: ${reasonOf(cause)}`,
          'make the folder readable',
          { cause },
        );
      addUnreadable(state, folder.path, `cannot read the folder: ${reasonOf(cause)}`);
    }
  }
}

function nameIn({ root }: State, path: string): string {
  return path === '' ? root : join(root, path);
}

function countEntry(state: State): void {
  state.entries++;
  if (state.entries <= state.limits.entries) return;
  throw new UserError(
    `more than ${state.limits.entries} files and folders below \`${state.root}\``,
    'pass the folder that holds the policies',
  );
}

function addEntry(state: State, folder: Folder, entry: Dirent): void {
  const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`;
  const name = nameIn(state, path);
  try {
    const stats = statSync(name);
    if (stats.isFile()) addFile(state, readOne(state, path, name));
    else if (!stats.isDirectory()) state.otherFiles++;
    else if (!SKIPPED_FOLDERS.has(entry.name)) addFolder(state, folder, path, entry);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    addUnreadable(state, path, `cannot read it: ${reasonOf(cause)}`, linkMark(name));
  }
}

function addFolder(state: State, folder: Folder, path: string, entry: Dirent): void {
  const real = realpathSync(nameIn(state, path));
  if (
    entry.isSymbolicLink() &&
    folder.reals.some((own) => own === real || own.startsWith(`${real}/`))
  ) {
    const message = 'a link that leads back to a folder it lies in; it was not followed';
    addUnreadable(state, path, message, linkMark(nameIn(state, path)));
    return;
  }
  state.folders.push({ path, reals: [...folder.reals, real] });
}

function addFile(state: State, file: PolicyFile): void {
  const { content, path } = file;
  if (content.kind === 'text' ? mayHoldPolicy(path, content.text) : isCalledJson(path)) {
    state.files.push(file);
    if (content.kind === 'text') state.bytes += content.text.length;
  } else state.otherFiles++;
}

function addUnreadable(state: State, path: string, message: string, mark?: string): void {
  state.files.push(unreadable(path, nameIn(state, path), message, mark));
}

function unreadable(path: string, name: string, message: string, mark?: string): PolicyFile {
  const hint = 'make it readable or take it away: what is in it was not compared';
  return {
    path,
    name,
    content: { kind: 'unreadable', message, hint, ...(mark !== undefined && { mark }) },
  };
}

/** Links with equal text that both lead nowhere, or both back up, hold the same. */
function linkMark(name: string): string | undefined {
  try {
    return `link ${readlinkSync(name)}`;
  } catch {
    return undefined;
  }
}

function isCalledJson(path: string): boolean {
  return /\.json$/i.test(path);
}

/** JSON, or JSON URL-encoded; whatever is called JSON. */
function mayHoldPolicy(path: string, text: string): boolean {
  return isCalledJson(path) || /^\s*(?:\{|%7B)/i.test(text);
}

function readOne({ limits, bytes }: State, path: string, name: string): PolicyFile {
  const { fileBytes, totalBytes } = limits;
  try {
    const content = readUpTo(name, Math.min(fileBytes, totalBytes - bytes));
    if (content !== undefined) {
      return { path, name, content: { kind: 'text', text: decode(content) } };
    }
    const message = `more than ${fileBytes} bytes, or than ${totalBytes} with the files before it`;
    return unreadable(path, name, message, digestOf(name));
  } catch (cause) {
    return unreadable(path, name, `cannot read it: ${reasonOf(cause)}`);
  }
}

const BLOCK = 1 << 18;

/** @returns `undefined` when there is more; a pipe does not say how much it holds */
function readUpTo(name: string, most: number): Uint8Array | undefined {
  const file = openSync(name, 'r');
  const blocks: Buffer[] = [];
  let total = 0;
  try {
    for (;;) {
      const block = Buffer.alloc(BLOCK);
      const read = readSync(file, block);
      if (read === 0) return Buffer.concat(blocks);
      total += read;
      if (total > most) return undefined;
      blocks.push(block.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
}

/** PowerShell writes what `aws … >` prints as UTF-16; byte order marks are no part of the text. */
function decode(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes);
}

/** Of files only: a pipe cannot be read twice. */
function digestOf(name: string): string | undefined {
  if (!statSync(name).isFile()) return undefined;
  const hash = createHash('sha256');
  const block = Buffer.alloc(BLOCK);
  const file = openSync(name, 'r');
  try {
    for (let read = readSync(file, block); read > 0; read = readSync(file, block)) {
      hash.update(block.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return `sha256 ${hash.digest('hex')}`;
}
