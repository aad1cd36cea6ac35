/**
 * One element of `GetAccountAuthorizationDetails`: a user, group, role or managed policy.
 *
 * An element that lacks what verdicts stand on is refused whole: half an identity would look like
 * one that is granted less. Absent lists are empty, as AWS leaves empty ones out.
 *
 * Source: IAM API Reference, "GetAccountAuthorizationDetails", "UserDetail", "GroupDetail",
 * "RoleDetail", "ManagedPolicyDetail".
 */
import { type Arn, arnParts, parseArn } from '../../model/arn.js';
import type { Group, InlinePolicy, ManagedPolicy, Role, Tag, User } from '../../model/identity.js';
import type { PolicyDocument } from '../../model/policy.js';
import type { Problem } from '../../model/problem.js';
import { type Instant, parseInstant } from '../../model/time.js';
import { parsePolicy } from '../../policy/parse-policy.js';
import { countMember, type Members, member, membersOf, textMember } from '../members.js';

export type IdentityRecordKind = 'user' | 'group' | 'role' | 'managed-policy';

export type ParsedIdentity =
  | { readonly kind: 'user'; readonly value: User }
  | { readonly kind: 'group'; readonly value: Group }
  | { readonly kind: 'role'; readonly value: Role }
  | { readonly kind: 'managed-policy'; readonly value: ManagedPolicy };

export type IdentityReading =
  | {
      readonly kind: 'read';
      /** Account of the ARN; `aws` for a policy that AWS owns. */
      readonly account: string;
      readonly identity: ParsedIdentity;
      /** Of its policy documents. */
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'bad'; readonly message: string; readonly account: string | undefined };

/** Ends the reading of one element; never leaves this file. */
class BadMember extends Error {}

export function parseIdentity(kind: IdentityRecordKind, input: unknown): IdentityReading {
  const members = membersOf(input);
  if (members === undefined) return { kind: 'bad', message: 'it is no object', account: undefined };
  const account = arnParts(textMember(members, 'Arn') ?? '')?.account;
  const problems: Problem[] = [];
  try {
    const identity = readIdentity(kind, members, problems);
    return {
      kind: 'read',
      account: arnParts(identity.value.arn)?.account ?? '',
      identity,
      problems,
    };
  } catch (error) {
    if (!(error instanceof BadMember)) throw error;
    return { kind: 'bad', message: error.message, account };
  }
}

function readIdentity(
  kind: IdentityRecordKind,
  members: Members,
  problems: Problem[],
): ParsedIdentity {
  switch (kind) {
    case 'user':
      return { kind, value: readUser(members, problems) };
    case 'group':
      return { kind, value: readGroup(members, problems) };
    case 'role':
      return { kind, value: readRole(members, problems) };
    default:
      return { kind, value: readManagedPolicy(members, problems) };
  }
}

function readUser(members: Members, problems: Problem[]): User {
  const base = readBase(members, 'user', 'UserPolicyList', problems);
  const groups = listMember(members, 'GroupList').map((name) => {
    if (typeof name !== 'string' || name === '') throw new BadMember('`GroupList` holds no names');
    return name;
  });
  return { kind: 'user', ...base, groups, ...readBoundary(members), tags: readTags(members) };
}

function readGroup(members: Members, problems: Problem[]): Group {
  return { kind: 'group', ...readBase(members, 'group', 'GroupPolicyList', problems) };
}

function readRole(members: Members, problems: Problem[]): Role {
  const base = readBase(members, 'role', 'RolePolicyList', problems);
  const trust = member(members, 'AssumeRolePolicyDocument');
  return {
    kind: 'role',
    ...base,
    ...readBoundary(members),
    tags: readTags(members),
    trustPolicy: trust === undefined ? undefined : readDocument(trust, base.arn, problems),
    ...readLastUsed(members),
    instanceProfiles: listMember(members, 'InstanceProfileList').map(readInstanceProfile),
  };
}

function readManagedPolicy(members: Members, problems: Problem[]): ManagedPolicy {
  const arn = arnMember(members, 'Arn');
  const parts = arnParts(arn);
  const owner = parts?.account === 'aws' ? 'aws' : 'customer';
  if (parts?.service !== 'iam' || !parts.resource.startsWith('policy/')) {
    throw new BadMember('`Arn` is no ARN of a managed policy');
  }
  if (owner === 'customer') requireAccount(parts.account);
  const id = textMember(members, 'PolicyId');
  const createdAt = dateMember(members, 'CreateDate');
  const description = textMember(members, 'Description');
  const versions = listMember(members, 'PolicyVersionList').map((version) => {
    const fields = membersOf(version);
    if (fields === undefined) throw new BadMember('`PolicyVersionList` holds no versions');
    return fields;
  });
  const defaultId = textMember(members, 'DefaultVersionId');
  const version =
    versions.find((each) => member(each, 'IsDefaultVersion') === true) ??
    versions.find((each) => textMember(each, 'VersionId') === defaultId);
  const document = version === undefined ? undefined : member(version, 'Document');
  const versionCreatedAt = version === undefined ? undefined : dateMember(version, 'CreateDate');
  return {
    arn,
    ...(id === undefined ? {} : { id }),
    name: textMember(members, 'PolicyName') ?? arn.slice(arn.lastIndexOf('/') + 1),
    path: textMember(members, 'Path') ?? '/',
    owner,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(owner === 'aws' || description === undefined ? {} : { description }),
    versionId: (version && textMember(version, 'VersionId')) ?? defaultId ?? '',
    ...(versionCreatedAt === undefined ? {} : { versionCreatedAt }),
    versionCount: versions.length,
    document: document === undefined ? undefined : readDocument(document, arn, problems),
    otherVersions: versions
      .filter((each) => each !== version)
      .flatMap((each) => readOtherVersion(each, arn)),
    attachmentCount: countMember(members, 'AttachmentCount'),
    boundaryUsageCount: countMember(members, 'PermissionsBoundaryUsageCount'),
  };
}

/** Grants nothing now, so what is wrong with its document is nobody's problem. */
function readOtherVersion(version: Members, subject: Arn): ManagedPolicy['otherVersions'] {
  const versionId = textMember(version, 'VersionId');
  const createdAt = dateMember(version, 'CreateDate');
  const document = member(version, 'Document');
  if (versionId === undefined || createdAt === undefined || document === undefined) return [];
  return [{ versionId, createdAt, document: readDocument(document, subject, []) }];
}

/** Member names of the three kinds. */
const NAMES = {
  user: { name: 'UserName', id: 'UserId' },
  group: { name: 'GroupName', id: 'GroupId' },
  role: { name: 'RoleName', id: 'RoleId' },
} as const;

function readBase(
  members: Members,
  kind: 'user' | 'group' | 'role',
  inlineList: string,
  problems: Problem[],
) {
  const arn = arnMember(members, 'Arn');
  const parts = arnParts(arn);
  if (parts?.service !== 'iam' || !parts.resource.startsWith(`${kind}/`)) {
    throw new BadMember(`\`Arn\` is no ARN of a ${kind}`);
  }
  return {
    arn,
    id: requiredText(members, NAMES[kind].id),
    name: requiredText(members, NAMES[kind].name),
    path: textMember(members, 'Path') ?? '/',
    account: requireAccount(parts.account),
    createdAt: dateMember(members, 'CreateDate'),
    inlinePolicies: listMember(members, inlineList).map((each) =>
      readInlinePolicy(each, inlineList, arn, problems),
    ),
    attachedPolicies: listMember(members, 'AttachedManagedPolicies').map((each) => {
      const attached = membersOf(each);
      if (attached === undefined)
        throw new BadMember('`AttachedManagedPolicies` holds no policies');
      return arnMember(attached, 'PolicyArn');
    }),
  };
}

function readInlinePolicy(
  input: unknown,
  list: string,
  subject: Arn,
  problems: Problem[],
): InlinePolicy {
  const members = membersOf(input);
  const document = members === undefined ? undefined : member(members, 'PolicyDocument');
  if (members === undefined || document === undefined) {
    throw new BadMember(`\`${list}\` holds a policy without its document`);
  }
  return {
    name: requiredText(members, 'PolicyName'),
    document: readDocument(document, subject, problems),
  };
}

function readDocument(input: unknown, subject: Arn, problems: Problem[]): PolicyDocument {
  const parsed = parsePolicy(input, { subject });
  problems.push(...parsed.problems);
  return parsed.document;
}

function readBoundary(members: Members): { readonly boundary?: Arn } {
  const boundary = member(members, 'PermissionsBoundary');
  if (boundary === undefined) return {};
  const fields = membersOf(boundary);
  if (fields === undefined) throw new BadMember('`PermissionsBoundary` is no object');
  return Object.keys(fields).length === 0
    ? {}
    : { boundary: arnMember(fields, 'PermissionsBoundaryArn') };
}

/** `{}` says that AWS knows of no use in its tracking period. */
function readLastUsed(members: Members): Pick<Role, 'lastUsed'> {
  const used = membersOf(member(members, 'RoleLastUsed'));
  const at = used === undefined ? undefined : dateMember(used, 'LastUsedDate');
  return used === undefined || at === undefined
    ? {}
    : { lastUsed: { at, region: textMember(used, 'Region') ?? '' } };
}

function readInstanceProfile(input: unknown): { readonly name: string; readonly arn: Arn } {
  const members = membersOf(input);
  if (members === undefined) throw new BadMember('`InstanceProfileList` holds no profiles');
  return { name: requiredText(members, 'InstanceProfileName'), arn: arnMember(members, 'Arn') };
}

function readTags(members: Members): readonly Tag[] {
  return listMember(members, 'Tags').map((tag) => {
    const fields = membersOf(tag);
    const key = fields === undefined ? undefined : textMember(fields, 'Key');
    if (fields === undefined || key === undefined) throw new BadMember('`Tags` holds no tags');
    return { key, value: textMember(fields, 'Value') ?? '' };
  });
}

function listMember(members: Members, name: string): readonly unknown[] {
  const value = member(members, name);
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new BadMember(`\`${name}\` is no list`);
  return value;
}

function arnMember(members: Members, name: string): Arn {
  const arn = parseArn(requiredText(members, name));
  if (arn === undefined) throw new BadMember(`\`${name}\` is no ARN`);
  return arn;
}

function requiredText(members: Members, name: string): string {
  const text = textMember(members, name);
  if (text === undefined) throw new BadMember(`\`${name}\` is missing or no text`);
  return text;
}

function requireAccount(account: string): string {
  if (!/^\d{12}$/.test(account)) throw new BadMember('`Arn` names no account');
  return account;
}

/** A date that cannot be read is an unknown age, which counts as too young for any claim. */
function dateMember(members: Members, name: string): Instant | undefined {
  return parseInstant(member(members, name));
}
