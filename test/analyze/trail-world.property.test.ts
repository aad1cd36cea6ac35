/**
 * Whatever trails there are, however they were changed, and whichever of them the files come from:
 * nothing that an identity did is called `unused`.
 *
 * The world is played: calls happen, each trail records what it is set to record, and the files of
 * some of the trails are given. All trails were told, as they are at the end.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasAction } from '../../src/catalog/action-set.js';
import { parseSelectors } from '../../src/collect/cloudtrail/event-selectors.js';
import type { EvidenceCoverage } from '../../src/model/coverage.js';
import { addDays, type Instant, msOf } from '../../src/model/time.js';
import type { TrailFact, TrailStatement } from '../../src/model/trail.js';
import type { Use } from '../../src/model/usage.js';
import { verdictOfReason } from '../../src/model/verdict.js';
import { ACCOUNT, AS_OF, ago, allow, analysed, CATALOG, inline, role, use } from '../world.js';

const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const DAYS = 130;
const BUCKET = 'arn:aws:s3:::orders';

type Kind = {
  readonly service: string;
  readonly access: 'read' | 'write';
  readonly isData: boolean;
};

/** What happens, as CloudTrail tells it apart. IAM is recorded in us-east-1. */
const CALLS: Readonly<Record<string, Kind>> = {
  'ec2:DescribeInstances': { service: 'ec2', access: 'read', isData: false },
  'ec2:StopInstances': { service: 'ec2', access: 'write', isData: false },
  'iam:ListRoles': { service: 'iam', access: 'read', isData: false },
  'kms:ScheduleKeyDeletion': { service: 'kms', access: 'write', isData: false },
  's3:GetObject': { service: 's3', access: 'read', isData: true },
  'sns:ListTopics': { service: 'sns', access: 'read', isData: false },
};
const ACTIONS = Object.keys(CALLS);

type Setting = {
  readonly read: boolean;
  readonly write: boolean;
  readonly kms: boolean;
  readonly data: boolean;
};
/** From a day on, counted back from the end. */
type Change = { readonly daysAgo: number } & (
  | { readonly kind: 'selectors'; readonly setting: Setting }
  | { readonly kind: 'logging'; readonly logging: boolean }
);
type Trail = {
  readonly arn: string;
  readonly home: string;
  readonly multiRegion: boolean;
  readonly setting: Setting;
  /** The oldest first. */
  readonly changes: readonly Change[];
  readonly isGiven: boolean;
};

// --- the world ----------------------------------------------------------------------------------

const someRegion = fc.constantFrom(...REGIONS);
const mostly = fc.constantFrom(true, true, true, false);
const someSetting: fc.Arbitrary<Setting> = fc
  .record({
    only: fc.constantFrom('all', 'all', 'all', 'read', 'write'),
    kms: mostly,
    data: mostly,
  })
  .map(({ only, kms, data }) => ({ read: only !== 'write', write: only !== 'read', kms, data }));
const someDay = fc.integer({ min: 4, max: 250 }).map((halves) => halves / 2 + 0.25);
const someChanges = fc
  .uniqueArray(
    fc.record({
      daysAgo: someDay,
      what: fc.oneof(
        someSetting.map((setting) => ({ kind: 'selectors' as const, setting })),
        fc.boolean().map((logging) => ({ kind: 'logging' as const, logging })),
      ),
    }),
    { maxLength: 3, selector: ({ daysAgo }) => daysAgo },
  )
  .map((changes) =>
    changes
      .map(({ daysAgo, what }): Change => ({ daysAgo, ...what }))
      .sort((a, b) => b.daysAgo - a.daysAgo),
  );
const someTrails = fc
  .array(
    fc.record({
      home: someRegion,
      multiRegion: mostly,
      setting: someSetting,
      changes: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: someChanges },
      ),
      isGiven: mostly,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((trails) =>
    trails.map(
      (trail, n): Trail => ({
        ...trail,
        arn: `arn:aws:cloudtrail:${trail.home}:${ACCOUNT}:trail/trail-${n}`,
        isGiven: n === 0 || trail.isGiven,
      }),
    ),
  );
const someCalls = fc.array(
  fc
    .record({ action: fc.constantFrom(...ACTIONS), region: someRegion, daysAgo: someDay })
    .map((call) => (call.action.startsWith('iam:') ? { ...call, region: 'us-east-1' } : call)),
  { minLength: 3, maxLength: 8 },
);

function settingAt({ setting, changes }: Trail, daysAgo: number): Setting {
  const past = changes.filter((change) => change.kind === 'selectors' && change.daysAgo >= daysAgo);
  const last = past.at(-1);
  return last?.kind === 'selectors' ? last.setting : setting;
}

function isLogging({ changes }: Trail, daysAgo: number): boolean {
  const past = changes.filter((change) => change.kind === 'logging' && change.daysAgo >= daysAgo);
  const last = past.at(-1);
  return last?.kind === 'logging' ? last.logging : true;
}

function records(trail: Trail, kind: Kind, region: string, daysAgo: number): boolean {
  const setting = settingAt(trail, daysAgo);
  return (
    isLogging(trail, daysAgo) &&
    (trail.multiRegion || trail.home === region) &&
    setting[kind.access] &&
    (kind.service !== 'kms' || setting.kms) &&
    (!kind.isData || setting.data)
  );
}

// --- what is given of it ------------------------------------------------------------------------

const selectorsOf = ({ read, write, kms, data }: Setting): TrailStatement => ({
  kind: 'selectors',
  selectors: parseSelectors({
    EventSelectors: [
      {
        ReadWriteType: read && write ? 'All' : read ? 'ReadOnly' : 'WriteOnly',
        IncludeManagementEvents: true,
        ...(kms ? {} : { ExcludeManagementEventSources: ['kms.amazonaws.com'] }),
        ...(data ? { DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] } : {}),
      },
    ],
  }),
});

function factsOf(trails: readonly Trail[]): readonly TrailFact[] {
  const isSeen = (of: Trail, daysAgo: number): boolean =>
    trails.some(
      (trail) =>
        trail.isGiven &&
        records(trail, { service: 'cloudtrail', access: 'write', isData: false }, of.home, daysAgo),
    );
  return trails.flatMap((trail): readonly TrailFact[] => {
    const { arn, home, multiRegion } = trail;
    const told = (says: TrailStatement): TrailFact => ({
      trail: arn,
      source: 'answer',
      at: undefined,
      says,
    });
    return [
      told({
        kind: 'settings',
        settings: { homeRegion: home, multiRegion, globalServiceEvents: true },
      }),
      told(selectorsOf(settingAt(trail, 0))),
      told({ kind: 'logging', logging: isLogging(trail, 0) }),
      ...trail.changes
        .filter(({ daysAgo }) => isSeen(trail, daysAgo))
        .map(
          (change): TrailFact => ({
            trail: arn,
            source: 'event',
            at: ago(change.daysAgo),
            says:
              change.kind === 'logging'
                ? { kind: 'logging', logging: change.logging }
                : selectorsOf(change.setting),
          }),
        ),
    ];
  });
}

const hourOf = (at: Instant): number => Math.floor(msOf(at) / 3_600_000);
const isShown = (trails: readonly Trail[], kind: Kind, region: string, daysAgo: number): boolean =>
  trails.some((trail) => trail.isGiven && records(trail, kind, region, daysAgo));

/** Everywhere something happens every six hours, of each kind. */
function hoursOf(trails: readonly Trail[], kind: Kind, region: string): readonly number[] {
  return Array.from({ length: DAYS * 4 }, (_, n) => DAYS - n / 4)
    .filter((daysAgo) => isShown(trails, kind, region, daysAgo))
    .map((daysAgo) => hourOf(ago(daysAgo)));
}

function coverageOf(trails: readonly Trail[]): EvidenceCoverage {
  const rows = <Row>(make: (region: string) => readonly Row[]) => REGIONS.flatMap(make);
  const origin = 'delivered' as const;
  return {
    firstRecord: ago(DAYS),
    lastRecord: addDays(AS_OF, -0.01),
    management: rows((region) =>
      (['read', 'write'] as const).flatMap((access) => {
        const hours = hoursOf(trails, { service: 'ec2', access, isData: false }, region);
        return hours.length === 0 ? [] : [{ account: ACCOUNT, region, access, origin, hours }];
      }),
    ),
    data: rows((region) => {
      const kind = { service: 's3', access: 'read', isData: true } as const;
      const hours = hoursOf(trails, kind, region);
      const row = { account: ACCOUNT, region, resourceType: 'AWS::S3::Object', container: BUCKET };
      return hours.length === 0 ? [] : [{ ...row, access: 'read' as const, origin, hours }];
    }),
    excludable: rows((region) => {
      const hours = hoursOf(trails, { service: 'kms', access: 'write', isData: false }, region);
      return hours.length === 0
        ? []
        : [{ account: ACCOUNT, region, service: 'kms', origin, hours }];
    }),
    holes: [],
    trails: factsOf(trails),
  };
}

// --- the promise --------------------------------------------------------------------------------

const RUNS = 40;

test('nothing that was done is called unused, whichever trails the files come from', () => {
  const worker = role('worker', {
    createdAt: ago(400),
    inlinePolicies: inline(allow(ACTIONS)),
  });
  let unseen = 0;
  let unused = 0;
  fc.assert(
    fc.property(someTrails, someCalls, (trails, calls) => {
      const inWindow = calls.filter(({ daysAgo }) => daysAgo < 90);
      const seen = calls.filter(({ action, region, daysAgo }) =>
        isShown(trails, CALLS[action] as Kind, region, daysAgo),
      );
      const uses = seen.map(({ action, region, daysAgo }): Use => {
        const at = ago(daysAgo);
        return use(worker, action, { region, firstSeen: at, lastSeen: at });
      });
      const { assessments } = analysed({
        snapshot: { roles: [worker] },
        usage: { uses },
        coverage: coverageOf(trails),
      });
      const groups = assessments.flatMap((each) => each.groups);
      const isUnused = (action: string): boolean =>
        groups.some(
          ({ reason, actions }) =>
            verdictOfReason(reason) === 'unused' && hasAction(CATALOG, actions, action),
        );
      expect(inWindow.map(({ action }) => action).filter(isUnused)).toEqual([]);
      if (inWindow.some((call) => !seen.includes(call))) unseen++;
      if (ACTIONS.some(isUnused)) unused++;
    }),
    { numRuns: RUNS, seed: 7 },
  );
  // Where all calls are seen, or nothing is ever called unused, nothing is tested.
  expect(unseen / RUNS).toBeGreaterThanOrEqual(0.3);
  expect(unused / RUNS).toBeGreaterThanOrEqual(0.3);
}, 240_000);
