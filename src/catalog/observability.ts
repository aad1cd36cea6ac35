/**
 * What could show that an action was used: CloudTrail's management events, its data events, or
 * nothing that CloudTrail records.
 *
 * Fails closed: `management` only when there is a reason to think that a call is recorded under a
 * name that maps to this action, because its absence is what makes an action `unused`.
 *
 * Sources: CloudTrail User Guide, "Logging management events", "Logging data events" and
 * "CloudTrail concepts"; EventBridge Events Reference, "Events" (sources that CloudTrail records).
 */
import { type Action, serviceOf } from '../model/action.js';
import { arnParts } from '../model/arn.js';
import type { TrailEvent } from '../model/trail-event.js';
import { type Catalog, operationOf } from './catalog.js';
import { DATA_EVENTS, UNNAMED_DATA_EVENTS } from './data-events.js';
import {
  PREFIX_OF_SOURCE,
  prefixOfHost,
  REGULAR_SOURCES,
  SHARED_SOURCES,
} from './events/event-source.js';
import type { EventRow } from './events/event-table.js';
import { IGNORED_EVENTS } from './events/no-permission.js';
import { EVENT_TABLES } from './events/tables.js';
import { NEVER_LOGGED } from './never-logged.js';
import {
  DATA_PLANE,
  WITHOUT_API_MODEL,
  WITHOUT_OPERATION,
  YOUNG_OPERATIONS,
} from './public-operations.js';
import { type RecordedAs, recordedAs } from './recorded-as.js';

export type Observability =
  | {
      readonly kind: 'management';
      readonly access: RecordedAs;
      /** A trail may leave the service out. */
      readonly excludable: boolean;
      /** Recorded in one region only: see `regionOfGlobalServices`. */
      readonly global: boolean;
    }
  | {
      readonly kind: 'data';
      /** As CloudTrail's selectors name them; any of them may carry the call. */
      readonly resourceTypes: readonly string[];
      readonly access: RecordedAs;
    }
  /** `how` says what would show it instead. */
  | { readonly kind: 'never'; readonly how: string }
  /** No operation is known that would log it. */
  | { readonly kind: 'unlisted'; readonly how: string };

/** Source: CloudTrail User Guide, "Logging management events": "Exclude AWS KMS/RDS Data API events". */
const EXCLUDABLE: ReadonlySet<string> = new Set(['kms', 'rds-data']);

/**
 * Services whose management events are recorded in one region. STS is not among them: regional
 * endpoints record where they are.
 * Source: CloudTrail User Guide, "CloudTrail concepts: Global service events"; user guides of the
 * services, which have their only control plane there.
 */
const GLOBAL: ReadonlySet<string> = new Set(['cloudfront', 'iam', 'organizations', 'route53']);

/** Where a partition records its global services. Source: CloudTrail concepts; AWS General Reference. */
export function regionOfGlobalServices(partition: string): string {
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

/** Services that CloudTrail is known to record; Application Auto Scaling under another's source. */
const RECORDED: ReadonlySet<string> = new Set([
  ...REGULAR_SOURCES,
  ...Object.values(PREFIX_OF_SOURCE),
  'application-autoscaling',
]);

const UNNAMED: ReadonlySet<string> = new Set(UNNAMED_DATA_EVENTS);
const NO_MODEL: ReadonlySet<string> = new Set(WITHOUT_API_MODEL);
const NO_OPERATION: ReadonlySet<string> = namesOf(WITHOUT_OPERATION);
const YOUNG: ReadonlySet<string> = namesOf(YOUNG_OPERATIONS);
const DATA_PLANE_ACTIONS: ReadonlySet<string> = namesOf(DATA_PLANE);
const DATA_TYPES: ReadonlyMap<string, readonly string[]> = dataTypesByAction();
/** By action, in lower case: the names of the events that surely are uses of it. */
const EVENTS_OF: ReadonlyMap<string, ReadonlySet<string>> = eventsByAction();
const EVENT_ACTIONS: ReadonlySet<string> = actionsOfEvents();
const NEVER: ReadonlyMap<string, string> = new Map(
  NEVER_LOGGED.map(({ action, how }) => [action.toLowerCase(), how]),
);
/** Calls that the log shows and that are booked for nobody: their silence is no news either. */
const IGNORED: ReadonlySet<string> = new Set(
  Object.entries(IGNORED_EVENTS).flatMap(([prefix, events]) =>
    Object.keys(events).map((event) => `${prefix}:${event}`.toLowerCase()),
  ),
);

/**
 * Actions that management and data events exercise: the silence of one of them proves nothing.
 * Sources: Bedrock User Guide, "Monitor Amazon Bedrock API calls"; Aurora User Guide, "Logging RDS Data
 * API calls" (Serverless v1 management, else data).
 */
const BOTH_CATEGORIES: ReadonlySet<string> = new Set([
  'bedrock:invokemodel',
  'rds-data:batchexecutestatement',
  'rds-data:begintransaction',
  'rds-data:committransaction',
  'rds-data:executestatement',
  'rds-data:rollbacktransaction',
]);

export function observabilityOf(catalog: Catalog, action: Action): Observability {
  const folded = action.toLowerCase();
  const access = recordedAs(catalog, action, EVENTS_OF.get(folded) ?? []);
  const resourceTypes = DATA_TYPES.get(folded);
  if (BOTH_CATEGORIES.has(folded)) {
    return unlisted('some calls are management events and others data events');
  }
  if (resourceTypes !== undefined) return { kind: 'data', resourceTypes, access };
  const never = NEVER.get(folded) ?? NEVER.get(`${serviceOf(action)}:*`);
  if (never !== undefined) return { kind: 'never', how: never };
  if (IGNORED.has(folded)) {
    return {
      kind: 'never',
      how: 'the call works without this permission, so it shows no use of it',
    };
  }
  const doubt = doubtOf(catalog, action, folded);
  if (doubt !== undefined) return doubt;
  const prefix = serviceOf(action);
  return {
    kind: 'management',
    access,
    excludable: EXCLUDABLE.has(prefix),
    global: GLOBAL.has(prefix),
  };
}

/** Why a call might not be a management event that maps to the action. */
function doubtOf(catalog: Catalog, action: Action, folded: string): Observability | undefined {
  const prefix = serviceOf(action);
  const mapped = EVENT_ACTIONS.has(folded);
  if (!RECORDED.has(prefix)) return unlisted('CloudTrail is not known to record the service');
  if (UNNAMED.has(prefix)) {
    return unlisted('the service has data events, and no list says which calls they are');
  }
  if (DATA_PLANE_ACTIONS.has(folded) && !mapped) {
    return unlisted('a data-plane call; no list names it as an event');
  }
  if (mapped || YOUNG.has(folded)) return undefined;
  if (operationOf(catalog, action) === 'no') {
    return {
      kind: 'never',
      how: 'a permission without a call of its own: it is checked beside other calls, which are logged',
    };
  }
  if (NO_MODEL.has(prefix) || NO_OPERATION.has(folded)) {
    return unlisted('no public API operation has this name');
  }
  if (operationOf(catalog, action) === 'unknown') {
    return unlisted('younger than our list of API operations');
  }
  return isTakenByAnother(prefix, folded)
    ? unlisted('the event of this name is a use of another action')
    : undefined;
}

const unlisted = (how: string): Observability => ({ kind: 'unlisted', how });

/** Calls of AWS's API that CloudTrail does not record. */
const UNLOGGED_CALLS: ReadonlySet<string> = new Set([
  'events:putevents',
  'logs:putlogevents',
  'sagemaker:invokeendpoint',
  'sagemaker:invokeendpointasync',
]);

/**
 * Is using the action always a call of its own service's API? Only then does the silence of the whole
 * service say something of it: `iam:PassRole` is checked in calls of other services, and a device
 * that connects calls no API.
 */
export function isOwnCall(catalog: Catalog, action: Action): boolean {
  const folded = action.toLowerCase();
  const prefix = serviceOf(action);
  if (NEVER.has(folded) || NEVER.has(`${prefix}:*`)) return UNLOGGED_CALLS.has(folded);
  if (IGNORED.has(folded) || SHARING.has(prefix) || NO_MODEL.has(prefix)) return false;
  if (EVENT_ACTIONS.has(folded)) return true;
  return operationOf(catalog, action) === 'yes' && !NO_OPERATION.has(folded);
}

/** Services whose calls go to the endpoint of another. */
const SHARING: ReadonlySet<string> = new Set(Object.values(SHARED_SOURCES).flat());

/** The event of that name maps elsewhere, so the name alone proves nothing. */
function isTakenByAnother(prefix: string, folded: string): boolean {
  return Object.entries(EVENT_TABLES[prefix] ?? {}).some(
    ([event, row]) =>
      `${prefix}:${event}`.toLowerCase() === folded &&
      !primaryActions(row, folded).includes(folded),
  );
}

function namesOf(table: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> {
  return new Set(
    Object.entries(table).flatMap(([prefix, names]) =>
      names.map((name) => `${prefix}:${name}`.toLowerCase()),
    ),
  );
}

/** Actions that an event surely is, in lower case; conditional ones show nothing by their absence. */
function primaryActions(row: EventRow | undefined, sameName: string): readonly string[] {
  const actions = (row?.actions ?? []).flatMap((item) => {
    if (typeof item === 'string') return item.toLowerCase();
    return item.conditional ? [] : item.action.toLowerCase();
  });
  return actions.length === 0 ? [sameName] : actions;
}

function actionsOfEvents(): ReadonlySet<string> {
  return new Set(
    Object.entries(EVENT_TABLES).flatMap(([prefix, table]) =>
      Object.values(table).flatMap((row) =>
        row.actions === undefined ? [] : primaryActions(row, `${prefix}:`),
      ),
    ),
  );
}

function eventsByAction(): ReadonlyMap<string, ReadonlySet<string>> {
  const events = new Map<string, Set<string>>();
  const add = (action: string, event: string): void => {
    events.set(action, (events.get(action) ?? new Set()).add(event));
  };
  for (const [prefix, table] of Object.entries(EVENT_TABLES)) {
    for (const [event, row] of Object.entries(table)) {
      for (const action of primaryActions(row, `${prefix}:${event}`.toLowerCase())) {
        add(action, event);
      }
    }
  }
  return events;
}

function dataTypesByAction(): ReadonlyMap<string, readonly string[]> {
  const types = new Map<string, Set<string>>();
  for (const { service, resourceTypes, events } of DATA_EVENTS) {
    for (const event of events) {
      const sameName = `${service}:${event}`.toLowerCase();
      for (const action of primaryActions(EVENT_TABLES[service]?.[event], sameName)) {
        const known = types.get(action) ?? new Set();
        for (const type of resourceTypes) known.add(type);
        types.set(action, known);
      }
    }
  }
  return new Map([...types].map(([action, set]) => [action, [...set].sort()]));
}

/** Resource types by `prefix event`, both in lower case, for records that do not say their category. */
const TYPES_OF_EVENT: ReadonlyMap<string, readonly string[]> = new Map(
  DATA_EVENTS.flatMap(({ service, resourceTypes, events }) =>
    events.map((event) => [`${service} ${event.toLowerCase()}`, resourceTypes] as const),
  ).toReversed(),
);

function listedDataTypes({ eventSource, eventName }: TrailEvent): readonly string[] | undefined {
  const prefix = prefixOfHost(eventSource);
  return prefix === undefined
    ? undefined
    : TYPES_OF_EVENT.get(`${prefix} ${eventName.toLowerCase()}`);
}

/** By what the record says, else (before event version 1.07) by the list of data events. */
export function isManagementEvent(event: TrailEvent): boolean {
  if (event.eventCategory !== undefined) return event.eventCategory === 'Management';
  if (event.managementEvent !== undefined) return event.managementEvent;
  return listedDataTypes(event) === undefined;
}

/**
 * Recorded for whoever owns a VPC endpoint, when calls pass it: such an event shows a use, and no
 * trail that records the others. Source: CloudTrail User Guide, "Logging network activity events".
 */
export function isNetworkActivity({ eventCategory }: TrailEvent): boolean {
  return eventCategory === 'NetworkActivity';
}

const DATA_TYPE_NAMES: ReadonlySet<string> = new Set(
  DATA_EVENTS.flatMap(({ resourceTypes }) => resourceTypes),
);

/** Resource type under which a data event was selected; `undefined` when the record does not tell. */
export function dataResourceTypeOf(event: TrailEvent): string | undefined {
  if (isManagementEvent(event)) return undefined;
  const listed = listedDataTypes(event);
  const recorded = event.resources.flatMap(({ type }) => type ?? []);
  const selected =
    listed?.find((type) => recorded.includes(type)) ??
    recorded.find((type) => DATA_TYPE_NAMES.has(type));
  return selected ?? listed?.[0] ?? (recorded.length === 1 ? recorded[0] : undefined);
}

/**
 * ARN of what a trail selects as a whole: the bucket of an object, the table of an index or stream,
 * the function without its qualifier; else the ARN itself. `undefined` when it is no ARN.
 */
export function dataContainerOf(resourceType: string, arn: string): string | undefined {
  const parts = arnParts(arn);
  if (parts === undefined) return undefined;
  const { resource } = parts;
  const start = arn.slice(0, arn.length - resource.length);
  switch (resourceType) {
    case 'AWS::S3::Object':
    case 'AWS::S3Express::Object':
      return start + firstSegments(resource, resource.startsWith('bucket/') ? 2 : 1);
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::Stream':
      return start + firstSegments(resource, 2);
    case 'AWS::Lambda::Function':
      return start + resource.split(':').slice(0, 2).join(':');
    default:
      return arn;
  }
}

function firstSegments(resource: string, count: number): string {
  return resource.split('/').slice(0, count).join('/');
}
