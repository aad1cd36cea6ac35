/**
 * Regions that an earlier run read and that the account has disabled since: no later run can finish
 * them, so it is written down since when they are closed, and what was never told of them stays a hole.
 */
import {
  type CollectedUnit,
  GLOBAL_REGION,
  LIVE_SOURCES,
  type LiveSourceName,
} from '../../../model/collected.js';
import type { OpenUnit, Unit } from './collect-unit.js';

/** Places of an account of which something lies there. */
export type FindUnits = (
  account: string,
) => readonly { readonly region: string; readonly source: string }[];

type Folder = {
  readonly account: string;
  readonly openUnit: OpenUnit;
  readonly findUnits: FindUnits;
};

type Found = {
  readonly source: LiveSourceName;
  readonly unit: Unit;
  readonly found: NonNullable<Unit['found']>;
};

/** @param isLeft regions to look into */
function foundIn(
  { account, openUnit, findUnits }: Folder,
  isLeft: (region: string) => boolean,
): readonly Found[] {
  return findUnits(account).flatMap(({ region, source }) => {
    if (region === GLOBAL_REGION || !isLeft(region) || !isLive(source)) return [];
    const unit = openUnit({ account, region, source });
    return unit.found === undefined ? [] : [{ source, unit, found: unit.found }];
  });
}

function isLive(source: string): source is LiveSourceName {
  return Object.hasOwn(LIVE_SOURCES, source);
}

/** Did an earlier run not finish a region? It may be disabled by now. */
export function isAnyRegionOpen(folder: Folder): boolean {
  return foundIn(folder, () => true).some(
    ({ found }) => found.status !== 'complete' && found.disabledBy === undefined,
  );
}

/** @param asked regions that this run reads, whatever the account says @returns what was closed */
export function closeDisabled(
  folder: Folder,
  { regions: enabled = [], startedAt, endedAt }: CollectedUnit,
  asked: readonly string[],
): readonly CollectedUnit[] {
  if (enabled.length === 0) return [];
  const left = (region: string): boolean => !enabled.includes(region) && !asked.includes(region);
  return foundIn(folder, left).flatMap(({ source, unit, found }) => {
    const isLog = LIVE_SOURCES[source].withholds === 'time';
    // A region that was read after the account was asked may have been enabled in between.
    if (found.disabledBy !== undefined || found.endedAt > startedAt) return [];
    if (found.status === 'complete' && !isLog) return [];
    const { checkpoint, ...statement } = found;
    const closed = { ...statement, disabledBy: endedAt };
    unit.start('on');
    unit.save(closed, checkpoint);
    return [closed];
  });
}
