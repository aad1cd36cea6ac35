import { describe, expect, test } from 'vitest';
import {
  findAction,
  hasService,
  loadCatalog,
  resourceTypesOf,
} from '../../../src/catalog/catalog.js';
import {
  PREFIX_OF_SOURCE,
  REGULAR_SOURCES,
  SHARED_SOURCES,
} from '../../../src/catalog/events/event-source.js';
import type { ActionRow, EventRow } from '../../../src/catalog/events/event-table.js';
import { IGNORED_EVENTS } from '../../../src/catalog/events/no-permission.js';
import { MAY_PASS_ROLES } from '../../../src/catalog/events/pass-role.js';
import { PASS_ROLE_PARAMETERS } from '../../../src/catalog/events/pass-role-parameters.js';
import { compileTemplates } from '../../../src/catalog/events/resource-template.js';
import { EVENT_TABLES } from '../../../src/catalog/events/tables.js';
import { TAGGING_ACTIONS } from '../../../src/catalog/events/tag-on-create.js';

const catalog = loadCatalog();

const rows = Object.entries(EVENT_TABLES).flatMap(([prefix, table]) =>
  Object.entries(table).map(([event, row]) => ({ prefix, event, row })),
);

function actionRows(row: EventRow, sameName: string): readonly ActionRow[] {
  const items = (row.actions ?? []).map((item) =>
    typeof item === 'string' ? { action: item } : item,
  );
  return items.length === 0 ? [{ action: sameName }] : items;
}

test('every action of every table exists', () => {
  const missing = rows.flatMap(({ prefix, event, row }) =>
    actionRows(row, `${prefix}:${event}`).filter(
      ({ action }) => findAction(catalog, action) !== action,
    ),
  );
  const tagging = Object.entries(TAGGING_ACTIONS).flatMap(([prefix, names]) =>
    (typeof names === 'string' ? [names] : Object.values(names)).map((name) => `${prefix}:${name}`),
  );
  expect(missing).toEqual([]);
  expect(tagging.filter((action) => findAction(catalog, action) !== action)).toEqual([]);
});

test('tables are alphabetical', () => {
  for (const table of [
    ...Object.values(EVENT_TABLES),
    ...Object.values(PASS_ROLE_PARAMETERS),
    ...Object.values(MAY_PASS_ROLES),
    ...Object.values(IGNORED_EVENTS),
    PASS_ROLE_PARAMETERS,
    MAY_PASS_ROLES,
    IGNORED_EVENTS,
    PREFIX_OF_SOURCE,
    SHARED_SOURCES,
    TAGGING_ACTIONS,
  ]) {
    expect(Object.keys(table)).toEqual(Object.keys(table).toSorted());
  }
  expect(REGULAR_SOURCES).toEqual(REGULAR_SOURCES.toSorted());
});

test('services of the tables exist', () => {
  const prefixes = [...Object.keys(EVENT_TABLES), ...Object.keys(MAY_PASS_ROLES)];
  expect(prefixes.filter((prefix) => !hasService(catalog, prefix))).toEqual([]);
});

describe('resource templates', () => {
  /** `arn:{P}:s3:::<bucketName:bucket>/<key>` → its shape, with the same holes as AWS's formats. */
  const shapeOf = (text: string): string =>
    text.replace(/<[^>]*>|\{[PRA]\}|\$\{[^}]*\}|[*?]+/g, '*');
  const fits = (template: string, format: string): boolean => {
    const [, , service, , , ...resource] = shapeOf(template).split(':');
    const [, , formatService, , , ...formatResource] = shapeOf(format).split(':');
    if (service !== formatService) return false;
    const pattern = formatResource
      .join(':')
      .split('*')
      .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    return new RegExp(`^${pattern}(:\\*)?$`).test(resource.join(':'));
  };

  /** Patterns wider than the format, or a value that holds two of its parts. */
  const COVERS_MORE: readonly string[] = [
    ':apigateway:{R}::/', // the documented formats name only some URIs
    ':copy-source>', // bucket and key in one value
    ':log-group:<logGroupName:name>', // stands for its streams too
    'access-entry/<clusterName:id>/*', // four more segments
    '<aliasName:alias>', // `alias/` is in the value
  ];

  test('build ARNs of a kind that the action takes', () => {
    const wrong = rows.flatMap(({ prefix, event, row }) =>
      actionRows(row, `${prefix}:${event}`).flatMap(({ action, arns }) => {
        const formats = resourceTypesOf(catalog, action).map(({ arn }) => arn);
        if (formats.length === 0) return [];
        return (arns ?? row.arns ?? [])
          .flatMap((text) => text.replace(/^\? /, '').split(' | '))
          .filter(
            (text) => text.startsWith('arn:') && !COVERS_MORE.some((part) => text.includes(part)),
          )
          .filter((text) => !formats.some((format) => fits(text, format)))
          .map((text) => `${action} ${text}`);
      }),
    );
    expect([...new Set(wrong)]).toEqual([]);
  });

  test('compile', () => {
    for (const { row } of rows) {
      for (const arns of [row.arns, ...actionRows(row, '').map((item) => item.arns)]) {
        expect(() => compileTemplates(arns ?? [], [])).not.toThrow();
      }
    }
  });
});
