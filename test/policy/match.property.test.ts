import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesAction, matchesGlob } from '../../src/policy/match.js';
import { ANY_ONE, ANY_RUN, matchesLong } from '../../src/policy/match-long.js';

const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 10 });

/** One to one onto the engine's regular expressions. */
function regex(glob: string, flags: string): RegExp {
  const source = glob.replaceAll('*', '[^]*').replaceAll('?', '[^]');
  return new RegExp(`^${source}$`, flags);
}

test('patterns mean what the same regular expression means', () => {
  fc.assert(
    fc.property(pattern, text, (glob, subject) => {
      const isMatch = regex(glob, '').test(subject);
      expect(matchesGlob(glob, subject)).toBe(isMatch);
      const wild: Record<string, number> = { '*': ANY_RUN, '?': ANY_ONE };
      const codes = [...glob].map((character) => wild[character] ?? character.charCodeAt(0));
      expect(
        matchesLong(
          codes,
          [...subject].map((c) => c.charCodeAt(0)),
        ),
      ).toBe(isMatch);
      expect(matchesAction(glob.toUpperCase(), subject)).toBe(regex(glob, 'i').test(subject));
    }),
    { numRuns: 5000 },
  );
});

test('the method for long ones agrees across word boundaries', () => {
  const longPiece = fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b', '?'), maxLength: 80 });
  fc.assert(
    fc.property(
      longPiece,
      fc.string({ unit: fc.constantFrom('a', 'a', 'a', 'b'), maxLength: 200 }),
      (piece, subject) => {
        const glob = `*${piece}*`;
        const codes = [...piece].map((c) => (c === '?' ? ANY_ONE : c.charCodeAt(0)));
        const found = matchesLong(
          [ANY_RUN, ...codes, ANY_RUN],
          [...subject].map((c) => c.charCodeAt(0)),
        );
        expect(found).toBe(matchesGlob(glob, subject));
      },
    ),
    { numRuns: 2000 },
  );
});
