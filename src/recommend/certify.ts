/** The two certificates of a proposal, decided; nothing but `proven` lets it out. */
import { assertNever } from '../model/brand.js';
import type { PolicyDocument } from '../model/policy.js';
import type {
  AccountProposal,
  Certificate,
  Certificates,
  KeptBox,
} from '../model/recommendation.js';
import { decideInclusion, type Inclusion } from '../policy/includes.js';
import { parsePolicy } from '../policy/parse-policy.js';
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
  return answers.find(({ status }) => status !== 'proven') ?? answers[0] ?? UNDECIDED;
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

/**
 * Nothing that must stay, of anybody, is inside what is denied. A boundary and a Deny grant nothing by
 * themselves: there is no other promise to prove.
 */
export function certifyAccount(
  kind: AccountProposal['kind'],
  document: PolicyDocument,
  boxes: readonly KeptBox[],
): Certificate {
  const next = kind === 'permissions-boundary' ? [document] : [EVERYTHING, document];
  const bound = boxes.filter(({ regions }) => regions !== undefined);
  const free = boxes.filter(({ regions }) => regions === undefined);
  const lists = new Map(bound.map(({ regions = [] }) => [regions.join(), regions]));
  const answers = [
    decideInclusion([EVERYTHING], next, { within: free }),
    ...[...lists].map(([key, regions]) =>
      decideInclusion([everythingIn(regions)], next, {
        within: bound.filter((box) => box.regions?.join() === key),
      }),
    ),
  ].map(certificate);
  return answers.find(({ status }) => status !== 'proven') ?? answers[0] ?? UNDECIDED;
}

const UNDECIDED: Certificate = {
  status: 'unknown',
  by: 'inclusion',
  reason: 'nothing was decided',
};

const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const EVERYTHING = documentOf(ALLOW_ALL);

function everythingIn(regions: readonly string[]): PolicyDocument {
  return documentOf({
    ...ALLOW_ALL,
    Condition: { StringEquals: { 'aws:RequestedRegion': regions } },
  });
}

function documentOf(statement: object): PolicyDocument {
  return parsePolicy({ Version: '2012-10-17', Statement: [statement] }).document;
}
