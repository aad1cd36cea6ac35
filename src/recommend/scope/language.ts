/** One pattern against a statement's own resources: inside, apart, or neither for sure. */
import type { PolicyDocument, Statement } from '../../model/policy.js';
import { meterOf, withinBudget } from '../../policy/decide/meter.js';
import {
  commonWord,
  compileGlob,
  covers,
  type Glob,
  mayIntersect,
  type WildcardReading,
} from '../../policy/glob.js';

/** What a statement's `Resource` or `NotResource` leaves of a pattern. */
export type Fit =
  /** All of it. */
  | { readonly kind: 'inside' }
  /** The statement's own patterns that lie within it. */
  | { readonly kind: 'wider'; readonly own: readonly string[] }
  | { readonly kind: 'apart' }
  | { readonly kind: 'unclear' };

export type ResourceLanguage = { readonly fitOf: (pattern: string) => Fit };

const READINGS: readonly WildcardReading[] = ['flat', 'segmented'];
const MOST_STEPS = 200_000;

export function languageOf(
  resources: NonNullable<Statement['resources']>,
  version: PolicyDocument['version'],
): ResourceLanguage {
  const own = resources.patterns.map((text) => compileBoth(text, version));
  return { fitOf: (pattern) => (resources.negated ? fitOutside : fitInside)(own, pattern) };
}

type Both = { readonly text: string; readonly globs: readonly Glob[] };

function compileBoth(text: string, version: PolicyDocument['version'] | 'observed'): Both {
  return {
    text,
    globs: READINGS.map((reading) =>
      version === 'observed'
        ? compileGlob(text, { reading: 'segmented' })
        : compileGlob(
            text,
            version === '2012-10-17' ? { reading, variables: new Map() } : { reading },
          ),
    ),
  };
}

function fitInside(own: readonly Both[], pattern: string): Fit {
  const wanted = compileBoth(pattern, 'observed');
  const written = compileBoth(pattern, '2008-10-17');
  if (own.some((one) => coversBoth(one, written))) return { kind: 'inside' };
  const near = own.filter((one) => !areApart(one, wanted));
  if (near.length === 0) return { kind: 'apart' };
  return near.every((one) => coversBoth(written, one))
    ? { kind: 'wider', own: near.map(({ text }) => text) }
    : { kind: 'unclear' };
}

function fitOutside(excluded: readonly Both[], pattern: string): Fit {
  const wanted = compileBoth(pattern, 'observed');
  if (excluded.every((one) => areApart(one, wanted))) return { kind: 'inside' };
  return excluded.some((one) => !hasVariables(one) && coversBoth(one, wanted))
    ? { kind: 'apart' }
    : { kind: 'unclear' };
}

function hasVariables({ globs }: Both): boolean {
  return globs.some((glob) => glob.hasVariables);
}

/** Certain under both readings. */
function coversBoth(outer: Both, inner: Both): boolean {
  return READINGS.every((_, at) => {
    const [out, into] = [outer.globs[at], inner.globs[at]];
    if (out === undefined || into === undefined) return false;
    let answer = false;
    const givenUp = withinBudget(() => {
      answer = covers(out, into, meterOf(MOST_STEPS, 'one resource pattern'));
    });
    return givenUp === undefined && answer;
  });
}

/** Certain under both readings; a variable may stand for any text. */
function areApart(a: Both, b: Both): boolean {
  return READINGS.every((_, at) => {
    const [own, other] = [widest(a, at), widest(b, at)];
    if (!mayIntersect(own, other)) return true;
    let word: string | undefined;
    const givenUp = withinBudget(() => {
      word = commonWord([own, other], meterOf(MOST_STEPS, 'one resource pattern'));
    });
    return givenUp === undefined && word === undefined;
  });
}

/** Variables as flat stars: whatever they stand for is matched. */
function widest({ text, globs }: Both, at: number): Glob {
  const glob = globs[at];
  if (glob !== undefined && !glob.hasVariables) return glob;
  return compileGlob(text.replace(/\$\{[^}]*\}/g, '*'), { reading: 'flat' });
}
