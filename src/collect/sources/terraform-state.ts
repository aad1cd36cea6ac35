/**
 * Cuts a Terraform state into its resources: `terraform show -json` of a state or a plan, and the file
 * `terraform.tfstate` itself. Of a resource only what names it is taken: states hold secrets in plain
 * text, and nothing of them is kept.
 *
 * Sources: Terraform documentation, "JSON Output Format" (format 1); `internal/states/statefile/version4.go`
 * of Terraform 1.11; OpenTofu documentation, "State and Plan Encryption".
 */
import type { TerraformResource } from '../records.js';

export type TerraformReading =
  | { readonly kind: 'state'; readonly resources: Iterable<TerraformResource | 'malformed'> }
  | { readonly kind: 'unreadable'; readonly why: string };

type Has = (key: string) => boolean;
type Members = Readonly<Record<string, unknown>>;

/** By members that no other input has together. */
export function looksLikeTerraform(has: Has): boolean {
  return (
    (has('terraform_version') && (has('format_version') || has('version'))) ||
    (has('lineage') && has('serial')) ||
    (has('format_version') && (has('values') || has('planned_values'))) ||
    (has('encrypted_data') && has('encryption_version'))
  );
}

export function readTerraform(document: Members): TerraformReading {
  if (Object.hasOwn(document, 'encrypted_data')) {
    return unreadable('is encrypted: give what `tofu show -json` writes');
  }
  return Object.hasOwn(document, 'format_version') ? readShown(document) : readFile(document);
}

function unreadable(why: string): TerraformReading {
  return { kind: 'unreadable', why };
}

// --- terraform show -json -------------------------------------------------------------------

function readShown(document: Members): TerraformReading {
  const { format_version: version } = document;
  if (typeof version !== 'string' || !/^[01]\./.test(version)) {
    return unreadable(`has a format of Terraform that is not known: ${text(version)}`);
  }
  // Of a plan: what Terraform keeps now, not what it would keep.
  const plan = object(document.prior_state);
  const isPlan = Object.hasOwn(document, 'planned_values');
  const values = object(isPlan ? plan?.values : document.values);
  return { kind: 'state', resources: shownResources(object(values?.root_module)) };
}

/** No recursion: a hostile file may nest modules as deep as it likes. */
function* shownResources(root: Members | undefined): Iterable<TerraformResource | 'malformed'> {
  const modules = root === undefined ? [] : [root];
  for (let module = modules.pop(); module !== undefined; module = modules.pop()) {
    for (const resource of list(module.resources)) yield shownResource(object(resource));
    for (const child of list(module.child_modules)) modules.push(object(child) ?? {});
  }
}

function shownResource(resource: Members | undefined): TerraformResource | 'malformed' {
  const { address, type, mode, provider_name: provider } = resource ?? {};
  if (!isName(address) || !isName(type)) return 'malformed';
  return {
    address,
    type,
    mode: mode === 'data' ? 'data' : 'managed',
    provider: text(provider),
    names: namesIn(type, object(resource?.values)),
  };
}

/** The member of `terraform.tfstate` that is read resource by resource: it may be of any size. */
export const STATE_LIST = 'resources';
const STATE_VERSION = 4;

/** Terraform writes these before the resources. */
export function isCurrentState(keys: ReadonlySet<string>, version: number | undefined): boolean {
  return (
    version === STATE_VERSION &&
    ['version', 'terraform_version', 'serial', 'lineage'].every((key) => keys.has(key)) &&
    !['format_version', 'encrypted_data'].some((key) => keys.has(key))
  );
}

// --- terraform.tfstate ----------------------------------------------------------------------

function readFile(document: Members): TerraformReading {
  const { version, resources } = document;
  if (version !== STATE_VERSION) {
    return unreadable(
      `is a state of version ${text(version)}: give what \`terraform show -json\` writes`,
    );
  }
  if (resources !== undefined && resources !== null && !Array.isArray(resources)) {
    return unreadable('is a state whose `resources` are no list');
  }
  return { kind: 'state', resources: fileResources(list(resources)) };
}

export function* fileResources(
  resources: readonly unknown[],
): Iterable<TerraformResource | 'malformed'> {
  for (const one of resources) {
    const resource = object(one);
    const { module, type, name, instances } = resource ?? {};
    if (!isName(type) || !isName(name) || !Array.isArray(instances)) {
      yield 'malformed';
      continue;
    }
    const front = typeof module === 'string' && module !== '' ? `${module}.` : '';
    for (const each of instances) {
      const instance = object(each);
      // What was replaced and only waits to be destroyed is kept by nobody.
      if (instance?.deposed !== undefined) continue;
      yield {
        address: `${front}${type}.${name}${indexOf(instance?.index_key)}`,
        type,
        mode: resource?.mode === 'data' ? 'data' : 'managed',
        provider: text(resource?.provider),
        names: namesIn(type, object(instance?.attributes)),
      };
    }
  }
}

function indexOf(key: unknown): string {
  return typeof key === 'number' || typeof key === 'string' ? `[${JSON.stringify(key)}]` : '';
}

// --- members --------------------------------------------------------------------------------

/** Attributes that name a thing of IAM or who holds it; none of them is ever secret. */
const NAMING: Readonly<Record<string, readonly string[]>> = {
  aws_caller_identity: ['account_id'],
  aws_iam_access_key: ['user'],
  aws_iam_group: ['arn', 'name'],
  aws_iam_group_policies_exclusive: ['group_name'],
  aws_iam_group_policy: ['group', 'name'],
  aws_iam_group_policy_attachment: ['group', 'policy_arn'],
  aws_iam_group_policy_attachments_exclusive: ['group_name'],
  aws_iam_instance_profile: ['arn', 'name'],
  aws_iam_policy: ['arn', 'name'],
  aws_iam_policy_attachment: ['groups', 'policy_arn', 'roles', 'users'],
  aws_iam_role: ['arn', 'name'],
  aws_iam_role_policies_exclusive: ['role_name'],
  aws_iam_role_policy: ['name', 'role'],
  aws_iam_role_policy_attachment: ['policy_arn', 'role'],
  aws_iam_role_policy_attachments_exclusive: ['role_name'],
  aws_iam_user: ['arn', 'name'],
  aws_iam_user_login_profile: ['user'],
  aws_iam_user_policies_exclusive: ['user_name'],
  aws_iam_user_policy: ['name', 'user'],
  aws_iam_user_policy_attachment: ['policy_arn', 'user'],
  aws_iam_user_policy_attachments_exclusive: ['user_name'],
};

const MAX_NAME = 2048;
const MAX_NAMES = 10_000;

function namesIn(type: string, attributes: Members | undefined): TerraformResource['names'] {
  const keys = Object.hasOwn(NAMING, type) ? (NAMING[type] ?? []) : [];
  const names: Record<string, string | readonly string[]> = {};
  for (const key of keys) {
    const value = attributes?.[key];
    if (isName(value)) names[key] = value;
    else if (Array.isArray(value)) names[key] = value.filter(isName).slice(0, MAX_NAMES);
  }
  return names;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MAX_NAME;
}

function object(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : '?';
}
