/**
 * What a JSON file is, by the members of its objects, and which records it holds.
 *
 * Sources: IAM API Reference, "GetAccountAuthorizationDetails" and "GetCredentialReport",
 * "GetServiceLastAccessedDetails", "GetAccessKeyLastUsed"; CloudTrail
 * API Reference, "LookupEvents", "DescribeTrails", "GetTrailStatus", "GetEventSelectors"; CloudTrail User Guide, "CloudTrail record contents" and "CloudTrail
 * digest file structure"; EventBridge User Guide, "AWS service events delivered via CloudTrail".
 */
import { assertNever } from '../../model/brand.js';
import { COLLECTED_SCHEMA } from '../../model/collected.js';
import type { CoverageOrigin } from '../../model/coverage.js';
import type { SourceKind } from '../../model/evidence.js';
import type { Problem } from '../../model/problem.js';
import type { RawRecord, TerraformResource } from '../records.js';
import { ANSWER_SCHEMA } from './aws/raw.js';
import { isCredentialReport } from './credential-csv.js';
import type { Reader } from './reader.js';
import type { Parsed, SplitDocument, SplitHandler } from './split-json.js';
import {
  fileResources,
  isCurrentState,
  looksLikeTerraform,
  readTerraform,
  STATE_LIST,
} from './terraform-state.js';

export type Recogniser = Omit<Reader, 'push' | 'end'> & { readonly handler: SplitHandler };

const MIB = 1024 * 1024;
export const DOCUMENT_CAP: number = 32 * MIB;
const TRAIL_RECORD_CAP = 4 * MIB;
const IDENTITY_CAP = 16 * MIB;
const MAX_STRANGERS = 1000;

type ListRule = {
  readonly record: 'cloudtrail' | 'lookup' | 'user' | 'group' | 'role' | 'managed-policy';
};

/** Members that hold records, in the spelling of the API and in that of SDKs with lower camel case. */
const LISTS: ReadonlyMap<string, ListRule> = new Map<string, ListRule>([
  ['Records', { record: 'cloudtrail' }],
  ['Events', { record: 'lookup' }],
  ['UserDetailList', { record: 'user' }],
  ['GroupDetailList', { record: 'group' }],
  ['RoleDetailList', { record: 'role' }],
  ['Policies', { record: 'managed-policy' }],
  ['userDetailList', { record: 'user' }],
  ['groupDetailList', { record: 'group' }],
  ['roleDetailList', { record: 'role' }],
]);

/** An object with one of these is a document of its own, whatever lists it also holds. */
const WHOLE_DOCUMENTS = [
  'schema',
  'Statement',
  'digestS3Object',
  'PublicKeyList',
  'trailList',
  'EventSelectors',
  'AdvancedEventSelectors',
  'ServicesLastAccessed',
  'JobStatus',
  // A Terraform state may have an output or a resource of any name.
  'format_version',
  'terraform_version',
] as const;

/** Members by which what IAM reports of last uses is known. */
const LAST_USE_ANSWERS = ['ServicesLastAccessed', 'JobStatus', 'AccessKeyLastUsed'] as const;

/** Members by which an answer about trails is known. */
const TRAIL_ANSWERS = [
  'trailList',
  'Trail',
  'EventSelectors',
  'AdvancedEventSelectors',
  'IsLogging',
] as const;

type State = {
  readonly file: string;
  kind: SourceKind | undefined;
  hopeless: boolean;
  count: number;
  /** The number that was met last under `version`. */
  version: number | undefined;
  /** The last page so far says that another one follows. */
  continued: boolean;
  records: RawRecord[];
  /** Unknown pieces before the first known one. */
  strangers: RawRecord[];
};

export function createRecogniser(file: string): Recogniser {
  const state: State = {
    file,
    kind: undefined,
    version: undefined,
    hopeless: false,
    count: 0,
    continued: false,
    records: [],
    strangers: [],
  };
  return {
    handler: {
      lists: [...LISTS.keys()],
      isList: (key, keys) =>
        key === STATE_LIST
          ? isCurrentState(keys, state.version)
          : LISTS.has(key) && !WHOLE_DOCUMENTS.some((each) => keys.has(each)),
      elementCap: (list) => capOf(LISTS.get(list)),
      documentCap: DOCUMENT_CAP,
      onList: (name) => meetList(state, name),
      onFlag: (key, value) => {
        if (/^isTruncated$/i.test(key)) state.continued = value === 'true';
      },
      onNumber: (key, value) => {
        if (key === 'version') state.version = value;
      },
      onElement: (list, parsed) => meetElement(state, list, parsed),
      onDocument: (document) => meetDocument(state, document),
      onStray: (parsed) => meetStray(state, parsed),
    },
    kind: () => state.kind,
    isHopeless: () => state.kind === undefined && state.hopeless,
    takeRecords: () => {
      const { records } = state;
      state.records = [];
      return records;
    },
    count: () => state.count,
    isContinued: () => state.continued,
  };
}

function capOf(rule: ListRule | undefined): number {
  return rule?.record === 'cloudtrail' || rule?.record === 'lookup'
    ? TRAIL_RECORD_CAP
    : IDENTITY_CAP;
}

// --- lists ----------------------------------------------------------------------------------

function meetList(state: State, name: string): void {
  if (name === STATE_LIST) {
    settle(state, 'terraform-state');
    addRead(state);
    return;
  }
  const rule = LISTS.get(name);
  // `Events` and `Policies` are members of other answers too: their elements decide.
  if (rule === undefined || rule.record === 'lookup' || rule.record === 'managed-policy') return;
  settle(state, rule.record === 'cloudtrail' ? 'cloudtrail' : 'authorization-details');
}

function meetElement(state: State, list: string, parsed: Parsed): void {
  if (parsed.kind !== 'value') addBroken(state, parsed);
  else if (list === STATE_LIST) addTerraform(state, fileResources([parsed.value]));
  else if (!isObject(parsed.value)) addBad(state, 'is not an object');
  else addElement(state, LISTS.get(list)?.record, parsed.value);
}

function addElement(
  state: State,
  record: ListRule['record'] | undefined,
  value: Record<string, unknown>,
): void {
  switch (record) {
    case undefined:
      addBad(state, 'is in no list that we know');
      return;
    case 'lookup':
      addLookupEvent(state, value);
      return;
    case 'managed-policy':
      addManagedPolicy(state, value);
      return;
    case 'cloudtrail':
      addTrail(state, value, 'delivered');
      return;
    default:
      add(state, { kind: record, index: state.count, value });
  }
}

function addManagedPolicy(state: State, value: Record<string, unknown>): void {
  const { PolicyVersionList: versions } = value;
  if (Array.isArray(versions)) settle(state, 'authorization-details');
  if (state.kind !== 'authorization-details') addBad(state, 'is a policy without its versions');
  else add(state, { kind: 'managed-policy', index: state.count, value });
}

/** The full record is a string inside the answer's element. */
function addLookupEvent(state: State, element: Record<string, unknown>): void {
  const { CloudTrailEvent: text } = element;
  if (typeof text === 'string') addLookedUp(state, tryParse(text));
  else if (looksLikeTrailRecord((key) => Object.hasOwn(element, key))) addTrail(state, element);
  else addBad(state, 'has no `CloudTrailEvent`');
}

function addLookedUp(state: State, value: unknown): void {
  settle(state, 'cloudtrail');
  if (isObject(value)) addTrail(state, value);
  else addBad(state, 'holds a `CloudTrailEvent` that is no JSON object');
}

// --- whole objects --------------------------------------------------------------------------

function meetDocument(state: State, document: SplitDocument): 'one-of-many' | 'single' {
  const { has } = document;
  if (looksLikeTerraform(has)) meetTerraform(state, document);
  else if (isOfDigests(has)) meetParsed(state, document, addDigest);
  else if (has('schema')) meetParsed(state, document, addOwnDocument);
  else if (has('CloudTrailEvent')) meetParsed(state, document, addLookupEvent);
  else if (has('detail-type') && has('detail')) meetParsed(state, document, addEnvelope);
  else if (looksLikeTrailRecord(has)) return meetTrailRecord(state, document);
  else if (hasStatement(document)) meetPolicy(state, document);
  else if (LAST_USE_ANSWERS.some(has)) meetParsed(state, document, addLastUse);
  else if (TRAIL_ANSWERS.some(has)) meetParsed(state, document, addTrailSettings);
  else if (has('Content')) meetParsed(state, document, addCredentialReport);
  else if (state.kind === 'cloudtrail') return meetTrailRecord(state, document);
  else addBad(state, 'is of no kind that we know');
  return 'single';
}

/** Tolerant: a record that lacks its `userIdentity` is still a record, and its reader says so. */
function looksLikeTrailRecord(has: (key: string) => boolean): boolean {
  return (has('eventSource') && has('eventName')) || (has('eventVersion') && has('eventID'));
}

/** IAM ignores case in the names of policy elements. */
function hasStatement({ has, keys }: SplitDocument): boolean {
  return has('Statement') || [...keys()].some((key) => key.toLowerCase() === 'statement');
}

function meetTrailRecord(state: State, document: SplitDocument): 'one-of-many' {
  settle(state, 'cloudtrail');
  if (document.bytes > TRAIL_RECORD_CAP) {
    addBroken(state, { kind: 'too-large', limit: TRAIL_RECORD_CAP });
  } else meetParsed(state, document, addTrail);
  return 'one-of-many';
}

function meetParsed(
  state: State,
  document: SplitDocument,
  add: (state: State, value: Record<string, unknown>) => void,
): void {
  const parsed = document.parse();
  if (parsed.kind !== 'value') addBroken(state, parsed);
  else if (isObject(parsed.value)) add(state, parsed.value);
  else addBad(state, 'is not an object');
}

function addOwnDocument(state: State, value: Record<string, unknown>): void {
  const { schema } = value;
  if (typeof schema === 'string' && schema.startsWith('leastwise.organization/')) {
    settle(state, 'organization');
    add(state, { kind: 'organization', index: state.count, value });
  } else if (typeof schema === 'string' && schema.startsWith('leastwise.trails/')) {
    addTrailSettings(state, value);
  } else if (schema === COLLECTED_SCHEMA) {
    settle(state, 'collection');
    add(state, { kind: 'collected-unit', index: state.count, value });
  } else if (schema === ANSWER_SCHEMA) {
    settle(state, 'collection');
    add(state, { kind: 'api-answer', index: state.count, value });
  } else addBad(state, 'has a `schema` that is no input');
}

function addTrailSettings(state: State, value: Record<string, unknown>): void {
  settle(state, 'trail-settings');
  add(state, { kind: 'trail-settings', index: state.count, value });
}

/** A digest, `ListPublicKeys`, or what `HeadObject` said of a digest. */
function isOfDigests(has: (key: string) => boolean): boolean {
  return has('digestS3Object') || has('PublicKeyList') || (has('Metadata') && has('Key'));
}

function addDigest(state: State, value: Record<string, unknown>): void {
  settle(state, 'digest');
  add(state, { kind: 'digest', index: state.count, value });
}

function addLastUse(state: State, value: Record<string, unknown>): void {
  settle(state, 'last-accessed');
  add(state, { kind: 'last-accessed', index: state.count, value });
}

function meetPolicy(state: State, document: SplitDocument): void {
  const text = document.text();
  settle(state, 'policy-document');
  if (text === undefined) {
    const parsed = document.parse();
    addBroken(state, parsed.kind === 'value' ? { kind: 'not-utf8' } : parsed);
  } else add(state, { kind: 'policy-document', index: state.count, text });
}

/** Not whole, a state must not be a hole in the evidence: it only says who keeps what. */
function meetTerraform(state: State, document: SplitDocument): void {
  settle(state, 'terraform-state');
  const parsed = document.parse();
  if (parsed.kind !== 'value') addBroken(state, parsed);
  else if (!isObject(parsed.value)) addBad(state, 'is not an object');
  else {
    const reading = readTerraform(parsed.value);
    if (reading.kind === 'unreadable') addBad(state, reading.why);
    else {
      addRead(state);
      addTerraform(state, reading.resources);
    }
  }
}

/** A state that keeps nothing was read, too. */
function addRead(state: State): void {
  add(state, { kind: 'terraform-resource', index: state.count, resource: undefined });
}

function addTerraform(state: State, resources: Iterable<TerraformResource | 'malformed'>): void {
  for (const resource of resources) {
    if (resource === 'malformed') addBad(state, 'is no resource of Terraform');
    else add(state, { kind: 'terraform-resource', index: state.count, resource });
  }
}

function addEnvelope(state: State, envelope: Record<string, unknown>): void {
  const { detail } = envelope;
  if (isObject(detail) && looksLikeTrailRecord((key) => Object.hasOwn(detail, key))) {
    addTrail(state, detail);
  } else addBad(state, 'is an EventBridge event that carries no CloudTrail record');
}

function addCredentialReport(state: State, answer: Record<string, unknown>): void {
  const { Content: content } = answer;
  const csv = typeof content === 'string' ? Buffer.from(content, 'base64').toString('utf8') : '';
  if (isCredentialReport(csv)) {
    settle(state, 'credential-report');
    const { GeneratedTime: generatedAt } = answer;
    add(state, { kind: 'credential-report', index: state.count, csv, generatedAt });
  } else addBad(state, 'is of no kind that we know');
}

function meetStray(state: State, parsed: Parsed): void {
  if (state.count === 0 && parsed.kind === 'not-json') state.hopeless = true;
  if (parsed.kind === 'value') addBad(state, 'is not an object');
  else addBroken(state, parsed);
}

// --- what came out --------------------------------------------------------------------------

function settle(state: State, kind: SourceKind): void {
  if (state.kind !== undefined) return;
  state.kind = kind;
  state.records = state.strangers;
  state.strangers = [];
}

/** Only a trail's own files hold all of their time; anything else may be a selection. */
function addTrail(
  state: State,
  value: Record<string, unknown>,
  origin: CoverageOrigin = 'selected',
): void {
  settle(state, 'cloudtrail');
  add(state, { kind: 'cloudtrail', index: state.count, value, origin });
}

function add(state: State, record: RawRecord): void {
  state.count += 1;
  if (state.kind !== undefined) {
    state.records.push(record);
    return;
  }
  state.strangers.push(record);
  if (state.strangers.length > MAX_STRANGERS) state.hopeless = true;
}

const HINT = 'the rest of the file is used; fetch it again from its source if the record matters';

function addBad(state: State, what: string): void {
  addProblem(state, 'bad-record', what);
}

function addBroken(state: State, parsed: Exclude<Parsed, { readonly kind: 'value' }>): void {
  switch (parsed.kind) {
    case 'too-large':
      addProblem(state, 'record-too-large', `is larger than ${parsed.limit / MIB} MiB`);
      return;
    case 'not-utf8':
      addProblem(state, 'not-json', 'holds bytes that are not UTF-8');
      return;
    case 'not-json':
      addProblem(state, 'not-json', 'is not valid JSON');
      return;
    default:
      assertNever(parsed);
  }
}

function addProblem(state: State, kind: Problem['kind'], what: string): void {
  const { file, count: index } = state;
  const problem: Problem = {
    kind,
    message: `record ${index} of \`${file}\` ${what}`,
    hint: HINT,
    source: file,
    record: index,
  };
  add(state, { kind: 'broken', index, problem });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
