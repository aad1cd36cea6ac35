/**
 * An audit as of a past instant over all that was logged since says what the audit of that instant
 * would have said, had the same identities been given.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import type { Instant } from '../../src/model/time.js';
import { earlier, instantOfMs, later, msOf, periodOf } from '../../src/model/time.js';
import { type UnmappedEvent, type Use, usesByCaller } from '../../src/model/usage.js';
import {
  AS_OF,
  ago,
  allow,
  CATALOG,
  callerOf,
  evidenceOf,
  hours,
  inline,
  optionsOf,
  role,
  use,
  type World,
} from '../world.js';

const WORKER = role('worker', {
  inlinePolicies: inline(allow(['ec2:*', 's3:PutBucketTagging', 'sns:*'])),
});
const ACTIONS = ['ec2:StopInstances', 'ec2:StartInstances', 'sns:Publish', 's3:PutBucketTagging'];

/** One call each; the ledger folds those of a day. */
const someCalls = fc.array(
  fc.record({
    action: fc.constantFrom(...ACTIONS),
    seconds: fc.integer({ min: 0, max: 140 * 86_400 }),
    outcome: fc.constantFrom<Use['outcome']>('allowed', 'allowed', 'denied', 'indeterminate'),
  }),
  { maxLength: 12 },
);

function folded(uses: readonly Use[]): readonly Use[] {
  const rows = new Map<string, Use>();
  for (const each of uses) {
    const { action, outcome, firstSeen, lastSeen } = each;
    const key = `${action} ${outcome} ${periodOf(firstSeen, lastSeen)}`;
    const known = rows.get(key);
    rows.set(
      key,
      known === undefined
        ? each
        : {
            ...known,
            firstSeen: earlier(known.firstSeen, firstSeen),
            lastSeen: later(known.lastSeen, lastSeen),
            count: known.count + each.count,
          },
    );
  }
  return [...rows.values()];
}

function worldOf(uses: readonly Use[], until: Instant): World {
  const unmapped: readonly UnmappedEvent[] = uses
    .filter(({ action }) => action === 'sns:Publish')
    .map(({ firstSeen, lastSeen, count }) => ({
      caller: callerOf(WORKER),
      eventSource: 'sns.amazonaws.com',
      eventName: 'Frobnicate',
      service: 'sns',
      firstSeen,
      lastSeen,
      count,
    }));
  const used = uses.filter(({ action }) => action !== 'sns:Publish');
  const untilHour = Math.ceil(msOf(until) / 3_600_000);
  const { coverage } = evidenceOf({});
  return {
    snapshot: { roles: [WORKER] },
    usage: { uses: folded(used), unmapped },
    coverage: {
      firstRecord: ago(200),
      lastRecord: until,
      management: coverage.management.map((row) => ({
        ...row,
        hours: hours(200).filter((hour) => hour < untilHour),
      })),
    },
  };
}

function judged(world: World, asOf: Instant) {
  const { assessments } = analyze(evidenceOf(world), CATALOG, optionsOf({ options: { asOf } }));
  return assessments.map(({ groups, uses, denied, lastUsedAt }) => ({
    groups: groups.map(({ reason, actions }) => ({ reason, actions })),
    uses,
    denied,
    lastUsedAt,
  }));
}

const callsOf = (calls: readonly { action: string; seconds: number; outcome: Use['outcome'] }[]) =>
  calls.map(({ action, seconds, outcome }): Use => {
    const at = instantOfMs(msOf(ago(139)) + seconds * 1000);
    const errorCode = outcome === 'denied' ? 'AccessDenied' : undefined;
    return use(WORKER, action, { outcome, errorCode, firstSeen: at, lastSeen: at });
  });

test('at the end of any day all of it is the same, counts too', () => {
  fc.assert(
    fc.property(someCalls, fc.integer({ min: 0, max: 60 }), (calls, days) => {
      const asOf = `${ago(days).slice(0, 10)}T00:00:00Z` as Instant;
      const uses = callsOf(calls);
      const then = uses.filter(({ lastSeen }) => lastSeen <= asOf);
      expect(judged(worldOf(uses, AS_OF), asOf)).toEqual(judged(worldOf(then, asOf), asOf));
    }),
    { numRuns: 15 },
  );
});

test('at any second the verdicts are the same', () => {
  fc.assert(
    fc.property(someCalls, fc.integer({ min: 0, max: 60 * 86_400 }), (calls, seconds) => {
      const asOf = instantOfMs(msOf(AS_OF) - seconds * 1000);
      const uses = callsOf(calls);
      const then = uses.filter(({ lastSeen }) => lastSeen <= asOf);
      const verdicts = (world: World) => judged(world, asOf).map(({ groups }) => groups);
      expect(verdicts(worldOf(uses, AS_OF))).toEqual(verdicts(worldOf(then, asOf)));
    }),
    { numRuns: 15 },
  );
});

test('uses of a stored ledger are cut in the same way', () => {
  const rows = [use(WORKER, 'ec2:StopInstances', { firstSeen: ago(3), lastSeen: ago(3) })];
  const stored = [{ caller: callerOf(WORKER), rows: () => rows }];
  const world: World = { ...worldOf([], AS_OF), usage: { stored } };
  expect(usesByCaller(evidenceOf(world).usage)).toHaveLength(1);
  expect(judged(world, AS_OF)[0]?.uses).toHaveLength(1);
  expect(judged(world, ago(4))[0]?.uses).toHaveLength(0);
});
