import { expect, test } from 'vitest';
import { createSeenIds } from '../../../src/collect/cloudtrail/seen-ids.js';
import { eventId } from '../trail-records.js';

test('an id is seen before exactly from its second time on', () => {
  const ids = createSeenIds();
  for (let i = 0; i < 20_000; i++) expect(ids.seenBefore(eventId(i * 7919))).toBe(false);
  for (let i = 0; i < 20_000; i++) expect(ids.seenBefore(eventId(i * 7919))).toBe(true);
});

test.each([
  { id: '00000000-0000-0000-0000-000000000000', why: 'the nil UUID' },
  { id: 'EXAMPLE-event-0001', why: 'no UUID' },
  { id: '6e0fa2b4-5d5f-4c6e-9a53_000000000001', why: 'nearly a UUID' },
  { id: '', why: 'empty' },
])('$why is an id, too', ({ id }) => {
  const ids = createSeenIds();
  expect([ids.seenBefore(id), ids.seenBefore(id), ids.seenBefore(`${id}x`)]).toEqual([
    false,
    true,
    false,
  ]);
});

test('the case of a UUID makes no other id', () => {
  const ids = createSeenIds();
  ids.seenBefore(eventId(0xabcdef));
  expect(ids.seenBefore(eventId(0xabcdef).toUpperCase())).toBe(true);
});

test('memory is bounded by forgetting the oldest; copies that come soon are still found', () => {
  const ids = createSeenIds(() => [], 1 << 12);
  for (let i = 0; i < 50_000; i++) {
    expect(ids.seenBefore(eventId(i))).toBe(false);
    if (i >= 1_000) expect(ids.seenBefore(eventId(i - 1_000))).toBe(true);
  }
  expect(ids.seenBefore(eventId(1))).toBe(false);
});

test('ids of an earlier run are known, whatever their number', () => {
  const first = createSeenIds();
  for (let i = 0; i < 5_000; i++) first.seenBefore(eventId(i));
  first.seenBefore('no UUID');
  const taken = first.takeNew();
  expect(taken).toHaveLength(4 * 5_001);
  expect(first.takeNew()).toHaveLength(0);
  const second = createSeenIds(() => [taken.subarray(0, 400), taken.subarray(400)]);
  for (const i of [0, 99, 100, 4_999]) expect(second.seenBefore(eventId(i))).toBe(true);
  expect(second.seenBefore('no UUID')).toBe(true);
  expect(second.seenBefore(eventId(5_000))).toBe(false);
  expect(second.takeNew()).toHaveLength(4);
});

test.each([
  { ids: [1, 2, 3], earlier: [], copies: [], why: 'all are new' },
  { ids: [1, 2, 1, 3, 2, 1], earlier: [], copies: [2, 4, 5], why: 'copies within the block' },
  { ids: [4, 1, 5, 6], earlier: [4, 5], copies: [0, 2], why: 'copies of what came before it' },
  { ids: [7, 7], earlier: [7], copies: [0, 1], why: 'nothing but copies' },
  { ids: [0, 8, 0], earlier: [], copies: [2], why: 'the nil UUID' },
  { ids: [], earlier: [1], copies: [], why: 'no ids' },
])(
  'a block of ids is told apart like ids that come one by one: $why',
  ({ ids: block, earlier, copies }) => {
    const wordsOf = (numbers: readonly number[]): Uint32Array<ArrayBuffer> =>
      Uint32Array.from(numbers.flatMap((n) => [n, 0, 0, 0]));
    const ids = createSeenIds();
    for (const n of earlier) ids.blockSeenBefore(wordsOf([n]));
    expect(ids.blockSeenBefore(wordsOf(block))).toEqual(copies);

    const next = createSeenIds(() => [ids.takeNew()]);
    expect(next.blockSeenBefore(wordsOf([...earlier, ...block]))).toHaveLength(
      earlier.length + block.length,
    );
    expect(next.takeNew()).toHaveLength(0);
  },
);
