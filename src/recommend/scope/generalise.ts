/**
 * From the resources that an action was used on to the patterns that it is granted on, by the named
 * rules in their order: the first that the sample settles is taken.
 *
 * Settled is a level on which enough uses were seen, and on which at most one use in `minUses` was on
 * something seen only once: by Turing's estimate that share is the chance that the next use is on
 * something never seen. See `AuditOptions.minUses`.
 */
import type { ActionResource } from '../../catalog/catalog.js';
import type { ScopeRule } from '../../model/recommendation.js';
import type { ResourceUse } from '../kept.js';
import { namesPassing, parentOf, typePattern, withoutPassingParts } from './resource-shape.js';

export type Sample = { readonly minUses: number; readonly disabledRules: readonly ScopeRule[] };

export type Generalised = {
  readonly rule: ScopeRule;
  readonly pattern: string;
  readonly observed: readonly ResourceUse[];
};

/** More patterns than this for one type are hard to review: the next wider rule is asked. */
const MOST_PATTERNS = 20;

/**
 * @param uses of one action on resources of one type
 * @returns why not, when the sample settles nothing
 */
export function generalise(
  action: string,
  type: ActionResource,
  uses: readonly ResourceUse[],
  sample: Sample,
): readonly Generalised[] | string {
  const total = uses.reduce((sum, { count }) => sum + count, 0);
  if (total < sample.minUses) return `seen ${total}×, ${sample.minUses} are needed`;
  const isOn = (rule: ScopeRule) => !sample.disabledRules.includes(rule);
  const level = (patternOf: (use: ResourceUse) => string | undefined, rule: ScopeRule) =>
    settledLevel(uses, patternOf, rule, sample);
  if (action === 'iam:PassRole') {
    const passed = isOn('passed-roles')
      ? level(({ resource }) => resource, 'passed-roles')
      : undefined;
    return passed ?? 'the roles that were passed are too few or too many to settle on';
  }
  const name = `${type.arn.split(':')[2]}:${type.name}`;
  const seen = uses.map(({ resource }) => resource);
  const plain = ({ resource }: ResourceUse) =>
    isOn('ephemeral-id') ? withoutPassingParts(resource, name, seen) : resource;
  if (isOn('exact')) {
    const exact = level((use) => plain(use), 'exact');
    const isLasting = exact?.every(({ pattern }) => name === 'kms:key' || !namesDay(pattern));
    if (exact !== undefined && isLasting) return exact;
  }
  return (
    (isOn('siblings') ? siblings(uses, plain, type, sample) : undefined) ??
    (isOn('resource-type')
      ? level(({ resource }) => typePattern(type.arn, resource), 'resource-type')
      : undefined) ??
    'used on too many different resources to settle on some'
  );
}

function namesDay(pattern: string): boolean {
  return namesPassing(pattern) && /(19|20)\d{2}/.test(pattern);
}

function siblings(
  uses: readonly ResourceUse[],
  plain: (use: ResourceUse) => string,
  type: ActionResource,
  sample: Sample,
): readonly Generalised[] | undefined {
  let current = new Map(uses.map((use) => [use, plain(use)]));
  for (;;) {
    const next = new Map<ResourceUse, string>();
    for (const [use, pattern] of current) {
      const parent = parentOf(pattern, type.arn);
      if (parent === undefined) return undefined;
      next.set(use, parent);
    }
    const level = settledLevel(uses, (use) => next.get(use), 'siblings', sample);
    if (level !== undefined) return level;
    current = next;
  }
}

/** `undefined` when the level does not settle, or some use has no pattern on it. */
function settledLevel(
  uses: readonly ResourceUse[],
  patternOf: (use: ResourceUse) => string | undefined,
  rule: ScopeRule,
  { minUses }: Sample,
): readonly Generalised[] | undefined {
  const groups = new Map<string, ResourceUse[]>();
  for (const use of uses) {
    const pattern = patternOf(use);
    if (pattern === undefined) return undefined;
    const group = groups.get(pattern);
    if (group === undefined) groups.set(pattern, [use]);
    else group.push(use);
  }
  const counts = [...groups.values()].map((own) => own.reduce((sum, { count }) => sum + count, 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const once = counts.filter((count) => count === 1).length;
  if (groups.size > MOST_PATTERNS || once * minUses > total) return undefined;
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([pattern, observed]) => ({
      rule:
        rule === 'exact' && observed.some(({ resource }) => resource !== pattern)
          ? 'ephemeral-id'
          : rule,
      pattern,
      observed,
    }));
}
