/**
 * Why did the old policies not allow a request? One clause in plain words, and the statement that
 * came closest. It explains; the decision was made elsewhere.
 */
import type { Refusal, StatementPlace } from '../model/check-result.js';
import type { Condition, PolicyDocument, Statement } from '../model/policy.js';
import { evaluateCondition } from '../policy/conditions/evaluate-condition.js';
import { evaluate } from '../policy/evaluate.js';
import { matchesAction, matchesResource } from '../policy/match.js';
import { addressOf } from '../policy/principals.js';
import type { Request } from '../policy/request.js';
import { hasVariables } from '../policy/variables.js';
import type { ReadPolicy } from './read-policy.js';

type Near = {
  readonly place: StatementPlace;
  readonly statement: Statement;
  readonly version: PolicyDocument['version'];
};

export function refusalOf(request: Request, prior: readonly ReadPolicy[]): Refusal {
  if (prior.length === 0) return { kind: 'no-policy', text: 'there was no such policy' };
  const denied = denyOf(request, prior);
  if (denied !== undefined) return denied;
  const onAction = prior.flatMap((policy) => nearAllows(policy, request.action));
  const onPrincipal = onAction.filter(({ statement }) => mayName(statement, request));
  const onResource = onPrincipal.filter(({ statement }) => mayCover(statement, request.resource));
  const { action } = request;
  const [byCondition] = onResource;
  if (byCondition !== undefined) return conditionRefusal(request, byCondition, onResource.length);
  const [byResource] = onPrincipal;
  if (byResource !== undefined) return resourceRefusal(byResource, onPrincipal);
  const [byPrincipal] = onAction;
  if (byPrincipal !== undefined) {
    const text = `the old policy allowed ${short(action)} to other principals only`;
    return { kind: 'principal', text, statement: byPrincipal.place };
  }
  return { kind: 'action', text: `no statement of the old policy allowed ${short(action)}` };
}

function denyOf(request: Request, prior: readonly ReadPolicy[]): Refusal | undefined {
  const identity = prior.map(({ document }) => withoutPrincipalsThat(request, document));
  const { outcome, statements } = evaluate(request, { identity }, { doubt: 'for-access' });
  const [first] = statements;
  if (outcome !== 'ExplicitlyDenied' || first === undefined) return undefined;
  const statement = prior[first.policy]?.placeOf(first.statement);
  if (statement === undefined) return undefined;
  return { kind: 'denied', text: `the old policy denied it by ${nameOf(statement)}`, statement };
}

/** As the caller meets it: statements that name others do not apply, the rest name nobody. */
function withoutPrincipalsThat(request: Request, document: PolicyDocument): PolicyDocument {
  const statements = document.statements.map((statement): Statement => {
    const { principals, ...rest } = statement;
    if (principals === undefined) return statement;
    const applies = addressOf(statement, request.principal).applies;
    return applies === true ? rest : { ...rest, actions: { negated: false, patterns: [] } };
  });
  return { ...document, statements };
}

function nearAllows({ document, placeOf }: ReadPolicy, action: string): readonly Near[] {
  return document.statements.flatMap((statement, index) => {
    if (statement.effect !== 'Allow') return [];
    const { negated, patterns } = statement.actions;
    const isNear = patterns.some((pattern) => matchesAction(pattern, action)) !== negated;
    return isNear ? [{ statement, place: placeOf(index), version: document.version }] : [];
  });
}

function mayName(statement: Statement, { principal }: Request): boolean {
  return statement.principals === undefined || addressOf(statement, principal).applies !== false;
}

/** With variables in it, a pattern counts as covering when there is a condition to blame as well. */
function mayCover({ resources, conditions }: Statement, resource: string): boolean {
  if (resources === undefined) return true;
  const { negated, patterns } = resources;
  if (patterns.some(hasVariables)) return conditions.length > 0;
  return patterns.some((pattern) => matchesResource(pattern, resource)) !== negated;
}

const MOST_NAMED = 3;

function conditionRefusal(
  request: Request,
  { statement, place, version }: Near,
  count: number,
): Refusal {
  const variables = version === '2012-10-17' ? 'substituted' : 'literal';
  const unmet = statement.conditions.filter(
    (condition) => evaluateCondition(condition, request, variables) !== true,
  );
  const others = count > 1 ? `, and ${count - 1} more likewise` : '';
  if (unmet.length === 0) {
    const text = `${nameOf(place)} of the old policy came closest and does not cover it${others}`;
    return { kind: 'resource', text, statement: place };
  }
  const text = `the old policy allowed it only when ${listed(unmet.map(inWords), ' and ')} (${nameOf(place)}${others})`;
  return { kind: 'condition', text, statement: place };
}

function resourceRefusal({ statement, place }: Near, near: readonly Near[]): Refusal {
  if (near.length > 1) {
    const patterns = near.flatMap((one) => one.statement.resources?.patterns ?? []);
    const isPlain = near.every((one) => one.statement.resources?.negated === false);
    const text = isPlain
      ? `the old policy allowed it on ${listed([...new Set(patterns)].map(short), ', ')} only`
      : 'the old policy allowed it on other resources only';
    return { kind: 'resource', text, statement: place };
  }
  const { negated = false, patterns = [] } = statement.resources ?? {};
  const where = `${negated ? 'on everything but' : 'on'} ${listed(patterns.map(short), ', ')}`;
  const text = `the old policy allowed it ${where}${negated ? '' : ' only'} (${nameOf(place)})`;
  return { kind: 'resource', text, statement: place };
}

/** Operators whose meaning a few words give; the others are named. */
const OPERATOR_WORDS: ReadonlyMap<string, string> = new Map([
  ['ArnEquals', 'is like'],
  ['ArnLike', 'is like'],
  ['ArnNotEquals', 'is not like'],
  ['ArnNotLike', 'is not like'],
  ['Bool', 'is'],
  ['IpAddress', 'is in'],
  ['NotIpAddress', 'is not in'],
  ['StringEquals', 'is'],
  ['StringLike', 'is like'],
  ['StringNotEquals', 'is not'],
  ['StringNotLike', 'is not like'],
]);

function inWords({ operator, qualifier, ifExists, key, values }: Condition): string {
  const words = qualifier === undefined ? OPERATOR_WORDS.get(operator) : undefined;
  const named = `meets ${qualifier === undefined ? '' : `${qualifier}:`}${operator}`;
  const where = ifExists ? ' or is absent' : '';
  return `${short(key)} ${words ?? named} ${listed(values.map(short), ' or ')}${where}`;
}

function listed(items: readonly string[], glue: string): string {
  const rest = items.length - MOST_NAMED;
  const shown = items.slice(0, MOST_NAMED).join(glue);
  return rest > 0 ? `${shown}${glue}${rest} more` : shown;
}

const LONGEST = 200;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `Statement[1], Sid DenyDelete`. */
function nameOf({ path, sid }: StatementPlace): string {
  return sid === undefined ? path : `${path}, Sid ${short(sid)}`;
}
