/** AWS CLI calls as lines of a shell script: every word quoted, nothing of it read by the shell. */
import type { Command } from '../model/recommendation.js';
import { shellWord } from './escape.js';

const WIDTH = 96;

/** @param indent of each line; what stands inside of quotes is left alone */
export function commandLine(command: Command, indent = ''): string {
  const { words, captures, writes, reads } = command;
  const quoted = words.map((word) =>
    typeof word === 'string' ? shellWord(word) : `"$${word.variable}"`,
  );
  if (captures !== undefined) return captured(quoted.join(' '), captures, indent);
  if (writes !== undefined)
    return `${indent}(umask 077; ${quoted.join(' ')} >${shellWord(writes)})`;
  if (reads !== undefined) {
    return [
      `${indent}if [ -f ${shellWord(reads)} ]; then`,
      folded(quoted, `${indent}  `),
      `${indent}fi`,
    ].join('\n');
  }
  return folded(quoted, indent);
}

/** Nothing found reads `None`; two would be parted by white space. Either way: stop. */
function captured(call: string, variable: string, indent: string): string {
  return [
    `${indent}${variable}=$(${call})`,
    `${indent}case "$${variable}" in ''|None|*[!A-Za-z0-9-]*) echo "found no single ${variable}: stopped" >&2; exit 1 ;; esac`,
  ].join('\n');
}

/** A long call takes a line for each of its options. */
function folded(words: readonly string[], indent: string): string {
  const line = `${indent}${words.join(' ')}`;
  const first = words.findIndex((word) => word.startsWith('--'));
  if (line.length <= WIDTH || first === -1) return line;
  return [
    `${indent}${words.slice(0, first).join(' ')}`,
    ...words.slice(first).map((word) => `${indent}  ${word}`),
  ].join(' \\\n');
}
