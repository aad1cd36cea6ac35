/** How long the compressor's text is, and how long the shortest would be, service by service. */
import { loadSolver, optimumOf } from '../../bench/optimum.mjs';
import { setOfActions } from '../../src/catalog/action-set.js';
import { accessLevelOf, type Catalog, type Service } from '../../src/catalog/catalog.js';
import { compressActions } from '../../src/policy/compress.js';
import { createActionExpander } from '../../src/policy/expand-actions.js';

/** Shares of a service's actions that are used, as accounts do; the second with all reads. */
export const USAGES = ['10 %', '30 % and all reads', '60 %'] as const;

export type Lengths = {
  readonly service: string;
  readonly explicit: number;
  readonly greedy: number;
  readonly optimum: number;
};

/** Of the services with as many actions at least; the same usage in every run. */
export async function measure(
  catalog: Catalog,
  usage: (typeof USAGES)[number],
  services: readonly Service[],
): Promise<readonly Lengths[]> {
  const solver = await loadSolver();
  const expander = createActionExpander(catalog);
  const below = generator(USAGES.indexOf(usage) + 7);
  return services.flatMap(({ prefix, first, end }) => {
    const actions = catalog.actions.slice(first, end);
    const used = actions.filter((action) => isUsed(catalog, action, usage, below(100)));
    if (used.length === 0 || used.length === actions.length) return [];
    const named = (list: readonly string[]) => list.map((one) => one.slice(prefix.length + 1));
    const guarded = used.filter(
      (action) => accessLevelOf(catalog, action) === 'Permissions management',
    );
    const optimum = optimumOf(solver, {
      prefix,
      names: named(actions),
      used: new Set(named(used)),
      guarded: new Set(named(guarded)),
    });
    if (optimum === undefined) throw new Error(`no optimum for ${prefix}`);
    const { patterns } = compressActions(
      expander,
      { negated: false, patterns: [`${prefix}:*`] },
      setOfActions(catalog, used),
      { wildcards: 'lossless', style: 'shortest' },
    );
    return { service: prefix, explicit: lengthOf(used), greedy: lengthOf(patterns), optimum };
  });
}

function isUsed(catalog: Catalog, action: string, usage: string, chance: number): boolean {
  const level = accessLevelOf(catalog, action);
  if (usage === '10 %') return chance < 10;
  if (usage === '60 %') return chance < 60;
  return chance < 30 || level === 'List' || level === 'Read';
}

/** Quotes and comma around each entry. */
function lengthOf(patterns: readonly string[]): number {
  return patterns.reduce((sum, pattern) => sum + pattern.length + 3, 0);
}

function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

/** Sums, as one text for many services. */
export function totalOf(rows: readonly Lengths[]): Omit<Lengths, 'service'> {
  const sum = (member: 'explicit' | 'greedy' | 'optimum') =>
    rows.reduce((total, row) => total + row[member], 0);
  return { explicit: sum('explicit'), greedy: sum('greedy'), optimum: sum('optimum') };
}
