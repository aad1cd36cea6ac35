/**
 * A proposal as Terraform: resources that take over what is there (`import`), so that a plan shows
 * imports and changes in place. One module for each account; a file may be left out or moved.
 *
 * Sources: Terraform AWS provider documentation, `aws_iam_policy`, `aws_iam_{role,user,group}_policy`,
 * `aws_iam_{role,user,group}_policy_attachment`, "Import"; Terraform language, "import block".
 */
import { assertNever } from '../../model/brand.js';
import { plain, visibleJson } from '../escape.js';
import type { Change } from './change.js';
import { aligned, attributeValue, type HclAttribute, hclString } from './hcl.js';
import type { PolicyEdit } from './policy-edit.js';
import { atItsOwner } from './terraform-owned.js';
import type { TerraformResource } from './terraform-resource.js';

export function terraformResources(change: Change): readonly TerraformResource[] {
  const { edits, slug } = change;
  const base = slug.replaceAll('-', '_').toLowerCase();
  const made = new Map<string, string>();
  const swapped = new Set<PolicyEdit>();
  const taken = new Set<string>();
  return edits.flatMap((edit, index): readonly TerraformResource[] => {
    const name = edits.length === 1 ? base : `${base}__${index + 1}`;
    const old =
      edit.kind === 'attach'
        ? edits.find((one) => isSwap(edit, one) && !swapped.has(one))
        : undefined;
    if (old !== undefined) swapped.add(old);
    if (edit.kind === 'control-policy') return controlPolicy(edit, name);
    const resource = resourceOf(edit, name, made, edits, old);
    if (resource === undefined) return [];
    const owned = atItsOwner(change.owners, resource, edit, old ?? edit);
    const key = `${owned.type}.${owned.name}`;
    // Instances of one block are several edits: only one block can have the name.
    const placed = taken.has(key) ? { ...owned, name } : owned;
    taken.add(`${placed.type}.${placed.name}`);
    if (edit.kind === 'new-policy') made.set(edit.arn, `aws_iam_policy.${placed.name}.arn`);
    return [placed];
  });
}

function resourceOf(
  edit: Exclude<PolicyEdit, { kind: 'control-policy' }>,
  name: string,
  made: ReadonlyMap<string, string>,
  edits: readonly PolicyEdit[],
  old: PolicyEdit | undefined,
): TerraformResource | undefined {
  switch (edit.kind) {
    case 'inline-policy':
      return inlinePolicy(edit, name);
    case 'managed-policy':
      return managedPolicy(edit, name);
    case 'new-policy':
      return newPolicy(edit, name);
    case 'trust-policy':
      return trustPolicy(edit, name);
    case 'boundary':
      return boundary(edit, name, made);
    case 'attach':
      return attachment(edit, name, made, old);
    case 'detach':
      // Where something takes its place, that resource imports it and replaces it.
      return edits.some((other) => other.kind === 'attach' && isSwap(other, edit))
        ? undefined
        : attachment(edit, name, made, edit);
    default:
      return assertNever(edit);
  }
}

// --- resources ------------------------------------------------------------------------------

type Attachment = PolicyEdit & { kind: 'attach' | 'detach' };

function isSwap(attach: PolicyEdit & { kind: 'attach' }, other: PolicyEdit): other is Attachment {
  return other.kind === 'detach' && other.holder.arn === attach.holder.arn;
}

const REMOVED_IN_TWO_STEPS =
  'Terraform removes only what it keeps: apply once to import it, delete both blocks, apply again.';

function inlinePolicy(
  { holder, name, before, after }: PolicyEdit & { kind: 'inline-policy' },
  resource: string,
): TerraformResource {
  return {
    type: `aws_iam_${holder.kind}_policy`,
    name: resource,
    importId: `${holder.name}:${name}`,
    attributes: [
      ['name', name],
      [holder.kind, holder.name],
      ['policy', { json: after ?? before }],
    ],
    notes: after === undefined ? [REMOVED_IN_TWO_STEPS] : [],
  };
}

function managedPolicy(
  { arn, name, path, after }: PolicyEdit & { kind: 'managed-policy' },
  resource: string,
): TerraformResource {
  return {
    type: 'aws_iam_policy',
    name: resource,
    importId: arn,
    attributes: [
      ['name', name],
      ['path', path],
      ['policy', { json: after }],
    ],
    // A description that the configuration lacks would make Terraform replace the policy.
    ignores: ['description', 'tags'],
    notes: [],
  };
}

function newPolicy(
  { name, path, document }: PolicyEdit & { kind: 'new-policy' },
  resource: string,
): TerraformResource {
  return {
    type: 'aws_iam_policy',
    name: resource,
    attributes: [
      ['name', name],
      ['path', path],
      ['policy', { json: document }],
    ],
    notes: [],
  };
}

function controlPolicy(
  { account, name, document }: PolicyEdit & { kind: 'control-policy' },
  resource: string,
): readonly TerraformResource[] {
  return [
    {
      type: 'aws_organizations_policy',
      name: resource,
      attributes: [
        ['name', name],
        ['type', 'SERVICE_CONTROL_POLICY'],
        ['content', { json: document }],
      ],
      notes: [],
    },
    {
      type: 'aws_organizations_policy_attachment',
      name: resource,
      attributes: [
        ['policy_id', { reference: `aws_organizations_policy.${resource}.id` }],
        ['target_id', account],
      ],
      notes: [],
    },
  ];
}

function trustPolicy(
  { role, after }: PolicyEdit & { kind: 'trust-policy' },
  resource: string,
): TerraformResource {
  return {
    type: 'aws_iam_role',
    name: resource,
    importId: role.name,
    attributes: [
      ['name', role.name],
      ['path', pathOf(role.arn)],
      ['assume_role_policy', { json: after }],
    ],
    ignores: ['description', 'max_session_duration', 'permissions_boundary', 'tags'],
    notes: [],
  };
}

function boundary(
  { holder, from, to, trustPolicy, isBesideTrust }: PolicyEdit & { kind: 'boundary' },
  resource: string,
  made: ReadonlyMap<string, string>,
): TerraformResource {
  const reference = made.get(to);
  const value = reference === undefined ? to : { reference };
  const isRole = holder.kind === 'role';
  const common = { type: `aws_iam_${holder.kind}`, name: resource };
  if (isRole && (isBesideTrust || trustPolicy === undefined)) {
    const where = isBesideTrust
      ? 'in the block of the role that comes with its trust policy, and take it out of ignore_changes there'
      : 'where the role is kept';
    const next = reference ?? to;
    const notes = [`Set permissions_boundary of role ${holder.name} to ${next} ${where}.`];
    return { ...common, attributes: [], notes, isRemoved: true };
  }
  return {
    ...common,
    importId: holder.name,
    attributes: [
      ['name', holder.name],
      ['path', pathOf(holder.arn)],
      ...(isRole ? [['assume_role_policy', { json: trustPolicy }] as const] : []),
      ['permissions_boundary', value],
    ],
    ignores: isRole
      ? ['assume_role_policy', 'description', 'max_session_duration', 'tags']
      : ['tags'],
    notes: [`Puts this boundary in the place of ${from}.`],
  };
}

/** `/shop/` of `…:role/shop/kiosk`. */
function pathOf(arn: string): string {
  return arn.slice(arn.indexOf('/'), arn.lastIndexOf('/') + 1);
}

function attachment(
  { holder, policyArn, kind }: Attachment,
  resource: string,
  made: ReadonlyMap<string, string>,
  replaced: PolicyEdit | undefined,
): TerraformResource {
  const reference = made.get(policyArn);
  const isSwapped = kind === 'attach' && replaced?.kind === 'detach';
  return {
    type: `aws_iam_${holder.kind}_policy_attachment`,
    name: resource,
    ...(replaced?.kind === 'detach'
      ? { importId: `${replaced.holder.name}/${replaced.policyArn}` }
      : {}),
    attributes: [
      [holder.kind, holder.name],
      ['policy_arn', reference === undefined ? policyArn : { reference }],
    ],
    ...(isSwapped
      ? {
          createFirst: true,
        }
      : {}),
    notes: [
      ...(isSwapped ? [`Puts this policy in the place of ${replaced.policyArn}.`] : []),
      ...(kind === 'detach' ? [REMOVED_IN_TWO_STEPS] : []),
    ],
  };
}

// --- HCL ------------------------------------------------------------------------------------

export function renderHcl(change: Change): string {
  return `${[
    ...change.heading.map(comment),
    ...terraformResources(change).flatMap((resource) => ['', ...block(resource)]),
  ].join('\n')}\n`;
}

function comment(line: string): string {
  return `# ${plain(line)}`.trimEnd();
}

function block(resource: TerraformResource): readonly string[] {
  const { type, name, importId, attributes, ignores, createFirst, notes, isRemoved } = resource;
  const lifecycle: (readonly [string, string])[] = [
    ...(createFirst === undefined ? [] : [['create_before_destroy', 'true'] as const]),
    ...(ignores === undefined ? [] : [['ignore_changes', `[${ignores.join(', ')}]`] as const]),
  ];
  if (isRemoved) return notes.map(comment);
  return [
    ...notes.map(comment),
    ...(importId === undefined
      ? []
      : ['import {', `  to = ${type}.${name}`, `  id = ${hclString(importId)}`, '}', '']),
    `resource "${type}" "${name}" {`,
    ...aligned(
      attributes.map(([key, value]) => [key, attributeValue(value, '  ')]),
      '  ',
    ),
    ...(lifecycle.length === 0 ? [] : ['', '  lifecycle {', ...aligned(lifecycle, '    '), '  }']),
    '}',
  ];
}

// --- JSON -----------------------------------------------------------------------------------

export function renderTerraformJson(change: Change): string {
  const all = terraformResources(change);
  const resources = all.filter(({ isRemoved }) => !isRemoved);
  const removed = all.filter(({ isRemoved }) => isRemoved).flatMap(({ notes }) => notes);
  const byType: Record<string, Record<string, unknown>> = {};
  for (const resource of resources) {
    byType[resource.type] = { ...byType[resource.type], [resource.name]: jsonBody(resource) };
  }
  const imports = resources.flatMap(({ type, name, importId }) =>
    importId === undefined ? [] : [{ to: `${type}.${name}`, id: templateText(importId) }],
  );
  return `${visibleJson({
    '//': [...change.heading, ...removed].map(plain).join('\n'),
    ...(imports.length === 0 ? {} : { import: imports }),
    ...(resources.length === 0 ? {} : { resource: byType }),
  })}\n`;
}

function jsonBody({ attributes, ignores, createFirst, notes }: TerraformResource): unknown {
  return {
    ...(notes.length === 0 ? {} : { '//': notes.map(plain).join('\n') }),
    ...Object.fromEntries(attributes.map(([key, value]) => [key, jsonValue(value)])),
    ...(ignores === undefined && createFirst === undefined
      ? {}
      : {
          lifecycle: {
            ...(createFirst === undefined ? {} : { create_before_destroy: true }),
            ...(ignores === undefined ? {} : { ignore_changes: ignores }),
          },
        }),
  };
}

function jsonValue(value: HclAttribute[1]): string {
  if (typeof value === 'string') return templateText(value);
  return 'reference' in value ? `\${${value.reference}}` : templateText(documentText(value.json));
}

/** Inside the JSON of a policy a sign before `${` can be written out, so that no `$${` comes about. */
function documentText(document: unknown): string {
  return JSON.stringify(document).replace(
    /([$%])(?=[$%]\{)/g,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`,
  );
}

/** Strings of `.tf.json` are templates too. */
function templateText(text: string): string {
  return text.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}

// --- the module -----------------------------------------------------------------------------

const REGION_OF_PARTITION: Readonly<Record<string, string>> = {
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/**
 * Refuses any other account. IAM has no regions; the provider wants one all the same.
 *
 * @param account `undefined`: that of the organization's management, which nothing here names
 */
export function renderProvider(account: string | undefined, partition: string): string {
  const attributes = [
    ['region', hclString(REGION_OF_PARTITION[partition] ?? 'us-east-1')] as const,
    ...(account === undefined ? [] : [['allowed_account_ids', `[${hclString(account)}]`] as const]),
  ];
  return `terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

provider "aws" {
${aligned(attributes, '  ').join('\n')}
}
`;
}
