/**
 * Condition atoms: one operator block's one key, and which atom implies which by its text alone.
 *
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Set operators for
 * multivalued context keys".
 */
import type { Condition, PrincipalSet } from '../../model/policy.js';

/** How the values of an atom divide the values of its key. `opaque`: compared by text only. */
export type AtomFamily =
  | 'arn'
  | 'bool'
  | 'date'
  | 'folded'
  | 'ip'
  | 'null'
  | 'number'
  | 'opaque'
  | 'string';

export type Comparison = 'equals' | 'like' | 'less' | 'lessOrEqual' | 'more' | 'moreOrEqual';

export type Atom = {
  /** Equal ids, equal truth in every request. */
  readonly id: string;
  /** Context key, folded; `principal` atoms have a key that no context key can have. */
  readonly key: string;
  readonly spelledKey: string;
  readonly operator: string;
  readonly qualifier: Condition['qualifier'];
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly family: AtomFamily;
  readonly comparison: Comparison;
  /** Sorted, distinct. */
  readonly values: readonly string[];
};

type Operator = {
  readonly family: AtomFamily;
  readonly comparison: Comparison;
  readonly negated?: true;
};

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators"; one row per operator. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['ArnEquals', { family: 'arn', comparison: 'like' }],
  ['ArnLike', { family: 'arn', comparison: 'like' }],
  ['ArnNotEquals', { family: 'arn', comparison: 'like', negated: true }],
  ['ArnNotLike', { family: 'arn', comparison: 'like', negated: true }],
  ['BinaryEquals', { family: 'opaque', comparison: 'equals' }],
  ['Bool', { family: 'bool', comparison: 'equals' }],
  ['DateEquals', { family: 'date', comparison: 'equals' }],
  ['DateGreaterThan', { family: 'date', comparison: 'more' }],
  ['DateGreaterThanEquals', { family: 'date', comparison: 'moreOrEqual' }],
  ['DateLessThan', { family: 'date', comparison: 'less' }],
  ['DateLessThanEquals', { family: 'date', comparison: 'lessOrEqual' }],
  ['DateNotEquals', { family: 'date', comparison: 'equals', negated: true }],
  ['IpAddress', { family: 'ip', comparison: 'equals' }],
  ['NotIpAddress', { family: 'ip', comparison: 'equals', negated: true }],
  ['Null', { family: 'null', comparison: 'equals' }],
  ['NumericEquals', { family: 'number', comparison: 'equals' }],
  ['NumericGreaterThan', { family: 'number', comparison: 'more' }],
  ['NumericGreaterThanEquals', { family: 'number', comparison: 'moreOrEqual' }],
  ['NumericLessThan', { family: 'number', comparison: 'less' }],
  ['NumericLessThanEquals', { family: 'number', comparison: 'lessOrEqual' }],
  ['NumericNotEquals', { family: 'number', comparison: 'equals', negated: true }],
  ['StringEquals', { family: 'string', comparison: 'equals' }],
  ['StringEqualsIgnoreCase', { family: 'folded', comparison: 'equals' }],
  ['StringLike', { family: 'string', comparison: 'like' }],
  ['StringNotEquals', { family: 'string', comparison: 'equals', negated: true }],
  ['StringNotEqualsIgnoreCase', { family: 'folded', comparison: 'equals', negated: true }],
  ['StringNotLike', { family: 'string', comparison: 'like', negated: true }],
]);

/** An operator that is not in the table: opaque, and only ever equal to itself. */
const UNKNOWN_OPERATOR: Operator = { family: 'opaque', comparison: 'equals' };

export function atomOf(condition: Condition, mayHaveVariables: boolean): Atom {
  const { operator, qualifier, ifExists } = condition;
  const known = OPERATORS.get(operator);
  const { family, comparison, negated } = known ?? UNKNOWN_OPERATOR;
  const key = condition.key.toLowerCase();
  // Marked, so that a text read with variables never equals the same text read without.
  const read = condition.values.map((value) =>
    mayHaveVariables && value.includes('${') ? `${VARIABLE_MARK}${value}` : value,
  );
  const values = [...new Set(read)].sort();
  const isOpaque =
    known === undefined ||
    qualifier !== undefined ||
    (family === 'null' && ifExists) ||
    values.length === 0 ||
    values.some((value) => value.startsWith(VARIABLE_MARK));
  return {
    id: JSON.stringify([operator, qualifier ?? '', ifExists, key, values]),
    key,
    spelledKey: condition.key,
    operator: known === undefined ? `${UNKNOWN}${operator}` : operator,
    qualifier,
    ifExists,
    negated: negated === true,
    family: isOpaque ? 'opaque' : family,
    comparison,
    values,
  };
}

/** No policy can hold this character. */
export const VARIABLE_MARK: string = '\u0001';
const UNKNOWN = 'unknown ';
const PRINCIPAL = '\u0000principal';

/** Who asks, as one more opaque atom: only lists of principals are compared, by their text. */
export function principalAtom(negated: boolean, set: PrincipalSet): Atom {
  const values = set.kind === 'any' ? ['*'] : listedPrincipals(set);
  return {
    id: JSON.stringify([PRINCIPAL, negated, values]),
    key: PRINCIPAL,
    spelledKey: '',
    operator: negated ? 'NotPrincipal' : 'Principal',
    qualifier: undefined,
    ifExists: false,
    negated,
    family: 'opaque',
    comparison: 'equals',
    values,
  };
}

function listedPrincipals(set: Exclude<PrincipalSet, { kind: 'any' }>): readonly string[] {
  const tagged = [
    ...set.aws.map((value) => `AWS ${value}`),
    ...set.service.map((value) => `Service ${value}`),
    ...set.federated.map((value) => `Federated ${value}`),
    ...set.canonicalUser.map((value) => `CanonicalUser ${value}`),
  ];
  return [...new Set(tagged)].sort();
}

/** `Null` takes no qualifier: with one, AWS's reading of it is not known. */
export function isKnownOperator(atom: Atom): boolean {
  return atom.operator !== 'Null' && !atom.operator.startsWith(UNKNOWN);
}

/**
 * Is `to` true whenever `from` is? By text: the same atom, or the same operator on the same key with
 * fewer values where values are alternatives, with more where none may match.
 */
export function implies(from: Atom, to: Atom): boolean {
  if (from.id === to.id) return true;
  if (from.key !== to.key || from.operator !== to.operator) return false;
  if (from.qualifier !== to.qualifier || !isKnownOperator(from)) return false;
  // `IfExists` only adds the requests without the key, unless it says so already by being negated.
  if (from.ifExists && !to.ifExists && !(from.negated && from.qualifier === undefined))
    return false;
  if (!from.negated) return isWithin(from.values, to.values);
  return from.qualifier === undefined && isWithin(to.values, from.values);
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  const all = new Set(many);
  return few.every((value) => all.has(value));
}
