/**
 * The IAM credential report: passwords and the first two access keys of every user.
 *
 * Columns are found by name. Source: IAM User Guide, "Getting credential reports for your AWS
 * account"; quoting after RFC 4180.
 */
import { arnParts, parseArn } from '../../model/arn.js';
import type { Problem } from '../../model/problem.js';
import type { AccessKey, UserCredentials } from '../../model/snapshot.js';
import { type Instant, parseInstant } from '../../model/time.js';

export type CredentialReport = {
  /** Rows per account: a report speaks for one, but nothing hinders putting two in one file. */
  readonly byAccount: ReadonlyMap<string, readonly UserCredentials[]>;
  readonly problems: readonly Problem[];
};

const REQUIRED = ['arn', 'password_enabled', 'access_key_1_active', 'access_key_2_active'] as const;

/** `undefined` when the header lacks a column that is needed. */
export function parseCredentialReport(csv: string): CredentialReport | undefined {
  const [header, ...rows] = readCsv(csv.replace(/^\uFEFF/, ''));
  if (header === undefined || !REQUIRED.every((name) => header.includes(name))) return undefined;
  const columns = new Map(header.map((name, column) => [name, column]));
  const byAccount = new Map<string, UserCredentials[]>();
  const problems: Problem[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.length === 1 && row[0] === '') continue;
    const user = readUser((name) => cell(row[columns.get(name) ?? -1]));
    const account = user === undefined ? undefined : arnParts(user.userArn)?.account;
    if (user === undefined || account === undefined || !/^\d{12}$/.test(account)) {
      problems.push({
        kind: 'bad-identity',
        message: `row ${i + 1} of the credential report names no user`,
      });
      continue;
    }
    const users = byAccount.get(account) ?? [];
    users.push(user);
    byAccount.set(account, users);
  }
  return { byAccount, problems };
}

/** Nothing to know: never used, not tracked, or no such thing for this user. */
const ABSENT: ReadonlySet<string> = new Set(['', 'N/A', 'no_information', 'not_supported']);

function cell(text: string | undefined): string | undefined {
  return text === undefined || ABSENT.has(text) ? undefined : text;
}

type Cells = (column: string) => string | undefined;

function readUser(cells: Cells): UserCredentials | undefined {
  const userArn = parseArn(cells('arn') ?? '');
  if (userArn === undefined) return undefined;
  const lastUsed = date(cells, 'password_last_used');
  const lastChanged = date(cells, 'password_last_changed');
  return {
    userArn,
    passwordEnabled: flag(cells, 'password_enabled'),
    ...(lastUsed === undefined ? {} : { passwordLastUsed: lastUsed }),
    ...(lastChanged === undefined ? {} : { passwordLastChanged: lastChanged }),
    mfaActive: flag(cells, 'mfa_active'),
    accessKeys: ([1, 2] as const).flatMap((slot) => readKey(cells, slot) ?? []),
  };
}

/** `undefined` for a slot without a key: inactive, and never rotated. */
function readKey(cells: Cells, slot: 1 | 2): AccessKey | undefined {
  const prefix = `access_key_${slot}`;
  const active = flag(cells, `${prefix}_active`);
  const lastRotated = date(cells, `${prefix}_last_rotated`);
  if (!active && lastRotated === undefined) return undefined;
  const at = date(cells, `${prefix}_last_used_date`);
  const region = cells(`${prefix}_last_used_region`);
  const service = cells(`${prefix}_last_used_service`);
  return {
    slot,
    active,
    ...(lastRotated === undefined ? {} : { lastRotated }),
    ...(at === undefined
      ? {}
      : {
          lastUsed: {
            at,
            ...(region === undefined ? {} : { region }),
            ...(service === undefined ? {} : { service }),
          },
        }),
  };
}

function date(cells: Cells, column: string): Instant | undefined {
  return parseInstant(cells(column));
}

function flag(cells: Cells, column: string): boolean {
  return cells(column)?.toLowerCase() === 'true';
}

/** Fields may be quoted, and then hold commas, line ends and doubled quotes. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    row.push(field.value);
    at = field.end;
    if (text[at] === ',') {
      at++;
      if (at === text.length) row.push('');
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

type Field = { readonly value: string; readonly end: number };

const FIELD_END = /[,\r\n]/g;

function plainField(text: string, start: number): Field {
  FIELD_END.lastIndex = start;
  const end = FIELD_END.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), end };
}

function quotedField(text: string, start: number): Field {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: value + text.slice(at), end: text.length };
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      // Anything between the closing quote and the next separator belongs to no field.
      return { value, end: plainField(text, quote + 1).end };
    }
    value += '"';
    at = quote + 2;
  }
}
