/** What the user keeps from revocation: by name, ARN, path or tag, with a reason and an end. */

import type { Exempted, Exemption } from '../model/follow-up.js';
import type { Tag } from '../model/identity.js';
import type { Revocation } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Instant } from '../model/time.js';
import { matchesGlob } from '../policy/match.js';

export type Sorted = {
  readonly revocations: readonly Revocation[];
  readonly exempted: readonly Exempted[];
};

/** What an exemption that has ended covers comes back, and says so. */
export function withoutExempted(
  revocations: readonly Revocation[],
  snapshots: readonly Snapshot[],
  exemptions: readonly Exemption[],
  asOf: Instant | undefined,
): Sorted {
  const kept: Revocation[] = [];
  const exempted: Exempted[] = [];
  const traits = traitsIn(snapshots);
  for (const one of revocations) {
    const matching = exemptions.filter((exemption) => covers(exemption, one, traits.get(one.arn)));
    const active = matching.find(({ expires }) => asOf === undefined || expires > asOf);
    if (active === undefined) kept.push(withExpired(one, matching));
    else {
      const { id, kind, account, name } = one;
      const { reason, expires } = active;
      exempted.push({ id, kind, account, name, reason, expires });
    }
  }
  return { revocations: kept, exempted };
}

type Traits = { readonly path: string; readonly tags: readonly Tag[] };

function traitsIn(snapshots: readonly Snapshot[]): ReadonlyMap<string, Traits> {
  return new Map(
    snapshots.flatMap(({ users, roles, groups, managedPolicies }) => [
      ...[...users, ...roles].map(({ arn, path, tags }) => [arn, { path, tags }] as const),
      ...[...groups, ...managedPolicies].map(({ arn, path }) => [arn, { path, tags: [] }] as const),
    ]),
  );
}

function covers(exemption: Exemption, one: Revocation, traits: Traits | undefined): boolean {
  const { name, arn, path, tag } = exemption;
  return (
    (name === undefined || matchesGlob(name, one.name)) &&
    (arn === undefined || matchesGlob(arn, one.arn)) &&
    (path === undefined || (traits !== undefined && matchesGlob(path, traits.path))) &&
    (tag === undefined ||
      (traits?.tags ?? []).some(
        ({ key, value }) => key === tag.key && (tag.value === undefined || value === tag.value),
      ))
  );
}

function withExpired(one: Revocation, expired: readonly Exemption[]): Revocation {
  return expired.length === 0
    ? one
    : {
        ...one,
        evidence: [
          ...one.evidence,
          ...expired.map(
            ({ reason, expires }) => `exempt until ${expires} (${reason}): that is over`,
          ),
        ],
      };
}
