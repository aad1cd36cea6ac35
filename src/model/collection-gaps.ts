/** What a live collection could not read, told once for all the places where it was alike. */
import { type CollectedUnit, LIVE_SOURCES, unreadRegions } from './collected.js';

export type CollectionGap = {
  readonly source: string;
  readonly where: string;
  readonly operation: string;
  readonly code: string;
  readonly message: string;
  readonly grant: readonly string[];
  readonly costs: string;
};

/** Places told by name. */
const SHOWN = 3;

/** Gaps alike are told together. */
export function gapsOf(units: readonly CollectedUnit[]): readonly CollectionGap[] {
  const groups = new Map<
    string,
    { gap: Omit<CollectionGap, 'where'>; places: Set<string>; count: number }
  >();
  for (const { account, region, source, missing, disabledBy } of units) {
    // Nobody can read it any more; what that costs stays, as holes.
    if (disabledBy !== undefined) continue;
    for (const { operation, code, message, grant, subject, count } of missing) {
      const key = JSON.stringify([source, operation, code, grant]);
      const group = groups.get(key) ?? {
        gap: { source, operation, code, message, grant, costs: LIVE_SOURCES[source].costs },
        places: new Set<string>(),
        count: 0,
      };
      groups.set(key, group);
      group.places.add(`${account} ${region}${subject === undefined ? '' : ` (${subject})`}`);
      group.count += count;
    }
  }
  const failed = [...groups.values()].map(({ gap, places, count }) => ({
    ...gap,
    where: whereOf([...places], count),
  }));
  return [...failed, ...leftOut(units)];
}

function whereOf(places: readonly string[], count: number): string {
  const shown = places.toSorted().slice(0, SHOWN).join(', ');
  const more = Math.max(count, places.length) - SHOWN;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function leftOut(units: readonly CollectedUnit[]): readonly CollectionGap[] {
  const places = unreadRegions(units).map(({ account, region }) => `${account} ${region}`);
  if (places.length === 0) return [];
  const source = 'trail-files';
  return [
    {
      source,
      where: whereOf(places, places.length),
      operation: '',
      code: 'NotAsked',
      message:
        'logs of regions that the account has enabled were not asked for, or not for all of the time: see --regions',
      grant: [],
      costs: LIVE_SOURCES[source].costs,
    },
  ];
}
