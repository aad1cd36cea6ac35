/**
 * `check`: do the new policies allow nothing that the old ones did not?
 *
 * Each policy file is compared with the one at the same path; a new file with nothing at all. Where
 * all policies of an identity are given, they can be compared together. Policies that name
 * principals belong to one resource or role each, and are always compared file by file.
 */
import type { Catalog } from '../catalog/catalog.js';
import type {
  CheckProblem,
  CheckResult,
  CheckVerdict,
  Comparison,
  Outcome,
} from '../model/check-result.js';
import type { PolicyFiles } from '../model/policy-file.js';
import { compare, lostDeny } from './compare.js';
import { type PolicyPair, pairFiles } from './pair-files.js';
import type { ReadPolicy } from './read-policy.js';

export type CheckOptions = {
  /** `each`: file by file. `together`: all identity policies of a side belong to one identity. */
  readonly mode: 'each' | 'together';
  readonly toolVersion: string;
  /** For action names in the witnesses; verdicts hold for names that it does not know as well. */
  readonly catalog: Catalog;
};

/** @throws UserError for a file against a folder, unless all policies are taken together */
export function checkPolicies(
  next: PolicyFiles,
  prior: PolicyFiles,
  { mode, toolVersion, catalog }: CheckOptions,
): CheckResult {
  const { pairs, notPolicies, otherFiles } = pairFiles(next, prior, mode);
  const comparisons =
    mode === 'each'
      ? pairs.map((pair) => compareEach(pair, catalog))
      : compareTogether(pairs, catalog);
  const problems = pairs.flatMap(problemsOf);
  return {
    schema: 'leastwise.check/1',
    tool: { name: 'leastwise', version: toolVersion },
    inputs: { new: next.input, old: prior.input },
    mode,
    verdict: overall(comparisons),
    comparisons,
    problems,
    notPolicies,
    totals: {
      ...totalsOf(comparisons),
      notPolicies: notPolicies.new.length + notPolicies.old.length,
      otherFiles,
      problems: problems.length,
    },
  };
}

function compareEach(pair: PolicyPair, catalog: Catalog): Comparison {
  return { ...placesOf(pair), status: statusOf(pair), outcome: outcomeOf(pair, catalog) };
}

function placesOf({
  path,
  next,
  prior,
}: PolicyPair): Pick<Comparison, 'newFiles' | 'oldFiles' | 'path'> {
  return {
    path,
    newFiles: next === undefined ? [] : [next.file.name],
    oldFiles: prior === undefined ? [] : [prior.file.name],
  };
}

function statusOf({ next, prior, isSame }: PolicyPair): Comparison['status'] {
  if (isSame) return 'unchanged';
  if (next === undefined) return 'removed';
  return prior?.policy === undefined ? 'added' : 'changed';
}

function outcomeOf({ next, prior, isSame }: PolicyPair, catalog: Catalog): Outcome {
  if (isSame) return { verdict: 'included', because: 'identical' };
  if (next !== undefined && next.policy === undefined) {
    return {
      verdict: 'unknown',
      reason: 'it held a policy before, and now holds none that leastwise recognises',
    };
  }
  const own = next?.policy === undefined ? [] : [next.policy];
  const old = prior?.policy === undefined ? [] : [prior.policy];
  const outcome: Outcome =
    own.length === 0 ? { verdict: 'included', because: 'removed' } : compare(own, old, catalog);
  if (outcome.verdict !== 'included') return outcome;
  const reason = lostDeny(own, old, catalog);
  return reason === undefined ? outcome : { verdict: 'unknown', reason };
}

/** The identity policies as one comparison, at the path `.`; all else file by file. */
function compareTogether(pairs: readonly PolicyPair[], catalog: Catalog): readonly Comparison[] {
  const isApart = (pair: PolicyPair): boolean => isLost(pair) || namesPrincipals(pair);
  const apart = pairs.filter(isApart);
  const shared = pairs.filter((pair) => !isApart(pair));
  const own = shared.flatMap((pair) => pair.next?.policy ?? []);
  const old = shared.flatMap((pair) => pair.prior?.policy ?? []);
  const whole: Comparison = {
    path: '.',
    status: 'together',
    newFiles: own.map(({ file }) => file.name),
    oldFiles: old.map(({ file }) => file.name),
    outcome: compare(own, old, catalog),
  };
  return [
    ...(shared.length === 0 ? [] : [whole]),
    ...apart.map((pair) => compareEach(pair, catalog)),
  ];
}

function isLost({ next }: PolicyPair): boolean {
  return next !== undefined && next.policy === undefined;
}

function namesPrincipals({ next, prior }: PolicyPair): boolean {
  return [next?.policy, prior?.policy].some((policy) =>
    policy?.document.statements.some(
      ({ raw }) => Object.hasOwn(raw, 'Principal') || Object.hasOwn(raw, 'NotPrincipal'),
    ),
  );
}

/** Those of a file that is the same on both sides are said once. */
function problemsOf({ next, prior, isSame }: PolicyPair): readonly CheckProblem[] {
  const said = (policy: ReadPolicy | undefined, side: 'new' | 'old'): readonly CheckProblem[] =>
    (policy?.problems ?? []).map((problem) => ({ ...problem, side }));
  return [...said(next?.policy, 'new'), ...(isSame ? [] : said(prior?.policy, 'old'))];
}

function overall(comparisons: readonly Comparison[]): CheckVerdict {
  const verdicts = new Set(comparisons.map(({ outcome }) => outcome.verdict));
  if (verdicts.has('new-access')) return 'new-access';
  return verdicts.has('unknown') ? 'unknown' : 'included';
}

function totalsOf(
  comparisons: readonly Comparison[],
): Omit<CheckResult['totals'], 'notPolicies' | 'otherFiles' | 'problems'> {
  const saying = (verdict: CheckVerdict): number =>
    comparisons.filter(({ outcome }) => outcome.verdict === verdict).length;
  const of = (status: Comparison['status']): number =>
    comparisons.filter((comparison) => comparison.status === status).length;
  return {
    compared: comparisons.length,
    included: saying('included'),
    newAccess: saying('new-access'),
    unknown: saying('unknown'),
    added: of('added'),
    changed: of('changed'),
    removed: of('removed'),
    unchanged: of('unchanged'),
  };
}
