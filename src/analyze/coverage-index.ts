/**
 * Could the evidence have shown it? Answers per account, region, class of events and service.
 *
 * Delivery is judged on all management events of a region together (files carry both classes); that
 * a class is recorded at all, on its own events: a trail may log reads or writes only. A stretch
 * counts when it is free of gaps and reaches the end of the window.
 */
import type {
  ActiveHours,
  CoverageHole,
  CoverageOrigin,
  DataCoverage,
  EvidenceCoverage,
  Interval,
} from '../model/coverage.js';
import { allowedSilence, coveredIntervals, holesAt, subtractHoles } from '../model/intervals.js';
import type { AuditOptions } from '../model/options.js';
import type { CoverageResult } from '../model/result.js';
import { daysBetween, type Instant, instantOfMs, later, msOf } from '../model/time.js';
import type { VerdictReason } from '../model/verdict.js';
import type { Window } from './window.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Logs that begin within a day of the needed start count as reaching it: hours are our grain. */
const START_SLACK_DAYS = 1;
/** A class of events silent for longer than this may have been switched off. */
const CLASS_SILENCE_MS = 14 * DAY_MS;

/** No service has this prefix: only holes that concern all of them match it. */
const ANY_SERVICE = '';

export type Access = 'read' | 'write';

export type Observed =
  | {
      readonly kind: 'observed';
      readonly since: Instant;
      readonly until: Instant;
      readonly regions: readonly string[];
    }
  | { readonly kind: 'not-observed'; readonly reason: VerdictReason };

type Stretch =
  | { readonly kind: 'covered'; readonly since: Instant }
  | { readonly kind: 'short'; readonly coveredDays: number; readonly because: string };

export type CoverageIndex = {
  /** Services that a hole concerns alone; all others share one answer. */
  readonly holedServices: ReadonlySet<string>;
  /** Regions in which the account's logs show anything. */
  readonly regionsSeen: (account: string) => readonly string[];
  readonly management: (
    account: string,
    query: {
      readonly access: Access;
      readonly regions: readonly string[];
      /** IAM prefix, when a hole or an exclusion may concern it alone. */
      readonly service: string;
      readonly excludable: boolean;
    },
  ) => Observed;
  /** `containers`: ARNs that the grant reaches; all of them must have been recorded. */
  readonly data: (
    account: string,
    query: {
      readonly access: Access;
      readonly resourceTypes: readonly string[];
      readonly reaches: readonly string[];
    },
  ) => Observed;
  /** Some of the account's identities could not be read: a hole without end stands for them. */
  readonly isSnapshotPartial: (account: string) => boolean;
  readonly rows: () => readonly CoverageResult[];
};

export type CoverageQuery = Pick<AuditOptions, 'minWindowDays' | 'selectedLogs'>;

export function indexCoverage(
  evidence: EvidenceCoverage,
  window: Window,
  { minWindowDays, selectedLogs }: CoverageQuery,
): CoverageIndex {
  const counts = ({ origin }: { readonly origin: CoverageOrigin }): boolean =>
    origin === 'delivered' || selectedLogs === 'complete';
  const coverage = {
    holes: evidence.holes,
    management: mergeHours(evidence.management.filter(counts)),
    data: mergeHours(evidence.data.filter(counts)),
    excludable: mergeHours(evidence.excludable.filter(counts)),
  };
  const managed = new Map<string, ActiveHours>();
  const byPlace = new Map<string, ActiveHours>();
  const regionsByAccount = new Map<string, Set<string>>();
  const excludable = new Map(
    coverage.excludable.map((row) => [`${row.account} ${row.region} ${row.service}`, row.hours]),
  );
  for (const { account, region, access, hours } of coverage.management) {
    managed.set(`${account} ${region} ${access}`, hours);
    const place = `${account} ${region}`;
    byPlace.set(place, unionHours(byPlace.get(place) ?? [], hours));
    regionsByAccount.set(account, (regionsByAccount.get(account) ?? new Set()).add(region));
  }
  const recordedClasses = new Set(
    coverage.management.map(({ account, access }) => `${account} ${access}`),
  );
  const stretches = new Map<string, Stretch>();

  const regionsSeen = (account: string): readonly string[] =>
    [...(regionsByAccount.get(account) ?? [])].sort();

  const holesOf = (account: string, region: string, service: string) =>
    holesAt(coverage.holes, { account, region, service });

  const holedServices = new Set(coverage.holes.flatMap((hole) => hole.service ?? []));

  const stretchOf = (key: string, make: () => Stretch): Stretch => {
    const known = stretches.get(key);
    if (known !== undefined) return known;
    const made = make();
    stretches.set(key, made);
    return made;
  };

  const managementStretch = (account: string, region: string, access: Access, service: string) => {
    const own = holedServices.has(service) ? service : ANY_SERVICE;
    return stretchOf(`${account} ${region} ${access} ${own}`, () =>
      stretch(
        byPlace.get(`${account} ${region}`) ?? [],
        managed.get(`${account} ${region} ${access}`) ?? [],
        holesOf(account, region, own),
        `management ${access} events`,
      ),
    );
  };

  /** A trail that leaves a service out may have begun to at any time: its own events are the measure. */
  const excludableStretch = (account: string, region: string, service: string) =>
    stretchOf(`excludable ${account} ${region} ${service}`, () =>
      stretch(
        byPlace.get(`${account} ${region}`) ?? [],
        excludable.get(`${account} ${region} ${service}`) ?? [],
        holesOf(account, region, service),
        `events of ${service}`,
      ),
    );

  function stretch(
    delivered: ActiveHours,
    recorded: ActiveHours,
    holes: readonly CoverageHole[],
    what: string,
  ): Stretch {
    const intervals = subtractHoles(coveredIntervals(delivered), holes);
    const last = intervals.findLast((interval) => interval.from < window.to);
    if (last === undefined)
      return { kind: 'short', coveredDays: 0, because: 'no record in the window' };
    const slack = allowedSilence(delivered) * HOUR_MS;
    if (msOf(last.to) + slack < msOf(window.to)) {
      return { kind: 'short', coveredDays: 0, because: `nothing after ${last.to}` };
    }
    const classSince = recordedSince(recorded, last, window.to);
    if (classSince === undefined) {
      return { kind: 'short', coveredDays: 0, because: `no ${what} lately` };
    }
    const since = later(later(last.from, classSince), window.from);
    const coveredDays = daysBetween(since, window.to);
    if (coveredDays + START_SLACK_DAYS >= minWindowDays) return { kind: 'covered', since };
    const because =
      since === window.from
        ? 'the window is shorter than the minimum'
        : classSince > last.from
          ? `${what} begin at ${since}`
          : `${beginning(intervals, last, holes)} ${since}`;
    return { kind: 'short', coveredDays, because };
  }

  const management: CoverageIndex['management'] = (account, query) => {
    const { access, regions, service } = query;
    if (regionsSeen(account).length === 0) return notObserved({ kind: 'no-coverage', regions });
    if (!recordedClasses.has(`${account} ${access}`)) {
      return notObserved({ kind: 'class-not-recorded', access });
    }
    const missing = regions.filter((region) => !byPlace.has(`${account} ${region}`));
    if (missing.length > 0) return notObserved({ kind: 'no-coverage', regions: missing });
    let since = window.from;
    for (const region of regions) {
      // Each region may have a trail of its own, with exclusions of its own.
      if (query.excludable && !excludable.has(`${account} ${region} ${service}`)) {
        return notObserved({ kind: 'source-may-be-excluded', service });
      }
      for (const found of [
        managementStretch(account, region, access, service),
        ...(query.excludable ? [excludableStretch(account, region, service)] : []),
      ]) {
        if (found.kind === 'short') return short(region, found);
        since = later(since, found.since);
      }
    }
    return { kind: 'observed', since, until: window.to, regions };
  };

  const short = (region: string, found: Stretch & { kind: 'short' }): Observed =>
    notObserved({
      kind: 'short-coverage',
      region,
      coveredDays: Math.floor(found.coveredDays * 10) / 10,
      neededDays: minWindowDays,
      because: found.because,
    });

  const data: CoverageIndex['data'] = (account, query) => {
    const off = notObserved({ kind: 'data-events-off', resourceTypes: query.resourceTypes });
    const rows = coverage.data.filter(
      (row) =>
        row.account === account &&
        row.access === query.access &&
        query.resourceTypes.includes(row.resourceType),
    );
    if (rows.length === 0 || query.reaches.length === 0) return off;
    let since = window.from;
    const regions = new Set<string>();
    for (const resource of query.reaches) {
      const row = rows.find(({ container }) => isInside(container, resource));
      if (row === undefined) return off;
      const found = dataStretch(row);
      if (found.kind === 'short') return short(row.region, found);
      since = later(since, found.since);
      regions.add(row.region);
    }
    return { kind: 'observed', since, until: window.to, regions: [...regions].sort() };
  };

  const dataStretch = (row: DataCoverage): Stretch =>
    stretchOf(
      `data ${row.account} ${row.region} ${row.resourceType} ${row.container} ${row.access}`,
      () =>
        stretch(
          byPlace.get(`${row.account} ${row.region}`) ?? [],
          row.hours,
          holesOf(row.account, row.region, ANY_SERVICE),
          `data ${row.access} events of ${row.container}`,
        ),
    );

  const rows = (): readonly CoverageResult[] =>
    [...managementRows(), ...dataRows()].toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

  const keyOf = ({ account, region, events }: CoverageResult): string =>
    // Management first, then data.
    `${account} ${events.startsWith('data') ? 1 : 0} ${region} ${events}`;

  const managementRows = (): readonly CoverageResult[] =>
    coverage.management.map(({ account, region, access }) => ({
      account,
      region,
      events: `management ${access}`,
      intervals: subtractHoles(
        coveredIntervals(byPlace.get(`${account} ${region}`) ?? []),
        holesOf(account, region, ANY_SERVICE),
      ),
      coveredDays: daysOf(managementStretch(account, region, access, ANY_SERVICE)),
    }));

  const dataRows = (): readonly CoverageResult[] =>
    coverage.data.map((row) => ({
      account: row.account,
      region: row.region,
      events: `data ${row.access} ${row.resourceType} ${row.container}`,
      intervals: subtractHoles(
        coveredIntervals(row.hours),
        holesOf(row.account, row.region, ANY_SERVICE),
      ),
      coveredDays: daysOf(dataStretch(row)),
    }));

  const daysOf = (found: Stretch): number =>
    Math.floor(
      (found.kind === 'covered' ? daysBetween(found.since, window.to) : found.coveredDays) * 10,
    ) / 10;

  const isSnapshotPartial = (account: string): boolean =>
    coverage.holes.some(
      (hole) =>
        (hole.account === undefined || hole.account === account) &&
        hole.region === undefined &&
        hole.service === undefined &&
        hole.from === undefined &&
        hole.to === undefined,
    );

  return { holedServices, regionsSeen, management, data, isSnapshotPartial, rows };
}

const notObserved = (reason: VerdictReason): Observed => ({ kind: 'not-observed', reason });

/** Every resource that `pattern` matches belongs to `container`, which holds no wildcard. */
function isInside(container: string, pattern: string): boolean {
  return (
    !/[*?$]/.test(container) &&
    (pattern === container ||
      pattern.startsWith(`${container}/`) ||
      pattern.startsWith(`${container}:`))
  );
}

/** From when on a class of events was recorded without a suspicious silence, up to `until`. */
function recordedSince(hours: ActiveHours, stretch: Interval, until: Instant): Instant | undefined {
  const from = msOf(stretch.from);
  let reached = msOf(until);
  for (const hour of hours.toReversed()) {
    const at = hour * HOUR_MS;
    if (at > reached) continue;
    if (reached - at > CLASS_SILENCE_MS) break;
    reached = at;
    if (reached <= from) break;
  }
  if (reached === msOf(until)) return undefined;
  return reached - from <= CLASS_SILENCE_MS ? stretch.from : instantOfMs(reached);
}

function beginning(
  intervals: readonly Interval[],
  last: Interval,
  holes: readonly CoverageHole[],
): string {
  if (holes.some((hole) => hole.to === undefined || hole.to === last.from)) {
    return 'part of the log could not be read before';
  }
  return intervals[0] === last ? 'logs begin at' : 'a gap in the logs ends at';
}

/** Rows that differ in their origin only become one. */
function mergeHours<Row extends { readonly hours: ActiveHours; readonly origin: CoverageOrigin }>(
  rows: readonly Row[],
): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const { hours, origin: _origin, ...place } = row;
    const key = JSON.stringify(place);
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : { ...row, hours: unionHours(known.hours, hours) });
  }
  return [...merged.values()];
}

function unionHours(a: ActiveHours, b: ActiveHours): ActiveHours {
  return [...new Set([...a, ...b])].sort((x, y) => x - y);
}
