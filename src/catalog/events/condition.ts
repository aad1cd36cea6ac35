/**
 * Conditions on a record: `a.b,c=x` holds when any of its comma-separated tests does.
 *
 * `path` is there and not empty · `!path` is not there · `path=text` · `path^=start` · `path~=part` ·
 * a path ending in `*` stands for any member with that start. Text compares without case. What is not
 * in the record is not there, so that `!path` holds for a request that was left out.
 */
import type { TrailEvent } from '../../model/trail-event.js';
import { compilePath } from './parameter-path.js';

/** `unknown`: the record does not carry the request, so nobody can tell. */
export type Condition = (event: TrailEvent) => 'yes' | 'no' | 'unknown';

type Test = (event: TrailEvent) => boolean;

const OPERATORS: Readonly<Record<string, (value: string, operand: string) => boolean>> = {
  '^=': (value, operand) => value.startsWith(operand),
  '~=': (value, operand) => value.includes(operand),
  '=': (value, operand) => value === operand,
};

export function compileCondition(text: string): Condition {
  const parts = text.split(',');
  const tests = parts.map(compileTest);
  const needsRequest = parts.some((part) => !/^!?[#%@]/.test(part));
  return (event) => {
    if (tests.some((test) => test(event))) return 'yes';
    return needsRequest && event.requestParameters === undefined ? 'unknown' : 'no';
  };
}

/** The paths that a condition reads; one that ends in `*` stands for all members with that start. */
export function pathsOfCondition(text: string): readonly string[] {
  return text.split(',').map((part) => part.replace(/^!/, '').split(OPERATOR, 1)[0] ?? '');
}

const OPERATOR = /\^=|~=|=/;

function compileTest(text: string): Test {
  if (text.startsWith('!')) {
    const present = compileTest(text.slice(1));
    return (event) => !present(event);
  }
  for (const [operator, compare] of Object.entries(OPERATORS)) {
    const at = text.indexOf(operator);
    if (at > 0) {
      const path = compilePath(text.slice(0, at));
      const operand = text.slice(at + operator.length).toLowerCase();
      return (event) =>
        path(event).values.some((v) => typeof v === 'string' && compare(v.toLowerCase(), operand));
    }
  }
  return text.endsWith('*') ? memberTest(text.slice(0, -1)) : presenceTest(text);
}

function memberTest(start: string): Test {
  return ({ requestParameters }) =>
    requestParameters !== undefined &&
    Object.keys(requestParameters).some((key) => key.toLowerCase().startsWith(start));
}

/** An empty text, list or object counts as absent. */
function presenceTest(text: string): Test {
  const path = compilePath(text);
  return (event) => path(event).values.some(isFilled);
}

function isFilled(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== '' && value !== false;
}
