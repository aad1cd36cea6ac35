/** What a live collection read around one identity, as results and explanations show it. */
import type { DependantKind, ResourcePolicyKind, UnusedAccessKind } from './surroundings.js';
import type { Instant } from './time.js';
import type { Verdict } from './verdict.js';

export type IdentitySurroundings = {
  /** Behind a role of IAM Identity Center: it is changed there, for all accounts at once. */
  readonly permissionSet?: {
    readonly name: string;
    readonly arn: string;
    /** Users and groups that hold it in this account. */
    readonly assignments: number;
    readonly accounts: number;
  };
  /** Of a user that was asked about; they must go before the user can. */
  readonly mfaDevices?: readonly {
    readonly serialNumber: string;
    readonly enabledAt: Instant | undefined;
  }[];
  /** What runs with the role, or made it. */
  readonly dependants: readonly {
    readonly kind: DependantKind;
    readonly resource: string;
    readonly as: string;
  }[];
  /** Resources whose policy or grant names the identity itself. */
  readonly namedBy: readonly {
    readonly kind: ResourcePolicyKind;
    readonly resource: string;
    readonly by: 'policy' | 'grant';
    /** Patterns of the statements, or operations of the grant, sorted. */
    readonly actions: readonly string[];
    readonly effects: readonly ('Allow' | 'Deny')[];
  }[];
  /** What IAM Access Analyzer calls unused, beside our verdicts on the same. */
  readonly unusedAccess: readonly {
    readonly kind: UnusedAccessKind;
    /** IAM prefix, for permissions. */
    readonly service?: string;
    readonly lastAccessedAt: Instant | undefined;
    /** Granted actions that the finding concerns, and how our verdicts on them fall. */
    readonly ours: Readonly<Record<Verdict, number>>;
  }[];
};
