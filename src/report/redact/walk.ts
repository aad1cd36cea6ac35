/** Every text of a result, by the member it stands in. */
import { ACTIONS, HUMAN, NAMES, PRINCIPALS, QUOTING, VOCABULARY } from './members.js';
import type { Names } from './names.js';

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/;
const DOCUMENTS: ReadonlySet<string> = new Set(['document', 'trustPolicy']);

/** @param parent the member around it, the one nearest that is no list */
export function walk(value: unknown, names: Names, key = '', parent = ''): unknown {
  if (typeof value === 'string') return textOf(value, names, key, parent);
  if (Array.isArray(value)) return value.map((one) => walk(one, names, key, parent));
  if (typeof value !== 'object' || value === null) return value;
  if (DOCUMENTS.has(key)) return documentOf(value, names);
  if (key === 'tags') return tagOf(value, names);
  return Object.fromEntries(
    Object.entries(value).map(([member, one]) => [member, walk(one, names, member, key)]),
  );
}

function tagOf(tag: object, names: Names): unknown {
  const { key, value } = tag as { readonly key: string; readonly value?: string };
  return { key: names.tagKey(key), ...(value !== undefined && { value: names.name(value) }) };
}

function textOf(text: string, names: Names, key: string, parent: string): string {
  if (VOCABULARY.has(key) || ISO_TIME.test(text)) return text;
  if (HUMAN.has(`${parent}.${key}`)) return text === '' ? text : names.name(text);
  if (ACTIONS.has(key)) return names.action(text);
  if (key === 'ownerHints') return hintOf(text, names);
  if (key === 'name' && parent === 'tool') return text;
  if (PRINCIPALS.has(key) || PRINCIPALS.has(`${parent}.${key}`)) return names.principal(text);
  if (NAMES.has(key) || NAMES.has(`${parent}.${key}`)) return names.name(text);
  if (key === 'words' && text.startsWith('{')) return wordOf(text, names);
  return names.sentence(text, QUOTING.has(key) ? 'input' : 'ours');
}

/** `path /ci/`, `team: web`. */
function hintOf(text: string, names: Names): string {
  const [, path] = /^path (.*)$/s.exec(text) ?? [];
  if (path !== undefined) return `path ${names.name(path)}`;
  const at = text.indexOf(': ');
  if (at === -1) return names.name(text);
  return `${names.tagKey(text.slice(0, at))}: ${names.name(text.slice(at + 2))}`;
}

/** A policy on the command line. */
function wordOf(text: string, names: Names): string {
  try {
    return JSON.stringify(documentOf(JSON.parse(text), names));
  } catch {
    return names.sentence(text, 'input');
  }
}

function documentOf(value: unknown, names: Names, key = ''): unknown {
  if (typeof value === 'string') return elementOf(value, names, key);
  if (Array.isArray(value)) return value.map((one) => documentOf(one, names, key));
  if (typeof value !== 'object' || value === null) return value;
  if (key === 'Condition') return conditionOf(value, names);
  return Object.fromEntries(
    Object.entries(value).map(([member, one]) => [
      /^[A-Za-z]+$/.test(member) ? member : names.name(member),
      documentOf(one, names, member),
    ]),
  );
}

function elementOf(text: string, names: Names, key: string): string {
  switch (key) {
    case 'Effect':
    case 'Version':
      return text;
    case 'Action':
    case 'NotAction':
      return names.action(text);
    case 'AWS':
    case 'CanonicalUser':
    case 'Federated':
    case 'NotPrincipal':
    case 'Principal':
    case 'Service':
      return names.principal(text);
    default:
      return names.resource(text);
  }
}

function conditionOf(condition: object, names: Names): unknown {
  const redacted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(redacted);
    return typeof value === 'string' ? names.conditionValue(value) : value;
  };
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(
        Object.entries((keys ?? {}) as object).map(([key, value]) => [
          names.conditionKey(key),
          redacted(value),
        ]),
      ),
    ]),
  );
}
