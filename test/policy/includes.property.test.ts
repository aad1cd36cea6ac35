/** The decider against the evaluator: what is proven is never contradicted, what is shown replays. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Box, decideInclusion, type Inclusion } from '../../src/policy/includes.js';
import {
  allows,
  type Element,
  NARROWING,
  type Pick,
  RESOURCE_PATTERNS,
  read,
  someElement,
  somePolicy,
  someRequest,
  WIDENING,
  type World,
} from './includes-worlds.js';

const SCALE = process.env.LEASTWISE_NIGHTLY === '1' ? 50 : 1;
const REQUESTS = 1000;

const pick: fc.Arbitrary<Pick> = fc.record({
  at: fc.nat(3),
  other: fc.nat(2),
  element: someElement,
});

/** The same for every pair of a run: made once, because making them costs more than asking. */
const requests: readonly World[] = fc.sample(someRequest, { numRuns: REQUESTS, seed: 7 });

const pair: fc.Arbitrary<readonly [readonly Element[], readonly Element[]]> = somePolicy.chain(
  (prior) =>
    fc.oneof(
      { weight: 1, arbitrary: somePolicy.map((next) => [next, prior] as const) },
      { weight: 2, arbitrary: fc.constant([prior, prior.flatMap(byCondition)] as const) },
      { weight: 2, arbitrary: fc.constant([prior.flatMap(byPattern), prior] as const) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom(...WIDENING), pick)
          .map(([edit, picked]) => [edit(prior, picked), prior] as const),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...NARROWING), fc.constantFrom(...WIDENING), pick)
          .map(([narrow, widen, picked]) => [widen(narrow(prior, picked), picked), prior] as const),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.constantFrom(...NARROWING), pick)
          .map(([edit, picked]) => [edit(prior, picked), prior] as const),
      },
    ),
);

/** Statements of one action and one resource, the old ones turned round: no statement covers alone. */
function byPattern(element: Element): readonly Element[] {
  return (element.Resource ?? []).length === 0
    ? [element]
    : (element.Resource ?? []).map((text) => ({ ...element, Resource: [text] }));
}

const ORGANIZATION = { 'aws:PrincipalOrgID': ['o-a1b2c3d4e5'] };

/** Each Allow as two, with a condition and with its negation: together they are the Allow. */
function byCondition(element: Element): readonly Element[] {
  if (element.Effect === 'Deny') return [element];
  return ['StringEquals', 'StringNotEquals'].map((operator) => ({
    ...element,
    Condition: {
      ...element.Condition,
      [operator]: { ...element.Condition?.[operator], ...ORGANIZATION },
    },
  }));
}

const isPresent = (elements: readonly Element[], what: 'Deny' | 'Condition'): boolean =>
  elements.some((e) => (what === 'Deny' ? e.Effect === 'Deny' : e.Condition !== undefined));

describe('decider and evaluator', { timeout: 3_600_000 }, () => {
  test('included is never contradicted, new access always replays', async ({ annotate }) => {
    const runs = 300 * SCALE;
    const seen = { included: 0, product: 0, deny: 0, condition: 0, unknown: 0, shown: 0 };
    fc.assert(
      fc.property(pair, ([after, before]) => {
        const [next, prior] = [[read(after)], [read(before)]];
        const answer = decideInclusion(next, prior);
        const all = [...after, ...before];
        if (isPresent(all, 'Deny')) seen.deny++;
        if (isPresent(all, 'Condition')) seen.condition++;
        if (answer.kind === 'unknown') seen.unknown++;
        if (answer.kind === 'included') {
          seen.included++;
          if (answer.by === 'product') seen.product++;
          for (const reading of ['flat', 'segmented'] as const) {
            for (const request of requests) {
              if (!allows(next, request, reading) || allows(prior, request, reading)) continue;
              expect.fail(
                `${reading} ${JSON.stringify({ after, before, request: shown(request) })}`,
              );
            }
          }
        }
        if (answer.kind === 'new-access') {
          seen.shown++;
          const { action, resource, context } = answer.witness;
          const world = { action, resource, context: lowered(context) };
          expect(allows(next, world, answer.reading)).toBe(true);
          expect(allows(prior, world, answer.reading, 'for-access')).toBe(false);
        }
      }),
      { numRuns: runs },
    );
    await annotate(`of ${runs}: ${JSON.stringify(seen)}`);
    for (const share of ['included', 'product', 'deny', 'condition', 'shown'] as const) {
      expect(seen[share] / runs, share).toBeGreaterThan(0.05);
    }
    // Unknown is allowed, and worth nothing: most questions must be answered.
    expect(seen.unknown / runs).toBeLessThan(0.1);
  });

  test('derivations are proven', () => {
    const runs = 1000 * SCALE;
    const missed: string[] = [];
    fc.assert(
      fc.property(
        somePolicy,
        fc.array(fc.tuple(fc.constantFrom(...NARROWING), pick), { minLength: 1, maxLength: 3 }),
        (before, edits) => {
          const after = edits.reduce<readonly Element[]>((all, [edit, p]) => edit(all, p), before);
          const answer = decideInclusion([read(after)], [read(before)]);
          if (answer.kind !== 'included') missed.push(JSON.stringify({ after, before, answer }));
          expect(answer.kind).not.toBe('new-access');
        },
      ),
      { numRuns: runs },
    );
    expect(missed.length / runs, missed[0]).toBeLessThanOrEqual(0.001);
  });

  test('boxes: what was used stays allowed in every context', () => {
    const runs = 250 * SCALE;
    const seen = { included: 0, within: 0 };
    const boxes: fc.Arbitrary<readonly Box[]> = fc.array(
      fc.record({
        action: fc.constantFrom('s3:GetObject', 's3:putobject', 'sns:Publish', 's3:Get*'),
        resources: fc.constantFrom<Box['resources']>(
          'any',
          ['arn:aws:s3:::ledger/2026/x'],
          ['arn:aws:s3:::ledger/*', 'arn:aws:s3:::ledger'],
        ),
      }),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(pair, boxes, ([trimmed, original], kept) => {
        const [next, prior] = [[read(original)], [read(trimmed)]];
        const answer = decideInclusion(next, prior, { within: kept });
        if (answer.kind !== 'included') return;
        seen.included++;
        for (const request of requests.filter((own) => isWithin(kept, own))) {
          seen.within++;
          for (const reading of ['flat', 'segmented'] as const) {
            if (!allows(next, request, reading) || allows(prior, request, reading)) continue;
            expect.fail(
              `${reading} ${JSON.stringify({ original, trimmed, kept, request: shown(request) })}`,
            );
          }
        }
      }),
      { numRuns: runs },
    );
    expect(seen.included / runs).toBeGreaterThan(0.05);
    expect(seen.within).toBeGreaterThan(runs);
  });
});

function lowered(context: Readonly<Record<string, readonly string[]>>): World['context'] {
  return new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]));
}

function shown({ context, ...request }: World): object {
  return { ...request, context: Object.fromEntries(context) };
}

function isWithin(boxes: readonly Box[], { action, resource }: World): boolean {
  return boxes.some((box) => {
    const name = box.action.toLowerCase().replace(/\*$/, '');
    const isNamed = box.action.endsWith('*')
      ? action.toLowerCase().startsWith(name)
      : action.toLowerCase() === name;
    if (!isNamed || box.resources === 'any') return isNamed;
    return box.resources.some((pattern) =>
      pattern.endsWith('*') ? resource.startsWith(pattern.slice(0, -1)) : resource === pattern,
    );
  });
}

describe('algebra', { timeout: 3_600_000 }, () => {
  const isIncluded = (next: readonly Element[], prior: readonly Element[]): Inclusion['kind'] =>
    decideInclusion([read(next)], [read(prior)]).kind;

  test('every policy is within itself, in any order, twice, with more Allows; with more Denies it is less', () => {
    fc.assert(
      fc.property(somePolicy, someElement, (policy, element) => {
        expect(isIncluded(policy, policy)).toBe('included');
        expect(isIncluded([...policy, ...policy], [...policy].reverse())).toBe('included');
        expect(isIncluded(policy, [...policy, { ...element, Effect: 'Allow' }])).toBe('included');
        expect(isIncluded([...policy, { ...element, Effect: 'Deny' }], policy)).toBe('included');
      }),
      { numRuns: 150 * SCALE },
    );
  });

  test('the order of statements and policies does not change the answer', () => {
    fc.assert(
      fc.property(pair, ([next, prior]) => {
        const kind = isIncluded(next, prior);
        expect(isIncluded([...next].reverse(), [...prior].reverse())).toBe(kind);
        const split = decideInclusion(
          next.map((element) => read([element])),
          prior.map((element) => read([element])),
        );
        expect(split.kind).toBe(kind);
      }),
      { numRuns: 150 * SCALE },
    );
  });

  test('within what is within', () => {
    fc.assert(
      fc.property(pair, fc.tuple(fc.constantFrom(...NARROWING), pick), ([b, c], [edit, picked]) => {
        const a = edit(b, picked);
        if (isIncluded(b, c) !== 'included') return;
        expect(isIncluded(a, c)).toBe('included');
      }),
      { numRuns: 300 * SCALE },
    );
  });
});

test('the two readings of a star disagree somewhere', () => {
  const policies = RESOURCE_PATTERNS.map((pattern) => [
    read([{ Effect: 'Allow', Action: ['sns:Publish'], Resource: [pattern] }]),
  ]);
  const disagreements = policies.flatMap((next) =>
    policies.filter((prior) => {
      const flat = decideInclusion(next, prior, { reading: 'flat' }).kind;
      return flat !== decideInclusion(next, prior, { reading: 'segmented' }).kind;
    }),
  );
  expect(disagreements.length).toBeGreaterThan(0);
});
