/** The way back from `pack.ts`. One identity is unpacked when somebody looks at it, not before. */
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
  type Packed,
  type PackedDenied,
  type PackedIdentity,
  type PackedList,
  type PackedPolicy,
  type PackedRecommendation,
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

export type Head = Packed['rest'];

export type Report = {
  readonly head: Head;
  readonly identityCount: number;
  /** Cheap: what lists show. */
  readonly brief: (index: number) => PackedIdentity;
  readonly identity: (index: number) => PageIdentity;
  readonly services: (index: number) => Readonly<Record<string, VerdictCounts>> | undefined;
  readonly uses: (index: number) => readonly ActionUse[];
  readonly policy: (id: string) => PolicyText | undefined;
  readonly recommendations: readonly PageRecommendation[];
  readonly unknowables: Packed['unknowables'];
};

export function openReport(packed: Packed): Report {
  const reader = readerOf(packed);
  const { identities, policies } = packed;
  const texts = new Map(policies.map((policy) => [policy.id, policy]));
  return {
    head: packed.rest,
    identityCount: identities.length,
    brief: (index) => at(identities, index),
    identity: (index) => unpackIdentity(at(identities, index), packed, reader),
    services: (index) => unpackServices(at(identities, index), packed),
    uses: (index) => at(identities, index).uses.map(reader.use),
    policy: (id) => {
      const found = texts.get(id);
      return found === undefined
        ? undefined
        : { ...found, document: at(packed.documents, found.document) };
    },
    recommendations: packed.recommendations.map(({ removesByLevel, ...one }) => ({
      ...one,
      before: reader.policy(one.before),
      after: one.after.map(reader.policy),
      removes: { ...reader.list(one.removes), byAccessLevel: removesByLevel },
      narrows: reader.list(one.narrows),
    })),
    unknowables: packed.unknowables,
  };
}

type Reader = {
  readonly list: (list: PackedList) => ActionList;
  readonly use: (use: PackedUse) => ActionUse;
  readonly denied: (call: PackedDenied) => DeniedCall;
  readonly policy: (policy: PackedPolicy) => PolicyResult;
};

function readerOf({ names, sets, texts, documents }: Packed): Reader {
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
    denied: ([action, code, last, count]) => ({
      action: at(names, action),
      errorCode: text(code),
      lastSeen: instant(last),
      count,
    }),
    policy: ({ document, ...policy }) => ({ ...policy, document: at(documents, document) }),
  };
}

function unpackIdentity(one: PackedIdentity, packed: Packed, reader: Reader): PageIdentity {
  const verdict = (position: number): PageVerdict => {
    const { count, reasons } = at(one.verdicts, position);
    return {
      count,
      reasons: reasons.map(([reason, list]) => ({
        reason: at(packed.reasons, reason) as VerdictReason,
        ...reader.list(list),
      })),
    };
  };
  const services = unpackServices(one, packed);
  return {
    ...one.rest,
    takenCount: one.takenCount,
    dead: reader.list(one.dead),
    verdicts: Object.fromEntries(
      VERDICTS.map((name, position) => [name, verdict(position)]),
    ) as PageIdentity['verdicts'],
    uses: one.uses.map(reader.use),
    deniedCalls: one.denied.map(reader.denied),
    ...(services === undefined ? {} : { services }),
    ...(one.policies === undefined
      ? {}
      : {
          policies: one.policies.map(([policy, parts, through]) => ({
            policy: packed.policies[policy]?.id ?? '',
            parts: parts.split('|'),
            ...(through === undefined ? {} : { through }),
          })),
        }),
  };
}

function unpackServices(
  { services }: PackedIdentity,
  { texts }: Packed,
): Readonly<Record<string, VerdictCounts>> | undefined {
  if (services === undefined) return undefined;
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
