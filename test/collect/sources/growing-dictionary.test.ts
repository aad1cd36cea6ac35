import { expect, test } from 'vitest';
import { growingDictionary } from '../../../src/collect/sources/growing-dictionary.js';

function textsOf(...texts: readonly string[]) {
  const bytes = new Uint8Array(Buffer.from(texts.map((text) => `${text},`).join('')));
  let end = 0;
  const ends = Uint32Array.from(texts, (text) => {
    end += Buffer.byteLength(text) + 1;
    return end;
  });
  return { bytes, ends };
}

test.each([
  {
    chunks: [['{"a":1}', '{"b":"é"}'], ['{"c":3}']],
    values: [{ a: 1 }, { b: 'é' }, { c: 3 }],
    why: 'numbers count on over chunks',
  },
  {
    chunks: [['{"a":1}', '{"b":', '{"c":3}']],
    values: [{ a: 1 }, {}, { c: 3 }],
    why: 'a text that is no JSON spoils no other one, and shows as a record without members',
  },
  {
    chunks: [['{"a":1},{"b":2}', '{"c":3}'], ['{"d":4}']],
    values: [{}, { c: 3 }, { d: 4 }],
    why: 'a text of two values moves no other one',
  },
])('$why', ({ chunks, values }) => {
  const { dictionary, add } = growingDictionary('0', 0);
  for (const texts of chunks) add(textsOf(...texts));
  expect(values.map((_, shape) => dictionary.take(shape))).toEqual(values);
});

test('a shape is there once, and none that nobody added', () => {
  const { dictionary, add } = growingDictionary('0', 0);
  expect(() => dictionary.take(0)).toThrow('nobody added');
  add(textsOf('{"a":1}'));
  expect(dictionary.take(0)).toEqual({ a: 1 });
  expect(() => dictionary.take(0)).toThrow('taken before');
  expect(() => dictionary.take(1)).toThrow('nobody added');
});
