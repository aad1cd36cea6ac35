/**
 * What a whole account does without: services that nobody in it used, as a service control policy that
 * denies them and as a permissions boundary that leaves them out.
 *
 * A service is without use when no call of it is in the ledger, by whomever, and of everything that
 * anybody is granted of it the silence is proven. One grant that no log shows keeps the service.
 * Regions are never proposed by themselves: that nothing happens in a region without records is taken
 * from the trail being multi-region, which is a fact for the reader to check.
 * Sources: Organizations User Guide, "Quotas for AWS Organizations" (every character of an SCP counts)
 * and "SCP evaluation"; IAM User Guide, "Permissions boundaries for IAM entities".
 */
import {
  emptySet,
  intersect,
  isEmptySet,
  minus,
  setOfRanges,
  sizeOf,
  union,
} from '../catalog/action-set.js';
import type { Catalog, Service } from '../catalog/catalog.js';
import { type ActionSet, serviceOf } from '../model/action.js';
import type { PolicyDocument } from '../model/policy.js';
import type { AccountProposal, Certificate, Holder } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { UsageLedger } from '../model/usage.js';
import type { Assessment } from '../model/verdict.js';
import { decideInclusion } from '../policy/includes.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { toJson } from '../policy/print-policy.js';
import { certificate } from './certify.js';
import type { Kept } from './kept.js';

/** Source: Organizations User Guide, "Quotas for AWS Organizations". */
const SCP_SIZE = 10_240;
const BOUNDARY_SIZE = 6144;

export type AccountInput = {
  readonly catalog: Catalog;
  readonly snapshot: Snapshot;
  /** Of this account. */
  readonly assessments: readonly Assessment[];
  readonly kept: ReadonlyMap<string, Kept>;
  readonly usage: UsageLedger;
};

/** @returns proposals, or why there are none where some were in sight */
export function proposeForAccount(input: AccountInput): readonly AccountProposal[] | string {
  const { snapshot, assessments } = input;
  const everybody = snapshot.users.length + snapshot.groups.length + snapshot.roles.length;
  // Of an identity that was not looked at nobody knows what it needs.
  if (everybody === 0 || assessments.length < everybody) return [];
  const unused = unusedServices(input);
  if (unused.length === 0) return [];
  const made = [
    ...(snapshot.isManagementAccount ? [] : [proposal(input, unused, 'service-control-policy')]),
    proposal(input, unused, 'permissions-boundary'),
  ];
  const doubtful = made.find(({ nothingUsedLost }) => nothingUsedLost.status !== 'proven');
  if (doubtful === undefined) return made;
  return `nothing used lost: ${doubtful.nothingUsedLost.status}: somebody made a call that no table maps, and it may have been of any service`;
}

type Unused = { readonly service: Service; readonly grants: number };

/** Those with the most grants first. */
function unusedServices({
  catalog,
  snapshot,
  assessments,
  kept,
  usage,
}: AccountInput): readonly Unused[] {
  const { account } = snapshot;
  const touched = new Set([
    ...usage.uses
      .filter(({ caller }) => caller.account === account)
      .map(({ action }) => serviceOf(action)),
    ...usage.unmapped
      .filter(({ caller }) => caller.account === account)
      .map(({ service }) => service),
  ]);
  const needed = assessments
    .map(({ arn }) => kept.get(arn)?.actions)
    .reduce<ActionSet>(
      (all, own) => (own === undefined ? all : union(all, own)),
      emptySet(catalog),
    );
  return [...catalog.services.values()]
    .filter(({ prefix }) => !touched.has(prefix))
    .flatMap((service) => {
      const all = setOfRanges(catalog, [service]);
      const grants = assessments.reduce((sum, one) => sum + sizeOf(intersect(one.granted, all)), 0);
      return grants > 0 && isEmptySet(intersect(all, needed)) ? { service, grants } : [];
    })
    .toSorted((a, b) => b.grants - a.grants || (a.service.prefix < b.service.prefix ? -1 : 1));
}

function proposal(
  input: AccountInput,
  unused: readonly Unused[],
  kind: AccountProposal['kind'],
): AccountProposal {
  const { snapshot, catalog } = input;
  const quota = kind === 'permissions-boundary' ? BOUNDARY_SIZE : SCP_SIZE;
  const write = kind === 'permissions-boundary' ? boundaryWithout : scpAgainst;
  let services = unused.map(({ service }) => service);
  let document = write(services);
  // Those with the fewest grants give way first.
  while (sizeOfText(document) > quota) {
    services = services.slice(0, -Math.max(1, Math.floor(services.length / 50)));
    document = write(services);
  }
  const name = kind === 'permissions-boundary' ? 'boundary-without-unused' : 'deny-unused-services';
  const left = unused.length - services.length;
  return {
    id: `${kind} ${snapshot.account}`,
    kind,
    account: snapshot.account,
    policy: { name, document, size: sizeOfText(document) },
    quota,
    deniedServices: services.map(({ prefix }) => prefix).sort(),
    deniedRegions: 'not-proposed',
    wouldNotice: noticing(input, setOfRanges(catalog, services)),
    nothingUsedLost: certifyFor(input, kind, document),
    notes: [
      ...(left > 0 ? [`${left} more services are without use and do not fit`] : []),
      'services that AWS adds later stay allowed',
      kind === 'permissions-boundary'
        ? 'a boundary limits what resource policies give to a role as well: set it on new identities first'
        : 'binds every identity of the account but service-linked roles; try it on one account first',
    ],
  };
}

const text = (services: readonly Service[]): readonly string[] =>
  services.map(({ prefix }) => `${prefix}:*`).sort();

function scpAgainst(services: readonly Service[]): PolicyDocument {
  return documentOf({
    Sid: 'DenyUnusedServices',
    Effect: 'Deny',
    Action: text(services),
    Resource: '*',
  });
}

function boundaryWithout(services: readonly Service[]): PolicyDocument {
  return documentOf({
    Sid: 'AllButUnusedServices',
    Effect: 'Allow',
    NotAction: text(services),
    Resource: '*',
  });
}

function documentOf(statement: object): PolicyDocument {
  return parsePolicy({ Version: '2012-10-17', Statement: [statement] }).document;
}

/** As it is written without a space: for SCPs every character counts. */
function sizeOfText(document: PolicyDocument): number {
  return JSON.stringify(toJson(document)).length;
}

/** Nothing that must stay, of anybody, is inside what is denied. */
function certifyFor(
  { kept, assessments }: AccountInput,
  kind: AccountProposal['kind'],
  document: PolicyDocument,
): Certificate {
  const all = documentOf({ Effect: 'Allow', Action: '*', Resource: '*' });
  const boxes = assessments.flatMap(({ arn }) => kept.get(arn)?.boxes ?? []);
  const names = [
    ...new Map(
      boxes.map((box) => [box.action, { action: box.action, resources: 'any' as const }]),
    ).values(),
  ];
  const next = kind === 'permissions-boundary' ? [document] : [all, document];
  return certificate(decideInclusion([all], next, { within: names }));
}

function noticing(
  { assessments }: AccountInput,
  denied: ActionSet,
): AccountProposal['wouldNotice'] {
  return assessments
    .map(({ kind, name, arn, granted, dead }) => ({
      holder: { kind, name, arn } satisfies Holder,
      actions: sizeOf(minus(intersect(granted, denied), dead)),
    }))
    .filter(({ actions }) => actions > 0)
    .toSorted((a, b) => b.actions - a.actions || (a.holder.arn < b.holder.arn ? -1 : 1));
}
