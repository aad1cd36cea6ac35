/** What one comparison under one reading shares: compiled patterns, automata, answers, the budget. */
import { compileGlob, type Glob, type VariableLetters, type WildcardReading } from '../glob.js';
import { implies } from './atoms.js';
import { type Meter, meterOf, STEPS_PER_STATE } from './meter.js';
import type { Conjunction } from './normal-form.js';
import { type Acceptor, acceptorOf, type VariableMode } from './product.js';
import { answer, type MultivaluedKeys, type Question, type Situation } from './question.js';

export type Budget = { readonly states: number; readonly atoms: number };

export type Engine = {
  readonly meter: Meter;
  /** Version 2012-10-17 reads `${key}` as a variable. */
  readonly resourceGlob: (pattern: string, hasVariables: boolean) => Glob;
  /** Never confined to segments, and without variables: actions. */
  readonly flatGlob: (pattern: string) => Glob;
  /**
   * Resources of boxes are what was seen, not what a policy says: a wildcard stands for a part of an
   * ARN that is not known, whatever AWS lets wildcards of policies cross.
   */
  readonly boxGlob: (pattern: string) => Glob;
  readonly acceptor: (glob: Glob, mode: VariableMode) => Acceptor;
  readonly conditionImplies: (from: Conjunction, to: Conjunction) => boolean;
  readonly ask: (question: Question) => Situation | undefined;
};

/** Compiles patterns that no reading confines; both readings share what it remembers. */
export function flatGlobs(): Engine['flatGlob'] {
  return memoised((pattern) => compileGlob(pattern, { reading: 'flat' }));
}

export function engineOf(
  reading: WildcardReading,
  multivalued: MultivaluedKeys,
  budget: Budget,
  flatGlob: Engine['flatGlob'],
  variables: VariableLetters,
): Engine {
  const meter = meterOf(budget.states * STEPS_PER_STATE, `${budget.states} states`);
  const withVariables = memoised((pattern) => compileGlob(pattern, { reading, variables }));
  const withoutVariables = memoised((pattern) => compileGlob(pattern, { reading }));
  const answers = new Map<string, Situation | undefined>();
  const ask = (question: Question): Situation | undefined => {
    const key = keyOf(question);
    if (answers.has(key)) return answers.get(key);
    const situation = answer(question, multivalued, 2 ** budget.atoms, meter);
    answers.set(key, situation);
    return situation;
  };
  const conditionImplies = (from: Conjunction, to: Conjunction): boolean => {
    if (to.atoms.length === 0 || from.key === to.key) return true;
    meter.spend(1 + from.atoms.length * to.atoms.length);
    if (to.atoms.every((atom) => from.atoms.some((own) => implies(own, atom)))) return true;
    return ask({ holds: from, newDenies: [], oldAllows: [to], oldDenies: [] }) === undefined;
  };
  return {
    meter,
    flatGlob,
    boxGlob: memoised((pattern) => compileGlob(pattern, { reading: 'segmented' })),
    resourceGlob: (pattern, hasVariables) =>
      hasVariables ? withVariables(pattern) : withoutVariables(pattern),
    acceptor: acceptors(),
    conditionImplies,
    ask,
  };
}

function keyOf({ holds, newDenies, oldAllows, oldDenies }: Question): string {
  const keys = (conjunctions: readonly Conjunction[]): readonly string[] =>
    [...new Set(conjunctions.map(({ key }) => key))].sort();
  return JSON.stringify([holds.key, keys(newDenies), keys(oldAllows), keys(oldDenies)]);
}

function memoised(compile: (pattern: string) => Glob): (pattern: string) => Glob {
  const known = new Map<string, Glob>();
  return (pattern) => {
    const before = known.get(pattern);
    if (before !== undefined) return before;
    const glob = compile(pattern);
    known.set(pattern, glob);
    return glob;
  };
}

/** Automata keep the states that earlier products walked. */
function acceptors(): (glob: Glob, mode: VariableMode) => Acceptor {
  const known = { own: new Map(), under: new Map(), over: new Map() } satisfies Record<
    VariableMode,
    Map<Glob, Acceptor>
  >;
  return (glob, mode) => {
    const before: Acceptor | undefined = known[mode].get(glob);
    if (before !== undefined) return before;
    const acceptor = acceptorOf(glob.tokens, mode);
    known[mode].set(glob, acceptor);
    return acceptor;
  };
}
