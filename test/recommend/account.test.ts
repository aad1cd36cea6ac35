/**
 * What is closed for a whole account, and what keeps a service open: whatever anybody did, may have
 * done, or may do without an identity policy.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { servicesGrantedOtherwise } from '../../src/catalog/other-grants.js';
import { serviceOf } from '../../src/model/action.js';
import type { AccountProposal } from '../../src/model/recommendation.js';
import type { LastAccessedReport } from '../../src/model/snapshot.js';
import type { Caller, UnmappedEvent, Use } from '../../src/model/usage.js';
import { evaluateBounds } from '../../src/policy/evaluate.js';
import { toJson } from '../../src/policy/print-policy.js';
import { principalOf } from '../layers.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  CATALOG,
  callerOf,
  group,
  inline,
  policy,
  recommended,
  role,
  use,
  user,
  type World,
} from '../world.js';

/** In the log, all of them, so that their silence is proven. */
const SOME = ['athena:CreateWorkGroup', 'athena:ListWorkGroups', 'athena:UpdateWorkGroup'];
const ANN = user('ann', { inlinePolicies: inline(allow(SOME)) });
const BOB = role('bob', { inlinePolicies: inline(allow('ec2:StartInstances')) });
const LINKED = role('AWSServiceRoleForConfig', {
  path: '/aws-service-role/config.amazonaws.com/',
  inlinePolicies: inline(allow(SOME)),
});
const ROOT: Caller = { kind: 'bucket', bucket: 'root', account: ACCOUNT };

const base: World = { snapshot: { users: [ANN], roles: [BOB] } };
const closed = (world: World): readonly string[] => [
  ...new Set(recommended(world).accountProposals.flatMap((one) => one.deniedServices)),
];

function unmapped(service: string | undefined, caller: Caller): UnmappedEvent {
  const at = { firstSeen: ago(3), lastSeen: ago(3), count: 1 };
  return { eventSource: 'x.amazonaws.com', eventName: 'Weigh', service, caller, ...at };
}

function accessed(service: string, at: LastAccessedReport['generatedAt']): LastAccessedReport {
  return { arn: BOB.arn, generatedAt: AS_OF, services: [{ service, at, actions: [] }] };
}

describe('a service that nobody used', () => {
  test('is denied by a service control policy, and left out by a boundary', () => {
    const { accountProposals } = recommended(base);
    expect(
      accountProposals.map(({ kind, policy: { document } }) => [kind, toJson(document)]),
    ).toEqual([
      [
        'permissions-boundary',
        {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'AllButUnusedServices',
              Effect: 'Allow',
              NotAction: ['athena:*'],
              Resource: '*',
            },
          ],
        },
      ],
      [
        'service-control-policy',
        {
          Version: '2012-10-17',
          Statement: [
            { Sid: 'DenyUnusedServices', Effect: 'Deny', Action: ['athena:*'], Resource: '*' },
          ],
        },
      ],
    ]);
    for (const one of accountProposals) {
      expect(one.nothingUsedLost.status).toBe('proven');
      expect(one.wouldNotice).toEqual([
        { holder: { kind: 'user', name: 'ann', arn: ANN.arn }, actions: SOME.length },
      ]);
    }
  });

  test.each<{ why: string; world: World }>([
    {
      why: 'the root user used it',
      world: { ...base, usage: { uses: [use(ANN, SOME[0] ?? '', { caller: ROOT })] } },
    },
    {
      why: 'the root user used it, in a ledger that a store holds',
      world: {
        ...base,
        usage: {
          stored: [{ caller: ROOT, rows: () => [use(ANN, SOME[0] ?? '', { caller: ROOT })] }],
        },
      },
    },
    {
      why: 'somebody used it who is not granted it',
      world: { ...base, usage: { uses: [use(BOB, 'athena:StopQueryExecution')] } },
    },
    {
      why: 'it was used before the window only: rare is not never',
      world: {
        ...base,
        usage: {
          uses: [use(BOB, 'athena:ListWorkGroups', { firstSeen: ago(110), lastSeen: ago(110) })],
        },
      },
    },
    {
      why: 'a deleted role used it',
      world: {
        ...base,
        usage: { uses: [use(role('gone', { id: 'AROAGONE' }), 'athena:ListWorkGroups')] },
      },
    },
    {
      why: 'a call of it is not mapped',
      world: { ...base, usage: { unmapped: [unmapped('athena', callerOf(BOB))] } },
    },
    {
      why: 'last-accessed data saw it',
      world: { snapshot: { ...base.snapshot, lastAccessed: [accessed('athena', ago(20))] } },
    },
    {
      why: 'a key was last used for it',
      world: {
        snapshot: {
          ...base.snapshot,
          keyUses: [{ userName: 'ann', at: ago(5), region: 'eu-west-1', service: 'athena' }],
        },
      },
    },
    {
      why: 'one grant of it is in no log',
      world: {
        snapshot: {
          users: [ANN],
          roles: [role('bob', { inlinePolicies: inline(allow('athena:*')) })],
        },
      },
    },
    {
      why: 'an identity is too young to say',
      world: { snapshot: { users: [{ ...ANN, createdAt: ago(5) }], roles: [BOB] } },
    },
    {
      why: 'a role of the account is linked to it',
      world: {
        snapshot: {
          ...base.snapshot,
          roles: [role('linked', { path: '/aws-service-role/athena.amazonaws.com/' })],
        },
      },
    },
    {
      why: 'an identity was not asked for',
      world: { ...base, options: { identities: ['ann'] } },
    },
    {
      why: 'the root user made a call of an unknown service',
      world: { ...base, usage: { unmapped: [unmapped(undefined, ROOT)] } },
    },
    {
      why: 'somebody who holds all of it made a call of an unknown service',
      world: { ...base, usage: { unmapped: [unmapped(undefined, callerOf(ANN))] } },
    },
    {
      why: 'somebody who may do all but something made a call of an unknown service',
      world: {
        snapshot: {
          users: [ANN],
          roles: [
            role('bob', {
              inlinePolicies: inline({ Effect: 'Allow', NotAction: 'athena:*', Resource: '*' }),
            }),
          ],
        },
        usage: { unmapped: [unmapped(undefined, callerOf(BOB))] },
      },
    },
  ])('stays open when $why', ({ world }) => {
    expect(closed(world)).toEqual([]);
  });

  test.each<{ why: string; world: World }>([
    {
      why: 'another account used it',
      world: {
        ...base,
        usage: {
          uses: [
            use(ANN, 'athena:ListWorkGroups', {
              caller: { kind: 'identity', id: 'AROAOTHER', arn: 'x', account: '444455556666' },
            }),
          ],
        },
      },
    },
    {
      why: 'only a role that is linked to another service holds it beside: neither policy binds it',
      world: { snapshot: { users: [ANN], roles: [BOB, LINKED] } },
    },
    {
      why: 'somebody without any grant of it made a call of an unknown service',
      world: { ...base, usage: { unmapped: [unmapped(undefined, callerOf(BOB))] } },
    },
  ])('is closed although $why', ({ world }) => {
    expect(closed(world)).toEqual(['athena']);
  });
});

test('a service that resource policies may open is not closed for what nobody is granted', () => {
  const eve = user('eve', { inlinePolicies: inline(allow(['sns:ListTopics', 'sqs:ListQueues'])) });
  expect(closed({ snapshot: { users: [eve] } })).toEqual([]);
  const otherwise = servicesGrantedOtherwise(CATALOG);
  for (const prefix of ['dynamodb', 'iam', 'kms', 'lambda', 's3', 'sns', 'sqs', 'sts']) {
    expect({ prefix, otherwise: otherwise.has(prefix) }).toEqual({ prefix, otherwise: true });
  }
  expect(otherwise.has('athena')).toBe(false);
});

test('a management account gets no service control policy, which would not bind it', () => {
  const { accountProposals } = recommended({
    snapshot: { ...base.snapshot, isManagementAccount: true },
  });
  expect(accountProposals.map(({ kind }) => kind)).toEqual(['permissions-boundary']);
});

test('who has a boundary already is counted', () => {
  const roles = [role('bob', { boundary: BOB.arn, inlinePolicies: [] })];
  const [boundary] = recommended({ snapshot: { users: [ANN], roles } }).accountProposals;
  expect(boundary?.notes.join()).toContain('1 identities have a boundary already');
});

// --- attack -----------------------------------------------------------------------------------

const SERVICES = ['athena', 'cloudwatch', 'ec2', 'logs', 'sqs'] as const;
const BESIDE: readonly string[] = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:PutMetricData',
  'ec2:DescribeInstances',
  'ec2:RunInstances',
  'logs:PutLogEvents',
  'sqs:SendMessage',
];
const NAMES: readonly string[] = [...SOME, ...BESIDE];

const someWho = fc.record({
  kind: fc.constantFrom('user', 'role', 'member', 'linked'),
  grants: fc.uniqueArray(fc.constantFrom(...NAMES, ...SOME, 'ec2:Describe*'), {
    minLength: 1,
    maxLength: 4,
  }),
  used: fc.array(
    fc.record({
      action: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...BESIDE) },
        { weight: 1, arbitrary: fc.constantFrom(...SOME) },
      ),
      outcome: fc.constantFrom('allowed', 'denied', 'indeterminate'),
      kind: fc.constantFrom('primary', 'conditional', 'inferred'),
      day: fc.constantFrom(1, 50, 100),
      stored: fc.boolean(),
      by: fc.constantFrom('self', 'self', 'root', 'gone'),
    }),
    { maxLength: 2 },
  ),
  unmapped: fc.constantFrom(...Array(8).fill('none'), 'athena', 'nothing known'),
  age: fc.constantFrom(400, 400, 400, 400, 30),
});

/** Holds what can be closed, unless one of the others needs it. */
const OLD_HAND = { kind: 'user', grants: SOME, used: [], unmapped: 'none', age: 400 } as const;

test('nothing that anybody used or may have used is closed, whoever it was and however it is known', () => {
  const seen = { worlds: 0, proposed: 0, usesBeside: 0 };
  fc.assert(
    fc.property(fc.array(someWho, { maxLength: 3 }), (others) => {
      const people = [OLD_HAND, ...others];
      const identities = people.map(({ kind, grants, age }, index) => {
        const inlinePolicies = inline(allow(grants));
        const createdAt = ago(age);
        if (kind === 'user') return user(`p${index}`, { inlinePolicies, createdAt });
        if (kind === 'member') return user(`p${index}`, { groups: [`g${index}`], createdAt });
        const path = kind === 'linked' ? '/aws-service-role/x.amazonaws.com/' : '/';
        return role(`p${index}`, { inlinePolicies, createdAt, path });
      });
      const groups = people.flatMap(({ kind, grants }, index) =>
        kind === 'member' ? [group(`g${index}`, { inlinePolicies: inline(allow(grants)) })] : [],
      );
      const rows = people.flatMap(({ used }, index) =>
        used.map(({ stored, by, day, ...rest }) => {
          const own = callerOf(identities[index] ?? ANN);
          const caller: Caller =
            by === 'self' ? own : by === 'root' ? ROOT : ({ ...own, id: 'AROAGONE' } as Caller);
          const row = use(ANN, rest.action, {
            ...(rest as Partial<Use>),
            caller,
            firstSeen: ago(day),
            lastSeen: ago(day),
          });
          return { stored, row };
        }),
      );
      const world: World = {
        snapshot: {
          users: identities.flatMap((one) => (one.kind === 'user' ? [one] : [])),
          roles: identities.flatMap((one) => (one.kind === 'role' ? [one] : [])),
          groups,
        },
        usage: {
          uses: rows.flatMap(({ stored, row }) => (stored ? [] : [row])),
          stored: rows.flatMap(({ stored, row }) =>
            stored ? [{ caller: row.caller, rows: () => [row] }] : [],
          ),
          unmapped: people.flatMap(({ unmapped: what }, index) =>
            what === 'none'
              ? []
              : [
                  unmapped(
                    what === 'athena' ? 'athena' : undefined,
                    callerOf(identities[index] ?? ANN),
                  ),
                ],
          ),
        },
      };
      const { accountProposals } = recommended(world);
      seen.worlds += 1;
      if (accountProposals.length > 0) seen.proposed += 1;
      if (accountProposals.length > 0 && rows.length > 0) seen.usesBeside += 1;
      for (const one of accountProposals) {
        const denied = new Set(one.deniedServices);
        // Everything that is in the ledger stays allowed, whoever did it.
        for (const { row } of rows) {
          if (row.caller.kind === 'identity' && isLinked(identities, row.caller.id)) continue;
          expect(allows(one, row.action)).toBe(true);
        }
        for (const [index, { unmapped: what, grants, age, kind }] of people.entries()) {
          if (kind === 'linked') continue;
          if (what === 'athena') expect(denied.has('athena')).toBe(false);
          const isUnknown = what === 'nothing known' || age < 97;
          if (!isUnknown) continue;
          for (const action of NAMES) {
            const isGranted = grants.some((grant) => covers(grant, action));
            if (isGranted)
              expect({ index, action, ok: allows(one, action) }).toEqual({
                index,
                action,
                ok: true,
              });
          }
        }
        expect([...denied].every((prefix) => SERVICES.includes(prefix as 'athena'))).toBe(true);
        expect(one.policy.size).toBeLessThanOrEqual(one.quota);
      }
    }),
    { numRuns: 25 },
  );
  // Worlds in which nothing can be closed would prove nothing.
  expect(seen.proposed / seen.worlds).toBeGreaterThan(0.2);
  expect(seen.usesBeside).toBeGreaterThan(1);
}, 60_000);

function isLinked(
  identities: readonly { readonly id: string; readonly path: string }[],
  id: string,
) {
  return identities.some((one) => one.id === id && one.path.startsWith('/aws-service-role/'));
}

function covers(grant: string, action: string): boolean {
  return grant === action || (grant.endsWith('*') && action.startsWith(grant.slice(0, -1)));
}

/** By the evaluator: somebody who may do everything, under the proposal. */
function allows({ kind, policy: { document } }: AccountProposal, action: string): boolean {
  const everything = policy(allow('*'));
  const { everyContext } = evaluateBounds(
    {
      action,
      resource: '*',
      principal: principalOf(BOB),
      resourceAccount: ACCOUNT,
      context: new Map(),
      unknownKeys: 'unknown',
    },
    kind === 'permissions-boundary'
      ? { identity: [everything], boundary: document }
      : { identity: [everything], scpLevels: [[everything, document]] },
    'flat',
  );
  return everyContext.outcome === 'Allowed';
}

test('every service of a proposal has grants that go', () => {
  for (const one of recommended(base).accountProposals) {
    expect(one.deniedServices).toEqual([...new Set(SOME.map(serviceOf))]);
  }
});
