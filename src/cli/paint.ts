/**
 * Colour for summaries that people read in a terminal. The text is finished and holds no control
 * character; here it only gets some, line by line.
 */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The first rule that fits a line colours its first group, or all of it. */
const RULES: readonly (readonly [RegExp, keyof typeof STYLES])[] = [
  [/^leastwise \d.*$/, 'bold'],
  [/^(?:window|action catalogue) .*$/, 'dim'],
  [/^ {2}(used) +[\d,]+ /, 'green'],
  [/^ {2}(unused) +[\d,]+ /, 'red'],
  [/^ {2}(unobservable) +[\d,]+ /, 'cyan'],
  [/^ {2}(unknown) +[\d,]+ /, 'yellow'],
  [/^(\S+: new access|.*\bnew access\b.*)$/, 'red'],
  [/^\s*(?:critical|high)\b/, 'red'],
  [/^\s*medium\b/, 'yellow'],
  [/^(?:Findings?:).*$/, 'bold'],
  [/^(?:[A-Z][A-Za-z' ]+)(?: \(.*\)|:.*)?$/, 'bold'],
  [/^ {6}to see it: .*$/, 'dim'],
];

export function paint(text: string): string {
  return text.split('\n').map(paintLine).join('\n');
}

function paintLine(line: string): string {
  for (const [form, style] of RULES) {
    const match = form.exec(line);
    if (match === null) continue;
    const [whole, part = whole] = match;
    const from = match.index + whole.indexOf(part);
    const [on, off] = STYLES[style];
    return `${line.slice(0, from)}\u001b[${on}m${part}\u001b[${off}m${line.slice(from + part.length)}`;
  }
  return line;
}
