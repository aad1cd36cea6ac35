/**
 * Logged changes of what somebody is granted. A grant younger than the window proves nothing, and
 * neither does one that a Deny blocked until lately: taking a policy away is a change, too.
 */
import type { TrailEvent } from '../../model/trail-event.js';
import type { GrantChange } from '../../model/usage.js';
import { fields, text } from './fields.js';

type Target = 'user' | 'group' | 'role' | 'policy';

/** IAM events → what they change. Source: IAM API Reference, "Actions". */
const TARGET_OF_EVENT: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['AddUserToGroup', 'user'],
  ['AttachGroupPolicy', 'group'],
  ['AttachRolePolicy', 'role'],
  ['AttachUserPolicy', 'user'],
  ['CreatePolicy', 'policy'],
  ['CreatePolicyVersion', 'policy'],
  ['CreateRole', 'role'],
  ['CreateUser', 'user'],
  ['DeleteGroupPolicy', 'group'],
  ['DeleteRolePermissionsBoundary', 'role'],
  ['DeleteRolePolicy', 'role'],
  ['DeleteUserPermissionsBoundary', 'user'],
  ['DeleteUserPolicy', 'user'],
  ['DetachGroupPolicy', 'group'],
  ['DetachRolePolicy', 'role'],
  ['DetachUserPolicy', 'user'],
  ['PutGroupPolicy', 'group'],
  ['PutRolePermissionsBoundary', 'role'],
  ['PutRolePolicy', 'role'],
  ['PutUserPermissionsBoundary', 'user'],
  ['PutUserPolicy', 'user'],
  ['RemoveUserFromGroup', 'user'],
  ['SetDefaultPolicyVersion', 'policy'],
  ['UpdateAssumeRolePolicy', 'role'],
]);

/** `undefined` for any other event; ask only about calls that were allowed. */
export function grantChangeOf(event: TrailEvent, account: string): GrantChange | undefined {
  if (event.eventSource !== 'iam.amazonaws.com') return undefined;
  const target = TARGET_OF_EVENT.get(event.eventName);
  if (target === undefined) return undefined;
  const { requestParameters: request, eventName, eventTime: at } = event;
  // A version that is not made the default changes nobody's access.
  if (eventName === 'CreatePolicyVersion' && !isTrue(request?.setAsDefault)) return undefined;
  const policy = text(request, 'policyArn') ?? text(request, 'policyName');
  const changed = targetOf(target, event);
  return changed === undefined
    ? undefined
    : {
        account,
        target: changed,
        ...(policy === undefined ? {} : { policy }),
        event: eventName,
        at,
      };
}

function targetOf(kind: Target, event: TrailEvent): GrantChange['target'] | undefined {
  const { requestParameters: request, responseElements: response } = event;
  if (kind === 'policy') {
    const arn = text(request, 'policyArn') ?? text(fields(response?.policy), 'arn');
    return arn === undefined ? undefined : { kind, arn };
  }
  const name = text(request, `${kind}Name`);
  return name === undefined ? undefined : { kind, name };
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
