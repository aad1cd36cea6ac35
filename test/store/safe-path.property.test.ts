import { normalize } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safePaths, safeSegment } from '../../src/store/safe-path.js';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('.', '/', '\\', '%', '2', 'E', 'a', 'A', '~', '-', '\0', '\ud800', 'é'),
    maxLength: 6,
  }),
  fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 100, maxLength: 300 }),
);

test.each([
  {
    name: 'deployer+ci=1,a.b@c_d-e',
    file: 'deployer+ci=1,a.b@c_d-e',
    why: 'IAM names stay readable',
  },
  { name: '..', file: '%2E%2E', why: 'no way up' },
  { name: '.', file: '%2E', why: 'no way to stay' },
  { name: '../../etc/passwd', file: '..%2F..%2Fetc%2Fpasswd', why: 'no separators' },
  { name: 'a%2Fb', file: 'a%252Fb', why: 'what looks encoded is encoded' },
  { name: '', file: '%-', why: 'nothing has a name too' },
  { name: 'café', file: 'caf%C3%A9', why: 'bytes of UTF-8' },
])('$name: $why', ({ name, file }) => {
  expect(safeSegment(name)).toBe(file);
});

test('a segment is one plain name, and distinct texts have distinct names', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      const name = safeSegment(a);
      expect(name).toMatch(/^[A-Za-z0-9+=,.@_%~-]{1,120}$/);
      expect(normalize(`/root/${name}`)).toBe(`/root/${name}`);
      expect(name === '.' || name === '..').toBe(false);
      if (a !== b) expect(safeSegment(b)).not.toBe(name);
    }),
    { numRuns: 1000 },
  );
});

test('paths never meet, whatever the case, and no path is the folder of another', () => {
  const path = fc.tuple(fc.constantFrom('policies', 'Policies', 'x'), text, text);
  fc.assert(
    fc.property(fc.uniqueArray(path, { selector: (one) => JSON.stringify(one) }), (paths) => {
      const names = safePaths(paths).map((one) => one.join('/').toLowerCase());
      expect(new Set(names).size).toBe(paths.length);
      const reversed = safePaths([...paths].reverse());
      expect([...reversed].reverse()).toEqual(safePaths(paths));
    }),
    { numRuns: 200 },
  );
});

test('siblings that differ in case only are told apart', () => {
  const [upper, lower] = safePaths([
    ['role', 'Admin'],
    ['role', 'admin'],
  ]);
  expect(upper).toEqual(['role', 'Admin']);
  expect(lower?.[1]).toMatch(/^admin~[0-9a-f]{16}$/);
});
