/** Flags of commands whose output may be shown outside. */
import type { Command } from 'commander';

export type RedactFlags = {
  readonly redact?: boolean;
  readonly redactKey?: string;
};

export function redactOptions(command: Command): Command {
  return command
    .option(
      '--redact',
      'replace account ids, names, ARNs, tags and paths in what --format and stdout give; not in the out folder',
    )
    .option(
      '--redact-key <file>',
      'secret of 16 bytes or more: with it, names get the same words in every run; implies --redact',
    );
}
