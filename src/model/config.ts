/**
 * `leastwise.yaml`. The schema that `leastwise schema config` prints is made from this type, and a file
 * is read against that schema: what is written here is what a user may write.
 */
import type { Waiver } from './review.js';

/**
 * `keep` or `remove`, or one of them for a service such as `remove=s3`.
 *
 * @pattern ^(keep|remove)(=[a-z0-9-]+)?$
 */
export type UnobservableWord = string;

/**
 * A number of days.
 *
 * @minimum 0
 * @maximum 4000
 */
export type Days = number;

/** A format, or a format and the file that it is written to, such as `sarif=leastwise.sarif`. */
export type FormatWord = string;

/** All that is given must match; a name, an ARN, a path or a tag must be. */
export type ExemptionEntry = {
  /** Pattern over names. */
  readonly name?: string;
  /** Pattern over ARNs. */
  readonly arn?: string;
  /** Pattern over paths, such as `/emergency/*`. */
  readonly path?: string;
  /** Without `value`: any value. */
  readonly tag?: { readonly key: string; readonly value?: string };
  readonly reason: string;
  /** The day from which it is proposed again. */
  readonly expires: string;
};

/** A trail, its members spelled as in the answers of CloudTrail: `IsMultiRegionTrail`, `EventSelectors`, … */
export type DeclaredTrail = {
  readonly TrailARN: string;
  /** How long it has been so: your word. */
  readonly since: string;
  readonly [member: string]: unknown;
};

/** Settings of leastwise for a project. Flags and `LEASTWISE_*` variables win over what stands here. */
export type Config = {
  /** Where an editor finds the schema; leastwise does not read it. */
  readonly $schema?: string;
  /** Evidence and result folder; a later run adds to it. Default: leastwise-audit. */
  readonly out?: string;
  /** The moment the audit speaks for, as a date or an ISO 8601 instant. Default: the newest record. */
  readonly 'as-of'?: string;
  /** How far back usage counts. Default: 90. */
  readonly window?: Days;
  /** Gap-free coverage needed before anything is called unused. Default: 90. */
  readonly 'min-window'?: Days;
  /** Age that identities, grants and keys must have beyond that. Default: 7. */
  readonly grace?: Days;
  /** What trimming does with permissions that no log can show. Default: keep. */
  readonly unobservable?: UnobservableWord | readonly UnobservableWord[];
  /** How deep trimming goes. Default: resources. */
  readonly scope?: 'actions' | 'resources';
  /** Uses of an action that its resources are narrowed on, at least. Default: 5. */
  readonly 'min-uses'?: number;
  /** Rules of generalising resources that are switched off, by name. Default: none. */
  readonly 'without-rule'?: string | readonly string[];
  /**
   * How policies are made to fit the quotas. Default: lossless.
   * @pattern ^(lossless|budget=\d+)$
   */
  readonly pack?: string;
  /** What happens to a policy that several hold. Default: union. */
  readonly shared?: 'union' | 'split';
  /** Whether a service silent in last-accessed data makes its unlogged actions unused. Default: on. */
  readonly 'service-silence'?: 'on' | 'off';
  /** Formats below apply/, by commas. Default: all. */
  readonly emit?: string;
  /** What is never revoked: by name, path or tag, with reason and end; or the file that lists it. Default: none. */
  readonly exemptions?: string | readonly ExemptionEntry[];
  /** What is known of trails, since when: declared here, or the file that says it. Default: none. */
  readonly trails?: string | readonly DeclaredTrail[];
  /** The revocation plan to follow up. Default: the one in the out folder. */
  readonly plan?: string;
  /** How long a thing stays in quarantine. Default: 30. */
  readonly 'quarantine-days'?: Days;
  /** Logs that are no trail files (look-ups, JSON lines) hold all events of their time. Default: false. */
  readonly 'complete-logs'?: boolean;
  /** Only these identities, by name or ARN; `*` and `?` stand for any text. Default: all. */
  readonly identity?: string | readonly string[];
  /** Not these identities. Default: none. */
  readonly exclude?: string | readonly string[];
  /** Outputs besides the folder. Default: the summary on stdout. */
  readonly format?: FormatWord | readonly FormatWord[];
  /** Exit 1 on findings of this severity or worse that are neither waived nor known. Default: none. */
  readonly 'fail-on'?: 'none' | 'info' | 'low' | 'medium' | 'high' | 'critical';
  /** Names are replaced in what --format and stdout give, for showing it outside. Default: false. */
  readonly redact?: boolean;
  /** A file with a secret: with it, names get the same words in every run. Default: none. */
  readonly 'redact-key'?: string;
  /** A file of `leastwise baseline create`: only what is new counts. */
  readonly baseline?: string;
  /** What is accepted, with reason and expiry: waivers, or the YAML or JSON file that lists them. */
  readonly waivers?: string | readonly Waiver[];
};

/** A file of its own for waivers. */
export type WaiversFile = { readonly waivers: readonly Waiver[] };
