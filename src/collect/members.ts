/** Members of what IAM answers, in the API's spelling or with a lower first letter, as SDKs give it. */

export type Members = Readonly<Record<string, unknown>>;

export function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

/** `undefined` also for `null`. */
export function member(from: Members, name: string): unknown {
  if (Object.hasOwn(from, name)) return from[name] ?? undefined;
  const lower = name.charAt(0).toLowerCase() + name.slice(1);
  return Object.hasOwn(from, lower) ? (from[lower] ?? undefined) : undefined;
}

export function textMember(from: Members, name: string): string | undefined {
  const value = member(from, name);
  return typeof value === 'string' && value !== '' && value.length <= 4096 ? value : undefined;
}

export function countMember(from: Members, name: string): number {
  const value = member(from, name);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
