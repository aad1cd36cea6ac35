/** Shapes that a scanner has met, as it hands out their texts. */
import type { ShapeDictionary } from '../records.js';
import type { Texts } from './trail-scanner.js';

export type GrowingDictionary = {
  readonly generation: number;
  readonly dictionary: ShapeDictionary;
  /** The next ones. */
  readonly add: (texts: Texts) => void;
};

export function growingDictionary(name: string, generation: number): GrowingDictionary {
  const chunks: { readonly first: number; readonly texts: Texts }[] = [];
  let count = 0;
  return {
    generation,
    dictionary: {
      name,
      parse: (shape) => {
        const chunk = chunks[chunkOf(chunks, shape)];
        if (chunk === undefined || shape >= count) throw new Error('a shape that nobody added');
        return parseText(chunk.texts, shape - chunk.first);
      },
    },
    add: (texts) => {
      if (texts.ends.length === 0) return;
      chunks.push({ first: count, texts });
      count += texts.ends.length;
    },
  };
}

/** The last one that begins at or before the shape. */
function chunkOf(chunks: readonly { readonly first: number }[], shape: number): number {
  let [low, high] = [0, chunks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((chunks[middle]?.first ?? 0) <= shape) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An empty record for a text that is no JSON after all, so that it shows as bad. */
export function parseText({ bytes, ends }: Texts, n: number): Record<string, unknown> {
  const start = n === 0 ? 0 : (ends[n - 1] ?? 0);
  const end = (ends[n] ?? 0) - 1;
  try {
    return JSON.parse(Buffer.from(bytes.buffer, start, end - start).toString());
  } catch {
    return {};
  }
}
