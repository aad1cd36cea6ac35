/**
 * Narrows the resources of a policy whose actions are trimmed already, statement by statement.
 *
 * An action gets the resources that it was used on where every use of it is known with its resources,
 * the statement can be told to allow them or not, and the sample settles on some. Everything else stays
 * on the resources as they are written: a narrower pattern never leaves the statement's own.
 */
import {
  actionsOf,
  hasAction,
  intersect,
  isEmptySet,
  minus,
  setOfActions,
} from '../../catalog/action-set.js';
import { type ActionResource, resourceTypesOf } from '../../catalog/catalog.js';
import { type ActionSet, serviceOf } from '../../model/action.js';
import type { PolicyDocument, Statement } from '../../model/policy.js';
import type { ScopeStep, StatementScope, Unscoped } from '../../model/recommendation.js';
import { compressActions } from '../../policy/compress.js';
import { type ActionExpander, expandActions } from '../../policy/expand-actions.js';
import type { Kept, ResourceUse } from '../kept.js';
import {
  asksPassedToService,
  withActions,
  withoutSid,
  withPassedToService,
  withResources,
} from '../statement.js';
import type { Wording } from '../trim-policy.js';
import { type Generalised, generalise, type Sample } from './generalise.js';
import { languageOf, type ResourceLanguage } from './language.js';
import { typeOfResource } from './resource-shape.js';

export type ScopeTools = {
  readonly expander: ActionExpander;
  readonly sample: Sample;
  /**
   * Whether some statement of an identity that used the action accounts for the use: one that none
   * does was allowed elsewhere or logged under another name, and is not built on.
   */
  readonly isExplained: (action: string, resource: string) => boolean;
  readonly wording: Wording;
  /** `action`: a statement for each list of resources; `service`: one for all of a service's. */
  readonly grouping: 'action' | 'service';
};

export type Scoped = {
  readonly document: PolicyDocument;
  readonly scopes: readonly StatementScope[];
  readonly unscoped: readonly Unscoped[];
  /** Actions that stay on fewer resources than before. */
  readonly narrowed: ActionSet;
};

/** The same document when nothing is narrowed. */
export function scopePolicy(tools: ScopeTools, document: PolicyDocument, kept: Kept): Scoped {
  const { catalog } = tools.expander;
  const reasons = new Map<string, Set<string>>();
  const scopes: StatementScope[] = [];
  const narrowed = new Set<string>();
  const statements = document.statements.flatMap((statement): readonly Statement[] => {
    const parts = partsOf(tools, document, statement, kept, reasons);
    if (parts === undefined) return [statement];
    scopes.push(...scopesOf(statement, parts));
    for (const { actions } of parts.narrow) {
      for (const action of actionsOf(catalog, actions)) narrowed.add(action);
    }
    for (const action of actionsOf(catalog, parts.gone)) narrowed.add(action);
    return written(tools, statement, parts);
  });
  return {
    document: scopes.length === 0 ? document : { ...document, statements },
    scopes,
    unscoped: [...reasons]
      .map(([reason, actions]) => ({ reason, actions: [...actions].sort() }))
      .sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    narrowed: setOfActions(catalog, narrowed),
  };
}

/** A statement divided by the resources that its actions need. */
type Parts = {
  /** Actions that keep the statement's own resources. */
  readonly whole: ActionSet;
  readonly narrow: readonly Narrow[];
  /** No use of them was on any of the statement's resources. */
  readonly gone: ActionSet;
};

type Narrow = Target & { readonly actions: ActionSet };

type Target = {
  readonly patterns: readonly string[];
  readonly steps: readonly ScopeStep[];
  /** The one service that roles are passed to; nothing else is in the target then. */
  readonly passedTo?: string;
};

/** `undefined` when nothing of the statement is narrowed. */
function partsOf(
  tools: ScopeTools,
  { version }: PolicyDocument,
  statement: Statement,
  kept: Kept,
  reasons: Map<string, Set<string>>,
): Parts | undefined {
  const { resources, effect, opaque } = statement;
  const { catalog } = tools.expander;
  if (effect === 'Deny' || opaque || resources === undefined) return undefined;
  const language = languageOf(resources, version);
  const granted = expandActions(tools.expander, statement.actions);
  const byList = new Map<string, { actions: string[]; target: Target }>();
  const gone: string[] = [];
  for (const action of actionsOf(catalog, intersect(granted, kept.actions))) {
    const target = forService(targetOf(tools, action, language, kept), action, statement, kept);
    if (typeof target === 'string') {
      if (target !== '') reasons.set(target, (reasons.get(target) ?? new Set()).add(action));
    } else if (target.patterns.length === 0) {
      gone.push(action);
    } else if (!isOwn(target.patterns, resources) || target.passedTo !== undefined) {
      const key = groupKey(tools, action, target);
      const known = byList.get(key);
      byList.set(key, {
        actions: [...(known?.actions ?? []), action],
        target: known === undefined ? target : joined(known.target, target),
      });
    }
  }
  if (byList.size === 0 && gone.length === 0) return undefined;
  const narrow = [...byList.values()].map(({ actions, target }) => ({
    actions: setOfActions(catalog, actions),
    ...target,
  }));
  const goneSet = setOfActions(catalog, gone);
  const taken = narrow.reduce((left, { actions }) => minus(left, actions), minus(granted, goneSet));
  return { whole: taken, narrow, gone: goneSet };
}

/** Roles that are passed to one service always are passed to that one only from now on. */
function forService(
  target: Target | string,
  action: string,
  statement: Statement,
  { passedTo }: Kept,
): Target | string {
  if (typeof target === 'string' || action !== 'iam:PassRole' || target.patterns.length === 0) {
    return target;
  }
  const [service, ...others] = passedTo === 'any' ? [] : passedTo;
  if (service === undefined || others.length > 0 || asksPassedToService(statement)) return target;
  const count = target.steps.reduce((sum, { observedCount }) => sum + observedCount, 0);
  const step: ScopeStep = {
    rule: 'passed-to-service',
    actions: [action],
    observed: [service],
    observedCount: 1,
    emitted: `iam:PassedToService = ${service}`,
    widened: false,
    why: `${count} role${count === 1 ? '' : 's'} passed, by calls of this service only`,
  };
  return { ...target, steps: [...target.steps, step], passedTo: service };
}

/** Roles are passed by themselves: their list never serves another action. */
function groupKey({ grouping }: ScopeTools, action: string, { patterns }: Target): string {
  const service = serviceOf(action);
  return grouping === 'service' && service !== 'iam' ? service : JSON.stringify(patterns);
}

function isOwn(
  patterns: readonly string[],
  resources: NonNullable<Statement['resources']>,
): boolean {
  return (
    !resources.negated &&
    patterns.length === new Set(resources.patterns).size &&
    patterns.every((pattern) => resources.patterns.includes(pattern))
  );
}

function joined(a: Target, b: Target): Target {
  return {
    patterns: [...new Set([...a.patterns, ...b.patterns])].sort(),
    steps: mergedSteps([...a.steps, ...b.steps]),
  };
}

function mergedSteps(steps: readonly ScopeStep[]): readonly ScopeStep[] {
  const byPattern = new Map<string, ScopeStep>();
  for (const step of steps) {
    const key = `${step.rule} ${step.emitted}`;
    const known = byPattern.get(key);
    byPattern.set(
      key,
      known === undefined
        ? step
        : {
            ...known,
            actions: [...new Set([...known.actions, ...step.actions])].sort(),
            observedCount: Math.max(known.observedCount, step.observedCount),
            widened: known.widened || step.widened,
          },
    );
  }
  return [...byPattern.values()].sort((a, b) =>
    a.emitted < b.emitted ? -1 : a.emitted > b.emitted ? 1 : 0,
  );
}

/** Why the action keeps the statement's resources (empty: there is nothing to say), or what it gets. */
function targetOf(
  tools: ScopeTools,
  action: string,
  language: ResourceLanguage,
  kept: Kept,
): Target | string {
  const { catalog } = tools.expander;
  const types = resourceTypesOf(catalog, action);
  if (types.length === 0) return '';
  const lists = kept.located.get(action);
  if (lists === undefined) {
    return hasAction(catalog, kept.unobservable, action) || hasAction(catalog, kept.unknown, action)
      ? ''
      : 'the log does not show every use with its resources';
  }
  if (lists.flat().some(({ resource }) => !tools.isExplained(action, resource))) {
    return 'a use of it is on a resource that no statement allows';
  }
  const target: { patterns: Set<string>; steps: ScopeStep[] } = { patterns: new Set(), steps: [] };
  for (const uses of lists) {
    const made = patternsFor(tools, action, types, uses, language);
    if (typeof made === 'string') return made;
    for (const pattern of made.patterns) target.patterns.add(pattern);
    target.steps.push(...made.steps);
  }
  return { patterns: [...target.patterns].sort(), steps: mergedSteps(target.steps) };
}

/** For one identity's uses. */
function patternsFor(
  tools: ScopeTools,
  action: string,
  types: readonly ActionResource[],
  uses: readonly ResourceUse[],
  language: ResourceLanguage,
): Target | string {
  const { catalog } = tools.expander;
  const byType = new Map<string, { type: ActionResource; uses: ResourceUse[] }>();
  for (const use of uses) {
    const type = typeOfResource(catalog, action, use.resource);
    if (type === undefined) return 'a use of it is on a resource of another type';
    const known = byType.get(type.name);
    if (known === undefined) byType.set(type.name, { type, uses: [use] });
    else known.uses.push(use);
  }
  const missing = types.find(({ name, required }) => required && !byType.has(name));
  if (missing !== undefined) return `it needs a ${missing.name} too, which the log does not name`;
  const patterns = new Set<string>();
  const steps: ScopeStep[] = [];
  for (const { type, uses: own } of byType.values()) {
    // Uses on what the statement does not allow were allowed by another one.
    const inside = own.filter(({ resource }) => language.fitOf(resource).kind !== 'apart');
    if (inside.length === 0) continue;
    const made = generalise(action, type, inside, tools.sample);
    if (typeof made === 'string') return made;
    for (const one of made) {
      const clipped = clip(one, language);
      if (clipped === undefined)
        return 'its resources are not told apart from those of the statement';
      for (const pattern of clipped) {
        patterns.add(pattern);
        steps.push(stepOf(action, one, pattern));
      }
    }
  }
  return { patterns: [...patterns], steps };
}

/** Inside the statement's own language: the pattern, what the statement has of it, or what was seen. */
function clip(
  { pattern, observed }: Generalised,
  language: ResourceLanguage,
): readonly string[] | undefined {
  const fit = language.fitOf(pattern);
  if (fit.kind === 'inside') return [pattern];
  if (fit.kind === 'wider') return fit.own;
  const exact: string[] = [];
  for (const { resource } of observed) {
    const own = language.fitOf(resource);
    if (own.kind === 'inside') exact.push(resource);
    else if (own.kind === 'wider') exact.push(...own.own);
    else if (own.kind === 'unclear') return undefined;
  }
  return exact;
}

const SHOWN_RESOURCES = 5;

function stepOf(action: string, { rule, observed }: Generalised, emitted: string): ScopeStep {
  const count = observed.reduce((sum, use) => sum + use.count, 0);
  const widened = observed.length !== 1 || observed[0]?.resource !== emitted;
  return {
    rule,
    actions: [action],
    observed: observed.slice(0, SHOWN_RESOURCES).map(({ resource }) => resource),
    observedCount: observed.length,
    emitted,
    widened,
    why: whyOf(rule, observed.length, count),
  };
}

function whyOf(rule: ScopeStep['rule'], resources: number, uses: number): string {
  const seen = `${resources} resource${resources === 1 ? '' : 's'} used ${uses}×`;
  switch (rule) {
    case 'ephemeral-id':
      return `${seen}; its id changes when it is made anew`;
    case 'siblings':
      return `${seen} under one parent`;
    case 'resource-type':
      return `${seen} all over the type, in this account and region`;
    case 'passed-roles':
    case 'passed-to-service':
      return `passed ${uses}×`;
    default:
      return seen;
  }
}

function scopesOf(statement: Statement, { narrow, gone }: Parts): readonly StatementScope[] {
  const { resources, sid } = statement;
  if (resources === undefined) return [];
  const base = {
    ...(sid === undefined ? {} : { sid }),
    from: resources.patterns,
    not: resources.negated,
  };
  const scopes = narrow.map(({ patterns, steps }) => ({ ...base, to: patterns, steps }));
  return isEmptySet(gone) ? scopes : [...scopes, { ...base, to: [], steps: [] }];
}

/** What keeps the statement's resources first; then by the first action. */
function written(tools: ScopeTools, statement: Statement, parts: Parts): readonly Statement[] {
  const { expander } = tools;
  const narrow = parts.narrow.map(({ actions, patterns, passedTo }): Statement => {
    const element = compressActions(expander, statement.actions, actions, tools.wording);
    // What the catalogue does not know has no known uses: it stays with the statement's resources.
    const known = element.patterns.filter((pattern) => expander.rangesOf(pattern).length > 0);
    const own = withResources(
      withActions(statement, element.negated ? actionsOf(expander.catalog, actions) : known),
      patterns,
    );
    return passedTo === undefined ? own : withPassedToService(own, [passedTo]);
  });
  const whole = compressActions(expander, statement.actions, parts.whole, tools.wording);
  const first = whole.patterns.length === 0 ? [] : [withActions(statement, whole.patterns)];
  return [...first, ...narrow].map((one, index) => (index === 0 ? one : withoutSid(one)));
}
