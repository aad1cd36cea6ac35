/**
 * Which members of a CloudTrail record anything here reads. The parser takes these and no others, so
 * that a reader may leave all others out.
 */

/**
 * Members of the record, besides those of one record alone (`SINGLE_MEMBERS`). Of `errorMessage` only the
 * phrase by which it names a policy (`denial.ts`).
 */
export const KEPT_MEMBERS = [
  'eventSource',
  'eventName',
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'userIdentity',
  'errorMessage',
  'awsRegion',
  'errorCode',
  'eventCategory',
  'eventType',
  'managementEvent',
  'readOnly',
  'recipientAccountId',
  'resources',
] as const;

/** Different in each record. */
export const SINGLE_MEMBERS = ['eventTime', 'eventID', 'sharedEventID'] as const;

/**
 * Of `userIdentity`; of `sessionContext` only `sessionIssuer`, and `inScopeOf` only where it may name a
 * function: what else it names, such as instances, comes and goes with its calls.
 */
export const CALLER_MEMBERS = [
  'type',
  'principalId',
  'arn',
  'sessionContext',
  'inScopeOf',
  'accountId',
  'invokedBy',
  'userName',
] as const;

export type RecordMember = (typeof KEPT_MEMBERS)[number] | (typeof SINGLE_MEMBERS)[number];
export type CallerMember = (typeof CALLER_MEMBERS)[number];

/**
 * Members of an event's free-form objects that decide what it is a use of, in any case of letters.
 * All others may be left out. `everything`: nobody knows, or the event is read for more.
 */
export type EventReads =
  | 'everything'
  | {
      readonly request: readonly string[];
      /** Members that count inside any object of the request, too: those that hold tags. */
      readonly nested: readonly string[];
      readonly response: readonly string[];
      readonly additional: readonly string[];
    };
