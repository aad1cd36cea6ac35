/**
 * One run at a time writes to a folder. Each leaves a file that says who it is, then looks for others:
 * of two that begin at the same moment at most one goes on.
 *
 * A run that was killed leaves its file; the next one sees that its process is gone and removes it.
 * Of a run on another machine nobody can see that: its file counts until it is an hour old.
 */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LOCK_FILE } from '../model/own-files.js';
import { UserError } from '../model/user-error.js';
import { FILE_MODE } from './atomic-write.js';
import { inWords } from './on-disk.js';

export type Lock = {
  /** Says that the run is alive; to be called now and then. */
  readonly touch: () => void;
  readonly release: () => void;
};

const HOUR_MS = 3_600_000;

type Holder = {
  readonly pid: number;
  readonly host: string;
  /** Tells a process from a later one with the same number. */
  readonly startedAt: string;
};

/** @throws UserError when another run holds the folder, or the disk refuses */
export function lockFolder(folder: string): Lock {
  const name = `lock-${randomBytes(8).toString('hex')}.json`;
  const path = join(folder, name);
  const self: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: startOf(process.pid),
  };
  const release = (): void => rmSync(path, { force: true });
  try {
    writeFileSync(path, `${JSON.stringify(self)}\n`, { flag: 'wx', mode: FILE_MODE });
    for (const other of readdirSync(folder)) {
      if (LOCK_FILE.test(other) && other !== name) refuseIfAlive(folder, other);
    }
  } catch (cause) {
    release();
    throw inWords(folder, cause);
  }
  return {
    touch: () => touch(folder, path),
    release,
  };
}

function touch(folder: string, path: string): void {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw inWords(folder, cause);
    throw new UserError(
      `\`${path}\` was removed, by which this run kept others from writing to \`${folder}\``,
      'run the same command again, once no other run writes there: what was written is kept',
      { cause },
    );
  }
}

function refuseIfAlive(folder: string, name: string): void {
  const path = join(folder, name);
  const state = readHolder(path);
  if (state === 'gone') return;
  const { holder, ageMs } = state;
  if (!isAlive(holder, ageMs)) {
    rmSync(path, { force: true });
    return;
  }
  const who = holder === undefined ? 'a process' : `process ${holder.pid} on ${holder.host}`;
  throw new UserError(
    `another run is writing to \`${folder}\`: ${who}`,
    `wait until it is done, or pass another folder with --out; if none is running, remove \`${path}\``,
  );
}

function readHolder(
  path: string,
): 'gone' | { readonly holder: Holder | undefined; readonly ageMs: number } {
  try {
    const ageMs = Date.now() - statSync(path).mtimeMs;
    return { holder: parseHolder(readFileSync(path, 'utf8')), ageMs };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw cause;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, host, startedAt } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    return Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === 'string'
      ? { pid: Number(pid), host, startedAt: String(startedAt) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Half written, it belongs to a run that is about to begin, or that was killed then. */
function isAlive(holder: Holder | undefined, ageMs: number): boolean {
  if (holder === undefined) return ageMs < 60_000;
  if (holder.host !== hostname()) return ageMs < HOUR_MS;
  if (!isRunning(holder.pid)) return false;
  const startedAt = startOf(holder.pid);
  return startedAt === '' || holder.startedAt === '' || startedAt === holder.startedAt;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // It is there and belongs to somebody else.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock ticks since boot, where the system tells (Linux): proc_pid_stat(5), field 22; else empty. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
