/**
 * Permission sets of IAM Identity Center with their policies and assignments: what stands behind the
 * `AWSReservedSSO_*` roles, which nobody may edit.
 *
 * Source: IAM Identity Center API Reference.
 */
import { textOf } from '../answers.js';
import { forEachThing, listAll, listNames } from '../gather.js';
import type { Operation } from '../operations.js';
import { BY_NEXT_TOKEN } from '../pages.js';
import { ask } from '../raw.js';
import type { AwsSource, SourceContext } from '../source.js';

const FILE = 'permission-sets.json.gz';

export const identityCenter: AwsSource = {
  scope: 'region',
  part: 'identity-center',
  once: 'callers account',
  operations: [
    'sso-admin:ListInstances',
    'sso-admin:ListPermissionSets',
    'sso-admin:DescribePermissionSet',
    'sso-admin:GetInlinePolicyForPermissionSet',
    'sso-admin:ListManagedPoliciesInPermissionSet',
    'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet',
    'sso-admin:GetPermissionsBoundaryForPermissionSet',
    'sso-admin:ListAccountsForProvisionedPermissionSet',
    'sso-admin:ListAccountAssignments',
  ],
  collect: async (context) => {
    const instances = await listAll(context, {
      operation: 'sso-admin:ListInstances',
      paging: BY_NEXT_TOKEN,
      list: 'Instances',
      file: FILE,
    });
    let count = 0;
    for (const instance of instances) {
      const InstanceArn = textOf(instance, 'InstanceArn') ?? '';
      const sets = await listNames(context, {
        operation: 'sso-admin:ListPermissionSets',
        input: { InstanceArn },
        paging: BY_NEXT_TOKEN,
        list: 'PermissionSets',
      });
      count += await forEachThing(
        context,
        sets,
        (arn) => arn,
        (PermissionSetArn) => readSet(context, { InstanceArn, PermissionSetArn }),
      );
    }
    return count;
  },
};

type SetRequest = { readonly InstanceArn: string; readonly PermissionSetArn: string };

const ONE_ANSWER: readonly Operation[] = [
  'sso-admin:DescribePermissionSet',
  'sso-admin:GetInlinePolicyForPermissionSet',
  'sso-admin:GetPermissionsBoundaryForPermissionSet',
];

async function readSet(context: SourceContext, request: SetRequest): Promise<void> {
  for (const operation of ONE_ANSWER) {
    await ask(context, operation, request, {
      absent: ['ResourceNotFoundException'],
      file: FILE,
    });
  }
  const list = (operation: Operation, member: string, more = {}) =>
    listAll(context, {
      operation,
      input: { ...request, ...more },
      paging: BY_NEXT_TOKEN,
      list: member,
      file: FILE,
    });
  await list('sso-admin:ListManagedPoliciesInPermissionSet', 'AttachedManagedPolicies');
  await list(
    'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet',
    'CustomerManagedPolicyReferences',
  );
  const accounts = await listNames(context, {
    operation: 'sso-admin:ListAccountsForProvisionedPermissionSet',
    input: request,
    paging: BY_NEXT_TOKEN,
    list: 'AccountIds',
  });
  for (const AccountId of accounts) {
    await list('sso-admin:ListAccountAssignments', 'AccountAssignments', { AccountId });
  }
}
