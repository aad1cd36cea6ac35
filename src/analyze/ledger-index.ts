/** The ledger by caller: what one identity did, without a pass over everybody's rows. */
import type { Identity } from '../model/identity.js';
import { addDays, type Instant, later } from '../model/time.js';
import type {
  Assumption,
  GrantChange,
  SignIn,
  UnmappedEvent,
  UsageLedger,
  Use,
} from '../model/usage.js';

export type LedgerIndex = {
  readonly usesOf: (identityId: string) => readonly Use[];
  readonly unmappedOf: (identityId: string) => readonly UnmappedEvent[];
  /** Calls in an account whose record does not say who made them. */
  readonly namelessUsesOf: (account: string) => readonly Use[];
  readonly namelessUnmappedOf: (account: string) => readonly UnmappedEvent[];
  readonly signInsOf: (identityId: string) => readonly SignIn[];
  /** Who took the role: by unique id where the record has it, else by ARN. */
  readonly assumptionsOf: (role: {
    readonly id: string;
    readonly arn: string;
  }) => readonly Assumption[];
  readonly grantChangesOf: (identity: Identity) => readonly GrantChange[];
  readonly grantChangesOfPolicy: (arn: string) => readonly GrantChange[];
};

export function indexLedger(ledger: UsageLedger): LedgerIndex {
  const uses = groupBy(ledger.uses, callerId);
  const unmapped = groupBy(ledger.unmapped, callerId);
  const namelessUses = groupBy(ledger.uses.filter(isNameless), ({ caller }) => caller.account);
  const namelessUnmapped = groupBy(
    ledger.unmapped.filter(isNameless),
    ({ caller }) => caller.account,
  );
  const signIns = groupBy(ledger.signIns, callerId);
  const byRole = groupBy(ledger.assumptions, (row) => row.roleId ?? row.roleArn);
  const changes = groupBy(ledger.grantChanges, targetKey);
  return {
    usesOf: (id) => uses.get(id) ?? [],
    unmappedOf: (id) => unmapped.get(id) ?? [],
    namelessUsesOf: (account) => namelessUses.get(account) ?? [],
    namelessUnmappedOf: (account) => namelessUnmapped.get(account) ?? [],
    signInsOf: (id) => signIns.get(id) ?? [],
    assumptionsOf: ({ id, arn }) => [...(byRole.get(id) ?? []), ...(byRole.get(arn) ?? [])],
    grantChangesOf: (identity) =>
      changes.get(`${identity.account} ${identity.kind} ${identity.name.toLowerCase()}`) ?? [],
    grantChangesOfPolicy: (arn) => changes.get(arn) ?? [],
  };
}

/** Some of the row's calls may lie inside the window: on doubt they do. */
export function isInWindow(
  row: { readonly firstSeen: Instant; readonly lastSeen: Instant },
  window: { readonly from: Instant; readonly asOf: Instant },
): boolean {
  return row.lastSeen >= window.from && row.firstSeen <= window.asOf;
}

/**
 * Some of the row's calls may lie within a day of an instant: AWS rounds what it reports of last
 * uses, and is late with it.
 */
export function isAround(
  row: { readonly firstSeen: Instant; readonly lastSeen: Instant },
  at: Instant,
): boolean {
  return row.lastSeen >= addDays(at, -1) && row.firstSeen <= addDays(at, 1);
}

export function newest(instants: readonly (Instant | undefined)[]): Instant | undefined {
  return instants.reduce<Instant | undefined>(
    (found, at) => (at === undefined || found === undefined ? (found ?? at) : later(found, at)),
    undefined,
  );
}

function isNameless({ caller }: Use | UnmappedEvent): boolean {
  return caller.kind === 'bucket' && caller.bucket === 'unknown-shape';
}

function callerId({ caller }: Use | UnmappedEvent | SignIn): string {
  return caller.kind === 'identity' ? caller.id : '';
}

function targetKey({ account, target }: GrantChange): string {
  return target.kind === 'policy'
    ? target.arn
    : `${account} ${target.kind} ${target.name.toLowerCase()}`;
}

export function groupBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
