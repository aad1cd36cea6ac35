/**
 * Shortcuts that other tools took, one test each, by the number under which we keep them.
 *
 * Not here, because there is nothing of the kind to go wrong: 17 and 18 (pages and jobs of
 * last-accessed data: no such source is read), 29 (LookupEvents: no such source), 33 (a catalogue
 * fetched at import: it is part of the build, and the layer check keeps I/O out).
 */
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { createEventMapper } from '../../src/catalog/events/map-event.js';
import { observabilityOf } from '../../src/catalog/observability.js';
import type { Action } from '../../src/model/action.js';
import type { Recommendation } from '../../src/model/recommendation.js';
import { parseInstant } from '../../src/model/time.js';
import { toJson } from '../../src/policy/print-policy.js';
import { apiCall } from '../catalog/events/trail-event.js';
import {
  AS_OF,
  ago,
  allow,
  analysed,
  arnOf,
  assessed,
  findingsIn,
  fullCoverage,
  group,
  inline,
  managed,
  policy,
  recommended,
  role,
  use,
  user,
  verdict,
  verdictIn,
  type World,
} from '../world.js';

const ALL_OF_AWS = loadCatalog();
const map = createEventMapper({ catalog: ALL_OF_AWS, rolesOfInstanceProfile: () => undefined });

function usedBy(...call: Parameters<typeof apiCall>): readonly string[] {
  const mapping = map(apiCall(...call));
  return mapping.kind === 'mapped'
    ? mapping.actions.filter(({ kind }) => kind === 'primary').map(({ action }) => action)
    : [];
}

/** What the only proposal leaves, statement by statement. */
function left(world: World): unknown {
  const { recommendations } = recommended(world);
  return recommendations.flatMap(({ after }: Recommendation) =>
    after.map(({ document }) => toJson(document).Statement),
  );
}

const eve = (...statements: readonly object[]) =>
  user('eve', { inlinePolicies: inline(...statements) });

describe('what no log shows', () => {
  test.each([
    's3:GetObject',
    's3:PutObject',
    'dynamodb:GetItem',
    'sqs:SendMessage',
    'cloudwatch:PutMetricData',
    'iam:PassRole',
  ])('1: %s is not called unused for want of data events', (action) => {
    expect(verdictIn({ snapshot: { users: [eve(allow(action))] } }, 'eve', action)).toMatch(
      /^unobservable/,
    );
    expect(observabilityOf(ALL_OF_AWS, action as Action).kind).not.toBe('management');
  });

  test('2: a service that the evidence does not speak of is unknown, not unused', () => {
    const world = { snapshot: { users: [eve(allow('ec2:*'))] }, coverage: { management: [] } };
    expect(verdictIn(world, 'eve', 'ec2:RunInstances')).toBe('unknown: no-coverage');
  });

  test('3: PassRole is not unused because the rest of IAM was silent', () => {
    const world = { snapshot: { users: [eve(allow('iam:*'))] } };
    expect(verdictIn(world, 'eve', 'iam:CreateUser')).toBe('unused: silent');
    expect(verdictIn(world, 'eve', 'iam:PassRole')).toBe('unobservable: never-logged');
  });

  test('20: all of an empty list is not a proof', () => {
    const world = { snapshot: { users: [eve(allow('ec2:*'))] }, coverage: fullCoverage(0) };
    const found = analysed(world).assessments.flatMap(({ groups }) =>
      groups.map(({ reason }) => reason.kind),
    );
    expect(found).not.toContain('silent');
  });

  test('21: what could not be determined stays in the policy', () => {
    const world = { snapshot: { users: [eve(allow(['sqs:SendMessage', 'ec2:RunInstances']))] } };
    expect(left(world)).toEqual([[allow('sqs:SendMessage')]]);
  });
});

describe('what a call shows', () => {
  test('4: denied calls give nothing', () => {
    const someone = eve(allow(['ec2:RunInstances', 'ec2:StopInstances']));
    const denied = ['ec2:RunInstances', 'iam:CreateUser'].map((action) =>
      use(someone, action, { outcome: 'denied', errorCode: 'AccessDenied' }),
    );
    const uses = [...denied, use(someone, 'ec2:StopInstances')];
    expect(left({ snapshot: { users: [someone] }, usage: { uses } })).toEqual([
      [allow('ec2:StopInstances')],
    ]);
  });

  test('5: a call that failed for another cause keeps its permission', () => {
    const someone = eve(allow('ec2:RunInstances'));
    const uses = [
      use(someone, 'ec2:RunInstances', {
        outcome: 'indeterminate',
        errorCode: 'InstanceLimitExceeded',
      }),
    ];
    expect(left({ snapshot: { users: [someone] }, usage: { uses } })).toEqual([]);
  });

  test.each([
    { number: 6, call: ['lambda', 'Invoke'], expected: ['lambda:InvokeFunction'] },
    { number: 6, call: ['email', 'SendEmail'], expected: ['ses:SendEmail'] },
    { number: 6, call: ['monitoring', 'DescribeAlarms'], expected: ['cloudwatch:DescribeAlarms'] },
    { number: 6, call: ['signin', 'ConsoleLogin'], expected: [] },
    {
      number: 7,
      call: ['cloud9', 'CreateEnvironmentEC2'],
      expected: ['cloud9:CreateEnvironmentEC2'],
    },
    { number: 7, call: ['lambda', 'GetFunction20150331v2'], expected: ['lambda:GetFunction'] },
    {
      number: 8,
      call: ['s3', 'PutBucketReplication'],
      expected: ['s3:PutReplicationConfiguration'],
    },
  ] as const)('$number: $call is $expected', ({ call: [source, name], expected }) => {
    expect(usedBy(source, name)).toEqual(expected);
  });

  test('8 and 9: a copy reads its source and writes its target', () => {
    const mapping = map(
      apiCall('s3', 'CopyObject', {
        bucketName: 'archive',
        key: 'q1.csv',
        'x-amz-copy-source': 'inbox/draft.csv',
      }),
    );
    expect(mapping.kind === 'mapped' ? mapping.actions : []).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({
          action: 's3:GetObject',
          resources: ['arn:aws:s3:::inbox/draft.csv'],
        }),
        expect.objectContaining({
          action: 's3:PutObject',
          resources: ['arn:aws:s3:::archive/q1.csv'],
        }),
      ]),
    );
  });

  test('10: what is only checked beside a call is kept where granted, and never added', () => {
    const both = eve(allow(['ec2:RunInstances', 'ec2:CreateTags', 'ec2:StopInstances']));
    const one = eve(allow(['ec2:RunInstances', 'ec2:StopInstances']));
    const usage = {
      uses: [use(both, 'ec2:RunInstances'), use(both, 'ec2:CreateTags', { kind: 'conditional' })],
    };
    expect(left({ snapshot: { users: [both] }, usage })).toEqual([
      [allow(['ec2:CreateTags', 'ec2:RunInstances'])],
    ]);
    expect(left({ snapshot: { users: [one] }, usage })).toEqual([[allow('ec2:RunInstances')]]);
  });
});

describe('what is granted', () => {
  const except = (...actions: readonly string[]) => ({
    Effect: 'Allow',
    NotAction: actions,
    Resource: '*',
  });

  test('11: NotAction grants', () => {
    const world = { snapshot: { users: [eve(except('iam:*'))] } };
    expect(verdictIn(world, 'eve', 'ec2:RunInstances')).toBe('unused: silent');
    expect(verdictIn(world, 'eve', 'iam:CreateUser')).toBe('not granted');
  });

  test('12: of two NotAction statements only what both leave out is not granted', () => {
    const world = {
      snapshot: { users: [eve(except('iam:*', 'ec2:*'), except('iam:*', 'sns:*'))] },
    };
    const both = assessed(world, 'eve');
    expect(verdict(both, 'ec2:RunInstances')).toBe('unused: silent');
    expect(verdict(both, 'sns:CreateTopic')).toBe('unused: silent');
    expect(verdict(both, 'iam:CreateUser')).toBe('not granted');
  });

  test('12: a Deny with a condition or a resource does not take everything away', () => {
    const deny = { Effect: 'Deny', Action: 'ec2:*', Resource: 'arn:aws:ec2:*:*:instance/i-1' };
    expect(findingsIn({ snapshot: { users: [eve(allow('ec2:*'), deny)] } }, 'dead-grant')).toEqual(
      [],
    );
  });

  test('13 and 28: inline, attached and group policies all count', () => {
    const world = {
      snapshot: {
        users: [
          user('eve', {
            inlinePolicies: inline(allow('ec2:RunInstances')),
            attachedPolicies: [arnOf('policy', 'topics')],
            groups: ['crew'],
          }),
        ],
        groups: [group('crew', { inlinePolicies: inline(allow('kms:CreateKey')) })],
        managedPolicies: [managed('topics', policy(allow('sns:CreateTopic')))],
      },
    };
    const all = assessed(world, 'eve');
    for (const action of ['ec2:RunInstances', 'sns:CreateTopic', 'kms:CreateKey']) {
      expect(verdict(all, action)).toBe('unused: silent');
    }
  });

  test('26: each of several policies is compared with itself', () => {
    const two = user('eve', {
      inlinePolicies: ['a', 'b'].map((name, index) => ({
        name,
        document: policy(
          allow(index === 0 ? 'ec2:StopInstances' : ['sns:CreateTopic', 'sns:DeleteTopic']),
        ),
      })),
    });
    const uses = [use(two, 'ec2:StopInstances'), use(two, 'sns:CreateTopic')];
    const { recommendations } = recommended({ snapshot: { users: [two] }, usage: { uses } });
    expect(recommendations.map(({ before }) => before.name)).toEqual(['b']);
  });

  test('30: `?` is one character, and nothing else is special', () => {
    const odd = allow(['ec2:R.nInstances', 'sns:Create(Topic)']);
    const marks = assessed({ snapshot: { users: [eve(allow('ec2:St?pInstances'), odd)] } }, 'eve');
    expect(verdict(marks, 'ec2:StopInstances')).toBe('unused: silent');
    expect(verdict(marks, 'ec2:RunInstances')).toBe('not granted');
    expect(verdict(marks, 'sns:CreateTopic')).toBe('not granted');
  });
});

describe('who is idle', () => {
  const BATCH = role('batch', { inlinePolicies: inline(allow('ec2:*')) });

  test.each([
    { daysAgo: 0, expected: [] },
    { daysAgo: 90, expected: [] },
    { daysAgo: 91, expected: ['batch'] },
  ])('14: used $daysAgo days ago', ({ daysAgo, expected }) => {
    const roles = [{ ...BATCH, lastUsed: { at: ago(daysAgo), region: 'eu-west-1' } }];
    expect(findingsIn({ snapshot: { roles } }, 'stale-role')).toEqual(expected);
  });

  test('15: a new role is not idle, and nothing of it is unused', () => {
    const world = { snapshot: { roles: [{ ...BATCH, createdAt: ago(2) }] } };
    expect(findingsIn(world, 'stale-role')).toEqual([]);
    expect(verdictIn(world, 'batch', 'ec2:RunInstances')).toBe('unknown: identity-too-young');
  });

  test('16: service-linked roles are not listed', () => {
    const linked = { ...BATCH, path: '/aws-service-role/config.amazonaws.com/' };
    const world = { snapshot: { roles: [linked] } };
    expect(analysed(world).findings).toEqual([]);
    expect(recommended(world)).toMatchObject({
      recommendations: [],
      withheld: [],
      revocations: [],
    });
  });

  test('19: a role that only AWS Config takes is in use', () => {
    const assumptions = [
      {
        roleArn: BATCH.arn,
        roleId: BATCH.id,
        by: 'config.amazonaws.com',
        event: 'AssumeRole',
        outcome: 'allowed' as const,
        firstSeen: ago(119),
        lastSeen: ago(0),
        count: 4000,
      },
    ];
    expect(
      findingsIn({ snapshot: { roles: [BATCH] }, usage: { assumptions } }, 'stale-role'),
    ).toEqual([]);
  });
});

describe('what is proposed', () => {
  test('22: wildcards are opened, and resource and condition stay', () => {
    const statement = {
      ...allow('s3:*', ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*']),
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    };
    const [[only] = []] = left({
      snapshot: { users: [eve(statement)] },
      options: { unobservable: { default: 'remove', byService: {} } },
      usage: { uses: [use(eve(), 's3:ListBucket')] },
    }) as { readonly Action: unknown }[][];
    expect(only).toEqual({ ...statement, Action: 's3:ListBucket' });
  });

  test('23: what one member needs widens nobody', () => {
    const ann = user('ann', {
      groups: ['crew'],
      inlinePolicies: inline(allow(['ec2:RunInstances', 'ec2:StopInstances'])),
    });
    const bob = user('bob', {
      groups: ['crew'],
      inlinePolicies: inline(allow(['ec2:RunInstances', 'ec2:StopInstances'])),
    });
    const uses = [use(ann, 'ec2:RunInstances'), use(bob, 'ec2:StopInstances')];
    const { recommendations } = recommended({
      snapshot: { users: [ann, bob], groups: [group('crew')] },
      usage: { uses },
    });
    expect(
      recommendations.map(({ holders, after }) => [
        holders[0]?.name,
        after[0]?.document.statements[0]?.actions.patterns,
      ]),
    ).toEqual([
      ['ann', ['ec2:RunInstances']],
      ['bob', ['ec2:StopInstances']],
    ]);
  });

  test('24 and 25: sixty resources stay sixty, in their partition', () => {
    const resources = Array.from({ length: 60 }, (_, index) => `arn:aws-cn:s3:::orders-${index}`);
    const someone = eve(allow(['s3:ListBucket', 's3:DeleteBucket'], resources));
    const proposal = left({
      snapshot: { users: [someone] },
      usage: { uses: [use(someone, 's3:ListBucket')] },
    });
    expect(proposal).toEqual([[allow('s3:ListBucket', resources)]]);
  });

  test('27: the undo of a revocation puts back what was there, and deletes nothing', () => {
    const batch = role('batch', {
      inlinePolicies: inline(allow('ec2:*')),
      attachedPolicies: [arnOf('policy', 'topics')],
    });
    const [plan] = recommended({ snapshot: { roles: [batch] } }).revocations;
    const undo = plan?.stages.find(({ stage }) => stage === 'delete')?.undo ?? [];
    expect(undo.map(({ words }) => words[2])).toEqual([
      'create-role',
      'update-role',
      'put-role-policy',
      'attach-role-policy',
    ]);
  });

  test('34: what was used and never granted is not added', () => {
    const someone = eve(allow(['ec2:RunInstances', 'ec2:StopInstances']));
    const uses = [use(someone, 'ec2:StopInstances'), use(someone, 's3:PutObject')];
    expect(left({ snapshot: { users: [someone] }, usage: { uses } })).toEqual([
      [allow('ec2:StopInstances')],
    ]);
  });
});

describe('time', () => {
  test('31: instants are UTC, whatever zone they were written in', () => {
    expect(parseInstant('2026-11-20T14:00:00+02:00')).toBe(AS_OF);
  });

  test('32: the window is as long as asked, to the second', () => {
    expect(analysed({ options: { windowDays: 400 } }).window.from).toBe(ago(400));
    expect(analysed({ options: { windowDays: 1 } }).window.from).toBe(ago(1));
  });

  test('35: the last minutes, which may not have been delivered, prove no silence', () => {
    expect(analysed({}).window.to < AS_OF).toBe(true);
  });
});
