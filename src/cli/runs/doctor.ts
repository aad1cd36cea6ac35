/** What can be known of an account or of logs, before anybody trusts what is concluded from them. */
import { existsSync } from 'node:fs';
import {
  COLLECTION_LIMITS,
  diagnoseMapping,
  examineAccount,
  loadCatalog,
  type MappingReport,
  readFiles,
  renderExamination,
  renderMapping,
  startCollection,
  UserError,
  watchMapping,
} from '../../index.js';
import { isEvidenceFolder, loadEvidence } from '../../store/index.js';
import { EXIT } from '../exit.js';
import { type LiveFlags, liveOptions } from '../live-options.js';
import { readingProgress } from '../reading-progress.js';
import { stopOnInterrupt } from '../stop-on-interrupt.js';
import type { Terminal } from '../terminal.js';

export type DoctorFlags = Pick<
  LiveFlags,
  'accounts' | 'org' | 'roleName' | 'externalId' | 'regions' | 'only' | 'skip'
> & {
  readonly mapping?: readonly string[];
  readonly format: 'text' | 'json';
};

export function runDoctor(flags: DoctorFlags, terminal: Terminal): Promise<number> {
  const { mapping, format } = flags;
  return mapping === undefined
    ? runExamination(flags, terminal)
    : runMapping(mapping, format, terminal);
}

/** Few attempts: whoever asks what is wrong does not want to wait for it. */
const TRIAL = { days: '7', parallel: '4', fresh: '0', maxAttempts: '3' } as const;

async function runExamination(
  { format, ...flags }: Omit<DoctorFlags, 'mapping'>,
  terminal: Terminal,
): Promise<number> {
  const options = liveOptions({ ...flags, ...TRIAL });
  const { signal, release } = stopOnInterrupt(terminal, 'stopping: nothing was kept');
  const progress = terminal.progress();
  try {
    const examination = await examineAccount(options, { signal }, (what) =>
      progress.show(`trying ${what}`),
    );
    progress.end();
    if (examination === undefined) return EXIT.incomplete;
    if (format === 'json') process.stdout.write(`${JSON.stringify(examination, null, 2)}\n`);
    else terminal.print(renderExamination(examination));
    return examination.units.every(({ status }) => status === 'complete')
      ? EXIT.ok
      : EXIT.incomplete;
  } finally {
    progress.end();
    release();
  }
}

async function runMapping(
  mapping: readonly string[],
  format: DoctorFlags['format'],
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
