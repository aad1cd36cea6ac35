import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  accessLevelOf,
  actionIndex,
  actionsOfService,
  conditionKeysOf,
  dependentActionsOf,
  findAction,
  hasService,
  loadCatalog,
  operationOf,
  resourceTypesOf,
} from '../../src/catalog/catalog.js';

const catalog = loadCatalog();

describe('the baked data', () => {
  test('is what the generator writes from the installed packages', () => {
    const out = execFileSync(process.execPath, ['scripts/generate-catalog.mjs', '--check']);
    expect(out.toString().trim()).toBe('up to date');
  });

  test('says how old it is and holds everything', () => {
    const { version, date, actions, services } = catalog;
    expect({ version, date, actions: actions.length, services: services.size }).toEqual({
      version: '0.21.202609261',
      date: '2026-09-26',
      actions: 22_091,
      services: 456,
    });
  });

  test('is sorted, distinct, and cut into services without a gap', () => {
    expect(catalog.folded).toEqual([...new Set(catalog.folded)].sort());
    let next = 0;
    for (const service of catalog.services.values()) {
      expect(service.first).toBe(next);
      next = service.end;
    }
    expect(next).toBe(catalog.actions.length);
  });

  test('gives every action a level, and every position the action it came from', () => {
    for (const [position, action] of catalog.actions.entries()) {
      if (actionIndex(catalog, action) !== position) expect.fail(action);
      if (accessLevelOf(catalog, action) === undefined) expect.fail(action);
    }
  });

  test('counts actions per access level', () => {
    const counts = new Map<string, number>();
    for (const action of catalog.actions) {
      const level = accessLevelOf(catalog, action) ?? 'none';
      counts.set(level, (counts.get(level) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      List: 3719,
      Read: 5871,
      Write: 11_357,
      'Permissions management': 425,
      Tagging: 719,
    });
  });

  test('holds global condition keys with AWS placeholders', () => {
    const keys = catalog.globalConditionKeys.map(({ key }) => key);
    expect(keys).toEqual(
      expect.arrayContaining(['aws:PrincipalOrgID', 'aws:PrincipalTag/${TagKey}', 'aws:SourceIp']),
    );
  });
});

test.each([
  { text: 's3:GetObject', expected: 's3:GetObject', why: 'as AWS spells it' },
  { text: 'S3:getobject', expected: 's3:GetObject', why: 'IAM ignores case' },
  {
    text: 'vpc-lattice:associateviaawsservice-eventsandstates',
    expected: 'vpc-lattice:AssociateViaAWSService-EventsAndStates',
    why: 'the one action with a hyphen in its name',
  },
  { text: 's3:GetObjects', expected: undefined, why: 'no such action' },
  { text: 's3:Get*', expected: undefined, why: 'a pattern is no action' },
  { text: '', expected: undefined, why: 'empty' },
  { text: '\u212Ams:Decrypt', expected: undefined, why: 'a Kelvin sign is no k' },
  { text: '__proto__', expected: undefined, why: 'no key of any object' },
])('findAction($text): $why', ({ text, expected }) => {
  expect(findAction(catalog, text)).toBe(expected);
});

test.each([
  { action: 's3:GetObject', level: 'Read', operation: 'yes', why: 'plain' },
  { action: 's3:ListBucket', level: 'List', operation: 'yes', why: 'plain' },
  { action: 'ec2:TerminateInstances', level: 'Write', operation: 'yes', why: 'plain' },
  { action: 'ec2:CreateTags', level: 'Tagging', operation: 'yes', why: '"Tagging, Write" split' },
  {
    action: 'iam:PutRolePolicy',
    level: 'Permissions management',
    operation: 'yes',
    why: '"Permissions management, Write" split',
  },
  { action: 'iam:PassRole', level: 'Write', operation: 'no', why: 'permission only' },
  { action: 's3:InitiateReplication', level: 'Write', operation: 'no', why: 'permission only' },
  { action: 's3:Nonsense', level: undefined, operation: 'unknown', why: 'not in the catalogue' },
])('$action is $level, operation $operation: $why', ({ action, level, operation }) => {
  expect(accessLevelOf(catalog, action)).toBe(level);
  expect(operationOf(catalog, action)).toBe(operation);
});

test('an action younger than the flags is of unknown operation', () => {
  const unknown = catalog.actions.filter((action) => operationOf(catalog, action) === 'unknown');
  expect(unknown).toHaveLength(2162);
});

test('resource types carry their ARN format and the required hint', () => {
  expect(resourceTypesOf(catalog, 's3:DeleteBucket')).toContainEqual({
    name: 'bucket',
    arn: 'arn:${Partition}:s3:::${BucketName}',
    required: true,
  });
  expect(resourceTypesOf(catalog, 'ec2:describeinstances')).toEqual([]);
  expect(resourceTypesOf(catalog, 'nowhere:Nothing')).toEqual([]);
});

test('dependent actions come from the older data', () => {
  expect(dependentActionsOf(catalog, 'lambda:CreateFunction')).toContain('iam:PassRole');
  expect(dependentActionsOf(catalog, 'sqs:SendMessage')).toEqual([]);
});

test('condition keys of an action include those of its resource types', () => {
  const keys = conditionKeysOf(catalog, 'sqs:CreateQueue').map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['aws:RequestTag/${TagKey}', 'aws:TagKeys']));
  expect(conditionKeysOf(catalog, 'sns:Subscribe')).toContainEqual({
    key: 'sns:Protocol',
    type: 'String',
  });
  expect(conditionKeysOf(catalog, 'sns:Publish').map(({ key }) => key)).toEqual([
    'aws:ResourceTag/${TagKey}',
  ]);
  expect(conditionKeysOf(catalog, 'nowhere:Nothing')).toEqual([]);
});

test('services are found without regard to case', () => {
  expect(hasService(catalog, 'EC2')).toBe(true);
  expect(hasService(catalog, 'ec3')).toBe(false);
  expect(actionsOfService(catalog, 'STS')).toContain('sts:AssumeRole');
  expect(actionsOfService(catalog, 'ec2').every((action) => action.startsWith('ec2:'))).toBe(true);
  expect(actionsOfService(catalog, 'ec3')).toEqual([]);
});
