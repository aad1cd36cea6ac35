import { describe, expect, test } from 'vitest';
import { findAction, loadCatalog } from '../../src/catalog/catalog.js';
import { NEVER_LOGGED } from '../../src/catalog/never-logged.js';
import {
  dataContainerOf,
  dataResourceTypeOf,
  isManagementEvent,
  observabilityOf,
  regionOfGlobalServices,
} from '../../src/catalog/observability.js';
import { apiCall } from './events/trail-event.js';

const catalog = loadCatalog();

function summary(text: string): string {
  const action = findAction(catalog, text);
  if (action === undefined) throw new Error(`no action ${text}`);
  const found = observabilityOf(catalog, action);
  switch (found.kind) {
    case 'management':
      return [
        'management',
        found.access,
        found.global && 'global',
        found.excludable && 'excludable',
      ]
        .filter(Boolean)
        .join(' ');
    case 'data':
      return `data ${found.access} ${found.resourceTypes.join(' ')}`;
    default:
      return found.kind;
  }
}

test.each([
  { action: 'ec2:RunInstances', expected: 'management write', why: 'an ordinary call' },
  { action: 'ec2:DescribeInstances', expected: 'management read', why: 'a read' },
  { action: 'iam:CreateUser', expected: 'management write global', why: 'recorded in one region' },
  {
    action: 'sts:AssumeRole',
    expected: 'management either',
    why: 'recorded as a read, of the level Write; regional endpoints record where they are',
  },
  ...['sts:GetCallerIdentity', 'sts:GetSessionToken', 'dynamodb:DescribeEndpoints'].map(
    (action) => ({
      action,
      expected: 'never',
      why: 'the call works without the permission, so the log books it for nobody',
    }),
  ),
  {
    action: 'sts:AssumeRoleWithSAML',
    expected: 'never',
    why: 'the trust policy alone grants it, and its caller is no identity of the account',
  },
  {
    action: 'kms:Decrypt',
    expected: 'management either excludable',
    why: 'recorded as a read, of the level Write; a trail may leave KMS out',
  },
  {
    action: 'kms:CreateGrant',
    expected: 'management write excludable',
    why: 'level and name agree',
  },
  {
    action: 'dynamodb:PutItem',
    expected: 'data write AWS::DynamoDB::Table',
    why: 'by all its calls',
  },
  { action: 'logs:StartQuery', expected: 'management either', why: 'a start, of the level Read' },
  { action: 's3:ListAllMyBuckets', expected: 'management read', why: 'shown by ListBuckets' },
  { action: 'apigateway:GET', expected: 'management either', why: 'shown by all Get operations' },
  {
    action: 's3:PutReplicationConfiguration',
    expected: 'management write',
    why: 'shown by two events',
  },
  {
    action: 's3:GetObject',
    expected: 'data either AWS::S3::AccessPoint AWS::S3::Object',
    why: 'off by default; copying an object reads it, in a write',
  },
  {
    action: 's3:ListBucket',
    expected: 'data read AWS::S3::AccessPoint AWS::S3::Object',
    why: 'ListObjects and HeadBucket are data events',
  },
  {
    action: 'lambda:InvokeFunction',
    expected: 'data either AWS::Lambda::Function',
    why: 'through the event Invoke',
  },
  {
    action: 'dynamodb:PartiQLSelect',
    expected: 'data either AWS::DynamoDB::Table',
    why: 'through ExecuteStatement, which writes, too',
  },
  { action: 'sqs:ListQueues', expected: 'data read AWS::SQS::Queue', why: 'even listing queues' },
  {
    action: 'sns:Publish',
    expected: 'data write AWS::SNS::PlatformEndpoint AWS::SNS::Topic',
    why: 'two types',
  },
  {
    action: 'cloudwatch:PutMetricData',
    expected: 'data write AWS::CloudWatch::Metric',
    why: 'a data event',
  },
  { action: 'iam:PassRole', expected: 'never', why: 'inferred from other calls' },
  { action: 'sts:TagSession', expected: 'never', why: 'a parameter of AssumeRole' },
  { action: 'logs:PutLogEvents', expected: 'never', why: 'not recorded' },
  { action: 'events:PutEvents', expected: 'never', why: 'not recorded' },
  { action: 'execute-api:Invoke', expected: 'never', why: 'access logs' },
  { action: 'es:ESHttpGet', expected: 'never', why: 'audit logs' },
  { action: 'bedrock:InvokeModel', expected: 'unlisted', why: 'management or data, by the call' },
  {
    action: 'rds-data:ExecuteStatement',
    expected: 'unlisted',
    why: 'management or data, by the cluster',
  },
  { action: 'glue:GetTable', expected: 'unlisted', why: 'data events that no list names' },
  {
    action: 'rds:DownloadCompleteDBLogFile',
    expected: 'unlisted',
    why: 'no operation of that name',
  },
  { action: 'ec2:PauseVolumeIO', expected: 'never', why: 'permission only' },
])('$action is $expected: $why', ({ action, expected }) => {
  expect(summary(action)).toBe(expected);
});

test('actions that other tools wrongly call recorded are not', () => {
  for (const action of [
    's3:GetObject',
    's3:PutObject',
    'dynamodb:GetItem',
    'sqs:SendMessage',
    'cloudwatch:PutMetricData',
    'iam:PassRole',
  ]) {
    expect(summary(action)).not.toContain('management');
  }
});

test('every action that is never logged exists', () => {
  const names = NEVER_LOGGED.map(({ action }) => action).filter((action) => !action.endsWith('*'));
  expect(names.filter((action) => findAction(catalog, action) !== action)).toEqual([]);
});

test.each([
  { partition: 'aws', expected: 'us-east-1' },
  { partition: 'aws-cn', expected: 'cn-north-1' },
  { partition: 'aws-us-gov', expected: 'us-gov-west-1' },
])('$partition records global services in $expected', ({ partition, expected }) => {
  expect(regionOfGlobalServices(partition)).toBe(expected);
});

describe('records', () => {
  test.each([
    {
      event: apiCall('s3', 'GetObject', {}, { eventCategory: 'Data' }),
      management: false,
      why: 'the category says so',
    },
    {
      event: apiCall('s3', 'GetObject', {}, { managementEvent: false }),
      management: false,
      why: 'the flag says so',
    },
    {
      event: apiCall('s3', 'GetObject'),
      management: false,
      why: 'an old record: the list says so',
    },
    {
      event: apiCall('lambda', 'Invoke'),
      management: false,
      why: 'an old record: the list says so',
    },
    {
      event: apiCall('ec2', 'RunInstances'),
      management: true,
      why: 'an old record: not on the list',
    },
    {
      event: apiCall('ec2', 'X', {}, { eventCategory: 'NetworkActivity' }),
      management: false,
      why: 'neither',
    },
  ])('$why', ({ event, management }) => {
    expect(isManagementEvent(event)).toBe(management);
  });

  test('the type that a selector chose', () => {
    const resources = [
      { type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::logs' },
      { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::logs/a' },
    ];
    const eventCategory = 'Data';
    expect(dataResourceTypeOf(apiCall('s3', 'GetObject', {}, { eventCategory, resources }))).toBe(
      'AWS::S3::Object',
    );
    expect(dataResourceTypeOf(apiCall('ec2', 'RunInstances'))).toBeUndefined();
  });
});

test.each([
  { type: 'AWS::S3::Object', arn: 'arn:aws:s3:::logs/2026/a', expected: 'arn:aws:s3:::logs' },
  {
    type: 'AWS::DynamoDB::Table',
    arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day',
    expected: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
  },
  {
    type: 'AWS::DynamoDB::Stream',
    arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-03-02T09:14:31.000',
    expected: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders',
  },
  {
    type: 'AWS::Lambda::Function',
    arn: 'arn:aws:lambda:eu-west-1:111122223333:function:resize:prod',
    expected: 'arn:aws:lambda:eu-west-1:111122223333:function:resize',
  },
  {
    type: 'AWS::SQS::Queue',
    arn: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
    expected: 'arn:aws:sqs:eu-west-1:111122223333:jobs',
  },
  { type: 'AWS::S3::Object', arn: 'logs/a', expected: undefined },
])('$arn is in $expected', ({ type, arn, expected }) => {
  expect(dataContainerOf(type, arn)).toBe(expected);
});
