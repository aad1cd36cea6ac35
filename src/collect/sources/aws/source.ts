/**
 * What a source of a live collection is: a reader of one kind of answers at one place.
 *
 * It names every operation it may call, from which the collector's own policy is generated; a call of
 * any other is refused before it leaves.
 */
import type {
  CollectedStatus,
  LiveSourceName,
  Missing,
  Stretch,
} from '../../../model/collected.js';
import type { Instant } from '../../../model/time.js';
import type { Operation } from './operations.js';

/** One answer, as the API spells it. Its shape is checked where it is used. */
export type Answer = Readonly<Record<string, unknown>>;

export type CallOptions = {
  /** Error codes that mean "there is none": the answer is `undefined`. */
  readonly absent?: readonly string[];
  /** Where the answer is, if not in the source's own region. */
  readonly region?: string;
};

export type Call = {
  (operation: Operation, input: Readonly<Record<string, unknown>>): Promise<Answer>;
  (
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    options: CallOptions,
  ): Promise<Answer | undefined>;
};

/** Takes up one line of JSON for a file. */
export type Append = (file: string, value: unknown) => void;

/**
 * Reads something once, however often the run is interrupted: what a step appends counts when it is
 * done, and an interrupted run that goes on gets its value without asking again.
 *
 * @param step tells it from every other step of the source
 * @param read what it appends is kept with its value (JSON), or not at all
 */
export type Once = <Value>(
  step: string,
  read: (append: Append) => Promise<Value>,
) => Promise<Value>;

/** Where a source of logs left off; whatever it needs to go on. JSON. */
export type Checkpoint = Readonly<Record<string, unknown>>;

/** Files of one source at one place. What is appended counts from the next step or checkpoint on. */
export type UnitFiles = {
  readonly append: Append;
  /** Writes a whole file from bytes as they come; nothing is there until all are. */
  readonly writeStream: (path: string, bytes: AsyncIterable<Uint8Array>) => Promise<number>;
  /** Size in bytes; `undefined` when there is no such file. */
  readonly sizeOf: (path: string) => number | undefined;
  /** Lines of a file, parsed, as far as the last checkpoint. */
  readonly read: (file: string) => AsyncIterable<unknown>;
};

export type SourceContext = {
  readonly account: string;
  /** `global` for what has none. */
  readonly region: string;
  readonly partition: string;
  /** The moment the collection began. */
  readonly now: Instant;
  /** The beginning of the time that logs are read for. */
  readonly since: Instant;
  readonly call: Call;
  /** Fetches a body into a file, whole or not at all. @returns the answer without its body */
  readonly download: (
    operation: Operation,
    input: Readonly<Record<string, unknown>>,
    to: { readonly path: string; readonly size: number; readonly region: string },
  ) => Promise<Answer>;
  /** The same as whoever started the collection: a bucket of logs may let nobody else in. */
  readonly asCaller: Pick<SourceContext, 'call' | 'download'>;
  readonly files: UnitFiles;
  /** Files of another source of the same account; empty where it was not read. */
  readonly filesOf: (source: LiveSourceName, region: string) => UnitFiles;
  /** How another source of the same account ended, how many things it has, and where it left off. */
  readonly unitOf: (
    source: LiveSourceName,
    region: string,
  ) => {
    readonly status: CollectedStatus | 'not read';
    readonly items: number;
    /** The end of the time that it was asked for. */
    readonly to: Instant | undefined;
    readonly checkpoint: Checkpoint | undefined;
  };
  readonly options: SourceOptions;
  readonly once: Once;
  /** Is this a step that an earlier run did? */
  readonly isOld: (step: string) => boolean;
  /** For sources of logs: where an earlier run left off. */
  readonly resumeFrom: Checkpoint | undefined;
  /** For sources of logs: what was appended until now is safe, and a later run goes on from here. */
  readonly save: (checkpoint: Checkpoint) => void;
  /** For sources of logs: of the time that was asked for, only these stretches were told. */
  readonly told: (stretches: readonly Stretch[]) => void;
  /** For sources of logs: what happened later is told by another source. */
  readonly tellsUntil: (end: Instant) => void;
  /** Something could not be read; the rest of the source goes on. */
  readonly miss: (missing: Omit<Missing, 'count'>) => void;
  /** Things done, and to do where it is known. */
  readonly progress: (done: number, total?: number) => void;
  readonly sleep: (ms: number) => Promise<void>;
};

export type SourceOptions = {
  /** `s3://bucket/prefix`, besides what the trails say. */
  readonly trailBuckets: readonly string[];
  /** Regions to read, each of which the account has enabled. */
  readonly regions: readonly string[];
};

export type AwsSource = {
  readonly scope: 'account' | 'region';
  /** Parts of the collector's policy that can be left out on their own. */
  readonly part: PolicyPart;
  /** What this one is made of: as incomplete as that is, it is, too. */
  readonly buildsOn?: LiveSourceName;
  /** What is read before this one, everywhere in the account, where it is read at all. */
  readonly after?: LiveSourceName;
  /** What speaks for all accounts is asked of the caller's own alone. */
  readonly once?: 'callers account';
  /** It waits for AWS's own limit of each region more than it works: all regions are read side by side. */
  readonly isPacedByRegion?: true;
  /** All answers make one statement: an earlier run's, older than this, are read again; milliseconds. */
  readonly holdsTogetherMs?: number;
  /** What a later run does with what is there: begin anew, or add to it. */
  readonly keeps?: 'files';
  readonly operations: readonly Operation[];
  /** Actions that AWS asks for besides the operations' own. */
  readonly alsoNeeds?: readonly string[];
  /** @returns things read */
  readonly collect: (context: SourceContext) => Promise<number>;
};

export const POLICY_PARTS = [
  'identities',
  'trails',
  'event-history',
  'organization',
  'identity-center',
  'resource-policies',
  'dependants',
  'access-analyzer',
] as const;

export type PolicyPart = (typeof POLICY_PARTS)[number];
