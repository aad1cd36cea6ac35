/**
 * Does one condition of a statement hold for a request?
 *
 * Sources: IAM User Guide, "IAM JSON policy elements: Condition operators" (absent keys, `IfExists`,
 * `Null`), "Single-valued vs. multivalued context keys" (set operators) and "Conditions with
 * multiple context keys or values" (OR, and NOR for negated operators).
 */

import { assertNever } from '../../model/brand.js';
import type { Condition } from '../../model/policy.js';
import type { Request } from '../request.js';
import { not, some, type Truth } from '../truth.js';
import { expandVariables, type Pattern } from '../variables.js';
import { type Operator, operatorNamed, parseBoolean } from './operators.js';

const NO_LITERALS: ReadonlySet<number> = new Set();

export function evaluateCondition(
  condition: Condition,
  request: Pick<Request, 'context' | 'unknownKeys'>,
  variables: 'substituted' | 'literal',
): Truth {
  const values = request.context.get(condition.key.toLowerCase());
  if (values === undefined && request.unknownKeys === 'unknown') return whenKeyIsUnknown(condition);
  if (condition.operator === 'Null') return holdsNull(condition.values, values);
  const operator = operatorNamed(condition.operator);
  if (operator === undefined) return 'unknown';
  if (values === undefined || values.length === 0) return whenAbsent(condition, operator);
  const isOneWanted = (actual: string): Truth =>
    matchesAny({ operator, actual, wanted: condition.values, request, variables });
  return overValues(condition, operator, values, isOneWanted);
}

/** Three conditions hold with and without the key; for them it need not be known. */
function whenKeyIsUnknown(condition: Condition): Truth {
  const wanted = new Set(condition.values.map(parseBoolean));
  return condition.operator === 'Null' && wanted.has(true) && wanted.has(false) ? true : 'unknown';
}

/** `"Null": {key: "true"}`: the key is absent or has no value. */
function holdsNull(wanted: readonly string[], values: readonly string[] | undefined): Truth {
  const isNull = values === undefined || isNullDataset(values);
  return wanted.some((value) => parseBoolean(value) === isNull);
}

function whenAbsent({ ifExists, qualifier }: Condition, operator: Operator): Truth {
  if (ifExists || qualifier === 'ForAllValues') return true;
  return qualifier === undefined && operator.negated;
}

function overValues(
  { qualifier }: Condition,
  operator: Operator,
  values: readonly string[],
  isOneWanted: (actual: string) => Truth,
): Truth {
  const holds = (actual: string): Truth =>
    operator.negated ? not(isOneWanted(actual)) : isOneWanted(actual);
  switch (qualifier) {
    case 'ForAllValues':
      return isNullDataset(values) || not(some(values, (actual) => not(holds(actual))));
    case 'ForAnyValue':
      return !isNullDataset(values) && some(values, holds);
    case undefined: {
      const matches = some(values, isOneWanted);
      return operator.negated ? not(matches) : matches;
    }
    default:
      return assertNever(qualifier);
  }
}

/** "the context key value resolves to a null dataset, such as an empty string" */
function isNullDataset(values: readonly string[]): boolean {
  return values.every((value) => value === '');
}

type Comparison = {
  readonly operator: Operator;
  readonly actual: string;
  readonly wanted: readonly string[];
  readonly request: Pick<Request, 'context' | 'unknownKeys'>;
  readonly variables: 'substituted' | 'literal';
};

function matchesAny({ operator, actual, wanted, request, variables }: Comparison): Truth {
  const matches = (pattern: Pattern): boolean => operator.matches(pattern, actual);
  if (variables === 'literal' || operator.variables === 'literal') {
    return wanted.some((text) => matches({ text, literals: NO_LITERALS }));
  }
  return some(wanted, (text) => {
    const expansion = expandVariables(text, request.context, request.unknownKeys ?? 'absent');
    switch (expansion.kind) {
      case 'resolved':
        return matches(expansion.pattern);
      case 'unresolvable':
        // "If AWS cannot resolve a variable this might cause the entire statement to be invalid":
        // no positive match in either reading, but whether a negation then holds is not documented.
        return operator.negated ? 'unknown' : false;
      case 'unknown':
        return 'unknown';
      default:
        return assertNever(expansion);
    }
  });
}
