/** A trailing `*` is the only wildcard that widening makes; it does not cross a colon here. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!pattern.endsWith('*')) return pattern === text;
  const start = pattern.slice(0, -1);
  return text.startsWith(start) && !text.slice(start.length).includes(':');
}
