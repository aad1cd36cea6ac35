import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { readResult } from '../../src/store/read-result.js';
import { emptyResult } from '../review/result.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leastwise-read-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('a result is read from its folder or from its file', () => {
  const written = JSON.stringify(emptyResult);
  writeFileSync(join(dir, 'result.json'), written);
  expect(readResult(dir)).toEqual(JSON.parse(written));
  expect(readResult(join(dir, 'result.json'))).toEqual(JSON.parse(written));
});

test.each([
  { why: 'an empty folder', content: undefined },
  { why: 'half a file', content: '{"schema":' },
  { why: 'no object', content: 'null' },
  { why: 'a result without its parts', content: '{"schema":"leastwise.result/1"}' },
  { why: 'a later version', content: '{"schema":"leastwise.result/2"}' },
])('$why is the mistake of the user', ({ content }) => {
  const path = join(dir, 'audit');
  mkdirSync(path);
  if (content !== undefined) writeFileSync(join(path, 'result.json'), content);
  expect(() => readResult(path)).toThrow(UserError);
});
