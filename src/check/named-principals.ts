/**
 * Requests that a policy with principals might newly allow, made from its own words: the decider
 * proves inclusion for such policies, but speaks for no caller, so that it has no request to show.
 *
 * Only a proposal: the evaluator must confirm that the new policy allows the request and the old one
 * does not. Finding none proves nothing.
 */
import { assertNever } from '../model/brand.js';
import type { Condition, PolicyDocument, PrincipalSet, Statement } from '../model/policy.js';
import { evaluate } from '../policy/evaluate.js';
import { matchesAction } from '../policy/match.js';
import { parsePolicy } from '../policy/parse-policy.js';
import type { Principal } from '../policy/principals.js';
import type { Request } from '../policy/request.js';

export type PrincipalWitness = {
  readonly request: Request;
  /** As a policy would name the caller. */
  readonly principal: string;
  /** Index in the new policy. */
  readonly statement: number;
};

/** Stands for the owner of the resource, and for somebody else's account. */
const OWNER = '111122223333';
const STRANGER = '444455556666';
const MOST_REQUESTS = 2_000;
/** Patterns and conditions looked at, all requests together. */
const MOST_STEPS = 1_000_000;
const MOST_EACH = 6;
const MOST_CONTEXTS = 12;

export function findPrincipalWitness(
  next: PolicyDocument,
  prior: PolicyDocument,
): PrincipalWitness | undefined {
  const lostDenies = changed(prior, next, 'Deny');
  const ownAllows = changed(next, prior, 'Allow');
  const sources = [...ownAllows, ...lostDenies, ...next.statements.filter(isAllow)];
  const most = Math.min(MOST_REQUESTS, MOST_STEPS / (1 + sizeOf(next) + sizeOf(prior)));
  const contexts = lostDenies.flatMap(contextsOf);
  let tried = 0;
  for (const source of sources) {
    for (const request of requestsOf(source, next, contexts)) {
      tried++;
      if (tried > most) return undefined;
      const statement = confirmed(request, next, prior);
      if (statement === undefined) continue;
      return { request, principal: nameOfPrincipal(request.principal), statement };
    }
  }
  return undefined;
}

function sizeOf({ statements }: PolicyDocument): number {
  return statements.reduce(
    (sum, { actions, resources, conditions }) =>
      sum + actions.patterns.length + (resources?.patterns.length ?? 0) + conditions.length,
    0,
  );
}

function isAllow({ effect }: Statement): boolean {
  return effect === 'Allow';
}

/** Statements of one policy that the other does not hold word for word. */
function changed(
  own: PolicyDocument,
  other: PolicyDocument,
  effect: Statement['effect'],
): readonly Statement[] {
  const known = new Set(other.statements.map(({ raw }) => JSON.stringify(raw)));
  return own.statements.filter(
    (statement) => statement.effect === effect && !known.has(JSON.stringify(statement.raw)),
  );
}

/** The index of the Allow, when the new policy surely allows and the old one surely does not. */
function confirmed(
  request: Request,
  next: PolicyDocument,
  prior: PolicyDocument,
): number | undefined {
  for (const reading of ['flat', 'segmented'] as const) {
    const after = evaluate(request, layersOf(next), { reading, doubt: 'against-access' });
    const before = evaluate(request, layersOf(prior), { reading, doubt: 'for-access' });
    if (after.outcome !== 'Allowed' || before.outcome === 'Allowed') continue;
    const allow = after.statements.find(({ layer }) => layer === 'resource');
    if (allow !== undefined) return allow.statement;
  }
  return undefined;
}

const EVERYTHING: PolicyDocument = parsePolicy({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
}).document;

/** The caller may do everything that its own side decides, so that only this policy is asked. */
function layersOf(document: PolicyDocument): Parameters<typeof evaluate>[1] {
  return { identity: [EVERYTHING], resourcePolicy: { document, kind: 'role-trust' } };
}

/** @param lifted contexts in which a Deny that is gone applied */
function* requestsOf(
  statement: Statement,
  next: PolicyDocument,
  lifted: readonly Request['context'][],
): Generator<Request> {
  const own = contextsOf(statement);
  const contexts = [...own, ...lifted, ...lifted.map((other) => new Map([...other, ...own[0]]))];
  for (const principal of principalsOf(statement, next)) {
    for (const action of actionsOf(statement)) {
      for (const resource of resourcesOf(statement)) {
        for (const context of contexts.slice(0, MOST_CONTEXTS)) {
          yield { action, resource, principal, resourceAccount: OWNER, context };
        }
      }
    }
  }
}

const COMMON_ACTIONS = ['sts:AssumeRole', 's3:GetObject', 'kms:Decrypt', 'sqs:SendMessage'];

function actionsOf({ actions }: Statement): readonly string[] {
  if (actions.negated) return COMMON_ACTIONS;
  return actions.patterns.slice(0, MOST_EACH).flatMap((pattern) => {
    const fitting = COMMON_ACTIONS.filter((action) => matchesAction(pattern, action));
    return /[*?]/.test(pattern) ? [...fitting, filled(pattern)] : [pattern];
  });
}

function resourcesOf({ resources }: Statement): readonly string[] {
  const own = `arn:aws:iam::${OWNER}:role/the-role`;
  if (resources === undefined) return [own];
  if (resources.negated) return [own, 'arn:aws:s3:::some-bucket/some-key'];
  return resources.patterns
    .slice(0, MOST_EACH)
    .map((pattern) => (pattern === '*' ? own : filled(pattern)));
}

/** A text that the pattern matches, variables left aside. */
function filled(pattern: string): string {
  return pattern.replaceAll('*', 'any').replaceAll('?', 'x');
}

/** No context at all, and the plainest one that the statement's own conditions ask for. */
function contextsOf({
  conditions,
}: Statement): readonly [Request['context'], ...(readonly Request['context'][])] {
  const wanted = new Map<string, readonly string[]>();
  for (const { key, operator, values } of conditions) {
    const value = plainest(operator, values[0] ?? '');
    if (value !== undefined) wanted.set(key.toLowerCase(), [value]);
  }
  return wanted.size === 0 ? [new Map()] : [wanted, new Map()];
}

function plainest(operator: Condition['operator'], value: string): string | undefined {
  if (operator === 'Null') return /^false$/i.test(value) ? 'any' : undefined;
  if (operator === 'IpAddress') return value.split('/')[0];
  if (/Not/.test(operator)) return 'none-of-these';
  return /Like$|^Arn/.test(operator) ? filled(value) : value;
}

const SOMEBODY: Principal = {
  kind: 'user',
  account: STRANGER,
  arn: `arn:aws:iam::${STRANGER}:user/somebody`,
};

function principalsOf({ principals }: Statement, next: PolicyDocument): readonly Principal[] {
  if (principals === undefined) return [];
  const { negated, set } = principals;
  if (!negated) return named(set);
  // Whom an exception no longer excludes is whom some Allow names.
  return [SOMEBODY, ...next.statements.flatMap((one) => namedBy(one)).slice(0, MOST_EACH)];
}

function namedBy({ principals, effect }: Statement): readonly Principal[] {
  return principals === undefined || principals.negated || effect === 'Deny'
    ? []
    : named(principals.set);
}

function named(set: PrincipalSet): readonly Principal[] {
  if (set.kind === 'any') return [SOMEBODY, { kind: 'anonymous' }];
  return [
    ...set.aws.slice(0, 10 * MOST_EACH).flatMap(awsPrincipal),
    ...set.service.map((name): Principal => ({ kind: 'service', name })),
    ...set.federated.map((provider): Principal => ({ kind: 'federated', provider })),
    ...set.canonicalUser.map((id): Principal => ({ kind: 'canonical-user', id })),
  ];
}

const ACCOUNT = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/;
const ROLE = /^arn:([^:]*):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/s;
const USER = /^arn:[^:]*:iam::(\d{12}):user\/.+$/s;
const SESSION = /^arn:([^:]*):sts::(\d{12}):assumed-role\/([^/]+)\/.+$/s;

function awsPrincipal(text: string): readonly Principal[] {
  if (text === '*') return [SOMEBODY];
  const [, account] = ACCOUNT.exec(text) ?? [];
  if (account !== undefined) {
    return [{ kind: 'user', account, arn: `arn:aws:iam::${account}:user/somebody` }];
  }
  const [, owner] = USER.exec(text) ?? [];
  if (owner !== undefined) return [{ kind: 'user', account: owner, arn: text }];
  const [, partition, roleAccount, role] = ROLE.exec(text) ?? [];
  if (roleAccount !== undefined) {
    const sessionArn = `arn:${partition}:sts::${roleAccount}:assumed-role/${role}/some-session`;
    return [{ kind: 'role-session', account: roleAccount, roleArn: text, sessionArn }];
  }
  const [, ofPartition, sessionAccount, ofRole] = SESSION.exec(text) ?? [];
  if (sessionAccount === undefined) return [];
  const roleArn = `arn:${ofPartition}:iam::${sessionAccount}:role/${ofRole}`;
  return [{ kind: 'role-session', account: sessionAccount, roleArn, sessionArn: text }];
}

function nameOfPrincipal(principal: Principal): string {
  switch (principal.kind) {
    case 'root':
      return `arn:aws:iam::${principal.account}:root`;
    case 'user':
      return principal.arn;
    case 'role-session':
    case 'federated-user-session':
      return principal.sessionArn;
    case 'federated':
      return principal.provider;
    case 'service':
      return principal.name;
    case 'canonical-user':
      return `canonical user ${principal.id}`;
    case 'anonymous':
      return 'anybody, without credentials';
    default:
      return assertNever(principal);
  }
}
