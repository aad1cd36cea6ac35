/** Words for what `check` found: the same in every format, which escapes them for its own place. */
import { assertNever } from '../model/brand.js';
import type {
  CheckProblem,
  CheckResult,
  Comparison,
  NewAccess,
  StatementPlace,
} from '../model/check-result.js';
import { number, plural } from './phrases.js';

/** How a format shows a value from input inside a sentence. */
type Quote = (value: string) => string;

/** `s3:DeleteObject on arn:aws:s3:::ledger/x when aws:SourceIp is 203.0.113.7`. */
export function accessWords(
  { action, resource, context, principal }: NewAccess,
  quote: Quote,
): string {
  const who = principal === undefined ? '' : ` to ${quote(principal)}`;
  return `${quote(action)} on ${quote(resource)}${who}${contextWords(context, quote)}`;
}

const MOST_KEYS = 8;

function contextWords(context: NewAccess['context'], quote: Quote): string {
  const entries = Object.entries(context);
  if (entries.length === 0) return '';
  const rest = entries.length - MOST_KEYS;
  const shown = entries.slice(0, MOST_KEYS).map(([key, values]) => keyWords(key, values, quote));
  return ` when ${[...shown, ...(rest > 0 ? [`${rest} more keys are as in the JSON`] : [])].join(' and ')}`;
}

function keyWords(key: string, values: readonly string[], quote: Quote): string {
  const [only] = values;
  if (only === undefined) return `${quote(key)} has no value`;
  if (values.length > 1) return `${quote(key)} has the values ${values.map(quote).join(', ')}`;
  return `${quote(key)} is ${only === '' ? 'empty' : quote(only)}`;
}

export function placeWords({ path, sid, file, line }: StatementPlace, quote: Quote): string {
  const name = sid === undefined ? '' : ` (Sid ${quote(sid)})`;
  return `${quote(path)}${name} of ${quote(file)}, line ${line}`;
}

/** Behind the path of a policy. */
export function statusWords({ status, newFiles, oldFiles }: Comparison): string {
  switch (status) {
    case 'added':
      return ' (new file)';
    case 'removed':
      return ' (removed)';
    case 'together':
      return ` (${plural(newFiles.length, 'new policy', 'new policies')} together against ${plural(oldFiles.length, 'old one')})`;
    case 'changed':
    case 'unchanged':
      return '';
    default:
      return assertNever(status);
  }
}

export function outcomeWords({ outcome, status }: Comparison): string {
  switch (outcome.verdict) {
    case 'included':
      if (outcome.because === 'removed') return 'allows nothing any more';
      if (status === 'added') return 'allows nothing';
      return outcome.because === 'identical' ? 'unchanged' : 'no new access (proven)';
    case 'new-access':
      return 'NEW ACCESS';
    case 'unknown':
      return 'UNKNOWN';
    default:
      return assertNever(outcome);
  }
}

/** One line that says it all. */
export function verdictWords({ verdict, totals }: CheckResult): string {
  const { compared, newAccess, unknown, unchanged } = totals;
  const of = (count: number): string => `${number(count)} of ${plural(compared, 'comparison')}`;
  switch (verdict) {
    case 'included': {
      const same = unchanged === 0 ? '' : ` (${number(unchanged)} unchanged)`;
      return compared === 0
        ? 'no policy to compare'
        : `no new access: ${of(compared)} proven${same}`;
    }
    case 'new-access': {
      const open = unknown === 0 ? '' : `, ${number(unknown)} undecided`;
      return `new access: ${of(newAccess)}${open}`;
    }
    case 'unknown':
      return `unknown: ${of(unknown)} undecided, no new access found in the others`;
    default:
      return assertNever(verdict);
  }
}

export function problemWords(
  { source, path, line, message, hint, count }: CheckProblem,
  quote: Quote,
): string {
  const where = [source ?? '', path ?? ''].filter((part) => part !== '').map(quote);
  const times = count === undefined ? '' : ` (${count} of them)`;
  return `${where.join(' ')}, line ${line}: ${message}${times}${hint === undefined ? '' : `; ${hint}`}`;
}

const LONGEST = 300;

/** Nobody reads more of one value; the whole is in the JSON. */
export function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
