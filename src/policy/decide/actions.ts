/**
 * The outer part of a decision: which sets of statements can match one action together, and whether
 * `resources.ts` finds a difference for any of them.
 */
import { covers, type Glob, literalGlob, mayIntersect } from '../glob.js';
import {
  type ActionIndex,
  actionIndex,
  statementsCovering,
  statementsMatching,
  statementsMeeting,
} from './action-index.js';
import type { Engine } from './engine.js';
import { foldAction, type NormalStatement, type PatternSet } from './normal-form.js';
import { type Acceptor, explore, type Product, shapedWord, type Vector } from './product.js';
import { type Difference, decideResources, isCoveredByOne, type Relevant } from './resources.js';

/** What is left to compare once statements repeated verbatim have cancelled each other. */
export type Comparison = Relevant & { readonly newAllows: readonly NormalStatement[] };

/** A box, its action folded and its resources numbered, so that equal ones are seen as equal. */
export type Limit = { readonly action: string; readonly resources: readonly string[] | 'any' };

export type Found = Difference & { readonly action: string; readonly allow: NormalStatement };

export type Search = {
  readonly comparison: Comparison;
  readonly engine: Engine;
  readonly onDifference: (found: Found) => 'continue' | 'stop';
};

export type SearchResult = { readonly by: 'cover' | 'product'; readonly vectors: number };

type Walk = Search & {
  readonly index: ActionIndex;
  /** What each statement of the index is to the answer. */
  readonly roles: readonly (keyof Relevant)[];
  /** Sets of statements already decided, per Allow and box. */
  readonly decided: Set<string>;
  readonly progress: { by: 'cover' | 'product'; vectors: number; isStopped: boolean };
};

/** Actions in all of `within` and in none of `outside`. */
type Domain = { readonly within: readonly Glob[]; readonly outside: readonly Glob[] };

const ROLES = ['newDenies', 'oldAllows', 'oldDenies'] as const;
const NO_LIMIT: Limit = { action: '*', resources: 'any' };

export function searchActions(search: Search, limits: readonly Limit[] | undefined): SearchResult {
  const { comparison, engine } = search;
  const statements = ROLES.flatMap((role) => comparison[role]);
  const walk: Walk = {
    ...search,
    index: actionIndex(statements, engine),
    roles: ROLES.flatMap((role) => comparison[role].map(() => role)),
    decided: new Set(),
    progress: { by: 'cover', vectors: 0, isStopped: false },
  };
  const newAllows = comparison.newAllows.filter((allow) => !isNarrowedCopy(walk, allow));
  walk.progress.vectors += comparison.newAllows.length - newAllows.length;
  const isWord = ({ action }: Limit): boolean => engine.flatGlob(action).plain !== undefined;
  const open = limits === undefined ? [NO_LIMIT] : limits.filter((limit) => !isWord(limit));
  decideBoxedActions(walk, newAllows, (limits ?? []).filter(isWord));
  for (const limit of open) {
    for (const allow of newAllows) decideAllow(walk, allow, limit);
  }
  const { by, vectors } = walk.progress;
  return { by, vectors };
}

const MOST_CANDIDATES = 50;

/**
 * The usual trim: some actions or resources less, some conditions more, all else as it was. Only a
 * short cut: what it does not see is decided pattern by pattern.
 */
function isNarrowedCopy(
  { comparison, index, roles, engine }: Walk,
  allow: NormalStatement,
): boolean {
  const [first] = allow.actions.patterns;
  if (first === undefined || allow.actions.negated || comparison.oldDenies.length > 0) return false;
  const candidates = index.byText.get(first)?.statements ?? [];
  return candidates.slice(0, MOST_CANDIDATES).some((member) => {
    const old = index.statements[member];
    if (old === undefined || roles[member] !== 'oldAllows') return false;
    engine.meter.spend(allow.actions.patterns.length + allow.resources.patterns.length);
    return (
      isSubset(allow.actions, old.actions) &&
      (old.resources.key === allow.resources.key || isSubset(allow.resources, old.resources)) &&
      engine.conditionImplies(allow.conditions, old.conditions)
    );
  });
}

/** By the texts of the patterns, which both keep sorted. */
function isSubset(few: PatternSet, many: PatternSet): boolean {
  if (few.negated || many.negated || few.hasVariables !== many.hasVariables) return false;
  let at = 0;
  for (const pattern of few.patterns) {
    while (at < many.patterns.length && many.patterns[at] !== pattern) at++;
    if (at === many.patterns.length) return false;
  }
  return true;
}

/** Boxes of one action each: the cheap case, of which there are thousands. */
function decideBoxedActions(
  walk: Walk,
  newAllows: readonly NormalStatement[],
  limits: readonly Limit[],
): void {
  const allows = actionIndex(limits.length === 0 ? [] : newAllows, walk.engine);
  for (const { action, resources } of limits) {
    const admitting = statementsMatching(allows, action, walk.engine);
    if (admitting.length === 0) continue;
    const members = statementsMatching(walk.index, action, walk.engine);
    for (const at of admitting) {
      const allow = newAllows[at];
      if (allow === undefined || walk.progress.isStopped) return;
      decideMembers(walk, allow, members, resources, () => action);
    }
  }
}

function decideAllow(walk: Walk, allow: NormalStatement, limit: Limit): void {
  const { engine } = walk;
  const patterns = allow.actions.patterns.map(engine.flatGlob);
  const outside = allow.actions.negated ? patterns : [];
  for (const pattern of allow.actions.negated ? [engine.flatGlob('*')] : patterns) {
    if (walk.progress.isStopped) return;
    engine.meter.spend(1);
    const bound = engine.flatGlob(limit.action);
    if (!mayIntersect(pattern, bound)) continue;
    const within = narrower(pattern, bound, engine);
    decideDomain(walk, allow, { within, outside }, limit.resources);
  }
}

/** One of two globs is enough where it lies within the other. */
function narrower(a: Glob, b: Glob, { meter }: Engine): readonly Glob[] {
  if (covers(b, a, meter)) return [a];
  return covers(a, b, meter) ? [b] : [a, b];
}

function decideDomain(
  walk: Walk,
  allow: NormalStatement,
  domain: Domain,
  resources: Limit['resources'],
): void {
  const { engine, index } = walk;
  const word = domain.within.find(({ plain }) => plain !== undefined)?.plain;
  if (word !== undefined) {
    const action = literalGlob(word);
    const isInside = domain.within.every((glob) => covers(glob, action, engine.meter));
    if (!isInside || domain.outside.some((glob) => covers(glob, action, engine.meter))) return;
    const members = statementsMatching(index, word, engine);
    decideMembers(walk, allow, members, resources, () => word);
  } else if (isCoveredAtOnce(walk, allow, domain, resources)) {
    walk.progress.vectors++;
  } else {
    decideProduct(walk, allow, domain, resources);
  }
}

/** Old Allows that cover all of the domain cover the resources too, and no old Deny is near. */
function isCoveredAtOnce(
  walk: Walk,
  allow: NormalStatement,
  { within, outside }: Domain,
  resources: Limit['resources'],
): boolean {
  const { engine, index } = walk;
  if (walk.comparison.oldDenies.length > 0) return false;
  const covering = new Set<number>();
  for (const glob of within) {
    for (const member of statementsCovering(index, glob, engine)) covering.add(member);
  }
  for (const member of index.negated) {
    const excluded = index.statements[member]?.actions.patterns.map(engine.flatGlob) ?? [];
    const isWider = excluded.every((glob) =>
      outside.some((own) => covers(own, glob, engine.meter)),
    );
    if (isWider) covering.add(member);
  }
  return isCoveredByOne(allow, pick(walk, covering, 'oldAllows'), resources, engine);
}

function pick(
  { index, roles }: Walk,
  members: Iterable<number>,
  role: keyof Relevant,
): readonly NormalStatement[] {
  const picked: NormalStatement[] = [];
  for (const member of members) {
    const statement = index.statements[member];
    if (statement !== undefined && roles[member] === role) picked.push(statement);
  }
  return picked;
}

/** Statements with the same actions match together. */
type Group = {
  readonly negated: boolean;
  readonly globs: readonly Glob[];
  readonly members: number[];
};

function decideProduct(
  walk: Walk,
  allow: NormalStatement,
  domain: Domain,
  resources: Limit['resources'],
): void {
  const { engine } = walk;
  walk.progress.by = 'product';
  const groups = groupsOf(walk, domain);
  const acceptors = (globs: readonly Glob[]): readonly Acceptor[] =>
    globs.map((glob) => engine.acceptor(glob, 'under'));
  const product: Product = {
    domain: acceptors(domain.within),
    groups: [acceptors(domain.outside), ...groups.map(({ globs }) => acceptors(globs))],
  };
  const isCovered = coverCheck(walk, allow, groups, resources);
  explore(product, engine.meter, {
    isDone: ([isOutside, ...certain], [, ...possible]) =>
      isOutside === true || isCovered(certain, possible),
    onVector: (vector, word) => {
      const [isOutside, ...matched] = vector;
      if (isOutside === true) return 'continue';
      const members = groups.flatMap((group, at) =>
        (matched[at] === true) !== group.negated ? group.members : [],
      );
      members.sort((a, b) => a - b);
      const name = (): string => readableAction(product, vector, engine) ?? word();
      decideMembers(walk, allow, members, resources, name);
      return walk.progress.isStopped ? 'stop' : 'continue';
    },
  });
}

function groupsOf({ index, engine }: Walk, domain: Domain): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [member, globs] of statementsMeeting(index, domain.within, engine)) {
    const statement = index.statements[member];
    if (statement === undefined) continue;
    const { key, negated } = statement.actions;
    const group = groups.get(key);
    if (group !== undefined) group.members.push(member);
    else groups.set(key, { negated, globs, members: [member] });
  }
  return [...groups.values()];
}

/** Is the rest of the word of no interest, because old Allows that surely match cover everything? */
function coverCheck(
  walk: Walk,
  allow: NormalStatement,
  groups: readonly Group[],
  resources: Limit['resources'],
): (certain: Vector, possible: Vector) => boolean {
  if (walk.comparison.oldDenies.length > 0) return () => false;
  const known = new Map<string, boolean>();
  return (certain, possible) => {
    const surely = groups.flatMap((group, at) =>
      (group.negated ? possible[at] === false : certain[at] === true) ? group.members : [],
    );
    if (surely.length === 0) return false;
    const key = surely.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    const oldAllows = pick(walk, surely, 'oldAllows');
    const isCovered = isCoveredByOne(allow, oldAllows, resources, walk.engine);
    known.set(key, isCovered);
    return isCovered;
  };
}

function decideMembers(
  walk: Walk,
  allow: NormalStatement,
  members: readonly number[],
  resources: Limit['resources'],
  action: () => string,
): void {
  const { engine, progress, decided } = walk;
  const box = resources === 'any' ? '' : JSON.stringify(resources);
  const key = `${allow.policy} ${allow.statement} ${members.join()} ${box}`;
  engine.meter.spend(1 + members.length);
  if (decided.has(key)) return;
  decided.add(key);
  const relevant: Relevant = {
    newDenies: pick(walk, members, 'newDenies'),
    oldAllows: pick(walk, members, 'oldAllows'),
    oldDenies: pick(walk, members, 'oldDenies'),
  };
  const verdict = decideResources(allow, relevant, resources, engine, (difference) =>
    walk.onDifference({ ...difference, action: action(), allow }),
  );
  progress.vectors += verdict.vectors;
  if (verdict.by === 'product') progress.by = 'product';
  if (verdict.isStopped) progress.isStopped = true;
}

/** An action with the same vector that has a service and a name, for people to read. */
function readableAction(product: Product, vector: Vector, engine: Engine): string | undefined {
  return shapedWord(product, vector, engine.acceptor(engine.flatGlob('?*:?*'), 'under'));
}

export function limitOf(box: {
  readonly action: string;
  readonly resources: Limit['resources'];
}): Limit {
  const { action, resources } = box;
  return {
    action: foldAction(action),
    resources: resources === 'any' ? 'any' : [...new Set(resources)].sort(),
  };
}
