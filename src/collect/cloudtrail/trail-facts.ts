/**
 * What CloudTrail answers of trails, and what a user declares of them, as facts.
 *
 * `GetTrailStatus` answers without naming its trail: a saved answer needs one more member, `TrailARN`
 * (as `GetEventSelectors` has it). Any answer may carry `CollectedAt`, the instant it was given.
 *
 * Sources: CloudTrail API Reference, "DescribeTrails", "GetTrail", "GetTrailStatus",
 * "GetEventSelectors"; a declaration is ours, `leastwise.trails/1`.
 */
import { type Instant, parseInstant } from '../../model/time.js';
import {
  DEFAULT_SELECTORS,
  TRAILS_SCHEMA,
  type TrailFact,
  type TrailSettings,
  type TrailStatement,
  trailArnParts,
} from '../../model/trail.js';
import { type Members, member, membersOf, textMember } from '../members.js';
import { parseSelectors } from './event-selectors.js';

export type TrailReading = {
  readonly facts: readonly TrailFact[];
  /** Statuses whose answer names no trail: it is that of the only trail, where there is one. */
  readonly nameless: readonly Omit<TrailFact, 'trail'>[];
  readonly problems: readonly string[];
};

/** `undefined` when the value says nothing of trails. */
export function parseTrailFacts(value: unknown): TrailReading | undefined {
  const members = membersOf(value);
  if (members === undefined) return undefined;
  if (textMember(members, 'schema') === TRAILS_SCHEMA) return declared(members);
  const at = parseInstant(member(members, 'CollectedAt'));
  const list = member(members, 'TrailList');
  if (Array.isArray(list)) return described(list, at);
  const trail = membersOf(member(members, 'Trail'));
  if (trail !== undefined) return described([trail], at);
  if (typeof member(members, 'IsLogging') === 'boolean') return status(members, at);
  return selected(members, at);
}

function described(list: readonly unknown[], at: Instant | undefined): TrailReading {
  const facts: TrailFact[] = [];
  const problems: string[] = [];
  for (const [index, value] of list.entries()) {
    const members = membersOf(value);
    const trail = members === undefined ? undefined : trailOf(members);
    if (members === undefined || trail === undefined) {
      problems.push(`trail ${index} has no \`TrailARN\``);
      continue;
    }
    facts.push({
      trail,
      source: 'answer',
      at,
      says: { kind: 'settings', settings: settingsOf(members) },
    });
    if (member(members, 'HasCustomEventSelectors') === false) {
      facts.push({ trail, source: 'answer', at, says: DEFAULTS });
    }
  }
  return { facts, nameless: [], problems };
}

const DEFAULTS: TrailStatement = { kind: 'selectors', selectors: DEFAULT_SELECTORS };

/** Of an answer, a declaration or the response of a logged call, which spells members its own way. */
export function settingsOf(members: Members): TrailSettings {
  const homeRegion = textMember(members, 'HomeRegion');
  const bucket = textMember(members, 'S3BucketName');
  const keyPrefix = textMember(members, 'S3KeyPrefix');
  const multiRegion = flag(members, 'IsMultiRegionTrail');
  const organization = flag(members, 'IsOrganizationTrail');
  const globalServiceEvents = flag(members, 'IncludeGlobalServiceEvents');
  const logFileValidation = flag(members, 'LogFileValidationEnabled');
  return {
    ...(homeRegion === undefined ? {} : { homeRegion }),
    ...(multiRegion === undefined ? {} : { multiRegion }),
    ...(organization === undefined ? {} : { organization }),
    ...(globalServiceEvents === undefined ? {} : { globalServiceEvents }),
    ...(bucket === undefined ? {} : { bucket }),
    ...(keyPrefix === undefined ? {} : { keyPrefix }),
    ...(logFileValidation === undefined ? {} : { logFileValidation }),
  };
}

function flag(members: Members, name: string): boolean | undefined {
  const value = member(members, name);
  return typeof value === 'boolean' ? value : undefined;
}

function status(members: Members, at: Instant | undefined): TrailReading {
  const startedAt = parseInstant(member(members, 'StartLoggingTime'));
  const stoppedAt = parseInstant(member(members, 'StopLoggingTime'));
  const deliveryError = textMember(members, 'LatestDeliveryError');
  const fact: Omit<TrailFact, 'trail'> = {
    source: 'answer',
    at,
    says: {
      kind: 'logging',
      logging: member(members, 'IsLogging') === true,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(stoppedAt === undefined ? {} : { stoppedAt }),
      ...(deliveryError === undefined ? {} : { deliveryError }),
    },
  };
  const trail = trailOf(members);
  return trail === undefined
    ? { facts: [], nameless: [fact], problems: [] }
    : { facts: [{ trail, ...fact }], nameless: [], problems: [] };
}

function selected(members: Members, at: Instant | undefined): TrailReading | undefined {
  const trail = trailOf(members);
  const holds = ['EventSelectors', 'AdvancedEventSelectors'].some((name) =>
    Array.isArray(member(members, name)),
  );
  if (!holds) return undefined;
  if (trail === undefined) {
    return { facts: [], nameless: [], problems: ['event selectors without a `TrailARN`'] };
  }
  const selectors = parseSelectors(members);
  return {
    facts: [{ trail, source: 'answer', at, says: { kind: 'selectors', selectors } }],
    nameless: [],
    problems: selectors === undefined ? [`event selectors of \`${trail}\` are not understood`] : [],
  };
}

/** The answer's members, and `since`: from when on it has been so. */
function declared(members: Members): TrailReading {
  const facts: TrailFact[] = [];
  const problems: string[] = [];
  const list = member(members, 'trails');
  for (const [index, value] of (Array.isArray(list) ? list : []).entries()) {
    const entry = membersOf(value);
    const trail = entry === undefined ? undefined : trailOf(entry);
    const since = entry === undefined ? undefined : member(entry, 'since');
    const at = parseInstant(since);
    if (entry === undefined || trail === undefined || (since !== undefined && at === undefined)) {
      problems.push(`trails[${index}] lacks its \`TrailARN\`, or its \`since\` is no instant`);
      continue;
    }
    const logging = flag(entry, 'IsLogging');
    const selectors = parseSelectors(entry);
    const says: readonly TrailStatement[] = [
      { kind: 'settings', settings: settingsOf(entry) },
      { kind: 'logging', logging: logging ?? true },
      ...(selectors === undefined ? [] : [{ kind: 'selectors', selectors } as const]),
    ];
    facts.push(...says.map((one): TrailFact => ({ trail, source: 'declared', at, says: one })));
    if (selectors === undefined) {
      problems.push(`trails[${index}] says nothing that is understood of its event selectors`);
    }
  }
  return { facts, nameless: [], problems };
}

function trailOf(members: Members): string | undefined {
  const arn = textMember(members, 'TrailARN') ?? textMember(members, 'trailARN');
  return arn !== undefined && trailArnParts(arn) !== undefined ? arn : undefined;
}
