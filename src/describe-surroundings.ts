/** What stands around one identity, and how our verdicts compare with those of IAM Access Analyzer. */
import { intersect, setOfActions, sizeOf } from './catalog/action-set.js';
import { type Catalog, findAction } from './catalog/catalog.js';
import type { ActionSet } from './model/action.js';
import type { Identity } from './model/identity.js';
import type { IdentitySurroundings } from './model/identity-surroundings.js';
import type { Snapshot } from './model/snapshot.js';
import type { UnusedAccessFinding } from './model/surroundings.js';
import { type Assessment, type Verdict, verdictOfReason } from './model/verdict.js';
import {
  dependantsOf,
  mfaDevicesOf,
  type NamedBy,
  namedBy,
  permissionSetOf,
  unusedAccessOf,
} from './policy/surroundings.js';

export type Surrounded = {
  readonly snapshots: readonly Snapshot[];
  /** The identity's own. */
  readonly snapshot: Snapshot;
  readonly identity: Identity;
  readonly assessment: Pick<Assessment, 'granted' | 'groups'>;
};

/** @returns `undefined` where nothing is known */
export function describeSurroundings(
  { snapshots, snapshot, identity, assessment }: Surrounded,
  catalog: Catalog,
): IdentitySurroundings | undefined {
  const set = identity.kind === 'role' ? permissionSetOf(snapshots, identity) : undefined;
  const dependants = identity.kind === 'role' ? dependantsOf(snapshot, identity) : [];
  const naming = identity.kind === 'group' ? [] : namedBy(snapshots, identity);
  const findings = unusedAccessOf(snapshots, identity.arn);
  const devices = identity.kind === 'user' ? (mfaDevicesOf(snapshot, identity) ?? []) : [];
  const isBare = dependants.length + naming.length + findings.length + devices.length === 0;
  if (isBare && set === undefined) return undefined;
  return {
    ...(set === undefined
      ? {}
      : {
          permissionSet: {
            name: set.name,
            arn: set.arn,
            assignments: set.assignments.filter(({ account }) => account === identity.account)
              .length,
            accounts: set.accounts.length,
          },
        }),
    ...(devices.length === 0 ? {} : { mfaDevices: devices }),
    dependants: distinct(dependants.map(({ kind, resource, as }) => ({ kind, resource, as }))),
    namedBy: distinct(naming.map(describeNaming)),
    unusedAccess: findings.flatMap((finding) => compare(finding, assessment, catalog)),
  };
}

function distinct<Item>(items: readonly Item[]): readonly Item[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function describeNaming(naming: NamedBy): IdentitySurroundings['namedBy'][number] {
  if (naming.kind === 'grant') {
    const { key, operations } = naming.grant;
    const actions = operations.map((operation) => `kms:${operation}`);
    return { kind: 'KMS key', resource: key, by: 'grant', actions, effects: ['Allow'] };
  }
  const { policy, statements } = naming;
  const patterns = statements.flatMap(({ actions }) =>
    actions.negated ? actions.patterns.map((one) => `all but ${one}`) : actions.patterns,
  );
  return {
    kind: policy.kind,
    resource: policy.resource,
    by: 'policy',
    actions: [...new Set(patterns)].sort(),
    effects: [...new Set(statements.map(({ effect }) => effect))].sort(),
  };
}

function compare(
  { kind, services }: UnusedAccessFinding,
  assessment: Surrounded['assessment'],
  catalog: Catalog,
): IdentitySurroundings['unusedAccess'] {
  if (services.length === 0) {
    return [{ kind, lastAccessedAt: undefined, ours: fallOf(assessment, assessment.granted) }];
  }
  return services.map(({ service, lastAccessedAt, actions }) => ({
    kind,
    service,
    lastAccessedAt,
    ours: fallOf(assessment, concerned(catalog, service, actions)),
  }));
}

/** A finding without actions is about the whole service. */
function concerned(catalog: Catalog, service: string, names: readonly string[]): ActionSet {
  const known = catalog.services.get(service);
  const all = known === undefined ? [] : catalog.actions.slice(known.first, known.end);
  const named = names.flatMap(
    (name) => findAction(catalog, name.includes(':') ? name : `${service}:${name}`) ?? [],
  );
  return setOfActions(catalog, names.length === 0 ? all : named);
}

function fallOf(
  { groups }: Surrounded['assessment'],
  concernedActions: ActionSet,
): Readonly<Record<Verdict, number>> {
  const ours = { used: 0, unused: 0, unobservable: 0, unknown: 0 };
  for (const { reason, actions } of groups) {
    ours[verdictOfReason(reason)] += sizeOf(intersect(actions, concernedActions));
  }
  return ours;
}
