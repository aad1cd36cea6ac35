/**
 * IAM in memory, as strict as AWS about what must go first and what there may be: it runs the calls
 * that leastwise writes, word for word. Documents are kept as texts, so that "the same" means every
 * byte of them.
 *
 * Source: IAM API Reference, "Errors" of each action; IAM User Guide, "IAM and AWS STS quotas".
 */
import type { Command, Word } from '../src/model/recommendation.js';
import type { Snapshot } from '../src/model/snapshot.js';
import { toJson } from '../src/policy/print-policy.js';

type Kind = 'role' | 'user' | 'group';

type Holder = {
  path: string;
  boundary?: string;
  tags?: string;
  trust?: string;
  description?: string;
  maxSessionDuration?: number;
  readonly inline: Map<string, string>;
  readonly attached: Set<string>;
  readonly groups: Set<string>;
  /** Serial numbers of MFA devices. */
  readonly devices: Set<string>;
  readonly keys: Map<string, { readonly createdAt: string; status: string }>;
  hasPassword?: boolean;
};

type Policy = {
  readonly path: string;
  readonly description?: string;
  tags: string;
  readonly versions: Map<string, string>;
  default: string;
  next: number;
};

export type FakeIam = {
  /** @throws Error as AWS would refuse */
  readonly run: (commands: readonly Command[]) => void;
  /** What there is, without ids and version numbers; names sorted. */
  readonly state: () => unknown;
  readonly files: Map<string, string>;
  readonly document: (arn: string) => string | undefined;
};

const MOST_VERSIONS = 5;
const MOST_ATTACHED = { group: 10, role: 20, user: 10 };

export function fakeIam(snapshot: Snapshot): FakeIam {
  const holders: Record<Kind, Map<string, Holder>> = {
    role: new Map(),
    user: new Map(),
    group: new Map(),
  };
  const policies = new Map<string, Policy>();
  const profiles = new Map<string, { readonly path: string; readonly roles: Set<string> }>();
  /** Service control policies of the organization, by id. */
  const control = new Map<string, { readonly content: string; readonly targets: Set<string> }>();
  /** Virtual devices that nobody holds. */
  const virtual = new Set<string>();
  const files = new Map<string, string>();
  fill(snapshot, holders, policies, profiles);

  const holder = (kind: Kind, name: string): Holder => {
    const one = holders[kind].get(name);
    if (one === undefined) throw new Error(`NoSuchEntity: ${kind} ${name}`);
    return one;
  };
  const policyOf = (arn: string): Policy => {
    const one = policies.get(arn);
    if (one === undefined) throw new Error(`NoSuchEntity: ${arn}`);
    return one;
  };
  const text = (value: string): string => {
    if (!value.startsWith('file://')) return value;
    const content = files.get(value.slice('file://'.length));
    if (content === undefined) throw new Error(`no file ${value}`);
    return JSON.stringify(JSON.parse(content));
  };

  const call = (operation: string, words: ReadonlyMap<string, string>): string => {
    const word = (name: string): string => {
      const value = words.get(`--${name}`);
      if (value === undefined) throw new Error(`${operation} lacks --${name}`);
      return value;
    };
    const [, verb = '', kind = 'role', what] =
      /^(create|delete|get|put|attach|detach)-(role|user|group)(-policy)?$/.exec(operation) ?? [];
    if (verb !== '') {
      const name = word(`${kind}-name`);
      if (what === '-policy')
        return policyCall(verb, kind as Kind, holder(kind as Kind, name), word);
      return holderCall(verb, kind as Kind, name, words);
    }
    switch (operation) {
      case 'update-assume-role-policy':
        holder('role', word('role-name')).trust = text(word('policy-document'));
        return '';
      case 'update-role': {
        const settings = JSON.parse(text(word('cli-input-json')));
        const role = holder('role', settings.RoleName);
        role.description = settings.Description;
        role.maxSessionDuration = settings.MaxSessionDuration;
        return '';
      }
      case 'add-role-to-instance-profile':
      case 'remove-role-from-instance-profile': {
        holder('role', word('role-name'));
        const profile = profiles.get(word('instance-profile-name'));
        if (profile === undefined) throw new Error('NoSuchEntity: instance profile');
        if (operation.startsWith('add')) profile.roles.add(word('role-name'));
        else if (!profile.roles.delete(word('role-name'))) throw new Error('NoSuchEntity: role');
        return '';
      }
      case 'create-instance-profile':
        profiles.set(word('instance-profile-name'), { path: word('path'), roles: new Set() });
        return '';
      case 'delete-instance-profile':
        if ((profiles.get(word('instance-profile-name'))?.roles.size ?? 1) > 0) {
          throw new Error('DeleteConflict: instance profile');
        }
        profiles.delete(word('instance-profile-name'));
        return '';
      case 'add-user-to-group':
      case 'remove-user-from-group': {
        const user = holder('user', word('user-name'));
        holder('group', word('group-name'));
        if (operation.startsWith('add')) user.groups.add(word('group-name'));
        else if (!user.groups.delete(word('group-name'))) throw new Error('NoSuchEntity: member');
        return '';
      }
      case 'put-role-permissions-boundary':
      case 'put-user-permissions-boundary': {
        const own = operation.includes('role') ? 'role' : 'user';
        const isOfAws = word('permissions-boundary').startsWith('arn:aws:iam::aws:');
        if (!isOfAws) policyOf(word('permissions-boundary'));
        holder(own, word(`${own}-name`)).boundary = word('permissions-boundary');
        return '';
      }
      case 'list-mfa-devices':
        return [...holder('user', word('user-name')).devices].sort().join(' ') || 'none';
      case 'list-ssh-public-keys':
      case 'list-signing-certificates':
      case 'list-service-specific-credentials':
        return 'none';
      case 'deactivate-mfa-device':
        if (!holder('user', word('user-name')).devices.delete(word('serial-number'))) {
          throw new Error('NoSuchEntity: device');
        }
        virtual.add(word('serial-number'));
        return '';
      case 'delete-virtual-mfa-device':
        if (!virtual.delete(word('serial-number'))) throw new Error('DeleteConflict: device');
        return '';
      case 'list-access-keys': {
        const [, at = '?'] = /CreateDate, '([^']*)'/.exec(word('query')) ?? [];
        const found = [...holder('user', word('user-name')).keys].filter(([, { createdAt }]) =>
          createdAt.startsWith(at),
        );
        return found.map(([id]) => id).join('\t') || 'None';
      }
      case 'update-access-key': {
        const key = holder('user', word('user-name')).keys.get(word('access-key-id'));
        if (key === undefined) throw new Error('NoSuchEntity: key');
        key.status = word('status');
        return '';
      }
      case 'delete-access-key':
        if (!holder('user', word('user-name')).keys.delete(word('access-key-id'))) {
          throw new Error('NoSuchEntity: key');
        }
        return '';
      case 'delete-login-profile': {
        const user = holder('user', word('user-name'));
        if (user.hasPassword !== true) throw new Error('NoSuchEntity: login profile');
        user.hasPassword = false;
        return '';
      }
      default:
        return managedCall(operation, words, word);
    }
  };

  const holderCall = (
    verb: string,
    kind: Kind,
    name: string,
    words: ReadonlyMap<string, string>,
  ): string => {
    if (verb === 'create') {
      if (holders[kind].has(name)) throw new Error(`EntityAlreadyExists: ${kind} ${name}`);
      const trust = words.get('--assume-role-policy-document');
      holders[kind].set(name, {
        ...newHolder(words.get('--path') ?? '/'),
        ...optional('boundary', words.get('--permissions-boundary')),
        ...optional('tags', words.get('--tags')),
        ...optional('trust', trust === undefined ? undefined : text(trust)),
        ...(kind === 'role' ? { maxSessionDuration: 3600 } : {}),
      });
      return '';
    }
    const one = holder(kind, name);
    if (verb === 'get') {
      const { description, maxSessionDuration } = one;
      return JSON.stringify({
        RoleName: name,
        ...optional('MaxSessionDuration', maxSessionDuration),
        ...optional('Description', description),
      });
    }
    const members = [...holders.user.values()].some(({ groups }) => groups.has(name));
    const held = [...profiles.values()].some(({ roles }) => roles.has(name));
    if (
      one.inline.size + one.attached.size + one.groups.size + one.keys.size > 0 ||
      one.hasPassword === true ||
      one.devices.size > 0 ||
      (kind === 'group' && members) ||
      (kind === 'role' && held)
    ) {
      throw new Error(`DeleteConflict: ${kind} ${name}`);
    }
    holders[kind].delete(name);
    return '';
  };

  const policyCall = (
    verb: string,
    kind: Kind,
    one: Holder,
    word: (name: string) => string,
  ): string => {
    switch (verb) {
      case 'put':
        one.inline.set(word('policy-name'), text(word('policy-document')));
        return '';
      case 'get':
        if (!one.inline.has(word('policy-name'))) throw new Error('NoSuchEntity: inline policy');
        return word('policy-name');
      case 'delete':
        if (!one.inline.delete(word('policy-name'))) throw new Error('NoSuchEntity: inline policy');
        return '';
      case 'attach':
        if (one.attached.size >= MOST_ATTACHED[kind]) throw new Error('LimitExceeded: attachments');
        one.attached.add(word('policy-arn'));
        return '';
      default:
        if (!one.attached.delete(word('policy-arn'))) throw new Error('NoSuchEntity: attachment');
        return '';
    }
  };

  const managedCall = (
    operation: string,
    words: ReadonlyMap<string, string>,
    word: (name: string) => string,
  ): string => {
    switch (operation) {
      case 'create-policy': {
        const arn = `arn:aws:iam::${snapshot.account}:policy${word('path')}${word('policy-name')}`;
        if (policies.has(arn)) throw new Error(`EntityAlreadyExists: ${arn}`);
        policies.set(arn, {
          path: word('path'),
          ...optional('description', words.get('--description')),
          tags: '[]',
          versions: new Map([['v1', text(word('policy-document'))]]),
          default: 'v1',
          next: 2,
        });
        return '';
      }
      case 'delete-policy': {
        const policy = policyOf(word('policy-arn'));
        const isHeld = Object.values(holders).some((all) =>
          [...all.values()].some(
            ({ attached, boundary }) =>
              attached.has(word('policy-arn')) || boundary === word('policy-arn'),
          ),
        );
        if (policy.versions.size > 1 || isHeld) throw new Error('DeleteConflict: policy');
        policies.delete(word('policy-arn'));
        return '';
      }
      case 'create-policy-version': {
        const policy = policyOf(word('policy-arn'));
        if (policy.versions.size >= MOST_VERSIONS) throw new Error('LimitExceeded: versions');
        const id = `v${policy.next++}`;
        policy.versions.set(id, text(word('policy-document')));
        if (words.has('--set-as-default')) policy.default = id;
        return '';
      }
      case 'delete-policy-version': {
        const policy = policyOf(word('policy-arn'));
        if (policy.default === word('version-id')) throw new Error('DeleteConflict: default');
        if (!policy.versions.delete(word('version-id'))) throw new Error('NoSuchEntity: version');
        return '';
      }
      case 'set-default-policy-version': {
        const policy = policyOf(word('policy-arn'));
        if (!policy.versions.has(word('version-id'))) throw new Error('NoSuchEntity: version');
        policy.default = word('version-id');
        return '';
      }
      case 'get-policy':
        return words.get('--query') === 'Policy.DefaultVersionId'
          ? policyOf(word('policy-arn')).default
          : JSON.stringify({
              PolicyArn: word('policy-arn'),
              Tags: policyOf(word('policy-arn')).tags,
            });
      case 'tag-policy': {
        const { PolicyArn, Tags } = JSON.parse(text(word('cli-input-json')));
        policyOf(PolicyArn).tags = Tags;
        return '';
      }
      default:
        throw new Error(`nobody calls ${operation}`);
    }
  };

  const controlCall = (operation: string, words: ReadonlyMap<string, string>): string => {
    const id = words.get('--policy-id') ?? '';
    const policy = control.get(id);
    switch (operation) {
      case 'create-policy':
        control.set(`p-${words.get('--name')}`, {
          content: text(words.get('--content') ?? ''),
          targets: new Set(),
        });
        return '';
      case 'list-policies': {
        const [, name = '?'] = /Name=='([^']*)'/.exec(words.get('--query') ?? '') ?? [];
        return control.has(`p-${name}`) ? `p-${name}` : 'None';
      }
      case 'attach-policy':
        if (policy === undefined) throw new Error('PolicyNotFound');
        policy.targets.add(words.get('--target-id') ?? '');
        return '';
      case 'detach-policy':
        if (policy?.targets.delete(words.get('--target-id') ?? '') !== true) {
          throw new Error('PolicyNotAttached');
        }
        return '';
      case 'delete-policy':
        if (policy === undefined || policy.targets.size > 0) throw new Error('PolicyInUse');
        control.delete(id);
        return '';
      default:
        throw new Error(`nobody calls ${operation}`);
    }
  };

  const runOne = (command: Command, variables: Map<string, string>): void => {
    const { words, captures, expects, writes, reads } = command;
    if (reads !== undefined && !files.has(reads)) return;
    const [program, service, operation = '', ...rest] = words;
    const options = optionsOf(rest, variables);
    if (program !== 'aws') throw new Error('no call of AWS');
    const answer =
      service === 'organizations'
        ? controlCall(String(operation), options)
        : call(String(operation), options);
    if (captures !== undefined) {
      if (!/^[A-Za-z0-9-]+$/.test(answer) || answer === 'None') throw new Error('found no single');
      variables.set(captures, answer);
    }
    if (expects !== undefined && answer !== expects) throw new Error(`expected ${expects}`);
    if (writes !== undefined) files.set(writes, answer);
  };

  return {
    run: (commands) => {
      const variables = new Map<string, string>();
      for (const command of commands) runOne(command, variables);
    },
    state: () => ({
      ...stateOf(holders, policies, profiles),
      control: [...control].map(([id, { content, targets }]) => [id, content, [...targets]]),
    }),
    files,
    document: (arn) => {
      const policy = policies.get(arn);
      return policy?.versions.get(policy.default);
    },
  };
}

function optionsOf(
  words: readonly Word[],
  variables: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  let last = '';
  for (const word of words) {
    if (typeof word !== 'string') options.set(last, variables.get(word.variable) ?? 'unset');
    else if (!word.startsWith('--')) options.set(last, word);
    else {
      const at = word.indexOf('=');
      last = at === -1 ? word : word.slice(0, at);
      options.set(last, at === -1 ? '' : word.slice(at + 1));
    }
  }
  return options;
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [Name in Key]?: Value };
}

function newHolder(path: string): Holder {
  return {
    path,
    inline: new Map(),
    attached: new Set(),
    groups: new Set(),
    devices: new Set(),
    keys: new Map(),
  };
}

function fill(
  { users, roles, groups, managedPolicies, credentials, surroundings }: Snapshot,
  holders: Record<Kind, Map<string, Holder>>,
  policies: Map<string, Policy>,
  profiles: Map<string, { readonly path: string; readonly roles: Set<string> }>,
): void {
  for (const one of [...users, ...roles, ...groups]) {
    const tags = one.kind === 'group' ? [] : one.tags.filter(({ key }) => !key.startsWith('aws:'));
    const held: Holder = {
      ...newHolder(one.path),
      ...optional('boundary', one.kind === 'group' ? undefined : one.boundary),
      ...(tags.length === 0
        ? {}
        : { tags: JSON.stringify(tags.map(({ key, value }) => ({ Key: key, Value: value }))) }),
    };
    for (const { name, document } of one.inlinePolicies) {
      held.inline.set(name, JSON.stringify(toJson(document)));
    }
    for (const arn of one.attachedPolicies) held.attached.add(arn);
    if (one.kind === 'role') {
      if (one.trustPolicy !== undefined) held.trust = JSON.stringify(toJson(one.trustPolicy));
      // What authorization details do not hold must come back all the same.
      held.description = `kept for ${one.name}`;
      held.maxSessionDuration = 7200;
      for (const { name } of one.instanceProfiles) {
        const profile = profiles.get(name) ?? { path: '/', roles: new Set() };
        profile.roles.add(one.name);
        profiles.set(name, profile);
      }
    }
    if (one.kind === 'user') for (const group of one.groups) held.groups.add(group);
    holders[one.kind].set(one.name, held);
  }
  for (const { userArn, passwordEnabled, accessKeys } of credentials?.users ?? []) {
    const user = holders.user.get(userArn.slice(userArn.lastIndexOf('/') + 1));
    if (user === undefined) continue;
    user.hasPassword = passwordEnabled;
    for (const { slot, active, lastRotated } of accessKeys) {
      if (lastRotated === undefined) continue;
      user.keys.set(`AKIA${slot}`, {
        createdAt: lastRotated,
        status: active ? 'Active' : 'Inactive',
      });
    }
  }
  for (const { userName, devices } of surroundings?.userMfaDevices ?? []) {
    for (const { serialNumber } of devices) holders.user.get(userName)?.devices.add(serialNumber);
  }
  for (const { name, roles: held } of surroundings?.instanceProfiles ?? []) {
    profiles.set(name, { path: '/', roles: new Set(held) });
  }
  for (const policy of managedPolicies) {
    if (policy.owner === 'aws' || policy.document === undefined) continue;
    const versions = policy.otherVersions.map(
      ({ versionId, document }) => [versionId, JSON.stringify(toJson(document))] as const,
    );
    policies.set(policy.arn, {
      path: policy.path,
      ...optional('description', policy.description),
      tags: '[{"Key":"kept","Value":"yes"}]',
      versions: new Map([...versions, [policy.versionId, JSON.stringify(toJson(policy.document))]]),
      default: policy.versionId,
      next: 100,
    });
  }
}

function stateOf(
  holders: Readonly<Record<Kind, ReadonlyMap<string, Holder>>>,
  policies: ReadonlyMap<string, Policy>,
  profiles: ReadonlyMap<string, { readonly path: string; readonly roles: ReadonlySet<string> }>,
): object {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) =>
    [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...Object.fromEntries(
      Object.entries(holders).map(([kind, all]) => [
        kind,
        sorted(all).map(([name, one]) => ({
          name,
          ...one,
          inline: sorted(one.inline),
          attached: [...one.attached].sort(),
          groups: [...one.groups].sort(),
          devices: [...one.devices].sort(),
          keys: sorted(one.keys).map(([id, key]) => [id, { ...key }]),
        })),
      ]),
    ),
    policies: sorted(policies).map(([arn, { versions, default: inForce, next: _, ...one }]) => ({
      arn,
      ...one,
      document: versions.get(inForce),
      versions: [...versions.values()].sort(),
    })),
    profiles: sorted(profiles).map(([name, { path, roles }]) => [name, path, [...roles].sort()]),
  };
}
