/** What an account looks like once its recommendations were followed, from the emitted JSON alone. */
import type { Arn } from '../src/model/arn.js';
import type { Identity, ManagedPolicy } from '../src/model/identity.js';
import type { PolicyDocument } from '../src/model/policy.js';
import type { RecommendationResult } from '../src/model/result.js';
import type { Snapshot } from '../src/model/snapshot.js';
import { parsePolicy } from '../src/policy/parse-policy.js';

export function applied(
  snapshot: Snapshot,
  recommendations: readonly RecommendationResult[],
): Snapshot {
  return recommendations.reduce(applyOne, snapshot);
}

export function documentsOf({ after }: RecommendationResult): readonly PolicyDocument[] {
  return after.map(({ document }) => parsePolicy(JSON.stringify(document)).document);
}

function applyOne(snapshot: Snapshot, one: RecommendationResult): Snapshot {
  const documents = documentsOf(one);
  const holders = new Set(one.holders.map(({ arn }) => arn));
  if (one.before.arn === undefined) {
    return mapIdentities(snapshot, holders, (identity) => ({
      ...identity,
      inlinePolicies: identity.inlinePolicies.flatMap((policy) =>
        policy.name === one.before.name
          ? documents.map((document, index) => ({ name: one.after[index]?.name ?? '', document }))
          : policy,
      ),
    }));
  }
  const old = snapshot.managedPolicies.find(({ arn }) => arn === one.before.arn);
  if (old === undefined) throw new Error(`no policy ${one.before.arn}`);
  const isOther = one.kind === 'replace-permissions-boundary';
  const edited = old.owner === 'customer' && documents.length > 0 && !isOther;
  const made = documents.map((document, index): ManagedPolicy => {
    if (edited && index === 0) return { ...old, document };
    const name = one.after[index]?.name ?? '';
    const arn = `arn:aws:iam::${one.account}:policy/${name}` as Arn;
    const { id: _id, ...rest } = old;
    return { ...rest, arn, name, document, owner: 'customer', otherVersions: [] };
  });
  const arns = made.map(({ arn }) => arn);
  const others = snapshot.managedPolicies.filter((policy) => !(edited && policy === old));
  const clash = arns.find((arn) => others.some((policy) => policy.arn === arn));
  if (clash !== undefined) throw new Error(`two policies would be called ${clash}`);
  const managedPolicies = [...others, ...made];
  const [next] = arns;
  if (isOther && next !== undefined) {
    const counted = managedPolicies.map((policy) =>
      policy.arn === next ? { ...policy, boundaryUsageCount: holders.size } : policy,
    );
    return mapIdentities({ ...snapshot, managedPolicies: counted }, holders, (own) => ({
      ...own,
      boundary: next,
    }));
  }
  return mapIdentities({ ...snapshot, managedPolicies }, holders, (own) => ({
    ...own,
    attachedPolicies: own.attachedPolicies.flatMap((arn) => (arn === old.arn ? arns : arn)),
  }));
}

function mapIdentities(
  snapshot: Snapshot,
  holders: ReadonlySet<string>,
  change: <Kind extends Identity>(identity: Kind) => Kind,
): Snapshot {
  const only = <Kind extends Identity>(identity: Kind): Kind =>
    holders.has(identity.arn) ? change(identity) : identity;
  return {
    ...snapshot,
    users: snapshot.users.map(only),
    groups: snapshot.groups.map(only),
    roles: snapshot.roles.map(only),
  };
}
