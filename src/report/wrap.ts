/** Text for a terminal of 100 columns. */

export const WIDTH = 100;

/** Words over lines of at most `WIDTH`; lines behind the first are indented by `hanging` more. */
export function wrap(text: string, indent: string, hanging = '  '): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ').flatMap((part) => pieces(part, WIDTH - indent.length - 4))) {
    const isStart = line.trim() === '';
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${indent}${hanging}${word}`;
    } else {
      line = isStart ? `${line}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** A word that fits on no line is cut: nothing is hidden. */
function pieces(word: string, most: number): readonly string[] {
  if (word.length <= most) return [word];
  return Array.from({ length: Math.ceil(word.length / most) }, (_, index) =>
    word.slice(index * most, (index + 1) * most),
  );
}
