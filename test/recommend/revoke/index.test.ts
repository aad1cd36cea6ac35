/** The plan for what nobody uses: exact commands, exact undo, nothing that a hostile name could bend. */
import { describe, expect, test } from 'vitest';
import type { Finding, Revocable } from '../../../src/model/finding.js';
import type { Command, Revocation } from '../../../src/model/recommendation.js';
import type { Snapshot } from '../../../src/model/snapshot.js';
import type { UsageLedger } from '../../../src/model/usage.js';
import { directoryOf } from '../../../src/policy/holdings.js';
import { planRevocation } from '../../../src/recommend/revoke/index.js';
import {
  ACCOUNT,
  ago,
  allow,
  arnOf,
  callerOf,
  evidenceOf,
  group,
  inline,
  managed,
  policy,
  role,
  user,
} from '../../world.js';

const NO_USAGE: UsageLedger = {
  uses: [],
  assumptions: [],
  signIns: [],
  grantChanges: [],
  unmapped: [],
};

function plan(
  some: Partial<Snapshot>,
  identity: string,
  revocable: Revocable,
  usage?: UsageLedger,
): Revocation | undefined {
  const finding: Finding = {
    id: `stale ${identity}`,
    kind: 'stale-role',
    severity: 'medium',
    account: ACCOUNT,
    identity,
    title: 'not used',
    evidence: ['nothing'],
    remediation: 'remove it',
    revocable,
  };
  const [snapshot] = evidenceOf({ snapshot: some }).snapshots;
  if (snapshot === undefined) throw new Error('no snapshot');
  return planRevocation(directoryOf(snapshot), [finding], usage)[0];
}

const line = ({ words }: Command): string =>
  words.map((word) => (typeof word === 'string' ? word : `$${word.variable}`)).join(' ');

const operations = (commands: readonly Command[]) => commands.map(({ words }) => words[2]);

const KIOSK = role('kiosk', {
  inlinePolicies: inline(allow('s3:GetObject')),
  attachedPolicies: [arnOf('policy', 'reader')],
  instanceProfiles: [{ name: 'kiosk-profile', arn: arnOf('role', 'kiosk-profile') }],
  boundary: arnOf('policy', 'limit'),
  path: '/shop/',
  tags: [
    { key: 'owner', value: 'warehouse' },
    { key: 'aws:cloudformation:stack-name', value: 'kiosk' },
  ],
});

describe('a role', () => {
  const revocable = { kind: 'role', name: 'kiosk', lastUsedAt: undefined } as const;

  test('names the functions that ran as it, the newest first: they show who may know', () => {
    const ran = (name: string, days: number) => ({
      caller: callerOf(KIOSK),
      resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:${name}`,
      firstSeen: ago(400),
      lastSeen: ago(days),
      count: 3,
    });
    const other = { ...ran('elsewhere', 100), caller: callerOf(role('else')) };
    const roleHolders = [ran('resize', 200), ran('report', 150), ran('resize', 120), other];
    const one = plan({ roles: [KIOSK] }, KIOSK.arn, revocable, { ...NO_USAGE, roleHolders });
    expect(one?.ownerHints.slice(-2)).toEqual([
      `ran as Lambda function ${ran('resize', 0).resource}, last ${ago(120).slice(0, 10)}`,
      `ran as Lambda function ${ran('report', 0).resource}, last ${ago(150).slice(0, 10)}`,
    ]);
  });

  test('is denied everything first, which can be taken back', () => {
    const quarantine = plan({ roles: [KIOSK] }, KIOSK.arn, revocable)?.stages[0];
    expect(quarantine?.stage).toBe('quarantine');
    expect(quarantine?.commands.map(line)).toEqual([
      'aws iam put-role-policy --role-name=kiosk --policy-name=leastwise-quarantine --policy-document={"Version":"2012-10-17","Statement":[{"Sid":"Quarantine","Effect":"Deny","Action":"*","Resource":"*"}]}',
    ]);
    expect(quarantine?.undo.map(line)).toEqual([
      'aws iam delete-role-policy --role-name=kiosk --policy-name=leastwise-quarantine',
    ]);
  });

  test('is deleted last, with everything that holds it first, and can be made again', () => {
    const deletion = plan({ roles: [KIOSK] }, KIOSK.arn, revocable)?.stages[1];
    expect(operations(deletion?.commands ?? [])).toEqual([
      'get-role',
      'remove-role-from-instance-profile',
      'delete-role-policy',
      'delete-role-policy',
      'detach-role-policy',
      'delete-role',
    ]);
    expect(operations(deletion?.undo ?? [])).toEqual([
      'create-role',
      'update-role',
      'put-role-policy',
      'attach-role-policy',
      'add-role-to-instance-profile',
    ]);
    const create = line(deletion?.undo[0] ?? { words: [] });
    expect(create).toContain(`--permissions-boundary=${arnOf('policy', 'limit')}`);
    expect(create).toContain('--path=/shop/');
    // AWS's own tags cannot be set by anybody.
    expect(create).toContain('--tags=[{"Key":"owner","Value":"warehouse"}]');
  });

  test('whose trust policy is not known is not deleted: it could not be made again', () => {
    const stages = plan(
      { roles: [{ ...KIOSK, trustPolicy: undefined }] },
      KIOSK.arn,
      revocable,
    )?.stages;
    expect(stages?.map(({ stage }) => stage)).toEqual(['quarantine']);
  });

  test('names who would notice and who may know', () => {
    const trust = { Effect: 'Allow', Principal: { AWS: KIOSK.arn }, Action: 'sts:AssumeRole' };
    const shelf = role('shelf', { trustPolicy: policy(trust) });
    expect(plan({ roles: [KIOSK, shelf] }, KIOSK.arn, revocable)).toMatchObject({
      dependants: ['instance profile kiosk-profile', 'trusted by role shelf'],
      ownerHints: ['owner: warehouse', 'aws:cloudformation:stack-name: kiosk', 'path /shop/'],
    });
  });
});

test('the backup holds all that was read', () => {
  const { backup } =
    plan({ roles: [KIOSK] }, KIOSK.arn, { kind: 'role', name: 'kiosk', lastUsedAt: undefined }) ??
    {};
  expect(backup).toMatchObject({
    arn: KIOSK.arn,
    id: KIOSK.id,
    path: '/shop/',
    boundary: arnOf('policy', 'limit'),
    attachedPolicies: [arnOf('policy', 'reader')],
    instanceProfiles: [{ name: 'kiosk-profile' }],
  });
  expect(JSON.stringify(backup)).toContain('s3:GetObject');
  expect(JSON.stringify(backup)).toContain('ec2.amazonaws.com');
});

test.each([
  '$(reboot)',
  'a b',
  "it's",
  '-rf/',
  'x\n',
  '',
  'file:///etc/passwd',
  'é',
  'a'.repeat(129),
])('a name that IAM would not allow gives no command: %j', (name) => {
  const odd = role('odd', { name });
  expect(
    plan({ roles: [odd] }, odd.arn, { kind: 'role', name, lastUsedAt: undefined }),
  ).toBeUndefined();
});

test('a user leaves groups and policies, and comes back to them', () => {
  const lukas = user('lukas', { groups: ['ops'], inlinePolicies: inline(allow('s3:*')) });
  const stages = plan({ users: [lukas] }, lukas.arn, {
    kind: 'user',
    name: 'lukas',
    lastUsedAt: undefined,
  })?.stages;
  expect(operations((stages?.[1]?.requires ?? []).map(({ ask }) => ask))).toEqual([
    'get-user-policy',
    'list-mfa-devices',
    'list-ssh-public-keys',
    'list-signing-certificates',
    'list-service-specific-credentials',
  ]);
  expect(operations(stages?.[1]?.commands ?? [])).toEqual([
    'remove-user-from-group',
    'delete-user-policy',
    'delete-user-policy',
    'delete-user',
  ]);
  expect(operations(stages?.[1]?.undo ?? [])).toEqual([
    'create-user',
    'put-user-policy',
    'add-user-to-group',
  ]);
});

test('a user with MFA devices loses them first, where a person names the user', () => {
  const lukas = user('lukas');
  const plain = plan({ users: [lukas] }, lukas.arn, {
    kind: 'user',
    name: 'lukas',
    lastUsedAt: undefined,
  })?.stages[1];
  expect(plain?.asksBecause).toBeUndefined();
  expect(plain?.requires?.[1]).toMatchObject({ ask: { expects: 'none' } });
  expect(plain?.requires?.[1]?.otherwise).toContain('does not name');

  const serial = `arn:aws:iam::${ACCOUNT}:mfa/phone`;
  const devices = [serial, 'GAHT12345678'].map((serialNumber) => ({
    serialNumber,
    enabledAt: ago(300),
  }));
  const surroundings = {
    userMfaDevices: [{ source: 'users' as const, region: '', userName: 'lukas', devices }],
  };
  const one = plan({ users: [lukas], surroundings }, lukas.arn, {
    kind: 'user',
    name: 'lukas',
    lastUsedAt: undefined,
  });
  const stage = one?.stages[1];
  expect(stage?.commands.slice(0, 3).map(line)).toEqual([
    'aws iam deactivate-mfa-device --user-name=lukas --serial-number=GAHT12345678',
    `aws iam deactivate-mfa-device --user-name=lukas --serial-number=${serial}`,
    `aws iam delete-virtual-mfa-device --serial-number=${serial}`,
  ]);
  expect(stage?.requires?.[1]?.ask.expects).toBe(`GAHT12345678 ${serial}`);
  expect(stage?.asksBecause).toContain('no secret of one can be restored');
  expect(one?.backup).toMatchObject({ mfaDevices: ['GAHT12345678', serial] });
});

test('a key is found by the time of its creation, because the report does not name it', () => {
  const lukas = user('lukas');
  const accessKeys = [{ slot: 2 as const, active: true, lastRotated: ago(300) }];
  const credentials = {
    generatedAt: undefined,
    users: [{ userArn: lukas.arn, passwordEnabled: false, mfaActive: false, accessKeys }],
  };
  const revocable = { kind: 'access-key', name: 'lukas', lastUsedAt: undefined, slot: 2 } as const;
  const stages = plan({ users: [lukas], credentials }, lukas.arn, revocable)?.stages;
  expect(stages?.[0]?.commands.map(line)).toEqual([
    `aws iam list-access-keys --user-name=lukas --query=AccessKeyMetadata[?starts_with(CreateDate, '${ago(300).slice(0, 19)}')].AccessKeyId --output=text`,
    'aws iam update-access-key --user-name=lukas --access-key-id $KEY_ID --status=Inactive',
  ]);
  expect(stages?.[0]?.undo.map(line).at(-1)).toContain('--status=Active');
  expect(stages?.[1]?.undo).toEqual([]);
  const other = { ...revocable, slot: 1 } as const;
  expect(plan({ users: [lukas], credentials }, lukas.arn, other)).toBeUndefined();
});

test('a policy loses its other versions first; a group its own policies', () => {
  const old = { versionId: 'v1', createdAt: ago(500), document: policy(allow('s3:*')) };
  const ftp = managed('ftp', policy(allow('s3:GetObject')), {
    versionId: 'v2',
    otherVersions: [old],
  });
  const revocable = { kind: 'unattached-policy', name: 'ftp', lastUsedAt: undefined } as const;
  const stage = plan({ managedPolicies: [ftp] }, ftp.arn, revocable)?.stages[0];
  expect(operations(stage?.commands ?? [])).toEqual([
    'get-policy',
    'delete-policy-version',
    'delete-policy',
  ]);
  expect(operations(stage?.undo ?? [])).toEqual([
    'create-policy',
    'create-policy-version',
    'tag-policy',
  ]);
  const interns = group('interns', { inlinePolicies: inline(allow('s3:*')) });
  const empty = { kind: 'empty-group', name: 'interns', lastUsedAt: undefined } as const;
  const last = plan({ groups: [interns] }, interns.arn, empty)?.stages.at(-1);
  expect(operations(last?.commands ?? [])).toEqual(['delete-group-policy', 'delete-group']);
  expect(operations(last?.undo ?? [])).toEqual(['create-group', 'put-group-policy']);
});

test('a description that the AWS CLI would load from somewhere is left out', () => {
  const ftp = managed('ftp', policy(allow('s3:*')), { description: 'file:///etc/passwd' });
  const revocable = { kind: 'unattached-policy', name: 'ftp', lastUsedAt: undefined } as const;
  const undo = plan({ managedPolicies: [ftp] }, ftp.arn, revocable)?.stages[0]?.undo ?? [];
  expect(undo.map(line).join()).not.toContain('passwd');
});

test('a console password is deleted where it was not used since, and AWS has no way back', () => {
  const sam = user('sam', { tags: [{ key: 'team', value: 'shop' }] });
  const credentials = {
    generatedAt: undefined,
    users: [{ userArn: sam.arn, passwordEnabled: true, mfaActive: false, accessKeys: [] }],
  };
  const revocable = { kind: 'console-password', name: 'sam', lastUsedAt: undefined } as const;
  const one = plan({ users: [sam], credentials }, sam.arn, revocable);
  expect(one?.stages.map(({ stage }) => stage)).toEqual(['delete']);
  expect(one?.stages[0]?.commands.map(line)).toEqual([
    'aws iam delete-login-profile --user-name=sam',
  ]);
  expect(one?.stages[0]?.undo).toEqual([]);
  expect(line(one?.stages[0]?.guard ?? { words: [] })).toContain('User.PasswordLastUsed == null');
  expect(one?.ownerHints).toEqual(['team: shop']);
});

test('an instance profile that holds no role is deleted, and made again where it was', () => {
  const profile = {
    source: 'instance-profiles' as const,
    region: '',
    arn: `arn:aws:iam::${ACCOUNT}:instance-profile/old/kiosk`,
    name: 'kiosk',
    createdAt: ago(400),
    roles: [],
  };
  const stage = plan({ surroundings: { instanceProfiles: [profile] } }, profile.arn, {
    kind: 'instance-profile',
    name: 'kiosk',
    lastUsedAt: undefined,
  })?.stages[0];
  expect(stage?.commands.map(line)).toEqual([
    'aws iam delete-instance-profile --instance-profile-name=kiosk',
  ]);
  expect(stage?.undo.map(line)).toEqual([
    'aws iam create-instance-profile --instance-profile-name=kiosk --path=/old/',
  ]);
});

test('what runs with a role, and resources that name it, would notice', () => {
  const here = { source: 'lambda-functions' as const, region: 'eu-west-1' };
  const till = 'arn:aws:lambda:eu-west-1:111122223333:function:till';
  const reads = {
    Effect: 'Allow',
    Principal: { AWS: KIOSK.arn },
    Action: 's3:GetObject',
    Resource: '*',
  };
  const { dependants } =
    plan(
      {
        roles: [KIOSK],
        surroundings: {
          dependants: [
            {
              ...here,
              kind: 'Lambda function',
              resource: till,
              names: KIOSK.arn,
              as: 'execution role',
            },
          ],
          resourcePolicies: [
            {
              ...here,
              kind: 'S3 bucket',
              resource: 'arn:aws:s3:::receipts',
              document: policy(reads),
            },
          ],
        },
      },
      KIOSK.arn,
      { kind: 'role', name: 'kiosk', lastUsedAt: undefined },
    ) ?? {};
  expect(dependants).toEqual([
    'instance profile kiosk-profile',
    `execution role of Lambda function ${till}`,
    'named in the policy of S3 bucket arn:aws:s3:::receipts',
  ]);
});

test.each([
  {
    kind: 'OIDC' as const,
    path: 'oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/AB12',
    name: 'oidc.eks.eu-west-1.amazonaws.com-id-AB12',
    calls: ['get-open-id-connect-provider', 'delete-open-id-connect-provider'],
    undo: 'create-open-id-connect-provider',
  },
  {
    kind: 'SAML' as const,
    path: 'saml-provider/pier',
    name: 'pier',
    calls: ['get-saml-provider', 'delete-saml-provider'],
    undo: 'create-saml-provider',
  },
])(
  'a $kind provider goes only where it is named and no role trusts it, and comes back as it was',
  ({ kind, path, name, calls, undo }) => {
    const arn = `arn:aws:iam::${ACCOUNT}:${path}`;
    const provider = { source: 'identity-providers', region: '', arn, kind, createdAt: ago(400) };
    const surroundings = { identityProviders: [provider] } as Snapshot['surroundings'];
    const revocable = { kind: 'identity-provider', name, lastUsedAt: undefined } as const;
    const stage = plan({ ...(surroundings && { surroundings }) }, arn, revocable)?.stages[0];
    expect(stage?.asksBecause).toContain('Cognito');
    expect(operations((stage?.requires ?? []).map(({ ask }) => ask))).toEqual(['list-roles']);
    expect(operations(stage?.commands ?? [])).toEqual(calls);
    expect(operations(stage?.undo ?? [])).toEqual([undo]);
    expect(stage?.undo[0]?.reads).toBe(stage?.commands[0]?.writes);
    const odd = {
      identityProviders: [{ ...provider, arn: `${arn}'` }],
    } as Snapshot['surroundings'];
    expect(plan({ ...(odd && { surroundings: odd }) }, `${arn}'`, revocable)).toBeUndefined();
  },
);
