/**
 * Trails of which the log says that they were stopped, where nobody told of any settings.
 *
 * Which trail wrote the log it does not say. Where records went on while a trail was stopped, another
 * one wrote them; where they did not, it was this one, and what happened then nobody knows.
 */
import type { ActiveHours, CoverageHole } from '../../model/coverage.js';
import { type Instant, msOf } from '../../model/time.js';
import { type TrailFact, trailArnParts } from '../../model/trail.js';

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
  const stops: Stop[] = [];
  for (const { trail, at, says } of facts) {
    const isStop = says.kind === 'deleted' || (says.kind === 'logging' && !says.logging);
    if (at === undefined || !isStop) continue;
    const own = facts.filter((fact) => fact.trail === trail && fact.at !== undefined);
    // A new trail is not stopped: it has not been started yet.
    if (own.some((fact) => fact.says.kind === 'created' && fact.at === at)) continue;
    const to = own
      .flatMap((fact) => (isStart(fact) && fact.at !== undefined && fact.at > at ? fact.at : []))
      .sort()[0];
    stops.push({ trail, from: at, to });
  }
  return stops;
}

const isStart = ({ says }: TrailFact): boolean => says.kind === 'logging' && says.logging;

/** Of the trail's own region, which every trail records; of others, when nothing came from anywhere. */
function holesOf({ trail, from, to }: Stop, recorded: RecordedHours): readonly CoverageHole[] {
  const { account, region: home } = trailArnParts(trail) ?? { account: '', region: '' };
  const regions = [...recorded(account)];
  const isSilent = ([, hours]: readonly [string, ActiveHours]): boolean =>
    !hours.some((hour) => isBetween(hour, from, to));
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

/** What happened in the hours of the stop and of the start was before and after them, for all we know. */
function isBetween(hour: number, from: Instant, to: Instant | undefined): boolean {
  const hourOf = (at: Instant): number => Math.floor(msOf(at) / HOUR_MS);
  return hour > hourOf(from) && (to === undefined || hour < hourOf(to));
}
