/**
 * Events → ledger, one event at a time. Each ends in exactly one fate; nothing is dropped.
 *
 * Who a caller is and which roles an instance profile holds is settled in `finish`, so that logs may
 * be read before the identities.
 */
import type { Catalog } from '../../catalog/catalog.js';
import { createEventMapper } from '../../catalog/events/map-event.js';
import type { EventMapping, IgnoreRule, MappedAction } from '../../catalog/events/mapping.js';
import { outcomeOf } from '../../catalog/events/outcome.js';
import { assertNever } from '../../model/brand.js';
import type { Identity, Role } from '../../model/identity.js';
import { instantOfSeconds, secondsOf } from '../../model/time.js';
import type { TrailEvent } from '../../model/trail-event.js';
import type { GrantChange, Outcome, UsageLedger, UseKind } from '../../model/usage.js';
import { type RoleTaken, roleTakenIn } from './assumptions.js';
import { attributeEvent, type CallerClaim, indexIdentities } from './attribute.js';
import { createCallers, describe, type KnownCaller } from './callers.js';
import { grantChangeOf } from './grant-changes.js';
import {
  createProfileRoles,
  type LoggedProfileRoles,
  rolesByProfile,
} from './instance-profiles.js';
import type { OpenLedger, OpenUnmapped } from './open-ledger.js';
import { createSeenIds } from './seen-ids.js';
import { settleLedger } from './settle.js';
import { type Counts, createTally } from './tally.js';
import {
  type BookedUse,
  createUseRows,
  type Seen,
  textOfVariant,
  type Variant,
} from './use-rows.js';

/** `use`, `unmapped` and `no-room` apart, the name of the rule that set the event aside. */
export type EventFate =
  | 'use'
  | 'unmapped'
  | 'no-room'
  | IgnoreRule
  | 'duplicate-event'
  | 'shared-event-copy';

/**
 * All that an event says but its time and its own id. Many are kept while logs are read, so nothing
 * of the record itself is.
 */
export type EventReading = {
  readonly eventSource: string;
  readonly eventName: string;
  readonly claim: CallerClaim;
  readonly outcome: Outcome;
  readonly means: EventMeaning;
  readonly taken: RoleTaken | undefined;
  readonly change: GrantChange | undefined;
  /** ARN of the function that called. */
  readonly heldBy: string | undefined;
  /** An event with one may be a copy. */
  readonly sharedEventId: string | undefined;
  /** Known once it was booked. */
  caller?: KnownCaller;
};

type EventMeaning =
  | Exclude<EventMapping, { kind: 'mapped' }>
  | { readonly kind: 'sign-in'; readonly outcome: Outcome }
  | { readonly kind: 'uses'; readonly uses: readonly BookedUse[] };

export type LedgerLimits = {
  /** Distinct resources of one caller and action, before they are widened. */
  readonly maxResources: number;
  /** Rows of uses in all, before everything is widened. */
  readonly maxRows: number;
  readonly maxCallers: number;
  /** Rows of each other kind. */
  readonly maxOtherRows: number;
};

export type LedgerFold = {
  /** @param account whose log the event is in; empty when nothing tells */
  readonly add: (event: TrailEvent, account: string) => EventFate;
  /** Notes event ids, given as four words each, and kept: the numbers of those that were met before. */
  readonly duplicatesIn: (words: Uint32Array<ArrayBuffer>) => readonly number[];
  /** What any number of events like this one are, whenever they were. */
  readonly read: (event: TrailEvent, account: string) => EventReading;
  /** Books events that are no duplicates. */
  readonly book: (reading: EventReading, seen: Seen) => EventFate;
  /** The rows of what was added since the last time, which are then forgotten. */
  readonly take: (identities: readonly Identity[]) => UsageLedger;
  /** How many rows wait to be taken. */
  readonly size: () => number;
  readonly profileRoles: () => LoggedProfileRoles;
  readonly takeEventIds: () => Uint32Array;
};

export type LedgerMemory = {
  /** Which roles profiles held, as logs of earlier runs showed. */
  readonly profileRoles?: LoggedProfileRoles;
  /** Ids of events of earlier runs, see `createSeenIds`. */
  readonly eventIds?: () => Iterable<Uint32Array>;
};

export function createLedgerFold(
  catalog: Catalog,
  limits: LedgerLimits,
  { profileRoles = {}, eventIds = () => [] }: LedgerMemory = {},
): LedgerFold {
  const { maxOtherRows } = limits;
  const ledger: OpenLedger = {
    callers: createCallers(limits.maxCallers),
    uses: createUseRows(limits),
    assumptions: createTally(maxOtherRows),
    signIns: createTally(maxOtherRows),
    holders: createTally(maxOtherRows),
    unmapped: createTally(maxOtherRows),
    changes: createTally(maxOtherRows),
  };
  const profiles = createProfileRoles(profileRoles);
  const seenIds = createSeenIds(eventIds);
  let accountOfEvent = '';
  const mapEvent = createEventMapper({
    catalog,
    rolesOfInstanceProfile: (nameOrArn) => [profiles.standIn(nameOrArn, accountOfEvent)],
  });

  // Readings are kept, and most of what they hold is the same.
  const oneName = createPool((name: string) => name);
  const oneClaim = createPool(textOfClaim);
  const oneVariant = createPool(textOfVariant);

  const read = (event: TrailEvent, account: string): EventReading => {
    const { sharedEventId } = event;
    const claim = oneClaim(attributeEvent(event, account));
    accountOfEvent = account;
    const mapping = mapEvent(event);
    const settled = outcomeOf(event);
    const outcome: Outcome = settled === 'unauthenticated' ? 'indeterminate' : settled;
    if (outcome === 'allowed') profiles.learn(event, account);
    return {
      eventSource: oneName(event.eventSource),
      eventName: oneName(event.eventName),
      sharedEventId,
      claim,
      outcome,
      means: meaningOf(event, mapping, outcome, oneVariant),
      taken: settled === 'unauthenticated' ? undefined : roleTakenIn(event, claim.account),
      heldBy: event.userIdentity.heldBy,
      change: outcome === 'allowed' ? grantChangeOf(event, account) : undefined,
    };
  };

  const callerOf = (reading: EventReading, at: number): KnownCaller | undefined => {
    if (reading.caller === undefined) {
      const caller = ledger.callers.of(reading.claim, at);
      if (caller !== undefined) reading.caller = caller;
      return caller;
    }
    describe(reading.caller, reading.claim, at);
    return reading.caller;
  };

  const book = (reading: EventReading, seen: Seen): EventFate => {
    const { means, eventSource, eventName, sharedEventId } = reading;
    const caller = callerOf(reading, seen.last);
    if (caller === undefined) return 'no-room';
    if (sharedEventId !== undefined) {
      const copy = `${sharedEventId} ${eventSource} ${eventName} ${caller.key}`;
      if (seenIds.seenBefore(copy)) return 'shared-event-copy';
    }
    addHolder(ledger, reading.heldBy, caller, seen);
    if (means.kind === 'uses' && reading.taken === undefined && reading.change === undefined) {
      return addUses(ledger, caller, means.uses, seen) ? 'use' : 'no-room';
    }
    const counts = countsOf(seen);
    let room = addRoleTaken(ledger, reading.taken, caller, reading.outcome, counts);
    room = addChange(ledger, reading.change, counts) && room;
    switch (means.kind) {
      case 'unmapped': {
        const row = { caller, eventSource, eventName, service: means.service };
        return addUnmapped(ledger, row, counts) && room ? 'unmapped' : 'no-room';
      }
      case 'ignored':
        return room ? means.rule : 'no-room';
      case 'sign-in':
        return addSignIn(ledger, means.outcome, caller, counts) && room
          ? 'console-sign-in'
          : 'no-room';
      case 'uses':
        return addUses(ledger, caller, means.uses, seen) && room ? 'use' : 'no-room';
      default:
        return assertNever(means);
    }
  };

  return {
    add: (event, account) => {
      // Read first: a copy that says more than the first one about profiles is believed that too.
      const reading = read(event, account);
      if (event.eventId !== undefined && seenIds.seenBefore(event.eventId)) {
        return 'duplicate-event';
      }
      const at = secondsOf(event.eventTime);
      return book(reading, { first: at, last: at, count: 1 });
    },
    duplicatesIn: seenIds.blockSeenBefore,
    read,
    book,
    take: (identities) => {
      const roles = identities.filter((identity): identity is Role => identity.kind === 'role');
      const byProfile = rolesByProfile(roles);
      const taken = settleLedger(ledger, indexIdentities(identities), (standIn) =>
        profiles.rolesOf(standIn, byProfile),
      );
      for (const { clear } of partsOf(ledger)) clear();
      return taken;
    },
    size: () => partsOf(ledger).reduce((sum, { size }) => sum + size(), 0),
    profileRoles: profiles.logged,
    takeEventIds: seenIds.takeNew,
  };
}

function partsOf({ uses, assumptions, signIns, holders, unmapped, changes }: OpenLedger) {
  return [uses, assumptions, signIns, holders, unmapped, changes];
}

/** A denied call shows what was asked for; what is only checked beside it was perhaps never reached. */
function askedFor(actions: readonly MappedAction[]): readonly MappedAction[] {
  const primary = actions.filter(({ kind }) => kind === 'primary');
  return primary.length === 0 ? actions : primary;
}

function meaningOf(
  event: TrailEvent,
  mapping: EventMapping,
  outcome: Outcome,
  oneVariant: (variant: Variant) => Variant,
): EventMeaning {
  if (mapping.kind === 'unmapped') return mapping;
  if (mapping.kind === 'ignored') {
    // Only a sign-in with a password is one; what else the sign-in pages record is set aside alone.
    if (mapping.rule !== 'console-sign-in' || event.eventName !== 'ConsoleLogin') return mapping;
    const success = event.responseElements?.ConsoleLogin === 'Success';
    return { kind: 'sign-in', outcome: success ? 'allowed' : 'denied' };
  }
  const actions = outcome === 'denied' ? askedFor(mapping.actions) : mapping.actions;
  if (actions.length === 0) return NO_PERMISSION_NEEDED;
  return { kind: 'uses', uses: usesOf(event, outcome, actions, oneVariant) };
}

const NO_PERMISSION_NEEDED: EventMeaning = { kind: 'ignored', rule: 'no-permission-needed' };

function usesOf(
  event: TrailEvent,
  outcome: Outcome,
  actions: readonly MappedAction[],
  oneVariant: (variant: Variant) => Variant,
): readonly BookedUse[] {
  const variantOf = (kind: UseKind): Variant =>
    oneVariant({
      kind,
      outcome,
      region: event.awsRegion,
      via: event.userIdentity.invokedBy,
      errorCode: outcome === 'denied' ? event.errorCode : undefined,
      denial: outcome === 'denied' ? event.denial : undefined,
    });
  const uses: BookedUse[] = [];
  for (const { action, kind, resources } of actions) {
    const variant = variantOf(kind);
    if (resources === undefined || resources.length === 0) {
      uses.push({ action, variant, resource: undefined });
    } else for (const resource of resources) uses.push({ action, variant, resource });
  }
  return uses;
}

/** Of values of one text the first one, up to so many texts. */
function createPool<T>(textOf: (value: T) => string): (value: T) => T {
  const first = new Map<string, T>();
  return (value) => {
    const text = textOf(value);
    const known = first.get(text);
    if (known !== undefined) return known;
    if (first.size < MAX_POOLED) first.set(text, value);
    return value;
  };
}

const MAX_POOLED = 20_000;

function textOfClaim({ id, arn, arnKind, account, otherwise }: CallerClaim): string {
  return `${id}\n${arn}\n${arnKind}\n${account}\n${otherwise ?? ''}`;
}

function addUses(
  { uses }: OpenLedger,
  caller: KnownCaller,
  booked: readonly BookedUse[],
  seen: Seen,
): boolean {
  let room = true;
  for (const use of booked) room = uses.add(caller, use, seen) && room;
  return room;
}

function countsOf({ first, last, count }: Seen): Counts {
  return { first: instantOfSeconds(first), last: instantOfSeconds(last), count };
}

function addRoleTaken(
  { assumptions }: OpenLedger,
  taken: RoleTaken | undefined,
  caller: KnownCaller,
  outcome: Outcome,
  counts: Counts,
): boolean {
  if (taken === undefined) return true;
  const { roleArn, roleId, byOther } = taken;
  const key = [roleArn, roleId ?? '', caller.key, byOther, taken.event, outcome].join('\n');
  return assumptions.add(key, { ...taken, caller, outcome }, counts);
}

function addChange(
  { changes }: OpenLedger,
  change: GrantChange | undefined,
  counts: Counts,
): boolean {
  if (change === undefined) return true;
  const { account, target, policy, event, at } = change;
  const name = target.kind === 'policy' ? target.arn : target.name;
  const key = [account, target.kind, name, policy ?? '', event, at].join('\n');
  return changes.add(key, change, counts);
}

function addSignIn(
  { signIns }: OpenLedger,
  outcome: Outcome,
  caller: KnownCaller,
  counts: Counts,
): boolean {
  return signIns.add(`${caller.key}\n${outcome}`, { caller, outcome }, counts);
}

/** A hint of who may know, of no verdict: where there is no room for it, the call counts all the same. */
function addHolder(
  { holders }: OpenLedger,
  resource: string | undefined,
  caller: KnownCaller,
  seen: Seen,
): void {
  if (resource === undefined) return;
  holders.add(`${caller.key}\n${resource}`, { caller, resource }, countsOf(seen));
}

function addUnmapped({ unmapped }: OpenLedger, row: OpenUnmapped, counts: Counts): boolean {
  return unmapped.add(
    [row.eventSource, row.eventName, row.service ?? '', row.caller.key].join('\n'),
    row,
    counts,
  );
}
