/** What can be known of logs, before anybody trusts what is concluded from them. */
import { existsSync } from 'node:fs';
import {
  COLLECTION_LIMITS,
  diagnoseMapping,
  loadCatalog,
  type MappingReport,
  readFiles,
  renderMapping,
  startCollection,
  UserError,
  watchMapping,
} from '../../index.js';
import { isEvidenceFolder, loadEvidence } from '../../store/index.js';
import { EXIT } from '../exit.js';
import { readingProgress } from '../reading-progress.js';
import type { Terminal } from '../terminal.js';

export type DoctorFlags = {
  readonly mapping: readonly string[];
  readonly format: 'text' | 'json';
};

export async function runMapping(
  { mapping, format }: DoctorFlags,
  terminal: Terminal,
): Promise<number> {
  const report = await mappingOf(mapping, terminal);
  if (format === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else terminal.print(renderMapping(report));
  return report.unreadable > 0 ? EXIT.incomplete : EXIT.ok;
}

async function mappingOf(inputs: readonly string[], terminal: Terminal): Promise<MappingReport> {
  const folders = inputs.filter(isEvidenceFolder);
  const [folder] = folders;
  if (folder === undefined) return mappingOfLogs(inputs, terminal);
  if (inputs.length > 1) {
    throw new UserError(
      `\`${folder}\` is an evidence folder, and other inputs are given beside it`,
      'ask for one evidence folder alone, or for logs',
    );
  }
  const evidence = await loadEvidence(folder);
  if (evidence === undefined) {
    throw new UserError(
      `no evidence in \`${folder}\``,
      'give a folder that `leastwise audit` filled',
    );
  }
  return diagnoseMapping(evidence);
}

/** Read one record after the other, so that each example has its place. */
async function mappingOfLogs(
  inputs: readonly string[],
  terminal: Terminal,
): Promise<MappingReport> {
  const missing = inputs.find((input) => !existsSync(input));
  if (missing !== undefined) {
    throw new UserError(`there is no \`${missing}\``, 'give files or folders of logs');
  }
  const watch = watchMapping();
  const collection = startCollection(loadCatalog(), undefined, COLLECTION_LIMITS, watch.onFate);
  const progress = terminal.progress();
  const files = readFiles([...inputs], {
    isOwnFolder: isEvidenceFolder,
    onProgress: readingProgress(progress.show),
  });
  try {
    for await (const event of files) collection.add(event);
    const report = diagnoseMapping(collection.finish(), watch);
    if (report.records > 0) return report;
  } finally {
    progress.end();
  }
  throw new UserError(
    'the input holds no record of CloudTrail',
    'give log files as a trail delivers them, answers of LookupEvents, or JSON lines of events',
  );
}
