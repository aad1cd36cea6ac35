/**
 * One action, or a set of actions that no statement tells apart: is every resource and context that a
 * new Allow admits also admitted by the old policies?
 *
 * Variables: a pattern's `${key}` is a letter of its own. A resource that a new Allow admits for some
 * values is a word with these letters; what must match whatever the values (old Allow, new Deny) takes
 * them strictly, what might match (old Deny, boxes) takes them as any text.
 */
import { covers, type Glob, mayIntersect } from '../glob.js';
import type { Engine } from './engine.js';
import type { Conjunction, NormalStatement } from './normal-form.js';
import {
  type Acceptor,
  explore,
  type Product,
  shapedWord,
  type VariableMode,
  type Vector,
} from './product.js';
import type { Situation } from './question.js';

/** The statements that match the action, by what they can do to the answer. */
export type Relevant = {
  readonly newDenies: readonly NormalStatement[];
  readonly oldAllows: readonly NormalStatement[];
  readonly oldDenies: readonly NormalStatement[];
};

/** A request that seems to be allowed by the new policies only. */
export type Difference = { readonly resource: string; readonly situation: Situation };

export type ResourceVerdict = {
  readonly by: 'cover' | 'product';
  readonly vectors: number;
  /** True when the search was ended by the caller, who has his witness. */
  readonly isStopped: boolean;
};

/** Resources in all of `within` and in none of `outside`. */
type Domain = { readonly within: readonly Glob[]; readonly outside: readonly Glob[] };

/**
 * @param box resource patterns that the request is limited to
 * @param onDifference told of each difference; `stop` ends the search
 */
export function decideResources(
  allow: NormalStatement,
  relevant: Relevant,
  box: readonly string[] | 'any',
  engine: Engine,
  onDifference: (difference: Difference) => 'continue' | 'stop',
): ResourceVerdict {
  const open = withoutRepeatedDenies(relevant, engine);
  let by: 'cover' | 'product' = 'cover';
  let vectors = 0;
  for (const domain of domainsOf(allow, box, engine)) {
    if (isCovered(allow, domain, open, engine)) {
      vectors++;
      continue;
    }
    by = 'product';
    const searched = searchProduct(allow, domain, open, engine, onDifference);
    vectors += searched.vectors;
    if (searched.isStopped) return { by, vectors, isStopped: true };
  }
  return { by, vectors, isStopped: false };
}

/** A new Deny of the same resources, under conditions no narrower, denies what the old one denied. */
function withoutRepeatedDenies(relevant: Relevant, engine: Engine): Relevant {
  const { newDenies, oldDenies } = relevant;
  engine.meter.spend(newDenies.length * oldDenies.length);
  const isRepeated = (old: NormalStatement): boolean =>
    newDenies.some(
      (own) =>
        own.resources.key === old.resources.key &&
        engine.conditionImplies(old.conditions, own.conditions),
    );
  return { ...relevant, oldDenies: oldDenies.filter((old) => !isRepeated(old)) };
}

/** Each resource pattern of the Allow lies in one of these old Allows, under the same conditions. */
export function isCoveredByOne(
  allow: NormalStatement,
  oldAllows: readonly NormalStatement[],
  box: readonly string[] | 'any',
  engine: Engine,
): boolean {
  const relevant: Relevant = { newDenies: [], oldAllows, oldDenies: [] };
  return domainsOf(allow, box, engine).every((domain) =>
    isCovered(allow, domain, relevant, engine),
  );
}

function domainsOf(
  { resources }: NormalStatement,
  box: readonly string[] | 'any',
  engine: Engine,
): readonly Domain[] {
  const own = resourceGlobs(resources, engine);
  // What a pattern with variables leaves out is not known: nothing is taken to be left out.
  const outside = resources.negated ? own.filter((glob) => !glob.hasVariables) : [];
  const admitted = resources.negated ? [engine.flatGlob('*')] : widest(own, engine);
  if (box === 'any') return admitted.map((glob) => ({ within: [glob], outside }));
  const boxed = box.map(engine.boxGlob);
  return admitted.flatMap((glob) =>
    boxed
      .filter((limit) => mayIntersect(glob, limit))
      .map((limit) => ({ within: narrower(glob, limit, engine), outside })),
  );
}

/** Comparing all patterns with each other pays for short lists only. */
const MOST_COMPARED = 100;

/** Without the patterns that lie within an earlier or a wider one. */
function widest(globs: readonly Glob[], { meter }: Engine): readonly Glob[] {
  if (globs.length > MOST_COMPARED) return globs;
  const kept: Glob[] = [];
  for (const glob of globs) {
    if (kept.some((other) => covers(other, glob, meter))) continue;
    const left = kept.filter((other) => !covers(glob, other, meter));
    kept.splice(0, kept.length, ...left, glob);
  }
  return kept;
}

/** One of two globs is enough where it lies within the other. */
function narrower(glob: Glob, limit: Glob, engine: Engine): readonly Glob[] {
  if (covers(limit, glob, engine.meter)) return [glob];
  if (!glob.hasVariables && covers(glob, limit, engine.meter)) return [limit];
  return [glob, limit];
}

function resourceGlobs(
  { patterns, hasVariables }: NormalStatement['resources'],
  engine: Engine,
): readonly Glob[] {
  engine.meter.spend(patterns.length);
  return patterns.map((pattern) => engine.resourceGlob(pattern, hasVariables));
}

/** One old Allow, one of its patterns, and no Deny to be considered. */
function isCovered(
  allow: NormalStatement,
  domain: Domain,
  { oldAllows, oldDenies }: Relevant,
  engine: Engine,
): boolean {
  if (oldDenies.length > 0) return false;
  return oldAllows.some((old) => {
    engine.meter.spend(1);
    return (
      coversDomain(old, allow, domain, engine) &&
      engine.conditionImplies(allow.conditions, old.conditions)
    );
  });
}

function coversDomain(
  old: NormalStatement,
  allow: NormalStatement,
  { within, outside }: Domain,
  engine: Engine,
): boolean {
  if (old.resources.key === allow.resources.key) return true;
  const globs = resourceGlobs(old.resources, engine);
  if (!old.resources.negated) {
    return globs.some((glob) => within.some((own) => covers(glob, own, engine.meter)));
  }
  // Where a variable has no value, nobody knows whether the statement applies at all. A domain's own
  // variables have one: else it is empty.
  return globs.every(
    (glob) =>
      !glob.hasVariables &&
      (within.some((own) => !mayIntersect(glob, own)) ||
        outside.some((own) => covers(own, glob, engine.meter))),
  );
}

type Role = keyof Relevant | 'outside';

/** Statements that do the same for the answer, as one group of globs. */
type Group = {
  readonly role: Role;
  readonly conditions: Conjunction;
  /** Matches where none of the globs does. */
  readonly negated: boolean;
  readonly globs: readonly Glob[];
};

function searchProduct(
  allow: NormalStatement,
  domain: Domain,
  relevant: Relevant,
  engine: Engine,
  onDifference: (difference: Difference) => 'continue' | 'stop',
): { readonly vectors: number; readonly isStopped: boolean } {
  const groups = groupsOf(domain, relevant, engine);
  const product = productOf(domain, groups, engine);
  const isHarmless = (matches: readonly boolean[]): boolean =>
    isAnsweredByOne(allow, groups, matches, engine);
  let vectors = 0;
  let isStopped = false;
  explore(product, engine.meter, {
    isDone: (certain, possible) =>
      isUndenied(groups, certain, possible) &&
      isHarmless(
        groups.map(({ negated }, index) =>
          negated ? possible[index] === false : certain[index] === true,
        ),
      ),
    onVector: (vector, word) => {
      vectors++;
      const situation = differenceAt(allow, groups, vector, isHarmless, engine);
      if (situation === undefined) return 'continue';
      const resource = readableWord(product, vector, engine) ?? word();
      isStopped = onDifference({ resource, situation }) === 'stop';
      return isStopped ? 'stop' : 'continue';
    },
  });
  return { vectors, isStopped };
}

/** No old Deny will match, whatever else comes. */
function isUndenied(groups: readonly Group[], certain: Vector, possible: Vector): boolean {
  return groups.every((group, index) => {
    if (group.role !== 'oldDenies') return true;
    return group.negated ? certain[index] === true : possible[index] === false;
  });
}

/** By the conditions alone: outside, denied by the new policies too, or allowed by one old Allow. */
function isAnsweredByOne(
  allow: NormalStatement,
  groups: readonly Group[],
  matches: readonly boolean[],
  engine: Engine,
): boolean {
  return groups.some((group, index) => {
    if (matches[index] !== true || group.role === 'oldDenies') return false;
    return group.role === 'outside' || engine.conditionImplies(allow.conditions, group.conditions);
  });
}

function differenceAt(
  allow: NormalStatement,
  groups: readonly Group[],
  vector: Vector,
  isHarmless: (matches: readonly boolean[]) => boolean,
  engine: Engine,
): Situation | undefined {
  const matches = groups.map((group, index) => (vector[index] === true) !== group.negated);
  const matching = groups.filter((_, index) => matches[index] === true);
  const isDenied = matching.some(({ role }) => role === 'oldDenies');
  if (matching.some(({ role }) => role === 'outside')) return undefined;
  if (!isDenied && isHarmless(matches)) return undefined;
  const conditionsOf = (role: Role): readonly Conjunction[] =>
    matching.filter((group) => group.role === role).map(({ conditions }) => conditions);
  return engine.ask({
    holds: allow.conditions,
    newDenies: conditionsOf('newDenies'),
    oldAllows: conditionsOf('oldAllows'),
    oldDenies: conditionsOf('oldDenies'),
  });
}

const ALWAYS: Conjunction = { key: '[]', atoms: [] };

function groupsOf(domain: Domain, relevant: Relevant, engine: Engine): readonly Group[] {
  const groups: Group[] = [];
  if (domain.outside.length > 0) {
    groups.push({ role: 'outside', conditions: ALWAYS, negated: false, globs: domain.outside });
  }
  const merged = new Map<string, Glob[]>();
  for (const role of ['newDenies', 'oldAllows', 'oldDenies'] as const) {
    for (const statement of relevant[role]) {
      addStatement({ groups, merged }, role, statement, domain, engine);
    }
  }
  return groups;
}

type Grouping = { readonly groups: Group[]; readonly merged: Map<string, Glob[]> };

function addStatement(
  { groups, merged }: Grouping,
  role: keyof Relevant,
  { resources, conditions }: NormalStatement,
  { within }: Domain,
  engine: Engine,
): void {
  const all = resourceGlobs(resources, engine);
  const { negated } = resources;
  if (negated && all.some((glob) => glob.hasVariables)) {
    // What is left out is not known: such a Deny may deny everything, the others do nothing.
    if (role === 'oldDenies') groups.push({ role, conditions, negated, globs: [] });
    return;
  }
  const globs = all.filter((glob) => within.every((own) => mayIntersect(glob, own)));
  if (!negated && globs.length === 0) return;
  const key = JSON.stringify([role, negated, negated ? resources.key : '', conditions.key]);
  const known = merged.get(key);
  if (known !== undefined) {
    if (!negated) known.push(...globs);
    return;
  }
  const own = [...globs];
  merged.set(key, own);
  groups.push({ role, conditions, negated, globs: own });
}

function productOf(domain: Domain, groups: readonly Group[], engine: Engine): Product {
  const all = [...domain.within, ...groups.flatMap(({ globs }) => globs)];
  const hasVariables = all.some((glob) => glob.hasVariables);
  const modeOf = (mode: VariableMode): VariableMode => (hasVariables ? mode : 'under');
  return {
    domain: domain.within.map((glob, index) =>
      engine.acceptor(glob, modeOf(index === 0 ? 'own' : 'over')),
    ),
    groups: groups.map((group) =>
      [...new Set(group.globs)].map(
        (glob): Acceptor => engine.acceptor(glob, modeOf(reads(group))),
      ),
    ),
  };
}

/** What must not be missed takes variables as any text; what must hold takes them strictly. */
function reads({ role, negated }: Group): VariableMode {
  return (role === 'oldDenies') === negated ? 'under' : 'over';
}

/** A word with the same vector that looks like an ARN, for people to read. */
function readableWord(product: Product, vector: Vector, engine: Engine): string | undefined {
  const shape = engine.acceptor(engine.flatGlob('arn:aws:?*:*:*:?*'), 'under');
  return shapedWord(product, vector, shape);
}
