/** Copies of a role across accounts: trimmed alike, on what all of them need, each in its own account. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Role } from '../../src/model/identity.js';
import type { AuditOptions } from '../../src/model/options.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import type { UnmappedEvent, Use } from '../../src/model/usage.js';
import { toJson } from '../../src/policy/print-policy.js';
import { recommend } from '../../src/recommend/index.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  CATALOG,
  callerOf,
  evidenceOf,
  inline,
  optionsOf,
  policy,
  role,
  use,
} from '../world.js';

const OTHER = '444455556666';
const GRANTED = ['ec2:RunInstances', 'ec2:StartInstances', 'ec2:StopInstances', 'sqs:ListQueues'];

/** As the account wrote it: its number stands in names, trust and policies. */
function copy(account: string, some: Partial<Role> = {}): Role {
  const made = role(`deploy-${account}`, {
    inlinePolicies: inline(
      allow(GRANTED),
      allow('sqs:DeleteQueue', `arn:aws:sqs:eu-west-1:${account}:jobs`),
    ),
    trustPolicy: policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
    }),
    ...some,
  });
  return {
    ...made,
    account,
    arn: made.arn.replace(ACCOUNT, account) as Role['arn'],
    id: `AROA${account}`,
  };
}

type Both = {
  readonly roles: readonly [Role, Role];
  readonly uses?: readonly Use[];
  readonly unmapped?: readonly UnmappedEvent[];
  readonly options?: Partial<AuditOptions>;
};

function recommendedFor({ roles, uses = [], unmapped = [], options = {} }: Both) {
  const one = evidenceOf({ usage: { uses, unmapped } });
  const { coverage } = one;
  const moved = <Row extends { readonly account: string }>(rows: readonly Row[]) => [
    ...rows,
    ...rows.map((row) => ({ ...row, account: OTHER })),
  ];
  const evidence: Evidence = {
    ...one,
    snapshots: roles.map(
      (own): Snapshot => ({ ...snapshotOf(one), account: own.account, roles: [own] }),
    ),
    coverage: {
      ...coverage,
      management: moved(coverage.management),
      excludable: moved(coverage.excludable),
    },
  };
  const all = optionsOf({ options });
  const analysis = analyze(evidence, CATALOG, all);
  return recommend({ ...evidence, ...analysis, asOf: AS_OF }, CATALOG, all);
}

function snapshotOf({ snapshots }: Evidence): Snapshot {
  const [snapshot] = snapshots;
  if (snapshot === undefined) throw new Error('no snapshot');
  return snapshot;
}

const textsOf = ({ recommendations }: ReturnType<typeof recommend>) =>
  recommendations.map(({ account, after }) =>
    JSON.stringify(after.map(({ document }) => toJson(document))).replaceAll(account, '*'),
  );

const PAIR = [copy(ACCOUNT), copy(OTHER)] as const;
const [HERE, THERE] = PAIR;

test('both keep what either needs, and the texts differ in the account only', () => {
  const uses = [
    use(HERE, 'ec2:RunInstances'),
    use(THERE, 'sqs:DeleteQueue', { resource: `arn:aws:sqs:eu-west-1:${OTHER}:jobs`, count: 9 }),
  ];
  const made = recommendedFor({ roles: PAIR, uses });
  const [one, other] = textsOf(made);
  expect(one).toBe(other);
  expect(one).toContain('ec2:RunInstances');
  expect(one).toContain('sqs:DeleteQueue');
  expect(one).not.toContain('ec2:StopInstances');
  expect(made.families).toMatchObject([
    { name: 'deploy-*', members: [{ arn: HERE.arn }, { arn: THERE.arn }] },
  ]);
  const ids = made.recommendations.map(({ id }) => id);
  expect(made.families[0]?.recommendations).toEqual(ids);
  expect(made.recommendations.map(({ family }) => family)).toEqual([
    made.families[0]?.id,
    made.families[0]?.id,
  ]);
  for (const { certificates } of made.recommendations) {
    expect(certificates.noNewAccess.status).toBe('proven');
    expect(certificates.nothingUsedLost.status).toBe('proven');
  }
});

test.each<{ why: string; both: Both }>([
  {
    why: 'one of them is too young: its needs are not known, so neither loses anything',
    both: { roles: [HERE, { ...THERE, createdAt: ago(10) }] },
  },
  {
    why: 'one of them was not asked for',
    both: { roles: PAIR, options: { identities: [HERE.name] } },
  },
  {
    why: 'one of them made a call that nobody can read, and may have been anything',
    both: {
      roles: PAIR,
      unmapped: [
        {
          eventSource: 'gardenia.amazonaws.com',
          eventName: 'Water',
          service: undefined,
          caller: callerOf(THERE),
          firstSeen: ago(3),
          lastSeen: ago(3),
          count: 1,
        },
      ],
    },
  },
])('nothing is proposed when $why', ({ both }) => {
  const made = recommendedFor(both);
  expect({ made: made.recommendations, families: made.families }).toEqual({
    made: [],
    families: [],
  });
});

test.each<{ why: string; some: Partial<Role> }>([
  { why: 'another policy', some: { inlinePolicies: inline(allow(GRANTED.slice(1))) } },
  {
    why: 'another trust',
    some: {
      trustPolicy: policy({
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    },
  },
  { why: 'another path', some: { path: '/ops/' } },
])('roles with $why are no copies: each is trimmed for itself', ({ some }) => {
  const roles = [HERE, copy(OTHER, some)] as const;
  const made = recommendedFor({ roles, uses: [use(HERE, 'ec2:RunInstances')] });
  expect(made.families).toEqual([]);
  const there = made.recommendations.find(({ account }) => account === OTHER);
  expect(JSON.stringify(there?.after)).not.toContain('ec2:RunInstances');
});

test('whatever each of them used stays with all, and both are trimmed alike', () => {
  const seen = { families: 0, trimmed: 0 };
  const someUses = fc.array(
    fc.record({
      at: fc.constantFrom(0, 1),
      action: fc.constantFrom(...GRANTED, 'sqs:DeleteQueue'),
      count: fc.constantFrom(1, 9),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(someUses, (drafts) => {
      const uses = drafts.map(({ at, action, count }) => {
        const who = PAIR[at] ?? HERE;
        const resource =
          action === 'sqs:DeleteQueue' ? `arn:aws:sqs:eu-west-1:${who.account}:jobs` : undefined;
        return use(who, action, { count, resource });
      });
      const made = recommendedFor({ roles: PAIR, uses });
      const texts = textsOf(made);
      seen.families += 1;
      if (texts.length > 0) seen.trimmed += 1;
      expect(new Set(texts).size).toBeLessThanOrEqual(1);
      for (const { action } of uses) {
        for (const text of texts) expect(text).toContain(action);
      }
    }),
    { numRuns: 20 },
  );
  expect(seen.trimmed / seen.families).toBeGreaterThan(0.5);
}, 30_000);
