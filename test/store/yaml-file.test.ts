import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { parseYaml } from '../../src/store/yaml-file.js';

function refusalOf(text: string): string {
  try {
    parseYaml('leastwise.yaml', text, 'config');
    return 'none';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message} | ${error.hint}`;
  }
}

test('a whole file is read, with the place of each member', () => {
  const text = 'window: 30\nwaivers:\n  - id: stale-role\n    reason: tested yearly\n';
  const { value, placeOf } = parseYaml('leastwise.yaml', text, 'config');
  expect(value).toEqual({
    window: 30,
    waivers: [{ id: 'stale-role', reason: 'tested yearly' }],
  });
  expect(placeOf('waivers')).toBe('leastwise.yaml:2:1');
});

test.each(['', '# nothing but a comment\n'])('an empty file sets nothing: %j', (text) => {
  expect(parseYaml('leastwise.yaml', text, 'config').value).toEqual({});
});

describe('mistakes name line, column and what was meant', () => {
  test.each([
    { text: 'windw: 3', said: /yaml:1:1: unknown key `windw` \| did you mean `window`\?/ },
    // What the result calls it.
    {
      text: 'window-days: 3',
      said: /yaml:1:1: unknown key `window-days` \| did you mean `window`/,
    },
    { text: 'grace: 1\nminWindow: 3', said: /yaml:2:1: unknown key `minWindow` .*`min-window`/ },
    { text: 'zzz: 1', said: /known keys are out, as-of, window/ },
    { text: 'window: ninety', said: /yaml:1:9: window must be number, not `ninety`/ },
    { text: 'window: 5000', said: /at most 4000/ },
    { text: 'unobservable: [keep, drop]', said: /yaml:1:22: .*wrong form: `drop`/ },
    { text: 'fail-on: awful', said: /must be one of none, info, low/ },
    { text: 'waivers:\n- id: x\n  reson: y', said: /yaml:3:3: unknown key `reson` .*`reason`/ },
    { text: 'waivers:\n- id: x', said: /yaml:2:3: waivers.0 `reason` is missing/ },
    { text: 'waivers:\n- {id: x, reason: ""}', said: /must not be empty/ },
    {
      text: 'waivers:\n- {id: x, reason: y, expires: tomorrow}',
      said: /expires has the wrong form: `tomorrow` \| The last day/,
    },
    { text: '- window', said: /must be object, not a list/ },
    { text: 'just text', said: /must be object, not `just text`/ },
    { text: 'window: 1\nwindow: 2', said: /yaml:2:1: Map keys must be unique/ },
    { text: 'window: [1', said: /yaml:1:\d+: / },
    { text: 'window: !!js/function "f"', said: /Unresolved tag/ },
    { text: '__proto__: {window: 1}', said: /unknown key `__proto__`/ },
    { text: '? [a, b]\n: 1', said: /yaml:1:\d+: / },
  ])('$text', ({ text, said }) => {
    expect(refusalOf(text)).toMatch(said);
  });
});

describe('hostile files end early', () => {
  test('aliases of aliases', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let n = 1; n < 12; n++) {
      lines.push(
        `a${n}: &a${n} [${Array(9)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      );
    }
    expect(refusalOf(lines.join('\n'))).toMatch(/alias/i);
  });

  test.each([
    { text: '['.repeat(100_000), why: 'brackets' },
    { text: '- '.repeat(100_000), why: 'lists in lists' },
    {
      text: `a:\n${Array.from({ length: 5000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')}`,
      why: 'indentation',
    },
    { text: '{a: '.repeat(50_000), why: 'mappings' },
  ])('$why', ({ text }) => {
    expect(refusalOf(text)).toMatch(/nested deeper/);
  });

  test('whatever stands in the file, the answer is a value or a UserError', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              'window',
              'waivers',
              ':',
              ' ',
              '\n',
              '- ',
              '[',
              ']',
              '{',
              '}',
              '&a',
              '*a',
              '!!',
              '|',
              '>',
              '"',
              "'",
              '#',
              '?',
              '\t',
              '<<',
              'reason',
              '%',
            ),
            fc.string({ maxLength: 3 }),
          ),
          { maxLength: 30 },
        ),
        (parts) => {
          refusalOf(parts.join(''));
        },
      ),
      { numRuns: 500 },
    );
  });
});
