/**
 * What a whole account does without: regions (see `regions.ts`) and services that nobody in it used, as a service control policy that
 * denies them and as a permissions boundary that leaves them out.
 *
 * A service is without use when no call of it is in the ledger, by whomever and however it ended, and
 * when of everything that anybody is granted of it the silence is proven. One grant that no log shows
 * keeps the service, and so does a call that no table maps. A service that may be allowed without an
 * identity policy stays: what nobody is granted of it was not looked at. Roles that are linked to
 * services are neither asked nor bound.
 * Sources: Organizations User Guide, "Quotas for AWS Organizations" (every character of an SCP counts)
 * and "SCP evaluation"; IAM User Guide, "Permissions boundaries for IAM entities".
 */
import { emptySet, setOfRanges, sizeWithin, union } from '../catalog/action-set.js';
import type { Service } from '../catalog/catalog.js';
import { prefixOfHost, SHARED_SOURCES } from '../catalog/events/event-source.js';
import { servicesGrantedOtherwise } from '../catalog/other-grants.js';
import { type ActionSet, serviceOf } from '../model/action.js';
import { isServiceLinked } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { AccountProposal, KeptBox } from '../model/recommendation.js';
import type { Instant } from '../model/time.js';
import { usesByCaller } from '../model/usage.js';
import { directoryOf, holdingsOf } from '../policy/holdings.js';
import {
  type AccountInput,
  BOUNDARY_SIZE,
  documentOf,
  noticing,
  SCP_SIZE,
  sizeOfText,
} from './account-policy.js';
import { certifyAccount } from './certify.js';
import { proposeForRegions } from './regions.js';

export type AccountProposals = {
  readonly made: readonly AccountProposal[];
  /** Why there are none of services where some were in sight. */
  readonly reason?: string;
};

export function proposeForAccount(whole: AccountInput): AccountProposals {
  const { snapshot } = whole;
  const everybody = snapshot.users.length + snapshot.groups.length + snapshot.roles.length;
  // Of an identity that was not looked at nobody knows what it needs.
  if (everybody === 0 || whole.assessments.length < everybody) return { made: [] };
  const input = {
    ...whole,
    assessments: whole.assessments.filter(
      ({ manageability }) => manageability !== 'service-linked',
    ),
  };
  const boxes = neededBoxes(input);
  const regions = proposeForRegions(input, boxes) ?? [];
  const services = proposeForServices(input, boxes);
  return typeof services === 'string'
    ? { made: [regions].flat(), reason: services }
    : { made: [services, regions].flat() };
}

function proposeForServices(
  input: AccountInput,
  boxes: readonly KeptBox[],
): readonly AccountProposal[] | string {
  if (isAnybodyBlank(input)) {
    return 'somebody who is no identity of the account made calls of which not even the service is known';
  }
  const unused = unusedServices(input);
  if (unused.length === 0) return [];
  const made = [
    ...(input.snapshot.isManagementAccount
      ? []
      : [proposal(input, unused, boxes, 'service-control-policy')]),
    proposal(input, unused, boxes, 'permissions-boundary'),
  ];
  const doubtful = made.find(({ nothingUsedLost }) => nothingUsedLost.status !== 'proven');
  if (doubtful === undefined) return made;
  return `nothing used lost: ${doubtful.nothingUsedLost.status}: somebody made a call that no table maps, and it may have been of any service`;
}

/** Whoever is an identity keeps what it is granted; the root user and others are granted everything. */
function isAnybodyBlank({ usage, snapshot }: AccountInput): boolean {
  return usage.unmapped.some(
    ({ caller, service }) =>
      caller.account === snapshot.account &&
      service === undefined &&
      caller.kind === 'bucket' &&
      !['anonymous', 'aws-service', 'other-account'].includes(caller.bucket),
  );
}

type Unused = { readonly service: Service; readonly grants: number };

/** Those with the most grants first. */
function unusedServices(input: AccountInput): readonly Unused[] {
  const { catalog, assessments, kept } = input;
  const touched = touchedServices(input);
  const otherwise = servicesGrantedOtherwise(catalog);
  const needed = assessments
    .map(({ arn, granted }) => kept.get(arn)?.actions ?? granted)
    .reduce<ActionSet>(union, emptySet(catalog));
  return [...catalog.services.values()]
    .filter(({ prefix }) => !touched.has(prefix) && !otherwise.has(prefix))
    .flatMap((service) => {
      const grants = assessments.reduce(
        (sum, { granted }) => sum + sizeWithin(granted, service),
        0,
      );
      return grants > 0 && sizeWithin(needed, service) === 0 ? { service, grants } : [];
    })
    .toSorted((a, b) => b.grants - a.grants || (a.service.prefix < b.service.prefix ? -1 : 1));
}

/** Prefixes of which anybody made a call, or AWS says so. */
function touchedServices({ snapshot, usage, since }: AccountInput): ReadonlySet<string> {
  const { account } = snapshot;
  const touched = new Set<string>();
  for (const { caller, rows } of usesByCaller(usage)) {
    if (caller.account !== account) continue;
    for (const { action } of rows()) touched.add(serviceOf(action));
  }
  for (const { caller, service } of usage.unmapped) {
    if (caller.account !== account || service === undefined) continue;
    for (const prefix of [service, ...(SHARED_SOURCES[service] ?? [])]) touched.add(prefix);
  }
  // A service that has a role of its own in the account is at work there.
  for (const { path } of snapshot.roles.filter(isServiceLinked)) {
    const prefix = prefixOfHost(path.split('/')[2] ?? '');
    if (prefix !== undefined) touched.add(prefix);
  }
  const isRecent = (at: Instant | undefined) =>
    at !== undefined && (since === undefined || at >= since);
  for (const { services } of snapshot.lastAccessed ?? []) {
    for (const { service, at } of services) if (isRecent(at)) touched.add(service);
  }
  for (const { service, at } of snapshot.keyUses ?? []) {
    if (service !== undefined && isRecent(at)) touched.add(service);
  }
  return touched;
}

/**
 * What everybody needs, on any resource. Whoever made a call of which nobody knows the service needs
 * all that it is granted.
 */
function neededBoxes({ snapshot, assessments, kept }: AccountInput): readonly KeptBox[] {
  const directory = directoryOf(snapshot);
  const identities = new Map(directory.identities.map((one) => [one.arn as string, one]));
  const names = assessments.flatMap(({ arn }) => {
    const own = (kept.get(arn)?.boxes ?? [EVERYTHING]).map(({ action }) => action);
    const identity = identities.get(arn);
    if (!own.includes(EVERYTHING.action) || identity === undefined) return own;
    return [
      ...own.filter((action) => action !== EVERYTHING.action),
      ...holdingsOf(directory, identity).flatMap(({ document }) => grantedPatterns(document)),
    ];
  });
  return [...new Set(names)].sort().map((action) => ({ action, resources: 'any' }));
}

const EVERYTHING: KeptBox = { action: '*', resources: 'any' };

/** `NotAction` may be anything. */
function grantedPatterns(document: PolicyDocument | undefined): readonly string[] {
  return (document?.statements ?? [])
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions }) => (actions.negated ? [EVERYTHING.action] : actions.patterns));
}

function proposal(
  input: AccountInput,
  unused: readonly Unused[],
  boxes: readonly KeptBox[],
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
  return {
    id: `${kind} ${snapshot.account}`,
    kind,
    account: snapshot.account,
    policy: { name, document, size: sizeOfText(document) },
    quota,
    deniedServices: services.map(({ prefix }) => prefix).sort(),
    deniedRegions: 'not-proposed',
    wouldNotice: noticing(input, setOfRanges(catalog, services)),
    nothingUsedLost: certifyAccount(kind, document, boxes),
    kept: boxes,
    notes: notesOn(input, kind, unused.length - services.length),
  };
}

function notesOn(
  { snapshot }: AccountInput,
  kind: AccountProposal['kind'],
  left: number,
): readonly string[] {
  const bounded = [...snapshot.users, ...snapshot.roles].filter(
    ({ boundary }) => boundary !== undefined,
  ).length;
  return [
    ...(left > 0 ? [`${left} more services are without use and do not fit`] : []),
    'services that resource policies, grants or trust policies may open stay out of it, and so do services that AWS adds later',
    ...(kind === 'permissions-boundary'
      ? [
          'a boundary limits what resource policies give to a role as well: set it on new identities first',
          ...(bounded > 0
            ? [
                `${bounded} identities have a boundary already: an identity has one at most, and this one in its place would allow more`,
              ]
            : []),
        ]
      : [
          'binds the root user and every identity of the account but service-linked roles; try it on one account first',
        ]),
  ];
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
