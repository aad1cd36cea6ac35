/**
 * Reads values out of a record by a path such as `instancesSet.items[].instanceId`.
 *
 * - `a.b` members; names compare without case, because CloudTrail and the SDKs disagree about it
 * - `[]` every element of a list (lists met on the way are entered anyway)
 * - `{}` every value of a map, `{key}` every key of it
 * - a first `#` reads the response, a first `%` the additional event data, else the request
 * - `@errorCode`, `@region` read the record itself
 */
import type { TrailEvent } from '../../model/trail-event.js';

/** More values than this are not followed: the answer is then incomplete. */
const MAX_VALUES = 500;

/** `complete` is false when some branch did not hold the value, so that values may be missing. */
export type Found = { readonly values: readonly unknown[]; readonly complete: boolean };

export type ParameterPath = (event: TrailEvent) => Found;

const NOTHING: Found = { values: [], complete: false };

export function compilePath(path: string): ParameterPath {
  if (path === '@errorCode') return (event) => found(event.errorCode);
  if (path === '@region') return (event) => found(event.awsRegion);
  const root = path[0];
  const steps = (root === '#' || root === '%' ? path.slice(1) : path)
    .replaceAll('[]', '')
    .replaceAll('{', '.{')
    .split('.')
    .filter((step) => step !== '');
  return (event) => follow(rootOf(event, root), steps);
}

function rootOf(event: TrailEvent, root: string | undefined): unknown {
  if (root === '#') return event.responseElements;
  return root === '%' ? event.additionalEventData : event.requestParameters;
}

function found(value: unknown): Found {
  return value === undefined || value === null ? NOTHING : { values: [value], complete: true };
}

function follow(root: unknown, steps: readonly string[]): Found {
  if (root === undefined) return NOTHING;
  let current: readonly unknown[] = [root];
  let complete = true;
  for (const step of steps) {
    const next: unknown[] = [];
    for (const value of current) {
      const inner = flatten(stepInto(value, step));
      if (inner.length === 0) complete = false;
      if (next.length + inner.length > MAX_VALUES) return NOTHING;
      for (const item of inner) next.push(item);
    }
    if (next.length === 0) return NOTHING;
    current = next;
  }
  return { values: current, complete: complete && current.length > 0 };
}

/** Lists are entered one level; absent values vanish. */
function flatten(values: readonly unknown[]): unknown[] {
  const flat: unknown[] = [];
  for (const value of values) {
    if (Array.isArray(value)) {
      for (const item of value) if (item !== undefined && item !== null) flat.push(item);
    } else if (value !== undefined && value !== null) flat.push(value);
  }
  return flat;
}

function stepInto(value: unknown, step: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (step === '{}') return Object.values(value);
  if (step === '{key}') return Object.keys(value);
  const member = memberOf(value, step);
  return member === undefined ? [] : [member];
}

function memberOf(value: object, name: string): unknown {
  if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
  const folded = name.toLowerCase();
  for (const key of Object.keys(value)) {
    if (key.length === folded.length && key.toLowerCase() === folded) {
      return (value as Record<string, unknown>)[key];
    }
  }
  return undefined;
}
