#!/usr/bin/env node
/**
 * Writes a made-up account: CloudTrail files in the S3 layout of a trail, and its authorization details.
 *
 *   node bench/generate-logs.mjs OUT [--bytes 1e9] [--seed 1] [--dist DIR]     after npm run build
 *
 * The same arguments give the same bytes. `--bytes` counts inflated JSON. About 1,458 bytes a record,
 * 300 principals, 400 event kinds, 100 days, files from 9 kB to 4 MB as gzip, about 10 to 1.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const ACCOUNT = '111122223333';
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'];
const DAYS = 100;
const START = Date.UTC(2026, 6, 1);
const PRINCIPALS = 300;
const EVENT_KINDS = 400;
const HABITS = 30;

/** Mulberry32: small, fast, the same everywhere. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Twenty services that every account uses; monitoring is CloudWatch's event source. */
const SERVICES = [
  'autoscaling',
  'cloudformation',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'ecr',
  'ecs',
  'eks',
  'elasticloadbalancing',
  'iam',
  'kms',
  'lambda',
  'logs',
  'rds',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'sts',
];
const ERRORS = [
  ...Array(60).fill(undefined),
  'AccessDenied',
  'Client.UnauthorizedOperation',
  'ThrottlingException',
  'ResourceNotFoundException',
];
const AGENTS = [
  'aws-cli/2.17.44 md/awscrt#0.21.2 ua/2.0 os/linux#6.8.0-1015-aws md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#ec2.describe-instances',
  'Boto3/1.35.12 md/Botocore#1.35.12 ua/2.0 os/linux#5.10.223-212.873.amzn2.x86_64 md/arch#x86_64 lang/python#3.12.5 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.35.12',
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.65.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.30.4 os/linux lang/go#1.22.6 md/GOOS#linux md/GOARCH#amd64',
  'aws-sdk-java/2.27.12 Linux/5.10.224-212.876.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.12+7-LTS Java/17.0.12 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy',
  'ec2.amazonaws.com',
];

/** Real events: the first of each service's management events, by the catalogue. */
function makeEventKinds(catalog, observabilityOf) {
  const each = EVENT_KINDS / SERVICES.length;
  const kinds = SERVICES.flatMap((service) =>
    catalog.actions
      .filter((action) => action.startsWith(`${service}:`))
      .map((action) => ({ action, seen: observabilityOf(catalog, action) }))
      .filter(({ seen }) => seen.kind === 'management')
      .slice(0, each)
      .map(({ action, seen }) => ({
        service: service === 'cloudwatch' ? 'monitoring' : service,
        name: action.slice(action.indexOf(':') + 1),
        readOnly: seen.access === 'read',
      })),
  );
  // By turns, so that the frequent ones are not all of one service.
  return kinds
    .map((kind, n) => ({ kind, turn: (n % each) * SERVICES.length + Math.floor(n / each) }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ kind }) => kind);
}

function idOf(prefix, number) {
  const digits = createHash('sha256').update(`${prefix}${number}`).digest('hex').toUpperCase();
  return `${prefix}${digits.slice(0, 17)}`;
}

function makePrincipals() {
  return Array.from({ length: PRINCIPALS }, (_, n) => {
    if (n % 6 === 0) {
      return { kind: 'user', number: n, name: `engineer-${n}`, id: idOf('AIDA', n) };
    }
    return {
      kind: 'role',
      number: n,
      name: `service-${n}-role`,
      path: n % 4 === 0 ? '/app/' : '/',
      id: idOf('AROA', n),
    };
  });
}

const hex = (random, length) => {
  let text = '';
  while (text.length < length)
    text += Math.floor(random() * 0x10000)
      .toString(16)
      .padStart(4, '0');
  return text.slice(0, length);
};
const uuid = (random) =>
  `${hex(random, 8)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 12)}`;
const pick = (random, list) => list[Math.floor(random() * list.length)];
const skewed = (random, list) => list[Math.floor(random() ** 2.2 * list.length)];
const instant = (ms) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function userIdentityOf(principal, time) {
  if (principal.kind === 'user') {
    return {
      type: 'IAMUser',
      principalId: principal.id,
      arn: `arn:aws:iam::${ACCOUNT}:user/${principal.name}`,
      accountId: ACCOUNT,
      accessKeyId: `AKIA${principal.id.slice(4, 20)}`,
      userName: principal.name,
    };
  }
  const session = `i-0${createHash('md5')
    .update(`${principal.id}${Math.floor(time / 3.6e6)}`)
    .digest('hex')
    .slice(0, 16)}`;
  return {
    type: 'AssumedRole',
    principalId: `${principal.id}:${session}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${principal.name}/${session}`,
    accountId: ACCOUNT,
    accessKeyId: `ASIA${session.slice(3, 19).toUpperCase()}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal.id,
        arn: `arn:aws:iam::${ACCOUNT}:role${principal.path}${principal.name}`,
        accountId: ACCOUNT,
        userName: principal.name,
      },
      webIdFederationData: {},
      attributes: { creationDate: instant(time - (time % 3.6e6)), mfaAuthenticated: 'false' },
    },
  };
}

function parametersOf(kind, principal, random, region) {
  const number = principal.number + Math.floor(random() ** 2 * 4);
  switch (kind.service) {
    case 'ec2':
      return {
        instancesSet: { items: [{ instanceId: `i-0${hex(random, 16)}` }] },
        filterSet: {
          items: [{ name: 'tag:Environment', valueSet: { items: [{ value: 'production' }] } }],
        },
      };
    case 's3':
      return {
        bucketName: `example-data-${number}`,
        Host: `example-data-${number}.s3.${region}.amazonaws.com`,
        acl: '',
      };
    case 'iam':
      return { roleName: `service-${number}-role`, maxItems: 100 };
    case 'dynamodb':
      return { tableName: `orders-${number}`, consistentRead: false };
    case 'lambda':
      return { functionName: `arn:aws:lambda:${region}:${ACCOUNT}:function:worker-${number}` };
    case 'kms':
      return {
        keyId: `arn:aws:kms:${region}:${ACCOUNT}:key/00000000-1111-2222-3333-${String(number).padStart(12, '0')}`,
        encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::example-data-${number}` },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      };
    default:
      return {
        name: `${kind.service}-resource-${number}`,
        maxResults: 50,
        nextToken: hex(random, 40),
        filters: [{ key: 'Environment', values: ['production', 'staging'] }],
      };
  }
}

function recordOf(kind, principal, random, time, region) {
  const errorCode = pick(random, ERRORS);
  return {
    eventVersion: '1.10',
    userIdentity: userIdentityOf(principal, time),
    eventTime: instant(time),
    eventSource: `${kind.service}.amazonaws.com`,
    eventName: kind.name,
    awsRegion: region,
    sourceIPAddress: `10.${Math.floor(random() * 16)}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}`,
    userAgent: pick(random, AGENTS),
    ...(errorCode === undefined
      ? {}
      : {
          errorCode,
          errorMessage: `User: ${principal.name} failed to perform: ${kind.service}:${kind.name} with "${errorCode}"`,
        }),
    requestParameters: parametersOf(kind, principal, random, region),
    responseElements: kind.readOnly
      ? null
      : {
          requestId: uuid(random),
          status: { code: 'PENDING', message: 'accepted for processing' },
        },
    requestID: uuid(random),
    eventID: uuid(random),
    readOnly: kind.readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${kind.service}.${region}.amazonaws.com`,
    },
    ...(random() < 0.3 ? { sessionCredentialFromConsole: 'true' } : {}),
  };
}

function writeTrailFile(out, region, delivered, random, records) {
  const date = new Date(delivered);
  const [year, month, day] = date.toISOString().slice(0, 10).split('-');
  const stamp = `${year}${month}${day}T${date.toISOString().slice(11, 13)}${date.toISOString().slice(14, 16)}Z`;
  const folder = join(out, 'AWSLogs', ACCOUNT, 'CloudTrail', region, year, month, day);
  mkdirSync(folder, { recursive: true });
  const body = `{"Records":[${records.join(',')}]}`;
  const name = `${ACCOUNT}_CloudTrail_${region}_${stamp}_${hex(random, 16)}.json.gz`;
  const gz = gzipSync(body, { level: 6 });
  writeFileSync(join(folder, name), gz);
  return { bytes: body.length, gzBytes: gz.length };
}

/** Who does a job does the same few things over and over. */
function repertoire(kinds, { number }, random) {
  const habit = Math.floor(random() ** 2 * HABITS);
  return kinds[(number * 37 + habit * 11) % kinds.length];
}

function writeLogs(out, total, random, kinds) {
  const principals = makePrincipals();
  const residents = new Map(
    REGIONS.map((region, r) => [region, principals.filter((_, n) => n % REGIONS.length === r)]),
  );
  const files = Math.max(4, Math.round((443 * total) / 1e9));
  // Sizes spread evenly on a logarithmic scale, as busy and quiet regions do: 0.09 to 40 MB of JSON.
  const weights = Array.from({ length: files }, () => 0.09 * (40 / 0.09) ** (random() ** 1.9));
  const unit = total / weights.reduce((sum, weight) => sum + weight, 0);
  const sum = { files, records: 0, bytes: 0, gzBytes: 0 };
  weights.forEach((weight, n) => {
    const region = skewed(random, REGIONS);
    const delivered = START + Math.floor((n / files) * DAYS * 86_400_000);
    const goal = Math.min(weight * unit, 45e6);
    const records = [];
    for (let size = 14; size < goal; ) {
      const time = delivered - Math.floor(random() * 6 * 3.6e6);
      const principal = skewed(random, residents.get(region));
      const text = JSON.stringify(
        recordOf(repertoire(kinds, principal, random), principal, random, time, region),
      );
      records.push(text);
      size += text.length + 1;
    }
    const written = writeTrailFile(out, region, delivered, random, records);
    sum.records += records.length;
    sum.bytes += written.bytes;
    sum.gzBytes += written.gzBytes;
  });
  return sum;
}

function authorizationDetails() {
  const policy = (services) =>
    encodeURIComponent(
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: services.map((s) => `${s}:*`), Resource: '*' }],
      }),
    );
  const granted = (n) => [0, 1, 2, 3, 4].map((k) => SERVICES[(n * 3 + k * 5) % SERVICES.length]);
  const created = '2025-01-15T08:00:00+00:00';
  const principals = makePrincipals();
  const trust = encodeURIComponent(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    }),
  );
  return {
    UserDetailList: principals.flatMap(({ kind, name, id }, n) =>
      kind !== 'user'
        ? []
        : [
            {
              Path: '/',
              UserName: name,
              UserId: id,
              Arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
              CreateDate: created,
              UserPolicyList: [{ PolicyName: 'work', PolicyDocument: policy(granted(n)) }],
              GroupList: [],
              AttachedManagedPolicies: [],
              Tags: [],
            },
          ],
    ),
    GroupDetailList: [],
    RoleDetailList: principals.flatMap(({ kind, name, id, path }, n) =>
      kind !== 'role'
        ? []
        : [
            {
              Path: path,
              RoleName: name,
              RoleId: id,
              Arn: `arn:aws:iam::${ACCOUNT}:role${path}${name}`,
              CreateDate: created,
              AssumeRolePolicyDocument: trust,
              InstanceProfileList: [],
              RolePolicyList: [{ PolicyName: 'work', PolicyDocument: policy(granted(n)) }],
              AttachedManagedPolicies: [],
              Tags: [],
              RoleLastUsed: { LastUsedDate: '2026-10-08T00:00:00+00:00', Region: 'us-east-1' },
            },
          ],
    ),
    Policies: [],
  };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: 'string', default: '1e9' },
    dist: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    seed: { type: 'string', default: '1' },
  },
});
const [out] = positionals;
if (out === undefined) {
  console.error('usage: node bench/generate-logs.mjs OUT [--bytes 1e9] [--seed 1] [--dist DIR]');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'authorization-details.json'),
  `${JSON.stringify(authorizationDetails(), null, 2)}\n`,
);
const { loadCatalog } = await import(resolve(values.dist, 'index.js'));
const { observabilityOf } = await import(resolve(values.dist, 'catalog', 'observability.js'));
const kinds = makeEventKinds(loadCatalog(), observabilityOf);
const sum = writeLogs(out, Number(values.bytes), randomFrom(Number(values.seed)), kinds);
console.log(
  `${sum.files} files, ${sum.records} records, ${sum.bytes} bytes (${Math.round(sum.bytes / sum.records)} a record), ${sum.gzBytes} as gzip (${(sum.bytes / sum.gzBytes).toFixed(1)}x)`,
);
