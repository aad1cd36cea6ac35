/**
 * Puts waivers and a baseline on a result: what they cover is marked and stays. A pure function of
 * its arguments; a result that was reviewed before is reviewed anew.
 */
import type { Finding } from '../model/finding.js';
import type { Mark } from '../model/mark.js';
import type { Result } from '../model/result.js';
import type { Baseline, Review, Waiver, WaiverStatus } from '../model/review.js';
import { isOfTheAccount, knownIn } from './baseline.js';
import { markResult, reviewablesOf } from './reviewable.js';
import { covers, isExpired, waived } from './waivers.js';

export { createBaseline } from './baseline.js';

export type Decisions = {
  readonly waivers: readonly Waiver[];
  readonly baseline?: Baseline;
};

export function review(result: Result, { waivers, baseline }: Decisions): Result {
  const own = { ...result, findings: result.findings.filter(isOfTheAccount) };
  const active = waivers.filter((waiver) => !isExpired(waiver, result.asOf));
  const known = baseline === undefined ? undefined : knownIn(baseline);
  const marked = markResult(own, (item) => {
    const waiver = active.find((one) => covers(one, item));
    return waiver === undefined ? known?.(item) : waived(waiver);
  });
  const reviewed = waiversAgainst(own, waivers);
  const findings = [...marked.findings, ...reviewed.flatMap((one) => waiverFinding(own, one))];
  return {
    ...own,
    ...marked,
    findings,
    review: {
      waivers: reviewed,
      ...(baseline !== undefined && {
        baseline: { asOf: baseline.asOf, gone: goneFrom(baseline, own) },
      }),
      findings: countsOf(findings),
    },
  };
}

type ReviewedWaiver = Review['waivers'][number];

function waiversAgainst(result: Result, waivers: readonly Waiver[]): readonly ReviewedWaiver[] {
  const items = reviewablesOf(result);
  return waivers.map((waiver) => {
    const count = items.filter((item) => covers(waiver, item)).length;
    return { ...waiver, status: statusOf(waiver, count, result), covers: count };
  });
}

function statusOf(waiver: Waiver, count: number, { asOf }: Result): WaiverStatus {
  if (isExpired(waiver, asOf)) return 'expired';
  return count === 0 ? 'without-effect' : 'active';
}

function goneFrom({ findings }: Baseline, result: Result): readonly string[] {
  const now = new Set(result.findings.map(({ id }) => id));
  return findings.map(({ id }) => id).filter((id) => !now.has(id));
}

function countsOf(findings: readonly { readonly mark?: Mark }[]): Review['findings'] {
  const count = (kind: Mark['kind'] | undefined) =>
    findings.filter(({ mark }) => mark?.kind === kind).length;
  return {
    all: findings.length,
    counted: count(undefined),
    waived: count('waived'),
    known: count('known'),
  };
}

/** An expired waiver and one that covers nothing are worth somebody's time. */
function waiverFinding(result: Result, waiver: ReviewedWaiver): readonly Finding[] {
  const { status, covers: count, expires, owner, reason, identity } = waiver;
  if (status === 'active') return [];
  const words = wordsOf(waiver);
  const shared = {
    account: result.accounts[0]?.account ?? '',
    identity: identity ?? '*',
    evidence: [`reason: ${reason}`, ...(owner === undefined ? [] : [`owner: ${owner}`])],
  };
  if (status === 'without-effect') {
    return [
      {
        ...shared,
        id: `waiver-without-effect ${words}`,
        kind: 'waiver-without-effect',
        severity: 'info',
        title: `the waiver of ${words} covers nothing`,
        remediation: 'remove the waiver, or correct what it names',
      },
    ];
  }
  return [
    {
      ...shared,
      id: `expired-waiver ${words}`,
      kind: 'expired-waiver',
      severity: 'low',
      title: `the waiver of ${words} ended with ${expires ?? 'no date'}; ${count} of what was found ${count === 1 ? 'counts' : 'count'} again`,
      remediation: 'solve what it covered, or renew the waiver with a reason',
    },
  ];
}

function wordsOf({ id, identity, actions }: Waiver): string {
  const parts = [
    ...(id === undefined ? [] : [id]),
    ...(identity === undefined ? [] : [`of ${identity}`]),
    ...(actions === undefined ? [] : [`for ${actions.join(', ')}`]),
  ];
  return parts.join(' ') || 'everything';
}
