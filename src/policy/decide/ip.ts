/** Address blocks as intervals. Text in any unusual form is not read, and so never compared. */

type AddressRange = { readonly version: 4 | 6; readonly first: bigint; readonly last: bigint };

export function prefixRange(text: string): AddressRange | undefined {
  const [address = '', length, ...more] = text.split('/');
  if (more.length > 0 || (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length))) {
    return undefined;
  }
  const version = address.includes(':') ? 6 : 4;
  const first = version === 4 ? readV4(address) : readV6(address);
  const width = version === 4 ? 32 : 128;
  const prefix = length === undefined ? width : Number(length);
  if (first === undefined || prefix > width) return undefined;
  const size = 1n << BigInt(width - prefix);
  // Host bits behind the prefix: whether they are ignored is not documented, so it is not read.
  return first % size === 0n ? { version, first, last: first + size - 1n } : undefined;
}

function readV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part)))
    return undefined;
  if (parts.some((part) => Number(part) > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function readV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const gap = 8 - head.length - tail.length;
  if (halves.length === 1 ? gap !== 0 : gap < 1) return undefined;
  const groups = [...head, ...Array.from({ length: gap }, () => '0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  // Addresses that carry an IPv4 one inside could be compared as either.
  const value = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  return value >> 32n === 0xffffn ? undefined : value;
}
