/**
 * Is one request allowed, by all policies that bear on it?
 *
 * Sources: IAM User Guide, "How AWS enforcement code logic evaluates requests to allow or deny
 * access", "Policy evaluation for requests within a single account", "Cross-account policy
 * evaluation logic"; AWS Organizations User Guide, "SCP evaluation", "Resource control policies".
 */
import type { Effect, PolicyDocument, Statement } from '../model/policy.js';
import { evaluateCondition } from './conditions/evaluate-condition.js';
import { type ArnReading, matchesAction, matchesResource } from './match.js';
import { accountOf, addressOf, type Naming, type Principal } from './principals.js';
import type { Request } from './request.js';
import { not, some, type Truth } from './truth.js';
import { expandVariables, hasVariables } from './variables.js';

/** In the order in which AWS evaluates them, which is also the order in which one is blamed. */
export type Layer = 'rcp' | 'scp' | 'resource' | 'identity' | 'boundary' | 'session';

export type ResourcePolicy = {
  readonly document: PolicyDocument;
  /** Role trust policies and KMS key policies must name the caller or its account themselves. */
  readonly kind: 'role-trust' | 'kms-key' | 'other';
};

/**
 * The policies around a request. Absent is not empty: no boundary, no session policy and no
 * organization restrict nothing; an empty one allows nothing.
 */
export type Layers = {
  /** Inline, attached and, for users, through groups: all together. */
  readonly identity: readonly PolicyDocument[];
  readonly boundary?: PolicyDocument;
  readonly session?: readonly PolicyDocument[];
  /** Root first, down to the principal's account; each level holds the policies attached to it. */
  readonly scpLevels?: readonly (readonly PolicyDocument[])[];
  /** The same for the account that owns the resource. */
  readonly rcpLevels?: readonly (readonly PolicyDocument[])[];
  readonly resourcePolicy?: ResourcePolicy;
  /** The organization's management account: SCPs and RCPs do not bind it. */
  readonly managementAccount?: string;
};

export type Outcome = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/** Where a statement stands: zero-based in its policy, its level (SCP and RCP only) and its layer. */
export type StatementRef = {
  readonly layer: Layer;
  readonly level?: number;
  readonly policy: number;
  readonly statement: number;
};

export type Decision = {
  readonly outcome: Outcome;
  /** The layer that blocked; absent when allowed. */
  readonly layer?: Layer;
  /** Allow statements that together granted, or Deny statements that blocked. */
  readonly statements: readonly StatementRef[];
};

export type EvaluateOptions = {
  readonly reading?: ArnReading;
  /**
   * Which way a statement counts of which cannot be known whether it applies: against access (an
   * Allow does not, a Deny does; the default) or for it.
   */
  readonly doubt?: 'against-access' | 'for-access';
};

/** The answer in every context that fits the request, and in the most favourable one. */
export type Bounds = { readonly everyContext: Decision; readonly someContext: Decision };

export function evaluate(
  request: Request,
  layers: Layers,
  { reading = 'flat', doubt = 'against-access' }: EvaluateOptions = {},
): Decision {
  const hasBoundary = layers.boundary !== undefined;
  const evaluation: Evaluation = { request, reading, doubt, hasBoundary };
  const findings = findAll(evaluation, layers);
  return explicitDeny(findings) ?? compose(request, layers, findings);
}

/**
 * Access can only grow when an Allow applies and shrink when a Deny does. So what holds with every
 * doubt counted against access holds in every context, and what fails with every doubt counted for
 * it holds in none. In between the bounds differ, and nothing is claimed.
 */
export function evaluateBounds(
  request: Request,
  layers: Layers,
  reading: ArnReading = 'flat',
): Bounds {
  return {
    everyContext: evaluate(request, layers, { reading, doubt: 'against-access' }),
    someContext: evaluate(request, layers, { reading, doubt: 'for-access' }),
  };
}

type Evaluation = {
  readonly request: Request;
  readonly reading: ArnReading;
  readonly doubt: 'against-access' | 'for-access';
  readonly hasBoundary: boolean;
};

/** An applying statement; `naming` in resource policies only. */
type Hit = StatementRef & { readonly effect: Effect; readonly naming?: Naming };

/** Applying statements of each layer; `undefined` where the layer does not bind the request. */
type Findings = {
  readonly rcp: readonly (readonly Hit[])[];
  readonly scp: readonly (readonly Hit[])[];
  readonly resource: readonly Hit[] | undefined;
  readonly identity: readonly Hit[];
  readonly boundary: readonly Hit[] | undefined;
  readonly session: readonly Hit[] | undefined;
};

function findAll(evaluation: Evaluation, layers: Layers): Findings {
  const { request } = evaluation;
  const { identity, boundary, resourcePolicy } = layers;
  const session = sessionPoliciesOf(request.principal, layers.session);
  return {
    rcp: bindsRcp(request, layers) ? findLevels(evaluation, 'rcp', layers.rcpLevels) : [],
    scp: bindsScp(request, layers) ? findLevels(evaluation, 'scp', layers.scpLevels) : [],
    resource: resourcePolicy && find(evaluation, 'resource', [resourcePolicy.document]),
    identity: find(evaluation, 'identity', identity),
    boundary: boundary && find(evaluation, 'boundary', [boundary]),
    session: session && find(evaluation, 'session', session),
  };
}

/**
 * A federated user session has no permissions of its own without a session policy.
 * Source: AWS STS API Reference, `GetFederationToken`.
 */
function sessionPoliciesOf(
  principal: Principal,
  session: readonly PolicyDocument[] | undefined,
): readonly PolicyDocument[] | undefined {
  return session ?? (principal.kind === 'federated-user-session' ? [] : undefined);
}

/** Source: AWS Organizations User Guide, "Tasks and entities not restricted by SCPs". */
function bindsScp({ principal }: Request, { managementAccount }: Layers): boolean {
  const account = accountOf(principal);
  return account !== undefined && account !== managementAccount && !isServiceLinked(principal);
}

/** Source: AWS Organizations User Guide, "Resources and entities not restricted by RCPs". */
const ACTIONS_OUTSIDE_RCPS: ReadonlySet<string> = new Set(['kms:retiregrant']);

function bindsRcp(request: Request, { managementAccount }: Layers): boolean {
  const owner = resourceAccountOf(request);
  return (
    !(owner !== undefined && owner === managementAccount) &&
    !isServiceLinked(request.principal) &&
    !ACTIONS_OUTSIDE_RCPS.has(request.action.toLowerCase())
  );
}

function isServiceLinked(principal: Principal): boolean {
  return principal.kind === 'role-session' && principal.roleArn.includes(':role/aws-service-role/');
}

/** ARNs of S3 buckets and AWS-managed policies name no account; those count as the caller's own. */
function resourceAccountOf({ resourceAccount, resource, principal }: Request): string | undefined {
  if (resourceAccount !== undefined) return resourceAccount;
  const named = resource.split(':', 5)[4] ?? '';
  return /^\d{12}$/.test(named) ? named : accountOf(principal);
}

function findLevels(
  evaluation: Evaluation,
  layer: Layer,
  levels: readonly (readonly PolicyDocument[])[] | undefined,
): readonly (readonly Hit[])[] {
  return (levels ?? []).map((policies, level) => find(evaluation, layer, policies, level));
}

function find(
  evaluation: Evaluation,
  layer: Layer,
  policies: readonly PolicyDocument[],
  level?: number,
): readonly Hit[] {
  const hits: Hit[] = [];
  for (let policy = 0; policy < policies.length; policy++) {
    const document = policies[policy];
    if (document === undefined) continue;
    for (let index = 0; index < document.statements.length; index++) {
      const statement = document.statements[index];
      if (statement === undefined) continue;
      const { applies, naming } = appliesTo(statement, document.version, layer, evaluation);
      if (!counts(applies, statement.effect, evaluation.doubt)) continue;
      const at = { layer, ...(level !== undefined && { level }), policy, statement: index };
      hits.push({ ...at, effect: statement.effect, ...(naming !== undefined && { naming }) });
    }
  }
  return hits;
}

function counts(applies: Truth, effect: Effect, doubt: Evaluation['doubt']): boolean {
  if (applies !== 'unknown') return applies;
  return doubt === 'for-access' ? effect === 'Allow' : effect === 'Deny';
}

type Application = { readonly applies: Truth; readonly naming?: Naming };

const DOES_NOT_APPLY: Application = { applies: false };

/** Actions first: they rule out most statements, and cost least. */
function appliesTo(
  statement: Statement,
  version: PolicyDocument['version'],
  layer: Layer,
  { request, reading, hasBoundary }: Evaluation,
): Application {
  if (!appliesToAction(statement, request.action)) return DOES_NOT_APPLY;
  const variables = version === '2012-10-17' ? 'substituted' : 'literal';
  const onResource = appliesToResource(statement, request, reading, variables);
  if (onResource === false) return DOES_NOT_APPLY;
  const address = addressIn(layer, statement, request.principal, hasBoundary);
  if (address.applies === false) return DOES_NOT_APPLY;
  if (statement.opaque) return { ...address, applies: 'unknown' };
  let applies: Truth = onResource === true ? address.applies : 'unknown';
  for (const condition of statement.conditions) {
    const holds = evaluateCondition(condition, request, variables);
    if (holds === false) return DOES_NOT_APPLY;
    if (holds === 'unknown') applies = 'unknown';
  }
  return { ...address, applies };
}

function appliesToAction({ actions }: Statement, action: string): boolean {
  const matches = actions.patterns.some((pattern) => matchesAction(pattern, action));
  return matches !== actions.negated;
}

function appliesToResource(
  { resources }: Statement,
  request: Request,
  reading: ArnReading,
  variables: 'substituted' | 'literal',
): Truth {
  // Trust policies: the role itself is the resource.
  if (resources === undefined) return true;
  const matches = some(resources.patterns, (pattern): Truth => {
    if (variables === 'literal' || !hasVariables(pattern)) {
      return matchesResource(pattern, request.resource, reading);
    }
    const matched = matchesExpanded(pattern, request, reading);
    // Whether a negation holds over a variable without a value is not documented.
    if (matched === 'unresolvable') return resources.negated ? 'unknown' : false;
    return matched;
  });
  return resources.negated ? not(matches) : matches;
}

function matchesExpanded(
  pattern: string,
  { resource, context, unknownKeys = 'absent' }: Request,
  reading: ArnReading,
): Truth | 'unresolvable' {
  const expansion = expandVariables(pattern, context, unknownKeys);
  if (expansion.kind === 'unresolvable') return 'unresolvable';
  if (expansion.kind === 'resolved') {
    const { text, literals } = expansion.pattern;
    return matchesResource(text, resource, reading, literals);
  }
  const { text, literals } = expansion.widest;
  return matchesResource(text, resource, 'flat', literals) ? 'unknown' : false;
}

function addressIn(
  layer: Layer,
  statement: Statement,
  principal: Principal,
  hasBoundary: boolean,
): Application {
  // "NotPrincipal with a Deny effect will always deny any IAM principal that has a permissions
  // boundary": "AWS JSON policy elements: NotPrincipal".
  const isExceptionLost = statement.principals?.negated && statement.effect === 'Deny';
  if (layer === 'resource' && isExceptionLost && hasBoundary) return { applies: true };
  if (layer === 'resource') return addressOf(statement, principal);
  // RCPs take `"Principal": "*"` only; the other layers take none.
  const isExpected =
    statement.principals === undefined ||
    (layer === 'rcp' && !statement.principals.negated && statement.principals.set.kind === 'any');
  return { applies: isExpected || 'unknown' };
}

function hitsIn(findings: Findings): readonly Hit[] {
  return [
    ...findings.rcp.flat(),
    ...findings.scp.flat(),
    ...(findings.resource ?? []),
    ...findings.identity,
    ...(findings.boundary ?? []),
    ...(findings.session ?? []),
  ];
}

/** "An explicit deny in any of these policies overrides the allow." */
function explicitDeny(findings: Findings): Decision | undefined {
  const denies = hitsIn(findings).filter(({ effect }) => effect === 'Deny');
  const [first] = denies;
  return (
    first && {
      outcome: 'ExplicitlyDenied',
      layer: first.layer,
      statements: denies.map(refOf),
    }
  );
}

/** What is left once no Deny applies: every hit is an Allow. */
function compose(request: Request, { resourcePolicy }: Layers, findings: Findings): Decision {
  const { principal } = request;
  if (findings.rcp.some((level) => level.length === 0)) return implicitDeny('rcp');
  if (findings.scp.some((level) => level.length === 0)) return implicitDeny('scp');
  const organization = [...findings.rcp.flat(), ...findings.scp.flat()];
  const named = new Set(findings.resource?.map(({ naming }) => naming));
  const account = accountOf(principal);
  const isCrossAccount = resourceAccountOf(request) !== account;
  // Services, identity providers and strangers have no policies of their own.
  const mustBeNamed =
    isCrossAccount || account === undefined || (resourcePolicy?.kind ?? 'other') !== 'other';
  if (mustBeNamed && named.size === 0) return implicitDeny('resource');

  const byResource = [...organization, ...(findings.resource ?? [])];
  if (account === undefined) return allowed(byResource);
  if (!isCrossAccount && (named.has('caller') || named.has('everyone'))) return allowed(byResource);
  const isGrantedByResource = !isCrossAccount && named.has('issuer');
  const isRoot = principal.kind === 'root';
  if (!isGrantedByResource && !isRoot && findings.identity.length === 0) {
    return implicitDeny('identity');
  }
  if (findings.boundary?.length === 0) return implicitDeny('boundary');
  if (findings.session?.length === 0) return implicitDeny('session');
  return allowed(hitsIn(findings));
}

function implicitDeny(layer: Layer): Decision {
  return { outcome: 'ImplicitlyDenied', layer, statements: [] };
}

function allowed(hits: readonly Hit[]): Decision {
  return { outcome: 'Allowed', statements: hits.map(refOf) };
}

function refOf({ effect: _effect, naming: _naming, ...ref }: Hit): StatementRef {
  return ref;
}
