/** All policies that bear on one identity, with names for people, and what is known of its requests. */
import { arnParts } from '../model/arn.js';
import type { ExplainedLayer, IdentityRef } from '../model/explanation.js';
import { type Identity, isServiceLinked } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import {
  boundaryOf,
  type Directory,
  describeHolding,
  type Holding,
  holdingsOf,
  unknownGroups,
} from '../policy/holdings.js';
import type { Principal } from '../policy/principals.js';

/** One policy of one layer. `level` counts SCP or RCP levels, root first. */
export type NamedDocument = {
  readonly layer: ExplainedLayer;
  readonly level?: number;
  readonly policy: string;
  /** Group that brings it, or node of the organization. */
  readonly through?: string;
  readonly document: PolicyDocument;
};

export type Standing = {
  readonly identity: Identity;
  readonly documents: readonly NamedDocument[];
  readonly boundary: 'none' | 'read' | 'missing';
  /** Names of the SCP levels, root first; `undefined`: none that bind. */
  readonly scpLevels: readonly string[] | undefined;
  /** Policies and groups that the identity has and that were not read. */
  readonly missing: readonly string[];
  /** Nothing is known of an organization. */
  readonly organization: 'known' | 'unknown' | 'not-binding';
  readonly principal: Principal;
  /** Context keys whose value every request of the identity has, by lower-cased key. */
  readonly context: ReadonlyMap<string, readonly string[]>;
};

export function standingOf(directory: Directory, identity: Identity): Standing {
  const holdings = holdingsOf(directory, identity);
  const boundary = boundaryOf(directory, identity);
  const { snapshot } = directory;
  const bound = !snapshot.isManagementAccount && !isServiceLinkedRole(identity);
  const levels = bound ? snapshot.scpLevels : undefined;
  return {
    identity,
    documents: [
      ...holdings.flatMap((holding) => identityDocument(identity, holding)),
      ...(typeof boundary === 'string' ? [] : [boundaryDocument(identity, boundary)]),
      ...(levels ?? []).flatMap(({ target, policies }, level) =>
        policies.map(
          ({ name, document }): NamedDocument => ({
            layer: 'scp',
            level,
            policy: name,
            through: target,
            document,
          }),
        ),
      ),
    ],
    boundary: typeof boundary === 'string' ? boundary : 'read',
    scpLevels: levels?.map(({ target }) => target),
    missing: [
      ...holdings
        .filter(({ document }) => document === undefined)
        .map((holding) => `policy ${describeHolding(holding)}`),
      ...unknownGroups(directory, identity).map((name) => `group ${name}`),
    ],
    organization: !bound ? 'not-binding' : levels === undefined ? 'unknown' : 'known',
    principal: principalOf(identity),
    context: contextOf(identity, snapshot.organization?.id),
  };
}

export function refOf({ kind, name, arn, id, account }: Identity): IdentityRef {
  return { kind, name, arn, id, account };
}

/** The group that brings a holding to a user. */
export function throughOf(identity: Identity, { owner }: Holding): { readonly through?: string } {
  return owner.arn === identity.arn ? {} : { through: owner.name };
}

function identityDocument(identity: Identity, holding: Holding): readonly NamedDocument[] {
  const { document } = holding;
  if (document === undefined) return [];
  const policy = describeHolding(holding);
  return [{ layer: 'identity', policy, ...throughOf(identity, holding), document }];
}

function boundaryDocument(identity: Identity, document: PolicyDocument): NamedDocument {
  const policy = identity.kind === 'group' ? '' : (identity.boundary ?? '');
  return { layer: 'boundary', policy, document };
}

function isServiceLinkedRole(identity: Identity): boolean {
  return identity.kind === 'role' && isServiceLinked(identity);
}

/** A group acts through its members: any of them stands for it. */
function principalOf({ kind, account, arn, id, name }: Identity): Principal {
  if (kind !== 'role') return { kind: 'user', account, arn, uniqueId: id };
  const partition = arnParts(arn)?.partition ?? 'aws';
  return {
    kind: 'role-session',
    account,
    roleArn: arn,
    sessionArn: `arn:${partition}:sts::${account}:assumed-role/${name}/session`,
    uniqueId: id,
  };
}

/**
 * Source: IAM User Guide, "AWS global condition context keys", properties of the principal. Tags of a
 * role are left open: whoever assumes it may set others for the session.
 */
function contextOf(
  identity: Identity,
  organization: string | undefined,
): ReadonlyMap<string, readonly string[]> {
  const { kind, account, arn, id, name } = identity;
  const shared: [string, readonly string[]][] = [
    ['aws:principalaccount', [account]],
    ['aws:principalisawsservice', ['false']],
    ...(organization === undefined
      ? []
      : [['aws:principalorgid', [organization]] as [string, readonly string[]]]),
  ];
  if (kind === 'group') return new Map(shared);
  const own: [string, readonly string[]][] = [
    ['aws:principalarn', [arn]],
    ['aws:principaltype', [kind === 'user' ? 'User' : 'AssumedRole']],
  ];
  if (kind === 'role') return new Map([...shared, ...own]);
  return new Map([
    ...shared,
    ...own,
    ['aws:username', [name]],
    ['aws:userid', [id]],
    ...identity.tags.map(({ key, value }): [string, readonly string[]] => [
      `aws:principaltag/${key.toLowerCase()}`,
      [value],
    ]),
  ]);
}
