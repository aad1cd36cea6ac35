/**
 * IP addresses and CIDR ranges, versions 4 and 6; a version 4 address is in no version 6 range.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", IP address condition
 * operators. A single address is a range of one: AWS names `/32`, written with version 4 in mind.
 */

/** Four or sixteen bytes, and how many leading bits count. */
export type AddressRange = { readonly bytes: readonly number[]; readonly prefix: number };

const LONGEST_ADDRESS = 64;

export function parseRange(text: string): AddressRange | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined;
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  const bits = bytes.length * 8;
  if (slash === -1) return { bytes, prefix: bits };
  const prefix = text.slice(slash + 1);
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits
    ? { bytes, prefix: Number(prefix) }
    : undefined;
}

/** Every address of `inner` lies in `outer`. */
export function containsRange(outer: AddressRange, inner: AddressRange): boolean {
  if (outer.bytes.length !== inner.bytes.length || inner.prefix < outer.prefix) return false;
  return outer.bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, outer.prefix - index * 8));
    return byte >> (8 - bits) === (inner.bytes[index] ?? 0) >> (8 - bits);
  });
}

function parseAddress(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const isByte = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256;
  return parts.every(isByte) ? parts.map(Number) : undefined;
}

function parseVersion6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return [...head, ...new Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

function parseGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const embedded =
      index === groups.length - 1 && group.includes('.') ? parseVersion4(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 255);
    } else return undefined;
  }
  return bytes;
}
