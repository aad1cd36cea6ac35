/**
 * What the logs read could have shown: active hours per series, and holes.
 *
 * Any call shows that its class of events was being logged at its place in its hour, whoever made it
 * and however it ended.
 */
import {
  dataContainerOf,
  dataResourceTypeOf,
  isManagementEvent,
  isNetworkActivity,
} from '../../catalog/observability.js';
import type { CoverageHole, CoverageOrigin, EvidenceCoverage } from '../../model/coverage.js';
import { earlier, type Instant, instantOfMs, later, msOf } from '../../model/time.js';
import type { TrailFact } from '../../model/trail.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { unitedStretches, type Verification } from '../../model/verification.js';
import { createTrailFacts } from './trail-fact-log.js';

const HOUR_MS = 3_600_000;

const NO_PLACES: CoveragePlaces = { series: [], marked: new Map() };

/** Day since the epoch → its active hours, one bit each. */
type Days = Map<number, number>;

type Series<Key> = { readonly key: Key; readonly days: Days };

type Management = Omit<EvidenceCoverage['management'][number], 'hours'>;
type Data = Omit<EvidenceCoverage['data'][number], 'hours'>;
type Excludable = Omit<EvidenceCoverage['excludable'][number], 'hours'>;

/** The series that an event shows to be recorded, whenever it was. */
export type CoveragePlaces = {
  readonly series: readonly (() => Series<unknown> | undefined)[];
  /** Hours that are marked in all of them. */
  readonly marked: Days;
};

export type CoverageFacts = {
  /** @returns false when there is no room for another hour or series */
  readonly observe: (event: TrailEvent, account: string, origin: CoverageOrigin) => boolean;
  /** In parts, for many events alike: where, then in which hours of a day, then between which instants. */
  readonly placesOf: (event: TrailEvent, account: string, origin: CoverageOrigin) => CoveragePlaces;
  /**
   * @param day since 1970
   * @param hours of the day, one bit each
   */
  readonly mark: (places: CoveragePlaces, day: number, hours: number) => boolean;
  readonly span: (first: Instant, last: Instant) => void;
  readonly addHole: (hole: CoverageHole) => void;
  /** @returns false when there is no room for more */
  readonly addTrailFact: (fact: TrailFact) => boolean;
  /** The trail file was read whole: what was lost of it before is there now. */
  readonly fillHolesOf: (file: string) => void;
  /** A file is read that could not be, or is in a folder that could not be. */
  readonly fillHolesAt: (path: string) => void;
  readonly setVerification: (verification: Verification) => void;
  /** ARNs, sorted. */
  readonly trailsKnown: () => readonly string[];
  readonly addEarlier: (coverage: EvidenceCoverage) => void;
  readonly finish: () => EvidenceCoverage;
};

/**
 * Sources whose management events a trail may leave out.
 * Source: CloudTrail User Guide, "Logging management events": excluding AWS KMS or RDS Data API events.
 */
const EXCLUDABLE_SOURCES: ReadonlyMap<string, string> = new Map([
  ['kms.amazonaws.com', 'kms'],
  ['rdsdata.amazonaws.com', 'rds-data'],
  ['rdsdataapi.amazonaws.com', 'rds-data'],
  ['rds-data.amazonaws.com', 'rds-data'],
]);

export type CoverageLimits = { readonly maxSeries: number; readonly maxDays: number };

export function createCoverage({ maxSeries, maxDays }: CoverageLimits): CoverageFacts {
  const management = new Map<string, Series<Management>>();
  const data = new Map<string, Series<Data>>();
  const excludable = new Map<string, Series<Excludable>>();
  /** Most records of a log are of few places. */
  const managementPlacesByText = new Map<string, CoveragePlaces>();
  const holes = createHoles();
  const trails = createTrailFacts();
  let verification: Verification | undefined;
  let firstRecord: Instant | undefined;
  let lastRecord: Instant | undefined;
  let dayCount = 0;

  /** Records of a file are of one hour or two: the last answer is mostly the next. */
  let lastHour = { text: '', hour: 0 };
  const hourOf = (instant: Instant): number => {
    const text = instant.slice(0, 'yyyy-mm-ddThh'.length);
    if (text !== lastHour.text) lastHour = { text, hour: Math.floor(msOf(instant) / HOUR_MS) };
    return lastHour.hour;
  };

  const seriesOf = <Key>(
    all: Map<string, Series<Key>>,
    text: string,
    keyOf: () => Key,
  ): Series<Key> | undefined => {
    const known = all.get(text);
    if (known !== undefined) return known;
    if (all.size >= maxSeries) return undefined;
    const made = { key: keyOf(), days: new Map() };
    all.set(text, made);
    return made;
  };

  const markSeries = (series: Series<unknown> | undefined, day: number, hours: number): boolean => {
    if (series === undefined) return false;
    const mask = series.days.get(day);
    if (mask === undefined && ++dayCount > maxDays) return false;
    series.days.set(day, (mask ?? 0) | hours);
    return true;
  };

  const mark = ({ series, marked }: CoveragePlaces, day: number, hours: number): boolean => {
    const known = marked.get(day) ?? 0;
    if (series.length === 0 || (hours & ~known) === 0) return true;
    const hasRoom = series.every((each) => markSeries(each(), day, hours));
    if (hasRoom) marked.set(day, known | hours);
    return hasRoom;
  };

  /** Of an earlier run. */
  const markHours = (series: Series<unknown> | undefined, hours: readonly number[]): void => {
    for (const hour of hours) {
      const day = Math.floor(hour / 24);
      markSeries(series, day, 1 << (hour - 24 * day));
    }
  };

  const managementPlaces = (
    event: TrailEvent,
    account: string,
    origin: CoverageOrigin,
  ): CoveragePlaces => {
    const { awsRegion: region, readOnly } = event;
    // Without the flag nobody knows which class the event shows: it shows none.
    if (readOnly === undefined) return NO_PLACES;
    const access = readOnly ? 'read' : 'write';
    const text = `${account} ${region} ${access} ${origin}`;
    const service = EXCLUDABLE_SOURCES.get(event.eventSource);
    const known = managementPlacesByText.get(`${text} ${service ?? ''}`);
    if (known !== undefined) return known;
    const place = () => seriesOf(management, text, () => ({ account, region, access, origin }));
    const serviceText = `${account} ${region} ${service} ${origin}`;
    const servicePlace = () =>
      seriesOf(excludable, serviceText, () => ({
        account,
        region,
        service: service ?? '',
        origin,
      }));
    const places = {
      series: service === undefined ? [place] : [place, servicePlace],
      marked: new Map(),
    };
    if (managementPlacesByText.size < maxSeries) {
      managementPlacesByText.set(`${text} ${service ?? ''}`, places);
    }
    return places;
  };

  const dataPlaces = (
    event: TrailEvent,
    account: string,
    origin: CoverageOrigin,
  ): CoveragePlaces => {
    const { awsRegion: region, readOnly } = event;
    const resourceType = dataResourceTypeOf(event);
    if (resourceType === undefined || readOnly === undefined) return NO_PLACES;
    const access = readOnly ? 'read' : 'write';
    const series = event.resources.flatMap(({ arn }) => {
      const container = arn === undefined ? undefined : dataContainerOf(resourceType, arn);
      if (container === undefined) return [];
      const text = `${account} ${region} ${access} ${resourceType} ${container} ${origin}`;
      const keyOf = () => ({ account, region, resourceType, container, access, origin }) as const;
      return () => seriesOf(data, text, keyOf);
    });
    return { series, marked: new Map() };
  };

  const placesOf = (event: TrailEvent, account: string, origin: CoverageOrigin): CoveragePlaces => {
    if (account === '' || isNetworkActivity(event)) return NO_PLACES;
    return isManagementEvent(event)
      ? managementPlaces(event, account, origin)
      : dataPlaces(event, account, origin);
  };

  const span = (first: Instant, last: Instant): void => {
    firstRecord = firstRecord === undefined ? first : earlier(firstRecord, first);
    lastRecord = lastRecord === undefined ? last : later(lastRecord, last);
  };

  return {
    observe: (event, account, origin) => {
      span(event.eventTime, event.eventTime);
      const hour = hourOf(event.eventTime);
      const day = Math.floor(hour / 24);
      return mark(placesOf(event, account, origin), day, 1 << (hour - 24 * day));
    },
    placesOf,
    mark,
    span,
    addHole: holes.add,
    addTrailFact: trails.add,
    trailsKnown: trails.known,
    fillHolesOf: holes.fill,
    fillHolesAt: holes.fillAt,
    setVerification: (found) => {
      verification = withEarlier(found, verification);
      for (const hole of holesOf(found)) holes.add(hole);
    },
    addEarlier: (coverage) => {
      const { firstRecord: first, lastRecord: last } = coverage;
      if (first !== undefined && last !== undefined) span(first, last);
      for (const { hours, ...key } of coverage.management) {
        const text = `${key.account} ${key.region} ${key.access} ${key.origin}`;
        markHours(
          seriesOf(management, text, () => key),
          hours,
        );
      }
      for (const { hours, ...key } of coverage.data) {
        const text = `${key.account} ${key.region} ${key.access} ${key.resourceType} ${key.container} ${key.origin}`;
        markHours(
          seriesOf(data, text, () => key),
          hours,
        );
      }
      for (const { hours, ...key } of coverage.excludable) {
        const text = `${key.account} ${key.region} ${key.service} ${key.origin}`;
        markHours(
          seriesOf(excludable, text, () => key),
          hours,
        );
      }
      for (const hole of coverage.holes) holes.add(hole);
      verification = coverage.verification;
      for (const fact of coverage.trails ?? []) trails.addEarlier(fact, coverage.lastRecord);
    },
    finish: () => ({
      firstRecord,
      lastRecord,
      management: rowsOf(management),
      data: rowsOf(data),
      excludable: rowsOf(excludable),
      holes: holes.finish(),
      trails: trails.finish(),
      ...(verification === undefined ? {} : { verification }),
    }),
  };
}

function rowsOf<Key>(
  all: Map<string, Series<Key>>,
): (Key & { readonly hours: readonly number[] })[] {
  return [...all.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { key, days }]) => ({ ...key, hours: hoursOf(days) }));
}

function hoursOf(days: Days): readonly number[] {
  const hours: number[] = [];
  for (const [day, mask] of [...days].sort(([a], [b]) => a - b)) {
    for (let hour = 0; hour < 24; hour++) {
      if ((mask & (1 << hour)) !== 0) hours.push(day * 24 + hour);
    }
  }
  return hours;
}

type Bounds = { readonly from: Instant | undefined; readonly to: Instant | undefined };
type Holes = {
  readonly add: (hole: CoverageHole) => void;
  readonly fill: (file: string) => void;
  readonly fillAt: (path: string) => void;
  readonly finish: () => readonly CoverageHole[];
};

/** Beyond this many kinds of holes, or holes of one kind, what lies between counts as missing, too. */
const MAX_HOLE_KINDS = 10_000;
const MAX_HOLES_OF_KIND = 1_000;

/** Holes, united where they touch: a hostile log must not fill the memory with them. */
function createHoles(): Holes {
  const kinds = new Map<string, { readonly sample: CoverageHole; bounds: Bounds[] }>();
  const files = new Set<string>();
  /** Paths of what could not be opened. */
  const unread = new Set<string>();
  const fill = (file: string): void => {
    // Asked of every file: most have no hole.
    if (!files.delete(file)) return;
    for (const [key, { sample }] of kinds) if (sample.file === file) kinds.delete(key);
  };
  return {
    add: (hole) => {
      const { account, region, service, from, to, reason, file = '' } = hole;
      const key = [account, region, service, reason, file].map((part) => part ?? '*').join('\n');
      let kind = kinds.get(key);
      if (kind === undefined) {
        if (kinds.size >= MAX_HOLE_KINDS) {
          kinds.set('*', { sample: EVERYWHERE, bounds: [ALL_TIME] });
          return;
        }
        kind = { sample: hole, bounds: [] };
        if (file !== '') files.add(file);
        if (file.includes('/')) unread.add(file);
        kinds.set(key, kind);
      }
      kind.bounds.push({ from, to });
      if (kind.bounds.length > 2 * MAX_HOLES_OF_KIND) kind.bounds = [...united(kind.bounds)];
    },
    fill,
    fillAt: (path) => {
      for (const place of unread) {
        if (path !== place && !path.startsWith(`${place}/`)) continue;
        unread.delete(place);
        fill(place);
      }
    },
    finish: () =>
      [...kinds.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([, { sample, bounds }]) =>
          united(bounds).map((part) => ({ ...sample, ...part })),
        ),
  };
}

const ALL_TIME: Bounds = { from: undefined, to: undefined };
const EVERYWHERE: CoverageHole = {
  account: undefined,
  region: undefined,
  service: undefined,
  ...ALL_TIME,
  reason: 'too many different holes to tell apart',
};

/** No instant is smaller, none greater. */
const START = '';
const END = '\uffff';

function united(bounds: readonly Bounds[]): readonly Bounds[] {
  const sorted = bounds
    .map(({ from, to }) => ({ from: from ?? START, to: to ?? END }))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const parts: { from: string; to: string }[] = [];
  for (const { from, to } of sorted) {
    const last = parts.at(-1);
    if (last === undefined || from > last.to) parts.push({ from, to });
    else if (to > last.to) last.to = to;
  }
  const [first] = parts;
  const last = parts.at(-1);
  const few =
    parts.length <= MAX_HOLES_OF_KIND || first === undefined || last === undefined
      ? parts
      : [{ from: first.from, to: last.to }];
  return few.map(({ from, to }) => ({
    from: from === START ? undefined : (from as Instant),
    to: to === END ? undefined : (to as Instant),
  }));
}

/** A digest of an earlier run that is not given again goes on proving what it proved. */
function withEarlier(now: Verification, before: Verification | undefined): Verification {
  if (before === undefined) return now;
  return {
    ...now,
    verified: unitedStretches([...before.verified, ...now.verified]),
    gaps: unitedStretches([...before.gaps, ...now.gaps]),
    settled: [...new Set([...before.settled, ...now.settled])].sort(),
  };
}

/** A file that is not what the trail delivered, or is not there, may have held anything. */
function holesOf({ failures }: Verification): readonly CoverageHole[] {
  return failures.map(({ account, region, from, to, what, file }) => ({
    account,
    region,
    service: undefined,
    from,
    to,
    reason: HOLE_WORDS[what],
    ...(what.endsWith('log-file') ? { file: file.slice(file.lastIndexOf('/') + 1) } : {}),
  }));
}

const HOLE_WORDS: Readonly<Record<Verification['failures'][number]['what'], string>> = {
  'changed-digest': 'a digest that fails verification',
  'changed-log-file': 'a log file that fails verification',
  'missing-digest': 'a digest that is missing in its chain',
  'missing-log-file': 'a log file that a digest names and that was not given',
};

/** The whole hours that a stretch touches. */
export function wholeHours(from: Instant, to: Instant): { from: Instant; to: Instant } {
  return {
    from: instantOfMs(Math.floor(msOf(from) / HOUR_MS) * HOUR_MS),
    to: instantOfMs((Math.floor(msOf(to) / HOUR_MS) + 1) * HOUR_MS),
  };
}
