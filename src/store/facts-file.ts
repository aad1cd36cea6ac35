/** All evidence but uses, as one compressed JSON text: it is small, and read and written as a whole. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Evidence } from '../model/evidence.js';

export type Facts = Omit<Evidence, 'usage'>;

/** V8 holds no longer string. */
const MAX_TEXT_BYTES = 500 * 1024 * 1024;
const PIECE_CHARACTERS = 4 * 1024 * 1024;

/** How many arrays and objects to open, so that identities and hours are taken one by one. */
const SPREAD: Readonly<Record<keyof Facts, number>> = {
  snapshots: 3,
  coverage: 2,
  sources: 1,
  collection: 1,
  problems: 1,
  memory: 2,
};

/** Gzip members one behind the other are one gzip file, and each piece is small. */
export function packFacts(facts: Facts): Buffer {
  const members: Buffer[] = [];
  let text = '';
  for (const part of factsParts(facts)) {
    text += part;
    if (text.length < PIECE_CHARACTERS) continue;
    members.push(gzipSync(text));
    text = '';
  }
  return Buffer.concat([...members, gzipSync(text)]);
}

/** @throws Error when the bytes are no packed JSON */
export function unpackFacts(packed: Uint8Array): Facts {
  const text = gunzipSync(packed, { maxOutputLength: MAX_TEXT_BYTES }).toString('utf8');
  // Evidence of a leastwise that knew no live collection says nothing of one.
  const facts = JSON.parse(text) as Omit<Facts, 'collection'> & Partial<Facts>;
  return { collection: [], ...facts };
}

function* factsParts(facts: Facts): Generator<string> {
  let separator = '{';
  for (const [key, depth] of Object.entries(SPREAD)) {
    const value = facts[key as keyof Facts];
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* jsonParts(value, depth);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

/** What `JSON.stringify` gives, in parts. */
function* jsonParts(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield '[';
    for (const [n, element] of value.entries()) {
      if (n > 0) yield ',';
      yield* jsonParts(element, depth - 1);
    }
    yield ']';
  } else {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    yield '{';
    for (const [n, [key, member]] of members.entries()) {
      yield `${n > 0 ? ',' : ''}${JSON.stringify(key)}:`;
      yield* jsonParts(member, depth - 1);
    }
    yield '}';
  }
}
