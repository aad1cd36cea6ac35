/**
 * The policy in a file: a bare document, the same URL-encoded, or the answer of an AWS command that
 * holds one. Recognised by what is in it.
 *
 * Fails closed: a JSON file that cannot be read counts as a policy in which anything may be written.
 * Sources: AWS CLI Command Reference, the outputs named in `WRAPPERS`.
 */
import type { StatementPlace } from '../model/check-result.js';
import type { PolicyDocument } from '../model/policy.js';
import type { PolicyFile } from '../model/policy-file.js';
import type { Problem } from '../model/problem.js';
import { firstSyntaxError } from '../policy/json-syntax.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { type JsonMember, jsonMembers, lineCounter, skipSpace } from './json-members.js';

export type ReadPolicy = {
  readonly file: PolicyFile;
  readonly document: PolicyDocument;
  readonly problems: readonly (Problem & { readonly line: number })[];
  readonly placeOf: (statement: number) => StatementPlace;
};

/** Steps from the top of the file to the document. */
const WRAPPERS: readonly (readonly string[])[] = [
  /** `iam get-policy-version`. */
  ['PolicyVersion', 'Document'],
  /** `iam get-role-policy`, `get-user-policy`, `get-group-policy`. */
  ['PolicyDocument'],
  /** `iam get-role`. */
  ['Role', 'AssumeRolePolicyDocument'],
  /** `s3api get-bucket-policy`, `kms get-key-policy`, `lambda get-policy`: always text. */
  ['Policy'],
];

/** @returns `undefined` for a file that holds no policy */
export function readPolicy(file: PolicyFile): ReadPolicy | undefined {
  const { content } = file;
  if (content.kind === 'unreadable') {
    const { message, hint } = content;
    return unreadable(file, { kind: 'unreadable-file', message, hint, line: 1 });
  }
  const text = decode(content.text);
  const top = skipSpace(text, 0);
  if (!isJson(text)) return mayBePolicy(file) ? brokenJson(file, text, content.text) : undefined;
  if (text[top] !== '{') return undefined;
  const lines = text === content.text ? text : '';
  const whole: Found = { path: '', start: top, end: text.trimEnd().length };
  const isBare = jsonMembers(text, top).some(({ at }) => String(at).toLowerCase() === 'statement');
  const found = isBare ? [whole] : WRAPPERS.flatMap((steps) => documentsAt(text, whole, steps));
  const [only] = found;
  if (only === undefined) return undefined;
  if (found.length > 1) return unreadable(file, severalDocuments(found.length));
  return readDocument(file, { text, lines, document: only });
}

function decode(text: string): string {
  if (!/^\s*%7B/i.test(text)) return text;
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Templates and notes may open with a brace; what is called JSON must be readable. */
function mayBePolicy({ path, content }: PolicyFile): boolean {
  return /\.json$/i.test(path) || (content.kind === 'text' && /statement/i.test(content.text));
}

/** A value of the file: where it stands, and the keys that lead to it. */
type Found = { readonly path: string; readonly start: number; readonly end: number };

/** Every member that the steps lead to: a key may stand twice. */
function documentsAt(text: string, whole: Found, steps: readonly string[]): readonly Found[] {
  let reached: readonly Found[] = [whole];
  for (const step of steps) {
    reached = reached.flatMap(({ path, start }) =>
      jsonMembers(text, start)
        .filter(({ at }) => at === step)
        .map((member) => ({ ...member, path: path === '' ? step : `${path}.${step}` })),
    );
  }
  // `Policy` is also what `iam get-policy` calls its description, an object.
  return steps[0] === 'Policy' ? reached.filter(({ start }) => text[start] === '"') : reached;
}

type Site = {
  readonly text: string;
  /** The text to count lines in; empty when the file is not written like it. */
  readonly lines: string;
  readonly document: Found;
};

function readDocument(file: PolicyFile, site: Site): ReadPolicy {
  const { text, lines } = site;
  const { path, start, end } = site.document;
  const slice = text.slice(start, end);
  const isText = slice.startsWith('"');
  const prefix = path === '' ? '' : `${path}.`;
  const members = jsonMembers(text, start);
  const { document, problems } = parsePolicy(isText ? String(JSON.parse(slice)) : slice, {
    source: file.name,
  });
  const lineAt = lineCounter(lines);
  const starts = statementStarts(text, members).map(lineAt);
  const own = lineAt(start);
  const lineOf = (index: number | undefined): number =>
    (index === undefined ? undefined : starts[index]) ?? starts[0] ?? own;
  const indices = rawIndices(document);
  const isList = members.some((member) => isStatement(member) && text[member.start] === '[');
  return {
    file,
    document,
    problems: problems.map((problem) => ({
      ...problem,
      path: `${prefix}${problem.path ?? ''}`.replace(/\.$/, ''),
      line: lineOf(indexIn(problem.path)),
    })),
    placeOf: (statement) => {
      const index = indices[statement] ?? statement;
      const sid = document.statements[statement]?.sid;
      return {
        file: file.name,
        index,
        ...(sid !== undefined && { sid }),
        path: `${prefix}Statement${isList || isText ? `[${index}]` : ''}`,
        line: lineOf(index),
      };
    },
  };
}

function isStatement({ at }: JsonMember): boolean {
  return at === 'Statement';
}

function statementStarts(text: string, members: readonly JsonMember[]): readonly number[] {
  const list = members.findLast(isStatement);
  if (list === undefined) return [];
  return text[list.start] === '['
    ? jsonMembers(text, list.start).map(({ start }) => start)
    : [list.start];
}

/** A statement whose effect cannot be told is read as two, from one raw text. */
function rawIndices({ statements }: PolicyDocument): readonly number[] {
  const indices: number[] = [];
  let index = -1;
  statements.forEach(({ raw }, position) => {
    if (position === 0 || raw !== statements[position - 1]?.raw) index++;
    indices.push(index);
  });
  return indices;
}

function indexIn(path: string | undefined): number | undefined {
  const digits = /^Statement\[(\d+)\]/.exec(path ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function brokenJson(file: PolicyFile, decoded: string, text: string): ReadPolicy {
  const [problem] = parsePolicy(text, { source: file.name }).problems;
  const line = decoded === text ? lineCounter(text)(firstSyntaxError(text)) : 1;
  const message = problem?.message ?? 'not JSON';
  return unreadable(file, {
    kind: 'not-json',
    message,
    hint: 'correct the file; nothing can be said of a policy that cannot be read',
    line,
  });
}

function severalDocuments(count: number): Problem & { readonly line: number } {
  return {
    kind: 'policy',
    message: `${count} policy documents in one file`,
    hint: 'put each policy into a file of its own',
    line: 1,
  };
}

function unreadable(file: PolicyFile, problem: Problem & { readonly line: number }): ReadPolicy {
  const { document } = parsePolicy('');
  return {
    file,
    document,
    problems: [{ ...problem, source: file.name }],
    placeOf: (index) => ({ file: file.name, index, path: '', line: problem.line }),
  };
}
