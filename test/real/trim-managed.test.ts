/**
 * AWS's own policies, trimmed to random usage: every certificate is proven, and what comes out fits. One
 * in twenty-five here; bench/trim.mjs takes all.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { actionsOf, indicesOf, isSubset, setOfIndices } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { audit } from '../../src/index.js';
import type { Action } from '../../src/model/action.js';
import type { Arn } from '../../src/model/arn.js';
import type { PolicyDocument } from '../../src/model/policy.js';
import { grantedActions } from '../../src/policy/effective-grants.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySize } from '../../src/policy/print-policy.js';
import { certify, isProven } from '../../src/recommend/certify.js';
import { DEFAULT_QUOTAS, splitPolicy } from '../../src/recommend/pack.js';
import { trimPolicy } from '../../src/recommend/trim-policy.js';
import { evidenceOf, managed, optionsOf, use, user } from '../world.js';

/** What somebody who runs a shop in the cloud does in a quarter. */
const REALISTIC: readonly string[] = [
  'cloudformation:CreateChangeSet',
  'cloudformation:DescribeStacks',
  'cloudformation:ExecuteChangeSet',
  'cloudwatch:DescribeAlarms',
  'dynamodb:DescribeTable',
  'dynamodb:ListTables',
  'ec2:CreateTags',
  'ec2:DescribeInstances',
  'ec2:DescribeSubnets',
  'ec2:RunInstances',
  'ec2:TerminateInstances',
  'ecs:DescribeServices',
  'ecs:UpdateService',
  'iam:GetRole',
  'iam:ListRoles',
  'kms:ListKeys',
  'lambda:GetFunction',
  'lambda:UpdateFunctionCode',
  'logs:DescribeLogGroups',
  'logs:FilterLogEvents',
  'rds:CreateDBSnapshot',
  'rds:DescribeDBInstances',
  'route53:ListHostedZones',
  's3:GetBucketLocation',
  's3:ListAllMyBuckets',
  'secretsmanager:ListSecrets',
  'sns:ListTopics',
  'sqs:ListQueues',
  'ssm:DescribeParameters',
];

const DATA = '../shared/data/aws-managed-policies/policies.json.gz';
const ONE_IN = 25;

type Named = { readonly name: string; readonly document: unknown };

describe.skipIf(!existsSync(DATA))('policies of AWS in ../shared/data', () => {
  const catalog = loadCatalog();
  const expander = createActionExpander(catalog);
  const policies = existsSync(DATA)
    ? (JSON.parse(gunzipSync(readFileSync(DATA)).toString()) as readonly Named[])
        .filter((_, index) => index % ONE_IN === 0)
        .map(({ name, document }) => ({ name, document: parsePolicy(document).document }))
    : [];

  test.each([10, 30, 60])(
    'trimmed to %i %% of their actions: all proven, all fit',
    (share) => {
      const below = generator(share);
      let trimmed = 0;
      for (const { name, document } of policies) {
        const granted = grantedActions(expander, document.statements);
        const used = setOfIndices(
          catalog,
          indicesOf(granted).filter(() => below(100) < share),
        );
        const style = 'shortest';
        const after = trimPolicy(expander, document, used, { wildcards: 'lossless', style });
        if (after === document || after.statements.length === 0) continue;
        trimmed += 1;
        const parts = splitPolicy(after, 6144);
        const boxes = actionsOf(catalog, used).map((action) => ({
          action,
          resources: 'any' as const,
        }));
        expect({ name, proven: isProven(certify(document, parts, boxes)) }).toEqual({
          name,
          proven: true,
        });
        for (const part of parts) expect(policySize(part)).toBeLessThanOrEqual(6144);
        expect(isSubset(used, grantedBy(parts))).toBe(true);
        expect(trimPolicy(expander, after, used, { wildcards: 'lossless', style })).toBe(after);
      }
      expect(trimmed).toBeGreaterThan(policies.length / 2);
    },
    120_000,
  );

  // A user has the smaller quota, and without last-accessed data all that no log shows is kept.
  test.each(['AdministratorAccess', 'ReadOnlyAccess'])(
    '%s, trimmed to a realistic use from logs alone, fits what may be attached to a user',
    (name) => {
      const found = wholeText(name);
      const arn = `arn:aws:iam::aws:policy/${name}` as Arn;
      const ann = user('ann', { attachedPolicies: [arn] });
      const world = {
        snapshot: { users: [ann], managedPolicies: [managed(name, found, { arn, owner: 'aws' })] },
        usage: { uses: REALISTIC.map((action) => use(ann, action as Action)) },
      };
      const result = audit(evidenceOf(world), catalog, optionsOf(world));
      const [one] = result.recommendations;
      expect(result.withheld).toEqual([]);
      expect(one?.kind).toBe('replace-aws-managed-policy');
      expect(one?.after.length).toBeLessThanOrEqual(DEFAULT_QUOTAS.attachments.user);
      expect(one?.certificates).toMatchObject({
        noNewAccess: { status: 'proven' },
        nothingUsedLost: { status: 'proven' },
      });
    },
    120_000,
  );

  function wholeText(name: string): PolicyDocument {
    const all = JSON.parse(gunzipSync(readFileSync(DATA)).toString()) as readonly Named[];
    return parsePolicy(all.find((one) => one.name === name)?.document).document;
  }

  function grantedBy(parts: readonly PolicyDocument[]) {
    return grantedActions(
      expander,
      parts.flatMap(({ statements }) => statements),
    );
  }
});

function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}
