/**
 * What is wrong with the text of policies that the account may change: inline policies, customer-managed
 * policies that somebody holds, and trust policies of roles.
 *
 * AWS-managed policies, service-linked roles and Identity Center's roles are not the account's to edit.
 */
import type { Finding } from '../../model/finding.js';
import type { Identity } from '../../model/identity.js';
import type { PolicyDocument } from '../../model/policy.js';
import {
  createLintTools,
  type Lint,
  lintPolicy,
  type PolicyPurpose,
} from '../../policy/lint/index.js';
import type { VerdictContext } from '../verdict-context.js';
import type { Detector } from './detector.js';

/** One document, and whose it is. */
type Subject = {
  /** Distinct and stable: the ARN, and the policy's name where the ARN is its holder's. */
  readonly id: string;
  readonly arn: string;
  readonly label: string;
  readonly document: PolicyDocument;
  readonly purpose: PolicyPurpose;
};

export const findPolicyLint: Detector = (context, assessments) => {
  const editable = new Set(
    assessments
      .filter(({ manageability }) => manageability === 'editable')
      .map(({ arn }) => arn as string),
  );
  const own = context.directory.identities.filter(({ arn }) => editable.has(arn));
  const lint = remembering(context);
  return [...own.flatMap(documentsOf), ...managedDocuments(context, own)].flatMap((subject) =>
    lint(subject).map((one) => findingOf(context, subject, one)),
  );
};

/** Thousands of roles are made from one template. */
function remembering({ catalog, expander }: VerdictContext): (subject: Subject) => readonly Lint[] {
  const tools = createLintTools(catalog, expander);
  const known = new Map<string, readonly Lint[]>();
  return ({ document, purpose }) => {
    const key = `${purpose} ${JSON.stringify(document)}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const lints = lintPolicy(document, tools, purpose);
    known.set(key, lints);
    return lints;
  };
}

function documentsOf(identity: Identity): readonly Subject[] {
  const { arn, kind, name } = identity;
  const trust = identity.kind === 'role' ? identity.trustPolicy : undefined;
  return [
    ...identity.inlinePolicies.map(
      (policy): Subject => ({
        id: `${arn} ${policy.name}`,
        arn,
        label: `inline policy ${policy.name} of ${kind} ${name}`,
        document: policy.document,
        purpose: 'grant',
      }),
    ),
    ...(trust === undefined
      ? []
      : [
          {
            id: `${arn} trust`,
            arn,
            label: `trust policy of role ${name}`,
            document: trust,
            purpose: 'trust',
          } as const,
        ]),
  ];
}

function managedDocuments(
  { directory }: VerdictContext,
  own: readonly Identity[],
): readonly Subject[] {
  const attached = new Set(own.flatMap(({ attachedPolicies }) => attachedPolicies));
  const limiting = new Set(
    own.flatMap((identity) => (identity.kind === 'group' ? [] : (identity.boundary ?? []))),
  );
  return directory.snapshot.managedPolicies
    .filter(({ owner, arn }) => owner === 'customer' && (attached.has(arn) || limiting.has(arn)))
    .flatMap(({ arn, name, document }): readonly Subject[] =>
      document === undefined
        ? []
        : [
            {
              id: arn,
              arn,
              label: `policy ${name}`,
              document,
              purpose: attached.has(arn) ? 'grant' : 'boundary',
            },
          ],
    );
}

function findingOf(
  { directory }: VerdictContext,
  { id, arn, label, document }: Subject,
  lint: Lint,
): Finding {
  return {
    id: `${lint.kind} ${id} ${stablePath(document, lint)}`,
    kind: lint.kind,
    severity: lint.severity,
    account: directory.snapshot.account,
    identity: arn,
    title: `${nameOf(document, lint)} of ${label} ${lint.title}`,
    evidence: [`at ${lint.path}`, ...lint.evidence],
    remediation: lint.remediation,
  };
}

/** By Sid where that is unique: a statement keeps it when another one is put before it. */
function stablePath(document: PolicyDocument, { path, statement }: Lint): string {
  const sid = uniqueSid(document, statement);
  return sid === undefined ? path : path.replace(`Statement[${statement}]`, sid);
}

function nameOf(document: PolicyDocument, { statement }: Lint): string {
  return `statement ${uniqueSid(document, statement) ?? statement}`;
}

function uniqueSid({ statements }: PolicyDocument, index: number): string | undefined {
  const sid = statements[index]?.sid;
  if (sid === undefined || sid === '') return undefined;
  return statements.filter((other) => other.sid === sid).length === 1 ? sid : undefined;
}
