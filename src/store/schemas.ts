/** The published JSON Schemas, and values held against them. They are generated from `src/model`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { closest } from '../model/closest.js';
import type { SchemaName } from '../model/formats.js';

/** What is wrong, and at which member; `isKey` when its name is what is wrong. */
export type Violation = {
  readonly path: readonly string[];
  readonly isKey: boolean;
  readonly message: string;
  readonly hint: string;
};

export function schemaText(name: SchemaName): string {
  return readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8');
}

/** Ajv takes a while to load, and most runs have nothing to validate. */
const load = createRequire(import.meta.url);
const validators = new Map<SchemaName, ValidateFunction>();

function validatorOf(name: SchemaName): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const { Ajv } = load('ajv') as typeof import('ajv');
  // A broken result may be broken a million times: there, the first time is enough.
  const ajv = new Ajv({ allErrors: name !== 'result', strict: false, verbose: true });
  const made = ajv.compile(JSON.parse(schemaText(name)) as object);
  validators.set(name, made);
  return made;
}

/** @returns the first thing that is wrong; `undefined` when nothing is */
export function firstViolation(name: SchemaName, value: unknown): Violation | undefined {
  const validate = validatorOf(name);
  if (validate(value)) return undefined;
  // Of alternatives, the one that got farthest is the one that was meant.
  const errors = (validate.errors ?? []).filter(({ keyword }) => !CHOICES.has(keyword));
  const [deepest = validate.errors?.[0]] = errors.toSorted((a, b) => weightOf(b) - weightOf(a));
  return deepest === undefined ? undefined : violationOf(deepest);
}

const CHOICES: ReadonlySet<string> = new Set(['anyOf', 'oneOf']);

/** Depth counts first; a typo explains the member that is missing beside it. */
function weightOf({ instancePath, keyword }: ErrorObject): number {
  const depth = 2 * instancePath.split('/').length;
  if (keyword === 'additionalProperties') return depth + 3;
  return keyword === 'required' ? depth + 2 : depth;
}

function violationOf(error: ErrorObject): Violation {
  const path = error.instancePath.split('/').slice(1).map(unescapePointer);
  const { keyword, params } = error;
  if (keyword === 'additionalProperties') {
    return unknownMember(path, String(params.additionalProperty), error);
  }
  if (keyword === 'required') {
    const missing = String(params.missingProperty);
    return { path, isKey: false, message: `\`${missing}\` is missing`, hint: `add \`${missing}\`` };
  }
  return { path, isKey: false, message: messageOf(error), hint: hintOf(error) };
}

function unknownMember(path: readonly string[], name: string, error: ErrorObject): Violation {
  const properties = (error.parentSchema as { readonly properties?: object }).properties ?? {};
  const names = Object.keys(properties).filter((one) => !one.startsWith('$'));
  // `window-days` is what somebody writes who means `window`.
  const meant = closest(name, names)[0] ?? names.find((one) => name.startsWith(`${one}-`));
  return {
    path: [...path, name],
    isKey: true,
    message: `unknown key \`${name}\``,
    hint: meant === undefined ? `known keys are ${names.join(', ')}` : `did you mean \`${meant}\`?`,
  };
}

function messageOf({ keyword, params, data }: ErrorObject): string {
  const found = `not ${shown(data)}`;
  switch (keyword) {
    case 'type':
      return `must be ${[params.type].flat().map(String).join(' or ')}, ${found}`;
    case 'enum':
      return `must be one of ${(params.allowedValues as readonly unknown[]).join(', ')}, ${found}`;
    case 'const':
      return `must be ${shown(params.allowedValue)}, ${found}`;
    case 'pattern':
      return `has the wrong form: ${shown(data)}`;
    case 'minLength':
      return 'must not be empty';
    case 'minimum':
    case 'maximum':
      return `must be ${keyword === 'minimum' ? 'at least' : 'at most'} ${params.limit}, ${found}`;
    default:
      return `breaks the rule \`${keyword}\``;
  }
}

/** What the schema says of the member. */
function hintOf({ parentSchema }: ErrorObject): string {
  const said = (parentSchema as { readonly description?: string } | undefined)?.description;
  return said ?? '`leastwise schema` prints what is allowed';
}

const LONGEST = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  const text = String(value);
  return `\`${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}\``;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
