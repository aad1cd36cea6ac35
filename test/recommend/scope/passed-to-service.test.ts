/** When `iam:PassRole` is left for one service only, and what the evidence must show for that. */
import { describe, expect, test } from 'vitest';
import { hasAction } from '../../../src/catalog/action-set.js';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import { actionsPassingRoles } from '../../../src/catalog/events/pass-role.js';
import {
  SERVICES_PASSED_TO,
  servicesPassedTo,
} from '../../../src/catalog/events/passed-to-service.js';
import type { AuditOptions } from '../../../src/model/options.js';
import type { Use } from '../../../src/model/usage.js';
import { toJson } from '../../../src/policy/print-policy.js';
import { certify } from '../../../src/recommend/certify.js';
import {
  allow,
  arnOf,
  inline,
  managed,
  policy,
  recommended,
  role,
  use,
  type World,
} from '../../world.js';

const WORKER = role('worker');
const BUILD = 'arn:aws:iam::111122223333:role/build';
const EC2 = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } };
const LAMBDA = { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const passes = (resource = BUILD, who = WORKER) =>
  use(who, 'iam:PassRole', { resource, kind: 'inferred', count: 9 });
const calls = (action: string, some: Partial<Use> = {}) =>
  use(WORKER, action, { count: 9, ...some });

const ASKED = ['iam:PassRole', 'ec2:RunInstances', 'lambda:CreateFunction', 'ec2:CreateFleet'];

/** The condition that `iam:PassRole` is left with; `undefined`: none. */
function condition(
  uses: readonly Use[],
  { statement = allow(ASKED), options = {} }: Asked = {},
): unknown {
  const { recommendations } = recommended({
    snapshot: { roles: [{ ...WORKER, inlinePolicies: inline(statement) }] },
    usage: { uses },
    options,
  });
  return conditionIn(recommendations);
}

type Asked = { readonly statement?: object; readonly options?: Partial<AuditOptions> };

function conditionIn(recommendations: ReturnType<typeof recommended>['recommendations']): unknown {
  const [one] = recommendations;
  expect(one?.certificates.noNewAccess.status).toBe('proven');
  expect(one?.certificates.nothingUsedLost.status).toBe('proven');
  const statements = (one?.after ?? []).flatMap(
    ({ document }) => toJson(document).Statement as readonly Record<string, unknown>[],
  );
  return statements.find(({ Action }) => [Action].flat().includes('iam:PassRole'))?.Condition;
}

describe('the service is asked for', () => {
  test.each<{ why: string; uses: readonly Use[]; asked?: Asked; is: unknown }>([
    {
      why: 'where all calls that pass roles pass them to it',
      uses: [passes(), calls('ec2:RunInstances')],
      is: EC2,
    },
    {
      why: 'whatever else was called',
      uses: [passes(), calls('lambda:CreateFunction'), calls('sqs:ListQueues')],
      is: LAMBDA,
    },
    {
      why: 'beside the conditions that are there',
      uses: [passes(), calls('ec2:RunInstances')],
      asked: { statement: { ...allow(ASKED), Condition: MFA } },
      is: { ...MFA, ...EC2 },
    },
    {
      why: 'where the roles are named already',
      uses: [passes(), calls('ec2:RunInstances')],
      asked: { statement: allow('iam:PassRole', BUILD) },
      is: EC2,
    },
    {
      why: 'not where roles may have been passed to two',
      uses: [passes(), calls('ec2:RunInstances'), calls('lambda:CreateFunction')],
      is: undefined,
    },
    {
      why: 'not where one call may pass a role to nobody knows whom',
      uses: [passes(), calls('ec2:RunInstances'), calls('ec2:CreateFleet')],
      is: undefined,
    },
    {
      why: 'not where a call passes roles under a name that is no action',
      uses: [passes(), calls('ec2:RunInstances'), calls('s3:PutReplicationConfiguration')],
      is: undefined,
    },
    {
      why: 'not where no call accounts for the role that was passed',
      uses: [passes(), calls('ec2:StopInstances')],
      is: undefined,
    },
    {
      why: 'not where a passing call was too rare to settle on',
      uses: [{ ...passes(), count: 3 }, calls('ec2:RunInstances')],
      is: undefined,
    },
    {
      why: 'not in a partition where the service has another name',
      uses: [passes(BUILD.replace('aws', 'aws-cn')), calls('ec2:RunInstances')],
      asked: { statement: allow(ASKED, BUILD.replace('aws', 'aws-cn').replace('build', '*')) },
      is: undefined,
    },
    {
      why: 'not on demand',
      uses: [passes(), calls('ec2:RunInstances')],
      asked: { options: { disabledRules: ['passed-to-service'] } },
      is: undefined,
    },
  ])('$why', ({ uses, asked, is }) => {
    expect(condition(uses, asked)).toEqual(is);
  });

  test('a service that is asked for already stays, and nothing more is proposed', () => {
    const statement = { ...allow('iam:PassRole', BUILD), Condition: EC2 };
    const { recommendations } = recommended({
      snapshot: { roles: [{ ...WORKER, inlinePolicies: inline(statement) }] },
      usage: { uses: [passes(), calls('ec2:RunInstances')] },
    });
    expect(recommendations).toEqual([]);
  });

  test('of a shared policy only where all its holders pass roles to it', () => {
    const shared = managed('shared', policy(allow(ASKED)), { attachmentCount: 2 });
    const holders = ['a', 'b'].map((name) =>
      role(name, { attachedPolicies: [arnOf('policy', 'shared')] }),
    );
    const [a, b] = holders;
    if (a === undefined || b === undefined) throw new Error('two holders');
    const world = (calledByB: string): World => ({
      snapshot: { roles: holders, managedPolicies: [shared] },
      usage: {
        uses: [
          passes(BUILD, a),
          use(a, 'ec2:RunInstances', { count: 9 }),
          passes(BUILD, b),
          use(b, calledByB, { count: 9 }),
        ],
      },
    });
    expect(conditionIn(recommended(world('ec2:RunInstances')).recommendations)).toEqual(EC2);
    expect(conditionIn(recommended(world('lambda:CreateFunction')).recommendations)).toBe(
      undefined,
    );
  });
});

describe('the certificate', () => {
  const before = policy(allow('iam:PassRole'));
  const boxes = [
    { action: 'iam:PassRole', resources: [BUILD], passedTo: ['ec2.amazonaws.com'] },
    { action: 'ec2:RunInstances', resources: 'any' as const },
  ];
  const narrowed = (Condition: object | undefined, resource = BUILD) =>
    policy({ ...allow('iam:PassRole', resource), ...(Condition && { Condition }) });

  test.each([
    { why: 'the service that roles are passed to', document: narrowed(EC2), status: 'proven' },
    { why: 'no service at all', document: narrowed(undefined), status: 'proven' },
    { why: 'another service', document: narrowed(LAMBDA), status: 'refused' },
    { why: 'another role', document: narrowed(EC2, `${BUILD}er`), status: 'refused' },
    { why: 'one more condition', document: narrowed({ ...EC2, ...MFA }), status: 'refused' },
  ])('of a statement for $why is $status', ({ document, status }) => {
    expect(certify(before, [document], boxes).nothingUsedLost.status).toBe(status);
  });

  test('does not take a service for granted that was not seen', () => {
    const anywhere = [{ action: 'iam:PassRole', resources: [BUILD] }];
    expect(certify(before, [narrowed(EC2)], anywhere).nothingUsedLost.status).toBe('refused');
  });
});

test('every call of the table is one that passes roles', () => {
  const catalog = loadCatalog();
  const passing = actionsPassingRoles(catalog);
  const known = servicesPassedTo(catalog);
  const named = catalog.actions.filter((action) => {
    const services = known([action]);
    return services !== 'any' && services.length > 0;
  });
  expect(named.filter((action) => !hasAction(catalog, passing, action))).toEqual([]);
  const services = new Set(named.flatMap((action) => known([action])));
  expect([...services].sort()).toEqual([...SERVICES_PASSED_TO].sort());
});
