import { expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.js';

test('a mistake of the user is one whichever bundle made it, and nothing else is', () => {
  class Twin extends Error {
    override readonly name = 'UserError';
  }
  expect(new UserError('no such file', 'name one')).toBeInstanceOf(UserError);
  expect(new Twin('of another bundle')).toBeInstanceOf(UserError);
  for (const one of [new TypeError('x'), { name: 'UserError' }, undefined, 'UserError']) {
    expect(one).not.toBeInstanceOf(UserError);
  }
});
