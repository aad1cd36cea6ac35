/**
 * A live collection as a whole: the caller, then every account, each read into its own folders.
 *
 * Accounts are read side by side within a cap, and nothing of one is kept in memory once it is done,
 * so that a thousand of them cost what the largest few do.
 */
import { setMaxListeners } from 'node:events';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import pLimit from 'p-limit';
import {
  type CollectedUnit,
  GLOBAL_REGION,
  type LiveSourceName,
} from '../../../model/collected.js';
import { addDays, instantOfMs } from '../../../model/time.js';
import { UserError } from '../../../model/user-error.js';
import { textOf } from './answers.js';
import { collectAccount, type UnitName, type UnitProgress } from './collect-account.js';
import { announce, type OpenUnit } from './collect-unit.js';
import { assumedRole, defaultCredentials } from './credentials.js';
import type { FindUnits } from './disabled-regions.js';
import { AwsFault } from './fault.js';
import { newClient, type Operation } from './operations.js';
import { activeAccounts } from './organization/organization.js';
import { type Clock, createPace, REAL_CLOCK, RETRYING, type Retrying } from './pace.js';
import { type CredentialSource, type Line, openSession, type Send } from './session.js';

export type LiveOptions = {
  /** Twelve digits each. */
  readonly accounts: 'callers own' | 'of the organization' | readonly string[];
  /** Taken in every account that is not the caller's. */
  readonly roleName: string | undefined;
  readonly externalId: string | undefined;
  /** Empty for all that an account has enabled. */
  readonly regions: readonly string[];
  readonly sources: readonly LiveSourceName[];
  readonly trailBuckets: readonly string[];
  /** How far back logs are read. */
  readonly days: number;
  /** Calls per second, account and service, at most. */
  readonly rate: number | undefined;
  readonly maxAttempts: number | undefined;
  readonly parallelAccounts: number;
  /** A complete source younger than this is not read again. */
  readonly freshHours: number;
};

export type Caller = { readonly account: string; readonly arn: string; readonly region: string };

export type LiveEvents = {
  /** Before anything else is asked. */
  readonly onCaller: (caller: Caller, accounts: readonly string[]) => void;
  readonly onPlan: (units: number) => void;
  readonly onUnit: (unit: CollectedUnit) => void;
  readonly onProgress: (progress: UnitProgress) => void;
  /** A source that an earlier run began is read from its start again. */
  readonly onStartOver: (place: UnitName, why: string) => void;
  readonly onCall: (operation: Operation) => void;
  readonly onWait: (ms: number, operation: Operation) => void;
};

export type LiveSurroundings = {
  readonly openUnit: OpenUnit;
  readonly findUnits: FindUnits;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly retrying?: Retrying;
  /** Around all calls of the sources. */
  readonly wrap?: (send: Send) => Send;
  /** Sources read in every region that is enabled where none is named, the others where we call from. */
  readonly everywhere?: readonly LiveSourceName[];
};

const PARALLEL_UNITS = 8;
const SOCKETS = 64;
const CONNECT_MS = 10_000;
const ANSWER_MS = 60_000;

/**
 * @returns nothing when it was stopped before it began
 * @throws UserError when the caller cannot be told: nothing can be read then
 */
export async function collectLive(
  options: LiveOptions,
  events: LiveEvents,
  {
    openUnit,
    findUnits,
    signal,
    clock = REAL_CLOCK,
    retrying = RETRYING,
    wrap = (send) => send,
    everywhere = options.sources,
  }: LiveSurroundings,
): Promise<readonly CollectedUnit[]> {
  const broken = new AbortController();
  const stopped = AbortSignal.any([signal, broken.signal]);
  // Every call under way listens for Ctrl-C.
  setMaxListeners(0, signal, stopped);
  const line: Line = {
    clock,
    pace: createPace(clock, options.rate),
    retrying: { ...retrying, attempts: options.maxAttempts ?? retrying.attempts },
    signal: stopped,
    homeRegion: await homeRegion(),
    onCall: events.onCall,
    onWait: events.onWait,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      requestTimeout: ANSWER_MS,
      httpsAgent: { maxSockets: SOCKETS, keepAlive: true },
      httpAgent: { maxSockets: SOCKETS, keepAlive: true },
    }),
  };
  const credentials = await defaultCredentials();
  const send = openSession(line, { account: '', credentials });
  const begun = await begin(options, send, line);
  if (begun === 'stopped') return [];
  const { caller, accounts } = begun;
  events.onCaller(caller, accounts);
  const now = instantOfMs(clock.now());
  const since = addDays(now, -options.days);
  const freshMs = options.freshHours * 3_600_000;
  const place = { name: 'account', region: GLOBAL_REGION, now, since, line, openUnit } as const;
  for (const account of accounts) {
    announce({ ...place, account, freshMs }, 'what was not read lately');
  }
  const limit = pLimit(options.parallelAccounts);
  const read = (account: string): Promise<readonly CollectedUnit[]> =>
    collectAccount({
      ...options,
      everywhere,
      account,
      isCallers: account === caller.account,
      partition: partitionOf(caller),
      now,
      since,
      line,
      sendAsCaller: wrap(send),
      send: wrap(
        openSession(line, {
          account,
          credentials: credentialsFor(account, { caller, credentials, send, line, options }),
        }),
      ),
      openUnit,
      findUnits,
      freshMs,
      parallel: PARALLEL_UNITS,
      onPlan: events.onPlan,
      onUnit: events.onUnit,
      onProgress: events.onProgress,
      onStartOver: events.onStartOver,
    });
  const units = await allOrStop(
    accounts.map((account) => limit(read, account)),
    () => broken.abort(),
  );
  return units.flat();
}

/** What breaks one account (a full disk) breaks all: the others are stopped, and end before it is told. */
async function allOrStop<Value>(
  reads: readonly Promise<Value>[],
  stop: () => void,
): Promise<readonly Value[]> {
  try {
    return await Promise.all(reads);
  } catch (cause) {
    stop();
    await Promise.allSettled(reads);
    throw cause;
  }
}

type Begun = { readonly caller: Caller; readonly accounts: readonly string[] };

async function begin(options: LiveOptions, send: Send, line: Line): Promise<Begun | 'stopped'> {
  try {
    const caller = await callerOf(send, line);
    return { caller, accounts: await accountsOf(options, caller, send) };
  } catch (cause) {
    if (line.signal.aborted) return 'stopped';
    throw cause;
  }
}

/** @throws UserError when the organization cannot be asked: nobody would know what is missing */
async function accountsOf(
  { accounts }: LiveOptions,
  caller: Caller,
  send: Send,
): Promise<readonly string[]> {
  if (accounts === 'callers own') return [caller.account];
  if (accounts !== 'of the organization') return accounts;
  try {
    const call = (operation: Operation, input: Readonly<Record<string, unknown>>) =>
      send('global', operation, input);
    return await activeAccounts({ account: caller.account, region: 'global', call });
  } catch (cause) {
    if (!(cause instanceof AwsFault)) throw cause;
    throw new UserError(
      `cannot list the accounts of the organization: ${cause.operation}: ${cause.code}: ${cause.message}`,
      'call from the management account or a delegated administrator with organizations:ListAccounts, or name accounts with --accounts',
      { cause },
    );
  }
}

type Entry = {
  readonly caller: Caller;
  readonly credentials: CredentialSource;
  readonly send: Send;
  readonly line: Line;
  readonly options: LiveOptions;
};

function credentialsFor(
  account: string,
  { caller, credentials, send, line, options }: Entry,
): CredentialSource {
  const { roleName, externalId } = options;
  if (account === caller.account || roleName === undefined) return credentials;
  const arn = `arn:${partitionOf(caller)}:iam::${account}:role/${roleName.replace(/^\//, '')}`;
  return assumedRole(send, line, { arn, externalId, sessionName: 'leastwise-collect' });
}

function partitionOf({ arn }: Caller): string {
  return arn.split(':')[1] ?? 'aws';
}

/** As the SDK finds it; IAM answers everywhere, so that one must be given only for want of any. */
async function homeRegion(): Promise<string> {
  const { AWS_REGION: region, AWS_DEFAULT_REGION: fallback } = process.env;
  const named = region ?? fallback;
  if (named !== undefined && named !== '') return named;
  try {
    const client = (await newClient('sts', {})) as unknown as {
      readonly config: { readonly region: () => Promise<string> };
    };
    return await client.config.region();
  } catch {
    return 'us-east-1';
  }
}

async function callerOf(send: Send, { homeRegion: region }: Line): Promise<Caller> {
  try {
    const answer = await send('global', 'sts:GetCallerIdentity', {});
    const [account, arn] = [textOf(answer, 'Account'), textOf(answer, 'Arn')];
    if (account !== undefined && /^\d{12}$/.test(account) && arn !== undefined) {
      return { account, arn, region };
    }
    throw new UserError(
      'AWS did not say who is calling',
      'check AWS_ENDPOINT_URL and the proxy in between',
    );
  } catch (cause) {
    if (!(cause instanceof AwsFault)) throw cause;
    throw new UserError(
      `cannot tell who is calling: ${cause.operation} in ${region}: ${cause.code}: ${cause.message}`,
      'sign in (aws sso login, AWS_PROFILE, AWS_ACCESS_KEY_ID …); `aws sts get-caller-identity` must work',
      { cause },
    );
  }
}
