/** Users, groups, roles and the policies they hold, as AWS lists them. */
import type { Arn } from './arn.js';
import type { PolicyDocument } from './policy.js';
import type { Instant } from './time.js';

export type IdentityKind = 'user' | 'group' | 'role';

export type Tag = { readonly key: string; readonly value: string };

const OWNER_TAGS =
  /^(owner|team|contact|service|project|cost-?center|aws:cloudformation:stack-name)$/i;

/** Tags under which companies write down who knows what a thing is for. */
export function isOwnerTag({ key }: Tag): boolean {
  return OWNER_TAGS.test(key);
}

export type InlinePolicy = {
  readonly name: string;
  readonly document: PolicyDocument;
};

/** A managed policy with its default version; `owner` `aws` cannot be edited, only replaced. */
export type ManagedPolicy = {
  readonly arn: Arn;
  readonly id?: string;
  readonly name: string;
  readonly path: string;
  readonly owner: 'aws' | 'customer';
  readonly createdAt?: Instant;
  readonly description?: string;
  /** Default version; `undefined` document means AWS listed the policy without one. */
  readonly versionId: string;
  readonly versionCreatedAt?: Instant;
  readonly versionCount: number;
  readonly document: PolicyDocument | undefined;
  /** Stored versions that are not the default one. */
  readonly otherVersions: readonly {
    readonly versionId: string;
    readonly createdAt: Instant;
    readonly document: PolicyDocument;
  }[];
  readonly attachmentCount: number;
  readonly boundaryUsageCount: number;
};

type IdentityBase = {
  readonly arn: Arn;
  /** `AIDA…`, `AGPA…` or `AROA…`: usage is booked on it, because ARNs are re-used. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly account: string;
  readonly createdAt: Instant | undefined;
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicies: readonly Arn[];
};

export type User = IdentityBase & {
  readonly kind: 'user';
  readonly groups: readonly string[];
  readonly boundary?: Arn;
  /** As `GetUser` tells it; the credential report has its own word. */
  readonly passwordLastUsed?: Instant;
  readonly tags: readonly Tag[];
};

export type Group = IdentityBase & { readonly kind: 'group' };

export type Role = IdentityBase & {
  readonly kind: 'role';
  readonly boundary?: Arn;
  readonly tags: readonly Tag[];
  readonly trustPolicy: PolicyDocument | undefined;
  /** Trailing 400 days; `undefined` when AWS reports none. */
  readonly lastUsed?: { readonly at: Instant; readonly region: string };
  /** Names of the instance profiles that hold the role. */
  readonly instanceProfiles: readonly { readonly name: string; readonly arn: Arn }[];
};

export type Identity = User | Group | Role;

/** One principal that a role's trust policy names. */
export type TrustedPrincipal = {
  readonly principal: string;
  readonly conditionKeys: readonly string[];
  /** `NotPrincipal`: everybody but these. */
  readonly negated: boolean;
};

/** A role that AWS owns: its policies cannot be edited and it is never proposed for removal. */
export function isServiceLinked(role: { readonly path: string }): boolean {
  return role.path.startsWith('/aws-service-role/');
}

/** A role that IAM Identity Center keeps for a permission set. */
export function isIdentityCenterReserved(role: { readonly path: string }): boolean {
  return role.path.startsWith('/aws-reserved/sso.amazonaws.com/');
}
