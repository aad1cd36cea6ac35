/**
 * The decider: is every request that some policies allow also allowed by others?
 *
 * Exact over all strings and all contexts, as far as it answers: `included` is proven, `new-access`
 * comes with a request that the evaluator confirms, and everything else is `unknown`. Statements are
 * compared one by one first; where no single statement of the prior policies covers, products of the
 * patterns give the sets of statements that can match together, and the conditions decide each set.
 */
import type { PolicyDocument } from '../model/policy.js';
import {
  type Comparison,
  type Found,
  limitOf,
  type SearchResult,
  searchActions,
} from './decide/actions.js';
import { type Budget, type Engine, engineOf, flatGlobs } from './decide/engine.js';
import { withinBudget } from './decide/meter.js';
import { foldAction, type NormalStatement, normaliseAll } from './decide/normal-form.js';
import { VARIABLE_VALUE } from './decide/product.js';
import { type MultivaluedKeys, multivaluedKeys } from './decide/question.js';
import { contextOf, isConfirmed, type WitnessRequest } from './decide/witness.js';
import type { VariableLetters, WildcardReading } from './glob.js';

export type { WildcardReading } from './glob.js';

/**
 * One box of the kept set: an action (concrete or pattern) on a resource language, whose wildcards stay
 * inside their segment of an ARN but for the last one.
 */
export type Box = { readonly action: string; readonly resources: readonly string[] | 'any' };

export type InclusionWitness = WitnessRequest & {
  /** The Allow of the new policies that admits the request. */
  readonly statement?: { readonly policy: number; readonly statement: number };
};

export type Inclusion =
  | {
      readonly kind: 'included';
      /** `cover`: one statement of the prior policies for each pattern. */
      readonly by: 'cover' | 'product';
      readonly reading: 'both' | WildcardReading;
      /** Sets of statements that were looked at. */
      readonly vectors: number;
    }
  | {
      readonly kind: 'new-access';
      readonly witness: InclusionWitness;
      readonly reading: WildcardReading;
    }
  | { readonly kind: 'unknown'; readonly reason: string };

export type InclusionOptions = {
  /** Requests outside of all boxes are of no interest; no boxes given: all are. */
  readonly within?: readonly Box[];
  readonly budget?: Budget;
  /** AWS documents wildcards in ARNs in two ways; both must hold unless one is asked for. */
  readonly reading?: WildcardReading | 'both';
};

/** `atoms`: as many conditions as can be tried in every combination. */
const DEFAULT_BUDGET: Budget = { states: 50_000, atoms: 14 };

/** Is every request that `next` (all its policies together, denies included) allows also allowed by `prior`? */
export function decideInclusion(
  next: readonly PolicyDocument[],
  prior: readonly PolicyDocument[],
  { within, budget = DEFAULT_BUDGET, reading = 'both' }: InclusionOptions = {},
): Inclusion {
  const sides = { next: normaliseAll(next, 'next'), prior: normaliseAll(prior, 'prior') };
  const multivalued = multivaluedKeys(
    [...sides.next, ...sides.prior].map(({ conditions }) => conditions),
  );
  const readings: readonly WildcardReading[] =
    reading === 'both' ? ['flat', 'segmented'] : [reading];
  const flatGlob = flatGlobs();
  const answers: Inclusion[] = [];
  for (const own of readings) {
    const answer = decideReading({
      next,
      prior,
      sides,
      multivalued,
      within,
      budget,
      reading: own,
      flatGlob,
    });
    if (answer.kind === 'new-access') return answer;
    answers.push(answer);
  }
  return together(answers, reading);
}

function together(answers: readonly Inclusion[], reading: WildcardReading | 'both'): Inclusion {
  let by: 'cover' | 'product' = 'cover';
  let vectors = 0;
  for (const answer of answers) {
    if (answer.kind !== 'included') return answer;
    if (answer.by === 'product') by = 'product';
    vectors += answer.vectors;
  }
  return { kind: 'included', by, reading, vectors };
}

type Input = {
  readonly next: readonly PolicyDocument[];
  readonly prior: readonly PolicyDocument[];
  readonly sides: {
    readonly next: readonly NormalStatement[];
    readonly prior: readonly NormalStatement[];
  };
  readonly multivalued: MultivaluedKeys;
  readonly within: readonly Box[] | undefined;
  readonly budget: Budget;
  readonly reading: WildcardReading;
  readonly flatGlob: Engine['flatGlob'];
};

/** Differences that the evaluator does not confirm are looked past, up to this many. */
const MOST_UNCONFIRMED = 8;

function decideReading(input: Input): Inclusion {
  const { reading } = input;
  const { comparison, doubts } = compare(input.sides);
  if (comparison.newAllows.length === 0 && doubts.length === 0) {
    return { kind: 'included', by: 'cover', reading, vectors: input.sides.next.length };
  }
  const first = search(comparison, input, new Map());
  const isOpen = first.witness === undefined && first.unconfirmed.length > 0;
  // Whatever the values of the variables was too much to show: one value for all may do.
  const { witness } = isOpen ? search(comparison, input, VARIABLE_VALUE) : first;
  if (witness !== undefined) return { kind: 'new-access', witness, reading };
  const reason = doubts[0] ?? reasonOf(first.unconfirmed) ?? first.givenUp;
  if (reason !== undefined || first.result === undefined) {
    return { kind: 'unknown', reason: reason ?? 'not decided' };
  }
  return { kind: 'included', ...first.result, reading };
}

type SearchOutcome = {
  readonly witness: InclusionWitness | undefined;
  readonly unconfirmed: readonly Found[];
  readonly result: SearchResult | undefined;
  readonly givenUp: string | undefined;
};

function search(comparison: Comparison, input: Input, variables: VariableLetters): SearchOutcome {
  const { reading, multivalued, budget, flatGlob } = input;
  let witness: InclusionWitness | undefined;
  let result: SearchResult | undefined;
  const unconfirmed: Found[] = [];
  const onDifference = (found: Found): 'continue' | 'stop' => {
    witness = confirmedWitness(found, input);
    if (witness !== undefined) return 'stop';
    unconfirmed.push(found);
    return unconfirmed.length < MOST_UNCONFIRMED ? 'continue' : 'stop';
  };
  const givenUp = withinBudget(() => {
    const engine = engineOf(reading, multivalued, budget, flatGlob, variables);
    result = searchActions({ comparison, engine, onDifference }, input.within?.map(limitOf));
  });
  return { witness, unconfirmed, result, givenUp };
}

function reasonOf([first]: readonly Found[]): string | undefined {
  if (first === undefined) return undefined;
  const { action, resource } = first;
  return `\`${action}\` on \`${resource}\` may be new access, but no request shows it for certain`;
}

/**
 * Cancels what both sides say word for word: a Deny, because what the new policies allow it did not
 * deny; an Allow, when no Deny of the prior policies is left that could take it away again.
 */
function compare({ next, prior }: Input['sides']): {
  readonly comparison: Comparison;
  readonly doubts: readonly string[];
} {
  const isRepeated = repetition(next.filter(isDeny));
  const oldDenies = prior.filter((own) => isDeny(own) && !isRepeated(own));
  const oldAllows = prior.filter((own) => !isDeny(own));
  const sameAllows = new Set(oldDenies.length === 0 ? oldAllows.map(({ key }) => key) : []);
  const newAllows = next.filter((own) => !isDeny(own) && !sameAllows.has(own.key));
  const opaqueAllows = newAllows.filter(({ opaque }) => opaque);
  const opaqueDenies = newAllows.length === 0 ? [] : oldDenies.filter(({ opaque }) => opaque);
  return {
    comparison: {
      newAllows: distinct(newAllows.filter(isClear)),
      newDenies: distinct(next.filter((own) => isDeny(own) && isClear(own))),
      oldAllows: distinct(oldAllows.filter(isClear)),
      oldDenies: distinct(oldDenies.filter(isClear)),
    },
    doubts: [
      ...opaqueAllows.map((own) => doubtOf(own, 'new')),
      ...opaqueDenies.map((own) => doubtOf(own, 'prior')),
    ],
  };
}

/** Word for word, or its actions spread over several statements that are otherwise the same. */
function repetition(denies: readonly NormalStatement[]): (old: NormalStatement) => boolean {
  const keys = new Set(denies.map(({ key }) => key));
  const actions = new Map<string, Set<string>>();
  for (const own of denies.filter(isClear)) {
    if (own.actions.negated) continue;
    const known = actions.get(frameOf(own)) ?? new Set();
    actions.set(frameOf(own), known);
    for (const pattern of own.actions.patterns) known.add(pattern);
  }
  return (old) => {
    if (keys.has(old.key)) return true;
    if (old.opaque || old.actions.negated) return false;
    const known = actions.get(frameOf(old));
    return known !== undefined && old.actions.patterns.every((pattern) => known.has(pattern));
  };
}

/** All of a statement but its actions. */
function frameOf({ resources, conditions }: NormalStatement): string {
  return `${resources.key}\n${conditions.key}`;
}

function isDeny({ effect }: NormalStatement): boolean {
  return effect === 'Deny';
}

function isClear({ opaque }: NormalStatement): boolean {
  return !opaque;
}

function distinct(statements: readonly NormalStatement[]): readonly NormalStatement[] {
  const byKey = new Map<string, NormalStatement>();
  for (const statement of statements) {
    if (!byKey.has(statement.key)) byKey.set(statement.key, statement);
  }
  return [...byKey.values()];
}

function doubtOf({ effect, policy, statement }: NormalStatement, side: 'new' | 'prior'): string {
  const place = `statement ${statement + 1} of ${side} policy ${policy + 1}`;
  return `${place}, ${effect === 'Deny' ? 'a Deny' : 'an Allow'}, was not understood`;
}

function confirmedWitness(found: Found, input: Input): InclusionWitness | undefined {
  const { resource, situation, allow } = found;
  const texts = [...input.sides.next, ...input.sides.prior].flatMap(textsWithVariables);
  const action = spelledAction(found, input);
  const request = { action, resource, context: contextOf(situation, texts) };
  if (!isConfirmed(request, input.next, input.prior, input.reading)) return undefined;
  const { policy, statement } = allow;
  return { ...request, statement: { policy, statement } };
}

/** As the new policy or a box spells it, where one names the action. */
function spelledAction({ action, allow }: Found, { next, within = [] }: Input): string {
  const { patterns } = next[allow.policy]?.statements[allow.statement]?.actions ?? { patterns: [] };
  const names = [...patterns, ...within.map((box) => box.action)];
  return names.find((name) => foldAction(name) === action) ?? action;
}

function textsWithVariables({ resources, conditions }: NormalStatement): readonly string[] {
  return [
    ...(resources.hasVariables ? resources.patterns : []),
    ...conditions.atoms.flatMap(({ values }) => values.filter((value) => value.includes('${'))),
  ];
}
