/** What `check` found, as text. To add a format: its name in `model/formats.ts`, a file beside this one, its line here. */
import type { CheckResult } from '../../model/check-result.js';
import type { CheckFormatName } from '../../model/formats.js';
import { renderCheckHuman } from './human.js';
import { renderCheckJson } from './json.js';
import { renderCheckMarkdown } from './markdown.js';
import { renderCheckSarif } from './sarif.js';

export const CHECK_FORMATS: Readonly<Record<CheckFormatName, (result: CheckResult) => string>> = {
  human: renderCheckHuman,
  json: renderCheckJson,
  markdown: renderCheckMarkdown,
  sarif: renderCheckSarif,
};
