/**
 * What can go, in stages: reversible first, deleting last, each with its exact undo.
 *
 * Source: IAM User Guide, "Deleting roles or instance profiles", "Deleting an IAM user" and
 * "Managing access keys for IAM users".
 */
import { assertNever } from '../model/brand.js';
import type { Finding, Revocable } from '../model/finding.js';
import { iam, isIamName } from '../model/iam-command.js';
import {
  type Group,
  type InlinePolicy,
  isOwnerTag,
  type ManagedPolicy,
  type Role,
  type User,
} from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Command, Revocation, RevocationStage } from '../model/recommendation.js';
import type { UsageLedger } from '../model/usage.js';
import type { Directory } from '../policy/holdings.js';
import { toJson } from '../policy/print-policy.js';
import { passersIn, referencesTo } from './references.js';
import { guarded } from './revocation-guard.js';

/** The quarantine that is there already, or a name for it that the identity does not use yet. */
function quarantineName({ inlinePolicies }: Role | User): string {
  const ours = inlinePolicies.find(isQuarantine);
  if (ours !== undefined) return ours.name;
  const taken = new Set(inlinePolicies.map(({ name }) => name.toLowerCase()));
  let name = 'leastwise-quarantine';
  for (let n = 2; taken.has(name); n += 1) name = `leastwise-quarantine-${n}`;
  return name;
}

const DENY_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Quarantine', Effect: 'Deny', Action: '*', Resource: '*' }],
});

function isQuarantine({ name, document }: InlinePolicy): boolean {
  return name.startsWith('leastwise-quarantine') && JSON.stringify(toJson(document)) === DENY_ALL;
}

/** What the identity held before it was put in quarantine. */
function beforeQuarantine<Kind extends Role | User>(identity: Kind): Kind {
  const inlinePolicies = identity.inlinePolicies.filter((policy) => !isQuarantine(policy));
  return { ...identity, inlinePolicies };
}

export function planRevocation(
  directory: Directory,
  findings: readonly Finding[],
  usage?: UsageLedger,
): readonly Revocation[] {
  const passers = usage === undefined ? new Map() : passersIn(usage);
  return findings.flatMap((finding) => {
    if (finding.revocable === undefined || finding.account !== directory.snapshot.account) {
      return [];
    }
    const one = revocationOf(directory, finding, finding.revocable);
    if (one === undefined) return [];
    if (one.kind !== 'role') return [one];
    return [
      { ...one, dependants: [...one.dependants, ...referencesTo(directory, passers, one.arn)] },
    ];
  });
}

function revocationOf(
  directory: Directory,
  finding: Finding,
  revocable: Revocable,
): Revocation | undefined {
  const details = detailsOf(directory, finding.identity, revocable);
  if (details === undefined || details.stages.some(loadsFile)) return undefined;
  return {
    id: finding.id,
    kind: revocable.kind,
    account: finding.account,
    arn: finding.identity,
    name: revocable.name,
    ...(revocable.slot === undefined ? {} : { slot: revocable.slot }),
    lastUsedAt: revocable.lastUsedAt,
    evidence: finding.evidence,
    ...details,
  };
}

type Details = Pick<Revocation, 'dependants' | 'ownerHints' | 'stages' | 'backup' | 'uniqueId'>;

/**
 * The AWS CLI loads a value that reads like this from a file or host: no name of IAM does.
 * Source: AWS CLI User Guide, "Loading a parameter from a file".
 */
const LOADED = /^--[a-z-]+=(file|fileb|https?):\/\//;

function loadsFile({ commands, undo }: RevocationStage): boolean {
  return [...commands, ...undo].some(({ words }) =>
    words.some((word) => typeof word === 'string' && LOADED.test(word)),
  );
}

function detailsOf(directory: Directory, arn: string, revocable: Revocable): Details | undefined {
  const { snapshot } = directory;
  if (!isIamName(revocable.name)) return undefined;
  switch (revocable.kind) {
    case 'role': {
      const role = snapshot.roles.find((one) => one.arn === arn);
      return role === undefined ? undefined : guarded(role, revokeRole(directory, role));
    }
    case 'user': {
      const user = snapshot.users.find((one) => one.arn === arn);
      return user === undefined ? undefined : guarded(user, revokeUser(user));
    }
    case 'access-key': {
      const user = snapshot.users.find((one) => one.arn === arn);
      const key = snapshot.credentials?.users
        .find(({ userArn }) => userArn === arn)
        ?.accessKeys.find(({ slot }) => slot === revocable.slot);
      return user === undefined || key?.lastRotated === undefined
        ? undefined
        : revokeKey(user, key.lastRotated);
    }
    case 'empty-group': {
      const group = snapshot.groups.find((one) => one.arn === arn);
      return group === undefined ? undefined : guarded(group, revokeGroup(group));
    }
    case 'unattached-policy': {
      const policy = snapshot.managedPolicies.find((one) => one.arn === arn);
      return policy === undefined ? undefined : revokePolicy(policy);
    }
    default:
      return assertNever(revocable.kind);
  }
}

function revokeRole(directory: Directory, role: Role): Details {
  const name = ['--role-name', role.name] as const;
  const quarantinePolicy = quarantineName(role);
  return {
    dependants: dependantsOfRole(directory, role),
    ownerHints: ownerHints(role),
    backup: {
      trustPolicy: role.trustPolicy === undefined ? undefined : toJson(role.trustPolicy),
      ...backupOf(role),
      instanceProfiles: role.instanceProfiles,
    },
    stages: [
      quarantine(
        iam(
          'put-role-policy',
          ...name,
          '--policy-name',
          quarantinePolicy,
          '--policy-document',
          DENY_ALL,
        ),
        iam('delete-role-policy', ...name, '--policy-name', quarantinePolicy),
        'an explicit deny stops the role and its running sessions at once, and can be taken back',
      ),
      // Without its trust policy the role could not be made again.
      ...(role.trustPolicy === undefined ? [] : [deletionOfRole(role, role.trustPolicy)]),
    ],
  };
}

function deletionOfRole(role: Role, trustPolicy: PolicyDocument): RevocationStage {
  const name = ['--role-name', role.name] as const;
  const quarantinePolicy = quarantineName(role);
  return {
    stage: 'delete',
    why: 'lossy: a role made again has a new unique id, and policies that name the old one stay broken; its description and session length are not in the input and come back as defaults',
    commands: [
      ...role.instanceProfiles.map((profile) =>
        iam('remove-role-from-instance-profile', '--instance-profile-name', profile.name, ...name),
      ),
      ...[
        ...beforeQuarantine(role).inlinePolicies.map((policy) => policy.name),
        quarantinePolicy,
      ].map((policy) => iam('delete-role-policy', ...name, '--policy-name', policy)),
      ...role.attachedPolicies.map((arn) =>
        iam('detach-role-policy', ...name, '--policy-arn', arn),
      ),
      iam('delete-role', ...name),
    ],
    undo: [
      iam(
        'create-role',
        ...name,
        '--path',
        role.path,
        '--assume-role-policy-document',
        JSON.stringify(toJson(trustPolicy)),
        ...(role.boundary === undefined ? [] : ['--permissions-boundary', role.boundary]),
        ...tagWords(role),
      ),
      ...beforeQuarantine(role).inlinePolicies.map((policy) =>
        iam(
          'put-role-policy',
          ...name,
          '--policy-name',
          policy.name,
          ...documentWords(policy.document),
        ),
      ),
      ...role.attachedPolicies.map((arn) =>
        iam('attach-role-policy', ...name, '--policy-arn', arn),
      ),
      ...role.instanceProfiles.map((profile) =>
        iam('add-role-to-instance-profile', '--instance-profile-name', profile.name, ...name),
      ),
    ],
  };
}

function revokeUser(user: User): Details {
  const name = ['--user-name', user.name] as const;
  const quarantinePolicy = quarantineName(user);
  return {
    dependants: user.groups.map((group) => `member of group ${group}`),
    ownerHints: ownerHints(user),
    backup: { ...backupOf(user), groups: user.groups },
    stages: [
      quarantine(
        iam(
          'put-user-policy',
          ...name,
          '--policy-name',
          quarantinePolicy,
          '--policy-document',
          DENY_ALL,
        ),
        iam('delete-user-policy', ...name, '--policy-name', quarantinePolicy),
        'an explicit deny stops password and keys alike, and can be taken back',
      ),
      {
        stage: 'delete',
        why: 'lossy: password, keys and MFA devices cannot be restored. IAM refuses with DeleteConflict while a key, password or device is left: remove those by hand first',
        commands: [
          ...user.groups.map((group) =>
            iam('remove-user-from-group', ...name, '--group-name', group),
          ),
          ...[
            ...beforeQuarantine(user).inlinePolicies.map((policy) => policy.name),
            quarantinePolicy,
          ].map((policy) => iam('delete-user-policy', ...name, '--policy-name', policy)),
          ...user.attachedPolicies.map((arn) =>
            iam('detach-user-policy', ...name, '--policy-arn', arn),
          ),
          iam('delete-user', ...name),
        ],
        undo: [
          iam(
            'create-user',
            ...name,
            '--path',
            user.path,
            ...(user.boundary === undefined ? [] : ['--permissions-boundary', user.boundary]),
            ...tagWords(user),
          ),
          ...beforeQuarantine(user).inlinePolicies.map((policy) =>
            iam(
              'put-user-policy',
              ...name,
              '--policy-name',
              policy.name,
              ...documentWords(policy.document),
            ),
          ),
          ...user.attachedPolicies.map((arn) =>
            iam('attach-user-policy', ...name, '--policy-arn', arn),
          ),
          ...user.groups.map((group) => iam('add-user-to-group', ...name, '--group-name', group)),
        ],
      },
    ],
  };
}

/** The credential report does not name keys: the one of the slot is found by its creation time. */
function revokeKey(user: User, createdAt: string): Details {
  const name = ['--user-name', user.name] as const;
  const find: Command = {
    ...iam(
      'list-access-keys',
      ...name,
      '--query',
      `AccessKeyMetadata[?starts_with(CreateDate, '${createdAt.slice(0, 19)}')].AccessKeyId`,
      '--output',
      'text',
    ),
    captures: 'KEY_ID',
  };
  const id = ['--access-key-id', { variable: 'KEY_ID' }] as const;
  const set = (status: string) => iam('update-access-key', ...name, ...id, '--status', status);
  return {
    dependants: [],
    ownerHints: ownerHints(user),
    backup: undefined,
    stages: [
      {
        stage: 'quarantine',
        why: 'an inactive key is refused at once, and can be made active again',
        commands: [find, set('Inactive')],
        undo: [find, set('Active')],
      },
      {
        stage: 'delete',
        why: 'lossy: AWS cannot restore a secret key',
        commands: [find, iam('delete-access-key', ...name, ...id)],
        undo: [],
      },
    ],
  };
}

function revokeGroup(group: Group): Details {
  const name = ['--group-name', group.name] as const;
  return {
    dependants: [],
    ownerHints: [`path ${group.path}`],
    backup: backupOf(group),
    stages: [
      {
        stage: 'delete',
        why: 'nobody is in it; a group made again has a new unique id',
        commands: [
          ...group.inlinePolicies.map((policy) =>
            iam('delete-group-policy', ...name, '--policy-name', policy.name),
          ),
          ...group.attachedPolicies.map((arn) =>
            iam('detach-group-policy', ...name, '--policy-arn', arn),
          ),
          iam('delete-group', ...name),
        ],
        undo: [
          iam('create-group', ...name, '--path', group.path),
          ...group.inlinePolicies.map((policy) =>
            iam(
              'put-group-policy',
              ...name,
              '--policy-name',
              policy.name,
              ...documentWords(policy.document),
            ),
          ),
          ...group.attachedPolicies.map((arn) =>
            iam('attach-group-policy', ...name, '--policy-arn', arn),
          ),
        ],
      },
    ],
  };
}

function revokePolicy(policy: ManagedPolicy): Details {
  const arn = ['--policy-arn', policy.arn] as const;
  return {
    dependants: [],
    ownerHints: [`path ${policy.path}`],
    backup: {
      document: policy.document === undefined ? undefined : toJson(policy.document),
      otherVersions: policy.otherVersions.map((version) => ({
        versionId: version.versionId,
        document: toJson(version.document),
      })),
    },
    stages: [
      {
        stage: 'delete',
        why: 'nothing holds it; only the default version is made again by the undo',
        commands: [
          ...policy.otherVersions.map(({ versionId }) =>
            iam('delete-policy-version', ...arn, '--version-id', versionId),
          ),
          iam('delete-policy', ...arn),
        ],
        undo:
          policy.document === undefined
            ? []
            : [
                iam(
                  'create-policy',
                  '--policy-name',
                  policy.name,
                  '--path',
                  policy.path,
                  ...documentWords(policy.document),
                ),
              ],
      },
    ],
  };
}

function quarantine(command: Command, undo: Command, why: string): RevocationStage {
  return { stage: 'quarantine', why, commands: [command], undo: [undo] };
}

function documentWords(document: PolicyDocument): readonly string[] {
  return ['--policy-document', JSON.stringify(toJson(document))];
}

function tagWords({ tags }: Role | User): readonly string[] {
  // AWS's own tags cannot be set by anybody.
  const own = tags.filter(({ key }) => !key.startsWith('aws:'));
  return own.length === 0
    ? []
    : ['--tags', JSON.stringify(own.map(({ key, value }) => ({ Key: key, Value: value })))];
}

function backupOf(identity: Role | User | Group): Readonly<Record<string, unknown>> {
  return {
    arn: identity.arn,
    id: identity.id,
    path: identity.path,
    createdAt: identity.createdAt,
    inlinePolicies: identity.inlinePolicies.map(({ name, document }) => ({
      name,
      document: toJson(document),
    })),
    attachedPolicies: identity.attachedPolicies,
    ...(identity.kind === 'group' ? {} : { boundary: identity.boundary, tags: identity.tags }),
  };
}

function dependantsOfRole({ snapshot }: Directory, role: Role): readonly string[] {
  const trusting = snapshot.roles
    .filter((other) => other !== role)
    .filter(({ trustPolicy }) =>
      trustPolicy?.statements.some(
        ({ principals }) =>
          principals?.set.kind === 'listed' &&
          (principals.set.aws.includes(role.arn) || principals.set.aws.includes(role.id)),
      ),
    );
  return [
    ...role.instanceProfiles.map(({ name }) => `instance profile ${name}`),
    ...trusting.map(({ name }) => `trusted by role ${name}`),
  ];
}

function ownerHints({ tags, path }: Role | User): readonly string[] {
  return [
    ...tags.filter(isOwnerTag).map(({ key, value }) => `${key}: ${value}`),
    ...(path === '/' ? [] : [`path ${path}`]),
  ];
}
