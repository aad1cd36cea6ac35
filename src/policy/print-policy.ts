/**
 * A policy document as JSON: always the same text for the same document.
 *
 * What a statement still says as it was read comes back as it was written (one string or a list,
 * `true` or `"true"`); only what was changed is written anew.
 */
import type { Condition, PolicyDocument, PrincipalSet, Statement } from '../model/policy.js';
import { own, type PolicyVersion, parseStatement } from './parse-statement.js';

type Json = Readonly<Record<string, unknown>>;
type Entry = readonly [key: string, value: unknown];

/** The order in which the IAM User Guide writes them. */
const ELEMENT_ORDER = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

export function printPolicy(document: PolicyDocument): string {
  return JSON.stringify(toJson(document), undefined, 2);
}

/**
 * What counts against IAM's quotas. White space inside of strings is counted, which AWS may not do:
 * a size that fits is sure to fit.
 *
 * Source: IAM User Guide, "IAM and AWS STS quotas": "IAM doesn't count white space".
 */
export function policySize(document: PolicyDocument): number {
  return JSON.stringify(toJson(document)).length;
}

export function toJson(document: PolicyDocument): Json {
  const { version, versionStated, id } = document;
  const written = writtenStatements(document);
  return {
    ...(versionStated && { Version: version }),
    ...(id !== undefined && { Id: id }),
    Statement: written.map((statement) => statementJson(statement, version)),
  };
}

/** An unclear effect is read as two statements from one; it is written once. */
export function writtenStatements({ statements }: PolicyDocument): readonly Statement[] {
  return statements.filter(
    (statement, index) => !statement.opaque || statement.raw !== statements[index - 1]?.raw,
  );
}

function statementJson(statement: Statement, version: PolicyVersion): Json {
  const before = parseStatement(statement.raw, '', version).statements[0];
  const entries: Entry[] = [
    ...keepOrWrite(statement, before, 'sid', ['Sid'], () => [['Sid', statement.sid]]),
    ...keepOrWrite(statement, before, 'effect', ['Effect'], () => [['Effect', statement.effect]]),
    ...keepOrWrite(statement, before, 'principals', ['Principal', 'NotPrincipal'], principalEntry),
    ...keepOrWrite(statement, before, 'actions', ['Action', 'NotAction'], ({ actions }) => [
      patternEntry('Action', actions),
    ]),
    ...keepOrWrite(statement, before, 'resources', ['Resource', 'NotResource'], ({ resources }) =>
      resources === undefined ? [] : [patternEntry('Resource', resources)],
    ),
    ...keepOrWrite(statement, before, 'conditions', ['Condition'], conditionEntry),
    ...unknownEntries(statement.raw),
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The elements as written, when they still say the same; otherwise anew. */
function keepOrWrite(
  statement: Statement,
  before: Statement | undefined,
  part: keyof Statement,
  elements: readonly string[],
  write: (statement: Statement) => readonly Entry[],
): readonly Entry[] {
  const kept = elements
    .map((element): Entry => [element, own(statement.raw, element)])
    .filter(([, value]) => value !== undefined);
  const isUnchanged =
    before !== undefined && JSON.stringify(before[part]) === JSON.stringify(statement[part]);
  const isThere = kept.length > 0 || statement[part] === undefined || isEmpty(statement[part]);
  return isUnchanged && isThere ? kept : write(statement);
}

function isEmpty(part: unknown): boolean {
  return Array.isArray(part) && part.length === 0;
}

/** What makes a statement opaque stays in it. */
function unknownEntries(raw: Json): readonly Entry[] {
  return Object.entries(raw).filter(([key]) => !ELEMENT_ORDER.includes(key));
}

function patternEntry(
  element: 'Action' | 'Resource',
  { negated, patterns }: { readonly negated: boolean; readonly patterns: readonly string[] },
): Entry {
  return [negated ? `Not${element}` : element, oneOrMany(patterns)];
}

function principalEntry({ principals }: Statement): readonly Entry[] {
  if (principals === undefined) return [];
  const element = principals.negated ? 'NotPrincipal' : 'Principal';
  return [[element, principalJson(principals.set)]];
}

function principalJson(set: PrincipalSet): unknown {
  if (set.kind === 'any') return '*';
  const listed: readonly (readonly [string, readonly string[]])[] = [
    ['AWS', set.aws],
    ['CanonicalUser', set.canonicalUser],
    ['Federated', set.federated],
    ['Service', set.service],
  ];
  const entries = listed
    .filter(([, values]) => values.length > 0)
    .map(([type, values]): Entry => [type, oneOrMany(values)]);
  return Object.fromEntries(entries);
}

function conditionEntry({ conditions }: Statement): readonly Entry[] {
  if (conditions.length === 0) return [];
  const blocks = new Map<string, Entry[]>();
  for (const condition of conditions) {
    const name = operatorText(condition);
    const entries = blocks.get(name) ?? [];
    entries.push([condition.key, oneOrMany(condition.values)]);
    blocks.set(name, entries);
  }
  const written = [...blocks].map(([name, keys]): Entry => [name, Object.fromEntries(keys)]);
  return [['Condition', Object.fromEntries(written)]];
}

function operatorText({ operator, qualifier, ifExists }: Condition): string {
  return `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}
