/**
 * Proves the certificates of a stored result again: from the policy files as they lie in the out
 * folder, the policies before, and the kept sets that the result names. Knows nothing of how the
 * proposals were made.
 */
import { actionsOf, emptySet, setOfActions, union } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import type { PolicyDocument } from '../model/policy.js';
import type { ProofCheck, VerifiedProposal } from '../model/proof-check.js';
import type { Certificate, Certificates, KeptBox } from '../model/recommendation.js';
import type {
  AccountProposalResult,
  KeptResult,
  PermissionSetProposalResult,
  PolicyResult,
  RecommendationResult,
  Result,
} from '../model/result.js';
import { createActionExpander, expandPatterns } from '../policy/expand-actions.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { toJson } from '../policy/print-policy.js';
import { certify, certifyAccount } from './certify.js';
import { offEvidence } from './on-evidence.js';
import { certifyTrust } from './trust.js';

/** The text of the file of each policy after, in their order; `undefined`: there is none. */
export type ReadAfter = (proposal: { readonly id: string }) => readonly (string | undefined)[];

/** @param again what the evidence gives now, where it is there */
export function verifyResult(
  result: Result,
  catalog: Catalog,
  readAfter: ReadAfter,
  again?: Result,
): ProofCheck {
  const isSameCatalog = result.catalog.version === catalog.version;
  // What is waived stays as it is: it has no files.
  const open = result.recommendations.filter(({ mark }) => mark?.kind !== 'waived');
  const proposals = open.map((one) =>
    verifyOne(one, readAfter, (before, after) =>
      isSameCatalog || one.kept.every(({ compact }) => compact === undefined)
        ? certify(before, after, boxesOf(catalog, one.kept))
        : OTHER_CATALOG,
    ),
  );
  const trust = result.trust.map((one) =>
    verifyOne({ ...one, after: [one.after] }, readAfter, (before, [after = before]) =>
      certifyTrust(
        before,
        after,
        one.keptPrincipals.map(({ principal }) => principal),
      ),
    ),
  );
  const accounts = result.accountProposals.map((one) =>
    verifyAccount(one, readAfter, (document) =>
      isSameCatalog || one.kept.every(({ compact }) => compact === undefined)
        ? certifyAccount(one.kind, document, boxesOf(catalog, one.kept))
        : OTHER_CATALOG,
    ),
  );
  const sets = (result.permissionSets ?? []).map((one) =>
    verifyOne({ ...one, before: mergedResult(one) }, readAfter, (before, after) =>
      isSameCatalog || one.kept.every(({ compact }) => compact === undefined)
        ? certify(before, after, boxesOf(catalog, one.kept))
        : OTHER_CATALOG,
    ),
  );
  const all = [...proposals, ...trust, ...accounts, ...sets];
  if (again === undefined) return { proposals: all, evidence: 'absent' };
  const isSameRelease = isSameCatalog && result.tool.version === again.tool.version;
  if (!isSameRelease) return { proposals: all, evidence: 'other-release' };
  const off = offEvidence(result, again);
  return {
    proposals: all.map((one): VerifiedProposal => {
      const reason = off.get(one.id);
      return reason === undefined ? one : { ...one, status: 'failed', reason };
    }),
    evidence: 'compared',
  };
}

/** The policies that one text takes the place of, as one document. */
function mergedResult({ name, before }: PermissionSetProposalResult): PolicyResult {
  const documents = before.map(({ document }) => parsePolicy(JSON.stringify(document)).document);
  const [first] = documents;
  const statements = documents.flatMap((one) => one.statements);
  const document = first === undefined ? {} : toJson({ ...first, statements });
  return { name, size: 0, document };
}

const OTHER_CATALOG = 'its kept set is written over another release of the action catalogue';

/** It takes away only, so one certificate is all there is. */
function verifyAccount(
  { id, account, policy }: AccountProposalResult,
  readAfter: ReadAfter,
  prove: (document: PolicyDocument) => Certificate | string,
): VerifiedProposal {
  const about = { id, account, policy: policy.name };
  const documents = readDocuments([policy], readAfter({ id }));
  if (typeof documents === 'string') return { ...about, status: 'failed', reason: documents };
  const [document] = documents;
  const nothingUsedLost = document === undefined ? 'it has no file' : prove(document);
  return typeof nothingUsedLost === 'string'
    ? { ...about, status: 'unknown', reason: nothingUsedLost }
    : conclude(about, { nothingUsedLost });
}

type Subject = Pick<RecommendationResult, 'id' | 'account' | 'before' | 'after'>;

function verifyOne(
  one: Subject,
  readAfter: ReadAfter,
  prove: (before: PolicyDocument, after: readonly PolicyDocument[]) => Certificates | string,
): VerifiedProposal {
  const { id, account } = one;
  const about = { id, account, policy: one.before.name };
  const documents = readDocuments(one.after, readAfter(one));
  if (typeof documents === 'string') return { ...about, status: 'failed', reason: documents };
  const certificates = prove(parsePolicy(JSON.stringify(one.before.document)).document, documents);
  return typeof certificates === 'string'
    ? { ...about, status: 'unknown', reason: certificates }
    : conclude(about, certificates);
}

/** What the files hold, or what is wrong with one of them. */
function readDocuments(
  policies: readonly { readonly name: string }[],
  texts: readonly (string | undefined)[],
): readonly PolicyDocument[] | string {
  const missing = policies.find((_, index) => texts[index] === undefined);
  if (missing !== undefined) return `the file of ${missing.name} is missing`;
  const documents: PolicyDocument[] = [];
  for (const [index, text] of texts.entries()) {
    const { document, problems } = parsePolicy(text ?? '');
    if (problems.length > 0 || document.statements.length === 0) {
      return `the file of ${policies[index]?.name} is not the policy that was written`;
    }
    documents.push(document);
  }
  return documents;
}

function boxesOf(catalog: Catalog, kept: readonly KeptResult[]): readonly KeptBox[] {
  const expander = createActionExpander(catalog);
  return kept.flatMap(
    ({ actions = [], compact = [], patterns = [], resources, passedTo, regions }) => {
      const known = union(
        setOfActions(catalog, actions),
        compact.length === 0 ? emptySet(catalog) : expandPatterns(expander, compact),
      );
      return [...actionsOf(catalog, known), ...patterns].map((action) => ({
        action,
        resources,
        ...(passedTo === undefined ? {} : { passedTo }),
        ...(regions === undefined ? {} : { regions }),
      }));
    },
  );
}

function conclude(
  about: Pick<VerifiedProposal, 'id' | 'account' | 'policy'>,
  { noNewAccess, nothingUsedLost }: Partial<Certificates>,
): VerifiedProposal {
  const named = [
    ['no new access', noNewAccess],
    ['nothing used lost', nothingUsedLost],
  ] as const;
  const reasons = named.flatMap(([promise, certificate]) => {
    if (certificate === undefined || certificate.status === 'proven') return [];
    const { status, reason, witness } = certificate;
    const request = witness === undefined ? '' : ` for ${witness.action} on ${witness.resource}`;
    return [`${promise}: ${status}${request}${reason === undefined ? '' : ` (${reason})`}`];
  });
  if (reasons.length === 0) return { ...about, status: 'proven' };
  const isRefused = named.some(([, certificate]) => certificate?.status === 'refused');
  return { ...about, status: isRefused ? 'failed' : 'unknown', reason: reasons.join('; ') };
}
