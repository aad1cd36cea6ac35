/** Words that stand for names in what is shown outside: keyed hashes, so nobody can try names out. */
import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Pseudonyms } from '../index.js';
import { UserError } from '../model/user-error.js';

/** Ten hexadecimal digits: a million names meet with a chance below one in two. */
const DIGITS = 10;
const LEAST_KEY_BYTES = 16;

/** @param keyFile with it, the same names get the same words in every run; without, in this run only */
export function pseudonyms(keyFile: string | undefined): Pseudonyms {
  const key = keyFile === undefined ? randomBytes(32) : keyIn(keyFile);
  const hash = (kind: string, text: string): string =>
    createHmac('sha256', key).update(`${kind}\0${text}`).digest('hex');
  return {
    account: (id) =>
      `0000${String(Number.parseInt(hash('account', id).slice(0, 12), 16) % 1e8).padStart(8, '0')}`,
    name: (text) => `name-${hash('name', text).slice(0, DIGITS)}`,
  };
}

function keyIn(file: string): Buffer {
  let key: Buffer;
  try {
    key = readFileSync(file);
  } catch (cause) {
    throw new UserError(
      `cannot read the key \`${file}\``,
      'make one with: openssl rand -out FILE 32',
      { cause },
    );
  }
  if (key.length >= LEAST_KEY_BYTES) return key;
  throw new UserError(
    `the key in \`${file}\` has ${key.length} bytes, and could be guessed`,
    `give one of ${LEAST_KEY_BYTES} bytes or more: openssl rand -out FILE 32`,
  );
}
