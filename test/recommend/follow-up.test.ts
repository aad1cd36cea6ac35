/** What a later audit says of an earlier plan: go on, stop, roll back, and never "idle" on a gap. */
import { describe, expect, test } from 'vitest';
import type { Finding, RevocationKind } from '../../src/model/finding.js';
import type { FollowUpVerdict } from '../../src/model/follow-up.js';
import type { Role } from '../../src/model/identity.js';
import { DEFAULT_OPTIONS } from '../../src/model/options.js';
import { PLAN_SCHEMA, type RevocationPlan } from '../../src/model/plan.js';
import type { Snapshot, UserCredentials } from '../../src/model/snapshot.js';
import type { Instant } from '../../src/model/time.js';
import type { UsageLedger } from '../../src/model/usage.js';
import { revocationPlan } from '../../src/recommend/revoke/plan.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  arnOf,
  callerOf,
  evidenceOf,
  inline,
  policy,
  role,
  use,
  user,
} from '../world.js';

const LADDER = role('ladder');
const QUARANTINE = {
  name: 'leastwise-quarantine',
  document: policy({ Sid: 'Quarantine', Effect: 'Deny', Action: '*', Resource: '*' }),
};
const QUARANTINED: Role = { ...LADDER, inlinePolicies: [QUARANTINE] };
const STALE: Finding = {
  id: 'stale-role ladder',
  kind: 'stale-role',
  severity: 'medium',
  account: ACCOUNT,
  identity: LADDER.arn,
  title: 'not used',
  evidence: ['nothing'],
  remediation: 'remove it',
  revocable: { kind: 'role', name: 'ladder', lastUsedAt: undefined },
};

type Now = {
  readonly roles?: readonly Role[];
  readonly usage?: Partial<UsageLedger>;
  readonly findings?: readonly Finding[];
  readonly quarantinedDaysAgo?: number;
};

function plans({ roles = [LADDER], usage, findings = [STALE], quarantinedDaysAgo }: Now) {
  const facts = (at: Partial<Now> & { readonly asOf: typeof AS_OF }) => {
    const evidence = evidenceOf({ snapshot: { roles: at.roles ?? [] }, usage: at.usage ?? {} });
    return { ...evidence, findings: at.findings ?? [], asOf: at.asOf };
  };
  const first = revocationPlan(
    facts({ roles: [LADDER], findings: [STALE], asOf: ago(40) }),
    DEFAULT_OPTIONS,
  );
  const revocations = first.revocations.map((one) =>
    quarantinedDaysAgo === undefined ? one : { ...one, quarantinedAt: ago(quarantinedDaysAgo) },
  );
  return revocationPlan(facts({ roles, usage: usage ?? {}, findings, asOf: AS_OF }), {
    ...DEFAULT_OPTIONS,
    earlierPlan: { schema: PLAN_SCHEMA, revocations },
  });
}

const denied = use(LADDER, 's3:GetObject', { outcome: 'denied', lastSeen: ago(2) });
const taken = {
  roleArn: LADDER.arn,
  roleId: LADDER.id,
  by: 'ec2.amazonaws.com',
  event: 'AssumeRole',
  outcome: 'allowed',
  firstSeen: ago(3),
  lastSeen: ago(3),
  count: 1,
} as const;

test.each<{ why: string; now: Now; expected: Partial<FollowUpVerdict> }>([
  {
    why: 'stale again, and nothing was done: quarantine it',
    now: {},
    expected: { kind: 'still-idle', next: 'quarantine' },
  },
  {
    why: 'stale again, in quarantine for ten days of thirty: wait',
    now: { roles: [QUARANTINED], quarantinedDaysAgo: 10 },
    expected: { kind: 'still-idle', next: 'wait' },
  },
  {
    why: 'stale again, in quarantine for long enough: delete it',
    now: { roles: [QUARANTINED], quarantinedDaysAgo: 31 },
    expected: { kind: 'still-idle', next: 'delete' },
  },
  {
    why: 'taken since: stop, with the event',
    now: { findings: [], usage: { assumptions: [taken] } },
    expected: { kind: 'touched', event: 'AssumeRole', by: 'ec2.amazonaws.com', at: ago(3) },
  },
  {
    why: 'refused while in quarantine: roll back',
    now: { roles: [QUARANTINED], quarantinedDaysAgo: 10, usage: { uses: [denied] } },
    expected: { kind: 'denied', action: denied.action, at: ago(2) },
  },
  {
    why: 'refused what its policies allow: roll back',
    now: {
      roles: [{ ...QUARANTINED, inlinePolicies: [QUARANTINE, ...inline(allow('s3:*'))] }],
      quarantinedDaysAgo: 10,
      usage: {
        uses: [denied, use(LADDER, 'ec2:RunInstances', { outcome: 'denied', lastSeen: ago(1) })],
      },
    },
    expected: { kind: 'denied', action: denied.action, at: ago(2), allowedBefore: true },
  },
  {
    why: 'refused what its policies never allowed: stop, and find out who calls',
    now: {
      roles: [{ ...QUARANTINED, inlinePolicies: [QUARANTINE, ...inline(allow('sqs:*'))] }],
      quarantinedDaysAgo: 10,
      usage: { uses: [denied] },
    },
    expected: { kind: 'denied', action: denied.action, allowedBefore: false },
  },
  {
    why: 'refused by the quarantine, as the log says, and allowed by its policies: roll back',
    now: {
      roles: [{ ...QUARANTINED, inlinePolicies: [QUARANTINE, ...inline(allow('s3:*'))] }],
      quarantinedDaysAgo: 10,
      usage: { uses: [{ ...denied, denial: 'explicit deny in an identity-based policy' }] },
    },
    expected: {
      kind: 'denied',
      denial: 'explicit deny in an identity-based policy',
      allowedBefore: true,
    },
  },
  {
    why: 'refused by the organization, as the log says: no reason to roll back',
    now: {
      roles: [{ ...QUARANTINED, inlinePolicies: [QUARANTINE, ...inline(allow('s3:*'))] }],
      quarantinedDaysAgo: 10,
      usage: { uses: [{ ...denied, denial: 'explicit deny in a service control policy' }] },
    },
    expected: {
      kind: 'denied',
      denial: 'explicit deny in a service control policy',
      allowedBefore: false,
    },
  },
  {
    why: 'refused while in quarantine, with a policy that was not read: roll back',
    now: {
      roles: [{ ...QUARANTINED, attachedPolicies: [arnOf('policy', 'lost')] }],
      quarantinedDaysAgo: 10,
      usage: { uses: [denied] },
    },
    expected: { kind: 'denied', allowedBefore: true },
  },
  {
    why: 'refused while in quarantine, by uses that a store holds',
    now: {
      roles: [QUARANTINED],
      quarantinedDaysAgo: 10,
      usage: { stored: [{ caller: callerOf(LADDER), rows: () => [denied] }] },
    },
    expected: { kind: 'denied', action: denied.action, at: ago(2) },
  },
  {
    why: 'used since, by uses that a store holds: stop',
    now: {
      findings: [],
      usage: {
        stored: [
          {
            caller: callerOf(LADDER),
            rows: () => [use(LADDER, 's3:GetObject', { lastSeen: ago(3) })],
          },
        ],
      },
    },
    expected: { kind: 'touched', event: 's3:GetObject', at: ago(3) },
  },
  {
    why: 'refused before anything was done to it: no reason to roll back',
    now: { usage: { uses: [denied] } },
    expected: { kind: 'still-idle', next: 'quarantine' },
  },
  { why: 'not there any more', now: { roles: [] }, expected: { kind: 'gone', remade: false } },
  {
    why: 'another role has its name',
    now: { roles: [{ ...LADDER, id: 'AROAANOTHER' }] },
    expected: { kind: 'gone', remade: true },
  },
  {
    why: 'no sign of life, and no evidence that there was none',
    now: { findings: [] },
    expected: { kind: 'unknown' },
  },
])('$why', ({ now, expected }) => {
  expect(plans(now).followUps.map(({ verdict }) => verdict)).toMatchObject([expected]);
});

test('what is in quarantine stays in the plan, with the undo of what was done', () => {
  const { revocations } = plans({
    roles: [QUARANTINED],
    quarantinedDaysAgo: 10,
    findings: [],
    usage: { uses: [use(LADDER, 's3:GetObject', { caller: callerOf(LADDER), lastSeen: ago(1) })] },
  });
  const [held] = revocations;
  expect(held).toMatchObject({ plannedAt: ago(40), quarantinedAt: ago(10) });
  expect(JSON.stringify(held?.stages[0]?.undo)).toContain('--policy-name=leastwise-quarantine"');
});

test('an exemption keeps a thing until it ends, and says so then', () => {
  const facts = {
    ...evidenceOf({ snapshot: { roles: [LADDER] } }),
    findings: [STALE],
    asOf: AS_OF,
  };
  const exemption = { name: 'lad*', reason: 'used once a year', expires: ago(-1) };
  const kept = revocationPlan(facts, { ...DEFAULT_OPTIONS, exemptions: [exemption] });
  expect(kept.revocations).toEqual([]);
  expect(kept.exempted).toMatchObject([{ name: 'ladder', reason: 'used once a year' }]);
  const over = { ...exemption, expires: ago(1) };
  const back = revocationPlan(facts, { ...DEFAULT_OPTIONS, exemptions: [over] });
  expect(back.revocations[0]?.evidence.at(-1)).toContain('used once a year');
  const other = { ...exemption, tag: { key: 'keep' } };
  const { exempted } = revocationPlan(facts, { ...DEFAULT_OPTIONS, exemptions: [other] });
  expect(exempted).toEqual([]);
});

describe('credentials and things that are no identities', () => {
  const sam = user('sam');
  const arn = `arn:aws:iam::${ACCOUNT}:instance-profile/kiosk`;
  const profile = (...roles: readonly string[]) => ({
    source: 'instance-profiles' as const,
    region: '',
    arn,
    name: 'kiosk',
    createdAt: ago(400),
    roles,
  });
  const password = (some: Partial<UserCredentials>) => ({
    users: [sam],
    credentials: {
      generatedAt: AS_OF,
      users: [
        { userArn: sam.arn, passwordEnabled: true, mfaActive: false, accessKeys: [], ...some },
      ],
    },
  });
  const found = (kind: RevocationKind, identity: string, name: string): Finding => ({
    ...STALE,
    id: `stale ${identity}`,
    identity,
    revocable: { kind, name, lastUsedAt: undefined },
  });
  test.each<{
    why: string;
    before: Partial<Snapshot>;
    now: Partial<Snapshot>;
    finding: Finding;
    isStale?: false;
    expected: Partial<FollowUpVerdict>;
  }>([
    {
      why: 'a password that nobody used since',
      before: password({}),
      now: password({}),
      finding: found('console-password', sam.arn, 'sam'),
      expected: { kind: 'still-idle', next: 'delete' },
    },
    {
      why: 'a password that was used since',
      before: password({}),
      now: password({ passwordLastUsed: ago(3) }),
      finding: found('console-password', sam.arn, 'sam'),
      isStale: false,
      expected: { kind: 'touched', event: 'password', at: ago(3) },
    },
    {
      why: 'a password that was deleted',
      before: password({}),
      now: password({ passwordEnabled: false }),
      finding: found('console-password', sam.arn, 'sam'),
      expected: { kind: 'gone' },
    },
    {
      why: 'a password without a new report',
      before: password({}),
      now: { users: [sam] },
      finding: found('console-password', sam.arn, 'sam'),
      expected: { kind: 'unknown' },
    },
    {
      why: 'an instance profile that holds a role by now',
      before: { surroundings: { instanceProfiles: [profile()] } },
      now: { surroundings: { instanceProfiles: [profile(LADDER.arn)] } },
      finding: found('instance-profile', arn, 'kiosk'),
      isStale: false,
      expected: { kind: 'touched', event: 'holds a role' },
    },
    {
      why: 'instance profiles that were not read again',
      before: { surroundings: { instanceProfiles: [profile()] } },
      now: {},
      finding: found('instance-profile', arn, 'kiosk'),
      expected: { kind: 'unknown' },
    },
  ])('$why', ({ before, now, finding, isStale = true, expected }) => {
    const facts = (snapshot: Partial<Snapshot>, findings: readonly Finding[], asOf: Instant) => ({
      ...evidenceOf({ snapshot }),
      findings,
      asOf,
    });
    const first = revocationPlan(facts(before, [finding], ago(40)), DEFAULT_OPTIONS);
    expect(first.revocations).toHaveLength(1);
    const earlierPlan: RevocationPlan = { schema: PLAN_SCHEMA, revocations: first.revocations };
    const { followUps } = revocationPlan(facts(now, isStale ? [finding] : [], AS_OF), {
      ...DEFAULT_OPTIONS,
      earlierPlan,
    });
    expect(followUps.map(({ verdict }) => verdict)).toMatchObject([expected]);
  });
});
