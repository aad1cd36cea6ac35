import { expect, test } from 'vitest';
import { collectionProgress } from '../../src/cli/collection-progress.js';
import type { CollectedUnit } from '../../src/model/collected.js';

const ACCOUNT = '111122223333';

function unit(source: CollectedUnit['source']): CollectedUnit {
  const at = '2026-11-24T12:00:00Z' as CollectedUnit['startedAt'];
  const place = { account: ACCOUNT, region: 'global', source } as const;
  return { ...place, status: 'complete', startedAt: at, endedAt: at, items: 1, missing: [] };
}

test('nothing before there is a plan; then counts, rate, and the time of the slowest part', () => {
  const lines: string[] = [];
  let now = 0;
  const { events } = collectionProgress(
    (text) => lines.push(text),
    () => now,
  );
  events.onCall('sts:GetCallerIdentity');
  expect(lines).toEqual([]);
  events.onPlan(7);
  const quick = ['account-summary', 'users', 'trails', 'ecs', 'eks'] as const;
  for (const source of quick) events.onUnit(unit(source));
  expect(lines.at(-1)).toBe('5 of 7 parts, 1 calls, about 0 s left');
  const slow = { account: ACCOUNT, region: 'global', source: 'last-accessed' } as const;
  now = 10_000;
  events.onProgress({ ...slow, done: 100, total: 1000 });
  now = 20_000;
  for (let n = 0; n < 199; n += 1) events.onCall('iam:GetUser');
  events.onProgress({ ...slow, done: 200, total: 1000 });
  expect(lines.at(-1)).toBe(
    `5 of 7 parts, 200 calls (10/s), about 80 s left; ${ACCOUNT} global last-accessed 200 of 1000`,
  );
  events.onUnit(unit('last-accessed'));
  expect(lines.at(-1)).toContain('6 of 7 parts, 200 calls (10/s), about 3 s left');
});
