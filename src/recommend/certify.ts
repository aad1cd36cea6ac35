/** The two certificates of a proposal, decided; nothing but `proven` lets it out. */
import { assertNever } from '../model/brand.js';
import type { PolicyDocument } from '../model/policy.js';
import type { Certificate, Certificates, KeptBox } from '../model/recommendation.js';
import { decideInclusion, type Inclusion } from '../policy/includes.js';
import { withPassedToService } from './statement.js';

/**
 * @param boxes what must stay, from the ledger and the verdicts
 */
export function certify(
  before: PolicyDocument,
  after: readonly PolicyDocument[],
  boxes: readonly KeptBox[],
): Certificates {
  return {
    noNewAccess: certificate(decideInclusion(after, [before])),
    nothingUsedLost: nothingUsedLost(before, after, boxes),
  };
}

/** Of roles that were passed to known services only, requests that pass them to these must stay. */
function nothingUsedLost(
  before: PolicyDocument,
  after: readonly PolicyDocument[],
  boxes: readonly KeptBox[],
): Certificate {
  const bound = boxes.filter(({ passedTo }) => passedTo !== undefined);
  const free = boxes.filter(({ passedTo }) => passedTo === undefined);
  const answers = [
    decideInclusion([before], after, { within: free }),
    ...bound.map((box) =>
      decideInclusion([passing(before, box.passedTo ?? [])], after, { within: [box] }),
    ),
  ].map(certificate);
  const [first] = answers;
  if (first === undefined) throw new Error('nothing was decided');
  return answers.find(({ status }) => status !== 'proven') ?? first;
}

/** What of the policy allows requests that pass a role to one of the services. */
function passing(document: PolicyDocument, services: readonly string[]): PolicyDocument {
  const statements = document.statements.map((statement) =>
    statement.effect === 'Allow' ? withPassedToService(statement, services) : statement,
  );
  return { ...document, statements };
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
