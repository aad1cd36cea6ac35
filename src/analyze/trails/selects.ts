/**
 * Does a trail's selector record all events of a shape, some, or none?
 *
 * A shape says what is known of the events asked about; a field that it leaves out may hold anything.
 * Source: CloudTrail API Reference, "AdvancedFieldSelector".
 */
import {
  type EventSelector,
  type FieldSelector,
  SELECTOR_OPERATORS,
  type SelectorOperator,
} from '../../model/trail.js';

/** What is known of one field of all events asked about. */
export type FieldShape =
  | { readonly kind: 'exact'; readonly value: string }
  /** It begins so. */
  | { readonly kind: 'prefix'; readonly value: string }
  /** It is none of these, and nothing else is known. */
  | { readonly kind: 'other-than'; readonly values: ReadonlySet<string> };

export type EventShape = ReadonlyMap<string, FieldShape>;

export type Selected = 'always' | 'sometimes' | 'never';

/** By one selector alone: events that two record between them are `sometimes`. */
export function selects(selectors: readonly EventSelector[], shape: EventShape): Selected {
  const answers = selectors.map(({ fields }) =>
    and(fields.map((field) => fieldSelects(field, shape.get(field.field)))),
  );
  if (answers.includes('always')) return 'always';
  return answers.every((answer) => answer === 'never') ? 'never' : 'sometimes';
}

function fieldSelects({ operators }: FieldSelector, shape: FieldShape | undefined): Selected {
  return and(
    SELECTOR_OPERATORS.flatMap((operator) => {
      const values = operators[operator];
      return values === undefined ? [] : operatorSelects(operator, values, shape);
    }),
  );
}

function and(answers: readonly Selected[]): Selected {
  if (answers.includes('never')) return 'never';
  return answers.every((answer) => answer === 'always') ? 'always' : 'sometimes';
}

const NEGATED: ReadonlyMap<SelectorOperator, SelectorOperator> = new Map([
  ['NotEquals', 'Equals'],
  ['NotStartsWith', 'StartsWith'],
  ['NotEndsWith', 'EndsWith'],
]);

function operatorSelects(
  operator: SelectorOperator,
  values: readonly string[],
  shape: FieldShape | undefined,
): Selected {
  const plain = NEGATED.get(operator);
  if (plain !== undefined) return not(operatorSelects(plain, values, shape));
  if (shape === undefined) return 'sometimes';
  switch (operator) {
    case 'Equals':
      return equalsOne(values, shape);
    case 'StartsWith':
      return startsWithOne(values, shape);
    default:
      if (shape.kind !== 'exact') return 'sometimes';
      return values.some((value) => shape.value.endsWith(value)) ? 'always' : 'never';
  }
}

function not(answer: Selected): Selected {
  if (answer === 'sometimes') return answer;
  return answer === 'always' ? 'never' : 'always';
}

function equalsOne(values: readonly string[], shape: FieldShape): Selected {
  switch (shape.kind) {
    case 'exact':
      return values.includes(shape.value) ? 'always' : 'never';
    case 'prefix':
      return values.some((value) => value.startsWith(shape.value)) ? 'sometimes' : 'never';
    default:
      return values.every((value) => shape.values.has(value)) ? 'never' : 'sometimes';
  }
}

function startsWithOne(values: readonly string[], shape: FieldShape): Selected {
  if (shape.kind === 'other-than') return 'sometimes';
  if (values.some((value) => shape.value.startsWith(value))) return 'always';
  const mayGoOn = shape.kind === 'prefix' && values.some((value) => value.startsWith(shape.value));
  return mayGoOn ? 'sometimes' : 'never';
}
