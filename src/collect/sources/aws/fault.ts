/**
 * What went wrong with a call, told apart by what helps: waiting, new credentials, a grant, nothing.
 *
 * Sources: "Common errors" of the API references; AWS SDKs Reference Guide, "Retry behavior".
 */
import { GLOBAL_REGION, type Missing } from '../../../model/collected.js';
import { actionsOf, type Operation } from './operations.js';

export type FaultKind =
  /** Passes by itself: too many calls, a broken connection, a service in trouble. */
  | 'throttled'
  | 'unavailable'
  /** Needs somebody: new credentials, a grant. */
  | 'expired'
  | 'denied'
  /** Asked for something that is not there, or asked wrongly. */
  | 'refused'
  /** Somebody pressed Ctrl-C. */
  | 'stopped';

export type Place = {
  readonly account: string;
  readonly region: string;
};

/** A call that failed for good. */
export class AwsFault extends Error {
  readonly kind: FaultKind;
  readonly operation: Operation;
  readonly place: Place;
  /** Error code of AWS, or of the operating system. */
  readonly code: string;
  readonly status: number | undefined;

  constructor(
    { kind, code, status, message }: Diagnosis,
    operation: Operation,
    place: Place,
    cause: unknown,
  ) {
    super(message, { cause });
    this.name = 'AwsFault';
    this.kind = kind;
    this.code = code;
    this.status = status;
    this.operation = operation;
    this.place = place;
  }
}

export type Diagnosis = {
  readonly kind: FaultKind;
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
};

const THROTTLED =
  /thrott|toomanyrequests|requestlimitexceeded|slowdown|bandwidthlimit|priorrequestnotcomplete|limitexceededexception|rateexceeded/i;
const EXPIRED =
  /^(expiredtoken(exception)?|requestexpired|tokenrefreshrequired|credentialsprovidererror|invalidclienttokenid|unrecognizedclientexception|invalidtoken|invalidaccesskeyid|authfailure|signaturedoesnotmatch|optinrequired)$/i;
/** What a request that was signed at the wrong time may be told. */
const SKEWED =
  /^(accessdeniedexception|authfailure|invalidsignature(exception)?|request(expired|inthefuture|timetooskewed)|signaturedoesnotmatch)$/i;
const DENIED = /accessdenied|unauthorizedoperation|authorizationerror|notauthorized|forbidden/i;
const MAX_MESSAGE = 400;

/** Names of JavaScript's own errors: an answer that could not be parsed has no code of AWS. */
const OURS: ReadonlySet<string> = new Set(['Error', 'SyntaxError', 'TypeError']);

export function diagnose(cause: unknown): Diagnosis {
  const error = (typeof cause === 'object' && cause !== null ? cause : {}) as SdkError;
  const status = error.$metadata?.httpStatusCode ?? error.$response?.statusCode;
  // An error that AWS named has a code of its own; one of a half-read answer has not.
  const named = typeof error.name === 'string' && !OURS.has(error.name) ? error.name : undefined;
  const code = named ?? error.code ?? `HTTP ${status ?? 'without status'}`;
  return { kind: kindOf(code, error, status), code, status, message: messageOf(error, status) };
}

type SdkError = {
  readonly name?: unknown;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    /** The SDK has set its clock by the answer: the next attempt is signed with the right time. */
    readonly clockSkewCorrected?: boolean;
  };
  readonly $response?: { readonly statusCode?: number };
};

function kindOf(code: string, error: SdkError, status: number | undefined): FaultKind {
  if (code === 'AbortError') return 'stopped';
  if (SKEWED.test(code) && error.$metadata?.clockSkewCorrected === true) return 'unavailable';
  if (THROTTLED.test(code) || status === 429 || /^rate exceeded/i.test(error.message ?? '')) {
    return 'throttled';
  }
  if (EXPIRED.test(code)) return 'expired';
  if (DENIED.test(code)) return 'denied';
  if (code === 'InvalidObjectState') return 'refused';
  // No status: it never arrived. A good one: the answer broke off, or is none.
  if (status === undefined || status >= 500 || status < 400) return 'unavailable';
  return status === 403 || status === 401 ? 'denied' : 'refused';
}

function messageOf({ message, $response }: SdkError, status: number | undefined): string {
  const [first = ''] = (message ?? 'no message').split('\n');
  const text = first.replace(/\s+/g, ' ').slice(0, MAX_MESSAGE);
  return $response === undefined || status === undefined ? text : `${text} (HTTP ${status})`;
}

/** What to grant: the actions that the message names, else those of the operation. */
export function missingOf(fault: AwsFault): Omit<Missing, 'count'> {
  const { kind, code, message, operation, place } = fault;
  const isOfRegion = kind === 'expired' && !/expired/i.test(code) && place.region !== GLOBAL_REGION;
  return {
    operation,
    code,
    message: `${message}${isOfRegion ? NOT_ENABLED : kind === 'expired' ? SIGN_IN : ''}`,
    grant: kind === 'denied' ? grantsFor(operation, message) : [],
  };
}

/** Source: IAM User Guide, "Managing AWS STS in an AWS Region": tokens are refused where a Region is not enabled. */
const NOT_ENABLED = '; a region that is not enabled any more, or not yet, says so, too';

const SIGN_IN = '; sign in again and run the same command: it goes on from here';

const NOT_AUTHORIZED = /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/;

function grantsFor(operation: Operation, message: string): readonly string[] {
  const [, named] = NOT_AUTHORIZED.exec(message) ?? [];
  return named === undefined ? actionsOf(operation) : [named];
}
