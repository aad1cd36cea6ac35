/**
 * The out folder as a list of files: `result.json`, `report.md`, `report.html`, the trimmed policies, and the
 * revocation plan with its backup and scripts. Path segments are names from input, as they are: who
 * writes them makes them safe for the file system.
 */
import { EMIT_FORMATS, type EmitFormat } from '../model/formats.js';
import type { Mark } from '../model/mark.js';
import { PLAN_SCHEMA, type RevocationPlan } from '../model/plan.js';
import type { RecommendationResult, Result } from '../model/result.js';
import { applyFiles } from './apply/index.js';
import { renderHtml } from './formats/html.js';
import { renderJson } from './formats/json.js';
import { renderMarkdown } from './formats/markdown.js';
import { isKeptWhole } from './kept-whole.js';
import type { OutputFile } from './output-file.js';
import { renderStage, STAGES } from './revocation-script.js';

/** @param emit formats below `apply/` */
export function outputFiles(
  result: Result,
  emit: readonly EmitFormat[] = EMIT_FORMATS,
): readonly OutputFile[] {
  const open = { ...result, recommendations: result.recommendations.filter(isOpen) };
  return [
    file(['result.json'], renderJson(result)),
    file(['report.md'], renderMarkdown(result)),
    file(['report.html'], renderHtml(result)),
    ...policyFiles(result).map(({ path, content }) => file(path, content)),
    ...applyFiles(open, emit),
    ...revocationFiles(result),
  ];
}

/** What somebody waived shall stay as it is: no policy and no script changes it. */
function isOpen({ mark }: { readonly mark?: Mark }): boolean {
  return mark?.kind !== 'waived';
}

function file(path: readonly string[], content: string): OutputFile {
  return { path, content };
}

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Every proposed policy, with the proposal that it belongs to. */
export function policyFiles(
  result: Result,
): readonly (OutputFile & { readonly proposal: string })[] {
  const { recommendations, trust, accountProposals, permissionSets = [] } = result;
  return [
    ...recommendations
      .filter(isOpen)
      .flatMap((one) =>
        one.after.map(({ name, document }) =>
          proposed(one.id, [...folderOf(one), `${name}.json`], document),
        ),
      ),
    ...trust.map(({ id, account, role, after }) =>
      proposed(id, ['policies', account, 'role', role.name, 'trust-policy.json'], after.document),
    ),
    ...permissionSets.flatMap(({ id, name, after }) =>
      after.map(({ document }) =>
        proposed(id, ['policies', 'permission-sets', name, 'inline-policy.json'], document),
      ),
    ),
    ...accountProposals.map(({ id, account, policy }) =>
      proposed(id, ['policies', account, 'account', `${policy.name}.json`], policy.document),
    ),
  ];
}

function proposed(proposal: string, path: readonly string[], document: unknown) {
  return { proposal, path, content: json(document) };
}

/** One folder per holder; a policy that several share lies under `policy/<name>`. */
function folderOf({ kind, account, before, holders }: RecommendationResult): readonly string[] {
  const [first] = holders;
  return isKeptWhole(kind) || first === undefined
    ? ['policies', account, 'policy', before.name]
    : ['policies', account, first.kind, first.name];
}

function revocationFiles({ revocations }: Result): readonly OutputFile[] {
  if (revocations.length === 0) return [];
  const open = revocations.filter(isOpen);
  const accounts = [...new Set(open.map(({ account }) => account))].sort();
  const plan: RevocationPlan = {
    schema: PLAN_SCHEMA,
    revocations: revocations.map(({ backup: _backup, ...one }) => one),
  };
  return [
    file(['revocation', 'plan.json'], json(plan)),
    ...revocations
      .filter(({ backup }) => backup !== undefined)
      .map(({ account, kind, name, backup }) =>
        file(['revocation', 'backup', account, kind, `${name}.json`], json(backup)),
      ),
    ...accounts.flatMap((account) =>
      STAGES.flatMap((stage) => [
        ...script(account, `${stage.file}.sh`, renderStage(open, account, stage.stage, 'do')),
        ...script(
          account,
          `${stage.file}.undo.sh`,
          renderStage(open, account, stage.stage, 'undo'),
        ),
      ]),
    ),
  ];
}

function script(account: string, name: string, content: string | undefined): readonly OutputFile[] {
  return content === undefined
    ? []
    : [{ path: ['revocation', account, name], content, mode: 0o700 }];
}
