/**
 * One CloudTrail record, read once: strict about what usage and coverage stand on (when, where, what,
 * who), tolerant about everything else. Nothing is copied by key from the input, so no key can harm.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */
import { type Denial, denialIn } from '../../model/denial.js';
import { type Instant, parseInstant } from '../../model/time.js';
import type { TrailEvent, TrailResource, TrailUserIdentity } from '../../model/trail-event.js';
import type { CallerMember, RecordMember } from '../../model/trail-members.js';

export type ParsedEvent =
  | { readonly kind: 'event'; readonly event: TrailEvent }
  /** A record that CloudTrail writes about calls, not for one call: it names no caller. */
  | { readonly kind: 'summary'; readonly rule: 'insight-event' | 'aggregated-event' }
  /** What could still be read says how far the damage reaches. */
  | {
      readonly kind: 'bad';
      readonly message: string;
      readonly eventTime: Instant | undefined;
      readonly eventSource: string | undefined;
      readonly awsRegion: string | undefined;
      readonly account: string | undefined;
    };

type Fields = Readonly<Record<string, unknown>>;
/** Only these are read: what the fast reader leaves out cannot matter. */
type RecordFields = Readonly<Partial<Record<RecordMember, unknown>>>;
type CallerFields = Readonly<Partial<Record<CallerMember, unknown>>>;

/** Longest names AWS writes are far shorter; a longer one is no name and would only fill memory. */
const MAX_NAME = 256;
/** An S3 key takes up to 1,024 bytes, other ARNs 2,048 characters. */
const MAX_ARN = 4096;
const MAX_RESOURCES = 10_000;

/** Source: CloudTrail User Guide, "CloudTrail record contents": eventCategory, eventType. */
const SUMMARIES: ReadonlyMap<string, 'insight-event' | 'aggregated-event'> = new Map([
  ['AwsAggregatedEvent', 'aggregated-event'],
  ['AwsCloudTrailInsight', 'insight-event'],
  ['Aggregated', 'aggregated-event'],
  ['Insight', 'insight-event'],
] as const);

export function parseEvent(value: unknown): ParsedEvent {
  const record: RecordFields | undefined = fieldsOf(value);
  if (record === undefined) return bad({}, 'the record is no object');
  const summary =
    SUMMARIES.get(textOf(record.eventCategory) ?? '') ??
    SUMMARIES.get(textOf(record.eventType) ?? '');
  if (summary !== undefined) return { kind: 'summary', rule: summary };

  const eventTime = timeOf(record.eventTime);
  const eventSource = nameOf(record.eventSource);
  const eventName = nameOf(record.eventName);
  const awsRegion = nameOf(record.awsRegion);
  const caller: CallerFields | undefined = fieldsOf(record.userIdentity);
  if (eventTime === undefined) return bad(record, '`eventTime` is missing or no time');
  if (eventSource === undefined) return bad(record, '`eventSource` is missing or no name');
  if (eventName === undefined) return bad(record, '`eventName` is missing or no name');
  if (awsRegion === undefined) return bad(record, '`awsRegion` is missing or no name');
  if (caller === undefined) return bad(record, '`userIdentity` is missing or no object');

  return {
    kind: 'event',
    event: {
      eventId: textOf(record.eventID),
      eventTime,
      eventSource,
      eventName,
      eventType: textOf(record.eventType),
      eventCategory: textOf(record.eventCategory),
      managementEvent: flagOf(record.managementEvent),
      readOnly: flagOf(record.readOnly),
      awsRegion,
      errorCode: errorCodeOf(record.errorCode),
      denial: denialOf(record.errorMessage),
      recipientAccountId: accountOf(record.recipientAccountId),
      sharedEventId: textOf(record.sharedEventID),
      requestParameters: fieldsOf(record.requestParameters),
      responseElements: fieldsOf(record.responseElements),
      additionalEventData: fieldsOf(record.additionalEventData),
      resources: resourcesOf(record.resources),
      userIdentity: userIdentityOf(caller),
    },
  };
}

function bad(record: RecordFields, message: string): ParsedEvent {
  return {
    kind: 'bad',
    message,
    eventTime: timeOf(record.eventTime),
    eventSource: nameOf(record.eventSource),
    awsRegion: nameOf(record.awsRegion),
    account:
      accountOf(record.recipientAccountId) ?? accountOf(fieldsOf(record.userIdentity)?.accountId),
  };
}

function userIdentityOf(caller: CallerFields): TrailUserIdentity {
  const issuer = fieldsOf(fieldsOf(caller.sessionContext)?.sessionIssuer);
  const isSession = caller.type === 'AssumedRole';
  return {
    type: textOf(caller.type),
    principalId: textOf(isSession ? upTo(caller.principalId, ':', 1) : caller.principalId),
    arn: arnTextOf(isSession ? upTo(caller.arn, '/', 2) : caller.arn),
    // Not only numbers: an anonymous caller's account is `ANONYMOUS_PRINCIPAL`.
    accountId: textOf(caller.accountId),
    userName: textOf(caller.userName),
    invokedBy: textOf(caller.invokedBy),
    heldBy: functionIn(fieldsOf(caller.inScopeOf)?.credentialsIssuedTo),
    sessionIssuer:
      issuer === undefined
        ? undefined
        : {
            type: textOf(issuer.type),
            principalId: textOf(issuer.principalId),
            arn: arnTextOf(issuer.arn),
            accountId: textOf(issuer.accountId),
            userName: textOf(issuer.userName),
          },
  };
}

function functionIn(value: unknown): string | undefined {
  const arn = arnTextOf(value);
  return arn !== undefined && LAMBDA_FUNCTION.test(arn) ? arn : undefined;
}

const LAMBDA_FUNCTION = /^arn:[\w-]+:lambda:[\w-]*:\d{12}:function:[\w-]+$/;

/** `AROA…:session` and `…:assumed-role/Name/session` without the session, which nobody's policies name. */
function upTo(value: unknown, mark: ':' | '/', nth: number): unknown {
  return typeof value === 'string' ? value.split(mark, nth).join(mark) : value;
}

const NO_RESOURCES: readonly TrailResource[] = [];

function resourcesOf(value: unknown): readonly TrailResource[] {
  if (!Array.isArray(value) || value.length === 0) return NO_RESOURCES;
  const resources: TrailResource[] = [];
  for (const entry of value.slice(0, MAX_RESOURCES)) {
    const fields = fieldsOf(entry);
    if (fields === undefined) continue;
    // `ARNPrefix` stands instead of `ARN` where a request names many resources by a common beginning.
    const arn = arnTextOf(fields.ARN ?? fields.arn);
    resources.push({ arn, accountId: textOf(fields.accountId), type: textOf(fields.type) });
  }
  return resources;
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : undefined;
}

/** CloudTrail writes ISO text; a number would be ambiguous between seconds and milliseconds. */
function timeOf(value: unknown): Instant | undefined {
  return typeof value === 'string' ? parseInstant(value) : undefined;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:/ -]+$/.test(value) ? textOf(value) : undefined;
}

/** Absent, `null`, empty and overlong text are all "not there". */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME ? value : undefined;
}

/** Any error stays an error, however odd its code: a call must not look allowed by being malformed. */
function errorCodeOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? value.slice(0, MAX_NAME) : 'MalformedErrorCode';
}

function denialOf(message: unknown): Denial | undefined {
  return typeof message === 'string' ? denialIn(message) : undefined;
}

function arnTextOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= MAX_ARN ? value : undefined;
}

function accountOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{12}$/.test(value) ? value : undefined;
}

/** Some services write booleans as text. */
function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : undefined;
}
