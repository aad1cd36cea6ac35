/**
 * Names of identities and policies as names of files: whatever stands in them, they stay inside the
 * out folder, and no two of them meet, even where the file system ignores case.
 */
import { createHash } from 'node:crypto';

/** The characters of IAM names. Source: IAM User Guide, "IAM and AWS STS quotas", name requirements. */
const SAFE = /^[A-Za-z0-9+=,.@_-]*$/;
const MAX_LENGTH = 120;
const HASH_LENGTH = 16;
/** Never part of an encoded name, so that a cut name cannot be the name of another. */
const CUT = '~';

/** One segment of a path; different texts give different segments. */
export function safeSegment(text: string): string {
  const encoded = encode(text);
  return encoded.length <= MAX_LENGTH ? encoded : withHash(encoded, text);
}

function encode(text: string): string {
  // No encoded text reads like this: a percent sign is always followed by two digits.
  if (text === '') return '%-';
  if (text === '.' || text === '..') return text.replaceAll('.', '%2E');
  return SAFE.test(text) ? text : [...utf8Of(text)].map(encodeByte).join('');
}

/** Unpaired surrogates have no UTF-8: they are told apart as WTF-8 does. */
function utf8Of(text: string): Buffer {
  return Buffer.concat([...text].map((character) => bytesOfCharacter(character)));
}

function bytesOfCharacter(character: string): Buffer {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0xd800 || code > 0xdfff) return Buffer.from(character);
  return Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]);
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return SAFE.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function withHash(encoded: string, text: string): string {
  const hash = createHash('sha256').update(utf8Of(text)).digest('hex').slice(0, HASH_LENGTH);
  return `${encoded.slice(0, MAX_LENGTH - HASH_LENGTH - 1)}${CUT}${hash}`;
}

/**
 * Safe paths for many files at once. Where siblings differ in case only, the first in order keeps
 * its name and the others carry a hash.
 *
 * @param paths distinct
 * @returns in the order of `paths`
 */
export function safePaths(paths: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const names = namesByFolder(paths);
  return paths.map((path) =>
    path.map((segment, depth) => {
      const name = names.get(folderKey(path, depth))?.get(segment);
      if (name === undefined) throw new Error(`no name for ${JSON.stringify(path)}`);
      return name;
    }),
  );
}

function folderKey(path: readonly string[], depth: number): string {
  return JSON.stringify(path.slice(0, depth));
}

function namesByFolder(
  paths: readonly (readonly string[])[],
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const children = new Map<string, Set<string>>();
  for (const path of paths) {
    path.forEach((segment, depth) => {
      const key = folderKey(path, depth);
      const siblings = children.get(key) ?? new Set();
      children.set(key, siblings.add(segment));
    });
  }
  return new Map([...children].map(([key, siblings]) => [key, distinctNames(siblings)]));
}

function distinctNames(siblings: ReadonlySet<string>): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const text of [...siblings].sort()) {
    const plain = safeSegment(text);
    const name = taken.has(plain.toLowerCase()) ? withHash(encode(text), text) : plain;
    taken.add(name.toLowerCase());
    names.set(text, name);
  }
  return names;
}
