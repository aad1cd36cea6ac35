/** The ledger by caller: what one identity did, without a pass over everybody's rows. */
import type { Identity } from '../model/identity.js';
import { addDays, type Instant, later } from '../model/time.js';
import {
  type Assumption,
  type Caller,
  type CallerUses,
  type GrantChange,
  rowsUntil,
  type Seen,
  type SignIn,
  type UnmappedEvent,
  type UsageLedger,
  type Use,
  usesByCaller,
} from '../model/usage.js';

export type LedgerIndex = {
  readonly usesOf: (identityId: string) => readonly Use[];
  /** Uses of everybody else: buckets, and identities whose ids are not among the known ones. */
  readonly foreignUses: (known: ReadonlySet<string>) => Iterable<CallerUses>;
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

/** The ledger as it was at an instant: see `rowsUntil`. */
export function indexLedger(ledger: UsageLedger, asOf: Instant): LedgerIndex {
  const uses = createUseIndex(ledger, asOf);
  const allUnmapped = rowsUntil(ledger.unmapped, asOf);
  const unmapped = groupBy(allUnmapped, callerId);
  const namelessUnmapped = groupBy(allUnmapped.filter(isNameless), ({ caller }) => caller.account);
  const signIns = groupBy(rowsUntil(ledger.signIns, asOf), callerId);
  const byRole = groupBy(rowsUntil(ledger.assumptions, asOf), (row) => row.roleId ?? row.roleArn);
  // Also those since then: the identities are those of today, so a grant may be younger than the instant.
  const changes = groupBy(ledger.grantChanges, targetKey);
  return {
    usesOf: uses.ofIdentity,
    foreignUses: uses.foreign,
    unmappedOf: (id) => unmapped.get(id) ?? [],
    namelessUsesOf: uses.nameless,
    namelessUnmappedOf: (account) => namelessUnmapped.get(account) ?? [],
    signInsOf: (id) => signIns.get(id) ?? [],
    assumptionsOf: ({ id, arn }) => [...(byRole.get(id) ?? []), ...(byRole.get(arn) ?? [])],
    grantChangesOf: (identity) =>
      changes.get(`${identity.account} ${identity.kind} ${identity.name.toLowerCase()}`) ?? [],
    grantChangesOfPolicy: (arn) => changes.get(arn) ?? [],
  };
}

/** Rows of this many uses are kept for those who ask again. */
const MAX_KEPT_ROWS = 300_000;

function createUseIndex(ledger: UsageLedger, asOf: Instant) {
  const callers = usesByCaller(ledger);
  const byId = groupBy(callers, ({ caller }) => (caller.kind === 'identity' ? caller.id : ''));
  const nameless = groupBy(callers.filter(isNameless), ({ caller }) => caller.account);
  const kept = new Map<string, readonly Use[]>();
  let keptRows = 0;
  const rowsOf = (all: readonly CallerUses[] = []): readonly Use[] =>
    all.flatMap(({ rows }) => rowsUntil(rows(), asOf));
  const keep = (key: string, make: () => readonly Use[]): readonly Use[] => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const rows = make();
    if (keptRows + rows.length > MAX_KEPT_ROWS) {
      kept.clear();
      keptRows = 0;
    }
    kept.set(key, rows);
    keptRows += rows.length;
    return rows;
  };
  return {
    ofIdentity: (id: string) => keep(id, () => rowsOf(byId.get(id))),
    nameless: (account: string) => keep(`nameless ${account}`, () => rowsOf(nameless.get(account))),
    *foreign(known: ReadonlySet<string>): Generator<CallerUses> {
      for (const { caller, rows } of callers) {
        if (caller.kind === 'identity' && known.has(caller.id)) continue;
        yield { caller, rows: () => rowsUntil(rows(), asOf) };
      }
    },
  };
}

/** Some of the row's calls may lie inside the window: on doubt they do. */
export function isInWindow(
  row: Seen,
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

export function isNameless({ caller }: { readonly caller: Caller }): boolean {
  return caller.kind === 'bucket' && caller.bucket === 'unknown-shape';
}

function callerId({ caller }: UnmappedEvent | SignIn): string {
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
