/**
 * Can all clauses hold together? Atoms live in blocks; a block has a finite list of ways in which its
 * atoms can be true or false together, and blocks are independent of each other.
 */
import { giveUp, type Meter } from './meter.js';

/** One way in which the atoms of a block can come out, by position in the block. */
export type Way = readonly boolean[];

export type Literal = { readonly block: number; readonly atom: number; readonly holds: boolean };

export type Clause = readonly Literal[];

export type Formula = {
  readonly ways: readonly (readonly Way[])[];
  readonly clauses: readonly Clause[];
};

/** Per block, the positions of the ways that are left. */
type Left = readonly (readonly number[])[];

/** Literals of one clause, by block: one of them must hold. */
type Choice = { readonly block: number; readonly literals: readonly Literal[] };

/**
 * @param searches how many partial assignments may be looked at
 * @returns the chosen way of each block; `undefined` when the clauses contradict each other
 */
export function satisfy(
  formula: Formula,
  searches: number,
  meter: Meter,
): readonly number[] | undefined {
  const clauses = formula.clauses.map(choicesOf);
  const stack: Left[] = [formula.ways.map((ways) => ways.map((_, index) => index))];
  for (let searched = 0; ; searched++) {
    const left = stack.pop();
    if (left === undefined) return undefined;
    if (searched >= searches) giveUp('condition atoms');
    const settled = propagate(formula, clauses, left, meter);
    if (settled === undefined) continue;
    if (settled.open === undefined) return settled.left.map((ways) => ways[0] ?? -1);
    for (const choice of settled.open) {
      const next = restrict(formula, settled.left, choice);
      if (next !== undefined) stack.push(next);
    }
  }
}

function choicesOf(clause: Clause): readonly Choice[] {
  const byBlock = new Map<number, Literal[]>();
  for (const literal of clause) {
    const literals = byBlock.get(literal.block);
    if (literals === undefined) byBlock.set(literal.block, [literal]);
    else literals.push(literal);
  }
  return [...byBlock].map(([block, literals]) => ({ block, literals }));
}

type Propagated = {
  readonly left: Left;
  /** The shortest clause still to be decided, as its possible choices. */
  readonly open: readonly Choice[] | undefined;
};

function propagate(
  formula: Formula,
  clauses: readonly (readonly Choice[])[],
  start: Left,
  meter: Meter,
): Propagated | undefined {
  let left = start;
  if (left.some((ways) => ways.length === 0)) return undefined;
  for (;;) {
    let hasChanged = false;
    let open: readonly Choice[] | undefined;
    for (const clause of clauses) {
      const choices = openChoices(formula, left, clause, meter);
      if (choices === 'holds') continue;
      const [only] = choices;
      if (only === undefined) return undefined;
      if (choices.length === 1) {
        const next = restrict(formula, left, only);
        if (next === undefined) return undefined;
        left = next;
        hasChanged = true;
      } else if (open === undefined || choices.length < open.length) {
        open = choices;
      }
    }
    if (!hasChanged) return { left, open };
  }
}

function openChoices(
  formula: Formula,
  left: Left,
  clause: readonly Choice[],
  meter: Meter,
): 'holds' | readonly Choice[] {
  const possible: Choice[] = [];
  for (const choice of clause) {
    const ways = left[choice.block] ?? [];
    meter.spend(1 + ways.length);
    const fitting = ways.filter((way) => fits(formula, choice, way)).length;
    if (fitting === ways.length) return 'holds';
    if (fitting > 0) possible.push(choice);
  }
  return possible;
}

function fits(formula: Formula, choice: Choice, way: number): boolean {
  const values = formula.ways[choice.block]?.[way];
  return choice.literals.some((literal) => values?.[literal.atom] === literal.holds);
}

function restrict(formula: Formula, left: Left, choice: Choice): Left | undefined {
  const ways = (left[choice.block] ?? []).filter((way) => fits(formula, choice, way));
  return ways.length === 0 ? undefined : left.with(choice.block, ways);
}
