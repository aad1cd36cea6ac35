/**
 * Which wildcards are worth writing for a set of actions: greedy by characters saved, then what
 * became superfluous is dropped. Measured against the optimum by integer programming, greedy came
 * within half a percent.
 *
 * Candidates are cut at word boundaries of real names: `svc:*`, `svc:Describe*`, `svc:*Tags`,
 * `svc:Get*Policy`.
 */
import { type ActionSet, hasIndex, indicesOf } from '../catalog/action-set.js';
import type { Catalog, Service } from '../catalog/catalog.js';
import { serviceOf } from '../model/action.js';
import { sliceOfPrefix } from './expand-actions.js';

export type Choice = {
  /** What has to be matched, by a wildcard or by name. */
  readonly rest: ActionSet;
  /** The known actions that a wildcard may match. */
  readonly mayMatch: ActionSet;
  /** Whether a wildcard may be used at all, for reasons beyond the catalogue. */
  readonly isInside: (pattern: string) => boolean;
};

/** Fewer names than this are easier to read and to review than a wildcard. */
const LEAST_NAMES = 3;
/** A star before the end is harder to read: it has to earn more. */
const LEAST_NAMES_BEFORE_SUFFIX = 6;
const MOST_PREFIX_WORDS = 4;
const MOST_SUFFIX_WORDS = 2;
/** Quotes and comma around each entry of an `Action` list. */
const ENTRY_COST = 3;

/** `DescribeDBInstances` is Describe, DB, Instances. */
const WORD_BOUNDARY = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

type Candidate = {
  readonly pattern: string;
  /** The positions in `rest` that it matches. */
  readonly members: readonly number[];
  readonly least: number;
};

export function choosePatterns(catalog: Catalog, choice: Choice): readonly string[] {
  return [...restByService(catalog, choice.rest)].flatMap(([service, rest]) =>
    rest.length < LEAST_NAMES
      ? namesAt(catalog, rest)
      : chooseInService(catalog, service, rest, choice),
  );
}

function restByService(catalog: Catalog, rest: ActionSet): ReadonlyMap<Service, readonly number[]> {
  const byService = new Map<Service, number[]>();
  for (const index of indicesOf(rest)) {
    const service = catalog.services.get(serviceOf(catalog.actions[index] ?? ''));
    if (service === undefined) continue;
    const indices = byService.get(service);
    if (indices === undefined) byService.set(service, [index]);
    else indices.push(index);
  }
  return byService;
}

function namesAt({ actions }: Catalog, indices: readonly number[]): readonly string[] {
  return indices.flatMap((index) => actions[index] ?? []);
}

function chooseInService(
  catalog: Catalog,
  service: Service,
  rest: readonly number[],
  choice: Choice,
): readonly string[] {
  const candidates = candidatesOf(catalog, service, rest, choice.mayMatch);
  const chosen = withoutSuperfluous(chooseGreedily(catalog, candidates, choice.isInside));
  const covered = new Set(chosen.flatMap(({ members }) => members));
  const names = namesAt(
    catalog,
    rest.filter((index) => !covered.has(index)),
  );
  return [...chosen.map(({ pattern }) => pattern), ...names];
}

/** Wildcards that match enough of `rest` and nothing beyond `mayMatch`. */
function candidatesOf(
  catalog: Catalog,
  { prefix, end }: Service,
  rest: readonly number[],
  mayMatch: ActionSet,
): readonly Candidate[] {
  const inRest = new Set(rest);
  const candidates: Candidate[] = [];
  for (const [key, { head, tail, names }] of cutsOf(catalog, prefix, rest)) {
    const least = tail === '' ? LEAST_NAMES : LEAST_NAMES_BEFORE_SUFFIX;
    if (names < least) continue;
    const matched = matchesOf(catalog, key, end, mayMatch);
    if (matched === undefined) continue;
    const members = matched.filter((index) => inRest.has(index));
    candidates.push({ pattern: `${prefix}:${head}*${tail}`, members, least });
  }
  return candidates;
}

type Cut = { readonly head: string; readonly tail: string; names: number };

/** Every way to cut words out of the names, with how many names it fits; keys are folded patterns. */
function cutsOf(
  { actions }: Catalog,
  prefix: string,
  rest: readonly number[],
): ReadonlyMap<string, Cut> {
  const cuts = new Map<string, Cut>();
  const mostSuffixWords = rest.length < LEAST_NAMES_BEFORE_SUFFIX ? 0 : MOST_SUFFIX_WORDS;
  for (const index of rest) {
    const name = (actions[index] ?? '').slice(prefix.length + 1);
    for (const { head, tail } of cutsOfName(name, mostSuffixWords)) {
      const key = `${prefix}:${head}*${tail}`.toLowerCase();
      const cut = cuts.get(key);
      if (cut === undefined) cuts.set(key, { head, tail, names: 1 });
      else cut.names += 1;
    }
  }
  return cuts;
}

function cutsOfName(
  name: string,
  mostSuffixWords: number,
): readonly { readonly head: string; readonly tail: string }[] {
  const words = name.split(WORD_BOUNDARY);
  const cuts: { head: string; tail: string }[] = [];
  let head = '';
  for (let first = 0; first <= Math.min(words.length, MOST_PREFIX_WORDS); first += 1) {
    if (first > 0) head += words[first - 1];
    let tail = '';
    cuts.push({ head, tail });
    for (
      let last = words.length - 1;
      last >= Math.max(first, words.length - mostSuffixWords);
      last -= 1
    ) {
      tail = `${words[last]}${tail}`;
      cuts.push({ head, tail });
    }
  }
  return cuts;
}

/** Positions that a folded `head*tail` matches; `undefined` as soon as one is not in `mayMatch`. */
function matchesOf(
  catalog: Catalog,
  pattern: string,
  end: number,
  mayMatch: ActionSet,
): readonly number[] | undefined {
  const star = pattern.indexOf('*');
  const tail = pattern.slice(star + 1);
  const slice = sliceOfPrefix(catalog, pattern.slice(0, star));
  const matched: number[] = [];
  for (let index = slice.first; index < Math.min(slice.end, end); index += 1) {
    const text = catalog.folded[index] ?? '';
    if (text.length < pattern.length - 1 || !text.endsWith(tail)) continue;
    if (!hasIndex(mayMatch, index)) return undefined;
    matched.push(index);
  }
  return matched;
}

/** In the order chosen: always the one that saves most characters, the first by name among equals. */
function chooseGreedily(
  catalog: Catalog,
  candidates: readonly Candidate[],
  isInside: Choice['isInside'],
): readonly Candidate[] {
  const covered = new Set<number>();
  const chosen: Candidate[] = [];
  const open = new Set(candidates);
  for (;;) {
    const best = bestOf(catalog, open, covered);
    if (best === undefined) return chosen;
    open.delete(best);
    if (!isInside(best.pattern)) continue;
    chosen.push(best);
    for (const index of best.members) covered.add(index);
  }
}

/** Candidates that have become too small are dropped from `open`: coverage only grows. */
function bestOf(
  { folded }: Catalog,
  open: Set<Candidate>,
  covered: ReadonlySet<number>,
): Candidate | undefined {
  let best: Candidate | undefined;
  let bestSaved = 0;
  for (const candidate of open) {
    let names = 0;
    let saved = -(candidate.pattern.length + ENTRY_COST);
    for (const index of candidate.members) {
      if (covered.has(index)) continue;
      names += 1;
      saved += (folded[index]?.length ?? 0) + ENTRY_COST;
    }
    if (names < candidate.least || saved <= 0) open.delete(candidate);
    else if (
      best === undefined ||
      saved > bestSaved ||
      (saved === bestSaved && candidate.pattern < best.pattern)
    ) {
      best = candidate;
      bestSaved = saved;
    }
  }
  return best;
}

/** Later choices may have made an earlier one needless; the last chosen are tried first. */
function withoutSuperfluous(chosen: readonly Candidate[]): readonly Candidate[] {
  const times = new Map<number, number>();
  const count = ({ members }: Candidate, by: number) => {
    for (const index of members) times.set(index, (times.get(index) ?? 0) + by);
  };
  for (const candidate of chosen) count(candidate, 1);
  return chosen.toReversed().filter((candidate) => {
    const isNeeded = candidate.members.some((index) => times.get(index) === 1);
    if (!isNeeded) count(candidate, -1);
    return isNeeded;
  });
}
