/**
 * One CloudTrail record, as far as anything here reads it. Members that AWS leaves out are
 * `undefined`; what the service wrote freely stays `unknown`.
 *
 * Source: CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */
import type { Denial } from './denial.js';
import type { Instant } from './time.js';

export type TrailEvent = {
  readonly eventId: string | undefined;
  readonly eventTime: Instant;
  readonly eventSource: string;
  readonly eventName: string;
  /** `AwsApiCall`, `AwsServiceEvent`, `AwsConsoleSignIn`, … */
  readonly eventType: string | undefined;
  /** `Management`, `Data`, `NetworkActivity`, `Insight`; absent before eventVersion 1.07. */
  readonly eventCategory: string | undefined;
  readonly managementEvent: boolean | undefined;
  readonly readOnly: boolean | undefined;
  readonly awsRegion: string;
  readonly errorCode: string | undefined;
  /** From the message of the error. */
  readonly denial: Denial | undefined;
  readonly recipientAccountId: string | undefined;
  readonly sharedEventId: string | undefined;
  readonly requestParameters: Readonly<Record<string, unknown>> | undefined;
  readonly responseElements: Readonly<Record<string, unknown>> | undefined;
  readonly additionalEventData: Readonly<Record<string, unknown>> | undefined;
  readonly resources: readonly TrailResource[];
  readonly userIdentity: TrailUserIdentity;
};

export type TrailResource = {
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly type: string | undefined;
};

export type TrailUserIdentity = {
  readonly type: string | undefined;
  readonly principalId: string | undefined;
  readonly arn: string | undefined;
  readonly accountId: string | undefined;
  readonly userName: string | undefined;
  readonly invokedBy: string | undefined;
  /** ARN of the Lambda function that holds the credentials. */
  readonly heldBy: string | undefined;
  readonly sessionIssuer:
    | {
        readonly type: string | undefined;
        readonly principalId: string | undefined;
        readonly arn: string | undefined;
        readonly accountId: string | undefined;
        readonly userName: string | undefined;
      }
    | undefined;
};
