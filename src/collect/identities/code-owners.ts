/**
 * What Terraform states keep of an account, matched with what the account itself lists: of a state
 * nothing else is kept.
 *
 * Many resources name a role and no account. Theirs is that of the role of this name in the same
 * state, or else the accounts that resources of the same provider configuration name. Where nothing
 * tells, every account with such a thing counts: code for Terraform only is the safe mistake.
 */
import type { Identity, IdentityKind } from '../../model/identity.js';
import type { Snapshot } from '../../model/snapshot.js';
import {
  attachmentTo,
  credentialOf,
  inlinePolicyOf,
  type KeptInTerraform,
} from '../../model/standing.js';
import type { TerraformResource } from '../records.js';

export type CodeOwners = {
  readonly add: (file: string, resource: TerraformResource) => void;
  /** `undefined`: no state was read. */
  readonly of: (snapshot: Snapshot) => readonly KeptInTerraform[] | undefined;
};

/** Resources of one state. */
type State = {
  readonly file: string;
  readonly resources: TerraformResource[];
  /** Provider configuration → accounts that its resources name. */
  readonly accounts: Map<string, Set<string>>;
  /** `role/NAME` → accounts in which the state itself keeps it. */
  readonly homes: Map<string, Set<string>>;
};

export function createCodeOwners(): CodeOwners {
  const states = new Map<string, State>();
  return {
    add: (file, resource) => {
      const state = states.get(file) ?? newState(file);
      states.set(file, state);
      noteAccount(state, resource);
      if (resource.mode === 'managed') state.resources.push(resource);
    },
    of: (snapshot) => {
      if (states.size === 0) return undefined;
      const account = listed(snapshot);
      const kept = [...states.values()].flatMap((state) =>
        state.resources.flatMap((resource) =>
          keptBy(resource, account, isAt(state, resource, snapshot.account)).map((of) => ({
            of,
            address: resource.address,
            state: state.file,
          })),
        ),
      );
      return [...new Map(kept.map((one) => [JSON.stringify(one), one])).values()].toSorted(
        (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
      );
    },
  };
}

function newState(file: string): State {
  return { file, resources: [], accounts: new Map(), homes: new Map() };
}

function noteAccount(state: State, { type, provider, names }: TerraformResource): void {
  const account = text(names.account_id) ?? accountIn(text(names.arn));
  if (account === undefined) return;
  addTo(state.accounts, provider, account);
  const name = text(names.name);
  const kind = HOLDER_TYPES[type];
  if (kind !== undefined && name !== undefined) addTo(state.homes, `${kind}/${name}`, account);
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}

function accountIn(arn: string | undefined): string | undefined {
  return /^arn:[\w-]+:iam::(\d{12}):/.exec(arn ?? '')?.[1];
}

const HOLDER_TYPES: Readonly<Record<string, IdentityKind>> = {
  aws_iam_group: 'group',
  aws_iam_role: 'role',
  aws_iam_user: 'user',
};

/** May a thing that `holder` of this account holds be the resource's? */
type IsAt = (kind: IdentityKind, holder: string) => boolean;

function isAt({ accounts, homes }: State, { provider }: TerraformResource, account: string): IsAt {
  return (kind, holder) => {
    const likely = homes.get(`${kind}/${holder}`) ?? accounts.get(provider);
    return likely === undefined || likely.has(account);
  };
}

type Listed = {
  readonly arns: ReadonlySet<string>;
  readonly byName: ReadonlyMap<string, Identity>;
};

function listed({ users, groups, roles, managedPolicies, surroundings }: Snapshot): Listed {
  const identities: readonly Identity[] = [...users, ...groups, ...roles];
  const profiles = surroundings?.instanceProfiles ?? [];
  return {
    arns: new Set<string>([...identities, ...managedPolicies, ...profiles].map(({ arn }) => arn)),
    byName: new Map(identities.map((one) => [`${one.kind}/${one.name}`, one])),
  };
}

/** Which of the account's things a resource is. */
function keptBy(resource: TerraformResource, { arns, byName }: Listed, isAt: IsAt): string[] {
  const { type, names } = resource;
  const holder = (kind: IdentityKind, name: string | undefined): Identity | undefined =>
    name !== undefined && isAt(kind, name) ? byName.get(`${kind}/${name}`) : undefined;
  const attached = (kind: IdentityKind, name: string): string[] => {
    const arn = text(names.policy_arn);
    const one = holder(kind, name);
    return one === undefined ||
      arn === undefined ||
      !one.attachedPolicies.some((own) => own === arn)
      ? []
      : [attachmentTo(one.arn, arn)];
  };
  if (type === 'aws_iam_policy_attachment') {
    return KINDS.flatMap((kind) =>
      texts(names[`${kind}s`]).flatMap((name) => attached(kind, name)),
    );
  }
  const credential = CREDENTIAL_TYPES[type];
  if (credential !== undefined) {
    const user = holder('user', text(names.user));
    return user === undefined ? [] : [credentialOf(user.arn, credential)];
  }
  const [, kind, what] =
    /^aws_iam_(group|role|user)_(policy|policy_attachment|polic(?:ies|y_attachments)_exclusive)$/.exec(
      type,
    ) ?? [];
  if (kind === undefined) {
    const arn = text(names.arn);
    return arn !== undefined && arns.has(arn) ? [arn] : [];
  }
  const name = text(names[kind]) ?? text(names[`${kind}_name`]);
  const one = holder(kind as IdentityKind, name);
  if (one === undefined) return [];
  if (what === 'policy') {
    const policy = one.inlinePolicies.find((own) => own.name === names.name);
    return policy === undefined ? [] : [inlinePolicyOf(one.arn, policy.name)];
  }
  return what === 'policy_attachment' ? attached(one.kind, one.name) : [one.arn];
}

const CREDENTIAL_TYPES: Readonly<Record<string, 'access-key' | 'console-password'>> = {
  aws_iam_access_key: 'access-key',
  aws_iam_user_login_profile: 'console-password',
};

const KINDS = ['group', 'role', 'user'] as const;

function text(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: string | readonly string[] | undefined): readonly string[] {
  return typeof value === 'object' ? value : [];
}
