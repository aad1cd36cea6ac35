/** Renders a result into files and onto stdout, as `--format` asks. */
import { existsSync, writeFileSync } from 'node:fs';
import { FORMATS, type Result, UserError } from '../index.js';
import type { Output } from './audit-options.js';
import type { Terminal } from './terminal.js';

export function writeOutputs(result: Result, outputs: readonly Output[], terminal: Terminal): void {
  for (const { format, file } of outputs) {
    if (format === 'summary' && file === '-') terminal.print(FORMATS.summary(result));
    else writeText(file, FORMATS[format](result));
    if (file !== '-') terminal.detail(`wrote ${file}`);
  }
}

/** @param file a path, or `-` for stdout */
export function writeText(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else writeFile(file, text);
}

function writeFile(file: string, text: string): void {
  try {
    writeFileSync(file, text, { mode: 0o600 });
  } catch (cause) {
    throw new UserError(
      `cannot write \`${file}\`: ${cause instanceof Error ? cause.message : String(cause)}`,
      'give a file in a folder that exists and that you may write to',
      { cause },
    );
  }
}

/** @returns false when a file of that name is there: it is left alone */
export function createText(file: string, text: string): boolean {
  if (existsSync(file)) return false;
  writeFile(file, text);
  return true;
}
