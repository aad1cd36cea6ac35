/**
 * Statements of a held policy that change nothing for whoever holds it: an Allow of which every action
 * is blocked everywhere, and a Deny of which no action is granted to anybody.
 *
 * Silent where a holder is not assessed, or where a statement or a policy of a holder was not read or
 * understood. A Deny of what others grant by resource policies may still be meant: it is only noted.
 */
import { intersect, isEmptySet, isSubset } from '../../catalog/action-set.js';
import type { ActionSet } from '../../model/action.js';
import type { Finding } from '../../model/finding.js';
import type { Identity } from '../../model/identity.js';
import type { PolicyDocument, Statement } from '../../model/policy.js';
import type { Assessment } from '../../model/verdict.js';
import { expandActions, unknownNames } from '../../policy/expand-actions.js';
import { describeHolding, type Holding, holdingsOf, ownHoldings } from '../../policy/holdings.js';
import { callersOf, type VerdictContext } from '../verdict-context.js';
import type { Detector } from './detector.js';

type Held = {
  readonly id: string;
  readonly arn: string;
  readonly label: string;
  readonly document: PolicyDocument;
  /** Users and roles that hold it, through groups too. */
  readonly holders: Identity[];
};

export const findStatementsWithoutEffect: Detector = (context, assessments) => {
  const byArn = new Map(assessments.map((assessment) => [assessment.arn as string, assessment]));
  return [...heldPolicies(context).values()].flatMap((held) => {
    const holders = held.holders.flatMap(({ arn }) => byArn.get(arn) ?? []);
    const isWhole = holders.length === held.holders.length && holders.length > 0;
    const isClear =
      isWhole &&
      holders.some(({ manageability }) => manageability === 'editable') &&
      held.holders.every((holder) => isUnderstood(context, holder));
    if (!isClear) return [];
    return held.document.statements.flatMap((statement, index) =>
      judge(context, held, { statement, index }, holders),
    );
  });
};

function heldPolicies(context: VerdictContext): ReadonlyMap<string, Held> {
  const held = new Map<string, Held>();
  for (const owner of context.directory.identities) {
    const holders = callersOf(context.directory, owner);
    for (const holding of ownHoldings(context.directory, owner)) {
      const one = subjectOf(holding);
      if (one === undefined) continue;
      const known = held.get(one.id);
      if (known === undefined) held.set(one.id, { ...one, holders: [...holders] });
      else known.holders.push(...holders.filter((holder) => !known.holders.includes(holder)));
    }
  }
  return held;
}

function subjectOf(holding: Holding): Omit<Held, 'holders'> | undefined {
  const { document, owner } = holding;
  if (document === undefined) return undefined;
  const label = describeHolding(holding);
  if (holding.kind === 'inline') {
    return { id: `${owner.arn} ${holding.name}`, arn: owner.arn, label, document };
  }
  const { policy } = holding;
  return policy?.owner === 'customer'
    ? { id: holding.arn, arn: holding.arn, label: `policy ${policy.name}`, document }
    : undefined;
}

function isUnderstood({ directory }: VerdictContext, holder: Identity): boolean {
  return holdingsOf(directory, holder).every(
    ({ document }) => document?.statements.every(({ opaque }) => !opaque) ?? false,
  );
}

function judge(
  context: VerdictContext,
  held: Held,
  { statement, index }: { readonly statement: Statement; readonly index: number },
  holders: readonly Assessment[],
): readonly Finding[] {
  const { expander } = context;
  if (unknownNames(expander, statement.actions.patterns).length > 0) return [];
  const actions = expandActions(expander, statement.actions);
  if (isEmptySet(actions)) return [];
  const said =
    statement.effect === 'Allow' ? deadAllow(actions, holders) : pointlessDeny(actions, holders);
  if (said === undefined) return [];
  const name = statement.sid === undefined || statement.sid === '' ? String(index) : statement.sid;
  return [
    {
      ...said,
      id: `${said.kind} ${held.id} ${name} effect`,
      account: context.directory.snapshot.account,
      identity: held.arn,
      title: `statement ${name} of ${held.label} ${said.title}`,
      evidence: [
        `at Statement[${index}]`,
        `${said.evidence.join('; ')}, for ${holders.length === 1 ? 'its one holder' : `all of its ${holders.length} holders`}`,
      ],
    },
  ];
}

type Said = Pick<Finding, 'kind' | 'severity' | 'title' | 'evidence' | 'remediation'>;

function deadAllow(actions: ActionSet, holders: readonly Assessment[]): Said | undefined {
  if (!holders.every(({ dead }) => isSubset(actions, dead))) return undefined;
  return {
    kind: 'dead-statement',
    severity: 'low',
    title: 'allows only what is blocked everywhere',
    evidence: [
      'a Deny, the permissions boundary or a service control policy rules out each of its actions',
    ],
    remediation: 'remove the statement, or the block if the grant was meant',
  };
}

function pointlessDeny(actions: ActionSet, holders: readonly Assessment[]): Said | undefined {
  if (!holders.every(({ granted }) => isEmptySet(intersect(actions, granted)))) return undefined;
  return {
    kind: 'pointless-deny',
    severity: 'info',
    title: 'denies only what nobody who holds it is granted',
    evidence: ['no policy grants any of its actions; it still counts where a resource policy does'],
    remediation: 'keep it as a guard, or remove it',
  };
}
