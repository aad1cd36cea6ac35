/** Proposals anew from stored evidence, or their certificates again from the files. */
import {
  audit,
  FORMATS,
  loadCatalog,
  optionsOfResult,
  outputFiles,
  type ProofCheck,
  policyFiles,
  type Result,
  renderVerification,
  UserError,
  verify,
} from '../../index.js';
import {
  isEvidenceFolder,
  loadEvidence,
  readOutputs,
  readResult,
  writeResult,
} from '../../store/index.js';
import { type AuditFlags, auditOptions } from '../audit-options.js';
import { EXIT } from '../exit.js';
import type { Terminal } from '../terminal.js';

export type RecommendFlags = AuditFlags & { readonly verify?: boolean };

export async function runRecommend(
  dir: string,
  flags: RecommendFlags,
  terminal: Terminal,
): Promise<number> {
  const stored = isEvidenceFolder(dir) ? await loadEvidence(dir) : undefined;
  if (stored === undefined) {
    throw new UserError(
      `\`${dir}\` holds no evidence`,
      'pass the out folder of an audit; leastwise audit INPUT makes one',
    );
  }
  const result = audit(stored, loadCatalog(), auditOptions(flags));
  writeResult(dir, outputFiles(result));
  if (!terminal.isQuiet) terminal.print(FORMATS.summary(result));
  return EXIT.ok;
}

export async function runVerify(dir: string, terminal: Terminal): Promise<number> {
  const result = readResult(dir);
  if (result.recommendations.some(({ kept }) => kept === undefined)) {
    throw new UserError(
      `the result in \`${dir}\` does not say what its certificates were proven for`,
      'it is of an older leastwise: run leastwise recommend on the folder first',
    );
  }
  const catalog = loadCatalog();
  const evidence = isEvidenceFolder(dir) ? await loadEvidence(dir) : undefined;
  const again =
    evidence === undefined ? undefined : audit(evidence, catalog, optionsOfResult(result));
  const verification = verify(result, catalog, afterFiles(dir, result), again);
  if (!terminal.isQuiet) terminal.print(renderVerification(verification));
  return exitOf(verification);
}

/** What lies in the out folder now, proposal by proposal. */
function afterFiles(dir: string, result: Result) {
  const files = outputFiles(result);
  const stored = readOutputs(dir, files);
  const contents = new Map(
    files.map(({ path }, index) => [JSON.stringify(path), stored[index]?.content]),
  );
  const byProposal = new Map<string, (string | undefined)[]>();
  for (const { proposal, path } of policyFiles(result)) {
    const known = byProposal.get(proposal) ?? [];
    byProposal.set(proposal, [...known, contents.get(JSON.stringify(path))]);
  }
  return ({ id }: { readonly id: string }) => byProposal.get(id) ?? [];
}

function exitOf({ proposals }: ProofCheck): number {
  if (proposals.some(({ status }) => status === 'failed')) return EXIT.findings;
  return proposals.some(({ status }) => status === 'unknown') ? EXIT.incomplete : EXIT.ok;
}
