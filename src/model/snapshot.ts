/** Everything granted at one instant: identities, policies, service control policies. */
import type { Arn } from './arn.js';
import type { Group, ManagedPolicy, Role, User } from './identity.js';
import type { PolicyDocument } from './policy.js';
import type { KeptInTerraform } from './standing.js';
import type { Surroundings } from './surroundings.js';
import type { Instant } from './time.js';

/** One row of the IAM credential report. Source: IAM User Guide, "Getting credential reports". */
export type UserCredentials = {
  readonly userArn: Arn;
  readonly passwordEnabled: boolean;
  readonly passwordLastUsed?: Instant;
  readonly passwordLastChanged?: Instant;
  readonly mfaActive: boolean;
  readonly accessKeys: readonly AccessKey[];
};

/** The report names keys by slot only; ids are not in it. */
export type AccessKey = {
  readonly slot: 1 | 2;
  readonly active: boolean;
  readonly lastRotated?: Instant;
  readonly lastUsed?: {
    readonly at: Instant;
    readonly region?: string;
    /** IAM service prefix, such as `s3`. */
    readonly service?: string;
  };
};

/** One node on an account's path from the organization's root, with the SCPs attached to it. */
export type ScpLevel = {
  /** `r-…`, `ou-…` or the account id. */
  readonly target: string;
  readonly policies: readonly {
    readonly name: string;
    readonly arn: string;
    readonly document: PolicyDocument;
  }[];
};

/**
 * When an identity last tried to use services and actions, as `GetServiceLastAccessedDetails` reports
 * it. Attempts count, denied ones too.
 */
export type LastAccessedReport = {
  /** Of the user, group or role that the report was generated for. */
  readonly arn: string;
  /** `JobCompletionDate`. */
  readonly generatedAt: Instant;
  readonly services: readonly LastAccessedService[];
};

export type LastAccessedService = {
  /** IAM prefix. */
  readonly service: string;
  /** `undefined`: no attempt in the tracking period. */
  readonly at: Instant | undefined;
  /** The actions that AWS says it tracks; empty in a report of service level. */
  readonly actions: readonly { readonly action: string; readonly at: Instant | undefined }[];
};

/** `GetAccessKeyLastUsed` of a user's key. */
export type KeyUse = {
  readonly userName: string;
  readonly at: Instant;
  readonly region: string | undefined;
  readonly service: string | undefined;
};

/** An account's part in its organization. */
export type OrganizationPart = {
  /** `o-…` */
  readonly id?: string;
  readonly managementAccount?: string;
  /** Services that the account administers for the whole organization, by principal, sorted; none of most. */
  readonly delegatedServices: readonly string[];
};

export type Snapshot = {
  readonly account: string;
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly roles: readonly Role[];
  readonly managedPolicies: readonly ManagedPolicy[];
  /** Root first; `undefined`: no organization known, so no restriction (absent is not empty). */
  readonly scpLevels?: readonly ScpLevel[];
  /** The same for resource control policies, which bind the resources of the account. */
  readonly rcpLevels?: readonly ScpLevel[];
  /** SCPs do not bind the management account, and RCPs not its resources. */
  readonly isManagementAccount: boolean;
  /** Absent: nothing was read of an organization. */
  readonly organization?: OrganizationPart;
  readonly credentials?: {
    readonly generatedAt: Instant | undefined;
    readonly users: readonly UserCredentials[];
  };
  /** One per identity, the newest. */
  readonly lastAccessed?: readonly LastAccessedReport[];
  readonly keyUses?: readonly KeyUse[];
  /** Only where a live collection read it. */
  readonly surroundings?: Surroundings;
  /** What Terraform states keep of all this; absent: no state was given. */
  readonly keptInTerraform?: readonly KeptInTerraform[];
};
