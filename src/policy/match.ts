/**
 * Does a pattern of an `Action` or `Resource` element match a concrete action or ARN?
 *
 * `*` is any run of characters, the empty one included; `?` is exactly one character. Neither
 * variables (`variables.ts`) nor effect, condition and principal are looked at here.
 * Source: IAM User Guide, "IAM JSON policy elements: Action" and "IAM JSON policy elements: Resource".
 */

import { ANY_ONE, ANY_RUN, type Codes, matchesLong } from './match-long.js';

/**
 * How far a wildcard in an ARN reaches; AWS has documented both over time.
 *
 * `flat`: over everything. `segmented`: inside the colon segment it stands in, except in the last
 * segment of the pattern, which covers all that is left of the ARN.
 */
export type ArnReading = 'flat' | 'segmented';

/** Characters of a pattern that stand for themselves although they look like wildcards: their indices. */
export type LiteralPositions = ReadonlySet<number>;

const STAR = 42;
const QUESTION_MARK = 63;
const COLON = 58;
/** An ARN has six components; the last one may hold colons of its own. */
const ARN_COMPONENTS = 6;
/** Steps after which going back to the last star is left for a method that never does. */
const MOST_STEPS = 1_000_000;
const NO_LITERALS: LiteralPositions = new Set();

type Span = { readonly text: string; readonly from: number; readonly to: number };
/** What two characters must have in common: themselves, or their lower case. */
type Fold = (code: number) => number;

/** Case counts. Without allocation, but for patterns and texts that are long together. */
export function matchesGlob(
  pattern: string,
  text: string,
  literals: LiteralPositions = NO_LITERALS,
): boolean {
  return matchesSpan(whole(pattern), whole(text), literals, keepCase);
}

/** IAM ignores case in the service prefix and in the action's name. */
export function matchesAction(pattern: string, action: string): boolean {
  if (pattern === '*') return true;
  return matchesSpan(whole(pattern), whole(action), NO_LITERALS, foldAscii);
}

export function matchesResource(
  pattern: string,
  arn: string,
  reading: ArnReading = 'flat',
  literals: LiteralPositions = NO_LITERALS,
): boolean {
  if (pattern === '*') return !literals.has(0) || arn === '*';
  if (reading === 'flat') return matchesGlob(pattern, arn, literals);
  return matchesSegments(pattern, arn, literals);
}

/**
 * The ARN condition operators compare each of the six components on its own.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", ARN condition operators.
 */
export function matchesArnComponents(
  pattern: string,
  arn: string,
  literals: LiteralPositions = NO_LITERALS,
): boolean {
  // Colons that a variable's value brings count: a whole ARN may come from one.
  const wanted = segmentsOf(pattern, NO_LITERALS);
  const actual = segmentsOf(arn, NO_LITERALS);
  return wanted.length === ARN_COMPONENTS && matchesInPairs(wanted, actual, literals);
}

function matchesSegments(pattern: string, arn: string, literals: LiteralPositions): boolean {
  const wanted = segmentsOf(pattern, literals);
  return matchesInPairs(wanted, segmentsOf(arn, NO_LITERALS, wanted.length), literals);
}

function matchesInPairs(
  wanted: readonly Span[],
  actual: readonly Span[],
  literals: LiteralPositions,
): boolean {
  if (wanted.length !== actual.length) return false;
  return wanted.every((segment, index) => {
    const own = actual[index];
    return own !== undefined && matchesSpan(segment, own, literals, keepCase);
  });
}

/** The last of at most `limit` segments keeps the colons behind it. */
function segmentsOf(text: string, literals: LiteralPositions, limit = ARN_COMPONENTS): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let index = 0; index < text.length && spans.length < limit - 1; index++) {
    if (text.charCodeAt(index) !== COLON || literals.has(index)) continue;
    spans.push({ text, from, to: index });
    from = index + 1;
  }
  spans.push({ text, from, to: text.length });
  return spans;
}

function whole(text: string): Span {
  return { text, from: 0, to: text.length };
}

/**
 * Greedy match that goes back to the last star only: the text between two stars is best matched as
 * early as possible, so that an earlier star never has to give back what it took.
 */
function matchesSpan(pattern: Span, text: Span, literals: LiteralPositions, fold: Fold): boolean {
  if ((pattern.to - pattern.from) * (text.to - text.from) > MOST_STEPS) {
    return matchesLong(codesOf(pattern, literals, fold), codesOf(text, undefined, fold));
  }
  let at = pattern.from;
  let reached = text.from;
  let afterStar = -1;
  let starReached = 0;
  while (reached < text.to) {
    const code = at < pattern.to ? pattern.text.charCodeAt(at) : -1;
    const wild = (code === STAR || code === QUESTION_MARK) && !literals.has(at);
    if (wild && code === STAR) {
      at++;
      afterStar = at;
      starReached = reached;
    } else if (code !== -1 && (wild || fold(code) === fold(text.text.charCodeAt(reached)))) {
      at++;
      reached++;
    } else if (afterStar !== -1) {
      starReached++;
      at = afterStar;
      reached = starReached;
    } else {
      return false;
    }
  }
  while (at < pattern.to && pattern.text.charCodeAt(at) === STAR && !literals.has(at)) at++;
  return at === pattern.to;
}

/** @param literals `undefined` for a text, in which nothing is a wildcard */
function codesOf(span: Span, literals: LiteralPositions | undefined, fold: Fold): Codes {
  const codes: number[] = [];
  for (let at = span.from; at < span.to; at++) {
    const code = span.text.charCodeAt(at);
    const isPattern = literals !== undefined && !literals.has(at);
    if (isPattern && code === STAR) codes.push(ANY_RUN);
    else if (isPattern && code === QUESTION_MARK) codes.push(ANY_ONE);
    else codes.push(fold(code));
  }
  return codes;
}

function keepCase(code: number): number {
  return code;
}

/** ASCII only: full Unicode folding would let a Kelvin sign spell `kms`. */
function foldAscii(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}
