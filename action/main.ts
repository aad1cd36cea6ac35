/**
 * The GitHub Action: runs `check` or `audit`, writes the job summary, keeps one comment.
 *
 * All that comes from the event or from inputs goes into arguments and JSON, never into a shell.
 * Source: GitHub Docs, "Workflow commands" (GITHUB_OUTPUT, GITHUB_STEP_SUMMARY), "REST: issue comments".
 */
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../src/cli/program.js';

const { env } = process;
const USAGE = 2;

function input(name: string): string {
  return (env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function wordsOf(mode: string, comment: string): readonly string[] {
  const sarif = input('sarif') === '' ? [] : ['--format', `sarif=${input('sarif')}`];
  const formats = ['--format', `markdown=${comment}`, ...sarif];
  if (mode === 'check') return ['check', ...formats, '--', input('new'), input('old')];
  const failOn = ['--fail-on', input('fail-on') || 'none'];
  const how = ['--reader', 'plain', '--no-progress', '--out', input('out') || 'leastwise-audit'];
  return ['audit', ...how, ...failOn, ...formats, '--', input('input')];
}

async function main(): Promise<number> {
  const mode = input('mode') || 'check';
  if (mode !== 'check' && mode !== 'audit') {
    process.stderr.write('leastwise: mode takes check or audit\n');
    return USAGE;
  }
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-action-'));
  try {
    const comment = join(folder, 'comment.md');
    const exit = await run(wordsOf(mode, comment));
    if (exit !== USAGE && exit !== 4) await tell(readFileSync(comment, 'utf8'));
    append('GITHUB_OUTPUT', `exit-code=${exit}\n`);
    return exit;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function append(variable: string, text: string): void {
  const file = env[variable];
  if (file !== undefined && file !== '') appendFileSync(file, text);
}

async function tell(text: string): Promise<void> {
  append('GITHUB_STEP_SUMMARY', text);
  const issue = issueNumber();
  const token = input('token');
  if (token === '' || issue === undefined) return;
  try {
    await keepComment(text, issue, token);
  } catch (error) {
    // A fork's token may not comment: the verdict does not depend on it.
    process.stderr.write(
      `leastwise: no comment: ${error instanceof Error ? error.message : error}\n`,
    );
  }
}

type PullRequestEvent = { readonly pull_request?: { readonly number?: unknown } };

function issueNumber(): number | undefined {
  const path = env.GITHUB_EVENT_PATH;
  const event = path ? (JSON.parse(readFileSync(path, 'utf8')) as PullRequestEvent) : {};
  const number = Number(event.pull_request?.number ?? (input('issue') || Number.NaN));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

type Comment = {
  readonly id: number;
  readonly body?: string;
  readonly author_association?: string;
  readonly user?: { readonly type?: string } | null;
};

/** Who may write to the repository may edit any comment: nobody else's is kept up to date. */
const INSIDERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/** The first line is for anybody to write: whoever opened the pull request could edit the verdict later. */
function isOwn({ body, user, author_association: who = '' }: Comment, marker: string): boolean {
  const isTrusted = user?.type === 'Bot' || INSIDERS.includes(who);
  return isTrusted && body?.startsWith(marker) === true;
}

async function keepComment(text: string, issue: number, token: string): Promise<void> {
  const [marker = ''] = text.split('\n');
  const repository = env.GITHUB_REPOSITORY ?? '';
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Error('no GITHUB_REPOSITORY');
  const base = `${env.GITHUB_API_URL ?? 'https://api.github.com'}/repos/${repository}/issues`;
  const own = await findComment(`${base}/${issue}/comments`, marker, token);
  if (own === undefined) await request('POST', `${base}/${issue}/comments`, token, { body: text });
  else await request('PATCH', `${base}/comments/${own}`, token, { body: text });
}

const PER_PAGE = 100;
const MOST_PAGES = 50;

async function findComment(
  url: string,
  marker: string,
  token: string,
): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer = await request('GET', `${url}?per_page=${PER_PAGE}&page=${page}`, token);
    const comments = answer as readonly Comment[];
    const own = comments.find((one) => isOwn(one, marker));
    if (own !== undefined) return own.id;
    if (comments.length < PER_PAGE) return undefined;
  }
  return undefined;
}

async function request(
  method: string,
  url: string,
  token: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'leastwise-action',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`${method} of comments: HTTP ${answer.status}`);
  return answer.json();
}

/** What policies say must not be taken for commands to the runner. */
const stop = randomUUID();
process.stdout.write(`::stop-commands::${stop}\n`);
process.exitCode = await main();
process.stdout.write(`\n::${stop}::\n`);
