import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecogniser } from '../../../src/collect/sources/recognise.js';
import { createSplitter } from '../../../src/collect/sources/split-json.js';

type Split = { readonly values: unknown[]; readonly cut: boolean; readonly malformed: boolean };

/** Cuts `text` after being handed it `size` bytes at a time. */
function split(bytes: Buffer, size: number): Split {
  const values: unknown[] = [];
  const splitter = createSplitter({
    lists: ['Records', 'Events'],
    isList: (key) => key === 'Records' || key === 'Events',
    onNumber: () => undefined,
    elementCap: () => 1_000_000,
    documentCap: 1_000_000,
    onFlag: () => undefined,
    onList: (name) => values.push(`list ${name}`),
    onElement: (_, parsed) => values.push(parsed),
    onDocument: (document) => {
      values.push(document.parse());
      return 'one-of-many';
    },
    onStray: (parsed) => values.push(parsed),
  });
  // A used chunk is overwritten, as the reader of plain files does.
  const chunk = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    part.copy(chunk);
    splitter.push(chunk.subarray(0, part.length));
    chunk.fill(0x7b);
  }
  return { values, ...splitter.end() };
}

const name = fc.oneof(
  fc.constantFrom('Records', 'Events', 'a', '"', '\\', '__proto__', 'é', 'eventVersion', ''),
  fc.string({ unit: 'grapheme', maxLength: 5 }),
);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '},{"a":1',
    ']}',
    '\\"',
    '\\\\',
    '\u2028',
    'é',
    '😀',
    '{"Records":[',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(name, tie('value')), { maxLength: 4 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
})).value;
const element = fc
  .array(fc.tuple(name, json), { maxLength: 4 })
  .map((pairs) => Object.fromEntries(pairs) as Record<string, unknown>);
/** Elements that look alike, so that the guess at their ends is taken, and elements that do not. */
const elements = fc.oneof(
  fc.array(json, { maxLength: 6 }),
  fc.array(
    element.map((one) => ({ eventVersion: '1.11', ...one })),
    { maxLength: 12 },
  ),
);
const indent = fc.constantFrom(undefined, 1, '\t', ' \r\n');
const escaping = fc.boolean();

/** The same JSON, every string character as `\u` where asked. */
function print(value: unknown, space: number | string | undefined, escaped: boolean): string {
  const text = JSON.stringify(value, null, space) ?? 'null';
  return escaped ? text.replace(/[A-Za-z\u0080-\uffff]/g, escapeInString(text)) : text;
}

function escapeInString(text: string): (character: string, at: number) => string {
  const inside = new Set<number>();
  let open = false;
  for (let at = 0; at < text.length; at += 1) {
    if (open && text[at] === '\\') at += 1;
    else if (text[at] === '"') open = !open;
    else if (open) inside.add(at);
  }
  return (character, at) =>
    inside.has(at) ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character;
}

const asValue = (value: unknown): unknown => ({
  kind: 'value',
  value: JSON.parse(JSON.stringify(value)),
});
const sizes = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 5000 }));

describe('the pieces are what JSON.parse sees', () => {
  test('the elements of a list', () => {
    fc.assert(
      fc.property(
        elements,
        element,
        indent,
        escaping,
        sizes,
        (list, other, space, escaped, size) => {
          const { Records: _, Events: __, ...rest } = other;
          const text = print({ ...rest, Records: list, z: rest }, space, escaped);
          const result = split(Buffer.from(text), size);
          expect(result).toEqual({
            values: ['list Records', ...list.map(asValue)],
            cut: false,
            malformed: false,
          });
        },
      ),
      { numRuns: 600 },
    );
  });

  test('objects in an array, on lines, or behind each other', () => {
    const documents = elements.map((list) =>
      list.filter(
        (one): one is Record<string, unknown> =>
          typeof one === 'object' &&
          one !== null &&
          !Array.isArray(one) &&
          !('Records' in one) &&
          !('Events' in one),
      ),
    );
    fc.assert(
      fc.property(documents, indent, escaping, sizes, (list, space, escaped, size) => {
        const expected = { values: list.map(asValue), cut: false, malformed: false };
        expect(split(Buffer.from(print(list, space, escaped)), size)).toEqual(expected);
        const lines = list.map((one) => print(one, undefined, escaped));
        expect(split(Buffer.from(lines.join('\n')), size)).toEqual(expected);
        const indented = list.map((one) => print(one, space, escaped));
        expect(split(Buffer.from(indented.join('\n')), size)).toEqual(expected);
        expect(split(Buffer.from(indented.join('')), size)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  test('both lists of a repeated key are used, and a list may follow records', () => {
    const text =
      '{"eventVersion":1}\n{"eventVersion":2}\n{"eventVersion":3,"Records":[4],"Records":[5]}';
    for (let size = 1; size <= text.length; size += 1) {
      expect(split(Buffer.from(text), size).values).toEqual([
        asValue({ eventVersion: 1 }),
        asValue({ eventVersion: 2 }),
        'list Records',
        asValue(4),
        'list Records',
        asValue(5),
      ]);
    }
  });
});

test('any bytes: the chunks do not matter, and nothing throws', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          '{',
          '}',
          '[',
          ']',
          '"',
          '\\',
          ',',
          ':',
          '1',
          'a',
          '\n',
          ' ',
          '"Records":[',
          '"a"',
        ),
        { maxLength: 60 },
      )
      .map((parts) => Buffer.from(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, sizes, (input, size) => {
      const buffer = Buffer.from(input);
      expect(split(buffer, size)).toEqual(split(buffer, Math.max(1, buffer.length)));
    }),
    { numRuns: 3000 },
  );
});

test('a list cut anywhere: every whole element, then the cut', () => {
  fc.assert(
    fc.property(elements, fc.nat(), sizes, (list, seed, size) => {
      const whole = Buffer.from(JSON.stringify({ Records: list }));
      const at = 1 + (seed % (whole.length - 1));
      const result = split(whole.subarray(0, at), size);
      const found = result.values.filter((one) => typeof one === 'object');
      expect(found).toEqual(list.slice(0, found.length).map(asValue));
      expect(result.cut).toBe(true);
    }),
    { numRuns: 600 },
  );
});

test('every piece is counted once, whatever the file', () => {
  fc.assert(
    fc.property(elements, fc.boolean(), sizes, (list, wrapped, size) => {
      const recogniser = createRecogniser('input.json');
      const splitter = createSplitter(recogniser.handler);
      const bytes = Buffer.from(JSON.stringify(wrapped ? { Records: list } : list));
      for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
      const records = recogniser.takeRecords();
      if (recogniser.kind() === undefined) expect(records).toEqual([]);
      else expect(records.map(({ index }) => index)).toEqual([...Array(recogniser.count()).keys()]);
      if (wrapped) expect(recogniser.count()).toBe(list.length);
    }),
    { numRuns: 400 },
  );
});
