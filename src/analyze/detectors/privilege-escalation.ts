/**
 * Identities that can get permissions that they were not given, by a combination that was published.
 *
 * Only where every action of the combination is effective, and granted on resources left open and
 * under no condition that would name one: what is tied to named resources may be harmless, and nothing
 * is said of it. Administrators have nothing to gain.
 */
import { hasAction } from '../../catalog/action-set.js';
import { serviceOf } from '../../model/action.js';
import type { Finding } from '../../model/finding.js';
import type { Identity } from '../../model/identity.js';
import type { Condition, Statement } from '../../model/policy.js';
import { type Assessment, verdictOfReason } from '../../model/verdict.js';
import { holdingsOf } from '../../policy/holdings.js';
import { ESCALATIONS, type Escalation } from '../../policy/lint/escalations.js';
import { matchesAction, matchesGlob } from '../../policy/match.js';
import { serviceOfArn } from '../../policy/resource-reach.js';
import type { VerdictContext } from '../verdict-context.js';
import type { Detector } from './detector.js';

const SHOWN = 12;

export const findPrivilegeEscalations: Detector = (context, assessments) => {
  const identities = new Map(context.directory.identities.map((one) => [one.arn as string, one]));
  const ways = new Map<string, readonly Escalation[]>();
  for (const assessment of assessments) {
    const identity = identities.get(assessment.arn);
    if (identity === undefined || assessment.manageability !== 'editable') continue;
    ways.set(assessment.arn, waysOf(context, identity, assessment));
  }
  return assessments.flatMap((assessment) => {
    const identity = identities.get(assessment.arn);
    const own = (ways.get(assessment.arn) ?? []).filter(
      (way) => !isThroughGroup(context, identity, way, ways),
    );
    return own.length === 0 ? [] : [findingOf(context, assessment, own)];
  });
};

/** Said once, of the group. */
function isThroughGroup(
  { directory }: VerdictContext,
  identity: Identity | undefined,
  way: Escalation,
  ways: ReadonlyMap<string, readonly Escalation[]>,
): boolean {
  if (identity?.kind !== 'user') return false;
  return identity.groups.some((name) => {
    const arn = directory.groups.get(name)?.arn;
    return arn !== undefined && ways.get(arn)?.includes(way) === true;
  });
}

function waysOf(
  { catalog, directory }: VerdictContext,
  identity: Identity,
  { granted, dead }: Assessment,
): readonly Escalation[] {
  const allows = holdingsOf(directory, identity)
    .flatMap(({ document }) => document?.statements ?? [])
    .filter(({ effect, opaque }) => effect === 'Allow' && !opaque);
  if (allows.some(isAdministrator)) return [];
  const isEffective = (action: string) =>
    hasAction(catalog, granted, action) && !hasAction(catalog, dead, action);
  return ESCALATIONS.filter(({ actions }) => {
    if (!actions.every(isEffective)) return false;
    return actions.every((action) =>
      allows.some((statement) => isOpenFor(statement, action, actions)),
    );
  });
}

function isAdministrator({ actions, resources, conditions }: Statement): boolean {
  return (
    !actions.negated &&
    actions.patterns.includes('*') &&
    resources?.patterns.includes('*') === true &&
    !resources.negated &&
    conditions.length === 0
  );
}

/** Conditions that do not say on what: whoever fulfils them can still do it. */
const HARMLESS_KEYS: ReadonlySet<string> = new Set([
  'aws:multifactorauthage',
  'aws:multifactorauthpresent',
  'aws:requestedregion',
  'aws:securetransport',
  'iam:passedtoservice',
]);

/** Everything, or everything of one type. */
const OPEN_RESOURCE = /^(\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+[/:])?\*+)$/;

/** An action may take other services' resources too, but only these hold anybody's permissions. */
function isOpenResource(pattern: string, action: string): boolean {
  const service = serviceOfArn(pattern);
  const isOwn = service === undefined || service === serviceOf(action);
  const isServer = service === 'ec2' && serviceOf(action) === 'ssm';
  return (isOwn || isServer) && OPEN_RESOURCE.test(pattern);
}

function isOpenFor(statement: Statement, action: string, together: readonly string[]): boolean {
  const { actions, resources, conditions } = statement;
  const names = actions.patterns.some((pattern) => matchesAction(pattern, action));
  if (names === actions.negated || resources === undefined || resources.negated) return false;
  return (
    resources.patterns.some((pattern) => isOpenResource(pattern, action)) &&
    conditions.every(({ key }) => HARMLESS_KEYS.has(key.toLowerCase())) &&
    conditions.every((condition) => passesTo(condition, together))
  );
}

/** A role that may be passed to other services only is of no use to this one. */
function passesTo(condition: Condition, together: readonly string[]): boolean {
  if (condition.key.toLowerCase() !== 'iam:passedtoservice') return true;
  if (!/^String(Equals|Like|EqualsIgnoreCase)$/.test(condition.operator)) return false;
  const services = together
    .filter((action) => action !== 'iam:PassRole')
    .map((action) => `${serviceOf(action)}.amazonaws.com`);
  return services.some((service) => condition.values.some((value) => matchesGlob(value, service)));
}

function findingOf(
  context: VerdictContext,
  assessment: Assessment,
  ways: readonly Escalation[],
): Finding {
  const { arn, kind, name, account } = assessment;
  const isDirect = ways.some(({ actions }) => actions.some((one) => one.startsWith('iam:')));
  const used = ways.filter(({ actions }) =>
    actions.every((action) => verdictWord(context, assessment, action) === 'used'),
  );
  const more = ways.length - SHOWN;
  return {
    id: `privilege-escalation ${arn}`,
    kind: 'privilege-escalation',
    severity: isDirect ? 'high' : 'medium',
    account,
    identity: arn,
    title: `${kind} ${name} can get more permissions than it was given, in ${ways.length} known ${ways.length === 1 ? 'way' : 'ways'}, ${used.length === 0 ? 'none of them used' : `${used.length} of them used`}`,
    evidence: [
      ...ways.slice(0, SHOWN).map((way) => wayWords(context, assessment, way)),
      ...(more > 0 ? [`and ${more} more ways`] : []),
      'published by Rhino Security Labs (R), Bishop Fox (B) and hackingthe.cloud (H)',
    ],
    remediation:
      'name the resources and the roles passed, or put a permissions boundary on what the identity may create',
  };
}

function wayWords(
  context: VerdictContext,
  assessment: Assessment,
  { actions, how, sources }: Escalation,
): string {
  const words = actions.map((action) => `${action} (${verdictWord(context, assessment, action)})`);
  return `${how}: ${words.join(' + ')} [${sources}]`;
}

function verdictWord({ catalog }: VerdictContext, { groups }: Assessment, action: string): string {
  const group = groups.find(({ actions }) => hasAction(catalog, actions, action));
  return group === undefined ? 'not granted' : verdictOfReason(group.reason);
}
