/** One hour of a real account: what its publisher did there is found, and nothing is claimed that an hour cannot show. */
import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Catalog, loadCatalog } from '../../src/catalog/catalog.js';
import { startCollection } from '../../src/collect/index.js';
import { readFiles } from '../../src/collect/sources/files.js';
import { audit } from '../../src/index.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { IdentityResult, Result } from '../../src/model/result.js';
import { applied } from '../apply.js';
import { askOf, inside, layersOf, resourcesNear } from '../layers.js';

const DATA = '../shared/data/stratus-account';
const GET_PASSWORD = 'stratus-red-team-ec2-get-password-data-role';
const GET_USER_DATA = 'stratus-red-team-get-usr-data-role';
const STEAL = 'stratus-red-team-ec2-steal-credentials-role';

describe.skipIf(!existsSync(DATA))('audit of ../shared/data/stratus-account', () => {
  let catalog: Catalog;
  let evidence: Evidence;
  let hour: Result;
  const named = (name: string): IdentityResult => {
    const found = hour.identities.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };

  beforeAll(async () => {
    catalog = loadCatalog();
    const collection = startCollection(catalog);
    for await (const event of readFiles([DATA])) collection.add(event);
    evidence = collection.finish();
    hour = audit(evidence, catalog, { windowDays: 1, minWindowDays: 0, graceDays: 0 });
  }, 60_000);

  test('with default options nothing is unused: one hour is no 90 days', () => {
    const { totals, recommendations, revocations } = audit(evidence, catalog);
    expect(totals.unused).toBe(0);
    expect(recommendations).toEqual([]);
    expect(revocations).toEqual([]);
  });

  test.each([
    { name: GET_PASSWORD, action: 'ec2:GetPasswordData', calls: 29 },
    { name: GET_USER_DATA, action: 'ec2:DescribeInstanceAttribute', calls: 15 },
  ])(
    '$name never succeeded: $calls denied calls, and nothing granted for them',
    ({ name, action, calls }) => {
      const identity = named(name);
      expect(identity.verdicts.used.count).toBe(0);
      expect(identity.deniedCalls).toMatchObject([{ action, count: calls }]);
      const emitted = hour.recommendations
        .filter(({ holders }) => holders.some((holder) => holder.name === name))
        .flatMap(({ after }) => after.map(({ document }) => JSON.stringify(document)));
      for (const text of emitted) expect(text).not.toContain(action);
    },
  );

  test('the stolen role used six ssm actions and ec2:DescribeInstances', () => {
    const { actions = [] } = named(STEAL).verdicts.used;
    expect(actions.filter((action) => action.startsWith('ssm:'))).toHaveLength(6);
    expect(actions.filter((action) => !action.startsWith('ssm:'))).toEqual([
      'ec2:DescribeInstances',
    ]);
  });

  test('roles passed in RunInstances and CreateFlowLogs are uses of iam:PassRole', () => {
    const passed = named('bert-jan').uses.find(({ action }) => action === 'iam:PassRole');
    expect(passed?.kind).toBe('inferred');
    const roles = passed?.resources === 'any' ? [] : (passed?.resources ?? []);
    expect(roles.some((arn) => arn.endsWith(STEAL))).toBe(true);
    expect(roles.some((arn) => arn.endsWith('stratus-red-team-remove-flow-logs-role'))).toBe(true);
  });

  test('240 KMS calls of services in his name count for bert-jan', () => {
    const kms = named('bert-jan').uses.filter(({ action }) => action.startsWith('kms:'));
    expect(kms.every(({ via }) => via.length > 0)).toBe(true);
    expect(kms.filter(({ kind }) => kind === 'primary').length).toBeGreaterThan(0);
  });

  test('service-linked roles are neither trimmed nor revoked', () => {
    const text = JSON.stringify([hour.recommendations, hour.revocations, hour.findings]);
    expect(text).not.toContain('AWSServiceRoleFor');
  });

  test('the trimmed policies replay the log without one lost call', () => {
    const [before] = evidence.snapshots;
    if (before === undefined) throw new Error('no snapshot');
    const after = applied(before, hour.recommendations);
    const lost: string[] = [];
    let replayed = 0;
    for (const identity of [...before.users, ...before.roles]) {
      const old = layersOf(before, identity);
      const now = layersOf(after, identity);
      const near = resourcesNear(old.identity);
      for (const { caller, outcome, action, resource } of evidence.usage.uses) {
        if (caller.kind !== 'identity' || caller.id !== identity.id || outcome === 'denied')
          continue;
        for (const target of resource === undefined ? near : [inside(resource), ...near]) {
          const ask = { action, resource: target };
          const was = askOf(identity, old, ask, 'flat');
          const is = askOf(identity, now, ask, 'flat');
          if (was.sometimes) replayed += 1;
          if (was.sometimes !== is.sometimes) lost.push(`${identity.name} ${action} on ${target}`);
        }
      }
    }
    expect(lost).toEqual([]);
    expect(replayed).toBeGreaterThan(100);
  });

  test('the account that was let in from outside, and never came, is shut out', () => {
    const [one, ...others] = hour.trust;
    expect(others).toEqual([]);
    expect(one?.role.name).toBe('stratus-red-team-backdoor-r-role');
    expect(one?.removedPrincipals).toEqual(['arn:aws:iam::193672423079:root']);
    expect(one?.certificates.nothingUsedLost.status).toBe('proven');
  });

  test('what is closed for the whole account denies no call of the log', () => {
    expect(hour.accountProposals.length).toBeGreaterThan(0);
    const used = new Set(evidence.usage.uses.map(({ action }) => action.split(':')[0]));
    for (const { deniedServices, nothingUsedLost } of hour.accountProposals) {
      expect(nothingUsedLost.status).toBe('proven');
      expect(deniedServices.filter((service) => used.has(service))).toEqual([]);
    }
  });

  test('every record is accounted for', () => {
    const { records, uses, ignored, problems } = hour.accounting;
    expect(uses + Object.values(ignored).reduce((sum, count) => sum + count, 0) + problems).toBe(
      records,
    );
    expect(problems).toBe(0);
  });
});
