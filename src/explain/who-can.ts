/** Which users and roles may do one thing: always, only sometimes, or granted and blocked. */
import type { Catalog } from '../catalog/catalog.js';
import type { Access, WhoCanRow } from '../model/explanation.js';
import type { Identity } from '../model/identity.js';
import type { Instant } from '../model/time.js';
import type { Use } from '../model/usage.js';
import type { Verdict } from '../model/verdict.js';
import type { Directory } from '../policy/holdings.js';
import { type AccessQuestion, answerAccess, isNamed } from './access.js';
import { refOf, type Standing, standingOf } from './standing.js';
import { trustsOf } from './trust.js';

export type Candidate = {
  readonly identity: Identity;
  readonly standing: Standing;
};

/** Users and roles some Allow of whose policies names the action, or of whom not all was read. */
export function candidatesFor(
  directories: readonly Directory[],
  action: string,
): readonly Candidate[] {
  return directories.flatMap((directory) =>
    directory.identities
      .filter(({ kind }) => kind !== 'group')
      .map((identity) => ({ identity, standing: standingOf(directory, identity) }))
      .filter(({ standing }) => standing.missing.length > 0 || isNamed(standing, action)),
  );
}

export type WhoCanFacts = {
  readonly catalog: Catalog;
  /** Of the action alone, by ARN of whoever is granted it. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Uses of the action alone, by unique id of the caller. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
};

const ORDER: Readonly<Record<Access, number>> = {
  allowed: 0,
  conditional: 1,
  'cannot-tell': 2,
  blocked: 3,
  'not-granted': 4,
};

export function rowsFor(
  candidates: readonly Candidate[],
  asked: AccessQuestion,
  facts: WhoCanFacts,
): readonly WhoCanRow[] {
  return candidates
    .flatMap((candidate) => rowFor(candidate, asked, facts))
    .toSorted(
      (a, b) => ORDER[a.access] - ORDER[b.access] || (a.identity.arn < b.identity.arn ? -1 : 1),
    );
}

function rowFor(
  { identity, standing }: Candidate,
  asked: AccessQuestion,
  { catalog, verdicts, uses }: WhoCanFacts,
): readonly WhoCanRow[] {
  const answer = answerAccess(standing, catalog, asked);
  const { access } = answer;
  if (access === 'not-granted') return [];
  const verdict = verdicts.get(identity.arn);
  return [
    {
      identity: refOf(identity),
      access,
      allowedOn: answer.allowedOn,
      dependsOnResource: answer.dependsOnResource,
      conditionKeys: answer.conditionKeys,
      blockedBy: access === 'blocked' ? answer.layers.filter((one) => one.answer === 'blocks') : [],
      denies:
        access === 'blocked' ? answer.denies.filter(({ applies }) => applies === 'always') : [],
      grants: answer.grants,
      caveats: answer.caveats,
      ...(verdict !== undefined && { verdict }),
      lastSeen: lastSeenOf(uses.get(identity.id) ?? []),
      trusts: trustsOf(identity),
    },
  ];
}

function lastSeenOf(uses: readonly Use[]): Instant | undefined {
  return uses.reduce<Instant | undefined>(
    (newest, { lastSeen }) => (newest === undefined || lastSeen > newest ? lastSeen : newest),
    undefined,
  );
}
