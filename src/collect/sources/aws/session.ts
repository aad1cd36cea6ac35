/**
 * Calls to AWS as one caller: the SDK for signing and shapes, our own pace and retries around it.
 *
 * Every call of the collectors passes through `send`, which is where it is counted, paced, tried
 * again, and refused when its source never named it.
 */
import { UserError } from '../../../model/user-error.js';
import { AwsFault, diagnose, type Place } from './fault.js';
import {
  newClient,
  newCommand,
  type Operation,
  partsOf,
  type SdkClient,
  SERVICES,
  type Service,
} from './operations.js';
import { type Clock, isPassing, type Pace, type Retrying, waitBefore } from './pace.js';
import type { Answer } from './source.js';

export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

export type CredentialSource = () => Promise<Credentials>;

export type Session = {
  /** Twelve digits; empty until the caller is known. */
  readonly account: string;
  readonly credentials: CredentialSource;
};

/** What all calls of a run share. */
export type Line = {
  readonly clock: Clock;
  readonly pace: Pace;
  readonly retrying: Retrying;
  readonly signal: AbortSignal;
  /** Where calls without a region go. */
  readonly homeRegion: string;
  /** Called with each operation as it is sent, each attempt anew. */
  readonly onCall: (operation: Operation, place: Place) => void;
  readonly onWait: (ms: number, operation: Operation, place: Place) => void;
  readonly requestHandler: unknown;
};

export type Send = (
  region: string,
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  /** Takes what the answer carries, before it counts as received. */
  take?: (answer: Answer) => Promise<Answer>,
) => Promise<Answer>;

/** One per account, dropped with it: clients are made when first needed and kept. */
export function openSession(line: Line, { account, credentials }: Session): Send {
  const clients = new Map<string, Promise<SdkClient>>();
  const clientFor = (operation: Operation, region: string): Promise<SdkClient> => {
    const [service] = partsOf(operation);
    const key = `${service} ${region}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = newClient(service, {
      region,
      credentials,
      maxAttempts: 1,
      requestHandler: line.requestHandler,
      ...CONFIG[service],
    });
    clients.set(key, made);
    return made;
  };
  // Each further call would say the same, and count against whoever has to sign in again.
  let expired: AwsFault | undefined;
  return async (region, operation, input, take) => {
    if (expired !== undefined) throw expired;
    const place = { account, region };
    const where = region === 'global' ? line.homeRegion : region;
    const [service] = partsOf(operation);
    const key = `${account} ${region} ${service}`;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await line.pace.take(key, SERVICES[service].perSecond, line.signal);
        line.onCall(operation, place);
        const client = await clientFor(operation, where);
        const command = await newCommand(operation, input);
        const answer = withoutMetadata(await client.send(command, { abortSignal: line.signal }));
        return take === undefined ? answer : await take(answer);
      } catch (cause) {
        try {
          await waitOrThrow(line, { cause, attempt, operation, place, key });
        } catch (fault) {
          if (fault instanceof AwsFault && /expired/i.test(fault.code)) expired = fault;
          throw fault;
        }
      }
    }
  };
}

const CONFIG: Readonly<Partial<Record<Service, Readonly<Record<string, unknown>>>>> = {
  // Buckets lie in regions that nobody told us, and a stand-in for S3 has no host per bucket.
  s3: {
    followRegionRedirects: true,
    forcePathStyle: process.env.AWS_ENDPOINT_URL !== undefined,
    responseChecksumValidation: 'WHEN_REQUIRED',
  },
  // What an answer names is no place to send requests to.
  sqs: { useQueueUrlAsEndpoint: false },
};

type Failed = {
  readonly cause: unknown;
  readonly attempt: number;
  readonly operation: Operation;
  readonly place: Place;
  readonly key: string;
};

/** Returns when the call may be tried again. */
async function waitOrThrow(line: Line, failed: Failed): Promise<void> {
  const { cause, attempt, operation, place, key } = failed;
  // A full disk does not get better by asking AWS again.
  if (cause instanceof AwsFault || cause instanceof UserError) throw cause;
  const diagnosis = line.signal.aborted
    ? ({
        kind: 'stopped',
        code: 'Stopped',
        status: undefined,
        message: 'it was interrupted',
      } as const)
    : diagnose(cause);
  if (!isPassing(diagnosis) || attempt >= line.retrying.attempts) {
    throw new AwsFault(diagnosis, operation, place, cause);
  }
  if (diagnosis.kind === 'throttled') line.pace.slowDown(key);
  const ms = waitBefore(attempt, line.retrying, line.clock);
  line.onWait(ms, operation, place);
  try {
    await line.clock.sleep(ms, line.signal);
  } catch {
    throw new AwsFault(
      { kind: 'stopped', code: 'Stopped', status: undefined, message: 'it was interrupted' },
      operation,
      place,
      cause,
    );
  }
}

function withoutMetadata(answer: unknown): Answer {
  const { $metadata: _, ...rest } = answer as Record<string, unknown>;
  return rest;
}
