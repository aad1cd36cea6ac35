/** Members of what a service wrote freely into a record. */

export type Fields = Readonly<Record<string, unknown>> | undefined;

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** Own text of a sane length. */
export function text(from: Fields, name: string): string | undefined {
  const value = from !== undefined && Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= 2048 ? value : undefined;
}
