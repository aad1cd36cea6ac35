/**
 * Which resource control policies bind a call: those on the path of the account that owns the resource.
 *
 * Source: AWS Organizations User Guide, "Resource control policies": not resources of the management
 * account, not service-linked roles, and only the services that it lists.
 */
import type { Catalog } from '../catalog/catalog.js';
import { serviceOf } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import type { ScpLevel, Snapshot } from '../model/snapshot.js';
import { namesAction } from './names-action.js';
import type { NamedDocument } from './standing.js';

export type ResourceControl = {
  /** Owner of the resource, where the ARN or the evidence tells. */
  readonly owner?: string;
  readonly ownersOrganization?: string;
  readonly documents: readonly NamedDocument[];
  /** Names of the levels that bind, root first; `undefined`: none, or not known. */
  readonly levels?: readonly string[];
  /** What could deny the call all the same. */
  readonly caveats: readonly string[];
};

const NOTHING: ResourceControl = { documents: [], caveats: [] };

export type Asked = { readonly action: string; readonly resource: string | undefined };

export function resourceControlOf(
  snapshots: readonly Snapshot[],
  catalog: Catalog,
  { action, resource }: Asked,
): ResourceControl {
  const owner = resource === undefined ? undefined : ownerOf(snapshots, resource);
  const snapshot = snapshots.find(({ account }) => account === owner);
  const denying = snapshots.filter((one) => !one.isManagementAccount && denies(one, action));
  if (snapshot === undefined) {
    const caveats = denying.length === 0 ? [] : [notCounted(resource, owner)];
    return { ...NOTHING, ...(owner === undefined ? {} : { owner }), caveats };
  }
  const organization = snapshot.organization?.id;
  const known = {
    ...NOTHING,
    owner: snapshot.account,
    ...(organization === undefined ? {} : { ownersOrganization: organization }),
  };
  const { rcpLevels } = snapshot;
  const isListed = catalog.underResourceControl.has(serviceOf(action));
  if (snapshot.isManagementAccount) return known;
  if (rcpLevels === undefined) {
    // An organization that was read and tells of none has none.
    const isOpen = isListed && snapshot.organization === undefined;
    return { ...known, caveats: isOpen ? [NOT_GIVEN] : [] };
  }
  if (!isListed) {
    const caveats = denying.includes(snapshot) ? [notListed(action)] : [];
    return { ...known, caveats };
  }
  const manager = managerOf(snapshot, resource);
  if (manager === 'AWS') return known;
  return {
    ...known,
    documents: rcpLevels.flatMap(documentsOf),
    levels: rcpLevels.map(({ target }) => target),
    caveats:
      serviceOf(action) === 'kms' && manager === undefined && denying.includes(snapshot)
        ? ['resource control policies do not bind keys that AWS manages']
        : [],
  };
}

/** Of a KMS key, where its aliases tell. */
function managerOf({ surroundings }: Snapshot, resource: string | undefined) {
  return surroundings?.keyManagers?.find(({ key }) => key === resource)?.manager;
}

/** A bucket's ARN names no account: its policy, where it was read, lies in the account that owns it. */
function ownerOf(snapshots: readonly Snapshot[], resource: string): string | undefined {
  const named = arnParts(resource)?.account;
  if (named !== undefined && /^\d{12}$/.test(named)) return named;
  const [bucket] = resource.split('/');
  const owners = snapshots.filter(({ surroundings }) =>
    surroundings?.resourcePolicies?.some((one) => one.resource === bucket),
  );
  return owners.length === 1 ? owners[0]?.account : undefined;
}

function denies({ rcpLevels = [] }: Snapshot, action: string): boolean {
  return rcpLevels.some(({ policies }) =>
    policies.some(({ document }) =>
      document.statements.some((one) => one.effect === 'Deny' && namesAction(one, action)),
    ),
  );
}

function documentsOf({ target, policies }: ScpLevel, level: number): readonly NamedDocument[] {
  return policies.map(({ name, document }) => ({
    layer: 'rcp',
    level,
    policy: name,
    through: target,
    document,
  }));
}

function notCounted(resource: string | undefined, owner: string | undefined): string {
  const why =
    resource === undefined
      ? 'they bind the account of the resource, and none was named'
      : owner === undefined
        ? 'which account owns the resource is not known'
        : `those of account ${owner} were not read`;
  return `resource control policies are not counted (${why}): they may deny it`;
}

const NOT_GIVEN =
  'resource control policies were not given: if the account is in an organization, they may deny it';

function notListed(action: string): string {
  return `resource control policies name ${action}, and are not counted: AWS did not list its service among those that they bind`;
}
