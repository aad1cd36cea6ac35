/**
 * How the policy of a proposal stands in its account: which version is in force, which one makes room,
 * and who keeps it in code.
 *
 * Sources: IAM User Guide, "IAM and AWS STS quotas" (five versions); CloudFormation User Guide,
 * "Resource tag" (`aws:cloudformation:*`) and "Name type" (`STACK-LOGICALID-RANDOM`).
 */
import { arnParts } from '../model/arn.js';
import type { Identity, ManagedPolicy } from '../model/identity.js';
import type { Recommendation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { CodeOwner, Standing } from '../model/standing.js';
import { type Directory, directoryOf } from '../policy/holdings.js';
import { toJson } from '../policy/print-policy.js';
import { DEFAULT_QUOTAS } from './pack.js';

const MOST_VERSIONS = 5;

export type Standings = {
  readonly of: (one: Recommendation) => Standing;
  /** Who keeps an identity in code. */
  readonly ownersOf: (account: string, arn: string) => readonly CodeOwner[];
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
    ownersOf: (name, arn) => {
      const account = accountNamed(name);
      return ownerOfIdentity(account, account.identities.get(arn));
    },
  };
}

type Account = {
  readonly directory: Directory;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly stacks: ReadonlySet<string>;
};

function accountOf(snapshot: Snapshot): Account {
  const directory = directoryOf(snapshot);
  return {
    directory,
    identities: new Map(directory.identities.map((identity) => [identity.arn, identity])),
    stacks: new Set(
      directory.identities.flatMap((identity) => tagOf(identity, 'aws:cloudformation:stack-name')),
    ),
  };
}

function standingOf(account: Account, one: Recommendation): Standing {
  const { arn } = one.before;
  const policy = arn === undefined ? undefined : account.directory.policies.get(arn);
  // All other kinds leave the policy as it is and change who holds what.
  const edited = one.kind === 'trim-managed-policy' ? policy : undefined;
  return {
    path: policy?.owner === 'customer' ? policy.path : '/',
    partition: arnParts(one.holders[0]?.arn ?? arn ?? '')?.partition ?? 'aws',
    ...(edited === undefined ? {} : versionsOf(edited)),
    attachFirst: hasRoom(account, one),
    owners: ownersOf(account, one, edited),
  };
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

function hasRoom({ identities }: Account, one: Recommendation): boolean {
  return one.holders.every(({ arn }) => {
    const holder = identities.get(arn);
    if (holder === undefined) return true;
    const room = DEFAULT_QUOTAS.attachments[holder.kind] - holder.attachedPolicies.length;
    return one.after.length <= room;
  });
}

// --- who keeps it in code -------------------------------------------------------------------

/**
 * A customer's managed policy is edited itself; its holders only where policies are attached to them
 * or taken from them.
 */
function ownersOf(
  account: Account,
  one: Recommendation,
  edited: ManagedPolicy | undefined,
): readonly CodeOwner[] {
  const touchesHolders = edited === undefined || one.after.length !== 1;
  return [
    ...(edited === undefined ? [] : ownerOfPolicy(account, edited)),
    ...(touchesHolders
      ? one.holders.flatMap(({ arn }) => ownerOfIdentity(account, account.identities.get(arn)))
      : []),
  ];
}

/** Authorization details do not carry the tags of policies: their names are what is left. */
function ownerOfPolicy(account: Account, { arn, name }: ManagedPolicy): readonly CodeOwner[] {
  return ownerByName(account, arn, name);
}

function ownerOfIdentity(account: Account, identity: Identity | undefined): readonly CodeOwner[] {
  if (identity === undefined) return [];
  const [stack] = tagOf(identity, 'aws:cloudformation:stack-name');
  if (stack === undefined) return ownerByName(account, identity.arn, identity.name);
  const [logicalId] = tagOf(identity, 'aws:cloudformation:logical-id');
  return [
    {
      kind: 'cloudformation',
      of: identity.arn,
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
