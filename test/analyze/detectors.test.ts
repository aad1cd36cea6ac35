/** What is found, and above all what is not: each row that must stay unfound is somebody's outage. */
import { describe, expect, test } from 'vitest';
import type { Role, User } from '../../src/model/identity.js';
import type { AccessKey, UserCredentials } from '../../src/model/snapshot.js';
import type { Instant } from '../../src/model/time.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  analysed,
  arnOf,
  callerOf,
  findingsIn,
  fullCoverage,
  group,
  inline,
  managed,
  policy,
  role,
  use,
  user,
  type World,
} from '../world.js';

describe('stale roles', () => {
  const assumption = {
    roleArn: arnOf('role', 'batch'),
    roleId: undefined,
    by: 'lambda.amazonaws.com',
    event: 'AssumeRole',
    outcome: 'allowed' as const,
    firstSeen: ago(40),
    lastSeen: ago(40),
    count: 1,
  };
  test.each<{ some?: Partial<Role>; world?: World; found: boolean; why: string }>([
    { found: true, why: 'old, and nothing shows a use' },
    {
      some: { lastUsed: { at: ago(91), region: 'eu-west-1' } },
      found: true,
      why: 'used 91 days ago',
    },
    {
      some: { lastUsed: { at: ago(90), region: 'eu-west-1' } },
      found: false,
      why: 'used 90 days ago',
    },
    { some: { lastUsed: { at: AS_OF, region: 'eu-west-1' } }, found: false, why: 'used today' },
    { some: { createdAt: ago(96) }, found: false, why: 'younger than window and grace' },
    { some: { createdAt: ago(97) }, found: true, why: 'just as old' },
    { some: { createdAt: undefined }, found: false, why: 'of unknown age' },
    {
      some: { path: '/aws-service-role/config.amazonaws.com/' },
      found: false,
      why: 'service-linked',
    },
    {
      some: { path: '/aws-reserved/sso.amazonaws.com/eu-west-1/' },
      found: false,
      why: 'kept by Identity Center',
    },
    {
      world: { usage: { assumptions: [assumption] } },
      found: false,
      why: 'a service took it, and it called nothing',
    },
    {
      world: { usage: { assumptions: [{ ...assumption, outcome: 'denied' }] } },
      found: false,
      why: 'somebody still tries to take it',
    },
    {
      world: {
        usage: { assumptions: [{ ...assumption, firstSeen: ago(120), lastSeen: ago(95) }] },
      },
      found: true,
      why: 'taken before the window only',
    },
    {
      world: { usage: { uses: [use(role('batch'), 'ec2:RunInstances', { outcome: 'denied' })] } },
      found: false,
      why: 'all its calls are denied, but somebody makes them',
    },
    { world: { coverage: { management: [] } }, found: false, why: 'no log' },
    { world: { coverage: fullCoverage(30) }, found: false, why: 'a month of logs' },
    {
      world: {
        coverage: {
          management: fullCoverage().management.filter(({ access }) => access === 'write'),
        },
      },
      found: false,
      why: 'a trail without reads, where AssumeRole belongs',
    },
    { world: { options: { exclude: ['bat*'] } }, found: false, why: 'exempt by name' },
    { world: { options: { exclude: ['arn:*:role/batch'] } }, found: false, why: 'exempt by ARN' },
    { world: { options: { identities: ['other'] } }, found: false, why: 'not asked for' },
  ])('$why: $found', ({ some, world, found }) => {
    const batch = role('batch', { inlinePolicies: inline(allow('ec2:*')), ...some });
    const all = { ...world, snapshot: { roles: [batch] } };
    expect(findingsIn(all, 'stale-role')).toEqual(found ? ['batch'] : []);
  });
});

const key = (some: Partial<AccessKey> = {}): AccessKey => ({
  slot: 1,
  active: true,
  lastRotated: ago(400),
  ...some,
});

function credentialsOf(
  some: Partial<UserCredentials> = {},
  generatedAt: Instant | undefined = ago(1),
): World['snapshot'] {
  const row = {
    userArn: arnOf('user', 'lukas'),
    passwordEnabled: false,
    mfaActive: false,
    accessKeys: [],
  };
  return { credentials: { generatedAt, users: [{ ...row, ...some }] } };
}

describe('stale users', () => {
  test.each<{
    snapshot?: World['snapshot'];
    some?: Partial<User>;
    world?: World;
    found: boolean;
    why: string;
  }>([
    { snapshot: credentialsOf(), found: true, why: 'no sign of life' },
    {
      snapshot: credentialsOf({}, ago(8)),
      found: false,
      why: 'a report of last week does not know of a use since',
    },
    { snapshot: {}, found: false, why: 'no credential report: a key may act where no log looks' },
    { snapshot: credentialsOf(), some: { createdAt: ago(50) }, found: false, why: 'new' },
    {
      snapshot: credentialsOf(),
      some: { createdAt: undefined },
      found: false,
      why: 'of unknown age',
    },
    {
      snapshot: credentialsOf({ passwordEnabled: true, passwordLastUsed: ago(30) }),
      found: false,
      why: 'signed in a month ago',
    },
    {
      snapshot: credentialsOf({ accessKeys: [key(), key({ slot: 2, lastUsed: { at: ago(2) } })] }),
      found: false,
      why: 'the second key is used',
    },
    {
      snapshot: credentialsOf({ accessKeys: [key({ active: false, lastUsed: { at: ago(2) } })] }),
      found: false,
      why: 'an inactive key was used two days ago',
    },
    {
      snapshot: credentialsOf({ accessKeys: [key({ lastUsed: { at: ago(200) } })] }),
      found: true,
      why: 'the key was last used before the window',
    },
    {
      snapshot: credentialsOf(),
      world: {
        usage: {
          signIns: [
            {
              caller: callerOf(user('lukas')),
              outcome: 'allowed',
              firstSeen: ago(9),
              lastSeen: ago(9),
              count: 1,
            },
          ],
        },
      },
      found: false,
      why: 'the log shows a sign-in that the report is too old for',
    },
    {
      snapshot: credentialsOf(),
      world: {
        usage: { uses: [use(user('lukas'), 's3:ListAllMyBuckets', { outcome: 'denied' })] },
      },
      found: false,
      why: 'denied calls are no uses, but signs of life',
    },
    {
      snapshot: credentialsOf(),
      world: { options: { exclude: ['lukas'] } },
      found: false,
      why: 'exempt',
    },
  ])('$why: $found', ({ snapshot, some, world, found }) => {
    const all = { ...world, snapshot: { ...snapshot, users: [user('lukas', some)] } };
    expect(findingsIn(all, 'stale-user')).toEqual(found ? ['lukas'] : []);
  });
});

describe('stale access keys', () => {
  test.each<{ own: AccessKey; found: boolean; why: string }>([
    { own: key(), found: true, why: 'never used' },
    { own: key({ lastUsed: { at: ago(91) } }), found: true, why: 'used 91 days ago' },
    { own: key({ lastUsed: { at: ago(90) } }), found: false, why: 'used 90 days ago' },
    { own: key({ active: false }), found: false, why: 'inactive already' },
    { own: key({ lastRotated: ago(96) }), found: false, why: 'made lately' },
    {
      own: { slot: 1, active: true },
      found: false,
      why: 'of unknown age',
    },
  ])('$why: $found', ({ own, found }) => {
    const snapshot = { ...credentialsOf({ accessKeys: [own] }), users: [user('lukas')] };
    expect(findingsIn({ snapshot }, 'stale-access-key')).toEqual(found ? ['lukas'] : []);
    expect(findingsIn({ snapshot, options: { exclude: ['lukas'] } }, 'stale-access-key')).toEqual(
      [],
    );
  });
});

describe('console passwords', () => {
  const password = { passwordEnabled: true, passwordLastChanged: ago(300) };
  const signIn = { outcome: 'allowed', firstSeen: ago(9), lastSeen: ago(9), count: 1 } as const;
  test.each<{ own: object; usage?: World['usage']; found: boolean; why: string }>([
    { own: password, found: true, why: 'old, and never used' },
    { own: { ...password, passwordLastUsed: ago(200) }, found: true, why: 'used long ago' },
    { own: { ...password, passwordLastUsed: ago(20) }, found: false, why: 'used lately' },
    { own: { ...password, passwordLastChanged: ago(20) }, found: false, why: 'set lately' },
    { own: { passwordEnabled: true }, found: false, why: 'of unknown age' },
    { own: { ...password, passwordEnabled: false }, found: false, why: 'there is none' },
    {
      own: password,
      usage: { signIns: [{ caller: callerOf(user('lukas')), ...signIn }] },
      found: false,
      why: 'the log shows a sign-in that the report is too old for',
    },
  ])('$why: $found', ({ own, usage, found }) => {
    const snapshot = { ...credentialsOf(own), users: [user('lukas')] };
    const world = { snapshot, ...(usage === undefined ? {} : { usage }) };
    expect(findingsIn(world, 'stale-console-password')).toEqual(found ? ['lukas'] : []);
  });

  test('what the user itself tells of a sign-in counts where the report is older', () => {
    const lukas = user('lukas', { passwordLastUsed: ago(1) });
    const world = { snapshot: { ...credentialsOf(password), users: [lukas] } };
    expect(findingsIn(world, 'stale-console-password')).toEqual([]);
    expect(findingsIn(world, 'stale-user')).toEqual([]);
  });
});

describe('instance profiles', () => {
  const arn = `arn:aws:iam::${ACCOUNT}:instance-profile/kiosk`;
  const read = { source: 'instance-profiles', region: '' } as const;
  const profile = { ...read, arn, name: 'kiosk', createdAt: ago(300), roles: [] };
  const instance = {
    source: 'ec2-instances',
    region: 'eu-west-1',
    kind: 'EC2 instance',
    resource: 'i-0abc',
    names: arn,
    as: 'instance profile',
  } as const;
  test.each<{ some?: object; more?: object; found: boolean; why: string }>([
    { found: true, why: 'old, and without a role' },
    { some: { roles: [arnOf('role', 'kiosk')] }, found: false, why: 'holds a role' },
    { some: { createdAt: ago(20) }, found: false, why: 'made lately' },
    { some: { createdAt: undefined }, found: false, why: 'of unknown age' },
    { more: { dependants: [instance] }, found: false, why: 'an instance has it' },
  ])('$why: $found', ({ some, more, found }) => {
    const surroundings = { instanceProfiles: [{ ...profile, ...some }], ...more };
    expect(findingsIn({ snapshot: { surroundings } }, 'orphaned-instance-profile')).toEqual(
      found ? ['kiosk'] : [],
    );
  });
});

describe('identity providers that nothing trusts', () => {
  const arn = `arn:aws:iam::${ACCOUNT}:saml-provider/pier`;
  const read = { source: 'identity-providers', region: 'global' } as const;
  const provider = { ...read, arn, kind: 'SAML', createdAt: ago(300) } as const;
  const trusting = (Principal: unknown) =>
    role('gate', {
      trustPolicy: policy({ Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithSAML' }),
    });
  test.each<{ some?: object; roles?: readonly Role[]; found: boolean; why: string }>([
    { found: true, why: 'old, and no role names it' },
    { roles: [trusting({ Federated: arn })], found: false, why: 'a role trusts it' },
    { roles: [trusting({ Federated: `${arn}-2` })], found: true, why: 'a role trusts another' },
    { roles: [trusting('*')], found: false, why: 'a role trusts everybody' },
    {
      roles: [role('gate', { trustPolicy: undefined })],
      found: false,
      why: 'a trust policy was not read',
    },
    { some: { createdAt: undefined }, found: false, why: 'of unknown age' },
  ])('$why: $found', ({ some, roles = [], found }) => {
    const surroundings = { identityProviders: [{ ...provider, ...some }] };
    expect(findingsIn({ snapshot: { surroundings, roles } }, 'unused-identity-provider')).toEqual(
      found ? ['pier'] : [],
    );
  });
});

describe('policies that nothing holds', () => {
  const statement = policy(allow('s3:*'));
  test.each<{ some?: object; holder?: Partial<User>; world?: World; found: boolean; why: string }>([
    { found: true, why: 'old, and attached to nothing' },
    { some: { owner: 'aws' }, found: false, why: "AWS's own" },
    {
      some: { attachmentCount: 1 },
      found: false,
      why: 'AWS counts an attachment that was not read',
    },
    { some: { boundaryUsageCount: 1 }, found: false, why: 'a boundary of somebody' },
    { some: { createdAt: ago(20) }, found: false, why: 'made lately' },
    { some: { createdAt: undefined }, found: false, why: 'of unknown age' },
    {
      holder: { attachedPolicies: [arnOf('policy', 'ftp')] },
      found: false,
      why: 'attached in the snapshot',
    },
    {
      holder: { boundary: arnOf('policy', 'ftp') },
      found: false,
      why: 'a boundary in the snapshot',
    },
    { world: { options: { exclude: ['ft?'] } }, found: false, why: 'exempt' },
  ])('$why: $found', ({ some, holder, world, found }) => {
    const managedPolicies = [managed('ftp', statement, { attachmentCount: 0, ...some })];
    const all = { ...world, snapshot: { managedPolicies, users: [user('ann', holder)] } };
    expect(findingsIn(all, 'unattached-policy')).toEqual(found ? ['ftp'] : []);
  });
});

describe('empty groups', () => {
  const hole = {
    account: undefined,
    region: undefined,
    service: undefined,
    from: undefined,
    to: undefined,
    reason: 'an identity or policy that could not be read',
  };
  test.each<{
    createdAt?: Instant;
    members?: readonly string[];
    world?: World;
    found: boolean;
    why: string;
  }>([
    { found: true, why: 'nobody lists it' },
    { members: ['interns'], found: false, why: 'somebody does' },
    { createdAt: ago(30), found: false, why: 'made lately' },
    { world: { options: { exclude: ['interns'] } }, found: false, why: 'exempt' },
    {
      world: { coverage: { holes: [hole] } },
      found: false,
      why: 'who could not be read may be a member',
    },
  ])('$why: $found', ({ createdAt, members = [], world, found }) => {
    const groups = [group('interns', createdAt === undefined ? {} : { createdAt })];
    const all = { ...world, snapshot: { groups, users: [user('ann', { groups: members })] } };
    expect(findingsIn(all, 'empty-group')).toEqual(found ? ['interns'] : []);
  });
});

describe('other findings', () => {
  const worker = role('worker', {
    inlinePolicies: inline(allow(['ec2:StopInstances', 'iam:PutRolePolicy'])),
  });
  const denied = use(worker, 'ec2:RunInstances', {
    outcome: 'denied',
    errorCode: 'UnauthorizedOperation',
  });

  test.each<{ world: World; found: boolean; why: string }>([
    { world: { usage: { uses: [denied] } }, found: true, why: 'nothing but denials' },
    {
      world: { usage: { uses: [denied, use(worker, 'ec2:StopInstances')] } },
      found: false,
      why: 'one call went through',
    },
    {
      world: {
        usage: {
          uses: [denied],
          unmapped: [
            {
              eventSource: 'gardenia.amazonaws.com',
              eventName: 'Water',
              service: undefined,
              caller: callerOf(worker),
              firstSeen: ago(3),
              lastSeen: ago(3),
              count: 1,
            },
          ],
        },
      },
      found: false,
      why: 'a call that nobody can read may have gone through',
    },
    { world: {}, found: false, why: 'no call at all' },
  ])('denied only, $why: $found', ({ world, found }) => {
    const all = { ...world, snapshot: { roles: [worker] } };
    expect(findingsIn(all, 'denied-only')).toEqual(found ? ['worker'] : []);
  });

  test('unused permissions are as severe as the worst of them, and never those of AWS roles', () => {
    const linked = role('linked', {
      ...worker,
      name: 'linked',
      path: '/aws-service-role/ecs.amazonaws.com/',
    });
    const [found, ...rest] = analysed({ snapshot: { roles: [worker, linked] } }).findings.filter(
      ({ kind }) => kind === 'unused-permissions',
    );
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ severity: 'high', identity: worker.arn });
  });
});
