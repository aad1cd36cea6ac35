import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateDistinct } from '../../../src/model/sketch.js';
import { periodOf } from '../../../src/model/time.js';
import type { GeneralisedUse, Use } from '../../../src/model/usage.js';
import { matchesGlob } from '../../../src/policy/match.js';
import { type FoldedUses, type FoldLimits, foldUses } from '../../../src/store/ledger/fold-uses.js';
import { packFolded, usesOfCallers } from '../../../src/store/ledger/stored-uses.js';
import { packRows, USES } from '../../../src/store/ledger/tables.js';
import { readUses } from '../../../src/store/ledger/use-columns.js';
import { someUse, use } from '../ledger-samples.js';

const LIMITS: FoldLimits = { daysKept: 100, maxResources: 4 };
const WIDE: FoldLimits = { daysKept: 1_000, maxResources: 1_000 };

type Part = { readonly segments: readonly Uint8Array[]; readonly rows: number };

function part(uses: readonly Use[]): Part {
  return { segments: [packRows(USES, uses)], rows: uses.length };
}

async function fold(
  parts: readonly Part[],
  limits: FoldLimits,
  generalised: readonly GeneralisedUse[] = [],
): Promise<FoldedUses> {
  const rows = parts.reduce((sum, each) => sum + each.rows, 0);
  const columns = await readUses(
    rows,
    parts.flatMap(({ segments }) => segments),
  );
  return foldUses(columns, generalised, limits);
}

function repacked(folded: FoldedUses): Part {
  const packed = [...packFolded(folded, 7)];
  return { segments: packed.map(({ bytes }) => bytes), rows: folded.rows };
}

const rowsOf = (folded: FoldedUses): readonly Use[] =>
  usesOfCallers(folded).flatMap(({ rows }) => rows());

const someUses = fc.array(someUse, { maxLength: 60 });
const total = (uses: readonly Use[]): number => uses.reduce((sum, { count }) => sum + count, 0);

describe('what is folded', () => {
  test('neither order nor segments nor an earlier compaction decides anything', async () => {
    await fc.assert(
      fc.asyncProperty(someUses, someUses, someUses, async (a, b, c) => {
        const once = await fold([part([...a, ...b, ...c])], LIMITS);
        const other = await fold([part([...c, ...a].toReversed()), part(b)], LIMITS);
        expect(rowsOf(other)).toEqual(rowsOf(once));
        expect(other.generalised).toEqual(once.generalised);
        // Compacted when only some of it was there, in either order.
        for (const [early, late] of [
          [[...a, ...b], c],
          [c, [...b, ...a]],
        ] as const) {
          const first = await fold([part(early)], LIMITS);
          const then = await fold([part(late), repacked(first)], LIMITS, first.generalised);
          expect(rowsOf(then)).toEqual(rowsOf(once));
          expect(then.generalised).toEqual(once.generalised);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the bytes of a compacted ledger depend on its rows alone', async () => {
    await fc.assert(
      fc.asyncProperty(someUses, async (uses) => {
        const one = repacked(await fold([part(uses)], LIMITS));
        const other = repacked(await fold([part(uses.toReversed())], LIMITS));
        expect(other.segments.map((bytes) => Buffer.from(bytes).toString('base64'))).toEqual(
          one.segments.map((bytes) => Buffer.from(bytes).toString('base64')),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('within bounds, each row comes back as a table of plain objects would have it', async () => {
    await fc.assert(
      fc.asyncProperty(someUses, async (uses) => {
        const newestArn = new Map<string, Use>();
        for (const each of uses) {
          if (each.caller.kind !== 'identity') continue;
          const known = newestArn.get(each.caller.id);
          const key = (one: Use) =>
            `${one.lastSeen} ${one.caller.kind === 'identity' ? one.caller.arn : ''}`;
          if (known === undefined || key(each) > key(known)) newestArn.set(each.caller.id, each);
        }
        const expected = new Map<string, Use>();
        for (const each of uses) {
          const { firstSeen, lastSeen, count, caller, ...rest } = each;
          const named =
            caller.kind === 'identity' ? (newestArn.get(caller.id)?.caller ?? caller) : caller;
          const key = JSON.stringify([
            named,
            Object.entries(rest).sort(),
            periodOf(firstSeen, lastSeen),
          ]);
          const known = expected.get(key);
          expected.set(key, {
            ...each,
            caller: named,
            firstSeen:
              known !== undefined && known.firstSeen < firstSeen ? known.firstSeen : firstSeen,
            lastSeen: known !== undefined && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
            count: count + (known?.count ?? 0),
          });
        }
        const rows = rowsOf(await fold([part(uses)], WIDE));
        expect(new Set(rows.map((row) => JSON.stringify(row, Object.keys(row).sort())))).toEqual(
          new Set(
            [...expected.values()].map((row) => JSON.stringify(row, Object.keys(row).sort())),
          ),
        );
        expect(rows).toHaveLength(expected.size);
      }),
      { numRuns: 100 },
    );
  });
});

test('whatever is generalised, each use stays covered and each call counted', async () => {
  await fc.assert(
    fc.asyncProperty(someUses, fc.integer({ min: 1, max: 6 }), async (uses, maxResources) => {
      const folded = await fold([part(uses)], { ...LIMITS, maxResources });
      const rows = rowsOf(folded);
      expect(total(rows)).toBe(total(uses));
      for (const { caller, action, region, outcome, resource, firstSeen, lastSeen } of uses) {
        const covers = rows.some(
          (row) =>
            JSON.stringify(row.caller).includes(
              caller.kind === 'identity' ? caller.id : caller.bucket,
            ) &&
            row.action === action &&
            row.region === region &&
            row.outcome === outcome &&
            row.firstSeen <= firstSeen &&
            row.lastSeen >= lastSeen &&
            (row.resource === undefined ||
              (resource !== undefined && matchesGlob(row.resource, resource))),
        );
        expect(covers).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('too many resources become patterns of the longest prefix, and their number is told', async () => {
  const objects = Array.from({ length: 30 }, (_, n) =>
    use('2026-11-20', { resource: `arn:aws:s3:::logs/2026/${n % 3}/${n}.gz` }),
  );
  const config = use('2026-11-20', { resource: 'arn:aws:s3:::config/app.json' });
  const folded = await fold([part([...objects, config])], LIMITS);
  expect(rowsOf(folded).map(({ resource, count }) => [resource, count])).toEqual([
    ['arn:aws:s3:::config/app.json', 3],
    ['arn:aws:s3:::logs/2026/0/*', 30],
    ['arn:aws:s3:::logs/2026/1/*', 30],
    ['arn:aws:s3:::logs/2026/2/*', 30],
  ]);
  const [told] = folded.generalised;
  expect(told).toMatchObject({ action: 's3:GetObject', depth: 3 });
  expect(estimateDistinct(told?.sketch ?? [])).toBe(31);
});
