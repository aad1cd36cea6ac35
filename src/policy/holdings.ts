/** Which policies an identity holds, and who holds a policy. */
import type { Arn } from '../model/arn.js';
import type { Group, Identity, ManagedPolicy } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Snapshot } from '../model/snapshot.js';

/** One policy in the hands of one identity. */
export type Holding =
  | {
      readonly kind: 'inline';
      readonly owner: Identity;
      readonly name: string;
      readonly document: PolicyDocument;
    }
  | {
      readonly kind: 'managed';
      /** Who it is attached to: the identity itself or one of its groups. */
      readonly owner: Identity;
      readonly arn: Arn;
      /** `undefined`: attached, but not among the policies that were read. */
      readonly policy: ManagedPolicy | undefined;
      readonly document: PolicyDocument | undefined;
    };

/** The snapshot with its look-ups: names and ARNs to what they name. */
export type Directory = {
  readonly snapshot: Snapshot;
  readonly identities: readonly Identity[];
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Users of a group, by the group's name. */
  readonly members: ReadonlyMap<string, readonly Identity[]>;
};

export function directoryOf(snapshot: Snapshot): Directory {
  const members = new Map<string, Identity[]>();
  for (const user of snapshot.users) {
    for (const group of user.groups) members.set(group, [...(members.get(group) ?? []), user]);
  }
  return {
    snapshot,
    identities: [...snapshot.users, ...snapshot.groups, ...snapshot.roles],
    policies: new Map(snapshot.managedPolicies.map((policy) => [policy.arn, policy])),
    groups: new Map(snapshot.groups.map((group) => [group.name, group])),
    members,
  };
}

/** Policies of the identity itself, without those of its groups. */
export function ownHoldings(directory: Directory, identity: Identity): readonly Holding[] {
  return [
    ...identity.inlinePolicies.map(
      ({ name, document }): Holding => ({ kind: 'inline', owner: identity, name, document }),
    ),
    ...identity.attachedPolicies.map((arn): Holding => {
      const policy = directory.policies.get(arn);
      return { kind: 'managed', owner: identity, arn, policy, document: policy?.document };
    }),
  ];
}

/** Everything that grants the identity something: its own policies and those of its groups. */
export function holdingsOf(directory: Directory, identity: Identity): readonly Holding[] {
  const groups = identity.kind === 'user' ? groupsOf(directory, identity.groups) : [];
  return [identity, ...groups].flatMap((owner) => ownHoldings(directory, owner));
}

function groupsOf(directory: Directory, names: readonly string[]): readonly Group[] {
  return names.flatMap((name) => directory.groups.get(name) ?? []);
}

/** Groups that the user is in and that the snapshot does not list: their policies are not known. */
export function unknownGroups(directory: Directory, identity: Identity): readonly string[] {
  return identity.kind === 'user'
    ? identity.groups.filter((name) => !directory.groups.has(name))
    : [];
}

/** A name for people: `inline policy deploy of role ci` or the managed policy's ARN. */
export function describeHolding(holding: Holding): string {
  return holding.kind === 'inline'
    ? `inline policy ${holding.name} of ${holding.owner.kind} ${holding.owner.name}`
    : holding.arn;
}

/** The boundary's document; `missing` when it is named and was not read. */
export function boundaryOf(
  directory: Directory,
  identity: Identity,
): PolicyDocument | 'none' | 'missing' {
  if (identity.kind === 'group' || identity.boundary === undefined) return 'none';
  return directory.policies.get(identity.boundary)?.document ?? 'missing';
}
