/**
 * Roles behind instance profiles, which requests name instead of the role they pass.
 *
 * Logs may be read before the identities, so a profile stands for its roles until all is read. Any
 * role that the profile held at some time of the log counts: those of the snapshot, and those that
 * the log shows put in or taken out. A profile that nothing is known of may pass any role.
 *
 * Source: IAM User Guide, "Use instance profiles"; IAM API Reference, "AddRoleToInstanceProfile".
 */
import { arnParts, nameOfArn } from '../../model/arn.js';
import type { Role } from '../../model/identity.js';
import type { TrailEvent } from '../../model/trail-event.js';
import { text } from './fields.js';

/** No ARN begins like this. */
const STAND_IN = 'roles of instance profile ';
const MAX_PROFILES = 100_000;

/** Account and profile → patterns of the roles that logs show put in or taken out; sorted. */
export type LoggedProfileRoles = Readonly<Record<string, readonly string[]>>;

export type ProfileRoles = {
  /** What stands for the roles until they are known. */
  readonly standIn: (nameOrArn: string, account: string) => string;
  readonly logged: () => LoggedProfileRoles;
  readonly learn: (event: TrailEvent, account: string) => void;
  /** Role ARNs, `*` for a path that is not known; `undefined`: any role. */
  readonly rolesOf: (standIn: string, roles: RolesByProfile) => readonly string[] | undefined;
};

type RolesByProfile = ReadonlyMap<string, readonly string[]>;

export function isStandIn(resource: string | undefined): resource is string {
  return resource?.startsWith(STAND_IN) ?? false;
}

export function createProfileRoles(earlier: LoggedProfileRoles): ProfileRoles {
  const logged = new Map(Object.entries(earlier).map(([key, roles]) => [key, new Set(roles)]));
  return {
    logged: () =>
      Object.fromEntries(
        [...logged]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, roles]) => [key, [...roles].sort()]),
      ),
    standIn: (nameOrArn, account) =>
      STAND_IN + profileKey(arnParts(nameOrArn)?.account ?? account, nameOfArn(nameOrArn)),
    learn: (event, account) => {
      if (event.eventSource !== 'iam.amazonaws.com' || event.errorCode !== undefined) return;
      if (!/^(?:AddRoleTo|RemoveRoleFrom)InstanceProfile$/.test(event.eventName)) return;
      const profile = text(event.requestParameters, 'instanceProfileName');
      const role = text(event.requestParameters, 'roleName');
      if (profile === undefined || role === undefined || !/^[\w+=,.@-]+$/.test(role)) return;
      const key = profileKey(account, profile);
      const roles = logged.get(key) ?? new Set();
      if (logged.size < MAX_PROFILES) logged.set(key, roles);
      roles.add(`arn:${partitionOf(event)}:iam::${account}:role/*${role}`);
    },
    rolesOf: (standIn, known) => {
      const key = standIn.slice(STAND_IN.length);
      const roles = new Set(known.get(key) ?? []);
      for (const role of logged.get(key) ?? []) {
        if (![...roles].some((arn) => nameOfArn(arn) === nameOfArn(role).slice(1))) roles.add(role);
      }
      return roles.size === 0 ? undefined : [...roles].sort();
    },
  };
}

export function rolesByProfile(roles: Iterable<Role>): RolesByProfile {
  const byProfile = new Map<string, string[]>();
  for (const { account, arn, instanceProfiles } of roles) {
    for (const { name } of instanceProfiles) {
      const key = profileKey(account, name);
      byProfile.set(key, [...(byProfile.get(key) ?? []), arn]);
    }
  }
  return byProfile;
}

/** Names of profiles are unique in an account, whatever their case. */
function profileKey(account: string, name: string): string {
  return `${account} ${name.toLowerCase()}`;
}

function partitionOf({ userIdentity, awsRegion }: TrailEvent): string {
  const stated = arnParts(userIdentity.sessionIssuer?.arn ?? userIdentity.arn ?? '')?.partition;
  if (stated !== undefined) return stated;
  return awsRegion.startsWith('cn-')
    ? 'aws-cn'
    : awsRegion.startsWith('us-gov-')
      ? 'aws-us-gov'
      : 'aws';
}
