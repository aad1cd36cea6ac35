import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { createResourceFit, fitsAction } from '../../src/policy/resource-fit.js';

const fit = createResourceFit(loadCatalog());

describe('whether a pattern can name a resource that an action takes', () => {
  test.each([
    { action: 's3:GetObject', pattern: 'arn:aws:s3:::orders/*', fits: true, why: 'its objects' },
    {
      action: 's3:GetObject',
      pattern: 'arn:aws:s3:::orders*',
      fits: true,
      why: 'a star takes a slash',
    },
    {
      action: 's3:GetObject',
      pattern: 'arn:aws:s3:::orders',
      fits: false,
      why: 'the bucket alone',
    },
    {
      action: 's3:ListBucket',
      pattern: 'arn:aws:s3:::orders/*',
      fits: false,
      why: 'no bucket has a slash',
    },
    {
      action: 's3:ListBucket',
      pattern: 'arn:aws:s3:::*/*',
      fits: true,
      why: 'an access point whose region and account are left out',
    },
    { action: 's3:ListBucket', pattern: 'arn:aws:s3:::*', fits: true, why: 'every bucket' },
    {
      action: 's3:ListBucket',
      pattern: 'arn:aws:s3:*/*',
      fits: true,
      why: 'the star may end in front of the account',
    },
    {
      action: 'ec2:RunInstances',
      pattern: 'arn:aws:s3:::orders/*',
      fits: false,
      why: 'another service',
    },
    {
      action: 'ec2:RunInstances',
      pattern: 'arn:aws:*:*:*:*',
      fits: true,
      why: 'the service is open',
    },
    {
      action: 'ssm:SendCommand',
      pattern: 'arn:aws:ec2:*:*:instance/*',
      fits: true,
      why: "another service's type that it takes",
    },
    {
      action: 'ec2:DescribeInstances',
      pattern: 'arn:aws:ec2:*:*:instance/*',
      fits: false,
      why: 'it has no types',
    },
    { action: 'ec2:DescribeInstances', pattern: '*', fits: true, why: 'the star fits everything' },
    {
      action: 'iam:PassRole',
      pattern: 'arn:aws:iam::111122223333:user/x',
      fits: false,
      why: 'a user is no role',
    },
    {
      action: 'iam:PassRole',
      pattern: 'arn:aws:iam::111122223333:role/${aws:username}',
      fits: true,
      why: 'a variable may be anything',
    },
    {
      action: 'iam:PassRole',
      pattern: '${aws:PrincipalTag/role}',
      fits: true,
      why: 'all of it is a variable',
    },
  ])('$action on $pattern: $why', ({ action, pattern, fits }) =>
    expect(fitsAction(fit, action, pattern)).toBe(fits),
  );

  test('hostile patterns end', () => {
    expect(fitsAction(fit, 's3:GetObject', `arn:aws:s3:::${'*a'.repeat(2_000)}`)).toBe(true);
  });
});
