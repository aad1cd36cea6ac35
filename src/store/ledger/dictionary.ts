/** Texts ↔ numbers, each text once. */
export type Dictionary = {
  readonly texts: string[];
  readonly numberOf: (text: string) => number;
};

/** A `Map` holds at most 2^24 entries. */
const MAX_OF_MAP = 8_000_000;

export function createDictionary(): Dictionary {
  const texts: string[] = [];
  const full: Map<string, number>[] = [];
  let open = new Map<string, number>();
  return {
    texts,
    numberOf: (text) => {
      const known = open.get(text) ?? full.find((map) => map.has(text))?.get(text);
      if (known !== undefined) return known;
      if (open.size >= MAX_OF_MAP) {
        full.push(open);
        open = new Map();
      }
      open.set(text, texts.length);
      return texts.push(text) - 1;
    },
  };
}

/** For each number, its place among the texts in order. */
export function ranksOf(texts: readonly string[]): Uint32Array {
  const order = Array.from(texts.keys()).sort((a, b) => compare(texts[a] ?? '', texts[b] ?? ''));
  const ranks = new Uint32Array(texts.length);
  order.forEach((number, rank) => {
    ranks[number] = rank;
  });
  return ranks;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
