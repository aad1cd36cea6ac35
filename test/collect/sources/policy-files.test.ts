import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPolicyFiles } from '../../../src/collect/sources/policy-files.js';
import { UserError } from '../../../src/model/user-error.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'leastwise-check-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

function contents(limits = {}): Readonly<Record<string, string>> {
  const { files } = readPolicyFiles(root, limits);
  return Object.fromEntries(
    files.map(({ path, content }) => [
      path,
      content.kind === 'text' ? content.text : content.message,
    ]),
  );
}

test('a folder, sorted by path; what cannot be a policy is counted', () => {
  write('b/z.json', '{}');
  write('b/a.policy', ' {"Statement":[]}');
  write('a.json', 'not JSON');
  write('encoded.txt', '%7B%7D');
  write('README.md', '# {');
  write('.git/x.json', '{}');
  write('node_modules/m/x.json', '{}');
  expect(Object.keys(contents())).toEqual(['a.json', 'b/a.policy', 'b/z.json', 'encoded.txt']);
  expect(readPolicyFiles(root)).toMatchObject({ kind: 'folder', input: root, otherFiles: 1 });
});

test('a single file, whatever it holds', () => {
  write('policy', 'x');
  const name = join(root, 'policy');
  expect(readPolicyFiles(name)).toEqual({
    input: name,
    kind: 'file',
    files: [{ path: 'policy', name, content: { kind: 'text', text: 'x' } }],
    otherFiles: 0,
  });
});

test('what is not there is the user’s mistake', () => {
  expect(() => readPolicyFiles(join(root, 'none'))).toThrow(UserError);
});

test('byte order marks and UTF-16, which PowerShell writes, are read', () => {
  write('utf8.json', '\ufeff{}');
  write('utf16.json', Buffer.from('\ufeff{}', 'utf16le'));
  expect(contents()).toEqual({ 'utf16.json': '{}', 'utf8.json': '{}' });
});

test('a link is the file it leads to; one that leads back or nowhere is unreadable', () => {
  write('a.json', '{"a":1}');
  symlinkSync('a.json', join(root, 'b.json'));
  mkdirSync(join(root, 'sub'));
  symlinkSync('..', join(root, 'sub', 'up'));
  symlinkSync('nowhere', join(root, 'lost.json'));
  symlinkSync('self', join(root, 'self'));
  expect(contents()).toEqual({
    'a.json': '{"a":1}',
    'b.json': '{"a":1}',
    'lost.json': 'cannot read it: it does not exist',
    self: 'cannot read it: too many links, or a link to itself',
    'sub/up': 'a link that leads back to a folder it lies in; it was not followed',
  });
});

test('two folders that link to each other end', () => {
  mkdirSync(join(root, 'x'));
  mkdirSync(join(root, 'y'));
  symlinkSync('../y', join(root, 'x', 'y'));
  symlinkSync('../x', join(root, 'y', 'x'));
  expect(Object.keys(contents())).toEqual(['x/y/x', 'y/x/y']);
});

test('a file that is too large is told from another by its mark', () => {
  write('a.json', `{"a":"${'x'.repeat(100)}"}`);
  write('b.json', `{"a":"${'x'.repeat(100)}"}`);
  write('c.json', `{"a":"${'y'.repeat(100)}"}`);
  const [a, b, c] = readPolicyFiles(root, { fileBytes: 50 }).files.map(({ content }) =>
    content.kind === 'unreadable' ? content.mark : undefined,
  );
  expect(a).toMatch(/^sha256 [0-9a-f]{64}$/);
  expect(b).toBe(a);
  expect(c).not.toBe(a);
});

test('all files together stay within bounds', () => {
  for (const name of ['a', 'b', 'c']) write(`${name}.json`, `{"x":"${name.repeat(60)}"}`);
  const { files } = readPolicyFiles(root, { totalBytes: 150 });
  expect(files.map(({ content }) => content.kind)).toEqual(['text', 'text', 'unreadable']);
  expect(() => readPolicyFiles(root, { entries: 2 })).toThrow(/more than 2 files/);
});

test.skipIf(process.platform === 'win32')('a socket in a folder is not opened', async () => {
  const server = createServer().listen(join(root, 'socket.json'));
  await once(server, 'listening');
  expect(readPolicyFiles(root)).toMatchObject({ files: [], otherFiles: 1 });
  server.close();
});

test.skipIf(process.getuid?.() === 0)('a folder that may not be read is unreadable', () => {
  write('closed/a.json', '{}');
  chmodSync(join(root, 'closed'), 0);
  expect(contents()).toEqual({ closed: 'cannot read the folder: permission denied' });
  chmodSync(join(root, 'closed'), 0o700);
});
