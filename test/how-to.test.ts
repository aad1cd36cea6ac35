/** The commands of `docs/how-to.md` work, one after the other, on the example account. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCaptured } from './cli/run-captured.js';

const folder = mkdtempSync(join(tmpdir(), 'leastwise-how-to-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a command writes or reads of its own lies in the folder of the test. */
const OWN = /^(meadow-audit|known\.json|to-share\.html)$/;
const OUTPUT = /^([a-z-]+)=(\S+)$/;

function wordsOf(line: string): readonly string[] {
  const words = (line.match(/'[^']*'|\S+/g) ?? []).slice(1).map((word) => word.replaceAll("'", ''));
  const placed = words.map((word) => {
    const [, format, file] = OUTPUT.exec(word) ?? [];
    if (format !== undefined && file !== undefined) return `${format}=${join(folder, file)}`;
    return OWN.test(word) ? join(folder, word) : word;
  });
  const isInit = placed[0] === 'init';
  return isInit
    ? ['init', '-o', join(folder, 'leastwise.yaml'), '--role', join(folder, 'role')]
    : placed;
}

const lines = [...readFileSync('docs/how-to.md', 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .map((line) => line.trim());

test('every command ends with 0', async () => {
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    const { exit, err } = await runCaptured(...wordsOf(line));
    expect(exit, `${line}\n${err}`).toBe(0);
  }
}, 180_000);
