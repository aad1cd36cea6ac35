/** What proposals for whole accounts are made from and written as. */
import { intersect, minus, sizeOf } from '../catalog/action-set.js';
import type { Catalog } from '../catalog/catalog.js';
import type { ActionSet } from '../model/action.js';
import type { PolicyDocument } from '../model/policy.js';
import type { AccountProposal, Holder } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Instant } from '../model/time.js';
import type { UsageLedger } from '../model/usage.js';
import type { Assessment } from '../model/verdict.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { toJson } from '../policy/print-policy.js';
import type { Kept } from './kept.js';

/** Source: Organizations User Guide, "Quotas for AWS Organizations". */
export const SCP_SIZE = 10_240;
export const BOUNDARY_SIZE = 6144;

export type WorkedRegions = {
  /** Sorted: every region that any record of the account names. */
  readonly seen: readonly string[];
  /** Whether a trail recorded all other regions over the window. */
  readonly others: 'recorded' | 'not-known';
};

export type AccountInput = {
  readonly catalog: Catalog;
  readonly snapshot: Snapshot;
  /** Of this account, whoever was asked for. */
  readonly assessments: readonly Assessment[];
  readonly kept: ReadonlyMap<string, Kept>;
  readonly usage: UsageLedger;
  /** Last-accessed data count from here on. */
  readonly since: Instant | undefined;
  /** Absent: nothing is known of them. */
  readonly regions?: WorkedRegions;
};

export function documentOf(statement: object): PolicyDocument {
  return parsePolicy({ Version: '2012-10-17', Statement: [statement] }).document;
}

/** As it is written without a space: for SCPs every character counts. */
export function sizeOfText(document: PolicyDocument): number {
  return JSON.stringify(toJson(document)).length;
}

export function noticing(
  { assessments }: AccountInput,
  denied: ActionSet,
): AccountProposal['wouldNotice'] {
  return assessments
    .map(({ kind, name, arn, granted, dead }) => ({
      holder: { kind, name, arn } satisfies Holder,
      actions: sizeOf(minus(intersect(granted, denied), dead)),
    }))
    .filter(({ actions }) => actions > 0)
    .toSorted((a, b) => b.actions - a.actions || (a.holder.arn < b.holder.arn ? -1 : 1));
}
