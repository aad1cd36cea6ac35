/**
 * How much policies permit: cells of known action × resource type, counted exactly and weighted by
 * access level. What the numbers mean is written down in docs/permissiveness.md.
 *
 * Only what Allow statements say counts. Denies and conditions are kept word for word by every
 * proposal, so they weigh the same on both sides.
 */
import { indicesOf } from '../catalog/action-set.js';
import { accessLevelOf, type Catalog, resourceTypesOf } from '../catalog/catalog.js';
import type { AccessLevel } from '../model/action.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import type { Permissiveness } from '../model/recommendation.js';
import { type ActionExpander, expandActions } from '../policy/expand-actions.js';
import { ESCALATIONS } from '../policy/lint/escalations.js';
import { matchesResource } from '../policy/match.js';
import { createResourceFit, fitsType, type ResourceFit } from '../policy/resource-fit.js';

/** What one cell weighs: what can be lost through it, roughly doubled from level to level. */
const WEIGHTS: Readonly<Record<AccessLevel, number>> = {
  List: 1,
  Read: 2,
  Tagging: 2,
  Write: 4,
  'Permissions management': 8,
};
const SCOPED_SHARE = 0.25;

const NONE = 0;
const SCOPED = 1;
const OPEN = 2;

export type Yardstick = {
  readonly expander: ActionExpander;
  readonly fit: ResourceFit;
  /** ARN forms; number 0 stands for actions that take no resource. */
  readonly forms: readonly string[];
  /** Numbers of the forms of each action, by position in the catalogue. */
  readonly formsOf: readonly (readonly number[])[];
  readonly weights: readonly number[];
};

export function yardstick(expander: ActionExpander): Yardstick {
  const { catalog } = expander;
  const numbers = new Map<string, number>([['', 0]]);
  const numberOf = (form: string): number => {
    const known = numbers.get(form);
    if (known !== undefined) return known;
    numbers.set(form, numbers.size);
    return numbers.size - 1;
  };
  const formsOf = catalog.actions.map((action) => {
    const forms = [...new Set(resourceTypesOf(catalog, action).map(({ arn }) => numberOf(arn)))];
    return forms.length === 0 ? [0] : forms;
  });
  return {
    expander,
    fit: createResourceFit(catalog),
    forms: [...numbers.keys()],
    formsOf,
    weights: catalog.actions.map((action) => weightOf(catalog, action)),
  };
}

export function weightOf(catalog: Catalog, action: string): number {
  return WEIGHTS[accessLevelOf(catalog, action) ?? 'Write'];
}

/**
 * Actions that no wildcard matches unless they are kept: with them one gets at other permissions. Beside
 * all that manage permissions by AWS's own access level.
 */
const NEVER_WIDENED =
  /^(iam|organizations|sso|sso-directory|account):|^sts:|^kms:CreateGrant$|:PassRole$/i;

/** What it weighs when a wildcard matches an action that is not kept. */
export function overgrantWeight(tools: Yardstick, index: number): number | 'never' {
  const { catalog } = tools.expander;
  const action = catalog.actions[index] ?? '';
  const isGuarded = accessLevelOf(catalog, action) === 'Permissions management';
  return isGuarded || NEVER_WIDENED.test(action) ? 'never' : (tools.weights[index] ?? 'never');
}

/** Per action the reach of each of its forms. */
type Reach = ReadonlyMap<number, Uint8Array>;

function reachOf(tools: Yardstick, documents: readonly PolicyDocument[]): Reach {
  const reach = new Map<number, Uint8Array>();
  for (const statement of documents.flatMap(({ statements }) => statements)) {
    if (statement.effect === 'Deny') continue;
    const levels = formLevels(tools, statement);
    for (const index of indicesOf(expandActions(tools.expander, statement.actions))) {
      const forms = tools.formsOf[index] ?? [];
      const own = reach.get(index) ?? new Uint8Array(forms.length);
      forms.forEach((form, at) => {
        own[at] = Math.max(own[at] ?? NONE, levels(form));
      });
      reach.set(index, own);
    }
  }
  return reach;
}

function formLevels(tools: Yardstick, { resources }: Statement): (form: number) => number {
  if (resources === undefined || resources.negated) return () => OPEN;
  if (resources.patterns.some((pattern) => /^\*+$/.test(pattern))) return () => OPEN;
  const known = new Map<number, number>();
  return (form) => {
    const before = known.get(form);
    if (before !== undefined) return before;
    const arn = tools.forms[form] ?? '';
    const level = form === 0 ? NONE : levelOf(tools.fit, arn, resources.patterns);
    known.set(form, level);
    return level;
  };
}

function levelOf(fit: ResourceFit, form: string, patterns: readonly string[]): number {
  const all = form.replace('${Partition}', 'aws').replace(/\$\{[^}]*\}/g, '*');
  if (patterns.some((pattern) => matchesResource(pattern, all, 'segmented'))) return OPEN;
  return patterns.some((pattern) => fitsType(fit, form, pattern)) ? SCOPED : NONE;
}

export type Measured = Permissiveness & {
  /** Known ways to more permissions for which every action is granted on all there is. */
  readonly escalations: readonly string[];
};

export function measure(tools: Yardstick, documents: readonly PolicyDocument[]): Measured {
  const { catalog } = tools.expander;
  const reach = reachOf(tools, documents);
  let cells = 0;
  let scopedCells = 0;
  let score = 0;
  for (const [index, levels] of reach) {
    const weight = tools.weights[index] ?? 0;
    for (const level of levels) {
      if (level === NONE) continue;
      cells += 1;
      if (level === SCOPED) scopedCells += 1;
      score += weight * (level === SCOPED ? SCOPED_SHARE : 1);
    }
  }
  const isOpen = (action: string) =>
    reach.get(catalog.positions.get(action.toLowerCase()) ?? -1)?.includes(OPEN) === true;
  return {
    cells,
    scopedCells,
    score,
    escalations: ESCALATIONS.filter(({ actions }) => actions.every(isOpen)).map(
      ({ how, actions }) => `${how} (${actions.join(' + ')})`,
    ),
  };
}
