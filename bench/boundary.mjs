/**
 * A permissions boundary that many roles share: how long do proposals take with it, and without?
 *
 *   npm run build && node bench/boundary.mjs [roles]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { audit, loadCatalog, readFiles, readsOfEvent, startCollection } from '../dist/index.js';

const ACCOUNT = '111122223333';
const DAYS = 100;
const LAST = Date.UTC(2026, 10, 20);
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/fence`;
const SERVICES = ['ec2', 's3', 'sqs', 'sns', 'dynamodb', 'lambda', 'kms', 'logs', 'rds', 'iam'];
const CALLS = [
  ['ec2', 'DescribeInstances'],
  ['ec2', 'CreateTags'],
  ['sqs', 'CreateQueue'],
  ['sns', 'CreateTopic'],
  ['lambda', 'ListFunctions20150331'],
  ['kms', 'DescribeKey'],
  ['logs', 'DescribeLogGroups'],
  ['rds', 'DescribeDBInstances'],
  ['iam', 'ListRoles'],
];

const roles = Number(process.argv[2] ?? 300);
const policy = (...Statement) => ({ Version: '2012-10-17', Statement });
const allow = (Action) => ({ Effect: 'Allow', Action, Resource: '*' });
const idOf = (n) => `AROA${`${n}`.padStart(17, '0')}`;
const nameOf = (n) => `worker-${`${n}`.padStart(4, '0')}`;

function details(isBound) {
  const old = '2024-03-01T09:00:00Z';
  const document = policy(allow('*'));
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: Array.from({ length: roles }, (_, n) => ({
      Path: '/',
      RoleName: nameOf(n),
      RoleId: idOf(n),
      Arn: `arn:aws:iam::${ACCOUNT}:role/${nameOf(n)}`,
      CreateDate: old,
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      InstanceProfileList: [],
      RolePolicyList: [
        {
          PolicyName: 'work',
          PolicyDocument: policy(
            allow([0, 1, 2].map((k) => `${SERVICES[(n + 3 * k) % SERVICES.length]}:*`)),
          ),
        },
      ],
      AttachedManagedPolicies: [],
      Tags: [],
      RoleLastUsed: {},
      ...(isBound
        ? {
            PermissionsBoundary: {
              PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
              PermissionsBoundaryArn: BOUNDARY,
            },
          }
        : {}),
    })),
    Policies: [
      {
        PolicyName: 'fence',
        PolicyId: 'ANPAFENCE',
        Arn: BOUNDARY,
        Path: '/',
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        PermissionsBoundaryUsageCount: isBound ? roles : 0,
        IsAttachable: true,
        CreateDate: old,
        UpdateDate: old,
        PolicyVersionList: [
          { Document: document, VersionId: 'v1', IsDefaultVersion: true, CreateDate: old },
        ],
      },
    ],
  };
}

function writeInput(folder, isBound) {
  writeFileSync(join(folder, 'authorization-details.json'), JSON.stringify(details(isBound)));
  let id = 0;
  for (let day = 0; day < DAYS; day++) {
    const start = LAST - (DAYS - day) * 86_400_000;
    const Records = Array.from({ length: 24 * 12 }, (_, n) => {
      const role = (day * 31 + n) % roles;
      const [service, eventName] = CALLS[(role + n) % CALLS.length];
      return record(start + n * 300_000, role, service, eventName, id++);
    });
    const date = new Date(start).toISOString().slice(0, 10);
    const path = join(folder, 'AWSLogs', ACCOUNT, 'CloudTrail/us-east-1', ...date.split('-'));
    mkdirSync(path, { recursive: true });
    const stamp = `${date.replaceAll('-', '')}T2359Z`;
    const name = `${ACCOUNT}_CloudTrail_us-east-1_${stamp}_AbCdEfGhIjKlMnOp.json.gz`;
    writeFileSync(join(path, name), gzipSync(JSON.stringify({ Records }), { level: 1 }));
  }
}

function record(ms, role, service, eventName, id) {
  const arn = `arn:aws:iam::${ACCOUNT}:role/${nameOf(role)}`;
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `${idOf(role)}:work`,
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${nameOf(role)}/work`,
      accountId: ACCOUNT,
      sessionContext: {
        sessionIssuer: { type: 'Role', principalId: idOf(role), arn, accountId: ACCOUNT },
      },
    },
    eventTime: `${new Date(ms).toISOString().slice(0, 19)}Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'us-east-1',
    requestParameters: null,
    responseElements: null,
    readOnly: !eventName.startsWith('Create'),
    eventID: `0a0b0c0d-0000-4000-8000-${id.toString(16).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
  };
}

const catalog = loadCatalog();

async function timeOf(isBound) {
  const folder = mkdtempSync(join(tmpdir(), 'leastwise-boundary-'));
  try {
    writeInput(folder, isBound);
    const collection = startCollection(catalog);
    const readsOf = (source, name) => readsOfEvent(catalog, source, name);
    for await (const event of readFiles([folder], { readsOf })) collection.add(event);
    const evidence = collection.finish();
    // Of the processor, so that other work on the machine says little.
    const start = process.cpuUsage();
    const result = audit(evidence, catalog);
    const { user, system } = process.cpuUsage(start);
    return { seconds: (user + system) / 1e6, result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const without = await timeOf(false);
const bound = await timeOf(true);
const proposals = ({ result }) => result.recommendations.length;
const [boundary] = bound.result.recommendations.filter(({ kind }) => kind.includes('boundary'));
console.log(`${roles} roles, ${DAYS} days of calls`);
console.log('| | processor seconds | proposals |\n| --- | ---: | ---: |');
console.log(`| no boundary | ${without.seconds.toFixed(1)} | ${proposals(without)} |`);
console.log(`| one boundary for all | ${bound.seconds.toFixed(1)} | ${proposals(bound)} |`);
console.log(`boundary: ${boundary === undefined ? 'no proposal' : boundary.kind}`);
if (boundary === undefined) process.exitCode = 1;
