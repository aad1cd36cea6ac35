/**
 * Adding doubt never turns anything into `unused`: whatever part of the evidence is taken away or
 * called into question, nothing is proposed for removal that was not proposed with all of it.
 *
 * Hours are lost in spans, as files are: how long a silence may be is judged by the place's own rhythm
 * (see `intervals.ts`), which thinned-out logs would change.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ActionSet,
  emptySet,
  equalSets,
  isEmptySet,
  isSubset,
  union,
} from '../../src/catalog/action-set.js';
import { parseSelectors } from '../../src/collect/cloudtrail/event-selectors.js';
import { type Action, serviceOf } from '../../src/model/action.js';
import type { CoverageHole, EvidenceCoverage } from '../../src/model/coverage.js';
import type { Identity, Role, User } from '../../src/model/identity.js';
import type { LastAccessedReport } from '../../src/model/snapshot.js';
import { addDays, earlier, type Instant, later, msOf } from '../../src/model/time.js';
import type { TrailFact, TrailSettings, TrailStatement } from '../../src/model/trail.js';
import type { GrantChange, UsageLedger, Use } from '../../src/model/usage.js';
import { verdictOfReason } from '../../src/model/verdict.js';
import type { VerificationFailure } from '../../src/model/verification.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  analysed,
  CATALOG,
  callerOf,
  fullCoverage,
  hours,
  inline,
  role,
  use,
  user,
} from '../world.js';

type Evidence = {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly usage: Partial<UsageLedger>;
  readonly coverage: EvidenceCoverage;
  readonly lastAccessed?: readonly LastAccessedReport[];
};
type Edit = {
  readonly name: string;
  readonly apply: (evidence: Evidence) => Evidence;
};

const REGIONS = ['eu-west-1', 'us-east-1'] as const;
const SERVICES = ['ec2', 'iam', 'kms', 'sns', 's3'] as const;
const ACTIONS = [
  'ec2:DescribeInstances',
  'ec2:StopInstances',
  'iam:ListRoles',
  'kms:Decrypt',
  'kms:ScheduleKeyDeletion',
  's3:GetObject',
  's3:PutBucketTagging',
  'sns:ListTopics',
  'sns:Publish',
] as const;
const HOUR_MS = 3_600_000;
const hourOf = (at: Instant): number => Math.floor(msOf(at) / HOUR_MS);

// --- random evidence --------------------------------------------------------------------------

const someRegion = fc.constantFrom(...REGIONS);
const someService = fc.constantFrom(...SERVICES);
const someGrant = fc.record({
  actions: fc.uniqueArray(fc.constantFrom('*', 'ec2:*', 'kms:*', 's3:*', 'sns:*', ...ACTIONS), {
    minLength: 1,
    maxLength: 3,
  }),
  resource: fc.constantFrom(
    '*',
    '*',
    'arn:aws:s3:::orders/*',
    `arn:aws:ec2:ap-south-1:${ACCOUNT}:instance/*`,
  ),
  bound: fc.option(someRegion, { freq: 4, nil: undefined }),
});
const someIdentity = fc.record({
  grants: fc.array(someGrant, { minLength: 1, maxLength: 2 }),
  age: fc.constantFrom(95, 200, 400, 400, 400),
});
const someUse = fc.record({
  who: fc.nat(3),
  action: fc.constantFrom(...ACTIONS),
  region: someRegion,
  outcome: fc.constantFrom<Use['outcome']>('allowed', 'allowed', 'indeterminate', 'denied'),
  days: fc.integer({ min: 1, max: 120 }),
});

const answer = (says: TrailStatement, trail: string): TrailFact => ({
  trail,
  source: 'answer',
  at: undefined,
  says,
});
const selected = (from: object): TrailStatement => ({
  kind: 'selectors',
  selectors: parseSelectors(from as Record<string, unknown>),
});
const basic = (some: object): TrailStatement =>
  selected({
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ...some }],
  });
const S3_DATA = {
  DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
};
const trailOf = (region: string, name: string): string =>
  `arn:aws:cloudtrail:${region}:${ACCOUNT}:trail/${name}`;
const everywhere = (homeRegion: string): TrailSettings => ({
  homeRegion,
  multiRegion: true,
  globalServiceEvents: true,
});

const someTrail = fc
  .record({
    region: someRegion,
    selectors: fc.constantFrom({}, S3_DATA, S3_DATA),
  })
  .map(({ region, selectors }) => ({
    recordsData: selectors === S3_DATA,
    named: (name: string): readonly TrailFact[] => {
      const arn = trailOf(region, name);
      return [
        answer({ kind: 'settings', settings: everywhere(region) }, arn),
        answer(basic(selectors), arn),
        answer({ kind: 'logging', logging: true }, arn),
      ];
    },
  }));

const someSpan = fc
  .record({ from: fc.integer({ min: 0, max: 125 }), length: fc.integer({ min: 1, max: 40 }) })
  .map(({ from, length }) => ({ from: ago(from), to: addDays(ago(from), length) }));

const without = (span: { from: Instant; to: Instant }) => (hour: number) =>
  hour < hourOf(span.from) || hour >= hourOf(span.to);

const someEvidence: fc.Arbitrary<Evidence> = fc
  .record({
    users: fc.array(someIdentity, { minLength: 1, maxLength: 2 }),
    roles: fc.array(someIdentity, { minLength: 1, maxLength: 2 }),
    uses: fc.array(someUse, { maxLength: 5 }),
    trails: fc.array(someTrail, { maxLength: 1 }),
    covered: fc.constantFrom(85, 100, 120, 120, 120),
    gap: fc.option(fc.record({ region: someRegion, span: someSpan }), { freq: 3, nil: undefined }),
  })
  .map(({ users, roles, uses, trails, covered, gap }) => {
    const one = ({ grants, age }: (typeof users)[number]) => ({
      createdAt: ago(age),
      inlinePolicies: inline(
        ...grants.map(({ actions, resource, bound }) => ({
          ...allow(actions, resource),
          ...(bound === undefined
            ? {}
            : { Condition: { StringEquals: { 'aws:RequestedRegion': bound } } }),
        })),
      ),
    });
    const evidence = {
      users: users.map((some, index) => user(`person-${index}`, one(some))),
      roles: roles.map((some, index) => role(`worker-${index}`, one(some))),
    };
    const everybody: readonly Identity[] = [...evidence.users, ...evidence.roles];
    const made = [...users, ...roles];
    const full = fullCoverage(covered);
    return {
      ...evidence,
      usage: {
        uses: uses.flatMap(({ who, action, outcome, days, ...some }): readonly Use[] => {
          const identity = everybody[who % everybody.length];
          const bounds = made[who % made.length]?.grants.map(({ bound }) => bound) ?? [];
          // IAM is logged at home, and nobody uses a grant outside of what it is bound to.
          const region = action.startsWith('iam:') ? 'us-east-1' : some.region;
          const isElsewhere = bounds.some((bound) => bound !== undefined && bound !== region);
          if (identity === undefined || isElsewhere) return [];
          const at = ago(days);
          const errorCode = outcome === 'denied' ? 'AccessDenied' : undefined;
          return [
            use(identity, action, { region, outcome, errorCode, firstSeen: at, lastSeen: at }),
          ];
        }),
      },
      coverage: {
        ...full,
        // A trail that records no data events wrote none.
        data: REGIONS.filter(() => trails.every(({ recordsData }) => recordsData)).map(
          (region) => ({
            account: ACCOUNT,
            region,
            resourceType: 'AWS::S3::Object',
            container: 'arn:aws:s3:::orders',
            access: 'read' as const,
            origin: 'delivered' as const,
            hours: hours(covered),
          }),
        ),
        management: full.management.map((row) =>
          gap?.region === row.region ? { ...row, hours: row.hours.filter(without(gap.span)) } : row,
        ),
        trails: trails.flatMap(({ named }, index) => named(`trail-${index}`)),
      },
    };
  });

// --- edits: each takes something away, or calls it into question --------------------------------

const covering = (change: (coverage: EvidenceCoverage) => Partial<EvidenceCoverage>) => {
  return (evidence: Evidence): Evidence => ({
    ...evidence,
    coverage: { ...evidence.coverage, ...change(evidence.coverage) },
  });
};
const using = (change: (usage: Partial<UsageLedger>) => Partial<UsageLedger>) => {
  return (evidence: Evidence): Evidence => ({
    ...evidence,
    usage: { ...evidence.usage, ...change(evidence.usage) },
  });
};

const trailsNow = (says: TrailStatement) =>
  covering(({ trails = [] }) => ({
    trails: [
      ...trails.filter((fact) => fact.says.kind !== says.kind),
      ...namesOf(trails).map((trail) => answer(says, trail)),
    ],
  }));
const trailsAt = (at: Instant, says: TrailStatement) =>
  covering(({ trails = [] }) => ({
    trails: [
      ...trails,
      ...namesOf(trails).map((trail): TrailFact => ({ trail, source: 'event', at, says })),
    ],
  }));
const namesOf = (trails: readonly TrailFact[]) => [...new Set(trails.map(({ trail }) => trail))];

const someDay = fc.integer({ min: 0, max: 110 }).map(ago);

const EDITS: Readonly<Record<string, fc.Arbitrary<Edit['apply']>>> = {
  'log files lost': fc.record({ region: someRegion, span: someSpan }).map(({ region, span }) => {
    const kept = without(span);
    const cut = <Row extends { readonly region: string; readonly hours: readonly number[] }>(
      rows: readonly Row[],
    ) =>
      rows.map((row) => (row.region === region ? { ...row, hours: row.hours.filter(kept) } : row));
    return covering(({ management, data, excludable }) => ({
      management: cut(management),
      data: cut(data),
      excludable: cut(excludable),
    }));
  }),
  'reads or writes lost': fc
    .record({ access: fc.constantFrom('read', 'write'), span: someSpan })
    .map(({ access, span }) =>
      covering(({ management }) => ({
        management: management.map((row) =>
          row.access === access ? { ...row, hours: row.hours.filter(without(span)) } : row,
        ),
      })),
    ),
  'a hole': fc
    .record({
      account: fc.constantFrom(undefined, ACCOUNT, ACCOUNT),
      region: fc.option(someRegion, { nil: undefined }),
      service: fc.option(someService, { freq: 1, nil: undefined }),
      span: someSpan,
      open: fc.constantFrom('from', 'to', 'neither', 'neither'),
    })
    .map(({ account, region, service, span, open }) => {
      const hole: CoverageHole = {
        account,
        region,
        service,
        from: open === 'from' ? undefined : span.from,
        to: open === 'to' ? undefined : span.to,
        reason: 'a file that could not be read',
      };
      return covering(({ holes }) => ({ holes: [...holes, hole] }));
    }),
  'StopLogging, and never again': someDay.map((at) =>
    trailsAt(at, { kind: 'logging', logging: false }),
  ),
  'StopLogging, and StartLogging later': someSpan.map(({ from, to }) => {
    const stopped = trailsAt(from, { kind: 'logging', logging: false });
    const started = trailsAt(earlier(to, AS_OF), { kind: 'logging', logging: true });
    return (evidence: Evidence) => started(stopped(evidence));
  }),
  'KMS and RDS Data excluded, as settings say': fc.constant(
    trailsNow(
      basic({
        ExcludeManagementEventSources: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'],
      }),
    ),
  ),
  'KMS excluded since a day': someDay.map((at) =>
    trailsAt(
      at,
      selected({
        eventSelectors: [
          {
            readWriteType: 'All',
            includeManagementEvents: true,
            excludeManagementEventSources: ['kms.amazonaws.com'],
          },
        ],
      }),
    ),
  ),
  'no record of KMS': fc.constant(covering(() => ({ excludable: [] }))),
  'reads or writes only, as settings say': fc
    .constantFrom('ReadOnly', 'WriteOnly')
    .map((ReadWriteType) => trailsNow(basic({ ReadWriteType }))),
  'reads or writes only since a day': fc
    .record({ readWriteType: fc.constantFrom('ReadOnly', 'WriteOnly'), at: someDay })
    .map(({ readWriteType, at }) =>
      trailsAt(
        at,
        selected({ eventSelectors: [{ readWriteType, includeManagementEvents: true }] }),
      ),
    ),
  'selectors that nobody can read': someDay.map((at) =>
    trailsAt(at, { kind: 'selectors', selectors: undefined }),
  ),
  'one region instead of all': fc.constant(
    covering(({ trails = [] }) => ({
      trails: trails.map((fact) =>
        fact.says.kind === 'settings'
          ? {
              ...fact,
              says: { ...fact.says, settings: { ...fact.says.settings, multiRegion: false } },
            }
          : fact,
      ),
    })),
  ),
  'a use and its hour lost': fc.constant((evidence: Evidence) => {
    const lost = (evidence.usage.uses ?? []).filter(({ firstSeen }) => firstSeen > ago(80));
    const holes = lost.map(
      ({ region, firstSeen }): CoverageHole => ({
        account: ACCOUNT,
        region,
        service: undefined,
        from: addDays(firstSeen, -0.05),
        to: addDays(firstSeen, 0.05),
        reason: 'a file that could not be read',
      }),
    );
    const kept = using(({ uses = [] }) => ({ uses: uses.filter((one) => !lost.includes(one)) }));
    return covering((coverage) => ({ holes: [...coverage.holes, ...holes] }))(kept(evidence));
  }),
  'logs of a region that were left out': fc
    .record({ region: fc.constantFrom(...REGIONS, 'ap-southeast-2'), span: someSpan })
    .map(({ region, span }) =>
      covering(({ holes }) => ({
        holes: [
          ...holes,
          { account: ACCOUNT, region, service: undefined, ...span, reason: 'left out' },
        ],
      })),
    ),
  'a file that fails verification': fc
    .record({
      region: someRegion,
      span: someSpan,
      what: fc.constantFrom<VerificationFailure['what']>('changed-log-file', 'missing-log-file'),
    })
    .map(({ region, span, what }) => {
      const place = { account: ACCOUNT, region, ...span };
      const failure = { ...place, trail: 'trail-0', file: 'x.json.gz', what };
      // As the collector reports it: what was in the file is evidence of nothing.
      const hole = { ...place, service: undefined, reason: 'failed verification' };
      return covering(({ holes }) => ({
        holes: [...holes, hole],
        verification: {
          verified: [],
          failures: [failure],
          gaps: [],
          digests: { valid: 1, failed: 0, unsigned: 0 },
          logFiles: { valid: 0, failed: 1, missing: 0 },
          settled: [],
        },
      }));
    }),
  'a call that no table knows': fc
    .record({ who: fc.nat(3), service: fc.option(someService, { nil: undefined }), at: someDay })
    .map(({ who, service, at }) => (evidence: Evidence) => {
      const everybody = [...evidence.users, ...evidence.roles];
      const identity = everybody[who % everybody.length];
      if (identity === undefined) return evidence;
      const unmapped = {
        eventSource: `${service ?? 'gardenia'}.amazonaws.com`,
        eventName: 'Frobnicate',
        service,
        caller: callerOf(identity),
        firstSeen: at,
        lastSeen: at,
        count: 1,
      };
      return using(() => ({ unmapped: [unmapped] }))(evidence);
    }),
  'a call of nobody': fc
    .record({ action: fc.constantFrom(...ACTIONS), at: someDay })
    .map(({ action, at }) =>
      using(({ uses = [] }) => {
        const caller = {
          kind: 'bucket' as const,
          bucket: 'unknown-shape' as const,
          account: ACCOUNT,
        };
        const call = use(user('nobody'), action, { caller, firstSeen: at, lastSeen: at });
        return { uses: [...uses, call] };
      }),
    ),
  'an action that AWS saw, and the log may not show': fc
    .record({
      who: fc.nat(3),
      action: fc.constantFrom(...ACTIONS),
      // Before the window it would add knowledge: that nothing was done since.
      at: fc.integer({ min: 0, max: 89 }).map(ago),
    })
    .map(({ who, action, at }) => (evidence: Evidence) => {
      const everybody = [...evidence.users, ...evidence.roles];
      const identity = everybody[who % everybody.length];
      if (identity === undefined) return evidence;
      const service = { service: serviceOf(action as Action), at, actions: [{ action, at }] };
      const report = { arn: identity.arn, generatedAt: AS_OF, services: [service] };
      return { ...evidence, lastAccessed: [report] };
    }),
  'a younger identity': someDay.map((at) => (evidence: Evidence) => ({
    ...evidence,
    users: evidence.users.map((one) => ({ ...one, createdAt: later(one.createdAt ?? at, at) })),
  })),
  'a younger grant': fc
    .record({ kind: fc.constantFrom('user', 'role'), at: someDay })
    .map(({ kind, at }) => {
      const name = kind === 'user' ? 'person-0' : 'worker-0';
      const change: GrantChange = {
        account: ACCOUNT,
        target: { kind: kind as 'user' | 'role', name },
        event: kind === 'user' ? 'PutUserPolicy' : 'PutRolePolicy',
        policy: 'work',
        at,
      };
      return using(() => ({ grantChanges: [change] }));
    }),
};

// --- the promise --------------------------------------------------------------------------------

type Unused = ReadonlyMap<string, ActionSet>;

function unusedIn({ users, roles, usage, coverage, lastAccessed = [] }: Evidence): Unused {
  const { assessments } = analysed({ snapshot: { users, roles, lastAccessed }, usage, coverage });
  return new Map(
    assessments.map(({ arn, groups }) => [
      arn,
      groups
        .filter(({ reason }) => verdictOfReason(reason) === 'unused')
        .reduce((all, { actions }) => union(all, actions), emptySet(CATALOG)),
    ]),
  );
}

const any = (unused: Unused): boolean => [...unused.values()].some((set) => !isEmptySet(set));
const of = (unused: Unused, arn: string): ActionSet => unused.get(arn) ?? emptySet(CATALOG);

const RUNS = Number(process.env.FUZZ_RUNS ?? 16);
const EDITS_PER_RUN = 4;

const someEdits = fc
  .shuffledSubarray(Object.keys(EDITS), { minLength: EDITS_PER_RUN, maxLength: EDITS_PER_RUN })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({ name: fc.constant(name), apply: EDITS[name] as fc.Arbitrary<Edit['apply']> }),
      ),
    ),
  );

test('adding doubt never turns anything into `unused`', () => {
  let before = 0;
  let tried = 0;
  let changed = 0;
  const names = new Set<string>();
  fc.assert(
    fc.property(someEvidence, someEdits, (evidence, edits) => {
      const whole = unusedIn(evidence);
      if (any(whole)) before += 1;
      for (const { name, apply } of edits) {
        const doubted = [...unusedIn(apply(evidence))];
        const wrong = doubted.filter(([arn, unused]) => !isSubset(unused, of(whole, arn)));
        expect({ name, wrong: wrong.map(([arn]) => arn) }).toEqual({ name, wrong: [] });
        names.add(name);
        if (any(whole)) tried += 1;
        if (doubted.some(([arn, unused]) => !equalSets(unused, of(whole, arn)))) changed += 1;
      }
    }),
    { numRuns: RUNS },
  );
  // Where nothing was unused, or no edit bites, nothing is tested.
  expect(names.size).toBeGreaterThanOrEqual(15);
  expect(before / RUNS).toBeGreaterThanOrEqual(0.3);
  expect(changed / tried).toBeGreaterThanOrEqual(0.2);
}, 240_000);
