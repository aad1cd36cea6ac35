/**
 * Orchard, a small account that is seeded into moto: every kind of policy and holder that a proposal
 * can be about, and 120 days of logs in which some of it is used.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, type Cloud } from './tools.js';

type Details = {
  readonly RoleDetailList: readonly {
    readonly RoleName: string;
    readonly RoleId: string;
    readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn: string };
  }[];
  readonly Policies: readonly { readonly Arn: string }[];
  readonly UserDetailList: readonly { readonly UserName: string; readonly UserId: string }[];
};

const policy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: unknown, Resource: unknown = '*', more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

const EC2_FULL_ACCESS = 'arn:aws:iam::aws:policy/AmazonEC2FullAccess';
const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'ec2.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

/** A string that would do harm in a shell, in HCL, in YAML or on a page. */
export const HOSTILE =
  'it\'s $(touch owned) `touch owned` ${aws:username} %{if} $${x} " \\ </script> =1+1';

export function seed({ aws }: Cloud): void {
  const iam = (...words: readonly string[]) => aws('iam', ...words);
  const role = (name: string, ...more: readonly string[]) =>
    iam(
      'create-role',
      `--role-name=${name}`,
      `--assume-role-policy-document=${TRUST}`,
      '--description=kept by nobody',
      ...more,
    );
  const managed = (name: string, document: string) =>
    iam(
      'create-policy',
      `--policy-name=${name}`,
      `--policy-document=${document}`,
      '--description=written by hand',
    );
  const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;

  aws('organizations', 'create-organization', '--feature-set=ALL');
  managed('orchard-limit', policy(allow('*')));
  role('orchard-press', `--permissions-boundary=${arn('orchard-limit')}`);
  iam(
    'put-role-policy',
    '--role-name=orchard-press',
    '--policy-name=press',
    `--policy-document=${policy(
      allow('ec2:*', '*', { Sid: 'Servers' }),
      allow(['sqs:CreateQueue', 'sqs:GetQueueAttributes'], '*', {
        Condition: { StringLike: { 'aws:RequestTag/note': [HOSTILE, '${aws:username}/*'] } },
      }),
    )}`,
  );
  managed('orchard-shared', policy(allow('iam:*')));
  for (const action of ['iam:Get*', 'iam:List*', 'ec2:Describe*', 'ec2:*']) {
    iam(
      'create-policy-version',
      `--policy-arn=${arn('orchard-shared')}`,
      `--policy-document=${policy(allow(action))}`,
      '--set-as-default',
    );
  }
  iam('create-group', '--group-name=orchard-hands');
  iam('attach-group-policy', '--group-name=orchard-hands', `--policy-arn=${arn('orchard-shared')}`);
  role('orchard-scale', `--permissions-boundary=${EC2_FULL_ACCESS}`);
  iam('attach-role-policy', '--role-name=orchard-scale', `--policy-arn=${arn('orchard-shared')}`);
  iam('create-user', '--user-name=pip');
  iam('add-user-to-group', '--user-name=pip', '--group-name=orchard-hands');
  iam('attach-user-policy', '--user-name=pip', `--policy-arn=${EC2_FULL_ACCESS}`);
  iam(
    'put-user-policy',
    '--user-name=pip',
    '--policy-name=once',
    `--policy-document=${policy(allow(['ec2:CreateVpc', 'ec2:DeleteVpc']))}`,
  );
  // Nobody has used it for long: a thing to revoke.
  managed('orchard-rungs', policy(allow('*')));
  role('orchard-ladder', '--path=/old/', '--tags=[{"Key":"owner","Value":"it\'s $(mine)"}]');
  iam(
    'put-role-policy',
    '--role-name=orchard-ladder',
    '--policy-name=climb',
    `--policy-document=${policy(allow('ec2:DescribeInstances'))}`,
  );
  iam('attach-role-policy', '--role-name=orchard-ladder', `--policy-arn=${arn('orchard-rungs')}`);
  iam('create-instance-profile', '--instance-profile-name=orchard-ladder');
  iam(
    'add-role-to-instance-profile',
    '--instance-profile-name=orchard-ladder',
    '--role-name=orchard-ladder',
  );
  iam('create-group', '--group-name=orchard-nobody');
  managed('orchard-forgotten', policy(allow('s3:*')));
}

const OWN = ['--filter', 'User', 'Role', 'Group', 'LocalManagedPolicy'] as const;

/** What the AWS CLI reads, as if all of it were old: moto dates everything today. */
export function authorizationDetails({ aws }: Cloud): string {
  const details = aws('iam', 'get-account-authorization-details', ...OWN) as Details;
  // AWS lists its own policies where they are attached; moto would list all thousand of them.
  const { Policy } = aws('iam', 'get-policy', `--policy-arn=${EC2_FULL_ACCESS}`) as {
    readonly Policy: { readonly Arn: string; readonly DefaultVersionId: string };
  };
  const version = `--version-id=${Policy.DefaultVersionId}`;
  const { PolicyVersion } = aws(
    'iam',
    'get-policy-version',
    `--policy-arn=${EC2_FULL_ACCESS}`,
    version,
  ) as {
    readonly PolicyVersion: object;
  };
  // moto does not count whom a policy bounds.
  const bounds = (Arn: string) =>
    details.RoleDetailList.filter((one) => one.PermissionsBoundary?.PermissionsBoundaryArn === Arn);
  const Policies = [...details.Policies, { ...Policy, PolicyVersionList: [PolicyVersion] }].map(
    (one) => ({ ...one, PermissionsBoundaryUsageCount: bounds(one.Arn).length }),
  );
  const text = JSON.stringify({ ...details, Policies });
  return text.replace(/("(?:CreateDate|UpdateDate)":)"[^"]*"/g, '$1"2024-03-01T09:00:00Z"');
}

/** The account as a person would compare it: names and documents, sorted, without ids and dates. */
export function accountState({ aws }: Cloud): string {
  const details = aws('iam', 'get-account-authorization-details', ...OWN);
  return JSON.stringify(normal(details), undefined, 1);
}

/** Ids and dates belong to the copy; version ids count up and never come back. */
const OF_THE_COPY =
  /^(?:CreateDate|UpdateDate|VersionId|DefaultVersionId|(?:Role|User|Group|Policy|InstanceProfile)Id|RoleLastUsed)$/;

function normal(value: unknown): unknown {
  if (Array.isArray(value)) {
    const key = (one: unknown) => JSON.stringify(one);
    const isPolicyText = value.every(
      (one) => typeof one === 'object' && one !== null && 'Effect' in one,
    );
    const items = value.map(normal);
    return isPolicyText ? items : items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !OF_THE_COPY.test(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, normal(member)]),
  );
}

const DAYS = 120;
const LAST = Date.UTC(2026, 10, 20, 23, 50);

/** Every hour a read and a write, by the role and the user that work; in the layout of a trail. */
export function writeLogs(folder: string, details: string): void {
  const { RoleDetailList, UserDetailList } = JSON.parse(details) as Details;
  const roleId = (name: string) =>
    RoleDetailList.find((one) => one.RoleName === name)?.RoleId ?? '';
  const userId = (name: string) =>
    UserDetailList.find((one) => one.UserName === name)?.UserId ?? '';
  const session = (name: string) => ({
    type: 'AssumedRole',
    principalId: `${roleId(name)}:work`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/work`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: roleId(name),
        arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
        accountId: ACCOUNT,
        userName: name,
      },
    },
  });
  const pip = {
    type: 'IAMUser',
    principalId: userId('pip'),
    arn: `arn:aws:iam::${ACCOUNT}:user/pip`,
    accountId: ACCOUNT,
    userName: 'pip',
  };
  const calls = [
    { userIdentity: session('orchard-press'), eventName: 'DescribeInstances', readOnly: true },
    { userIdentity: session('orchard-scale'), eventName: 'DescribeVolumes', readOnly: true },
    { userIdentity: pip, eventName: 'CreateSecurityGroup', readOnly: false },
    { userIdentity: session('orchard-press'), eventName: 'CreateTags', readOnly: false },
  ];
  let n = 0;
  for (let day = DAYS - 1; day >= 0; day -= 1) {
    const start = LAST - day * 86_400_000 - 23 * 3_600_000;
    const Records = Array.from({ length: 24 }, (_, hour) => hour).flatMap((hour) =>
      calls.map((call, index) => ({
        eventVersion: '1.11',
        eventID: `6e0fa2b4-5d5f-4c6e-9a53-${(n++).toString(16).padStart(12, '0')}`,
        eventTime: `${new Date(start + hour * 3_600_000 + index * 60_000).toISOString().slice(0, 19)}Z`,
        eventSource: 'ec2.amazonaws.com',
        awsRegion: 'us-east-1',
        requestParameters: null,
        responseElements: null,
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: ACCOUNT,
        eventCategory: 'Management',
        ...call,
      })),
    );
    const at = new Date(start + 23 * 3_600_000).toISOString();
    const date = at.slice(0, 10);
    const path = join(folder, 'AWSLogs', ACCOUNT, 'CloudTrail/us-east-1', ...date.split('-'));
    mkdirSync(path, { recursive: true });
    const stamp = `${date.replaceAll('-', '')}T2355Z`;
    writeFileSync(
      join(path, `${ACCOUNT}_CloudTrail_us-east-1_${stamp}_AbCdEfGhIjKlMnOp.json`),
      JSON.stringify({ Records }),
    );
  }
}
