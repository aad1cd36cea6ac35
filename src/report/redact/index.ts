/**
 * A result that can be shown outside: account ids, names, ARNs, tags, paths and session names are
 * replaced, the same by the same, so that it can still be read. Actions, regions, times, counts and
 * the names of policies that AWS owns stay: without them nothing would be left to look at.
 */
import type { Result } from '../../model/result.js';
import { namesOf, type Pseudonyms } from './names.js';
import { walk } from './walk.js';

export type { Pseudonyms } from './names.js';

export function redact(result: Result, pseudonyms: Pseudonyms): Result {
  const names = namesOf(pseudonyms, {
    publicNames: publicNamesIn(result),
    services: servicesIn(result),
  });
  // The first walk learns the names that the second one looks for in sentences.
  walk(result, names);
  return sorted({ ...(walk(result, names) as Result), redacted: true });
}

const OF_AWS = /^arn:aws[a-z-]*:iam::aws:policy\/(?:.*\/)?([^/]+)$/;

function publicNamesIn({ policies = [], recommendations }: Result): ReadonlySet<string> {
  const arns = [
    ...policies.map(({ arn }) => arn),
    ...recommendations.map(({ before }) => before.arn),
  ];
  return new Set(arns.flatMap((arn) => OF_AWS.exec(arn ?? '')?.[1] ?? []));
}

function servicesIn({ identities }: Result): ReadonlySet<string> {
  return new Set(identities.flatMap(({ services = {} }) => Object.keys(services)));
}

/** The order of the names would tell something of them. */
function sorted(result: Result): Result {
  const by = <Item>(items: readonly Item[], key: (item: Item) => string) =>
    items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return {
    ...result,
    identities: by(result.identities, ({ arn }) => arn),
    ...(result.policies !== undefined && { policies: by(result.policies, ({ id }) => id) }),
    findings: by(result.findings, ({ id }) => id),
    recommendations: by(result.recommendations, ({ id }) => id),
    revocations: by(result.revocations, ({ id }) => id),
  };
}
