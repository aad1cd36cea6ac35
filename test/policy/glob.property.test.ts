/** The automaton against brute force: every small pattern on every small word. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meterOf } from '../../src/policy/decide/meter.js';
import {
  commonWord,
  compileGlob,
  covers,
  type Glob,
  isIncluded,
  mayIntersect,
  type WildcardReading,
  wordOutside,
} from '../../src/policy/glob.js';
import { matchesResource } from '../../src/policy/match.js';

const meter = meterOf(Number.POSITIVE_INFINITY, 'nothing');

function textsUpTo(length: number, alphabet: readonly string[]): readonly string[] {
  const texts = [''];
  for (let from = 0, size = 0; size < length; size++) {
    const end = texts.length;
    for (; from < end; from++) for (const letter of alphabet) texts.push(`${texts[from]}${letter}`);
  }
  return texts;
}

/** One bit per word. */
type Words = Uint32Array;

function wordsOf(pattern: string, words: readonly string[], reading: WildcardReading): Words {
  const bits = new Uint32Array(Math.ceil(words.length / 32));
  words.forEach((word, at) => {
    if (matchesResource(pattern, word, reading))
      bits[at >> 5] = (bits[at >> 5] ?? 0) | (1 << (at & 31));
  });
  return bits;
}

const isWithin = (a: Words, b: Words): boolean =>
  a.every((bits, at) => (bits & ~(b[at] ?? 0)) === 0);
const isApart = (a: Words, b: Words): boolean => a.every((bits, at) => (bits & (b[at] ?? 0)) === 0);

function unionOf(sets: readonly Words[]): Words {
  const union = new Uint32Array(sets[0]?.length ?? 0);
  for (const set of sets)
    set.forEach((bits, at) => {
      union[at] = (union[at] ?? 0) | bits;
    });
  return union;
}

type Corpus = readonly { readonly text: string; readonly glob: Glob; readonly words: Words }[];

function corpusOf(
  texts: readonly string[],
  words: readonly string[],
  reading: WildcardReading,
): Corpus {
  return texts.map((text) => ({
    text,
    glob: compileGlob(text, { reading }),
    words: wordsOf(text, words, reading),
  }));
}

const RUNS = process.env.LEASTWISE_NIGHTLY === '1' ? 300_000 : 3000;

const SPACES = [
  // `c` is a letter that no pattern names.
  { reading: 'flat', letters: ['a', 'b', '*', '?'], alphabet: ['a', 'b', 'c'], longest: 8 },
  { reading: 'segmented', letters: ['a', ':', '*', '?'], alphabet: ['a', ':', 'c'], longest: 8 },
] as const;

describe.each(SPACES)(
  'all patterns of up to four characters, $reading',
  {
    timeout: 120_000,
  },
  (space) => {
    const { reading } = space;
    const corpus = corpusOf(
      textsUpTo(4, space.letters),
      textsUpTo(space.longest, space.alphabet),
      reading,
    );

    test('inclusion, with a word where there is none', () => {
      const wrong: string[] = [];
      let included = 0;
      for (const a of corpus) {
        for (const b of corpus) {
          const expected = isWithin(a.words, b.words);
          if (expected) included++;
          if (isIncluded(a.glob, [b.glob], meter) !== expected) wrong.push(`${a.text} ⊆ ${b.text}`);
          const isCovered = covers(b.glob, a.glob, meter);
          // With a `?` on either side the short cut may miss an inclusion, but never invents one.
          const mayMiss = expected && `${a.text}${b.text}`.includes('?');
          if (isCovered !== expected && !mayMiss) wrong.push(`covers ${b.text} ${a.text}`);
        }
      }
      expect(wrong).toEqual([]);
      expect(included / corpus.length ** 2).toBeGreaterThan(0.05);
    });

    test('words outside and common words', () => {
      const wrong: string[] = [];
      // Every fifth pair: the words cost more than the answers above.
      for (let at = 0; at < corpus.length ** 2; at += 5) {
        const [a, b] = [corpus[Math.floor(at / corpus.length)], corpus[at % corpus.length]];
        if (a === undefined || b === undefined) continue;
        const outside = wordOutside([a.glob], [b.glob], meter);
        if ((outside === undefined) !== isWithin(a.words, b.words))
          wrong.push(`${a.text} \\ ${b.text}`);
        if (outside !== undefined && !matchesResource(a.text, outside, reading))
          wrong.push(outside);
        if (outside !== undefined && matchesResource(b.text, outside, reading)) wrong.push(outside);
        const common = commonWord([a.glob, b.glob], meter);
        if ((common === undefined) !== isApart(a.words, b.words))
          wrong.push(`${a.text} ∩ ${b.text}`);
        if (common !== undefined && !mayIntersect(a.glob, b.glob))
          wrong.push(`ends ${a.text} ${b.text}`);
        for (const { text } of common === undefined ? [] : [a, b]) {
          if (!matchesResource(text, common ?? '', reading)) wrong.push(`${text} on ${common}`);
        }
      }
      expect(wrong).toEqual([]);
    });

    test('unions', () => {
      const one = fc.constantFrom(...corpus);
      const several = fc.array(one, { minLength: 2, maxLength: 4 });
      let included = 0;
      fc.assert(
        fc.property(one, several, (inner, outer) => {
          const expected = isWithin(inner.words, unionOf(outer.map(({ words }) => words)));
          if (expected) included++;
          const globs = outer.map(({ glob }) => glob);
          expect(isIncluded(inner.glob, globs, meter)).toBe(expected);
        }),
        { numRuns: RUNS },
      );
      expect(included / RUNS).toBeGreaterThan(0.05);
    });
  },
);

test('a shortest word comes first', () => {
  const glob = (text: string): Glob => compileGlob(text, { reading: 'flat' });
  expect(wordOutside([glob('ab*')], [glob('ab?')], meter)).toBe('ab');
  expect(commonWord([glob('*ab*'), glob('*ba*')], meter)).toHaveLength(3);
});

test.each([
  { outer: 'arn:?:x', inner: 'arn:?:x', reading: 'segmented', why: 'one for one in a segment' },
  { outer: 'a?c', inner: 'a?c', reading: 'flat', why: 'one for one' },
  { outer: 'a?c', inner: 'abc', reading: 'flat', why: 'one for a letter' },
  { outer: 'a?:c', inner: 'ab:c', reading: 'segmented', why: 'one for a letter in a segment' },
  { outer: 'a*c', inner: 'a?*c', reading: 'flat', why: 'a star for one and a star' },
  { outer: 'a*c:d', inner: 'a?*c:d', reading: 'segmented', why: 'the same in a segment' },
  { outer: 'a:*?', inner: 'a:x?y', reading: 'segmented', why: 'one in the last segment' },
] as const)('$outer covers $inner without the automaton: $why', ({ outer, inner, reading }) => {
  const glob = (text: string): Glob => compileGlob(text, { reading });
  expect(covers(glob(outer), glob(inner), meter)).toBe(true);
});
