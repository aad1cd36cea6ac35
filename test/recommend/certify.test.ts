/** A trimmer may be wrong; the certificates are there to notice. */
import { describe, expect, test } from 'vitest';
import { certify, isProven } from '../../src/recommend/certify.js';
import { allow, policy } from '../world.js';

const BEFORE = policy(allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::orders/*'), {
  Effect: 'Deny',
  Action: 's3:PutObject',
  Resource: 'arn:aws:s3:::orders/closed/*',
});
const DENY = { Effect: 'Deny', Action: 's3:PutObject', Resource: 'arn:aws:s3:::orders/closed/*' };
const READ = [{ action: 's3:GetObject', resources: 'any' }] as const;

describe('certify', () => {
  test('an honest proposal is proven', () => {
    const after = [policy(allow('s3:GetObject', 'arn:aws:s3:::orders/*'), DENY)];
    expect(isProven(certify(BEFORE, after, READ))).toBe(true);
  });

  test.each([
    { after: [], broken: 'nothingUsedLost', why: 'everything is gone' },
    {
      after: [policy(allow('s3:PutObject', 'arn:aws:s3:::orders/*'), DENY)],
      broken: 'nothingUsedLost',
      why: 'a used action is gone',
    },
    {
      after: [policy(allow('s3:GetObject', 'arn:aws:s3:::orders/2026/*'), DENY)],
      broken: 'nothingUsedLost',
      why: 'a resource that may have been used is gone',
    },
    {
      after: [
        policy(
          {
            ...allow('s3:GetObject', 'arn:aws:s3:::orders/*'),
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          },
          DENY,
        ),
      ],
      broken: 'nothingUsedLost',
      why: 'a condition came',
    },
    {
      after: [policy(allow(['s3:GetObject', 's3:DeleteObject'], 'arn:aws:s3:::orders/*'), DENY)],
      broken: 'noNewAccess',
      why: 'an action came',
    },
    {
      after: [policy(allow('s3:Get*', 'arn:aws:s3:::orders/*'), DENY)],
      broken: 'noNewAccess',
      why: 'a wildcard reaches what AWS may add one day',
    },
    {
      after: [policy(allow('s3:GetObject', 'arn:aws:s3:::*'), DENY)],
      broken: 'noNewAccess',
      why: 'a resource came',
    },
    {
      after: [policy(allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::orders/*'))],
      broken: 'noNewAccess',
      why: 'a Deny was lost',
    },
  ] as const)('$why: $broken is refused', ({ after, broken }) => {
    const certificates = certify(BEFORE, after, READ);
    expect(certificates[broken].status).toBe('refused');
    expect(certificates[broken].witness).toBeDefined();
    expect(isProven(certificates)).toBe(false);
  });

  test('what is not understood is not proven', () => {
    const odd = { ...allow('s3:*'), Condition: { SomethingNew: { 'aws:x': 'y' } } };
    const certificates = certify(
      policy(odd, allow('s3:GetObject')),
      [policy({ ...odd, Action: 's3:Get*' })],
      READ,
    );
    expect(isProven(certificates)).toBe(false);
  });
});
