/** Rules over the `Action` and `NotAction` elements. */

import { sizeOf } from '../../catalog/action-set.js';
import { serviceOf } from '../../model/action.js';
import { closest } from '../../model/closest.js';
import { plural } from '../../model/number-words.js';
import { expandActions, unknownNames } from '../expand-actions.js';
import { type Lint, type LintTools, type Rule, some } from './lint.js';

/** Names that match nothing in the catalogue: misspelt, retired, or newer than it. */
export const unknownActions: Rule = ({ statement, index }, tools) => {
  const { patterns, negated } = statement.actions;
  const unknown = unknownNames(tools.expander, patterns);
  if (unknown.length === 0) return [];
  return [
    {
      kind: 'unknown-action',
      severity: 'low',
      statement: index,
      path: `Statement[${index}].${negated ? 'NotAction' : 'Action'}`,
      title:
        unknown.length === 1
          ? 'names an action that the catalogue does not know'
          : `names ${unknown.length} actions that the catalogue does not know`,
      evidence: [
        ...unknown.slice(0, MOST_NAMED).map((name) => unknownWords(name, tools)),
        ...(unknown.length > MOST_NAMED ? [`and ${unknown.length - MOST_NAMED} more`] : []),
        `the catalogue is of ${tools.catalog.date}: a younger action may be missing from it`,
      ],
      remediation: 'correct the name, or remove it if the action is gone',
    },
  ];
};

const MOST_NAMED = 10;

function unknownWords(pattern: string, { catalog }: LintTools): string {
  const service = catalog.services.get(serviceOf(pattern));
  if (service === undefined) return `${pattern}: no service has the prefix ${serviceOf(pattern)}`;
  if (/[*?]/.test(pattern)) return `${pattern} matches no action of ${service.name}`;
  const close = closest(pattern, catalog.actions.slice(service.first, service.end));
  const hint = close.length === 0 ? '' : `; it has ${close.join(', ')}`;
  return `${pattern} is no action of ${service.name}${hint}`;
}

/** "`NotAction` with Allow" grants what AWS adds tomorrow. Source: "IAM JSON policy elements: NotAction". */
export const allowsByNotAction: Rule = ({ statement, index }, { expander }): readonly Lint[] => {
  const { actions, effect, conditions, resources } = statement;
  if (!actions.negated || effect !== 'Allow') return [];
  const isOpen = conditions.length === 0 && (resources?.patterns.includes('*') ?? false);
  const count = sizeOf(expandActions(expander, actions));
  return [
    {
      kind: 'allow-not-action',
      severity: isOpen ? 'medium' : 'low',
      statement: index,
      path: `Statement[${index}].NotAction`,
      title: 'allows by NotAction whatever it does not name',
      evidence: [
        `anything but ${some(actions.patterns)}: ${plural(count, 'action')} today, and every action that AWS adds`,
      ],
      remediation: 'list what is needed under Action',
    },
  ];
};
