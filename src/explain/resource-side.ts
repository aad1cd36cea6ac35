/** Whom a resource's own policy names for an action: the other half of the answer to who may. */
import type { ResourceSide } from '../model/explanation.js';
import type { PrincipalSet, Statement } from '../model/policy.js';
import type { Snapshot } from '../model/snapshot.js';
import type { KeyGrant, ResourcePolicy } from '../model/surroundings.js';
import { matchesGlob } from '../policy/match.js';
import { namesAction } from './names-action.js';

/** Empty where nothing was read of the resource, or nothing of it names the action. */
export function resourceSideOf(
  snapshots: readonly Snapshot[],
  action: string,
  resource: string,
): readonly ResourceSide[] {
  return snapshots.flatMap(({ surroundings }) => [
    ...(surroundings?.resourcePolicies ?? [])
      .filter((policy) => holds(policy, resource))
      .flatMap((policy) => statementsFor(policy, action, resource)),
    ...(surroundings?.keyGrants ?? [])
      .filter((grant) => grant.key === resource && permits(grant, action))
      .map(
        ({ key, grantee }): ResourceSide => ({
          resource: key,
          by: 'grant',
          effect: 'Allow',
          principals: [grantee],
          conditionKeys: [],
        }),
      ),
  ]);
}

/** A bucket's policy speaks for its objects. */
function holds({ resource: own, kind }: ResourcePolicy, resource: string): boolean {
  return own === resource || (kind === 'S3 bucket' && resource.startsWith(`${own}/`));
}

function permits({ operations }: KeyGrant, action: string): boolean {
  const wanted = action.toLowerCase();
  return operations.some((operation) => `kms:${operation}`.toLowerCase() === wanted);
}

function statementsFor(
  { resource: own, document }: ResourcePolicy,
  action: string,
  resource: string,
): readonly ResourceSide[] {
  return document.statements
    .filter((statement) => namesAction(statement, action) && reaches(statement, resource))
    .map(({ effect, sid, principals, conditions, opaque }) => ({
      resource: own,
      by: 'policy',
      effect,
      ...(sid === undefined ? {} : { sid }),
      principals: principalsOf(principals, opaque),
      conditionKeys: [...new Set(conditions.map(({ key }) => key))].sort(),
    }));
}

/** Text of an ARN with variables may be anything. */
function reaches({ resources, opaque }: Statement, resource: string): boolean {
  if (opaque || resources === undefined || resources.negated) return true;
  return resources.patterns.some((one) => one.includes('${') || matchesGlob(one, resource));
}

function principalsOf(principals: Statement['principals'], opaque: boolean): readonly string[] {
  if (opaque || principals === undefined) return ['somebody that was not understood'];
  const names = namesOf(principals.set);
  return principals.negated ? names.map((name) => `all but ${name}`) : names;
}

function namesOf(set: PrincipalSet): readonly string[] {
  if (set.kind === 'any') return ['*'];
  return [...set.aws, ...set.service, ...set.federated, ...set.canonicalUser].sort();
}
