/** The way back from `pack.ts`. One identity is unpacked when somebody looks at it, not before. */

import type { Denial } from '../../model/denial.js';
import type {
  ActionList,
  IdentityResult,
  PolicyResult,
  PolicyText,
  RecommendationResult,
  VerdictCounts,
} from '../../model/result.js';
import { type Instant, instantOfMs } from '../../model/time.js';
import {
  type ActionUse,
  type DeniedCall,
  VERDICTS,
  type Verdict,
  type VerdictReason,
} from '../../model/verdict.js';
import {
  type PackedDenied,
  type PackedDetails,
  type PackedHead,
  type PackedIdentity,
  type PackedList,
  type PackedMore,
  type PackedPolicy,
  type PackedRecommendation,
  type PackedRecommendationDetails,
  type PackedUse,
  USE_KINDS,
} from './pack.js';

/** A verdict of one identity: the page lists actions by reason only. */
export type PageVerdict = {
  readonly count: number;
  readonly reasons: IdentityResult['verdicts']['used']['reasons'];
};

export type PageIdentity = Omit<IdentityResult, 'verdicts'> & {
  readonly verdicts: Readonly<Record<Verdict, PageVerdict>>;
  /** `taken` holds the newest of so many. */
  readonly takenCount: number;
};

export type PageRecommendation = Omit<RecommendationResult, 'kept' | 'standing'> &
  Pick<PackedRecommendation, 'owners' | 'script'>;

export type Head = PackedHead['rest'];

export type Report = {
  readonly head: Head;
  /** Not only what the first view and the lists show. */
  readonly isWhole: boolean;
  readonly identityCount: number;
  /** Cheap: what lists show. */
  readonly brief: (index: number) => PackedIdentity;
  readonly identity: (index: number) => PageIdentity;
  readonly services: (index: number) => Readonly<Record<string, VerdictCounts>> | undefined;
  readonly uses: (index: number) => readonly ActionUse[];
  readonly policy: (id: string) => PolicyText | undefined;
  readonly recommendations: readonly PageRecommendation[];
  readonly unknowables: PackedHead['unknowables'];
};

const NOTHING_MORE: PackedMore = {
  names: '',
  sets: '',
  texts: '',
  reasons: [],
  documents: [],
  policies: [],
  identities: [],
  recommendations: [],
};

/** @param more what is read behind the first view; without it, only views of lists can be shown */
export function openReport(packed: PackedHead, more: PackedMore = NOTHING_MORE): Report {
  const { identities } = packed;
  const tables: Tables = {
    names: more.names.split('\n'),
    sets: more.sets.split('\n'),
    texts: more.texts.split('\n'),
    documents: more.documents,
  };
  const reader = readerOf(tables);
  const texts = new Map(more.policies.map((policy) => [policy.id, policy]));
  const details = (index: number) => JSON.parse(at(more.identities, index)) as PackedDetails;
  return {
    head: packed.rest,
    isWhole: more !== NOTHING_MORE,
    identityCount: identities.length,
    brief: (index) => at(identities, index),
    identity: (index) => unpackIdentity(at(identities, index), details(index), more, reader),
    services: (index) => reader.services(details(index)),
    uses: (index) => details(index).uses.map(reader.use),
    policy: (id) => {
      const found = texts.get(id);
      return found === undefined
        ? undefined
        : { ...found, document: at(more.documents, found.document) };
    },
    recommendations: packed.recommendations.map((one, index) =>
      unpackRecommendation(one, more.recommendations[index], reader),
    ),
    unknowables: packed.unknowables,
  };
}

/** Its lists are decoded when they are read: thousands of proposals stand in lists by their counts. */
function unpackRecommendation(
  { removesByLevel, removes, narrows, before, after, ...one }: PackedRecommendation,
  details: PackedRecommendationDetails | undefined,
  reader: Reader,
): PageRecommendation {
  return {
    ...one,
    ...(details ?? UNREAD),
    before: lazyPolicy(before, reader),
    after: after.map((policy) => lazyPolicy(policy, reader)),
    removes: Object.assign(lazyList(removes, reader), { byAccessLevel: removesByLevel }),
    narrows: lazyList(narrows, reader),
  };
}

/** Views that show more than lists wait for it. */
const UNREAD: PackedRecommendationDetails = {
  certificates: {
    noNewAccess: { status: 'unknown', by: 'not read yet' },
    nothingUsedLost: { status: 'unknown', by: 'not read yet' },
  },
  notes: [],
  risk: {
    before: { cells: 0, scopedCells: 0, score: 0 },
    after: { cells: 0, scopedCells: 0, score: 0 },
    escalationsBroken: [],
    outOfReach: [],
    identities: 0,
  },
  scopes: [],
  unscoped: [],
};

function lazyPolicy(packed: PackedPolicy, { document }: Reader): PolicyResult {
  const { document: position, ...policy } = packed;
  return Object.defineProperty({ ...policy, document: undefined as unknown }, 'document', {
    enumerable: true,
    get: () => document(position),
  });
}

function lazyList(packed: PackedList, { list }: Reader): ActionList {
  const [count, , isPatterns] = packed;
  const listed = isPatterns === 1 ? 'compact' : 'actions';
  return Object.defineProperty({ count }, listed, {
    enumerable: true,
    get: () => list(packed)[listed],
  });
}

type Tables = {
  readonly names: readonly string[];
  readonly sets: readonly string[];
  readonly texts: readonly string[];
  readonly documents: readonly unknown[];
};

type Reader = {
  readonly list: (list: PackedList) => ActionList;
  readonly use: (use: PackedUse) => ActionUse;
  readonly denied: (call: PackedDenied) => DeniedCall;
  readonly document: (position: number) => unknown;
  readonly services: (
    details: PackedDetails,
  ) => Readonly<Record<string, VerdictCounts>> | undefined;
};

function readerOf({ names, sets, texts, documents }: Tables): Reader {
  const text = (position: number) => at(texts, position);
  return {
    list: ([count, set, patterns]) => {
      const listed = decodeSet(at(sets, set)).map((position) => at(names, position));
      return patterns === 1 ? { count, compact: listed } : { count, actions: listed };
    },
    use: ([action, kind, resources, regions, first, last, count, via]) => ({
      action: at(names, action),
      kind: at(USE_KINDS, kind),
      resources: resources === 0 ? 'any' : resources.map(text),
      regions: regions.map(text),
      firstSeen: instant(first),
      lastSeen: instant(last),
      count,
      via: via.map(text),
    }),
    denied: ([action, code, last, count, denial]) => ({
      action: at(names, action),
      errorCode: text(code),
      ...(denial === undefined ? {} : { denial: text(denial) as Denial }),
      lastSeen: instant(last),
      count,
    }),
    document: (position) => at(documents, position),
    services: ({ services }) => (services === undefined ? undefined : tableOf(services, texts)),
  };
}

function unpackIdentity(
  one: PackedIdentity,
  details: PackedDetails,
  more: PackedMore,
  reader: Reader,
): PageIdentity {
  const verdict = (position: number): PageVerdict => {
    return {
      count: at(one.counts, position),
      reasons: at(details.reasons, position).map(([reason, list]) => ({
        reason: at(more.reasons, reason) as VerdictReason,
        ...reader.list(list),
      })),
    };
  };
  const services = reader.services(details);
  return {
    ...one.rest,
    takenCount: one.takenCount,
    dead: reader.list(details.dead),
    verdicts: Object.fromEntries(
      VERDICTS.map((name, position) => [name, verdict(position)]),
    ) as PageIdentity['verdicts'],
    uses: details.uses.map(reader.use),
    deniedCalls: details.denied.map(reader.denied),
    ...(services === undefined ? {} : { services }),
    ...(details.policies === undefined
      ? {}
      : {
          policies: details.policies.map(([policy, parts, through]) => ({
            policy: more.policies[policy]?.id ?? '',
            parts: parts.split('|'),
            ...(through === undefined ? {} : { through }),
          })),
        }),
  };
}

function tableOf(
  services: readonly number[],
  texts: readonly string[],
): Readonly<Record<string, VerdictCounts>> {
  const table: Record<string, VerdictCounts> = {};
  for (let position = 0; position < services.length; position += 5) {
    const [text = 0, used = 0, unused = 0, unobservable = 0, unknown = 0] = services.slice(
      position,
      position + 5,
    );
    table[at(texts, text)] = [used, unused, unobservable, unknown];
  }
  return table;
}

export function decodeSet(coded: string): readonly number[] {
  const positions: number[] = [];
  let before = 0;
  for (const word of coded === '' ? [] : coded.split(' ')) {
    const [gap = '', run = '0'] = word.split('+');
    const first = before + Number.parseInt(gap, 36);
    const length = Number.parseInt(run, 36);
    for (let step = 0; step <= length; step += 1) positions.push(first + step);
    before = first + length;
  }
  return positions;
}

function instant(seconds: number): Instant {
  return instantOfMs(seconds * 1000);
}

function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position];
  if (item === undefined) throw new Error(`the page's data lack position ${position}`);
  return item;
}
