import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantOfMs, msOf, parseInstant } from '../../src/model/time.js';

/** The years that AWS has seen and will see for a while. */
const instants = fc
  .integer({ min: Date.UTC(2006, 0, 1) / 1000, max: Date.UTC(2106, 0, 1) / 1000 })
  .map((seconds) => seconds * 1000);

test('what is written is read back, with and without the short way', () => {
  fc.assert(
    fc.property(instants, (ms) => {
      const text = instantOfMs(ms);
      expect(parseInstant(text)).toBe(text);
      expect(parseInstant(text.replace('Z', '+00:00'))).toBe(text);
      expect(parseInstant(text.replace('Z', '.25Z'))).toBe(text);
      expect(parseInstant(ms / 1000)).toBe(text);
      expect(msOf(text)).toBe(ms);
    }),
  );
});

describe('parseInstant', () => {
  test.each([
    {
      value: '2026-11-20T18:00:00Z',
      expected: '2026-11-20T18:00:00Z',
      why: 'as CloudTrail writes',
    },
    { value: '2026-11-20', expected: '2026-11-20T00:00:00Z', why: 'a day begins at midnight UTC' },
    { value: '2026-11-20T18:00:00+02:00', expected: '2026-11-20T16:00:00Z', why: 'an offset' },
    { value: '2026-11-31T00:00:00Z', expected: undefined, why: 'November has 30 days' },
    { value: '2026-13-01T00:00:00Z', expected: undefined, why: 'no month 13' },
    { value: '2026-11-20T25:00:00Z', expected: undefined, why: 'no hour 25' },
    { value: '20.11.2026', expected: undefined, why: 'another notation' },
    { value: 'N/A', expected: undefined, why: 'the credential report says so for never' },
    { value: Number.NaN, expected: undefined, why: 'no number' },
    { value: undefined, expected: undefined, why: 'nothing' },
  ])('$why', ({ value, expected }) => expect(parseInstant(value)).toBe(expected));
});
