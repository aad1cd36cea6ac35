/** Which answers are read for what: by source, then by operation. Others are kept as they came. */
import type { LiveSourceName } from '../../model/collected.js';
import { ACCOUNT_READERS } from './account.js';
import type { AnswerReader } from './api-answer.js';
import { DEPENDANT_READERS } from './dependants.js';
import { PERMISSION_SET_READERS } from './permission-sets.js';
import { RESOURCE_POLICY_READERS, readAliases, readGrants } from './resource-policies.js';
import { readUnusedAccess } from './unused-access.js';

const READERS: Readonly<Record<string, AnswerReader>> = {
  ...ACCOUNT_READERS,
  ...DEPENDANT_READERS,
  ...PERMISSION_SET_READERS,
  ...RESOURCE_POLICY_READERS,
  'accessanalyzer:GetFindingV2': readUnusedAccess,
  'kms:ListAliases': readAliases,
  'kms:ListGrants': readGrants,
};

/** The source that asks for an operation. */
const SOURCE_OF: Readonly<Record<string, LiveSourceName>> = {
  'accessanalyzer:GetFindingV2': 'unused-access-findings',
  'cloudformation:DescribeStacks': 'cloudformation',
  'cloudformation:ListStackResources': 'cloudformation',
  'ec2:DescribeInstances': 'ec2-instances',
  'ecr:GetRepositoryPolicy': 'ecr-repositories',
  'ecs:DescribeServices': 'ecs',
  'ecs:DescribeTaskDefinition': 'ecs',
  'eks:DescribeCluster': 'eks',
  'eks:DescribeNodegroup': 'eks',
  'eks:DescribePodIdentityAssociation': 'eks',
  'iam:GetAccessKeyLastUsed': 'access-keys',
  'iam:GetAccountSummary': 'account-summary',
  'iam:GetOpenIDConnectProvider': 'identity-providers',
  'iam:GetLoginProfile': 'users',
  'iam:GetUser': 'users',
  'iam:ListInstanceProfiles': 'instance-profiles',
  'iam:ListMFADevices': 'users',
  'iam:ListSAMLProviders': 'identity-providers',
  'kms:GetKeyPolicy': 'kms-keys',
  'kms:ListAliases': 'kms-keys',
  'kms:ListGrants': 'kms-keys',
  'lambda:GetPolicy': 'lambda-functions',
  'lambda:ListFunctions': 'lambda-functions',
  's3:GetBucketPolicy': 's3-buckets',
  'secrets-manager:GetResourcePolicy': 'secrets',
  'sns:GetTopicAttributes': 'sns-topics',
  'sqs:GetQueueAttributes': 'sqs-queues',
  'sso-admin:DescribePermissionSet': 'identity-center',
  'sso-admin:GetInlinePolicyForPermissionSet': 'identity-center',
  'sso-admin:GetPermissionsBoundaryForPermissionSet': 'identity-center',
  'sso-admin:ListAccountAssignments': 'identity-center',
  'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': 'identity-center',
  'sso-admin:ListManagedPoliciesInPermissionSet': 'identity-center',
};

export type FoundReader = { readonly source: LiveSourceName; readonly read: AnswerReader };

/** @returns `undefined` for an answer that nothing here reads */
export function readerOf(operation: string): FoundReader | undefined {
  if (!Object.hasOwn(READERS, operation) || !Object.hasOwn(SOURCE_OF, operation)) return undefined;
  const [read, source] = [READERS[operation], SOURCE_OF[operation]];
  return read === undefined || source === undefined ? undefined : { source, read };
}
