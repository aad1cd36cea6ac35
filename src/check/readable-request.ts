/**
 * The request that shows new access, spelled so that people know it: an action that AWS has, on a
 * resource that looks like one. The decider's own request is exact and often odd (`s3:`).
 *
 * Only a request that the evaluator confirms takes its place.
 */
import { actionsOfService, type Catalog, findAction, resourceTypesOf } from '../catalog/catalog.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { evaluate } from '../policy/evaluate.js';
import { matchesAction } from '../policy/match.js';
import { hasVariables } from '../policy/variables.js';
import { type Asked, requestOf } from './asked.js';

export type Difference = {
  readonly catalog: Catalog;
  readonly next: readonly PolicyDocument[];
  readonly prior: readonly PolicyDocument[];
  /** The Allow that admits the request. */
  readonly at: { readonly policy: number; readonly statement: number };
};

/** Where a statement allows everything, what everybody understands. */
const WELL_KNOWN: readonly string[] = ['iam:CreateUser', 's3:DeleteObject', 'ec2:RunInstances'];
const MOST_ACTIONS = 12;
const MOST_REQUESTS = 60;
/** Beyond this the request stays as it is: each try evaluates all of it. */
const MOST_STATEMENTS = 2_000;
const LONGEST_PATTERN = 500;

export function readableRequest(found: Asked, difference: Difference): Asked {
  const { next, prior, at, catalog } = difference;
  const statement = next[at.policy]?.statements[at.statement];
  const size = [...next, ...prior].reduce((sum, { statements }) => sum + statements.length, 0);
  if (statement === undefined || size > MOST_STATEMENTS) return found;
  let tried = 0;
  for (const action of actionsFor(found.action, statement, catalog)) {
    for (const resource of resourcesFor(found, action, statement, catalog)) {
      tried++;
      if (tried > MOST_REQUESTS) return found;
      const asked = { action, resource, context: found.context };
      if (shows(asked, difference)) return asked;
    }
  }
  return found;
}

function actionsFor(
  action: string,
  { actions, resources }: Statement,
  catalog: Catalog,
): readonly string[] {
  const known = findAction(catalog, action);
  if (known !== undefined) return [known];
  const fits = (one: string): boolean =>
    actions.patterns.some((pattern) => matchesAction(pattern, one)) !== actions.negated;
  const service = action.slice(0, action.indexOf(':'));
  const pool = [...actionsOfService(catalog, service), ...WELL_KNOWN].filter(fits);
  const named = (resources?.patterns ?? []).slice(0, MOST_ACTIONS).map(filled);
  const takes = (one: string): boolean => named.some((resource) => isOf(one, resource, catalog));
  return [...pool.filter(takes), ...pool.filter((one) => !takes(one))].slice(0, MOST_ACTIONS);
}

/** Does the action take resources that begin like this one, such as `stack/`? */
function isOf(action: string, resource: string, catalog: Catalog): boolean {
  return resourceTypesOf(catalog, action).some(({ arn }) =>
    resource.startsWith(filledTemplate(arn.replace(/^((?:[^:]*:){5}[^$]*).*/, '$1'))),
  );
}

/** As the statement names them, then as AWS does, then as it was found. */
function resourcesFor(
  found: Asked,
  action: string,
  { resources }: Statement,
  catalog: Catalog,
): readonly string[] {
  const named = resources === undefined || resources.negated ? [] : resources.patterns;
  const plain = named.filter(
    (pattern) => pattern !== '*' && pattern.length < LONGEST_PATTERN && !hasVariables(pattern),
  );
  const types = resourceTypesOf(catalog, action);
  return [
    ...(plain.includes(found.resource) ? [found.resource] : []),
    ...plain.slice(0, 8).map((pattern) => filled(pattern)),
    ...(types.length === 0 ? ['*'] : types.slice(0, 4).map(({ arn }) => filledTemplate(arn))),
    found.resource,
  ];
}

/** The parts of an ARN that have a form of their own, by position. */
const ARN_PARTS: readonly string[] = ['arn', 'aws', 'example', 'eu-central-1', '111122223333'];

function filled(pattern: string): string {
  return pattern
    .split(':')
    .map((part, index) => (part === '*' && ARN_PARTS[index]) || part.replaceAll('*', 'example'))
    .join(':')
    .replaceAll('?', 'x');
}

function filledTemplate(arn: string): string {
  return arn
    .replaceAll(/\$\{Partition\}/g, 'aws')
    .replaceAll(/\$\{Region\}/g, 'eu-central-1')
    .replaceAll(/\$\{Account\}/g, '111122223333')
    .replaceAll(/\$\{[A-Za-z]*\}/g, 'example')
    .replaceAll('*', 'example');
}

function shows(asked: Asked, { next, prior, at }: Difference): boolean {
  const request = requestOf(asked);
  return (['flat', 'segmented'] as const).some((reading) => {
    const after = evaluate(request, { identity: next }, { reading });
    const before = evaluate(request, { identity: prior }, { reading, doubt: 'for-access' });
    return (
      after.outcome === 'Allowed' &&
      before.outcome !== 'Allowed' &&
      after.statements.some(
        ({ policy, statement }) => policy === at.policy && statement === at.statement,
      )
    );
  });
}
