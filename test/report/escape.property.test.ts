/** Nothing from input reaches a terminal, a Markdown page or a shell as anything but text. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, markdown, plain, shellComment, shellWord } from '../../src/report/escape.js';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '</script><img src=x onerror=alert(1)>',
    "=cmd|' /C calc'!A0",
    '\u001b[2J\u001b[31mgone',
    'a\nb\r\nc',
    '$(touch /tmp/x)`id`',
    "'; rm -rf / #",
    '[link](javascript:alert(1))',
    '| cell | `` ` `` |',
    '\u202egnp.exe',
    '<https://evil.example>',
    '@everyone #1 !',
  ),
);

describe('plain', () => {
  test.each([
    { text: 'meadow-ci-deployer', expected: 'meadow-ci-deployer', why: 'most text stays' },
    { text: 'Gärtnerei 花', expected: 'Gärtnerei 花', why: 'letters of any language stay' },
    { text: '\u001b[31m', expected: '\\u{1b}[31m', why: 'no terminal sequence' },
    { text: 'a\nb', expected: 'a\\u{a}b', why: 'one line stays one line' },
    { text: '\u202eevil', expected: '\\u{202e}evil', why: 'nothing turns the text around' },
    { text: '\ud800', expected: '\\u{d800}', why: 'half a character is none' },
  ])('$why', ({ text, expected }) => expect(plain(text)).toBe(expected));

  test('no control character, no second line', () => {
    fc.assert(fc.property(hostile, (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(plain(text))));
  });
});

describe('markdown', () => {
  test('no markup, no HTML, no link, no cell border', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = markdown(text);
        expect(page).not.toMatch(/[<>@\n]|(?<!\\)[`*_[\]|]|:\/\//u);
      }),
    );
  });

  test('code cannot be closed from inside, nor a table cell left', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const page = code(text);
        const fence = /^`+/.exec(page)?.[0] ?? '';
        const inner = page.slice(fence.length, page.length - fence.length);
        expect(inner.match(/`+/g) ?? []).not.toContain(fence);
        expect(inner).not.toMatch(/(?<!\\)\||\n/);
      }),
    );
  });
});

describe('shell', () => {
  test('a word arrives as it was, and nothing else runs', () => {
    const words = fc.sample(
      hostile.filter((text) => !text.includes('\0')),
      { numRuns: 200, seed: 7 },
    );
    const script = words.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
    const out = execFileSync('sh', ['-c', script], { encoding: 'utf8', maxBuffer: 1e8 });
    // Unpaired surrogates have no UTF-8: they arrive as the replacement character.
    const sent = words.map((text) => Buffer.from(text, 'utf8').toString('utf8'));
    expect(out.split('\0').slice(0, -1)).toEqual(sent);
  });

  test('a comment stays one line', () => {
    fc.assert(fc.property(hostile, (text) => !/[\n\r]/.test(shellComment(text))));
  });
});
