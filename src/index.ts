/**
 * leastwise as a library: read evidence, audit it, render what came out.
 *
 * Nothing here changes AWS. The same evidence, catalogue and options give the same result, byte for
 * byte: the clock is an argument (`asOf`).
 */
import { analyze } from './analyze/index.js';
import type { Catalog } from './catalog/catalog.js';
import { type CheckOptions, checkPolicies } from './check/check-policies.js';
import { composeResult } from './compose-result.js';
import type { CheckResult } from './model/check-result.js';
import { type Evidence, withHolesOfCollection } from './model/evidence.js';
import { type AuditOptions, DEFAULT_OPTIONS } from './model/options.js';
import type { PolicyFiles } from './model/policy-file.js';
import type { Result } from './model/result.js';
import { workedRegions } from './quiet-regions.js';
import { recommend } from './recommend/index.js';
import { TOOL_VERSION } from './tool-version.js';

/** Verdicts, trimmed policies with certificates, and the revocation plan for what was collected. */
export function audit(
  given: Evidence,
  catalog: Catalog,
  options: Partial<AuditOptions> = {},
): Result {
  const evidence = withHolesOfCollection(given);
  const complete: AuditOptions = { ...DEFAULT_OPTIONS, ...options };
  const analysis = analyze(evidence, catalog, complete);
  const proposals = recommend(
    {
      snapshots: evidence.snapshots,
      assessments: analysis.assessments,
      findings: analysis.findings,
      usage: evidence.usage,
      asOf: analysis.window.asOf,
      regions: workedRegions(evidence, analysis),
    },
    catalog,
    complete,
  );
  return composeResult({
    evidence,
    analysis,
    proposals,
    catalog,
    options: complete,
    toolVersion: TOOL_VERSION,
  });
}

/**
 * Do the new policies allow nothing that the old ones did not? Decided, not sampled.
 *
 * @throws UserError for a file against a folder in mode `each`
 */
export function check(
  next: PolicyFiles,
  prior: PolicyFiles,
  catalog: Catalog,
  { mode }: Pick<CheckOptions, 'mode'> = { mode: 'each' },
): CheckResult {
  return checkPolicies(next, prior, { mode, catalog, toolVersion: TOOL_VERSION });
}

export { type Catalog, loadCatalog } from './catalog/catalog.js';
export { readsOfEvent } from './catalog/events/event-reads.js';
export { COLLECTION_LIMITS, type Collection, startCollection } from './collect/index.js';
export type { SourceEvent } from './collect/records.js';
export {
  collectLive,
  type LiveEvents,
  type LiveOptions,
} from './collect/sources/aws/collect-live.js';
export { readFiles } from './collect/sources/files.js';
export { readPolicyFiles } from './collect/sources/policy-files.js';
export { diagnoseMapping, watchMapping } from './diagnose-mapping.js';
export { examineAccount } from './examine-account.js';
export { explain, whoCan } from './explain-evidence.js';
export type { CheckResult } from './model/check-result.js';
export { type CollectedUnit, LIVE_SOURCES, type LiveSourceName } from './model/collected.js';
export type { Config, WaiversFile } from './model/config.js';
export type { Evidence, SourceKind, SourceReport } from './model/evidence.js';
export type {
  ExplainQuestion,
  Explanation,
  KnownContext,
  WhoCan,
  WhoCanQuestion,
} from './model/explanation.js';
export type { Finding } from './model/finding.js';
export type { Exemption, FollowUp } from './model/follow-up.js';
export {
  type CheckFormatName,
  EMIT_FORMATS,
  type EmitFormat,
  type FormatName,
  type SchemaName,
} from './model/formats.js';
export type { MappingReport } from './model/mapping-report.js';
export { type AuditOptions, DEFAULT_OPTIONS } from './model/options.js';
export type { PolicyFile, PolicyFiles } from './model/policy-file.js';
export type { Problem } from './model/problem.js';
export type { ProofCheck } from './model/proof-check.js';
export { type Command, type Revocation, SCOPE_RULES } from './model/recommendation.js';
export type { IdentityResult, RecommendationResult, Result } from './model/result.js';
export { optionsOfResult } from './model/result-options.js';
export { BASELINE_SCHEMA, type Baseline, type Review, type Waiver } from './model/review.js';
export { isAtLeast, SEVERITIES, type Severity } from './model/severity.js';
export { type Instant, parseInstant } from './model/time.js';
export { UserError } from './model/user-error.js';
export { type ReadAfter, verifyResult as verify } from './recommend/verify.js';
export { CHECK_FORMATS } from './report/check-formats/index.js';
export { renderCollection } from './report/collection.js';
export { renderExamination } from './report/examination.js';
export { renderExplanation, renderWhoCan } from './report/explanation.js';
export {
  FORMATS,
  outputFiles,
  policyFiles,
  renderVerification,
} from './report/index.js';
export { renderMapping } from './report/mapping.js';
export { type Pseudonyms, redact } from './report/redact/index.js';
export { renderTrend } from './report/trend.js';
export { createBaseline, type Decisions, review } from './review/index.js';
export { type Trend, trendOf } from './review/trend.js';
export { TOOL_VERSION } from './tool-version.js';
