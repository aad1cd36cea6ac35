/**
 * A policy document from whatever AWS or a file gives: JSON text, URL-encoded JSON text, or an
 * object that was parsed already.
 *
 * Never throws. A document is read as far as it goes; where something was not understood a problem
 * says what and where, and an opaque statement stands in its place, so that nothing can be
 * concluded from the gap.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language"; IAM API Reference,
 * `GetPolicyVersion`: documents are "URL-encoded compliant with RFC 3986".
 */
import type { ParsedPolicy, PolicyDocument, Statement } from '../model/policy.js';
import type { Problem } from '../model/problem.js';
import { firstSyntaxError } from './json-syntax.js';
import {
  type Fault,
  isObject,
  nameOfType,
  own,
  type PolicyVersion,
  parseStatement,
  quote,
  unreadableStatements,
} from './parse-statement.js';
import { appendToPath, exceedsDepth, scanJson } from './scan-json.js';

export type PolicyOrigin = {
  /** ARN of the identity or policy concerned. */
  readonly subject?: string;
  /** File path as the user gave it. */
  readonly source?: string;
};

type Json = Readonly<Record<string, unknown>>;

const MOST_STATEMENTS = 20_000;
/** From the document down to a condition value it is seven. */
const DEEPEST_NESTING = 16;
const MOST_FAULTS = 100;
const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];

export function parsePolicy(input: unknown, origin: PolicyOrigin = {}): ParsedPolicy {
  const { document, faults } = typeof input === 'string' ? parseText(input) : parseTree(input, []);
  return { document, problems: problemsOf(faults, origin) };
}

type Reading = { readonly document: PolicyDocument; readonly faults: readonly Fault[] };

function parseText(text: string): Reading {
  const json = decode(text);
  if (json === undefined) return unreadable('neither JSON nor URL-encoded JSON');
  let tree: unknown;
  try {
    tree = JSON.parse(json);
  } catch {
    return unreadable(`not JSON: ${positionOf(json)}`);
  }
  const { duplicates, depth } = scanJson(json);
  if (depth > DEEPEST_NESTING) return unreadable(`nested ${depth} levels deep`);
  const faults = duplicates.map(({ path, key }) => ({
    path: appendToPath(path, quote(key)),
    message: `\`${quote(key)}\` twice in one object`,
    hint: 'keep one: JSON readers differ in which of them counts',
  }));
  return parseTree(tree, faults);
}

/** Decoded once, and only what is not JSON as it stands: a policy may hold `%` of its own. */
function decode(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return trimmed;
  try {
    const decoded = decodeURIComponent(trimmed).trim();
    return decoded.startsWith('{') ? decoded : undefined;
  } catch {
    return undefined;
  }
}

function positionOf(json: string): string {
  const offset = firstSyntaxError(json);
  if (offset >= json.length) return 'it ends too early';
  const before = json.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function parseTree(tree: unknown, duplicates: readonly Fault[]): Reading {
  if (!isObject(tree)) return unreadable(`a policy is ${nameOfType(tree)}, not an object`);
  if (exceedsDepth(tree, DEEPEST_NESTING)) {
    return unreadable(`nested more than ${DEEPEST_NESTING} levels deep`);
  }
  const faults: Fault[] = duplicates.filter(
    ({ path }) => !path.startsWith('Statement[') && !path.startsWith('Statement.'),
  );
  checkDocumentElements(tree, faults);
  const version = parseVersion(tree, faults);
  const id = parseId(tree, faults);
  const list = listOfStatements(tree, faults);
  const isWhole = faults.length === 0;
  const statements: Statement[] = [];
  list.slice(0, MOST_STATEMENTS).forEach((raw, index) => {
    const path = Array.isArray(own(tree, 'Statement')) ? `Statement[${index}]` : 'Statement';
    const parsed = parseStatement(raw, path, version);
    const twice = duplicates.filter((fault) => fault.path.startsWith(`${path}.`));
    faults.push(...twice, ...parsed.faults);
    const asRead = (statement: Statement): Statement =>
      twice.length === 0 ? statement : { ...statement, opaque: true };
    statements.push(...parsed.statements.map(asRead));
  });
  if (!isWhole || list.length > MOST_STATEMENTS) statements.push(...unreadableStatements());
  const document: PolicyDocument = {
    version,
    ...(id !== undefined && { id }),
    statements,
    versionStated: own(tree, 'Version') !== undefined,
  };
  return { document, faults };
}

function checkDocumentElements(tree: Json, faults: Fault[]): void {
  for (const key of Object.keys(tree)) {
    if (DOCUMENT_ELEMENTS.includes(key)) continue;
    faults.push({ path: quote(key), message: `\`${quote(key)}\` is no element of a policy` });
  }
}

/** "If you do not include a Version element, the value defaults to 2008-10-17." */
function parseVersion(tree: Json, faults: Fault[]): PolicyVersion {
  const version = own(tree, 'Version');
  if (version === '2012-10-17' || version === '2008-10-17') return version;
  if (version === undefined) return '2008-10-17';
  const shown = typeof version === 'string' ? `\`${quote(version)}\`` : nameOfType(version);
  faults.push({
    path: 'Version',
    message: `\`Version\` is ${shown}`,
    hint: 'IAM knows `2012-10-17` and `2008-10-17`',
  });
  return '2012-10-17';
}

function parseId(tree: Json, faults: Fault[]): string | undefined {
  const id = own(tree, 'Id');
  if (id === undefined || typeof id === 'string') return id;
  faults.push({ path: 'Id', message: `\`Id\` is ${nameOfType(id)}, not text` });
  return undefined;
}

function listOfStatements(tree: Json, faults: Fault[]): readonly unknown[] {
  const list = own(tree, 'Statement');
  if (list === undefined) {
    faults.push({ path: 'Statement', message: 'no `Statement`' });
    return [];
  }
  const statements: readonly unknown[] = Array.isArray(list) ? list : [list];
  if (statements.length > MOST_STATEMENTS) {
    const message = `${statements.length} statements; those after ${MOST_STATEMENTS} were not read`;
    faults.push({ path: 'Statement', message });
  }
  return statements;
}

function unreadable(message: string): Reading {
  const document: PolicyDocument = {
    version: '2012-10-17',
    statements: unreadableStatements(),
    versionStated: false,
  };
  return { document, faults: [{ path: '', message }] };
}

function problemsOf(faults: readonly Fault[], { subject, source }: PolicyOrigin): Problem[] {
  const where = {
    ...(subject !== undefined && { subject }),
    ...(source !== undefined && { source }),
  };
  const problems = faults.slice(0, MOST_FAULTS).map(({ path, ...fault }): Problem => {
    return { kind: 'policy', ...fault, ...where, ...(path !== '' && { path }) };
  });
  const rest = faults.length - problems.length;
  if (rest > 0) {
    problems.push({ kind: 'policy', message: 'more of the same policy', ...where, count: rest });
  }
  return problems;
}
