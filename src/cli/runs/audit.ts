/** Collect from files, analyze, recommend, report, into one folder. */

import {
  type AuditOptions,
  audit,
  type Catalog,
  type Evidence,
  FORMATS,
  loadCatalog,
  outputFiles,
  type Result,
  readFiles,
  readsOfEvent,
  type Severity,
  startCollection,
  TOOL_VERSION,
  UserError,
} from '../../index.js';
import type { DeclaredTrail } from '../../model/config.js';
import type { Problem } from '../../model/problem.js';
import type { Waiver } from '../../model/review.js';
import {
  type EvidenceStore,
  findPlan,
  isEvidenceFolder,
  openEvidence,
  writeResult,
} from '../../store/index.js';
import { type AuditFlags, auditOptions, emitFormats, outputs, severity } from '../audit-options.js';
import { decided, decisionsOf, hasCounted } from '../config/decisions.js';
import { declaredTrails } from '../declared-trails.js';
import { EXIT } from '../exit.js';
import { phases } from '../phase.js';
import type { Progress } from '../progress.js';
import { readingProgress } from '../reading-progress.js';
import type { RedactFlags } from '../redact-options.js';
import { shown } from '../redacted.js';
import type { Terminal } from '../terminal.js';
import { writeOutputs } from '../write-outputs.js';

export type AuditCommandFlags = AuditFlags &
  RedactFlags & {
    readonly out?: string;
    readonly baseline?: string;
    readonly waivers?: string | readonly Waiver[];
    /** A file, or what `leastwise.yaml` declares. */
    readonly trails?: string | readonly DeclaredTrail[];
    readonly format?: readonly string[];
    readonly failOn?: string;
    readonly reader: string;
  };

const DEFAULT_OUT = 'leastwise-audit';

/** Without `--plan`, the plan that the last audit left in the out folder. */
function followingUp(options: AuditOptions, out: string): AuditOptions {
  return { ...options, earlierPlan: options.earlierPlan ?? findPlan(out) };
}

export async function runAudit(
  inputs: readonly string[],
  flags: AuditCommandFlags,
  terminal: Terminal,
): Promise<number> {
  const out = flags.out ?? DEFAULT_OUT;
  const options = followingUp(auditOptions(flags), out);
  const emit = emitFormats(flags.emit);
  const failOn = severity(flags.failOn);
  const decisions = decisionsOf(flags);
  const wanted = outputs(flags.format ?? []);
  const progress = terminal.progress();
  const phase = phases(terminal, progress);
  const catalog = loadCatalog();
  const from = evidenceAmong(inputs, out);
  const store = openEvidence(out, {
    toolVersion: TOOL_VERSION,
    ...(from === undefined ? {} : { from }),
  });
  const result = await closing(store, async () => {
    await phase('reading', () => collectInto(store, inputs, { ...flags, out }, catalog, progress));
    const evidence = await phase('loading the evidence', () => store.load());
    const audited = await phase('deciding', () =>
      decided(audit(evidence, catalog, options), decisions),
    );
    await phase('writing', () => writeResult(out, outputFiles(audited, emit)));
    await phase('tidying the ledger', () => store.compact());
    return audited;
  });
  const toShow = shown(result, flags);
  const toStdout = wanted.some(({ file }) => file === '-');
  if (!terminal.isQuiet && !toStdout) terminal.print(FORMATS.summary(toShow));
  writeOutputs(toShow, wanted, terminal);
  terminal.note(`\nresults in ${out}: report.html, report.md, result.json, policies/`, { out });
  return exitCode(result, failOn);
}

/** Keeps other runs out while it works, and no longer, however that ends. */
async function closing<Value>(
  { close }: EvidenceStore,
  work: () => Promise<Value>,
): Promise<Value> {
  const interrupted = (signal: NodeJS.Signals): void => {
    close();
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupted);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, interrupted);
    close();
  }
}

/** So many new rows, or so much time: then what was read is made safe. */
const CHECKPOINT_ROWS = 400_000;
const CHECKPOINT_MS = 60_000;

/** Adds the files that are new to what earlier runs left. */
async function collectInto(
  store: EvidenceStore,
  inputs: readonly string[],
  flags: AuditCommandFlags & { readonly out: string },
  catalog: Catalog,
  progress: Progress,
): Promise<void> {
  const known = store.filesRead();
  const facts = store.facts();
  const collection = startCollection(
    catalog,
    facts === undefined ? undefined : { ...facts, eventIds: store.eventIds },
  );
  let filesRead: string[] = [];
  let savedAt = Date.now();
  const save = (evidence: Evidence): void => {
    store.commit({ evidence, eventIds: collection.takeEventIds(), filesRead });
    filesRead = [];
    savedAt = Date.now();
  };
  const files = readFiles(
    [...inputs, ...(typeof flags.trails === 'string' ? [flags.trails] : [])].filter(
      (input) => !isEvidenceFolder(input),
    ),
    {
      ...(flags.reader === 'plain'
        ? {}
        : { readsOf: (source: string, name: string) => readsOfEvent(catalog, source, name) }),
      skip: (file) => known.has(file) || known.has(rejected(file)),
      counted: (file) => known.has(file),
      settledDigests: new Set(facts?.coverage.verification?.settled),
      isOwnFolder: isEvidenceFolder,
      onProgress: readingProgress(progress.show),
    },
  );
  for (const event of declaredTrails(flags.trails)) collection.add(event);
  let open: string | undefined;
  for await (const event of files) {
    collection.add(event);
    if (event.type === 'begin') {
      open = event.file.kind === 'cloudtrail' ? event.file.identity : undefined;
    } else if (event.type === 'end' && open !== undefined) {
      filesRead.push(isRejected(event) ? rejected(open) : open);
      const isDue = Date.now() - savedAt > CHECKPOINT_MS;
      if (isDue || collection.size() > CHECKPOINT_ROWS) save(collection.checkpoint());
    }
  }
  save(collection.finish());
}

/** A log file that failed verification stays unread, and is told from those whose records count. */
const rejected = (file: string): string => `rejected ${file}`;

function isRejected({ problems }: { readonly problems: readonly Problem[] }): boolean {
  return problems.some(({ kind }) => kind === 'failed-verification');
}

/** The evidence folder given as input, for an out folder that has none yet. */
function evidenceAmong(inputs: readonly string[], out: string): string | undefined {
  const folders = [...new Set([out, ...inputs].filter(isEvidenceFolder))];
  if (folders.length > 1) {
    throw new UserError(
      `two evidence folders: ${folders.map((folder) => `\`${folder}\``).join(' and ')}`,
      'pass the one to go on with as --out, or a new folder as --out and one as input',
    );
  }
  return folders.find((folder) => folder !== out);
}

function exitCode(result: Result, failOn: Severity | undefined): number {
  if (hasCounted(result, failOn)) return EXIT.findings;
  return isIncomplete(result) ? EXIT.incomplete : EXIT.ok;
}

/** Something that was given could not be read, or nobody was: it is missing from every verdict. */
function isIncomplete({ sources, holes, collection, accounts }: Result): boolean {
  return (
    accounts.length === 0 ||
    holes.length > 0 ||
    collection.missing.length > 0 ||
    sources.some(({ status }) => status === 'partial' || status === 'failed')
  );
}
