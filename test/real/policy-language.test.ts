/** Over the AWS-managed policies in `../shared/data`; skipped where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySize, printPolicy, toJson } from '../../src/policy/print-policy.js';

const FILE = new URL('../../../shared/data/aws-managed-policies/policies.json.gz', import.meta.url);

type Managed = { readonly name: string; readonly document: unknown };

const isThere = existsSync(FILE);
const policies: readonly Managed[] = isThere
  ? JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8'))
  : [];

describe.skipIf(!isThere)('the policy language on every AWS-managed policy', () => {
  test('all of them are understood', () => {
    const problems = policies.flatMap(
      ({ name, document }) => parsePolicy(JSON.stringify(document), { subject: name }).problems,
    );
    expect(policies.length).toBeGreaterThan(1000);
    expect(problems).toEqual([]);
  });

  test('all of them print back as they are', () => {
    for (const { document } of policies) {
      const parsed = parsePolicy(document).document;
      expect(parsePolicy(printPolicy(parsed)).document).toEqual(parsed);
      expect(policySize(parsed)).toBeLessThanOrEqual(JSON.stringify(document).length + 2);
      expect(JSON.stringify(toJson(parsed)).length).toBe(policySize(parsed));
    }
  });
});
