/**
 * Patterns as languages: compiled to tokens, compared with each other, cut, searched for a word.
 *
 * One string against one pattern is `match.ts`'s business; here both sides are languages. The
 * alphabet is open: every answer holds for all strings, so for actions that AWS adds later.
 */
import type { Meter } from './decide/meter.js';
import { type Acceptor, acceptorOf, explore } from './decide/product.js';
import {
  COLON,
  FIRST_VARIABLE,
  isVariable,
  ONE,
  ONE_IN_SEGMENT,
  STAR,
  STAR_IN_SEGMENT,
} from './decide/tokens.js';

/**
 * How far a wildcard in an ARN reaches; AWS has documented both over time. `flat`: over everything.
 * `segmented`: inside its colon segment, except in the pattern's last one (the sixth at most), which
 * covers all that is left.
 */
export type WildcardReading = 'flat' | 'segmented';

/** An ARN has six components; the last one may hold colons of its own. */
const ARN_COLONS = 5;

export type Glob = {
  readonly text: string;
  readonly tokens: readonly number[];
  /** The one word of a pattern without wildcards and variables. */
  readonly plain: string | undefined;
  /** Literal text before the first wildcard or variable, and behind the last one. */
  readonly prefix: string;
  readonly suffix: string;
  readonly hasVariables: boolean;
};

/** Numbers for the variables of one comparison, equal for equal names; or the value that all have. */
export type VariableLetters = Map<string, number> | string;

export type GlobSyntax = {
  readonly reading: WildcardReading;
  /** Given for policies of version 2012-10-17 only: `${key}` is text elsewhere. */
  readonly variables?: VariableLetters;
};

/** Reads a pattern: each run of wildcards becomes as many `?` as it has, then at most one star. */
export function compileGlob(text: string, syntax: GlobSyntax): Glob {
  if (!/[*?]|\$\{/.test(text)) return literalGlob(text);
  const tokens = tokensOf(text, syntax);
  const firstWild = tokens.findIndex((token) => token < 0 || isVariable(token));
  const lastWild = tokens.findLastIndex((token) => token < 0 || isVariable(token));
  const isPlain = firstWild === -1;
  return {
    text,
    tokens,
    plain: isPlain ? spell(tokens) : undefined,
    prefix: spell(isPlain ? tokens : tokens.slice(0, firstWild)),
    suffix: spell(isPlain ? tokens : tokens.slice(lastWild + 1)),
    hasVariables: tokens.some(isVariable),
  };
}

/** A pattern whose characters all stand for themselves. */
export function literalGlob(text: string): Glob {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) tokens.push(text.charCodeAt(at));
  return {
    text,
    tokens,
    plain: text,
    prefix: text,
    suffix: text,
    hasVariables: false,
  };
}

function spell(letters: readonly number[]): string {
  let text = '';
  for (const letter of letters) text += String.fromCharCode(letter);
  return text;
}

function tokensOf(text: string, syntax: GlobSyntax): readonly number[] {
  const read =
    syntax.variables === undefined ? readPlain(text) : readVariables(text, syntax.variables);
  const colons = read.filter((token) => token === COLON).length;
  const segmentedColons = syntax.reading === 'flat' ? 0 : Math.min(colons, ARN_COLONS);
  return normaliseRuns(confineWildcards(read, segmentedColons));
}

function readPlain(text: string): number[] {
  const tokens: number[] = [];
  for (let at = 0; at < text.length; at++) tokens.push(wildcardOrLetter(text.charCodeAt(at)));
  return tokens;
}

function wildcardOrLetter(code: number): number {
  if (code === 42) return STAR;
  return code === 63 ? ONE : code;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves. Source: "IAM policy elements: Variables". */
function readVariables(text: string, variables: VariableLetters): number[] {
  const tokens: number[] = [];
  let at = 0;
  while (at < text.length) {
    const end = text.startsWith('${', at) ? text.indexOf('}', at) : -1;
    if (end === -1) {
      tokens.push(wildcardOrLetter(text.charCodeAt(at)));
      at++;
    } else {
      for (const letter of lettersOfVariable(text.slice(at + 2, end), variables)) {
        tokens.push(letter);
      }
      at = end + 1;
    }
  }
  return tokens;
}

function lettersOfVariable(name: string, variables: VariableLetters): readonly number[] {
  if (name === '*' || name === '?' || name === '$') return [name.charCodeAt(0)];
  if (typeof variables === 'string') return literalGlob(variables).tokens;
  // Keys fold case, defaults (behind a comma) do not.
  const key = name.includes(',') ? name : name.toLowerCase();
  const letter = variables.get(key) ?? FIRST_VARIABLE + variables.size;
  variables.set(key, letter);
  return [letter];
}

/** Wildcards before the last segment's colon stay inside their segments. */
function confineWildcards(tokens: readonly number[], segmentedColons: number): readonly number[] {
  if (segmentedColons === 0) return tokens;
  let left = segmentedColons;
  return tokens.map((token) => {
    if (token === COLON) left--;
    if (left <= 0) return token;
    if (token === STAR) return STAR_IN_SEGMENT;
    return token === ONE ? ONE_IN_SEGMENT : token;
  });
}

function normaliseRuns(tokens: readonly number[]): readonly number[] {
  const normal: number[] = [];
  let star: number | undefined;
  for (const token of tokens) {
    if (token === STAR || token === STAR_IN_SEGMENT) {
      star = token;
      continue;
    }
    if (token !== ONE && token !== ONE_IN_SEGMENT && star !== undefined) {
      normal.push(star);
      star = undefined;
    }
    normal.push(token);
  }
  if (star !== undefined) normal.push(star);
  return normal;
}

/**
 * Is every word of `inner` a word of `outer`? `true` is proven; `false` only means not proven when
 * one of them holds a `?`. Reads `inner` as a word whose stars only stars can take.
 */
export function covers(outer: Glob, inner: Glob, meter: Meter): boolean {
  if (outer.tokens === inner.tokens) return true;
  if (outer.plain !== undefined) return outer.plain === inner.plain;
  const { tokens } = outer;
  if (tokens.length === 1 && tokens[0] === STAR) return true;
  // What a literal prefix or suffix demands, a longer literal one must repeat.
  if (!inner.prefix.startsWith(outer.prefix) || !inner.suffix.endsWith(outer.suffix)) return false;
  return takes(tokens, inner.tokens, meter);
}

/**
 * Greedy, going back to the last star only: right because a star in a segment is followed by the
 * same colons and variables on both sides, so no earlier star could take a different share.
 */
function takes(outer: readonly number[], word: readonly number[], meter: Meter): boolean {
  let at = 0;
  let reached = 0;
  let star = -1;
  let starReached = 0;
  while (reached < word.length) {
    meter.spend(1);
    const token = outer[at];
    const symbol = word[reached] ?? 0;
    if (token === STAR || token === STAR_IN_SEGMENT) {
      star = at;
      starReached = reached;
      at++;
    } else if (token !== undefined && takesOne(token, symbol)) {
      at++;
      reached++;
    } else if (star !== -1 && starTakes(outer[star] ?? 0, word[starReached] ?? 0)) {
      starReached++;
      reached = starReached;
      at = star + 1;
    } else {
      return false;
    }
  }
  while (outer[at] === STAR || outer[at] === STAR_IN_SEGMENT) at++;
  return at === outer.length;
}

function takesOne(token: number, symbol: number): boolean {
  if (token >= 0) return token === symbol;
  if (symbol === ONE_IN_SEGMENT) return true;
  if (symbol === ONE) return token === ONE;
  return symbol >= 0 && !isVariable(symbol) && (token === ONE || symbol !== COLON);
}

function starTakes(star: number, symbol: number): boolean {
  if (star === STAR) return true;
  return symbol !== STAR && symbol !== ONE && symbol !== COLON && !isVariable(symbol);
}

/** A cheap look at both ends: `false` is certain, `true` means that they may share a word. */
export function mayIntersect(a: Glob, b: Glob): boolean {
  return (
    (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) &&
    (a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix))
  );
}

/** A shortest word of all of `inner` and none of `outer`; `undefined` when there is none. */
export function wordOutside(
  inner: readonly Glob[],
  outer: readonly Glob[],
  meter: Meter,
): string | undefined {
  const acceptors = (globs: readonly Glob[]): readonly Acceptor[] =>
    globs.map((glob) => acceptorOf(glob.tokens, 'under'));
  let found: string | undefined;
  explore({ domain: acceptors(inner), groups: [acceptors(outer)] }, meter, {
    isDone: ([matched]) => matched === true,
    onVector: ([matched], word) => {
      if (matched === true) return 'continue';
      found = word();
      return 'stop';
    },
  });
  return found;
}

/** Exact, over all strings: L(inner) within the union of the others. */
export function isIncluded(inner: Glob, outer: readonly Glob[], meter: Meter): boolean {
  if (outer.some((glob) => covers(glob, inner, meter))) return true;
  return wordOutside([inner], outer, meter) === undefined;
}

/** A shortest common word. */
export function commonWord(globs: readonly Glob[], meter: Meter): string | undefined {
  return wordOutside(globs, [], meter);
}
