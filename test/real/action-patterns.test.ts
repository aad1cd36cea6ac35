import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { equalSets, intersect, setOfIndices } from '../../src/catalog/action-set.js';
import { accessLevelOf, loadCatalog } from '../../src/catalog/catalog.js';
import type { Statement } from '../../src/model/policy.js';
import { compressActions } from '../../src/policy/compress.js';
import { meterOf } from '../../src/policy/decide/meter.js';
import { createActionExpander, expandActions } from '../../src/policy/expand-actions.js';
import { compileGlob, covers } from '../../src/policy/glob.js';
import { parsePolicy } from '../../src/policy/parse-policy.js';

const DATA = '../shared/data/aws-managed-policies/policies.json.gz';

function allowStatements(): readonly Statement[] {
  const policies: { document: unknown }[] = JSON.parse(gunzipSync(readFileSync(DATA)).toString());
  return policies
    .filter((_, index) => index % 7 === 0)
    .flatMap(({ document }) => parsePolicy(document).document.statements)
    .filter(({ effect }) => effect === 'Allow');
}

describe.skipIf(!existsSync(DATA))('actions of every seventh AWS-managed policy', () => {
  const catalog = loadCatalog();
  const expander = createActionExpander(catalog);
  const indices = [...catalog.actions.keys()];
  const readsOnly = setOfIndices(
    catalog,
    indices.filter((index) =>
      /List|Read/.test(accessLevelOf(catalog, catalog.actions[index] ?? '') ?? ''),
    ),
  );

  test.each([
    { why: 'only what reads', kept: readsOnly },
    {
      why: 'four of five',
      kept: setOfIndices(
        catalog,
        indices.filter((index) => index % 5 > 0),
      ),
    },
    {
      why: 'one of a hundred',
      kept: setOfIndices(
        catalog,
        indices.filter((index) => index % 100 === 0),
      ),
    },
  ])('narrow to $why exactly, and never beyond a granted pattern', ({ kept }) => {
    const compile = (pattern: string) => compileGlob(pattern.toLowerCase(), { reading: 'flat' });
    for (const { actions } of allowStatements()) {
      const narrowed = compressActions(expander, actions, kept, { wildcards: 'lossless' });
      const wanted = intersect(expandActions(expander, actions), kept);
      expect(equalSets(expandActions(expander, narrowed), wanted)).toBe(true);
      if (actions.negated || narrowed === actions) continue;
      const granted = actions.patterns.map(compile);
      for (const pattern of narrowed.patterns.filter((text) => text.includes('*'))) {
        const inner = compile(pattern);
        if (!granted.some((outer) => covers(outer, inner, meterOf(10_000, 'one pattern'))))
          expect.fail(pattern);
      }
    }
  });
});
