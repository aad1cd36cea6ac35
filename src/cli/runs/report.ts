/** Renders a stored result again; needs neither AWS nor logs. */

import type { Waiver } from '../../model/review.js';
import { readResult } from '../../store/index.js';
import { outputs, severity } from '../audit-options.js';
import { decided, decisionsOf, hasCounted } from '../config/decisions.js';
import { EXIT } from '../exit.js';
import type { RedactFlags } from '../redact-options.js';
import { shown } from '../redacted.js';
import type { Terminal } from '../terminal.js';
import { writeOutputs } from '../write-outputs.js';

export type ReportFlags = RedactFlags & {
  readonly format?: readonly string[];
  readonly baseline?: string;
  readonly waivers?: string | readonly Waiver[];
  readonly failOn?: string;
};

export function runReport(dir: string, flags: ReportFlags, terminal: Terminal): number {
  const wanted = outputs(flags.format ?? ['summary']);
  const failOn = severity(flags.failOn);
  const result = decided(readResult(dir), decisionsOf(flags));
  writeOutputs(shown(result, flags), wanted, terminal);
  return hasCounted(result, failOn) ? EXIT.findings : EXIT.ok;
}
