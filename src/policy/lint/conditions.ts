/** Rules over the `Condition` element. */
import { actionsOf } from '../../catalog/action-set.js';
import { accessLevelOf } from '../../catalog/catalog.js';
import type { Condition } from '../../model/policy.js';
import { operatorNamed } from '../conditions/operators.js';
import { expandActions } from '../expand-actions.js';
import { hasVariables, parseTemplate } from '../variables.js';
import { isForeignKey, multiplicityOfKey } from './condition-keys.js';
import { mayHoldTogether } from './contexts.js';
import { type LintTools, type Place, type Rule, some } from './lint.js';

function conditionPath(index: number, { qualifier, operator, ifExists, key }: Condition): string {
  const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `Statement[${index}].Condition.${name}.${key}`;
}

function words({ qualifier, operator, ifExists, key, values }: Condition): string {
  const name = `${qualifier === undefined ? '' : `${qualifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return `${name} ${key} ${some(values)}`;
}

/** Keys and variables that no service and no global list has: most often a slip of the pen. */
export const unknownConditionKeys: Rule = ({ document, statement, index }, { catalog }) => {
  const named = [
    ...statement.conditions.map((condition) => ({
      key: condition.key,
      path: conditionPath(index, condition),
    })),
    ...(document.version === '2012-10-17'
      ? variablesOf(statement.resources?.patterns ?? []).map((key) => ({
          key,
          path: `Statement[${index}].Resource`,
        }))
      : []),
  ];
  const unknown = named.filter(
    ({ key }) => !isForeignKey(key) && multiplicityOfKey(catalog, key) === undefined,
  );
  const [first] = unknown;
  if (first === undefined) return [];
  const keys = [...new Set(unknown.map(({ key }) => key))];
  return [
    {
      kind: 'unknown-condition-key',
      severity: 'low',
      statement: index,
      path: first.path,
      title: `depends on ${keys.length === 1 ? 'a condition key' : 'condition keys'} that the catalogue does not know`,
      evidence: [
        `${some(keys)}: in no service's list and not among the global keys`,
        `the catalogue is of ${catalog.date}: a younger key may be missing from it`,
      ],
      remediation:
        'correct the key; a key that requests never carry makes a condition always false, or always true where it is negated',
    },
  ];
};

function variablesOf(texts: readonly string[]): readonly string[] {
  return texts
    .filter(hasVariables)
    .flatMap((text) =>
      parseTemplate(text).flatMap((part) => (part.kind === 'variable' ? part.key : [])),
    );
}

/** No context lets all conditions hold: the statement does nothing. */
export const impossibleConditions: Rule = ({ document, statement, index }, { catalog }) => {
  const { conditions, effect } = statement;
  if (conditions.length === 0) return [];
  const isPossible = (some: readonly Condition[]) =>
    mayHoldTogether(catalog, some, document.version);
  if (isPossible(conditions)) return [];
  const culprits = smallestConflict(conditions, isPossible);
  return [
    {
      kind: 'impossible-condition',
      severity: effect === 'Deny' ? 'medium' : 'low',
      statement: index,
      path: `Statement[${index}].Condition`,
      title: `can never apply: its conditions exclude each other, so it ${effect === 'Deny' ? 'denies' : 'allows'} nothing`,
      evidence: [`all of these would have to hold at once: ${culprits.map(words).join('; ')}`],
      remediation: 'correct the conditions, or remove the statement',
    },
  ];
};

function smallestConflict(
  conditions: readonly Condition[],
  isPossible: (some: readonly Condition[]) => boolean,
): readonly Condition[] {
  const alone = conditions.find((condition) => !isPossible([condition]));
  if (alone !== undefined) return [alone];
  for (const [at, one] of conditions.entries()) {
    const other = conditions.slice(at + 1).find((two) => !isPossible([one, two]));
    if (other !== undefined) return [one, other];
  }
  return conditions;
}

/**
 * `ForAllValues` holds for a request without the key, so an Allow that rests on it lets those through.
 *
 * Source: IAM User Guide, "Set operators for multivalued context keys".
 */
export const openForAllValues: Rule = (place, tools) => {
  const { statement, index } = place;
  if (statement.effect !== 'Allow') return [];
  return statement.conditions
    .filter(({ qualifier, key }) => qualifier === 'ForAllValues' && MAY_BE_ABSENT.test(key))
    .filter((condition) => mayLackKey(place, tools, condition))
    .map((condition) => ({
      kind: 'for-all-values-allow' as const,
      severity: isTagKeys(condition) ? ('info' as const) : ('medium' as const),
      statement: index,
      path: conditionPath(index, condition),
      title: `allows requests that carry no ${condition.key}, because ForAllValues holds without it`,
      evidence: [`${words(condition)}; nothing else in the statement asks for the key`],
      remediation: `add "Null": {"${condition.key}": "false"} if the key must be there`,
    }));
};

/**
 * Whether a service's own key is in each request depends on the request's parameters; only for these
 * AWS says that it may be absent.
 * Source: IAM User Guide, "AWS global condition context keys", Availability; Amazon DynamoDB Developer
 * Guide, "Using IAM policy conditions for fine-grained access control".
 */
const MAY_BE_ABSENT = /^(aws:|dynamodb:(attributes|leadingkeys)$)/i;

/** The same page: in every request. */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  'aws:currenttime',
  'aws:epochtime',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:userid',
]);

function mayLackKey({ document, statement }: Place, tools: LintTools, own: Condition): boolean {
  if (ALWAYS_THERE.has(own.key.toLowerCase())) return false;
  // Null is understood by the key's own conditions only; tags imply each other.
  if (isTagKeys(own) && asksForTags(statement.conditions)) return false;
  if (isTagKeys(own) && isAboutTags(statement, tools)) return false;
  const absent: Condition = { operator: 'Null', ifExists: false, key: own.key, values: ['true'] };
  return mayHoldTogether(tools.catalog, [...statement.conditions, absent], document.version);
}

function isTagKeys({ key }: Condition): boolean {
  return key.toLowerCase() === 'aws:tagkeys';
}

/** A tag of the request that must be there puts its key among `aws:TagKeys`. */
function asksForTags(conditions: readonly Condition[]): boolean {
  return conditions.some(
    ({ key, operator, ifExists, qualifier }) =>
      /^(aws:requesttag|s3:requestobjecttag)\//i.test(key) &&
      !ifExists &&
      qualifier !== 'ForAllValues' &&
      operatorNamed(operator)?.negated !== true,
  );
}

/** Calls that do nothing but set or take tags carry their keys. */
function isAboutTags({ actions }: Place['statement'], { catalog, expander }: LintTools): boolean {
  const all = actionsOf(catalog, expandActions(expander, actions));
  return all.every((action) => accessLevelOf(catalog, action) === 'Tagging');
}

const LITERAL_OPERATORS: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
]);

/** `*` is a wildcard for `StringLike` and the ARN operators only; here it is a character. */
export const literalWildcards: Rule = ({ statement, index }) =>
  statement.conditions
    .filter(({ operator }) => LITERAL_OPERATORS.has(operator))
    .flatMap((condition) => {
      const values = condition.values.filter((value) => value.replaceAll('${*}', '').includes('*'));
      if (values.length === 0) return [];
      const isNegated = operatorNamed(condition.operator)?.negated === true;
      return [
        {
          kind: 'literal-wildcard' as const,
          severity: 'medium' as const,
          statement: index,
          path: conditionPath(index, condition),
          title: `compares ${condition.key} with a star that ${condition.operator} takes for a plain character`,
          evidence: [
            `${words(condition)}: ${isNegated ? 'excludes' : 'matches'} only a value with that very character in it`,
          ],
          remediation: `use ${isNegated ? 'StringNotLike' : 'StringLike'} if a wildcard was meant`,
        },
      ];
    });
