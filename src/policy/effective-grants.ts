/**
 * Which known actions an identity is granted, which of them may work, and which never can.
 *
 * Works on actions alone and errs to one side: `effective` holds every action that some request (some
 * resource, some context) may succeed with because of these policies, so `dead` holds only what none
 * can. A Deny counts when it is unconditional and covers all resources; an Allow of a boundary or an
 * SCP counts whatever its resources and conditions. Resource policies grant on their own account and
 * are not looked at.
 *
 * Source: IAM User Guide, "Policy evaluation logic" and "Permissions boundaries for IAM entities";
 * Organizations User Guide, "SCP evaluation".
 */
import {
  type ActionSet,
  emptySet,
  fullSet,
  intersect,
  minus,
  union,
} from '../catalog/action-set.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { type ActionExpander, expandActions, expandPatterns } from './expand-actions.js';
import { type ResourceReach, reachedActions } from './resource-reach.js';

/** Absent is not empty: an absent layer restricts nothing, an empty one allows nothing. */
export type GrantLayers = {
  /** Inline, attached and through groups. */
  readonly identity: readonly PolicyDocument[];
  /** Leave out when there is none, and also when there is one that could not be read. */
  readonly boundary?: PolicyDocument | undefined;
  /**
   * Per node on the account's path the SCPs attached there. Leave out when no organization is known,
   * for the management account and for service-linked roles: SCPs do not bind them.
   */
  readonly scpLevels?: readonly (readonly PolicyDocument[])[] | undefined;
};

export type EffectiveGrants = {
  readonly granted: ActionSet;
  readonly effective: ActionSet;
  /** Granted but not effective. */
  readonly dead: ActionSet;
  /** Why: parts of `dead` by the layer that takes them away; they may overlap. */
  readonly deadBecause: {
    readonly deny: ActionSet;
    readonly boundary: ActionSet;
    readonly scp: ActionSet;
    /** No granting statement names a resource that the action takes. */
    readonly resource: ActionSet;
  };
};

/** The union over Allow statements, whatever their resources and conditions. */
export function grantedActions(
  expander: ActionExpander,
  statements: Iterable<Statement>,
): ActionSet {
  return unionOver(expander, statements, ({ effect }) => effect === 'Allow');
}

export function effectiveGrants(
  expander: ActionExpander,
  reach: ResourceReach,
  layers: GrantLayers,
): EffectiveGrants {
  const { identity, boundary, scpLevels } = layers;
  const granted = grantedActions(expander, statementsOf(identity));
  const limits = {
    deny: minus(fullSet(expander.catalog), deniedActions(expander, layers)),
    boundary: boundary ? allowedActions(expander, [boundary]) : fullSet(expander.catalog),
    scp: (scpLevels ?? [])
      .map((documents) => allowedActions(expander, documents))
      .reduce(intersect, fullSet(expander.catalog)),
    resource: servedActions(expander, reach, statementsOf(identity)),
  };
  const effective = Object.values(limits).reduce(intersect, granted);
  return {
    granted,
    effective,
    dead: minus(granted, effective),
    deadBecause: {
      deny: minus(granted, limits.deny),
      boundary: minus(granted, limits.boundary),
      scp: minus(granted, limits.scp),
      resource: minus(granted, limits.resource),
    },
  };
}

/** Statements whose resources leave the service open serve all their actions: no need to look closer. */
function servedActions(
  expander: ActionExpander,
  reach: ResourceReach,
  statements: readonly Statement[],
): ActionSet {
  return statements
    .filter(({ effect }) => effect === 'Allow')
    .map((statement) =>
      statement.opaque
        ? fullSet(expander.catalog)
        : intersect(expandActions(expander, statement.actions), reachedActions(reach, statement)),
    )
    .reduce(union, emptySet(expander.catalog));
}

/** An Allow that was not understood may allow anything. */
export function allowedActions(
  expander: ActionExpander,
  documents: readonly PolicyDocument[],
): ActionSet {
  const statements = statementsOf(documents);
  const mayAllowAnything = statements.some(({ effect, opaque }) => effect === 'Allow' && opaque);
  return mayAllowAnything ? fullSet(expander.catalog) : grantedActions(expander, statements);
}

/** An explicit deny in any layer is final. */
function deniedActions(
  expander: ActionExpander,
  { identity, boundary, scpLevels = [] }: GrantLayers,
): ActionSet {
  const documents = [...identity, ...(boundary ? [boundary] : []), ...scpLevels.flat()];
  return unionOver(expander, statementsOf(documents), deniesAlways);
}

/** Whether the statement denies its actions to everybody, on every resource, in every context. */
function deniesAlways(statement: Statement): boolean {
  const { effect, opaque, conditions, principals, resources } = statement;
  if (effect !== 'Deny' || opaque || conditions.length > 0 || principals !== undefined)
    return false;
  return resources?.negated === false && resources.patterns.some((text) => /^\*+$/.test(text));
}

function statementsOf(documents: readonly PolicyDocument[]): readonly Statement[] {
  return documents.flatMap(({ statements }) => statements);
}

/** Positive elements are gathered first: one set for all of them costs less than one for each. */
function unionOver(
  expander: ActionExpander,
  statements: Iterable<Statement>,
  counts: (statement: Statement) => boolean,
): ActionSet {
  const elements = [...statements].filter(counts).map(({ actions }) => actions);
  const positive = elements.filter(({ negated }) => !negated).flatMap(({ patterns }) => patterns);
  return elements
    .filter(({ negated }) => negated)
    .map((element) => expandActions(expander, element))
    .reduce(union, expandPatterns(expander, positive));
}
