/**
 * Which known actions a statement's `Resource` can ever serve.
 *
 * A statement that names only S3 ARNs grants no EC2 action, whatever its `Action` says. Only the
 * service of an ARN is looked at, and any ARN of an action's own service counts, also for actions that
 * AWS lists no type for: its own examples give `s3:ListAllMyBuckets` on `arn:aws:s3:::*`. A pattern
 * that leaves the service open, or names one that nobody knows, serves everything.
 * Source: Service Authorization Reference, "Resource types defined by" each service; Amazon S3 User
 * Guide, "Identity-based policy examples".
 */
import { type ActionSet, fullSet, setOfIndices, union } from '../catalog/action-set.js';
import { type Catalog, resourceTypesOf } from '../catalog/catalog.js';
import { serviceOf } from '../model/action.js';
import type { Statement } from '../model/policy.js';

/** Actions that take a resource of a service, by the third segment of the ARN. */
export type ResourceReach = {
  readonly catalog: Catalog;
  readonly byService: ReadonlyMap<string, ActionSet>;
};

export function createResourceReach(catalog: Catalog): ResourceReach {
  const indices = new Map<string, number[]>();
  const anywhere: number[] = [];
  catalog.actions.forEach((action, index) => {
    const own = catalog.services.get(serviceOf(action));
    const types = [...resourceTypesOf(catalog, action), ...(own?.resourceTypes ?? [])];
    const services = new Set([serviceOf(action), ...types.map(({ arn }) => serviceOfArn(arn))]);
    for (const service of services) {
      if (service === undefined) anywhere.push(index);
      else addTo(indices, service, index);
    }
  });
  return {
    catalog,
    byService: new Map(
      [...indices].map(([service, own]) => [service, setOfIndices(catalog, [...own, ...anywhere])]),
    ),
  };
}

function addTo(indices: Map<string, number[]>, service: string, index: number): void {
  const known = indices.get(service);
  if (known === undefined) indices.set(service, [index]);
  else known.push(index);
}

/** Errs to one side: what is left out can be allowed by no request. */
export function reachedActions(
  { catalog, byService }: ResourceReach,
  statement: Statement,
): ActionSet {
  const { resources } = statement;
  if (resources === undefined || resources.negated) return fullSet(catalog);
  const services = new Set(resources.patterns.map(serviceOfArn));
  if (services.has(undefined)) return fullSet(catalog);
  return [...services]
    .map((service) => byService.get(service ?? '') ?? fullSet(catalog))
    .reduce(union, setOfIndices(catalog, []));
}

/** `undefined` when the text leaves it open. */
export function serviceOfArn(text: string): string | undefined {
  const [arn, partition, service] = text.split(':', 3);
  if (arn !== 'arn' || partition === undefined || service === undefined) return undefined;
  return /^[a-z0-9-]+$/.test(service) ? service : undefined;
}
