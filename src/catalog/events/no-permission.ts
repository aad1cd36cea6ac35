/**
 * Calls that exercise nobody's identity policy.
 *
 * Sources: STS API Reference, "GetCallerIdentity", "GetSessionToken" and "AssumeRoleWithSAML" (the
 * trust policy alone grants); DynamoDB API Reference, "DescribeEndpoints"; IAM Identity Center
 * Portal and OIDC API Reference (bearer tokens); CloudTrail User Guide, "Console sign-in events".
 */
import type { IgnoreRule } from './mapping.js';

export const IGNORED_EVENTS: Readonly<Record<string, Readonly<Record<string, IgnoreRule>>>> = {
  dynamodb: { DescribeEndpoints: 'no-permission-needed' },
  s3: { OPTIONS: 'no-permission-needed' },
  sso: {
    Authenticate: 'not-an-iam-call',
    CreateToken: 'not-an-iam-call',
    Federate: 'not-an-iam-call',
    GetRoleCredentials: 'not-an-iam-call',
    ListAccountRoles: 'not-an-iam-call',
    ListAccounts: 'not-an-iam-call',
    Logout: 'not-an-iam-call',
  },
  sts: {
    AssumeRoleWithSAML: 'not-an-iam-call',
    AssumeRoleWithWebIdentity: 'not-an-iam-call',
    GetCallerIdentity: 'no-permission-needed',
    GetSessionToken: 'no-permission-needed',
  },
};
