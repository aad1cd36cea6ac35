/**
 * SARIF 2.1.0, for code scanning: one result per statement that allows more, per comparison that
 * could not be decided, and per place that could not be read.
 *
 * Sources: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub Docs,
 * "SARIF support for code scanning" (properties it reads, 25,000 results per run).
 */
import type { CheckProblem, CheckResult, Comparison, NewAccess } from '../../model/check-result.js';
import { accessWords, cut, problemWords } from '../check-phrases.js';
import { plain } from '../escape.js';

type RuleId = 'new-access' | 'undecided' | 'unreadable-policy';
type Level = 'error' | 'note' | 'warning';

type Rule = {
  readonly id: RuleId;
  readonly name: string;
  readonly level: Level;
  readonly short: string;
  readonly full: string;
  readonly help: string;
  /** GitHub: above 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium. */
  readonly severity: string;
};

const RULES: readonly Rule[] = [
  {
    id: 'new-access',
    name: 'NewAccess',
    level: 'error',
    short: 'The policy allows a request that its old version did not allow',
    full: 'A decision over all actions, resources and condition values found a request that the new policy allows and the old one does not. An evaluator confirmed it on both.',
    help: 'Narrow the statement named, or accept the new access in review.',
    severity: '8.0',
  },
  {
    id: 'undecided',
    name: 'Undecided',
    level: 'warning',
    short: 'Whether the policy allows more than its old version could not be decided',
    full: 'No new access was found, and its absence could not be proven: a part was not understood, a Deny denies less than before, or the comparison was too large.',
    help: 'Read the reason. Review the change by hand, or write the policy in a way that can be decided.',
    severity: '5.0',
  },
  {
    id: 'unreadable-policy',
    name: 'UnreadablePolicy',
    level: 'warning',
    short: 'A part of a policy could not be read',
    full: 'AWS would reject this part of the policy, or leastwise does not know it. Nothing is concluded from it.',
    help: 'Correct the part named.',
    severity: '4.0',
  },
];

/** GitHub takes 25,000 results and shows 5,000. */
const MOST_RESULTS = 5_000;

export function renderCheckSarif(result: CheckResult): string {
  const all = [
    ...result.comparisons.flatMap(resultsOf),
    ...result.problems.map((problem) => problemResult(problem, levelOf(problem, result))),
  ];
  const log = {
    $schema:
      'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: result.tool.name,
            version: result.tool.version,
            semanticVersion: result.tool.version,
            rules: RULES.map(ruleJson),
          },
        },
        invocations: [invocation(all.length)],
        columnKind: 'utf16CodeUnits',
        results: all.slice(0, MOST_RESULTS),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleJson({ id, name, level, short, full, help, severity }: Rule): object {
  return {
    id,
    name,
    shortDescription: { text: short },
    fullDescription: { text: full },
    help: { text: help, markdown: help },
    defaultConfiguration: { level },
    properties: {
      tags: ['security', 'aws', 'iam'],
      precision: 'very-high',
      'security-severity': severity,
    },
  };
}

function invocation(count: number): object {
  const rest = count - MOST_RESULTS;
  const text = `${rest} more results were left out; the JSON output has them all`;
  return {
    executionSuccessful: true,
    ...(rest > 0 && { toolExecutionNotifications: [{ level: 'warning', message: { text } }] }),
  };
}

type Place = { readonly file: string; readonly line: number };

function resultsOf({ path, outcome, newFiles, oldFiles }: Comparison): readonly object[] {
  const file = newFiles[0] ?? oldFiles[0] ?? path;
  switch (outcome.verdict) {
    case 'included':
      return [];
    case 'new-access':
      return outcome.newAccess.map((one) => newAccessResult(path, one));
    case 'unknown':
      return [resultJson('undecided', 'warning', outcome.reason, { file, line: 1 }, [path])];
  }
}

function newAccessResult(path: string, one: NewAccess): object {
  const { index, sid, path: jsonPath } = one.statement;
  const text = `now allows ${accessWords(one, cut)}; ${one.before.text}`;
  const logical = {
    fullyQualifiedName: plain(cut(sid === undefined ? jsonPath : `${jsonPath} ${sid}`)),
  };
  // A Sid stays with its statement when others come before it.
  const key = sid === undefined || sid === '' ? `#${index}` : cut(sid);
  return resultJson('new-access', 'error', text, one.statement, [path, key], logical);
}

/** Where a verdict was left open for it, it matters; elsewhere it is for information. */
function levelOf({ source }: CheckProblem, { comparisons }: CheckResult): Level {
  const isOpen = comparisons.some(
    ({ outcome, newFiles, oldFiles }) =>
      outcome.verdict === 'unknown' && [...newFiles, ...oldFiles].includes(source ?? ''),
  );
  return isOpen ? 'warning' : 'note';
}

function problemResult(problem: CheckProblem, level: Level): object {
  const { source = '', path = '', line, message } = problem;
  const text = problemWords(problem, cut);
  return resultJson('unreadable-policy', level, text, { file: source, line }, [
    source,
    path,
    message,
  ]);
}

function resultJson(
  ruleId: RuleId,
  level: Level,
  text: string,
  { file, line }: Place,
  identity: readonly string[],
  logical?: object,
): object {
  return {
    ruleId,
    ruleIndex: RULES.findIndex(({ id }) => id === ruleId),
    level,
    message: { text: plain(text) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line },
        },
        ...(logical !== undefined && { logicalLocations: [logical] }),
      },
    ],
    partialFingerprints: { 'leastwiseCheck/v1': [ruleId, ...identity].map(plain).join(' | ') },
  };
}

/** Relative to where the command ran, so that code scanning finds the file in the repository. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/+)+/, '');
  const encoded = path.split('/').map(encodeSegment).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

/** A lone surrogate has no encoding. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'));
}
