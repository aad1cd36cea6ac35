/** Which policy is compared with which: by path, and what stands at a path on each side. */
import type { PolicyFile, PolicyFiles } from '../model/policy-file.js';
import { UserError } from '../model/user-error.js';
import { type ReadPolicy, readPolicy } from './read-policy.js';

type Side = { readonly file: PolicyFile; readonly policy: ReadPolicy | undefined };

/** At least one side holds a policy. */
export type PolicyPair = {
  readonly path: string;
  readonly next: Side | undefined;
  readonly prior: Side | undefined;
  readonly isSame: boolean;
};

export type Pairing = {
  readonly pairs: readonly PolicyPair[];
  /** JSON files without a policy in them. */
  readonly notPolicies: { readonly new: readonly string[]; readonly old: readonly string[] };
  readonly otherFiles: number;
};

/** @throws UserError for a file against a folder, unless all policies are taken together */
export function pairFiles(
  next: PolicyFiles,
  prior: PolicyFiles,
  mode: 'each' | 'together',
): Pairing {
  if (next.kind !== prior.kind && mode === 'each') {
    throw new UserError(
      `cannot compare a ${next.kind} with a ${prior.kind}: \`${next.input}\` and \`${prior.input}\``,
      'pass two files or two folders, or --together to take all policies of each side together',
    );
  }
  const isOnePair = next.kind === 'file' && prior.kind === 'file';
  const nextByPath = new Map(next.files.map((file) => [file.path, file]));
  const priorByPath = new Map(
    prior.files.map((file) => [isOnePair ? (next.files[0]?.path ?? file.path) : file.path, file]),
  );
  const paths = [...new Set([...nextByPath.keys(), ...priorByPath.keys()])].sort();
  const pairs: PolicyPair[] = [];
  const strangers = { new: [] as PolicyFile[], old: [] as PolicyFile[] };
  for (const path of paths) {
    const pair = pairOf(path, nextByPath.get(path), priorByPath.get(path));
    if (isPolicy(pair.next) || isPolicy(pair.prior)) pairs.push(pair);
    if (pair.next !== undefined && !isPolicy(pair.next)) strangers.new.push(pair.next.file);
    if (pair.prior !== undefined && !isPolicy(pair.prior)) strangers.old.push(pair.prior.file);
  }
  const named = (files: readonly PolicyFile[]): readonly string[] =>
    files.filter(({ path }) => /\.json$/i.test(path)).map(({ name }) => name);
  const notPolicies = { new: named(strangers.new), old: named(strangers.old) };
  const unnamed =
    strangers.new.length + strangers.old.length - notPolicies.new.length - notPolicies.old.length;
  return { pairs, notPolicies, otherFiles: next.otherFiles + prior.otherFiles + unnamed };
}

function pairOf(
  path: string,
  next: PolicyFile | undefined,
  prior: PolicyFile | undefined,
): PolicyPair {
  const isSame = next !== undefined && prior !== undefined && holdSame(next, prior);
  return { path, next: next && sideOf(next), prior: prior && sideOf(prior), isSame };
}

function sideOf(file: PolicyFile): Side {
  return { file, policy: readPolicy(file) };
}

function isPolicy(side: Side | undefined): boolean {
  return side?.policy !== undefined;
}

function holdSame({ content: a }: PolicyFile, { content: b }: PolicyFile): boolean {
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind !== 'unreadable' || b.kind !== 'unreadable') return false;
  return a.mark !== undefined && a.mark === b.mark;
}
