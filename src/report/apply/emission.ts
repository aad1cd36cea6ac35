/** What the emitters of `apply/` say of each proposal. */
import type { OutputFile } from '../output-file.js';
import type { Change } from './change.js';

export const EMIT_FORMATS = [
  'diff',
  'cli',
  'terraform',
  'terraform-json',
  'cloudformation',
  'cdk',
] as const;
export type EmitFormat = (typeof EMIT_FORMATS)[number];

/** Files of one proposal in one format, or why there are none. */
export type Emission =
  | { readonly files: readonly OutputFile[] }
  | { readonly files: readonly []; readonly reason: string };

export type Emitted = {
  readonly change: Change;
  readonly formats: readonly { readonly format: EmitFormat; readonly emission: Emission }[];
};
