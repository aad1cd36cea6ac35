import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallerClaim } from '../../../src/collect/cloudtrail/attribute.js';
import { createCallers } from '../../../src/collect/cloudtrail/callers.js';

const someClaim: fc.Arbitrary<CallerClaim> = fc.record({
  id: fc.constant('AIDAEXAMPLEDEPLOYER01'),
  arn: fc.constantFrom('', 'arn:aws:iam::111122223333:user/ci/deployer'),
  arnKind: fc.constantFrom('exact', 'path-lost'),
  account: fc.constantFrom('111122223333', '444455556666'),
  otherwise: fc.constantFrom(undefined, undefined, 'unknown-shape', 'other-account'),
});
const someClaims = fc.array(fc.tuple(someClaim, fc.integer({ min: 1, max: 3 })), {
  minLength: 2,
  maxLength: 6,
});

/** Readers count what is alike together, so that events of one caller come in another order. */
test('who a caller is does not hang on the order of its events, whatever they claim', () => {
  const settled = (claims: readonly (readonly [CallerClaim, number])[]) => {
    const callers = createCallers(10);
    return claims.map(([claim, at]) => callers.of(claim, at)).at(-1);
  };
  const sameInAnyOrder = fc.property(
    someClaims.chain((claims) =>
      fc.tuple(
        fc.constant(claims),
        fc.shuffledSubarray(claims, { minLength: claims.length, maxLength: claims.length }),
      ),
    ),
    ([claims, shuffled]) => {
      expect(settled(shuffled)).toEqual(settled(claims));
    },
  );
  fc.assert(sameInAnyOrder, { numRuns: 500 });
});
