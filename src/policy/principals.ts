/**
 * Who makes a request, and whom a `Principal` or `NotPrincipal` element names.
 *
 * Sources: IAM User Guide, "AWS JSON policy elements: Principal", "AWS JSON policy elements:
 * NotPrincipal" and "Policy evaluation for requests within a single account".
 */
import { assertNever } from '../model/brand.js';
import type { PrincipalSet, Statement } from '../model/policy.js';
import type { Truth } from './truth.js';

/** `uniqueId` (`AIDA…`, `AROA…`) is what AWS shows in a policy once the identity was deleted. */
export type Principal =
  | { readonly kind: 'root'; readonly account: string }
  | {
      readonly kind: 'user';
      readonly account: string;
      readonly arn: string;
      readonly uniqueId?: string;
    }
  | {
      readonly kind: 'role-session';
      readonly account: string;
      readonly roleArn: string;
      /** `arn:aws:sts::111122223333:assumed-role/deployer/build-17`. */
      readonly sessionArn: string;
      readonly uniqueId?: string;
    }
  | {
      readonly kind: 'federated-user-session';
      readonly account: string;
      /** `arn:aws:sts::111122223333:federated-user/alice`. */
      readonly sessionArn: string;
      /** The user, or the account root, that called `GetFederationToken`. */
      readonly issuerArn: string;
    }
  /** Somebody an identity provider vouches for, before assuming a role. */
  | { readonly kind: 'federated'; readonly provider: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'canonical-user'; readonly id: string }
  | { readonly kind: 'anonymous' };

/**
 * How a statement names the caller; it decides which other policies still bind.
 *
 * `caller`: the user, session, service or provider itself. `everyone`: `*`. `issuer`: the role, or
 * the user behind a federated session. `account`: its account, which leaves the choice to the
 * account's own policies.
 */
export type Naming = 'caller' | 'everyone' | 'issuer' | 'account';

/** An account principal comes as twelve digits or as the ARN of the root; both mean the same. */
const ROOT_ARN = /^arn:[^:]*:iam::(\d{12}):root$/;

export function accountOf(principal: Principal): string | undefined {
  return 'account' in principal ? principal.account : undefined;
}

/** The strongest way in which the set names the caller; `undefined` when it does not. */
export function namingOf(set: PrincipalSet, principal: Principal): Naming | undefined {
  if (set.kind === 'any' || set.aws.includes('*')) return 'everyone';
  switch (principal.kind) {
    case 'root':
      // For the root user, the account principal is the caller itself.
      return namesAccount(set.aws, principal.account) ? 'caller' : undefined;
    case 'user':
      if (namesIdentity(set.aws, principal.arn, principal.uniqueId)) return 'caller';
      return namesAccount(set.aws, principal.account) ? 'account' : undefined;
    case 'role-session':
      if (set.aws.includes(principal.sessionArn)) return 'caller';
      if (namesIdentity(set.aws, principal.roleArn, principal.uniqueId)) return 'issuer';
      return namesAccount(set.aws, principal.account) ? 'account' : undefined;
    case 'federated-user-session':
      if (set.aws.includes(principal.sessionArn)) return 'caller';
      if (set.aws.includes(principal.issuerArn) && !ROOT_ARN.test(principal.issuerArn)) {
        return 'issuer';
      }
      return namesAccount(set.aws, principal.account) ? 'account' : undefined;
    case 'federated':
      return set.federated.includes(principal.provider) || set.federated.includes('*')
        ? 'caller'
        : undefined;
    case 'service':
      return set.service.includes(principal.name) || set.service.includes('*')
        ? 'caller'
        : undefined;
    case 'canonical-user':
      return set.canonicalUser.includes(principal.id) ? 'caller' : undefined;
    case 'anonymous':
      return undefined;
    default:
      return assertNever(principal);
  }
}

function namesIdentity(
  listed: readonly string[],
  arn: string,
  uniqueId: string | undefined,
): boolean {
  return listed.includes(arn) || (uniqueId !== undefined && listed.includes(uniqueId));
}

function namesAccount(listed: readonly string[], account: string): boolean {
  return listed.some((item) => item === account || ROOT_ARN.exec(item)?.[1] === account);
}

/**
 * Whether a `NotPrincipal` statement is about the caller.
 *
 * "AWS might validate the account first, then the role, and then the assumed-role user": only who
 * is listed at each level is surely excepted, who is listed at some may or may not be.
 */
export function isOutside(set: PrincipalSet, principal: Principal): Truth {
  if (set.kind === 'any' || set.aws.includes('*')) return false;
  const levels = levelsOf(set, principal);
  if (levels.every((isListed) => !isListed)) return true;
  return levels.every((isListed) => isListed) ? false : 'unknown';
}

function levelsOf(
  set: Exclude<PrincipalSet, { readonly kind: 'any' }>,
  principal: Principal,
): readonly boolean[] {
  switch (principal.kind) {
    case 'user':
      return [
        namesAccount(set.aws, principal.account),
        namesIdentity(set.aws, principal.arn, principal.uniqueId),
      ];
    case 'role-session':
      return [
        namesAccount(set.aws, principal.account),
        namesIdentity(set.aws, principal.roleArn, principal.uniqueId),
        set.aws.includes(principal.sessionArn),
      ];
    case 'federated-user-session':
      return [
        namesAccount(set.aws, principal.account),
        set.aws.includes(principal.issuerArn),
        set.aws.includes(principal.sessionArn),
      ];
    case 'root':
    case 'federated':
    case 'service':
    case 'canonical-user':
    case 'anonymous':
      return [namingOf(set, principal) !== undefined];
    default:
      return assertNever(principal);
  }
}

/** How a statement of a resource policy is about the caller, if it is. */
export function addressOf(
  statement: Statement,
  principal: Principal,
): { readonly applies: Truth; readonly naming: Naming } {
  // A resource policy must name principals; what AWS would reject is not decided here.
  if (statement.principals === undefined) return { applies: 'unknown', naming: 'everyone' };
  const { negated, set } = statement.principals;
  if (negated) return { applies: isOutside(set, principal), naming: 'everyone' };
  const naming = namingOf(set, principal);
  return { applies: naming !== undefined, naming: naming ?? 'everyone' };
}
