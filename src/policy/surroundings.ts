/** Lookups in what surrounds identities: who names one, what runs with it, where a role comes from. */
import {
  type Identity,
  isIdentityCenterReserved,
  type Role,
  type User,
} from '../model/identity.js';
import type { Statement } from '../model/policy.js';
import type { Snapshot } from '../model/snapshot.js';
import type {
  Dependant,
  KeyGrant,
  MfaDevice,
  PermissionSet,
  ResourcePolicy,
  Surroundings,
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
  const names = [arn, id, ...sessionsOf(arn)];
  return snapshots.flatMap(({ surroundings }) =>
    surroundings === undefined
      ? []
      : [...new Set(names.flatMap((name) => indexOf(surroundings).named.get(name) ?? []))],
  );
}

/** Of one account: looked up for each of its identities, so by name. */
type Index = {
  readonly named: ReadonlyMap<string, readonly NamedBy[]>;
  readonly dependants: ReadonlyMap<string, readonly Dependant[]>;
  readonly unusedAccess: ReadonlyMap<string, readonly UnusedAccessFinding[]>;
};

const indexes = new WeakMap<Surroundings, Index>();

function indexOf(surroundings: Surroundings): Index {
  const known = indexes.get(surroundings) ?? newIndex(surroundings);
  indexes.set(surroundings, known);
  return known;
}

function newIndex({
  resourcePolicies = [],
  keyGrants = [],
  dependants = [],
  unusedAccess = [],
}: Surroundings): Index {
  const named = new Map<string, NamedBy[]>();
  for (const policy of resourcePolicies) {
    const { statements } = policy.document;
    for (const name of new Set(statements.flatMap(namesIn))) {
      const own = statements.filter((one) => namesIn(one).includes(name));
      push(named, name, { kind: 'policy', policy, statements: own });
    }
  }
  for (const grant of keyGrants) {
    const { grantee, retiring } = grant;
    const principals = retiring === undefined ? [grantee] : [grantee, retiring];
    for (const name of new Set(principals.map(identityNamed))) {
      push(named, name, { kind: 'grant', grant });
    }
  }
  return {
    named,
    dependants: groupedBy(dependants, ({ names }) => names),
    unusedAccess: groupedBy(unusedAccess, ({ identity }) => identity),
  };
}

function namesIn({ principals }: Statement): readonly string[] {
  if (principals === undefined || principals.set.kind === 'any') return [];
  return principals.set.aws.map(identityNamed);
}

/** Sessions are named by role name, without its path. */
function identityNamed(principal: string): string {
  const session = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(principal);
  if (session === null) return principal;
  const [, partition, account, name] = session;
  return `sessions of ${partition} ${account} ${name}`;
}

function sessionsOf(arn: string): readonly string[] {
  const role = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (role === null) return [];
  const [, partition, account, name] = role;
  return [`sessions of ${partition} ${account} ${name}`];
}

function groupedBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) push(groups, keyOf(item), item);
  return groups;
}

function push<Item>(groups: Map<string, Item[]>, key: string, item: Item): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
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
  return surroundings === undefined
    ? []
    : [...names].flatMap((name) => indexOf(surroundings).dependants.get(name) ?? []);
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

/**
 * All that any answer told of: an answer that is older may still be there beside a newer one.
 *
 * @returns `undefined` where the user was not asked about: absent is not none
 */
export function mfaDevicesOf(
  { surroundings }: Snapshot,
  { name }: Pick<User, 'name'>,
): readonly MfaDevice[] | undefined {
  const told = (surroundings?.userMfaDevices ?? []).filter(({ userName }) => userName === name);
  if (told.length === 0) return undefined;
  const devices = told.flatMap((one) => one.devices);
  return [...new Map(devices.map((device) => [device.serialNumber, device])).values()];
}

/** What Access Analyzer says of an identity; an analyzer of the organization lies in another account. */
export function unusedAccessOf(
  snapshots: readonly Snapshot[],
  arn: string,
): readonly UnusedAccessFinding[] {
  return snapshots.flatMap(({ surroundings }) =>
    surroundings === undefined ? [] : (indexOf(surroundings).unusedAccess.get(arn) ?? []),
  );
}
