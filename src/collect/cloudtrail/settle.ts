/**
 * The ledger as it is handed on: callers settled, instance profiles resolved, rows sorted.
 *
 * What only now turns out to be alike is folded here.
 */
import { EXACT } from '../../model/generalise.js';
import {
  type Assumption,
  type Caller,
  callerKey,
  type GeneralisedUse,
  type GrantChange,
  type SignIn,
  type UnmappedEvent,
  type UsageLedger,
  type Use,
} from '../../model/usage.js';
import { type KnownIdentities, settleClaim } from './attribute.js';
import { claimOf, type KnownCaller } from './callers.js';
import { isStandIn } from './instance-profiles.js';
import type { OpenLedger } from './open-ledger.js';
import { type Counted, createTally } from './tally.js';
import { sketchGroup, type UseGroup, type UseRow } from './use-rows.js';

type RolesOfStandIn = (standIn: string) => readonly string[] | undefined;

export function settleLedger(
  ledger: OpenLedger,
  known: KnownIdentities,
  rolesOf: RolesOfStandIn,
): UsageLedger {
  settleUses(ledger, known);
  const names = new Map<KnownCaller, Caller>();
  const nameOf = (caller: KnownCaller): Caller => {
    const named = names.get(caller) ?? settleClaim(caller.claim, caller.claimedAt, known);
    names.set(caller, named);
    return named;
  };
  const groups = [...ledger.uses.groups()]
    .filter(({ rows }) => rows.size > 0)
    .map((group) => ({ group, key: `${callerKey(nameOf(group.caller))}\n${group.action}` }))
    .sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ group }) => group);
  const settledBy = ({ row, last }: Counted<{ readonly caller: KnownCaller }>): Caller =>
    settleClaim(row.caller.claim, last, known);

  return {
    uses: groups.flatMap((group) => usesOf(group, nameOf(group.caller), rolesOf)),
    assumptions: assumptionsOf(ledger, known),
    signIns: signInsOf(ledger, settledBy),
    grantChanges: changesOf(ledger),
    unmapped: unmappedOf(ledger, settledBy),
    generalised: groups.flatMap((group) => generalisedOf(group, nameOf)),
  };
}

/** Moves the rows of callers that only the snapshot names to who they are. */
function settleUses({ uses, callers }: OpenLedger, known: KnownIdentities): void {
  const open = new Set<KnownCaller>();
  for (const { caller } of uses.groups()) {
    const { id, arn, otherwise } = caller.claim;
    if (otherwise !== undefined && (id !== '' || arn !== '')) open.add(caller);
  }
  for (const caller of open) {
    for (const group of uses.remove(caller)) {
      for (const row of group.rows.values()) {
        const settled = claimOf(settleClaim(caller.claim, row.last, known));
        uses.adopt(callers.of(settled, row.last) ?? caller, group, [row]);
      }
    }
  }
}

function usesOf(group: UseGroup, caller: Caller, rolesOf: RolesOfStandIn): readonly Use[] {
  const { action } = group;
  return rowsOf(group, rolesOf)
    .map(({ variant, resource, first, last, count }): { key: string; use: Use } => {
      const { kind, region, via, outcome, errorCode } = variant;
      return {
        key: [kind, resource ?? '', region, via ?? '', outcome, errorCode ?? '', first].join('\n'),
        use: {
          caller,
          action,
          kind,
          resource,
          region,
          via,
          outcome,
          errorCode,
          firstSeen: first,
          lastSeen: last,
          count,
        },
      };
    })
    .sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ use }) => use);
}

/** The rows of a group, with roles instead of what stands for them. */
function rowsOf({ rows }: UseGroup, rolesOf: RolesOfStandIn): readonly UseRow[] {
  const all = [...rows.values()];
  if (!all.some(({ resource }) => isStandIn(resource))) return all;
  const tally = createTally<Pick<UseRow, 'variant' | 'resource'>>(Number.POSITIVE_INFINITY);
  for (const { variant, resource, ...seen } of all) {
    const resources = isStandIn(resource) ? (rolesOf(resource) ?? [undefined]) : [resource];
    const { kind, region, via, outcome, errorCode } = variant;
    for (const each of resources) {
      const key = [each ?? '', kind, region, via ?? '', outcome, errorCode ?? ''].join('\n');
      tally.add(key, { variant, resource: each }, seen);
    }
  }
  return tally.rows().map(({ row, first, last, count }) => ({ ...row, first, last, count }));
}

function assumptionsOf(ledger: OpenLedger, known: KnownIdentities): readonly Assumption[] {
  const tally = createTally<Omit<Assumption, 'firstSeen' | 'lastSeen' | 'count'>>(
    Number.POSITIVE_INFINITY,
  );
  for (const { row, ...seen } of ledger.assumptions.rows()) {
    const { roleArn, roleId, event, outcome, byOther, caller } = row;
    const settled = caller === undefined ? undefined : settleClaim(caller.claim, seen.last, known);
    const by = settled?.kind === 'identity' ? settled.arn || settled.id : byOther;
    const key = [roleArn, roleId ?? '', by, event, outcome].join('\n');
    tally.add(key, { roleArn, roleId, by, event, outcome }, seen);
  }
  return tally.rows().map(({ row, first, last, count }) => ({
    ...row,
    firstSeen: first,
    lastSeen: last,
    count,
  }));
}

function signInsOf(
  { signIns }: OpenLedger,
  settledBy: (row: Counted<{ readonly caller: KnownCaller }>) => Caller,
): readonly SignIn[] {
  const tally = createTally<Pick<SignIn, 'caller' | 'outcome'>>(Number.POSITIVE_INFINITY);
  for (const counted of signIns.rows()) {
    const caller = settledBy(counted);
    const { outcome } = counted.row;
    tally.add(`${callerKey(caller)}\n${outcome}`, { caller, outcome }, counted);
  }
  return tally.rows().map(({ row, first, last, count }) => ({
    ...row,
    firstSeen: first,
    lastSeen: last,
    count,
  }));
}

function unmappedOf(
  { unmapped }: OpenLedger,
  settledBy: (row: Counted<{ readonly caller: KnownCaller }>) => Caller,
): readonly UnmappedEvent[] {
  const tally = createTally<Omit<UnmappedEvent, 'firstSeen' | 'lastSeen' | 'count'>>(
    Number.POSITIVE_INFINITY,
  );
  for (const counted of unmapped.rows()) {
    const caller = settledBy(counted);
    const { eventSource, eventName, service } = counted.row;
    const key = [eventSource, eventName, service ?? '', callerKey(caller)].join('\n');
    tally.add(key, { eventSource, eventName, service, caller }, counted);
  }
  return tally.rows().map(({ row, first, last, count }) => ({
    ...row,
    firstSeen: first,
    lastSeen: last,
    count,
  }));
}

function changesOf({ changes }: OpenLedger): readonly GrantChange[] {
  return changes.rows().map(({ row }) => row);
}

function generalisedOf(
  group: UseGroup,
  nameOf: (caller: KnownCaller) => Caller,
): readonly GeneralisedUse[] {
  const { depth, caller, action } = group;
  if (depth === EXACT) return [];
  return [{ caller: nameOf(caller), action, depth, sketch: sketchGroup(group) }];
}
