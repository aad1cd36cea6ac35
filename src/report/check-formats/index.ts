/** What `check` found, as text. To add a format: a file beside this one, and its line here. */
import type { CheckResult } from '../../model/check-result.js';
import { renderCheckHuman } from './human.js';
import { renderCheckJson } from './json.js';
import { renderCheckMarkdown } from './markdown.js';
import { renderCheckSarif } from './sarif.js';

export type CheckFormatName = 'human' | 'json' | 'markdown' | 'sarif';

export const CHECK_FORMATS: Readonly<Record<CheckFormatName, (result: CheckResult) => string>> = {
  human: renderCheckHuman,
  json: renderCheckJson,
  markdown: renderCheckMarkdown,
  sarif: renderCheckSarif,
};
