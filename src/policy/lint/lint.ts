/** What rules over a policy's text work with, and what they say. */
import type { Catalog } from '../../catalog/catalog.js';
import type { PolicyFindingKind } from '../../model/finding.js';
import type { PolicyDocument, Statement } from '../../model/policy.js';
import type { Severity } from '../../model/severity.js';
import { type ActionExpander, createActionExpander } from '../expand-actions.js';
import { createResourceFit, type ResourceFit } from '../resource-fit.js';

/** One thing that is wrong with one statement. */
export type Lint = {
  readonly kind: PolicyFindingKind;
  readonly severity: Severity;
  /** Zero-based. */
  readonly statement: number;
  /** JSON path inside the document, such as `Statement[3].Condition`. */
  readonly path: string;
  /** About the statement, as the rest of a sentence: `allows what others allow already`. */
  readonly title: string;
  /** One sentence each. */
  readonly evidence: readonly string[];
  readonly remediation: string;
};

/** Keep one per audit: it remembers what patterns match. */
export type LintTools = {
  readonly catalog: Catalog;
  readonly expander: ActionExpander;
  readonly fit: ResourceFit;
};

export function createLintTools(
  catalog: Catalog,
  expander: ActionExpander = createActionExpander(catalog),
): LintTools {
  return { catalog, expander, fit: createResourceFit(catalog) };
}

/** A statement that was understood in full, in its place. */
export type Place = {
  readonly document: PolicyDocument;
  readonly statement: Statement;
  readonly index: number;
};

export type Rule = (place: Place, tools: LintTools) => readonly Lint[];

/** Enough to see what is meant; the statement itself has the rest. */
const NAMES = 6;

export function some(names: readonly string[]): string {
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `${names.slice(0, NAMES).join(', ')}${more}`;
}
