/**
 * YAML (and so JSON) files that people write, held against a published schema. Every mistake names
 * its line and column. The file is hostile: its size and what its aliases multiply to are bounded.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Document, LineCounter, ParsedNode } from 'yaml';
import type { SchemaName } from '../model/formats.js';
import { UserError } from '../model/user-error.js';
import { firstViolation, type Violation } from './schemas.js';

export type YamlFile<Value> = {
  readonly value: Value;
  /** Where a top-level member stands: `leastwise.yaml:3:1`. */
  readonly placeOf: (member: string) => string;
};

const MOST_BYTES = 1024 * 1024;
/** A list inside a list inside …: more than this is no settings file, and would exhaust the stack. */
const MOST_DEPTH = 40;
/** How many nodes all aliases together may stand for. */
const MOST_ALIASES = 1000;

/** @throws UserError when the file cannot be read, is no YAML, or breaks the schema */
export function readYaml<Value>(path: string, schema: SchemaName): YamlFile<Value> {
  return parseYaml(path, readText(path), schema);
}

export function parseYaml<Value>(path: string, text: string, schema: SchemaName): YamlFile<Value> {
  refuseDepth(path, text);
  const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument<ParsedNode>(text, {
    lineCounter: lines,
    logLevel: 'silent',
    schema: 'core',
    stringKeys: true,
  });
  const place = (offset: number) => placeAt(path, lines, offset);
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    const [what = ''] = mistake.message.split('\n');
    throw new UserError(
      `${place(mistake.pos[0])}: ${what.replace(/ at line \d+, column \d+:?$/, '')}`,
      'correct the YAML there',
    );
  }
  const value = dataOf(path, document);
  const violation = firstViolation(schema, value);
  if (violation !== undefined) throw brokenRule(violation, document, place);
  return { value: value as Value, placeOf: (member) => place(offsetOf(document, [member], true)) };
}

function readText(path: string): string {
  try {
    if (statSync(path).size > MOST_BYTES) {
      throw new UserError(
        `\`${path}\` is larger than ${MOST_BYTES} bytes`,
        'settings take a few kilobytes: give the right file',
      );
    }
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `cannot read \`${path}\`: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`,
      'give a file that is there and readable',
      { cause },
    );
  }
}

/** Brackets and indentation, counted before anything recurses over them. */
function refuseDepth(path: string, text: string): void {
  let open = 0;
  for (const [n, line] of text.split('\n').entries()) {
    const dashes = /^[ ]*(?:- ?)*/.exec(line)?.[0] ?? '';
    for (const character of line) {
      if (character === '[' || character === '{') open++;
      else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    }
    if (open <= MOST_DEPTH && dashes.length <= 4 * MOST_DEPTH) continue;
    throw new UserError(
      `${path}:${n + 1}: nested deeper than ${MOST_DEPTH} levels`,
      'settings have three levels at most',
    );
  }
}

function dataOf(path: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (cause) {
    throw new UserError(
      `${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      'write repeated parts out instead of using aliases',
      { cause },
    );
  }
}

function brokenRule(
  { path, isKey, message, hint }: Violation,
  document: Document,
  place: (offset: number) => string,
): UserError {
  const where = path.length === 0 || isKey ? '' : `${path.join('.')} `;
  return new UserError(`${place(offsetOf(document, path, isKey))}: ${where}${message}`, hint);
}

/** Of the key or the value at a path; of the nearest node around it where there is none. */
function offsetOf(document: Document, path: readonly string[], isKey: boolean): number {
  if (isKey) {
    const key = keyOf(document, path);
    if (key !== undefined) return key;
  }
  for (let length = path.length; length >= 0; length--) {
    const node = nodeAt(document, path.slice(0, length));
    if (node?.range) return node.range[0];
  }
  return 0;
}

type Node = { readonly range?: readonly [number, number, number] | null | undefined };

function nodeAt(document: Document, path: readonly string[]): Node | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return typeof node === 'object' && node !== null ? (node as Node) : undefined;
}

function keyOf(document: Document, path: readonly string[]): number | undefined {
  const parent = nodeAt(document, path.slice(0, -1)) as { readonly items?: readonly unknown[] };
  const items = (parent?.items ?? []) as readonly {
    readonly key?: Node & { readonly value?: unknown };
  }[];
  return items.find(({ key }) => String(key?.value) === path.at(-1))?.key?.range?.[0];
}

function placeAt(path: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${path}:${Math.max(1, line)}:${Math.max(1, col)}`;
}
