/**
 * Addresses of Terraform's resources, taken apart: `module.shop["eu"].aws_iam_role.kiosk[0]`.
 *
 * Source: Terraform CLI documentation, "Resource Addressing".
 */

export type TerraformAddress = {
  /** `module.shop["eu"]`; empty for the root module. */
  readonly module: string;
  readonly type: string;
  readonly name: string;
  /** One of several instances of a block with `count` or `for_each`. */
  readonly isOneOfMany: boolean;
};

const RESOURCE = /^(?:(module\..*)\.)?([a-z][a-z0-9_]*)\.([A-Za-z_][A-Za-z0-9_-]*)(\[.*\])?$/s;

/** @returns `undefined` for what is no address: states are input like any other */
export function parseAddress(address: string): TerraformAddress | undefined {
  const [, module = '', type, name, index] = RESOURCE.exec(address) ?? [];
  if (type === undefined || name === undefined) return undefined;
  return { module, type, name, isOneOfMany: index !== undefined };
}
