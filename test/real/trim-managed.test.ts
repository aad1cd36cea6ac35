/**
 * AWS's own policies, trimmed to random usage: every certificate is proven, and what comes out fits. One
 * in twenty-five here; bench/trim.mjs takes all.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { actionsOf, indicesOf, isSubset, setOfIndices } from '../../src/catalog/action-set.js';
import { loadCatalog } from '../../src/catalog/catalog.js';
import type { PolicyDocument } from '../../src/model/policy.js';
import { grantedActions } from '../../src/policy/effective-grants.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';
import { policySize } from '../../src/policy/print-policy.js';
import { certify, isProven } from '../../src/recommend/certify.js';
import { splitPolicy } from '../../src/recommend/pack.js';
import { trimPolicy } from '../../src/recommend/trim-policy.js';

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
