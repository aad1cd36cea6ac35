/**
 * Narrows a policy to what must stay, statement by statement.
 *
 * Deny statements, conditions, resources, Sids and principals stay as they are; only the actions of
 * Allow statements shrink. A statement of which some part was not understood is not touched.
 */
import { isEmptySet, minus } from '../catalog/action-set.js';
import type { ActionSet } from '../model/action.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { type CompressOptions, compressActions } from '../policy/compress.js';
import { type ActionExpander, expandActions } from '../policy/expand-actions.js';
import { withActions } from './statement.js';

/** How lists of actions are written. */
export type Wording = CompressOptions;

export const LOSSLESS: Wording = { wildcards: 'lossless' };

/** @returns the same object when nothing can go */
export function trimPolicy(
  expander: ActionExpander,
  document: PolicyDocument,
  kept: ActionSet,
  wording: Wording = LOSSLESS,
): PolicyDocument {
  const statements = document.statements.flatMap((statement) =>
    trimStatement(expander, statement, kept, wording),
  );
  const changed =
    statements.length !== document.statements.length ||
    statements.some((statement, index) => statement !== document.statements[index]);
  return changed ? { ...document, statements } : document;
}

/** Nothing, the statement itself, or a narrower one. */
function trimStatement(
  expander: ActionExpander,
  statement: Statement,
  kept: ActionSet,
  wording: Wording,
): readonly Statement[] {
  if (statement.effect === 'Deny' || statement.opaque) return [statement];
  const granted = expandActions(expander, statement.actions);
  if (isEmptySet(minus(granted, kept))) return [statement];
  const actions = compressActions(expander, statement.actions, kept, wording);
  if (actions.patterns.length === 0) return [];
  // Within a budget the shortest text may be the one that is there.
  return isSameList(actions, statement.actions)
    ? [statement]
    : [withActions(statement, actions.patterns)];
}

function isSameList(a: Statement['actions'], b: Statement['actions']): boolean {
  return a.negated === b.negated && [...a.patterns].sort().join() === [...b.patterns].sort().join();
}
