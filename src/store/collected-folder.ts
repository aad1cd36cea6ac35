/**
 * The folder of a live collection: `<account>/<region>/<source>/`, raw answers and their `unit.json`.
 *
 * Answers are JSON lines, one gzip member for each append, so that a file can be cut back to where the
 * last step or checkpoint stood: what a killed run had half written is written again, once. A step is a
 * line of a file of its own that says how long the others were when it was done. `unit.json` is
 * replaced as a whole, and says "partial" from the first moment until the source is complete.
 */
import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip, gzipSync } from 'node:zlib';
import { COLLECTED_SCHEMA, type CollectedUnit } from '../model/collected.js';
import { STEPS_FILE } from '../model/own-files.js';
import { FILE_MODE, FOLDER_MODE, openFolder, writeAtomically } from './atomic-write.js';
import { inWords, onDisk } from './on-disk.js';
import { safeSegment } from './safe-path.js';

export type UnitPlace = {
  readonly account: string;
  readonly region: string;
  readonly source: string;
};

type Lengths = Readonly<Record<string, number>>;

/** `unit.json`: the statement, and what it takes to go on. */
type StoredUnit = CollectedUnit & {
  readonly schema: typeof COLLECTED_SCHEMA;
  readonly checkpoint?: Readonly<Record<string, unknown>>;
  /** Bytes of each appended file that count. */
  readonly lengths: Lengths;
};

const UNIT_FILE = 'unit.json';

const STEP_SCHEMA = 'leastwise.step/1';

/** A line of the steps: a name, what came of it, and the bytes of each appended file that count then. */
type StoredStep = {
  readonly schema: typeof STEP_SCHEMA;
  readonly step: string;
  readonly value?: unknown;
  readonly lengths: Lengths;
};

export type UnitFolder = {
  /** What an earlier run left; `undefined` for nothing, or nothing that can be used. */
  readonly found: StoredUnit | undefined;
  /** Steps that an earlier run did, in order; none where its files have lost anything. */
  readonly steps: () => readonly StoredStep[];
  /** Makes what was appended until now count. */
  readonly addStep: (step: string, value: unknown) => void;
  /** Takes up an earlier run's files, or throws them away. */
  readonly start: (how: 'on' | 'anew') => void;
  readonly append: (file: string, value: unknown) => void;
  readonly writeStream: (path: string, bytes: AsyncIterable<Uint8Array>) => Promise<number>;
  readonly sizeOf: (path: string) => number | undefined;
  readonly read: (file: string) => AsyncIterable<unknown>;
  readonly save: (unit: CollectedUnit, checkpoint?: Readonly<Record<string, unknown>>) => void;
};

export function openUnit(out: string, { account, region, source }: UnitPlace): UnitFolder {
  const dir = join(out, ...[account, region, source].map(safeSegment));
  const found = readUnit(join(dir, UNIT_FILE));
  const lengths = new Map<string, number>();
  const pathOf = (path: string): string => join(dir, ...path.split('/').map(safeSegment));
  return {
    found,
    start: (how) => {
      lengths.clear();
      onDisk(dir, () => {
        if (how === 'anew') rmSync(dir, { recursive: true, force: true });
        openFolder(dir);
        if (how === 'anew' || found === undefined) return;
        const steps = readSteps(dir);
        const counted = steps.at(-1)?.lengths ?? found.lengths;
        for (const [file, length] of Object.entries(counted)) {
          truncateSync(pathOf(file), length);
          lengths.set(file, length);
        }
        if (steps.length > 0) cutTornStep(join(dir, STEPS_FILE));
        removeStrangers(dir, counted);
      });
    },
    steps: () => readSteps(dir),
    addStep: (step, value) => {
      const line: StoredStep = { schema: STEP_SCHEMA, step, value, lengths: sorted(lengths) };
      const text = `${JSON.stringify(line)}\n`;
      onDisk(dir, () => appendFileSync(join(dir, STEPS_FILE), text, { mode: FILE_MODE }));
    },
    append: (file, value) => {
      const bytes = gzipSync(`${JSON.stringify(value, bytesAsBase64)}\n`);
      onDisk(dir, () => appendFileSync(pathOf(file), bytes, { mode: FILE_MODE }));
      lengths.set(file, (lengths.get(file) ?? 0) + bytes.length);
    },
    writeStream: (path, bytes) => writeStream(pathOf(path), bytes),
    sizeOf: (path) => statSync(pathOf(path), { throwIfNoEntry: false })?.size,
    read: (file) => readLines(pathOf(file), lengths.get(file) ?? found?.lengths[file]),
    save: (unit, checkpoint) => {
      const stored: StoredUnit = {
        schema: COLLECTED_SCHEMA,
        ...unit,
        ...(checkpoint === undefined ? {} : { checkpoint }),
        lengths: sorted(lengths),
      };
      const text = `${JSON.stringify(stored, null, 2)}\n`;
      onDisk(dir, () => {
        writeAtomically(join(dir, UNIT_FILE), [text], { durability: 'quick' });
        if (unit.status === 'complete') rmSync(join(dir, STEPS_FILE), { force: true });
      });
    },
  };
}

function sorted(lengths: ReadonlyMap<string, number>): Lengths {
  return Object.fromEntries([...lengths].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readSteps(dir: string): readonly StoredStep[] {
  let steps: readonly unknown[];
  try {
    const text = readFileSync(join(dir, STEPS_FILE), 'utf8');
    // Behind the last line break stands nothing, or half a step of a run that was killed.
    steps = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
  const last = steps.at(-1);
  return steps.every(isStoredStep) && isStoredStep(last) && areThere(last.lengths, dir)
    ? steps
    : [];
}

function isStoredStep(value: unknown): value is StoredStep {
  if (typeof value !== 'object' || value === null) return false;
  const { schema, step, lengths } = value as Partial<StoredStep>;
  return schema === STEP_SCHEMA && typeof step === 'string' && typeof lengths === 'object';
}

function cutTornStep(path: string): void {
  truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1);
}

/** Places of an account of which something lies there. */
export function findUnits(
  out: string,
  account: string,
): readonly { readonly region: string; readonly source: string }[] {
  const namesIn = (...path: readonly string[]): readonly string[] => {
    try {
      return readdirSync(join(out, ...path)).sort();
    } catch {
      return [];
    }
  };
  return namesIn(account).flatMap((region) =>
    namesIn(account, region)
      .filter((source) => existsSync(join(out, account, region, source, UNIT_FILE)))
      .map((source) => ({ region, source })),
  );
}

/** Appended files that no checkpoint knows: the last run was killed before it could say so. */
function removeStrangers(dir: string, lengths: Lengths): void {
  const known = new Set([UNIT_FILE, STEPS_FILE, ...Object.keys(lengths).map(safeSegment)]);
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    if (entry.isFile() && !known.has(entry.name)) rmSync(join(dir, entry.name));
  }
}

function readUnit(path: string): StoredUnit | undefined {
  let unit: unknown;
  try {
    unit = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  return isStoredUnit(unit, dirname(path)) ? unit : undefined;
}

/** A file that is shorter than its checkpoint says lost something: then all of it is read again. */
function isStoredUnit(unit: unknown, dir: string): unit is StoredUnit {
  if (typeof unit !== 'object' || unit === null) return false;
  const { schema, lengths, status } = unit as Partial<StoredUnit>;
  if (schema !== COLLECTED_SCHEMA || typeof lengths !== 'object' || lengths === null) return false;
  return typeof status === 'string' && areThere(lengths, dir);
}

function areThere(lengths: Lengths, dir: string): boolean {
  return Object.entries(lengths).every(([file, length]) => {
    const stats = statSync(join(dir, safeSegment(file)), { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size >= length;
  });
}

/** Bytes have no JSON; the CLI of AWS prints them in base64, too. */
function bytesAsBase64(
  this: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): unknown {
  const raw = this[key];
  return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : value;
}

async function* readLines(path: string, length: number | undefined): AsyncGenerator<unknown> {
  if (length === undefined || length === 0 || !existsSync(path)) return;
  const stream = createReadStream(path, { end: length - 1 }).pipe(createGunzip());
  for await (const line of createInterface({
    input: stream,
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    if (line !== '') yield JSON.parse(line);
  }
}

async function writeStream(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  onDisk(dirname(path), () => mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE }));
  const temporary = `${path}.part`;
  let size = 0;
  try {
    const file = await open(temporary, 'w', FILE_MODE);
    try {
      for await (const piece of bytes) {
        await file.write(piece);
        size += piece.length;
      }
    } finally {
      await file.close();
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw inWords(dirname(path), cause);
  }
  return size;
}
