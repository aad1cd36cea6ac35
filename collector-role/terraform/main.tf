# The role that `leastwise collect --role-name leastwise-collector` assumes. It reads, and changes nothing.
# Generated from what the collectors call: do not edit, leave parts out with `parts`.

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
  default = "leastwise-collector"
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
  default     = ["identities", "trails", "event-history", "organization", "identity-center", "resource-policies", "dependants", "access-analyzer"]
}

data "aws_partition" "current" {}

locals {
  policies = {
    "identities" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadIdentities"
          "Effect" = "Allow"
          "Action" = [
            "ec2:DescribeRegions",
            "iam:GenerateCredentialReport",
            "iam:GenerateServiceLastAccessedDetails",
            "iam:GetAccessKeyLastUsed",
            "iam:GetAccountAuthorizationDetails",
            "iam:GetAccountSummary",
            "iam:GetCredentialReport",
            "iam:GetLoginProfile",
            "iam:GetOpenIDConnectProvider",
            "iam:GetServiceLastAccessedDetails",
            "iam:GetUser",
            "iam:ListAccessKeys",
            "iam:ListInstanceProfiles",
            "iam:ListMFADevices",
            "iam:ListOpenIDConnectProviders",
            "iam:ListSAMLProviders",
          ]
          "Resource" = "*"
        },
      ]
    }
    "trails" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadTrails"
          "Effect" = "Allow"
          "Action" = [
            "cloudtrail:DescribeTrails",
            "cloudtrail:GetEventSelectors",
            "cloudtrail:GetTrailStatus",
            "cloudtrail:ListPublicKeys",
            "s3:GetBucketLocation",
          ]
          "Resource" = "*"
        },
        {
          "Sid"    = "DecryptWhatCloudTrailEncrypted"
          "Effect" = "Allow"
          "Action" = [
            "kms:Decrypt",
          ]
          "Resource" = "*"
          "Condition" = {
            "Null" = {
              "kms:EncryptionContext:aws:cloudtrail:arn" = "false"
            }
          }
        },
        {
          "Sid"    = "ReadWhatCloudTrailDelivered"
          "Effect" = "Allow"
          "Action" = [
            "s3:GetObject",
          ]
          "Resource" = [
            "arn:${data.aws_partition.current.partition}:s3:::*/AWSLogs/*/CloudTrail/*",
            "arn:${data.aws_partition.current.partition}:s3:::*/AWSLogs/*/CloudTrail-Digest/*",
          ]
        },
        {
          "Sid"    = "ListWhatCloudTrailDelivered"
          "Effect" = "Allow"
          "Action" = [
            "s3:ListBucket",
          ]
          "Resource" = "*"
          "Condition" = {
            "StringLike" = {
              "s3:prefix" = "*AWSLogs/*"
            }
          }
        },
      ]
    }
    "event-history" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadEventHistory"
          "Effect" = "Allow"
          "Action" = [
            "cloudtrail:LookupEvents",
          ]
          "Resource" = "*"
        },
      ]
    }
    "organization" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadOrganization"
          "Effect" = "Allow"
          "Action" = [
            "organizations:DescribeOrganization",
            "organizations:DescribePolicy",
            "organizations:ListAccounts",
            "organizations:ListAccountsForParent",
            "organizations:ListDelegatedAdministrators",
            "organizations:ListDelegatedServicesForAccount",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListPolicies",
            "organizations:ListRoots",
            "organizations:ListTargetsForPolicy",
          ]
          "Resource" = "*"
        },
      ]
    }
    "identity-center" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadIdentityCenter"
          "Effect" = "Allow"
          "Action" = [
            "sso:DescribePermissionSet",
            "sso:GetInlinePolicyForPermissionSet",
            "sso:GetPermissionsBoundaryForPermissionSet",
            "sso:ListAccountAssignments",
            "sso:ListAccountsForProvisionedPermissionSet",
            "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
            "sso:ListInstances",
            "sso:ListManagedPoliciesInPermissionSet",
            "sso:ListPermissionSets",
          ]
          "Resource" = "*"
        },
      ]
    }
    "resource-policies" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadResourcePolicies"
          "Effect" = "Allow"
          "Action" = [
            "ecr:DescribeRepositories",
            "ecr:GetRepositoryPolicy",
            "kms:GetKeyPolicy",
            "kms:ListAliases",
            "kms:ListGrants",
            "kms:ListKeys",
            "lambda:GetPolicy",
            "lambda:ListFunctions",
            "s3:GetBucketPolicy",
            "s3:ListAllMyBuckets",
            "secretsmanager:GetResourcePolicy",
            "secretsmanager:ListSecrets",
            "sns:GetTopicAttributes",
            "sns:ListTopics",
            "sqs:GetQueueAttributes",
            "sqs:ListQueues",
          ]
          "Resource" = "*"
        },
      ]
    }
    "dependants" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadDependants"
          "Effect" = "Allow"
          "Action" = [
            "cloudformation:DescribeStacks",
            "cloudformation:ListStackResources",
            "ec2:DescribeInstances",
            "ecs:DescribeServices",
            "ecs:DescribeTaskDefinition",
            "ecs:ListClusters",
            "ecs:ListServices",
            "ecs:ListTaskDefinitionFamilies",
            "eks:DescribeCluster",
            "eks:DescribeNodegroup",
            "eks:DescribePodIdentityAssociation",
            "eks:ListClusters",
            "eks:ListNodegroups",
            "eks:ListPodIdentityAssociations",
          ]
          "Resource" = "*"
        },
      ]
    }
    "access-analyzer" = {
      "Version" = "2012-10-17"
      "Statement" = [
        {
          "Sid"    = "ReadAccessAnalyzer"
          "Effect" = "Allow"
          "Action" = [
            "access-analyzer:GetFinding",
            "access-analyzer:ListAnalyzers",
            "access-analyzer:ListFindings",
          ]
          "Resource" = "*"
        },
      ]
    }
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
