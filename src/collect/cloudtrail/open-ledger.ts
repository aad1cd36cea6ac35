/** The ledger while it grows: callers may still be unsettled, profiles stand for their roles. */
import type { GrantChange, Outcome } from '../../model/usage.js';
import type { RoleTaken } from './assumptions.js';
import type { Callers, KnownCaller } from './callers.js';
import type { Tally } from './tally.js';
import type { UseRows } from './use-rows.js';

export type OpenLedger = {
  readonly callers: Callers;
  readonly uses: UseRows;
  readonly assumptions: Tally<OpenAssumption>;
  readonly signIns: Tally<{ readonly caller: KnownCaller; readonly outcome: Outcome }>;
  readonly holders: Tally<OpenHolder>;
  readonly unmapped: Tally<OpenUnmapped>;
  readonly changes: Tally<GrantChange>;
};

export type OpenHolder = { readonly caller: KnownCaller; readonly resource: string };

type OpenAssumption = RoleTaken & {
  /** `undefined` when an earlier run settled it: then `byOther` says who. */
  readonly caller: KnownCaller | undefined;
  readonly outcome: Outcome;
};

export type OpenUnmapped = {
  readonly caller: KnownCaller;
  readonly eventSource: string;
  readonly eventName: string;
  readonly service: string | undefined;
};
