/** The public account log, as the README beside it describes it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { startCollection } from '../../src/collect/index.js';
import type { RawRecord, SourceEvent } from '../../src/collect/records.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { Use } from '../../src/model/usage.js';

const DATA = join(import.meta.dirname, '../../../shared/data/stratus-account');
const TRAIL = join(DATA, 'AWSLogs/123837392027/CloudTrail/us-east-1/2023/07/10');

function* events(): Generator<SourceEvent> {
  for (const name of readdirSync(TRAIL).sort()) {
    const { Records: values } = JSON.parse(
      gunzipSync(readFileSync(join(TRAIL, name))).toString('utf8'),
    ) as { Records: unknown[] };
    yield* file(
      name,
      'cloudtrail',
      values.map((value, index) => ({
        kind: 'cloudtrail',
        index,
        value,
        origin: 'delivered' as const,
      })),
    );
  }
  const answer = JSON.parse(
    readFileSync(join(DATA, 'account-authorization-details.json'), 'utf8'),
  ) as Record<string, unknown[]>;
  const kinds = {
    UserDetailList: 'user',
    GroupDetailList: 'group',
    RoleDetailList: 'role',
    Policies: 'managed-policy',
  } as const;
  let index = 0;
  const records = Object.entries(kinds).flatMap(([list, kind]) =>
    (answer[list] ?? []).map((value): RawRecord => ({ kind, index: index++, value })),
  );
  yield* file('account-authorization-details.json', 'authorization-details', records);
}

function* file(
  name: string,
  kind: 'cloudtrail' | 'authorization-details',
  records: readonly RawRecord[],
): Generator<SourceEvent> {
  yield { type: 'begin', file: { name, input: 'stratus-account', kind } };
  yield { type: 'records', records };
  yield { type: 'end', status: 'read', problems: [] };
}

describe.skipIf(!existsSync(TRAIL))('the stratus account', () => {
  let evidence: Evidence;
  const of = (name: string): readonly Use[] =>
    evidence.usage.uses.filter(
      ({ caller }) => caller.kind === 'identity' && caller.arn.endsWith(`/${name}`),
    );
  const calls = (uses: readonly Use[]): number => uses.reduce((sum, { count }) => sum + count, 0);

  beforeAll(() => {
    const collection = startCollection(loadCatalog());
    for (const event of events()) collection.add(event);
    evidence = collection.finish();
  });

  test('every record is accounted for, none is a problem', () => {
    const logs = evidence.sources.filter(({ kind }) => kind === 'cloudtrail');
    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ files: 55, records: 2900, problems: 0 });
    for (const { records, uses, ignored, problems } of evidence.sources) {
      const set = Object.values(ignored).reduce((sum, count) => sum + count, 0);
      expect(uses + set + problems).toBe(records);
    }
    expect(evidence.problems).toEqual([]);
    expect(evidence.usage.unmapped).toEqual([]);
    expect(evidence.coverage.holes).toEqual([]);
  });

  test('all identities are there', () => {
    const [snapshot] = evidence.snapshots;
    expect(snapshot?.users).toHaveLength(6);
    expect(snapshot?.roles).toHaveLength(15);
    expect(snapshot?.managedPolicies).toHaveLength(4);
  });

  test.each([
    {
      role: 'stratus-red-team-ec2-get-password-data-role',
      denied: 29,
      action: 'ec2:GetPasswordData',
    },
    {
      role: 'stratus-red-team-get-usr-data-role',
      denied: 15,
      action: 'ec2:DescribeInstanceAttribute',
    },
  ])('$role asked $denied times, and was never allowed', ({ role, denied, action }) => {
    expect(new Set(of(role).map(({ outcome }) => outcome))).toEqual(new Set(['denied']));
    expect(of(role).map((use) => use.action)).toContain(action);
    expect(calls(of(role).filter((use) => use.action === action))).toBe(denied);
  });

  test('a role on an instance used seven actions', () => {
    const actions = new Set(
      of('stratus-red-team-ec2-steal-credentials-role').map((use) => use.action),
    );
    expect([...actions].filter((action) => action.startsWith('ssm'))).toHaveLength(6);
    expect(actions).toContain('ec2:DescribeInstances');
  });

  test('bert-jan made 2,641 calls, 240 of them through a service', () => {
    const kms = of('bert-jan').filter(({ action, via }) => action.startsWith('kms:') && via);
    expect(calls(kms)).toBe(240);
    expect(calls(of('bert-jan').filter(({ kind }) => kind === 'primary'))).toBeGreaterThan(2000);
  });

  test('roles that requests named or that an instance profile held were passed', () => {
    const passed = of('bert-jan').filter(
      ({ action, kind }) => action === 'iam:PassRole' && kind === 'inferred',
    );
    expect(passed.map(({ resource }) => resource)).not.toContain(undefined);
    expect(
      passed.some(({ resource }) =>
        resource?.endsWith('stratus-red-team-ec2-steal-credentials-role'),
      ),
    ).toBe(true);
  });
});
