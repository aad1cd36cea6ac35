/**
 * About how many distinct texts there were, without keeping them: the 256 smallest of their hashes.
 *
 * A sketch depends on the set of texts alone, and that of two sets together is made from theirs, so
 * neither order nor repetition matters. Exact up to 255; beyond, the standard error is 6 %.
 * Source: Bar-Yossef et al., "Counting distinct elements in a data stream" (2002), k minimum values.
 */
const MOST = 256;
const RANGE = 2 ** 32;

/** Distinct hashes, sorted. */
export type Sketch = readonly number[];

export const EMPTY_SKETCH: Sketch = [];

export function sketchOf(texts: Iterable<string>): Sketch {
  return smallest([...texts].map(hashText));
}

export function mergeSketches(a: Sketch, b: Sketch): Sketch {
  return smallest([...a, ...b]);
}

export function estimateDistinct(sketch: Sketch): number {
  const largest = sketch[MOST - 1];
  return largest === undefined ? sketch.length : Math.round(((MOST - 1) * RANGE) / (largest + 1));
}

function smallest(hashes: readonly number[]): Sketch {
  return [...new Set(hashes)].sort((a, b) => a - b).slice(0, MOST);
}

/** FNV-1a over UTF-16 units, mixed: not made against collisions, which here only bend a count. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
