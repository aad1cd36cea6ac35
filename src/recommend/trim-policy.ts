/**
 * Narrows a policy to what must stay, statement by statement.
 *
 * Deny statements, conditions, resources, Sids and principals stay as they are; only the actions of
 * Allow statements shrink. A statement of which some part was not understood is not touched.
 */
import { isEmptySet, minus } from '../catalog/action-set.js';
import type { ActionSet } from '../model/action.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { compressActions } from '../policy/compress.js';
import { type ActionExpander, expandActions } from '../policy/expand-actions.js';
import { withActions } from './statement.js';

/** @returns the same object when nothing can go */
export function trimPolicy(
  expander: ActionExpander,
  document: PolicyDocument,
  kept: ActionSet,
): PolicyDocument {
  const statements = document.statements.flatMap((statement) =>
    trimStatement(expander, statement, kept),
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
): readonly Statement[] {
  if (statement.effect === 'Deny' || statement.opaque) return [statement];
  const granted = expandActions(expander, statement.actions);
  if (isEmptySet(minus(granted, kept))) return [statement];
  const actions = compressActions(expander, statement.actions, kept, { wildcards: 'lossless' });
  return actions.patterns.length === 0 ? [] : [withActions(statement, actions.patterns)];
}
