/** The answers of one small, healthy account: what a test does not bend is as it is here. */
import { gzipSync } from 'node:zlib';
import { type Handlers, HOME, type Reply, type Request } from './fake.js';

export const NOW: Date = new Date('2026-11-24T12:00:00Z');
export const TRAIL_BUCKET = 'harbor-trail';
const CREATED = new Date('2024-03-01T09:00:00Z');

export function document(...actions: readonly string[]): string {
  return encodeURIComponent(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
    }),
  );
}

const TRUST = encodeURIComponent(
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  }),
);

export function role(account: string, name: string): Readonly<Record<string, unknown>> {
  return {
    Path: '/',
    RoleName: name,
    RoleId: `AROA${name.replace(/\W/g, '').toUpperCase().padEnd(17, 'X')}`,
    Arn: `arn:aws:iam::${account}:role/${name}`,
    CreateDate: CREATED,
    AssumeRolePolicyDocument: TRUST,
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: 'work', PolicyDocument: document('ec2:DescribeInstances') }],
    AttachedManagedPolicies: [],
    Tags: [],
    RoleLastUsed: {},
  };
}

export function user(account: string, name: string): Readonly<Record<string, unknown>> {
  return {
    Path: '/',
    UserName: name,
    UserId: `AIDA${name.replace(/\W/g, '').toUpperCase().padEnd(17, 'X')}`,
    Arn: `arn:aws:iam::${account}:user/${name}`,
    CreateDate: CREATED,
    UserPolicyList: [],
    GroupList: [],
    AttachedManagedPolicies: [],
    Tags: [],
  };
}

/** @param pages roles of each page */
export function authorizationDetails(pages: readonly (readonly string[])[]) {
  return ({ account, input }: Request): Reply => {
    const at = input.Marker === undefined ? 0 : Number(String(input.Marker).replace('page-', ''));
    const more = at + 1 < pages.length;
    return {
      answer: {
        UserDetailList: at === 0 ? [user(account, 'mara')] : [],
        GroupDetailList: [],
        RoleDetailList: (pages[at] ?? []).map((name) => role(account, name)),
        Policies: [],
        IsTruncated: more,
        ...(more ? { Marker: `page-${at + 1}` } : {}),
      },
    };
  };
}

const REPORT_HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';

export function credentialReport(account: string): string {
  const row = `mara,arn:aws:iam::${account}:user/mara,2024-03-01T09:00:00+00:00,false,N/A,N/A,N/A,false,true,2024-03-01T09:00:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A`;
  return Buffer.from(`${REPORT_HEADER}\n${row}\n`).toString('base64');
}

export function trailKey(account: string, region: string, at: Date, n = 0): string {
  const stamp = at.toISOString().replace(/[-:]/g, '').slice(0, 13);
  const day = at.toISOString().slice(0, 10).replaceAll('-', '/');
  return `AWSLogs/${account}/CloudTrail/${region}/${day}/${account}_CloudTrail_${region}_${stamp}Z_q${n}.json.gz`;
}

export function trailFile(account: string, region: string, at: Date): Buffer {
  return gzipSync(JSON.stringify({ Records: [trailRecord(account, region, at)] }));
}

export function trailRecord(account: string, region: string, at: Date, name = 'ship'): unknown {
  return {
    eventVersion: '1.11',
    eventID: `${account}-${region}-${at.toISOString()}`,
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'DescribeInstances',
    awsRegion: region,
    readOnly: true,
    managementEvent: true,
    eventType: 'AwsApiCall',
    recipientAccountId: account,
    requestParameters: null,
    responseElements: null,
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROA${name.toUpperCase().padEnd(17, 'X')}:s`,
      arn: `arn:aws:sts::${account}:assumed-role/${name}/s`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: `AROA${name.toUpperCase().padEnd(17, 'X')}`,
          arn: `arn:aws:iam::${account}:role/${name}`,
          accountId: account,
          userName: name,
        },
      },
    },
  };
}

export type Objects = ReadonlyMap<string, Uint8Array>;

/** Files of the last days, in one region. */
export function trailObjects(
  account: string,
  region: string,
  days: number,
  now: Date = NOW,
): Objects {
  return new Map(
    Array.from({ length: days }, (_, n) => {
      const at = new Date(now.getTime() - (n * 24 + 1) * 3_600_000);
      return [trailKey(account, region, at), trailFile(account, region, at)] as const;
    }),
  );
}

/** A bucket, listed `pageSize` keys at a time. */
export function bucketHandlers(objects: Objects, pageSize = 1000): Handlers {
  const keys = [...objects.keys()].sort();
  return {
    's3:GetBucketLocation': () => ({ answer: {} }),
    's3:ListObjectsV2': ({ input }) => {
      const prefix = String(input.prefix ?? '');
      const after = String(input['continuation-token'] ?? input['start-after'] ?? '');
      const found = keys.filter((key) => key.startsWith(prefix) && key > after);
      if (input.delimiter === '/') {
        const folders = found.map((key) => `${prefix}${key.slice(prefix.length).split('/')[0]}/`);
        const CommonPrefixes = [...new Set(folders)].map((Prefix) => ({ Prefix }));
        return { answer: { IsTruncated: false, CommonPrefixes } };
      }
      const page = found.slice(0, pageSize);
      const more = found.length > pageSize;
      return {
        answer: {
          IsTruncated: more,
          ...(more ? { NextContinuationToken: page.at(-1) } : {}),
          Contents: page.map((Key) => ({ Key, Size: objects.get(Key)?.length ?? 0 })),
        },
      };
    },
    's3:GetObject': ({ input }) => {
      const body = objects.get(String(input.Key));
      return body === undefined ? { error: 'NoSuchKey', status: 404 } : { body };
    },
  };
}

export function accountHandlers(): Handlers {
  return {
    'sts:GetCallerIdentity': ({ account }) => ({
      answer: {
        UserId: 'AIDAAUDITOR',
        Account: account,
        Arn:
          account === HOME
            ? `arn:aws:iam::${account}:user/auditor`
            : `arn:aws:sts::${account}:assumed-role/audit/leastwise-collect`,
      },
    }),
    'sts:AssumeRole': ({ input }) => {
      const account = /::(\d{12}):/.exec(String(input.RoleArn))?.[1] ?? '';
      return {
        answer: {
          Credentials: {
            AccessKeyId: `ASIA${account}`,
            SecretAccessKey: 'secret',
            SessionToken: 'token',
            Expiration: new Date(Date.now() + 3_600_000),
          },
        },
      };
    },
    'ec2:DescribeRegions': () => ({
      answer: { regionInfo: ['eu-west-1', 'us-east-1'].map((regionName) => ({ regionName })) },
    }),
    'iam:GetAccountAuthorizationDetails': authorizationDetails([['ship', 'dock']]),
    'iam:GetAccountSummary': () => ({
      answer: {
        SummaryMap: new Map([
          ['PolicySizeQuota', 6144],
          ['Roles', 2],
        ]),
      },
    }),
    'iam:GenerateCredentialReport': () => ({ answer: { State: 'COMPLETE' } }),
    'iam:GetCredentialReport': ({ account }) => ({
      answer: {
        Content: credentialReport(account),
        ReportFormat: 'text/csv',
        GeneratedTime: NOW,
      },
    }),
    'cloudtrail:DescribeTrails': ({ account, region }) => ({
      answer: {
        trailList: [
          {
            Name: 'harbor',
            S3BucketName: TRAIL_BUCKET,
            HomeRegion: 'us-east-1',
            IsMultiRegionTrail: true,
            IncludeGlobalServiceEvents: true,
            IsOrganizationTrail: false,
            LogFileValidationEnabled: true,
            HasCustomEventSelectors: false,
            TrailARN: `arn:aws:cloudtrail:us-east-1:${account}:trail/harbor`,
          },
        ].filter(() => region !== ''),
      },
    }),
    'cloudtrail:GetTrailStatus': () => ({
      answer: { IsLogging: true, StartLoggingTime: CREATED },
    }),
    'cloudtrail:GetEventSelectors': ({ account }) => ({
      answer: {
        TrailARN: `arn:aws:cloudtrail:us-east-1:${account}:trail/harbor`,
        EventSelectors: [
          {
            ReadWriteType: 'All',
            IncludeManagementEvents: true,
            DataResources: [],
            ExcludeManagementEventSources: [],
          },
        ],
      },
    }),
    ...identityHandlers(),
    ...organizationHandlers(),
    ...resourceHandlers(),
    ...bucketHandlers(trailObjects(HOME, 'us-east-1', 5)),
  };
}

function identityHandlers(): Handlers {
  return {
    'iam:GetUser': ({ account, input }) => ({
      answer: {
        User: {
          Path: '/',
          UserName: input.UserName,
          UserId: 'AIDAMARAXXXXXXXXXXXXX',
          Arn: `arn:aws:iam::${account}:user/${input.UserName}`,
          CreateDate: CREATED,
          PasswordLastUsed: NOW,
        },
      },
    }),
    'iam:ListMFADevices': () => ({ answer: { MFADevices: [], IsTruncated: false } }),
    'iam:GetLoginProfile': () => ({ error: 'NoSuchEntity', status: 404 }),
    'iam:ListAccessKeys': ({ input }) => ({
      answer: {
        AccessKeyMetadata: [
          {
            UserName: input.UserName,
            AccessKeyId: 'AKIAHARBORMARAKEY000',
            Status: 'Active',
            CreateDate: CREATED,
          },
        ],
        IsTruncated: false,
      },
    }),
    'iam:GetAccessKeyLastUsed': () => ({
      answer: { UserName: 'mara', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } },
    }),
    'iam:ListInstanceProfiles': () => ({ answer: { InstanceProfiles: [], IsTruncated: false } }),
    'iam:ListSAMLProviders': () => ({ answer: { SAMLProviderList: [] } }),
    'iam:ListOpenIDConnectProviders': () => ({ answer: { OpenIDConnectProviderList: [] } }),
    'iam:GenerateServiceLastAccessedDetails': ({ input }) => ({
      answer: {
        JobId: Buffer.from(String(input.Arn)).toString('hex').slice(-36).padStart(36, '0'),
      },
    }),
    'iam:GetServiceLastAccessedDetails': ({ input }) => ({
      answer: lastAccessedAnswer(String(input.Marker ?? '')),
    }),
  };
}

/** Two pages. */
function lastAccessedAnswer(marker: string): Readonly<Record<string, unknown>> {
  const more = marker === '';
  return {
    JobStatus: 'COMPLETED',
    JobType: 'ACTION_LEVEL',
    JobCreationDate: NOW,
    JobCompletionDate: NOW,
    ServicesLastAccessed: [
      {
        ServiceName: more ? 'Amazon SQS' : 'Amazon S3',
        ServiceNamespace: more ? 'sqs' : 's3',
        TotalAuthenticatedEntities: 0,
      },
    ],
    IsTruncated: more,
    ...(more ? { Marker: 'page-2' } : {}),
  };
}

function organizationHandlers(): Handlers {
  return {
    'organizations:DescribeOrganization': () => ({
      error: 'AWSOrganizationsNotInUseException',
    }),
    'sso-admin:ListInstances': () => ({ answer: { Instances: [] } }),
    'cloudtrail:ListPublicKeys': () => ({ answer: { PublicKeyList: [] } }),
    'cloudtrail:LookupEvents': () => ({ answer: { Events: [] } }),
  };
}

function resourceHandlers(): Handlers {
  const empty = (list: string) => () => ({ answer: { [list]: [] } });
  return {
    'accessanalyzer:ListAnalyzers': empty('analyzers'),
    'cloudformation:DescribeStacks': empty('Stacks'),
    'ec2:DescribeInstances': empty('reservationSet'),
    'ecr:DescribeRepositories': empty('repositories'),
    'ecs:ListClusters': empty('clusterArns'),
    'ecs:ListTaskDefinitionFamilies': empty('families'),
    'eks:ListClusters': empty('clusters'),
    'kms:ListAliases': () => ({ answer: { Aliases: [], Truncated: false } }),
    'kms:ListKeys': () => ({ answer: { Keys: [], Truncated: false } }),
    'lambda:ListFunctions': empty('Functions'),
    's3:ListBuckets': () => ({ answer: {} }),
    'secrets-manager:ListSecrets': empty('SecretList'),
    'sns:ListTopics': empty('Topics'),
    'sqs:ListQueues': empty('QueueUrls'),
  };
}
