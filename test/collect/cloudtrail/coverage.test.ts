/** Which events show that a class of events is recorded. */
import { expect, test } from 'vitest';
import { createCoverage } from '../../../src/collect/cloudtrail/coverage.js';
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import { ACCOUNT, trailRecord } from '../trail-records.js';

const object = {
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  managementEvent: false,
  resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::orders/2026/a.csv' }],
};
const decrypt = { eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' };

test.each([
  { change: {}, shows: ['management read'], why: 'a management event' },
  { change: { readOnly: false }, shows: ['management write'], why: 'one that writes' },
  { change: { readOnly: undefined }, shows: [], why: 'nobody says which class it is' },
  {
    change: decrypt,
    shows: ['management read', 'kms'],
    why: 'a service that a trail may leave out',
  },
  {
    change: { ...object, eventCategory: 'Data' },
    shows: ['read arn:aws:s3:::orders'],
    why: 'a data event shows its bucket',
  },
  {
    change: { ...object, eventCategory: 'NetworkActivity' },
    shows: [],
    why: 'an event of a VPC endpoint shows nothing of the trail for data events',
  },
  {
    change: { ...decrypt, eventCategory: 'NetworkActivity', managementEvent: undefined },
    shows: [],
    why: 'nor of the one for management events',
  },
])('$why', ({ change, shows }) => {
  const parsed = parseEvent(trailRecord(change));
  if (parsed.kind !== 'event') throw new Error('no event');
  const facts = createCoverage({ maxSeries: 10, maxDays: 10 });
  facts.observe(parsed.event, ACCOUNT, 'delivered');
  const { management, data, excludable } = facts.finish();
  expect([
    ...management.map(({ access }) => `management ${access}`),
    ...data.map(({ access, container }) => `${access} ${container}`),
    ...excludable.map(({ service }) => service),
  ]).toEqual(shows);
});
