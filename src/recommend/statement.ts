/** Statements with one element exchanged; the rest, `raw` included, stays as it was read. */
import type { Statement } from '../model/policy.js';

export function withActions(statement: Statement, patterns: readonly string[]): Statement {
  const { Action: _action, NotAction: _notAction, ...rest } = statement.raw;
  return {
    ...statement,
    actions: { negated: false, patterns },
    raw: { ...rest, Action: patterns.length === 1 ? patterns[0] : patterns },
  };
}

export function withResources(statement: Statement, patterns: readonly string[]): Statement {
  const { Resource: _resource, NotResource: _notResource, ...rest } = statement.raw;
  return {
    ...statement,
    resources: { negated: false, patterns },
    raw: { ...rest, Resource: patterns.length === 1 ? patterns[0] : patterns },
  };
}

/** Sids must be unique inside a policy, so the parts of a statement go without. */
export function withoutSid(statement: Statement): Statement {
  const { Sid: _sid, ...raw } = statement.raw;
  const { sid: _name, ...rest } = statement;
  return { ...rest, raw };
}

export const PASSED_TO_SERVICE = 'iam:PassedToService';

export function asksPassedToService({ conditions }: Statement): boolean {
  return conditions.some(({ key }) => key.toLowerCase() === PASSED_TO_SERVICE.toLowerCase());
}

/** One more condition beside those that are there. */
export function withPassedToService(statement: Statement, services: readonly string[]): Statement {
  const { Condition: _condition, ...raw } = statement.raw;
  const asked = { operator: 'StringEquals', ifExists: false, key: PASSED_TO_SERVICE };
  return {
    ...statement,
    conditions: [...statement.conditions, { ...asked, values: services }],
    raw,
  };
}
