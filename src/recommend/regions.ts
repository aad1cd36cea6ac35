/**
 * Regions in which nothing happened, closed by a service control policy for the actions whose silence
 * there is proven: those that change something, that management events show, and that go to a region.
 *
 * A region is open as soon as any record names it, whoever made the call and however it ended. The
 * others are closed only when the settings of a trail say that it recorded them, too, without a hole.
 * What no log shows stays open everywhere; so do global services, by AWS's own list of exceptions.
 * Source: Organizations User Guide, "Deny access to AWS based on the requested AWS Region".
 */
import {
  actionsOf,
  emptySet,
  hasAction,
  intersect,
  minus,
  setOfActions,
  setOfRanges,
  sizeOf,
  union,
} from '../catalog/action-set.js';
import { accessLevelOf, type Catalog } from '../catalog/catalog.js';
import { ACTIONS_NOT_BOUND_TO_REGIONS, NOT_BOUND_TO_REGIONS } from '../catalog/global-services.js';
import { observabilityOf } from '../catalog/observability.js';
import { type Action, type ActionSet, serviceOf } from '../model/action.js';
import type { PolicyDocument } from '../model/policy.js';
import type { AccountProposal, KeptBox } from '../model/recommendation.js';
import { usesByCaller } from '../model/usage.js';
import { choosePatterns } from '../policy/choose-patterns.js';
import { type AccountInput, documentOf, noticing, SCP_SIZE, sizeOfText } from './account-policy.js';
import { certifyAccount } from './certify.js';

export function proposeForRegions(
  input: AccountInput,
  boxes: readonly KeptBox[],
): AccountProposal | undefined {
  const { catalog, snapshot, regions } = input;
  if (snapshot.isManagementAccount || regions?.others !== 'recorded') return undefined;
  const open = openRegions(input, regions.seen);
  if (open.length === 0) return undefined;
  const quiet = quietActions(input);
  const { document, closed } = fitting(catalog, quiet, open, input);
  if (document === undefined) return undefined;
  const kept = boxes.map((box) => inRegions(catalog, quiet, box, open));
  const certificate = certifyAccount('service-control-policy', document, kept);
  if (certificate.status !== 'proven') return undefined;
  const services = [...new Set(actionsOf(catalog, closed).map(serviceOf))].sort();
  return {
    id: `regions ${snapshot.account}`,
    kind: 'service-control-policy',
    account: snapshot.account,
    policy: { name: 'deny-unused-regions', document, size: sizeOfText(document) },
    quota: SCP_SIZE,
    deniedServices: services,
    deniedRegions: { allowed: open },
    wouldNotice: noticing(input, closed),
    nothingUsedLost: certificate,
    kept,
    notes: [
      `in every region but ${open.join(', ')}, ${sizeOf(closed)} actions that change something are closed: a trail recorded those regions, and they were quiet`,
      'reading, global services and whatever no log shows stay open everywhere',
      'binds the root user and every identity of the account but service-linked roles; try it on one account first',
    ],
  };
}

/** Those of uses that a store holds, and of what IAM reports of roles and keys, too. */
function openRegions(
  { snapshot, usage }: AccountInput,
  seen: readonly string[],
): readonly string[] {
  const open = new Set(seen);
  for (const { caller, rows } of usesByCaller(usage)) {
    if (caller.account !== snapshot.account) continue;
    for (const { region } of rows()) open.add(region);
  }
  for (const { lastUsed } of snapshot.roles) if (lastUsed !== undefined) open.add(lastUsed.region);
  for (const { region } of snapshot.keyUses ?? []) if (region !== undefined) open.add(region);
  for (const { accessKeys } of snapshot.credentials?.users ?? []) {
    for (const { lastUsed } of accessKeys) {
      if (lastUsed?.region !== undefined) open.add(lastUsed.region);
    }
  }
  return [...open].filter((region) => /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)).sort();
}

/** Regional changes that management events show, without those that anybody may have made unseen. */
function quietActions({ catalog, assessments, kept }: AccountInput): ActionSet {
  const doubtful = assessments.reduce<ActionSet>((all, { arn, granted }) => {
    const own = kept.get(arn);
    return union(all, own === undefined ? granted : union(own.unobservable, own.unknown));
  }, emptySet(catalog));
  const shown = catalog.actions.filter((action) => isRegional(catalog, action));
  return minus(setOfActions(catalog, shown), doubtful);
}

function isRegional(catalog: Catalog, action: Action): boolean {
  if (NOT_BOUND_TO_REGIONS.has(serviceOf(action)) || ACTIONS_NOT_BOUND_TO_REGIONS.test(action)) {
    return false;
  }
  const shown = observabilityOf(catalog, action);
  // Of reads nobody asked whether a trail records them everywhere.
  const isWrite = shown.kind === 'management' && shown.access === 'write';
  return isWrite && !shown.global && !shown.excludable;
}

type Fitting = { readonly document?: PolicyDocument; readonly closed: ActionSet };

/** Services with the most grants for each character first, as many as the quota holds. */
function fitting(
  catalog: Catalog,
  quiet: ActionSet,
  open: readonly string[],
  { assessments }: AccountInput,
): Fitting {
  const granted = assessments.reduce((all, one) => union(all, one.granted), emptySet(catalog));
  let closed = emptySet(catalog);
  let patterns: readonly string[] = [];
  let document: PolicyDocument | undefined;
  for (const { own, wording } of closings(catalog, quiet, granted)) {
    const next = denyOutside([...patterns, ...wording].sort(), open);
    if (sizeOfText(next) > SCP_SIZE) continue;
    patterns = [...patterns, ...wording];
    document = next;
    closed = union(closed, own);
  }
  return document === undefined ? { closed } : { document, closed };
}

/** What would be closed of each service of which anybody is granted something. */
function closings(catalog: Catalog, quiet: ActionSet, granted: ActionSet) {
  const changing = setOfActions(
    catalog,
    actionsOf(catalog, quiet).filter((action) => changes(catalog, action)),
  );
  return [...catalog.services.values()]
    .flatMap((service) => {
      const own = intersect(changing, setOfRanges(catalog, [service]));
      const grants = sizeOf(intersect(own, granted));
      if (grants === 0) return [];
      const wording = choosePatterns(catalog, {
        rest: own,
        mayMatch: quiet,
        isInside: () => true,
        style: 'shortest',
      });
      return { prefix: service.prefix, own, wording, worth: grants / wording.join().length };
    })
    .toSorted((a, b) => b.worth - a.worth || (a.prefix < b.prefix ? -1 : 1));
}

function changes(catalog: Catalog, action: string): boolean {
  const level = accessLevelOf(catalog, action);
  return level === 'Write' || level === 'Permissions management';
}

function denyOutside(patterns: readonly string[], open: readonly string[]): PolicyDocument {
  return documentOf({
    Sid: 'DenyUnusedRegions',
    Effect: 'Deny',
    Action: patterns,
    Resource: '*',
    Condition: { StringNotEquals: { 'aws:RequestedRegion': open } },
  });
}

/**
 * What the log shows wholly was used in the open regions only, and so were the calls behind patterns,
 * which no table maps: their records name a region. Everything else may be used anywhere.
 */
function inRegions(
  catalog: Catalog,
  quiet: ActionSet,
  box: KeptBox,
  open: readonly string[],
): KeptBox {
  const isLogged = box.action.includes('*') || hasAction(catalog, quiet, box.action);
  return isLogged ? { ...box, regions: open } : box;
}
