/** The questions `explain` and `who-can` over evidence: the one place where verdicts and policies meet. */
import { assessIdentity, verdictsOfAction } from './analyze/index.js';
import { type Catalog, findAction } from './catalog/catalog.js';
import { describeSurroundings } from './describe-surroundings.js';
import { givenContext, isNamed } from './explain/access.js';
import { explainAction, explainActions, explainIdentity, type Subject } from './explain/explain.js';
import { findIdentity } from './explain/find-identity.js';
import { resourceControlOf } from './explain/resource-control.js';
import { resourceSideOf } from './explain/resource-side.js';
import { candidatesFor, rowsFor } from './explain/who-can.js';
import { parseAction, serviceOf } from './model/action.js';
import { closest } from './model/closest.js';
import { type Evidence, withHolesOfCollection } from './model/evidence.js';
import type {
  ExplainQuestion,
  Explanation,
  KnownContext,
  WhoCan,
  WhoCanQuestion,
} from './model/explanation.js';
import { type AuditOptions, DEFAULT_OPTIONS } from './model/options.js';
import type { Instant } from './model/time.js';
import { rowsUntil, type Use, usesByCaller } from './model/usage.js';
import { UserError } from './model/user-error.js';
import { directoryOf } from './policy/holdings.js';

/**
 * Why an identity has its verdicts: all of it, one action, or a pattern of actions.
 *
 * @throws UserError for an identity or an action that cannot be meant
 */
export function explain(
  given: Evidence,
  catalog: Catalog,
  { identity: named, action, resource, context = new Map() }: ExplainQuestion,
  options: Partial<AuditOptions> = {},
): Explanation {
  const evidence = withHolesOfCollection(given);
  const { snapshot, identity } = findIdentity(evidence, named);
  const complete = { ...DEFAULT_OPTIONS, ...options };
  const { window, assessment } = assessIdentity(evidence, catalog, complete, identity.arn);
  if (assessment === undefined) throw new Error(`no assessment of ${identity.arn}`);
  const directory = directoryOf(snapshot);
  const subject: Subject = {
    snapshots: evidence.snapshots,
    directory,
    identity,
    assessment,
    usage: evidence.usage,
    catalog,
    window,
  };
  if (action === undefined) {
    const around = { snapshots: evidence.snapshots, snapshot, identity, assessment };
    const surroundings = describeSurroundings(around, catalog);
    return { ...explainIdentity(subject), ...(surroundings === undefined ? {} : { surroundings }) };
  }
  if (/[*?]/.test(action)) {
    if (resource === undefined) return explainActions(subject, action);
    throw new UserError(
      `a resource goes with one action, not with the pattern \`${action}\``,
      'name one action, such as s3:GetObject, or leave the resource out',
    );
  }
  const asked = concreteAction(catalog, action);
  return {
    ...explainAction(subject, {
      action: asked,
      resource: checkedResource(resource),
      context: foldKeys(context),
    }),
    similar: similarActions(catalog, asked),
  };
}

/** Which users and roles may do one thing, by all layers that the evidence holds. */
export function whoCan(
  given: Evidence,
  catalog: Catalog,
  question: WhoCanQuestion,
  options: Partial<AuditOptions> = {},
): WhoCan {
  const evidence = withHolesOfCollection(given);
  const action = concreteAction(catalog, question.action);
  const resource = checkedResource(question.resource);
  const context = foldKeys(question.context ?? new Map());
  const directories = evidence.snapshots.map(directoryOf);
  const resourceControl = resourceControlOf(evidence.snapshots, catalog, { action, resource });
  const candidates = candidatesFor(directories, action);
  const named = candidates.filter(({ standing }) => isNamed(standing, action));
  const { window, verdicts } = verdictsOfAction(
    evidence,
    catalog,
    { ...DEFAULT_OPTIONS, ...options },
    { action, grantedTo: new Set(named.map(({ identity }) => identity.arn)) },
  );
  return {
    action,
    known: findAction(catalog, action) !== undefined,
    similar: similarActions(catalog, action),
    resource,
    context: givenContext(context),
    window: { from: window.from, to: window.to },
    asked: directories.reduce(
      (sum, { snapshot }) => sum + snapshot.users.length + snapshot.roles.length,
      0,
    ),
    rows: rowsFor(
      candidates,
      { action, resource, context, resourceControl },
      { catalog, verdicts, uses: usesOfAction(evidence, action, window.asOf) },
    ),
    resourceSide:
      resource === undefined ? [] : resourceSideOf(evidence.snapshots, action, resource),
  };
}

/** Context keys compare without case. */
function foldKeys(context: KnownContext): KnownContext {
  return new Map([...context].map(([key, values]) => [key.toLowerCase(), values]));
}

/** In the catalogue's spelling where it has the action: what it lacks may be newer than it. */
function concreteAction(catalog: Catalog, text: string): string {
  const known = findAction(catalog, text);
  if (known !== undefined) return known;
  if (parseAction(text) !== undefined) return text;
  throw new UserError(
    `\`${text}\` is no action`,
    'an action is a service prefix, a colon and a name, such as s3:GetObject; only explain takes patterns',
  );
}

/** What may have been meant by an action that the catalogue lacks; empty for one that it has. */
function similarActions(catalog: Catalog, action: string): readonly string[] {
  const service = catalog.services.get(serviceOf(action));
  if (service === undefined || findAction(catalog, action) !== undefined) return [];
  return closest(action, catalog.actions.slice(service.first, service.end));
}

function checkedResource(text: string | undefined): string | undefined {
  if (text === undefined || text === '*' || /^arn:[^*?]+$/.test(text)) return text;
  throw new UserError(
    `\`${text}\` is no ARN of one resource`,
    'give a whole ARN without wildcards, or * for an action that takes no resource',
  );
}

function usesOfAction(
  { usage }: Evidence,
  action: string,
  asOf: Instant,
): ReadonlyMap<string, readonly Use[]> {
  const found = new Map<string, readonly Use[]>();
  const wanted = action.toLowerCase();
  for (const { caller, rows } of usesByCaller(usage)) {
    if (caller.kind !== 'identity') continue;
    const own = rowsUntil(rows(), asOf).filter(
      (use) => use.outcome !== 'denied' && use.action.toLowerCase() === wanted,
    );
    if (own.length > 0) found.set(caller.id, [...(found.get(caller.id) ?? []), ...own]);
  }
  return found;
}
