/**
 * How long the decider takes, over real policies: each within itself, and a tightened copy within it.
 *
 *   npm run build && node bench/decide.mjs <policies.json.gz>
 *
 * The file holds a list of `{name, document}`, such as AWS's managed policies.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decideInclusion } from '../dist/policy/includes.js';
import { parsePolicy } from '../dist/policy/parse-policy.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error('usage: node bench/decide.mjs <policies.json.gz>');
  process.exit(2);
}
const bytes = readFileSync(path);
const policies = JSON.parse(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);

/** The same edits in every run. */
function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * limit);
  };
}

/** Drops actions, resources and Allows, adds conditions, replaces stars: all sound under both readings. */
function tighten(document, seed) {
  const below = generator(seed);
  const list = (value) => (Array.isArray(value) ? value : [value]);
  const statements = list(document.Statement).flatMap((statement) => {
    if (statement.Effect === 'Deny') return [statement];
    const edit = below(6);
    if (edit === 0) return [];
    const copy = structuredClone(statement);
    if (edit === 1 && copy.Action) copy.Action = list(copy.Action).filter(() => below(3) > 0);
    if (edit === 2 && copy.Resource) copy.Resource = list(copy.Resource).slice(0, 1);
    if (edit === 3 && copy.Action) {
      copy.Action = list(copy.Action).map((a) => (a.endsWith('*') ? `${a.slice(0, -1)}Get*` : a));
    }
    if (edit === 4 && copy.Condition?.StringEquals === undefined)
      copy.Condition = {
        ...copy.Condition,
        StringEquals: { ...copy.Condition?.StringEquals, 'aws:RequestedRegion': 'eu-central-1' },
      };
    if (edit === 5 && copy.Resource === '*') copy.Resource = 'arn:aws:s3:::ledger-*';
    return list(copy.Action ?? copy.NotAction).length === 0 ? [] : [copy];
  });
  return {
    ...document,
    Statement:
      statements.length > 0 ? statements : [{ Effect: 'Deny', Action: '*', Resource: '*' }],
  };
}

const parse = (document) => [parsePolicy(document).document];

function measure(name, pairs) {
  const times = [];
  const verdicts = { included: 0, 'new-access': 0, unknown: 0 };
  let slowest = { ms: 0, policy: '' };
  for (const { policy, next, prior } of pairs) {
    const start = performance.now();
    const answer = decideInclusion(next, prior);
    const ms = performance.now() - start;
    verdicts[answer.kind] += 1;
    if (answer.kind !== 'included')
      console.error(name, policy, JSON.stringify(answer).slice(0, 300));
    times.push(ms);
    if (ms > slowest.ms) slowest = { ms, policy };
  }
  times.sort((a, b) => a - b);
  const at = (share) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(2);
  console.log(
    `| ${name} | ${times.length} | ${verdicts.included} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${slowest.ms.toFixed(1)} (${slowest.policy}) |`,
  );
}

const parsed = policies.map(({ name, document }) => ({ name, document, prior: parse(document) }));
console.log('| question | pairs | proven | median ms | p95 ms | p99 ms | max ms |');
console.log('|---|---|---|---|---|---|---|');
measure(
  'P within P',
  parsed.map(({ name, document, prior }) => ({ policy: name, next: parse(document), prior })),
);
measure(
  'tightened P within P',
  parsed.flatMap(({ name, document, prior }, index) =>
    [1, 2, 3].map((round) => ({
      policy: name,
      next: parse(tighten(document, index * 7 + round)),
      prior,
    })),
  ),
);
