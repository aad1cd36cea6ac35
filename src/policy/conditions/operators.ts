/**
 * The condition operators: one row each, `IfExists` and the set qualifiers apart.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
import { matchesArnComponents, matchesGlob } from '../match.js';
import { hasVariables, type Pattern } from '../variables.js';
import { containsRange, parseRange } from './addresses.js';
import { parseDate } from './dates.js';
import { compareDecimals, parseDecimal } from './decimals.js';

export type Operator = {
  /** AWS's spelling. */
  readonly name: string;
  /** `StringNotEquals` and its like: true where its positive twin is false. */
  readonly negated: boolean;
  /** Whether `${…}` in a value is a variable. */
  readonly variables: 'substituted' | 'literal';
  /** A value that AWS could make sense of. */
  readonly accepts: (value: string) => boolean;
  /** The positive comparison, also for a negated operator. */
  readonly matches: (wanted: Pattern, actual: string) => boolean;
};

type Comparison = Omit<Operator, 'name' | 'negated'>;

const anyText = (): boolean => true;

const STRING_EQUALS: Comparison = {
  variables: 'substituted',
  accepts: anyText,
  matches: (wanted, actual) => wanted.text === actual,
};

const STRING_EQUALS_IGNORE_CASE: Comparison = {
  variables: 'substituted',
  accepts: anyText,
  matches: (wanted, actual) => wanted.text.toLowerCase() === actual.toLowerCase(),
};

const STRING_LIKE: Comparison = {
  variables: 'substituted',
  accepts: anyText,
  matches: (wanted, actual) => matchesGlob(wanted.text, actual, wanted.literals),
};

/** "The `ArnEquals` and `ArnLike` condition operators behave identically." */
const ARN_LIKE: Comparison = {
  variables: 'substituted',
  accepts: (value) => hasVariables(value) || value.split(':', 6).length === 6,
  matches: (wanted, actual) => matchesArnComponents(wanted.text, actual, wanted.literals),
};

const BOOL: Comparison = {
  variables: 'substituted',
  accepts: (value) => hasVariables(value) || parseBoolean(value) !== undefined,
  matches: (wanted, actual) => {
    const value = parseBoolean(wanted.text);
    return value !== undefined && value === parseBoolean(actual);
  },
};

const BINARY: Comparison = {
  variables: 'literal',
  accepts: (value) => value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value),
  matches: (wanted, actual) => wanted.text === actual,
};

const IP_ADDRESS: Comparison = {
  variables: 'literal',
  accepts: (value) => parseRange(value) !== undefined,
  matches: (wanted, actual) => {
    const [outer, inner] = [parseRange(wanted.text), parseRange(actual)];
    return outer !== undefined && inner !== undefined && containsRange(outer, inner);
  },
};

/** @param holds on below, at or above zero: the request's value against the policy's */
function numeric(holds: (order: number) => boolean): Comparison {
  return {
    variables: 'literal',
    accepts: (value) => parseDecimal(value) !== undefined,
    matches: (wanted, actual) => {
      const [a, b] = [parseDecimal(actual), parseDecimal(wanted.text)];
      return a !== undefined && b !== undefined && holds(compareDecimals(a, b));
    },
  };
}

function date(holds: (order: number) => boolean): Comparison {
  return {
    variables: 'literal',
    accepts: (value) => parseDate(value) !== undefined,
    matches: (wanted, actual) => {
      const [a, b] = [parseDate(actual), parseDate(wanted.text)];
      return a !== undefined && b !== undefined && holds(a - b);
    },
  };
}

const equal = (order: number): boolean => order === 0;
const less = (order: number): boolean => order < 0;
const lessOrEqual = (order: number): boolean => order <= 0;
const greater = (order: number): boolean => order > 0;
const greaterOrEqual = (order: number): boolean => order >= 0;

const row = (name: string, comparison: Comparison): Operator => ({
  name,
  negated: false,
  ...comparison,
});
const negatedRow = (name: string, comparison: Comparison): Operator => ({
  name,
  negated: true,
  ...comparison,
});

const OPERATORS: readonly Operator[] = [
  row('ArnEquals', ARN_LIKE),
  row('ArnLike', ARN_LIKE),
  negatedRow('ArnNotEquals', ARN_LIKE),
  negatedRow('ArnNotLike', ARN_LIKE),
  row('BinaryEquals', BINARY),
  row('Bool', BOOL),
  row('DateEquals', date(equal)),
  row('DateGreaterThan', date(greater)),
  row('DateGreaterThanEquals', date(greaterOrEqual)),
  row('DateLessThan', date(less)),
  row('DateLessThanEquals', date(lessOrEqual)),
  negatedRow('DateNotEquals', date(equal)),
  row('IpAddress', IP_ADDRESS),
  negatedRow('NotIpAddress', IP_ADDRESS),
  row('NumericEquals', numeric(equal)),
  row('NumericGreaterThan', numeric(greater)),
  row('NumericGreaterThanEquals', numeric(greaterOrEqual)),
  row('NumericLessThan', numeric(less)),
  row('NumericLessThanEquals', numeric(lessOrEqual)),
  negatedRow('NumericNotEquals', numeric(equal)),
  row('StringEquals', STRING_EQUALS),
  row('StringEqualsIgnoreCase', STRING_EQUALS_IGNORE_CASE),
  row('StringLike', STRING_LIKE),
  negatedRow('StringNotEquals', STRING_EQUALS),
  negatedRow('StringNotEqualsIgnoreCase', STRING_EQUALS_IGNORE_CASE),
  negatedRow('StringNotLike', STRING_LIKE),
];

const BY_NAME: ReadonlyMap<string, Operator> = new Map(OPERATORS.map((o) => [o.name, o]));
const BY_LOWER_NAME: ReadonlyMap<string, Operator> = new Map(
  OPERATORS.map((o) => [o.name.toLowerCase(), o]),
);

/** By AWS's spelling; `undefined` for `Null`, which compares nothing, and for unknown names. */
export function operatorNamed(name: string): Operator | undefined {
  return BY_NAME.get(name);
}

export type OperatorName = {
  /** AWS's spelling, `Null` included. */
  readonly operator: string;
  readonly qualifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
};

const QUALIFIERS: ReadonlyMap<string, 'ForAllValues' | 'ForAnyValue'> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
]);
const IF_EXISTS = 'ifexists';

/** Reads `forAnyValue:stringLikeIfExists`; `undefined` for what AWS does not know. */
export function parseOperatorName(text: string): OperatorName | undefined {
  const lower = text.toLowerCase();
  const colon = lower.indexOf(':');
  const qualifier = colon === -1 ? undefined : QUALIFIERS.get(lower.slice(0, colon));
  if (colon !== -1 && qualifier === undefined) return undefined;
  const full = lower.slice(colon + 1);
  // AWS defines neither `NullIfExists` nor a qualified `Null`.
  if (full === 'null') return qualifier ? undefined : { operator: 'Null', ifExists: false };
  const ifExists = full.endsWith(IF_EXISTS);
  const operator = BY_LOWER_NAME.get(ifExists ? full.slice(0, -IF_EXISTS.length) : full);
  if (operator === undefined) return undefined;
  return { operator: operator.name, ...(qualifier && { qualifier }), ifExists };
}

/** A value that the operator can work with. */
export function acceptsValue(operator: string, value: string): boolean {
  if (operator === 'Null') return parseBoolean(value) !== undefined;
  return operatorNamed(operator)?.accepts(value) ?? false;
}

export function parseBoolean(text: string): boolean | undefined {
  const lower = text.length <= 5 ? text.toLowerCase() : '';
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
