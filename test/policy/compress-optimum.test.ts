/** The shortest text that a solver can prove, against the compressor's: on a few services, on all in test/real. */
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { measure, totalOf, USAGES } from './optimum.js';

const SERVICES = ['athena', 'cloudformation', 'codecommit', 'kms', 'rds', 's3', 'ssm'];

test.each(USAGES)('%s used: within 1 %% of the optimum, and never below it', async (usage) => {
  const catalog = loadCatalog();
  const services = SERVICES.flatMap((prefix) => catalog.services.get(prefix) ?? []);
  const rows = await measure(catalog, usage, services);
  expect(rows).toHaveLength(SERVICES.length);
  for (const { service, greedy, optimum, explicit } of rows) {
    expect({ service, ok: optimum <= greedy && greedy <= explicit }).toEqual({ service, ok: true });
  }
  const { greedy, optimum } = totalOf(rows);
  expect(greedy / optimum).toBeLessThan(1.01);
});
