#!/usr/bin/env node
/**
 * A result of a big organization, made from a small one: its roles again and again, in 50 accounts,
 * each with uses of its own.
 *
 *   node bench/generate-result.mjs RESULT.json OUT.json [--roles 5000] [--uses 24]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const OLD = '111122223333';
/** A quarter of the roles is as stale as roles are. */
const REVOCATIONS = 1250;

/**
 * @param {object} result of a small account
 * @param {{ roles: number, uses: number }} size
 */
export function bigResult(result, { roles: count, uses: usesEach }) {
  const accounts = Array.from({ length: 50 }, (_, at) => String(200000000000 + at * 7919));
  /** Roles that hold all of AWS are rare. */
  const small = result.identities.filter(({ granted }) => granted < 2000);
  const large = result.identities.filter(({ granted }) => granted >= 2000);
  const actions = [
    ...new Set(result.identities.flatMap(({ uses }) => uses.map(({ action }) => action))),
  ];
  const sample = result.identities.flatMap(({ uses }) => uses)[0];

  const identities = [];
  const recommendations = [];
  const findings = [];
  const policies = new Map((result.policies ?? []).map((policy) => [policy.id, policy]));
  for (let at = 0; at < count; at += 1) {
    const base = at % 100 === 99 ? large[at % large.length] : small[at % small.length];
    const account = accounts[at % accounts.length];
    const name = `${base.name}-${at}`;
    const arn = `arn:aws:iam::${account}:role/${name}`;
    const moved = (text) => text.replaceAll(base.arn, arn).replaceAll(OLD, account);
    const uses = Array.from({ length: usesEach }, (_, n) => ({
      ...sample,
      action: actions[(at * 7 + n) % actions.length],
      resources: [`arn:aws:s3:::bucket-${account}-${(at * 31 + n) % 4000}/*`],
      count: 1 + ((at * n) % 500),
    })).sort((a, b) => (a.action < b.action ? -1 : 1));
    for (const policy of base.policies ?? []) {
      const known = policies.get(policy.policy);
      const id = moved(policy.policy);
      if (known && !policies.has(id))
        policies.set(id, { ...JSON.parse(moved(JSON.stringify(known))), id });
    }
    identities.push({
      ...JSON.parse(moved(JSON.stringify({ ...base, uses: [] }))),
      arn,
      name,
      kind: 'role',
      account,
      id: `${base.id}${at}`,
      uses,
    });
    for (const one of result.recommendations.filter(
      ({ holders }) => holders[0]?.arn === base.arn,
    )) {
      if (base.granted < 2000)
        recommendations.push({
          ...JSON.parse(moved(JSON.stringify(one))),
          id: `${moved(one.id)} ${at}`,
          account,
        });
    }
    for (const one of result.findings.filter(({ identity }) => identity === base.arn).slice(0, 2)) {
      findings.push({
        ...JSON.parse(moved(JSON.stringify(one))),
        id: `${moved(one.id)} ${at}`,
        account,
        identity: arn,
      });
    }
  }
  const sum = (of) => identities.reduce((total, one) => total + of(one), 0);
  const totals = {
    identities: identities.length,
    granted: sum(({ granted }) => granted),
    used: sum(({ verdicts }) => verdicts.used.count),
    unused: sum(({ verdicts }) => verdicts.unused.count),
    unobservable: sum(({ verdicts }) => verdicts.unobservable.count),
    unknown: sum(({ verdicts }) => verdicts.unknown.count),
    dead: sum(({ dead }) => dead.count),
  };
  return {
    ...result,
    accounts: accounts.map((account) => ({ ...result.accounts[0], account, totals })),
    totals,
    identities,
    policies: [...policies.values()],
    recommendations,
    findings,
    trust: [],
    accountProposals: [],
    families: [],
    pareto: [],
    revocations: Array.from({ length: REVOCATIONS }, (_, at) => {
      const one = result.revocations[at % result.revocations.length];
      return { ...one, id: `${one.id} ${at}`, account: accounts[at % accounts.length] };
    }),
    coverage: accounts.flatMap((account) => result.coverage.map((row) => ({ ...row, account }))),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      roles: { type: 'string', default: '5000' },
      uses: { type: 'string', default: '24' },
    },
  });
  const [from, to] = positionals;
  const size = { roles: Number(values.roles), uses: Number(values.uses) };
  const big = bigResult(JSON.parse(readFileSync(from, 'utf8')), size);
  writeFileSync(to, JSON.stringify(big));
  console.log(
    `${size.roles} roles, ${size.roles * size.uses} uses, ${big.recommendations.length} proposals`,
  );
}
