/** Compares some policies with some others: what more the new ones allow, and by which statements. */
import type { Catalog } from '../catalog/catalog.js';
import type { NewAccess, Outcome } from '../model/check-result.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { evaluate } from '../policy/evaluate.js';
import { decideInclusion, type InclusionWitness } from '../policy/includes.js';
import { requestOf } from './asked.js';
import { findPrincipalWitness, type PrincipalWitness } from './named-principals.js';
import type { ReadPolicy } from './read-policy.js';
import { readableRequest } from './readable-request.js';
import { refusalOf } from './refusal.js';

/** Statements that allow more are named up to here: each costs a decision. */
const MOST_STATEMENTS_NAMED = 10;
/** Of larger policies, one is. */
const LARGE = 1_000;

/** The decision about all of `next` together against all of `prior` together. */
export function compare(
  next: readonly ReadPolicy[],
  prior: readonly ReadPolicy[],
  catalog: Catalog,
): Outcome {
  const priorDocuments = prior.map(({ document }) => document);
  const found: Found[] = [];
  let left = next.map(({ document }) => allOf(document));
  const isLarge = statementsIn([...next, ...prior]) > LARGE;
  while (found.length < (isLarge ? 1 : MOST_STATEMENTS_NAMED)) {
    const nextDocuments = left.map(documentOf);
    const answer = decideInclusion(nextDocuments, priorDocuments);
    if (answer.kind === 'included') return settle(found, undefined);
    if (answer.kind === 'unknown') {
      return found.length > 0
        ? settle(found, `the other statements were not decided: ${answer.reason}`)
        : undecided(answer.reason, next, prior);
    }
    const at = allowOf(nextDocuments, answer.witness);
    const asked = readableRequest(answer.witness, {
      catalog,
      next: nextDocuments,
      prior: priorDocuments,
      at,
    });
    const place = placeIn(left, at);
    const statement = next[place.policy]?.placeOf(place.statement);
    if (statement === undefined) throw new Error('a witness of no policy');
    const { action, resource, context } = asked;
    const before = refusalOf(requestOf(asked), prior);
    found.push({ place, access: { action, resource, context, statement, before } });
    left = left.map((part, index) => (index === place.policy ? without(part, place) : part));
  }
  return settle(found, 'further statements were not looked at');
}

function statementsIn(policies: readonly ReadPolicy[]): number {
  return policies.reduce((sum, { document }) => sum + document.statements.length, 0);
}

type Found = { readonly place: Place; readonly access: NewAccess };

/** In the order of the files, as people read them; the decider has its own. */
function settle(found: readonly Found[], rest: string | undefined): Outcome {
  if (found.length === 0) return { verdict: 'included', because: 'proven' };
  const newAccess = found
    .toSorted(({ place: a }, { place: b }) => a.policy - b.policy || a.statement - b.statement)
    .map(({ access }) => access);
  return { verdict: 'new-access', newAccess, ...(rest !== undefined && { rest }) };
}

/** Some statements of a document, and their indices in it. */
type Part = { readonly document: PolicyDocument; readonly indices: readonly number[] };
type Place = { readonly policy: number; readonly statement: number };

function allOf(document: PolicyDocument): Part {
  return partOf(document, () => true);
}

function partOf(document: PolicyDocument, keeps: (statement: Statement) => boolean): Part {
  const indices = document.statements.flatMap((one, index) => (keeps(one) ? [index] : []));
  return { document, indices };
}

function documentOf({ document, indices }: Part): PolicyDocument {
  return { ...document, statements: indices.flatMap((index) => document.statements[index] ?? []) };
}

function without({ document, indices }: Part, { statement }: Place): Part {
  return { document, indices: indices.filter((index) => index !== statement) };
}

/** From the statements that are left to those of the whole documents. */
function placeIn(left: readonly Part[], { policy, statement }: Place): Place {
  const whole = left[policy]?.indices[statement];
  if (whole === undefined) throw new Error('a witness of no statement');
  return { policy, statement: whole };
}

/** The Allow that admits the witness. */
function allowOf(documents: readonly PolicyDocument[], witness: InclusionWitness): Place {
  if (witness.statement !== undefined) return witness.statement;
  const { statements } = evaluate(requestOf(witness), { identity: documents });
  return statements[0] ?? { policy: 0, statement: 0 };
}

const EMPTY: PolicyDocument = { version: '2012-10-17', statements: [], versionStated: false };

function undecided(
  reason: string,
  next: readonly ReadPolicy[],
  prior: readonly ReadPolicy[],
): Outcome {
  const [own] = next;
  const [old] = prior;
  if (own !== undefined && next.length === 1 && prior.length <= 1) {
    const witness = findPrincipalWitness(own.document, old?.document ?? EMPTY);
    if (witness !== undefined) return principalAccess(witness, own, prior);
  }
  return { verdict: 'unknown', reason: reasonOf(reason, [...next, ...prior]) };
}

function principalAccess(
  { request, principal, statement: index }: PrincipalWitness,
  own: ReadPolicy,
  prior: readonly ReadPolicy[],
): Outcome {
  const { action, resource } = request;
  const spelled = new Map(
    [own, ...prior]
      .flatMap(({ document }) => document.statements.flatMap(({ conditions }) => conditions))
      .map(({ key }) => [key.toLowerCase(), key] as const),
  );
  const context = Object.fromEntries(
    [...request.context].map(([key, values]) => [spelled.get(key) ?? key, values] as const),
  );
  const statement = own.placeOf(index);
  const before = refusalOf(request, prior);
  const newAccess = [{ action, resource, context, principal, statement, before }];
  return { verdict: 'new-access', newAccess, rest: 'further statements were not looked at' };
}

/** The decider counts statements; whoever reads this wants to know the file. */
function reasonOf(reason: string, policies: readonly ReadPolicy[]): string {
  const [first] = policies.flatMap(({ problems }) => problems);
  if (first === undefined) return reason;
  const place = [first.source, first.path].filter((part) => part !== undefined && part !== '');
  const words = `not understood: ${place.join(' ')}: ${first.message}`;
  return / was not understood$/.test(reason) ? words : `${reason}; ${words}`;
}

/**
 * What a Deny kept from happening may be allowed by a policy that is not compared here: so a policy
 * that denies less is not called included on the strength of its own Allows.
 *
 * @returns why not, in plain words; `undefined` when everything denied before is denied now
 */
export function lostDeny(
  next: readonly ReadPolicy[],
  prior: readonly ReadPolicy[],
  catalog: Catalog,
): string | undefined {
  const before = prior.map(({ document }) => partOf(document, isDeny));
  if (before.every(({ indices }) => indices.length === 0)) return undefined;
  const after = next.map(({ document }) => asAllow(documentOf(partOf(document, isDeny))));
  const denied = before.map((part) => asAllow(documentOf(part)));
  const answer = decideInclusion(denied, after);
  if (answer.kind === 'included') return undefined;
  if (answer.kind === 'unknown') {
    const reason = reasonOf(answer.reason, [...next, ...prior]);
    return `whether all that was denied before is still denied was not decided: ${reason}`;
  }
  const at = allowOf(denied, answer.witness);
  const place = placeIn(before, at);
  const statement = prior[place.policy]?.placeOf(place.statement);
  const { action, resource } = readableRequest(answer.witness, {
    catalog,
    next: denied,
    prior: after,
    at,
  });
  const where = statement === undefined ? '' : ` (${statement.path} of ${statement.file})`;
  return `it no longer denies ${action} on ${resource}, which was denied before${where}; another policy that is not compared here may allow it`;
}

function isDeny({ effect }: Statement): boolean {
  return effect === 'Deny';
}

function asAllow(document: PolicyDocument): PolicyDocument {
  const statements = document.statements.map((one): Statement => ({ ...one, effect: 'Allow' }));
  return { ...document, statements };
}
