/**
 * The promises, over random accounts, held by the evaluator, which shares no code with the decider:
 * nothing new is allowed, nothing used is lost, twice is once, order is nothing.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import { isSubset } from '../../src/catalog/action-set.js';
import { composeResult } from '../../src/compose-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Role, User } from '../../src/model/identity.js';
import type { AuditOptions } from '../../src/model/options.js';
import type { PolicyDocument } from '../../src/model/policy.js';
import type { Result } from '../../src/model/result.js';
import type { Use } from '../../src/model/usage.js';
import { grantedActions } from '../../src/policy/effective-grants.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { directoryOf, holdingsOf } from '../../src/policy/holdings.js';
import { recommend } from '../../src/recommend/index.js';
import { DEFAULT_QUOTAS } from '../../src/recommend/pack.js';
import { applied } from '../apply.js';
import { askOf, layersOf, resourcesNear } from '../layers.js';
import {
  ago,
  arnOf,
  CATALOG,
  evidenceOf,
  group,
  managed,
  optionsOf,
  policy,
  role,
  use,
  user,
} from '../world.js';

const ACTIONS = [
  'ec2:DescribeInstances',
  'ec2:RunInstances',
  'ec2:StartInstances',
  'ec2:StopInstances',
  'iam:PassRole',
  'kms:Decrypt',
  's3:GetObject',
  's3:ListBucket',
  's3:PutObject',
  'sns:Publish',
] as const;
const PATTERNS = [
  ...ACTIONS,
  'ec2:*',
  'ec2:St*Instances',
  'ec2:Describe*',
  's3:*',
  's3:Get*',
  'sns:*',
  'gardenia:*',
  '*',
];
const RESOURCES = [
  '*',
  'arn:aws:s3:::orders/*',
  'arn:aws:s3:::orders',
  'arn:aws:s3:::archive/*',
  'arn:aws:ec2:eu-west-1:111122223333:instance/*',
  'arn:aws:sns:eu-west-1:111122223333:alerts',
];
const CONDITIONS = [
  { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { StringLike: { 'aws:PrincipalTag/team': ['shop*', 'ops'] } },
  { SomethingNew: { 'aws:x': 'y' } },
];

const few = <T>(items: readonly T[], most = 3): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: most });

const someStatement = fc
  .record({
    deny: fc.nat(5),
    not: fc.nat(6),
    actions: few(PATTERNS),
    notResource: fc.nat(9),
    resources: few(RESOURCES, 2),
    condition: fc.option(fc.constantFrom(...CONDITIONS), { freq: 2, nil: undefined }),
  })
  .map(({ deny, not, actions, notResource, resources, condition }) => ({
    Effect: deny === 0 ? 'Deny' : 'Allow',
    [not === 0 ? 'NotAction' : 'Action']: actions,
    [notResource === 0 ? 'NotResource' : 'Resource']: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  }));

const someDocument: fc.Arbitrary<PolicyDocument> = fc
  .array(someStatement, { minLength: 1, maxLength: 3 })
  .map((statements) => policy(...statements));

const someAge = fc.constantFrom(400, 400, 400, 40);

type Draft = {
  readonly users: readonly User[];
  readonly roles: readonly Role[];
  readonly evidence: Evidence;
};

const POLICIES = ['shared', 'wide', 'ReadOnly'] as const;

const someWorld: fc.Arbitrary<Draft> = fc
  .record({
    documents: fc.tuple(someDocument, someDocument, someDocument),
    identities: fc.array(
      fc.record({
        inline: fc.option(someDocument, { nil: undefined }),
        attached: fc.subarray([...POLICIES]),
        member: fc.boolean(),
        age: someAge,
        bounded: fc.nat(4),
        used: fc.array(
          fc.record({
            action: fc.constantFrom(...ACTIONS),
            resource: fc.option(
              fc.constantFrom(
                'arn:aws:s3:::orders/a.csv',
                'arn:aws:sns:eu-west-1:111122223333:alerts',
              ),
              { nil: undefined },
            ),
            outcome: fc.constantFrom('allowed', 'allowed', 'denied', 'indeterminate'),
            kind: fc.constantFrom('primary', 'primary', 'conditional', 'inferred'),
            day: fc.constantFrom(1, 50, 90, 100),
          }),
          { maxLength: 5 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    crew: someDocument,
    limit: fc.oneof(
      fc.constantFrom(
        policy({ Effect: 'Allow', Action: ['ec2:*', 's3:*', 'iam:*'], Resource: '*' }),
        policy({ Effect: 'Allow', NotAction: ['iam:*', 'kms:*'], Resource: '*' }),
      ),
      someDocument,
    ),
    limitOwner: fc.constantFrom('customer', 'customer', 'aws'),
  })
  .map(({ documents, identities, crew, limit, limitOwner }) => {
    const [shared, wide, aws] = documents;
    const users: User[] = [];
    const roles: Role[] = [];
    const uses: Use[] = [];
    const limitArn = limitOwner === 'aws' ? AWS_LIMIT : arnOf('policy', 'limit');
    for (const [index, one] of identities.entries()) {
      const some = {
        createdAt: ago(one.age),
        inlinePolicies: one.inline === undefined ? [] : [{ name: 'own', document: one.inline }],
        attachedPolicies: one.attached.map((name) =>
          name === 'ReadOnly' ? AWS_ARN : arnOf('policy', name),
        ),
        ...(one.bounded < 3 ? { boundary: limitArn } : {}),
      };
      const isRole = index % 2 === 1;
      const identity = isRole
        ? role(`worker-${index}`, some)
        : user(`person-${index}`, { ...some, groups: one.member ? ['crew'] : [] });
      if (identity.kind === 'role') roles.push(identity);
      else users.push(identity);
      for (const { action, resource, outcome, kind, day } of one.used) {
        const at = { firstSeen: ago(day), lastSeen: ago(day) };
        uses.push(use(identity, action, { resource, outcome, kind, ...at } as Partial<Use>));
      }
    }
    const held = (arn: string) =>
      [...users, ...roles].filter(({ attachedPolicies }) =>
        attachedPolicies.some((own) => own === arn),
      ).length;
    const customer = (name: 'shared' | 'wide', document: PolicyDocument) =>
      managed(name, document, { attachmentCount: held(arnOf('policy', name)) });
    const evidence = evidenceOf({
      snapshot: {
        users,
        roles,
        groups: [group('crew', { inlinePolicies: [{ name: 'crew', document: crew }] })],
        managedPolicies: [
          customer('shared', shared),
          customer('wide', wide),
          managed('ReadOnly', aws, { arn: AWS_ARN, owner: 'aws', attachmentCount: held(AWS_ARN) }),
          managed('limit', limit, {
            arn: limitArn,
            owner: limitOwner,
            attachmentCount: 0,
            boundaryUsageCount: [...users, ...roles].filter(({ boundary }) => boundary === limitArn)
              .length,
          }),
        ],
      },
      usage: { uses },
    });
    return { users, roles, evidence };
  });

const AWS_ARN = 'arn:aws:iam::aws:policy/ReadOnly' as ReturnType<typeof arnOf>;
const AWS_LIMIT = 'arn:aws:iam::aws:policy/limit' as ReturnType<typeof arnOf>;
const OPTIONS: AuditOptions = optionsOf({});
const expander = createActionExpander(CATALOG);

function audited(evidence: Evidence): Result {
  const analysis = analyze(evidence, CATALOG, OPTIONS);
  const { assessments, findings, window } = analysis;
  const { snapshots, usage } = evidence;
  const proposals = recommend(
    { snapshots, assessments, findings, usage, asOf: window.asOf },
    CATALOG,
    OPTIONS,
  );
  return composeResult({
    evidence,
    analysis,
    proposals,
    catalog: CATALOG,
    options: OPTIONS,
    toolVersion: 'test',
  });
}

function snapshotOf({ snapshots }: Evidence) {
  const [snapshot] = snapshots;
  if (snapshot === undefined) throw new Error('no snapshot');
  return snapshot;
}

test('nothing new, nothing used lost, quotas kept, never larger; twice is once; order is nothing', () => {
  const seen = {
    worlds: 0,
    trimmed: 0,
    bounds: 0,
    withheld: 0,
    requests: 0,
    allowed: 0,
    replayed: 0,
  };
  fc.assert(
    fc.property(someWorld, ({ users, roles, evidence }) => {
      const result = audited(evidence);
      const before = snapshotOf(evidence);
      const after = applied(before, result.recommendations);
      seen.worlds += 1;
      if (result.recommendations.length > 0) seen.trimmed += 1;
      seen.withheld += result.withheld.length;
      seen.bounds += result.recommendations.filter(({ kind }) => kind.endsWith('-boundary')).length;

      for (const identity of [...users, ...roles]) {
        const changed =
          [...after.users, ...after.roles].find(({ arn }) => arn === identity.arn) ?? identity;
        const [old, now] = [layersOf(before, identity), layersOf(after, changed)];
        const was = grantedOf(before, identity);
        expect(isSubset(grantedOf(after, changed), was)).toBe(true);
        const calls = evidence.usage.uses.filter(
          ({ caller, outcome, lastSeen }) =>
            caller.kind === 'identity' &&
            caller.id === identity.id &&
            outcome !== 'denied' &&
            lastSeen >= ago(90),
        );
        for (const resource of resourcesNear(old.identity).slice(0, 6)) {
          for (const action of [...ACTIONS, 'gardenia:Water', 'ec2:NewerThanUs']) {
            for (const reading of ['flat', 'segmented'] as const) {
              const [could, can] = [
                askOf(identity, old, { action, resource }, reading),
                askOf(changed, now, { action, resource }, reading),
              ];
              seen.requests += 1;
              if (could.sometimes) seen.allowed += 1;
              const gained = (can.sometimes && !could.sometimes) || (can.always && !could.always);
              expect({ action, resource, gained }).toEqual({ action, resource, gained: false });
              if (calls.some((one) => one.action === action && could.sometimes)) {
                seen.replayed += 1;
                expect({ action, resource, ...can }).toEqual({ action, resource, ...could });
              }
            }
          }
        }
      }
      for (const { before: own, after: parts, kind, holders } of result.recommendations) {
        for (const { size } of parts) {
          const quota =
            own.arn === undefined
              ? DEFAULT_QUOTAS.inlineSize[holders[0]?.kind ?? 'user']
              : DEFAULT_QUOTAS.managedPolicySize;
          expect({ kind, fits: size <= Math.max(quota, own.size) }).toEqual({ kind, fits: true });
        }
      }

      const again = audited({ ...evidence, snapshots: [after] });
      expect(again.recommendations.map(({ id }) => id)).toEqual([]);

      const turned = audited({
        ...evidence,
        snapshots: [
          {
            ...before,
            users: before.users.toReversed(),
            roles: before.roles.toReversed(),
            managedPolicies: before.managedPolicies.toReversed(),
          },
        ],
        usage: { ...evidence.usage, uses: evidence.usage.uses.toReversed() },
      });
      expect(JSON.stringify(turned) === JSON.stringify(result)).toBe(true);
    }),
    { numRuns: 12, endOnFailure: true },
  );
  // A generator that only makes worlds in which nothing happens would prove nothing.
  expect(seen.trimmed / seen.worlds).toBeGreaterThan(0.5);
  expect(seen.allowed / seen.requests).toBeGreaterThan(0.05);
  expect(seen.replayed).toBeGreaterThan(20);
  expect(seen.bounds).toBeGreaterThan(3);
}, 60_000);

function grantedOf(snapshot: ReturnType<typeof snapshotOf>, identity: User | Role) {
  return grantedActions(
    expander,
    holdingsOf(directoryOf(snapshot), identity).flatMap(
      ({ document }) => document?.statements ?? [],
    ),
  );
}
