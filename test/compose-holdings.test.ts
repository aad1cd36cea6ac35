/** What identities hold, part by part, on the example account. */
import { beforeAll, expect, test } from 'vitest';
import { audit } from '../src/index.js';
import type { IdentityResult, Result } from '../src/model/result.js';
import { VERDICTS } from '../src/model/verdict.js';
import { collectMeadow } from './meadow.js';

let result: Result;
beforeAll(async () => {
  const { evidence, catalog } = await collectMeadow();
  result = audit(evidence, catalog);
}, 60_000);

function named(name: string): IdentityResult {
  const found = result.identities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

test('counts by service and by access level add up to the verdicts', () => {
  for (const { name, services = {}, accessLevels = {}, verdicts } of result.identities) {
    VERDICTS.forEach((verdict, position) => {
      for (const table of [services, accessLevels]) {
        const sum = Object.values(table).reduce((total, row) => total + (row[position] ?? 0), 0);
        expect(sum, `${name} ${verdict}`).toBe(verdicts[verdict].count);
      }
    });
  }
});

test('each part of a policy says which reasons its actions have, and whether none can work', () => {
  const { policies, verdicts } = named('meadow-inventory-sync');
  const inline = policies?.find(({ policy }) => policy.endsWith(' inventory'));
  const reasons = VERDICTS.flatMap((verdict) => verdicts[verdict].reasons.map(() => verdict));
  const verdictsOf = (word: string) =>
    [...word.matchAll(/(\d+):/g)].map(([, at]) => reasons[Number(at)]);
  const [table = '', topics = ''] = inline?.parts ?? [];
  // DescribeTable, GetItem, Query, UpdateItem, UpdateTable.
  expect(table.split(' ').map(verdictsOf)).toEqual([
    ['used'],
    ['unobservable'],
    ['unobservable'],
    ['unobservable'],
    ['unused'],
  ]);
  expect(topics.split(' ').every((word) => word.endsWith('!'))).toBe(true);
});

test('every held policy is there once, with its text', () => {
  const ids = (result.policies ?? []).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { policies = [] } of result.identities) {
    for (const { policy } of policies) expect(ids).toContain(policy);
  }
  expect(named('priya.nair').policies?.map(({ through }) => through)).toContain('developers');
});

test('who may take a role, and who did', () => {
  expect(named('meadow-sandbox')).toMatchObject({
    trusts: [{ principal: 'arn:aws:iam::111122223333:root' }],
    taken: [{ by: 'arn:aws:iam::111122223333:user/priya.nair', outcome: 'allowed', count: 4 }],
  });
});
