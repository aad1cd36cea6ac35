/**
 * Permission sets of IAM Identity Center: trimmed once, on what all the roles need that accounts hold of
 * them, as their inline policy. The roles themselves belong to AWS and are never proposed for a change.
 *
 * The trimmed text takes the place of the inline policy and of AWS's own policies together where that
 * fits, else of the inline policy alone. Customer-managed policies and the boundary stay as they are.
 * Every account that holds the set must have been read: whoever works in another one needs it, too.
 * Sources: IAM Identity Center User Guide, "Permission sets" and "Custom permissions"; the inline policy
 * becomes one of a role, so the quota of a role's inline policies holds it.
 */
import { minus } from '../catalog/action-set.js';
import type { Role } from '../model/identity.js';
import type { PolicyDocument } from '../model/policy.js';
import type { PermissionSetProposal, Withheld } from '../model/recommendation.js';
import type { Snapshot } from '../model/snapshot.js';
import type { PermissionSet } from '../model/surroundings.js';
import { grantedActions } from '../policy/effective-grants.js';
import { directoryOf } from '../policy/holdings.js';
import { policySize } from '../policy/print-policy.js';
import { permissionSetOf } from '../policy/surroundings.js';
import { certify, isProven } from './certify.js';
import { type Kept, keptByAll, nothingKept } from './kept.js';
import { quotasOf } from './pack.js';
import { holderOf, named, type Workshop, whyNotProven } from './propose.js';
import { scopePolicy } from './scope/scope-policy.js';
import { withoutSid } from './statement.js';
import { LOSSLESS, trimPolicy } from './trim-policy.js';

type Tools = Omit<Workshop, 'room'>;

export type PermissionSetProposals = {
  readonly made: readonly PermissionSetProposal[];
  readonly withheld: readonly Withheld[];
};

export function proposeForPermissionSets(
  tools: Tools,
  snapshots: readonly Snapshot[],
): PermissionSetProposals {
  const sets = snapshots.flatMap(({ surroundings }) => surroundings?.permissionSets ?? []);
  const distinct = [...new Map(sets.map((set) => [set.arn, set])).values()].toSorted((a, b) =>
    a.arn < b.arn ? -1 : 1,
  );
  const found = distinct.map((set) => ({ set, answer: proposeFor(tools, snapshots, set) }));
  return {
    made: found.flatMap(({ answer }) =>
      answer === undefined || typeof answer === 'string' ? [] : [answer],
    ),
    withheld: found.flatMap(({ set, answer }) =>
      typeof answer === 'string'
        ? [
            {
              account: accountOf(set),
              policy: `permission set ${set.name}`,
              holders: [],
              reason: answer,
            },
          ]
        : [],
    ),
  };
}

/** Where the set is kept is in no ARN of it: the first account that holds it stands for it. */
function accountOf({ accounts }: PermissionSet): string {
  return accounts.toSorted()[0] ?? '';
}

function proposeFor(
  tools: Tools,
  snapshots: readonly Snapshot[],
  set: PermissionSet,
): PermissionSetProposal | string | undefined {
  if (set.accounts.length === 0) return undefined;
  const roles = snapshots.flatMap((snapshot) =>
    snapshot.roles.filter((role) => permissionSetOf(snapshots, role)?.arn === set.arn),
  );
  const unread = set.accounts.filter((one) => !roles.some(({ account }) => account === one));
  if (unread.length > 0) {
    return `${unread.length} of the ${set.accounts.length} accounts that hold it were not read: whoever works there needs it, too`;
  }
  const kept = neededBy(tools, roles);
  if (kept === undefined) return undefined;
  const parts = partsOf(snapshots, set);
  if (typeof parts === 'string') return parts;
  const whole = merged(parts.map(({ document }) => document));
  const inline = parts.filter(({ arn }) => arn === undefined);
  const tried = [parts, inline].filter(({ length }) => length > 0);
  let reason: string | undefined;
  for (const replaced of whole === undefined ? [inline] : tried) {
    const before = merged(replaced.map(({ document }) => document));
    if (before === undefined) continue;
    const after = fitted(tools, snapshots, roles, before, kept);
    if (after === undefined) return undefined;
    if (typeof after === 'string') {
      reason = after;
      continue;
    }
    const certificates = certify(before, [after], kept.boxes);
    if (!isProven(certificates)) return whyNotProven(certificates);
    return describe(tools, { set, roles, replaced, before, after, kept, certificates });
  }
  return reason;
}

type Part = { readonly name: string; readonly arn?: string; readonly document: PolicyDocument };

/** The inline policy first; why not when the text of one is not known. */
function partsOf(snapshots: readonly Snapshot[], set: PermissionSet): readonly Part[] | string {
  const known = new Map(
    snapshots.flatMap(({ managedPolicies }) =>
      managedPolicies.map((policy) => [policy.arn as string, policy] as const),
    ),
  );
  const parts: Part[] =
    set.inlinePolicy === undefined ? [] : [{ name: 'inline-policy', document: set.inlinePolicy }];
  for (const arn of set.awsManagedPolicies.toSorted()) {
    const policy = known.get(arn);
    if (policy?.document === undefined) return `the text of ${arn} was not read`;
    parts.push({ name: policy.name, arn, document: policy.document });
  }
  return parts;
}

/** As one document; `undefined` when they are of two versions of the language. */
function merged(documents: readonly PolicyDocument[]): PolicyDocument | undefined {
  const [first] = documents;
  if (first === undefined || documents.length === 1) return first;
  if (documents.some(({ version }) => version !== first.version)) return undefined;
  return {
    ...first,
    statements: documents.flatMap(({ statements }) => statements.map(withoutSid)),
  };
}

/** What all of them need; `undefined` as soon as nothing is known of one. */
function neededBy({ catalog, kept }: Tools, roles: readonly Role[]): Kept | undefined {
  let all = nothingKept(catalog);
  for (const { arn } of roles) {
    const own = kept.get(arn);
    if (own === undefined) return undefined;
    all = keptByAll(catalog, all, own);
  }
  return all;
}

/** The tightest text that fits; `undefined` when nothing can go, or why it does not fit. */
function fitted(
  tools: Tools,
  snapshots: readonly Snapshot[],
  roles: readonly Role[],
  before: PolicyDocument,
  kept: Kept,
): PolicyDocument | string | undefined {
  const quota = Math.min(...snapshots.map((one) => quotasOf(one).inlineSize.role));
  let shortest = Number.POSITIVE_INFINITY;
  for (const after of texts(tools, snapshots, roles, before, kept)) {
    if (after === before) return undefined;
    const size = policySize(after);
    if (size <= quota) return after;
    shortest = Math.min(shortest, size);
  }
  return `written out it takes ${shortest} characters, and the inline policy of a role ${quota} at most`;
}

function* texts(
  { expander, options, explain }: Tools,
  snapshots: readonly Snapshot[],
  roles: readonly Role[],
  before: PolicyDocument,
  kept: Kept,
): Generator<PolicyDocument> {
  const explains = snapshots.map((snapshot) =>
    explain(
      directoryOf(snapshot),
      roles.filter(({ account }) => account === snapshot.account),
    ),
  );
  const isExplained = (action: string, resource: string) =>
    explains.some((own) => own(action, resource));
  for (const style of ['readable', 'shortest'] as const) {
    const wording = { ...LOSSLESS, style };
    const trimmed = trimPolicy(expander, before, kept.actions, wording);
    if (options.scope === 'resources') {
      for (const grouping of ['action', 'service'] as const) {
        const scoping = { expander, sample: options, isExplained, grouping, wording };
        yield scopePolicy(scoping, trimmed, kept).document;
      }
    }
    yield trimmed;
  }
}

type Made = Pick<PermissionSetProposal, 'certificates'> & {
  readonly set: PermissionSet;
  readonly roles: readonly Role[];
  readonly replaced: readonly Part[];
  readonly before: PolicyDocument;
  readonly after: PolicyDocument;
  readonly kept: Kept;
};

function describe(
  { expander }: Tools,
  { set, roles, replaced, before, after, kept, certificates }: Made,
): PermissionSetProposal {
  const granted = grantedActions(expander, before.statements);
  const removed = minus(granted, grantedActions(expander, after.statements));
  const stays = set.awsManagedPolicies.filter((arn) => !replaced.some((part) => part.arn === arn));
  return {
    id: `permission-set ${set.arn}`,
    account: accountOf(set),
    name: set.name,
    arn: set.arn,
    instanceArn: set.instanceArn,
    accounts: set.accounts.toSorted(),
    holders: roles.map(holderOf).toSorted((a, b) => (a.arn < b.arn ? -1 : 1)),
    before: replaced.map(({ name, document, arn }) => named(name, document, arn)),
    after: after.statements.length === 0 ? [] : [named('inline-policy', after, undefined)],
    removed,
    kept: kept.boxes,
    notes: [
      `trimmed to what ${roles.length} roles of ${set.accounts.length} accounts need together`,
      ...(stays.length > 0 ? [`stays attached: ${stays.join(', ')}`] : []),
      ...(set.customerManagedPolicies.length > 0
        ? ['customer-managed policies of the set stay as they are']
        : []),
    ],
    certificates,
  };
}
