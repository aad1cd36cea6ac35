/**
 * Permission sets of IAM Identity Center with their policies and assignments: what stands behind the
 * `AWSReservedSSO_*` roles, which nobody may edit.
 *
 * Source: IAM Identity Center API Reference.
 */
import { textOf, textsOf } from '../answers.js';
import { forEachThing, listAll } from '../gather.js';
import type { Operation } from '../operations.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import { keep } from '../raw.js';
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
      const sets: string[] = [];
      const operation = 'sso-admin:ListPermissionSets';
      for await (const { answer } of pagesOf(context, operation, { InstanceArn }, BY_NEXT_TOKEN)) {
        sets.push(...textsOf(answer, 'PermissionSets'));
      }
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
    const answer = await context.call(operation, request, {
      absent: ['ResourceNotFoundException'],
    });
    if (answer !== undefined) keep(context, FILE, operation, answer, request);
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
  const operation = 'sso-admin:ListAccountsForProvisionedPermissionSet';
  for await (const { answer } of pagesOf(context, operation, request, BY_NEXT_TOKEN)) {
    for (const AccountId of textsOf(answer, 'AccountIds')) {
      await list('sso-admin:ListAccountAssignments', 'AccountAssignments', { AccountId });
    }
  }
}
