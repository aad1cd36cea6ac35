/**
 * What the trails whose files were given recorded for certain, and what they left out for certain.
 *
 * Nothing in a log file says which trail wrote it. What the files hold does tell: every kind of event
 * that was seen (a witness) was written by a trail that recorded it then. So of the known trails that
 * may have recorded the witness, one is among the sources; what *all* of them recorded was given. Each
 * witness is such an argument, and the best one counts. That no other trail, of which nothing was
 * told, wrote the files is taken on trust where settings are given with the files.
 */
import type { Instant } from '../../model/time.js';
import { later } from '../../model/time.js';
import { type TrailFact, trailArnParts } from '../../model/trail.js';
import { type Timeline, type Told, type TrailQuestion, timelineOf } from './timeline.js';

/** A kind of event that was seen in an account in the hour that begins then. */
export type Witness = {
  readonly account: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly question: TrailQuestion;
};

export type TrailIndex = {
  /** Is anything known of a trail that records the account? */
  readonly knows: (account: string) => boolean;
  /** Hosts that some selector names: their services are told apart from all others. */
  readonly namedSources: ReadonlySet<string>;
  /** Since when, without a break up to the end, all of it was recorded for certain, and by which trails. */
  readonly recordedSince: (
    account: string,
    question: TrailQuestion,
  ) => { readonly since: Instant; readonly trails: readonly string[] } | undefined;
  /** Until when, at least, some of it was left out for certain: the end, when it still is. */
  readonly leftOutUntil: (
    account: string,
    question: TrailQuestion,
  ) => { readonly until: Instant; readonly trails: readonly string[] } | undefined;
};

type Known = { readonly arn: string; readonly timeline: Timeline };

type Verdict = { readonly since: Instant | undefined; readonly leftOut: Instant | undefined };

export type TrailIndexInput = {
  readonly facts: readonly TrailFact[];
  readonly from: Instant;
  readonly to: Instant;
  /** Since when, up to the end, changes of a trail of this account and home region would have been seen. */
  readonly seenSince: (account: string, homeRegion: string) => Instant | undefined;
  readonly witnesses: readonly Witness[];
};

export function indexTrails({
  facts,
  from,
  to,
  seenSince,
  witnesses,
}: TrailIndexInput): TrailIndex {
  const trails = trailsOf(facts, seenSince);
  // A log names trails that come and go in it; which trail wrote the log it does not say. Where
  // nobody told of any, what was logged of some proves nothing of the one that wrote the files.
  const ofAccount = (account: string): readonly Known[] => {
    const own = trails.filter(
      ({ arn, organization }) => organization || accountOf(arn) === account,
    );
    return own.every(({ isOnlyLogged }) => isOnlyLogged) ? [] : own;
  };
  const arguments_ = memo((account) =>
    suspectsOf(
      ofAccount(account),
      witnesses.filter((witness) => witness.account === account),
    ),
  );
  const judged = new Map<string, Verdict>();
  const judge = ({ arn, timeline }: Known, question: TrailQuestion): Verdict => {
    const key = `${arn}\n${keyOf(question)}`;
    const known = judged.get(key);
    if (known !== undefined) return known;
    const made = judgeTrail(timeline, question, from, to);
    judged.set(key, made);
    return made;
  };
  return {
    knows: (account) => ofAccount(account).length > 0,
    namedSources: namedSourcesOf(facts),
    recordedSince: (account, question) => {
      const found = arguments_(account).flatMap((suspects) => {
        const since = suspects.map((trail) => judge(trail, question).since);
        return since.every((one) => one !== undefined)
          ? [{ since: since.reduce(later), trails: namesOf(suspects) }]
          : [];
      });
      return found.toSorted((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0))[0];
    },
    leftOutUntil: (account, question) => {
      const found = arguments_(account).map((suspects) => ({
        until: suspects
          .map((trail) => judge(trail, question).leftOut)
          .reduce((a, b) => (a === undefined || b === undefined ? (a ?? b) : later(a, b))),
        trails: namesOf(suspects),
      }));
      if (found.length === 0) return undefined;
      const best = found.reduce((a, b) =>
        a.until === undefined || (b.until !== undefined && a.until <= b.until) ? a : b,
      );
      return best.until === undefined ? undefined : { until: best.until, trails: best.trails };
    },
  };
}

function judgeTrail(
  timeline: Timeline,
  question: TrailQuestion,
  from: Instant,
  to: Instant,
): Verdict {
  let since: Instant | undefined;
  // What it leaves out now, it left out at the end, though nobody knows since when.
  let leftOut = isLeftOut(timeline.saidOf(question, to)) ? to : undefined;
  let unbroken = true;
  for (const piece of timeline.answers(question, from, to).toReversed()) {
    unbroken = unbroken && piece.told === 'yes';
    if (unbroken) since = piece.from;
    if (leftOut === undefined && isLeftOut(piece.told)) leftOut = piece.to;
  }
  return { since, leftOut };
}

const isLeftOut = (told: Told): boolean => told === 'no' || told === 'partly';

/** For each witness the trails that may have written it; the same ones count once. */
function suspectsOf(
  trails: readonly Known[],
  witnesses: readonly Witness[],
): readonly (readonly Known[])[] {
  const sets = new Map<string, readonly Known[]>();
  for (const { question, from, to } of witnesses) {
    const suspects = trails.filter(({ timeline }) =>
      timeline.answers(question, from, to).some(({ told }) => told !== 'no'),
    );
    if (suspects.length > 0) sets.set(namesOf(suspects).join('\n'), suspects);
  }
  return [...sets.values()];
}

function trailsOf(
  facts: readonly TrailFact[],
  seenSince: TrailIndexInput['seenSince'],
): readonly (Known & { readonly organization: boolean; readonly isOnlyLogged: boolean })[] {
  const byTrail = new Map<string, TrailFact[]>();
  for (const fact of facts) byTrail.set(fact.trail, [...(byTrail.get(fact.trail) ?? []), fact]);
  return [...byTrail]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([arn, own]) => {
      const { account, region } = trailArnParts(arn) ?? { account: '', region: '' };
      return {
        arn,
        isOnlyLogged: own.every(({ source }) => source === 'event'),
        organization: own.some(
          ({ says }) => says.kind === 'settings' && says.settings.organization,
        ),
        timeline: timelineOf(withHome(own, region), seenSince(account, region)),
      };
    });
}

/** A trail's ARN names its home region. */
function withHome(facts: readonly TrailFact[], homeRegion: string): readonly TrailFact[] {
  return facts.map((fact) =>
    fact.says.kind === 'settings'
      ? { ...fact, says: { ...fact.says, settings: { homeRegion, ...fact.says.settings } } }
      : fact,
  );
}

function namedSourcesOf(facts: readonly TrailFact[]): ReadonlySet<string> {
  return new Set(
    facts
      .flatMap(({ says }) => (says.kind === 'selectors' ? (says.selectors ?? []) : []))
      .flatMap(({ fields }) => fields)
      .filter(({ field }) => field === 'eventSource')
      .flatMap(({ operators }) => Object.values(operators).flat()),
  );
}

function accountOf(arn: string): string | undefined {
  return trailArnParts(arn)?.account;
}

function namesOf(trails: readonly Known[]): readonly string[] {
  return trails.map(({ arn }) => arn);
}

function keyOf({ region, global, shapes }: TrailQuestion): string {
  const texts = shapes.map((shape) =>
    [...shape].map(([field, known]) =>
      known.kind === 'other-than'
        ? `${field} ${known.kind} ${[...known.values].join(' ')}`
        : `${field} ${known.kind} ${known.value}`,
    ),
  );
  return JSON.stringify([region, global, texts]);
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
