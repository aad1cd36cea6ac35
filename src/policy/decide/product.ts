/**
 * Many globs read one word at once: which sets of them can match, with a shortest word for each.
 *
 * Each glob is made deterministic lazily (its state is the set of positions reached); a product state
 * is one state per glob. The alphabet at a state is the letters that stand next plus one `other`.
 */
import { type Meter, meterOf, STEPS_PER_STATE, withinBudget } from './meter.js';
import { COLON, isVariable, ONE, ONE_IN_SEGMENT, STAR, STAR_IN_SEGMENT } from './tokens.js';

/**
 * What a variable in the word means to a pattern. `own`: the pattern that brought it. `under`: taken
 * only by the same variable or a star, so a match holds whatever the value. `over`: may be any text,
 * so that no match is missed.
 */
export type VariableMode = 'own' | 'under' | 'over';

type AcceptorState = {
  readonly positions: readonly number[];
  readonly accepts: boolean;
  /** Every continuation is accepted. */
  readonly acceptsAll: boolean;
  /** Letters that lead elsewhere than `OTHER` does. */
  readonly letters: readonly number[];
  readonly next: Map<number, number>;
};

/** One glob, made deterministic as far as it was walked. State 0 is the start, -1 the dead end. */
export type Acceptor = {
  readonly tokens: readonly number[];
  readonly mode: VariableMode;
  readonly states: AcceptorState[];
  readonly index: Map<string, number>;
};

const DEAD = -1;
/** A group that one of its globs has settled needs none of the others. */
const SETTLED = -2;
/** How witnesses spell the value of a policy variable. */
export const VARIABLE_VALUE: string = 'someone';
/** Any letter that no pattern names. */
const OTHER = -100;

export function acceptorOf(tokens: readonly number[], mode: VariableMode): Acceptor {
  const own = mode === 'over' ? tokens.map((token) => (isVariable(token) ? STAR : token)) : tokens;
  const acceptor: Acceptor = { tokens: own, mode, states: [], index: new Map() };
  stateOf(acceptor, [0]);
  return acceptor;
}

/** Interns the state of these positions, closed over stars that take nothing. */
function stateOf(acceptor: Acceptor, reached: readonly number[]): number {
  const positions = withoutDominated(acceptor, closed(acceptor.tokens, reached));
  if (positions.length === 0) return DEAD;
  const key = positions.join();
  const known = acceptor.index.get(key);
  if (known !== undefined) return known;
  const { tokens } = acceptor;
  const last = positions.at(-1);
  acceptor.states.push({
    positions,
    accepts: last === tokens.length,
    acceptsAll:
      tokens.at(-1) === STAR && acceptor.mode !== 'own' && positions.includes(tokens.length - 1),
    letters: lettersAt(tokens, positions),
    next: new Map(),
  });
  acceptor.index.set(key, acceptor.states.length - 1);
  return acceptor.states.length - 1;
}

function closed(tokens: readonly number[], reached: readonly number[]): number[] {
  const positions = new Set<number>();
  for (const start of reached) {
    let at = start;
    while (!positions.has(at)) {
      positions.add(at);
      const token = tokens[at];
      if (token !== STAR && token !== STAR_IN_SEGMENT) break;
      at++;
    }
  }
  return [...positions].sort((a, b) => a - b);
}

/**
 * What can be matched from before a star can be matched from the star. A star that stays in its
 * segment says so only for its segment, where all positions are unless a variable was skipped.
 */
function withoutDominated(acceptor: Acceptor, positions: readonly number[]): readonly number[] {
  const star = positions.findLastIndex((at) => {
    const token = acceptor.tokens[at];
    return token === STAR || (token === STAR_IN_SEGMENT && acceptor.mode !== 'over');
  });
  return star > 0 ? positions.slice(star) : positions;
}

function lettersAt(tokens: readonly number[], positions: readonly number[]): readonly number[] {
  const letters = new Set<number>();
  for (const at of positions) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (token >= 0) letters.add(token);
    else if (token === STAR_IN_SEGMENT || token === ONE_IN_SEGMENT) letters.add(COLON);
  }
  return [...letters];
}

function step(acceptor: Acceptor, from: number, letter: number, meter: Meter): number {
  const state = acceptor.states[from];
  if (state === undefined) return DEAD;
  // Letters that the state does not name behave alike; variables never do.
  const symbol = isVariable(letter) || state.letters.includes(letter) ? letter : OTHER;
  const known = state.next.get(symbol);
  if (known !== undefined) return known;
  const reached = successors(acceptor, state.positions, symbol, meter);
  // Sorting and naming the positions costs some steps for each.
  meter.spend(state.positions.length + 8 * reached.length);
  const to = stateOf(acceptor, reached);
  state.next.set(symbol, to);
  return to;
}

function successors(
  acceptor: Acceptor,
  positions: readonly number[],
  letter: number,
  meter: Meter,
): readonly number[] {
  const { tokens, mode } = acceptor;
  if (mode === 'over' && isVariable(letter)) {
    meter.spend(tokens.length);
    const first = positions[0] ?? 0;
    return Array.from({ length: tokens.length - first + 1 }, (_, offset) => first + offset);
  }
  const reached: number[] = [];
  for (const at of positions) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (token === letter) reached.push(at + 1);
    else if (token === STAR && (!isVariable(letter) || mode === 'under')) reached.push(at);
    else if (token === STAR_IN_SEGMENT && letter !== COLON && !isVariable(letter)) reached.push(at);
    else if (token === ONE && !isVariable(letter)) reached.push(at + 1);
    else if (token === ONE_IN_SEGMENT && letter !== COLON && !isVariable(letter))
      reached.push(at + 1);
  }
  return reached;
}

export type Product = {
  /** The word must be in all of these. */
  readonly domain: readonly Acceptor[];
  /** A group matches when one of its globs does. */
  readonly groups: readonly (readonly Acceptor[])[];
};

/** Which groups match the word, in order. */
export type Vector = readonly boolean[];

export type Visitor = {
  /** True when nothing below is of interest; told what will match however the word goes on. */
  readonly isDone: (certain: Vector, possible: Vector) => boolean;
  readonly onVector: (vector: Vector, word: () => string) => 'continue' | 'stop';
};

type Node = {
  readonly domain: readonly number[];
  readonly groups: readonly (readonly number[])[];
  readonly letter: number;
  readonly before: Node | undefined;
};

const STATES_FOR_SHAPE = 5_000;

/** A word with this vector and this shape, if a short search finds one. */
export function shapedWord(product: Product, vector: Vector, shape: Acceptor): string | undefined {
  let found: string | undefined;
  const shaped = { ...product, domain: [...product.domain, shape] };
  withinBudget(() => {
    explore(shaped, meterOf(STATES_FOR_SHAPE * STEPS_PER_STATE, 'a readable witness'), {
      isDone: () => false,
      onVector: (other, word) => {
        if (!other.every((matched, index) => matched === vector[index])) return 'continue';
        found = word();
        return 'stop';
      },
    });
  });
  return found;
}

/** Breadth first, so that the first word of a vector is a shortest one. */
export function explore(product: Product, meter: Meter, visitor: Visitor): void {
  const start: Node = {
    domain: product.domain.map(() => 0),
    groups: product.groups.map((group) =>
      settled(
        group,
        group.map(() => 0),
      ),
    ),
    letter: OTHER,
    before: undefined,
  };
  const seenStates = new Set<string>([keyOf(start)]);
  const seenVectors = new Set<string>();
  const queue: Node[] = [start];
  // Grows while it is walked.
  for (const node of queue) {
    meter.spend(STEPS_PER_STATE + node.groups.length);
    const outlook = outlookOf(product, node);
    if (visitor.isDone(outlook.certain, outlook.possible)) continue;
    if (accepts(product, node) && !seenVectors.has(bits(outlook.now))) {
      seenVectors.add(bits(outlook.now));
      if (visitor.onVector(outlook.now, () => wordTo(product, node)) === 'stop') return;
    }
    if (outlook.isFixed && seenVectors.has(bits(outlook.now))) continue;
    for (const letter of lettersOf(product, node)) {
      const next = advance(product, node, letter, meter);
      if (next === undefined) continue;
      const key = keyOf(next);
      if (seenStates.has(key)) continue;
      seenStates.add(key);
      queue.push(next);
    }
  }
}

function accepts(product: Product, node: Node): boolean {
  return product.domain.every((acceptor, index) => {
    const state = acceptor.states[node.domain[index] ?? DEAD];
    return state?.accepts === true;
  });
}

type Outlook = {
  readonly now: Vector;
  readonly certain: Vector;
  readonly possible: Vector;
  /** No continuation changes the vector. */
  readonly isFixed: boolean;
};

function outlookOf(product: Product, node: Node): Outlook {
  const now: boolean[] = [];
  const certain: boolean[] = [];
  const possible: boolean[] = [];
  product.groups.forEach((group, index) => {
    const states = node.groups[index] ?? [];
    const isSettled = states[0] === SETTLED;
    now.push(isSettled || group.some((a, at) => a.states[states[at] ?? DEAD]?.accepts === true));
    certain.push(isSettled);
    possible.push(isSettled || states.some((state) => state !== DEAD));
  });
  return {
    now,
    certain,
    possible,
    isFixed: certain.every((isCertain, index) => isCertain || possible[index] === false),
  };
}

function lettersOf(product: Product, node: Node): ReadonlySet<number> {
  const letters = new Set<number>();
  const add = (acceptor: Acceptor, state: number): void => {
    for (const letter of acceptor.states[state]?.letters ?? []) letters.add(letter);
  };
  product.domain.forEach((acceptor, index) => {
    add(acceptor, node.domain[index] ?? DEAD);
  });
  product.groups.forEach((group, index) => {
    group.forEach((acceptor, at) => {
      add(acceptor, node.groups[index]?.[at] ?? DEAD);
    });
  });
  letters.add(OTHER);
  return letters;
}

function advance(product: Product, node: Node, letter: number, meter: Meter): Node | undefined {
  const domain: number[] = [];
  for (const [index, acceptor] of product.domain.entries()) {
    const to = step(acceptor, node.domain[index] ?? DEAD, letter, meter);
    if (to === DEAD) return undefined;
    domain.push(to);
  }
  const groups = product.groups.map((group, index) => {
    const states = node.groups[index] ?? [];
    if (states[0] === SETTLED) return states;
    meter.spend(group.length);
    return settled(
      group,
      group.map((acceptor, at) => step(acceptor, states[at] ?? DEAD, letter, meter)),
    );
  });
  return { domain, groups, letter, before: node };
}

function settled(group: readonly Acceptor[], states: readonly number[]): readonly number[] {
  const isSettled = group.some((a, index) => a.states[states[index] ?? DEAD]?.acceptsAll === true);
  return isSettled ? [SETTLED] : states;
}

function keyOf(node: Node): string {
  return `${node.domain.join()}|${node.groups.map((states) => states.join()).join(';')}`;
}

function bits(vector: Vector): string {
  let text = '';
  for (const bit of vector) text += bit ? '1' : '0';
  return text;
}

/** Spelled with plain letters for `other` where the patterns leave some free. */
function wordTo(product: Product, node: Node): string {
  const letters: number[] = [];
  for (let at: Node | undefined = node; at?.before !== undefined; at = at.before) {
    letters.push(at.letter);
  }
  const other = freshLetter(product);
  let word = '';
  for (const letter of letters.reverse()) {
    if (isVariable(letter)) word += VARIABLE_VALUE;
    else word += letter === OTHER ? other : String.fromCharCode(letter);
  }
  return word;
}

function freshLetter(product: Product): string {
  const taken = new Set<number>([COLON]);
  for (const acceptor of [...product.domain, ...product.groups.flat()]) {
    for (const token of acceptor.tokens) taken.add(token);
  }
  // Letters first, so that witnesses read like names; the last range is larger than any pattern set in use.
  for (const code of 'xzqjwvkybfghpmucdlnaroiste0123456789') {
    if (!taken.has(code.charCodeAt(0))) return code;
  }
  let code = 0xa1;
  while (taken.has(code)) code++;
  return String.fromCharCode(code);
}
