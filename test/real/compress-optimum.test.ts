/** Every service with 40 actions or more: the compressor's text against the shortest that a solver can prove. */
import { expect, test } from 'vitest';
import { loadCatalog } from '../../src/catalog/catalog.js';
import { measure, totalOf, USAGES } from '../policy/optimum.js';

test.each(USAGES)(
  '%s used: within 1 %% of the optimum in aggregate',
  async (usage) => {
    const catalog = loadCatalog();
    const services = [...catalog.services.values()].filter(({ first, end }) => end - first >= 40);
    expect(services.length).toBeGreaterThan(100);
    const rows = await measure(catalog, usage, services);
    const { greedy, optimum } = totalOf(rows);
    expect(greedy / optimum).toBeLessThan(1.01);
  },
  300_000,
);
