/**
 * What a live collection reads around identities: who names them, what runs with them, where they come
 * from, and what the account allows for.
 */
import type { LiveSourceName } from './collected.js';
import type { PolicyDocument } from './policy.js';
import type { Instant } from './time.js';

/** Where one of these was read: a later reading of that source, there, replaces it. */
export type Origin = { readonly source: LiveSourceName; readonly region: string };

/**
 * Quotas and counts of an account, by the names that IAM gives them; sizes in characters, white space
 * not counted. A missing one was not told.
 *
 * Source: IAM API Reference, "GetAccountSummary".
 */
export const ACCOUNT_SUMMARY_KEYS = [
  'AssumeRolePolicySizeQuota',
  'AttachedPoliciesPerGroupQuota',
  'AttachedPoliciesPerRoleQuota',
  'AttachedPoliciesPerUserQuota',
  'GroupPolicySizeQuota',
  'GroupsPerUserQuota',
  'Policies',
  'PoliciesQuota',
  'PolicySizeQuota',
  'RolePolicySizeQuota',
  'Roles',
  'RolesQuota',
  'UserPolicySizeQuota',
  'VersionsPerPolicyQuota',
] as const;

export type AccountSummary = Readonly<
  Partial<Record<(typeof ACCOUNT_SUMMARY_KEYS)[number], number>>
>;

/** The policy of a resource that names principals of AWS accounts; those of services alone are left out. */
export type ResourcePolicy = Origin & {
  readonly resource: string;
  readonly kind: ResourcePolicyKind;
  readonly document: PolicyDocument;
};

export type ResourcePolicyKind =
  | 'S3 bucket'
  | 'KMS key'
  | 'SQS queue'
  | 'SNS topic'
  | 'Lambda function'
  | 'secret'
  | 'ECR repository';

/** Source: KMS API Reference, "GrantListEntry". */
export type KeyGrant = Origin & {
  /** ARN of the key. */
  readonly key: string;
  readonly grantId: string;
  /** ARN of an identity or session, or the host of a service. */
  readonly grantee: string;
  readonly retiring?: string;
  /** As KMS names them: `Decrypt`. */
  readonly operations: readonly string[];
};

/**
 * Who manages a key, told by the name of an alias: `alias/aws/…` stands for keys that AWS manages, and no
 * other alias can. Of a key without an alias it is not known.
 * Source: KMS API Reference, "ListAliases", "CreateAlias".
 */
export type KeyManager = Origin & {
  /** ARN of the key. */
  readonly key: string;
  readonly manager: 'AWS' | 'customer';
};

/** Something that runs with a role, or a stack that made it. */
export type Dependant = Origin & {
  readonly kind: DependantKind;
  /** ARN, or the id where the API gives no ARN. */
  readonly resource: string;
  /** ARN of the role or of an instance profile; the bare name where that is all that is told. */
  readonly names: string;
  /** What the role is to it: `task role`, `execution role`, … */
  readonly as: string;
};

export type DependantKind =
  | 'EC2 instance'
  | 'Lambda function'
  | 'ECS service'
  | 'ECS task definition'
  | 'EKS cluster'
  | 'EKS node group'
  | 'EKS pod identity'
  | 'CloudFormation stack';

/** Behind the `AWSReservedSSO_*` roles. Source: IAM Identity Center API Reference, "PermissionSet". */
export type PermissionSet = Origin & {
  readonly arn: string;
  /** Of the Identity Center instance. */
  readonly instanceArn: string;
  readonly name: string;
  readonly inlinePolicy?: PolicyDocument;
  /** ARNs. */
  readonly awsManagedPolicies: readonly string[];
  /** Each account has its own under this path and name. */
  readonly customerManagedPolicies: readonly { readonly path: string; readonly name: string }[];
  /** ARN of an AWS-managed policy, or path and name of a customer's. */
  readonly boundary?: string | { readonly path: string; readonly name: string };
  /** Accounts that hold a role of it. */
  readonly accounts: readonly string[];
  readonly assignments: readonly PermissionSetAssignment[];
};

export type PermissionSetAssignment = {
  readonly account: string;
  readonly principalType: 'USER' | 'GROUP';
  /** Of the identity store. */
  readonly principalId: string;
};

export type UnusedAccessKind = 'role' | 'access key' | 'password' | 'permission';

/** What IAM Access Analyzer calls unused. Source: its API Reference, "GetFindingV2". */
export type UnusedAccessFinding = Origin & {
  readonly id: string;
  /** ARN of the role or user. */
  readonly identity: string;
  readonly kind: UnusedAccessKind;
  readonly updatedAt: Instant | undefined;
  /** Services; those without actions are unused as a whole. */
  readonly services: readonly {
    readonly service: string;
    readonly lastAccessedAt: Instant | undefined;
    readonly actions: readonly string[];
  }[];
};

export type InstanceProfile = Origin & {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Instant | undefined;
  /** ARNs; one at most, and none for a profile that was left behind. */
  readonly roles: readonly string[];
};

/** Whom trust policies may name as `Federated`. */
export type IdentityProvider = Origin & {
  readonly arn: string;
  readonly kind: 'SAML' | 'OIDC';
  readonly createdAt: Instant | undefined;
};

/** One answer for each user that was asked about, also of those without a device. */
export type UserMfaDevices = Origin & {
  readonly userName: string;
  readonly devices: readonly MfaDevice[];
};

/** Source: IAM API Reference, "MFADevice". */
export type MfaDevice = {
  /** The ARN of a virtual device, of a passkey or of a security key; a hardware token's own number. */
  readonly serialNumber: string;
  readonly enabledAt: Instant | undefined;
};

/** That a user has a console password. Source: IAM API Reference, "LoginProfile". */
export type LoginProfile = Origin & {
  readonly userName: string;
  readonly createdAt: Instant | undefined;
  readonly passwordResetRequired: boolean;
};

/** Of one account. */
export type Surroundings = {
  readonly summary?: AccountSummary;
  readonly resourcePolicies?: readonly ResourcePolicy[];
  readonly keyGrants?: readonly KeyGrant[];
  readonly keyManagers?: readonly KeyManager[];
  readonly dependants?: readonly Dependant[];
  readonly instanceProfiles?: readonly InstanceProfile[];
  readonly identityProviders?: readonly IdentityProvider[];
  readonly userMfaDevices?: readonly UserMfaDevices[];
  readonly loginProfiles?: readonly LoginProfile[];
  readonly unusedAccess?: readonly UnusedAccessFinding[];
  /** Of the whole organization, in the account that was asked for them. */
  readonly permissionSets?: readonly PermissionSet[];
};
