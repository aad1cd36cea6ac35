/**
 * Finds the files below the inputs, each once, however many links lead to it.
 *
 * Links are followed after everything that is really there, so that a file is named by its own path.
 */
import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { LOCK_FILE, STEPS_FILE } from '../../model/own-files.js';
import type { Problem } from '../../model/problem.js';
import { UserError } from '../../model/user-error.js';

export type FoundFile = {
  /** Path as the user gave it, extended by the path below it. */
  readonly name: string;
  readonly baseName: string;
  readonly input: string;
};

export type Walk = {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
  /** Those of folders and links that could not be opened: what they hold is missing. */
  readonly unread: ReadonlySet<Problem>;
};

export type WalkOptions = { readonly isOwnFolder?: (path: string) => boolean };

/** What an audit writes into its out folder: results, never evidence. */
const OWN_ENTRIES: ReadonlySet<string> = new Set([
  'evidence',
  'policies',
  'revocation',
  'result.json',
  'report.html',
  'report.md',
]);

type Place = { readonly name: string; readonly input: string; readonly real: string };

type State = {
  readonly files: FoundFile[];
  readonly problems: Problem[];
  readonly unread: Set<Problem>;
  readonly seen: Set<string>;
  readonly folders: Place[];
  readonly links: { readonly name: string; readonly input: string; readonly from: string }[];
};

/** @throws UserError when an input does not exist */
export function findFiles(inputs: readonly string[], options: WalkOptions = {}): Walk {
  const state: State = {
    files: [],
    problems: [],
    unread: new Set(),
    seen: new Set(),
    folders: [],
    links: [],
  };
  for (const input of [...new Set(inputs)].sort()) {
    addInput(state, input);
  }
  drain(state, options);
  while (state.links.length > 0) {
    followLink(state);
    drain(state, options);
  }
  return { files: state.files, problems: state.problems, unread: state.unread };
}

function addInput(state: State, input: string): void {
  let stats: Stats;
  try {
    stats = statSync(input);
  } catch (cause) {
    throw new UserError(
      `cannot read input \`${input}\`: ${reasonOf(cause)}`,
      'pass a file or folder that exists: authorization details, CloudTrail logs, a credential report',
      { cause },
    );
  }
  addPlace(state, { name: input, input, real: realpathSync(input) }, stats);
}

function addPlace(state: State, place: Place, stats: Stats): void {
  if (stats.isDirectory()) state.folders.push(place);
  else if (stats.isFile()) addFile(state, place);
  else state.problems.push(specialFile(place.name));
}

function addFile(state: State, { name, input, real }: Place): void {
  if (state.seen.has(real)) return;
  state.seen.add(real);
  state.files.push({ name, baseName: real.slice(real.lastIndexOf('/') + 1), input });
}

function drain(state: State, options: WalkOptions): void {
  for (let folder = state.folders.pop(); folder !== undefined; folder = state.folders.pop()) {
    if (state.seen.has(folder.real)) continue;
    state.seen.add(folder.real);
    listFolder(state, folder, options);
  }
}

function listFolder(state: State, folder: Place, { isOwnFolder }: WalkOptions): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder.name, { withFileTypes: true });
  } catch (cause) {
    addUnread(state, folder.name, 'folder', cause);
    return;
  }
  const own = isOwnFolder?.(folder.name) === true;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (LOCK_FILE.test(entry.name) || entry.name === STEPS_FILE) continue;
    if (!own || !OWN_ENTRIES.has(entry.name)) addEntry(state, folder, entry);
  }
}

function addEntry(state: State, folder: Place, entry: Dirent): void {
  const place: Place = {
    name: join(folder.name, entry.name),
    input: folder.input,
    real: join(folder.real, entry.name),
  };
  if (entry.isSymbolicLink()) {
    state.links.push({ name: place.name, input: place.input, from: folder.real });
  } else if (entry.isDirectory()) state.folders.push(place);
  else if (entry.isFile()) addFile(state, place);
  else state.problems.push(specialFile(place.name));
}

function followLink(state: State): void {
  const link = state.links.shift();
  if (link === undefined) return;
  try {
    const real = realpathSync(link.name);
    if (isAncestor(real, link.from)) state.problems.push(linkLoop(link.name, real));
    else addPlace(state, { name: link.name, input: link.input, real }, statSync(real));
  } catch (cause) {
    addUnread(state, link.name, 'link', cause);
  }
}

function isAncestor(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function linkLoop(name: string, target: string): Problem {
  return {
    kind: 'unreadable-file',
    message: `link \`${name}\` leads back to \`${target}\` and was not followed`,
    hint: 'nothing is lost: the files of that folder are read under its own name',
    source: name,
  };
}

function specialFile(name: string): Problem {
  return {
    kind: 'unreadable-file',
    message: `\`${name}\` is a pipe, socket or device and was not opened`,
    hint: 'copy its content into a regular file',
    source: name,
  };
}

function addUnread(
  { problems, unread }: State,
  name: string,
  what: 'folder' | 'link',
  cause: unknown,
): void {
  const problem: Problem = {
    kind: 'unreadable-file',
    message: `cannot read ${what} \`${name}\`: ${reasonOf(cause)}`,
    hint: `what it holds counts as missing: make the ${what} readable, or remove it from the input, and run again`,
    source: name,
  };
  problems.push(problem);
  unread.add(problem);
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ELOOP: 'too many links, or a link to itself',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is no folder',
  EPERM: 'permission denied',
};

/** The reason in words; the code of the operating system where we have none. */
export function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === undefined ? String(cause) : (REASONS[code] ?? code);
}
