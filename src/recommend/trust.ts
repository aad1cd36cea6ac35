/**
 * Trust policies without the principals that nobody took the role as.
 *
 * A principal goes when the log would have shown it take the role and did not, and when others were
 * seen: of a role that nobody takes at all the whole role is in question, and only principals of other
 * accounts go. A whole account stays when anybody of it came; a caller that the log names by its account only may have been any principal of
 * that account. Source: IAM User Guide, "AWS JSON policy elements: Principal".
 */
import { isIdentityCenterReserved, isServiceLinked, type Role } from '../model/identity.js';
import type { PolicyDocument, PrincipalSet, Statement } from '../model/policy.js';
import type {
  Certificate,
  Certificates,
  TrustProposal,
  Withheld,
} from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Assessment, RoleTaking } from '../model/verdict.js';
import { decideInclusion } from '../policy/includes.js';
import { certificate, isProven } from './certify.js';
import { holderOf, named, whyNotProven } from './propose.js';

export type TrustProposals = {
  readonly trust: readonly TrustProposal[];
  readonly withheld: readonly Withheld[];
};

export function proposeTrust(
  snapshots: readonly Snapshot[],
  assessments: readonly Assessment[],
): TrustProposals {
  const taken = new Map(assessments.map((one) => [one.arn, one.taking]));
  const made = snapshots.flatMap(({ roles }) =>
    roles.flatMap((role) => proposeFor(role, taken.get(role.arn)) ?? []),
  );
  return {
    trust: made.flatMap((one) => ('certificates' in one ? one : [])),
    withheld: made.flatMap((one) => ('certificates' in one ? [] : one)),
  };
}

function proposeFor(
  role: Role,
  taken: RoleTaking | undefined,
): TrustProposal | Withheld | undefined {
  const { trustPolicy: before } = role;
  if (before === undefined || taken === undefined || taken.silence.kind !== 'silent') return;
  if (isServiceLinked(role) || isIdentityCenterReserved(role)) return;
  if (before.statements.some(isUnclear)) return;
  const all = principalsOf(before);
  const kept = all.flatMap((principal) => {
    const why = whyKept(principal, taken);
    return why === undefined ? [] : { principal, why };
  });
  if (kept.length === 0) kept.push(...ownPrincipals(role, all));
  if (kept.length === 0 || kept.length === all.length) return;
  const names = new Set(kept.map(({ principal }) => principal));
  for (const principal of all) {
    if (names.has(principal) || !COMPANIONS.get(principal)?.some((one) => names.has(one))) continue;
    kept.push({ principal, why: 'a service checks for it, although another one takes the role' });
    names.add(principal);
  }
  if (kept.length === all.length) return;
  const after = withPrincipals(before, (principal) => names.has(principal));
  const certificates = certifyTrust(before, after, [...names]);
  if (!isProven(certificates)) {
    const reason = whyNotProven(certificates);
    const policy = `trust policy of ${role.name}`;
    return { account: role.account, policy, holders: [holderOf(role)], reason };
  }
  const removed = all.filter((principal) => !names.has(principal));
  return {
    id: `trust ${role.arn}`,
    account: role.account,
    role: holderOf(role),
    before: named('trust-policy', before, undefined),
    after: named('trust-policy', after, undefined),
    removedPrincipals: removed,
    keptPrincipals: kept,
    notes: notesOn(role, removed, taken),
    certificates,
  };
}

/** C2: whoever took the role still may, under whatever conditions the old policy set for them. */
export function certifyTrust(
  before: PolicyDocument,
  after: PolicyDocument,
  seen: readonly string[],
): Certificates {
  const names = new Set(seen);
  const used = withPrincipals(before, (principal) => names.has(principal));
  return {
    noNewAccess: judged(certificate(decideInclusion([after], [before])), after, before, 'lets in'),
    nothingUsedLost: judged(
      certificate(decideInclusion([used], [after])),
      used,
      after,
      'shuts out',
    ),
  };
}

/**
 * The decider has no request to show where only principals differ. One that is named on one side alone
 * is difference enough: naming a principal lets it in by itself, whatever else the policy says of its
 * account.
 */
function judged(
  answer: Certificate,
  narrower: PolicyDocument,
  wider: PolicyDocument,
  words: string,
): Certificate {
  if (answer.status !== 'unknown') return answer;
  if ([narrower, wider].some(({ statements }) => statements.some(isUnclear))) return answer;
  const known = new Set(principalsOf(wider).map(oneSpelling));
  if (known.has('*')) return answer;
  const other = principalsOf(narrower).find((principal) => !known.has(oneSpelling(principal)));
  return other === undefined
    ? answer
    : { status: 'refused', by: answer.by, reason: `it ${words} ${other}` };
}

/** An account may be named by its number or by the ARN of its root. */
function oneSpelling(principal: string): string {
  return /^arn:[\w-]+:iam::(\d{12}):root$/.exec(principal)?.[1] ?? principal;
}

function isUnclear({ opaque, principals, effect }: Statement): boolean {
  return opaque || (effect === 'Allow' && (principals === undefined || principals.negated));
}

/** Of a role that nobody took the whole role is in question; other accounts are shut out at once. */
function ownPrincipals({ account }: Role, all: readonly string[]) {
  return all
    .filter((principal) => (accountIn(principal) ?? account) === account)
    .map((principal) => ({
      principal,
      why: 'nobody took the role at all: only other accounts are shut out',
    }));
}

function principalsOf({ statements }: PolicyDocument): readonly string[] {
  const names = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ principals }) => (principals === undefined ? [] : namesOf(principals.set)));
  return [...new Set(names)].sort();
}

function namesOf(set: PrincipalSet): readonly string[] {
  return set.kind === 'any'
    ? ['*']
    : [...set.aws, ...set.service, ...set.federated, ...set.canonicalUser];
}

/**
 * Services that want others in the trust policy beside the one that takes the role.
 * Source: CloudFront Developer Guide, "Set up IAM permissions and roles for Lambda@Edge".
 */
const COMPANIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['edgelambda.amazonaws.com', ['lambda.amazonaws.com']],
  ['lambda.amazonaws.com', ['edgelambda.amazonaws.com']],
]);

const ACCOUNT = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/;

/** `undefined`: nobody was seen who could have taken the role as this principal. */
function whyKept(principal: string, { by }: RoleTaking): string | undefined {
  const row = by.find((one) => couldBe(principal, one));
  return row && `${row.by} took it ${row.count}×, last on ${row.lastSeen.slice(0, 10)}`;
}

function couldBe(principal: string, { by, event }: RoleTaking['by'][number]): boolean {
  if (principal === by || principal.includes('*')) return true;
  if (principal.includes('-provider/') && by.startsWith(`${principal}:`)) return true;
  if (event !== 'AssumeRole') {
    // With a token of a provider; one that the log does not name may have been any of them.
    const isProvider = /:(oidc|saml)-provider\//.test(principal) || !principal.startsWith('arn:');
    return isProvider && !/-provider\//.test(by) && !isService(principal);
  }
  if (isService(principal) || /-provider\//.test(principal)) return false;
  const [own, caller] = [accountIn(principal), accountIn(by)];
  if (ACCOUNT.test(principal)) return caller === own;
  if (own === undefined) return !isService(by);
  // Named by its account only, nobody knows which of its principals it was.
  return caller === own && ACCOUNT.test(by);
}

/** Hosts of AWS services, such as `ec2.amazonaws.com`. */
function isService(text: string): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(text) && !text.startsWith('arn:');
}

function accountIn(text: string): string | undefined {
  return ACCOUNT.exec(text)?.[1] ?? /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(text)?.[1];
}

/** Statements without a principal left go. */
function withPrincipals(
  document: PolicyDocument,
  isKept: (principal: string) => boolean,
): PolicyDocument {
  const statements = document.statements.flatMap((statement): readonly Statement[] => {
    const { principals, effect } = statement;
    if (effect === 'Deny' || principals === undefined) return [statement];
    const set = filtered(principals.set, isKept);
    if (namesOf(set).length === 0) return [];
    return namesOf(set).length === namesOf(principals.set).length
      ? [statement]
      : [{ ...statement, principals: { ...principals, set } }];
  });
  return { ...document, statements };
}

function filtered(set: PrincipalSet, isKept: (principal: string) => boolean): PrincipalSet {
  if (set.kind === 'any') return isKept('*') ? set : { ...NOBODY };
  return {
    kind: 'listed',
    aws: set.aws.filter(isKept),
    service: set.service.filter(isKept),
    federated: set.federated.filter(isKept),
    canonicalUser: set.canonicalUser.filter(isKept),
  };
}

const NOBODY: PrincipalSet = {
  kind: 'listed',
  aws: [],
  service: [],
  federated: [],
  canonicalUser: [],
};

function notesOn(
  { account }: Role,
  removed: readonly string[],
  { silence, by }: RoleTaking,
): readonly string[] {
  const foreign = removed.filter((one) => {
    const own = accountIn(one);
    return own !== undefined && own !== account;
  });
  return [
    ...(silence.kind === 'silent'
      ? [
          `${by.length === 0 ? 'nobody' : 'nobody else'} took it from ${silence.since.slice(0, 10)} to ${silence.until.slice(0, 10)}`,
        ]
      : []),
    ...(removed.some(isService)
      ? [
          'a service may look for itself in the trust policy when it is set up, without taking the role',
        ]
      : []),
    ...(foreign.length === 0 ? [] : [`never seen, of other accounts: ${foreign.join(', ')}`]),
  ];
}
