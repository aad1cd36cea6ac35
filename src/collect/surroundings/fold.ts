/**
 * Answers that a live collection keeps → what surrounds the identities of each account.
 *
 * What an earlier run learned of a source at a place is replaced as a whole, when this run read that
 * source there: a queue that is gone leaves no answer behind.
 */
import { type CollectedUnit, GLOBAL_REGION } from '../../model/collected.js';
import type { User } from '../../model/identity.js';
import type { Problem } from '../../model/problem.js';
import type { KeyUse, Snapshot } from '../../model/snapshot.js';
import type { Origin, PermissionSet, Surroundings } from '../../model/surroundings.js';
import { type Learned, type PermissionSetPart, parseApiAnswer } from './api-answer.js';
import { readerOf } from './readers.js';

export type AnswerFate = {
  readonly kind: 'read' | 'kept' | 'unusable';
  readonly problems: readonly Problem[];
};

export type SurroundingsFold = {
  /** @param onKeyUse told of keys with the account that they belong to */
  readonly add: (value: unknown, onKeyUse: (account: string, use: KeyUse) => void) => AnswerFate;
  /** The snapshot with what is known around it. */
  readonly complete: (
    snapshot: Snapshot,
    earlier: Snapshot | undefined,
    /** What this run reads of the collection. */
    units: readonly CollectedUnit[],
  ) => Snapshot;
};

type Listed = Omit<Surroundings, 'summary'>;
type Item = NonNullable<Listed[keyof Listed]>[number];

const LISTS: readonly (keyof Listed)[] = [
  'resourcePolicies',
  'keyGrants',
  'keyManagers',
  'dependants',
  'instanceProfiles',
  'identityProviders',
  'userMfaDevices',
  'loginProfiles',
  'unusedAccess',
  'permissionSets',
];

type Draft = {
  summary: Surroundings['summary'];
  readonly lists: Map<keyof Listed, Map<string, Item>>;
  readonly sets: Map<string, PermissionSetPart[]>;
  /** By their unique id. */
  readonly users: Map<string, NonNullable<Learned['user']>>;
};

export function createSurroundingsFold(): SurroundingsFold {
  const drafts = new Map<string, Draft>();
  return {
    add: (value, onKeyUse) => {
      const answer = parseApiAnswer(value);
      if (answer === undefined) return { kind: 'unusable', problems: [] };
      const reader = readerOf(answer.operation);
      if (reader === undefined) return { kind: 'kept', problems: [] };
      const learned = reader.read(answer, reader.source);
      if (learned === undefined) return { kind: 'unusable', problems: [] };
      const { account } = answer;
      const draft = drafts.get(account) ?? newDraft();
      drafts.set(account, draft);
      learn(draft, learned);
      if (learned.keyUse !== undefined) onKeyUse(account, learned.keyUse);
      return { kind: 'read', problems: learned.problems ?? [] };
    },
    complete: (snapshot, earlier, units) => {
      const draft = drafts.get(snapshot.account) ?? newDraft();
      const again = placesOf(units.filter(({ account }) => account === snapshot.account));
      const surroundings = composed(draft, earlier?.surroundings ?? {}, again);
      const usersBefore = new Map(
        again.has(USERS) ? [] : (earlier?.users ?? []).map((user) => [user.id, user]),
      );
      return {
        ...snapshot,
        users: snapshot.users.map((user) => completed(user, draft, usersBefore)),
        ...(Object.keys(surroundings).length === 0 ? {} : { surroundings }),
      };
    },
  };
}

function newDraft(): Draft {
  return { summary: undefined, lists: new Map(), sets: new Map(), users: new Map() };
}

function learn(draft: Draft, { surroundings = {}, permissionSet, user }: Learned): void {
  const { summary } = surroundings;
  if (summary !== undefined) draft.summary = { ...draft.summary, ...summary };
  for (const list of LISTS) {
    for (const item of surroundings[list] ?? []) {
      const known = draft.lists.get(list) ?? new Map<string, Item>();
      draft.lists.set(list, known.set(JSON.stringify(item), item));
    }
  }
  if (user !== undefined) draft.users.set(user.userId, user);
  if (permissionSet !== undefined) {
    const parts = draft.sets.get(permissionSet.arn);
    if (parts === undefined) draft.sets.set(permissionSet.arn, [permissionSet]);
    else parts.push(permissionSet);
  }
}

/** Sources read whole; what is missing of others may be what was there before. */
function placesOf(units: readonly CollectedUnit[]): ReadonlySet<string> {
  return new Set(
    units
      .filter(({ status }) => status === 'complete')
      .map(({ source, region }) => `${source} ${region}`),
  );
}

const USERS = `users ${GLOBAL_REGION}`;

function composed(
  draft: Draft,
  earlier: Surroundings,
  readAgain: ReadonlySet<string>,
): Surroundings {
  const summary = draft.summary ?? earlier.summary;
  const lists = LISTS.flatMap((list) => {
    const kept: readonly Item[] = (earlier[list] ?? []).filter(
      ({ source, region }: Origin) => !readAgain.has(`${source} ${region}`),
    );
    const own: readonly Item[] =
      list === 'permissionSets' ? setsOf(draft) : [...(draft.lists.get(list)?.values() ?? [])];
    const byText = new Map([...kept, ...own].map((item) => [JSON.stringify(item), item]));
    const items = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
    return items.length === 0 ? [] : [[list, items] as const];
  });
  return { ...(summary === undefined ? {} : { summary }), ...Object.fromEntries(lists) };
}

function setsOf({ sets }: Draft): readonly PermissionSet[] {
  return [...sets.values()].flatMap((parts): readonly PermissionSet[] => {
    const merged: PermissionSetPart = Object.assign({}, ...parts);
    const { source, region, name } = merged;
    // Without its name no role can be led back to it.
    if (name === undefined || source === undefined || region === undefined) return [];
    const all = <Value>(of: (part: PermissionSetPart) => readonly Value[] | undefined) =>
      [...new Map(parts.flatMap((part) => of(part) ?? []).map((one) => [JSON.stringify(one), one]))]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one);
    return [
      {
        ...merged,
        source,
        region,
        name,
        awsManagedPolicies: all((part) => part.awsManagedPolicies),
        customerManagedPolicies: all((part) => part.customerManagedPolicies),
        accounts: all((part) => part.accounts),
        assignments: all((part) => part.assignments),
      },
    ];
  });
}

/** The details leave it out; by unique id, because a user made again may have none. */
function completed(user: User, { users }: Draft, before: ReadonlyMap<string, User>): User {
  const [told, known] = [users.get(user.id), before.get(user.id)];
  const boundary = user.boundary ?? told?.boundary ?? known?.boundary;
  const passwordLastUsed = told?.passwordLastUsed ?? known?.passwordLastUsed;
  return {
    ...user,
    ...(boundary === undefined ? {} : { boundary }),
    ...(passwordLastUsed === undefined ? {} : { passwordLastUsed }),
  };
}
