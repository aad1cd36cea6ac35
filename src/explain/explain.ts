/**
 * Why does an identity have the verdicts that it has?
 *
 * Verdicts come as data from the analysis; here they meet the statements that grant, the layers that
 * block and the calls that were logged.
 */
import { actionsOf, hasAction, intersect, sizeOf } from '../catalog/action-set.js';
import { type Catalog, findAction } from '../catalog/catalog.js';
import type { ActionSet } from '../model/action.js';
import type { Evidence } from '../model/evidence.js';
import type {
  ActionExplanation,
  ActionLine,
  ActionsExplanation,
  DeadPart,
  HeldPolicy,
  IdentityExplanation,
  UseSummary,
} from '../model/explanation.js';
import type { Identity } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import { LISTED_ACTIONS } from '../model/result.js';
import type { Snapshot } from '../model/snapshot.js';
import { earlier, type Instant, later } from '../model/time.js';
import { rowsUntil, type Use, usesByCaller } from '../model/usage.js';
import { type Assessment, VERDICTS, type VerdictGroup, verdictOfReason } from '../model/verdict.js';
import { compactExact } from '../policy/compress.js';
import { effectiveGrants, grantedActions } from '../policy/effective-grants.js';
import { createActionExpander, expandPatterns } from '../policy/expand-actions.js';
import { type Directory, describeHolding, holdingsOf } from '../policy/holdings.js';
import { createResourceReach } from '../policy/resource-reach.js';
import { type AccessQuestion, answerAccess, givenContext } from './access.js';
import { namesAction } from './names-action.js';
import { resourceControlOf } from './resource-control.js';
import { refOf, standingOf, throughOf } from './standing.js';
import { trustsOf } from './trust.js';

export type Subject = {
  /** Of all accounts that are known: a resource may be of another one. */
  readonly snapshots: readonly Snapshot[];
  readonly directory: Directory;
  readonly identity: Identity;
  readonly assessment: Assessment;
  readonly usage: Evidence['usage'];
  readonly catalog: Catalog;
  readonly window: { readonly asOf: Instant; readonly from: Instant; readonly to: Instant };
};

export function explainIdentity(subject: Subject): IdentityExplanation {
  const { directory, identity, assessment, catalog } = subject;
  return {
    kind: 'identity',
    identity: refOf(identity),
    manageability: assessment.manageability,
    createdAt: identity.createdAt,
    lastUsedAt: assessment.lastUsedAt,
    window: windowOf(subject),
    granted: sizeOf(assessment.granted),
    policies: heldPolicies(subject),
    boundary: identity.kind === 'group' ? undefined : identity.boundary,
    groups: identity.kind === 'user' ? [...identity.groups].sort() : [],
    members:
      identity.kind === 'group'
        ? (directory.members.get(identity.name) ?? []).map(({ name }) => name).sort()
        : [],
    verdicts: VERDICTS.flatMap((verdict) =>
      assessment.groups
        .filter(({ reason }) => verdictOfReason(reason) === verdict)
        .map(({ reason, actions }) => ({ verdict, reason, ...listActions(catalog, actions) })),
    ),
    dead: deadParts(subject),
    uses: assessment.uses,
    denied: assessment.denied,
    trusts: trustsOf(identity),
  };
}

function windowOf({ window }: Subject): { readonly from: Instant; readonly to: Instant } {
  return { from: window.from, to: window.to };
}

function listActions(catalog: Catalog, set: ActionSet) {
  const count = sizeOf(set);
  return count > LISTED_ACTIONS
    ? { count, compact: compactExact(catalog, set) }
    : { count, actions: actionsOf(catalog, set) };
}

function heldPolicies({ directory, identity, catalog }: Subject): readonly HeldPolicy[] {
  const expander = createActionExpander(catalog);
  return holdingsOf(directory, identity)
    .map((holding) => ({
      policy: describeHolding(holding),
      ...throughOf(identity, holding),
      granted: sizeOf(grantedActions(expander, holding.document?.statements ?? [])),
      missing: holding.document === undefined,
    }))
    .toSorted((a, b) => (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : 0));
}

/** The layers that take granted actions back; an action that two of them block is in both. */
function deadParts({ directory, identity, assessment, catalog }: Subject): readonly DeadPart[] {
  const standing = standingOf(directory, identity);
  const of = (layer: 'identity' | 'boundary'): readonly PolicyDocument[] =>
    standing.documents.filter((one) => one.layer === layer).map(({ document }) => document);
  const [boundary] = of('boundary');
  const expander = createActionExpander(catalog);
  const { deadBecause } = effectiveGrants(expander, createResourceReach(catalog), {
    identity: of('identity'),
    boundary,
    scpLevels: standing.scpLevels?.map((_, level) =>
      standing.documents.filter((one) => one.level === level).map(({ document }) => document),
    ),
  });
  return (['deny', 'boundary', 'scp', 'resource'] as const)
    .map((because) => ({ because, set: intersect(assessment.dead, deadBecause[because]) }))
    .filter(({ set }) => sizeOf(set) > 0)
    .map(({ because, set }) => ({ because, ...listActions(catalog, set) }));
}

export function explainAction(
  subject: Subject,
  asked: AccessQuestion,
): Omit<ActionExplanation, 'similar'> {
  const { directory, identity, assessment, catalog } = subject;
  const known = findAction(catalog, asked.action);
  const action = known ?? asked.action;
  const group = groupOf(subject, action);
  return {
    kind: 'action',
    identity: refOf(identity),
    action,
    known: known !== undefined,
    resource: asked.resource,
    context: givenContext(asked.context),
    window: windowOf(subject),
    ...(group !== undefined && {
      verdict: { verdict: verdictOfReason(group.reason), reason: group.reason },
    }),
    answer: answerAccess(standingOf(directory, identity), catalog, {
      ...asked,
      action,
      resourceControl: resourceControlOf(subject.snapshots, catalog, { ...asked, action }),
    }),
    uses: useSummary(usesOf(subject, action), subject.window.from),
    denied: assessment.denied.filter((row) => row.action.toLowerCase() === action.toLowerCase()),
    otherHolders: otherHolders(subject, action),
  };
}

function groupOf({ assessment, catalog }: Subject, action: string): VerdictGroup | undefined {
  return assessment.groups.find(({ actions }) => hasAction(catalog, actions, action));
}

function usesOf({ directory, identity, usage, window }: Subject, action: string): readonly Use[] {
  const callers =
    identity.kind === 'group' ? (directory.members.get(identity.name) ?? []) : [identity];
  const ids = new Set(callers.map(({ id }) => id));
  return usesByCaller(usage)
    .filter(({ caller }) => caller.kind === 'identity' && ids.has(caller.id))
    .flatMap(({ rows }) => rowsUntil(rows(), window.asOf))
    .filter((use) => use.outcome !== 'denied' && use.action.toLowerCase() === action.toLowerCase());
}

export function useSummary(uses: readonly Use[], from: Instant): UseSummary | undefined {
  const [first] = uses;
  if (first === undefined) return undefined;
  const resources = uses.map(({ resource }) => resource);
  const sum = (rows: readonly Use[]) => rows.reduce((total, { count }) => total + count, 0);
  return {
    count: sum(uses),
    inWindow: sum(uses.filter(({ lastSeen }) => lastSeen >= from)),
    firstSeen: uses.reduce((at, use) => earlier(at, use.firstSeen), first.firstSeen),
    lastSeen: uses.reduce((at, use) => later(at, use.lastSeen), first.lastSeen),
    resources: resources.includes(undefined)
      ? 'any'
      : [...new Set(resources.flatMap((resource) => resource ?? []))].sort(),
    regions: [...new Set(uses.map(({ region }) => region))].sort(),
    via: [...new Set(uses.flatMap(({ via }) => via ?? []))].sort(),
  };
}

/** Who else holds the managed policies that grant the action: directly or through a group. */
function otherHolders(
  { directory, identity }: Subject,
  action: string,
): ActionExplanation['otherHolders'] {
  const arns = holdingsOf(directory, identity).flatMap((holding) =>
    holding.kind === 'managed' &&
    holding.document?.statements.some((own) => own.effect === 'Allow' && namesAction(own, action))
      ? holding.arn
      : [],
  );
  return [...new Set(arns)].sort().map((policy) => ({
    policy,
    holders: directory.identities
      .filter(({ attachedPolicies }) => attachedPolicies.includes(policy))
      .flatMap((holder): readonly { user: Identity; group: string | undefined }[] =>
        holder.kind === 'group'
          ? (directory.members.get(holder.name) ?? []).map((user) => ({ user, group: holder.name }))
          : [{ user: holder, group: undefined }],
      )
      .filter(({ user }) => user.arn !== identity.arn)
      .map(({ user: { kind, name }, group }) =>
        group === undefined || group === identity.name
          ? `${kind} ${name}`
          : `${kind} ${name} (group ${group})`,
      )
      .sort(),
  }));
}

export function explainActions(subject: Subject, pattern: string): ActionsExplanation {
  const { directory, identity, assessment, catalog } = subject;
  const matching = expandPatterns(createActionExpander(catalog), [pattern]);
  const holdings = holdingsOf(directory, identity);
  const lines = assessment.groups.flatMap(({ reason, actions }) =>
    actionsOf(catalog, intersect(actions, matching)).map(
      (action): ActionLine => ({
        action,
        verdict: verdictOfReason(reason),
        reason,
        dead: hasAction(catalog, assessment.dead, action),
        lastSeen: useSummary(usesOf(subject, action), subject.window.from)?.lastSeen,
        policies: holdings
          .filter(({ document }) =>
            document?.statements.some((own) => own.effect === 'Allow' && namesAction(own, action)),
          )
          .map(describeHolding),
      }),
    ),
  );
  return {
    kind: 'actions',
    identity: refOf(identity),
    pattern,
    window: windowOf(subject),
    lines: lines.toSorted((a, b) => (a.action < b.action ? -1 : 1)),
  };
}
