/** Rules over the `Resource` element. */
import { actionsOf } from '../../catalog/action-set.js';
import { accessLevelOf, findAction, resourceTypesOf } from '../../catalog/catalog.js';
import { serviceOf } from '../../model/action.js';
import type { Statement } from '../../model/policy.js';
import { expandActions, unknownNames } from '../expand-actions.js';
import { matchesAction } from '../match.js';
import { fitsAction } from '../resource-fit.js';
import { serviceOfArn } from '../resource-reach.js';
import { type Lint, type LintTools, type Rule, some } from './lint.js';

/** Beyond this many actions a statement is not about single resources. */
const MOST_ACTIONS = 4_000;

/**
 * Resources that none of the statement's actions takes, and actions written out that take none of
 * its resources. Silent where an action is not known: it may take anything.
 */
export const unsupportedResources: Rule = ({ statement, index }, tools) => {
  const { resources, actions, effect } = statement;
  if (resources === undefined || resources.negated || actions.negated) return [];
  if (unknownNames(tools.expander, actions.patterns).length > 0) return [];
  const known = actionsOf(tools.catalog, expandActions(tools.expander, actions));
  if (known.length === 0 || known.length > MOST_ACTIONS) return [];
  const useless = resources.patterns.filter(
    (pattern) => !known.some((action) => mayTake(tools, action, pattern)),
  );
  const unserved = unservedActions(statement, tools);
  if (useless.length === 0 && unserved.length === 0) return [];
  const verb = effect === 'Allow' ? 'allows' : 'denies';
  const isWhole = useless.length === resources.patterns.length;
  return [
    {
      kind: 'unsupported-resource',
      severity: isWhole ? 'medium' : 'low',
      statement: index,
      path: `Statement[${index}].Resource`,
      title: isWhole
        ? `${verb} nothing: its actions take none of its resources`
        : useless.length > 0
          ? 'names resources that none of its actions takes'
          : `${verb} nothing with ${unserved.length === 1 ? 'an action that takes' : `${unserved.length} actions that take`} none of its resources`,
      evidence: [
        ...(useless.length > 0 ? [`no action of the statement takes ${some(useless)}`] : []),
        ...(unserved.length > 0 && !isWhole
          ? [`none of the statement's resources is one for ${some(unserved)}`]
          : []),
      ],
      remediation:
        'give each action resources of its own types (Service Authorization Reference), or "*" where it has none',
    },
  ];
};

/** Only names without wildcards: a wildcard may mean just the part that fits. */
function unservedActions({ actions, resources }: Statement, tools: LintTools): readonly string[] {
  return actions.patterns
    .flatMap((pattern) => (/[*?]/.test(pattern) ? [] : (findAction(tools.catalog, pattern) ?? [])))
    .filter((action) => !resources?.patterns.some((pattern) => mayTake(tools, action, pattern)));
}

/**
 * Services whose actions without resource types are known to take `*` alone. Elsewhere nothing is said
 * of such actions: AWS's own policies give ARNs to many of them, `logs:DescribeLogGroups` and
 * `s3:ListAllMyBuckets` among them, and they work.
 *
 * Source: Amazon EC2 User Guide, "Example policies to control access the Amazon EC2 API" ("The
 * `Describe*` API actions don't support resource-level permissions"); Service Authorization Reference,
 * "Actions, resources, and condition keys for AWS IAM".
 */
const TAKES_STAR_ONLY: ReadonlySet<string> = new Set(['ec2', 'iam']);

function mayTake({ catalog, fit }: LintTools, action: string, pattern: string): boolean {
  if (fitsAction(fit, action, pattern) || isTwin(action, pattern)) return true;
  if (resourceTypesOf(catalog, action).length > 0) return false;
  const level = accessLevelOf(catalog, action);
  const isSure = TAKES_STAR_ONLY.has(serviceOf(action)) && (level === 'List' || level === 'Read');
  return !isSure;
}

/**
 * Services under two names, whose actions take ARNs of either. Source: Developer Tools console User
 * Guide, "Connections rename" (codestar-connections, codeconnections); AWS WAF Developer Guide, "AWS
 * WAF Classic".
 */
const TWINS: readonly ReadonlySet<string>[] = [
  new Set(['codeconnections', 'codestar-connections']),
  new Set(['waf', 'waf-regional', 'wafv2']),
];

function isTwin(action: string, pattern: string): boolean {
  const service = serviceOfArn(pattern) ?? '';
  return TWINS.some((names) => names.has(service) && names.has(serviceOf(action)));
}

const PASS_ROLE = 'iam:PassRole';
/** `*`, or every role of one or of any account. */
const EVERY_ROLE = /^(\*+|arn:[^:]*:iam:[^:]*:[^:]*:(\*+|role\*+|role\/\*+)|arn:\*+)$/;

/** Any role may be handed to any service. An administrator's `*` is not looked at: it says so itself. */
export const wildcardPassRole: Rule = ({ statement, index }): readonly Lint[] => {
  const { effect, actions, resources, conditions } = statement;
  if (effect !== 'Allow' || resources === undefined || resources.negated) return [];
  const isNamed = actions.patterns.some((pattern) => matchesAction(pattern, PASS_ROLE));
  if (isNamed === actions.negated || actions.patterns.includes('*')) return [];
  const every = resources.patterns.filter((pattern) => EVERY_ROLE.test(pattern));
  if (every.length === 0) return [];
  const isBound = conditions.some(({ key }) =>
    /^iam:(passedtoservice|associatedresourcearn|resourcetag\/)|^aws:resourcetag\//i.test(key),
  );
  if (isBound) return [];
  return [
    {
      kind: 'wildcard-pass-role',
      severity: 'high',
      statement: index,
      path: `Statement[${index}].Resource`,
      title: 'lets its holders pass any role to any service',
      evidence: [
        `iam:PassRole on ${some(every)} without a condition on iam:PassedToService`,
        'whoever passes a role to a service can act with its permissions',
      ],
      remediation:
        'name the roles that are passed, and the services by iam:PassedToService; leastwise explain shows which roles were',
    },
  ];
};
