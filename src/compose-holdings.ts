/**
 * What an identity holds, for reading: its policies part by part with their verdicts, its grants by
 * service and access level, who may take it and who did.
 */
import { indicesOf, sizeOf } from './catalog/action-set.js';
import { accessLevelOf, type Catalog } from './catalog/catalog.js';
import { describeSurroundings } from './describe-surroundings.js';
import { trustsOf } from './explain/trust.js';
import { serviceOf } from './model/action.js';
import type { Evidence } from './model/evidence.js';
import type { Identity } from './model/identity.js';
import type { PolicyDocument, Statement } from './model/policy.js';
import type {
  HeldPolicyResult,
  IdentityResult,
  PolicyText,
  RoleTaken,
  VerdictCounts,
} from './model/result.js';
import type { Assumption } from './model/usage.js';
import { type Assessment, VERDICTS, type Verdict, verdictOfReason } from './model/verdict.js';
import { type ActionExpander, createActionExpander } from './policy/expand-actions.js';
import { type Directory, directoryOf, type Holding, holdingsOf } from './policy/holdings.js';
import { toJson, writtenStatements } from './policy/print-policy.js';

/** Members of `IdentityResult` that say what is held; none for an identity that the snapshot lacks. */
export type Held = Pick<
  IdentityResult,
  | 'accessLevels'
  | 'boundary'
  | 'groups'
  | 'policies'
  | 'services'
  | 'surroundings'
  | 'tags'
  | 'taken'
  | 'trusts'
>;

export type Holdings = {
  readonly heldBy: (assessment: Assessment) => Held;
  /** All policies that were named by `heldBy` so far. */
  readonly texts: () => readonly PolicyText[];
};

export function composeHoldings({ snapshots, usage }: Evidence, catalog: Catalog): Holdings {
  const owners = new Map<string, { readonly directory: Directory; readonly identity: Identity }>();
  for (const directory of snapshots.map(directoryOf)) {
    for (const identity of directory.identities) owners.set(identity.arn, { directory, identity });
  }
  const texts = new Map<string, PolicyText>();
  const taken = takenByRole(usage.assumptions);
  const reader = partReader(catalog);
  return {
    heldBy: (assessment) => {
      const found = owners.get(assessment.arn);
      if (found === undefined) return {};
      const { directory, identity } = found;
      const verdicts = reader.read(assessment);
      const { snapshot } = directory;
      const around = { snapshots, snapshot, identity, assessment };
      const surroundings = describeSurroundings(around, catalog);
      return {
        ...describeIdentity(identity),
        ...(surroundings === undefined ? {} : { surroundings }),
        services: verdicts.services,
        accessLevels: verdicts.accessLevels,
        policies: holdingsOf(directory, identity).flatMap(
          (holding): readonly HeldPolicyResult[] => {
            if (holding.document === undefined) return [];
            const id = idOf(holding);
            if (!texts.has(id)) texts.set(id, textOf(holding, holding.document));
            return [heldPolicy(identity, holding, verdicts.partsOf)];
          },
        ),
        ...(identity.kind === 'role'
          ? {
              trusts: trustsOf(identity),
              taken: [...(taken.get(identity.id) ?? []), ...(taken.get(identity.arn) ?? [])],
            }
          : {}),
      };
    },
    texts: () => [...texts.values()].sort((a, b) => compare(a.id, b.id)),
  };
}

function describeIdentity(identity: Identity): Held {
  if (identity.kind === 'group') return {};
  return {
    tags: identity.tags,
    ...(identity.boundary === undefined ? {} : { boundary: identity.boundary }),
    ...(identity.kind === 'user' ? { groups: identity.groups } : {}),
  };
}

function idOf(holding: Holding): string {
  return holding.kind === 'managed' ? holding.arn : `inline ${holding.owner.arn} ${holding.name}`;
}

function textOf(holding: Holding, document: PolicyDocument): PolicyText {
  const text = { id: idOf(holding), document: toJson(document) };
  if (holding.kind === 'inline') return { ...text, kind: 'inline', name: holding.name };
  const { arn, policy } = holding;
  const kind = policy?.owner === 'aws' ? 'aws-managed' : 'customer-managed';
  return { ...text, kind, name: policy?.name ?? arn, arn };
}

function heldPolicy(
  identity: Identity,
  holding: Holding,
  partsOf: (statement: Statement) => string,
): HeldPolicyResult {
  const { owner, document } = holding;
  return {
    policy: idOf(holding),
    ...(owner.arn === identity.arn ? {} : { through: owner.name }),
    parts: document === undefined ? [] : writtenStatements(document).map(partsOf),
  };
}

/** The ledger has a row for each day: one for each way of taking the role is enough here. */
function takenByRole(assumptions: readonly Assumption[]): ReadonlyMap<string, RoleTaken[]> {
  const roles = new Map<string, Map<string, RoleTaken>>();
  for (const { roleId, roleArn, by, event, outcome, lastSeen, count } of assumptions) {
    const rows = roles.get(roleId ?? roleArn) ?? new Map<string, RoleTaken>();
    roles.set(roleId ?? roleArn, rows);
    const row = { by, event, outcome, lastSeen, count };
    const known = rows.get(keyOf(row));
    rows.set(keyOf(row), {
      ...row,
      lastSeen: known !== undefined && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
      count: (known?.count ?? 0) + count,
    });
  }
  return new Map(
    [...roles].map(([role, rows]) => [
      role,
      [...rows.values()].sort((a, b) => compare(keyOf(a), keyOf(b))),
    ]),
  );
}

function keyOf({ by, event, outcome }: RoleTaken): string {
  return JSON.stringify([by, event, outcome]);
}

// --- verdicts of parts ------------------------------------------------------------------------

type Reading = Required<Pick<Held, 'accessLevels' | 'services'>> & {
  readonly partsOf: (statement: Statement) => string;
};

/** Position of a reason among an identity's; actions that are not granted have none. */
const NONE = -1;

function partReader(catalog: Catalog): { readonly read: (assessment: Assessment) => Reading } {
  const expander = createActionExpander(catalog);
  const services = catalog.actions.map(serviceOf);
  const levels = catalog.actions.map((action) => accessLevelOf(catalog, action) ?? 'unknown');
  const reasonAt = new Int16Array(catalog.actions.length);
  return {
    read: ({ groups, dead }) => {
      reasonAt.fill(NONE);
      const ordered = inVerdictOrder(groups);
      const byService = new Map<string, number[]>();
      const byLevel = new Map<string, number[]>();
      ordered.forEach(({ verdict, actions }, reason) => {
        for (const index of indicesOf(actions)) {
          reasonAt[index] = reason;
          count(byService, services[index] ?? '', verdict);
          count(byLevel, levels[index] ?? '', verdict);
        }
      });
      const deadAt = sizeOf(dead) === 0 ? new Set<number>() : new Set(indicesOf(dead));
      return {
        services: sorted(byService),
        accessLevels: sorted(byLevel),
        partsOf: (statement) => wordsOf(expander, statement, { reasonAt, deadAt }),
      };
    },
  };
}

function inVerdictOrder(groups: Assessment['groups']) {
  return VERDICTS.flatMap((verdict: Verdict, position) =>
    groups
      .filter(({ reason }) => verdictOfReason(reason) === verdict)
      .map(({ actions }) => ({ verdict: position, actions })),
  );
}

function count(table: Map<string, number[]>, key: string, verdict: number): void {
  const row = table.get(key) ?? [0, 0, 0, 0];
  row[verdict] = (row[verdict] ?? 0) + 1;
  table.set(key, row);
}

function sorted(table: ReadonlyMap<string, number[]>): Readonly<Record<string, VerdictCounts>> {
  return Object.fromEntries(
    [...table]
      .sort(([a], [b]) => compare(a, b))
      .map(([key, [used = 0, unused = 0, unobservable = 0, unknown = 0]]) => [
        key,
        [used, unused, unobservable, unknown] as const,
      ]),
  );
}

type Marks = { readonly reasonAt: Int16Array; readonly deadAt: ReadonlySet<number> };

function wordsOf(expander: ActionExpander, statement: Statement, marks: Marks): string {
  const { effect, actions, opaque } = statement;
  if (effect === 'Deny' || opaque) return '';
  const { length } = expander.catalog.actions;
  if (!actions.negated) {
    return actions.patterns
      .map((pattern) => wordOf(expander.rangesOf(pattern).flatMap(indicesIn), marks))
      .join(' ');
  }
  const excluded = new Set(actions.patterns.flatMap(expander.rangesOf).flatMap(indicesIn));
  return wordOf(
    Array.from({ length }, (_, index) => index).filter((index) => !excluded.has(index)),
    marks,
  );
}

function indicesIn({ first, end }: { readonly first: number; readonly end: number }) {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

function wordOf(indices: readonly number[], { reasonAt, deadAt }: Marks): string {
  const counts = new Map<number, number>();
  for (const index of indices) {
    const reason = reasonAt[index] ?? NONE;
    if (reason !== NONE) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  if (counts.size === 0) return '-';
  const text = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([reason, actions]) => `${reason}:${actions}`)
    .join(',');
  return indices.every((index) => deadAt.has(index)) ? `${text}!` : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
