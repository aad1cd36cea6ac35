/**
 * Roles that are copies of each other across accounts: the same name, trust and policies, save for the
 * number of the account. They are trimmed on what all of them need together, so that one template
 * serves all.
 */
import type { Role } from '../model/identity.js';
import type { Family, Holder, Recommendation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import { directoryOf, ownHoldings } from '../policy/holdings.js';
import { toJson } from '../policy/print-policy.js';
import type { Kept, ResourceUse } from './kept.js';

/** Members in two accounts at least, sorted by ARN. */
export type Copies = {
  readonly id: string;
  readonly name: string;
  readonly members: readonly Role[];
};

export function copiesAmong(snapshots: readonly Snapshot[]): readonly Copies[] {
  if (snapshots.length < 2) return [];
  const families = new Map<string, Role[]>();
  for (const snapshot of snapshots) {
    const directory = directoryOf(snapshot);
    for (const role of snapshot.roles) {
      const policies = ownHoldings(directory, role).map((holding) => {
        const name = holding.kind === 'inline' ? holding.name : (holding.policy?.name ?? '');
        return [holding.kind, name, holding.document && toJson(holding.document)];
      });
      if (policies.length === 0) continue;
      const texts = policies.map((policy) => JSON.stringify(policy)).sort();
      const trust = role.trustPolicy === undefined ? '' : toJson(role.trustPolicy);
      const key = blank(JSON.stringify([role.path, role.name, trust, texts]), role.account);
      families.set(key, [...(families.get(key) ?? []), role]);
    }
  }
  return [...families.values()]
    .filter((members) => new Set(members.map(({ account }) => account)).size > 1)
    .map((members) => members.toSorted((a, b) => (a.arn < b.arn ? -1 : 1)))
    .map((members) => {
      const name = blank(members[0]?.name ?? '', members[0]?.account ?? '');
      return { id: `family ${members[0]?.arn}`, name, members };
    });
}

function blank(text: string, account: string): string {
  return text.replaceAll(account, '*');
}

/** The needs of a copy in another account, as if they were needs in this one. */
export function translated(kept: Kept, from: string, to: string): Kept {
  const move = (resource: string) => resource.replaceAll(from, to);
  const moveUse = ({ resource, count }: ResourceUse) => ({ resource: move(resource), count });
  return {
    ...kept,
    boxes: kept.boxes.map((box) =>
      box.resources === 'any' ? box : { ...box, resources: box.resources.map(move) },
    ),
    located: new Map(
      [...kept.located].map(([action, lists]) => [action, lists.map((uses) => uses.map(moveUse))]),
    ),
  };
}

/** The families of which some proposal was made. */
export function familiesOf(
  copies: readonly Copies[],
  recommendations: readonly Recommendation[],
): readonly Family[] {
  return copies.flatMap(({ id, name, members }) => {
    const arns = new Set<string>(members.map(({ arn }) => arn));
    const own = recommendations.filter(({ holders }) => holders.every(({ arn }) => arns.has(arn)));
    return own.length === 0
      ? []
      : { id, name, members: members.map(holder), recommendations: own.map((one) => one.id) };
  });
}

function holder({ kind, name, arn }: Role): Holder {
  return { kind, name, arn };
}
