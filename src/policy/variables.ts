/**
 * Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`, `${?}`, `${$}`.
 *
 * Only version 2012-10-17 knows them; callers leave older texts alone.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
import type { LiteralPositions } from './match.js';
import type { RequestContext } from './request.js';

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  /** `${*}`, `${?}`, `${$}`: the character itself, never a wildcard. */
  | { readonly kind: 'character'; readonly text: string }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback?: string }
  /** `${` without its end, or without a name. */
  | { readonly kind: 'malformed'; readonly text: string };

/** A pattern without variables; `literals` are the positions that values took the place of. */
export type Pattern = { readonly text: string; readonly literals: LiteralPositions };

export type Expansion =
  | { readonly kind: 'resolved'; readonly pattern: Pattern }
  /** A variable's key is not in the request and has no fallback: there is nothing to compare with. */
  | { readonly kind: 'unresolvable' }
  /** A key is not known: `widest` matches whatever the pattern could match. */
  | { readonly kind: 'unknown'; readonly widest: Pattern };

const NO_LITERALS: LiteralPositions = new Set();
const SPECIAL = new Set(['*', '?', '$']);

export function hasVariables(text: string): boolean {
  return text.includes('${');
}

export function parseTemplate(text: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let from = 0;
  for (let start = text.indexOf('${'); start !== -1; start = text.indexOf('${', from)) {
    if (start > from) parts.push({ kind: 'text', text: text.slice(from, start) });
    const end = text.indexOf('}', start);
    if (end === -1) {
      parts.push({ kind: 'malformed', text: text.slice(start) });
      return parts;
    }
    parts.push(parseVariable(text.slice(start, end + 1)));
    from = end + 1;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
}

/** @param text from `${` to `}` */
function parseVariable(text: string): TemplatePart {
  const inner = text.slice(2, -1);
  if (SPECIAL.has(inner)) return { kind: 'character', text: inner };
  const comma = inner.indexOf(',');
  const key = (comma === -1 ? inner : inner.slice(0, comma)).trim();
  if (key === '' || key.includes('${') || key.includes("'")) return { kind: 'malformed', text };
  if (comma === -1) return { kind: 'variable', key: key.toLowerCase() };
  const quoted = inner.slice(comma + 1).trim();
  const isQuoted = quoted.length >= 2 && quoted.startsWith("'") && quoted.endsWith("'");
  return isQuoted
    ? { kind: 'variable', key: key.toLowerCase(), fallback: quoted.slice(1, -1) }
    : { kind: 'malformed', text };
}

export function hasMalformedVariable(text: string): boolean {
  return hasVariables(text) && parseTemplate(text).some((part) => part.kind === 'malformed');
}

/** Puts the request's values in. `unknownKeys` says what a key that the context lacks means. */
export function expandVariables(
  text: string,
  context: RequestContext,
  unknownKeys: 'absent' | 'unknown',
): Expansion {
  if (!hasVariables(text)) return { kind: 'resolved', pattern: { text, literals: NO_LITERALS } };
  const literals = new Set<number>();
  let expanded = '';
  let isUnknown = false;
  for (const part of parseTemplate(text)) {
    if (part.kind === 'text') {
      expanded += part.text;
      continue;
    }
    if (part.kind === 'variable' && unknownKeys === 'unknown' && !context.has(part.key)) {
      isUnknown = true;
      expanded += '*';
      continue;
    }
    const value = part.kind === 'variable' ? valueOfVariable(part, context) : part.text;
    if (value === undefined) return { kind: 'unresolvable' };
    expanded = appendLiterally(expanded, value, literals);
  }
  const pattern = { text: expanded, literals };
  return isUnknown ? { kind: 'unknown', widest: pattern } : { kind: 'resolved', pattern };
}

/**
 * Only single-valued keys can be variables.
 * Source: IAM User Guide, "Single-valued vs. multivalued context keys".
 */
function valueOfVariable(
  { key, fallback }: { readonly key: string; readonly fallback?: string },
  context: RequestContext,
): string | undefined {
  const values = context.get(key) ?? [];
  if (values.length > 1) return undefined;
  return values.length === 1 ? values[0] : fallback;
}

function appendLiterally(text: string, value: string, literals: Set<number>): string {
  for (let index = 0; index < value.length; index++) {
    const character = value[index];
    if (character === '*' || character === '?' || character === ':') {
      literals.add(text.length + index);
    }
  }
  return text + value;
}
