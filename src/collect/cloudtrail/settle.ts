/**
 * The ledger as it is handed on: callers settled, instance profiles resolved, rows sorted.
 *
 * What only now turns out to be alike is folded here.
 */
import type { Action } from '../../model/action.js';
import { EXACT } from '../../model/generalise.js';
import { type Instant, instantOfSeconds } from '../../model/time.js';
import {
  type Assumption,
  type Caller,
  callerKey,
  type GeneralisedUse,
  type GrantChange,
  type RoleHolder,
  type SignIn,
  type UnmappedEvent,
  type UsageLedger,
  type Use,
} from '../../model/usage.js';
import { type KnownIdentities, settleClaim } from './attribute.js';
import { claimOf, type KnownCaller } from './callers.js';
import { isStandIn } from './instance-profiles.js';
import type { OpenLedger } from './open-ledger.js';
import { type Counted, createTally, type Tally } from './tally.js';
import {
  rowsOfLine,
  sketchGroup,
  textOfVariant,
  type UseGroup,
  type UseLine,
  type Variant,
} from './use-rows.js';

type RolesOfStandIn = (standIn: string) => readonly string[] | undefined;

export function settleLedger(
  ledger: OpenLedger,
  known: KnownIdentities,
  rolesOf: RolesOfStandIn,
): UsageLedger {
  settleUses(ledger, known);
  const names = new Map<KnownCaller, Caller>();
  const nameOf = (caller: KnownCaller): Caller => {
    const named =
      names.get(caller) ?? settleClaim(caller.claim, instantOfSeconds(caller.claimedAt), known);
    names.set(caller, named);
    return named;
  };
  const groups = [...ledger.uses.groups()]
    .filter(({ lines }) => lines.size > 0)
    .map((group) => ({ group, key: `${callerKey(nameOf(group.caller))}\n${group.action}` }))
    .sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0))
    .map(({ group }) => group);
  const settledBy = ({ row, last }: Counted<{ readonly caller: KnownCaller }>): Caller =>
    settleClaim(row.caller.claim, last, known);

  return {
    uses: groups.flatMap((group) => usesOf(group, nameOf(group.caller), rolesOf)),
    assumptions: assumptionsOf(ledger, known),
    signIns: signInsOf(ledger, settledBy),
    roleHolders: holdersOf(ledger, settledBy),
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
    for (const { group, lines } of uses.remove(caller)) {
      for (const line of lines) {
        for (const seen of rowsOfLine(line)) {
          const settled = claimOf(settleClaim(caller.claim, instantOfSeconds(seen.last), known));
          uses.adopt(callers.of(settled, seen.last) ?? caller, group, line, seen);
        }
      }
    }
  }
}

type UseRow = {
  readonly first: Instant;
  readonly last: Instant;
  readonly count: number;
};

type Line = {
  readonly variant: Variant;
  readonly resource: string | undefined;
  readonly rows: readonly UseRow[];
};

function usesOf(group: UseGroup, caller: Caller, rolesOf: RolesOfStandIn): readonly Use[] {
  const lines = linesOf(group, rolesOf).map((line) => ({ line, key: `${lineKey(line)}\n` }));
  lines.sort(({ key: a }, { key: b }) => (a < b ? -1 : a > b ? 1 : 0));
  const uses: Use[] = [];
  for (const { line } of lines) {
    for (const row of line.rows) uses.push(useOf(group.action, caller, line, row));
  }
  return uses;
}

/** All members at once: there may be millions, and objects put together from others are bigger. */
function useOf(
  action: Action,
  caller: Caller,
  { variant: { kind, region, via, outcome, errorCode, denial }, resource }: Line,
  { first, last, count }: UseRow,
): Use {
  return {
    caller,
    action,
    kind,
    resource,
    region,
    via,
    outcome,
    errorCode,
    denial,
    firstSeen: first,
    lastSeen: last,
    count,
  };
}

function lineKey({ variant, resource }: Pick<Line, 'variant' | 'resource'>): string {
  const { kind, region, via, outcome, errorCode, denial } = variant;
  return [kind, resource ?? '', region, via ?? '', outcome, errorCode ?? '', denial ?? ''].join(
    '\n',
  );
}

/** The lines of a group, with roles instead of what stands for them. */
function linesOf({ lines }: UseGroup, rolesOf: RolesOfStandIn): readonly Line[] {
  const all = [...lines.values()];
  if (!all.some(({ resource }) => isStandIn(resource))) {
    return all.map((line) => ({
      variant: line.variant,
      resource: line.resource,
      rows: countsOf(line),
    }));
  }
  const merged = new Map<string, { readonly line: Omit<Line, 'rows'>; readonly rows: UseRow[] }>();
  const tally = createTally<string>(Number.POSITIVE_INFINITY);
  for (const line of all) {
    const { variant, resource } = line;
    const resources = isStandIn(resource) ? (rolesOf(resource) ?? [undefined]) : [resource];
    for (const each of resources) {
      const own = { variant, resource: each };
      const key = `${textOfVariant(variant)} ${each ?? ''}`;
      merged.set(key, { line: own, rows: [] });
      for (const counts of countsOf(line)) tally.add(key, key, counts);
    }
  }
  for (const { row: key, ...counts } of tally.rows()) merged.get(key)?.rows.push(counts);
  return [...merged.values()].map(({ line, rows }) => ({ ...line, rows: rows.sort(byFirst) }));
}

/** The oldest first. */
function countsOf(line: UseLine): readonly UseRow[] {
  const rows: UseRow[] = [];
  let before = Number.NEGATIVE_INFINITY;
  let isSorted = true;
  for (const { first, last, count } of rowsOfLine(line)) {
    const from = instantOfSeconds(first);
    rows.push({ first: from, last: last === first ? from : instantOfSeconds(last), count });
    isSorted &&= before <= first;
    before = first;
  }
  return isSorted ? rows : rows.sort(byFirst);
}

function byFirst({ first: a }: UseRow, { first: b }: UseRow): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
  return seenRows(tally);
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
  return seenRows(tally);
}

function holdersOf(
  { holders }: OpenLedger,
  settledBy: (row: Counted<{ readonly caller: KnownCaller }>) => Caller,
): readonly RoleHolder[] {
  const tally = createTally<Pick<RoleHolder, 'caller' | 'resource'>>(Number.POSITIVE_INFINITY);
  for (const counted of holders.rows()) {
    const caller = settledBy(counted);
    const { resource } = counted.row;
    tally.add(`${callerKey(caller)}\n${resource}`, { caller, resource }, counted);
  }
  return seenRows(tally);
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
  return seenRows(tally);
}

function seenRows<Row>(tally: Tally<Row>): readonly (Row & SeenInPeriod)[] {
  return tally.rows().map(({ row, first, last, count }) => ({
    ...row,
    firstSeen: first,
    lastSeen: last,
    count,
  }));
}

type SeenInPeriod = {
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly count: number;
};

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
