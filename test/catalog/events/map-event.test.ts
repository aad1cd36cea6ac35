import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import { createEventMapper } from '../../../src/catalog/events/map-event.js';
import type { EventMapping } from '../../../src/catalog/events/mapping.js';
import { apiCall, trailEvent } from './trail-event.js';

const VARIABLE = ['$', '{aws:username}'].join('');

const map = createEventMapper({
  catalog: loadCatalog(),
  rolesOfInstanceProfile: (profile) =>
    /(^|\/)web-server$/.test(profile) ? ['arn:aws:iam::111122223333:role/ec2/web'] : undefined,
});

/** `primary s3:GetObject arn:…` per action; `*` for any resource. */
function lines(mapping: EventMapping): readonly string[] {
  if (mapping.kind === 'ignored') return [`ignored ${mapping.rule}`];
  if (mapping.kind === 'unmapped') return [`unmapped ${mapping.service ?? '?'}`];
  return mapping.actions.map(
    ({ action, kind, resources }) => `${kind} ${action} ${resources?.join(' ') ?? '*'}`,
  );
}

/** Those that are uses: conditional ones only keep what is granted. */
function uses(mapping: EventMapping): readonly string[] {
  return lines(mapping).filter((line) => !line.startsWith('conditional'));
}

describe('real-looking records', () => {
  const EC2 = 'arn:aws:ec2:eu-west-1:111122223333';
  test.each([
    {
      record: 's3/copy-object',
      why: 'reads the source and writes the destination, each on its own object',
      expected: [
        'primary s3:PutObject arn:aws:s3:::reports-archive/2026/q1.csv',
        'primary s3:GetObject arn:aws:s3:::reports-inbox/q1 draft.csv',
      ],
    },
    {
      record: 's3/list-objects',
      why: 'ListObjects covers version 2, and is checked on the bucket',
      expected: ['primary s3:ListBucket arn:aws:s3:::reports-archive'],
    },
    {
      record: 's3/put-bucket-replication',
      why: 'not DeleteReplicationConfiguration; the replication role is passed',
      expected: [
        'primary s3:PutReplicationConfiguration arn:aws:s3:::reports-archive',
        'inferred iam:PassRole arn:aws:iam::111122223333:role/service-role/s3-replication',
      ],
    },
    {
      record: 'lambda/create-function',
      why: 'the API date goes, the execution role is passed, tags are conditional',
      expected: [
        'primary lambda:CreateFunction arn:aws:lambda:eu-west-1:111122223333:function:resize-images',
        'inferred iam:PassRole arn:aws:iam::111122223333:role/service-role/resize-images',
      ],
    },
    {
      record: 'lambda/invoke',
      why: 'lambda:Invoke is no action',
      expected: [
        'primary lambda:InvokeFunction arn:aws:lambda:eu-west-1:111122223333:function:resize-images',
      ],
    },
    {
      record: 'ec2/run-instances',
      why: 'defaults and templates bring resources that are not named, so any; profile → role',
      expected: [
        'primary ec2:RunInstances *',
        'inferred iam:PassRole arn:aws:iam::111122223333:role/ec2/web',
      ],
    },
    {
      record: 'ec2/terminate-instances',
      why: 'one use on every instance named',
      expected: [
        `primary ec2:TerminateInstances ${EC2}:instance/i-0a1b2c3d4e5f60718 ${EC2}:instance/i-0b1b2c3d4e5f60718`,
      ],
    },
    {
      record: 'kms/re-encrypt',
      why: 'two actions, on the source and on the destination key',
      expected: [
        'primary kms:ReEncryptFrom arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
        'primary kms:ReEncryptTo arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321',
      ],
    },
    {
      record: 'iam/attach-role-policy',
      why: 'the path is not in the request: any path',
      expected: ['primary iam:AttachRolePolicy arn:aws:iam::111122223333:role/*web-server'],
    },
    {
      record: 'iam/add-role-to-instance-profile',
      why: 'passes the role to EC2',
      expected: [
        'primary iam:AddRoleToInstanceProfile arn:aws:iam::111122223333:instance-profile/*web-server',
        'inferred iam:PassRole arn:aws:iam::111122223333:role/*web-server',
      ],
    },
    {
      record: 'dynamodb/transact-write-items',
      why: 'one action per kind of item',
      expected: [
        'primary dynamodb:PutItem arn:aws:dynamodb:eu-west-1:111122223333:table/orders arn:aws:dynamodb:eu-west-1:111122223333:table/stock',
        'primary dynamodb:ConditionCheckItem arn:aws:dynamodb:eu-west-1:111122223333:table/orders arn:aws:dynamodb:eu-west-1:111122223333:table/stock',
      ],
    },
    {
      record: 'dynamodb/execute-statement',
      why: 'the verb of the statement decides',
      expected: ['primary dynamodb:PartiQLSelect *'],
    },
    {
      record: 'apigateway/get-stage',
      why: 'the action is the HTTP verb, the resource the URI',
      expected: [
        'primary apigateway:GET arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/prod',
      ],
    },
    {
      record: 'sts/assume-role',
      why: 'session extras are conditional, the role is another account’s',
      expected: ['primary sts:AssumeRole arn:aws:iam::444455556666:role/auditor'],
    },
    {
      record: 'sts/get-caller-identity',
      why: 'needs no permission',
      expected: ['ignored no-permission-needed'],
    },
    {
      record: 'sqs/send-message-batch',
      why: 'batch calls need the plain action; the queue is in its URL',
      expected: ['primary sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:jobs.fifo'],
    },
    {
      record: 'rds/add-tags',
      why: 'the request holds the ARN',
      expected: ['primary rds:AddTagsToResource arn:aws:rds:eu-west-1:111122223333:db:orders'],
    },
    {
      record: 'secretsmanager/get-secret-value',
      why: 'secrets end in six random characters',
      expected: [
        'primary secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-??????',
      ],
    },
    {
      record: 'ssm/get-parameters',
      why: 'the leading slash is not doubled',
      expected: [
        'primary ssm:GetParameters arn:aws:ssm:eu-west-1:111122223333:parameter/app/db/host arn:aws:ssm:eu-west-1:111122223333:parameter/app/db/port',
      ],
    },
    {
      record: 'autoscaling/register-scalable-target',
      why: 'Application Auto Scaling shares the source',
      expected: [
        'primary application-autoscaling:RegisterScalableTarget *',
        'inferred iam:PassRole arn:aws:iam::111122223333:role/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
      ],
    },
    {
      record: 'cloudwatch/describe-alarms',
      why: 'monitoring is CloudWatch’s source',
      expected: ['primary cloudwatch:DescribeAlarms *'],
    },
    { record: 'signin/console-login', why: 'a sign-in', expected: ['ignored console-sign-in'] },
  ])('$record: $why', ({ record, expected }) => {
    const url = new URL(`../../../fixtures/events/${record}.json`, import.meta.url);
    expect(uses(map(trailEvent(JSON.parse(readFileSync(url, 'utf8')))))).toEqual(expected);
  });
});

describe('names and sources', () => {
  test.each([
    {
      source: 'lambda',
      name: 'UpdateFunctionCode20150331v2',
      expected: 'lambda:UpdateFunctionCode',
      why: 'date and version',
    },
    {
      source: 'cloudfront',
      name: 'CreateInvalidation2019_03_26',
      expected: 'cloudfront:CreateInvalidation',
      why: 'date with underscores',
    },
    {
      source: 'access-analyzer',
      name: 'ListFindingsV2',
      expected: 'access-analyzer:ListFindings',
      why: 'V2 is no API date; the table knows it',
    },
    {
      source: 'cloud9',
      name: 'CreateEnvironmentEC2',
      expected: 'cloud9:CreateEnvironmentEC2',
      why: 'a trailing digit stays',
    },
    {
      source: 'tagging',
      name: 'GetResources',
      expected: 'tag:GetResources',
      why: 'source is not the prefix',
    },
    { source: 's3', name: 'ListBuckets', expected: 's3:ListAllMyBuckets', why: 'another name' },
    { source: 's3', name: 'HeadBucket', expected: 's3:ListBucket', why: 'another name' },
    {
      source: 's3',
      name: 'GetBucketPublicAccessBlock',
      expected: 's3:GetBucketPublicAccessBlock',
      why: 'an alias of the event',
    },
    {
      source: 's3',
      name: 'DeleteBucketReplication',
      expected: 's3:PutReplicationConfiguration',
      why: 'deleting is putting',
    },
    {
      source: 's3express',
      name: 'PutObject',
      expected: 's3express:CreateSession',
      why: 'object calls ride on a session',
    },
    {
      source: 'budgets',
      name: 'DescribeBudgets',
      expected: 'budgets:ViewBudget',
      why: 'coarse actions',
    },
    { source: 'sns', name: 'PublishBatch', expected: 'sns:Publish', why: 'batch' },
    {
      source: 'bedrock',
      name: 'Converse',
      expected: 'bedrock:InvokeModel',
      why: 'same permission',
    },
    {
      source: 'ec2',
      name: 'describeinstances',
      expected: 'ec2:DescribeInstances',
      why: 'IAM ignores case',
    },
    {
      source: 'monitoring',
      name: 'DeleteAlarms',
      expected: 'cloudwatch:DeleteAlarms',
      why: 'source is not the prefix',
    },
    {
      source: 'ssm',
      name: 'OpenControlChannel',
      expected: 'ssmmessages:OpenControlChannel',
      why: 'shared source',
    },
  ])('$source $name: $why', ({ source, name, expected }) => {
    expect(uses(map(apiCall(source, name)))).toEqual([`primary ${expected} *`]);
  });

  test.each([
    {
      event: apiCall('ec2', 'DescribeInstances', null, {
        eventSource: 'ec2.amazonaws.com.cn',
        awsRegion: 'cn-north-1',
      }),
      expected: 'primary ec2:DescribeInstances *',
      why: 'China',
    },
    {
      event: apiCall('kms', 'RotateKey', null, { eventType: 'AwsServiceEvent' }),
      expected: 'ignored service-event',
      why: 'the service acted',
    },
    {
      event: apiCall('s3', 'GetObject', null, { eventType: 'AwsVpceEvents' }),
      expected: 'primary s3:GetObject *',
      why: 'network activity is a call',
    },
    {
      event: apiCall('ec2', 'RunInstances', null, { errorCode: 'RequestExpired' }),
      expected: 'ignored unauthenticated',
      why: 'nobody was authorised',
    },
    {
      event: apiCall('sso', 'GetRoleCredentials'),
      expected: 'ignored not-an-iam-call',
      why: 'a bearer token, no IAM',
    },
    { event: apiCall('ec2', 'InventSomething'), expected: 'unmapped ec2', why: 'never guess' },
    { event: apiCall('brandnew', 'DoIt'), expected: 'unmapped ?', why: 'a service after our data' },
    { event: apiCall('ec2', '__proto__'), expected: 'unmapped ec2', why: 'names come from input' },
    {
      event: apiCall('constructor', 'toString'),
      expected: 'unmapped ?',
      why: 'names come from input',
    },
  ])('$why', ({ event, expected }) => {
    expect(uses(map(event))).toEqual([expected]);
  });
});

describe('several actions', () => {
  const kinds = (source: string, name: string, request: unknown, more = {}) =>
    lines(map(apiCall(source, name, request, more))).map((line) =>
      line.split(' ').slice(0, 2).join(' '),
    );

  test.each([
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'logs', key: 'a', versionId: 'x1' },
      has: ['primary s3:GetObjectVersion', 'conditional s3:GetObject'],
      hasNot: ['primary s3:GetObject'],
      why: 'a version needs its own action',
    },
    {
      source: 's3',
      name: 'PutObject',
      request: { bucketName: 'logs', key: 'a', 'x-amz-grant-read': 'id=1' },
      has: ['primary s3:PutObject', 'conditional s3:PutObjectAcl'],
      hasNot: ['conditional s3:PutObjectTagging'],
      why: 'grant headers',
    },
    {
      source: 'ec2',
      name: 'CreateVolume',
      request: { size: '8' },
      has: ['primary ec2:CreateVolume'],
      hasNot: ['conditional ec2:CreateTags'],
      why: 'no tags, no tagging',
    },
    {
      source: 'ec2',
      name: 'CreateNatGateway',
      request: { CreateNatGatewayRequest: { TagSpecification: { ResourceType: 'natgateway' } } },
      has: ['conditional ec2:CreateTags'],
      hasNot: [],
      why: 'tags in the new wrapper',
    },
    {
      source: 'iam',
      name: 'CreateRole',
      request: { roleName: 'ci', tags: [{ key: 'a', value: 'b' }] },
      has: ['conditional iam:TagRole'],
      hasNot: [],
      why: 'tag on create',
    },
    {
      source: 'sts',
      name: 'AssumeRole',
      request: { roleArn: 'arn:aws:iam::111122223333:role/ci', sourceIdentity: 'alice' },
      has: ['conditional sts:SetSourceIdentity'],
      hasNot: ['conditional sts:TagSession'],
      why: 'only what the request asks',
    },
    {
      source: 'ecs',
      name: 'RunTask',
      request: { taskDefinition: 'web:3', cluster: 'prod' },
      has: ['primary ecs:RunTask', 'conditional iam:PassRole'],
      hasNot: ['inferred iam:PassRole'],
      why: 'the task definition may hold roles',
    },
    {
      source: 'cloudformation',
      name: 'CreateStack',
      request: { stackName: 'web' },
      has: ['primary cloudformation:CreateStack'],
      hasNot: ['inferred iam:PassRole', 'conditional iam:PassRole'],
      why: 'no role named, none passed',
    },
    {
      source: 'dynamodb',
      name: 'ExecuteStatement',
      request: {},
      has: ['conditional dynamodb:PartiQLSelect', 'conditional dynamodb:PartiQLDelete'],
      hasNot: ['primary dynamodb:PartiQLSelect'],
      why: 'any verb may have been',
    },
    {
      source: 'lambda',
      name: 'CreateFunction20150331',
      request: null,
      has: ['primary lambda:CreateFunction', 'conditional iam:PassRole'],
      hasNot: [],
      why: 'a request that is not in the record',
    },
    {
      source: 'connect',
      name: 'CreateParticipant',
      request: { participantDetails: { participantRole: 'AGENT' } },
      has: ['primary connect:CreateParticipant'],
      hasNot: ['inferred iam:PassRole'],
      why: 'no IAM role',
    },
  ])('$source $name: $why', ({ source, name, request, has, hasNot }) => {
    const found = kinds(source, name, request);
    expect(found).toEqual(expect.arrayContaining(has));
    for (const line of hasNot) expect(found).not.toContain(line);
  });

  test('a missing object also asked for s3:ListBucket', () => {
    const request = { bucketName: 'logs', key: 'a' };
    expect(kinds('s3', 'HeadObject', request, { errorCode: 'NoSuchKey' })).toContain(
      'conditional s3:ListBucket',
    );
    expect(kinds('s3', 'HeadObject', request)).not.toContain('conditional s3:ListBucket');
  });
});

describe('resources', () => {
  const first = (source: string, name: string, request: unknown, more = {}) =>
    lines(map(apiCall(source, name, request, more)))[0]
      ?.split(' ')
      .slice(2)
      .join(' ');

  test.each([
    {
      source: 's3',
      name: 'GetObject',
      request: null,
      expected: '*',
      why: 'null parameters: any resource',
    },
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'logs', key: 'a*' },
      expected: '*',
      why: 'a star in a key is no wildcard',
    },
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'logs', key: `a${VARIABLE}` },
      expected: '*',
      why: 'a variable in a key',
    },
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'reports-1a2b-s3alias', key: 'a' },
      expected: '*',
      why: 'an access point alias is no bucket',
    },
    {
      source: 's3',
      name: 'DeleteObjects',
      request: { bucketName: 'logs' },
      expected: 'arn:aws:s3:::logs/*',
      why: 'keys are not logged',
    },
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'logs', key: ['a', 'b'] },
      expected: 'arn:aws:s3:::logs/a arn:aws:s3:::logs/b',
      why: 'lists are all kept',
    },
    {
      source: 's3',
      name: 'GetObject',
      request: { bucketName: 'logs', key: 7 },
      expected: '*',
      why: 'a number is no key',
    },
    {
      source: 'iam',
      name: 'GetUser',
      request: null,
      expected: 'arn:aws:iam::111122223333:user/deployer',
      why: 'no name means the caller',
    },
    {
      source: 'iam',
      name: 'DeletePolicy',
      request: { policyArn: 'arn:aws:s3:::logs' },
      expected: '*',
      why: 'an ARN of another service',
    },
    {
      source: 'ec2',
      name: 'DeleteSubnet',
      request: { subnetId: 'subnet-0a1b2c3d' },
      expected: 'arn:aws:ec2:eu-west-1:*:subnet/subnet-0a1b2c3d',
      why: 'subnets are shared across accounts',
    },
    {
      source: 'ec2',
      name: 'StopInstances',
      request: { instancesSet: { items: [{ instanceId: 'i-0a1b2c3d' }, {}] } },
      expected: '*',
      why: 'one item without an id',
    },
    {
      source: 'lambda',
      name: 'GetFunction',
      request: { functionName: 'resize:prod' },
      expected:
        'arn:aws:lambda:eu-west-1:111122223333:function:resize arn:aws:lambda:eu-west-1:111122223333:function:resize:*',
      why: 'a qualifier may be checked',
    },
    {
      source: 'kms',
      name: 'Decrypt',
      request: { keyId: 'alias/app' },
      expected: '*',
      why: 'an alias would have to be resolved',
    },
    {
      source: 'logs',
      name: 'DeleteLogGroup',
      request: { logGroupName: '/aws/lambda/x' },
      expected:
        'arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x:*',
      why: 'both spellings',
    },
    {
      source: 'autoscaling',
      name: 'SetDesiredCapacity',
      request: { autoScalingGroupName: 'web' },
      expected:
        'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web',
      why: 'the UUID is not logged',
    },
    {
      source: 'glue',
      name: 'GetTable',
      request: { databaseName: 'sales', name: 'orders', catalogId: '444455556666' },
      expected: '*',
      why: 'another catalogue',
    },
    {
      source: 'dynamodb',
      name: 'Query',
      request: { tableName: 'orders', indexName: 'by-day' },
      expected:
        'arn:aws:dynamodb:eu-west-1:111122223333:table/orders arn:aws:dynamodb:eu-west-1:111122223333:table/orders/index/by-day',
      why: 'the index is authorised',
    },
    {
      source: 'dynamodb',
      name: 'BatchGetItem',
      request: { requestItems: { orders: {}, stock: {} } },
      expected:
        'arn:aws:dynamodb:eu-west-1:111122223333:table/orders arn:aws:dynamodb:eu-west-1:111122223333:table/stock',
      why: 'tables are the keys',
    },
  ])('$source $name: $why', ({ source, name, request, expected }) => {
    expect(first(source, name, request)).toBe(expected);
  });

  test('a malformed recorded ARN is not used', () => {
    const resources = [{ type: 'AWS::DynamoDB::Table', ARN: 'arn::::table/orders' }];
    expect(first('dynamodb', 'GetItem', {}, { resources })).toBe('*');
  });

  test('a call through an access point is authorised on that', () => {
    const resources = [
      { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::logs/a' },
      { type: 'AWS::S3::AccessPoint', ARN: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/ap' },
    ];
    expect(first('s3', 'GetObject', { bucketName: 'logs', key: 'a' }, { resources })).toBe('*');
  });

  test.each([
    {
      value: 'arn:aws:iam::111122223333:role/ci/deployer',
      expected: 'arn:aws:iam::111122223333:role/ci/deployer',
      why: 'an ARN is the role',
    },
    {
      value: 'glue-etl',
      expected: 'arn:aws:iam::111122223333:role/*glue-etl',
      why: 'a name may have any path',
    },
    { value: 'glue-*', expected: '*', why: 'a hostile name' },
    { value: { nested: true }, expected: '*', why: 'no text' },
  ])('passed role: $why', ({ value, expected }) => {
    const mapping = map(apiCall('glue', 'CreateJob', { name: 'etl', role: value }));
    expect(uses(mapping)).toContain(`inferred iam:PassRole ${expected}`);
  });

  test('an unknown instance profile may hold any role', () => {
    const request = { iamInstanceProfile: { name: 'mystery' } };
    expect(uses(map(apiCall('ec2', 'RunInstances', request)))).toContain('inferred iam:PassRole *');
  });

  test('partitions follow the caller, else the region', () => {
    const request = { bucketName: 'logs', key: 'a' };
    const userIdentity = { type: 'AWSService', invokedBy: 'backup.amazonaws.com' };
    const at = (awsRegion: string) =>
      first('s3', 'GetObject', request, { awsRegion, userIdentity });
    expect(at('cn-north-1')).toBe('arn:aws-cn:s3:::logs/a');
    expect(at('us-gov-west-1')).toBe('arn:aws-us-gov:s3:::logs/a');
    expect(at('nowhere')).toBe('*');
  });
});
