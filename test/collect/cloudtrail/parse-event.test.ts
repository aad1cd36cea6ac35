import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import { trailRecord } from '../trail-records.js';

describe('parseEvent', () => {
  test('reads who, what, when and where', () => {
    const parsed = parseEvent(trailRecord());
    expect(parsed.kind).toBe('event');
    if (parsed.kind !== 'event') return;
    expect(parsed.event).toMatchObject({
      eventTime: '2026-03-02T10:15:30Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DescribeInstances',
      readOnly: true,
      errorCode: undefined,
      userIdentity: { sessionIssuer: { principalId: 'AROA4DEPLOYER7EXAMPL' } },
    });
  });

  test.each([
    {
      why: 'a policy that says no, whose ARN follows',
      errorMessage:
        'User: arn:aws:iam::111122223333:user/nadia is not authorized to perform: ec2:RunInstances on resource: * with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/stop',
      denial: 'explicit deny in an identity-based policy',
    },
    {
      why: 'no policy that says yes',
      errorMessage:
        'User: nadia is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action',
      denial: 'no role trust policy allows it',
    },
    { why: 'a service that names none', errorMessage: 'Access Denied', denial: undefined },
    { why: 'no text', errorMessage: { because: 'no session policy allows' }, denial: undefined },
  ])('reads who refused: $why', ({ errorMessage, denial }) => {
    const parsed = parseEvent(trailRecord({ errorCode: 'AccessDenied', errorMessage }));
    expect(parsed).toMatchObject({ kind: 'event', event: { denial } });
  });

  test.each([
    { value: null, message: 'no object', why: 'a hole in a list of records' },
    { value: 'DescribeInstances', message: 'no object', why: 'text among records' },
    { value: [], message: 'no object', why: 'a list is no record' },
    {
      value: trailRecord({ userIdentity: undefined }),
      message: 'userIdentity',
      why: 'nobody called',
    },
    {
      value: trailRecord({ userIdentity: 'alice' }),
      message: 'userIdentity',
      why: 'a caller is an object',
    },
    {
      value: trailRecord({ eventTime: 1_772_446_530 }),
      message: 'eventTime',
      why: 'seconds or milliseconds?',
    },
    { value: trailRecord({ eventTime: 'yesterday' }), message: 'eventTime', why: 'no time' },
    { value: trailRecord({ eventSource: '' }), message: 'eventSource', why: 'empty is absent' },
    {
      value: trailRecord({ eventName: 'x'.repeat(300) }),
      message: 'eventName',
      why: 'no API has such a name',
    },
    {
      value: trailRecord({ eventName: 'a\nb' }),
      message: 'eventName',
      why: 'line ends would forge rows',
    },
    {
      value: trailRecord({ awsRegion: null }),
      message: 'awsRegion',
      why: 'coverage is per region',
    },
  ])('refuses a record: $why', ({ value, message }) => {
    const parsed = parseEvent(value);
    expect(parsed.kind).toBe('bad');
    if (parsed.kind === 'bad') expect(parsed.message).toContain(message);
  });

  test('a refused record still says how far the damage reaches', () => {
    expect(parseEvent(trailRecord({ userIdentity: null }))).toMatchObject({
      eventTime: '2026-03-02T10:15:30Z',
      eventSource: 'ec2.amazonaws.com',
      awsRegion: 'eu-west-1',
      account: '111122223333',
    });
  });

  test.each([
    { change: { eventCategory: 'Insight' }, rule: 'insight-event', why: 'call rates are no calls' },
    {
      change: { eventType: 'AwsCloudTrailInsight' },
      rule: 'insight-event',
      why: 'before eventCategory',
    },
    {
      change: { eventCategory: 'Aggregated' },
      rule: 'aggregated-event',
      why: 'counts by dimension',
    },
  ])('a record about calls is set aside as $rule: $why', ({ change, rule }) => {
    expect(parseEvent(trailRecord({ userIdentity: undefined, ...change }))).toEqual({
      kind: 'summary',
      rule,
    });
  });

  test.each([
    { errorCode: 'AccessDenied', expected: 'AccessDenied', why: 'as written' },
    { errorCode: null, expected: undefined, why: 'no error' },
    { errorCode: 403, expected: 'MalformedErrorCode', why: 'an error must not look allowed' },
    { errorCode: 'E'.repeat(999), expected: 'E'.repeat(256), why: 'nor by being long' },
  ])('error code $errorCode: $why', ({ errorCode, expected }) => {
    const parsed = parseEvent(trailRecord({ errorCode }));
    expect(parsed.kind === 'event' && parsed.event.errorCode).toBe(expected);
  });

  test('keys that would reach a prototype stay data', () => {
    const record = JSON.parse(
      JSON.stringify(trailRecord()).replace(
        '"userIdentity"',
        '"__proto__":{"errorCode":"AccessDenied"},"userIdentity"',
      ),
    ) as unknown;
    const parsed = parseEvent(record);
    expect(parsed.kind === 'event' && parsed.event.errorCode).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'errorCode')).toBe(false);
  });
});
