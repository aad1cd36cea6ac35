/** Tables of Markdown; cells are escaped by whoever makes them. */
import { number } from '../phrases.js';

/** Longer lists are cut with a count: the whole is in `result.json`. */
export const MOST_ROWS = 500;

export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cut = rows.slice(0, MOST_ROWS);
  return [
    '',
    line(head),
    line(head.map(() => '---')),
    ...cut.map(line),
    ...(cut.length < rows.length
      ? ['', `and ${number(rows.length - cut.length)} more in result.json`]
      : []),
    '',
  ];
}
