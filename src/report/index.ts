/** A result as text. To add a format: a file under `formats/`, and its line here. */
import type { Result } from '../model/result.js';
import { renderJson } from './formats/json.js';
import { renderMarkdown } from './formats/markdown.js';
import { renderSummary } from './formats/summary.js';

export type FormatName = 'json' | 'markdown' | 'summary';

export const FORMATS: Readonly<Record<FormatName, (result: Result) => string>> = {
  json: renderJson,
  markdown: renderMarkdown,
  summary: renderSummary,
};

export { outputFiles } from './output-files.js';
