/**
 * Roles taken: who assumed which, as the STS events say.
 *
 * Source: STS API Reference, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity".
 */
import type { TrailEvent } from '../../model/trail-event.js';
import { fields, text } from './fields.js';

export type RoleTaken = {
  readonly roleArn: string;
  readonly roleId: string | undefined;
  /** Who took it, when the caller is no identity: service host, provider, account or root. */
  readonly byOther: string;
  readonly event: string;
};

/** `undefined` for other events, and when the record does not say which role. */
export function roleTakenIn(event: TrailEvent, callerAccount: string): RoleTaken | undefined {
  if (event.eventSource !== 'sts.amazonaws.com' || !event.eventName.startsWith('AssumeRole')) {
    return undefined;
  }
  const { requestParameters: request, responseElements: response, resources } = event;
  const roleArn =
    text(request, 'roleArn') ?? resources.find(({ type }) => type === 'AWS::IAM::Role')?.arn;
  if (roleArn === undefined) return undefined;
  const sessionId = text(fields(response?.assumedRoleUser), 'assumedRoleId');
  return {
    roleArn,
    roleId: sessionId?.split(':', 1)[0],
    byOther: otherCaller(event, callerAccount),
    event: event.eventName,
  };
}

function otherCaller(event: TrailEvent, callerAccount: string): string {
  const { type, invokedBy, principalId } = event.userIdentity;
  if (type === 'Root') return `arn:aws:iam::${callerAccount}:root`;
  if (type === 'SAMLUser' || type === 'WebIdentityUser') {
    return (
      text(event.requestParameters, 'principalArn') ??
      text(event.responseElements, 'provider') ??
      text(event.requestParameters, 'providerId') ??
      principalId ??
      type
    );
  }
  return type === 'AWSAccount' ? callerAccount : (invokedBy ?? callerAccount);
}
