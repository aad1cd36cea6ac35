/** Shapes that a scanner has met, as it hands out their texts. */
import type { ShapeDictionary } from '../records.js';
import type { Texts } from './trail-scanner.js';

export type GrowingDictionary = {
  readonly generation: number;
  readonly dictionary: ShapeDictionary;
  /** The next ones. */
  readonly add: (texts: Texts) => void;
};

type Chunk = {
  readonly first: number;
  texts: Texts | undefined;
  /** Those that nobody took yet, once the first one was asked for. */
  values: (Record<string, unknown> | undefined)[];
};

export function growingDictionary(name: string, generation: number): GrowingDictionary {
  const chunks: Chunk[] = [];
  let count = 0;
  return {
    generation,
    dictionary: {
      name,
      take: (shape) => {
        const chunk = chunks[chunkOf(chunks, shape)];
        if (chunk?.texts !== undefined) {
          chunk.values = parseAll(chunk.texts);
          chunk.texts = undefined;
        }
        const at = shape - (chunk?.first ?? 0);
        const value = chunk?.values[at];
        if (chunk === undefined || value === undefined) {
          throw new Error('a shape that nobody added, or that was taken before');
        }
        chunk.values[at] = undefined;
        return value;
      },
    },
    add: (texts) => {
      if (texts.ends.length === 0) return;
      chunks.push({ first: count, texts, values: [] });
      count += texts.ends.length;
    },
  };
}

/** All at once takes half the time of one by one. */
function parseAll(texts: Texts): Record<string, unknown>[] {
  const { bytes, ends } = texts;
  try {
    const values = JSON.parse(`[${Buffer.from(bytes.buffer, 0, bytes.length - 1).toString()}]`);
    if (values.length === ends.length) return values;
  } catch {
    // One of them is no JSON after all.
  }
  return Array.from(ends, (_, n) => parseText(texts, n));
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
