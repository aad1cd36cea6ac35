/** The two certificates of a proposal, decided; nothing but `proven` lets it out. */
import { assertNever } from '../model/brand.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Certificate, Certificates } from '../model/recommendation.js';
import { type Box, decideInclusion, type Inclusion } from '../policy/includes.js';

/**
 * @param boxes what must stay, from the ledger and the verdicts
 */
export function certify(
  before: PolicyDocument,
  after: readonly PolicyDocument[],
  boxes: readonly Box[],
): Certificates {
  return {
    noNewAccess: certificate(decideInclusion(after, [before])),
    nothingUsedLost: certificate(decideInclusion([before], after, { within: boxes })),
  };
}

export function isProven({ noNewAccess, nothingUsedLost }: Certificates): boolean {
  return noNewAccess.status === 'proven' && nothingUsedLost.status === 'proven';
}

export function certificate(answer: Inclusion): Certificate {
  switch (answer.kind) {
    case 'included':
      return { status: 'proven', by: `inclusion by ${answer.by}, both readings of *` };
    case 'new-access': {
      const { action, resource } = answer.witness;
      return { status: 'refused', by: 'inclusion', witness: { action, resource } };
    }
    case 'unknown':
      return { status: 'unknown', by: 'inclusion', reason: answer.reason };
    default:
      return assertNever(answer);
  }
}
