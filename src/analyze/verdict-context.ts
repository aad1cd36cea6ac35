/** What deciding a verdict needs to know, gathered once per account. */
import { setOfRanges, union } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import { SHARED_SOURCES } from '../catalog/events/event-source.js';
import type { ActionSet } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { AccessKey, KeyUse, LastAccessedReport, UserCredentials } from '../model/snapshot.js';
import type { Instant } from '../model/time.js';
import type { VerdictReason } from '../model/verdict.js';
import type { ActionExpander } from '../policy/expand-actions.js';
import type { Directory } from '../policy/holdings.js';
import type { ResourceReach } from '../policy/resource-reach.js';
import type { ActionClass } from './action-classes.js';
import type { CoverageIndex } from './coverage-index.js';
import { type LedgerIndex, newest } from './ledger-index.js';
import type { Window } from './window.js';

export type VerdictContext = {
  readonly catalog: Catalog;
  readonly expander: ActionExpander;
  readonly reach: ResourceReach;
  readonly directory: Directory;
  readonly ledger: LedgerIndex;
  readonly coverage: CoverageIndex;
  readonly classes: readonly ActionClass[];
  /** By user ARN. */
  readonly credentials: ReadonlyMap<string, UserCredentials>;
  /** What `GetAccessKeyLastUsed` said, by name of the user. */
  readonly keyUses: ReadonlyMap<string, readonly KeyUse[]>;
  /** By ARN of the identity. */
  readonly lastAccessed: ReadonlyMap<string, LastAccessedReport>;
  readonly window: Window;
  readonly options: AuditOptions;
};

/** A reason, and the actions that it would hold for unless a stronger one has taken them. */
export type Claim = { readonly actions: ActionSet; readonly reason: VerdictReason };

/** What is claimed for the same reason is one claim. */
export function byReason(claims: readonly Claim[]): readonly Claim[] {
  const merged = new Map<string, Claim>();
  for (const { actions, reason } of claims) {
    const key = JSON.stringify(reason);
    const known = merged.get(key);
    merged.set(key, { actions: known ? union(known.actions, actions) : actions, reason });
  }
  return [...merged.values()];
}

/** All actions of a service, and of those that share its endpoint; none when the catalogue knows neither. */
export function serviceActions({ catalog }: VerdictContext, service: string): ActionSet {
  const ranges = [service, ...(SHARED_SOURCES[service] ?? [])].flatMap(
    (prefix) => catalog.services.get(prefix) ?? [],
  );
  return setOfRanges(catalog, ranges);
}

/** A group acts through its members, sorted; everybody else for themselves. */
export function callersOf(directory: Directory, identity: Identity): readonly Identity[] {
  if (identity.kind !== 'group') return [identity];
  const members = directory.members.get(identity.name) ?? [];
  return members.toSorted((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
}

/** The last sign-in of a user with a password: the later one of what the credential report and `GetUser` say. */
export function passwordUseOf(
  { credentials }: VerdictContext,
  identity: Identity,
): Instant | undefined {
  if (identity.kind !== 'user') return undefined;
  return newest([credentials.get(identity.arn)?.passwordLastUsed, identity.passwordLastUsed]);
}

/** Last uses of the keys of a user, from the credential report and from IAM's answers on single keys. */
export function keyUsesOf(
  { credentials, keyUses }: VerdictContext,
  { arn, name, kind }: Identity,
): readonly NonNullable<AccessKey['lastUsed']>[] {
  if (kind !== 'user') return [];
  const reported = (credentials.get(arn)?.accessKeys ?? []).flatMap(
    ({ lastUsed }) => lastUsed ?? [],
  );
  const answered = (keyUses.get(name) ?? []).map(({ at, region, service }) => ({
    at,
    ...(region === undefined ? {} : { region }),
    ...(service === undefined ? {} : { service }),
  }));
  return [...reported, ...answered];
}
