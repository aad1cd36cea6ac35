import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstSyntaxError } from '../../src/policy/json-syntax.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('JSON has no syntax error, and all before an error can be finished', () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(firstSyntaxError(json)).toBe(json.length);
    }),
  );
});

test('a text is JSON only when the search reaches its end', () => {
  const character = fc.constantFrom(...'{}[]",:\\ntrue1-.e \n');
  const damaged = fc.tuple(fc.json(), fc.nat(), character).map(([json, at, extra]) => {
    const cut = at % (json.length + 1);
    return json.slice(0, cut) + extra + json.slice(cut + (at % 2));
  });
  fc.assert(
    fc.property(damaged, (text) => {
      const offset = firstSyntaxError(text);
      expect(offset).toBeGreaterThanOrEqual(0);
      if (offset < text.length) expect(isJson(text)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
