/**
 * Every event name that is known runs through the mapper: operations of AWS's API under each source
 * that their service is logged under, and all names in the tables. What is not mapped stands here,
 * with the reason.
 */
import { describe, expect, test } from 'vitest';
import { loadCatalog, operationOf } from '../../../src/catalog/catalog.js';
import { PREFIX_OF_SOURCE, REGULAR_SOURCES } from '../../../src/catalog/events/event-source.js';
import { createEventMapper } from '../../../src/catalog/events/map-event.js';
import type { EventMapping } from '../../../src/catalog/events/mapping.js';
import { IGNORED_EVENTS } from '../../../src/catalog/events/no-permission.js';
import { EVENT_TABLES } from '../../../src/catalog/events/tables.js';
import { observabilityOf } from '../../../src/catalog/observability.js';
import {
  WITHOUT_API_MODEL,
  WITHOUT_OPERATION,
  YOUNG_OPERATIONS,
} from '../../../src/catalog/public-operations.js';
import { type Action, serviceOf } from '../../../src/model/action.js';
import { apiCall } from './trail-event.js';

const catalog = loadCatalog();
const map = createEventMapper({ catalog, rolesOfInstanceProfile: () => undefined });

/** Operations whose event is no use of the action of the same name. A new one fails the test. */
const KNOWN_GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dynamodb: { DescribeEndpoints: 'ignored: asks for no permission' },
  s3: {
    GetObjectAttributes: 's3:GetObject: what is authorised; the action of that name is beside it',
    GetObjectTorrent: 's3:GetObject: torrents are authorised as the object is',
  },
  sts: {
    AssumeRoleWithSAML: 'ignored: the trust policy alone grants it, nobody signs the call',
    AssumeRoleWithWebIdentity: 'ignored: the trust policy alone grants it, nobody signs the call',
    GetCallerIdentity: 'ignored: asks for no permission',
    GetSessionToken: 'ignored: asks for no permission',
  },
};

/** Hosts, without `.amazonaws.com`, that events of a service come from. */
function sourcesByPrefix(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const source of REGULAR_SOURCES) found.set(source, [source]);
  for (const [source, prefix] of Object.entries(PREFIX_OF_SOURCE)) {
    found.set(prefix, [...(found.get(prefix) ?? []), source]);
  }
  return found;
}

const SOURCES = sourcesByPrefix();
const sourcesOf = (prefix: string): readonly string[] => SOURCES.get(prefix) ?? [prefix];

const actionName = (action: string): string => action.slice(action.indexOf(':') + 1);

const listed = (table: Readonly<Record<string, readonly string[]>>, action: Action): boolean =>
  table[serviceOf(action)]?.includes(actionName(action)) ?? false;

const OPERATIONS = catalog.actions.filter(
  (action) =>
    listed(YOUNG_OPERATIONS, action) ||
    (operationOf(catalog, action) === 'yes' &&
      !listed(WITHOUT_OPERATION, action) &&
      !WITHOUT_API_MODEL.includes(serviceOf(action))),
);

const shows = (mapping: EventMapping, action: string): boolean =>
  mapping.kind === 'mapped' && mapping.actions.some((one) => one.action === action);

describe('every operation is mapped to its action, or stands in the list of known gaps', () => {
  const gaps = OPERATIONS.filter((action) =>
    sourcesOf(serviceOf(action)).some(
      (source) => !shows(map(apiCall(source, actionName(action))), action),
    ),
  );

  test('of all services', () => {
    expect(OPERATIONS.length).toBeGreaterThan(17_000);
    expect(new Set(OPERATIONS.map(serviceOf)).size).toBeGreaterThan(330);
  });

  test('no gap is new, and none is closed and still listed', () => {
    const known = Object.entries(KNOWN_GAPS).flatMap(([prefix, names]) =>
      Object.keys(names).map((name) => `${prefix}:${name}`),
    );
    expect(gaps.toSorted()).toEqual(known.toSorted());
  });

  test.each(
    Object.entries(KNOWN_GAPS).flatMap(([prefix, names]) =>
      Object.entries(names).map(([name, why]) => ({ prefix, name, why })),
    ),
  )('$prefix:$name is $why', ({ prefix, name, why }) => {
    for (const source of sourcesOf(prefix)) {
      const mapping = map(apiCall(source, name));
      const [instead = ''] = why.split(': ');
      if (instead === 'ignored') expect(mapping.kind).toBe('ignored');
      else expect(shows(mapping, instead.replace(/:$/, ''))).toBe(true);
    }
  });
});

test('every event name of the tables is mapped, under every source of its service', () => {
  const names = Object.entries(EVENT_TABLES).flatMap(([prefix, table]) =>
    Object.keys(table).map((name) => ({ prefix, name })),
  );
  expect(names.length).toBeGreaterThan(800);
  const lost = names.flatMap(({ prefix, name }) =>
    sourcesOf(prefix)
      .filter((source) => map(apiCall(source, name)).kind !== 'mapped')
      .map((source) => `${source} ${name}`),
  );
  expect(lost).toEqual([]);
});

test('every event that says nothing of permissions is told apart, never unmapped', () => {
  const kinds = Object.entries(IGNORED_EVENTS).flatMap(([prefix, names]) =>
    Object.keys(names).flatMap((name) =>
      sourcesOf(prefix).map((source) => map(apiCall(source, name)).kind),
    ),
  );
  expect(kinds.length).toBeGreaterThan(10);
  expect(new Set(kinds)).toEqual(new Set(['ignored']));
});

test('what is judged by its silence is shown by some event', () => {
  const byTables = new Set(
    Object.entries(EVENT_TABLES).flatMap(([prefix, table]) =>
      Object.keys(table).flatMap((name) => {
        const mapping = map(apiCall(sourcesOf(prefix)[0] ?? prefix, name));
        return mapping.kind === 'mapped' ? mapping.actions.map(({ action }) => action) : [];
      }),
    ),
  );
  const judged = catalog.actions.filter((action) =>
    ['management', 'data'].includes(observabilityOf(catalog, action).kind),
  );
  expect(judged.length).toBeGreaterThan(12_000);
  const silentForever = judged.filter(
    (action) =>
      !byTables.has(action) &&
      !sourcesOf(serviceOf(action)).some((source) =>
        shows(map(apiCall(source, actionName(action))), action),
      ),
  );
  expect(silentForever).toEqual([]);
});
