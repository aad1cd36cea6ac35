/**
 * Problems, sampled: hostile input must not fill the memory with complaints.
 *
 * Of each file and kind the first few are kept, of all files those that sort first, so that the
 * order of reading decides nothing; the rest is counted, per kind.
 */
import type { Problem, ProblemKind } from '../model/problem.js';

const MAX_OF_FILE_AND_KIND = 10;
const MAX_KEPT = 5_000;

export type ProblemLog = {
  readonly add: (problem: Problem) => void;
  /** What was added, and `more`, which is not added for good; sorted. */
  readonly all: (more?: readonly Problem[]) => readonly Problem[];
};

export function createProblemLog(): ProblemLog {
  return startLog(new Map(), new Map());
}

function startLog(kept: Map<string, Problem>, left: Map<ProblemKind, number>): ProblemLog {
  const drop = ({ kind, count = 1 }: Problem): void => {
    left.set(kind, (left.get(kind) ?? 0) + count);
  };
  const add = (problem: Problem): void => {
    const key = sortKey(problem);
    const known = kept.get(key);
    kept.set(key, known === undefined ? problem : counted(problem, known));
    if (kept.size > 2 * MAX_KEPT) shrink();
  };
  const shrink = (): void => {
    for (const key of [...kept.keys()].sort().slice(MAX_KEPT)) {
      const problem = kept.get(key);
      if (problem !== undefined) drop(problem);
      kept.delete(key);
    }
  };
  return {
    add,
    all: (more = []) => {
      if (more.length > 0) {
        const both = startLog(new Map(kept), new Map(left));
        for (const problem of more) both.add(problem);
        return both.all();
      }
      shrink();
      const summaries = [...left]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([kind, count]): Problem => ({ kind, message: 'more of this kind, not listed', count }),
        );
      const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
      return [...sorted, ...summaries];
    },
  };
}

export type FileProblems = {
  /** In the order of the file's records. */
  readonly add: (problem: Problem) => void;
  readonly all: () => readonly Problem[];
};

/** Of one file: the first few of each kind, and one that counts the others. */
export function createFileProblems(source: string): FileProblems {
  const first: Problem[] = [];
  const ofKind = new Map<ProblemKind, number>();
  return {
    add: (problem) => {
      const number = (ofKind.get(problem.kind) ?? 0) + (problem.count ?? 1);
      ofKind.set(problem.kind, number);
      if (number <= MAX_OF_FILE_AND_KIND) first.push(problem);
    },
    all: () => {
      const rest = [...ofKind].flatMap(([kind, number]): readonly Problem[] => {
        const listed = first.reduce(
          (sum, each) => sum + (each.kind === kind ? (each.count ?? 1) : 0),
          0,
        );
        const count = number - listed;
        return count === 0
          ? []
          : [{ kind, message: 'more of this kind in the file', source, count }];
      });
      return [...first, ...rest];
    },
  };
}

function counted(problem: Problem, known: Problem): Problem {
  return { ...known, count: (known.count ?? 1) + (problem.count ?? 1) };
}

/** Alike but for their counts. The record number is padded, so that it sorts as a number. */
function sortKey({ kind, source, record, subject, path, message, hint, at }: Problem): string {
  const index = record === undefined ? '' : String(record).padStart(12, '0');
  return [source ?? '', kind, index, subject ?? '', path ?? '', message, hint ?? '', at ?? ''].join(
    '\n',
  );
}
