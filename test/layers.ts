/** Requests near what an identity holds, and the policies that bear on them. */
import type { Identity } from '../src/model/identity.js';
import type { PolicyDocument } from '../src/model/policy.js';
import type { Snapshot } from '../src/model/snapshot.js';
import { type Bounds, evaluateBounds, type Layers } from '../src/policy/evaluate.js';
import { boundaryOf, directoryOf, holdingsOf } from '../src/policy/holdings.js';
import type { ArnReading } from '../src/policy/match.js';
import type { Principal } from '../src/policy/principals.js';

export function layersOf(snapshot: Snapshot, identity: Identity): Layers {
  const directory = directoryOf(snapshot);
  const boundary = boundaryOf(directory, identity);
  return {
    identity: holdingsOf(directory, identity).flatMap(({ document }) => document ?? []),
    ...(typeof boundary === 'string' ? {} : { boundary }),
    ...(snapshot.scpLevels === undefined || snapshot.isManagementAccount
      ? {}
      : {
          scpLevels: snapshot.scpLevels.map((level) => level.policies.map((one) => one.document)),
        }),
  };
}

export function principalOf({ kind, arn, account, id, name }: Identity): Principal {
  if (kind !== 'role') return { kind: 'user', account, arn, uniqueId: id };
  const sessionArn = `arn:aws:sts::${account}:assumed-role/${name}/replay`;
  return { kind: 'role-session', account, roleArn: arn, sessionArn, uniqueId: id };
}

export type Ask = { readonly action: string; readonly resource: string };

/** In every context that fits, and in the most favourable one. */
export function askOf(
  identity: Identity,
  layers: Layers,
  { action, resource }: Ask,
  reading: ArnReading,
): { readonly always: boolean; readonly sometimes: boolean } {
  const bounds: Bounds = evaluateBounds(
    {
      action,
      resource,
      principal: principalOf(identity),
      resourceAccount: identity.account,
      context: new Map(),
      unknownKeys: 'unknown',
    },
    layers,
    reading,
  );
  return {
    always: bounds.everyContext.outcome === 'Allowed',
    sometimes: bounds.someContext.outcome === 'Allowed',
  };
}

/** One text inside each resource pattern of the documents; what no pattern names beside them. */
export function resourcesNear(documents: readonly PolicyDocument[]): readonly string[] {
  const patterns = documents.flatMap(({ statements }) =>
    statements.flatMap(({ resources }) => resources?.patterns ?? []),
  );
  return [...new Set(['*', ...patterns.map(inside), 'arn:aws:s3:::somebody-elses/report.csv'])];
}

export function inside(pattern: string): string {
  return pattern
    .replace(/\$\{[^}]*\}/g, 'v')
    .replaceAll('*', 'x1')
    .replaceAll('?', 'q');
}
