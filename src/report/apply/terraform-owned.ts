/** What a Terraform state keeps is edited where it is: the block by its address, or beside its holder. */
import { assertNever } from '../../model/brand.js';
import { attachmentTo, type CodeOwner, inlinePolicyOf } from '../../model/standing.js';
import type { PolicyEdit } from './policy-edit.js';
import { parseAddress, type TerraformResource } from './terraform-resource.js';

type TerraformOwner = CodeOwner & { readonly kind: 'terraform' };

/**
 * A resource that a state keeps is the block itself with what changes in it; there is nothing to
 * import, and settings of it that are not here stay as they are.
 *
 * @param old what the edit takes the place of, where that is another one
 */
export function atItsOwner(
  owners: readonly CodeOwner[],
  resource: TerraformResource,
  edit: PolicyEdit,
  old: PolicyEdit,
): TerraformResource {
  const states = owners.filter((owner): owner is TerraformOwner => owner.kind === 'terraform');
  if (states.length === 0) return resource;
  const owner = states.find(({ of }) => of === thingOf(old));
  const address = owner === undefined ? undefined : parseAddress(owner.address);
  if (owner === undefined || address?.type !== resource.type) {
    const [near] = owner === undefined ? states.filter(({ of }) => of === holderOf(old)) : [owner];
    return { ...resource, notes: [...resource.notes, ...besideItsHolder(resource, near)] };
  }
  if (resource.isRemoved) return resource;
  const kept = `${owner.address}, says ${owner.state}`;
  if (goes(edit)) return { ...resource, isRemoved: true, notes: [`Delete the block ${kept}.`] };
  const { importId: _, ignores: __, ...rest } = resource;
  return {
    ...rest,
    name: address.name,
    notes: [
      `Kept at ${kept}: take the change into that block.`,
      ...(address.isOneOfMany
        ? ['The block makes several: this is about the one above only.']
        : []),
      ...resource.notes,
    ],
  };
}

function goes(edit: PolicyEdit): boolean {
  return edit.kind === 'detach' || (edit.kind === 'inline-policy' && edit.after === undefined);
}

function besideItsHolder(
  { importId }: TerraformResource,
  holder: TerraformOwner | undefined,
): readonly string[] {
  if (holder === undefined) return [];
  const where = `${holder.address}, says ${holder.state}`;
  return importId === undefined
    ? [`New: put it beside ${where}.`]
    : [`No resource of its own in the state: change it in ${where}, or put this beside it.`];
}

function thingOf(edit: PolicyEdit): string {
  switch (edit.kind) {
    case 'inline-policy':
      return inlinePolicyOf(edit.holder.arn, edit.name);
    case 'managed-policy':
    case 'new-policy':
      return edit.arn;
    case 'control-policy':
      return edit.name;
    case 'trust-policy':
      return edit.role.arn;
    case 'boundary':
      return edit.holder.arn;
    case 'attach':
    case 'detach':
      return attachmentTo(edit.holder.arn, edit.policyArn);
    default:
      return assertNever(edit);
  }
}

function holderOf(edit: PolicyEdit): string | undefined {
  return 'holder' in edit ? edit.holder.arn : undefined;
}
