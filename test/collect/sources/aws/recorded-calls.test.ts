/**
 * Every call that a collection really makes, against the policy that is shipped for it: each is allowed
 * by it, and nothing is granted that no call needs.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCatalog } from '../../../../src/catalog/catalog.js';
import { startCollection } from '../../../../src/collect/index.js';
import {
  actionsOfPart,
  collectorPolicy,
} from '../../../../src/collect/sources/aws/collector-policy.js';
import { AWS_SOURCES } from '../../../../src/collect/sources/aws/index.js';
import { POLICY_PARTS } from '../../../../src/collect/sources/aws/source.js';
import { readFiles } from '../../../../src/collect/sources/files.js';
import { explain, renderExplanation, renderWhoCan, whoCan } from '../../../../src/index.js';
import type { Evidence } from '../../../../src/model/evidence.js';
import { evaluate } from '../../../../src/policy/evaluate.js';
import { parsePolicy } from '../../../../src/policy/parse-policy.js';
import type { Request as IamRequest } from '../../../../src/policy/request.js';
import { type Fake, HOME, type Request, startFake } from '../../../aws/fake.js';
import { richAccountHandlers } from '../../../aws/rich-account.js';
import { type Run, runCollection } from '../../../aws/run.js';

let out: string;
let fake: Fake;
let run: Run;
let evidence: Evidence;

beforeAll(async () => {
  out = mkdtempSync(join(tmpdir(), 'leastwise-recorded-'));
  fake = await startFake(richAccountHandlers());
  run = await runCollection(fake, out);
  const collection = startCollection(loadCatalog());
  for await (const event of readFiles([out])) collection.add(event);
  evidence = collection.finish();
}, 60_000);

afterAll(async () => {
  await fake.close();
  rmSync(out, { recursive: true, force: true });
});

/**
 * The action that AWS checks where it is not named like the operation, from its own documentation, not
 * from the table that is tested here.
 * Sources: S3 API Reference ("ListBuckets", "ListObjectsV2"); Service Authorization Reference, IAM
 * Access Analyzer, and IAM Access Analyzer API Reference ("ListFindingsV2", "GetFindingV2").
 */
const CHECKED: Readonly<Record<string, string>> = {
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:ListObjectsV2': 's3:ListBucket',
  'accessanalyzer:GetFindingV2': 'access-analyzer:GetFinding',
  'accessanalyzer:ListFindingsV2': 'access-analyzer:ListFindings',
};

/** Client names that are not the IAM prefix. */
const PREFIX: Readonly<Record<string, string>> = {
  accessanalyzer: 'access-analyzer',
  'secrets-manager': 'secretsmanager',
  'sso-admin': 'sso',
};

function checkedAction(operation: string): string {
  const [service = '', name = ''] = operation.split(':');
  return CHECKED[operation] ?? `${PREFIX[service] ?? service}:${name}`;
}

function asIam({ operation, input }: Request): IamRequest {
  const key = input.Key === undefined ? '' : `/${String(input.Key)}`;
  const resource = operation.startsWith('s3:') ? `arn:aws:s3:::${String(input.Bucket)}${key}` : '*';
  const context = new Map<string, readonly string[]>();
  if (operation === 's3:ListObjectsV2') context.set('s3:prefix', [String(input.prefix)]);
  const roleArn = `arn:aws:iam::${HOME}:role/leastwise-collector`;
  return {
    action: checkedAction(operation),
    resource: operation === 's3:ListBuckets' ? '*' : resource,
    principal: {
      kind: 'role-session',
      account: HOME,
      roleArn,
      sessionArn: `arn:aws:sts::${HOME}:assumed-role/leastwise-collector/s`,
    },
    resourceAccount: HOME,
    context,
    unknownKeys: 'unknown',
  };
}

test('the account is read whole', () => {
  expect(run.units.filter(({ status }) => status !== 'complete')).toEqual([]);
});

test('every call is allowed by the policy', () => {
  const { document } = parsePolicy(collectorPolicy('aws'));
  const refused = fake.calls
    .filter(({ operation }) => operation !== 'sts:GetCallerIdentity')
    .filter((call) => evaluate(asIam(call), { identity: [document] }).outcome !== 'Allowed');
  expect(refused).toEqual([]);
});

test('every operation that a source names is asked for, and no other', () => {
  const asked = new Set(fake.calls.map(({ operation }) => operation));
  const named = new Set<string>(Object.values(AWS_SOURCES).flatMap(({ operations }) => operations));
  // Of the organization's accounts, a collection of one account asks nothing.
  named.delete('organizations:ListAccounts');
  expect([...asked].sort()).toEqual([...named].sort());
});

test('every action of the policy is that of a call, or of what a call needs besides', () => {
  const needed = new Set(fake.calls.map(({ operation }) => checkedAction(operation)));
  for (const { alsoNeeds = [] } of Object.values(AWS_SOURCES)) {
    for (const action of alsoNeeds) needed.add(action);
  }
  needed.add('organizations:ListAccounts');
  expect(POLICY_PARTS.flatMap(actionsOfPart).filter((action) => !needed.has(action))).toEqual([]);
});

test('nothing secret is written', () => {
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) {
    const bytes = readFileSync(file);
    const text = file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
    expect(text).not.toContain('do-not-write-this');
  }
});

test('all that is kept is read: nothing is lost between collecting and auditing', () => {
  expect(evidence.problems.filter(({ kind }) => kind !== 'unmapped-event')).toEqual([]);
  const [snapshot] = evidence.snapshots;
  const {
    resourcePolicies,
    keyGrants,
    keyManagers,
    dependants,
    permissionSets,
    unusedAccess,
    summary,
  } = snapshot?.surroundings ?? {};
  expect(
    resourcePolicies?.map(({ kind }) => kind).filter((kind, n, all) => all.indexOf(kind) === n),
  ).toEqual([
    'ECR repository',
    'KMS key',
    'Lambda function',
    'S3 bucket',
    'secret',
    'SNS topic',
    'SQS queue',
  ]);
  expect(keyGrants?.length).toBeGreaterThan(0);
  const key = (id: string) => `arn:aws:kms:us-east-1:${HOME}:key/${id}`;
  expect(
    keyManagers
      ?.filter(({ region }) => region === 'us-east-1')
      .map(({ key: arn, manager }) => [arn, manager]),
  ).toEqual([
    [key('anchor'), 'customer'],
    [key('ebs'), 'AWS'],
  ]);
  expect(new Set(dependants?.map(({ kind, as }) => `${kind}: ${as}`))).toEqual(
    new Set([
      'CloudFormation stack: made by',
      'CloudFormation stack: service role',
      'EC2 instance: instance profile',
      'ECS task definition: execution role',
      'ECS task definition: task role',
      'EKS cluster: cluster role',
      'EKS node group: node role',
      'EKS pod identity: pod role',
      'Lambda function: execution role',
    ]),
  );
  expect(permissionSets).toMatchObject([
    {
      name: 'Deck',
      accounts: [HOME],
      customerManagedPolicies: [{ path: '/', name: 'crew' }],
      boundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    },
  ]);
  expect(unusedAccess).toMatchObject([
    { kind: 'permission', services: [{ service: 'ec2', actions: ['DescribeInstances'] }] },
  ]);
  expect(summary).toEqual({ PolicySizeQuota: 6144, Roles: 2 });
  expect(snapshot?.scpLevels).toMatchObject([{ target: 'r-ab12' }, { target: HOME }]);
  expect(snapshot?.rcpLevels).toBeUndefined();
  expect(snapshot?.organization).toEqual({
    id: 'o-abcdefghij',
    managementAccount: HOME,
    delegatedServices: ['access-analyzer.amazonaws.com'],
  });
});

test('a role is shown with what names it, runs with it, and what Access Analyzer says of it', async () => {
  const explanation = explain(evidence, loadCatalog(), { identity: 'ship' });
  expect(explanation).toMatchObject({
    surroundings: {
      unusedAccess: [{ kind: 'permission', service: 'ec2', ours: { used: 1, unused: 0 } }],
    },
  });
  await expect(renderExplanation(explanation)).toMatchFileSnapshot('surroundings.golden.txt');
});

test('who may do something to a resource: its own policy is heard, too', () => {
  const asked = { action: 's3:GetObject', resource: 'arn:aws:s3:::cargo/manifest' };
  const answer = whoCan(evidence, loadCatalog(), asked);
  expect(answer.resourceSide).toEqual([
    {
      resource: 'arn:aws:s3:::cargo',
      by: 'policy',
      effect: 'Allow',
      principals: [`arn:aws:iam::${HOME}:role/ship`],
      conditionKeys: [],
    },
  ]);
  expect(renderWhoCan(answer)).toContain('What the resource says itself');
  const key = `arn:aws:kms:us-east-1:${HOME}:key/anchor`;
  const decrypt = whoCan(evidence, loadCatalog(), { action: 'kms:Decrypt', resource: key });
  expect(new Set(decrypt.resourceSide.map(({ by }) => by))).toEqual(new Set(['policy', 'grant']));
});
