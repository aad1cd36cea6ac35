/**
 * Quotas of an account, instance profiles, identity providers, and what the authorization details leave
 * out of users.
 *
 * Source: IAM API Reference, "GetAccountSummary", "ListInstanceProfiles", "ListSAMLProviders",
 * "GetOpenIDConnectProvider", "GetUser", "ListMFADevices", "GetLoginProfile", "GetAccessKeyLastUsed".
 */
import { parseArn } from '../../model/arn.js';
import {
  ACCOUNT_SUMMARY_KEYS,
  type AccountSummary,
  type IdentityProvider,
  type InstanceProfile,
  type MfaDevice,
} from '../../model/surroundings.js';
import { parseInstant } from '../../model/time.js';
import { parseLastUse } from '../identities/last-accessed.js';
import { member, membersOf, textMember } from '../members.js';
import { type AnswerReader, objectsOf } from './api-answer.js';

export const ACCOUNT_READERS: Readonly<Record<string, AnswerReader>> = {
  'iam:GetAccountSummary': ({ answer }) => {
    const map = membersOf(member(answer, 'SummaryMap'));
    if (map === undefined) return undefined;
    const told = ACCOUNT_SUMMARY_KEYS.flatMap((key) => {
      const value = member(map, key);
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
        ? [[key, value] as const]
        : [];
    });
    return { surroundings: { summary: Object.fromEntries(told) as AccountSummary } };
  },
  'iam:GetUser': ({ answer }) => {
    const user = membersOf(member(answer, 'User')) ?? {};
    const userId = textMember(user, 'UserId');
    if (userId === undefined) return undefined;
    const at = parseInstant(member(user, 'PasswordLastUsed'));
    const used = at === undefined ? {} : { passwordLastUsed: at };
    const limit = membersOf(member(user, 'PermissionsBoundary'));
    if (limit === undefined) return { user: { userId, ...used } };
    const boundary = parseArn(textMember(limit, 'PermissionsBoundaryArn') ?? '');
    return boundary === undefined ? undefined : { user: { userId, boundary, ...used } };
  },
  'iam:ListMFADevices': ({ answer, request, region }, source) => {
    const userName = textMember(request, 'UserName');
    const devices = objectsOf(answer, 'MFADevices')?.map((one): MfaDevice | undefined => {
      const serialNumber = textMember(one, 'SerialNumber');
      const enabledAt = parseInstant(member(one, 'EnableDate'));
      return serialNumber === undefined ? undefined : { serialNumber, enabledAt };
    });
    return userName !== undefined && devices?.every((one) => one !== undefined) === true
      ? { surroundings: { userMfaDevices: [{ source, region, userName, devices }] } }
      : undefined;
  },
  'iam:GetLoginProfile': ({ answer, request, region }, source) => {
    const profile = membersOf(member(answer, 'LoginProfile'));
    const userName = textMember(request, 'UserName');
    if (profile === undefined || userName === undefined) return undefined;
    const createdAt = parseInstant(member(profile, 'CreateDate'));
    const passwordResetRequired = member(profile, 'PasswordResetRequired') === true;
    const found = { source, region, userName, createdAt, passwordResetRequired };
    return { surroundings: { loginProfiles: [found] } };
  },
  'iam:GetAccessKeyLastUsed': ({ answer }) => {
    const reading = parseLastUse(answer);
    if (reading.kind === 'key') return { keyUse: reading.use };
    return reading.kind === 'nothing' ? {} : undefined;
  },
  'iam:ListInstanceProfiles': ({ answer, region }, source) => {
    const profiles = objectsOf(answer, 'InstanceProfiles')?.map(
      (one): InstanceProfile | undefined => {
        const [arn, name] = [textMember(one, 'Arn'), textMember(one, 'InstanceProfileName')];
        const roles = objectsOf(one, 'Roles')?.map((role) => textMember(role, 'Arn'));
        if (arn === undefined || name === undefined) return undefined;
        if (roles?.every((role) => role !== undefined) !== true) return undefined;
        return {
          source,
          region,
          arn,
          name,
          createdAt: parseInstant(member(one, 'CreateDate')),
          roles,
        };
      },
    );
    return profiles?.every((one) => one !== undefined) === true
      ? { surroundings: { instanceProfiles: profiles } }
      : undefined;
  },
  'iam:ListSAMLProviders': ({ answer, region }, source) => {
    const found = objectsOf(answer, 'SAMLProviderList')?.map(
      (one): IdentityProvider | undefined => {
        const arn = textMember(one, 'Arn');
        const createdAt = parseInstant(member(one, 'CreateDate'));
        return arn === undefined ? undefined : { source, region, arn, kind: 'SAML', createdAt };
      },
    );
    return found?.every((one) => one !== undefined) === true
      ? { surroundings: { identityProviders: found } }
      : undefined;
  },
  'iam:GetOpenIDConnectProvider': ({ answer, request, region }, source) => {
    const arn = textMember(request, 'OpenIDConnectProviderArn');
    const createdAt = parseInstant(member(answer, 'CreateDate'));
    return arn === undefined
      ? undefined
      : { surroundings: { identityProviders: [{ source, region, arn, kind: 'OIDC', createdAt }] } };
  },
};
