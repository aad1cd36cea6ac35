/**
 * The organization: accounts, the tree of organizational units, and the control policies on each.
 *
 * Policies are asked for their targets, not targets for their policies: an organization has far fewer
 * of them. Only the management account and delegated administrators may ask.
 * Source: AWS Organizations API Reference.
 */
import { listOf, objectOf, textOf } from '../answers.js';
import { listAll, picking } from '../gather.js';
import { BY_NEXT_TOKEN, pagesOf } from '../pages.js';
import { ask } from '../raw.js';
import type { Answer, AwsSource, SourceContext } from '../source.js';

const POLICY_TYPES = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const;
const RAW_FILE = 'answers.json.gz';

export const organization: AwsSource = {
  scope: 'account',
  part: 'organization',
  once: 'callers account',
  // A policy that moved in between would leave a level emptier than it ever was.
  holdsTogetherMs: 15 * 60_000,
  operations: [
    'organizations:DescribeOrganization',
    'organizations:ListRoots',
    'organizations:ListOrganizationalUnitsForParent',
    'organizations:ListAccounts',
    'organizations:ListAccountsForParent',
    'organizations:ListPolicies',
    'organizations:DescribePolicy',
    'organizations:ListTargetsForPolicy',
    'organizations:ListDelegatedAdministrators',
    'organizations:ListDelegatedServicesForAccount',
  ],
  collect: async (context) => {
    const described = await ask(
      context,
      'organizations:DescribeOrganization',
      {},
      {
        absent: ['AWSOrganizationsNotInUseException'],
        file: RAW_FILE,
        take: (answer) => picking('Id', 'MasterAccountId')(objectOf(answer, 'Organization') ?? {}),
      },
    );
    if (described === undefined) return 0;
    const roots = await listAll(context, {
      operation: 'organizations:ListRoots',
      paging: BY_NEXT_TOKEN,
      list: 'Roots',
      file: RAW_FILE,
    });
    const accounts = await accountsOf(context, roots);
    const { policies, byTarget } = await policiesOf(context);
    const enabled = enabledTypes(roots);
    const delegatedAdministrators = await delegatedAdministratorsOf(context);
    const level = (target: string) => {
      const attached = byTarget.get(target) ?? [];
      // None at all where the type is turned off: an empty list would take everything away.
      const ofType = (type: string) =>
        enabled.has(type)
          ? attached
              .filter((one) => one.type === type)
              .map(({ id }) => id)
              .sort()
          : undefined;
      return {
        target,
        policies: ofType('SERVICE_CONTROL_POLICY'),
        resourceControlPolicies: ofType('RESOURCE_CONTROL_POLICY'),
      };
    };
    await context.once('organization', async (append) => {
      append('organization.json.gz', {
        schema: 'leastwise.organization/1',
        id: textOf(described, 'Id'),
        managementAccount: textOf(described, 'MasterAccountId'),
        delegatedAdministrators,
        policies: policies.filter(({ type }) => type === 'SERVICE_CONTROL_POLICY'),
        resourceControlPolicies: policies.filter(({ type }) => type === 'RESOURCE_CONTROL_POLICY'),
        accounts: accounts.map(({ id, name, path }) => ({
          id,
          name,
          path: [...path, id].map(level),
        })),
      });
    });
    return accounts.length;
  },
};

/** Source: Organizations API Reference, "ListDelegatedServicesForAccount". */
async function delegatedAdministratorsOf(
  context: SourceContext,
): Promise<readonly { readonly id: string; readonly services: readonly string[] }[]> {
  const administrators = await listAll(context, {
    operation: 'organizations:ListDelegatedAdministrators',
    paging: BY_NEXT_TOKEN,
    list: 'DelegatedAdministrators',
    file: RAW_FILE,
  });
  const found: { readonly id: string; readonly services: readonly string[] }[] = [];
  for (const id of administrators.flatMap((one) => textOf(one, 'Id') ?? []).sort()) {
    const services = await listAll(context, {
      operation: 'organizations:ListDelegatedServicesForAccount',
      input: { AccountId: id },
      paging: BY_NEXT_TOKEN,
      list: 'DelegatedServices',
      file: RAW_FILE,
    });
    found.push({ id, services: services.flatMap((one) => textOf(one, 'ServicePrincipal') ?? []) });
  }
  return found;
}

type Account = {
  readonly id: string;
  readonly name: string | undefined;
  readonly path: readonly string[];
};

/** Source: Organizations API Reference, "Root": `PolicyTypes`, each with its `Status`. */
function enabledTypes(roots: readonly Answer[]): ReadonlySet<string> {
  return new Set(
    roots
      .flatMap((root) => listOf(root, 'PolicyTypes'))
      .filter(({ Status: status }) => status === 'ENABLED')
      .flatMap((type) => textOf(type, 'Type') ?? []),
  );
}

/** From the root down; AWS lets units nest five deep. */
async function accountsOf(
  context: SourceContext,
  roots: readonly Answer[],
): Promise<readonly Account[]> {
  const accounts: Account[] = [];
  const visit = async (id: string, above: readonly string[]): Promise<void> => {
    const path = [...above, id];
    const input = { ParentId: id };
    const own = await listAll(context, {
      operation: 'organizations:ListAccountsForParent',
      input,
      paging: BY_NEXT_TOKEN,
      list: 'Accounts',
      pick: picking('Id', 'Name'),
    });
    for (const account of own) {
      const number = textOf(account, 'Id');
      if (number !== undefined) accounts.push({ id: number, name: textOf(account, 'Name'), path });
    }
    const units = await listAll(context, {
      operation: 'organizations:ListOrganizationalUnitsForParent',
      input,
      paging: BY_NEXT_TOKEN,
      list: 'OrganizationalUnits',
      pick: picking('Id'),
    });
    for (const unit of units) {
      const unitId = textOf(unit, 'Id');
      if (unitId !== undefined && !path.includes(unitId)) await visit(unitId, path);
    }
    context.progress(accounts.length);
  };
  for (const root of roots) await visit(textOf(root, 'Id') ?? '', []);
  return accounts.sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Policy = {
  readonly id: string;
  readonly type: string;
  readonly arn: string | undefined;
  readonly name: string | undefined;
  readonly content: string;
};

async function policiesOf(context: SourceContext) {
  const policies: Policy[] = [];
  const byTarget = new Map<string, { readonly id: string; readonly type: string }[]>();
  const listed: (readonly [string, string])[] = [];
  for (const type of POLICY_TYPES) {
    const found = await listAll(context, {
      operation: 'organizations:ListPolicies',
      input: { Filter: type },
      paging: BY_NEXT_TOKEN,
      list: 'Policies',
      pick: picking('Id'),
    });
    for (const policy of found) listed.push([textOf(policy, 'Id') ?? '', type]);
  }
  // Without one of them a level would look emptier than it is, and grants deader: all or nothing.
  for (const [id, type] of listed) {
    policies.push(await policyOf(context, id, type));
    const targets = await listAll(context, {
      operation: 'organizations:ListTargetsForPolicy',
      input: { PolicyId: id },
      paging: BY_NEXT_TOKEN,
      list: 'Targets',
      pick: picking('TargetId'),
    });
    for (const target of targets) {
      const targetId = textOf(target, 'TargetId') ?? '';
      byTarget.set(targetId, [...(byTarget.get(targetId) ?? []), { id, type }]);
    }
  }
  return { policies: policies.sort((a, b) => (a.id < b.id ? -1 : 1)), byTarget };
}

async function policyOf(context: SourceContext, id: string, type: string): Promise<Policy> {
  const policy: Answer =
    (await ask(
      context,
      'organizations:DescribePolicy',
      { PolicyId: id },
      { take: (answer) => objectOf(answer, 'Policy') },
    )) ?? {};
  const summary = objectOf(policy, 'PolicySummary') ?? {};
  return {
    id,
    type,
    arn: textOf(summary, 'Arn'),
    name: textOf(summary, 'Name'),
    content: textOf(policy, 'Content') ?? '',
  };
}

/** Accounts that can be read: those that are not suspended. */
export async function activeAccounts(
  context: Pick<SourceContext, 'call' | 'account' | 'region'>,
): Promise<readonly string[]> {
  const accounts: string[] = [];
  for await (const answer of pagesOf(context, 'organizations:ListAccounts', {}, BY_NEXT_TOKEN)) {
    for (const account of listOf(answer, 'Accounts')) {
      const id = textOf(account, 'Id');
      if (id !== undefined && account.Status === 'ACTIVE') accounts.push(id);
    }
  }
  return accounts.sort();
}
