/** Control, format, private, unassigned characters, lone surrogates, and breaks of lines and paragraphs. */
export const UNPRINTABLE: RegExp = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** One line of visible text: anything else is written out as `\u{1b}`. */
export function plain(text: string): string {
  return text.replace(UNPRINTABLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
