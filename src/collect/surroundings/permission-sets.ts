/**
 * Permission sets of IAM Identity Center, each told in several answers.
 *
 * Source: IAM Identity Center API Reference.
 */
import type { PermissionSetAssignment } from '../../model/surroundings.js';
import { parsePolicy } from '../../policy/parse-policy.js';
import { type Members, member, membersOf, textMember } from '../members.js';
import {
  type AnswerReader,
  type ApiAnswer,
  objectsOf,
  type PermissionSetPart,
} from './api-answer.js';

/** What an answer adds to the set that its request names; `undefined` when it lacks it. */
type PartReader = (
  place: ApiAnswer,
  arn: string,
) => Omit<PermissionSetPart, 'arn' | 'instanceArn'> | undefined;

const PARTS: Readonly<Record<string, PartReader>> = {
  'sso-admin:DescribePermissionSet': ({ answer }) => {
    const set = membersOf(member(answer, 'PermissionSet')) ?? {};
    const name = textMember(set, 'Name');
    return name === undefined ? undefined : { name };
  },
  'sso-admin:GetInlinePolicyForPermissionSet': ({ answer }, arn) => {
    const text = member(answer, 'InlinePolicy');
    if (text === undefined || text === '') return {};
    return { inlinePolicy: parsePolicy(text, { subject: arn }).document };
  },
  'sso-admin:ListManagedPoliciesInPermissionSet': ({ answer }) => {
    const arns = objectsOf(answer, 'AttachedManagedPolicies')?.map((one) => textMember(one, 'Arn'));
    return arns?.every((arn) => arn !== undefined) === true
      ? { awsManagedPolicies: arns }
      : undefined;
  },
  'sso-admin:ListCustomerManagedPolicyReferencesInPermissionSet': ({ answer }) => {
    const found = objectsOf(answer, 'CustomerManagedPolicyReferences')?.map(referenceOf);
    return found?.every((one) => one !== undefined) === true
      ? { customerManagedPolicies: found }
      : undefined;
  },
  'sso-admin:GetPermissionsBoundaryForPermissionSet': ({ answer }) => {
    const limit = membersOf(member(answer, 'PermissionsBoundary')) ?? {};
    const own = membersOf(member(limit, 'CustomerManagedPolicyReference'));
    const boundary = textMember(limit, 'ManagedPolicyArn') ?? (own && referenceOf(own));
    return boundary === undefined ? {} : { boundary };
  },
  'sso-admin:ListAccountAssignments': ({ answer, request }) => {
    const account = textMember(request, 'AccountId');
    const found = objectsOf(answer, 'AccountAssignments')?.map(assignmentOf);
    if (account === undefined || found?.every((one) => one !== undefined) !== true) {
      return undefined;
    }
    return { accounts: [account], assignments: found };
  },
};

export const PERMISSION_SET_READERS: Readonly<Record<string, AnswerReader>> = Object.fromEntries(
  Object.entries(PARTS).map(([operation, read]): [string, AnswerReader] => [
    operation,
    (place, source) => {
      const { request, region } = place;
      const arn = textMember(request, 'PermissionSetArn');
      const instanceArn = textMember(request, 'InstanceArn');
      if (arn === undefined || instanceArn === undefined) return undefined;
      const part = read(place, arn);
      return part === undefined
        ? undefined
        : { permissionSet: { source, region, arn, instanceArn, ...part } };
    },
  ]),
);

function referenceOf(one: Members): { readonly path: string; readonly name: string } | undefined {
  const name = textMember(one, 'Name');
  return name === undefined ? undefined : { path: textMember(one, 'Path') ?? '/', name };
}

function assignmentOf(one: Members): PermissionSetAssignment | undefined {
  const [account, principalId] = [textMember(one, 'AccountId'), textMember(one, 'PrincipalId')];
  const principalType = textMember(one, 'PrincipalType');
  if (account === undefined || principalId === undefined) return undefined;
  return principalType === 'USER' || principalType === 'GROUP'
    ? { account, principalType, principalId }
    : undefined;
}
