/**
 * A policy document, parsed: what IAM would read, plus the text to print it back verbatim.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
import type { Problem } from './problem.js';

export type Effect = 'Allow' | 'Deny';

/** One key of one operator block. All conditions of a statement must hold (AND); values are OR. */
export type Condition = {
  /** `StringLike`, in AWS's spelling, without qualifier and without `IfExists`. */
  readonly operator: string;
  readonly qualifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  /** As written; keys compare without case. */
  readonly key: string;
  readonly values: readonly string[];
};

/** `*` as `{kind:'any'}`; otherwise by the element's keys: AWS, Service, Federated, CanonicalUser. */
export type PrincipalSet =
  | { readonly kind: 'any' }
  | {
      readonly kind: 'listed';
      readonly aws: readonly string[];
      readonly service: readonly string[];
      readonly federated: readonly string[];
      readonly canonicalUser: readonly string[];
    };

export type Statement = {
  readonly sid?: string;
  readonly effect: Effect;
  /** `negated` is `NotAction`. Patterns as written. */
  readonly actions: { readonly negated: boolean; readonly patterns: readonly string[] };
  /** `negated` is `NotResource`; absent in trust policies, where it means everything. */
  readonly resources?: { readonly negated: boolean; readonly patterns: readonly string[] };
  /** `negated` is `NotPrincipal`; absent in identity policies. */
  readonly principals?: { readonly negated: boolean; readonly set: PrincipalSet };
  readonly conditions: readonly Condition[];
  /** True when some part was not understood: nothing may be concluded from this statement. */
  readonly opaque: boolean;
  /** The statement as it was read, for printing back what is not changed. */
  readonly raw: Readonly<Record<string, unknown>>;
};

export type PolicyDocument = {
  /** Absent means 2008-10-17, where `${…}` is literal text. */
  readonly version: '2012-10-17' | '2008-10-17';
  readonly id?: string;
  readonly statements: readonly Statement[];
  /** The `Version` element was written. */
  readonly versionStated: boolean;
};

/** What `parsePolicy` gives: as much of the document as could be read, and what could not. */
export type ParsedPolicy = {
  readonly document: PolicyDocument;
  readonly problems: readonly Problem[];
};
