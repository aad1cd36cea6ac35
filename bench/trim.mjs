/**
 * Every policy trimmed to random usage: are all certificates proven, how long is the text, how long does
 * it take? Against the plain list of what is used and, statement by statement and service by service,
 * against the shortest text that a solver can prove.
 *
 *   npm run build && node bench/trim.mjs <policies.json.gz> [every]
 *
 * The file holds a list of `{name, document}`, such as AWS's managed policies; with `every`, one in so
 * many is taken.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  actionsOf,
  indicesOf,
  isEmptySet,
  minus,
  setOfIndices,
} from '../dist/catalog/action-set.js';
import { accessLevelOf, loadCatalog } from '../dist/catalog/catalog.js';
import { grantedActions } from '../dist/policy/effective-grants.js';
import { createActionExpander, expandActions } from '../dist/policy/expand-actions.js';
import { matchesGlob } from '../dist/policy/match.js';
import { parsePolicy } from '../dist/policy/parse-policy.js';
import { policySize } from '../dist/policy/print-policy.js';
import { certify, isProven } from '../dist/recommend/certify.js';
import { splitPolicy } from '../dist/recommend/pack.js';
import { trimPolicy } from '../dist/recommend/trim-policy.js';
import { loadSolver, optimumOf } from './optimum.mjs';

const SHARES = [10, 30, 60];
const SEED = 20_261_125;

const [path, every = '1'] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node bench/trim.mjs <policies.json.gz> [every]');
  process.exit(2);
}
const bytes = readFileSync(path);
const policies = JSON.parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes)
  .filter((_, index) => index % Number(every) === 0)
  .map(({ name, document }) => ({ name, document: parsePolicy(document).document }));
const catalog = loadCatalog();
const expander = createActionExpander(catalog);
const solver = await loadSolver();

/** The same usage in every run. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

/** Action entries of all Allow statements, with quotes and commas. */
function actionCharacters({ statements }) {
  return statements
    .filter(({ effect, actions }) => effect === 'Allow' && !actions.negated)
    .reduce((sum, { actions }) => sum + characters(actions.patterns), 0);
}

const characters = (patterns) => patterns.reduce((sum, pattern) => sum + pattern.length + 3, 0);

/** Characters of the shortest lists of actions, statement by statement; what has no optimum counts as listed. */
function optimumCharacters({ statements }, used) {
  let sum = 0;
  for (const { effect, actions } of statements) {
    if (effect !== 'Allow' || actions.negated) continue;
    const granted = expandActions(expander, actions);
    if (isEmptySet(minus(granted, used))) {
      sum += characters(actions.patterns);
      continue;
    }
    const kept = actionsOf(catalog, minus(granted, minus(granted, used)));
    sum += characters(actions.patterns.filter((one) => expander.rangesOf(one).length === 0));
    for (const [prefix, own] of Map.groupBy?.(kept, prefixOf) ?? grouped(kept)) {
      sum += optimumOfService(prefix, own, actions.patterns) ?? characters(own);
    }
  }
  return sum;
}

const prefixOf = (action) => action.slice(0, action.indexOf(':'));

function grouped(actions) {
  const groups = new Map();
  for (const action of actions) {
    const prefix = prefixOf(action);
    groups.set(prefix, [...(groups.get(prefix) ?? []), action]);
  }
  return groups;
}

function optimumOfService(prefix, own, patterns) {
  const { first, end } = catalog.services.get(prefix);
  const name = (action) => action.slice(prefix.length + 1);
  const wildcards = patterns.filter((pattern) => /[*?]/.test(pattern));
  return optimumOf(solver, {
    prefix,
    names: catalog.actions.slice(first, end).map(name),
    used: new Set(own.map(name)),
    guarded: new Set(
      own.filter((action) => accessLevelOf(catalog, action) === 'Permissions management').map(name),
    ),
    isInside: (pattern) =>
      wildcards.some((granted) =>
        matchesGlob(granted.toLowerCase(), `${prefix}:${pattern}`.toLowerCase()),
      ),
    whole: wildcards.filter((one) => one.startsWith(`${prefix}:`)).map(name),
  });
}

const percentile = (sorted, share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const ms = (value) => value.toFixed(1);

for (const share of SHARES) {
  const below = generator(SEED + share);
  const rows = {
    trimmed: 0,
    proven: 0,
    refused: [],
    tooLong: 0,
    explicit: 0,
    readable: 0,
    shortest: 0,
    optimum: 0,
    longest: 0,
    parts: 0,
  };
  const times = { trim: [], certify: [], solve: [] };
  for (const { name, document } of policies) {
    const granted = grantedActions(expander, document.statements);
    const used = setOfIndices(
      catalog,
      indicesOf(granted).filter(() => below(100) < share),
    );
    const start = performance.now();
    const readable = trimPolicy(expander, document, used);
    const shortest = trimPolicy(expander, document, used, {
      wildcards: 'lossless',
      style: 'shortest',
    });
    times.trim.push(performance.now() - start);
    if (readable === document || readable.statements.length === 0) continue;
    rows.trimmed += 1;
    const boxes = actionsOf(catalog, used).map((action) => ({ action, resources: 'any' }));
    const decided = performance.now();
    const parts = splitPolicy(shortest, 6144);
    const proofs = [certify(document, [readable], boxes), certify(document, parts, boxes)];
    times.certify.push(performance.now() - decided);
    if (proofs.every(isProven)) rows.proven += 1;
    else rows.refused.push(name);
    rows.parts = Math.max(rows.parts, parts.length);
    rows.longest = Math.max(rows.longest, policySize(shortest));
    rows.tooLong += policySize(shortest) > 6144 ? 1 : 0;
    // NotAction becomes a list: what may stand in it is another question than for the rest.
    if (document.statements.some(({ actions }) => actions.negated)) continue;
    rows.explicit += actionCharacters(trimPolicy(expander, document, used, { wildcards: 'none' }));
    rows.readable += actionCharacters(readable);
    rows.shortest += actionCharacters(shortest);
    const solving = performance.now();
    rows.optimum += optimumCharacters(document, used);
    times.solve.push(performance.now() - solving);
  }
  for (const list of Object.values(times)) list.sort((a, b) => a - b);
  const ratio = (value) => (value / rows.explicit).toFixed(3);
  console.log(
    `${share} % used: ${rows.trimmed} of ${policies.length} policies trimmed, ${rows.proven} with both certificates proven${rows.refused.length === 0 ? '' : `; not: ${rows.refused.join(', ')}`}`,
  );
  console.log(
    `  characters of actions: listed 1.000 (${rows.explicit}), readable ${ratio(rows.readable)}, shortest ${ratio(rows.shortest)}, optimum ${ratio(rows.optimum)}; shortest/optimum ${(rows.shortest / rows.optimum).toFixed(4)}`,
  );
  console.log(
    `  over 6,144 characters: ${rows.tooLong}; longest ${rows.longest}, in ${rows.parts} parts`,
  );
  for (const [what, list] of Object.entries(times)) {
    console.log(
      `  ${what}: median ${ms(percentile(list, 0.5))} ms, p95 ${ms(percentile(list, 0.95))}, max ${ms(list.at(-1))}`,
    );
  }
}
