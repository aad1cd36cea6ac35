/**
 * One verdict for every action that an identity is granted.
 *
 * The order is the contract's: what was seen used is `used`; what no source could ever show is
 * `unobservable`; whatever stands against trusting a silence makes it `unknown`; only what is left,
 * observable without a gap and silent, is `unused`. An unmapped call goes before `unobservable`,
 * because `unknown` is kept whatever the user asks.
 */
import { emptySet, intersect, isEmptySet, minus, union } from '../catalog/action-set.js';
import type { ActionSet } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import { type VerdictGroup, type VerdictReason, verdictOfReason } from '../model/verdict.js';
import { blockerClaims, namelessClaims, opaqueClaims, unmappedClaims } from './blockers.js';
import { lastAccessedUseClaims, withReportedSilence } from './last-accessed.js';
import {
  anybodysManagementClaims,
  dataClaims,
  managementClaims,
  unloggedClaims,
} from './silence.js';
import { coarseUseClaims, loggedUseClaims } from './use-claims.js';
import type { Claim, VerdictContext } from './verdict-context.js';

type Claims = (context: VerdictContext, identity: Identity, left: ActionSet) => readonly Claim[];

const unobservableOnly =
  (claims: Claims): Claims =>
  (context, identity, left) =>
    claims(context, identity, left).filter(
      ({ reason }) => verdictOfReason(reason) === 'unobservable',
    );

/** First come, first served: see the file's head for why in this order. */
const claimsBy = (management: Claims): readonly Claims[] => [
  loggedUseClaims,
  coarseUseClaims,
  lastAccessedUseClaims,
  unmappedClaims,
  namelessClaims,
  opaqueClaims,
  unloggedClaims,
  unobservableOnly(dataClaims),
  unobservableOnly(management),
  blockerClaims,
  dataClaims,
  management,
];

const CLAIMS = claimsBy(managementClaims);
const ANYBODYS_CLAIMS = claimsBy(anybodysManagementClaims);

/**
 * @param granted what the identity's Allow statements match
 * @returns groups that partition `granted`
 */
export function verdictsOf(
  context: VerdictContext,
  identity: Identity,
  granted: ActionSet,
): readonly VerdictGroup[] {
  const groups = sortOut(context, identity, granted, CLAIMS);
  return withReportedSilence(context, identity, groups, () =>
    [unmappedClaims, namelessClaims, opaqueClaims, blockerClaims]
      .flatMap((claims) => claims(context, identity))
      .reduce((all, { actions }) => union(all, actions), emptySet(context.catalog)),
  );
}

/**
 * Those of the used actions whose silence would have meant `unused`: whatever use of them the log does
 * not show did not happen.
 */
export function fullyLoggedOf(
  context: VerdictContext,
  identity: Identity,
  groups: readonly VerdictGroup[],
): ActionSet {
  const none = emptySet(context.catalog);
  const logged = groups
    .filter(({ reason }) => reason.kind === 'logged-use' || reason.kind === 'conditional-use')
    .reduce((all, { actions }) => union(all, actions), none);
  const otherwise = CLAIMS.filter((claims) => claims !== loggedUseClaims);
  return sortOut(context, identity, logged, otherwise)
    .filter(({ reason }) => reason.kind === 'silent')
    .reduce((all, { actions }) => union(all, actions), none);
}

/** What not seeing any of these actions means, whoever would have called them. */
export function silenceOf(
  context: VerdictContext,
  identity: Identity,
  actions: ActionSet,
): VerdictReason {
  const otherwise = ANYBODYS_CLAIMS.filter(
    (claims) => claims !== loggedUseClaims && claims !== coarseUseClaims,
  );
  const groups = sortOut(context, identity, actions, otherwise);
  const [first] = [...groups.filter(({ reason }) => reason.kind !== 'silent'), ...groups];
  if (first === undefined) throw new Error('no actions to be silent about');
  return first.reason;
}

function sortOut(
  context: VerdictContext,
  identity: Identity,
  granted: ActionSet,
  order: readonly Claims[],
): readonly VerdictGroup[] {
  const groups: VerdictGroup[] = [];
  let left = granted;
  for (const claims of order) {
    if (isEmptySet(left)) break;
    for (const { actions, reason } of claims(context, identity, left)) {
      const claimed = intersect(left, actions);
      if (isEmptySet(claimed)) continue;
      groups.push({ reason, actions: claimed });
      left = minus(left, claimed);
    }
  }
  if (!isEmptySet(left)) throw new Error(`no verdict for some actions of ${identity.arn}`);
  return groups;
}
