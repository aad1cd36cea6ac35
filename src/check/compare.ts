/** Compares some policies with some others: what more the new ones allow, and by which statements. */
import type { NewAccess, Outcome } from '../model/check-result.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { evaluate } from '../policy/evaluate.js';
import { decideInclusion, type InclusionWitness } from '../policy/includes.js';
import type { Request } from '../policy/request.js';
import { findPrincipalWitness } from './named-principals.js';
import type { ReadPolicy } from './read-policy.js';
import { refusalOf } from './refusal.js';

/** Statements that allow more are named up to here. */
const MOST_STATEMENTS_NAMED = 10;

/** The decision about all of `next` together against all of `prior` together. */
export function compare(next: readonly ReadPolicy[], prior: readonly ReadPolicy[]): Outcome {
  const priorDocuments = prior.map(({ document }) => document);
  const found: NewAccess[] = [];
  let left = next.map(({ document }) => allOf(document));
  while (found.length < MOST_STATEMENTS_NAMED) {
    const answer = decideInclusion(left.map(documentOf), priorDocuments);
    if (answer.kind === 'included') return settle(found, undefined);
    if (answer.kind === 'unknown') {
      return found.length > 0
        ? settle(found, `the other statements were not decided: ${answer.reason}`)
        : undecided(answer.reason, next, prior);
    }
    const place = placeIn(left, answer.witness);
    const policy = next[place.policy];
    if (policy === undefined) throw new Error('a witness of no policy');
    found.push(newAccessOf(answer.witness, policy, place.statement, prior));
    left = left.map((part, index) => (index === place.policy ? without(part, place) : part));
  }
  return settle(found, 'further statements were not looked at');
}

function settle(newAccess: readonly NewAccess[], rest: string | undefined): Outcome {
  if (newAccess.length === 0) return { verdict: 'included', because: 'proven' };
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

/** The Allow that admits the witness, in the whole documents. */
function placeIn(left: readonly Part[], witness: InclusionWitness): Place {
  const place = witness.statement ?? allowOf(left, witness);
  const statement = left[place.policy]?.indices[place.statement];
  if (statement === undefined) throw new Error('a witness of no statement');
  return { policy: place.policy, statement };
}

function allowOf(left: readonly Part[], witness: InclusionWitness): Place {
  const { statements } = evaluate(requestOf(witness), { identity: left.map(documentOf) });
  return statements[0] ?? { policy: 0, statement: 0 };
}

function requestOf({ action, resource, context }: InclusionWitness): Request {
  const account = '111122223333';
  return {
    action,
    resource,
    principal: { kind: 'user', account, arn: `arn:aws:iam::${account}:user/someone` },
    resourceAccount: account,
    context: new Map(
      Object.entries(context).map(([key, values]) => [key.toLowerCase(), values] as const),
    ),
  };
}

function newAccessOf(
  witness: InclusionWitness,
  policy: ReadPolicy,
  statement: number,
  prior: readonly ReadPolicy[],
): NewAccess {
  const { action, resource, context } = witness;
  const before = refusalOf(requestOf(witness), prior);
  return { action, resource, context, statement: policy.placeOf(statement), before };
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
    if (witness !== undefined) {
      const { request, principal, statement } = witness;
      const { action, resource } = request;
      const context = Object.fromEntries(request.context);
      const before = refusalOf(request, prior);
      const place = own.placeOf(statement);
      const newAccess = [{ action, resource, context, principal, statement: place, before }];
      return { verdict: 'new-access', newAccess, rest: 'further statements were not looked at' };
    }
  }
  return { verdict: 'unknown', reason: `${reason}${notUnderstood([...next, ...prior])}` };
}

function notUnderstood(policies: readonly ReadPolicy[]): string {
  const [first] = policies.flatMap(({ problems }) => problems);
  if (first === undefined) return '';
  const place = [first.source, first.path].filter((part) => part !== undefined && part !== '');
  return `; not understood: ${place.join(' ')}: ${first.message}`;
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
): string | undefined {
  const before = prior.map(({ document }) => partOf(document, isDeny));
  if (before.every(({ indices }) => indices.length === 0)) return undefined;
  const after = next.map(({ document }) => asAllow(documentOf(partOf(document, isDeny))));
  const answer = decideInclusion(
    before.map((part) => asAllow(documentOf(part))),
    after,
  );
  if (answer.kind === 'included') return undefined;
  if (answer.kind === 'unknown') {
    return `whether all that was denied before is still denied was not decided: ${answer.reason}${notUnderstood([...next, ...prior])}`;
  }
  const place = placeIn(before, answer.witness);
  const statement = prior[place.policy]?.placeOf(place.statement);
  const { action, resource } = answer.witness;
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
