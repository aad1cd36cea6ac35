/** What trimming does to each kind of statement, and what it leaves as it was. */
import { describe, expect, test } from 'vitest';
import { setOfActions } from '../../src/catalog/action-set.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { toJson } from '../../src/policy/print-policy.js';
import { trimPolicy } from '../../src/recommend/trim-policy.js';
import { allow, CATALOG, policy } from '../world.js';

const expander = createActionExpander(CATALOG);
const kept = (...actions: readonly string[]) => setOfActions(CATALOG, actions);

function trimmed(statements: readonly object[], ...actions: readonly string[]): unknown {
  return toJson(trimPolicy(expander, policy(...statements), kept(...actions))).Statement;
}

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

describe('statements', () => {
  test.each<{ before: object; after: readonly object[]; why: string }>([
    {
      before: { Effect: 'Deny', Action: 'ec2:*', Resource: '*' },
      after: [{ Effect: 'Deny', Action: 'ec2:*', Resource: '*' }],
      why: 'a Deny stays, whatever is used',
    },
    {
      before: {
        Sid: 'Ops',
        ...allow(['sns:Publish', 'ec2:StopInstances', 'ec2:RunInstances']),
        Condition: MFA,
      },
      after: [
        { Sid: 'Ops', Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*', Condition: MFA },
      ],
      why: 'Sid, resource and condition stay on their statement',
    },
    {
      before: { Effect: 'Allow', Action: 'ec2:Stop*', NotResource: 'arn:aws:ec2:*:*:instance/i-1' },
      after: [
        { Effect: 'Allow', Action: 'ec2:Stop*', NotResource: 'arn:aws:ec2:*:*:instance/i-1' },
      ],
      why: 'NotResource stays, and so does a pattern of which everything is kept',
    },
    {
      before: { Effect: 'Allow', NotAction: ['iam:*', 'sts:*'], Resource: '*' },
      after: [{ Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' }],
      why: 'NotAction becomes the list of what is kept',
    },
    {
      before: allow(['gardenia:Water', 'ec2:RunInstances']),
      after: [{ Effect: 'Allow', Action: 'gardenia:Water', Resource: '*' }],
      why: 'a name that the catalogue does not know stays',
    },
    { before: allow('sns:*'), after: [], why: 'a statement that keeps nothing goes' },
    {
      before: { ...allow('sns:*'), Condition: { SomethingNew: { 'aws:x': 'y' } } },
      after: [{ ...allow('sns:*'), Condition: { SomethingNew: { 'aws:x': 'y' } } }],
      why: 'what was not understood is not touched',
    },
    {
      before: allow(['EC2:stopinstances', 'sns:Publish']),
      after: [{ Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' }],
      why: 'IAM ignores case',
    },
  ])('$why', ({ before, after }) => {
    expect(trimmed([before], 'ec2:StopInstances')).toEqual(after);
  });

  test('when everything is used, the same document comes back', () => {
    const before = policy(allow(['ec2:StopInstances', 'ec2:StartInstances']));
    expect(trimPolicy(expander, before, kept('ec2:StopInstances', 'ec2:StartInstances'))).toBe(
      before,
    );
  });

  test('each statement is trimmed for itself', () => {
    const both = [
      allow('ec2:*', 'arn:aws:ec2:eu-west-1:*:*'),
      { ...allow('ec2:S*'), Condition: MFA },
    ];
    expect(trimmed(both, 'ec2:StopInstances')).toEqual([
      { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: 'arn:aws:ec2:eu-west-1:*:*' },
      { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*', Condition: MFA },
    ]);
  });

  test('trimming twice changes nothing', () => {
    const once = trimPolicy(
      expander,
      policy(allow('*')),
      kept('ec2:StopInstances', 'iam:PassRole'),
    );
    expect(trimPolicy(expander, once, kept('ec2:StopInstances', 'iam:PassRole'))).toBe(once);
  });
});
