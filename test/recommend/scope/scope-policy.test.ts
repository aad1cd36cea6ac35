/** Which resources an action is left with, by which rule, and when it keeps the statement's own. */
import { describe, expect, test } from 'vitest';
import type { Use } from '../../../src/model/usage.js';
import { toJson } from '../../../src/policy/print-policy.js';
import { withoutPassingParts } from '../../../src/recommend/scope/resource-shape.js';
import { ago, allow, inline, recommended, role, use, type World } from '../../world.js';

const WORKER = role('worker');
const INSTANCE = 'arn:aws:ec2:eu-west-1:111122223333:instance/';
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:';
const ROLE = 'arn:aws:iam::111122223333:role/';

const on = (action: string, resource: string, some: Partial<Use> = {}) =>
  use(WORKER, action, { resource, count: 9, ...some });

/** `Action on Resource` of each statement that is left; `as it is` without a proposal. */
function left(statement: object, uses: readonly Use[], options: World['options'] = {}) {
  const { recommendations } = recommended({
    snapshot: { roles: [{ ...WORKER, inlinePolicies: inline(statement) }] },
    usage: { uses },
    options,
  });
  const [one] = recommendations;
  if (one === undefined) return ['as it is'];
  expect([one.certificates.noNewAccess.status, one.certificates.nothingUsedLost.status]).toEqual([
    'proven',
    'proven',
  ]);
  const [document] = one.after.map(({ document }) => toJson(document));
  const statements = (document?.Statement ?? []) as readonly Record<string, unknown>[];
  return statements.map(({ Action, Resource, NotResource }) =>
    [Action, 'on', Resource ?? `not ${NotResource}`].join(' '),
  );
}

describe('an action whose every use is known', () => {
  test.each<{
    why: string;
    on: readonly Use[];
    resource?: string;
    options?: World['options'];
    is: readonly string[];
  }>([
    {
      why: 'is left on the resource that it was used on',
      on: [on('sns:CreateTopic', `${TOPIC}orders`)],
      is: [`sns:CreateTopic on ${TOPIC}orders`],
    },
    {
      why: 'keeps its resources when too few uses were seen',
      on: [on('sns:CreateTopic', `${TOPIC}orders`, { count: 4 })],
      is: ['as it is'],
    },
    {
      why: 'keeps its resources when one use did not log its own',
      on: [on('sns:CreateTopic', `${TOPIC}orders`), use(WORKER, 'sns:CreateTopic')],
      is: ['as it is'],
    },
    {
      why: 'keeps its resources on demand',
      on: [on('sns:CreateTopic', `${TOPIC}orders`)],
      options: { scope: 'actions' },
      is: ['as it is'],
    },
    {
      why: 'is on the whole type when each use was on another resource',
      on: [...'abcdefgh'].map((name) => on('sns:CreateTopic', `${TOPIC}job-${name}`, { count: 1 })),
      is: [`sns:CreateTopic on ${TOPIC}*`],
    },
    {
      why: 'keeps its resources when the rule that would settle is off',
      on: [...'abcdefgh'].map((name) => on('sns:CreateTopic', `${TOPIC}job-${name}`, { count: 1 })),
      options: { disabledRules: ['resource-type'] },
      is: ['as it is'],
    },
    {
      why: 'never leaves the resources of its statement',
      resource: `${TOPIC}job-*`,
      on: [...'abcdefgh'].map((name) => on('sns:CreateTopic', `${TOPIC}job-${name}`, { count: 1 })),
      is: ['as it is'],
    },
    {
      why: 'a use that no statement allows is not built on',
      resource: `${TOPIC}o*`,
      on: [on('sns:CreateTopic', `${TOPIC}orders`), on('sns:CreateTopic', `${TOPIC}mail`)],
      is: ['as it is'],
    },
  ])('$why', ({ on: uses, resource = '*', options, is }) => {
    expect(left(allow('sns:CreateTopic', resource), uses, options)).toEqual(is);
  });
});

test('ids that change with the machine become a wildcard, unless that is turned off', () => {
  const uses = ['a', 'b'].map((end) =>
    on('ec2:TerminateInstances', `${INSTANCE}i-0a41c5d2e7f80b96${end}`),
  );
  expect(left(allow('ec2:TerminateInstances'), uses)).toEqual([
    `ec2:TerminateInstances on ${INSTANCE}*`,
  ]);
  expect(left(allow('ec2:TerminateInstances'), uses, { disabledRules: ['ephemeral-id'] })).toEqual([
    `ec2:TerminateInstances on ${INSTANCE}i-0a41c5d2e7f80b96a,${INSTANCE}i-0a41c5d2e7f80b96b`,
  ]);
});

test('a variable is kept: who else it stands for is not known', () => {
  const own = allow('sns:CreateTopic', `${TOPIC}${'${aws:username}'}-*`);
  expect(left(own, [on('sns:CreateTopic', `${TOPIC}worker-orders`)])).toEqual(['as it is']);
});

test('a key stays the key that it is, whatever alias it was called by', () => {
  const key = 'arn:aws:kms:eu-west-1:111122223333:key/0b6f0c39-5d4e-8a2f-6c1d-3f8a1b2c4d5e';
  expect(left(allow('kms:DisableKey'), [on('kms:DisableKey', key)])).toEqual([
    `kms:DisableKey on ${key}`,
  ]);
});

test('the random end of a secret becomes as many characters', () => {
  const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-';
  const seen = `${secret}a1B2c3`;
  expect(withoutPassingParts(seen, 'secretsmanager:Secret', [seen])).toBe(`${secret}??????`);
});

describe('iam:PassRole', () => {
  const passes = (resource: string) => on('iam:PassRole', resource, { kind: 'inferred' });
  const launch = use(WORKER, 'ec2:RunInstances', { count: 9 });

  test('is left on the roles that were passed', () => {
    const uses = [passes(`${ROLE}build`), launch];
    expect(left(allow(['iam:PassRole', 'ec2:RunInstances']), uses)).toEqual([
      'ec2:RunInstances on *',
      `iam:PassRole on ${ROLE}build`,
    ]);
  });

  test('stays as it is when a call that may pass roles could have gone unseen', () => {
    const young = { createdAt: ago(30) };
    const { recommendations } = recommended({
      snapshot: {
        roles: [
          {
            ...WORKER,
            ...young,
            inlinePolicies: inline(allow(['iam:PassRole', 'ec2:RunInstances'])),
          },
        ],
      },
      usage: { uses: [passes(`${ROLE}build`), launch] },
    });
    expect(recommendations).toEqual([]);
  });
});

test('what is left out by NotResource stays out', () => {
  const statement = { Effect: 'Allow', Action: 'sns:CreateTopic', NotResource: `${TOPIC}pay*` };
  expect(left(statement, [on('sns:CreateTopic', `${TOPIC}orders`)])).toEqual([
    `sns:CreateTopic on ${TOPIC}orders`,
  ]);
});
