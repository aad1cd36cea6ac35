/** What deciding a verdict needs to know, gathered once per account. */
import type { Catalog } from '../catalog/catalog.js';
import type { ActionSet } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import type { AuditOptions } from '../model/options.js';
import type { UserCredentials } from '../model/snapshot.js';
import type { VerdictReason } from '../model/verdict.js';
import type { ActionExpander } from '../policy/expand-actions.js';
import type { Directory } from '../policy/holdings.js';
import type { ResourceReach } from '../policy/resource-reach.js';
import type { ActionClass } from './action-classes.js';
import type { CoverageIndex } from './coverage-index.js';
import type { LedgerIndex } from './ledger-index.js';
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
  readonly window: Window;
  readonly options: AuditOptions;
};

/** A reason, and the actions that it would hold for unless a stronger one has taken them. */
export type Claim = { readonly actions: ActionSet; readonly reason: VerdictReason };

/** A group acts through its members, sorted; everybody else for themselves. */
export function callersOf(directory: Directory, identity: Identity): readonly Identity[] {
  if (identity.kind !== 'group') return [identity];
  const members = directory.members.get(identity.name) ?? [];
  return members.toSorted((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
}
