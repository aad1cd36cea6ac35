/** A result as text. To add a format: its name in `model/formats.ts`, a file under `formats/`, its line here. */
import type { FormatName } from '../model/formats.js';
import type { Result } from '../model/result.js';
import { renderFindingsCsv, renderIdentitiesCsv } from './formats/csv.js';
import { renderHtml } from './formats/html.js';
import { renderJson } from './formats/json.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderOcsf } from './formats/ocsf.js';
import { renderPullRequest } from './formats/pull-request.js';
import { renderSarif } from './formats/sarif.js';
import { renderSummary } from './formats/summary.js';

export const FORMATS: Readonly<Record<FormatName, (result: Result) => string>> = {
  csv: renderFindingsCsv,
  html: renderHtml,
  'identities-csv': renderIdentitiesCsv,
  json: renderJson,
  markdown: renderPullRequest,
  ocsf: renderOcsf,
  report: renderMarkdown,
  sarif: renderSarif,
  summary: renderSummary,
};

export { outputFiles, policyFiles } from './output-files.js';
export { renderVerification } from './proof-check.js';
