/**
 * Where accounts stand in their organization, and the control policies on the way: those of services
 * (SCP) and those of resources (RCP).
 *
 * The value is ours (`leastwise.organization/1`), gathered from the Organizations API:
 * `{schema, id, managementAccount, delegatedAdministrators: [{id, services: [principal]}],
 * policies: [{id, arn, name, content}], resourceControlPolicies: [likewise], accounts: [{id, path: [{target, policies: [id], resourceControlPolicies: [id]}]}]}`, each path from the
 * root down to the account.
 */
import type { Problem } from '../../model/problem.js';
import type { OrganizationPart, ScpLevel } from '../../model/snapshot.js';
import { parsePolicy } from '../../policy/parse-policy.js';
import { type Members, member, membersOf, textMember } from '../members.js';

export type OrganizationAccount = {
  readonly account: string;
  /** `undefined` when a policy on the path is not known: no restriction can be claimed then. */
  readonly scpLevels: readonly ScpLevel[] | undefined;
  readonly rcpLevels: readonly ScpLevel[] | undefined;
  readonly isManagementAccount: boolean;
  readonly part: OrganizationPart;
};

export type OrganizationReading = {
  readonly accounts: readonly OrganizationAccount[];
  readonly problems: readonly Problem[];
};

type Scp = ScpLevel['policies'][number];

/** `undefined` when the value is no organization at all. */
export function parseOrganization(value: unknown): OrganizationReading | undefined {
  const members = membersOf(value);
  if (members === undefined || textMember(members, 'schema') !== 'leastwise.organization/1') {
    return undefined;
  }
  const problems: Problem[] = [];
  const scps = readPolicies(members, SERVICE, problems);
  const rcps = readPolicies(members, RESOURCE, problems);
  const management = textMember(members, 'managementAccount');
  const id = textMember(members, 'id');
  const delegated = delegatedServices(members);
  const accounts: OrganizationAccount[] = [];
  for (const [i, entry] of listOf(members, 'accounts').entries()) {
    const fields = membersOf(entry);
    const account = fields === undefined ? undefined : textMember(fields, 'id');
    if (fields === undefined || account === undefined || !/^\d{12}$/.test(account)) {
      problems.push({
        kind: 'bad-identity',
        message: 'an account of the organization has no id',
        path: `accounts[${i}]`,
      });
      continue;
    }
    accounts.push({
      account,
      scpLevels: readPath(fields, { subject: account, kind: SERVICE, policies: scps }, problems),
      rcpLevels: readPath(fields, { subject: account, kind: RESOURCE, policies: rcps }, problems),
      isManagementAccount: account === management,
      part: {
        ...(id === undefined ? {} : { id }),
        ...(management === undefined ? {} : { managementAccount: management }),
        delegatedServices: delegated.get(account) ?? [],
      },
    });
  }
  return { accounts, problems };
}

/** By account. */
function delegatedServices(members: Members): ReadonlyMap<string, readonly string[]> {
  return new Map(
    listOf(members, 'delegatedAdministrators').flatMap((entry) => {
      const fields = membersOf(entry) ?? {};
      const account = textMember(fields, 'id');
      const services = listOf(fields, 'services').filter((one) => typeof one === 'string');
      return account === undefined ? [] : [[account, services.toSorted()] as const];
    }),
  );
}

type Kind = { readonly member: string; readonly words: string };

const SERVICE: Kind = { member: 'policies', words: 'service control policy' };
const RESOURCE: Kind = { member: 'resourceControlPolicies', words: 'resource control policy' };

function readPolicies(
  members: Members,
  { member: list, words }: Kind,
  problems: Problem[],
): ReadonlyMap<string, Scp> {
  const policies = new Map<string, Scp>();
  for (const [i, entry] of listOf(members, list).entries()) {
    const fields = membersOf(entry);
    const id = fields === undefined ? undefined : textMember(fields, 'id');
    const content = fields === undefined ? undefined : member(fields, 'content');
    if (fields === undefined || id === undefined || content === undefined) {
      problems.push({
        kind: 'bad-identity',
        message: `a ${words} lacks its id or its content`,
        path: `${list}[${i}]`,
      });
      continue;
    }
    const arn = textMember(fields, 'arn') ?? id;
    const parsed = parsePolicy(content, { subject: arn });
    problems.push(...parsed.problems);
    policies.set(id, { name: textMember(fields, 'name') ?? id, arn, document: parsed.document });
  }
  return policies;
}

/** Absent is not empty: what cannot be read restricts nothing, so that no grant is called dead by it. */
function readPath(
  account: Members,
  {
    subject,
    kind: { member: list, words },
    policies,
  }: {
    readonly subject: string;
    readonly kind: Kind;
    readonly policies: ReadonlyMap<string, Scp>;
  },
  problems: Problem[],
): readonly ScpLevel[] | undefined {
  const levels: ScpLevel[] = [];
  const path = listOf(account, 'path');
  // Where policies of the kind are not turned on, no level says anything of them.
  if (path.every((entry) => isSilentOf(entry, list))) return undefined;
  for (const entry of path) {
    const fields = membersOf(entry);
    const target = fields === undefined ? undefined : textMember(fields, 'target');
    const found =
      fields === undefined
        ? [undefined]
        : listOf(fields, list).map((id) => (typeof id === 'string' ? policies.get(id) : undefined));
    if (target === undefined || found.some((policy) => policy === undefined)) {
      problems.push({
        kind: 'bad-identity',
        message: `a ${words} on the account’s path is not known`,
        hint: `the account is treated as bound by no ${words}`,
        subject,
      });
      return undefined;
    }
    levels.push({ target, policies: found.filter((policy) => policy !== undefined) });
  }
  return levels.length === 0 ? undefined : levels;
}

function isSilentOf(level: unknown, list: string): boolean {
  const members = membersOf(level);
  return members !== undefined && member(members, list) === undefined;
}

function listOf(members: Members, name: string): readonly unknown[] {
  const value = member(members, name);
  return Array.isArray(value) ? value : [];
}
