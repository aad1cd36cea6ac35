/** Names that somebody may have meant: few edits away, or holding what was written. */

const SHOWN = 3;
const LONGEST = 128;

/** Closest first, then in order of the alphabet; nothing farther than a third of the text. */
export function closest(text: string, names: readonly string[]): readonly string[] {
  const wanted = text.toLowerCase().slice(0, LONGEST);
  const most = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distanceOf(wanted, name.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

/** A name that holds the text counts as one edit away. */
function distanceOf(wanted: string, name: string, most: number): number {
  if (wanted.length >= 3 && name.includes(wanted)) return 1;
  if (Math.abs(wanted.length - name.length) > most) return Number.POSITIVE_INFINITY;
  return editDistance(wanted, name);
}

/** Levenshtein's, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
