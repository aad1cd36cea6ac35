import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { type OutputFile, writeResult } from '../../src/store/write-result.js';

let parent: string;
let dir: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'leastwise-result-')));
  dir = join(parent, 'audit');
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

const file = (content: string, ...path: string[]): OutputFile => ({ path, content });
const policyOf = (role: string): OutputFile =>
  file(role, 'policies', '111122223333', 'role', role, 'work.json');
const read = (...path: string[]): string => readFileSync(join(dir, ...path), 'utf8');

test('files are written below the folder, for the owner', () => {
  const script = { ...file('#!/bin/sh\n', 'revocation', 'quarantine', 'run.sh'), mode: 0o700 };
  const paths = writeResult(dir, [file('{}', 'result.json'), policyOf('../../up'), script]);
  expect(paths).toEqual([
    'result.json',
    'policies/111122223333/role/..%2F..%2Fup/work.json',
    'revocation/quarantine/run.sh',
  ]);
  expect(read(paths[1] ?? '')).toBe('../../up');
  expect(statSync(join(dir, 'result.json')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, paths[2] ?? '')).mode & 0o777).toBe(0o700);
  expect(statSync(join(dir, 'policies')).mode & 0o777).toBe(0o700);
});

test('files of an earlier audit go, with their folders; those of others stay', () => {
  writeResult(dir, [
    file('1', 'result.json'),
    policyOf('old'),
    policyOf('kept'),
    policyOf('edited'),
  ]);
  writeFileSync(join(dir, 'policies/111122223333/role/edited/work.json'), 'mine now');
  writeFileSync(join(dir, 'policies/111122223333/notes.txt'), 'mine');
  writeResult(dir, [file('2', 'result.json'), policyOf('kept')]);
  expect(read('result.json')).toBe('2');
  expect(existsSync(join(dir, 'policies/111122223333/role/old'))).toBe(false);
  expect(read('policies/111122223333/role/kept/work.json')).toBe('kept');
  expect(read('policies/111122223333/role/edited/work.json')).toBe('mine now');
  expect(read('policies/111122223333/notes.txt')).toBe('mine');
});

test('outputs at the top stay ours, even when a run does not write them', () => {
  writeResult(dir, [file('1', 'report.md'), file('1', 'result.json')]);
  writeResult(dir, [file('2', 'result.json')]);
  expect(read('report.md')).toBe('1');
  writeResult(dir, [file('3', 'report.md')]);
  expect(read('report.md')).toBe('3');
});

test('a file that is not ours is never overwritten', () => {
  mkdirSync(dir);
  writeFileSync(join(dir, 'report.md'), 'mine');
  expect(() => writeResult(dir, [file('2', 'result.json'), file('1', 'report.md')])).toThrow(
    UserError,
  );
  expect(read('report.md')).toBe('mine');
  expect(existsSync(join(dir, 'result.json'))).toBe(false);
});

test.each([
  { why: 'a folder that is a link', path: 'policies', to: 'elsewhere' },
  { why: 'a file that is a link', path: 'result.json', to: 'elsewhere/result.json' },
  { why: 'an evidence folder that is a link', path: 'evidence', to: 'elsewhere' },
])('$why leads nobody out', ({ path, to }) => {
  mkdirSync(join(parent, 'elsewhere'));
  mkdirSync(dir);
  symlinkSync(join(parent, to), join(dir, path));
  expect(() => writeResult(dir, [file('1', 'result.json'), policyOf('a')])).toThrow(UserError);
  expect(existsSync(join(parent, 'elsewhere/111122223333'))).toBe(false);
  expect(existsSync(join(parent, 'elsewhere/result.json'))).toBe(false);
});

test('an index that was edited deletes nothing outside, and nothing that is not ours', () => {
  writeResult(dir, [policyOf('a')]);
  writeFileSync(join(parent, 'outside.txt'), '');
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', 'a.txt'), '');
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const files = {
    'policies/../../outside.txt': empty,
    'logs/a.txt': empty,
    '/etc/hostname': empty,
    __proto__: empty,
  };
  writeFileSync(
    join(dir, 'evidence/outputs.json'),
    JSON.stringify({ schema: 'leastwise.outputs/1', files }),
  );
  writeResult(dir, [file('1', 'result.json')]);
  expect(existsSync(join(parent, 'outside.txt'))).toBe(true);
  expect(existsSync(join(dir, 'logs/a.txt'))).toBe(true);
});

test('links put in the way later are not followed when sweeping', () => {
  writeResult(dir, [policyOf('a')]);
  mkdirSync(join(parent, 'elsewhere/a'), { recursive: true });
  writeFileSync(join(parent, 'elsewhere/a/work.json'), 'a');
  rmSync(join(dir, 'policies/111122223333/role'), { recursive: true });
  symlinkSync(join(parent, 'elsewhere'), join(dir, 'policies/111122223333/role'));
  writeResult(dir, [file('1', 'result.json')]);
  expect(existsSync(join(parent, 'elsewhere/a/work.json'))).toBe(true);
});
