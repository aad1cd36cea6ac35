/**
 * Which uses the policies that were read account for. One that no statement allows was allowed by a
 * resource policy, or its ARN is not what AWS checked: no resource list is built on it.
 */
import { hasAction } from '../catalog/action-set.js';
import type { ActionSet } from '../model/action.js';
import type { Identity } from '../model/identity.js';
import type { PolicyDocument, Statement } from '../model/policy.js';
import { type ActionExpander, expandActions } from '../policy/expand-actions.js';
import { type Directory, holdingsOf } from '../policy/holdings.js';
import { languageOf, type ResourceLanguage } from './scope/language.js';

export type Explain = (action: string, resource: string) => boolean;

type Known = { readonly actions: ActionSet; readonly language: ResourceLanguage | undefined };

/** Statements are read once, whoever holds them. */
export function explainer(
  expander: ActionExpander,
): (directory: Directory, holders: readonly Identity[]) => Explain {
  const known = new Map<Statement, Known>();
  const read = (statement: Statement, version: PolicyDocument['version']): Known => {
    const before = known.get(statement);
    if (before !== undefined) return before;
    const { resources } = statement;
    const own = {
      actions: expandActions(expander, statement.actions),
      language: resources === undefined ? undefined : languageOf(resources, version),
    };
    known.set(statement, own);
    return own;
  };
  return (directory, holders) => {
    const allows = holders
      .flatMap((holder) => [holder, ...membersOf(directory, holder)])
      .flatMap((identity) => holdingsOf(directory, identity))
      .flatMap(({ document }) =>
        (document?.statements ?? [])
          .filter(({ effect }) => effect === 'Allow')
          .map((statement) => read(statement, document?.version ?? '2012-10-17')),
      );
    const answers = new Map<string, boolean>();
    return (action, resource) => {
      const key = `${action} ${resource}`;
      const before = answers.get(key);
      if (before !== undefined) return before;
      const answer = allows.some(
        ({ actions, language }) =>
          hasAction(expander.catalog, actions, action) &&
          language?.fitOf(resource).kind !== 'apart',
      );
      answers.set(key, answer);
      return answer;
    };
  };
}

function membersOf({ members }: Directory, holder: Identity): readonly Identity[] {
  return holder.kind === 'group' ? (members.get(holder.name) ?? []) : [];
}
