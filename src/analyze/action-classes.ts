/** The catalogue sorted by what could show an action: one set per class, made once per audit. */
import { setOfIndices } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import { type Observability, observabilityOf } from '../catalog/observability.js';
import { type ActionSet, serviceOf } from '../model/action.js';

export type ActionClass = {
  readonly observability: Observability;
  /** IAM prefix when the class is one service's; `undefined`: shared by many. */
  readonly service: string | undefined;
  readonly actions: ActionSet;
};

/** @param alone services that a hole or a selector concerns without the others */
export function classifyActions(
  catalog: Catalog,
  alone: ReadonlySet<string>,
): readonly ActionClass[] {
  const indices = new Map<
    string,
    { observability: Observability; service: string | undefined; at: number[] }
  >();
  catalog.actions.forEach((action, index) => {
    const observability = observabilityOf(catalog, action);
    const prefix = serviceOf(action);
    const standsAlone =
      observability.kind === 'management' && (observability.excludable || alone.has(prefix));
    const service = standsAlone ? prefix : undefined;
    const key = JSON.stringify([observability, service]);
    const known = indices.get(key);
    if (known === undefined) indices.set(key, { observability, service, at: [index] });
    else known.at.push(index);
  });
  return [...indices.values()].map(({ observability, service, at }) => ({
    observability,
    service,
    actions: setOfIndices(catalog, at),
  }));
}
