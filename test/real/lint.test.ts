/** Over the AWS-managed policies in `../shared/data`; skipped where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { createLintTools, lintPolicy } from '../../src/policy/lint/index.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const FILE = new URL('../../../shared/data/aws-managed-policies/policies.json.gz', import.meta.url);

type Managed = { readonly name: string; readonly document: unknown };

const isThere = existsSync(FILE);
const policies: readonly Managed[] = isThere
  ? JSON.parse(gunzipSync(readFileSync(FILE)).toString('utf8'))
  : [];

describe.skipIf(!isThere)('rules on policies as people really write them', () => {
  test('they stay quiet where AWS knows what it writes', { timeout: 60_000 }, () => {
    const tools = createLintTools(loadCatalog());
    const counts = new Map<string, number>();
    for (const { document } of policies) {
      for (const { kind } of lintPolicy(parsePolicy(document).document, tools)) {
        counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    }
    expect(policies.length).toBeGreaterThan(1000);
    // AWS writes no condition that cannot hold and no star under StringEquals.
    expect(counts.get('impossible-condition') ?? 0).toBe(0);
    expect(counts.get('literal-wildcard') ?? 0).toBe(0);
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    expect(all / policies.length).toBeLessThan(0.15);
  });
});
