/** API calls for tests: a raw record with the members that matter, read as the collector reads it. */
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import type { TrailEvent } from '../../../src/model/trail-event.js';

type Raw = Readonly<Record<string, unknown>>;

export function trailEvent(raw: unknown): TrailEvent {
  const parsed = parseEvent(raw);
  if (parsed.kind !== 'event') throw new Error(`no event: ${JSON.stringify(parsed)}`);
  return parsed.event;
}

export function apiCall(
  source: string,
  eventName: string,
  requestParameters: unknown = null,
  more: Raw = {},
): TrailEvent {
  return trailEvent({
    eventID: '0f3b8f4e-5b1c-4a53-9a4e-000000000001',
    eventTime: '2026-03-02T09:14:31Z',
    eventSource: `${source}.amazonaws.com`,
    eventName,
    eventType: 'AwsApiCall',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEDEPLOYER01',
      arn: 'arn:aws:iam::111122223333:user/deployer',
      accountId: '111122223333',
    },
    requestParameters,
    ...more,
  });
}
