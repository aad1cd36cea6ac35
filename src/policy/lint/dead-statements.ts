/**
 * Statements that change nothing because others of the same policy and effect cover them.
 *
 * Decided, not guessed: what the decider cannot prove is not said. Of two equal statements the later
 * one is named.
 */
import { actionsOf, isEmptySet, isSubset, overlaps, union } from '../../catalog/action-set.js';
import type { ActionSet } from '../../model/action.js';
import type { PolicyDocument, Statement } from '../../model/policy.js';
import { expandActions } from '../expand-actions.js';
import { decideInclusion } from '../includes.js';
import { matchesAction, matchesGlob } from '../match.js';
import type { Lint, LintTools } from './lint.js';

/** Quotas allow some dozens; beyond, the work would grow with the square. */
const MOST_STATEMENTS = 200;
const BUDGET = { states: 1_000, atoms: 8 };

type Entry = {
  readonly statement: Statement;
  readonly index: number;
  readonly actions: ActionSet;
};

export function coveredStatements(
  document: PolicyDocument,
  { expander }: LintTools,
): readonly Lint[] {
  if (document.statements.length > MOST_STATEMENTS) return [];
  let left: readonly Entry[] = document.statements
    .map((statement, index) => ({
      statement,
      index,
      actions: expandActions(expander, statement.actions),
    }))
    .filter(({ statement }) => !statement.opaque);
  const lints: Lint[] = [];
  for (const entry of left.toReversed()) {
    const others = left.filter(
      (other) => other !== entry && other.statement.effect === entry.statement.effect,
    );
    const covering = coveringOf(document, entry, others, expander);
    if (covering === undefined) continue;
    left = left.filter((other) => other !== entry);
    lints.push(lintOf(entry, covering));
  }
  return lints;
}

/** The one that covers it, or all that overlap it when only they together do. */
function coveringOf(
  document: PolicyDocument,
  entry: Entry,
  others: readonly Entry[],
  expander: LintTools['expander'],
): readonly Entry[] | undefined {
  // Two names outside the catalogue have no overlap that sets could show.
  const near = isEmptySet(entry.actions)
    ? others
    : others.filter(({ actions }) => overlaps(actions, entry.actions));
  const [first, ...rest] = near;
  if (first === undefined) return undefined;
  const together = rest.map(({ actions }) => actions).reduce(union, first.actions);
  if (!isSubset(entry.actions, together)) return undefined;
  if (isPlainlyOpen(document, entry, near, expander)) return undefined;
  const one = near.find(
    (other) => isSubset(entry.actions, other.actions) && covers(document, entry, [other]),
  );
  if (one !== undefined) return [one];
  return near.length > 1 && covers(document, entry, near) ? near : undefined;
}

/** A request of the statement, made up from its text, that none of the others can match: the usual case. */
function isPlainlyOpen(
  { version }: PolicyDocument,
  entry: Entry,
  others: readonly Entry[],
  { catalog }: LintTools['expander'],
): boolean {
  const { resources, actions } = entry.statement;
  if (resources === undefined || resources.negated || actions.negated) return false;
  const [action] = actionsOf(catalog, entry.actions);
  if (action === undefined) return false;
  const matching = others.filter(({ statement }) => names(statement, action));
  return resources.patterns.some((pattern) => {
    const word = wordOf(pattern);
    return !matching.some((other) => mayMatch(other.statement, version, word));
  });
}

function names({ actions }: Statement, action: string): boolean {
  return actions.patterns.some((pattern) => matchesAction(pattern, action)) !== actions.negated;
}

/** What stands for a wildcard or a variable is in no policy. */
function wordOf(pattern: string): string {
  return pattern.replace(/\$\{[^}]*\}|\*+/g, '\u0001').replaceAll('?', '\u0001');
}

function mayMatch({ resources }: Statement, version: string, word: string): boolean {
  if (resources === undefined) return true;
  const matches = resources.patterns.some((pattern) =>
    matchesGlob(version === '2012-10-17' ? pattern.replace(/\$\{[^}]*\}/g, '*') : pattern, word),
  );
  return resources.negated || matches;
}

function covers(
  { version, versionStated }: PolicyDocument,
  entry: Entry,
  others: readonly Entry[],
): boolean {
  // Which requests a statement matches does not depend on its effect.
  const asAllows = (entries: readonly Entry[]): PolicyDocument => ({
    version,
    versionStated,
    statements: entries.map(({ statement }) => ({ ...statement, effect: 'Allow' })),
  });
  return (
    decideInclusion([asAllows([entry])], [asAllows(others)], { budget: BUDGET }).kind === 'included'
  );
}

function lintOf({ statement, index }: Entry, covering: readonly Entry[]): Lint {
  const verb = statement.effect === 'Allow' ? 'allows' : 'denies';
  const paths = covering.map((one) => `Statement[${one.index}]`);
  return {
    kind: 'dead-statement',
    severity: 'low',
    statement: index,
    path: `Statement[${index}]`,
    title: `${verb} only what ${paths.length === 1 ? paths[0] : 'other statements'} of the same policy ${paths.length === 1 ? verb : verb.slice(0, -1)} already`,
    evidence: [
      `every request that it matches is matched by ${paths.join(', ')}: decided over all strings`,
    ],
    remediation: 'remove the statement: nothing changes',
  };
}
