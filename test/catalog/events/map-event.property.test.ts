import fc from 'fast-check';
import { test } from 'vitest';
import { loadCatalog } from '../../../src/catalog/catalog.js';
import { createEventMapper } from '../../../src/catalog/events/map-event.js';
import { EVENT_TABLES } from '../../../src/catalog/events/tables.js';
import { apiCall } from './trail-event.js';

const VARIABLE = ['$', '{aws:username}'].join('');

const map = createEventMapper({
  catalog: loadCatalog(),
  rolesOfInstanceProfile: () => undefined,
});

const events = Object.entries(EVENT_TABLES).flatMap(([prefix, table]) =>
  Object.keys(table).map((name) => ({
    source: prefix === 'cloudwatch' ? 'monitoring' : prefix,
    name,
  })),
);
const names = [
  'bucketName',
  'key',
  'x-amz-copy-source',
  'roleName',
  'functionName',
  'tableName',
  'requestItems',
  'instancesSet',
  'items',
  'instanceId',
  'queueUrl',
  'keyId',
  'secretId',
  'name',
  'names',
  'tags',
  'role',
];
const hostile = fc.oneof(
  fc.string(),
  fc.constantFrom('*', VARIABLE, 'a\u0000b', 'arn:aws:s3:::logs', 'logs', '\ud800', 'a\nb'),
  fc.jsonValue(),
);
const request = fc.dictionary(
  fc.oneof(fc.constantFrom(...names), fc.string()),
  fc.oneof(hostile, fc.array(hostile), fc.dictionary(fc.constantFrom(...names), hostile)),
);

test('never throws, and resources are ARNs that a policy can hold', () => {
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.option(request), ({ source, name }, parameters) => {
      const mapping = map(apiCall(source, name, parameters));
      if (mapping.kind !== 'mapped') return true;
      return mapping.actions.every(
        ({ resources }) =>
          resources === undefined ||
          (resources.length > 0 &&
            resources.every((r) => r.startsWith('arn:') && !/[^\x20-\xff]|[\x7f-\x9f$]/.test(r))),
      );
    }),
    { numRuns: 3000 },
  );
});
