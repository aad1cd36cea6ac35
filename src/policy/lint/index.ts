/** All rules over a policy's text. To add one: a function beside its like, and its line here. */
import type { PolicyDocument } from '../../model/policy.js';
import { allowsByNotAction, unknownActions } from './actions.js';
import {
  impossibleConditions,
  literalWildcards,
  openForAllValues,
  unknownConditionKeys,
} from './conditions.js';
import { coveredStatements } from './dead-statements.js';
import type { Lint, LintTools, Rule } from './lint.js';
import { unsupportedResources, wildcardPassRole } from './resources.js';

export { createLintTools, type Lint, type LintTools } from './lint.js';

/** What a document is for: it grants, it only limits, or it says who may take a role. */
export type PolicyPurpose = 'grant' | 'boundary' | 'trust';

const RULES: Readonly<Record<PolicyPurpose, readonly Rule[]>> = {
  grant: [
    allowsByNotAction,
    impossibleConditions,
    literalWildcards,
    openForAllValues,
    unknownActions,
    unknownConditionKeys,
    unsupportedResources,
    wildcardPassRole,
  ],
  boundary: [
    impossibleConditions,
    literalWildcards,
    unknownActions,
    unknownConditionKeys,
    unsupportedResources,
  ],
  trust: [impossibleConditions, literalWildcards, openForAllValues, unknownConditionKeys],
};

/** What is certain about the text alone; statements that were not understood are left out. */
export function lintPolicy(
  document: PolicyDocument,
  tools: LintTools,
  purpose: PolicyPurpose = 'grant',
): readonly Lint[] {
  const byStatement = document.statements.flatMap((statement, index) =>
    statement.opaque
      ? []
      : RULES[purpose].flatMap((rule) => rule({ document, statement, index }, tools)),
  );
  return [...byStatement, ...coveredStatements(document, tools)].toSorted(
    (a, b) => a.statement - b.statement || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
  );
}
