/** Where an account was seen at work, and whether its logs would have shown it anywhere else. */
import type { Analysis } from './analyze/index.js';
import type { Evidence } from './model/evidence.js';
import type { WorkedRegions } from './recommend/account-policy.js';

/** By account. */
export function workedRegions(
  { coverage, usage }: Evidence,
  { elsewhere, regionsSeen, window }: Pick<Analysis, 'elsewhere' | 'regionsSeen' | 'window'>,
): ReadonlyMap<string, WorkedRegions> {
  const rows = [...coverage.management, ...coverage.data, ...coverage.excludable];
  return new Map(
    [...regionsSeen].map(([account, regions]) => {
      const seen = new Set([
        ...regions,
        ...rows.filter((row) => row.account === account).map(({ region }) => region),
        ...usage.uses
          .filter(({ caller }) => caller.account === account)
          .map(({ region }) => region),
      ]);
      const isHoled = coverage.holes.some(
        (hole) =>
          (hole.account === undefined || hole.account === account) &&
          (hole.region === undefined || !seen.has(hole.region)) &&
          (hole.to === undefined || hole.to > window.from),
      );
      const recorded = elsewhere.get(account);
      return [
        account,
        {
          seen: [...seen].sort(),
          others: recorded?.kind === 'recorded' && !isHoled ? 'recorded' : 'not-known',
        },
      ];
    }),
  );
}
