/**
 * A resource of Terraform, on its way into HCL or JSON, and the addresses of those that a state keeps:
 * `module.shop["eu"].aws_iam_role.kiosk[0]`.
 *
 * Source: Terraform CLI documentation, "Resource Addressing".
 */
import type { HclAttribute } from './hcl.js';

export type TerraformResource = {
  readonly type: string;
  readonly name: string;
  /** Takes over what is there; absent: made anew. */
  readonly importId?: string;
  readonly attributes: readonly HclAttribute[];
  /** Settings that the evidence does not hold, left as they are. */
  readonly ignores?: readonly string[];
  readonly createFirst?: true;
  /** What a person has to do beside applying it. */
  readonly notes: readonly string[];
  /** A block that a state keeps and that goes: there are only notes on it. */
  readonly isRemoved?: true;
};

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
