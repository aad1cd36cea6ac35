/**
 * Does a stored result say of each proposal what the evidence says? A result is a file that anybody may
 * have changed: who makes the kept set smaller can have any policy proven.
 */
import type { Result } from '../model/result.js';

/** Why a proposal does not stand on the evidence, by its id; what stands is not in it. */
export type OffEvidence = ReadonlyMap<string, string>;

/** @param again the result that the evidence gives now, asked the same */
export function offEvidence(result: Result, again: Result): OffEvidence {
  return new Map([
    ...differing(result.recommendations, again.recommendations, ({ before, kept }) => ({
      'the policy before': before.document,
      'what must stay': kept,
    })),
    ...differing(result.trust, again.trust, ({ before, keptPrincipals }) => ({
      'the policy before': before.document,
      'who must still be able to take the role': keptPrincipals,
    })),
    ...differing(result.permissionSets ?? [], again.permissionSets ?? [], ({ before, kept }) => ({
      'the policy before': before.map(({ document }) => document),
      'what must stay': kept,
    })),
    ...differing(result.accountProposals, again.accountProposals, ({ kept }) => ({
      'what must stay': kept,
    })),
  ]);
}

function differing<One extends { readonly id: string }>(
  stored: readonly One[],
  recomputed: readonly One[],
  claims: (one: One) => Readonly<Record<string, unknown>>,
): readonly (readonly [id: string, why: string])[] {
  const known = new Map(recomputed.map((one) => [one.id, one]));
  return stored.flatMap((one): readonly (readonly [id: string, why: string])[] => {
    const same = known.get(one.id);
    if (same === undefined) return [[one.id, 'the evidence gives no such proposal']];
    const expected = claims(same);
    const [what] = Object.entries(claims(one))
      .filter(([name, claim]) => JSON.stringify(claim) !== JSON.stringify(expected[name]))
      .map(([name]) => name);
    return what === undefined ? [] : [[one.id, `${what} is not what the evidence says`]];
  });
}
