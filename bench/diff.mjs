/**
 * How long it takes to diff granted against used for a big account: 5,000 roles with eight policies
 * each, most of them shared, over the whole catalogue.
 *
 *   npm run build && node bench/diff.mjs
 */
import { minus, setOfIndices, sizeOf } from '../dist/catalog/action-set.js';
import { loadCatalog } from '../dist/catalog/catalog.js';
import { effectiveGrants } from '../dist/policy/effective-grants.js';
import { createActionExpander } from '../dist/policy/expand-actions.js';
import { parsePolicy } from '../dist/policy/parse-policy.js';
import { createResourceReach } from '../dist/policy/resource-reach.js';

const ROLES = 5000;
const POLICIES_EACH = 8;
const SHARED = 400;

let state = 7;
function random(limit) {
  state = (state * 1103515245 + 12345) % 2147483648;
  return Math.floor((state / 2147483648) * limit);
}

const catalog = loadCatalog();

/** Names and prefixes of names, as people write them. */
function pattern() {
  const action = catalog.actions[random(catalog.actions.length)];
  const [service, name] = action.split(':');
  const kind = random(10);
  if (kind === 0) return `${service}:*`;
  return kind < 5 ? `${service}:${/^[A-Z][a-z]+/.exec(name)?.[0] ?? name}*` : action;
}

function policy() {
  const Action = Array.from({ length: 5 + random(40) }, pattern);
  const Statement = [{ Effect: 'Allow', Action, Resource: '*' }];
  return parsePolicy({ Version: '2012-10-17', Statement }).document;
}

const shared = Array.from({ length: SHARED }, policy);
const roles = Array.from({ length: ROLES }, () =>
  Array.from({ length: POLICIES_EACH }, () => (random(10) < 6 ? shared[random(SHARED)] : policy())),
);
const used = roles.map(() =>
  setOfIndices(
    catalog,
    Array.from({ length: 40 }, () => random(catalog.actions.length)),
  ),
);

const seconds = [];
let unused = 0;
for (let round = 0; round < 5; round += 1) {
  const start = performance.now();
  const expander = createActionExpander(catalog);
  const reach = createResourceReach(catalog);
  unused = 0;
  roles.forEach((identity, n) => {
    const { granted } = effectiveGrants(expander, reach, { identity });
    unused += sizeOf(minus(granted, used[n]));
  });
  seconds.push((performance.now() - start) / 1000);
}
seconds.sort((a, b) => a - b);
const patterns = roles
  .flat()
  .reduce((sum, { statements }) => sum + statements[0].actions.patterns.length, 0);
console.log(
  `${ROLES} roles, ${ROLES * POLICIES_EACH} policies, ${patterns} patterns, ${unused} unused grants`,
);
console.log(
  `median of 5: ${seconds[2].toFixed(2)} s (${seconds[0].toFixed(2)} to ${seconds[4].toFixed(2)})`,
);
