import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/analyze/index.js';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import type { Arn } from '../../../src/model/arn.js';
import type { Evidence } from '../../../src/model/evidence.js';
import type { Finding } from '../../../src/model/finding.js';
import type { Role } from '../../../src/model/identity.js';
import { DEFAULT_OPTIONS } from '../../../src/model/options.js';
import { parsePolicy } from '../../../src/policy/parse-policy.js';

const catalog = loadCatalog();

type Json = Readonly<Record<string, unknown>>;

const allow = (Action: string | readonly string[], element: Json = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...element,
});

function role(statements: readonly Json[], path = '/'): Role {
  const { document } = parsePolicy({ Version: '2012-10-17', Statement: statements });
  return {
    kind: 'role',
    arn: `arn:aws:iam::111122223333:role${path}deployer` as Arn,
    id: 'AROADEPLOYEREXAMPLE12',
    name: 'deployer',
    path,
    account: '111122223333',
    createdAt: undefined,
    inlinePolicies: [{ name: 'deploy', document }],
    attachedPolicies: [],
    tags: [],
    trustPolicy: undefined,
    instanceProfiles: [],
  };
}

function findingsFor(holder: Role): readonly Finding[] {
  const evidence: Evidence = {
    snapshots: [
      {
        account: '111122223333',
        users: [],
        groups: [],
        roles: [holder],
        managedPolicies: [],
        isManagementAccount: false,
      },
    ],
    usage: { uses: [], assumptions: [], signIns: [], grantChanges: [], unmapped: [] },
    coverage: {
      firstRecord: undefined,
      lastRecord: undefined,
      management: [],
      data: [],
      excludable: [],
      holes: [],
    },
    sources: [],
    collection: [],
    problems: [],
  };
  return analyze(evidence, catalog, DEFAULT_OPTIONS).findings;
}

const ofKind = (kind: Finding['kind'], statements: readonly Json[], path?: string) =>
  findingsFor(role(statements, path)).filter((finding) => finding.kind === kind);

describe('privilege escalation', () => {
  const passedTo = (service: string) => ({
    Condition: { StringEquals: { 'iam:PassedToService': service } },
  });
  test.each([
    { why: 'a new version of any policy', statements: [allow('iam:CreatePolicyVersion')], ways: 1 },
    {
      why: 'a role of one name only',
      statements: [
        allow('iam:PassRole', { Resource: 'arn:aws:iam::111122223333:role/task' }),
        allow('ec2:RunInstances'),
      ],
      ways: 0,
    },
    {
      why: 'every role, to a server',
      statements: [allow(['iam:PassRole', 'ec2:RunInstances'])],
      ways: 1,
    },
    {
      why: 'half of the combination',
      statements: [allow('iam:PassRole')],
      ways: 0,
    },
    {
      why: 'passed to the service that is called',
      statements: [allow('iam:PassRole', passedTo('ec2.amazonaws.com')), allow('ec2:RunInstances')],
      ways: 1,
    },
    {
      why: 'passed to another service only',
      statements: [
        allow('iam:PassRole', passedTo('lambda.amazonaws.com')),
        allow('ec2:RunInstances'),
      ],
      ways: 0,
    },
    {
      why: 'own access keys',
      statements: [
        allow('iam:CreateAccessKey', {
          Resource: 'arn:aws:iam::111122223333:user/${aws:username}',
        }),
      ],
      ways: 0,
    },
    {
      why: 'only policies that somebody chose',
      statements: [
        allow('iam:AttachRolePolicy', {
          Condition: { ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/ReadOnlyAccess' } },
        }),
      ],
      ways: 0,
    },
    {
      why: 'denied always',
      statements: [allow('iam:*'), { Effect: 'Deny', Action: ['iam:*'], Resource: '*' }],
      ways: 0,
    },
    { why: 'an administrator has nothing to gain', statements: [allow('*')], ways: 0 },
    {
      why: 'named together with buckets',
      statements: [allow('ssm:SendCommand', { Resource: 'arn:aws:s3:::meadow-orders-prod/*' })],
      ways: 0,
    },
  ])('$ways: $why', ({ statements, ways }) => {
    const findings = ofKind('privilege-escalation', statements);
    expect(findings.length).toBe(Math.min(ways, 1));
    if (ways > 0) expect(findings[0]?.title).toContain(`in ${ways} known way`);
  });

  test('says of each action whether it was used, and who published it', () => {
    const [finding] = ofKind('privilege-escalation', [allow(['iam:PassRole', 'ec2:RunInstances'])]);
    expect(finding?.evidence).toEqual([
      'start a server with a role: iam:PassRole (unobservable) + ec2:RunInstances (unknown) [R 3, B, H]',
      'published by Rhino Security Labs (R), Bishop Fox (B) and hackingthe.cloud (H)',
    ]);
  });
});

describe('statements without effect', () => {
  const guard = { Effect: 'Deny', Action: 'rds:DeleteDBInstance', Resource: '*' };
  test.each([
    {
      why: 'denied what is not granted',
      kind: 'pointless-deny' as const,
      statements: [allow('s3:GetObject'), guard],
      count: 1,
    },
    {
      why: 'denied what is granted',
      kind: 'pointless-deny' as const,
      statements: [allow('rds:*'), guard],
      count: 0,
    },
    {
      why: 'a name that nobody knows may be granted somewhere',
      kind: 'pointless-deny' as const,
      statements: [allow('s3:GetObject'), { ...guard, Action: 'gardenia:*' }],
      count: 0,
    },
    {
      why: 'allowed what is denied always',
      kind: 'dead-statement' as const,
      statements: [allow('rds:DeleteDBInstance'), guard],
      count: 1,
    },
    {
      why: 'allowed more than is denied',
      kind: 'dead-statement' as const,
      statements: [allow('rds:Delete*'), guard],
      count: 0,
    },
  ])('$kind $count: $why', ({ kind, statements, count }) => {
    expect(ofKind(kind, statements).length).toBe(count);
  });
});

describe('what is wrong with the text', () => {
  const statements = [allow('s3:GetObject'), allow('s3:Fetch', { Sid: 'Fetching' })];

  test('the finding names statement and path, and its id rests on the Sid', () => {
    expect(ofKind('unknown-action', statements)).toMatchObject([
      {
        id: 'unknown-action arn:aws:iam::111122223333:role/deployer deploy Fetching.Action',
        identity: 'arn:aws:iam::111122223333:role/deployer',
        title:
          'statement Fetching of inline policy deploy of role deployer names an action that the catalogue does not know',
      },
    ]);
  });

  test('what only AWS may change is left alone', () => {
    const path = '/aws-service-role/config.amazonaws.com/';
    expect(ofKind('unknown-action', statements, path)).toEqual([]);
    expect(ofKind('privilege-escalation', [allow('iam:PutRolePolicy')], path)).toEqual([]);
  });
});
