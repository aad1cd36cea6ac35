/**
 * Text from input, made harmless for the place it goes to. Names, tags, user agents and file names
 * are written by people who may be attackers.
 */

import { plain, UNPRINTABLE } from '../model/plain.js';

export { plain };

/** JSON, indented, in which anything that cannot be seen is written out, as `\u202e`. */
export function visibleJson(value: unknown): string {
  return writtenOut(JSON.stringify(value, undefined, 2));
}

/** For texts in which `\u202e` means that character. Line feeds stay. */
export function writtenOut(text: string): string {
  return text.replace(UNPRINTABLE, (char) => (char === '\n' ? char : unicodeEscapes(char)));
}

/** Two for what is beyond 16 bits. */
function unicodeEscapes(char: string): string {
  return [...Array(char.length).keys()]
    .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Text inside Markdown, table cells included; never markup, never a link, never HTML. */
export function markdown(text: string): string {
  return plain(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~]/g, (char) => `\\${char}`)
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, '&#58;//');
}

/** Inline code inside Markdown; a back-tick cannot close it. */
export function code(text: string): string {
  const safe = plain(text).replace(/\|/g, '\\|');
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** One word of a POSIX shell command line, whatever is in it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_/:=.,@%+-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

/** Text inside a shell comment: one line. */
export function shellComment(text: string): string {
  return plain(text);
}

/**
 * One cell of a CSV file. A spreadsheet takes text behind `=`, `+`, `-` or `@` for a formula: an
 * apostrophe in front keeps it text. Source: OWASP, "CSV Injection".
 */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = plain(value);
  const safe = /^\s*[=+\-@＝＋－＠|%]/u.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Text inside HTML, attribute values in quotes included. Lines stay lines. */
export function html(text: string): string {
  return text
    .split('\n')
    .map(plain)
    .join('\n')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}
