/**
 * Roles, users and groups: quarantine by an explicit deny, then deletion of all that hangs on them.
 *
 * Sources: IAM User Guide, "Deleting roles or instance profiles" and "Deleting an IAM user".
 */
import { iam } from '../../model/iam-command.js';
import type { Group, Role, User } from '../../model/identity.js';
import type { PolicyDocument } from '../../model/policy.js';
import type { Requirement, RevocationStage } from '../../model/recommendation.js';
import type { Snapshot, UserCredentials } from '../../model/snapshot.js';
import type { Directory } from '../../policy/holdings.js';
import { toJson } from '../../policy/print-policy.js';
import { deletionOfCredentials } from './credential.js';
import { dependantsOfRole, namingResources, ownerHints } from './dependants.js';
import { devicesOf, withoutOtherCredentials } from './devices.js';
import {
  beforeQuarantine,
  DENY_ALL,
  type Details,
  documentWords,
  inputWords,
  quarantine,
  quarantineName,
  tagWords,
} from './words.js';

/** What authorization details do not hold of a role, as `update-role` takes it. */
const SETTINGS_OF_ROLE =
  'Role | merge({RoleName: RoleName}, MaxSessionDuration && {MaxSessionDuration: MaxSessionDuration} || `{}`, Description && {Description: Description} || `{}`)';

/** Only what was in quarantine is deleted. */
function isInQuarantine(kind: 'role' | 'user', name: string, policy: string): Requirement {
  return {
    ask: {
      ...iam(
        `get-${kind}-policy`,
        `--${kind}-name`,
        name,
        '--policy-name',
        policy,
        '--query',
        'PolicyName',
        '--output',
        'text',
      ),
      expects: policy,
    },
    otherwise: 'it is not in quarantine',
  };
}

export function revokeRole(directory: Directory, all: readonly Snapshot[], role: Role): Details {
  const name = ['--role-name', role.name] as const;
  const quarantinePolicy = quarantineName(role);
  return {
    dependants: dependantsOfRole(directory, all, role),
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
    why: 'lossy: a role made again has a new unique id, and policies that name the old one stay broken',
    requires: [isInQuarantine('role', role.name, quarantinePolicy)],
    commands: [
      {
        ...iam('get-role', ...name, '--query', SETTINGS_OF_ROLE, '--output', 'json'),
        writes: `role-${role.name}.json`,
      },
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
      {
        words: ['aws', 'iam', 'update-role', ...inputWords(`role-${role.name}.json`)],
        reads: `role-${role.name}.json`,
      },
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

export function revokeUser(
  { snapshot }: Directory,
  all: readonly Snapshot[],
  user: User,
  credentials: UserCredentials | undefined,
): Details {
  const devices = devicesOf(snapshot, user);
  const name = ['--user-name', user.name] as const;
  const quarantinePolicy = quarantineName(user);
  return {
    dependants: [
      ...user.groups.map((group) => `member of group ${group}`),
      ...namingResources(all, user),
    ],
    ownerHints: ownerHints(user),
    backup: {
      ...backupOf(user),
      groups: user.groups,
      ...(devices.serialNumbers.length === 0 ? {} : { mfaDevices: devices.serialNumbers }),
    },
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
        why: `lossy: password and keys cannot be restored.${credentials === undefined ? ' IAM refuses with DeleteConflict while a key or password is left, and no credential report names them: remove those by hand first' : ''}`,
        requires: [
          isInQuarantine('user', user.name, quarantinePolicy),
          devices.asRead,
          ...withoutOtherCredentials(user),
        ],
        ...(devices.serialNumbers.length === 0 ? {} : { asksBecause: devices.loss }),
        commands: [
          ...devices.removal,
          ...(credentials === undefined ? [] : deletionOfCredentials(user, credentials)),
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

export function revokeGroup(group: Group): Details {
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
