/** init, completion and diff: what people use between audits. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { emptyResult } from '../../review/result.js';
import { runCaptured } from '../run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-daily-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('init writes a file that is valid with every line switched on, and the role, once', async () => {
  const [out, role] = [join(folder, 'leastwise.yaml'), join(folder, 'role')];
  expect((await runCaptured('init', '--out', out, '--role', role)).exit).toBe(0);
  expect(existsSync(join(role, 'caller-policy.json'))).toBe(true);
  const on = readFileSync(out, 'utf8')
    .replace(/^# ([a-z-]+:)/gm, '$1')
    .replace(/^#( {2})/gm, '$1');
  writeFileSync(out, on);
  const { exit, err } = await runCaptured('config', 'show', '--config', out);
  expect(err).toBe('');
  expect(exit).toBe(0);
  expect((await runCaptured('init', '--out', out, '--role', role)).exit).toBe(2);
  expect(readFileSync(out, 'utf8')).toBe(on);
});

test.each([
  { words: 'leastwise co', at: 1, has: ['collect', 'config', 'completion'] },
  { words: 'leastwise config show --mi', at: 3, has: ['--min-window', '--min-uses'] },
  { words: 'leastwise schema re', at: 2, has: ['result'] },
])('bash completes $words', async ({ words, at, has }) => {
  const { out } = await runCaptured('completion', 'bash');
  const script = `${out}\nCOMP_WORDS=(${words}); COMP_CWORD=${at}; _leastwise; echo "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: folder });
  expect(stderr).toBe('');
  expect(stdout.trim().split(' ')).toEqual(expect.arrayContaining(has));
});

test('diff says what is gone and what is new', async () => {
  const finding = {
    id: 'stale-role x',
    kind: 'stale-role' as const,
    severity: 'medium' as const,
    account: '111122223333',
    identity: 'x',
    title: 'role x was not used',
    evidence: [],
    remediation: 'delete it',
  };
  const [before, after] = [join(folder, 'before.json'), join(folder, 'after.json')];
  writeFileSync(before, JSON.stringify({ ...emptyResult, findings: [finding] }));
  writeFileSync(after, JSON.stringify(emptyResult));
  const better = await runCaptured('diff', before, after);
  expect(better.out).toContain('Better: findings that are gone (1)\n  medium: role x was not used');
  const worse = await runCaptured('diff', after, before);
  expect(worse.out).toContain('Crept back or new: findings (1)');
});
