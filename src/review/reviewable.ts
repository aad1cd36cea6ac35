/** Findings, proposals and revocations as waivers and baselines see them. */
import type { Finding } from '../model/finding.js';
import type { Mark } from '../model/mark.js';
import type { Revocation } from '../model/recommendation.js';
import type { ActionList, RecommendationResult, Result } from '../model/result.js';
import type { Severity } from '../model/severity.js';

export type ReviewGroup = 'findings' | 'recommendations' | 'revocations';

export type Reviewable = {
  readonly group: ReviewGroup;
  readonly id: string;
  readonly kind: string;
  readonly account: string;
  /** Names and ARNs of each identity or policy concerned: a waiver must match each of them. */
  readonly subjects: readonly (readonly string[])[];
  readonly severity?: Severity;
  /** Where it concerns actions. */
  readonly actions?: ActionList;
};

/** The same result, each item marked by what `markOf` says of it; earlier marks go. */
export function markResult(
  result: Result,
  markOf: (item: Reviewable) => Mark | undefined,
): Pick<Result, 'findings' | 'recommendations' | 'revocations'> {
  const actionsOf = actionsByFinding(result);
  return {
    findings: result.findings.map((one) => marked(one, markOf(ofFinding(one, actionsOf(one))))),
    recommendations: result.recommendations.map((one) =>
      marked(one, markOf(ofRecommendation(one))),
    ),
    revocations: result.revocations.map((one) => marked(one, markOf(ofRevocation(one)))),
  };
}

export function reviewablesOf(result: Result): readonly Reviewable[] {
  const items: Reviewable[] = [];
  markResult(result, (item) => {
    items.push(item);
    return undefined;
  });
  return items;
}

function marked<Item extends { readonly mark?: Mark }>(item: Item, mark: Mark | undefined): Item {
  const { mark: _earlier, ...rest } = item;
  return (mark === undefined ? rest : { ...rest, mark }) as Item;
}

function ofFinding(finding: Finding, actions: ActionList | undefined): Reviewable {
  const { id, kind, account, severity, identity } = finding;
  const subjects = [[identity, nameOf(identity)]];
  return {
    group: 'findings',
    id,
    kind,
    account,
    severity,
    subjects,
    ...(actions !== undefined && { actions }),
  };
}

function ofRecommendation(one: RecommendationResult): Reviewable {
  const { id, kind, account, holders, before, removes } = one;
  const policy = [before.name, ...(before.arn === undefined ? [] : [before.arn])];
  const subjects = holders.map(({ arn, name }) => [arn, name, ...policy]);
  return { group: 'recommendations', id, kind, account, subjects, actions: removes };
}

function ofRevocation({ id, kind, account, arn, name }: Revocation): Reviewable {
  return { group: 'revocations', id, kind, account, subjects: [[arn, name]] };
}

/** What stands behind the last slash: the name without its path. */
function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function actionsByFinding(result: Result): (finding: Finding) => ActionList | undefined {
  const identities = new Map(result.identities.map((identity) => [identity.arn, identity]));
  return ({ kind, identity: arn }) => {
    const identity = identities.get(arn);
    if (identity === undefined) return undefined;
    if (kind === 'unused-permissions') return identity.verdicts.unused;
    if (kind === 'dead-grant') return identity.dead;
    if (kind !== 'denied-only') return undefined;
    const actions = [...new Set(identity.deniedCalls.map(({ action }) => action))].sort();
    return { count: actions.length, actions };
  };
}
