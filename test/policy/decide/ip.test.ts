/** Blocks of addresses as the decider reads them: exactly, or not at all. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containsRange, parseRange } from '../../../src/policy/conditions/addresses.js';
import { prefixRange } from '../../../src/policy/decide/ip.js';

const V6 = (groups: string): bigint => BigInt(`0x${groups.replace(/:/g, '')}`);

describe('prefixRange', () => {
  test.each([
    { text: '0.0.0.0/0', first: 0n, last: (1n << 32n) - 1n, why: 'every version 4 address' },
    { text: '203.0.113.0/24', first: 0xcb007100n, last: 0xcb0071ffn, why: 'a block' },
    { text: '203.0.113.7/32', first: 0xcb007107n, last: 0xcb007107n, why: 'a block of one' },
    { text: '203.0.113.7', first: 0xcb007107n, last: 0xcb007107n, why: 'no prefix is one address' },
    {
      text: '255.255.255.255',
      first: 0xffffffffn,
      last: 0xffffffffn,
      why: 'the highest byte is 255',
    },
    { text: '::/0', first: 0n, last: (1n << 128n) - 1n, why: 'every version 6 address' },
    {
      text: '2001:db8::/32',
      first: V6('2001:0db8:0000:0000:0000:0000:0000:0000'),
      last: V6('2001:0db8:ffff:ffff:ffff:ffff:ffff:ffff'),
      why: 'groups left out at the end',
    },
    {
      text: '1:2:3:4:5:6:7:8/128',
      first: V6('0001:0002:0003:0004:0005:0006:0007:0008'),
      last: V6('0001:0002:0003:0004:0005:0006:0007:0008'),
      why: 'all eight groups written',
    },
    {
      text: '1::3:4:5:6:7:8',
      first: V6('0001:0000:0003:0004:0005:0006:0007:0008'),
      last: V6('0001:0000:0003:0004:0005:0006:0007:0008'),
      why: 'one group left out',
    },
  ])('$text: $why', ({ text, first, last }) => {
    const version = text.includes(':') ? 6 : 4;
    expect(prefixRange(text)).toEqual({ version, first, last });
  });

  test.each([
    { text: '203.0.113.0/24/8', why: 'two prefixes' },
    { text: '203.0.113.0/x', why: 'no number' },
    { text: '203.0.113.0/024', why: 'a number with a zero before it' },
    { text: '203.0.113.0/33', why: 'longer than the address' },
    { text: '2001:db8::/129', why: 'longer than the address' },
    { text: '203.0.113.7/24', why: 'host bits: whether AWS ignores them is not documented' },
    { text: '203.0.113', why: 'three bytes' },
    { text: '203.0.113.7.1', why: 'five bytes' },
    { text: '203.0.113.x', why: 'a byte that is no number' },
    { text: '203.0.113.256', why: 'a byte beyond 255' },
    { text: '203.0.113.007', why: 'octal, to some' },
    { text: '1:2:3:4:5:6:7', why: 'seven groups' },
    { text: '1:2:3:4:5:6:7:8:9', why: 'nine groups' },
    { text: '1:2:3:4:5:6:7::8', why: 'nothing is left out' },
    { text: '1::2::3', why: 'left out twice' },
    { text: 'g::', why: 'no hexadecimal number' },
    { text: '12345::', why: 'a group of five digits' },
    { text: '::ffff:203.0.113.7', why: 'carries another address inside' },
    { text: '::ffff:cb00:7107', why: 'carries another address inside, in disguise' },
    { text: '', why: 'nothing' },
  ])('$text is not read: $why', ({ text }) => {
    expect(prefixRange(text)).toBeUndefined();
  });

  test('holds the addresses that the evaluator finds inside', () => {
    const byte = fc.constantFrom(0, 1, 7, 127, 128, 203, 255);
    const address = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join('.'));
    const group = fc.constantFrom('0', '1', 'db8', '2001', 'ffff');
    const address6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((g) => g.join(':'));
    const seen = { inside: 0, outside: 0 };
    fc.assert(
      fc.property(
        fc.oneof(fc.tuple(address, address, fc.nat(32)), fc.tuple(address6, address6, fc.nat(128))),
        fc.boolean(),
        ([network, other, prefix], isNear) => {
          const block = `${zeroed(network, prefix)}/${prefix}`;
          const single = isNear ? network : other;
          const [range, one] = [prefixRange(block), prefixRange(single)];
          const [outer, inner] = [parseRange(block), parseRange(single)];
          fc.pre(range !== undefined && one !== undefined);
          const isInside = range.first <= one.first && one.first <= range.last;
          seen[isInside ? 'inside' : 'outside']++;
          expect(outer && inner && containsRange(outer, inner)).toBe(isInside);
        },
      ),
      { numRuns: 500 },
    );
    expect(Math.min(seen.inside, seen.outside)).toBeGreaterThan(50);
  });
});

/** The address with the bits behind the prefix cleared. */
function zeroed(address: string, prefix: number): string {
  const isV6 = address.includes(':');
  const [separator, radix, width] = isV6 ? [':', 16, 16] : ['.', 10, 8];
  return address
    .split(separator)
    .map((part, index) => {
      const kept = Math.min(width, Math.max(0, prefix - index * width));
      const mask = ((1 << kept) - 1) << (width - kept);
      return (Number.parseInt(part, radix) & mask).toString(radix);
    })
    .join(separator);
}
