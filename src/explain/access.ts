/**
 * May an identity do one thing, always or only sometimes, and which statements say so?
 *
 * Errs to one side: `allowed` holds in every context that fits, on every resource named; `blocked`
 * and `not-granted` hold in none. Everything in between is `conditional`. Nothing here speaks for
 * resource policies and session policies.
 */
import { type Catalog, findAction, resourceTypesOf } from '../catalog/catalog.js';
import { arnParts } from '../model/arn.js';
import type { Access, AccessAnswer, LayerAnswer, StatementAnswer } from '../model/explanation.js';
import { isServiceLinked } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { type Decision, type EvaluateOptions, evaluate, type Layers } from '../policy/evaluate.js';
import { compileGlob, mayIntersect } from '../policy/glob.js';
import { type ArnReading, matchesResource } from '../policy/match.js';
import type { Request } from '../policy/request.js';
import { createResourceFit, fitsAction } from '../policy/resource-fit.js';
import { serviceOfArn } from '../policy/resource-reach.js';
import { expandVariables, hasVariables, parseTemplate } from '../policy/variables.js';
import { namesAction } from './names-action.js';
import type { ResourceControl } from './resource-control.js';
import type { NamedDocument, Standing } from './standing.js';

export type AccessQuestion = {
  readonly action: string;
  readonly resource: string | undefined;
  /** What is known of the request, by lower-cased context key. */
  readonly context: ReadonlyMap<string, readonly string[]>;
  /** Of the account that owns the resource; absent: none. */
  readonly resourceControl?: ResourceControl;
};

const READINGS: readonly ArnReading[] = ['flat', 'segmented'];

/** A statement that names the action, with its policy. */
type Bearing = {
  readonly from: NamedDocument;
  readonly statement: Statement;
  readonly answer: StatementAnswer;
  /** Its conditions hold in every context. */
  readonly unconditional: boolean;
};

/** All that bears on the call: the identity's side, and the control policies of the resource's. */
type Bound = Standing & { readonly resourceControl: ResourceControl };

export function answerAccess(
  given: Standing,
  catalog: Catalog,
  question: AccessQuestion,
): AccessAnswer {
  const standing = boundBy(given, question);
  const asked = { ...question, resource: onlyResource(catalog, question) };
  const serves = servingServices(catalog, asked);
  const bearings = standing.documents
    .flatMap((from) => bearingsIn(standing, from, asked))
    .filter(({ statement }) => mayServe(statement, serves));
  const layers = layerAnswers(standing, bearings);
  const allowedOn =
    asked.resource === undefined
      ? allowedPatterns(standing, bearings, layers).filter(fitting(catalog, asked.action))
      : [];
  const grants = bearings.filter(isGrant);
  const access =
    grants.length === 0
      ? accessWithoutGrant(standing, asked)
      : asked.resource === undefined
        ? accessOnAny(standing, layers, allowedOn)
        : accessOn(standing, asked.action, asked.resource);
  const decides = access === 'conditional' ? bearings : [];
  return {
    access,
    allowedOn: question.resource === undefined && access === 'allowed' ? allowedOn : [],
    dependsOnResource: decides.some(
      ({ statement }) => asked.resource === undefined && !isEverything(statement),
    ),
    conditionKeys: decidingKeys(standing, decides),
    layers,
    grants: grants.map(({ answer }) => answer),
    denies: bearings.filter(isDeny).map(({ answer }) => answer),
    bounds: bearings.filter((one) => !isDeny(one) && !isGrant(one)).map(({ answer }) => answer),
    caveats: caveatsOf(standing, question.resource),
  };
}

const UNBOUND: ResourceControl = { documents: [], caveats: [] };

function boundBy(
  standing: Standing,
  { context, resourceControl = UNBOUND }: AccessQuestion,
): Bound {
  const { identity } = standing;
  // Source: "Resources and entities not restricted by RCPs".
  const isFree = identity.kind === 'role' && isServiceLinked(identity);
  const bound = isFree ? UNBOUND : resourceControl;
  const { owner, ownersOrganization } = bound;
  return {
    ...standing,
    resourceControl: bound,
    documents: [...standing.documents, ...bound.documents],
    context: new Map([
      ...standing.context,
      ...(owner === undefined ? [] : [['aws:resourceaccount', [owner]] as const]),
      ...(ownersOrganization === undefined
        ? []
        : [['aws:resourceorgid', [ownersOrganization]] as const]),
      ...context,
    ]),
  };
}

/** The given context as data, sorted by key. */
export function givenContext(
  context: AccessQuestion['context'],
): readonly { readonly key: string; readonly values: readonly string[] }[] {
  return [...context]
    .map(([key, values]) => ({ key, values }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** Whether some Allow of the identity's own policies names the action: the cheap first look. */
export function isNamed(standing: Standing, action: string): boolean {
  return standing.documents.some(
    ({ layer, document }) =>
      layer === 'identity' &&
      document.statements.some((own) => own.effect === 'Allow' && namesAction(own, action)),
  );
}

/** An action that knows no resources is asked for on `*`. */
function onlyResource(catalog: Catalog, { action, resource }: AccessQuestion): string | undefined {
  if (resource !== undefined || findAction(catalog, action) === undefined) return resource;
  return resourceTypesOf(catalog, action).length === 0 ? '*' : undefined;
}

/** A bucket's ARN beside those of its objects says nothing about an action on objects. */
function fitting(catalog: Catalog, action: string): (pattern: string) => boolean {
  if (findAction(catalog, action) === undefined) return () => true;
  const fit = createResourceFit(catalog);
  return (pattern) => fitsAction(fit, action, pattern);
}

/** Granted by name on resources that the action does not take, or not at all. */
function accessWithoutGrant(standing: Standing, { action, resource }: AccessQuestion): Access {
  if (standing.missing.length > 0) return 'cannot-tell';
  return resource === undefined && isNamed(standing, action) ? 'blocked' : 'not-granted';
}

/** Services whose resources the action takes; `undefined` when that is open or of no matter. */
function servingServices(
  catalog: Catalog,
  { action, resource }: AccessQuestion,
): ReadonlySet<string> | undefined {
  if (resource !== undefined || findAction(catalog, action) === undefined) return undefined;
  const services = resourceTypesOf(catalog, action).map(({ arn }) => serviceOfArn(arn));
  return services.includes(undefined) ? undefined : new Set(services.flatMap((one) => one ?? []));
}

/** Only the service of an ARN is looked at; a pattern that leaves it open serves everything. */
function mayServe({ resources }: Statement, services: ReadonlySet<string> | undefined): boolean {
  if (services === undefined || resources === undefined || resources.negated) return true;
  return resources.patterns.some((text) => {
    const service = serviceOfArn(text);
    return service === undefined || services.has(service);
  });
}

function isGrant({ from, statement }: Bearing): boolean {
  return from.layer === 'identity' && statement.effect === 'Allow';
}

function isDeny({ statement }: Bearing): boolean {
  return statement.effect === 'Deny';
}

function bearingsIn(
  standing: Bound,
  from: NamedDocument,
  asked: AccessQuestion,
): readonly Bearing[] {
  return from.document.statements.flatMap((written, index): readonly Bearing[] => {
    if (!namesAction(written, asked.action)) return [];
    const statement = from.layer === 'rcp' ? forEverybody(written) : written;
    const onAnything = applies(standing, from.document, widened(statement), asked.action, '*');
    const here =
      asked.resource === undefined
        ? onAnything
        : applies(standing, from.document, statement, asked.action, asked.resource);
    if (here === 'never') return [];
    const everywhere = asked.resource !== undefined || isEverything(statement);
    const answer: StatementAnswer = {
      layer: from.layer,
      policy: from.policy,
      ...(from.through !== undefined && { through: from.through }),
      path: `Statement[${index}]`,
      ...(statement.sid !== undefined && { sid: statement.sid }),
      effect: statement.effect,
      actions: statement.actions,
      ...(statement.resources !== undefined && { resources: statement.resources }),
      conditions: statement.conditions,
      applies: here === 'always' && everywhere ? 'always' : 'sometimes',
      opaque: statement.opaque,
    };
    return [{ from, statement, answer, unconditional: onAnything === 'always' }];
  });
}

/** RCPs are written for `"Principal": "*"`; another principal stays, and is not understood. */
function forEverybody(statement: Statement): Statement {
  const { principals, ...rest } = statement;
  return principals !== undefined && !principals.negated && principals.set.kind === 'any'
    ? rest
    : statement;
}

function widened(statement: Statement): Statement {
  return { ...statement, resources: { negated: false, patterns: ['*'] } };
}

function isEverything({ resources }: Statement): boolean {
  return resources?.negated === false && resources.patterns.some((text) => /^\*+$/.test(text));
}

/** The statement alone, as an Allow: so that the evaluator says whether it applies. */
function applies(
  standing: Standing,
  { version, versionStated }: PolicyDocument,
  statement: Statement,
  action: string,
  resource: string,
): 'always' | 'sometimes' | 'never' {
  const document: PolicyDocument = {
    version,
    versionStated,
    statements: [{ ...statement, effect: 'Allow' }],
  };
  const { always, sometimes } = decide(standing, { identity: [document] }, action, resource);
  return always ? 'always' : sometimes ? 'sometimes' : 'never';
}

/** In every context under both readings; in some context under either. */
function decide(
  standing: Standing,
  layers: Layers,
  action: string,
  resource: string,
): { readonly always: boolean; readonly sometimes: boolean } {
  const request = requestOf(standing, action, resource);
  const run = (reading: ArnReading, doubt: EvaluateOptions['doubt']): Decision =>
    evaluate(request, layers, { reading, ...(doubt === undefined ? {} : { doubt }) });
  const isAllowed = ({ outcome }: Decision): boolean => outcome === 'Allowed';
  return {
    always: READINGS.every((reading) => isAllowed(run(reading, 'against-access'))),
    sometimes: READINGS.some((reading) => isAllowed(run(reading, 'for-access'))),
  };
}

/** The owner of the resource is set to the caller's account: this is the identity's side of the call. */
function requestOf(standing: Standing, action: string, resource: string): Request {
  const { principal, identity } = standing;
  const owner = arnParts(resource)?.account;
  const context = new Map(standing.context);
  if (owner !== undefined && owner !== '') context.set('aws:resourceaccount', [owner]);
  return {
    action,
    resource,
    principal,
    resourceAccount: identity.account,
    context,
    unknownKeys: 'unknown',
  };
}

function accessOn(standing: Bound, action: string, resource: string): Access {
  const { always, sometimes } = decide(standing, layersOf(standing), action, resource);
  if (always && isWhollyRead(standing)) return 'allowed';
  return sometimes ? 'conditional' : 'blocked';
}

/** What was not read may hold a Deny, and a boundary that was not read may leave the action out. */
function isWhollyRead({ boundary, missing }: Standing): boolean {
  return boundary !== 'missing' && missing.length === 0;
}

function layersOf({ documents, scpLevels, boundary, resourceControl }: Bound): Layers {
  const of = (layer: NamedDocument['layer']): readonly PolicyDocument[] =>
    documents.filter((one) => one.layer === layer).map(({ document }) => document);
  const [limit] = boundary === 'read' ? of('boundary') : [];
  return {
    identity: of('identity'),
    ...(limit !== undefined && { boundary: limit }),
    ...(scpLevels !== undefined && {
      scpLevels: scpLevels.map((_, level) =>
        documents
          .filter((one) => one.layer === 'scp' && one.level === level)
          .map(({ document }) => document),
      ),
    }),
    ...(resourceControl.levels !== undefined && {
      rcpLevels: resourceControl.levels.map((_, level) =>
        documents
          .filter((one) => one.layer === 'rcp' && one.level === level)
          .map(({ document }) => document),
      ),
    }),
  };
}

function layerAnswers(standing: Bound, bearings: readonly Bearing[]): readonly LayerAnswer[] {
  const { boundary, scpLevels = [], missing, resourceControl } = standing;
  const answer = (own: readonly Bearing[]): LayerAnswer['answer'] => {
    const [denies, allows] = [own.filter(isDeny), own.filter((one) => !isDeny(one))];
    if (denies.some((one) => one.answer.applies === 'always')) return 'blocks';
    if (allows.length === 0) return 'blocks';
    const isOpen = denies.length === 0 && allows.some((one) => one.answer.applies === 'always');
    return isOpen ? 'allows' : 'limits';
  };
  const of = (layer: NamedDocument['layer']) => bearings.filter(({ from }) => from.layer === layer);
  const levels = (layer: 'scp' | 'rcp', names: readonly string[]): readonly LayerAnswer[] =>
    names.map((name, level) => ({
      layer,
      name,
      answer: answer(of(layer).filter(({ from }) => from.level === level)),
    }));
  const own = answer(of('identity'));
  return [
    { layer: 'identity', answer: own === 'blocks' && missing.length > 0 ? 'missing' : own },
    ...(boundary === 'none'
      ? []
      : [
          {
            layer: 'boundary',
            answer: boundary === 'missing' ? 'missing' : answer(of('boundary')),
          } as const,
        ]),
    ...levels('scp', scpLevels),
    ...levels('rcp', resourceControl.levels ?? []),
  ];
}

function accessOnAny(
  standing: Standing,
  layers: readonly LayerAnswer[],
  allowedOn: readonly string[],
): Access {
  if (layers.some(({ answer }) => answer === 'blocks')) return 'blocked';
  return allowedOn.length > 0 && isWhollyRead(standing) ? 'allowed' : 'conditional';
}

/**
 * Resource patterns of the grants that no Deny touches and that every other layer covers whole, in
 * every context.
 */
function allowedPatterns(
  standing: Standing,
  bearings: readonly Bearing[],
  layers: readonly LayerAnswer[],
): readonly string[] {
  const denies = bearings.filter(isDeny);
  const levels = layers
    .filter(({ layer }) => layer !== 'identity')
    .map(({ layer, name }) =>
      bearings.filter(
        (one) =>
          !isDeny(one) &&
          one.unconditional &&
          one.from.layer === layer &&
          (layer === 'boundary' || one.from.through === name),
      ),
    );
  const patterns = bearings
    .filter(
      (one) => isGrant(one) && one.unconditional && one.statement.resources?.negated === false,
    )
    .flatMap((one) => patternsOf(standing, one));
  return [...new Set(patterns)]
    .filter((pattern) => denies.every((deny) => isApart(standing, deny, pattern)))
    .filter((pattern) => levels.every((level) => level.some((one) => coversPattern(one, pattern))))
    .sort();
}

/** Resource patterns with known variables put in; those with unknown ones are left out. */
function patternsOf(standing: Standing, { from, statement }: Bearing): readonly string[] {
  return (statement.resources?.patterns ?? []).flatMap((text) => {
    if (from.document.version !== '2012-10-17' || !hasVariables(text)) return [text];
    const expansion = expandVariables(text, standing.context, 'unknown');
    // A value with a wildcard in it would be read as one below.
    return expansion.kind === 'resolved' && expansion.pattern.literals.size === 0
      ? [expansion.pattern.text]
      : [];
  });
}

function isApart(standing: Standing, deny: Bearing, pattern: string): boolean {
  const { resources } = deny.statement;
  if (resources === undefined || deny.statement.opaque) return false;
  if (resources.negated) return resources.patterns.some((text) => coversText(text, pattern));
  const own = compileGlob(pattern, { reading: 'flat' });
  return (
    patternsOf(standing, deny).length === resources.patterns.length &&
    patternsOf(standing, deny).every(
      (text) => !mayIntersect(compileGlob(text, { reading: 'flat' }), own),
    )
  );
}

function coversPattern({ statement }: Bearing, pattern: string): boolean {
  const { resources } = statement;
  if (resources === undefined || resources.negated) return false;
  return resources.patterns.some((text) => coversText(text, pattern));
}

/** Read as text, where only a star takes a star: true is certain. */
function coversText(outer: string, inner: string): boolean {
  if (outer.includes('?') || hasVariables(outer)) return false;
  return READINGS.every((reading) => matchesResource(outer, inner, reading));
}

function decidingKeys(standing: Standing, bearings: readonly Bearing[]): readonly string[] {
  const keys = new Map<string, string>();
  for (const { statement, answer, from } of bearings) {
    if (answer.applies === 'always') continue;
    const spelled = [
      ...statement.conditions.map(({ key }) => key),
      ...(from.document.version === '2012-10-17' ? variablesOf(statement) : []),
    ];
    for (const key of spelled) {
      if (!standing.context.has(key.toLowerCase())) keys.set(key.toLowerCase(), key);
    }
  }
  return [...keys.values()].sort();
}

function variablesOf({ resources, conditions }: Statement): readonly string[] {
  const texts = [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return texts
    .filter(hasVariables)
    .flatMap((text) =>
      parseTemplate(text).flatMap((part) => (part.kind === 'variable' ? part.key : [])),
    );
}

function caveatsOf(standing: Bound, resource: string | undefined): readonly string[] {
  const { identity, missing, boundary, organization, resourceControl } = standing;
  const named = resource === undefined ? undefined : arnParts(resource)?.account;
  const owner = resourceControl.owner ?? named;
  return [
    ...missing.map((name) => `${name} was not read: it may grant or deny more`),
    ...(boundary === 'missing'
      ? ['the permissions boundary was not read: it may block anything']
      : []),
    ...(organization === 'unknown'
      ? ['service control policies were not given: they may block anything']
      : []),
    ...resourceControl.caveats,
    ...(owner !== undefined && /^\d{12}$/.test(owner) && owner !== identity.account
      ? [`the resource is of account ${owner}: a policy there must allow the call too`]
      : []),
  ];
}
