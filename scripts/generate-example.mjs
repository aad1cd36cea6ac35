#!/usr/bin/env node
/**
 * Writes the input of the bundled example account, `fixtures/accounts/meadow/input`.
 *
 * Everything is fixed: dates, names, a seeded generator of ids. Two runs write the same bytes. The
 * stories, and what an analyzer must conclude from them, are in `fixtures/accounts/meadow/README.md`.
 *
 * Shapes follow: IAM API Reference, "GetAccountAuthorizationDetails"; IAM User Guide, "Getting
 * credential reports"; CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail
 * userIdentity element".
 *
 * Usage: node scripts/generate-example.mjs [FOLDER]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ACCOUNT = '111122223333';
const MANAGEMENT_ACCOUNT = '444455556666';
const HOME = 'eu-west-1';
const GLOBAL = 'us-east-1';
const FIRST_DAY = Date.UTC(2026, 6, 24);
const DAYS = 120;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const HOSTILE_HTML = '</script><img src=x onerror=alert(1)>';
const HOSTILE_CSV = "=cmd|' /C calc'!A0";
const HOSTILE_ANSI = '\u001b[2J\u001b[31mowned\u001b[0m';

// ---------------------------------------------------------------- chance and ids

/** mulberry32: small, and the same on every machine. */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = seeded(20_261_120);
const below = (limit) => Math.floor(random() * limit);
const hex = (length) => Array.from({ length }, () => below(16).toString(16)).join('');
/** A UUID; `day` fixes its middle, so that the files compress to a size worth committing. */
const uuid = (day = '') => {
  const fixed = hexOf(`uuid ${day}`, 10);
  return `${hex(8)}-${fixed.slice(0, 4)}-4${fixed.slice(4, 7)}-a${fixed.slice(7)}-${hex(12)}`;
};
/** Request ids need not be unique in an account: only their head is drawn. */
const requestId = (day) => `${hex(8)}${uuidTail(day)}`;
const uuidTail = (day) => {
  const fixed = hexOf(`request ${day}`, 22);
  return `-${fixed.slice(0, 4)}-4${fixed.slice(4, 7)}-a${fixed.slice(7, 10)}-${fixed.slice(10)}`;
};

/** Text of `length` from AWS's id alphabet, always the same for the same words. */
function stableText(words, length) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digest = createHash('sha256').update(words).digest();
  return Array.from({ length }, (_, i) => alphabet[(digest[i] ?? 0) & 31]).join('');
}

/** 21 characters: `AIDA`, `AROA`, `AGPA` or `ANPA` and 17 more. */
const uniqueId = (prefix, words) => prefix + stableText(`${prefix} ${words}`, 17);
/** 20 characters and marked, so that nobody takes it for a real key. */
const accessKeyId = (prefix, words) => `${prefix}${stableText(words, 9)}EXAMPLE`;
const hexOf = (words, length) => createHash('sha256').update(words).digest('hex').slice(0, length);

// ---------------------------------------------------------------- names

const iam = (rest) => `arn:aws:iam::${ACCOUNT}:${rest}`;
const ORDERS = 'meadow-orders-prod';
const DATA_KEY = `arn:aws:kms:${HOME}:${ACCOUNT}:key/5b0c1d7e-52a4-4c39-9d0e-7f6a1e2b3c4d`;
const TRAIL_KEY = `arn:aws:kms:${HOME}:${ACCOUNT}:key/1f2e3d4c-0a1b-4c2d-8e3f-405162738495`;
const EDGE_KEY = `arn:aws:kms:${GLOBAL}:${ACCOUNT}:key/9a8b7c6d-1e2f-4a3b-8c4d-5e6f708192a3`;
const CHECKOUT_SECRET = `arn:aws:secretsmanager:${HOME}:${ACCOUNT}:secret:meadow/checkout/payments-q7Rz1c`;
const WAREHOUSE_SERVERS = ['i-0a41c5d2e7f80b963', 'i-0b72d9e1f3c4a5068'];
const RUNNER = 'i-0c93a1b4d5e6f7082';

const allow = (Action, Resource = '*', more = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action, Resource = '*', more = {}) => ({ Effect: 'Deny', Action, Resource, ...more });
const document = (...Statement) => ({ Version: '2012-10-17', Statement });
const trust = (Principal, more = {}) =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more });
const trustService = (...services) =>
  trust({ Service: services.length === 1 ? services[0] : services });

// ---------------------------------------------------------------- managed policies

const OLD = '2025-06-12T09:14:31';

/** Documents of AWS-managed policies: facts, from the AWS Managed Policy Reference Guide. */
const AWS_POLICIES = [
  {
    name: 'AdministratorAccess',
    created: '2015-02-06T18:39:46',
    document: document(allow('*')),
  },
  {
    name: 'AmazonECSTaskExecutionRolePolicy',
    path: '/service-role/',
    created: '2017-11-16T18:48:22',
    document: document(
      allow([
        'ecr:GetAuthorizationToken',
        'ecr:BatchCheckLayerAvailability',
        'ecr:GetDownloadUrlForLayer',
        'ecr:BatchGetImage',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
      ]),
    ),
  },
  {
    name: 'AmazonS3ReadOnlyAccess',
    created: '2015-02-06T18:40:59',
    document: document(
      allow([
        's3:Get*',
        's3:List*',
        's3:Describe*',
        's3-object-lambda:Get*',
        's3-object-lambda:List*',
      ]),
    ),
  },
  {
    name: 'AmazonSSMManagedInstanceCore',
    created: '2019-03-15T17:22:12',
    document: document(
      allow([
        'ssm:DescribeAssociation',
        'ssm:GetDeployablePatchSnapshotForInstance',
        'ssm:GetDocument',
        'ssm:DescribeDocument',
        'ssm:GetManifest',
        'ssm:GetParameter',
        'ssm:GetParameters',
        'ssm:ListAssociations',
        'ssm:ListInstanceAssociations',
        'ssm:PutInventory',
        'ssm:PutComplianceItems',
        'ssm:PutConfigurePackageResult',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceAssociationStatus',
        'ssm:UpdateInstanceInformation',
      ]),
      allow([
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
      ]),
      allow([
        'ec2messages:AcknowledgeMessage',
        'ec2messages:DeleteMessage',
        'ec2messages:FailMessage',
        'ec2messages:GetEndpoint',
        'ec2messages:GetMessages',
        'ec2messages:SendReply',
      ]),
    ),
  },
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    created: '2015-04-09T15:03:43',
    document: document(allow(['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'])),
  },
  {
    name: 'IAMUserChangePassword',
    created: '2016-11-15T00:25:16',
    document: document(
      allow(
        ['iam:ChangePassword'],
        [`arn:aws:iam::*:user/\${aws:username}`, `arn:aws:iam::*:user/*/\${aws:username}`],
      ),
      allow('iam:GetAccountPasswordPolicy'),
    ),
  },
  {
    name: 'PowerUserAccess',
    created: '2015-02-06T18:39:47',
    document: document(
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      allow([
        'account:GetAccountInformation',
        'account:GetGovCloudAccountInformation',
        'account:GetPrimaryEmail',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeEffectivePolicy',
        'organizations:DescribeOrganization',
      ]),
    ),
  },
  {
    name: 'AWSOrganizationsServiceTrustPolicy',
    path: '/aws-service-role/',
    created: '2017-10-10T23:04:07',
    document: document(
      allow(
        'iam:DeleteRole',
        ['arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*'],
        {
          Sid: 'AllowDeletionOfServiceLinkedRoleForOrganizations',
        },
      ),
      allow('iam:CreateServiceLinkedRole', '*', { Sid: 'AllowCreationOfServiceLinkedRoles' }),
      allow('iam:ListRoles', 'arn:aws:iam::*:role/aws-service-role/*', { Sid: 'ListRolesSLR' }),
    ),
  },
];

const PASS_TO_LAMBDA = {
  Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
};

const CI_DEPLOY = document(
  allow(
    [
      'ecs:DescribeServices',
      'ecs:DescribeTasks',
      'ecs:RunTask',
      'ecs:StopTask',
      'ecs:UpdateService',
    ],
    '*',
    {
      Sid: 'DeployServices',
    },
  ),
  allow(
    [
      'lambda:CreateFunction',
      'lambda:DeleteFunction',
      'lambda:GetFunction',
      'lambda:PublishVersion',
      'lambda:UpdateFunctionCode',
    ],
    `arn:aws:lambda:${HOME}:${ACCOUNT}:function:meadow-*`,
    { Sid: 'DeployFunctions' },
  ),
  allow(
    ['ec2:CreateTags', 'ec2:DescribeInstances', 'ec2:RunInstances', 'ec2:TerminateInstances'],
    '*',
    {
      Sid: 'BuildRunners',
    },
  ),
  allow(
    'iam:PassRole',
    [
      iam('role/meadow-checkout-task'),
      iam('role/meadow-build-runner'),
      iam('role/meadow-order-intake'),
    ],
    {
      Sid: 'PassDeployRoles',
      Condition: {
        StringEquals: {
          'iam:PassedToService': [
            'ecs-tasks.amazonaws.com',
            'ec2.amazonaws.com',
            'lambda.amazonaws.com',
          ],
        },
      },
    },
  ),
  allow(
    [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchDeleteImage',
      'ecr:CompleteLayerUpload',
      'ecr:GetAuthorizationToken',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    '*',
    { Sid: 'PushImages' },
  ),
  allow('cloudfront:CreateInvalidation', '*', { Sid: 'RefreshShopFront' }),
  allow('s3:PutObject', 'arn:aws:s3:::meadow-web-assets/*', { Sid: 'PublishShopFront' }),
);

/** `versions` oldest first: `[id, created, document]`; the one named by `default` is in force. */
const CUSTOMER_POLICIES = [
  {
    name: 'meadow-analytics',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow(['athena:*', 'glue:Get*'], '*', { Sid: 'Query' }),
          allow(
            ['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket'],
            [`arn:aws:s3:::${ORDERS}`, `arn:aws:s3:::${ORDERS}/*`],
            { Sid: 'ReadOrders' },
          ),
          allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::meadow-athena-results/*', {
            Sid: 'QueryResults',
          }),
          allow('redshift:*', '*', { Sid: 'OldWarehouse' }),
          allow('sts:AssumeRole', iam('role/meadow-finance-reader'), { Sid: 'FinanceFigures' }),
        ),
      ],
    ],
  },
  {
    name: 'meadow-app-config-read',
    path: '/shared/',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow(
            ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
            `arn:aws:ssm:${HOME}:${ACCOUNT}:parameter/meadow/*`,
            { Sid: 'Parameters' },
          ),
          allow(
            ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
            `arn:aws:secretsmanager:${HOME}:${ACCOUNT}:secret:meadow/*`,
            { Sid: 'Secrets' },
          ),
          allow(['kms:Decrypt', 'kms:Encrypt'], DATA_KEY, {
            Sid: 'DecryptThroughServices',
            Condition: {
              StringEquals: {
                'kms:ViaService': [
                  `secretsmanager.${HOME}.amazonaws.com`,
                  `ssm.${HOME}.amazonaws.com`,
                ],
              },
            },
          }),
        ),
      ],
    ],
  },
  {
    name: 'meadow-audit-read',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow([
            'iam:Generate*',
            'iam:Get*',
            'iam:List*',
            'cloudtrail:DescribeTrails',
            'cloudtrail:GetEventSelectors',
            'cloudtrail:GetTrailStatus',
            's3:GetBucketAcl',
            's3:GetBucketPolicy',
            's3:ListAllMyBuckets',
          ]),
        ),
      ],
    ],
  },
  {
    name: 'meadow-ci-deploy',
    path: '/ci/',
    default: 'v2',
    versions: [
      ['v1', '2025-02-03T10:02:11', document(allow('ecs:UpdateService'))],
      ['v2', '2025-11-18T15:40:57', CI_DEPLOY],
      // A draft that was never put in force: the newest version is not the default one.
      ['v3', '2026-06-02T08:21:09', document(allow('*'))],
    ],
  },
  {
    name: 'meadow-legacy-ftp-sync',
    default: 'v1',
    versions: [
      ['v1', '2024-01-22T07:55:00', document(allow('s3:*', 'arn:aws:s3:::meadow-ftp-drop*'))],
    ],
  },
  {
    name: 'meadow-log-reader',
    path: '/shared/',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow([
            'logs:DescribeLogGroups',
            'logs:DescribeMetricFilters',
            'logs:DescribeQueries',
            'logs:FilterLogEvents',
            'logs:GetLogEvents',
            'logs:GetQueryResults',
            'logs:StartQuery',
          ]),
        ),
      ],
    ],
  },
  {
    name: 'meadow-operations',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow(
            ['ec2:Describe*', 'ec2:RebootInstances', 'ec2:StartInstances', 'ec2:StopInstances'],
            '*',
            { Sid: 'Servers' },
          ),
          allow('rds:*', '*', { Sid: 'Databases' }),
          deny(['rds:DeleteDBCluster', 'rds:DeleteDBInstance'], '*', { Sid: 'NeverDropDatabases' }),
          allow(
            ['ecs:DescribeServices', 'ecs:ListTasks', 'ecs:StopTask', 'ecs:UpdateService'],
            '*',
            {
              Sid: 'Services',
            },
          ),
          allow(['ssm:ResumeSession', 'ssm:StartSession', 'ssm:TerminateSession'], '*', {
            Sid: 'Shell',
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          }),
          allow(['cloudwatch:DescribeAlarms', 'cloudwatch:GetMetricData'], '*', { Sid: 'Watch' }),
          deny('ec2:StopInstances', '*', {
            Sid: 'StopProductionOnlyWithMfa',
            Condition: {
              StringEquals: { 'aws:ResourceTag/env': 'prod' },
              BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
            },
          }),
          allow(
            'sts:AssumeRole',
            [iam('role/meadow-orders-support'), iam('role/emergency/meadow-break-glass')],
            { Sid: 'SupportRoles' },
          ),
        ),
      ],
    ],
  },
  {
    name: 'meadow-service-boundary',
    path: '/boundaries/',
    default: 'v1',
    versions: [
      [
        'v1',
        OLD,
        document(
          allow([
            'dynamodb:*',
            'kms:Decrypt',
            'kms:Encrypt',
            'logs:*',
            's3:*',
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'sqs:*',
            'ssm:GetParameter*',
          ]),
        ),
      ],
    ],
  },
];

const awsPolicyArn = (name) => {
  const found = AWS_POLICIES.find((policy) => policy.name === name);
  return `arn:aws:iam::aws:policy${found?.path ?? '/'}${name}`;
};
const customerPolicyArn = (name) => {
  const found = CUSTOMER_POLICIES.find((policy) => policy.name === name);
  return iam(`policy${found?.path ?? '/'}${name}`);
};
const policyArn = (name) =>
  AWS_POLICIES.some((policy) => policy.name === name)
    ? awsPolicyArn(name)
    : customerPolicyArn(name);

// ---------------------------------------------------------------- groups, users, roles

const GROUPS = [
  {
    name: 'data-analysts',
    created: '2025-01-15T08:00:10',
    attached: ['meadow-analytics'],
  },
  {
    name: 'developers',
    created: '2025-01-15T08:00:12',
    attached: ['meadow-log-reader'],
    inline: {
      'developer-tools': document(
        allow(
          [
            'lambda:CreateFunction',
            'lambda:DeleteFunction',
            'lambda:GetFunction',
            'lambda:GetFunctionConfiguration',
            'lambda:InvokeFunction',
            'lambda:ListFunctions',
            'lambda:UpdateFunctionCode',
          ],
          '*',
          { Sid: 'Functions' },
        ),
        allow(
          'iam:PassRole',
          [iam('role/meadow-image-resizer'), iam('role/meadow-inventory-sync')],
          { Sid: 'PassFunctionRoles', ...PASS_TO_LAMBDA },
        ),
        allow(
          ['dynamodb:DescribeTable', 'dynamodb:Query'],
          `arn:aws:dynamodb:${HOME}:${ACCOUNT}:table/meadow-*`,
          {
            Sid: 'LookAtTables',
          },
        ),
        allow('sts:AssumeRole', iam('role/meadow-sandbox'), { Sid: 'Sandbox' }),
      ),
    },
  },
  { name: 'interns-2025', created: '2025-05-30T12:10:44', attached: ['AmazonS3ReadOnlyAccess'] },
  {
    name: 'operators',
    created: '2025-01-15T08:00:14',
    attached: ['meadow-operations', 'meadow-log-reader'],
  },
];

const TEAM = (value) => [{ Key: 'team', Value: value }];

/** `key`: whether the user calls with a long-term access key; `password`: may sign in. */
const USERS = [
  {
    name: 'diego.fuentes',
    created: '2025-02-10T09:12:01',
    groups: ['operators'],
    tags: TEAM('operations'),
    password: true,
  },
  {
    name: 'grace.okafor',
    created: '2025-01-20T08:31:55',
    groups: ['operators'],
    tags: TEAM('operations'),
    password: true,
  },
  {
    name: 'hannah.weiss',
    created: '2025-03-03T10:05:20',
    groups: ['data-analysts'],
    tags: TEAM('data'),
    key: true,
    password: true,
  },
  {
    name: 'lukas.brandt',
    created: '2025-03-10T13:45:09',
    groups: [],
    tags: [...TEAM('contractor'), { Key: 'contract-ends', Value: '2026-05-31' }],
    attached: ['AmazonS3ReadOnlyAccess'],
    inline: {
      'migration-helper': document(
        allow(['rds:Describe*', 'rds:RestoreDBInstanceFromDBSnapshot'], '*', { Sid: 'Restore' }),
        allow('iam:PassRole', iam('role/meadow-db-migration-2024'), { Sid: 'PassMigrationRole' }),
      ),
    },
    key: true,
  },
  {
    name: 'mei.tanaka',
    created: '2025-04-14T07:50:37',
    groups: ['data-analysts', 'developers'],
    tags: TEAM('engineering'),
    key: true,
  },
  {
    name: 'olivia.hart',
    created: '2025-01-16T16:20:00',
    groups: [],
    tags: [{ Key: 'desk', Value: HOSTILE_ANSI }],
    attached: ['AmazonS3ReadOnlyAccess', 'IAMUserChangePassword'],
    password: true,
  },
  {
    name: 'priya.nair',
    created: '2025-01-21T09:00:41',
    groups: ['developers'],
    tags: TEAM('engineering'),
    key: true,
    password: true,
  },
  {
    name: 'sam.rivers',
    created: '2025-06-02T08:15:26',
    groups: [],
    tags: TEAM('warehouse'),
    inline: { 'warehouse-servers': document(allow('ec2:*', '*', { Sid: 'Servers' })) },
    key: true,
  },
  {
    name: 'shop-mailer',
    path: '/services/',
    created: '2025-02-27T11:33:18',
    groups: [],
    tags: TEAM('marketing'),
    inline: {
      'send-mail': document(
        allow(['ses:GetSendQuota', 'ses:SendEmail', 'ses:SendRawEmail'], '*', {
          Sid: 'Newsletters',
        }),
      ),
    },
    key: true,
  },
  {
    name: 'tomas.lindqvist',
    created: '2025-05-05T08:44:12',
    groups: ['developers'],
    tags: TEAM('engineering'),
    key: true,
  },
];

const LAMBDA_TRUST = trustService('lambda.amazonaws.com');
const HUMAN_TRUST = trust(
  { AWS: iam('root') },
  { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
);
const BOUNDARY = 'meadow-service-boundary';

const ROLES = [
  {
    name: 'AWSReservedSSO_AdministratorAccess_5f2a9c01d3e4b687',
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    created: '2025-01-10T10:00:00',
    trust: document({
      Effect: 'Allow',
      Principal: { Federated: iam('saml-provider/AWSSSO_0c1d2e3f4a5b6c7d_DO_NOT_DELETE') },
      Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    }),
    attached: ['AdministratorAccess'],
    maxSession: 43_200,
  },
  {
    name: 'AWSServiceRoleForConfig',
    path: '/aws-service-role/config.amazonaws.com/',
    created: '2025-01-10T11:20:31',
    trust: trustService('config.amazonaws.com'),
    attached: [],
  },
  {
    name: 'AWSServiceRoleForOrganizations',
    path: '/aws-service-role/organizations.amazonaws.com/',
    created: '2025-01-10T09:58:02',
    trust: trustService('organizations.amazonaws.com'),
    attached: ['AWSOrganizationsServiceTrustPolicy'],
  },
  {
    name: 'meadow-auditor',
    created: '2025-02-01T10:00:00',
    trust: trust(
      { AWS: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:root` },
      { Condition: { StringEquals: { 'sts:ExternalId': 'meadow-audit-2025' } } },
    ),
    attached: ['meadow-audit-read'],
  },
  {
    name: 'meadow-backup-runner',
    created: '2025-02-14T06:30:00',
    trust: trustService('backup.amazonaws.com'),
    inline: {
      'database-snapshots': document(
        allow([
          'rds:AddTagsToResource',
          'rds:CopyDBSnapshot',
          'rds:CreateDBSnapshot',
          'rds:DeleteDBSnapshot',
          'rds:DescribeDBInstances',
          'rds:DescribeDBSnapshots',
        ]),
      ),
    },
  },
  {
    name: 'meadow-break-glass',
    path: '/emergency/',
    created: '2025-01-10T12:00:00',
    trust: trust(
      { AWS: [iam('user/grace.okafor'), iam('user/diego.fuentes')] },
      { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
    ),
    attached: ['AdministratorAccess'],
    tags: [
      { Key: 'leastwise:exempt', Value: 'break-glass role - reviewed every June by operations' },
      { Key: 'leastwise:exempt-until', Value: '2027-06-30' },
    ],
  },
  {
    name: 'meadow-build-runner',
    created: '2025-03-18T14:00:00',
    trust: trustService('ec2.amazonaws.com'),
    attached: ['AmazonSSMManagedInstanceCore'],
    profile: 'meadow-build-runner-profile',
  },
  {
    name: 'meadow-checkout-task',
    created: '2025-02-20T09:00:00',
    trust: trustService('ecs-tasks.amazonaws.com'),
    attached: ['meadow-app-config-read'],
    inline: {
      'checkout-data': document(
        allow(
          ['dynamodb:GetItem', 'dynamodb:PutItem'],
          `arn:aws:dynamodb:${HOME}:${ACCOUNT}:table/meadow-carts`,
          { Sid: 'Carts' },
        ),
        allow('sqs:SendMessage', `arn:aws:sqs:${HOME}:${ACCOUNT}:meadow-orders`, {
          Sid: 'PlaceOrder',
        }),
      ),
    },
  },
  {
    name: 'meadow-ci-deployer',
    path: '/ci/',
    created: '2025-02-03T10:01:00',
    trust: document({
      Effect: 'Allow',
      Principal: { Federated: iam('oidc-provider/token.actions.githubusercontent.com') },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: {
          'token.actions.githubusercontent.com:sub': 'repo:meadow-garden/shop:ref:refs/heads/main',
        },
      },
    }),
    attached: ['meadow-ci-deploy'],
  },
  {
    name: 'meadow-db-migration-2024',
    created: '2024-09-02T08:00:00',
    trust: trustService('rds.amazonaws.com'),
    inline: {
      'copy-everything': document(allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject'])),
    },
    tags: TEAM('contractor'),
  },
  {
    name: 'meadow-ecs-execution',
    created: '2025-02-20T09:02:00',
    trust: trustService('ecs-tasks.amazonaws.com'),
    attached: ['AmazonECSTaskExecutionRolePolicy'],
  },
  {
    name: 'meadow-edge-headers',
    created: '2025-04-01T09:00:00',
    trust: trustService('lambda.amazonaws.com', 'edgelambda.amazonaws.com'),
    attached: ['AWSLambdaBasicExecutionRole'],
  },
  {
    name: 'meadow-finance-reader',
    created: '2025-03-25T15:00:00',
    trust: HUMAN_TRUST,
    inline: {
      figures: document(
        allow(['budgets:ViewBudget', 'ce:Get*'], '*', {
          Sid: 'Costs',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
        allow(
          [
            'athena:GetQueryExecution',
            'athena:GetQueryResults',
            'athena:StartQueryExecution',
            'athena:StopQueryExecution',
          ],
          '*',
          { Sid: 'Sales', Condition: { StringEquals: { 'aws:RequestedRegion': HOME } } },
        ),
      ),
    },
  },
  {
    name: 'meadow-image-resizer',
    created: '2025-05-12T10:00:00',
    trust: LAMBDA_TRUST,
    boundary: BOUNDARY,
    attached: ['AWSLambdaBasicExecutionRole'],
    inline: {
      images: document(
        allow('s3:GetObject', 'arn:aws:s3:::meadow-product-images/originals/*', {
          Sid: 'Originals',
        }),
        allow('s3:PutObject', 'arn:aws:s3:::meadow-product-images/resized/*', { Sid: 'Resized' }),
      ),
    },
  },
  {
    name: 'meadow-inventory-sync',
    created: '2025-05-12T10:05:00',
    trust: LAMBDA_TRUST,
    boundary: BOUNDARY,
    attached: ['AWSLambdaBasicExecutionRole', 'meadow-app-config-read'],
    inline: {
      inventory: document(
        allow(
          [
            'dynamodb:DescribeTable',
            'dynamodb:GetItem',
            'dynamodb:Query',
            'dynamodb:UpdateItem',
            'dynamodb:UpdateTable',
          ],
          `arn:aws:dynamodb:${HOME}:${ACCOUNT}:table/meadow-inventory`,
          { Sid: 'Inventory' },
        ),
        allow(
          ['sns:CreateTopic', 'sns:Publish'],
          `arn:aws:sns:${HOME}:${ACCOUNT}:meadow-low-stock`,
          { Sid: 'LowStock' },
        ),
      ),
    },
  },
  {
    name: 'meadow-loyalty-pilot',
    created: '2026-11-10T10:12:40',
    trust: LAMBDA_TRUST,
    inline: {
      pilot: document(
        allow(
          ['dynamodb:DescribeTable', 'dynamodb:GetItem'],
          `arn:aws:dynamodb:${HOME}:${ACCOUNT}:table/meadow-loyalty`,
          { Sid: 'Points' },
        ),
        allow('events:PutRule', '*', { Sid: 'Schedule' }),
      ),
    },
  },
  {
    name: 'meadow-order-intake',
    created: '2025-02-20T09:10:00',
    trust: LAMBDA_TRUST,
    attached: ['AWSLambdaBasicExecutionRole'],
    inline: {
      orders: document(
        allow('s3:ListBucket', `arn:aws:s3:::${ORDERS}`, { Sid: 'ListOrders' }),
        allow(
          ['s3:DeleteObject', 's3:GetObject', 's3:GetObjectTagging', 's3:PutObject'],
          `arn:aws:s3:::${ORDERS}/*`,
          { Sid: 'Orders' },
        ),
      ),
    },
  },
  {
    name: 'meadow-orders-support',
    created: '2025-04-22T13:00:00',
    trust: HUMAN_TRUST,
    inline: {
      'anything-but-destroy': document({
        Sid: 'OrdersBucket',
        Effect: 'Allow',
        NotAction: [
          's3:Delete*',
          's3:PutBucket*',
          's3:PutObjectAcl',
          's3:BypassGovernanceRetention',
        ],
        Resource: [`arn:aws:s3:::${ORDERS}`, `arn:aws:s3:::${ORDERS}/*`],
      }),
    },
  },
  {
    name: 'meadow-plant-sensors',
    created: '2025-06-20T10:00:00',
    trust: LAMBDA_TRUST,
    inline: {
      sensors: document(
        allow(['gardenia:PutReading', 'gardenia:ReadBed'], '*', { Sid: 'Beds' }),
        allow(['events:DescribeRule', 'events:DisableRule', 'events:EnableRule'], '*', {
          Sid: 'Watering',
        }),
      ),
    },
  },
  {
    name: 'meadow-price-sync',
    created: '2025-06-11T12:00:00',
    trust: LAMBDA_TRUST,
    boundary: BOUNDARY,
    inline: {
      suppliers: document(
        allow('ssm:GetParameter', `arn:aws:ssm:${HOME}:${ACCOUNT}:parameter/meadow/suppliers/*`, {
          Sid: 'Suppliers',
        }),
        allow('secretsmanager:DescribeSecret', '*', { Sid: 'Secrets' }),
      ),
    },
    tags: [{ Key: 'owner', Value: HOSTILE_HTML }],
  },
  {
    name: 'meadow-report-builder',
    // The second life of this name: see REPORT_BUILDER_BEFORE.
    created: '2026-10-12T13:20:18',
    trust: LAMBDA_TRUST,
    inline: {
      reports: document(
        allow(
          [
            'athena:GetQueryExecution',
            'athena:StartQueryExecution',
            'athena:StopQueryExecution',
            'athena:GetWorkGroup',
          ],
          '*',
          { Sid: 'Reports' },
        ),
      ),
    },
  },
  {
    name: 'meadow-sandbox',
    created: '2025-01-21T10:00:00',
    trust: trust({ AWS: iam('root') }),
    attached: ['PowerUserAccess'],
  },
  {
    name: 'meadow-warehouse-kiosk',
    created: '2024-11-11T11:11:00',
    trust: trustService('ec2.amazonaws.com'),
    attached: ['AmazonSSMManagedInstanceCore'],
    profile: 'meadow-warehouse-kiosk',
    // Before the logs begin.
    lastUsed: { at: '2026-02-11T16:42:03', region: HOME },
  },
];

const userArn = (user) => iam(`user${user.path ?? '/'}${user.name}`);
const userId = (name) => uniqueId('AIDA', name);
const roleArn = (role) => iam(`role${role.path ?? '/'}${role.name}`);
const roleId = (name) => uniqueId('AROA', name);
const roleNamed = (name) => {
  const role = ROLES.find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`no role ${name}`);
  return role;
};
/** `meadow-report-builder` before it was deleted and created again on 2026-10-12. */
const REPORT_BUILDER_BEFORE = 'meadow-report-builder, first life';
const SSO_ADMIN = 'AWSReservedSSO_AdministratorAccess_5f2a9c01d3e4b687';

// ---------------------------------------------------------------- records

const records = [];
/** Unique id → the newest event made with it, for `RoleLastUsed` and the credential report. */
const newestByCaller = new Map();
const newestSignIn = new Map();

const iso = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const at = (day, hour, minute = 0, second = 0) =>
  FIRST_DAY + day * DAY + hour * HOUR + minute * 60_000 + second * 1000;
/** A moment within `minutes` after. */
const about = (ms, minutes = 20) => ms + below(minutes * 60) * 1000;
const dayOf = (year, month, date) => (Date.UTC(year, month - 1, date) - FIRST_DAY) / DAY;
const weekday = (day) => new Date(FIRST_DAY + day * DAY).getUTCDay();
const isWorkday = (day) => weekday(day) >= 1 && weekday(day) <= 5;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** CloudTrail's own way to print dates inside response elements: `Jul 10, 2023, 12:55:24 PM`. */
function trailDate(ms) {
  // By hand: `toLocaleString` differs between versions of Node.
  const date = new Date(ms);
  const hour = date.getUTCHours();
  const clock = `${hour % 12 || 12}:${date.toISOString().slice(14, 19)} ${hour < 12 ? 'AM' : 'PM'}`;
  return `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}, ${clock}`;
}

/** Dates on which AWS raised the record version, made up in order. */
function eventVersionAt(ms) {
  if (ms < Date.UTC(2026, 8, 1)) return '1.09';
  return ms < Date.UTC(2026, 9, 15) ? '1.10' : '1.11';
}

/** `via: 'console'`: with the short-term key that a sign-in with MFA gives, instead of the user's own. */
const byUser = (name, { via } = {}) => {
  const user = USERS.find((candidate) => candidate.name === name) ?? { name };
  return {
    // The credential report knows the use of long-term keys only.
    ...(via === undefined ? { id: userId(name) } : {}),
    identity: (ms) => ({
      type: 'IAMUser',
      principalId: userId(name),
      arn: userArn(user),
      accountId: ACCOUNT,
      accessKeyId: accessKeyId(via === undefined ? 'AKIA' : 'ASIA', name),
      userName: name,
      ...(via === undefined
        ? {}
        : {
            sessionContext: {
              sessionIssuer: {},
              webIdFederationData: {},
              attributes: {
                creationDate: iso(ms - 1_200_000 - (ms % 600_000)),
                mfaAuthenticated: 'true',
              },
            },
          }),
    }),
    ip: `203.0.113.${20 + (hexOf(name, 2).charCodeAt(0) % 60)}`,
    agent:
      'aws-cli/2.27.41 md/awscrt#0.26.1 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.4',
  };
};

/** A session of a role; `life` tells two roles of the same name apart. */
const bySession = (name, session, { ip, agent, invokedBy, life = name, mfa = 'false' } = {}) => {
  const role = roleNamed(name);
  const id = roleId(life);
  return {
    id,
    identity: (ms) => ({
      type: 'AssumedRole',
      principalId: `${id}:${session}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
      accountId: ACCOUNT,
      accessKeyId: accessKeyId('ASIA', `${life} ${session} ${iso(ms).slice(0, 10)}`),
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: id,
          arn: roleArn(role),
          accountId: ACCOUNT,
          userName: name,
        },
        attributes: { creationDate: iso(ms - 600_000 - (ms % 600_000)), mfaAuthenticated: mfa },
      },
      ...(invokedBy === undefined ? {} : { invokedBy }),
    }),
    ip: invokedBy ?? ip ?? '10.20.4.17',
    agent:
      invokedBy ?? agent ?? 'Boto3/1.38.23 md/Botocore#1.38.23 ua/2.1 os/linux lang/python#3.13',
  };
};

/** The same session, called for by a service: a forward access session. */
const through = (caller, service) => ({
  ...caller,
  identity: (ms) => ({ ...caller.identity(ms), invokedBy: service }),
  ip: service,
  agent: service,
});

const byService = (service) => ({
  identity: () => ({ type: 'AWSService', invokedBy: service }),
  ip: service,
  agent: service,
});

const host = (source, region) =>
  source === 'iam.amazonaws.com' || source === 'cloudfront.amazonaws.com'
    ? source
    : source.replace('.amazonaws.com', `.${region}.amazonaws.com`);

/** One record in CloudTrail's order of members. `call` says what happened, in CloudTrail's words. */
function log(ms, region, caller, call) {
  const [source, name] = call.event.split(' ');
  const eventSource = `${source}.amazonaws.com`;
  const eventVersion = eventVersionAt(ms);
  const data = call.category === 'Data';
  const record = {
    eventVersion,
    userIdentity: caller.identity(ms),
    eventTime: iso(ms),
    eventSource,
    eventName: name,
    awsRegion: region,
    sourceIPAddress: caller.ip,
    userAgent: caller.agent,
    ...(call.error === undefined
      ? {}
      : { errorCode: call.error, errorMessage: call.message ?? '' }),
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    ...(call.additional === undefined ? {} : { additionalEventData: call.additional }),
    ...(call.type === 'AwsConsoleSignIn'
      ? {}
      : { requestID: call.requestId ?? requestId(iso(ms).slice(0, 10)) }),
    eventID: uuid(iso(ms).slice(0, 10)),
    readOnly: call.readOnly ?? true,
    ...(call.resources === undefined ? {} : { resources: call.resources }),
    eventType: call.type ?? 'AwsApiCall',
    ...(call.apiVersion === undefined ? {} : { apiVersion: call.apiVersion }),
    managementEvent: !data,
    recipientAccountId: ACCOUNT,
    ...(call.shared === undefined ? {} : { sharedEventID: call.shared }),
    ...(call.details === undefined ? {} : { serviceEventDetails: call.details }),
    eventCategory: call.category ?? 'Management',
    ...(caller.ip.endsWith('.amazonaws.com') || call.type === 'AwsServiceEvent'
      ? {}
      : {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: call.host ?? host(eventSource, region),
          },
        }),
  };
  records.push({ ms, region, record });
  if (caller.id !== undefined) remember(caller, ms, region, source);
}

function remember(caller, ms, region, service) {
  const known = newestByCaller.get(caller.id);
  if (known === undefined || known.ms < ms) newestByCaller.set(caller.id, { ms, region, service });
}

const read = (event, request, more = {}) => ({ event, request, ...more });
const write = (event, request, more = {}) => ({ event, request, readOnly: false, ...more });

// ---------------------------------------------------------------- recurring calls

const roleResource = (arn) => [{ accountId: ACCOUNT, type: 'AWS::IAM::Role', ARN: arn }];

function assumedRole(ms, name, session, life = name) {
  return {
    credentials: {
      accessKeyId: accessKeyId('ASIA', `${life} ${session} ${iso(ms).slice(0, 10)}`),
      sessionToken: 'EXAMPLE-TOKEN',
      expiration: trailDate(ms + HOUR),
    },
    assumedRoleUser: {
      assumedRoleId: `${roleId(life)}:${session}`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${session}`,
    },
  };
}

/** Somebody takes a role; counts as use of the role. */
function assume(ms, region, caller, name, session, { life = name, more = {}, shared } = {}) {
  const arn = roleArn(roleNamed(name));
  log(ms, region, caller, {
    ...read('sts AssumeRole', { roleArn: arn, roleSessionName: session, ...more }),
    response: assumedRole(ms, name, session, life),
    resources: roleResource(arn),
    ...(shared === undefined ? {} : { shared }),
  });
  remember({ id: roleId(life) }, ms, region, 'sts');
}

const assumeByService = (ms, region, service, name, session, life = name) =>
  assume(ms, region, byService(service), name, session, { life, shared: uuid() });

function object(ms, caller, event, key, more = {}) {
  const bucket = `arn:aws:s3:::${ORDERS}`;
  log(ms, HOME, caller, {
    event: `s3 ${event}`,
    request: {
      bucketName: ORDERS,
      Host: `${ORDERS}.s3.${HOME}.amazonaws.com`,
      ...(key === undefined ? { 'list-type': '2', prefix: 'inbox/' } : { key }),
    },
    readOnly: event !== 'PutObject',
    additional: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: 0,
      AuthenticationMethod: 'AuthHeader',
      bytesTransferredOut: 2048,
    },
    requestId: hex(16).toUpperCase(),
    resources: [
      key === undefined
        ? { type: 'AWS::S3::Object', ARNPrefix: `${bucket}/` }
        : { type: 'AWS::S3::Object', ARN: `${bucket}/${key}` },
      { accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: bucket },
    ],
    category: 'Data',
    host: `${ORDERS}.s3.${HOME}.amazonaws.com`,
    ...more,
  });
}

const logStream = (ms, region, caller, name) =>
  log(ms, region, caller, {
    ...write('logs CreateLogStream', {
      logGroupName: `/aws/lambda/${name}`,
      logStreamName: `${iso(ms).slice(0, 10).replaceAll('-', '/')}/[$LATEST]${hex(16)}`,
    }),
    apiVersion: '20140328',
  });

function signIn(ms, name) {
  const user = USERS.find((candidate) => candidate.name === name);
  const caller = {
    identity: () => ({
      type: 'IAMUser',
      principalId: userId(name),
      arn: userArn(user),
      accountId: ACCOUNT,
      userName: name,
    }),
    ip: '198.51.100.24',
    agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
  };
  log(ms, GLOBAL, caller, {
    event: 'signin ConsoleLogin',
    response: { ConsoleLogin: 'Success' },
    additional: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed: 'Yes',
    },
    readOnly: false,
    type: 'AwsConsoleSignIn',
    host: 'signin.aws.amazon.com',
  });
  if ((newestSignIn.get(name) ?? 0) < ms) newestSignIn.set(name, ms);
}

// ---------------------------------------------------------------- the stories

/** Services that work around the clock: they keep both regions covered, read and write. */
function backgroundOf(day) {
  const config = bySession('AWSServiceRoleForConfig', 'AWSConfig-Describe', {
    invokedBy: 'config.amazonaws.com',
  });
  for (let hour = 1; hour < 24; hour += 3) {
    const ms = about(at(day, hour), 25);
    log(
      ms,
      HOME,
      config,
      read('ec2 DescribeSecurityGroups', { securityGroupSet: {}, filterSet: {} }),
    );
    log(ms + 4000, HOME, config, read('lambda ListFunctions20150331', { maxItems: 50 }));
    log(ms + 9000, GLOBAL, config, read('iam ListRoles', { maxItems: 100 }));
  }
  for (let hour = 2; hour < 24; hour += 6) {
    const ms = about(at(day, hour), 30);
    log(ms, GLOBAL, config, {
      ...read('kms DescribeKey', { keyId: EDGE_KEY }),
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: EDGE_KEY }],
    });
    log(ms + 60_000, HOME, byService('cloudtrail.amazonaws.com'), {
      ...read('kms GenerateDataKey', {
        keyId: TRAIL_KEY,
        keySpec: 'AES_256',
        encryptionContext: {
          'aws:cloudtrail:arn': `arn:aws:cloudtrail:${HOME}:${ACCOUNT}:trail/meadow-trail`,
        },
      }),
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: TRAIL_KEY }],
      shared: uuid(),
    });
  }
  log(about(at(day, 3)), HOME, byService('cloudtrail.amazonaws.com'), {
    ...read('s3 GetBucketAcl', {
      bucketName: 'meadow-trail-logs',
      Host: `meadow-trail-logs.s3.${HOME}.amazonaws.com`,
      acl: '',
    }),
    resources: [
      { accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::meadow-trail-logs' },
    ],
    shared: uuid(),
  });
}

function edgeHeaders(day) {
  const edge = bySession('meadow-edge-headers', 'us-east-1.meadow-edge-headers', {
    ip: '10.0.88.3',
  });
  assumeByService(
    about(at(day, 4)),
    GLOBAL,
    'edgelambda.amazonaws.com',
    'meadow-edge-headers',
    'us-east-1.meadow-edge-headers',
  );
  for (let hour = 0; hour < 24; hour += 4) {
    logStream(about(at(day, hour, 30), 20), GLOBAL, edge, 'us-east-1.meadow-edge-headers');
  }
}

function orderIntake(day) {
  const intake = bySession('meadow-order-intake', 'meadow-order-intake');
  for (let hour = 0; hour < 24; hour += 6) {
    const ms = about(at(day, hour, 5), 15);
    assumeByService(ms, HOME, 'lambda.amazonaws.com', 'meadow-order-intake', 'meadow-order-intake');
    logStream(ms + 2000, HOME, intake, 'meadow-order-intake');
  }
  for (let hour = 0; hour < 24; hour += 3) {
    const ms = about(at(day, hour, 25), 20);
    const key = `inbox/${iso(ms).slice(0, 10)}/${hexOf(`order ${day} ${hour}`, 8)}.json`;
    object(ms, intake, 'GetObject', key);
    object(ms + 3000, intake, 'PutObject', key.replace('inbox/', 'accepted/'));
  }
  object(about(at(day, 12)), intake, 'ListObjects', undefined);
}

function otherFunctions(day) {
  const resizer = bySession('meadow-image-resizer', 'meadow-image-resizer');
  const inventory = bySession('meadow-inventory-sync', 'meadow-inventory-sync');
  for (const hour of [7, 19]) {
    const ms = about(at(day, hour, 10), 30);
    assumeByService(
      ms,
      HOME,
      'lambda.amazonaws.com',
      'meadow-image-resizer',
      'meadow-image-resizer',
    );
    logStream(ms + 2000, HOME, resizer, 'meadow-image-resizer');
    assumeByService(
      ms + 9000,
      HOME,
      'lambda.amazonaws.com',
      'meadow-inventory-sync',
      'meadow-inventory-sync',
    );
    logStream(ms + 11_000, HOME, inventory, 'meadow-inventory-sync');
    log(ms + 14_000, HOME, inventory, {
      ...read('ssm GetParameter', { name: '/meadow/inventory/endpoint', withDecryption: false }),
      resources: [
        {
          accountId: ACCOUNT,
          ARN: `arn:aws:ssm:${HOME}:${ACCOUNT}:parameter/meadow/inventory/endpoint`,
        },
      ],
    });
    log(ms + 16_000, HOME, inventory, {
      ...read('dynamodb DescribeTable', { tableName: 'meadow-inventory' }),
      resources: [
        {
          accountId: ACCOUNT,
          type: 'AWS::DynamoDB::Table',
          ARN: `arn:aws:dynamodb:${HOME}:${ACCOUNT}:table/meadow-inventory`,
        },
      ],
      apiVersion: '2012-08-10',
    });
  }
}

/** KMS is asked by Secrets Manager, with the task's session: still the task's use. */
function checkout(day) {
  const task = hexOf(`task ${Math.floor(day / 7)}`, 32);
  const session = bySession('meadow-checkout-task', task, { ip: '10.20.8.40' });
  const execution = bySession('meadow-ecs-execution', task, { ip: '10.20.8.40' });
  for (const hour of [5, 17]) {
    const ms = about(at(day, hour, 40), 15);
    assumeByService(ms, HOME, 'ecs-tasks.amazonaws.com', 'meadow-checkout-task', task);
    log(ms + 5000, HOME, session, {
      ...read('ssm GetParametersByPath', {
        path: '/meadow/checkout',
        recursive: true,
        withDecryption: false,
      }),
    });
    log(
      ms + 7000,
      HOME,
      session,
      read('secretsmanager GetSecretValue', { secretId: CHECKOUT_SECRET }),
    );
    log(ms + 7000, HOME, through(session, 'secretsmanager.amazonaws.com'), {
      ...read('kms Decrypt', {
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        encryptionContext: { SecretARN: CHECKOUT_SECRET },
      }),
      resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: DATA_KEY }],
    });
  }
  if (!isWorkday(day)) return;
  const start = about(at(day, 10, 50), 5);
  const image = { registryId: ACCOUNT, repositoryName: 'meadow/checkout' };
  const repository = [
    { accountId: ACCOUNT, ARN: `arn:aws:ecr:${HOME}:${ACCOUNT}:repository/meadow/checkout` },
  ];
  assumeByService(start, HOME, 'ecs-tasks.amazonaws.com', 'meadow-ecs-execution', task);
  log(start + 1000, HOME, execution, read('ecr GetAuthorizationToken', {}));
  log(start + 2000, HOME, execution, {
    ...read('ecr BatchGetImage', { ...image, imageIds: [{ imageTag: 'live' }] }),
    resources: repository,
  });
  log(start + 3000, HOME, execution, {
    ...read('ecr GetDownloadUrlForLayer', {
      ...image,
      layerDigest: `sha256:${hexOf('layer', 64)}`,
    }),
    resources: repository,
  });
  log(start + 6000, HOME, execution, {
    ...write('logs CreateLogStream', {
      logGroupName: '/ecs/checkout',
      logStreamName: `checkout/web/${task}`,
    }),
    apiVersion: '20140328',
  });
}

function buildRunner(day) {
  const agent = bySession('meadow-build-runner', RUNNER, {
    ip: '10.20.12.9',
    agent: 'aws-sdk-go/1.55.5 (go1.23.8; linux; amd64) amazon-ssm-agent/',
  });
  assumeByService(
    about(at(day, 1, 2), 10),
    HOME,
    'ec2.amazonaws.com',
    'meadow-build-runner',
    RUNNER,
  );
  for (let hour = 2; hour < 24; hour += 4) {
    log(about(at(day, hour, 15), 10), HOME, agent, {
      ...write('ssm UpdateInstanceInformation', {
        instanceId: RUNNER,
        agentVersion: '3.3.2299.0',
        platformType: 'Linux',
        agentName: 'amazon-ssm-agent',
      }),
    });
  }
  log(
    about(at(day, 6, 20), 10),
    HOME,
    agent,
    read('ssm ListInstanceAssociations', { instanceId: RUNNER, maxResults: 20 }),
  );
}

const CI_AGENT =
  'aws-sdk-js/3.826.0 ua/2.1 os/linux#6.11.0 lang/js md/nodejs#20.19.2 configure-aws-credentials-for-github-actions';

/** Passes two of the three roles it may: to ECS by `RunTask`, to EC2 by an instance profile. */
function deploy(day) {
  const run = `GitHubActions-${10_400 + day}`;
  const ms = about(at(day, 10, 5), 30);
  const caller = bySession('meadow-ci-deployer', run, { ip: '198.51.100.61', agent: CI_AGENT });
  const arn = roleArn(roleNamed('meadow-ci-deployer'));
  log(
    ms,
    HOME,
    {
      identity: () => ({
        type: 'WebIdentityUser',
        principalId: `${iam('oidc-provider/token.actions.githubusercontent.com')}:sts.amazonaws.com:repo:meadow-garden/shop:ref:refs/heads/main`,
        userName: 'repo:meadow-garden/shop:ref:refs/heads/main',
        identityProvider: iam('oidc-provider/token.actions.githubusercontent.com'),
      }),
      ip: '198.51.100.61',
      agent: CI_AGENT,
    },
    {
      ...read('sts AssumeRoleWithWebIdentity', {
        roleArn: arn,
        roleSessionName: run,
        durationSeconds: 3600,
      }),
      response: {
        ...assumedRole(ms, 'meadow-ci-deployer', run),
        subjectFromWebIdentityToken: 'repo:meadow-garden/shop:ref:refs/heads/main',
        audience: 'sts.amazonaws.com',
      },
      resources: roleResource(arn),
    },
  );
  const image = { registryId: ACCOUNT, repositoryName: 'meadow/checkout' };
  const repository = [
    { accountId: ACCOUNT, ARN: `arn:aws:ecr:${HOME}:${ACCOUNT}:repository/meadow/checkout` },
  ];
  const ecr = (seconds, call) =>
    log(ms + seconds * 1000, HOME, caller, { ...call, resources: repository });
  log(ms + 10_000, HOME, caller, read('ecr GetAuthorizationToken', {}));
  ecr(
    12,
    read('ecr BatchCheckLayerAvailability', {
      ...image,
      layerDigests: [`sha256:${hexOf('layer', 64)}`],
    }),
  );
  ecr(14, write('ecr InitiateLayerUpload', image));
  ecr(19, write('ecr UploadLayerPart', { ...image, partFirstByte: 0, partLastByte: 20_971_519 }));
  ecr(
    21,
    write('ecr CompleteLayerUpload', { ...image, layerDigests: [`sha256:${hexOf('layer', 64)}`] }),
  );
  ecr(24, write('ecr PutImage', { ...image, imageTag: 'live' }));
  log(ms + 40_000, HOME, caller, {
    ...write('ecs RunTask', {
      cluster: 'meadow',
      taskDefinition: 'checkout-migrations:41',
      launchType: 'FARGATE',
      count: 1,
      overrides: {
        taskRoleArn: iam('role/meadow-checkout-task'),
        containerOverrides: [{ name: 'migrate' }],
      },
    }),
  });
  log(
    ms + 90_000,
    HOME,
    caller,
    write('ecs UpdateService', {
      cluster: 'meadow',
      service: 'checkout',
      forceNewDeployment: true,
    }),
  );
  log(
    ms + 120_000,
    HOME,
    caller,
    read('ecs DescribeServices', { cluster: 'meadow', services: ['checkout'] }),
  );
  log(ms + 130_000, HOME, caller, {
    ...write('lambda UpdateFunctionCode20150331v2', {
      functionName: 'meadow-order-intake',
      s3Bucket: 'meadow-web-assets',
      s3Key: 'functions/order-intake.zip',
      publish: false,
      dryRun: false,
    }),
    response: {
      functionName: 'meadow-order-intake',
      functionArn: `arn:aws:lambda:${HOME}:${ACCOUNT}:function:meadow-order-intake`,
      role: iam('role/meadow-order-intake'),
    },
  });
  log(
    ms + 133_000,
    HOME,
    caller,
    read('lambda GetFunction20150331v2', { functionName: 'meadow-order-intake' }),
  );
  log(ms + 150_000, GLOBAL, caller, {
    ...write('cloudfront CreateInvalidation', {
      distributionId: 'E2MEADOWSHOP1',
      invalidationBatch: { callerReference: run, paths: { quantity: 1, items: ['/*'] } },
    }),
    apiVersion: '2020_05_31',
  });
}

/** Mondays: a fresh build machine, an hour of work, and gone. */
function buildMachine(day) {
  const ms = about(at(day, 11, 30), 10);
  const caller = bySession('meadow-ci-deployer', `GitHubActions-${10_400 + day}`, {
    ip: '198.51.100.61',
    agent: CI_AGENT,
  });
  const instanceId = `i-0${hexOf(`runner ${day}`, 16)}`;
  log(ms, HOME, caller, {
    ...write('ec2 RunInstances', {
      instancesSet: { items: [{ imageId: 'ami-0f3c9e1a2b4d5c678', minCount: 1, maxCount: 1 }] },
      instanceType: 'c7i.large',
      blockDeviceMapping: {},
      monitoring: { enabled: false },
      subnetId: 'subnet-0d1e2f3a4b5c6d7e8',
      iamInstanceProfile: { name: 'meadow-build-runner-profile' },
      tagSpecificationSet: {
        items: [{ resourceType: 'instance', tags: [{ key: 'purpose', value: 'ci' }] }],
      },
    }),
    response: {
      instancesSet: {
        items: [
          {
            instanceId,
            imageId: 'ami-0f3c9e1a2b4d5c678',
            instanceState: { code: 0, name: 'pending' },
          },
        ],
      },
    },
  });
  log(
    ms + 30_000,
    HOME,
    caller,
    read('ec2 DescribeInstances', { instancesSet: { items: [{ instanceId }] }, filterSet: {} }),
  );
  log(ms + HOUR, HOME, caller, {
    ...write('ec2 TerminateInstances', { instancesSet: { items: [{ instanceId }] } }),
    response: {
      instancesSet: {
        items: [
          {
            instanceId,
            currentState: { code: 32, name: 'shutting-down' },
            previousState: { code: 16, name: 'running' },
          },
        ],
      },
    },
  });
}

function samRivers(day) {
  const sam = byUser('sam.rivers');
  const servers = {
    instancesSet: { items: WAREHOUSE_SERVERS.map((instanceId) => ({ instanceId })) },
  };
  const changed = (from, to) => ({
    instancesSet: {
      items: WAREHOUSE_SERVERS.map((instanceId) => ({
        instanceId,
        currentState: to,
        previousState: from,
      })),
    },
  });
  const running = { code: 16, name: 'running' };
  const stopped = { code: 80, name: 'stopped' };
  const morning = about(at(day, 5, 50), 8);
  log(morning, HOME, sam, {
    ...write('ec2 StartInstances', servers),
    response: changed(stopped, { code: 0, name: 'pending' }),
  });
  log(morning + 95_000, HOME, sam, read('ec2 DescribeInstances', { ...servers, filterSet: {} }));
  log(about(at(day, 18, 30), 20), HOME, sam, {
    ...write('ec2 StopInstances', { ...servers, force: false }),
    response: changed(running, { code: 64, name: 'stopping' }),
  });
}

function developers(day) {
  const priya = byUser('priya.nair');
  const tomas = byUser('tomas.lindqvist');
  const mei = byUser('mei.tanaka');
  const morning = about(at(day, 8, 30), 40);
  const logs = { apiVersion: '20140328' };
  log(morning, HOME, priya, read('lambda ListFunctions20150331', { maxItems: 50 }));
  log(morning + 60_000, HOME, priya, { ...read('logs DescribeLogGroups', { limit: 50 }), ...logs });
  log(morning + 90_000, HOME, priya, {
    ...read('logs FilterLogEvents', {
      logGroupName: '/aws/lambda/meadow-order-intake',
      filterPattern: 'ERROR',
    }),
    ...logs,
  });
  log(
    morning + 9 * 60_000,
    HOME,
    mei,
    read('lambda GetFunction20150331v2', { functionName: 'meadow-inventory-sync' }),
  );
  log(
    morning + 10 * 60_000,
    HOME,
    tomas,
    read('lambda GetFunctionConfiguration20150331v2', { functionName: 'meadow-image-resizer' }),
  );
  log(morning + 12 * 60_000, HOME, tomas, {
    ...read('logs GetLogEvents', {
      logGroupName: '/aws/lambda/meadow-image-resizer',
      logStreamName: `${iso(morning).slice(0, 10).replaceAll('-', '/')}/[$LATEST]${hexOf('stream', 16)}`,
    }),
    ...logs,
  });
  if (weekday(day) !== 3) return;
  log(morning + HOUR, HOME, priya, {
    ...read('logs StartQuery', {
      logGroupName: '/aws/lambda/meadow-order-intake',
      startTime: Math.floor(morning / 1000) - 3600,
      endTime: Math.floor(morning / 1000),
      queryString: 'stats count(*) by bin(5m)',
    }),
    ...logs,
  });
  log(morning + HOUR + 8000, HOME, priya, {
    ...read('logs GetQueryResults', { queryId: uuid() }),
    ...logs,
  });
  log(morning + HOUR + 60_000, HOME, mei, {
    ...write('lambda UpdateFunctionCode20150331v2', {
      functionName: 'meadow-inventory-sync',
      publish: false,
      dryRun: false,
    }),
  });
  log(
    morning + HOUR + 120_000,
    HOME,
    mei,
    read('dynamodb DescribeTable', { tableName: 'meadow-inventory' }),
  );
}

/** `CreateFunction` passes the role of the new function. */
function newFunction(ms) {
  log(ms, HOME, byUser('priya.nair'), {
    ...write('lambda CreateFunction20150331', {
      functionName: 'meadow-image-resizer-webp',
      runtime: 'nodejs20.x',
      role: iam('role/meadow-image-resizer'),
      handler: 'index.handler',
      code: {},
      timeout: 30,
      memorySize: 512,
      publish: false,
      packageType: 'Zip',
    }),
    response: {
      functionName: 'meadow-image-resizer-webp',
      functionArn: `arn:aws:lambda:${HOME}:${ACCOUNT}:function:meadow-image-resizer-webp`,
      role: iam('role/meadow-image-resizer'),
    },
  });
}

function operators(day) {
  const grace = byUser('grace.okafor', { via: 'console' });
  const diego = byUser('diego.fuentes', { via: 'console' });
  const ms = about(at(day, 7, 15), 30);
  log(ms, HOME, grace, read('monitoring DescribeAlarms', { stateValue: 'ALARM' }));
  log(
    ms + 40_000,
    HOME,
    grace,
    read('rds DescribeDBInstances', { dBInstanceIdentifier: 'meadow-shop' }),
  );
  log(ms + 80_000, HOME, diego, read('ec2 DescribeInstances', { instancesSet: {}, filterSet: {} }));
  log(ms + 130_000, HOME, diego, {
    ...read('logs DescribeLogGroups', { limit: 50 }),
    apiVersion: '20140328',
  });
  if (weekday(day) === 2) {
    log(
      ms + HOUR,
      HOME,
      grace,
      write('rds CreateDBSnapshot', {
        dBInstanceIdentifier: 'meadow-shop',
        dBSnapshotIdentifier: `before-release-${iso(ms).slice(0, 10)}`,
      }),
    );
    log(
      ms + HOUR + 9000,
      HOME,
      grace,
      write('ecs UpdateService', { cluster: 'meadow', service: 'checkout', desiredCount: 4 }),
    );
    support(ms + 2 * HOUR, day);
  }
  if (weekday(day) === 4) {
    log(ms + HOUR, HOME, grace, {
      ...write('ssm StartSession', { target: RUNNER }),
      response: { sessionId: `grace.okafor-${hexOf(`shell ${day}`, 17)}` },
    });
  }
}

/** The role that may do anything but destroy, used to look at orders. */
function support(ms, day) {
  const session = bySession('meadow-orders-support', 'grace.okafor', {
    ip: '203.0.113.40',
    mfa: 'true',
  });
  assume(
    ms,
    HOME,
    byUser('grace.okafor', { via: 'console' }),
    'meadow-orders-support',
    'grace.okafor',
  );
  object(ms + 20_000, session, 'ListObjects', undefined);
  object(
    ms + 40_000,
    session,
    'GetObject',
    `accepted/${iso(ms).slice(0, 10)}/${hexOf(`order ${day} 0`, 8)}.json`,
  );
  object(
    ms + 70_000,
    session,
    'PutObject',
    `accepted/${iso(ms).slice(0, 10)}/${hexOf(`order ${day} 0`, 8)}.note.txt`,
  );
}

function hannahWeiss(day) {
  const hannah = byUser('hannah.weiss');
  const ms = about(at(day, 9, 20), 60);
  const athena = through(hannah, 'athena.amazonaws.com');
  const queryExecutionId = uuid();
  log(ms, HOME, hannah, {
    ...write('athena StartQueryExecution', {
      queryString: '***OMITTED***',
      workGroup: 'primary',
      queryExecutionContext: { database: 'shop' },
      resultConfiguration: { outputLocation: 's3://meadow-athena-results/' },
    }),
    response: { queryExecutionId },
  });
  log(ms + 1000, HOME, athena, read('glue GetTable', { databaseName: 'shop', name: 'orders' }));
  object(
    ms + 2000,
    athena,
    'GetObject',
    `accepted/${iso(ms).slice(0, 10)}/${hexOf(`order ${day} 3`, 8)}.json`,
  );
  log(ms + 5000, HOME, hannah, read('athena GetQueryExecution', { queryExecutionId }));
  log(ms + 7000, HOME, hannah, read('athena GetQueryResults', { queryExecutionId }));
}

/** Mondays: costs for the weekly meeting. */
function finance(day) {
  const ms = about(at(day, 13, 0), 20);
  const session = bySession('meadow-finance-reader', 'hannah.weiss', {
    ip: '203.0.113.51',
    mfa: 'true',
  });
  const period = { start: iso(ms - 7 * DAY).slice(0, 10), end: iso(ms).slice(0, 10) };
  const queryExecutionId = uuid();
  assume(
    ms,
    HOME,
    byUser('hannah.weiss', { via: 'console' }),
    'meadow-finance-reader',
    'hannah.weiss',
  );
  log(
    ms + 30_000,
    GLOBAL,
    session,
    read('ce GetCostAndUsage', {
      timePeriod: period,
      granularity: 'DAILY',
      metrics: ['UnblendedCost'],
    }),
  );
  log(
    ms + 50_000,
    GLOBAL,
    session,
    read('budgets DescribeBudgets', { accountId: ACCOUNT, maxResults: 100 }),
  );
  log(ms + 80_000, HOME, session, {
    ...write('athena StartQueryExecution', { queryString: '***OMITTED***', workGroup: 'primary' }),
    response: { queryExecutionId },
  });
  log(ms + 86_000, HOME, session, read('athena GetQueryExecution', { queryExecutionId }));
  log(ms + 88_000, HOME, session, read('athena GetQueryResults', { queryExecutionId }));
}

/** Mondays: the parent company's auditor, from another account. */
function audit(day) {
  const ms = about(at(day, 14, 0), 30);
  const session = bySession('meadow-auditor', 'parent-audit', { ip: '198.51.100.90' });
  const caller = {
    identity: () => ({
      type: 'AWSAccount',
      principalId: `${uniqueId('AROA', 'parent auditor')}:weekly`,
      accountId: MANAGEMENT_ACCOUNT,
    }),
    ip: '198.51.100.90',
    agent: 'Boto3/1.38.23',
  };
  assume(ms, GLOBAL, caller, 'meadow-auditor', 'parent-audit', {
    more: { externalId: 'meadow-audit-2025' },
    shared: uuid(),
  });
  log(ms + 20_000, GLOBAL, session, read('iam GetAccountAuthorizationDetails', { maxItems: 1000 }));
  log(ms + 40_000, GLOBAL, session, write('iam GenerateCredentialReport', undefined));
  log(ms + 50_000, GLOBAL, session, read('iam GetCredentialReport', undefined));
  log(ms + 70_000, HOME, session, read('cloudtrail DescribeTrails', { includeShadowTrails: true }));
  log(ms + 80_000, GLOBAL, session, {
    ...read('s3 ListBuckets', { Host: 's3.amazonaws.com' }),
    host: 's3.amazonaws.com',
  });
}

/** Asks every day for three things, is refused every time, and must gain none of them. */
function priceSync(day) {
  const ms = about(at(day, 4, 10), 15);
  const session = bySession('meadow-price-sync', 'meadow-price-sync');
  const who = `User: arn:aws:sts::${ACCOUNT}:assumed-role/meadow-price-sync/meadow-price-sync`;
  const refused = (action, on) => ({
    error: 'AccessDeniedException',
    message: `${who} is not authorized to perform: ${action} on resource: ${on} because no identity-based policy allows the ${action} action`,
  });
  const parameter = `arn:aws:ssm:${HOME}:${ACCOUNT}:parameter/meadow/payments/api-key`;
  assumeByService(ms, HOME, 'lambda.amazonaws.com', 'meadow-price-sync', 'meadow-price-sync');
  log(ms + 2000, HOME, session, {
    ...read('ssm GetParameter', null),
    ...refused('ssm:GetParameter', parameter),
  });
  log(ms + 3000, HOME, session, {
    ...read('secretsmanager GetSecretValue', null),
    ...refused('secretsmanager:GetSecretValue', 'meadow/suppliers'),
  });
  log(ms + 4000, HOME, session, {
    ...read('dynamodb ListTables', null),
    ...refused('dynamodb:ListTables', '*'),
  });
}

/** Calls a service that no catalogue knows, and an EventBridge operation newer than any table. */
function plantSensors(day) {
  const ms = about(at(day, 6, 40), 10);
  const session = bySession('meadow-plant-sensors', 'meadow-plant-sensors');
  assumeByService(ms, HOME, 'lambda.amazonaws.com', 'meadow-plant-sensors', 'meadow-plant-sensors');
  log(ms + 2000, HOME, session, write('gardenia PutReading', { bed: 'north-3', moisture: 41 }));
  log(ms + 4000, HOME, session, read('events DescribeRule', { name: 'water-north-3' }));
  if (weekday(day) === 1) {
    log(ms + 6000, HOME, session, read('events DescribeRuleForecast', { name: 'water-north-3' }));
  }
}

function nightlyBackup(day) {
  const ms = about(at(day, 2, 0), 10);
  const session = bySession('meadow-backup-runner', 'AWSBackup-nightly', {
    invokedBy: 'backup.amazonaws.com',
  });
  assumeByService(ms, HOME, 'backup.amazonaws.com', 'meadow-backup-runner', 'AWSBackup-nightly');
  log(
    ms + 2000,
    HOME,
    session,
    read('rds DescribeDBInstances', { dBInstanceIdentifier: 'meadow-shop' }),
  );
  log(
    ms + 4000,
    HOME,
    session,
    write('rds CreateDBSnapshot', {
      dBInstanceIdentifier: 'meadow-shop',
      dBSnapshotIdentifier: `nightly-${iso(ms).slice(0, 10)}`,
    }),
  );
}

/** Before 2026-10-12 with the first role of this name, afterwards with the second. */
function reportBuilder(day) {
  const ms = about(at(day, 5, 10), 10);
  // That morning's run was still the old role's: it was replaced at 13:20.
  const first = day <= dayOf(2026, 10, 12);
  const life = first ? REPORT_BUILDER_BEFORE : 'meadow-report-builder';
  const session = bySession('meadow-report-builder', 'meadow-report-builder', { life });
  const queryExecutionId = uuid();
  assumeByService(
    ms,
    HOME,
    'lambda.amazonaws.com',
    'meadow-report-builder',
    'meadow-report-builder',
    life,
  );
  log(ms + 2000, HOME, session, {
    ...write('athena StartQueryExecution', { queryString: '***OMITTED***', workGroup: 'primary' }),
    response: { queryExecutionId },
  });
  log(ms + 9000, HOME, session, read('athena GetQueryExecution', { queryExecutionId }));
  if (first) {
    log(ms + 3000, HOME, session, read('athena GetWorkGroup', { workGroup: 'primary' }));
  }
}

const adminSession = () =>
  bySession(SSO_ADMIN, 'aaron.bell@meadow.example', {
    ip: '203.0.113.12',
    agent: 'APN/1.0 HashiCorp/1.0 Terraform/1.12.1 terraform-provider-aws/5.99.1',
  });

/** Wednesdays: the platform lead signs in through Identity Center and looks around. */
function adminRound(day) {
  const ms = about(at(day, 12, 0), 20);
  const admin = adminSession();
  const role = roleNamed(SSO_ADMIN);
  log(
    ms - 5 * 60_000,
    HOME,
    {
      identity: () => ({
        type: 'SAMLUser',
        principalId: 'Zk3EXAMPLEprovider=:aaron.bell@meadow.example',
        userName: 'aaron.bell@meadow.example',
        identityProvider: 'Zk3EXAMPLEprovider=',
      }),
      ip: '203.0.113.12',
      agent: 'aws-internal/3 aws-sdk-java/1.12.780',
    },
    {
      ...read('sts AssumeRoleWithSAML', {
        roleArn: roleArn(role),
        principalArn: iam('saml-provider/AWSSSO_0c1d2e3f4a5b6c7d_DO_NOT_DELETE'),
        roleSessionName: 'aaron.bell@meadow.example',
        durationSeconds: 43_200,
      }),
      response: assumedRole(ms, SSO_ADMIN, 'aaron.bell@meadow.example'),
      resources: roleResource(roleArn(role)),
    },
  );
  log(ms, GLOBAL, admin, read('iam ListRoles', { maxItems: 100 }));
  log(ms + 4000, HOME, admin, read('ec2 DescribeVpcs', { vpcSet: {}, filterSet: {} }));
  log(ms + 8000, HOME, admin, {
    ...read('ssm DescribeParameters', { maxResults: 50 }),
    error: 'ThrottlingException',
    message: 'Rate exceeded',
  });
}

const adminChange = (ms, event, request, response) =>
  log(ms, GLOBAL, adminSession(), { ...write(`iam ${event}`, request), response });

/** What was changed about identities while the trail was watching. */
function changes() {
  const removal = at(dayOf(2026, 10, 12), 13, 19, 40);
  const rebuilt = roleNamed('meadow-report-builder');
  adminChange(removal, 'DeleteRolePolicy', { roleName: rebuilt.name, policyName: 'reports' });
  adminChange(removal + 12_000, 'DeleteRole', { roleName: rebuilt.name });
  createRole(Date.parse(`${rebuilt.created}Z`), rebuilt);
  createRole(
    Date.parse(`${roleNamed('meadow-loyalty-pilot').created}Z`),
    roleNamed('meadow-loyalty-pilot'),
  );
  const backup = roleNamed('meadow-backup-runner');
  adminChange(at(dayOf(2026, 10, 26), 12, 40, 3), 'PutRolePolicy', {
    roleName: backup.name,
    policyName: 'database-snapshots',
    policyDocument: JSON.stringify(backup.inline['database-snapshots']),
  });
  adminChange(at(dayOf(2026, 9, 1), 12, 30, 0), 'DeleteUser', { userName: 'nina.petrov' });
}

function createRole(ms, role) {
  adminChange(
    ms,
    'CreateRole',
    {
      path: role.path ?? '/',
      roleName: role.name,
      assumeRolePolicyDocument: JSON.stringify(role.trust),
      maxSessionDuration: 3600,
    },
    {
      role: {
        path: role.path ?? '/',
        roleName: role.name,
        roleId: roleId(role.name),
        arn: roleArn(role),
        createDate: trailDate(ms),
        assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
      },
    },
  );
  for (const [policyName, policy] of Object.entries(role.inline)) {
    adminChange(ms + 2000, 'PutRolePolicy', {
      roleName: role.name,
      policyName,
      policyDocument: JSON.stringify(policy),
    });
  }
}

/** One hundred days ago, at night: the only use of the emergency role. */
function emergency() {
  const ms = at(dayOf(2026, 8, 12), 22, 41, 7);
  signIn(ms - 240_000, 'grace.okafor');
  const session = bySession('meadow-break-glass', 'grace.okafor', {
    ip: '203.0.113.40',
    mfa: 'true',
  });
  assume(
    ms,
    GLOBAL,
    byUser('grace.okafor', { via: 'console' }),
    'meadow-break-glass',
    'grace.okafor',
  );
  log(
    ms + 60_000,
    HOME,
    session,
    read('rds DescribeDBInstances', { dBInstanceIdentifier: 'meadow-shop' }),
  );
  log(
    ms + 200_000,
    HOME,
    session,
    write('rds RestoreDBInstanceFromDBSnapshot', {
      dBInstanceIdentifier: 'meadow-shop-restored',
      dBSnapshotIdentifier: 'nightly-2026-08-12',
    }),
  );
  log(
    ms + 900_000,
    HOME,
    session,
    write('ec2 AuthorizeSecurityGroupIngress', {
      groupId: 'sg-0a1b2c3d4e5f60718',
      ipPermissions: { items: [] },
    }),
  );
}

/** Single calls that each test one rule. */
function oddities() {
  const diego = byUser('diego.fuentes', { via: 'console' });
  const grace = byUser('grace.okafor', { via: 'console' });
  // Only ever a dry run: the permission was checked and is kept.
  log(at(dayOf(2026, 9, 22), 9, 12, 30), HOME, diego, {
    ...write('ec2 RebootInstances', { instancesSet: { items: [{ instanceId: RUNNER }] } }),
    error: 'Client.DryRunOperation',
    message: 'Request would have succeeded, but DryRun flag is set.',
  });
  // Only ever throttled: authorization may have passed.
  log(at(dayOf(2026, 10, 6), 7, 55, 2), HOME, grace, {
    ...read('rds DescribeDBLogFiles', null),
    error: 'ThrottlingException',
    message: 'Rate exceeded',
  });
  // Used, but before the window of 90 days begins.
  log(
    at(dayOf(2026, 8, 3), 8, 20, 0),
    HOME,
    diego,
    write('rds RebootDBInstance', { dBInstanceIdentifier: 'meadow-shop' }),
  );
  // A user who was deleted on 2026-09-01 and is in no snapshot.
  for (const day of [dayOf(2026, 8, 25), dayOf(2026, 8, 27), dayOf(2026, 8, 31)]) {
    log(
      at(day, 9, 30),
      HOME,
      byUser('nina.petrov'),
      read('lambda ListFunctions20150331', { maxItems: 50 }),
    );
  }
  newFunction(at(dayOf(2026, 9, 8), 9, 40, 12));
  root(at(dayOf(2026, 9, 15), 16, 5, 44));
  serviceEvents();
  sandbox();
  const intake = bySession('meadow-order-intake', 'meadow-order-intake');
  object(at(dayOf(2026, 10, 3), 14, 2, 9), intake, 'GetObject', `inbox/${HOSTILE_HTML}.json`);
}

function root(ms) {
  const caller = {
    identity: () => ({
      type: 'Root',
      principalId: ACCOUNT,
      arn: iam('root'),
      accountId: ACCOUNT,
      accessKeyId: '',
    }),
    ip: '198.51.100.24',
    agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
  };
  log(ms, GLOBAL, caller, {
    event: 'signin ConsoleLogin',
    response: { ConsoleLogin: 'Success' },
    additional: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed: 'Yes',
    },
    readOnly: false,
    type: 'AwsConsoleSignIn',
    host: 'signin.aws.amazon.com',
  });
  log(ms + 30_000, GLOBAL, caller, read('iam GetAccountSummary', null));
  newestSignIn.set('<root_account>', ms);
}

function serviceEvents() {
  const own = (service) => ({
    identity: () => ({ accountId: ACCOUNT, invokedBy: service }),
    ip: service,
    agent: service,
  });
  log(at(dayOf(2026, 9, 30), 1, 12, 0), HOME, own('kms.amazonaws.com'), {
    ...write('kms RotateKey', null),
    type: 'AwsServiceEvent',
    resources: [{ accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: DATA_KEY }],
    details: { keyId: DATA_KEY.slice(DATA_KEY.indexOf('/') + 1) },
  });
  log(at(dayOf(2026, 10, 14), 3, 7, 0), HOME, own('secretsmanager.amazonaws.com'), {
    ...write('secretsmanager EndSecretVersionDelete', null),
    type: 'AwsServiceEvent',
    additional: { Name: 'meadow/suppliers/old-token' },
  });
  log(at(dayOf(2026, 10, 21), 3, 7, 0), HOME, own('ec2.amazonaws.com'), {
    ...write('ec2 SharedSnapshotVolumeCreated', null),
    type: 'AwsServiceEvent',
    details: { snapshotId: 'snap-0e83092ae538da583' },
  });
}

/** Once a month a developer tries something; once with names that attack whoever prints them. */
function sandbox() {
  for (const [month, date] of [
    [8, 26],
    [9, 24],
    [10, 28],
    [11, 12],
  ]) {
    const ms = at(dayOf(2026, month, date), 15, 10, date);
    const session = bySession('meadow-sandbox', 'priya.nair', { ip: '203.0.113.33' });
    assume(ms, HOME, byUser('priya.nair'), 'meadow-sandbox', 'priya.nair');
    log(ms + 20_000, HOME, session, read('ec2 DescribeVpcs', { vpcSet: {}, filterSet: {} }));
    log(ms + 60_000, HOME, session, write('sqs CreateQueue', { queueName: 'priya-trial' }));
    log(
      ms + HOUR,
      HOME,
      session,
      write('sqs DeleteQueue', {
        queueUrl: `https://sqs.${HOME}.amazonaws.com/${ACCOUNT}/priya-trial`,
      }),
    );
  }
  const ms = at(dayOf(2026, 10, 29), 16, 0, 0);
  const hostile = bySession('meadow-sandbox', HOSTILE_CSV, {
    ip: '203.0.113.33',
    agent: `${HOSTILE_HTML}${HOSTILE_ANSI}`,
  });
  log(ms, HOME, hostile, write('sns CreateTopic', { name: HOSTILE_HTML }));
  log(
    ms + 5000,
    GLOBAL,
    { ...hostile, agent: HOSTILE_CSV },
    {
      ...read('iam ListUsers', null),
      error: 'AccessDenied',
      message: HOSTILE_HTML,
    },
  );
}

function people(day) {
  samRivers(day);
  developers(day);
  operators(day);
  hannahWeiss(day);
  deploy(day);
  signIn(about(at(day, 6, 40), 10), 'grace.okafor');
  signIn(about(at(day, 6, 50), 10), 'diego.fuentes');
}

function oneDay(day) {
  backgroundOf(day);
  edgeHeaders(day);
  orderIntake(day);
  otherFunctions(day);
  checkout(day);
  buildRunner(day);
  priceSync(day);
  plantSensors(day);
  nightlyBackup(day);
  reportBuilder(day);
  if (isWorkday(day)) people(day);
  if (weekday(day) === 1) {
    buildMachine(day);
    finance(day);
    audit(day);
    signIn(about(at(day, 8, 0), 20), 'olivia.hart');
    signIn(about(at(day, 12, 20), 10), 'hannah.weiss');
  }
  if (weekday(day) === 3) {
    adminRound(day);
    signIn(about(at(day, 8, 0), 20), 'priya.nair');
  }
}

function makeRecords() {
  for (let day = 0; day < DAYS; day += 1) oneDay(day);
  changes();
  emergency();
  oddities();
  // The newest record: the instant that the audit speaks for.
  log(
    at(DAYS - 1, 23, 54, 10),
    HOME,
    bySession('AWSServiceRoleForConfig', 'AWSConfig-Describe', {
      invokedBy: 'config.amazonaws.com',
    }),
    read('ec2 DescribeVpcs', { vpcSet: {}, filterSet: {} }),
  );
  records.sort((a, b) => a.ms - b.ms || (a.record.eventID < b.record.eventID ? -1 : 1));
}

// ---------------------------------------------------------------- log files

const BATCH = 12 * HOUR;
const DELIVERY_LAG = 5 * 60_000;

/** Two files a day and region, cut at 11:55 and 23:55 and delivered four minutes later. */
function batches() {
  const byFile = new Map();
  for (const { ms, region, record } of records) {
    const slot = Math.floor((ms - FIRST_DAY + DELIVERY_LAG) / BATCH);
    const key = `${region} ${slot}`;
    const batch = byFile.get(key) ?? { region, slot, list: [] };
    batch.list.push(record);
    byFile.set(key, batch);
  }
  deliverTwice(byFile);
  return [...byFile.values()];
}

/** CloudTrail may deliver a record again: each tenth day's first record comes with the next file too. */
function deliverTwice(byFile) {
  for (let slot = 20; slot < DAYS * 2 - 2; slot += 20) {
    const once = byFile.get(`${HOME} ${slot}`);
    const again = byFile.get(`${HOME} ${slot + 1}`);
    again.list.push(once.list[0], once.list[1]);
  }
}

function logFileName({ region, slot }) {
  const delivered = new Date(FIRST_DAY + (slot + 1) * BATCH - 60_000).toISOString();
  const folder = delivered.slice(0, 10).replaceAll('-', '/');
  const stamp = `${delivered.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
  const unique = hexOf(`${region} ${slot}`, 16);
  const name = `${ACCOUNT}_CloudTrail_${region}_${stamp}_${unique}.json.gz`;
  return join('AWSLogs', ACCOUNT, 'CloudTrail', region, folder, name);
}

/** A gzip member that tells nothing of when or where it was made. */
function gzip(text) {
  const bytes = gzipSync(text, { level: 9 });
  bytes.fill(0, 4, 8);
  bytes[9] = 255;
  return bytes;
}

// ---------------------------------------------------------------- authorization details

/** As the CLI prints it, and as the API answers in `raw`. */
const cliTime = (text) => `${text}+00:00`;
const rawTime = (text) => `${text}Z`;
const asObject = (policy) => policy;
const asText = (policy) =>
  encodeURIComponent(JSON.stringify(policy)).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const CLI = { time: cliTime, policy: asObject };
const RAW = { time: rawTime, policy: asText };

const attachedList = (names = []) =>
  names.map((name) => ({ PolicyName: name, PolicyArn: policyArn(name) }));
const inlineList = (inline = {}, style) =>
  Object.entries(inline).map(([PolicyName, policy]) => ({
    PolicyName,
    PolicyDocument: style.policy(policy),
  }));

function userDetail(user, style) {
  return {
    Path: user.path ?? '/',
    UserName: user.name,
    UserId: userId(user.name),
    Arn: userArn(user),
    CreateDate: style.time(user.created),
    ...(user.inline === undefined ? {} : { UserPolicyList: inlineList(user.inline, style) }),
    GroupList: user.groups,
    AttachedManagedPolicies: attachedList(user.attached),
    Tags: user.tags,
  };
}

function groupDetail(group, style) {
  return {
    Path: '/',
    GroupName: group.name,
    GroupId: uniqueId('AGPA', group.name),
    Arn: iam(`group/${group.name}`),
    CreateDate: style.time(group.created),
    GroupPolicyList: inlineList(group.inline, style),
    AttachedManagedPolicies: attachedList(group.attached),
  };
}

/** Trailing 400 days, agreeing with the log; an empty object when there was no use. */
function roleLastUsed(role, style) {
  const seen = newestByCaller.get(roleId(role.name));
  if (seen !== undefined) {
    return { LastUsedDate: style.time(iso(seen.ms).slice(0, 19)), Region: seen.region };
  }
  return role.lastUsed === undefined
    ? {}
    : { LastUsedDate: style.time(role.lastUsed.at), Region: role.lastUsed.region };
}

function roleDetail(role, style) {
  return {
    Path: role.path ?? '/',
    RoleName: role.name,
    RoleId: roleId(role.name),
    Arn: roleArn(role),
    CreateDate: style.time(role.created),
    AssumeRolePolicyDocument: style.policy(role.trust),
    InstanceProfileList: instanceProfiles(role, style),
    RolePolicyList: inlineList(role.inline, style),
    AttachedManagedPolicies: attachedList(role.attached),
    ...(role.boundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'Policy',
            PermissionsBoundaryArn: policyArn(role.boundary),
          },
        }),
    Tags: role.tags ?? [],
    RoleLastUsed: roleLastUsed(role, style),
  };
}

/** The list inside carries the bare role once more, as IAM answers. */
function instanceProfiles(role, style) {
  if (role.profile === undefined) return [];
  return [
    {
      Path: '/',
      InstanceProfileName: role.profile,
      InstanceProfileId: uniqueId('AIPA', role.profile),
      Arn: iam(`instance-profile/${role.profile}`),
      CreateDate: style.time(role.created),
      Roles: [
        {
          Path: role.path ?? '/',
          RoleName: role.name,
          RoleId: roleId(role.name),
          Arn: roleArn(role),
          CreateDate: style.time(role.created),
          AssumeRolePolicyDocument: style.policy(role.trust),
        },
      ],
    },
  ];
}

const holders = [...GROUPS, ...USERS, ...ROLES];
const attachments = (name) =>
  holders.filter((holder) => (holder.attached ?? []).includes(name)).length;
const boundaryUses = (name) => ROLES.filter((role) => role.boundary === name).length;

function policyDetail(policy, style) {
  const versions = policy.versions ?? [['v1', policy.created, policy.document]];
  const current = policy.default ?? 'v1';
  return {
    PolicyName: policy.name,
    PolicyId: uniqueId('ANPA', policy.name),
    Arn: policyArn(policy.name),
    Path: policy.path ?? '/',
    DefaultVersionId: current,
    AttachmentCount: attachments(policy.name),
    PermissionsBoundaryUsageCount: boundaryUses(policy.name),
    IsAttachable: true,
    CreateDate: style.time(versions[0][1]),
    UpdateDate: style.time(versions.at(-1)[1]),
    PolicyVersionList: versions.toReversed().map(([VersionId, created, version]) => ({
      Document: style.policy(version),
      VersionId,
      IsDefaultVersion: VersionId === current,
      CreateDate: style.time(created),
    })),
  };
}

const ROLES_ON_FIRST_PAGE = 12;

/** Two pages: the CLI's spelling first, then the raw API's, with URL-encoded documents. */
function authorizationDetails() {
  return [
    {
      UserDetailList: USERS.map((user) => userDetail(user, CLI)),
      GroupDetailList: GROUPS.map((group) => groupDetail(group, CLI)),
      RoleDetailList: ROLES.slice(0, ROLES_ON_FIRST_PAGE).map((role) => roleDetail(role, CLI)),
      Policies: AWS_POLICIES.map((policy) => policyDetail(policy, CLI)),
      IsTruncated: true,
      Marker: 'AAExamplePageTwo',
    },
    {
      UserDetailList: [],
      GroupDetailList: [],
      RoleDetailList: ROLES.slice(ROLES_ON_FIRST_PAGE).map((role) => roleDetail(role, RAW)),
      Policies: CUSTOMER_POLICIES.map((policy) => policyDetail(policy, RAW)),
      IsTruncated: false,
    },
  ];
}

// ---------------------------------------------------------------- credential report

const COLUMNS = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
  'additional_credentials_info',
];
const NO_KEY = ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
const NO_CERTIFICATES = ['false', 'N/A', 'false', 'N/A'];

/** Passwords are recorded to 5 minutes, keys to 15. Source: "Getting credential reports". */
const rounded = (ms, minutes) => cliTime(iso(ms - (ms % (minutes * 60_000))).slice(0, 19));
const cliInstant = (ms) => cliTime(iso(ms).slice(0, 19));
/** Users whose last use no log shows: before it begins, or by a service that logs nothing. */
const KEYS_USED_UNSEEN = new Map([
  ['lukas.brandt', { ms: Date.UTC(2026, 4, 4, 15, 45), region: HOME, service: 's3' }],
  ['shop-mailer', { ms: Date.UTC(2026, 10, 20, 21, 30), region: HOME, service: 'ses' }],
]);
/** The report calls services by their IAM prefix. */
const REPORT_SERVICE = { monitoring: 'cloudwatch' };

function firstKey(user) {
  if (!user.key) return NO_KEY;
  const used = KEYS_USED_UNSEEN.get(user.name) ?? newestByCaller.get(userId(user.name));
  return [
    'true',
    cliTime(user.created),
    rounded(used.ms, 15),
    used.region,
    REPORT_SERVICE[used.service] ?? used.service,
  ];
}

/** The contractor's second key was made, never used and switched off. */
const secondKey = (user) =>
  user.name === 'lukas.brandt'
    ? ['false', '2025-09-01T07:30:00+00:00', 'N/A', 'N/A', 'N/A']
    : NO_KEY;

function passwordOf(user) {
  if (!user.password) return ['false', 'N/A', 'N/A', 'N/A'];
  const used = newestSignIn.get(user.name);
  return [
    'true',
    used === undefined ? 'no_information' : rounded(used, 5),
    cliTime(user.created),
    'N/A',
  ];
}

function credentialReport() {
  const rows = USERS.map((user) => [
    user.name,
    userArn(user),
    cliTime(user.created),
    ...passwordOf(user),
    String(user.password === true),
    ...firstKey(user),
    ...secondKey(user),
    ...NO_CERTIFICATES,
    'N/A',
  ]);
  const root = [
    '<root_account>',
    iam('root'),
    '2025-01-10T09:50:00+00:00',
    'not_supported',
    cliInstant(newestSignIn.get('<root_account>')),
    'not_supported',
    'not_supported',
    'true',
    ...NO_KEY,
    ...NO_KEY,
    ...NO_CERTIFICATES,
    'N/A',
  ];
  return `${[COLUMNS, root, ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

// ---------------------------------------------------------------- organization

const FULL_ACCESS = {
  id: 'p-FullAWSAccess',
  arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
  name: 'FullAWSAccess',
  content: document(allow('*')),
};

const scpArn = (id) =>
  `arn:aws:organizations::${MANAGEMENT_ACCOUNT}:policy/o-ab12cd34ef/service_control_policy/${id}`;

const GUARDRAILS = {
  id: 'p-mdwguard',
  arn: scpArn('p-mdwguard'),
  name: 'meadow-guardrails',
  content: document(
    deny('organizations:LeaveOrganization', '*', { Sid: 'StayInTheOrganization' }),
    deny(
      [
        'cloudtrail:DeleteTrail',
        'cloudtrail:PutEventSelectors',
        'cloudtrail:StopLogging',
        'cloudtrail:UpdateTrail',
      ],
      '*',
      { Sid: 'KeepTheTrail' },
    ),
    {
      Sid: 'OnlyOurRegions',
      Effect: 'Deny',
      NotAction: [
        'account:*',
        'budgets:*',
        'ce:*',
        'cloudfront:*',
        'health:*',
        'iam:*',
        'organizations:*',
        'route53:*',
        's3:ListAllMyBuckets',
        'shield:*',
        'support:*',
        'trustedadvisor:*',
        'waf:*',
      ],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': [HOME, GLOBAL] } },
    },
  ),
};

const CLOSED_PRODUCTS = {
  id: 'p-mdwclosed',
  arn: scpArn('p-mdwclosed'),
  name: 'meadow-closed-products',
  content: document(
    deny(['redshift:*', 'sagemaker:*'], '*', { Sid: 'NotBoughtHere' }),
    // Every ec2 action that needs a permission and has no API call of its own is among these.
    deny(
      [
        'ec2:*ApplianceToNatGateway',
        'ec2:*ApplianceFromNatGateway',
        'ec2:*Coip*',
        'ec2:*LocalGateway*',
        'ec2:*OdbNetworkPeering',
        'ec2:*ResourcesFromPlacementGroup',
        'ec2:*ResourcesToPlacementGroup',
        'ec2:*VerifiedAccess*',
        'ec2:DeleteResourcePolicy',
        'ec2:GetResourcePolicy',
        'ec2:ImportByoipCidrToIpam',
        'ec2:InjectApiError',
        'ec2:InjectVolumeIOLatency',
        'ec2:PauseVolumeIO',
        'ec2:PutResourcePolicy',
        'ec2:SendSpotInstanceInterruptions',
      ],
      '*',
      { Sid: 'NoHybridEdgeNoSharingNoFaultInjection' },
    ),
  ),
};

function organization() {
  return {
    schema: 'leastwise.organization/1',
    managementAccount: MANAGEMENT_ACCOUNT,
    policies: [FULL_ACCESS, GUARDRAILS, CLOSED_PRODUCTS],
    accounts: [
      {
        id: ACCOUNT,
        path: [
          { target: 'r-ab12', policies: [FULL_ACCESS.id] },
          { target: 'ou-ab12-shop1234', policies: [FULL_ACCESS.id, GUARDRAILS.id] },
          { target: ACCOUNT, policies: [FULL_ACCESS.id, CLOSED_PRODUCTS.id] },
        ],
      },
    ],
  };
}

// ---------------------------------------------------------------- out

const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

function writeInput(folder) {
  const put = (name, content) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  makeRecords();
  const [first, second] = authorizationDetails();
  put('authorization-details-1.json', json(first));
  put('authorization-details-2.json', json(second));
  put('credential-report.csv', credentialReport());
  put('organization.json', json(organization()));
  for (const batch of batches()) {
    put(join('logs', logFileName(batch)), gzip(JSON.stringify({ Records: batch.list })));
  }
  return records.length;
}

const here = dirname(fileURLToPath(import.meta.url));
const committed = join(here, '..', 'fixtures', 'accounts', 'meadow', 'input');
const target = process.argv[2] ?? committed;
// A folder that the caller names is only written to: never delete what is not ours.
if (target === committed) rmSync(committed, { recursive: true, force: true });
const count = writeInput(target);
console.log(`${count} records, ${iso(records[0].ms)} to ${iso(records.at(-1).ms)}, in ${target}`);
