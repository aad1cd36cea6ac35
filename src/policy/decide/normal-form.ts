/**
 * Statements in the form the decider compares: folded action patterns, resource patterns with their
 * policy's version, a conjunction of atoms, and texts that are equal when the meaning is.
 */
import type { Condition, PolicyDocument, PrincipalSet, Statement } from '../../model/policy.js';
import { type Atom, atomOf, principalAtom } from './atoms.js';

export type PatternSet = {
  readonly negated: boolean;
  readonly patterns: readonly string[];
  /** Equal keys, equal sets of words. */
  readonly key: string;
  /** `${key}` in the patterns is a variable. */
  readonly hasVariables: boolean;
};

/** All atoms must hold. */
export type Conjunction = { readonly key: string; readonly atoms: readonly Atom[] };

export type NormalStatement = {
  /** Position in the input. */
  readonly policy: number;
  readonly statement: number;
  readonly effect: 'Allow' | 'Deny';
  readonly opaque: boolean;
  /** Statements with equal keys match the same requests. */
  readonly key: string;
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  readonly conditions: Conjunction;
};

/**
 * Sorted, so that the search goes the same way and finds the same witness whatever the order of input.
 *
 * @param side tells the gaps of two lists apart
 */
export function normaliseAll(
  documents: readonly PolicyDocument[],
  side: 'next' | 'prior',
): readonly NormalStatement[] {
  return documents
    .flatMap((document, policy) =>
      document.statements.map((statement, index) =>
        normaliseStatement(document, statement, { policy, statement: index }, side),
      ),
    )
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function normaliseStatement(
  { version }: PolicyDocument,
  statement: Statement,
  place: { readonly policy: number; readonly statement: number },
  side: 'next' | 'prior',
): NormalStatement {
  const hasVariables = version === '2012-10-17';
  const actions = patternSet(
    statement.actions.negated,
    statement.actions.patterns.map(foldAction),
    false,
  );
  // A trust policy has no Resource element: the role itself, so everything.
  const { negated, patterns } = statement.resources ?? { negated: false, patterns: ['*'] };
  const resources = patternSet(negated, patterns, hasVariables);
  const conditions = conjunctionOf(statement, hasVariables);
  const meaning = [statement.effect, actions.key, resources.key, conditions.key].join('\n');
  return {
    ...place,
    effect: statement.effect,
    opaque: statement.opaque,
    key: statement.opaque ? `opaque ${version} ${rawText(statement, place, side)}` : meaning,
    actions,
    resources,
    conditions,
  };
}

/** Without case, ASCII only: full Unicode folding would let a Kelvin sign spell `kms`. */
export function foldAction(text: string): string {
  return text.replace(/[A-Z]+/g, (upper) => upper.toLowerCase());
}

function patternSet(
  negated: boolean,
  patterns: readonly string[],
  mayHaveVariables: boolean,
): PatternSet {
  const distinct = [...new Set(patterns)].sort();
  const hasVariables = mayHaveVariables && distinct.some((pattern) => pattern.includes('${'));
  return {
    negated,
    patterns: distinct,
    key: JSON.stringify([negated, hasVariables, distinct]),
    hasVariables,
  };
}

function conjunctionOf(statement: Statement, hasVariables: boolean): Conjunction {
  const atoms = new Map<string, Atom>();
  for (const atom of [
    ...statement.conditions.map((condition: Condition) => atomOf(condition, hasVariables)),
    ...principalAtoms(statement.principals),
  ]) {
    atoms.set(atom.id, atom);
  }
  const ids = [...atoms.keys()].sort();
  return { key: JSON.stringify(ids), atoms: ids.flatMap((id) => atoms.get(id) ?? []) };
}

function principalAtoms(
  principals: { readonly negated: boolean; readonly set: PrincipalSet } | undefined,
): readonly Atom[] {
  if (principals === undefined) return [];
  if (!principals.negated && principals.set.kind === 'any') return [];
  return [principalAtom(principals.negated, principals.set)];
}

/**
 * What stands for unreadable text looks alike everywhere, and what is nested too deep cannot be
 * printed: neither equals any other.
 */
function rawText(
  statement: Statement,
  place: { readonly policy: number; readonly statement: number },
  side: 'next' | 'prior',
): string {
  const unique = `${side} ${place.policy} ${place.statement} ${statement.effect}`;
  if (Object.keys(statement.raw).length === 0) return `unreadable ${unique}`;
  try {
    return JSON.stringify([statement.effect, statement.raw]);
  } catch {
    return `unprintable ${unique}`;
  }
}
