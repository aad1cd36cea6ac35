/**
 * Where accounts stand in their organization, and the service control policies on the way.
 *
 * The value is ours (`leastwise.organization/1`), gathered from the Organizations API:
 * `{schema, managementAccount, policies: [{id, arn, name, content}], accounts: [{id, path: [{target,
 * policies: [id]}]}]}`, each path from the root down to the account.
 */
import type { Problem } from '../../model/problem.js';
import type { ScpLevel } from '../../model/snapshot.js';
import { parsePolicy } from '../../policy/parse-policy.js';
import { type Members, member, membersOf, textMember } from '../members.js';

export type OrganizationAccount = {
  readonly account: string;
  /** `undefined` when a policy on the path is not known: no restriction can be claimed then. */
  readonly scpLevels: readonly ScpLevel[] | undefined;
  readonly isManagementAccount: boolean;
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
  const policies = readPolicies(members, problems);
  const management = textMember(members, 'managementAccount');
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
    const scpLevels = readPath(fields, account, policies, problems);
    accounts.push({ account, scpLevels, isManagementAccount: account === management });
  }
  return { accounts, problems };
}

function readPolicies(members: Members, problems: Problem[]): ReadonlyMap<string, Scp> {
  const policies = new Map<string, Scp>();
  for (const [i, entry] of listOf(members, 'policies').entries()) {
    const fields = membersOf(entry);
    const id = fields === undefined ? undefined : textMember(fields, 'id');
    const content = fields === undefined ? undefined : member(fields, 'content');
    if (fields === undefined || id === undefined || content === undefined) {
      problems.push({
        kind: 'bad-identity',
        message: 'a service control policy lacks its id or its content',
        path: `policies[${i}]`,
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
  subject: string,
  policies: ReadonlyMap<string, Scp>,
  problems: Problem[],
): readonly ScpLevel[] | undefined {
  const levels: ScpLevel[] = [];
  for (const entry of listOf(account, 'path')) {
    const fields = membersOf(entry);
    const target = fields === undefined ? undefined : textMember(fields, 'target');
    const found =
      fields === undefined
        ? [undefined]
        : listOf(fields, 'policies').map((id) =>
            typeof id === 'string' ? policies.get(id) : undefined,
          );
    if (target === undefined || found.some((policy) => policy === undefined)) {
      problems.push({
        kind: 'bad-identity',
        message: 'a service control policy on the account’s path is not known',
        hint: 'the account is treated as bound by no service control policy',
        subject,
      });
      return undefined;
    }
    levels.push({ target, policies: found.filter((policy) => policy !== undefined) });
  }
  return levels.length === 0 ? undefined : levels;
}

function listOf(members: Members, name: string): readonly unknown[] {
  const value = member(members, name);
  return Array.isArray(value) ? value : [];
}
