/**
 * A run is killed in the middle of any file operation, begins again, is killed again …: in the end the
 * evidence is that of a run that nobody disturbed.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../src/store/commit.js';
import { loadEvidence, openEvidence } from '../../src/store/index.js';
import { checkpointOf, said, someUse } from './ledger-samples.js';

/** Counts what changes files; at the fatal one the process is gone, and so is all that would tidy up. */
const fate = vi.hoisted(() => {
  // Test files share modules: those of this one are its own, loaded with the file system below.
  vi.resetModules();
  return { left: Number.POSITIVE_INFINITY, done: 0, dead: false };
});

class Killed extends Error {}

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const step = (half: () => void = () => {}): void => {
    if (fate.dead) throw new Killed();
    fate.done++;
    if (--fate.left >= 0) return;
    fate.dead = true;
    half();
    throw new Killed();
  };
  const killable =
    <Args extends unknown[], Result>(call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      step();
      return call(...args);
    };
  return {
    ...fs,
    closeSync: (fd: number) => fs.closeSync(fd),
    cpSync: killable(fs.cpSync),
    fsyncSync: killable(fs.fsyncSync),
    mkdirSync: killable(fs.mkdirSync),
    openSync: killable(fs.openSync),
    renameSync: killable(fs.renameSync),
    rmSync: killable(fs.rmSync),
    utimesSync: killable(fs.utimesSync),
    writeSync: (fd: number, bytes: Uint8Array, at: number) => {
      step(() => fs.writeSync(fd, bytes.subarray(0, bytes.length >> 1), 0));
      return fs.writeSync(fd, bytes, at);
    },
    writeFileSync: killable(fs.writeFileSync),
  };
});

let parent: string;
let folders = 0;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'leastwise-interrupted-'));
});
afterAll(() => {
  rmSync(parent, { recursive: true, force: true });
  vi.resetModules();
});

/** Goes on where the last one stopped: what it knows is in the folder alone. */
async function run(dir: string, checkpoints: readonly Checkpoint[]): Promise<void> {
  const store = openEvidence(dir, { toolVersion: '0.2.0' });
  const known = store.filesRead();
  for (const checkpoint of checkpoints) {
    if (!checkpoint.filesRead.every((file) => known.has(file))) store.commit(checkpoint);
  }
  await store.compact();
  store.close();
}

/** The dead process had the number of this one, which lives on: that is not what is tested here. */
function bury(dir: string): void {
  for (const name of locksIn(dir)) {
    writeFileSync(join(dir, 'evidence', name), '{"pid":999999999,"host":"","startedAt":""}');
    rmSync(join(dir, 'evidence', name));
  }
}

function locksIn(dir: string): readonly string[] {
  return readdirSync(join(dir, 'evidence')).filter((name) => name.startsWith('lock-'));
}

async function runDespiteKills(
  dir: string,
  checkpoints: readonly Checkpoint[],
  kills: readonly number[],
): Promise<void> {
  for (const operations of [...kills, Number.POSITIVE_INFINITY]) {
    Object.assign(fate, { left: operations, dead: false });
    try {
      await run(dir, checkpoints);
      return;
    } catch (cause) {
      if (!fate.dead) throw cause;
    } finally {
      Object.assign(fate, { left: Number.POSITIVE_INFINITY, dead: false });
    }
    await consistent(dir);
    if (statSync(join(dir, 'evidence'), { throwIfNoEntry: false }) !== undefined) bury(dir);
  }
}

/** Whatever was going on, there is a whole state of some checkpoint: rows, files and facts of the same. */
async function consistent(dir: string): Promise<void> {
  const stored = await loadEvidence(dir);
  if (stored === undefined) return;
  const manifest = JSON.parse(readFileSync(join(dir, 'evidence/manifest.json'), 'utf8'));
  const lists: { readonly file: string }[] = manifest.filesRead;
  const files = lists.flatMap(({ file }) =>
    JSON.parse(readFileSync(join(dir, 'evidence', file), 'utf8')),
  );
  expect(stored.sources[0]?.files).toBe(files.length);
}

const filesWithin = (dir: string): readonly string[] =>
  readdirSync(join(dir, 'evidence'), { recursive: true }).map(String).sort();

const someFiles = fc.array(fc.array(someUse, { maxLength: 6 }), { minLength: 1, maxLength: 10 });

test('however often it is killed, the evidence is that of an undisturbed run', async () => {
  await fc.assert(
    fc.asyncProperty(
      someFiles,
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 4 }),
      async (files, kills) => {
        const checkpoints = files.map((uses, n) => checkpointOf(n, uses));
        const [calm, disturbed] = [join(parent, `${folders++}`), join(parent, `${folders++}`)];
        await run(calm, checkpoints);
        await runDespiteKills(disturbed, checkpoints, kills);
        expect(said(await loadEvidence(disturbed))).toEqual(said(await loadEvidence(calm)));
        expect(locksIn(disturbed)).toEqual([]);
        expect(filesWithin(disturbed).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      },
    ),
    { numRuns: 12 },
  );
}, 300_000);

test('any operation of a run of twelve checkpoints may be the last', async () => {
  const days = Array.from({ length: 12 }, (_, n) => `2026-11-${10 + n}`);
  const { use } = await import('./ledger-samples.js');
  const checkpoints = days.map((day, n) => checkpointOf(n, [use(day), use('2026-11-01')]));
  const calm = join(parent, `${folders++}`);
  fate.done = 0;
  await run(calm, checkpoints);
  const operations = fate.done;
  const expected = said(await loadEvidence(calm));
  expect(operations).toBeGreaterThan(200);
  // Each of a prime step here; the property above draws others.
  for (let kill = operations % 73; kill < operations; kill += 73) {
    const dir = join(parent, `${folders++}`);
    await runDespiteKills(dir, checkpoints, [kill]);
    expect(said(await loadEvidence(dir))).toEqual(expected);
    rmSync(dir, { recursive: true });
  }
}, 300_000);
