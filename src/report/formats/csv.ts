/**
 * For spreadsheets: one row per finding, to be sorted, filtered and handed out; and one row per
 * identity with its numbers, to be summed and charted. RFC 4180, one header line.
 */
import type { IdentityResult, Result } from '../../model/result.js';
import { SEVERITIES } from '../../model/severity.js';
import { csvCell } from '../escape.js';
import { markWords } from '../phrases.js';

type Cell = string | number;

const FINDING_COLUMNS = [
  'severity',
  'kind',
  'account',
  'subject',
  'title',
  'evidence',
  'remediation',
  'standing',
  'id',
];

export function renderFindingsCsv({ findings }: Result): string {
  const rows = findings
    .toSorted(
      (a, b) =>
        SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
    )
    .map((one): readonly Cell[] => [
      one.severity,
      one.kind,
      one.account,
      one.identity,
      one.title,
      one.evidence.join('; '),
      one.remediation,
      markWords(one.mark) || 'counts',
      one.id,
    ]);
  return csv(FINDING_COLUMNS, rows);
}

const IDENTITY_COLUMNS = [
  'account',
  'kind',
  'name',
  'manageability',
  'created',
  'last used',
  'granted',
  'used',
  'unused',
  'unobservable',
  'unknown',
  'dead',
  'denied calls',
  'findings that count',
  'arn',
];

export function renderIdentitiesCsv({ identities, findings }: Result): string {
  const counts = new Map<string, number>();
  for (const { identity, mark } of findings) {
    if (mark === undefined) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return csv(
    IDENTITY_COLUMNS,
    identities.map((one) => identityRow(one, counts.get(one.arn) ?? 0)),
  );
}

function identityRow(one: IdentityResult, findings: number): readonly Cell[] {
  const { verdicts } = one;
  return [
    one.account,
    one.kind,
    one.name,
    one.manageability,
    one.createdAt ?? '',
    one.lastUsedAt ?? '',
    one.granted,
    verdicts.used.count,
    verdicts.unused.count,
    verdicts.unobservable.count,
    verdicts.unknown.count,
    one.dead.count,
    one.deniedCalls.reduce((sum, { count }) => sum + count, 0),
    findings,
    one.arn,
  ];
}

function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
