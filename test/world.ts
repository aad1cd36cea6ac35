/**
 * A small account in which everything is in order: old identities, 120 days of logs without a gap in
 * two regions. Each test changes the one thing it is about.
 */
import { type Analysis, analyze } from '../src/analyze/index.js';
import { hasAction } from '../src/catalog/action-set.js';
import { type Catalog, loadCatalog, type Service } from '../src/catalog/catalog.js';
import type { Action } from '../src/model/action.js';
import type { Arn } from '../src/model/arn.js';
import type { EvidenceCoverage } from '../src/model/coverage.js';
import type { Evidence } from '../src/model/evidence.js';
import type { Finding } from '../src/model/finding.js';
import type {
  Group,
  Identity,
  InlinePolicy,
  ManagedPolicy,
  Role,
  User,
} from '../src/model/identity.js';
import { type AuditOptions, DEFAULT_OPTIONS } from '../src/model/options.js';
import type { PolicyDocument } from '../src/model/policy.js';
import type { Snapshot } from '../src/model/snapshot.js';
import { addDays, type Instant, msOf } from '../src/model/time.js';
import type { Caller, UsageLedger, Use } from '../src/model/usage.js';
import { type Assessment, type VerdictReason, verdictOfReason } from '../src/model/verdict.js';
import { parsePolicy } from '../src/policy/parse-policy.js';
import { type Recommendations, recommend } from '../src/recommend/index.js';

export const ACCOUNT = '111122223333';
export const AS_OF: Instant = '2026-11-20T12:00:00Z' as Instant;
export const LONG_AGO: Instant = '2024-03-01T09:00:00Z' as Instant;
const SERVICES = [
  'athena',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'sns',
  'sqs',
  'sts',
] as const;

/** A dozen services are enough for stories, and ten times faster than all of AWS. */
export const CATALOG: Catalog = only(loadCatalog(), SERVICES);

function only(all: Catalog, prefixes: readonly string[]): Catalog {
  const indices: number[] = [];
  const services = new Map<string, Service>();
  for (const prefix of prefixes) {
    const service = all.services.get(prefix);
    if (service === undefined) throw new Error(`no service ${prefix}`);
    const first = indices.length;
    for (let index = service.first; index < service.end; index += 1) indices.push(index);
    services.set(prefix, { ...service, first, end: indices.length });
  }
  const pick = <Item>(items: readonly Item[]) => indices.flatMap((index) => items[index] ?? []);
  const folded = pick(all.folded);
  return {
    ...all,
    actions: pick(all.actions),
    folded,
    positions: new Map(folded.map((text, position) => [text, position])),
    services,
    rows: indices.flatMap((index) => {
      const row = all.rows[index];
      return row === undefined ? [] : [row];
    }),
  };
}

/** An instant so many days before the one that the audit speaks for. */
export function ago(days: number): Instant {
  return addDays(AS_OF, -days);
}

/** Every hour between two days ago, the older one first. */
export function hours(fromDaysAgo: number, toDaysAgo = 0): readonly number[] {
  const first = Math.floor(msOf(ago(fromDaysAgo)) / 3_600_000);
  const end = Math.floor(msOf(ago(toDaysAgo)) / 3_600_000);
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}

export function policy(...statements: readonly object[]): PolicyDocument {
  return parsePolicy({ Version: '2012-10-17', Statement: statements }).document;
}

export function allow(
  action: string | readonly string[],
  resource: string | readonly string[] = '*',
): { readonly Effect: string; readonly Action: unknown; readonly Resource: unknown } {
  return { Effect: 'Allow', Action: action, Resource: resource };
}

export function inline(...statements: readonly object[]): readonly InlinePolicy[] {
  return [{ name: 'work', document: policy(...statements) }];
}

export function arnOf(kind: Identity['kind'] | 'policy', name: string): Arn {
  return `arn:aws:iam::${ACCOUNT}:${kind}/${name}` as Arn;
}

const PREFIX = { user: 'AIDA', group: 'AGPA', role: 'AROA' } as const;

function base<Kind extends Identity['kind']>(kind: Kind, name: string) {
  return {
    kind,
    arn: arnOf(kind, name),
    id: `${PREFIX[kind]}${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`,
    name,
    path: '/',
    account: ACCOUNT,
    createdAt: LONG_AGO,
    inlinePolicies: [],
    attachedPolicies: [],
  };
}

export function user(name: string, some: Partial<User> = {}): User {
  return { ...base('user', name), groups: [], tags: [], ...some };
}

export function group(name: string, some: Partial<Group> = {}): Group {
  return { ...base('group', name), ...some };
}

export function role(name: string, some: Partial<Role> = {}): Role {
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  return {
    ...base('role', name),
    tags: [],
    trustPolicy: policy(trust),
    instanceProfiles: [],
    ...some,
  };
}

export function managed(
  name: string,
  document: PolicyDocument,
  some: Partial<ManagedPolicy> = {},
): ManagedPolicy {
  return {
    arn: arnOf('policy', name),
    name,
    path: '/',
    owner: 'customer',
    createdAt: LONG_AGO,
    versionId: 'v1',
    versionCreatedAt: LONG_AGO,
    versionCount: 1,
    document,
    otherVersions: [],
    attachmentCount: 1,
    boundaryUsageCount: 0,
    ...some,
  };
}

export function callerOf({ id, arn, account }: Identity): Caller {
  return { kind: 'identity', id, arn, account };
}

export function use(who: Identity, action: string, some: Partial<Use> = {}): Use {
  return {
    caller: callerOf(who),
    action: action as Action,
    kind: 'primary',
    resource: undefined,
    region: 'eu-west-1',
    via: undefined,
    outcome: 'allowed',
    errorCode: undefined,
    firstSeen: ago(5),
    lastSeen: ago(5),
    count: 1,
    ...some,
  };
}

const REGIONS = ['eu-west-1', 'us-east-1'] as const;

/** Reads, writes and KMS in two regions. */
export function fullCoverage(days = 120): EvidenceCoverage {
  return {
    firstRecord: ago(days),
    lastRecord: AS_OF,
    management: REGIONS.flatMap((region) =>
      (['read', 'write'] as const).map((access) => ({
        account: ACCOUNT,
        region,
        access,
        origin: 'delivered' as const,
        hours: hours(days),
      })),
    ),
    data: [],
    excludable: REGIONS.map((region) => ({
      account: ACCOUNT,
      region,
      service: 'kms',
      origin: 'delivered' as const,
      hours: hours(days),
    })),
    holes: [],
  };
}

export type World = {
  readonly snapshot?: Partial<Snapshot>;
  readonly usage?: Partial<UsageLedger>;
  readonly coverage?: Partial<EvidenceCoverage>;
  readonly options?: Partial<AuditOptions>;
};

export function evidenceOf({ snapshot, usage, coverage }: World): Evidence {
  return {
    snapshots: [
      {
        account: ACCOUNT,
        users: [],
        groups: [],
        roles: [],
        managedPolicies: [],
        isManagementAccount: false,
        ...snapshot,
      },
    ],
    usage: { uses: [], assumptions: [], signIns: [], grantChanges: [], unmapped: [], ...usage },
    coverage: { ...fullCoverage(), ...coverage },
    sources: [],
    collection: [],
    problems: [],
  };
}

export function optionsOf({ options }: World): AuditOptions {
  return { ...DEFAULT_OPTIONS, asOf: AS_OF, ...options };
}

export function analysed(world: World): Analysis {
  return analyze(evidenceOf(world), CATALOG, optionsOf(world));
}

export function recommended(world: World): Recommendations {
  const { assessments, findings, window } = analysed(world);
  const { snapshots, usage } = evidenceOf(world);
  return recommend(
    { snapshots, assessments, findings, usage, asOf: window.asOf },
    CATALOG,
    optionsOf(world),
  );
}

export function assessed(world: World, name: string): Assessment {
  const assessment = analysed(world).assessments.find((one) => one.name === name);
  if (assessment === undefined) throw new Error(`nobody is called ${name}`);
  return assessment;
}

export function reasonOf({ groups }: Assessment, action: string): VerdictReason | undefined {
  return groups.find(({ actions }) => hasAction(CATALOG, actions, action))?.reason;
}

/** `unused: silent`, `unknown: no-coverage`, …; `not granted`. */
export function verdict(assessment: Assessment, action: string): string {
  const reason = reasonOf(assessment, action);
  return reason === undefined ? 'not granted' : `${verdictOfReason(reason)}: ${reason.kind}`;
}

/** Verdict of one action of the only identity that matters. */
export function verdictIn(world: World, name: string, action: string): string {
  return verdict(assessed(world, name), action);
}

export function findingsIn(world: World, kind: Finding['kind']): readonly string[] {
  return analysed(world)
    .findings.filter((finding) => finding.kind === kind)
    .map(({ identity }) => identity.slice(identity.lastIndexOf('/') + 1));
}
