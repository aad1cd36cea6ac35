/** What the emitters of `apply/` say of each proposal. */
import type { EmitFormat } from '../../model/formats.js';
import type { OutputFile } from '../output-file.js';
import type { Change } from './change.js';

/** Files of one proposal in one format, or why there are none. */
export type Emission =
  | { readonly files: readonly OutputFile[] }
  | { readonly files: readonly []; readonly reason: string };

export type Emitted = {
  readonly change: Change;
  readonly formats: readonly { readonly format: EmitFormat; readonly emission: Emission }[];
};
