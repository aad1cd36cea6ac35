/**
 * OCSF IAM Analysis Finding (class 2008), one event per finding, as a JSON array.
 *
 * Source: ocsf/ocsf-schema, events/findings/iam_analysis_finding.json and finding.json, objects
 * finding_info, metadata, user, permission_analysis_result, identity_activity_metrics, remediation, all as of version 1.6.0. Only
 * what that version defines may be written: a consumer reads an event by the version it names.
 */
import type { Finding } from '../../model/finding.js';
import type { IdentityResult, Result } from '../../model/result.js';
import type { Severity } from '../../model/severity.js';
import { type Instant, msOf } from '../../model/time.js';
import { plain } from '../escape.js';
import { FINDING_KINDS } from '../finding-kinds.js';
import { markWords } from '../phrases.js';

const OCSF_VERSION = '1.6.0';
const CLASS = 2008;
const CREATE = 1;

/** OCSF: 1 Informational, 2 Low, 3 Medium, 4 High, 5 Critical. */
const SEVERITY: Readonly<Record<Severity, { readonly id: number; readonly name: string }>> = {
  info: { id: 1, name: 'Informational' },
  low: { id: 2, name: 'Low' },
  medium: { id: 3, name: 'Medium' },
  high: { id: 4, name: 'High' },
  critical: { id: 5, name: 'Critical' },
};

/** OCSF: 10 AWS Account. */
const AWS_ACCOUNT = { type: 'AWS Account', type_id: 10 };

export function renderOcsf(result: Result): string {
  const identities = new Map(result.identities.map((one) => [one.arn, one]));
  const events = result.findings.map((one) => eventOf(one, result, identities.get(one.identity)));
  return `${JSON.stringify(events, undefined, 1)}\n`;
}

function eventOf(one: Finding, result: Result, identity: IdentityResult | undefined): object {
  const severity = SEVERITY[one.severity];
  const status = one.mark === undefined ? { id: 1, name: 'New' } : STATUS[one.mark.kind];
  return {
    activity_id: CREATE,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'IAM Analysis Finding',
    type_uid: CLASS * 100 + CREATE,
    type_name: 'IAM Analysis Finding: Create',
    time: time(result.asOf) ?? 0,
    severity_id: severity.id,
    severity: severity.name,
    status_id: status.id,
    status: status.name,
    message: plain(one.title),
    metadata: {
      version: OCSF_VERSION,
      profiles: ['cloud'],
      product: { name: 'leastwise', vendor_name: 'leastwise', version: result.tool.version },
    },
    cloud: { provider: 'AWS', account: { uid: plain(one.account), ...AWS_ACCOUNT } },
    finding_info: {
      uid: plain(one.id),
      title: plain(one.title),
      desc: plain(`${[FINDING_KINDS[one.kind], ...one.evidence].join('. ')}.`),
      types: [one.kind],
    },
    ...(identity === undefined ? ofResource(one) : ofIdentity(identity)),
    remediation: { desc: plain(one.remediation) },
    ...(one.mark !== undefined && { status_detail: plain(markWords(one.mark)) }),
  };
}

const STATUS = {
  known: { id: 99, name: 'Known' },
  waived: { id: 3, name: 'Suppressed' },
} as const;

function ofIdentity(identity: IdentityResult): object {
  const { arn, name, id, kind, createdAt, lastUsedAt, verdicts } = identity;
  const metrics = { first_seen_time: time(createdAt), last_seen_time: time(lastUsedAt) };
  const known = Object.values(metrics).some((one) => one !== undefined);
  return {
    user: { name: plain(name), uid: plain(arn), uid_alt: plain(id), type: `AWS IAM ${kind}` },
    ...(known && { identity_activity_metrics: metrics }),
    permission_analysis_results: [{ unused_privileges_count: verdicts.unused.count }],
  };
}

/** Of what is no identity; the class wants an analysis of permissions of each, if an empty one. */
function ofResource({ identity, kind }: Finding): object {
  const own = { uid: plain(identity), name: plain(identity.slice(identity.lastIndexOf('/') + 1)) };
  const isWaiver = kind === 'expired-waiver' || kind === 'waiver-without-effect';
  const iam = IAM_RESOURCE.exec(identity)?.[1];
  return {
    resources: [
      {
        ...own,
        ...(isWaiver ? { type: 'waiver' } : iam !== undefined && { type: `AWS IAM ${iam}` }),
      },
    ],
    permission_analysis_results: [iam === 'policy' ? { policy: own } : {}],
  };
}

const IAM_RESOURCE = /^arn:[^:]+:iam::[^:]*:([a-z-]+)\//;

function time(instant: Instant | undefined): number | undefined {
  return instant === undefined ? undefined : msOf(instant);
}
