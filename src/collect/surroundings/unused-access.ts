/**
 * Unused-access findings of IAM Access Analyzer; one analyzer may speak for a whole organization.
 *
 * Source: IAM Access Analyzer API Reference, "GetFindingV2" (`findingDetails`).
 */
import type { UnusedAccessFinding } from '../../model/surroundings.js';
import { parseInstant } from '../../model/time.js';
import { type Members, member, membersOf, textMember } from '../members.js';
import { type AnswerReader, objectsOf } from './api-answer.js';

const DETAILS: Readonly<Record<string, UnusedAccessFinding['kind']>> = {
  unusedIamRoleDetails: 'role',
  unusedIamUserAccessKeyDetails: 'access key',
  unusedIamUserPasswordDetails: 'password',
  unusedPermissionDetails: 'permission',
};

export const readUnusedAccess: AnswerReader = ({ answer, region }, source) => {
  const [id, identity] = [textMember(answer, 'id'), textMember(answer, 'resource')];
  const details = objectsOf(answer, 'findingDetails');
  if (id === undefined || details === undefined) return undefined;
  // Findings of other kinds, and of what is no identity, are not ours.
  if (identity === undefined) return {};
  const kind = details.flatMap((one) =>
    Object.keys(one).flatMap((name) => (Object.hasOwn(DETAILS, name) ? (DETAILS[name] ?? []) : [])),
  )[0];
  if (kind === undefined) return {};
  const updatedAt = parseInstant(member(answer, 'updatedAt'));
  const services = details.flatMap(serviceOf);
  return {
    surroundings: {
      unusedAccess: [{ source, region, id, identity, kind, updatedAt, services }],
    },
  };
};

function serviceOf(detail: Members): UnusedAccessFinding['services'] {
  const unused = membersOf(member(detail, 'unusedPermissionDetails'));
  const service = unused === undefined ? undefined : textMember(unused, 'serviceNamespace');
  if (unused === undefined || service === undefined) return [];
  const actions = (objectsOf(unused, 'actions') ?? []).flatMap(
    (one) => textMember(one, 'action') ?? [],
  );
  const lastAccessedAt = parseInstant(member(unused, 'lastAccessed'));
  return [{ service, lastAccessedAt, actions: actions.toSorted() }];
}
