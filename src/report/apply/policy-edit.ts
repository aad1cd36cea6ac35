/**
 * A proposal as single edits of IAM, in the order in which they are safe: what is new is there before
 * what was goes. Every format to apply is written from these.
 */
import { assertNever } from '../../model/brand.js';
import type { Holder } from '../../model/recommendation.js';
import type {
  AccountProposalResult,
  PolicyResult,
  RecommendationResult,
  TrustProposalResult,
} from '../../model/result.js';

export type PolicyEdit =
  /** `after` absent: the policy goes. */
  | {
      readonly kind: 'inline-policy';
      readonly holder: Holder;
      readonly name: string;
      readonly before: unknown;
      readonly after?: unknown;
    }
  | {
      readonly kind: 'managed-policy';
      readonly arn: string;
      readonly name: string;
      readonly path: string;
      readonly before: unknown;
      readonly after: unknown;
      /** In force before the edit. */
      readonly versionId: string | undefined;
      readonly prune: { readonly versionId: string; readonly document: unknown } | undefined;
    }
  | {
      readonly kind: 'new-policy';
      readonly arn: string;
      readonly name: string;
      readonly path: string;
      readonly document: unknown;
    }
  | {
      readonly kind: 'trust-policy';
      readonly role: Holder;
      readonly before: unknown;
      readonly after: unknown;
    }
  /** A service control policy and its attachment to one account: made in the management account. */
  | {
      readonly kind: 'control-policy';
      readonly account: string;
      readonly name: string;
      readonly document: unknown;
    }
  | BoundaryEdit
  | { readonly kind: 'attach'; readonly holder: Holder; readonly policyArn: string }
  | { readonly kind: 'detach'; readonly holder: Holder; readonly policyArn: string };

/** Another policy bounds the holder from then on. */
export type BoundaryEdit = {
  readonly kind: 'boundary';
  readonly holder: Holder;
  readonly from: string;
  readonly to: string;
  /** Of a role, where it was read. */
  readonly trustPolicy: unknown;
  /** Code for the trust policy of the same role is proposed beside: one block holds both. */
  readonly isBesideTrust: boolean;
};

/** @param trusted ARNs of roles whose trust policy is proposed for a change, too */
export function editsOf(
  one: RecommendationResult,
  trusted: ReadonlySet<string> = new Set(),
): readonly PolicyEdit[] {
  switch (one.kind) {
    case 'trim-inline-policy':
    case 'remove-inline-policy':
      return inlineEdits(one);
    case 'trim-managed-policy':
      return [...managedEdits(one), ...newPolicies(one, 1), ...attachments(one, 1)];
    case 'replace-aws-managed-policy':
    case 'split-managed-policy':
      return [...newPolicies(one, 0), ...swaps(one)];
    case 'detach-managed-policy':
      return detachments(one);
    case 'trim-permissions-boundary':
      return managedEdits(one);
    case 'replace-permissions-boundary':
      return [...newPolicies(one, 0), ...boundaries(one, trusted)];
    default:
      return assertNever(one.kind);
  }
}

export function trustEdits({ role, before, after }: TrustProposalResult): readonly PolicyEdit[] {
  return [{ kind: 'trust-policy', role, before: before.document, after: after.document }];
}

/** A boundary bounds nobody yet: it is made, and whoever shall be bounded gets it by name. */
export function accountEdits(
  { kind, account, policy }: AccountProposalResult,
  partition: string,
): readonly PolicyEdit[] {
  const { name, document } = policy;
  return kind === 'service-control-policy'
    ? [{ kind: 'control-policy', account, name, document }]
    : [
        {
          kind: 'new-policy',
          arn: `arn:${partition}:iam::${account}:policy/${name}`,
          name,
          path: '/',
          document,
        },
      ];
}

function inlineEdits({ holders, before, after }: RecommendationResult): readonly PolicyEdit[] {
  const [first] = after;
  return holders.map((holder) => ({
    kind: 'inline-policy',
    holder,
    name: before.name,
    before: before.document,
    ...(first === undefined ? {} : { after: first.document }),
  }));
}

function managedEdits({ before, after, standing }: RecommendationResult): readonly PolicyEdit[] {
  const [first] = after;
  if (first === undefined || before.arn === undefined) return [];
  const { path, versionId, prune } = standing;
  return [
    {
      kind: 'managed-policy',
      arn: before.arn,
      name: before.name,
      path,
      before: before.document,
      after: first.document,
      versionId,
      prune,
    },
  ];
}

function newPolicies(one: RecommendationResult, from: number): readonly PolicyEdit[] {
  return one.after.slice(from).map((policy) => ({
    kind: 'new-policy',
    arn: arnOfNew(one, policy),
    name: policy.name,
    path: one.standing.path,
    document: policy.document,
  }));
}

function arnOfNew({ account, standing }: RecommendationResult, { name }: PolicyResult): string {
  return `arn:${standing.partition}:iam::${account}:policy${standing.path}${name}`;
}

function attachments(one: RecommendationResult, from: number): readonly PolicyEdit[] {
  return one.holders.flatMap((holder) =>
    one.after.slice(from).map((policy): PolicyEdit => {
      return { kind: 'attach', holder, policyArn: arnOfNew(one, policy) };
    }),
  );
}

function boundaries(
  one: RecommendationResult,
  trusted: ReadonlySet<string>,
): readonly PolicyEdit[] {
  const { holders, before, after, standing } = one;
  const [first] = after;
  const from = before.arn;
  if (first === undefined || from === undefined) return [];
  const trust = new Map((standing.trust ?? []).map(({ arn, trustPolicy }) => [arn, trustPolicy]));
  return holders.map((holder) => ({
    kind: 'boundary',
    holder,
    from,
    to: arnOfNew(one, first),
    trustPolicy: trust.get(holder.arn),
    isBesideTrust: trusted.has(holder.arn),
  }));
}

function detachments({ holders, before }: RecommendationResult): readonly PolicyEdit[] {
  const { arn } = before;
  return arn === undefined
    ? []
    : holders.map((holder) => ({ kind: 'detach', holder, policyArn: arn }));
}

/** Where there is no room for all, the last one takes the place of the old one. */
function swaps(one: RecommendationResult): readonly PolicyEdit[] {
  const attach = attachments(one, 0);
  const detach = detachments(one);
  return one.standing.attachFirst
    ? [...attach, ...detach]
    : [...attach.slice(0, -1), ...detach, ...attach.slice(-1)];
}
