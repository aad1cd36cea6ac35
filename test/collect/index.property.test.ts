import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { COLLECTION_LIMITS, startCollection } from '../../src/collect/index.js';
import type { RawRecord, SourceFile } from '../../src/collect/records.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Instant } from '../../src/model/time.js';
import { ACCOUNT, ALICE, DEPLOYER, eventId, trailRecord } from './trail-records.js';

const catalog = loadCatalog();

type LogFile = {
  readonly file: SourceFile;
  readonly status: 'read' | 'partial';
  readonly records: readonly RawRecord[];
};

const someCaller = fc.constantFrom<unknown>(
  DEPLOYER,
  { ...DEPLOYER, invokedBy: 'ecs.amazonaws.com' },
  {
    ...DEPLOYER,
    principalId: '',
    sessionContext: { sessionIssuer: { arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer` } },
  },
  ALICE,
  { ...ALICE, arn: `arn:aws:iam::${ACCOUNT}:user/alice` },
  { type: 'AWSAccount', principalId: DEPLOYER.principalId, accountId: ACCOUNT },
  { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
  { type: 'Root', accountId: ACCOUNT },
  null,
);

const someCall = fc.constantFrom<Record<string, unknown>>(
  {},
  {
    eventName: 'TerminateInstances',
    readOnly: false,
    requestParameters: { instancesSet: { items: [{ instanceId: 'i-0dbc91f429e48eeed' }] } },
  },
  {
    eventName: 'RunInstances',
    readOnly: false,
    requestParameters: { iamInstanceProfile: { name: 'web' }, instancesSet: { items: [] } },
  },
  { eventName: 'FrobnicateInstances' },
  {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRole',
    requestParameters: { roleArn: `arn:aws:iam::${ACCOUNT}:role/auditor` },
  },
  {
    eventSource: 'iam.amazonaws.com',
    eventName: 'PutRolePolicy',
    awsRegion: 'us-east-1',
    readOnly: false,
    requestParameters: { roleName: 'deployer', policyName: 'deploy' },
  },
  { eventSource: 'kms.amazonaws.com', eventName: 'Decrypt' },
  {
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    eventCategory: 'Data',
    managementEvent: false,
    requestParameters: { bucketName: 'reports', key: 'a' },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::reports/a' }],
  },
  { eventType: 'AwsServiceEvent' },
  { eventCategory: 'Insight' },
  { eventTime: 'never' },
  { eventTime: 17 },
);

const someRecord = fc.record({
  userIdentity: someCaller,
  call: someCall,
  errorCode: fc.constantFrom(undefined, 'AccessDenied', 'ThrottlingException', 'ExpiredToken'),
  minute: fc.integer({ min: 0, max: 3000 }),
});

/** Numbered through, so that ids differ; every fifth record is delivered again in the next file. */
const someFiles: fc.Arbitrary<readonly LogFile[]> = fc
  .array(fc.array(fc.oneof(someRecord, fc.constant('broken' as const)), { maxLength: 12 }), {
    maxLength: 6,
  })
  .map((files) => {
    let number = 0;
    return files.map((drafts, f): LogFile => {
      const name = `logs/${f}.json.gz`;
      const records = drafts.map((draft, index): RawRecord => {
        number++;
        if (draft === 'broken') {
          return { kind: 'broken', index, problem: { kind: 'not-json', message: 'no JSON' } };
        }
        const { userIdentity, call, errorCode, minute } = draft;
        const eventTime = new Date(Date.UTC(2026, 2, 1) + minute * 60_000).toISOString();
        return {
          kind: 'cloudtrail',
          origin: 'delivered',
          index,
          value: trailRecord({
            eventTime,
            userIdentity,
            errorCode,
            eventID: eventId(number),
            ...call,
          }),
        };
      });
      const broken = records.some(({ kind }) => kind === 'broken');
      const deliveredAt = '2026-03-02T10:20:00Z' as Instant;
      const trail = { account: ACCOUNT, region: 'eu-west-1', deliveredAt };
      const file: SourceFile = {
        name,
        input: 'logs',
        kind: 'cloudtrail',
        ...(f % 2 ? { trail } : {}),
      };
      return { file, status: broken ? 'partial' : 'read', records };
    });
  });

const role = {
  RoleName: 'deployer',
  RoleId: 'AROA4DEPLOYER7EXAMPL',
  Path: '/ci/',
  Arn: `arn:aws:iam::${ACCOUNT}:role/ci/deployer`,
  CreateDate: '2026-03-02T00:00:00Z',
  InstanceProfileList: [
    { InstanceProfileName: 'web', Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/web` },
  ],
};
const identities: LogFile = {
  file: { name: 'iam.json', input: 'iam.json', kind: 'authorization-details' },
  status: 'read',
  records: [{ kind: 'role', index: 0, value: role }],
};

function collect(files: readonly LogFile[], limits = COLLECTION_LIMITS): Evidence {
  const collection = startCollection(catalog, undefined, limits);
  for (const { file, status, records } of files) {
    collection.add({ type: 'begin', file });
    collection.add({ type: 'records', records });
    collection.add({ type: 'end', status, problems: [] });
  }
  return collection.finish();
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

test('records = uses + ignored + problems, in every row', () => {
  fc.assert(
    fc.property(someFiles, (files) => {
      const { sources } = collect(files);
      for (const { records, uses, ignored, problems } of sources) {
        expect(uses + sum(Object.values(ignored)) + problems).toBe(records);
      }
      expect(sum(sources.map(({ records }) => records))).toBe(
        sum(files.map(({ records }) => records.length)),
      );
      expect(sum(sources.map((source) => source.files))).toBe(files.length);
    }),
    { numRuns: 60 },
  );
});

test('the order of files changes nothing', () => {
  fc.assert(
    fc.property(
      someFiles.chain((files) =>
        fc.tuple(
          fc.constant([...files, identities]),
          fc.shuffledSubarray([...files, identities], { minLength: files.length + 1 }),
        ),
      ),
      fc.constantFrom(1, 2, 2000),
      ([files, shuffled], maxResources) => {
        const limits = { ...COLLECTION_LIMITS, maxResources };
        expect(JSON.stringify(collect(shuffled, limits))).toBe(
          JSON.stringify(collect(files, limits)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('files read twice give the same uses as files read once', () => {
  fc.assert(
    fc.property(someFiles, (files) => {
      const again = files.map((each) => ({
        ...each,
        file: { ...each.file, name: `copy of ${each.file.name}` },
      }));
      const once = collect(files);
      const twice = collect([...files, ...again]);
      expect(twice.usage).toEqual(once.usage);
      expect(twice.coverage.management).toEqual(once.coverage.management);
    }),
    { numRuns: 40 },
  );
});

test('any JSON as a record ends somewhere, and nothing throws', () => {
  const kinds = ['cloudtrail', 'user', 'group', 'role', 'managed-policy', 'organization'] as const;
  const damaged = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(fc.constantFrom(...Object.keys(trailRecord()), ...Object.keys(role)), fc.jsonValue())
      .map(([key, value]) => ({ ...trailRecord(), ...role, [key]: value })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.array(damaged, { maxLength: 5 }), (kind, values) => {
      const records = values.map(
        (value, index): RawRecord =>
          kind === 'cloudtrail'
            ? { kind, index, value, origin: 'delivered' }
            : { kind, index, value },
      );
      const file: SourceFile = {
        name: 'odd.json',
        input: 'odd.json',
        kind:
          kind === 'cloudtrail'
            ? 'cloudtrail'
            : kind === 'organization'
              ? 'organization'
              : 'authorization-details',
      };
      const { sources } = collect([{ file, status: 'read', records }]);
      for (const source of sources) {
        expect(source.uses + sum(Object.values(source.ignored)) + source.problems).toBe(
          source.records,
        );
      }
    }),
    { numRuns: 200 },
  );
});
