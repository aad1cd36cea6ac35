/** What can go, in stages: reversible first, deleting last, each with its exact undo. */
import { assertNever } from '../../model/brand.js';
import type { Finding, Revocable } from '../../model/finding.js';
import { isIamName } from '../../model/iam-command.js';
import type { Revocation, RevocationStage } from '../../model/recommendation.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { UsageLedger } from '../../model/usage.js';
import type { Directory } from '../../policy/holdings.js';
import { revokeKey, revokePassword } from './credential.js';
import { runnersOf } from './dependants.js';
import { guarded, guardedPassword } from './guard.js';
import { revokeGroup, revokeRole, revokeUser } from './identity.js';
import { revokeIdentityProvider } from './provider.js';
import { passersIn, referencesTo } from './references.js';
import { revokeInstanceProfile, revokePolicy } from './thing.js';
import type { Details } from './words.js';

/** @param all every account that was read: resources of one may name roles of another */
export function planRevocation(
  directory: Directory,
  findings: readonly Finding[],
  usage?: UsageLedger,
  all: readonly Snapshot[] = [directory.snapshot],
): readonly Revocation[] {
  const passers = usage === undefined ? new Map() : passersIn(usage);
  return findings.flatMap((finding) => {
    if (finding.revocable === undefined || finding.account !== directory.snapshot.account) {
      return [];
    }
    const one = revocationOf(directory, all, finding, finding.revocable);
    if (one === undefined) return [];
    if (one.kind !== 'role') return [one];
    const role = directory.snapshot.roles.find(({ arn }) => arn === one.arn);
    const runners = usage === undefined || role === undefined ? [] : runnersOf(usage, role);
    return [
      {
        ...one,
        dependants: [...one.dependants, ...referencesTo(directory, passers, one.arn)],
        ownerHints: [...one.ownerHints, ...runners],
      },
    ];
  });
}

function revocationOf(
  directory: Directory,
  all: readonly Snapshot[],
  finding: Finding,
  revocable: Revocable,
): Revocation | undefined {
  const details = detailsOf(directory, all, finding.identity, revocable);
  if (details === undefined || details.stages.some(loadsFile)) return undefined;
  return {
    id: finding.id,
    kind: revocable.kind,
    account: finding.account,
    arn: finding.identity,
    name: revocable.name,
    ...(revocable.slot === undefined ? {} : { slot: revocable.slot }),
    lastUsedAt: revocable.lastUsedAt,
    evidence: finding.evidence,
    ...details,
  };
}

/**
 * The AWS CLI loads a value that reads like this from a file or host: no name of IAM does.
 * Source: AWS CLI User Guide, "Loading a parameter from a file".
 */
const LOADED = /^--[a-z-]+=(file|fileb|https?):\/\//;

function loadsFile({ commands, undo }: RevocationStage): boolean {
  return [...commands, ...undo]
    .filter(({ reads }) => reads === undefined)
    .some(({ words }) => words.some((word) => typeof word === 'string' && LOADED.test(word)));
}

function detailsOf(
  directory: Directory,
  all: readonly Snapshot[],
  arn: string,
  revocable: Revocable,
): Details | undefined {
  const { snapshot } = directory;
  if (!isIamName(revocable.name)) return undefined;
  const user = snapshot.users.find((one) => one.arn === arn);
  const credentials = snapshot.credentials?.users.find(({ userArn }) => userArn === arn);
  switch (revocable.kind) {
    case 'role': {
      const role = snapshot.roles.find((one) => one.arn === arn);
      return role === undefined ? undefined : guarded(role, revokeRole(directory, all, role));
    }
    case 'user':
      return user === undefined
        ? undefined
        : guarded(user, revokeUser(directory, all, user, credentials));
    case 'access-key': {
      const key = credentials?.accessKeys.find(({ slot }) => slot === revocable.slot);
      return user === undefined || key?.lastRotated === undefined
        ? undefined
        : revokeKey(user, key.lastRotated);
    }
    case 'console-password':
      return user === undefined || credentials === undefined
        ? undefined
        : guardedPassword(user, credentials, revokePassword(user));
    case 'empty-group': {
      const group = snapshot.groups.find((one) => one.arn === arn);
      return group === undefined ? undefined : guarded(group, revokeGroup(group));
    }
    case 'unattached-policy': {
      const policy = snapshot.managedPolicies.find((one) => one.arn === arn);
      return policy === undefined ? undefined : revokePolicy(policy);
    }
    case 'identity-provider': {
      const provider = snapshot.surroundings?.identityProviders?.find((one) => one.arn === arn);
      return provider === undefined ? undefined : revokeIdentityProvider(provider);
    }
    case 'instance-profile': {
      const profile = snapshot.surroundings?.instanceProfiles?.find((one) => one.arn === arn);
      return profile === undefined ? undefined : revokeInstanceProfile(profile);
    }
    default:
      return assertNever(revocable.kind);
  }
}
