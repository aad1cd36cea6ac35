/** Lookups in what surrounds identities: who names one, what runs with it, where a role comes from. */
import { type Identity, isIdentityCenterReserved, type Role } from '../model/identity.js';
import type { Statement } from '../model/policy.js';
import type { Snapshot } from '../model/snapshot.js';
import type {
  Dependant,
  KeyGrant,
  PermissionSet,
  ResourcePolicy,
  UnusedAccessFinding,
} from '../model/surroundings.js';

/** A resource that names an identity itself; what names its whole account, or everybody, names none. */
export type NamedBy =
  | {
      readonly kind: 'policy';
      readonly policy: ResourcePolicy;
      /** Statements that name it, or that were not understood. */
      readonly statements: readonly Statement[];
    }
  | { readonly kind: 'grant'; readonly grant: KeyGrant };

/** In all accounts: a bucket of another one may name the role, too. */
export function namedBy(
  snapshots: readonly Snapshot[],
  { arn, id }: Pick<Identity, 'arn' | 'id'>,
): readonly NamedBy[] {
  return snapshots.flatMap(({ surroundings }) => [
    ...(surroundings?.resourcePolicies ?? []).flatMap((policy): readonly NamedBy[] => {
      const statements = policy.document.statements.filter((one) => namesItself(one, arn, id));
      return statements.length === 0 ? [] : [{ kind: 'policy', policy, statements }];
    }),
    ...(surroundings?.keyGrants ?? [])
      .filter(({ grantee, retiring }) => isSame(grantee, arn) || isSame(retiring ?? '', arn))
      .map((grant): NamedBy => ({ kind: 'grant', grant })),
  ]);
}

function namesItself({ principals }: Statement, arn: string, id: string): boolean {
  if (principals === undefined || principals.set.kind === 'any') return false;
  return principals.set.aws.some((one) => one === id || isSame(one, arn));
}

/** Sessions are named by role name, without its path. */
function isSame(principal: string, arn: string): boolean {
  if (principal === arn) return true;
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal);
  if (session === null) return false;
  const [, partition, account, name] = session;
  return (
    arn.startsWith(`arn:${partition}:iam::${account}:role/`) &&
    arn.slice(arn.lastIndexOf('/') + 1) === name
  );
}

/** Instances through the instance profiles that hold the role; stacks by its name. */
export function dependantsOf({ surroundings }: Snapshot, role: Role): readonly Dependant[] {
  const names = new Set<string>([
    role.arn,
    role.name,
    ...role.instanceProfiles.map(({ arn }) => arn),
    ...(surroundings?.instanceProfiles ?? [])
      .filter(({ roles }) => roles.includes(role.arn))
      .map(({ arn }) => arn),
  ]);
  return (surroundings?.dependants ?? []).filter((one) => names.has(one.names));
}

/** `AWSReservedSSO_<name>_<16 hexadecimal digits>`. */
const RESERVED = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/;

/**
 * The permission set that a reserved role is made from.
 *
 * Source: IAM Identity Center User Guide, "Referencing permission sets in resource policies": the
 * role's name holds that of the set, and the account is one where the set is provisioned.
 *
 * @returns `undefined` when it was not read, or more than one may be meant
 */
export function permissionSetOf(
  snapshots: readonly Snapshot[],
  role: Role,
): PermissionSet | undefined {
  const [, name] = RESERVED.exec(role.name) ?? [];
  if (name === undefined || !isIdentityCenterReserved(role)) return undefined;
  const [first, second] = snapshots
    .flatMap(({ surroundings }) => surroundings?.permissionSets ?? [])
    .filter((set) => set.name === name && set.accounts.includes(role.account));
  return second === undefined ? first : undefined;
}

/** What Access Analyzer says of an identity; an analyzer of the organization lies in another account. */
export function unusedAccessOf(
  snapshots: readonly Snapshot[],
  arn: string,
): readonly UnusedAccessFinding[] {
  return snapshots.flatMap(({ surroundings }) =>
    (surroundings?.unusedAccess ?? []).filter(({ identity }) => identity === arn),
  );
}
