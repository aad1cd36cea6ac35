/**
 * What was read, file by file, so that the numbers add up: records = uses + ignored + problems.
 *
 * Clean log files of one place are reported together; every other file alone, those whose names sort
 * first, and the rest in one row per kind and status.
 */
import type { SourceKind, SourceReport } from '../model/evidence.js';
import type { SourceFile } from './records.js';

export type FileTally = {
  readonly file: SourceFile;
  status: SourceReport['status'];
  records: number;
  uses: number;
  readonly ignored: Map<string, number>;
  problems: number;
  /** Something was wrong with the file or one of its records; an unmapped event is not. */
  flawed: boolean;
};

const MAX_ALONE = 1_000;

export type SourceReports = {
  readonly add: (tally: FileTally) => void;
  /** Of all files added, of `more` files, and of earlier runs; sorted. */
  readonly all: (
    more: readonly FileTally[],
    earlier: readonly SourceReport[],
  ) => readonly SourceReport[];
};

export function newTally(file: SourceFile): FileTally {
  return {
    file,
    status: 'read',
    records: 0,
    uses: 0,
    ignored: new Map(),
    problems: 0,
    flawed: false,
  };
}

export function ignore(tally: FileTally, rule: string, count = 1): void {
  tally.ignored.set(rule, (tally.ignored.get(rule) ?? 0) + count);
}

export function createSourceReports(): SourceReports {
  return startReports(new Map(), new Map());
}

type ByKey = Map<string, SourceReport>;

function startReports(alone: ByKey, together: ByKey): SourceReports {
  const merge = (into: ByKey, key: string, report: SourceReport): void => {
    const known = into.get(key);
    into.set(key, known === undefined ? report : sum(known, report));
  };
  const fold = (): void => {
    for (const key of [...alone.keys()].sort().slice(MAX_ALONE)) {
      const report = alone.get(key);
      if (report !== undefined) {
        const { kind, status } = report;
        merge(together, `~ ${kind} ${status}`, {
          ...report,
          name: `other files: ${kind}, ${status}`,
        });
      }
      alone.delete(key);
    }
  };
  const reports: SourceReports = {
    add: (tally) => {
      const report = reportOf(tally);
      const { trail, input } = tally.file;
      if (report.kind === 'cloudtrail' && report.status === 'read' && !tally.flawed) {
        const place = trail === undefined ? '' : ` (${trail.account} ${trail.region})`;
        merge(together, `${input}${place}`, { ...report, name: `${input}${place}` });
        return;
      }
      merge(alone, `${report.name}\n${report.kind}\n${report.status}`, report);
      if (alone.size > 2 * MAX_ALONE) fold();
    },
    all: (more, earlier) => {
      if (more.length > 0) {
        const both = startReports(new Map(alone), new Map(together));
        for (const tally of more) both.add(tally);
        return both.all([], earlier);
      }
      fold();
      const all: ByKey = new Map();
      for (const report of [...earlier, ...alone.values(), ...together.values()]) {
        merge(all, rank(report), report);
      }
      return [...all].sort(([a], [b]) => compare(a, b)).map(([, report]) => report);
    },
  };
  return reports;
}

function reportOf({ file, status, records, uses, ignored, problems }: FileTally): SourceReport {
  const { name, kind } = file;
  return {
    name,
    files: 1,
    kind,
    status,
    records,
    uses,
    ignored: Object.fromEntries([...ignored].sort(([a], [b]) => compare(a, b))),
    problems,
  };
}

function sum(a: SourceReport, b: SourceReport): SourceReport {
  const ignored = new Map(Object.entries(a.ignored));
  for (const [rule, count] of Object.entries(b.ignored)) {
    ignored.set(rule, (ignored.get(rule) ?? 0) + count);
  }
  return {
    ...a,
    files: a.files + b.files,
    records: a.records + b.records,
    uses: a.uses + b.uses,
    ignored: Object.fromEntries([...ignored].sort(([x], [y]) => compare(x, y))),
    problems: a.problems + b.problems,
  };
}

const KINDS: readonly SourceKind[] = [
  'authorization-details',
  'credential-report',
  'organization',
  'trail-settings',
  'last-accessed',
  'digest',
  'cloudtrail',
  'collection',
  'policy-document',
  'terraform-state',
  'unrecognised',
];

function rank({ kind, name, status }: SourceReport): string {
  return `${KINDS.indexOf(kind)} ${name}\n${status}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
