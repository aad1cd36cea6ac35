/**
 * What sources yield and collectors fold: raw records, each with the place it came from.
 *
 * A source reads and decides nothing; `value` is parsed JSON of unknown shape.
 */
import type { CoverageOrigin } from '../model/coverage.js';
import type { SourceKind } from '../model/evidence.js';
import type { Problem } from '../model/problem.js';
import type { Instant } from '../model/time.js';

export type RawRecord =
  | {
      readonly kind: 'cloudtrail';
      readonly index: number;
      readonly value: unknown;
      readonly origin: CoverageOrigin;
    }
  | { readonly kind: 'user'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'group'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'role'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'managed-policy'; readonly index: number; readonly value: unknown }
  | {
      readonly kind: 'credential-report';
      readonly index: number;
      readonly csv: string;
      /** `GeneratedTime` of `GetCredentialReport`; the CSV alone does not say. */
      readonly generatedAt?: unknown;
    }
  | { readonly kind: 'organization'; readonly index: number; readonly value: unknown }
  /** An answer of CloudTrail about trails, or a declaration of them. */
  | { readonly kind: 'trail-settings'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'policy-document'; readonly index: number; readonly text: string }
  /** A record that could not even be cut out or parsed; counted, and a hole in coverage. */
  | { readonly kind: 'broken'; readonly index: number; readonly problem: Problem };

/** One file, as its name and its first bytes tell. */
export type SourceFile = {
  /** Path as the user gave it, extended by the path below it. */
  readonly name: string;
  /** The input argument that it was found under. */
  readonly input: string;
  readonly kind: SourceKind;
  /** What the file is known by, so that a later run does not read it again. */
  readonly identity?: string;
  /** From the S3 key of a trail file, where the name is one. */
  readonly trail?: {
    readonly account: string;
    readonly region: string;
    readonly deliveredAt: Instant;
  };
};

export type SourceEvent =
  | { readonly type: 'begin'; readonly file: SourceFile }
  | { readonly type: 'records'; readonly records: readonly RawRecord[] }
  /** `partial`: some of the file could not be read; `failed`: none of it. */
  | {
      readonly type: 'end';
      readonly status: 'read' | 'partial' | 'failed' | 'unrecognised';
      readonly problems: readonly Problem[];
      /** Authorization details whose last page says that another one follows. */
      readonly continued?: true;
    }
  /** Trouble outside any file: a missing folder, a link loop. */
  | { readonly type: 'problem'; readonly problem: Problem };
