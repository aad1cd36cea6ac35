/**
 * Trails of which the log says that they were stopped, where nobody told of any settings.
 *
 * Which trail wrote the log it does not say. Where records went on while a trail was stopped, another
 * one wrote them; where they did not, it was this one, and what happened then nobody knows.
 */
import type { ActiveHours, CoverageHole } from '../../model/coverage.js';
import { type Instant, msOf } from '../../model/time.js';
import { type TrailFact, trailArnParts } from '../../model/trail.js';
import { groupBy } from '../ledger-index.js';

const HOUR_MS = 3_600_000;

/** Hours in which anything was recorded, by region, of an account. */
export type RecordedHours = (account: string) => ReadonlyMap<string, ActiveHours>;

type Stop = { readonly trail: string; readonly from: Instant; readonly to: Instant | undefined };

export function holesOfStops(
  facts: readonly TrailFact[],
  recorded: RecordedHours,
): readonly CoverageHole[] {
  const told = new Set(
    facts.filter(({ source }) => source !== 'event').map(({ trail }) => accountOf(trail)),
  );
  const logged = facts.filter(({ trail }) => !told.has(accountOf(trail)));
  return stopsOf(logged).flatMap((stop) => holesOf(stop, recorded));
}

function stopsOf(facts: readonly TrailFact[]): readonly Stop[] {
  return [...groupBy(facts, ({ trail }) => trail)].flatMap(([trail, own]) => {
    const timesOf = (isOne: (fact: TrailFact) => boolean): readonly Instant[] =>
      own.flatMap((fact) => (fact.at !== undefined && isOne(fact) ? fact.at : [])).sort();
    const created = new Set(timesOf(({ says }) => says.kind === 'created'));
    const starts = timesOf(isStart);
    return (
      timesOf(isStop)
        // A new trail is not stopped: it has not been started yet.
        .filter((at) => !created.has(at))
        .map((at) => ({ trail, from: at, to: firstBehind(starts, at) }))
    );
  });
}

const isStart = ({ says }: TrailFact): boolean => says.kind === 'logging' && says.logging;
const isStop = ({ says }: TrailFact): boolean =>
  says.kind === 'deleted' || (says.kind === 'logging' && !says.logging);

/** Of the trail's own region, which every trail records; of others, when nothing came from anywhere. */
function holesOf({ trail, from, to }: Stop, recorded: RecordedHours): readonly CoverageHole[] {
  const { account, region: home } = trailArnParts(trail) ?? { account: '', region: '' };
  const regions = [...recorded(account)];
  // What happened in the hours of the stop and of the start was before and after them, for all we know.
  const first = hourOf(from);
  const last = to === undefined ? Number.POSITIVE_INFINITY : hourOf(to);
  const isSilent = ([, hours]: readonly [string, ActiveHours]): boolean =>
    (firstBehind(hours, first) ?? last) >= last;
  const isAllSilent = regions.every(isSilent);
  return regions
    .filter((one) => isSilent(one) && (isAllSilent || one[0] === home))
    .map(([region]) => ({
      account,
      region,
      service: undefined,
      from,
      to,
      reason: `trail ${trail.slice(trail.lastIndexOf('/') + 1)} was stopped`,
    }));
}

const accountOf = (trail: string): string => trailArnParts(trail)?.account ?? '';

const hourOf = (at: Instant): number => Math.floor(msOf(at) / HOUR_MS);

/** The first one that is greater; a log may hold thousands of stops. */
function firstBehind<Value extends number | string>(
  sorted: readonly Value[],
  value: Value,
): Value | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const one = sorted[middle];
    if (one !== undefined && one > value) high = middle;
    else low = middle + 1;
  }
  return sorted[low];
}
