/** Whether a statement speaks of an action at all, whatever its resources and conditions. */
import type { Statement } from '../model/policy.js';
import { matchesAction } from '../policy/match.js';

export function namesAction({ actions }: Statement, action: string): boolean {
  return actions.patterns.some((pattern) => matchesAction(pattern, action)) !== actions.negated;
}
