/**
 * Before a stage touches an identity: is it still the one that was read, and unused since? Asked of
 * AWS itself, by unique id and by `RoleLastUsed`.
 *
 * Source: IAM API Reference, "GetRole", "GetUser", "GetGroup".
 */
import { iam } from '../../model/iam-command.js';
import type { Group, Role, User } from '../../model/identity.js';
import type { Command, Revocation } from '../../model/recommendation.js';
import type { UserCredentials } from '../../model/snapshot.js';

/** What a guard answers when all is as it was read. */
const AS_READ = 'as-read';

export function guarded<Details extends Pick<Revocation, 'stages'>>(
  identity: Role | User | Group,
  details: Details,
): Details & Pick<Revocation, 'uniqueId'> {
  const guard = guardOf(identity);
  return {
    ...details,
    uniqueId: identity.id,
    stages: details.stages.map((stage) => ({ ...stage, guard })),
  };
}

const MEMBER = { group: 'Group.GroupId', role: 'Role.RoleId', user: 'User.UserId' } as const;

function guardOf(
  identity: Role | User | Group,
  more: readonly string[] = unused(identity),
): Command {
  const { kind, name, id } = identity;
  const query = [`${MEMBER[kind]} == '${id.replace(/[^A-Za-z0-9]/g, '')}'`, ...more];
  return iam(
    `get-${kind}`,
    `--${kind}-name`,
    name,
    '--query',
    `(${query.join(' && ')} && '${AS_READ}') || 'changed'`,
    '--output',
    'text',
  );
}

/** A password that was used since stays. */
export function guardedPassword<Details extends Pick<Revocation, 'stages'>>(
  user: User,
  credentials: UserCredentials,
  details: Details,
): Details & Pick<Revocation, 'uniqueId'> {
  const date = 'User.PasswordLastUsed';
  const [passwordLastUsed] = [credentials.passwordLastUsed, user.passwordLastUsed]
    .flatMap((at) => at ?? [])
    .toSorted()
    .toReversed();
  const guard = guardOf(
    user,
    passwordLastUsed === undefined
      ? [`${date} == null`]
      : [`starts_with(${date} || 'never', '${passwordLastUsed.slice(0, 19)}')`],
  );
  return {
    ...details,
    uniqueId: user.id,
    stages: details.stages.map((stage) => ({ ...stage, guard })),
  };
}

/** The CLI's versions write the zone in different ways: seconds are enough. */
function unused(identity: Role | User | Group): readonly string[] {
  if (identity.kind !== 'role') return [];
  const date = 'Role.RoleLastUsed.LastUsedDate';
  return identity.lastUsed === undefined
    ? [`${date} == null`]
    : [`starts_with(${date} || 'never', '${identity.lastUsed.at.slice(0, 19)}')`];
}
