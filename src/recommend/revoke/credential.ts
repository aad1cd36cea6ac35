/**
 * Access keys and console passwords.
 *
 * Sources: IAM User Guide, "Managing access keys for IAM users" and "Managing passwords for IAM users".
 */
import { iam } from '../../model/iam-command.js';
import type { User } from '../../model/identity.js';
import type { Command } from '../../model/recommendation.js';
import type { UserCredentials } from '../../model/snapshot.js';
import { ownerHints } from './dependants.js';
import type { Details } from './words.js';

/** The credential report does not name keys: the one of the slot is found by its creation time. */
function keyCommands({ name: userName }: User, createdAt: string) {
  const name = ['--user-name', userName] as const;
  const id = ['--access-key-id', { variable: 'KEY_ID' }] as const;
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
  return {
    find,
    set: (status: string) => iam('update-access-key', ...name, ...id, '--status', status),
    remove: iam('delete-access-key', ...name, ...id),
  };
}

export function revokeKey(user: User, createdAt: string): Details {
  const { find, set, remove } = keyCommands(user, createdAt);
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
        commands: [find, remove],
        undo: [],
      },
    ],
  };
}

/** There is no way to switch a password off: whoever needs the console again gets a new one. */
export function revokePassword(user: User): Details {
  return {
    dependants: [],
    ownerHints: ownerHints(user),
    backup: undefined,
    stages: [
      {
        stage: 'delete',
        why: `lossy: AWS cannot restore a password. A new one: aws iam create-login-profile --user-name=${user.name} --password-reset-required --generate-cli-skeleton shows what it takes`,
        commands: [deletionOfPassword(user)],
        undo: [],
      },
    ],
  };
}

function deletionOfPassword({ name }: User): Command {
  return iam('delete-login-profile', '--user-name', name);
}

/** All that would keep IAM from deleting the user. A key that is inactive has its time all the same. */
export function deletionOfCredentials(
  user: User,
  { passwordEnabled, accessKeys }: UserCredentials,
): readonly Command[] {
  return [
    ...accessKeys.flatMap(({ lastRotated }) => {
      if (lastRotated === undefined) return [];
      const { find, remove } = keyCommands(user, lastRotated);
      return [find, remove];
    }),
    ...(passwordEnabled ? [deletionOfPassword(user)] : []),
  ];
}
