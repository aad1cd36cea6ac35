/** CloudTrail records as no service writes them: real ones, changed at random, and written oddly. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASS_ROLE_PARAMETERS } from '../../src/catalog/events/pass-role-parameters.js';
import { readsOfPlan } from '../../src/catalog/events/plan.js';
import { EVENT_TABLES } from '../../src/catalog/events/tables.js';
import { loadCatalog } from '../../src/index.js';
import { ALICE, DEPLOYER, trailRecord } from './trail-records.js';

type Random = () => number;
type Fields = Record<string, unknown>;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pick = <T>(random: Random, list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

export const FIXTURE_RECORDS: readonly Fields[] = readdirSync('fixtures/events', {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
  .map((entry) => JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8')));

/** Every event of the tables, with what its plan reads. */
const catalog = loadCatalog();
const KINDS = [...Object.entries(EVENT_TABLES), ...Object.entries(PASS_ROLE_PARAMETERS)].flatMap(
  ([prefix, table]) =>
    Object.keys(table).map((eventName) => ({
      eventSource: `${prefix}.amazonaws.com`,
      eventName,
      paths: readsOfPlan(prefix, eventName, catalog).paths,
    })),
);

const VALUES: readonly unknown[] = [
  null,
  true,
  'true',
  false,
  0,
  -1.5e-7,
  '',
  'web',
  'i-0abc1234def567890',
  'arn:aws:iam::111122223333:role/ci/deployer',
  'arn:aws:s3:::example-data/key',
  'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc',
  '111122223333',
  '444455556666',
  'AROA4DEPLOYER7EXAMPL:some/session:with:marks',
  'AccessDenied',
  'Client.UnauthorizedOperation',
  'ExpiredToken',
  'ResourceNotFoundException',
  'Grüße aus 東京 \u{1f600}',
  'say "no" \\ {"Records":[',
  'x'.repeat(300),
  'AssumedRole',
  'Root',
  'FederatedUser',
  'AWSService',
  'Management',
  'Data',
  'AwsServiceEvent',
  'AwsConsoleSignIn',
  'AwsCloudTrailInsight',
  'ec2.amazonaws.com',
  'iam.amazonaws.com',
  'unheard-of.amazonaws.com',
  'us-east-1',
  '2026-03-02T10:59:59Z',
  '2026-02-31T00:00:00Z',
  '1999-12-31T23:59:59Z',
  '2026-03-02T10:15:30.123Z',
  'c0ffee00-0000-4000-8000-00000000000A',
  '00000000-0000-0000-0000-000000000000',
  [],
  {},
  [{}],
  [{ key: 'team', value: 'web' }],
  { items: [{ key: 'a', value: 'b' }] },
  { Tags: [{ Key: 'team' }] },
  { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/x', accountId: '1' } },
  { credentialsIssuedTo: 'arn:aws:lambda:eu-west-1:111122223333:function:resize' },
  {
    issuerType: 'AWS::EC2::Instance',
    credentialsIssuedTo: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc1234def567890',
  },
  [{ ARN: 'arn:aws:s3:::example-data', type: 'AWS::S3::Bucket', accountId: '111122223333' }],
  [{ type: 'AWS::S3ObjectLambda::AccessPoint' }],
  { errorCode: 'AccessDenied' },
];

/** Messages of refused calls: those that name a policy, and what comes near. */
const MESSAGES: readonly unknown[] = [
  'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: s3:GetObject with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-1/p-1',
  '"\n because no identity-based policy allows the s3:GetObject action with an explicit deny in a session policy',
  ' because no identity-based policy allow',
  'Access Denied',
  ['with an explicit deny in a session policy'],
];

const NAMES = [
  'additionalEventData',
  'awsRegion',
  'code',
  'errorCode',
  'errorMessage',
  'eventCategory',
  'eventID',
  'eventName',
  'eventSource',
  'eventTime',
  'eventType',
  'inScopeOf',
  'invokedBy',
  'managementEvent',
  'policyArn',
  'readOnly',
  'recipientAccountId',
  'requestParameters',
  'resources',
  'responseElements',
  'roleArn',
  'serviceNamespace',
  'sessionContext',
  'sessionIssuer',
  'setAsDefault',
  'sharedEventID',
  'tagSet',
  'Tags',
  'tagSpecificationSet',
  'type',
  'userIdentity',
  'userName',
  '__proto__',
  'nextToken',
];

/** A record, changed so often as `wildness` has it; written as JSON in some odd style. */
export function mutatedRecord(seed: number, bases: readonly Fields[], wildness: number): string {
  const random = randomFrom(seed);
  const base = random() < 0.4 ? tableRecord(random) : structuredClone(pick(random, bases));
  const record: Fields = { ...base, eventID: idOf(random), eventTime: timeOf(random) };
  if (random() < 0.2) {
    record.errorCode = 'AccessDenied';
    record.errorMessage = pick(random, MESSAGES);
  }
  if (random() < 0.2) {
    const caller = record.userIdentity as Fields | undefined;
    if (typeof caller === 'object') put(caller, 'inScopeOf', pick(random, VALUES));
  }
  while (random() < wildness) mutate(random, record);
  return writeJson(record, random, random() < 0.5 ? 'plain' : 'odd');
}

function tableRecord(random: Random): Fields {
  const { paths, eventName, eventSource } = pick(random, KINDS);
  const record = trailRecord({
    eventSource,
    eventName,
    readOnly: random() < 0.5,
    userIdentity: structuredClone(pick<object>(random, [DEPLOYER, ALICE])),
    requestParameters: { nextToken: `${random()}` },
    responseElements: { requestId: `${random()}` },
    additionalEventData: { bytes: random() },
  });
  for (const path of paths) if (random() < 0.7) putAtPath(random, record, path);
  return record;
}

function putAtPath(random: Random, record: Fields, path: string): void {
  const root = path.startsWith('#')
    ? 'responseElements'
    : path.startsWith('%')
      ? 'additionalEventData'
      : 'requestParameters';
  const steps = path.replace(/^[#%@]/, '').split('.');
  let at = record[root] as Fields;
  steps.forEach((step, n) => {
    const name = step.replace(/[[{*].*$/, '') || 'any';
    const cased = random() < 0.15 ? name.toUpperCase() : name;
    const value = n === steps.length - 1 ? pick(random, VALUES) : {};
    const inner =
      n === steps.length - 1 && random() < 0.3 ? 'arn:aws:iam::111122223333:role/a' : value;
    at[cased] = step.includes('[') ? [inner] : step.includes('{') ? { one: inner } : inner;
    if (typeof inner === 'object' && inner !== null) at = inner as Fields;
  });
}

/** Few, so that some come twice. */
function idOf(random: Random): string {
  const digits = Math.floor(random() * 5000)
    .toString(16)
    .padStart(12, '0');
  return `0a0b0c0d-0000-4000-8000-${random() < 0.5 ? digits : digits.toUpperCase()}`;
}

function timeOf(random: Random): string {
  return `${new Date(Date.UTC(2026, 2, 2) + Math.floor(random() * 200_000) * 1000).toISOString().slice(0, 19)}Z`;
}

function mutate(random: Random, record: Fields): void {
  const place = pick(random, [record, ...objectsIn(record, 3)]);
  const names = Object.keys(place);
  const name = names.length > 0 && random() < 0.6 ? pick(random, names) : pick(random, NAMES);
  const turn = random();
  if (turn < 0.2) delete place[name];
  else if (turn < 0.35) put(place, swapCase(random, name), place[name]);
  else if (turn < 0.45) put(place, pick(random, NAMES), place[name]);
  else put(place, name, pick(random, VALUES));
}

/** As JSON has it: `__proto__` is a name like any other. */
function put(place: Fields, name: string, value: unknown): void {
  Object.defineProperty(place, name, {
    value: structuredClone(value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function objectsIn(value: object, depth: number): readonly Fields[] {
  if (depth === 0) return [];
  return Object.values(value).flatMap((inner) =>
    typeof inner === 'object' && inner !== null
      ? [...(Array.isArray(inner) ? [] : [inner as Fields]), ...objectsIn(inner, depth - 1)]
      : [],
  );
}

function swapCase(random: Random, name: string): string {
  const at = Math.floor(random() * name.length);
  const letter = name.charAt(at);
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  return name.slice(0, at) + other + name.slice(at + 1);
}

// --- writing it -----------------------------------------------------------------------------

type Style = 'plain' | 'odd';

export function writeJson(value: unknown, random: Random, style: Style): string {
  if (style === 'plain') return JSON.stringify(value);
  const space = (): string => (random() < 0.05 ? pick(random, [' ', '\n', '\t', '\r\n  ']) : '');
  const text = (of: string): string => (random() < 0.01 ? escaped(of, random) : JSON.stringify(of));
  const write = (of: unknown): string => {
    if (typeof of === 'string') return text(of);
    if (typeof of === 'number' && random() < 0.3) return of.toExponential();
    if (typeof of !== 'object' || of === null) return JSON.stringify(of) ?? 'null';
    if (Array.isArray(of))
      return `[${space()}${of.map(write).join(`${space()},${space()}`)}${space()}]`;
    const members = Object.entries(of).map(
      ([name, inner]) => `${space()}${text(name)}${space()}:${space()}${write(inner)}${space()}`,
    );
    if (members.length > 0 && random() < 0.03) {
      members.splice(Math.floor(random() * members.length), 0, pick(random, members));
    }
    if (random() < 0.1) members.reverse();
    return `{${members.join(',') || space()}}`;
  };
  return write(value);
}

/** Any character may be written as an escape. */
function escaped(of: string, random: Random): string {
  const units = Array.from({ length: of.length }, (_, n) => of.charCodeAt(n));
  const parts = units.map((unit) =>
    random() < 0.3
      ? `\\u${unit.toString(16).padStart(4, '0')}`
      : JSON.stringify(String.fromCharCode(unit)).slice(1, -1),
  );
  return `"${parts.join('')}"`;
}
