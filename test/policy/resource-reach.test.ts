import { describe, expect, test } from 'vitest';
import { hasAction, isSubset } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { createResourceReach, reachedActions } from '../../src/policy/resource-reach.js';

const catalog = loadCatalog();
const reach = createResourceReach(catalog);

function reached(element: Readonly<Record<string, unknown>>) {
  const { document } = parsePolicy({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', ...element },
  });
  const [statement] = document.statements;
  if (statement === undefined) throw new Error('no statement');
  return reachedActions(reach, statement);
}

describe('what the resources of a statement can serve', () => {
  const bucket = 'arn:aws:s3:::meadow-orders-prod/*';
  test.each([
    { resource: bucket, action: 's3:GetObject', serves: true, why: 'an object of the bucket' },
    {
      resource: bucket,
      action: 'ec2:RunInstances',
      serves: false,
      why: 'no EC2 type is an S3 ARN',
    },
    {
      resource: bucket,
      action: 's3:ListAllMyBuckets',
      serves: true,
      why: "AWS's own examples give it so",
    },
    { resource: '*', action: 'ec2:RunInstances', serves: true, why: 'the star is everything' },
    {
      resource: 'arn:aws:*:::x',
      action: 'ec2:RunInstances',
      serves: true,
      why: 'service left open',
    },
    {
      resource: 'arn:aws:s?:::x',
      action: 's3:GetObject',
      serves: true,
      why: 'service left open by ?',
    },
    {
      resource: '${aws:PrincipalTag/arn}',
      action: 'ec2:RunInstances',
      serves: true,
      why: 'a variable may be anything',
    },
    {
      resource: 'arn:aws:ec2:*:*:instance/*',
      action: 'ssm:SendCommand',
      serves: true,
      why: "an action may take another service's resource",
    },
  ])('$action by $resource: $why', ({ resource, action, serves }) => {
    expect(hasAction(catalog, reached({ Resource: resource }), action)).toBe(serves);
  });

  test('NotResource leaves everything open', () => {
    expect(hasAction(catalog, reached({ NotResource: bucket }), 'ec2:RunInstances')).toBe(true);
  });

  test('more resources never serve less', () => {
    const one = reached({ Resource: bucket });
    const two = reached({ Resource: [bucket, 'arn:aws:sqs:eu-west-1:111122223333:carts'] });
    expect(isSubset(one, two)).toBe(true);
    expect(hasAction(catalog, two, 'sqs:SendMessage')).toBe(true);
  });
});
