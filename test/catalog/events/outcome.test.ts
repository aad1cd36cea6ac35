import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/catalog/events/outcome.js';
import { apiCall } from './trail-event.js';

test.each([
  { errorCode: undefined, expected: 'allowed', why: 'no error' },
  { errorCode: 'AccessDenied', expected: 'denied', why: 'the plain code' },
  { errorCode: 'AccessDeniedException', expected: 'denied', why: 'JSON services' },
  {
    errorCode: 'Client.UnauthorizedOperation',
    expected: 'denied',
    why: 'EC2 puts the side before it',
  },
  { errorCode: 'VpceAccessDenied', expected: 'denied', why: 'the endpoint policy' },
  {
    errorCode: 'com.amazonaws.kms#AccessDeniedException',
    expected: 'denied',
    why: 'a qualified shape',
  },
  {
    errorCode: 'Client.DryRunOperation',
    expected: 'indeterminate',
    why: 'a dry run was authorised',
  },
  { errorCode: 'NoSuchBucketPolicy', expected: 'indeterminate', why: 'authorised, then not found' },
  { errorCode: 'ThrottlingException', expected: 'indeterminate', why: 'nobody knows the order' },
  { errorCode: 'AuthFailure', expected: 'indeterminate', why: 'also means a foreign image' },
  { errorCode: 'ExpiredToken', expected: 'unauthenticated', why: 'nobody was asked' },
  { errorCode: 'SignatureDoesNotMatch', expected: 'unauthenticated', why: 'nobody was asked' },
  {
    errorCode: 'NotAccessDenied',
    expected: 'indeterminate',
    why: 'only the whole last part counts',
  },
])('$errorCode is $expected: $why', ({ errorCode, expected }) => {
  expect(outcomeOf(apiCall('ec2', 'StopInstances', {}, { errorCode }))).toBe(expected);
});

test('an error inside the response denies too', () => {
  const responseElements = { errorCode: 'AccessDenied' };
  expect(outcomeOf(apiCall('ec2', 'StopInstances', {}, { responseElements }))).toBe('denied');
});
