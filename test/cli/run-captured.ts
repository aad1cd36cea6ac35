/** Runs a command line in this process, with what it writes. */
import { vi } from 'vitest';
import { run } from '../../src/cli/program.js';

export type Captured = { readonly exit: number; readonly out: string; readonly err: string };

export async function runCaptured(...words: readonly string[]): Promise<Captured> {
  const written = { out: '', err: '' };
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.out += String(text);
    return true;
  });
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.err += String(text);
    return true;
  });
  try {
    return { exit: await run(words), ...written };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}
