/**
 * How the policy of a proposal stands in its account: which version is in force, which one makes room,
 * and who keeps it in code.
 *
 * Sources: IAM User Guide, "IAM and AWS STS quotas" (five versions); CloudFormation User Guide,
 * "Resource tag" (`aws:cloudformation:*`) and "Name type" (`STACK-LOGICALID-RANDOM`).
 */
import { arnParts } from '../model/arn.js';
import type { RevocationKind } from '../model/finding.js';
import type { Identity, ManagedPolicy } from '../model/identity.js';
import type { Recommendation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import {
  attachmentTo,
  type CodeOwner,
  credentialOf,
  inlinePolicyOf,
  type KeptInTerraform,
  type Standing,
} from '../model/standing.js';
import { type Directory, directoryOf } from '../policy/holdings.js';
import { toJson } from '../policy/print-policy.js';
import { quotasOf } from './pack.js';

const MOST_VERSIONS = 5;

export type Standings = {
  readonly of: (one: Recommendation) => Standing;
  /** Who keeps an identity, a policy or a credential of a user in code. */
  readonly ownersOf: (account: string, arn: string, kind?: RevocationKind) => readonly CodeOwner[];
};

export function standingsIn(snapshots: readonly Snapshot[]): Standings {
  const accounts = new Map(snapshots.map((snapshot) => [snapshot.account, accountOf(snapshot)]));
  const accountNamed = (name: string): Account => {
    const account = accounts.get(name);
    if (account === undefined) throw new Error(`a proposal for ${name}, which was not read`);
    return account;
  };
  return {
    of: (one) => standingOf(accountNamed(one.account), one),
    ownersOf: (name, arn, kind) => ownersOfThing(accountNamed(name), arn, kind),
  };
}

type Account = {
  readonly directory: Directory;
  /** By what is kept. */
  readonly terraform: ReadonlyMap<string, readonly CodeOwner[]>;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly stacks: ReadonlySet<string>;
};

function accountOf(snapshot: Snapshot): Account {
  const directory = directoryOf(snapshot);
  return {
    directory,
    terraform: byThing(snapshot.keptInTerraform ?? []),
    identities: new Map(directory.identities.map((identity) => [identity.arn, identity])),
    stacks: new Set(
      directory.identities.flatMap((identity) => tagOf(identity, 'aws:cloudformation:stack-name')),
    ),
  };
}

function byThing(kept: readonly KeptInTerraform[]): ReadonlyMap<string, readonly CodeOwner[]> {
  const owners = new Map<string, CodeOwner[]>();
  for (const one of kept) {
    const known = owners.get(one.of) ?? [];
    known.push({ kind: 'terraform', ...one });
    owners.set(one.of, known);
  }
  return owners;
}

function standingOf(account: Account, one: Recommendation): Standing {
  const { arn } = one.before;
  const policy = arn === undefined ? undefined : account.directory.policies.get(arn);
  // All other kinds leave the policy as it is and change who holds what.
  const isEdited = one.kind === 'trim-managed-policy' || one.kind === 'trim-permissions-boundary';
  const edited = isEdited ? policy : undefined;
  return {
    path: policy?.owner === 'customer' ? policy.path : '/',
    partition: arnParts(one.holders[0]?.arn ?? arn ?? '')?.partition ?? 'aws',
    ...(edited === undefined ? {} : versionsOf(edited)),
    attachFirst: hasRoom(account, one),
    ...(one.kind === 'replace-permissions-boundary' ? { trust: trustOf(account, one) } : {}),
    owners: ownersOf(account, one, edited),
  };
}

function trustOf(
  { identities }: Account,
  { holders }: Recommendation,
): NonNullable<Standing['trust']> {
  return holders.flatMap(({ arn }) => {
    const one = identities.get(arn);
    return one?.kind !== 'role' || one.trustPolicy === undefined
      ? []
      : { arn, trustPolicy: toJson(one.trustPolicy) };
  });
}

function versionsOf({ versionId, otherVersions, versionCount }: ManagedPolicy) {
  const oldest = otherVersions.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1))[0];
  return {
    versionId,
    ...(versionCount >= MOST_VERSIONS && oldest !== undefined
      ? { prune: { versionId: oldest.versionId, document: toJson(oldest.document) } }
      : {}),
  };
}

function hasRoom({ identities, directory }: Account, one: Recommendation): boolean {
  return one.holders.every(({ arn }) => {
    const holder = identities.get(arn);
    if (holder === undefined) return true;
    const room =
      quotasOf(directory.snapshot).attachments[holder.kind] - holder.attachedPolicies.length;
    return one.after.length <= room;
  });
}

function ownersOfThing(
  account: Account,
  arn: string,
  kind: RevocationKind | undefined,
): readonly CodeOwner[] {
  if (kind === 'access-key' || kind === 'console-password') {
    return account.terraform.get(credentialOf(arn, kind)) ?? [];
  }
  const policy = account.directory.policies.get(arn);
  if (policy !== undefined) return ownerOfPolicy(account, policy);
  const identity = account.identities.get(arn);
  return identity === undefined
    ? (account.terraform.get(arn) ?? [])
    : ownerOfIdentity(account, identity);
}

// --- who keeps it in code -------------------------------------------------------------------

/**
 * Who keeps what a proposal changes: a policy itself, or what stands in between it and its holders.
 * A holder that is kept in code counts where no resource of its own is known for that.
 */
function ownersOf(
  account: Account,
  one: Recommendation,
  edited: ManagedPolicy | undefined,
): readonly CodeOwner[] {
  const { arn, name } = one.before;
  const inBetween = one.holders.flatMap((holder) => {
    const isInline = arn === undefined;
    const kept = account.terraform.get(
      isInline ? inlinePolicyOf(holder.arn, name) : attachmentTo(holder.arn, arn),
    );
    return isInline && kept !== undefined
      ? kept
      : [...(kept ?? []), ...ownersOfHolder(account, holder)];
  });
  // A customer's policy is edited itself: its holders only where there is one more to attach.
  const touchesHolders = edited === undefined || one.after.length !== 1;
  return distinct([
    ...(edited === undefined ? [] : ownerOfPolicy(account, edited)),
    ...(touchesHolders ? inBetween : []),
  ]);
}

function ownersOfHolder(account: Account, { arn }: { readonly arn: string }): readonly CodeOwner[] {
  return ownerOfIdentity(account, account.identities.get(arn));
}

function distinct(owners: readonly CodeOwner[]): readonly CodeOwner[] {
  return [...new Map(owners.map((owner) => [JSON.stringify(owner), owner])).values()];
}

/** Authorization details do not carry the tags of policies: their names are what is left. */
function ownerOfPolicy(account: Account, { arn, name }: ManagedPolicy): readonly CodeOwner[] {
  return [...(account.terraform.get(arn) ?? []), ...ownerByName(account, arn, name)];
}

function ownerOfIdentity(account: Account, identity: Identity | undefined): readonly CodeOwner[] {
  if (identity === undefined) return [];
  const { arn, name } = identity;
  const terraform = account.terraform.get(arn) ?? [];
  const [stack] = tagOf(identity, 'aws:cloudformation:stack-name');
  if (stack === undefined) return [...terraform, ...ownerByName(account, arn, name)];
  const [logicalId] = tagOf(identity, 'aws:cloudformation:logical-id');
  return [
    ...terraform,
    {
      kind: 'cloudformation',
      of: arn,
      stack,
      ...(logicalId === undefined ? {} : { logicalId }),
      by: 'tags',
    },
  ];
}

/** `STACK-LOGICALID-1A2B3C4D5E6F7` of a stack that tags of the same account name. */
function ownerByName({ stacks }: Account, of: string, name: string): readonly CodeOwner[] {
  const [, front] = /^(.+)-[A-Za-z0-9]{12,13}$/.exec(name) ?? [];
  if (front === undefined) return [];
  const stack = [...stacks].find((one) => front.startsWith(`${one}-`));
  if (stack === undefined) return [];
  return [
    { kind: 'cloudformation', of, stack, logicalId: front.slice(stack.length + 1), by: 'name' },
  ];
}

function tagOf(identity: Identity, key: string): readonly string[] {
  if (identity.kind === 'group') return [];
  return identity.tags.filter((tag) => tag.key === key).map(({ value }) => value);
}
