/**
 * A result, made small for the page: names and texts once each, sets of actions as runs of positions,
 * instants as seconds. `unpack.ts` is the way back. What no view shows stays out.
 *
 * Everything that the page prints is one line of visible text from here on (`plain`); only policy
 * documents and commands keep their exact characters, because people copy them.
 */
import type {
  ActionList,
  IdentityResult,
  PolicyResult,
  PolicyText,
  RecommendationResult,
  Result,
  RoleTaken,
} from '../../model/result.js';
import { describeOwner } from '../../model/standing.js';
import { type Instant, msOf } from '../../model/time.js';
import { VERDICTS } from '../../model/verdict.js';
import { type Change, changesOf } from '../apply/change.js';
import { cliChange } from '../apply/cli.js';
import { plain } from '../escape.js';
import { type UnknowableRow, unknowables } from '../phrases.js';

/** Count, position of the coded set, and 1 when the set holds patterns instead of names. */
export type PackedList = readonly [count: number, set: number, patterns: 0 | 1];

export type PackedUse = readonly [
  action: number,
  kind: number,
  /** 0: any. */
  resources: 0 | readonly number[],
  regions: readonly number[],
  first: number,
  last: number,
  count: number,
  via: readonly number[],
];

export type PackedDenied = readonly [
  action: number,
  code: number,
  last: number,
  count: number,
  denial?: number,
];

type Rest = Omit<
  IdentityResult,
  'dead' | 'deniedCalls' | 'policies' | 'services' | 'uses' | 'verdicts'
>;

export type PackedIdentity = {
  /** `taken` holds the newest only: see `takenCount`. */
  readonly rest: Rest;
  readonly takenCount: number;
  /** What lists show: dead grants, denied calls, and grants by verdict. */
  readonly dead: number;
  readonly denied: number;
  readonly counts: readonly number[];
};

/** Of one identity. */
export type PackedDetails = {
  readonly dead: PackedList;
  /** Per verdict: reasons and lists. */
  readonly reasons: readonly (readonly (readonly [reason: number, list: PackedList])[])[];
  readonly uses: readonly PackedUse[];
  readonly denied: readonly PackedDenied[];
  /** Service and its four counts by turns. */
  readonly services: readonly number[] | undefined;
  readonly policies:
    | readonly (readonly [policy: number, parts: string, through?: string])[]
    | undefined;
};

export type PackedPolicy = Omit<PolicyResult, 'document'> & { readonly document: number };
export type PackedText = Omit<PolicyText, 'document'> & { readonly document: number };

/** What only the page of one proposal shows. */
export type PackedRecommendationDetails = Pick<
  RecommendationResult,
  'certificates' | 'notes' | 'risk' | 'scopes' | 'shared' | 'unscoped'
>;

export type PackedRecommendation = Omit<
  RecommendationResult,
  | keyof PackedRecommendationDetails
  | 'after'
  | 'before'
  | 'kept'
  | 'narrows'
  | 'removes'
  | 'standing'
> & {
  readonly before: PackedPolicy;
  readonly after: readonly PackedPolicy[];
  readonly removes: PackedList;
  readonly removesByLevel: Readonly<Record<string, number>>;
  readonly narrows: PackedList;
  /** Below the out folder; absent when there is none. */
  readonly script?: string;
  /** Who keeps it in code, in words. */
  readonly owners: readonly string[];
};

/** What the first view and the lists show: read before anything is drawn. */
export type PackedHead = {
  readonly rest: Omit<Result, 'identities' | 'policies' | 'recommendations'>;
  readonly identities: readonly PackedIdentity[];
  readonly recommendations: readonly PackedRecommendation[];
  readonly unknowables: readonly UnknowableRow[];
};

/** The rest, some ten times as much in a big organization: read behind the first view. */
export type PackedMore = {
  /** Lines: what is printed has no line breaks. */
  readonly names: string;
  readonly sets: string;
  readonly texts: string;
  readonly reasons: readonly unknown[];
  readonly documents: readonly unknown[];
  readonly policies: readonly PackedText[];
  /** JSON of `PackedDetails`, parsed when somebody looks at the identity. */
  readonly identities: readonly string[];
  readonly recommendations: readonly PackedRecommendationDetails[];
};

export type Packed = { readonly head: PackedHead; readonly more: PackedMore };

export function packResult(result: Result): Packed {
  const { identities, policies = [], recommendations, ...rest } = result;
  const names = new Map(
    [...actionNames(result)].sort(byFolded).map((name, position) => [name, position]),
  );
  const sets = interner();
  const texts = interner();
  const reasons = interner();
  const documents = interner();
  const changes = new Map(openChanges(result).map((change) => [change.id, change]));
  const policyAt = new Map(policies.map(({ id }, position) => [id, position]));
  const list = ({ count, actions, compact }: ActionList): PackedList => [
    count,
    sets.add(codeSet((actions ?? compact ?? []).map((name) => names.get(name) ?? 0))),
    actions === undefined && compact !== undefined ? 1 : 0,
  ];
  const text = (value: string) => texts.add(plain(value));
  const document = (value: unknown) => documents.add(JSON.stringify(value) ?? 'null');
  const tables: Tables = { names, policyAt, list, text, reason: (value) => reasons.add(value) };
  const head: PackedHead = {
    rest: { ...visible(rest), revocations: rest.revocations.map(withoutBackup) },
    identities: identities.map(packIdentity),
    recommendations: recommendations.map((one) => ({
      ...packRecommendation(one, list, document),
      ...howToApply(changes.get(one.id)),
    })),
    unknowables: visible(unknowables(result)),
  };
  const details = identities.map((identity) => JSON.stringify(packDetails(identity, tables)));
  const more: PackedMore = {
    policies: policies.map(({ document: own, ...policy }) => ({
      ...visible(policy),
      document: document(own),
    })),
    identities: details,
    recommendations: recommendations.map(detailsOfRecommendation),
    names: [...names.keys()].map(plain).join('\n'),
    sets: sets.all().join('\n'),
    texts: texts.all().join('\n'),
    reasons: reasons.all().map((json) => visible(JSON.parse(json))),
    documents: documents.all().map((json): unknown => JSON.parse(json)),
  };
  return { head, more };
}

type Tables = {
  readonly names: ReadonlyMap<string, number>;
  readonly policyAt: ReadonlyMap<string, number>;
  readonly list: (list: ActionList) => PackedList;
  readonly text: (value: string) => number;
  readonly reason: (json: string) => number;
};

function packIdentity(identity: IdentityResult): PackedIdentity {
  const {
    verdicts,
    dead,
    uses: _uses,
    deniedCalls,
    services: _services,
    policies: _policies,
    taken,
    ...rest
  } = identity;
  return {
    rest: visible(
      taken === undefined ? rest : { ...rest, taken: newestFirst(taken).slice(0, SHOWN_TAKEN) },
    ),
    takenCount: taken?.length ?? 0,
    dead: dead.count,
    denied: deniedCalls.reduce((sum, { count }) => sum + count, 0),
    counts: VERDICTS.map((verdict) => verdicts[verdict].count),
  };
}

function packDetails(
  { verdicts, dead, uses, deniedCalls, services, policies }: IdentityResult,
  { names, policyAt, list, text, reason }: Tables,
): PackedDetails {
  return {
    dead: list(dead),
    reasons: VERDICTS.map((verdict) =>
      verdicts[verdict].reasons.map(
        (group) => [reason(JSON.stringify(group.reason)), list(group)] as const,
      ),
    ),
    uses: uses.map((use) => [
      names.get(use.action) ?? 0,
      USE_KINDS.indexOf(use.kind),
      use.resources === 'any' ? 0 : use.resources.map(text),
      (use.regions ?? []).map(text),
      seconds(use.firstSeen ?? use.lastSeen),
      seconds(use.lastSeen),
      use.count,
      use.via.map(text),
    ]),
    denied: deniedCalls.map(({ action, errorCode, denial, lastSeen, count }) => [
      names.get(action) ?? 0,
      text(errorCode),
      seconds(lastSeen),
      count,
      ...(denial === undefined ? ([] as const) : ([text(denial)] as const)),
    ]),
    services:
      services === undefined
        ? undefined
        : Object.entries(services).flatMap(([service, counts]) => [text(service), ...counts]),
    policies: policies?.map(({ policy, parts, through }) => [
      policyAt.get(policy) ?? -1,
      parts.join('|'),
      ...(through === undefined ? ([] as const) : ([plain(through)] as const)),
    ]),
  };
}

/** Some roles are taken under a new name each time: thousands of rows that nobody reads on a page. */
const SHOWN_TAKEN = 50;

function newestFirst(taken: readonly RoleTaken[]): readonly RoleTaken[] {
  return taken.toSorted((a, b) => (a.lastSeen < b.lastSeen ? 1 : a.lastSeen > b.lastSeen ? -1 : 0));
}

function packRecommendation(
  one: RecommendationResult,
  list: (list: ActionList) => PackedList,
  document: (value: unknown) => number,
): Omit<PackedRecommendation, 'owners' | 'script'> {
  const {
    certificates: _certificates,
    notes: _notes,
    risk: _risk,
    scopes: _scopes,
    shared: _shared,
    unscoped: _unscoped,
    before,
    after,
    removes,
    narrows,
    kept: _kept,
    standing: _standing,
    ...rest
  } = one;
  const policy = ({ document: own, ...named }: PolicyResult): PackedPolicy => ({
    ...visible(named),
    document: document(own),
  });
  return {
    ...visible(rest),
    before: policy(before),
    after: after.map(policy),
    removes: list(removes),
    removesByLevel: removes.byAccessLevel,
    narrows: list(narrows ?? { count: 0, actions: [] }),
  };
}

function detailsOfRecommendation({
  certificates,
  notes,
  risk,
  scopes,
  shared,
  unscoped,
}: RecommendationResult): PackedRecommendationDetails {
  const details = { certificates, notes, risk, scopes, unscoped };
  return visible(shared === undefined ? details : { ...details, shared });
}

/**
 * As `output-files.ts` writes them: what is waived gets no script. Results of leastwise
 * 0.1.0 do not say how a policy stands: then there is none either.
 */
function openChanges(result: Result): readonly Change[] {
  const recommendations = result.recommendations.filter(({ mark }) => mark?.kind !== 'waived');
  return recommendations.every(({ standing }) => standing !== undefined)
    ? changesOf({ ...result, recommendations, trust: result.trust ?? [] })
    : [];
}

function howToApply(change: Change | undefined): Pick<PackedRecommendation, 'owners' | 'script'> {
  if (change === undefined) return { owners: [] };
  const { account, slug, edits } = change;
  const owners = change.owners.map(describeOwner).map(plain);
  if (owners.length > 0 || cliChange(edits) === undefined) return { owners };
  return { owners, script: plain(`apply/${account}/cli/${slug}/apply.sh`) };
}

export const USE_KINDS = ['primary', 'conditional', 'inferred'] as const;

/** Whatever was read of a thing is in `revocation/backup`; the page does not show it. */
function withoutBackup(one: Result['revocations'][number]): Result['revocations'][number] {
  const { stages, backup: _backup, ...rest } = one;
  return { ...visible(rest), backup: undefined, stages };
}

function actionNames({ identities, recommendations }: Result): ReadonlySet<string> {
  const names = new Set<string>();
  const addList = (list: ActionList | undefined) => {
    for (const name of list?.actions ?? list?.compact ?? []) names.add(name);
  };
  for (const { verdicts, dead, uses, deniedCalls } of identities) {
    addList(dead);
    for (const verdict of VERDICTS) verdicts[verdict].reasons.forEach(addList);
    for (const { action } of [...uses, ...deniedCalls]) names.add(action);
  }
  for (const { removes, narrows } of recommendations) {
    addList(removes);
    addList(narrows);
  }
  return names;
}

/** As result lists are sorted: without case, then by code. */
function byFolded(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : 1;
}

/** Sorted positions as gaps and runs in base 36: `5+2 3` is 5, 6, 7, 10. */
export function codeSet(positions: readonly number[]): string {
  const sorted = [...new Set(positions)].sort((a, b) => a - b);
  const words: string[] = [];
  let before = 0;
  for (let at = 0; at < sorted.length; ) {
    const first = sorted[at] ?? 0;
    let length = 1;
    while (sorted[at + length] === first + length) length += 1;
    const run = length === 1 ? '' : `+${(length - 1).toString(36)}`;
    words.push(`${(first - before).toString(36)}${run}`);
    before = first + length - 1;
    at += length;
  }
  return words.join(' ');
}

function interner() {
  const positions = new Map<string, number>();
  return {
    add: (value: string): number => {
      const known = positions.get(value);
      if (known !== undefined) return known;
      positions.set(value, positions.size);
      return positions.size - 1;
    },
    all: (): readonly string[] => [...positions.keys()],
  };
}

function seconds(instant: Instant): number {
  return msOf(instant) / 1000;
}

/** The same value, each text in it one line that can be seen; documents and commands excepted. */
function visible<Value>(value: Value): Value {
  return visibleValue(value) as Value;
}

const VERBATIM: ReadonlySet<string> = new Set(['commands', 'document', 'undo']);

function visibleValue(value: unknown): unknown {
  if (typeof value === 'string') return plain(value);
  if (Array.isArray(value)) return value.map(visibleValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      plain(key),
      VERBATIM.has(key) ? member : visibleValue(member),
    ]),
  );
}
