import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { lockFolder } from '../../src/store/lock.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-lock-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const left = (holder: unknown): string => {
  const path = join(dir, 'lock-0123456789abcdef.json');
  writeFileSync(path, typeof holder === 'string' ? holder : JSON.stringify(holder));
  return path;
};
const gone = (): number => Number(spawnSync(process.execPath, ['-e', '']).pid);

test('the second run is refused by name, and the folder is free when the first is done', () => {
  const first = lockFolder(dir);
  expect(() => lockFolder(dir)).toThrow(UserError);
  expect(() => lockFolder(dir)).toThrow(`process ${process.pid} on ${hostname()}`);
  first.touch();
  first.release();
  lockFolder(dir).release();
  expect(readdirSync(dir)).toEqual([]);
});

describe('what a killed run left', () => {
  test.each([
    {
      holder: () => ({ pid: gone(), host: hostname(), startedAt: '1' }),
      why: 'its process is gone',
    },
    {
      holder: () => ({ pid: process.pid, host: hostname(), startedAt: '1' }),
      why: 'another process has its number now',
      linux: true,
    },
  ])('is removed: $why', ({ holder, linux }) => {
    if (linux === true && process.platform !== 'linux') return;
    left(holder());
    lockFolder(dir).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('on another machine counts for an hour', () => {
    const path = left({ pid: 1, host: 'elsewhere', startedAt: '' });
    expect(() => lockFolder(dir)).toThrow('process 1 on elsewhere');
    const old = new Date(Date.now() - 3_700_000);
    utimesSync(path, old, old);
    lockFolder(dir).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  test('half written counts for a minute', () => {
    const path = left('{"pid":');
    expect(() => lockFolder(dir)).toThrow(UserError);
    const old = new Date(Date.now() - 61_000);
    utimesSync(path, old, old);
    lockFolder(dir).release();
  });
});

test('other files are nobody else', () => {
  writeFileSync(join(dir, 'lock-notes.json'), 'mine');
  lockFolder(dir).release();
  expect(readdirSync(dir)).toEqual(['lock-notes.json']);
});

describe('a disk that refuses', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
    code: 'ENOSPC',
  });
  beforeEach(() => vi.resetModules());
  afterEach(() => {
    vi.doUnmock('node:fs');
    vi.resetModules();
  });

  test('is told in words, and leaves no lock that would keep the next run out', async () => {
    vi.doMock('node:fs', async (original) => ({
      ...(await original<typeof import('node:fs')>()),
      // As a full disk does it: the file is there, and empty.
      writeFileSync: (path: string) => {
        writeFileSync(path, '');
        throw full;
      },
    }));
    const { lockFolder: lockFull } = await import('../../src/store/lock.js');
    expect(() => lockFull(dir)).toThrow(
      `cannot write into \`${dir}\`: no space is left on the disk`,
    );
    expect(readdirSync(dir)).toEqual([]);
  });

  test('is told in words by whatever is written later, too', async () => {
    vi.doMock('node:fs', async (original) => ({
      ...(await original<typeof import('node:fs')>()),
      writeSync: () => {
        throw full;
      },
    }));
    const { writeAtomically } = await import('../../src/store/atomic-write.js');
    expect(() => writeAtomically(join(dir, 'manifest.json'), ['{}'])).toThrow(
      'no space is left on the disk',
    );
    expect(readdirSync(dir)).toEqual([]);
  });

  test('a lock that somebody removed is missed, in words', () => {
    const lock = lockFolder(dir);
    rmSync(join(dir, readdirSync(dir)[0] ?? ''));
    expect(() => lock.touch()).toThrow('was removed');
  });
});
