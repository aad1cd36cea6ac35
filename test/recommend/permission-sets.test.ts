/** Permission sets: trimmed on what all accounts need together, or left alone. */
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/analyze/index.js';
import { composeResult } from '../../src/compose-result.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { ManagedPolicy, Role } from '../../src/model/identity.js';
import type { Snapshot } from '../../src/model/snapshot.js';
import type { PermissionSet } from '../../src/model/surroundings.js';
import type { Use } from '../../src/model/usage.js';
import { toJson } from '../../src/policy/print-policy.js';
import { recommend } from '../../src/recommend/index.js';
import { verifyResult } from '../../src/recommend/verify.js';
import { renderMarkdown } from '../../src/report/formats/markdown.js';
import { policyFiles } from '../../src/report/output-files.js';
import { permissionSetCommands } from '../../src/report/permission-set-commands.js';
import {
  ACCOUNT,
  AS_OF,
  ago,
  allow,
  CATALOG,
  evidenceOf,
  managed,
  optionsOf,
  policy,
  role,
  use,
} from '../world.js';

const OTHER = '444455556666';
const INLINE = policy(allow(['ec2:StartInstances', 'ec2:StopInstances', 'ec2:RunInstances']));
const READER: ManagedPolicy = managed(
  'Reader',
  policy(allow(['ec2:DescribeInstances', 'ec2:DescribeVpcs'])),
  { arn: 'arn:aws:iam::aws:policy/Reader' as ManagedPolicy['arn'], owner: 'aws' },
);
const SET: PermissionSet = {
  source: 'identity-center',
  region: 'eu-west-1',
  arn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
  instanceArn: 'arn:aws:sso:::instance/ssoins-1',
  name: 'Operators',
  inlinePolicy: INLINE,
  awsManagedPolicies: [READER.arn],
  customerManagedPolicies: [],
  accounts: [ACCOUNT, OTHER],
  assignments: [],
};

function reserved(account: string, some: Partial<Role> = {}): Role {
  const made = role('AWSReservedSSO_Operators_0123456789abcdef', {
    path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
    inlinePolicies: [{ name: 'AwsSSOInlinePolicy', document: INLINE }],
    attachedPolicies: [READER.arn],
    ...some,
  });
  return {
    ...made,
    account,
    arn: made.arn.replace(ACCOUNT, account) as Role['arn'],
    id: `AROASSO${account}`,
  };
}

const HERE = reserved(ACCOUNT);
const THERE = reserved(OTHER);

type Case = {
  readonly roles?: readonly Role[];
  readonly uses?: readonly Use[];
  readonly set?: Partial<PermissionSet>;
  readonly policies?: readonly ManagedPolicy[];
};

function evidence({ roles = [HERE, THERE], uses = [], set = {}, policies = [READER] }: Case) {
  const one = evidenceOf({ usage: { uses } });
  const both = <Row extends { readonly account: string }>(rows: readonly Row[]) => [
    ...rows,
    ...rows.map((row) => ({ ...row, account: OTHER })),
  ];
  const snapshots = roles.map(
    (own): Snapshot => ({
      account: own.account,
      users: [],
      groups: [],
      roles: [own],
      managedPolicies: policies,
      isManagementAccount: false,
      ...(own.account === ACCOUNT
        ? { surroundings: { permissionSets: [{ ...SET, ...set }] } }
        : {}),
    }),
  );
  const { coverage } = one;
  const moved = { management: both(coverage.management), excludable: both(coverage.excludable) };
  return { ...one, snapshots, coverage: { ...coverage, ...moved } } satisfies Evidence;
}

function proposed(one: Case) {
  const all = evidence(one);
  const options = optionsOf({});
  const analysis = analyze(all, CATALOG, options);
  const proposals = recommend({ ...all, ...analysis, asOf: AS_OF }, CATALOG, options);
  const parts = { evidence: all, analysis, proposals, options, catalog: CATALOG };
  return { ...proposals, result: composeResult({ ...parts, toolVersion: 'test' }) };
}

const USES = [use(HERE, 'ec2:StopInstances'), use(THERE, 'ec2:DescribeInstances')];

test('one inline policy takes the place of all, with what either account needs', () => {
  const { permissionSets, recommendations, result } = proposed({ uses: USES });
  expect(recommendations).toEqual([]);
  expect(permissionSets).toHaveLength(1);
  const [one] = permissionSets;
  expect(one?.after.map(({ document }) => toJson(document).Statement)).toEqual([
    [
      { Effect: 'Allow', Action: 'ec2:StopInstances', Resource: '*' },
      { Effect: 'Allow', Action: 'ec2:DescribeInstances', Resource: '*' },
    ],
  ]);
  expect(one?.holders.map(({ arn }) => arn)).toEqual([HERE.arn, THERE.arn]);
  expect(one?.certificates.noNewAccess.status).toBe('proven');
  expect(one?.certificates.nothingUsedLost.status).toBe('proven');

  const [stored] = result.permissionSets ?? [];
  if (stored === undefined) throw new Error('not in the result');
  const { apply, undo } = permissionSetCommands(stored);
  const operations = (commands: typeof apply) => commands.map(({ words }) => words[2]);
  expect(operations(apply)).toEqual([
    'put-inline-policy-to-permission-set',
    'detach-managed-policy-from-permission-set',
    'provision-permission-set',
  ]);
  expect(operations(undo)).toEqual([
    'attach-managed-policy-to-permission-set',
    'put-inline-policy-to-permission-set',
    'provision-permission-set',
  ]);
  expect(undo[1]?.words.at(-1)).toBe(`--inline-policy=${JSON.stringify(toJson(INLINE))}`);
});

test('the report shows the commands, and hostile names stay words', () => {
  const hostile = `${SET.instanceArn}\n\`\`\`\n<script>$(id)`;
  const { result } = proposed({ uses: USES, set: { instanceArn: hostile, name: 'Operators' } });
  const text = renderMarkdown(result);
  expect(text).toContain('aws sso-admin put-inline-policy-to-permission-set');
  const lines = text.split('\n');
  expect(lines.filter((line) => line.startsWith('```'))).toEqual(['```sh', '```', '```sh', '```']);
});

test('its certificates are proven again from its file, and not when the file was changed', () => {
  const { result } = proposed({ uses: USES });
  const files = policyFiles(result);
  const status = (change: (text: string) => string) =>
    verifyResult(result, CATALOG, ({ id }) =>
      files.flatMap(({ proposal, content }) => (proposal === id ? [change(content)] : [])),
    ).proposals.map((one) => one.status);
  expect(status((text) => text)).toEqual(['proven']);
  expect(status((text) => text.replace('ec2:StopInstances', 'ec2:*'))).toEqual(['failed']);
  expect(status((text) => text.replace('ec2:StopInstances', 'ec2:RunInstances'))).toEqual([
    'failed',
  ]);
});

describe('left as it is', () => {
  test.each<{ why: string; some: Case; withheld: RegExp | undefined }>([
    {
      why: 'an account that holds it was not read',
      some: { roles: [HERE], uses: USES },
      withheld: /1 of the 2 accounts that hold it were not read/,
    },
    {
      why: 'the text of a policy was not read',
      some: { policies: [], uses: USES },
      withheld: undefined,
    },
    {
      why: 'one of its roles is too young to say',
      some: { roles: [HERE, reserved(OTHER, { createdAt: ago(4) })] },
      withheld: undefined,
    },
  ])('when $why', ({ some, withheld }) => {
    const found = proposed(some);
    expect(found.permissionSets).toEqual([]);
    if (withheld !== undefined) {
      expect(found.withheld.map(({ reason }) => reason).join()).toMatch(withheld);
    }
  });
});

test('the inline policy alone is trimmed where the whole would not fit', () => {
  const wide = { ...READER, document: policy(allow('ec2:*'), allow('s3:*'), allow('sqs:*')) };
  const roles = [HERE, THERE].map((one) => ({ ...one }));
  const found = proposed({ roles, uses: USES, policies: [wide] });
  for (const { before, after, certificates } of found.permissionSets) {
    expect(after.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(10_240);
    expect(certificates.nothingUsedLost.status).toBe('proven');
    expect(before.length).toBeGreaterThan(0);
  }
  expect(found.permissionSets).toHaveLength(1);
});
