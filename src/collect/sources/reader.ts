/** What every reader of one file's bytes can tell. */
import type { SourceKind } from '../../model/evidence.js';
import type { RawRecord } from '../records.js';
import type { SplitEnd } from './split-json.js';

export type Reader = {
  readonly push: (chunk: Buffer) => void;
  readonly end: () => SplitEnd;
  /** `undefined` as long as nothing known was met. */
  readonly kind: () => SourceKind | undefined;
  /** Nothing known so far, and no hope left. */
  readonly isHopeless: () => boolean;
  /** Records since the last call, each once. */
  readonly takeRecords: () => readonly RawRecord[];
  /** Pieces cut out so far: the index of the next record. */
  readonly count: () => number;
  /** The answer's last page says `IsTruncated`: another page belongs to it. */
  readonly isContinued: () => boolean;
};
