/**
 * SARIF 2.1.0, for code scanning: one result per finding, worst first.
 *
 * What is found lies in an account and not in a file: the place is a path made of account, kind and
 * name, which stays the same from audit to audit, as code scanning needs it. Sources: OASIS, "SARIF
 * Version 2.1.0"; GitHub Docs, "SARIF support for code scanning" (25,000 results of a run are taken and
 * 5,000 shown; `partialFingerprints`, rule properties).
 */
import type { Finding, FindingKind } from '../../model/finding.js';
import type { Mark } from '../../model/mark.js';
import type { Result } from '../../model/result.js';
import { SEVERITIES, type Severity } from '../../model/severity.js';
import { plain } from '../escape.js';
import { FINDING_KINDS } from '../finding-kinds.js';
import { markWords } from '../phrases.js';

const MOST_RESULTS = 5_000;
const LONGEST_TEXT = 4_000;

const LEVEL: Readonly<Record<Severity, 'error' | 'note' | 'warning'>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
};

/** GitHub: above 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, below that low. */
const SCORE: Readonly<Record<Severity, string>> = {
  critical: '9.5',
  high: '8.0',
  medium: '5.5',
  low: '2.0',
  info: '0.5',
};

export function renderSarif(result: Result): string {
  const findings = result.findings.toSorted(
    (a, b) =>
      SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.id < b.id ? -1 : 1),
  );
  const kinds = [...new Set(findings.map(({ kind }) => kind))].sort();
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'leastwise',
            version: result.tool.version,
            semanticVersion: result.tool.version,
            rules: kinds.map((kind) => ruleOf(kind, findings)),
          },
        },
        automationDetails: { id: 'leastwise/audit/' },
        invocations: [invocation(result, findings.length)],
        columnKind: 'utf16CodeUnits',
        results: findings
          .slice(0, MOST_RESULTS)
          .map((one) => resultOf(one, kinds, result.review?.baseline !== undefined)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** A rule is as severe as the worst of its findings. */
function ruleOf(kind: FindingKind, findings: readonly Finding[]): object {
  const worst = findings.find((one) => one.kind === kind)?.severity ?? 'info';
  const text = FINDING_KINDS[kind];
  return {
    id: kind,
    name: kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text },
    fullDescription: { text: `${text}.` },
    help: { text: `${text}. The message of each result says what shows it and what to do.` },
    defaultConfiguration: { level: LEVEL[worst] },
    properties: {
      tags: ['security', 'aws', 'iam'],
      precision: 'very-high',
      'security-severity': SCORE[worst],
    },
  };
}

function invocation({ problems, holes }: Result, count: number): object {
  const rest = count - MOST_RESULTS;
  const notes = [
    ...(rest > 0 ? [`${rest} more results were left out; the JSON output has them all`] : []),
    ...(holes.length > 0
      ? [`the evidence has ${holes.length} holes: verdicts there are unknown`]
      : []),
    ...problems.slice(0, 10).map(({ message }) => message),
  ];
  return {
    executionSuccessful: true,
    ...(notes.length > 0 && {
      toolExecutionNotifications: notes.map((text) => ({
        level: 'warning',
        message: { text: plain(text) },
      })),
    }),
  };
}

function resultOf(one: Finding, kinds: readonly FindingKind[], hasBaseline: boolean): object {
  const text = plain([one.title, ...one.evidence, one.remediation].join('. '));
  return {
    ruleId: one.kind,
    ruleIndex: kinds.indexOf(one.kind),
    level: LEVEL[one.severity],
    message: { text: text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: placeOf(one) },
          region: { startLine: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: plain(one.identity) }],
      },
    ],
    partialFingerprints: { 'leastwiseFinding/v1': plain(one.id) },
    ...(hasBaseline && { baselineState: one.mark?.kind === 'known' ? 'unchanged' : 'new' }),
    ...suppressionOf(one.mark),
  };
}

function suppressionOf(mark: Mark | undefined): object {
  if (mark?.kind !== 'waived') return {};
  return {
    suppressions: [{ kind: 'external', status: 'accepted', justification: plain(markWords(mark)) }],
  };
}

/** `iam/111122223333/role/ops/deployer`. */
function placeOf({ account, identity }: Finding): string {
  const behind = identity.split(':').slice(5).join(':') || identity;
  return ['iam', account, ...behind.split('/')]
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .map((part) => encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd')))
    .join('/');
}
