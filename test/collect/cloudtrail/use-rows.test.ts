import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KnownCaller } from '../../../src/collect/cloudtrail/callers.js';
import {
  type BookedUse,
  createUseRows,
  rowsOfLine,
  sketchGroup,
  type UseGroup,
  type UseLimits,
  type UseLine,
  type UseRows,
} from '../../../src/collect/cloudtrail/use-rows.js';
import type { Action } from '../../../src/model/action.js';
import { estimateDistinct } from '../../../src/model/sketch.js';
import { type Instant, secondsOf } from '../../../src/model/time.js';
import { matchesPattern } from './matches-pattern.js';

const at = secondsOf('2026-03-02T10:15:30Z' as Instant);
const seen = { first: at, last: at, count: 1 };
const caller: KnownCaller = {
  key: 'AROA4DEPLOYER7EXAMPL',
  claim: {
    id: 'AROA4DEPLOYER7EXAMPL',
    arn: '',
    arnKind: 'exact',
    account: '111122223333',
    otherwise: undefined,
  },
  claimedAt: at,
};
const getObject = 's3:GetObject' as Action;
const variant = {
  kind: 'primary',
  outcome: 'allowed',
  region: 'eu-west-1',
  via: undefined,
  errorCode: undefined,
  denial: undefined,
} as const;

function shown(rows: UseRows): readonly string[] {
  return [...rows.groups()]
    .flatMap((group) =>
      linesOf(group).map(
        (line) => `${group.action} ${line.resource ?? 'any'} ${sum(countsOf(line))}`,
      ),
    )
    .sort();
}

const linesOf = ({ lines }: UseGroup): readonly UseLine[] => [...lines.values()];
const countsOf = (line: UseLine): readonly number[] =>
  [...rowsOfLine(line)].map(({ count }) => count);
const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);

describe('widening', () => {
  test('too many resources become their parents, then any', () => {
    const rows = createUseRows({ maxResources: 3, maxRows: 100 });
    const add = (resource: string) =>
      rows.add(caller, { action: getObject, variant, resource: resource }, seen);
    for (const key of ['a', 'b', 'c', 'a']) add(`arn:aws:s3:::one/${key}`);
    expect(shown(rows)).toHaveLength(3);
    add('arn:aws:s3:::two/d');
    expect(shown(rows)).toEqual([
      's3:GetObject arn:aws:s3:::one/* 4',
      's3:GetObject arn:aws:s3:::two/* 1',
    ]);
    for (const bucket of ['three', 'four']) add(`arn:aws:s3:::${bucket}/e`);
    expect(shown(rows)).toEqual(['s3:GetObject arn:aws:s3:::* 7']);
    const [group] = rows.groups();
    expect(group === undefined ? 0 : estimateDistinct(sketchGroup(group))).toBe(6);
    for (const name of ['a', 'b', 'c']) add(`arn:aws:sqs:eu-west-1:11112222333${name}:q`);
    expect(shown(rows)).toEqual(['s3:GetObject any 10']);
  });

  test('too many rows in all widen every pair, and only then is a row refused', () => {
    const rows = createUseRows({ maxResources: 100, maxRows: 4 });
    for (let i = 0; i < 20; i++)
      rows.add(
        caller,
        { action: `s3:Get${i % 2}` as Action, variant, resource: `arn:aws:s3:::b/${i}` },
        seen,
      );
    expect(shown(rows)).toEqual(['s3:Get0 arn:aws:s3:::b/* 10', 's3:Get1 arn:aws:s3:::b/* 10']);
    const more = [2, 3, 4, 5].map((i) =>
      rows.add(caller, { action: `s3:Get${i}` as Action, variant, resource: undefined }, seen),
    );
    expect(more).toEqual([true, true, true, false]);
  });
});

const someUses = fc.array(
  fc.record({
    action: fc.constantFrom(getObject, 's3:PutObject' as Action),
    resource: fc.option(
      fc
        .tuple(fc.constantFrom('one', 'two', 'three'), fc.stringMatching(/^[a-c:]{1,2}$/))
        .map(([bucket, key]) => `arn:aws:s3:::${bucket}/${key}`),
      { nil: undefined },
    ),
  }),
  { maxLength: 40, size: 'max' },
);
const maxResources = fc.integer({ min: 1, max: 12 });

const foldedOf = (uses: readonly Omit<BookedUse, 'variant'>[], limits: UseLimits): UseRows => {
  const rows = createUseRows(limits);
  for (const { action, resource } of uses) {
    expect(rows.add(caller, { action, variant, resource }, seen)).toBe(true);
  }
  return rows;
};

test('whatever is widened, each use stays covered and each count is kept', () => {
  const maxRows = fc.integer({ min: 6, max: 30 });
  fc.assert(
    fc.property(someUses, fc.record({ maxResources, maxRows }), (uses, limits) => {
      const all = [...foldedOf(uses, limits).groups()];
      expect(sum(all.flatMap(linesOf).flatMap(countsOf))).toBe(uses.length);
      for (const { action, resource } of uses) {
        const group = all.find((each) => each.action === action);
        const covers = (group === undefined ? [] : linesOf(group)).some(
          (row) =>
            row.resource === undefined ||
            (resource !== undefined && matchesPattern(row.resource, resource)),
        );
        expect(covers).toBe(true);
      }
    }),
  );
});

test('order decides nothing about what is widened for the number of its resources', () => {
  let widened = 0;
  fc.assert(
    fc.property(
      someUses.chain((uses) =>
        fc.tuple(
          fc.constant(uses),
          fc.shuffledSubarray(uses, { minLength: uses.length, maxLength: uses.length }),
        ),
      ),
      maxResources,
      ([uses, shuffled], most) => {
        const limits = { maxResources: most, maxRows: 1000 };
        const rows = shown(foldedOf(uses, limits));
        expect(shown(foldedOf(shuffled, limits))).toEqual(rows);
        if (rows.some((row) => row.includes('*'))) widened++;
      },
    ),
    { numRuns: 300 },
  );
  expect(widened).toBeGreaterThan(60);
});

test('what was taken in is never lost, however full it gets', () => {
  const seenAll = { refused: 0, widened: 0 };
  const someCrowd = fc.array(
    fc.record({
      action: fc.integer({ min: 0, max: 5 }).map((i) => `s3:Get${i}` as Action),
      resource: fc
        .tuple(fc.constantFrom('one', 'two'), fc.stringMatching(/^[a-c]{1,2}$/))
        .map(([bucket, key]) => `arn:aws:s3:::${bucket}/${key}`),
    }),
    { minLength: 10, maxLength: 40 },
  );
  fc.assert(
    fc.property(someCrowd, fc.integer({ min: 1, max: 8 }), (uses, maxRows) => {
      const rows = createUseRows({ maxResources: 100, maxRows });
      const taken = uses.filter(({ action, resource }) =>
        rows.add(caller, { action: action, variant, resource: resource }, seen),
      );
      const all = [...rows.groups()].flatMap(linesOf);
      if (taken.length < uses.length) seenAll.refused++;
      if (all.some(({ resource }) => resource === undefined)) seenAll.widened++;
      expect(sum(all.flatMap(countsOf))).toBe(taken.length);
      expect(rows.size()).toBe(all.length);
    }),
    { numRuns: 300 },
  );
  expect(seenAll.refused).toBeGreaterThan(50);
  expect(seenAll.widened).toBeGreaterThan(100);
});

test('whoever keeps a line books what another finds anew, whatever happens in between', () => {
  const kinds = ['a', 'b', 'c', 'd'].map((key) => ({
    action: getObject,
    variant,
    resource: `arn:aws:s3:::one/${key}`,
  }));
  const someSteps = fc.array(
    fc.oneof(
      { weight: 12, arbitrary: fc.record({ kind: fc.nat(3), days: fc.nat(40), count: fc.nat(3) }) },
      { weight: 1, arbitrary: fc.constantFrom('clear' as const, 'remove' as const) },
    ),
    { minLength: 5, maxLength: 60 },
  );
  let emptied = 0;
  fc.assert(
    fc.property(someSteps, fc.integer({ min: 2, max: 5 }), (steps, maxResources) => {
      const [kept, found] = [1, 2].map(() => createUseRows({ maxResources, maxRows: 1000 }));
      if (kept === undefined || found === undefined) return;
      const held: BookedUse[] = kinds.map((use) => ({ ...use }));
      for (const step of steps) {
        if (step === 'clear') for (const rows of [kept, found]) rows.clear();
        else if (step === 'remove') for (const rows of [kept, found]) rows.remove(caller);
        else {
          const first = at + step.days * 40_000;
          const seenThen = { first, last: first + step.count * 9000, count: step.count + 1 };
          kept.add(caller, held[step.kind] as BookedUse, seenThen);
          found.add(caller, { ...(kinds[step.kind] as BookedUse) }, seenThen);
        }
        if (typeof step === 'string') emptied++;
      }
      expect(rowsIn(kept)).toEqual(rowsIn(found));
      expect(kept.size()).toBe(rowsIn(kept).length);
    }),
    { numRuns: 60 },
  );
  expect(emptied).toBeGreaterThan(20);
});

const rowsIn = (rows: UseRows): readonly string[] =>
  [...rows.groups()]
    .flatMap(linesOf)
    .flatMap((line) => [...rowsOfLine(line)].map((row) => JSON.stringify([line.resource, row])))
    .sort();
