/** Identities as rows of a list: which of them a reader asked for, and in which order. */
import { type IdentityKind, isOwnerTag } from '../../model/identity.js';
import type { VerdictCounts } from '../../model/result.js';
import { SEVERITIES, type Severity } from '../../model/severity.js';
import { VERDICTS, type Verdict } from '../../model/verdict.js';
import type { Report } from './unpack.js';

export type Row = {
  /** Position in the report. */
  readonly index: number;
  readonly arn: string;
  readonly name: string;
  readonly kind: IdentityKind;
  readonly account: string;
  readonly editable: boolean;
  readonly granted: number;
  readonly counts: VerdictCounts;
  readonly dead: number;
  readonly denied: number;
  readonly lastUsedAt: string | undefined;
  /** The worst of its findings. */
  readonly severity: Severity | undefined;
  readonly findings: number;
  readonly levels: Readonly<Record<string, VerdictCounts>>;
  readonly owners: readonly string[];
  /** What a search looks at, without case. */
  readonly text: string;
};

export type Sort = 'denied' | 'granted' | 'last-used' | 'name' | 'severity' | Verdict;

export const SORTS: readonly Sort[] = [
  'name',
  'granted',
  ...VERDICTS,
  'denied',
  'last-used',
  'severity',
];

export type Filter = {
  readonly text?: string | undefined;
  readonly kind?: string | undefined;
  readonly account?: string | undefined;
  /** Identities with at least one grant of this verdict. */
  readonly verdict?: string | undefined;
  readonly severity?: string | undefined;
  /** Identities with a grant of this access level, and of the verdict if one is asked for. */
  readonly level?: string | undefined;
  readonly owner?: string | undefined;
};

export function rowsOf(report: Report): readonly Row[] {
  const severities = new Map<string, { readonly worst: number; readonly count: number }>();
  for (const { identity, severity } of report.head.findings) {
    const known = severities.get(identity) ?? { worst: -1, count: 0 };
    const worst = Math.max(known.worst, SEVERITIES.indexOf(severity));
    severities.set(identity, { worst, count: known.count + 1 });
  }
  return Array.from({ length: report.identityCount }, (_, index) => {
    const { rest, counts, dead, denied } = report.brief(index);
    const { arn, name, kind, account, manageability, granted, lastUsedAt, tags = [] } = rest;
    const [used, unused, unobservable, unknown] = counts;
    const found = severities.get(arn);
    return {
      index,
      arn,
      name,
      kind,
      account,
      editable: manageability === 'editable',
      granted,
      counts: [used ?? 0, unused ?? 0, unobservable ?? 0, unknown ?? 0],
      dead,
      denied,
      lastUsedAt,
      severity: found === undefined ? undefined : SEVERITIES[found.worst],
      findings: found?.count ?? 0,
      levels: rest.accessLevels ?? {},
      owners: tags.filter(isOwnerTag).map(({ key, value }) => `${key}: ${value}`),
      text: [arn, ...tags.map(({ key, value }) => `${key}: ${value}`)].join('\n').toLowerCase(),
    };
  });
}

export function selectRows(rows: readonly Row[], filter: Filter): readonly Row[] {
  const words = (filter.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const verdict = VERDICTS.indexOf(filter.verdict as Verdict);
  return rows.filter(
    (row) =>
      words.every((word) => row.text.includes(word)) &&
      isAsked(filter.kind, row.kind) &&
      isAsked(filter.account, row.account) &&
      isAsked(filter.severity, row.severity ?? 'none') &&
      (filter.owner === undefined || row.owners.includes(filter.owner)) &&
      (verdict < 0 || (row.counts[verdict] ?? 0) > 0) &&
      (filter.level === undefined || hasLevel(row.levels[filter.level], verdict)),
  );
}

function isAsked(wanted: string | undefined, value: string): boolean {
  return wanted === undefined || wanted === value;
}

function hasLevel(counts: VerdictCounts | undefined, verdict: number): boolean {
  return counts?.some((count, at) => count > 0 && (verdict < 0 || at === verdict)) ?? false;
}

/** Names from a to z, everything else largest, newest or worst first; `flip` turns it round. */
export function sortRows(
  rows: readonly Row[],
  sort: Sort,
  { flip }: { readonly flip: boolean },
): readonly Row[] {
  const direction = flip ? -1 : 1;
  return rows.toSorted((a, b) => direction * compareBy(sort, a, b) || (a.arn < b.arn ? -1 : 1));
}

function compareBy(sort: Sort, a: Row, b: Row): number {
  switch (sort) {
    case 'name':
      return text(a.name.toLowerCase(), b.name.toLowerCase());
    case 'granted':
      return b.granted - a.granted;
    case 'denied':
      return b.denied - a.denied;
    case 'last-used':
      return text(b.lastUsedAt ?? '', a.lastUsedAt ?? '');
    case 'severity':
      return rank(b) - rank(a) || b.findings - a.findings;
    default: {
      const at = VERDICTS.indexOf(sort);
      return (b.counts[at] ?? 0) - (a.counts[at] ?? 0);
    }
  }
}

function rank({ severity }: Row): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
