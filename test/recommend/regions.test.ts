/** Which regions are closed for an account, for what, and when none are. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import { NOT_BOUND_TO_REGIONS } from '../../src/catalog/global-services.js';
import { serviceOf } from '../../src/model/action.js';
import type { AccountProposal } from '../../src/model/recommendation.js';
import type { Caller, UnmappedEvent } from '../../src/model/usage.js';
import { evaluateBounds } from '../../src/policy/evaluate.js';
import { workedRegions } from '../../src/quiet-regions.js';
import type { WorkedRegions } from '../../src/recommend/account-policy.js';
import { recommend } from '../../src/recommend/index.js';
import { principalOf } from '../layers.js';
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
  user,
  type World,
} from '../world.js';

const HOME = ['eu-west-1', 'us-east-1'];
const ANN = user('ann', { inlinePolicies: inline(allow('*')) });
const ROOT: Caller = { kind: 'bucket', bucket: 'root', account: ACCOUNT };
const RECORDED: WorkedRegions = { seen: HOME, others: 'recorded' };

function closedIn(
  world: World,
  worked: WorkedRegions | 'not given' = RECORDED,
): AccountProposal | undefined {
  const evidence = evidenceOf(world);
  const options = optionsOf(world);
  const analysis = analyze(evidence, CATALOG, options);
  const regions = new Map(worked === 'not given' ? [] : [[ACCOUNT, worked]]);
  const { accountProposals } = recommend(
    { ...evidence, ...analysis, asOf: AS_OF, regions },
    CATALOG,
    options,
  );
  return accountProposals.find(({ deniedRegions }) => deniedRegions !== 'not-proposed');
}

const base: World = { snapshot: { users: [ANN] } };
const openOf = (one: AccountProposal | undefined) =>
  one?.deniedRegions === undefined || one.deniedRegions === 'not-proposed'
    ? undefined
    : one.deniedRegions.allowed;

/** By the evaluator: somebody who may do everything, under the proposal, in a region. */
function allows(document: AccountProposal['policy']['document'], action: string, region: string) {
  const everything = policy(allow('*'));
  const { everyContext } = evaluateBounds(
    {
      action,
      resource: '*',
      principal: principalOf(ANN),
      resourceAccount: ACCOUNT,
      context: new Map([['aws:requestedregion', [region]]]),
      unknownKeys: 'unknown',
    },
    { identity: [everything], scpLevels: [[everything, document]] },
    'flat',
  );
  return everyContext.outcome === 'Allowed';
}

function unmapped(service: string | undefined): UnmappedEvent {
  const at = { firstSeen: ago(3), lastSeen: ago(3), count: 1 };
  const what = { eventSource: 'x.amazonaws.com', eventName: 'Weigh', service };
  return { ...what, caller: callerOf(ANN), ...at };
}

test('what changes something is closed where nothing happened, and nothing else', () => {
  const one = closedIn(base);
  if (one === undefined) throw new Error('nothing is closed');
  expect(openOf(one)).toEqual(HOME);
  expect(one.nothingUsedLost.status).toBe('proven');
  expect(one.policy.size).toBeLessThanOrEqual(one.quota);
  const at = (action: string) =>
    ['eu-west-1', 'ap-south-1'].map((region) => allows(one.policy.document, action, region));
  expect({
    changes: at('ec2:RunInstances'),
    reads: at('ec2:DescribeInstances'),
    global: at('iam:CreateRole'),
    'in no log': at('sqs:SendMessage'),
    'in data events': at('s3:PutObject'),
    'kept by name': at('s3:PutAccountPublicAccessBlock'),
    unknown: at('gardenia:Water'),
  }).toEqual({
    changes: [true, false],
    reads: [true, true],
    global: [true, true],
    'in no log': [true, true],
    'in data events': [true, true],
    'kept by name': [true, true],
    unknown: [true, true],
  });
  for (const prefix of one.deniedServices) expect(NOT_BOUND_TO_REGIONS.has(prefix)).toBe(false);
});

describe('a region is open when', () => {
  test.each<{ why: string; world: World }>([
    {
      why: 'the root user was there',
      world: {
        ...base,
        usage: { uses: [use(ANN, 'ec2:DescribeVpcs', { caller: ROOT, region: 'ap-south-1' })] },
      },
    },
    {
      why: 'somebody was refused there, by a ledger that a store holds',
      world: {
        ...base,
        usage: {
          stored: [
            {
              caller: callerOf(ANN),
              rows: () => [
                use(ANN, 'ec2:RunInstances', { region: 'ap-south-1', outcome: 'denied' }),
              ],
            },
          ],
        },
      },
    },
    {
      why: 'IAM says that a role was last used there',
      world: {
        snapshot: {
          users: [ANN],
          roles: [role('far', { lastUsed: { at: ago(200), region: 'ap-south-1' } })],
        },
      },
    },
    {
      why: 'a key was last used there',
      world: {
        snapshot: {
          users: [ANN],
          keyUses: [{ userName: 'ann', at: ago(9), region: 'ap-south-1', service: 'ec2' }],
        },
      },
    },
  ])('$why', ({ world }) => {
    expect(openOf(closedIn(world))).toEqual(['ap-south-1', ...HOME]);
  });
});

describe('no region is closed when', () => {
  test.each<{ why: string; world?: World; worked?: WorkedRegions | 'not given' }>([
    {
      why: 'nothing says that the others were recorded',
      worked: { seen: HOME, others: 'not-known' },
    },
    { why: 'nobody asked', worked: 'not given' },
    {
      why: 'the account is the management account',
      world: { snapshot: { users: [ANN], isManagementAccount: true } },
    },
    { why: 'an identity was not asked for', world: { ...base, options: { identities: ['bob'] } } },
    {
      why: 'everybody is too young to say',
      world: { snapshot: { users: [{ ...ANN, createdAt: ago(3) }] } },
    },
    {
      why: 'somebody who may do all made a call of an unknown service',
      world: { ...base, usage: { unmapped: [unmapped(undefined)] } },
    },
  ])('$why', ({ world = base, worked }) => {
    expect(closedIn(world, worked)).toBe(undefined);
  });

  test('a service of which a call is not mapped stays open', () => {
    const one = closedIn({ ...base, usage: { unmapped: [unmapped('ec2')] } });
    expect(one?.deniedServices).not.toContain('ec2');
    expect(one?.nothingUsedLost.status).toBe('proven');
  });
});

test('regions count as quiet by the settings of a trail, and not with a hole', () => {
  const evidence = evidenceOf(base);
  const window = { from: ago(90) } as Parameters<typeof workedRegions>[1]['window'];
  const seen = new Map([[ACCOUNT, HOME]]);
  const recorded = { kind: 'recorded', since: ago(120), trails: ['all'] } as const;
  const othersWith = (
    elsewhere: typeof recorded | { readonly kind: 'assumed-quiet' },
    holes: typeof evidence.coverage.holes = [],
  ) =>
    workedRegions(
      { ...evidence, coverage: { ...evidence.coverage, holes } },
      { window, regionsSeen: seen, elsewhere: new Map([[ACCOUNT, elsewhere]]) },
    ).get(ACCOUNT)?.others;
  const hole = { account: ACCOUNT, service: undefined, from: ago(9), to: ago(8), reason: 'lost' };
  expect(othersWith(recorded)).toBe('recorded');
  expect(othersWith({ kind: 'assumed-quiet' })).toBe('not-known');
  expect(othersWith(recorded, [{ ...hole, region: undefined }])).toBe('not-known');
  expect(othersWith(recorded, [{ ...hole, region: 'ap-south-1' }])).toBe('not-known');
  expect(othersWith(recorded, [{ ...hole, region: 'eu-west-1' }])).toBe('recorded');
  expect(othersWith(recorded, [{ ...hole, region: undefined, to: ago(100) }])).toBe('recorded');
});

test('whatever anybody used stays allowed where it was used', () => {
  const someUse = fc.record({
    action: fc.constantFrom(
      'ec2:RunInstances',
      'ec2:CreateVpc',
      'lambda:CreateFunction',
      'sqs:CreateQueue',
      's3:PutObject',
      'iam:CreateRole',
    ),
    region: fc.constantFrom(...HOME, 'ap-south-1', 'sa-east-1'),
    outcome: fc.constantFrom('allowed', 'denied', 'indeterminate'),
    by: fc.constantFrom('ann', 'root'),
  });
  let closed = 0;
  fc.assert(
    fc.property(fc.array(someUse, { maxLength: 4 }), (drafts) => {
      const uses = drafts.map(({ action, region, outcome, by }) =>
        use(ANN, action, {
          region,
          outcome: outcome as 'allowed',
          ...(by === 'root' ? { caller: ROOT } : {}),
        }),
      );
      const one = closedIn({ ...base, usage: { uses } });
      if (one === undefined) return;
      closed += 1;
      for (const { action, region } of uses) {
        expect({ action, region, ok: allows(one.policy.document, action, region) }).toEqual({
          action,
          region,
          ok: true,
        });
      }
      expect(one.deniedServices.every((prefix) => prefix !== serviceOf('iam:CreateRole'))).toBe(
        true,
      );
    }),
    { numRuns: 8 },
  );
  expect(closed).toBeGreaterThan(4);
}, 30_000);
