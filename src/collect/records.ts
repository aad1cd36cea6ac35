/**
 * What sources yield and collectors fold: raw records, each with the place it came from.
 *
 * A source reads and decides nothing; `value` is parsed JSON of unknown shape.
 */
import type { CoverageOrigin } from '../model/coverage.js';
import type { SourceKind } from '../model/evidence.js';
import type { Problem } from '../model/problem.js';
import type { ShapeDays } from '../model/shape-days.js';
import type { Instant } from '../model/time.js';
import type { Verification } from '../model/verification.js';

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
  /** What a live collection says of one of its sources. */
  | { readonly kind: 'collected-unit'; readonly index: number; readonly value: unknown }
  /** An answer of AWS with what was asked, and where. */
  | { readonly kind: 'api-answer'; readonly index: number; readonly value: unknown }
  /** A digest, the keys of `ListPublicKeys`, or the metadata of a digest's object: checked at the source. */
  | { readonly kind: 'digest'; readonly index: number; readonly value: unknown }
  /** `GetServiceLastAccessedDetails` or `GetAccessKeyLastUsed`. */
  | { readonly kind: 'last-accessed'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'policy-document'; readonly index: number; readonly text: string }
  /** A Terraform state, and then each of its resources. */
  | {
      readonly kind: 'terraform-resource';
      readonly index: number;
      readonly resource: TerraformResource | undefined;
    }
  /** A record that could not even be cut out or parsed; counted, and a hole in coverage. */
  | { readonly kind: 'broken'; readonly index: number; readonly problem: Problem };

/** One instance of a resource: what names it, and nothing else of the state. */
export type TerraformResource = {
  /** `module.shop["eu"].aws_iam_role.kiosk[0]` */
  readonly address: string;
  readonly type: string;
  readonly mode: 'managed' | 'data';
  /** Resources of one provider configuration are of one account, where the state tells them apart. */
  readonly provider: string;
  readonly names: Readonly<Record<string, string | readonly string[]>>;
};

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
  /** Records of a trail file, by their shapes. */
  | { readonly type: 'batch'; readonly batch: TrailBatch }
  /** What the digests among the input prove of the trail files, which come behind. */
  | { readonly type: 'verification'; readonly verification: Verification }
  /** Trouble outside any file: a link loop, or a folder that could not be opened: then its path. */
  | { readonly type: 'problem'; readonly problem: Problem; readonly unread?: string };

/**
 * The records of a trail file. Those alike in all that leastwise reads have one shape, so that whoever
 * has read one knows them all but for their time and id.
 */
export type TrailBatch = {
  /** Number of each one's shape, or `ODD_SHAPE`. */
  readonly shapes: Uint32Array;
  /** Each one's `eventTime`, in seconds since 1970. */
  readonly seconds: Uint32Array;
  /** Each one's `eventID`, a UUID, in four words. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Those that have a shape, counted. */
  readonly days: ShapeDays;
  /** Whose numbers the shapes have. */
  readonly dictionary: ShapeDictionary;
  readonly odd: OddRecords;
};

/** Records that are like no others, in order, whole; parsed anew each time. */
export type OddRecords = { readonly length: number; readonly parse: (n: number) => unknown };

/** By identity: numbers of two dictionaries have nothing in common. */
export type ShapeDictionary = {
  /** A later dictionary of the same name takes its place. */
  readonly name: string;
  /** A record without `eventTime` and `eventID`: each is there once, since there may be many. */
  readonly take: (shape: number) => Record<string, unknown>;
};
