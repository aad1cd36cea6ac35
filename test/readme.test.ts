/**
 * Every output that the README shows is what the command prints, and its commands work.
 *
 * A block behind `<!-- output of: COMMAND -->` must equal stdout; `UPDATE_README=1` writes it anew.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runCaptured } from './cli/run-captured.js';

const README = join(import.meta.dirname, '..', 'README.md');
const INPUT = join(import.meta.dirname, '..', 'fixtures', 'accounts', 'meadow', 'input');
const BLOCK = /<!-- output of: leastwise (.*) -->\n```text\n([\s\S]*?)```/g;
const folder = mkdtempSync(join(tmpdir(), 'leastwise-readme-'));

afterAll(() => rmSync(folder, { recursive: true }));

/** Commands write below a folder of the test; what the first audit left there is `leastwise-audit`. */
function wordsOf(command: string): readonly string[] {
  const out = join(folder, 'leastwise-audit');
  const words = command.split(' ').map((word) => (word === 'leastwise-audit' ? out : word));
  const writes = words[0] === 'audit' && !words.includes('--help');
  return writes ? [...words, '-o', out] : words;
}

/** `check` has found something, which is its point. */
const EXIT_OF: Readonly<Record<string, number>> = { check: 1 };

describe('what the README shows', () => {
  const text = readFileSync(README, 'utf8');
  test.each(
    [...text.matchAll(BLOCK)].map(([whole, command = '', shown = '']) => ({
      command,
      shown,
      whole,
    })),
  )(
    'leastwise $command',
    async ({ command, shown, whole }) => {
      const { exit, out } = await runCaptured(...wordsOf(command));
      const [verb = ''] = command.split(' ');
      expect(exit).toBe(EXIT_OF[verb] ?? 0);
      if (process.env.UPDATE_README === '1') {
        const now = readFileSync(README, 'utf8');
        writeFileSync(
          README,
          now.replace(whole, () =>
            whole.replace(`\`\`\`text\n${shown}`, () => `\`\`\`text\n${out}`),
          ),
        );
      } else expect(out).toBe(shown);
    },
    60_000,
  );
});

test('an account from the files that the README tells to fetch', async () => {
  const block = /mkdir account\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8'))?.[1] ?? '';
  const account = join(folder, 'account');
  mkdirSync(account);
  // What `aws iam get-account-authorization-details` prints is one document; ours has two pages.
  const targets = [...block.matchAll(/^aws (iam|s3) ([a-z-]+).*?(?:> account\/(\S+))?$/gm)];
  expect(targets.map(([, , operation]) => operation)).toEqual([
    'get-account-authorization-details',
    'generate-credential-report',
    'get-credential-report',
    'sync',
  ]);
  for (const page of ['authorization-details-1.json', 'authorization-details-2.json']) {
    copyFileSync(join(INPUT, page), join(account, page));
  }
  const report = readFileSync(join(INPUT, 'credential-report.csv')).toString('base64');
  writeFileSync(
    join(account, 'credential-report.json'),
    JSON.stringify({
      Content: report,
      ReportFormat: 'text/csv',
      GeneratedTime: '2026-11-20T23:00:00Z',
    }),
  );
  const { exit, out } = await runCaptured('audit', account, '-o', join(folder, 'account-audit'));
  expect(exit).toBe(0);
  expect(out).toContain('Nothing can be called unused');
});
