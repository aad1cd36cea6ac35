/** Is NEW no more permissive than OLD? The gate of a pull request. */
import {
  CHECK_FORMATS,
  type CheckResult,
  check,
  loadCatalog,
  readPolicyFiles,
  UserError,
} from '../../index.js';
import { CHECK_FORMAT_NAMES } from '../../model/formats.js';
import { outputsAmong } from '../audit-options.js';
import { EXIT } from '../exit.js';
import type { Terminal } from '../terminal.js';
import { writeText } from '../write-outputs.js';

export type CheckFlags = {
  readonly together?: boolean;
  readonly format?: readonly string[];
};

export function runCheck(
  next: string,
  prior: string,
  flags: CheckFlags,
  terminal: Terminal,
): number {
  const wanted = outputsAmong(flags.format ?? [], CHECK_FORMAT_NAMES);
  const mode = flags.together === true ? 'together' : 'each';
  const result = check(readPolicyFiles(next), readPolicyFiles(prior), loadCatalog(), { mode });
  if (result.totals.compared === 0) throw nothingToCompare(next, prior);
  const toStdout = wanted.some(({ file }) => file === '-');
  if (!terminal.isQuiet && !toStdout) terminal.print(CHECK_FORMATS.human(result));
  for (const { format, file } of wanted) writeText(file, CHECK_FORMATS[format](result));
  return exitCode(result);
}

/** A gate that looks into the wrong folder must not stay green. */
function nothingToCompare(next: string, prior: string): UserError {
  return new UserError(
    `no policy in \`${next}\` nor in \`${prior}\``,
    'pass policy documents as JSON, or what `aws iam get-policy-version` and its like print',
  );
}

function exitCode({ verdict }: CheckResult): number {
  if (verdict === 'new-access') return EXIT.findings;
  return verdict === 'unknown' ? EXIT.incomplete : EXIT.ok;
}
