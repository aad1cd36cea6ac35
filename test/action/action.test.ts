/** The Action as the runner runs it: the bundle, INPUT_* and GITHUB_*, an event, GitHub's API. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-action-test-'));
type Comment = {
  readonly id: number;
  body: string;
  readonly user: { readonly type: string };
  readonly author_association: string;
};

/** Of GitHub's token: it acts as a bot that belongs to nothing. */
const BOT = { user: { type: 'Bot' }, author_association: 'NONE' };
/** Whoever opened the pull request has been here before, and can edit this whenever it suits. */
const PLANTED: Comment = {
  id: 1,
  body: '<!-- leastwise check -->\nNothing new',
  user: { type: 'User' },
  author_association: 'CONTRIBUTOR',
};
const comments: Comment[] = [PLANTED];
const calls: string[] = [];
let server: Server;
let refuse = false;

beforeAll(async () => {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-action.mjs'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      calls.push(`${request.method} ${request.url}`);
      const { body = '' } = text === '' ? {} : (JSON.parse(text) as { readonly body?: string });
      if (request.method === 'POST') comments.push({ ...BOT, id: comments.length + 1, body });
      const own = comments.find(({ id }) => request.url?.endsWith(`/comments/${id}`));
      if (request.method === 'PATCH' && own !== undefined) own.body = body;
      response.writeHead(refuse ? 403 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(request.method === 'GET' ? comments : {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 120_000);

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function act(inputs: Readonly<Record<string, string>>) {
  const event = join(folder, 'event.json');
  const output = join(folder, 'output');
  const ref = '$(touch pwned)`touch pwned`"; rm -rf . #';
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head: { ref } } }));
  writeFileSync(output, '');
  const named = Object.entries({ token: 'not-a-real-token', ...inputs }).map(([name, value]) => [
    `INPUT_${name.toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, ['action/dist/index.mjs'], {
    env: {
      PATH: process.env.PATH,
      ...Object.fromEntries(named),
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: 'meadow/policies',
      GITHUB_EVENT_PATH: event,
      GITHUB_HEAD_REF: ref,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    },
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (part) => {
    out += String(part);
  });
  child.stderr.on('data', (part) => {
    err += String(part);
  });
  const exit = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exit, out, err, output: readFileSync(output, 'utf8') };
}

const CHECK = {
  mode: 'check',
  new: 'fixtures/check/pull-request/new',
  old: 'fixtures/check/pull-request/old',
};

test('check finds new access, and two runs keep one comment, which is not one that an outsider planted', async () => {
  const first = await act(CHECK);
  expect(first.err).toBe('');
  expect(first).toMatchObject({ exit: 1, output: 'exit-code=1\n' });
  expect(first.out).toMatch(/^::stop-commands::[0-9a-f-]{36}\n/);
  expect((await act(CHECK)).exit).toBe(1);
  expect(comments).toHaveLength(2);
  expect(comments[0]?.body).toBe('<!-- leastwise check -->\nNothing new');
  expect(comments[1]?.body).toMatch(/^<!-- leastwise check -->\n[\s\S]*NEW ACCESS/);
  expect(calls.filter((call) => call.startsWith('PATCH'))).toEqual([
    'PATCH /repos/meadow/policies/issues/comments/2',
  ]);
}, 60_000);

test('without the right to comment the verdict is the same', async () => {
  refuse = true;
  const { exit, err } = await act(CHECK);
  refuse = false;
  expect(exit).toBe(1);
  expect(err).toContain('no comment: GET of comments: HTTP 403');
}, 60_000);

test.each([
  { inputs: { ...CHECK, mode: 'drop' }, exit: 2 },
  { inputs: { ...CHECK, new: '--help' }, exit: 2 },
  { inputs: { ...CHECK, new: '$(touch pwned)' }, exit: 2 },
])(
  'hostile inputs are names that are not there: $inputs',
  async ({ inputs, exit }) => {
    expect((await act(inputs)).exit).toBe(exit);
  },
  60_000,
);
