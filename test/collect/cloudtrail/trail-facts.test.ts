/** Answers of CloudTrail, declarations and logged changes → facts about trails. */
import { describe, expect, test } from 'vitest';
import { parseSelectors } from '../../../src/collect/cloudtrail/event-selectors.js';
import { parseEvent } from '../../../src/collect/cloudtrail/parse-event.js';
import { trailChangesOf } from '../../../src/collect/cloudtrail/trail-changes.js';
import { parseTrailFacts } from '../../../src/collect/cloudtrail/trail-facts.js';
import type { TrailFact } from '../../../src/model/trail.js';

const ARN = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main';
const says = (facts: readonly Pick<TrailFact, 'says'>[] | undefined) =>
  facts?.map((fact) => fact.says);

describe('answers', () => {
  test('DescribeTrails: where it records, and the default selectors where none were set', () => {
    const reading = parseTrailFacts({
      trailList: [
        {
          Name: 'main',
          TrailARN: ARN,
          HomeRegion: 'eu-west-1',
          IsMultiRegionTrail: true,
          IncludeGlobalServiceEvents: true,
          IsOrganizationTrail: false,
          HasCustomEventSelectors: false,
        },
        { Name: 'no-arn' },
      ],
    });
    expect(says(reading?.facts)).toEqual([
      {
        kind: 'settings',
        settings: {
          homeRegion: 'eu-west-1',
          multiRegion: true,
          organization: false,
          globalServiceEvents: true,
        },
      },
      {
        kind: 'selectors',
        selectors: [
          { fields: [{ field: 'eventCategory', operators: { Equals: ['Management'] } }] },
        ],
      },
    ]);
    expect(reading?.problems).toEqual(['trail 1 has no `TrailARN`']);
  });

  test('GetTrailStatus names no trail, unless who saved it did', () => {
    const answer = { IsLogging: true, StartLoggingTime: 1_700_000_000.5 };
    expect(parseTrailFacts(answer)).toMatchObject({ facts: [], nameless: [{ source: 'answer' }] });
    expect(parseTrailFacts({ ...answer, TrailARN: ARN })?.facts).toMatchObject([
      { trail: ARN, says: { kind: 'logging', logging: true, startedAt: '2023-11-14T22:13:20Z' } },
    ]);
  });

  test('a declaration holds since when the user says', () => {
    const reading = parseTrailFacts({
      schema: 'leastwise.trails/1',
      trails: [
        {
          TrailARN: ARN,
          since: '2026-01-01',
          IsMultiRegionTrail: true,
          EventSelectors: [{ ReadWriteType: 'All' }],
        },
        { TrailARN: ARN, since: 'long ago' },
      ],
    });
    expect(reading?.facts.map(({ at, source }) => [at, source])).toEqual([
      ['2026-01-01T00:00:00Z', 'declared'],
      ['2026-01-01T00:00:00Z', 'declared'],
      ['2026-01-01T00:00:00Z', 'declared'],
    ]);
    expect(reading?.problems).toHaveLength(1);
  });

  test.each([[undefined], [null], [[]], [{}], [{ Events: [] }], ['x']])(
    '%j says nothing',
    (value) => {
      expect(parseTrailFacts(value)).toBeUndefined();
    },
  );
});

describe('selectors', () => {
  const one = (selector: object) => parseSelectors({ EventSelectors: [selector] });
  test.each([
    { from: { EventSelectors: [{ ReadWriteType: 'Sideways' }] }, why: 'an access that is none' },
    { from: { AdvancedEventSelectors: [{ FieldSelectors: [] }] }, why: 'no field' },
    {
      from: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventName' }] }] },
      why: 'no operator',
    },
    {
      from: {
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventName', Equals: ['a'], Contains: ['b'] }] },
        ],
      },
      why: 'an operator of a later time may select less',
    },
    {
      from: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventName', Equals: 'a' }] }] },
      why: 'a value that is no list',
    },
    { from: {}, why: 'none at all' },
  ])('not understood: $why', ({ from }) => {
    expect(parseSelectors(from)).toBeUndefined();
  });

  test('SDKs fill in what is not set', () => {
    const fields = [{ Field: 'eventCategory', Equals: ['Data'], NotEquals: null, EndsWith: [] }];
    expect(parseSelectors({ AdvancedEventSelectors: [{ FieldSelectors: fields }] })).toEqual([
      { fields: [{ field: 'eventCategory', operators: { Equals: ['Data'] } }] },
    ]);
  });

  test('a basic selector, as the record of PutEventSelectors spells it', () => {
    const selectors = parseSelectors({
      eventSelectors: [
        {
          readWriteType: 'WriteOnly',
          includeManagementEvents: true,
          excludeManagementEventSources: ['kms.amazonaws.com'],
          dataResources: [
            { type: 'AWS::S3::Object', values: ['arn:aws:s3:::', 'arn:aws:s3:::orders/eu'] },
          ],
        },
      ],
    });
    const text = selectors?.map(({ fields }) =>
      fields.map(({ field, operators }) => `${field} ${JSON.stringify(operators)}`),
    );
    expect(text).toEqual([
      [
        'eventCategory {"Equals":["Management"]}',
        'readOnly {"Equals":["false"]}',
        'eventSource {"NotEquals":["kms.amazonaws.com"]}',
      ],
      [
        'eventCategory {"Equals":["Data"]}',
        'resources.type {"Equals":["AWS::S3::Object"]}',
        'readOnly {"Equals":["false"]}',
      ],
      [
        'eventCategory {"Equals":["Data"]}',
        'resources.type {"Equals":["AWS::S3::Object"]}',
        'readOnly {"Equals":["false"]}',
        'resources.ARN {"StartsWith":["arn:aws:s3:::orders/eu"]}',
      ],
    ]);
  });

  test('data events alone', () => {
    expect(one({ IncludeManagementEvents: false, DataResources: [] })).toEqual([]);
  });
});

describe('logged changes', () => {
  const change = (eventName: string, some: object = {}) => {
    const parsed = parseEvent({
      eventTime: '2026-10-01T10:00:00Z',
      eventSource: 'cloudtrail.amazonaws.com',
      eventName,
      awsRegion: 'eu-west-1',
      userIdentity: { type: 'IAMUser' },
      ...some,
    });
    if (parsed.kind !== 'event') throw new Error('no event');
    return trailChangesOf(parsed.event, '111122223333');
  };

  test.each([
    { name: 'StopLogging', request: { name: 'main' }, trail: ARN, why: 'by name' },
    { name: 'StopLogging', request: { name: ARN }, trail: ARN, why: 'by ARN' },
    { name: 'StopLogging', request: { name: 'a b' }, trail: undefined, why: 'a name that is none' },
    { name: 'DescribeTrails', request: {}, trail: undefined, why: 'no change' },
    {
      name: 'PutEventSelectors',
      request: { trailName: 'main', eventSelectors: [] },
      trail: ARN,
      why: 'by name, as this call spells it',
    },
  ])('$name $why', ({ name, request, trail }) => {
    const [fact] = change(name, { requestParameters: request });
    expect(fact?.trail).toBe(trail);
  });

  test('UpdateTrail: the response repeats all settings', () => {
    const facts = change('UpdateTrail', {
      requestParameters: { name: 'main' },
      responseElements: { trailARN: ARN, name: 'main', isMultiRegionTrail: false },
    });
    expect(says(facts)).toEqual([
      { kind: 'settings', settings: { homeRegion: 'eu-west-1', multiRegion: false } },
    ]);
  });

  test('CreateTrail: it was not there before, and does not log yet', () => {
    const kinds = change('CreateTrail', { responseElements: { trailARN: ARN } }).map(
      ({ says: one }) => one.kind,
    );
    expect(kinds).toEqual(['created', 'settings', 'selectors', 'logging']);
  });
});
