/** `--emit`: which formats are written below `apply/`. */
import { describe, expect, test } from 'vitest';
import { emitFormats } from '../../src/cli/audit-options.js';
import { EMIT_FORMATS } from '../../src/model/formats.js';
import { UserError } from '../../src/model/user-error.js';

describe('--emit', () => {
  test.each<{ text: string | undefined; formats: readonly string[]; why: string }>([
    { text: undefined, formats: EMIT_FORMATS, why: 'the default is all' },
    { text: 'all', formats: EMIT_FORMATS, why: 'as settings write the default' },
    { text: 'none', formats: [], why: 'nothing is wanted' },
    { text: 'cli', formats: ['cli'], why: 'one' },
    { text: 'terraform, cli', formats: ['terraform', 'cli'], why: 'several, with space' },
  ])('$text: $why', ({ text, formats }) => {
    expect([...emitFormats(text)].sort()).toEqual([...formats].sort());
  });

  test.each(['x', 'cli,pulumi', 'none,cli', 'CLI', ''])(
    'refuses %j, and names what there is',
    (text) => {
      expect(() => emitFormats(text)).toThrow(UserError);
    },
  );
});
