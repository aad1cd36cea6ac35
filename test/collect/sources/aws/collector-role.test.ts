/** The role that is shipped is the one that the collectors need: no more, and nothing that is not there. */
import { expect, test } from 'vitest';
import { loadCatalog } from '../../../../src/catalog/catalog.js';
import {
  actionsOfPart,
  collectorPolicy,
} from '../../../../src/collect/sources/aws/collector-policy.js';
import { collectorRoleFiles } from '../../../../src/collect/sources/aws/collector-role.js';
import { AWS_SOURCES } from '../../../../src/collect/sources/aws/index.js';
import { newCommand } from '../../../../src/collect/sources/aws/operations.js';
import { POLICY_PARTS } from '../../../../src/collect/sources/aws/source.js';

test.each(Object.entries(collectorRoleFiles()))(
  'collector-role/%s is current',
  async (file, text) => {
    await expect(text).toMatchFileSnapshot(`../../../../collector-role/${file}`);
  },
);

test('every action is one that AWS has, and none of them writes', () => {
  const catalog = loadCatalog();
  const known = new Set(catalog.actions.map((name) => name.toLowerCase()));
  const actions = POLICY_PARTS.flatMap(actionsOfPart);
  expect(actions.filter((action) => !known.has(action.toLowerCase()))).toEqual([]);
  const verbs = [...new Set(actions.map((action) => /:([A-Z][a-z]+)/.exec(action)?.[1]))].sort();
  // Generate: a report of IAM's own, of which nothing else depends.
  expect(verbs).toEqual(['Decrypt', 'Describe', 'Generate', 'Get', 'List', 'Lookup']);
});

test('the policy fits where it is put, part by part', () => {
  for (const part of POLICY_PARTS) {
    expect(JSON.stringify(collectorPolicy('aws', [part])).length).toBeLessThan(6_144);
  }
  expect(JSON.stringify(collectorPolicy('aws')).length).toBeLessThan(10_240);
});

test('the SDK has every operation that a source names', async () => {
  for (const { operations } of Object.values(AWS_SOURCES)) {
    for (const operation of operations)
      await expect(newCommand(operation, {})).resolves.toBeDefined();
  }
});
