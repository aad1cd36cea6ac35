/** The collector's role, ready to deploy: JSON policies, Terraform, CloudFormation, a StackSet. */
import { collectorPolicy } from './collector-policy.js';
import { POLICY_PARTS, type PolicyPart } from './source.js';

const ROLE_NAME = 'leastwise-collector';

/** File below `collector-role/` → content. */
export function collectorRoleFiles(): Readonly<Record<string, string>> {
  return {
    'policy.json': json(collectorPolicy('aws')),
    'caller-policy.json': json(CALLER_POLICY),
    ...Object.fromEntries(
      POLICY_PARTS.map((part) => [`parts/${part}.json`, json(collectorPolicy('aws', [part]))]),
    ),
    'terraform/main.tf': terraform(),
    'cloudformation/role.json': json(roleTemplate()),
    'cloudformation/stackset.json': json(stackSetTemplate()),
  };
}

/** Of whoever starts a collection over several accounts. */
const CALLER_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'EnterEachAccount',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::*:role/${ROLE_NAME}`,
    },
    { Sid: 'ListAccounts', Effect: 'Allow', Action: 'organizations:ListAccounts', Resource: '*' },
  ],
};

// --- Terraform ------------------------------------------------------------------------------

function terraform(): string {
  return `# The role that \`leastwise collect --role-name ${ROLE_NAME}\` assumes. It reads, and changes nothing.
# Generated from what the collectors call: do not edit, leave parts out with \`parts\`.

terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "role_name" {
  type    = string
  default = "${ROLE_NAME}"
}

variable "trusted_principals" {
  description = "ARNs of who may collect"
  type        = list(string)
}

variable "external_id" {
  description = "Asked of whoever assumes the role; empty for none"
  type        = string
  default     = ""
}

variable "parts" {
  description = "What may be read; a part that is left out makes no verdict wrong, only fewer of them certain"
  type        = set(string)
  default     = [${POLICY_PARTS.map((part) => `"${part}"`).join(', ')}]
}

data "aws_partition" "current" {}

locals {
  policies = {
${POLICY_PARTS.map((part) => `    "${part}" = ${hcl(collectorPolicy('$'.concat('{data.aws_partition.current.partition}'), [part]), '    ')}`).join('\n')}
  }
}

resource "aws_iam_role" "collector" {
  name        = var.role_name
  description = "Read-only, for leastwise collect"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = var.trusted_principals }
      Condition = var.external_id == "" ? {} : { StringEquals = { "sts:ExternalId" = var.external_id } }
    }]
  })
}

resource "aws_iam_role_policy" "part" {
  for_each = var.parts
  name     = each.value
  role     = aws_iam_role.collector.id
  policy   = jsonencode(local.policies[each.value])
}

output "role_arn" {
  value = aws_iam_role.collector.arn
}
`;
}

/** Our values hold no other template than the partition's. */
function hcl(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((one) => `${inner}${hcl(one, inner)},\n`);
    return `[\n${items.join('')}${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => ({
    name: JSON.stringify(name),
    text: hcl(member, inner),
  }));
  const lines = members.map(
    ({ name, text }, at) => `${inner}${name.padEnd(widthAround(members, at))} = ${text}\n`,
  );
  return `{\n${lines.join('')}${indent}}`;
}

type HclMember = { readonly name: string; readonly text: string };

/** As `terraform fmt` has it: neighbours of one line each are aligned. */
function widthAround(members: readonly HclMember[], at: number): number {
  const isShort = (one: HclMember | undefined) => one !== undefined && !one.text.includes('\n');
  if (!isShort(members[at])) return 0;
  let [first, last] = [at, at];
  while (isShort(members[first - 1])) first -= 1;
  while (isShort(members[last + 1])) last += 1;
  return Math.max(...members.slice(first, last + 1).map(({ name }) => name.length));
}

// --- CloudFormation -------------------------------------------------------------------------

const PARAMETERS = {
  RoleName: { Type: 'String', Default: ROLE_NAME },
  TrustedPrincipal: { Type: 'String', Description: 'ARN of who may collect' },
  ExternalId: {
    Type: 'String',
    Default: '',
    Description: 'Asked of whoever assumes the role; empty for none',
  },
  ...Object.fromEntries(
    POLICY_PARTS.map((part) => [
      parameterOf(part),
      { Type: 'String', Default: 'yes', AllowedValues: ['yes', 'no'] },
    ]),
  ),
};

function roleTemplate() {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `The role that leastwise collect assumes. It reads, and changes nothing.`,
    Parameters: PARAMETERS,
    Conditions: {
      HasExternalId: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ExternalId' }, ''] }] },
      ...Object.fromEntries(
        POLICY_PARTS.map((part) => [
          `With${parameterOf(part)}`,
          { 'Fn::Equals': [{ Ref: parameterOf(part) }, 'yes'] },
        ]),
      ),
    },
    Resources: {
      Collector: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: { Ref: 'RoleName' },
          Description: 'Read-only, for leastwise collect',
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sts:AssumeRole',
                Principal: { AWS: { Ref: 'TrustedPrincipal' } },
                Condition: {
                  'Fn::If': [
                    'HasExternalId',
                    { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
                    { Ref: 'AWS::NoValue' },
                  ],
                },
              },
            ],
          },
        },
      },
      ...Object.fromEntries(
        POLICY_PARTS.map((part) => [`${parameterOf(part)}Policy`, partPolicy(part)]),
      ),
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Collector', 'Arn'] } } },
  };
}

function partPolicy(part: PolicyPart) {
  return {
    Type: 'AWS::IAM::RolePolicy',
    Condition: `With${parameterOf(part)}`,
    Properties: {
      RoleName: { Ref: 'Collector' },
      PolicyName: part,
      PolicyDocument: substituted(collectorPolicy('$'.concat('{AWS::Partition}'), [part])),
    },
  };
}

function substituted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value === 'string') {
    return value.includes('$'.concat('{AWS::')) ? { 'Fn::Sub': value } : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, substituted(member)]),
  );
}

/** The role in every account of the units named, those that join later too. */
function stackSetTemplate() {
  const own = Object.keys(PARAMETERS);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'The role of leastwise collect in every account of an organization. Deploy it in the management account or as a delegated administrator; the management account itself takes role.json, because StackSets leave it out.',
    Parameters: {
      ...PARAMETERS,
      OrganizationalUnitIds: {
        Type: 'CommaDelimitedList',
        Description: 'Units to deploy to: the root r-… for all',
      },
      AdministratorType: {
        Type: 'String',
        Default: 'SELF',
        AllowedValues: ['SELF', 'DELEGATED_ADMIN'],
      },
    },
    Resources: {
      CollectorRoles: {
        Type: 'AWS::CloudFormation::StackSet',
        Properties: {
          StackSetName: { Ref: 'RoleName' },
          PermissionModel: 'SERVICE_MANAGED',
          CallAs: { Ref: 'AdministratorType' },
          AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          OperationPreferences: { FailureTolerancePercentage: 100, MaxConcurrentPercentage: 100 },
          StackInstancesGroup: [
            {
              DeploymentTargets: { OrganizationalUnitIds: { Ref: 'OrganizationalUnitIds' } },
              Regions: [{ Ref: 'AWS::Region' }],
            },
          ],
          Parameters: own.map((name) => ({ ParameterKey: name, ParameterValue: { Ref: name } })),
          TemplateBody: JSON.stringify(roleTemplate()),
        },
      },
    },
  };
}

function parameterOf(part: PolicyPart): string {
  const words = part.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return words.join('');
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
