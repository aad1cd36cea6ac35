/** How a policy stands in its account, and who keeps things of IAM in code. */
import { assertNever } from './brand.js';

/** Who keeps a thing of IAM in code: what is changed past it drifts back. */
export type CodeOwner =
  | {
      readonly kind: 'cloudformation';
      /** What is kept: an ARN. */
      readonly of: string;
      readonly stack: string;
      readonly logicalId?: string;
      /** `tags` say so themselves; `name` is built the way that CloudFormation names things. */
      readonly by: 'tags' | 'name';
    }
  | ({ readonly kind: 'terraform' } & KeptInTerraform);

/** A thing of the account that a Terraform state keeps. */
export type KeptInTerraform = {
  /** An ARN, or what `inlinePolicyOf` or `attachmentTo` calls it. */
  readonly of: string;
  /** `module.shop["eu"].aws_iam_role.kiosk[0]` */
  readonly address: string;
  /** The file that says so, as it was given. */
  readonly state: string;
};

/** What an inline policy is called where things are told apart by ARN. */
export function inlinePolicyOf(holderArn: string, name: string): string {
  return `inline policy ${name} of ${holderArn}`;
}

export function attachmentTo(holderArn: string, policyArn: string): string {
  return `attachment of ${policyArn} to ${holderArn}`;
}

export function credentialOf(userArn: string, kind: 'access-key' | 'console-password'): string {
  return `${kind} of ${userArn}`;
}

/** `Terraform at aws_iam_role.kiosk (terraform.tfstate)` */
export function describeOwner(owner: CodeOwner): string {
  switch (owner.kind) {
    case 'cloudformation': {
      const resource = owner.logicalId === undefined ? '' : `, logical id ${owner.logicalId}`;
      return `CloudFormation stack ${owner.stack}${resource}`;
    }
    case 'terraform':
      return `Terraform at ${owner.address} (${owner.state})`;
    default:
      return assertNever(owner);
  }
}

/** How the policy of a proposal stood when it was read: what applying it and undoing it must know. */
export type Standing = {
  /** Path of the managed policy; of new ones too. */
  readonly path: string;
  readonly partition: string;
  /** Default version of a customer's managed policy. */
  readonly versionId?: string;
  /** Five versions are stored: the oldest that is not the default makes room, and is kept here. */
  readonly prune?: { readonly versionId: string; readonly document: unknown };
  /** Room to attach all new policies before the old one goes; otherwise the last follows it. */
  readonly attachFirst: boolean;
  /** Where a boundary is replaced: trust policies of the roles that it bounds, which code of a role needs. */
  readonly trust?: readonly { readonly arn: string; readonly trustPolicy: unknown }[];
  /** Empty: nobody is known to keep it in code. */
  readonly owners: readonly CodeOwner[];
};
