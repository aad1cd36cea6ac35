/**
 * Which free-form members of a record decide what an event is a use of: all that its tables name.
 *
 * A reader may leave the others out. Said per event source and name, for whatever service of the
 * source the event turns out to belong to.
 */
import type { EventReads } from '../../model/trail-members.js';
import { type Catalog, hasService } from '../catalog.js';
import { prefixOfHost, SHARED_SOURCES } from './event-source.js';
import { RESPONSE_ERRORS } from './outcome.js';
import { readsOfPlan } from './plan.js';
import { TAG_MEMBERS } from './tag-on-create.js';

/** Sources whose records are read for more than the use: what changed in a trail, who signed in. */
const READ_WHOLE: ReadonlySet<string> = new Set(['cloudtrail', 'organizations', 'signin']);

/**
 * Members read beside the tables: to tell services of one source apart, changes of grants, roles of
 * instance profiles, and who took which role.
 */
const ALSO_READ: Readonly<Record<string, { request: string[]; response: string[] }>> = {
  autoscaling: { request: ['serviceNamespace'], response: [] },
  iam: {
    request: [
      'groupName',
      'instanceProfileName',
      'policyArn',
      'policyName',
      'roleName',
      'setAsDefault',
      'userName',
    ],
    response: ['policy'],
  },
  sts: {
    request: ['roleArn', 'principalArn', 'providerId'],
    response: ['assumedRoleUser', 'provider'],
  },
};

export function readsOfEvent(catalog: Catalog, eventSource: string, eventName: string): EventReads {
  const prefix = prefixOfHost(eventSource);
  if (prefix === undefined || !hasService(catalog, prefix)) return OF_ANY;
  if (READ_WHOLE.has(prefix)) return 'everything';
  const paths = new Set<string>();
  let mayTag = false;
  for (const candidate of [prefix, ...(SHARED_SOURCES[prefix] ?? [])]) {
    const reads = readsOfPlan(candidate, eventName, catalog);
    for (const path of reads.paths) paths.add(path);
    mayTag ||= reads.tags;
  }
  const also = ALSO_READ[prefix];
  for (const name of also?.request ?? []) paths.add(name);
  for (const name of also?.response ?? []) paths.add(`#${name}`);
  return readsOfPaths(paths, mayTag ? [...TAG_MEMBERS] : []);
}

/** Read of every event, whatever its source: errors, and how a sign-in ended. */
const RESPONSE_OF_ANY: readonly string[] = [...RESPONSE_ERRORS, 'ConsoleLogin'];

const OF_ANY: EventReads = {
  request: [],
  nested: [],
  response: RESPONSE_OF_ANY,
  additional: [],
};

function readsOfPaths(paths: ReadonlySet<string>, nested: readonly string[]): EventReads {
  const members = {
    request: new Set<string>(),
    response: new Set(RESPONSE_OF_ANY),
    additional: new Set<string>(),
  };
  for (const path of paths) {
    if (path.startsWith('@')) continue;
    const root = path.startsWith('#')
      ? 'response'
      : path.startsWith('%')
        ? 'additional'
        : 'request';
    const name = /^[#%]?([^.[{]*)/.exec(path)?.[1] ?? '';
    // A path over all members, or over those that begin alike.
    if (name === '' || path.endsWith('*')) return 'everything';
    members[root].add(name);
  }
  return {
    request: [...members.request],
    nested,
    response: [...members.response],
    additional: [...members.additional],
  };
}
