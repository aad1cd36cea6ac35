/**
 * Values as HCL, laid out as `terraform fmt` lays them out. Every string is a literal: what would begin
 * a template (`${`, `%{`) is escaped, and nothing can end the string.
 *
 * Source: HCL Native Syntax Specification, "Template Expressions" and "Quoted Templates".
 */

/** An expression that is not data, such as `aws_iam_policy.work.arn`. */
export type HclReference = { readonly reference: string };

export type HclAttribute = readonly [name: string, value: string | HclReference | HclJson];

/** A JSON document, written as `jsonencode({…})`. */
export type HclJson = { readonly json: unknown };

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};

export function hclString(text: string): string {
  return `"${text.replace(
    /[$%](?=[$%]?\{)|[\n\r\t"\\]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (char, at: number) =>
      ESCAPES[char] ?? (/[$%]/.test(char) ? sign(char, text[at + 1]) : unicode(char)),
  )}"`;
}

/** A sign before `${` would make `$${`, which HCL reads as an escape of its own: it is written out. */
function sign(char: string, next: string | undefined): string {
  return next === '{' ? char + char : unicode(char);
}

function unicode(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code > 0xffff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** @returns lines, the first without indent: it stands behind `=` or a list's dash */
export function hclValue(value: unknown, indent: string): string {
  if (typeof value === 'string') return hclString(value);
  if (Array.isArray(value)) return hclList(value, indent);
  if (typeof value === 'object' && value !== null) return hclObject(value, indent);
  return JSON.stringify(value) ?? 'null';
}

function hclList(values: readonly unknown[], indent: string): string {
  if (values.length === 0) return '[]';
  const inner = `${indent}  `;
  const lines = values.map((value) => `${inner}${hclValue(value, inner)},`);
  return `[\n${lines.join('\n')}\n${indent}]`;
}

function hclObject(value: object, indent: string): string {
  const inner = `${indent}  `;
  const entries = Object.entries(value).map(
    ([key, member]) => [hclKey(key), hclValue(member, inner)] as const,
  );
  if (entries.length === 0) return '{}';
  return `{\n${aligned(entries, inner).join('\n')}\n${indent}}`;
}

/** A word that HCL would read as something else is quoted too. */
function hclKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) && !/^(?:for|true|false|null)$/.test(key)
    ? key
    : hclString(key);
}

/** Neighbours that take one line each have their `=` in one column. */
export function aligned(
  entries: readonly (readonly [key: string, value: string])[],
  indent: string,
): readonly string[] {
  const widths = entries.map(() => 0);
  for (let at = 0; at < entries.length; at += 1) {
    let end = at;
    let width = 0;
    while (end < entries.length && !entries[end]?.[1].includes('\n')) {
      width = Math.max(width, [...(entries[end]?.[0] ?? '')].length);
      end += 1;
    }
    for (let n = at; n < end; n += 1) widths[n] = width;
    at = Math.max(at, end);
  }
  return entries.map(([key, value], n) => `${indent}${key.padEnd(widths[n] ?? 0)} = ${value}`);
}

export function attributeValue(value: HclAttribute[1], indent: string): string {
  if (typeof value === 'string') return hclString(value);
  return 'reference' in value ? value.reference : `jsonencode(${hclValue(value.json, indent)})`;
}
