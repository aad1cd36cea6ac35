/**
 * Which wildcards are worth writing for a set of actions: greedy by characters saved, then what
 * became superfluous is dropped. A test holds the shortest style to one percent above the optimum, which
 * integer programming finds.
 *
 * Candidates are cut at word boundaries of real names: `svc:*`, `svc:Describe*`, `svc:*Tags`,
 * `svc:Get*Policy`.
 */
import { type ActionSet, hasIndex, indicesOf } from '../catalog/action-set.js';
import type { Catalog, Service } from '../catalog/catalog.js';
import { serviceOf } from '../model/action.js';
import { sliceOfPrefix } from './expand-actions.js';

/**
 * `readable`: wildcards that people take in at a glance. `shortest`: any cut at words that saves a
 * character, for texts that would not fit otherwise.
 */
export type Style = 'readable' | 'shortest';

type StyleLimits = {
  /** Fewer names than this are written out. */
  readonly leastNames: number;
  /** The same where the star is not at the end. */
  readonly leastNamesBeforeSuffix: number;
  readonly mostPrefixWords: number;
  readonly mostSuffixWords: number;
};

const LIMITS: Readonly<Record<Style, StyleLimits>> = {
  // Three names are easier to read and to review than a wildcard, and a star before the end is harder.
  readable: { leastNames: 3, leastNamesBeforeSuffix: 6, mostPrefixWords: 4, mostSuffixWords: 2 },
  shortest: { leastNames: 2, leastNamesBeforeSuffix: 2, mostPrefixWords: 12, mostSuffixWords: 12 },
};

/** Unused actions that wildcards may match all the same, each with what it weighs. */
export type Overgrant = {
  readonly weightOf: (index: number) => number | 'never';
  /** What all of them may weigh together; what is spent is taken off. */
  readonly budget: { left: number };
};

export type Choice = {
  /** What has to be matched, by a wildcard or by name. */
  readonly rest: ActionSet;
  /** The known actions that a wildcard may match. */
  readonly mayMatch: ActionSet;
  /** Whether a wildcard may be used at all, for reasons beyond the catalogue. */
  readonly isInside: (pattern: string) => boolean;
  readonly style: Style;
  readonly overgrant?: Overgrant;
};

/** Quotes and comma around each entry of an `Action` list. */
const ENTRY_COST = 3;

/** `DescribeDBInstances` is Describe, DB, Instances. */
const WORD_BOUNDARY = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/;

type Candidate = {
  readonly pattern: string;
  /** The positions in `rest` that it matches. */
  readonly members: readonly number[];
  /** Positions that it matches beyond what a wildcard may match without being weighed. */
  readonly extra: readonly number[];
  /** Worth writing for so many names that nothing else matches yet. */
  readonly least: number;
};

/** One service's part of the answer: its entries, and the wildcards that may still replace them. */
type Part = { entries: readonly Entry[]; readonly candidates: readonly Candidate[] };

/** A name or a wildcard of the answer, with what it is there for. */
type Entry = { readonly pattern: string; readonly members: readonly number[] };

export function choosePatterns(catalog: Catalog, choice: Choice): readonly string[] {
  const parts = [...restByService(catalog, choice.rest)].map(([service, rest]): Part => {
    if (rest.length < LIMITS[choice.style].leastNames) {
      return { entries: namesAt(catalog, rest), candidates: [] };
    }
    const candidates = candidatesOf(catalog, service, rest, choice);
    return { entries: chooseInService(catalog, rest, candidates, choice), candidates };
  });
  if (choice.overgrant !== undefined) spendBudget(parts, choice, choice.overgrant);
  return parts.flatMap(({ entries }) => entries.map(({ pattern }) => pattern));
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

function namesAt({ actions }: Catalog, indices: readonly number[]): readonly Entry[] {
  return indices.flatMap((index) => {
    const pattern = actions[index];
    return pattern === undefined ? [] : { pattern, members: [index] };
  });
}

function chooseInService(
  catalog: Catalog,
  rest: readonly number[],
  candidates: readonly Candidate[],
  choice: Choice,
): readonly Entry[] {
  const lossless = candidates.filter(({ extra }) => extra.length === 0);
  const chosen = withoutSuperfluous(chooseGreedily(catalog, lossless, choice.isInside));
  const covered = new Set(chosen.flatMap(({ members }) => members));
  return [
    ...chosen,
    ...namesAt(
      catalog,
      rest.filter((index) => !covered.has(index)),
    ),
  ];
}

/** Wildcards that match enough of `rest`, and nothing beyond what may be matched or weighed. */
function candidatesOf(
  catalog: Catalog,
  { prefix, end }: Service,
  rest: readonly number[],
  choice: Choice,
): readonly Candidate[] {
  const inRest = new Set(rest);
  const limits = LIMITS[choice.style];
  const isShortest = choice.style === 'shortest';
  const candidates: Candidate[] = [];
  for (const [key, { head, tail, names }] of cutsOf(catalog, prefix, rest, limits)) {
    const least = tail === '' ? limits.leastNames : limits.leastNamesBeforeSuffix;
    // A cut of one name may match others inside a word: `GetTable*` and `GetTables`.
    if (!isShortest && names < least) continue;
    const matched = matchesOf(catalog, key, end, choice);
    if (matched === undefined) continue;
    const members = matched.inside.filter((index) => inRest.has(index));
    const pattern = `${prefix}:${head}*${tail}`;
    // One name at most is saved nothing by a wildcard, whatever else it matches.
    if (members.length > 1) {
      candidates.push({ pattern, members, extra: matched.extra, least: isShortest ? 1 : least });
    }
  }
  return candidates;
}

type Cut = { readonly head: string; readonly tail: string; names: number };

/** Every way to cut words out of the names, with how many names it fits; keys are folded patterns. */
function cutsOf(
  { actions }: Catalog,
  prefix: string,
  rest: readonly number[],
  limits: StyleLimits,
): ReadonlyMap<string, Cut> {
  const cuts = new Map<string, Cut>();
  const mostSuffixWords = rest.length < limits.leastNamesBeforeSuffix ? 0 : limits.mostSuffixWords;
  for (const index of rest) {
    const name = (actions[index] ?? '').slice(prefix.length + 1);
    for (const { head, tail } of cutsOfName(name, limits.mostPrefixWords, mostSuffixWords)) {
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
  mostPrefixWords: number,
  mostSuffixWords: number,
): readonly { readonly head: string; readonly tail: string }[] {
  const words = name.split(WORD_BOUNDARY);
  const cuts: { head: string; tail: string }[] = [];
  let head = '';
  for (let first = 0; first <= Math.min(words.length, mostPrefixWords); first += 1) {
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

/** Positions that a folded `head*tail` matches; `undefined` when one of them must not be matched. */
function matchesOf(
  catalog: Catalog,
  pattern: string,
  end: number,
  { mayMatch, overgrant }: Choice,
): { readonly inside: readonly number[]; readonly extra: readonly number[] } | undefined {
  const star = pattern.indexOf('*');
  const tail = pattern.slice(star + 1);
  const slice = sliceOfPrefix(catalog, pattern.slice(0, star));
  const inside: number[] = [];
  const extra: number[] = [];
  for (let index = slice.first; index < Math.min(slice.end, end); index += 1) {
    const text = catalog.folded[index] ?? '';
    if (text.length < pattern.length - 1 || !text.endsWith(tail)) continue;
    if (hasIndex(mayMatch, index)) inside.push(index);
    else if (overgrant === undefined || overgrant.weightOf(index) === 'never') return undefined;
    else extra.push(index);
  }
  return { inside, extra };
}

/** Always the wildcard that saves most characters for the weight of what it matches beside. */
function spendBudget(parts: readonly Part[], { isInside }: Choice, overgrant: Overgrant): void {
  const matched = new Set<number>();
  const offers = parts.map((part) => bestOffer(part, overgrant, matched, isInside));
  for (;;) {
    let at = -1;
    offers.forEach((offer, index) => {
      if (offer === undefined || offer.weight > overgrant.budget.left) return;
      if (at === -1 || isBetter(offer, offers[at])) at = index;
    });
    const [offer, part] = [offers[at], parts[at]];
    if (offer === undefined || part === undefined) return;
    overgrant.budget.left -= offer.weight;
    for (const index of offer.candidate.extra) matched.add(index);
    part.entries = [...part.entries.filter((entry) => !offer.replaced.has(entry)), offer.candidate];
    for (const [index, own] of parts.entries()) {
      const stale = index === at || (offers[index]?.weight ?? 0) > overgrant.budget.left;
      if (stale) offers[index] = bestOffer(own, overgrant, matched, isInside);
    }
  }
}

type Offer = {
  readonly candidate: Candidate;
  readonly replaced: ReadonlySet<Entry>;
  readonly saved: number;
  readonly weight: number;
};

function isBetter(offer: Offer, other: Offer | undefined): boolean {
  if (other === undefined) return true;
  // One more than it weighs: among those that weigh nothing, what saves most is best.
  const difference = offer.saved * (other.weight + 1) - other.saved * (offer.weight + 1);
  return difference > 0 || (difference === 0 && offer.candidate.pattern < other.candidate.pattern);
}

function bestOffer(
  { entries, candidates }: Part,
  { weightOf, budget }: Overgrant,
  matched: ReadonlySet<number>,
  isInside: Choice['isInside'],
): Offer | undefined {
  const entriesAt = byMember(entries);
  let best: Offer | undefined;
  for (const candidate of candidates) {
    let weight = 0;
    for (const index of candidate.extra) {
      const own = weightOf(index);
      if (!matched.has(index)) weight += own === 'never' ? Number.POSITIVE_INFINITY : own;
    }
    if (weight > budget.left) continue;
    const replaced = replacedBy(candidate, entriesAt);
    let saved = -(candidate.pattern.length + ENTRY_COST);
    for (const { pattern } of replaced) saved += pattern.length + ENTRY_COST;
    const offer = { candidate, replaced, saved, weight };
    if (saved > 0 && isBetter(offer, best) && isInside(candidate.pattern)) best = offer;
  }
  return best;
}

function byMember(entries: readonly Entry[]): ReadonlyMap<number, readonly Entry[]> {
  const known = new Map<number, Entry[]>();
  for (const entry of entries) {
    for (const index of entry.members) {
      const own = known.get(index);
      if (own === undefined) known.set(index, [entry]);
      else own.push(entry);
    }
  }
  return known;
}

/** The entries that have no member beyond the candidate's. */
function replacedBy(
  { members }: Candidate,
  entriesAt: ReadonlyMap<number, readonly Entry[]>,
): ReadonlySet<Entry> {
  const counts = new Map<Entry, number>();
  for (const index of members) {
    for (const entry of entriesAt.get(index) ?? []) {
      counts.set(entry, (counts.get(entry) ?? 0) + 1);
    }
  }
  return new Set(
    [...counts].flatMap(([entry, count]) => (count === entry.members.length ? entry : [])),
  );
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
