/** What changed between two audits: what got better, and what crept back or is new. */
import type { Finding } from '../model/finding.js';
import type { IdentityResult, Result, Totals } from '../model/result.js';
import type { Instant } from '../model/time.js';

export type IdentityChange = {
  readonly arn: string;
  readonly granted: { readonly before: number; readonly after: number };
  readonly unused: { readonly before: number; readonly after: number };
};

type Short = Pick<Finding, 'id' | 'kind' | 'severity' | 'title'>;

export type Trend = {
  readonly before: { readonly asOf: Instant | undefined; readonly totals: Totals };
  readonly after: { readonly asOf: Instant | undefined; readonly totals: Totals };
  readonly findings: { readonly gone: readonly Short[]; readonly new: readonly Short[] };
  readonly identities: { readonly gone: readonly string[]; readonly new: readonly string[] };
  /** Fewer granted or fewer unused actions than before, and more of neither. */
  readonly better: readonly IdentityChange[];
  /** More granted or more unused actions than before. */
  readonly worse: readonly IdentityChange[];
};

export function trendOf(before: Result, after: Result): Trend {
  const then = new Map(before.identities.map((one) => [keyOf(one), one]));
  const now = new Map(after.identities.map((one) => [keyOf(one), one]));
  const changes = [...now].flatMap(([key, one]) => {
    const earlier = then.get(key);
    return earlier === undefined ? [] : [changeOf(earlier, one)];
  });
  const isWorse = ({ granted, unused }: IdentityChange) =>
    granted.after > granted.before || unused.after > unused.before;
  const isSame = ({ granted, unused }: IdentityChange) =>
    granted.after === granted.before && unused.after === unused.before;
  return {
    before: { asOf: before.asOf, totals: before.totals },
    after: { asOf: after.asOf, totals: after.totals },
    findings: {
      gone: without(before.findings, after.findings),
      new: without(after.findings, before.findings),
    },
    identities: {
      gone: [...then].filter(([key]) => !now.has(key)).map(([, { arn }]) => arn),
      new: [...now].filter(([key]) => !then.has(key)).map(([, { arn }]) => arn),
    },
    better: changes.filter((one) => !isWorse(one) && !isSame(one)),
    worse: changes.filter(isWorse),
  };
}

/** A role that was deleted and made again is another one. */
function keyOf({ arn, id }: IdentityResult): string {
  return `${arn} ${id}`;
}

function changeOf(before: IdentityResult, after: IdentityResult): IdentityChange {
  return {
    arn: after.arn,
    granted: { before: before.granted, after: after.granted },
    unused: { before: before.verdicts.unused.count, after: after.verdicts.unused.count },
  };
}

function without(all: readonly Finding[], others: readonly Finding[]): readonly Short[] {
  const known = new Set(others.map(({ id }) => id));
  return all
    .filter(({ id }) => !known.has(id))
    .map(({ id, kind, severity, title }) => ({ id, kind, severity, title }));
}
