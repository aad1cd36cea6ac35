/** Who would notice, and who may know. */
import { isOwnerTag, type Role, type User } from '../../model/identity.js';
import type { Snapshot } from '../../model/snapshot.js';
import { type Instant, later } from '../../model/time.js';
import type { UsageLedger } from '../../model/usage.js';
import type { Directory } from '../../policy/holdings.js';
import { dependantsOf, namedBy } from '../../policy/surroundings.js';

/** Resources of any account may name a role of this one. */
export function dependantsOfRole(
  { snapshot }: Directory,
  all: readonly Snapshot[],
  role: Role,
): readonly string[] {
  const running = dependantsOf(snapshot, role).filter(
    ({ kind }) => kind !== 'CloudFormation stack',
  );
  return [
    ...role.instanceProfiles.map(({ name }) => `instance profile ${name}`),
    ...running.map(({ kind, resource, as }) => `${as} of ${kind} ${resource}`),
    ...trustingRoles(all, role),
    ...namingResources(all, role),
  ];
}

export function namingResources(
  all: readonly Snapshot[],
  identity: Role | User,
): readonly string[] {
  return namedBy(all, identity).map((one) =>
    one.kind === 'policy'
      ? `named in the policy of ${one.policy.kind} ${one.policy.resource}`
      : `holds a grant on KMS key ${one.grant.key}: ${one.grant.operations.join(', ')}`,
  );
}

function trustingRoles(all: readonly Snapshot[], role: Role): readonly string[] {
  return all.flatMap(({ account, roles }) =>
    roles
      .filter((other) => other.arn !== role.arn)
      .filter(({ trustPolicy }) =>
        trustPolicy?.statements.some(
          ({ principals }) =>
            principals?.set.kind === 'listed' &&
            (principals.set.aws.includes(role.arn) || principals.set.aws.includes(role.id)),
        ),
      )
      .map(
        ({ name }) => `trusted by role ${name}${account === role.account ? '' : ` of ${account}`}`,
      ),
  );
}

/** The functions that last called as the role, the newest first. */
export function runnersOf({ roleHolders = [] }: UsageLedger, role: Role): readonly string[] {
  const last = new Map<string, Instant>();
  for (const { caller, resource, lastSeen } of roleHolders) {
    if (caller.kind !== 'identity' || caller.id !== role.id) continue;
    last.set(resource, later(last.get(resource) ?? lastSeen, lastSeen));
  }
  return [...last]
    .toSorted(([a, at], [b, bt]) => (at === bt ? (a < b ? -1 : 1) : at > bt ? -1 : 1))
    .slice(0, MOST_RUNNERS)
    .map(([resource, at]) => `ran as Lambda function ${resource}, last ${at.slice(0, 10)}`);
}

const MOST_RUNNERS = 5;

export function ownerHints({ tags, path }: Role | User): readonly string[] {
  return [
    ...tags.filter(isOwnerTag).map(({ key, value }) => `${key}: ${value}`),
    ...(path === '/' ? [] : [`path ${path}`]),
  ];
}
