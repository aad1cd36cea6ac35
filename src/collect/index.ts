/**
 * Folds raw records into facts as they stream; each one is accounted for.
 *
 * Each record ends in exactly one of: a use, one rule that sets it aside, a problem. What could not
 * be read is a hole in coverage, so that nothing is called unused for want of reading.
 */
import type { Catalog } from '../catalog/catalog.js';
import { prefixOfHost, SHARED_SOURCES } from '../catalog/events/event-source.js';
import { outcomeOf } from '../catalog/events/outcome.js';
import { assertNever } from '../model/brand.js';
import type { CoverageHole } from '../model/coverage.js';
import type { Evidence, SourceReport } from '../model/evidence.js';
import type { Identity } from '../model/identity.js';
import type { Problem } from '../model/problem.js';
import type { Snapshot } from '../model/snapshot.js';
import {
  earlier,
  type Instant,
  instantOfMs,
  msOf,
  parseInstant,
  secondsOf,
} from '../model/time.js';
import type { TrailFact } from '../model/trail.js';
import type { TrailEvent } from '../model/trail-event.js';
import type { Verification, VerificationFailure } from '../model/verification.js';
import { parsePolicy } from '../policy/parse-policy.js';
import { createBatchFold } from './cloudtrail/batch-fold.js';
import { createCoverage, wholeHours } from './cloudtrail/coverage.js';
import { createLedgerFold, type EventFate, type LedgerLimits } from './cloudtrail/fold.js';
import { type ParsedEvent, parseEvent } from './cloudtrail/parse-event.js';
import { trailChangesOf } from './cloudtrail/trail-changes.js';
import { parseTrailFacts } from './cloudtrail/trail-facts.js';
import { createCollectedUnits } from './collected-units.js';
import { createFileDamage, type FileDamage } from './file-damage.js';
import { createCodeOwners } from './identities/code-owners.js';
import { parseCredentialReport } from './identities/credential-report.js';
import { parseLastUse } from './identities/last-accessed.js';
import { parseOrganization } from './identities/organization.js';
import { type IdentityRecordKind, parseIdentity } from './identities/parse-identity.js';
import { createSnapshotFold } from './identities/snapshots.js';
import { createFileProblems, createProblemLog, type FileProblems } from './problem-log.js';
import type {
  RawRecord,
  SourceEvent,
  SourceFile,
  TerraformResource,
  TrailBatch,
} from './records.js';
import { createSourceReports, type FileTally, ignore, newTally } from './source-reports.js';
import { createSurroundingsFold } from './surroundings/fold.js';
import { holeOfPlace } from './unread-place.js';

export type Collection = {
  readonly add: (event: SourceEvent) => void;
  /**
   * At the end of any file once the identities are read: all evidence so far, and of uses those that
   * no checkpoint has taken yet.
   */
  readonly checkpoint: () => Evidence;
  /** The last checkpoint: without one before, all uses. */
  readonly finish: () => Evidence;
  /** Ids of the events since the last time, four words each, for later runs. */
  readonly takeEventIds: () => Uint32Array;
  /** Rows that the next checkpoint takes. */
  readonly size: () => number;
};

/** What earlier runs left, to which this one is added; their uses stay where they are. */
export type EarlierEvidence = Omit<Evidence, 'usage'> & {
  /** Ids of their events, the oldest first: what is delivered again counts once. */
  readonly eventIds?: () => Iterable<Uint32Array>;
};

/** Bounds of memory. What goes beyond them is told apart less finely, or becomes a hole. */
export type CollectionLimits = LedgerLimits & {
  readonly maxSeries: number;
  readonly maxDays: number;
};

export const COLLECTION_LIMITS: CollectionLimits = {
  maxResources: 2_000,
  maxRows: 2_000_000,
  maxCallers: 500_000,
  maxOtherRows: 500_000,
  maxSeries: 100_000,
  maxDays: 2_000_000,
};

const EVERYWHERE = {
  account: undefined,
  region: undefined,
  service: undefined,
  from: undefined,
  to: undefined,
} as const;

/** Told of events and what became of them; `record` is missing where many are told of at once. */
export type OnFate = (
  event: Pick<TrailEvent, 'eventSource' | 'eventName'>,
  fate: EventFate,
  count: number,
  place: { readonly file: string; readonly record?: number },
) => void;

type OpenFile = {
  readonly file: SourceFile;
  readonly tally: FileTally;
  readonly problems: FileProblems;
  readonly damage: FileDamage;
  /** Identities that could not be read. */
  lostIdentities: number;
};

export function startCollection(
  catalog: Catalog,
  previous?: EarlierEvidence,
  limits: CollectionLimits = COLLECTION_LIMITS,
  onFate: OnFate = () => undefined,
): Collection {
  const ledger = createLedgerFold(catalog, limits, {
    ...previous?.memory,
    ...(previous?.eventIds === undefined ? {} : { eventIds: previous.eventIds }),
  });
  const coverage = createCoverage(limits);
  const batches = createBatchFold(ledger, coverage);
  const snapshots = createSnapshotFold();
  const codeOwners = createCodeOwners();
  const log = createProblemLog();
  const reports = createSourceReports();
  const units = createCollectedUnits(previous?.collection ?? []);
  const surroundings = createSurroundingsFold();
  const unmapped = new Map<string, number>();
  /** Their tallies may still change: which of two equal identities counts is known at the end. */
  const waiting: FileTally[] = [];
  /** By account. */
  const pages = new Map<string, { readonly complete: boolean; readonly file: string }>();
  const nameless: { readonly fact: Omit<TrailFact, 'trail'>; readonly file: string }[] = [];
  let open: OpenFile | undefined;
  let overflows = 0;

  if (previous !== undefined) coverage.addEarlier(previous.coverage);

  const addTrailRecord = (
    to: OpenFile,
    { index, value, origin }: Extract<RawRecord, { kind: 'cloudtrail' }>,
  ): void => {
    const { tally, file, damage } = to;
    const parsed = parseEvent(value);
    if (parsed.kind === 'summary') {
      ignore(tally, parsed.rule);
      return;
    }
    if (parsed.kind === 'bad') {
      addBadRecord(to, index, parsed);
      return;
    }
    const event = { ...parsed.event, eventTime: inTime(to, parsed.event.eventTime) };
    damage.passed(event.eventTime);
    const account = accountOf(event, file);
    if (!coverage.observe(event, account, origin)) overflows++;
    const fate = ledger.add(event, account);
    if (!isCopy(fate)) noteTrailChanges(event, account);
    addFate(tally, event, fate, 1);
    onFate(event, fate, 1, { file: file.name, record: index });
  };

  /** Nothing happened after its file was delivered: then, at the latest, whatever the clock said. */
  const inTime = (to: OpenFile, at: Instant): Instant => {
    const then = notAfterDelivery(to.file, at);
    if (then !== at) noteLate(to, at);
    return then;
  };

  const noteLate = ({ file, problems }: OpenFile, at: Instant): void => {
    problems.add({
      kind: 'bad-record',
      message: `a record of \`${file.name}\` says that it happened at ${at}, after the file was delivered`,
      hint: 'it counts as of the delivery; a clock was wrong, or somebody changed the file',
      source: file.name,
      at,
    });
  };

  const addFate = (
    tally: FileTally,
    { eventSource, eventName }: Pick<TrailEvent, 'eventSource' | 'eventName'>,
    fate: EventFate,
    count: number,
  ): void => {
    switch (fate) {
      case 'use':
        tally.uses += count;
        return;
      case 'unmapped':
        tally.problems += count;
        countUnmapped(unmapped, `${eventSource} ${eventName}`, count);
        return;
      case 'no-room':
        tally.problems += count;
        overflows += count;
        return;
      default:
        ignore(tally, fate, count);
    }
  };

  const noteTrailChanges = (event: TrailEvent, account: string): void => {
    if (event.eventSource !== TRAIL_SOURCE || outcomeOf(event) === 'denied') return;
    for (const fact of trailChangesOf(event, account)) {
      if (!coverage.addTrailFact(fact)) overflows++;
    }
  };

  const addBatch = (to: OpenFile, batch: TrailBatch): void => {
    const { file, tally, damage } = to;
    const latest = latestIn(file);
    tally.records += batch.shapes.length;
    batches.add(batch, {
      latest: latest === undefined ? undefined : secondsOf(latest),
      late: (at) => noteLate(to, at),
      single: (index, value) =>
        addTrailRecord(to, { kind: 'cloudtrail', index, value, origin: 'delivered' }),
      bad: (index, bad) => addBadRecord(to, index, bad),
      summary: (rule, count) => ignore(tally, rule, count),
      accountOf: (event) => accountOf(event, file),
      isAlone: ({ eventSource }) => eventSource === TRAIL_SOURCE,
      // Of a trail's own file its name says how far damage reaches.
      passed: file.trail === undefined ? damage.passed : undefined,
      fate: (reading, fate, count) => {
        addFate(tally, reading, fate, count);
        onFate(reading, fate, count, { file: file.name });
      },
      overflow: () => {
        overflows++;
      },
    });
  };

  const addBadRecord = (
    to: OpenFile,
    index: number,
    bad: Extract<ParsedEvent, { kind: 'bad' }>,
  ): void => {
    const { file, tally, damage, problems } = to;
    const at = bad.eventTime && notAfterDelivery(file, bad.eventTime);
    countProblem(tally);
    problems.add({
      kind: 'bad-record',
      message: `record ${index} of \`${file.name}\` cannot be used: ${bad.message}`,
      hint: 'its hour counts as not covered; fetch the file again from its source',
      source: file.name,
      record: index,
      ...(at === undefined ? {} : { at }),
    });
    if (at === undefined) {
      damage.lost('a record without its time');
      return;
    }
    damage.passed(at);
    for (const hole of holesOfBadRecord(bad, at, file, catalog)) coverage.addHole(hole);
  };

  const addIdentity = (
    to: OpenFile,
    kind: IdentityRecordKind,
    index: number,
    value: unknown,
  ): void => {
    const { file, tally, problems } = to;
    const reading = parseIdentity(kind, value);
    if (reading.kind === 'bad') {
      countProblem(tally);
      to.lostIdentities++;
      problems.add({
        kind: 'bad-identity',
        message: `${kind} ${index} of \`${file.name}\` cannot be used: ${reading.message}`,
        hint: 'nothing is called unused in its account; collect the authorization details again',
        source: file.name,
        record: index,
      });
      if (reading.account !== undefined) coverage.addHole(identityHole(reading.account));
      return;
    }
    ignore(tally, READ_INTO_SNAPSHOT);
    addDocumentProblems(to, index, reading.problems);
    const place = { file: file.name, index };
    snapshots.addIdentity(reading.identity, JSON.stringify(reading.identity), place);
  };

  const addCredentialReport = (
    to: OpenFile,
    { index, csv, generatedAt }: Extract<RawRecord, { kind: 'credential-report' }>,
  ): void => {
    const report = parseCredentialReport(csv);
    if (report === undefined) {
      addUnusable(to, index, 'the credential report lacks columns');
      return;
    }
    ignore(to.tally, READ_INTO_SNAPSHOT);
    addDocumentProblems(to, index, report.problems);
    for (const [account, users] of report.byAccount) {
      const credentials = { generatedAt: parseInstant(generatedAt), users };
      snapshots.addCredentials(account, credentials, { file: to.file.name, index });
    }
  };

  const addOrganization = (to: OpenFile, index: number, value: unknown): void => {
    const reading = parseOrganization(value);
    if (reading === undefined) {
      addUnusable(to, index, 'it describes no organization');
      return;
    }
    ignore(to.tally, READ_INTO_SNAPSHOT);
    addDocumentProblems(to, index, reading.problems);
    for (const account of reading.accounts) {
      snapshots.addOrganization(account, { file: to.file.name, index });
    }
  };

  const addTrailSettings = (to: OpenFile, index: number, value: unknown): void => {
    const reading = parseTrailFacts(value);
    if (reading === undefined) {
      addUnusable(to, index, 'it says nothing that is understood of a trail');
      return;
    }
    ignore(to.tally, READ_INTO_SETTINGS);
    for (const message of reading.problems) {
      to.problems.add({
        kind: 'trail-settings',
        message: `${message} in \`${to.file.name}\``,
        hint: 'without it only the records of the trail speak for what it records',
        source: to.file.name,
        record: index,
      });
    }
    for (const fact of reading.facts) {
      if (!coverage.addTrailFact(fact)) overflows++;
    }
    for (const fact of reading.nameless) nameless.push({ fact, file: to.file.name });
  };

  const addVerification = (verification: Verification): void => {
    coverage.setVerification(verification);
    for (const problem of verificationProblems(verification)) log.add(problem);
  };

  const addLastUse = (to: OpenFile, index: number, value: unknown): void => {
    const reading = parseLastUse(value);
    if (reading.kind === 'report') snapshots.addLastAccessed(reading.account, reading.report);
    if (reading.kind === 'key') snapshots.addKeyUse(reading.account, reading.use);
    if (reading.kind !== 'unusable') {
      ignore(to.tally, READ_INTO_SNAPSHOT);
      return;
    }
    countProblem(to.tally);
    to.problems.add({
      kind: 'last-accessed',
      message: `record ${index} of \`${to.file.name}\` says nothing of last uses: ${reading.why}`,
      hint: 'a report that is missing proves no silence; collect it again',
      source: to.file.name,
      record: index,
    });
  };

  const addTerraform = (to: OpenFile, resource: TerraformResource | undefined): void => {
    if (resource !== undefined) codeOwners.add(to.file.name, resource);
    const isOfIam = resource?.type.startsWith('aws_iam_') ?? false;
    ignore(to.tally, isOfIam ? READ_INTO_SNAPSHOT : 'terraform-of-no-iam-resource');
  };

  /** A status that names no trail is that of the only one, or nobody's. */
  const settleNameless = (): void => {
    const known = coverage.trailsKnown();
    const [only] = known;
    for (const { fact, file } of nameless) {
      if (only !== undefined && known.length === 1) coverage.addTrailFact({ trail: only, ...fact });
      else log.add(namelessProblem(file, known.length));
    }
  };

  const addApiAnswer = (to: OpenFile, index: number, value: unknown): void => {
    const { kind, problems } = surroundings.add(value, snapshots.addKeyUse);
    if (kind === 'unusable') addUnusable(to, index, 'an answer of AWS that is not as it gives it');
    else ignore(to.tally, kind === 'read' ? READ_INTO_SNAPSHOT : 'kept-as-it-came');
    addDocumentProblems(to, index, problems);
  };

  const addUnreadableStatement = (to: OpenFile, index: number): void => {
    addUnusable(to, index, 'what it says of the collection is not understood');
    coverage.addHole({
      ...EVERYWHERE,
      reason: 'a statement of the collection that cannot be read',
    });
  };

  const addRecord = (to: OpenFile, record: RawRecord): void => {
    to.tally.records++;
    switch (record.kind) {
      case 'cloudtrail':
        addTrailRecord(to, record);
        return;
      case 'user':
      case 'group':
      case 'role':
      case 'managed-policy':
        addIdentity(to, record.kind, record.index, record.value);
        return;
      case 'credential-report':
        addCredentialReport(to, record);
        return;
      case 'organization':
        addOrganization(to, record.index, record.value);
        return;
      case 'trail-settings':
        addTrailSettings(to, record.index, record.value);
        return;
      case 'collected-unit':
        if (units.add(record.value)) ignore(to.tally, 'statement-of-a-collection');
        else addUnreadableStatement(to, record.index);
        return;
      case 'api-answer':
        addApiAnswer(to, record.index, record.value);
        return;
      case 'digest':
        ignore(to.tally, 'used-for-verification');
        return;
      case 'last-accessed':
        addLastUse(to, record.index, record.value);
        return;
      case 'terraform-resource':
        addTerraform(to, record.resource);
        return;
      case 'policy-document':
        ignore(to.tally, 'policy-document-not-attached');
        addDocumentProblems(to, record.index, parsePolicy(record.text).problems);
        return;
      case 'broken':
        countProblem(to.tally);
        to.problems.add({ ...record.problem, source: to.file.name, record: record.index });
        to.lostIdentities++;
        to.damage.lost('a record that could not be read');
        return;
      default:
        assertNever(record);
    }
  };

  const endFile = (to: OpenFile, status: FileTally['status'], problems: readonly Problem[]) => {
    const { file, tally } = to;
    tally.status = status;
    for (const problem of problems) to.problems.add({ source: file.name, ...problem });
    if (problems.length > 0 || status !== 'read') tally.flawed = true;
    for (const problem of to.problems.all()) log.add(problem);
    const lostMore = status === 'failed' || (status === 'partial' && problems.length > 0);
    if (file.kind === 'cloudtrail' || file.trail !== undefined) {
      if (lostMore) to.damage.lostFile('a log file that could not be read whole');
      else if (status === 'unrecognised') to.damage.lostFile('a log file with other content');
      // Fetched again, it has the same name, and fills the hole.
      const name = file.name.slice(file.name.lastIndexOf('/') + 1);
      const named = file.trail === undefined ? {} : { file: name };
      for (const hole of to.damage.holes()) coverage.addHole({ ...hole, ...named });
      if (file.trail !== undefined && !tally.flawed) coverage.fillHolesOf(name);
    } else if (status === 'failed' && file.kind === 'unrecognised') {
      coverage.addHole({ ...EVERYWHERE, reason: 'a file that could not be read', file: file.name });
    }
    if (file.kind === 'authorization-details' && (lostMore || to.lostIdentities > 0)) {
      const accounts = snapshots.accountsIn(file.name);
      for (const account of accounts) coverage.addHole(identityHole(account));
      if (accounts.length === 0) coverage.addHole(identityHole(undefined));
    }
    if (file.kind === 'cloudtrail') reports.add(tally);
    else waiting.push(tally);
  };

  /** Pages may lie in any file: what counts is whether some page of the account is the last. */
  const notePages = (file: string, { continued }: { readonly continued: boolean }): void => {
    for (const account of snapshots.accountsIn(file)) {
      const before = pages.get(account);
      pages.set(account, {
        complete: (before?.complete ?? false) || !continued,
        file: before?.file ?? file,
      });
    }
  };

  const missingPages = (): readonly Problem[] => {
    const problems: Problem[] = [];
    for (const [account, { complete, file }] of [...pages].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (complete) continue;
      coverage.addHole(identityHole(account));
      problems.push({
        kind: 'truncated-file',
        message: `the authorization details of ${account} end with a page that says another one follows`,
        hint: 'give all pages: aws iam get-account-authorization-details fetches them unless --max-items or --no-paginate is used',
        source: file,
      });
    }
    return problems;
  };

  /** States of this run count; without any, those of an earlier one. */
  const withCodeOwners = (snapshot: Snapshot): Snapshot => {
    const earlier = previous?.snapshots.find(({ account }) => account === snapshot.account);
    const keptInTerraform = codeOwners.of(snapshot) ?? earlier?.keptInTerraform;
    return keptInTerraform === undefined ? snapshot : { ...snapshot, keptInTerraform };
  };

  const checkpoint = (): Evidence => {
    const pageProblems = missingPages();
    const taken = snapshots.finish(previous?.snapshots ?? []);
    const earlierOf = new Map(previous?.snapshots.map((one) => [one.account, one]));
    const complete = taken.snapshots.map((one) =>
      surroundings.complete(one, earlierOf.get(one.account), units.added()),
    );
    const now = reports.all(correctedTallies(waiting, taken.repeats), []);
    const usage = ledger.take(complete.flatMap(identitiesOf));
    if (overflows > 0) {
      coverage.addHole({ ...EVERYWHERE, reason: 'more distinct things than memory may hold' });
    }
    const problems = log.all([
      ...pageProblems,
      ...taken.problems,
      ...[...unmapped].map(([name, count]) => unmappedProblem(name, count)),
      ...(overflows > 0 ? [overflowProblem(overflows)] : []),
      ...earlierProblems(previous, now),
    ]);
    return {
      snapshots: complete.map(withCodeOwners),
      usage,
      coverage: coverage.finish(),
      sources: reports.all(correctedTallies(waiting, taken.repeats), earlierSources(previous, now)),
      collection: units.finish(),
      problems,
      memory: { profileRoles: ledger.profileRoles() },
    };
  };

  return {
    add: (event) => {
      switch (event.type) {
        case 'begin':
          coverage.fillHolesAt(event.file.name);
          open = {
            file: event.file,
            tally: newTally(event.file),
            problems: createFileProblems(event.file.name),
            damage: createFileDamage(event.file),
            lostIdentities: 0,
          };
          return;
        case 'records':
          if (open === undefined) throw new Error('records outside a file');
          for (const record of event.records) addRecord(open, record);
          return;
        case 'verification':
          addVerification(event.verification);
          return;
        case 'batch':
          if (open === undefined) throw new Error('records outside a file');
          addBatch(open, event.batch);
          return;
        case 'end':
          if (open === undefined) throw new Error('the end of no file');
          endFile(open, event.status, event.problems);
          if (open.file.kind === 'authorization-details') {
            notePages(open.file.name, { continued: event.continued === true });
          }
          open = undefined;
          return;
        case 'problem':
          log.add(event.problem);
          if (event.unread !== undefined) coverage.addHole(holeOfPlace(event.unread));
          return;
        default:
          assertNever(event);
      }
    },
    checkpoint,
    finish: () => {
      settleNameless();
      return checkpoint();
    },
    takeEventIds: ledger.takeEventIds,
    size: ledger.size,
  };
}

/** All but trail files are read in every run: what an earlier one said of them is said again. */
function earlierSources(
  previous: EarlierEvidence | undefined,
  now: readonly SourceReport[],
): readonly SourceReport[] {
  const again = new Set(now.map(({ name }) => name));
  return (previous?.sources ?? []).filter(
    ({ kind, name }) => kind === 'cloudtrail' || !again.has(name),
  );
}

function earlierProblems(
  previous: EarlierEvidence | undefined,
  now: readonly SourceReport[],
): readonly Problem[] {
  const again = new Set(now.filter(({ kind }) => kind !== 'cloudtrail').map(({ name }) => name));
  return (previous?.problems ?? []).filter(
    // What could not be opened is looked at again, and stays a hole until it can be.
    ({ kind, source }) =>
      kind !== 'unreadable-file' && (source === undefined || !again.has(source)),
  );
}

const READ_INTO_SNAPSHOT = 'read-into-snapshot';
const READ_INTO_SETTINGS = 'read-into-trail-settings';
const TRAIL_SOURCE = 'cloudtrail.amazonaws.com';
const MAX_UNMAPPED_NAMES = 10_000;

function countProblem(tally: FileTally): void {
  tally.problems++;
  tally.flawed = true;
}

function addUnusable({ file, tally, problems }: OpenFile, index: number, message: string): void {
  countProblem(tally);
  problems.add({
    kind: 'bad-record',
    message: `record ${index} of \`${file.name}\` cannot be used: ${message}`,
    source: file.name,
    record: index,
  });
}

/** The record is used; only a document inside it was not understood whole. */
function addDocumentProblems(
  { file, problems }: OpenFile,
  record: number,
  found: readonly Problem[],
): void {
  for (const problem of found) problems.add({ ...problem, source: file.name, record });
}

function countUnmapped(unmapped: Map<string, number>, name: string, count: number): void {
  const key = unmapped.size < MAX_UNMAPPED_NAMES || unmapped.has(name) ? name : 'other events';
  unmapped.set(key, (unmapped.get(key) ?? 0) + count);
}

function unmappedProblem(name: string, count: number): Problem {
  return {
    kind: 'unmapped-event',
    message: `no action is known for \`${name}\``,
    hint: 'nothing of that service is called unused for its callers',
    count,
  };
}

/** A file's name says when it was delivered, to the minute; clocks may differ a little. */
function latestIn({ trail }: SourceFile): Instant | undefined {
  return trail === undefined ? undefined : instantOfMs(msOf(trail.deliveredAt) + CLOCK_SLACK_MS);
}

function notAfterDelivery(file: SourceFile, at: Instant): Instant {
  const latest = latestIn(file);
  return latest === undefined ? at : earlier(at, latest);
}

const CLOCK_SLACK_MS = 3_600_000;

function isCopy(fate: EventFate): boolean {
  return fate === 'duplicate-event' || fate === 'shared-event-copy';
}

function namelessProblem(file: string, trails: number): Problem {
  return {
    kind: 'trail-settings',
    message: `\`${file}\` is the status of a trail that it does not name, and ${trails} trails are known`,
    hint: 'add a member `TrailARN` to the answer',
    source: file,
  };
}

/** A changed log file is a problem of its own file. */
function verificationProblems({ failures, digests }: Verification): readonly Problem[] {
  const named = failures
    .filter(({ what }) => what !== 'changed-log-file')
    .map(
      ({ file, what }): Problem => ({
        kind: 'failed-verification',
        message: `${VERIFICATION_WORDS[what]}: \`${file}\``,
        hint: 'its time counts as not covered; fetch it again from its bucket',
        source: file,
      }),
    );
  const unsigned: Problem = {
    kind: 'failed-verification',
    message: 'digests whose signature could not be checked prove nothing',
    hint: 'give the answers of aws cloudtrail list-public-keys, and of the newest digest of each region what aws s3api head-object says, with its Key',
    count: digests.unsigned,
  };
  return digests.unsigned === 0 ? named : [...named, unsigned];
}

const VERIFICATION_WORDS: Readonly<Record<VerificationFailure['what'], string>> = {
  'changed-digest': 'a digest is not what CloudTrail signed',
  'changed-log-file': 'a log file is not what its trail delivered',
  'missing-digest': 'a digest is missing in its chain',
  'missing-log-file': 'a log file that a digest names was not given',
};

function overflowProblem(count: number): Problem {
  return {
    kind: 'too-many-distinct',
    message: 'the logs hold more distinct callers, events or places than memory may hold',
    hint: 'nothing is called unused; audit fewer accounts at a time',
    count,
  };
}

/** The account whose log an event is in; empty when nothing tells. */
function accountOf(
  { recipientAccountId, userIdentity }: TrailEvent,
  { trail }: SourceFile,
): string {
  return recipientAccountId ?? trail?.account ?? accountId(userIdentity.accountId);
}

function accountId(text: string | undefined): string {
  return text !== undefined && /^\d{12}$/.test(text) ? text : '';
}

function identityHole(account: string | undefined): CoverageHole {
  return { ...EVERYWHERE, account, reason: 'an identity or policy that could not be read' };
}

/** One for each service that the record's source may stand for. */
function holesOfBadRecord(
  bad: Extract<ParsedEvent, { kind: 'bad' }>,
  at: Instant,
  file: SourceFile,
  catalog: Catalog,
): readonly CoverageHole[] {
  const hole = {
    account: bad.account ?? file.trail?.account,
    region: bad.awsRegion ?? file.trail?.region,
    ...wholeHours(at, at),
    reason: 'a record that could not be used',
  };
  return servicesOfSource(bad.eventSource, catalog).map((service) => ({ ...hole, service }));
}

function servicesOfSource(
  eventSource: string | undefined,
  catalog: Catalog,
): readonly (string | undefined)[] {
  if (eventSource === undefined) return [undefined];
  const prefix = prefixOfHost(eventSource);
  if (prefix === undefined || !catalog.services.has(prefix)) return [undefined];
  return [prefix, ...(SHARED_SOURCES[prefix] ?? [])];
}

function identitiesOf({ users, groups, roles }: Snapshot): readonly Identity[] {
  return [...users, ...groups, ...roles];
}

/** An identity that turned out to be a copy, or to lose against another, did not make the snapshot. */
function correctedTallies(
  tallies: readonly FileTally[],
  repeats: ReturnType<ReturnType<typeof createSnapshotFold>['finish']>['repeats'],
): readonly FileTally[] {
  const corrected = tallies.map((tally) => ({ ...tally, ignored: new Map(tally.ignored) }));
  const byFile = new Map(corrected.map((tally) => [tally.file.name, tally]));
  for (const { place, repeat } of repeats) {
    const tally = byFile.get(place.file);
    if (tally === undefined) continue;
    const read = (tally.ignored.get(READ_INTO_SNAPSHOT) ?? 0) - 1;
    if (read > 0) tally.ignored.set(READ_INTO_SNAPSHOT, read);
    else tally.ignored.delete(READ_INTO_SNAPSHOT);
    if (repeat === 'duplicate') ignore(tally, 'duplicate-identity');
    else countProblem(tally);
  }
  return corrected;
}
