/**
 * The baseline: what an earlier audit had found. What is in it and no worse is known; what is not in
 * it, is more severe, or concerns more actions than then, is new.
 */
import type { Finding } from '../model/finding.js';
import type { Mark } from '../model/mark.js';
import type { Result } from '../model/result.js';
import { BASELINE_SCHEMA, type Baseline, type BaselineEntry } from '../model/review.js';
import { isAtLeast } from '../model/severity.js';
import { type Reviewable, type ReviewGroup, reviewablesOf } from './reviewable.js';

/** What is waived stays out: it shall come back when its waiver ends. */
export function createBaseline(result: Result): Baseline {
  const open = openItems(result);
  const entries = (group: ReviewGroup) => entriesOf(open.filter((item) => item.group === group));
  return {
    schema: BASELINE_SCHEMA,
    tool: result.tool,
    asOf: result.asOf,
    accounts: result.accounts.map(({ account }) => account),
    findings: entries('findings'),
    recommendations: entries('recommendations'),
    revocations: entries('revocations'),
  };
}

function openItems(result: Result): readonly Reviewable[] {
  const isOpen = ({ mark }: { readonly mark?: Mark }) => mark?.kind !== 'waived';
  return reviewablesOf({
    ...result,
    findings: result.findings.filter((one) => isOfTheAccount(one) && isOpen(one)),
    recommendations: result.recommendations.filter(isOpen),
    revocations: result.revocations.filter(isOpen),
  });
}

/** Findings about waivers are made anew by each review. */
export function isOfTheAccount({ kind }: Pick<Finding, 'kind'>): boolean {
  return kind !== 'expired-waiver' && kind !== 'waiver-without-effect';
}

function entriesOf(items: readonly Reviewable[]): readonly BaselineEntry[] {
  return items
    .map(({ id, severity, actions }) => ({
      id,
      ...(severity !== undefined && { severity }),
      ...(actions !== undefined && { actions: actions.count }),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

export type Known = (item: Reviewable) => Mark | undefined;

export function knownIn(baseline: Baseline): Known {
  const byGroup = {
    findings: indexOf(baseline.findings),
    recommendations: indexOf(baseline.recommendations),
    revocations: indexOf(baseline.revocations),
  };
  return (item) => {
    const then = byGroup[item.group].get(item.id);
    return then !== undefined && !isWorse(item, then)
      ? { kind: 'known', since: baseline.asOf }
      : undefined;
  };
}

function indexOf(entries: readonly BaselineEntry[]): ReadonlyMap<string, BaselineEntry> {
  return new Map(entries.map((entry) => [entry.id, entry]));
}

function isWorse({ severity, actions }: Reviewable, then: BaselineEntry): boolean {
  const graver =
    severity !== undefined && then.severity !== undefined && !isAtLeast(then.severity, severity);
  return graver || (actions?.count ?? 0) > (then.actions ?? 0);
}
