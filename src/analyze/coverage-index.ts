/**
 * Could the evidence have shown it? Answers per account, region, class of events and service.
 *
 * Two arguments, and the better one counts. Records: delivery is judged on all management events of a
 * region together, that a class is recorded on its own events. Settings: what the trails whose files
 * were given recorded for certain, whether or not anything happened. What they left out for certain
 * cuts both.
 */

import { prefixOfHost } from '../catalog/events/event-source.js';
import type {
  ActiveHours,
  CoverageHole,
  CoverageOrigin,
  DataCoverage,
  Elsewhere,
  EvidenceCoverage,
} from '../model/coverage.js';
import { coveredIntervals, hasOwnRhythm, holesAt, subtractHoles } from '../model/intervals.js';
import type { AuditOptions } from '../model/options.js';
import type { CoverageResult } from '../model/result.js';
import { daysBetween, earlier, type Instant, later, msOf } from '../model/time.js';
import type { VerdictReason } from '../model/verdict.js';
import type { Verification, VerifiedStretch } from '../model/verification.js';
import { cutAt, type Delivered, longer, type Stretch, stretchOf } from './stretch.js';
import {
  dataQuestion,
  dataWitness,
  managementQuestion,
  managementWitness,
} from './trails/questions.js';
import { holesOfStops } from './trails/stops.js';
import { ELSEWHERE, type TrailQuestion } from './trails/timeline.js';
import { indexTrails } from './trails/trail-index.js';
import type { Window } from './window.js';

const HOUR_MS = 3_600_000;
/** Logs that begin within a day of the needed start count as reaching it: hours are our grain. */
const START_SLACK_DAYS = 1;

/** No service has this prefix: only holes that concern all of them match it. */
const ANY_SERVICE = '';

export type Access = 'read' | 'write';

export type Observed =
  | {
      readonly kind: 'observed';
      readonly since: Instant;
      readonly until: Instant;
      readonly regions: readonly string[];
      /** Trails whose settings were needed to know it. */
      readonly trails: readonly string[];
      /** All log files from `since` up to then are verified by digests; `undefined`: not all are. */
      readonly verifiedUntil: Instant | undefined;
    }
  | { readonly kind: 'not-observed'; readonly reason: VerdictReason };

export type ManagementQuery = {
  readonly access: Access;
  readonly regions: readonly string[];
  /** IAM prefix, when a hole, an exclusion or a selector may concern it alone. */
  readonly service: string;
  readonly excludable: boolean;
  readonly global: boolean;
};

export type CoverageIndex = {
  /** Services that a hole or a selector concerns alone; all others share one answer. */
  readonly aloneServices: ReadonlySet<string>;
  /** Regions in which the account's logs show anything. */
  readonly regionsSeen: (account: string) => readonly string[];
  /** The same and more: those from which records came that prove use alone, sorted. */
  readonly regionsAlive: (account: string) => readonly string[];
  /** Regions of which some time inside the window is known to be missing, sorted. */
  readonly holedRegions: (account: string, service: string) => readonly string[];
  readonly elsewhere: (
    account: string,
    query: Pick<ManagementQuery, 'access' | 'service'>,
  ) => Elsewhere;
  readonly management: (account: string, query: ManagementQuery) => Observed;
  /** `reaches`: ARN patterns of the grant; all of what they match must have been recorded. */
  readonly data: (
    account: string,
    query: {
      readonly access: Access;
      readonly resourceTypes: readonly string[];
      readonly reaches: readonly string[];
    },
  ) => Observed;
  readonly verification: Verification | undefined;
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
    management: mergeHours(evidence.management.filter(counts)),
    data: mergeHours(evidence.data.filter(counts)),
    excludable: mergeHours(evidence.excludable.filter(counts)),
  };
  const managed = new Map<string, ActiveHours>();
  const byPlace = new Map<string, ActiveHours>();
  const byAccount = new Map<string, ActiveHours>();
  const regionsByAccount = new Map<string, Set<string>>();
  const excludable = new Map(
    coverage.excludable.map((row) => [`${row.account} ${row.region} ${row.service}`, row.hours]),
  );
  for (const { account, region, access, hours } of coverage.management) {
    managed.set(`${account} ${region} ${access}`, hours);
    const place = `${account} ${region}`;
    byPlace.set(place, unionHours(byPlace.get(place) ?? [], hours));
    byAccount.set(account, unionHours(byAccount.get(account) ?? [], hours));
    regionsByAccount.set(account, (regionsByAccount.get(account) ?? new Set()).add(region));
  }
  const hoursByRegion = (account: string): ReadonlyMap<string, ActiveHours> =>
    new Map(
      [...(regionsByAccount.get(account) ?? [])].map((region) => [
        region,
        byPlace.get(`${account} ${region}`) ?? [],
      ]),
    );
  const holes = [...evidence.holes, ...holesOfStops(evidence.trails ?? [], hoursByRegion)];
  const recordedClasses = new Set(
    coverage.management.map(({ account, access }) => `${account} ${access}`),
  );
  const stretches = new Map<string, Stretch>();

  const regionsSeen = (account: string): readonly string[] =>
    [...(regionsByAccount.get(account) ?? [])].sort();

  const holesOf = (account: string, region: string, service: string) =>
    holesAt(holes, { account, region, service });

  const regionsAlive = (account: string): readonly string[] =>
    [
      ...new Set(evidence.management.flatMap((row) => (row.account === account ? row.region : []))),
    ].sort();

  const holedPlaces = new Map<string, readonly string[]>();
  const holedRegions: CoverageIndex['holedRegions'] = (account, service) => {
    const key = `${account} ${service}`;
    const known = holedPlaces.get(key) ?? regionsOfHoles(holes, account, service, window);
    holedPlaces.set(key, known);
    return known;
  };

  const holedServices = new Set(holes.flatMap((hole) => hole.service ?? []));

  const remembered = (key: string, make: () => Stretch): Stretch => {
    const known = stretches.get(key);
    if (known !== undefined) return known;
    const made = make();
    stretches.set(key, made);
    return made;
  };

  const verification = evidence.verification;
  /** An hour whose digest is verified was delivered, however little happened in it. */
  const verifiedHours = verifiedHoursOf(verification?.verified ?? []);

  const deliveredAt = (account: string, region: string, service: string): Delivered => {
    const seen = byPlace.get(`${account} ${region}`) ?? [];
    return {
      hours: unionHours(seen, verifiedHours.get(`${account} ${region}`) ?? []),
      seen,
      holes: holesOf(account, region, service),
    };
  };

  // --- what records show --------------------------------------------------------------------

  const recordedStretch = (account: string, region: string, access: Access, service: string) => {
    const own = holedServices.has(service) ? service : ANY_SERVICE;
    return remembered(`${account} ${region} ${access} ${own}`, () =>
      stretchOf(
        deliveredAt(account, region, own),
        managed.get(`${account} ${region} ${access}`) ?? [],
        `management ${access} events`,
        window,
      ),
    );
  };

  /** A trail that leaves a service out may have begun to at any time: its own events are the measure. */
  const excludableStretch = (account: string, region: string, service: string) =>
    remembered(`excludable ${account} ${region} ${service}`, () =>
      stretchOf(
        deliveredAt(account, region, service),
        excludable.get(`${account} ${region} ${service}`) ?? [],
        `events of ${service}`,
        window,
      ),
    );

  // --- what settings show -------------------------------------------------------------------

  const trails = indexTrails({
    facts: evidence.trails ?? [],
    from: window.from,
    to: window.to,
    seenSince: (account, region) => recordedStretch(account, region, 'write', ANY_SERVICE).since,
    witnesses: [
      ...coverage.management.flatMap((row) =>
        lastHourIn(row.hours, window).map((hour) => managementWitness(row, hour)),
      ),
      ...coverage.data.flatMap((row) =>
        lastHourIn(row.hours, window).map((hour) => dataWitness(row, hour)),
      ),
    ],
  });

  /** Where little happens, that files arrive is judged on the account's other regions. */
  const deliveredQuietly = (account: string, region: string, service: string): Delivered => {
    const { hours, seen, holes: own } = deliveredAt(account, region, service);
    const alive = hasOwnRhythm(
      hours,
      Math.floor(msOf(window.from) / HOUR_MS),
      Math.floor(msOf(window.to) / HOUR_MS),
    );
    return { hours: alive ? hours : (byAccount.get(account) ?? []), seen, holes: own };
  };

  type Proven = { readonly stretch: Stretch; readonly trails: readonly string[] };

  const provenStretch = (
    account: string,
    region: string,
    service: string,
    question: TrailQuestion,
  ): Proven | undefined => {
    const proven = trails.recordedSince(account, question);
    if (proven === undefined) return undefined;
    const delivered = remembered(`quiet ${account} ${region} ${service}`, () =>
      stretchOf(deliveredQuietly(account, region, service), undefined, '', window),
    );
    const stretch = cutAt(delivered, proven.since, 'its trail was set otherwise', window);
    return { stretch, trails: proven.trails };
  };

  const withoutLeftOut = (account: string, stretch: Stretch, question: TrailQuestion): Stretch => {
    const left = trails.leftOutUntil(account, question);
    if (left === undefined) return stretch;
    return cutAt(stretch, left.until, `${namesOf(left.trails)} left them out`, window);
  };

  const reaches = ({ since }: Stretch): boolean =>
    since !== undefined && daysBetween(since, window.to) + START_SLACK_DAYS >= minWindowDays;

  // --- answers ------------------------------------------------------------------------------

  const elsewhere: CoverageIndex['elsewhere'] = (account, { access, service }) => {
    const question = managementQuestion(
      { region: ELSEWHERE, access, service, global: false },
      trails.namedSources,
    );
    const proven = trails.recordedSince(account, question);
    if (proven !== undefined && reaches({ since: proven.since, because: '' })) {
      return { kind: 'recorded', ...proven };
    }
    const left = trails.leftOutUntil(account, question);
    return left === undefined ? { kind: 'assumed-quiet' } : { kind: 'left-out', ...left };
  };

  const management: CoverageIndex['management'] = (account, query) => {
    const { access, regions, service } = query;
    if (regionsSeen(account).length === 0) return notObserved({ kind: 'no-coverage', regions });
    const missing: string[] = [];
    const used = new Set<string>();
    let since = window.from;
    for (const region of regions) {
      const question = managementQuestion(
        { region, access, service, global: query.global },
        trails.namedSources,
      );
      const proven = provenStretch(
        account,
        region,
        holedServices.has(service) ? service : ANY_SERVICE,
        question,
      );
      if (proven !== undefined && reaches(proven.stretch)) {
        for (const trail of proven.trails) used.add(trail);
        since = later(since, proven.stretch.since ?? since);
        continue;
      }
      if (!recordedClasses.has(`${account} ${access}`)) {
        return notObserved({ kind: 'class-not-recorded', access });
      }
      if (!byPlace.has(`${account} ${region}`)) {
        missing.push(region);
        continue;
      }
      // Each region may have a trail of its own, with exclusions of its own.
      if (query.excludable && !excludable.has(`${account} ${region} ${service}`)) {
        return notObserved({ kind: 'source-may-be-excluded', service });
      }
      for (const found of [
        recordedStretch(account, region, access, service),
        ...(query.excludable ? [excludableStretch(account, region, service)] : []),
      ]) {
        const cut = withoutLeftOut(account, found, question);
        const best = proven === undefined ? cut : longer(cut, proven.stretch);
        if (!reaches(best)) return short(region, best);
        since = later(since, best.since ?? since);
      }
    }
    if (missing.length > 0) return notObserved({ kind: 'no-coverage', regions: missing });
    return {
      kind: 'observed',
      since,
      until: window.to,
      regions,
      trails: [...used].sort(),
      verifiedUntil: verifiedUntil(account, regions, since),
    };
  };

  const verifiedUntil = (
    account: string,
    regions: readonly string[],
    since: Instant,
  ): Instant | undefined => {
    const ends = regions.map(
      (region) =>
        verification?.verified.find(
          (one) =>
            one.account === account && one.region === region && one.from <= since && one.to > since,
        )?.to,
    );
    return ends.length > 0 && ends.every((end) => end !== undefined)
      ? earlier(ends.reduce(earlier), window.to)
      : undefined;
  };

  const coveredDaysOf = ({ since }: Stretch): number =>
    since === undefined ? 0 : Math.floor(daysBetween(since, window.to) * 10) / 10;

  const short = (region: string, found: Stretch): Observed =>
    notObserved({
      kind: 'short-coverage',
      region,
      coveredDays: coveredDaysOf(found),
      neededDays: minWindowDays,
      because: found.because,
      ...(found.endsAt === undefined ? {} : { endsAt: found.endsAt }),
    });

  const data: CoverageIndex['data'] = (account, query) => {
    const off = notObserved({ kind: 'data-events-off', resourceTypes: query.resourceTypes });
    const rows = coverage.data.filter(
      (row) =>
        row.account === account &&
        row.access === query.access &&
        query.resourceTypes.includes(row.resourceType),
    );
    if (query.reaches.length === 0) return off;
    let since = window.from;
    const regions = new Set<string>();
    const used = new Set<string>();
    let doubt: Observed | undefined;
    for (const resource of query.reaches) {
      const question = dataQuestion(query.resourceTypes, query.access, resource);
      const row = rows.find(({ container }) => isInside(container, resource));
      const everywhere = dataByTrail(account, question);
      const proven = [everywhere, row && dataWhereSeen(row, question)].find(
        (one) => one !== undefined && reaches(one.stretch),
      );
      if (proven === undefined) {
        if (row !== undefined) doubt ??= dataInDoubt(row, everywhere, query.resourceTypes);
        else if (everywhere === undefined) return off;
        else doubt ??= short('every region', everywhere.stretch);
        continue;
      }
      for (const trail of proven.trails) used.add(trail);
      for (const region of proven === everywhere ? regionsSeen(account) : [row?.region ?? '']) {
        regions.add(region);
      }
      since = later(since, proven.stretch.since ?? since);
    }
    if (doubt !== undefined) return doubt;
    const where = { regions: [...regions].sort(), trails: [...used].sort() };
    const verified = verifiedUntil(account, where.regions, since);
    return { kind: 'observed', since, until: window.to, ...where, verifiedUntil: verified };
  };

  /** Settings do not say where a resource is: files of all regions must have come. */
  const dataByTrail = (account: string, question: TrailQuestion): Proven | undefined => {
    const regions = new Set([...regionsSeen(account), ...holedRegions(account, ANY_SERVICE)]);
    const all = [...regions].map((region) => provenStretch(account, region, ANY_SERVICE, question));
    const [first] = all;
    return all.reduce(
      (a, b) => (a === undefined || b === undefined ? undefined : reachesLess(a, b) ? a : b),
      first,
    );
  };

  /** A resource is in the region in which events of it were seen. */
  const dataWhereSeen = ({ account, region }: DataCoverage, question: TrailQuestion) =>
    provenStretch(account, region, ANY_SERVICE, { ...question, region });

  /**
   * Events of a resource were seen. That all of them are recorded, no record can show: selectors of
   * data events choose by name, caller and parts of a resource, too.
   */
  const dataInDoubt = (
    row: DataCoverage,
    proven: Proven | undefined,
    resourceTypes: readonly string[],
  ): Observed => {
    const found = withoutLeftOut(row.account, dataStretch(row), rowQuestion(row));
    if (!reaches(found)) return short(row.region, found);
    if (proven !== undefined) return short(row.region, proven.stretch);
    return notObserved({ kind: 'selectors-unknown', resourceTypes });
  };

  const rowQuestion = (row: DataCoverage): TrailQuestion => ({
    ...dataQuestion([row.resourceType], row.access, `${row.container}/*`),
    region: row.region,
  });

  const dataStretch = (row: DataCoverage): Stretch =>
    remembered(
      `data ${row.account} ${row.region} ${row.resourceType} ${row.container} ${row.access}`,
      () =>
        stretchOf(
          deliveredAt(row.account, row.region, ANY_SERVICE),
          row.hours,
          `data ${row.access} events of ${row.container}`,
          window,
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
      coveredDays: coveredDaysOf(recordedStretch(account, region, access, ANY_SERVICE)),
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
      coveredDays: coveredDaysOf(dataStretch(row)),
    }));

  const isSnapshotPartial = (account: string): boolean =>
    holes.some(
      (hole) =>
        (hole.account === undefined || hole.account === account) &&
        hole.region === undefined &&
        hole.service === undefined &&
        hole.from === undefined &&
        hole.to === undefined,
    );

  const aloneServices = new Set([
    ...holedServices,
    ...[...trails.namedSources].flatMap((host) => prefixOfHost(host) ?? []),
  ]);

  return {
    aloneServices,
    verification,
    regionsSeen,
    regionsAlive,
    holedRegions,
    elsewhere,
    management,
    data,
    isSnapshotPartial,
    rows,
  };
}

function regionsOfHoles(
  holes: readonly CoverageHole[],
  account: string,
  service: string,
  window: Window,
): readonly string[] {
  const regions = holes
    .filter(
      (hole) =>
        (hole.account === undefined || hole.account === account) &&
        (hole.service === undefined || hole.service === service) &&
        (hole.to === undefined || hole.to > window.from) &&
        (hole.from === undefined || hole.from < window.to),
    )
    .flatMap(({ region }) => region ?? []);
  return [...new Set(regions)].sort();
}

const notObserved = (reason: VerdictReason): Observed => ({ kind: 'not-observed', reason });

/** Whole hours inside the verified stretches, by account and region. */
function verifiedHoursOf(stretches: readonly VerifiedStretch[]): ReadonlyMap<string, ActiveHours> {
  const hours = new Map<string, number[]>();
  for (const { account, region, from, to } of stretches) {
    const place = `${account} ${region}`;
    const own = hours.get(place) ?? [];
    hours.set(place, own);
    for (let hour = Math.ceil(msOf(from) / HOUR_MS); (hour + 1) * HOUR_MS <= msOf(to); hour += 1) {
      own.push(hour);
    }
  }
  return hours;
}

function reachesLess(a: { readonly stretch: Stretch }, b: { readonly stretch: Stretch }): boolean {
  return longer(a.stretch, b.stretch) === b.stretch;
}

function namesOf(trails: readonly string[]): string {
  return trails.map((arn) => `trail ${arn.slice(arn.lastIndexOf('/') + 1)}`).join(' and ');
}

/** The last hour of the window in which something was seen. */
function lastHourIn(hours: ActiveHours, window: Window): readonly number[] {
  const from = Math.floor(msOf(window.from) / HOUR_MS);
  const to = Math.floor(msOf(window.to) / HOUR_MS);
  const last = hours.findLast((hour) => hour >= from && hour <= to);
  return last === undefined ? [] : [last];
}

/** Every resource that `pattern` matches belongs to `container`, which holds no wildcard. */
function isInside(container: string, pattern: string): boolean {
  return (
    !/[*?$]/.test(container) &&
    (pattern === container ||
      pattern.startsWith(`${container}/`) ||
      pattern.startsWith(`${container}:`))
  );
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
