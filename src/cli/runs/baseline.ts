/** What an audit found becomes what is known. */
import { createBaseline } from '../../index.js';
import { readResult } from '../../store/index.js';
import type { Terminal } from '../terminal.js';
import { writeText } from '../write-outputs.js';

export function writeBaseline(dir: string, out: string, terminal: Terminal): void {
  const baseline = createBaseline(readResult(dir));
  writeText(out, `${JSON.stringify(baseline, undefined, 1)}\n`);
  if (out === '-') return;
  terminal.note(`${out}: ${baseline.findings.length} findings are known; give it as --baseline`);
}
